#include "verify/link_model.h"

#include "verify/link_state.h"

#include "llvm/ADT/STLExtras.h"

#include <optional>
#include <queue>
#include <set>
#include <utility>

namespace armeld {

LinkObjects::LinkObjects(const Classes &classes) : classes(classes) {
  objects.resize(classes.size());
  for (EquivalenceId id = 0; id < classes.size(); ++id) {
    const EquivalenceClass &cls = classes[id];
    LinkObject &object = objects[id];
    object.answers = cls.answers;
    object.isLoadedByObjc = cls.object->objc;
    object.defines.reserve(cls.provides.size());
    for (const Provision &provision : cls.provides) {
      const Definition &definition = *provision.definition;
      object.defines.push_back(
          {provision.symbol, definition.binding, !isUniqueStrong(definition), provision.content});
    }
    for (Name name : cls.object->references)
      if (std::optional<DefinedId> symbol = classes.find(name, cls.world))
        object.references.push_back(*symbol);
  }
}

namespace {

/// GNU ld, gold and link.exe: walks through one archive's symbol table after the other.
///
/// The tables of all archives are indexed together. A symbol that becomes needed asks for the
/// members that define it, so that no walk has to look at members that nobody asks for.
class Walk {
public:
  explicit Walk(LinkState &state)
      : state(state), firsts(state.objects.symbols()), listedMember(firsts.size()) {}

  void once() {
    start();
    while (auto archive = takeFirst(0))
      search(*archive, /*isAround=*/false);
  }

  /// From one archive to the next, and from the last one to the first, until nothing is found.
  void around() {
    start();
    for (std::optional<uint32_t> archive = 0; (archive = takeFirst(*archive));)
      search(*archive, /*isAround=*/true);
  }

private:
  /// A line of an archive's symbol table.
  struct Entry {
    uint32_t archive, member;
    DefinedId symbol;
    DefinedId definition; ///< `symbol`, or what answers it
    bool isStrong;
    uint32_t next; ///< of the same symbol
  };
  struct First {
    uint32_t index = 0; ///< the number of the index that `entry` belongs to
    uint32_t entry = LinkSymbol::none;
  };
  /// A member that a symbol asks for.
  using Asked = std::pair<uint32_t, uint32_t>; // the member, and the entry
  using Queue = std::priority_queue<Asked, std::vector<Asked>, std::greater<>>;

  void start() {
    replacesCommons = state.linker() == Linker::gnu_ld;
    takesAnswers = state.linker() == Linker::gnu_ld_coff || state.linker() == Linker::gnu_ld;
    ++indexNumber;
    entries.clear();
    for (uint32_t archive = uint32_t(state.line().archives.size()); archive-- > 0;)
      readTable(archive);
    asked.assign(state.line().archives.size(), {});
    toSearch.clear();
    known = 0;
    forEachOpened([&](uint32_t entry) { ask(entry); });
  }

  void ask(uint32_t entry) {
    asked[entries[entry].archive].push({entries[entry].member, entry});
    toSearch.insert(entries[entry].archive);
  }

  /// The first archive to search from `place` on, or else the first one.
  std::optional<uint32_t> takeFirst(uint32_t place) {
    if (toSearch.empty())
      return std::nullopt;
    auto next = toSearch.lower_bound(place);
    return toSearch.extract(next == toSearch.end() ? toSearch.begin() : next).value();
  }

  void search(uint32_t archive, bool isAround) {
    Queue ahead = std::exchange(asked[archive], {}), again;
    while (!ahead.empty()) {
      auto [member, entry] = ahead.top();
      ahead.pop();
      if (!state.isTaken(archive, member) && isAsked(entries[entry])) {
        state.take(archive, member);
        // Members that define what is needed since, on this walk or on the next one.
        forEachOpened([&, place = member](uint32_t opened) {
          const Entry &found = entries[opened];
          if (found.archive == archive)
            (found.member > place ? ahead : again).push({found.member, opened});
          else if (found.archive > archive || isAround)
            ask(opened);
        });
      }
      if (ahead.empty())
        std::swap(ahead, again);
    }
  }

  /// Entries of symbols that became needed since the last call.
  void forEachOpened(llvm::function_ref<void(uint32_t)> body) {
    for (; known < state.open().size(); ++known)
      for (uint32_t entry = firstEntry(state.open()[known]); entry != LinkSymbol::none;
           entry = entries[entry].next)
        body(entry);
  }

