#include "verify/link_model.h"

#include "os/parallel.h"
#include "verify/link_state.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <optional>
#include <queue>
#include <set>
#include <utility>

namespace armeld {

static LinkObject objectOf(const Classes &classes, const EquivalenceClass &cls) {
  LinkObject object;
  object.answers = cls.answers;
  object.isLoadedByObjc = cls.object->objc;
  object.defines.reserve(cls.provides.size());
  for (const Provision &provision : cls.provides) {
    const Definition &definition = *provision.definition;
    object.defines.push_back(
        {provision.symbol, definition.binding, !isUniqueStrong(definition), provision.content});
  }
  classes.expect(cls.object->references, cls.world);
  for (Name name : cls.object->references)
    if (std::optional<DefinedId> symbol = classes.find(name, cls.world))
      object.references.push_back(*symbol);
  return object;
}

LinkObjects::LinkObjects(const Classes &classes) : classes(classes) {
  objects.resize(classes.size());
  constexpr size_t batch = 256;
  parallelFor((classes.size() + batch - 1) / batch, 0, [&](size_t b) {
    for (size_t id = b * batch; id < std::min(classes.size(), (b + 1) * batch); ++id)
      objects[id] = objectOf(classes, classes[EquivalenceId(id)]);
  });
}

namespace {

/// GNU ld, gold and link.exe: walks through one archive's symbol table after the other.
///
/// A symbol that becomes needed asks for the members that define it, so that no walk has to look at
/// members that nobody asks for.
class Walk {
public:
  explicit Walk(LinkState &state) : state(state) {}

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
  /// A member that a symbol asks for.
  struct Asked {
    uint32_t member;
    DefinedId symbol;
    const LinkDefiner *definer;
    bool operator>(const Asked &other) const { return member > other.member; }
  };
  using Queue = std::priority_queue<Asked, std::vector<Asked>, std::greater<>>;

  void start() {
    replacesCommons = state.linker() == Linker::gnu_ld;
    takesAnswers = state.linker() == Linker::gnu_ld_coff || state.linker() == Linker::gnu_ld;
    asked.assign(state.line().archives.size(), {});
    toSearch.clear();
    known = 0;
    forEachOpened([&](uint32_t archive, Asked entry) { ask(archive, entry); });
  }

  void ask(uint32_t archive, Asked entry) {
    asked[archive].push(entry);
    toSearch.insert(archive);
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
      Asked entry = ahead.top();
      ahead.pop();
      if (!state.isTaken(archive, entry.member) && isAsked(entry)) {
        state.take(archive, entry.member);
        // Members that define what is needed since, on this walk or on the next one.
        forEachOpened([&](uint32_t place, Asked found) {
          if (place == archive)
            (found.member > entry.member ? ahead : again).push(found);
          else if (place > archive || isAround)
            ask(place, found);
        });
      }
      if (ahead.empty())
        std::swap(ahead, again);
    }
  }

  /// Lines of the archives' symbol tables for symbols that became needed since the last call.
  void forEachOpened(llvm::function_ref<void(uint32_t, Asked)> body) {
    for (; known < state.open().size(); ++known) {
      DefinedId symbol = state.open()[known];
      state.forEachDefiner(symbol, [&](uint32_t archive, const LinkDefiner &definer) {
        if (definer.isListed && (takesAnswers || definer.definition == symbol))
          body(archive, {definer.member, symbol, &definer});
      });
    }
  }

  bool isAsked(const Asked &entry) {
    LinkStatus status = state[entry.symbol].status;
    DefinedId definition = entry.definer->definition;
    if (definition != entry.symbol)
      return status == LinkStatus::undefined && state[definition].status == LinkStatus::unseen;
    return status == LinkStatus::undefined || (replacesCommons && status == LinkStatus::common &&
                                               entry.definer->binding == Binding::strong);
  }

  LinkState &state;
  std::vector<Queue> asked;    ///< by archive: members to look at when it is searched
  std::set<uint32_t> toSearch; ///< archives with such members
  size_t known = 0;            ///< how many of the needed symbols have asked
  bool replacesCommons = false;
  bool takesAnswers = false;
};

/// lld: remembers for each symbol the first member that defines it.
class Memory {
public:
  explicit Memory(LinkState &state) : state(state) {}

