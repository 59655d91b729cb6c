#include "plan/survey.h"

#include "base/names.h"
#include "documents/import_tables.h"
#include "plan/link_target.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"

#include <numeric>

namespace armeld {

/// For symbols that are one for all machines.
static constexpr uint32_t everyWorld = UINT32_MAX - 2;

llvm::SmallVector<std::string, 2> aliasesOf(const Object &object, Name definition) {
  if (std::optional<std::string> plain = ecPlainName(object, definition))
    return {std::move(*plain)};
  if (!definition.contains('@')) // most do not, and to look for two characters takes longer
    return {};
  auto [base, version] = definition.split("@@");
  if (base.empty() || version.empty())
    return {};
  return {base.str(), (base + "@" + version).str()};
}

std::optional<std::string> answerOf(const Object &object, Name definition) {
  if (object.format == StringRef("coff") && definition.consume_front("__imp_"))
    return definition.str();
  if (object.machine == StringRef("powerpc64"))
    return ("." + definition).str();
  return std::nullopt;
}

SymbolId Survey::intern(Name name, uint32_t world) {
  if (isImportCompanion(name))
    world = everyWorld;
  auto [symbol, isNew] = names.add(name, world);
  if (isNew) {
    definersOf.emplace_back();
    copies.emplace_back();
  }
  return symbol;
}

void Survey::define(ClassId id, SymbolId symbol, const std::optional<Digest> &content) {
  llvm::SmallVector<ClassId, 1> &definers = definersOf[symbol];
  Copies &all = copies[symbol];
  if (definers.empty())
    all.content = content ? &*content : nullptr;
  all.differ |= !content || !all.content || *content != *all.content;
  // Ascending, each once; symbols come in order of their class, and answers afterwards.
  auto place = llvm::lower_bound(definers, id);
  if (place == definers.end() || *place != id)
    definers.insert(place, id);
}

/// One name for all initialiser sections that a linker puts in one row. It sorts those with a
/// priority in the name by that number, .ctors.N as .init_array.(65535 - N), and the others among
/// each other by link order (GNU ld's default script; the older sections count backwards).
static std::string initialiserSlot(Name section) {
  static constexpr std::pair<StringRef, StringRef> rows[] = {{".init_array", ".init_array"},
                                                             {".ctors", ".init_array"},
                                                             {".fini_array", ".fini_array"},
                                                             {".dtors", ".fini_array"}};
  for (auto [base, row] : rows) {
    StringRef priority = section;
    if (!priority.consume_front(base))
      continue;
    if (priority.empty())
      return row.str();
    unsigned number = 0;
    if (!priority.consume_front(".") || priority.getAsInteger(10, number))
      continue;
    return (row + "." + Twine(base == row ? number : 65535 - number)).str();
  }
  return section.str();
}

void Survey::addSymbols(ClassId id, uint32_t world) {
  ObjectClass &cls = classes[id];
  cls.defines.reserve(cls.facts->defines.size());
  cls.references.reserve(cls.facts->references.size());
  names.expect(cls.facts->defines, world, [](const Definition &d) { return d.name; });
  names.expect(cls.facts->references, world, [](Name name) { return name; });
  for (const Definition &definition : cls.facts->defines) {
    cls.defines.push_back(intern(definition.name, world));
    define(id, cls.defines.back(), definition.content);
    for (const std::string &alias : aliasesOf(*cls.facts, definition.name)) {
      addAlias(id, intern(keep(alias), world));
    }
  }
  for (Name reference : cls.facts->references) {
    cls.references.push_back(intern(reference, world));
    copies[cls.references.back()].referenced = true;
  }
  auto add = [&](std::vector<SymbolId> &to, const Twine &what,
                 const std::optional<Digest> &content) {
    to.push_back(intern(keep(what.str()), world));
    define(id, to.back(), content);
  };
  for (const ComdatGroup &group : cls.facts->comdats)
    add(cls.comdats, "COMDAT " + group.name, group.content);
  for (const Definition &definition : cls.facts->defines)
    if (definition.comdat)
      add(cls.comdats, "COMDAT " + definition.name, definition.content);
  addInitialisers(id, world);
  for (Name part : cls.facts->import_parts)
    add(cls.importTables, "import table of " + part, {});
}

/// A class is in the rows of its sections, and looks out for others there. Bitcode does not say
/// with which priority its initialisers run, so it looks out for all others, and they for it.
void Survey::addInitialisers(ClassId id, uint32_t world) {
  ObjectClass &cls = classes[id];
  auto isFree = [&](Name section) { return runsInAnyOrder(*cls.facts, section); };
  if (llvm::all_of(cls.facts->initialisers, isFree))
    return;
  SymbolId bitcode = intern("initialisers of bitcode", world);
  SymbolId others = intern("initialisers", world);
  bool isBitcode = cls.facts->kind == Kind::bitcode;
  define(id, isBitcode ? bitcode : others, {});
  cls.initialisers.push_back(bitcode);
  if (isBitcode)
    cls.initialisers.push_back(others);
  for (Name section : cls.facts->initialisers) {
    if (isFree(section))
      continue;
    cls.initialisers.push_back(intern(keep("section " + initialiserSlot(section)), world));
    define(id, cls.initialisers.back(), {});
  }
}

/// What tables list for opaque members. A linker that can read them finds them there; so each name
/// counts as a strong definition, which no other may take the place of. An object that does not say
/// for which machine it is may be for that of any other.
void Survey::addListed(llvm::ArrayRef<uint32_t> worldOfClass) {
  llvm::StringMap<llvm::SmallSetVector<uint32_t, 2>> worlds; // by slice
  for (ClassId id = 0; id < classes.size(); ++id)
    if (classes[id].facts->machine)
      worlds[sliceOf(id)].insert(worldOfClass[id]);
  for (uint32_t l = 0; l < classOf.size(); ++l)
    for (uint32_t m = 0; m < classOf[l].size(); ++m)
      for (Name name : member({l, m}).listed) {
        ClassId id = classOf[l][m];
        if (classes[id].facts->machine)
          addAlias(id, intern(name, worldOfClass[id]));
        else
          for (uint32_t world : worlds[sliceOf(id)])
            addAlias(id, intern(name, world));
      }
  for (ObjectClass &cls : classes)
    if (isOpaque(*cls.facts)) { // tables of several libraries list the same
      llvm::sort(cls.aliases);
      cls.aliases.erase(std::unique(cls.aliases.begin(), cls.aliases.end()), cls.aliases.end());
    }
}

void Survey::addAlias(ClassId id, SymbolId symbol) {
  classes[id].aliases.push_back(symbol);
  define(id, symbol, {});
}

/// Only names that are there: to most, nobody refers.
void Survey::addAnswers(ClassId id, uint32_t world) {
  ObjectClass &cls = classes[id];
  for (const Definition &definition : cls.facts->defines) {
    std::optional<std::string> answer = answerOf(*cls.facts, definition.name);
    if (!answer)
      continue;
    std::optional<SymbolId> symbol = names.find(*answer, world);
    if (!symbol)
      continue;
    llvm::SmallVector<ClassId, 1> &definers = definersOf[*symbol];
    auto place = llvm::lower_bound(definers, id);
    if (place == definers.end() || *place != id)
      addAlias(id, *symbol);
  }
}

void Survey::findFirstDefiners() {
  std::vector<uint32_t> lastLibrary(names.size(), UINT32_MAX);
  for (uint32_t l = 0; l < classOf.size(); ++l) {
    if (isEarlier(l))
      continue;
    for (ClassId id : classOf[l]) {
      for (const auto &symbols : {classes[id].defines, classes[id].aliases}) {
        for (SymbolId symbol : symbols) {
          if (definersOf[symbol].size() < 2 || lastLibrary[symbol] == l)
            continue;
          lastLibrary[symbol] = l;
          if (isFirst.insert({symbol, id}).second)
            firstsOf[symbol].push_back(id);
        }
      }
    }
  }
}

void Survey::findStrongDefiners() {
  for (ClassId id = 0; id < classes.size(); ++id) {
    for (size_t i = 0; i < classes[id].defines.size(); ++i) {
      SymbolId symbol = classes[id].defines[i];
      if (definersOf[symbol].size() < 2 || mayRepeat(classes[id].facts->defines[i]))
        continue;
      llvm::SmallVector<ClassId, 2> &strong = strongOf[symbol];
      if (strong.empty() || strong.back() != id)
        strong.push_back(id);
    }
  }
}

void Survey::findLacking() {
  constexpr uint32_t nowhere = UINT32_MAX, everywhere = UINT32_MAX - 1;
  std::vector<uint32_t> definedIn(symbolCount(), nowhere); // the last library that did
  auto define = [&](uint32_t library, uint32_t as) {
    for (ClassId id : classOf[library])
      for (const auto *symbols : {&classes[id].defines, &classes[id].aliases})
        for (SymbolId symbol : *symbols)
          if (definedIn[symbol] != everywhere)
            definedIn[symbol] = as;
  };
  // An earlier workspace library is in each link.
  for (uint32_t l = 0; l < classOf.size(); ++l)
    if (isEarlier(l))
      define(l, everywhere);
  for (uint32_t l = 0; l < classOf.size(); ++l) {
    if (isEarlier(l))
      continue;
    define(l, l);
    for (uint32_t m = 0; m < classOf[l].size(); ++m)
      for (SymbolId symbol : classes[classOf[l][m]].references)
        if (definedIn[symbol] != l && definedIn[symbol] != everywhere &&
            !definersOf[symbol].empty())
          lackingOf.try_emplace(symbol, MemberRef{l, m});
  }
}

bool Survey::isInAll(const ObjectClass &cls) const {
  uint32_t holders = 0;
  std::optional<uint32_t> last;
  for (MemberRef ref : cls.members) { // in order of libraries, but for earlier ones
    holders += ref.library != last && !isEarlier(ref.library);
    last = ref.library;
  }
  return holders == objectLibraries.lookup(library(cls.members.front()).slice.value_or(""));
}

void Survey::countLibraries() {
  for (uint32_t l = 0; l < classOf.size(); ++l)
    if (!isEarlier(l) &&
        llvm::any_of(classOf[l], [&](ClassId id) { return classes[id].facts->machine; }))
      ++objectLibraries[manifest->libraries[l].slice.value_or("")];
}

void Survey::findImportLibraries() {
  importLibraries.resize(unsigned(classOf.size()));
  for (uint32_t l = 0; l < classOf.size(); ++l)
    if (llvm::all_of(classOf[l], [&](ClassId id) { return isImportStub(*classes[id].facts); }))
      importLibraries.set(l);
}

/// The symbols for which any definition will do: those that only Rust's compiler_builtins defines.
///
/// Builds of it with compiler-rt's sources (Debian's, and rustc's own for some targets) hold some
/// routines twice, in Rust and in C, and routines between the two that need them. Which of the two
/// a single-pass linker meets first depends on what else it has taken from the library by then, and
/// from all others on the line; so no condition on the order of members can keep that as it was,
/// and pinning the routines pins core, which divides 128-bit numbers, and all that needs core.
/// But nothing depends on it. Both definitions are the same function of the compilers' runtime
/// interface (__udivti3 and the like), to which code refers by what the compiler emits and not by
/// what somebody wrote; the Rust one is a translation of the other and tested against it. And
/// taking the other one can make no link fail: two strong definitions are pinned by rule `unique`,
/// and what either refers to moves along by rule `dependency`.
///
/// For that to hold, all definitions must be the runtime's: hidden, as it has them, so that nothing
/// outside of the program can tell them apart by address; and in members of the crate, or
/// C objects right behind these, since an archive has no other sign of which crate bundled them.
llvm::BitVector Survey::runtimeRoutines() const {
  llvm::BitVector isRuntime(unsigned(classes.size()), true);
  for (uint32_t l = 0; l < classOf.size(); ++l) {
    bool inRuntime = false;
    for (uint32_t m = 0; m < classOf[l].size(); ++m) {
      if (const std::optional<RustcName> &name = member({l, m}).rustc; !name || name->crate)
        inRuntime = name && name->crate == StringRef("compiler_builtins");
      if (!inRuntime)
        isRuntime.reset(classOf[l][m]);
    }
  }
  llvm::BitVector routines(unsigned(symbolCount()), false);
  for (unsigned id : isRuntime.set_bits())
    for (SymbolId symbol : classes[id].defines)
      routines.set(symbol);
  for (ClassId id = 0; id < classes.size(); ++id)
    for (size_t i = 0; i < classes[id].defines.size(); ++i)
      if (!isRuntime.test(id) || classes[id].facts->defines[i].visibility != Visibility::hidden)
        routines.reset(classes[id].defines[i]);
  for (const ObjectClass &cls : classes)
    if (isOpaque(*cls.facts))
      for (SymbolId symbol : cls.aliases)
        routines.reset(symbol);
  return routines;
}

/// A routine of compiler_builtins that is shadowed in each library by one before it: no linker that
/// searches for the first definer takes it. Others take either of the two, and get the same
/// function (see `runtimeRoutines`). Of other symbols there is no such thing as a definition that
/// is never taken: mold takes a strong one wherever it stands, GNU ld and gold the first one behind
/// the place where their walk through the archive is, and GNU ld a strong one where it has a common
/// one.
void Survey::findShadowed() {
  constexpr uint32_t nowhere = UINT32_MAX;
  std::vector<uint32_t> definedIn(symbolCount(), nowhere); // the last library that had a definer
  std::vector<uint32_t> metIn(classes.size(), nowhere);
  const llvm::BitVector isRuntimeRoutine = runtimeRoutines();
  for (ObjectClass &cls : classes)
    cls.isShadowed =
        !cls.defines.empty() && cls.aliases.empty() && cls.facts->initialisers.empty() &&
        llvm::all_of(cls.defines, [&](SymbolId id) { return isRuntimeRoutine.test(id); });
  for (uint32_t l = 0; l < classOf.size(); ++l) {
    for (ClassId id : classOf[l]) {
      ObjectClass &cls = classes[id];
      // A second copy in one library adds no information.
      for (SymbolId symbol : metIn[id] == l ? std::vector<SymbolId>() : cls.defines)
        cls.isShadowed &= definedIn[symbol] == l;
      metIn[id] = l;
      for (size_t i = 0; i < cls.defines.size(); ++i)
        if (cls.facts->defines[i].binding != Binding::common)
          definedIn[cls.defines[i]] = l;
    }
  }
  for (const ObjectClass &cls : classes)
    if (cls.isShadowed)
      for (const auto *symbols : {&cls.defines, &cls.comdats})
        for (SymbolId symbol : *symbols)
          copies[symbol].shadowed = true;
}

std::vector<uint32_t> Survey::makeClasses() {
  bool withEc = hasEcCode(*manifest);
  llvm::MapVector<std::pair<StringRef, LinkTarget>, uint32_t> worlds;
  llvm::DenseMap<std::pair<Digest, StringRef>, ClassId> classIds; // by equivalence and slice
  constexpr ClassId notMet = UINT32_MAX;
  llvm::MapVector<StringRef, std::vector<ClassId>> classOfObject; // by slice and object
  std::vector<uint32_t> lastLibrary, worldOfClass;

  std::vector<uint32_t> order(manifest->libraries.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::stable_sort(order, [&](uint32_t a, uint32_t b) { return isEarlier(a) > isEarlier(b); });
  classOf.resize(order.size());
  for (uint32_t l : order) {
    const Library &library = manifest->libraries[l];
    StringRef slice = library.slice.value_or("");
    std::vector<ClassId> &ids = classOfObject[slice];
    ids.resize(manifest->objects.size(), notMet);
    classOf[l].reserve(library.members.size());
    for (uint32_t m = 0; m < library.members.size(); ++m) {
      size_t place = manifest->indexOf(library.members[m]);
      const Object &object = manifest->objects[place].second;
      ClassId &id = ids[place];
      bool isFirst = id == notMet; // of this object
      if (isFirst)
        id = classIds.try_emplace({object.equivalence, slice}, ClassId(classes.size()))
                 .first->second;
      if (id == classes.size()) {
        classes.emplace_back().facts = &object;
        lastLibrary.push_back(UINT32_MAX);
        std::pair<StringRef, LinkTarget> world = {slice, linkTargetOf(object, withEc)};
        worldOfClass.push_back(worlds.insert({world, uint32_t(worlds.size())}).first->second);
      }
      ObjectClass &cls = classes[id];
      cls.members.push_back({l, m});
      if (isFirst)
        cls.objects.push_back(library.members[m].object);
      cls.libraries += lastLibrary[id] != l;
      lastLibrary[id] = l;
      classOf[l].push_back(id);
    }
  }
  return worldOfClass;
}

void Survey::reserveSymbols() {
  size_t definitions = 0;
  for (const ObjectClass &cls : classes)
    definitions += cls.facts->defines.size();
  names.reserve(definitions);
  definersOf.reserve(definitions);
  copies.reserve(definitions);
}

Expected<Survey> Survey::make(const Manifest &manifest, std::optional<Name> earlier) {
  if (Error error = refuseSeparateTargets(manifest))
    return error;
  Survey survey;
  survey.manifest = &manifest;
  survey.earlier = earlier;
  std::vector<uint32_t> worldOfClass = survey.makeClasses();
  survey.reserveSymbols();
  for (ClassId id = 0; id < survey.classes.size(); ++id)
    survey.addSymbols(id, worldOfClass[id]);
  survey.addListed(worldOfClass);
  for (ClassId id = 0; id < survey.classes.size(); ++id)
    survey.addAnswers(id, worldOfClass[id]);
  survey.findFirstDefiners();
  survey.findStrongDefiners();
  survey.findLacking();
  survey.findImportLibraries();
  survey.countLibraries();
  survey.findShadowed();
  return survey;
}

} // namespace armeld