  void readTable(uint32_t archive) {
    // A table of Microsoft's format lists a symbol once, for the first member that defines it.
    const Contents &contents = *state.line().archives[archive];
    bool listsOnce = contents.library->symbol_table.format == SymbolTableFormat::coff;
    if (listsOnce)
      for (uint32_t member = uint32_t(contents.size()); member-- > 0;)
        for (const LinkDefinition &definition : state.object(archive, member).defines)
          listedMember[definition.symbol] = member;
    for (uint32_t member = uint32_t(contents.size()); member-- > 0;) {
      auto add = [&](DefinedId symbol, DefinedId definition, bool isStrong) {
        if (listsOnce && listedMember[definition] != member)
          return;
        uint32_t next = firstEntry(symbol);
        firsts[symbol] = {indexNumber, uint32_t(entries.size())};
        entries.push_back({archive, member, symbol, definition, isStrong, next});
      };
      for (const LinkDefinition &definition : state.object(archive, member).defines)
        add(definition.symbol, definition.symbol, definition.binding == Binding::strong);
      if (takesAnswers)
        for (const StandIn &answer : state.object(archive, member).answers)
          add(answer.symbol, answer.definition, false);
    }
  }

  uint32_t firstEntry(DefinedId symbol) const {
    return firsts[symbol].index == indexNumber ? firsts[symbol].entry : LinkSymbol::none;
  }

  bool isAsked(const Entry &entry) {
    LinkStatus status = state[entry.symbol].status;
    if (entry.definition != entry.symbol)
      return status == LinkStatus::undefined &&
             state[entry.definition].status == LinkStatus::unseen;
    return status == LinkStatus::undefined ||
           (replacesCommons && status == LinkStatus::common && entry.isStrong);
  }

  LinkState &state;
  std::vector<Entry> entries;
  uint32_t indexNumber = 0;
  std::vector<First> firsts;          ///< by symbol
  std::vector<uint32_t> listedMember; ///< by symbol of one archive: the first that defines it
  std::vector<Queue> asked;           ///< by archive: members to look at when it is searched
  std::set<uint32_t> toSearch;        ///< archives with such members
  size_t known = 0;                   ///< how many of the needed symbols have asked
  bool replacesCommons = false;
  bool takesAnswers = false;
};

/// lld: remembers for each symbol the first member that defines it.
class Memory {
public:
  explicit Memory(LinkState &state) : state(state) {}

  /// Takes what is needed at once, and before anything else what that one needs.
  void deep() {
    for (uint32_t archive = 0; archive < archives(); ++archive) {
      if (state.linker() == Linker::ld64_objc)
        for (uint32_t member = 0; member < members(archive); ++member)
          if (state.object(archive, member).isLoadedByObjc)
            takeDeep(archive, member);
      for (uint32_t member = 0; member < members(archive); ++member)
        if (remember(archive, member))
          takeDeep(archive, member);
    }
  }

  /// Takes what is needed when all archives are read, in the order in which it became needed: first
  /// what the program needs, in the order of the archives' symbol tables, and those of Microsoft's
  /// format are sorted by name.
  void inTurn() {
    std::vector<std::pair<uint32_t, uint32_t>> turn;
    for (uint32_t archive = 0; archive < archives(); ++archive) {
      needed.clear();
      for (uint32_t member = 0; member < members(archive); ++member)
        remember(archive, member);
      if (state.line().archives[archive]->library->symbol_table.format == SymbolTableFormat::coff)
        llvm::sort(needed, [&](DefinedId a, DefinedId b) {
          return state.objects.nameOf(a) < state.objects.nameOf(b);
        });
      for (DefinedId symbol : needed)
        turn.push_back({archive, state[symbol].member});
    }
    for (size_t next = 0; next < turn.size(); ++next) {
      auto [archive, member] = turn[next];
      if (state.isTaken(archive, member))
        continue;
      state.take(archive, member);
      for (DefinedId reference : state.object(archive, member).references)
        if (LinkSymbol symbol = state[reference];
            symbol.status == LinkStatus::undefined && symbol.archive != LinkSymbol::none)
          turn.push_back({symbol.archive, symbol.member});
    }
  }

private:
  uint32_t archives() const { return uint32_t(state.line().archives.size()); }
  uint32_t members(uint32_t archive) const {
    return uint32_t(state.line().archives[archive]->size());
  }

  /// Whether the member is needed now. What it is needed for is added to `needed`, and its other
  /// symbols are remembered.
  bool remember(uint32_t archive, uint32_t member) {
    if (state.isTaken(archive, member))
      return false;
    size_t known = needed.size();
    for (const LinkDefinition &definition : state.object(archive, member).defines) {
      LinkSymbol &symbol = state[definition.symbol];
      if (symbol.archive != LinkSymbol::none || symbol.status > LinkStatus::undefined)
        continue;
      if (symbol.status == LinkStatus::undefined)
        needed.push_back(definition.symbol);
      symbol.archive = archive;
      symbol.member = member;
    }
    return needed.size() > known;
  }