  /// Takes what is needed at once, and before anything else what that one needs. What a symbol
  /// finds further on than the linker has read so far, it finds when the linker gets there.
  void deep() {
    later.resize(state.line().archives.size());
    wait();
    for (uint32_t archive = 0; archive < later.size(); ++archive) {
      if (state.linker() == Linker::ld64_objc) {
        isRead = {archive, 0};
        for (uint32_t member : state.index.loadedByObjc(state.line().archives[archive]->number))
          takeDeep(archive, member);
        wait();
      }
      while (!later[archive].empty()) {
        auto [member, symbol] = later[archive].top();
        later[archive].pop();
        if (state.isTaken(archive, member) || !state.isUndefined(symbol))
          continue;
        isRead = {archive, member + 1};
        takeDeep(archive, member);
        wait();
      }
    }
  }

  /// Takes what is needed when all archives are read, in the order in which it became needed: first
  /// what the program needs, in the order of the archives' symbol tables, and those of Microsoft's
  /// format are sorted by name.
  void inTurn() {
    struct Found {
      LinkPlace place;
      DefinedId symbol;
    };
    std::vector<Found> roots;
    for (DefinedId symbol : state.open())
      if (LinkPlace place = state.first(symbol); place && state.isUndefined(symbol))
        roots.push_back({place, symbol});
    llvm::sort(roots, [&](const Found &a, const Found &b) {
      if (a.place.archive != b.place.archive)
        return a.place.archive < b.place.archive;
      const Library &library = *state.line().archives[a.place.archive]->library;
      if (library.symbol_table.format == SymbolTableFormat::coff)
        return state.objects.nameOf(a.symbol) < state.objects.nameOf(b.symbol);
      return a.place.member < b.place.member;
    });
    std::vector<LinkPlace> turn;
    for (const Found &root : roots)
      turn.push_back(root.place);
    for (size_t next = 0; next < turn.size(); ++next) {
      auto [archive, member] = turn[next];
      if (state.isTaken(archive, member))
        continue;
      state.take(archive, member);
      for (DefinedId reference : state.object(archive, member).references)
        if (state.isUndefined(reference))
          if (LinkPlace place = state.first(reference))
            turn.push_back(place);
    }
  }

private:
  /// Has symbols that became needed, and of which no definition is read, wait for the first one.
  void wait() {
    for (; known < state.open().size(); ++known) {
      DefinedId symbol = state.open()[known];
      LinkPlace place = state.first(symbol);
      if (place && place >= isRead && state.isUndefined(symbol))
        later[place.archive].push({place.member, symbol});
    }
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
      DefinedId symbol = object.references[step.reference++];
      if (!state.isUndefined(symbol))
        continue;
      LinkPlace place = state.first(symbol);
      if (place && place < isRead && !state.isTaken(place.archive, place.member))
        read(place.archive, place.member);
    }
  }

  /// A member that is the first on the line to define a needed symbol.
  using Waiting = std::pair<uint32_t, DefinedId>;
  using Queue = std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>>;

  LinkState &state;
  LinkPlace isRead = {0, 0}; ///< the first place that is not read yet
  std::vector<Queue> later;  ///< by archive
  size_t known = 0;          ///< how many of the needed symbols wait, or have what they need
};

/// mold: resolves first, and takes then.
class Ranking {
public:
  explicit Ranking(LinkState &state) : state(state) {}

  void run() {
    for (DefinedId root : state.line().roots)
      need(root);
    for (size_t next = 0; next < needed.size(); ++next) {
      const LinkObject &object = state.object(needed[next].archive, needed[next].member);
      for (DefinedId reference : object.references)
        need(reference);
      for (const LinkDefinition &definition : object.defines)
        if (definition.binding == Binding::common && best(definition.symbol) &&
            state[definition.symbol].rank != rankOf(Binding::common))
          need(definition.symbol);
    }
    llvm::sort(needed);
    for (auto [archive, member] : needed)
      state.take(archive, member);
  }

private:
  static uint8_t rankOf(Binding binding) {
    return binding == Binding::strong ? 3 : binding == Binding::weak ? 4 : 6;
  }

  LinkPlace best(DefinedId id) {
    return state.search(id, [](const LinkDefiner &definer) { return rankOf(definer.binding); });
  }

  void need(DefinedId id) {
    LinkPlace place = best(id);
    if (place && isNeeded.insert({place.archive, place.member}).second)
      needed.push_back(place);
  }

  LinkState &state;
  llvm::DenseSet<std::pair<uint32_t, uint32_t>> isNeeded;
  std::vector<LinkPlace> needed;
};

} // namespace

struct LinkPlayer::Parts {
  explicit Parts(const LinkIndex &index) : state(index), walk(state) {}

  LinkState state;
  Walk walk;
};

LinkPlayer::LinkPlayer(const LinkIndex &index) : parts(std::make_unique<Parts>(index)) {}
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