  void takeDeep(uint32_t archive, uint32_t member) {
    struct Step {
      uint32_t archive, member;
      size_t reference; ///< the next one to look at
    };
    // ld.lld lays a member out in front of what that one needs, the others behind it.
    bool isLaidOutFirst = state.linker() == Linker::lld;
    std::vector<Step> steps;
    auto read = [&](uint32_t archive, uint32_t member) {
      state.read(archive, member);
      if (isLaidOutFirst)
        state.layOut(archive, member);
      steps.push_back({archive, member, 0});
    };
    if (!state.isTaken(archive, member))
      read(archive, member);
    while (!steps.empty()) {
      Step &step = steps.back();
      const LinkObject &object = state.object(step.archive, step.member);
      if (step.reference == object.references.size()) {
        if (!isLaidOutFirst)
          state.layOut(step.archive, step.member);
        steps.pop_back();
        continue;
      }
      LinkSymbol symbol = state[object.references[step.reference++]];
      if (symbol.status != LinkStatus::undefined || symbol.archive == LinkSymbol::none ||
          state.isTaken(symbol.archive, symbol.member))
        continue;
      read(symbol.archive, symbol.member);
    }
  }

  LinkState &state;
  std::vector<DefinedId> needed;
};

/// mold: resolves first, and takes then.
class Ranking {
public:
  explicit Ranking(LinkState &state) : state(state) {}

  void run() {
    const std::vector<const Contents *> &archives = state.line().archives;
    isNeeded.resize(archives.size());
    for (uint32_t archive = 0; archive < archives.size(); ++archive) {
      isNeeded[archive].resize(archives[archive]->size());
      for (uint32_t member = 0; member < archives[archive]->size(); ++member)
        rank(archive, member);
    }
    for (DefinedId root : state.line().roots)
      need(root);
    while (!turn.empty()) {
      auto [archive, member] = turn.back();
      turn.pop_back();
      const LinkObject &object = state.object(archive, member);
      for (DefinedId reference : object.references)
        need(reference);
      for (const LinkDefinition &definition : object.defines)
        if (definition.binding == Binding::common &&
            state[definition.symbol].rank != rankOf(Binding::common))
          need(definition.symbol);
    }
    for (uint32_t archive = 0; archive < archives.size(); ++archive)
      for (uint32_t member = 0; member < archives[archive]->size(); ++member)
        if (isNeeded[archive][member])
          state.take(archive, member);
  }

private:
  static uint32_t rankOf(Binding binding) {
    return binding == Binding::strong ? 3 : binding == Binding::weak ? 4 : 6;
  }

  void rank(uint32_t archive, uint32_t member) {
    for (const LinkDefinition &definition : state.object(archive, member).defines) {
      LinkSymbol &symbol = state[definition.symbol];
      uint32_t rank = rankOf(definition.binding);
      if (symbol.archive != LinkSymbol::none && symbol.rank <= rank)
        continue;
      symbol.archive = archive;
      symbol.member = member;
      symbol.rank = rank;
    }
  }

  void need(DefinedId id) {
    const LinkSymbol &symbol = state[id];
    if (symbol.archive == LinkSymbol::none || isNeeded[symbol.archive][symbol.member])
      return;
    isNeeded[symbol.archive][symbol.member] = true;
    turn.push_back({symbol.archive, symbol.member});
  }

  LinkState &state;
  std::vector<std::vector<bool>> isNeeded;
  std::vector<std::pair<uint32_t, uint32_t>> turn;
};

} // namespace

struct LinkPlayer::Parts {
  explicit Parts(const LinkObjects &objects) : state(objects), walk(state) {}

  LinkState state;
  Walk walk;
};

LinkPlayer::LinkPlayer(const LinkObjects &objects) : parts(std::make_unique<Parts>(objects)) {}
LinkPlayer::~LinkPlayer() = default;

LinkResult LinkPlayer::play(Linker linker, const LinkLine &line) {
  LinkState &state = parts->state;
  state.start(linker, line);
  switch (linker) {
  case Linker::gnu_ld:
  case Linker::gold:
  case Linker::gnu_ld_coff:
    parts->walk.once();
    break;
  case Linker::link:
    parts->walk.around();
    break;
  case Linker::lld:
  case Linker::wasm_ld:
  case Linker::ld64:
  case Linker::ld64_objc:
    Memory(state).deep();
    break;
  case Linker::lld_link:
    Memory(state).inTurn();
    break;
  case Linker::mold:
    Ranking(state).run();
    break;
  }
  return state.finish();
}

} // namespace armeld
