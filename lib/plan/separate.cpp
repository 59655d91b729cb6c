#include "plan/separate.h"

#include "base/names.h"
#include "documents/import_tables.h"
#include "plan/crate_facts.h"
#include "plan/first_conflicts.h"
#include "plan/survey.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

Separator::Separator(const Manifest &manifest, const Exports &exports)
    : manifest(manifest), exports(exports) {
  if (!hasConflicts(manifest))
    return;
  for (uint32_t l = 0; l < manifest.libraries.size(); ++l) {
    llvm::DenseSet<Digest> seen;
    for (const Member &member : manifest.libraries[l].members) {
      if (!seen.insert(member.object).second)
        continue;
      const Object &object = manifest.objectOf(member);
      if (isEditable(manifest.libraries[l], object))
        addOccurrence(l, member, object);
      else
        addOpaque(l, member, object);
    }
  }
  protect();
  bundleSlots();
}

uint32_t Separator::worldOf(const Library &library, const Object &object) {
  return worlds.try_emplace(keep(linkWorld(library, object)), uint32_t(worlds.size()))
      .first->second;
}

/// What the compiler puts in front of a symbol's name to name what it makes for that symbol: GCC's
/// and LLVM's pointer to a personality routine, and MinGW's to data that may lie in a DLL; the
/// pointer that dllimport reads; and the code of a function, where its name is that of a descriptor
/// (64-bit PowerPC ELF ABI, version 1, "Symbol Names").
static StringRef prefixOf(Name name, const Object &object) {
  if (object.format == StringRef("elf") && object.machine == StringRef("powerpc64") &&
      name.starts_with("."))
    return ".";
  if (object.format == StringRef("elf"))
    return name.starts_with("DW.ref.") ? "DW.ref." : "";
  if (object.format != StringRef("coff"))
    return "";
  for (StringRef prefix : {".refptr.", "__imp_"})
    if (name.starts_with(prefix))
      return prefix;
  return "";
}

std::optional<Separator::SymbolId> Separator::known(Name name, uint32_t world) const {
  return names.find(name, world);
}

Separator::SymbolId Separator::symbolOf(Name name, uint32_t world, const Object &object) {
  auto [id, isNew] = names.add(name, world);
  if (!isNew)
    return id;
  symbols.emplace_back().name = name;
  if (StringRef prefix = prefixOf(name, object); !prefix.empty()) {
    SymbolId followed = symbolOf(name.drop_front(prefix.size()), world, object);
    symbols[id].follows = followed;
  }
  return id;
}

uint32_t Separator::slotOf(SymbolId symbol, uint32_t library) {
  auto [entry, isNew] = slotIds.try_emplace({symbol, library}, uint32_t(slots.size()));
  if (isNew) {
    symbols[symbol].slots.push_back(entry->second);
    slots.push_back({symbol, library, {}, {}, entry->second, {}});
  }
  return entry->second;
}

uint32_t Separator::findSlot(SymbolId symbol, uint32_t library) const {
  auto found = slotIds.find({symbol, library});
  return found == slotIds.end() ? none : found->second;
}

void Separator::addOccurrence(uint32_t library, const Member &member, const Object &object) {
  uint32_t id = uint32_t(occurrences.size());
  uint32_t world = worldOf(manifest.libraries[library], object);
  Occurrence &added = occurrences.emplace_back();
  added.library = library;
  added.world = world;
  added.object = &object;
  added.member = &member;
  added.colour = object.equivalence;
  auto mention = [&](Name name) { added.mentions.push_back(symbolOf(name, world, object)); };
  for (const Definition &definition : object.defines) {
    mention(definition.name);
    addDefinition(id, added.mentions.back(), mayRepeat(definition), definition.content);
  }
  for (const ComdatGroup &comdat : object.comdats) {
    mention(comdat.name);
    addDefinition(id, added.mentions.back(), /*mayRepeat=*/true, comdat.content);
  }
  llvm::for_each(object.references, mention);
  llvm::for_each(object.weak_references, mention);
  llvm::sort(added.mentions);
  added.mentions.erase(std::unique(added.mentions.begin(), added.mentions.end()),
                       added.mentions.end());
}

void Separator::addDefinition(uint32_t occurrence, SymbolId symbol, bool mayRepeat,
                              const std::optional<Digest> &content) {
  const Occurrence &in = occurrences[occurrence];
  Slot &slot = slots[slotOf(symbol, in.library)];
  if (slot.definers.empty() || slot.definers.back() != occurrence)
    slot.definers.push_back(occurrence);
  symbols[symbol].isStrong |= !mayRepeat;
  if (!mayRepeat)
    return;
  // What has no content of its own belongs to its object.
  auto [entry, isNew] = groupIds.try_emplace({content.value_or(in.object->equivalence), in.world},
                                             uint32_t(groups.size()));
  if (isNew)
    groups.emplace_back();
  std::vector<uint32_t> &holders = groups[entry->second].occurrences;
  if (holders.empty() || holders.back() != occurrence)
    holders.push_back(occurrence);
  slot.groups.push_back(entry->second);
}

/// Names in an object that cannot be edited stay, and so does all that is bound to them.
void Separator::addOpaque(uint32_t library, const Member &member, const Object &object) {
  uint32_t world = worldOf(manifest.libraries[library], object);
  auto stay = [&](Name name) {
    fixedBy.try_emplace(symbolOf(name, world, object), library, &member);
    keepName(symbolOf(name, world, object), Keep::uneditable);
    StringRef prefix = prefixOf(name, object);
    keepName(symbolOf(name.drop_front(prefix.size()), world, object), Keep::uneditable);
  };
  for (const Definition &definition : object.defines)
    stay(definition.name);
  llvm::for_each(object.references, stay);
  llvm::for_each(object.weak_references, stay);
  llvm::for_each(member.listed, stay);
}

void Separator::keepName(SymbolId symbol, Keep why) {
  if (symbols[symbol].keep == Keep::no)
    symbols[symbol].keep = why;
}

/// Whether Apple's or GNU's runtime of Objective-C, or Swift's, finds what the symbol names by its
/// name.
static bool isObjc(Name name) {
  name.consume_front("_");
  for (StringRef prefix : {"OBJC_", "_OBJC_", "__objc_", "_objc_", ".objc_"})
    if (name.starts_with(prefix))
      return true;
  return false;
}

void Separator::protect() {
  for (const Occurrence &occurrence : occurrences)
    for (SymbolId id : occurrence.mentions) {
      Symbol &symbol = symbols[id];
      SymbolId needed = symbol.slots.empty() && isFollower(symbol) ? symbol.follows : id;
      // Another library, or somebody outside of all, is meant to define it.
      if (findSlot(needed, occurrence.library) == none)
        keepName(needed, Keep::needed);
      auto [base, version] = symbol.name.split('@');
      if (!version.empty() && occurrence.object->format == StringRef("elf")) {
        keepName(id, Keep::versioned);
        uint32_t world = worldOf(manifest.libraries[occurrence.library], *occurrence.object);
        if (std::optional<SymbolId> plain = known(base, world))
          keepName(*plain, Keep::versioned);
      }
    }
  for (const Slot &slot : slots) {
    Symbol &symbol = symbols[slot.symbol];
    if (symbol.slots.size() < 2)
      continue;
    if (exports.contains(symbol.name, *occurrences[slot.definers.front()].object))
      symbol.keep = Keep::exported;
    else if (isObjc(symbol.name))
      keepName(slot.symbol, Keep::objc);
    else if (replacesSystems(symbol.name, *occurrences[slot.definers.front()].object))
      keepName(slot.symbol, Keep::replaces);
  }
}

// ---- bundles ----

/// Slots whose weak definitions stand in one group, in some object of their library, get one key: a
/// group's signature must be renamed with what the group defines, or the linker drops one of two
/// groups that define different names.
uint32_t Separator::bundleOf(uint32_t slot) {
  while (slots[slot].bundle != slot)
    slot = slots[slot].bundle = slots[slots[slot].bundle].bundle;
  return slot;
}

void Separator::bundleSlots() {
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> first; // by library and group
  for (uint32_t s = 0; s < slots.size(); ++s)
    for (uint32_t group : slots[s].groups) {
      auto [entry, isNew] = first.try_emplace({slots[s].library, group}, s);
      if (!isNew)
        slots[bundleOf(s)].bundle = bundleOf(entry->second);
    }
}

// ---- refinement ----

void Separator::run() {
  for (size_t classes = 0, conflicts = 0;;) {
    findStrongConflicts();
    findFollowers();
    size_t found = conflictCount();
    if (found == 0)
      return;
    findWeakConflicts();
    findFollowers();
    size_t nowConflicts = conflictCount(), nowClasses = recolour();
    if (nowConflicts == conflicts && nowClasses == classes)
      return;
    conflicts = nowConflicts;
    classes = nowClasses;
  }
}

size_t Separator::conflictCount() const {
  return size_t(llvm::count_if(symbols, [](const Symbol &symbol) { return symbol.conflicts; }));
}

bool Separator::isFollower(const Symbol &symbol) const {
  if (symbol.follows == none)
    return false;
  return symbol.slots.empty() || symbol.name.starts_with("DW.ref.") ||
         symbol.name.starts_with(".refptr.") ||
         (symbol.name.starts_with(".") && !symbols[symbol.follows].slots.empty());
}

void Separator::findStrongConflicts() {
  auto coloursOf = [&](uint32_t slot) {
    llvm::SmallVector<Digest, 2> colours;
    for (uint32_t definer : slots[slot].definers)
      colours.push_back(occurrences[definer].colour);
    llvm::sort(colours);
    colours.erase(std::unique(colours.begin(), colours.end()), colours.end());
    return colours;
  };
  for (Symbol &symbol : symbols) {
    if (!symbol.isStrong || symbol.slots.size() < 2)
      continue;
    auto first = coloursOf(symbol.slots.front());
    bool differs = llvm::any_of(llvm::drop_begin(symbol.slots),
                                [&](uint32_t slot) { return coloursOf(slot) != first; });
    symbol.conflicts = differs;
    if (!differs)
      continue;
    for (uint32_t slot : symbol.slots) {
      Digester digester;
      for (const Digest &colour : coloursOf(slot))
        digester.text(colour.hex());
      slots[slot].key = digester.finish();
    }
  }
}

/// A digest of what the mentions are called in the library, all zero for none.
Digest Separator::bindings(uint32_t library, llvm::ArrayRef<SymbolId> mentions) const {
  std::vector<std::pair<StringRef, uint32_t>> bound;
  for (SymbolId mention : mentions)
    if (uint32_t slot = decidingSlot(mention, library); slot != none)
      bound.emplace_back(symbols[mention].name, slot);
  if (bound.empty())
    return {};
  llvm::sort(bound);
  Digester digester;
  for (auto [name, slot] : bound) {
    digester.text(name);
    digester.text(slots[slot].key.hex());
  }
  return digester.finish();
}

/// What the group may mention of what conflicts: at most what all objects mention that hold it.
std::vector<Separator::SymbolId> Separator::conflictingMentions(const Group &group) const {
  std::vector<SymbolId> common;
  for (size_t i = 0; i < group.occurrences.size(); ++i) {
    const Occurrence &holder = occurrences[group.occurrences[i]];
    std::vector<SymbolId> here;
    if (i == 0)
      llvm::copy_if(holder.mentions, std::back_inserter(here), [&](SymbolId mention) {
        return decidingSlot(mention, holder.library) != none;
      });
    else
      std::set_intersection(common.begin(), common.end(), holder.mentions.begin(),
                            holder.mentions.end(), std::back_inserter(here));
    common = std::move(here);
    if (common.empty())
      break;
  }
  return common;
}

void Separator::findWeakConflicts() {
  std::vector<std::vector<SymbolId>> mentions;
  for (const Group &group : groups)
    mentions.push_back(conflictingMentions(group));
  // The keys of bundles: what their groups mention.
  llvm::DenseMap<uint32_t, std::vector<Digest>> bundles;
  for (uint32_t s = 0; s < slots.size(); ++s)
    for (uint32_t group : slots[s].groups)
      if (!mentions[group].empty())
        if (Digest digest = bindings(slots[s].library, mentions[group]); digest != Digest())
          bundles[bundleOf(s)].push_back(digest);
  for (auto &[bundle, digests] : bundles) {
    llvm::sort(digests);
    digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
  }
  for (Symbol &symbol : symbols) {
    if (symbol.isStrong || symbol.slots.size() < 2 || isFollower(symbol))
      continue;
    auto digestsOf = [&](uint32_t slot) { return bundles.lookup(bundleOf(slot)); };
    std::vector<Digest> first = digestsOf(symbol.slots.front());
    symbol.conflicts = llvm::any_of(llvm::drop_begin(symbol.slots),
                                    [&](uint32_t slot) { return digestsOf(slot) != first; });
    if (!symbol.conflicts)
      continue;
    for (uint32_t slot : symbol.slots) {
      Digester digester;
      std::vector<Digest> digests = digestsOf(slot);
      for (const Digest &digest : digests)
        digester.text(digest.hex());
      slots[slot].key = digests.empty() ? Digest() : digester.finish();
    }
  }
}

void Separator::findFollowers() {
  for (Symbol &symbol : symbols)
    if (isFollower(symbol))
      symbol.conflicts = false; // by itself
}

uint32_t Separator::decidingSlot(SymbolId mention, uint32_t library) const {
  const Symbol &symbol = symbols[mention];
  bool follows = isFollower(symbol);
  const Symbol &decides = follows ? symbols[symbol.follows] : symbol;
  if (!decides.conflicts || decides.keep != Keep::no || symbol.keep == Keep::uneditable)
    return none;
  uint32_t slot = findSlot(follows ? symbol.follows : mention, library);
  return slot != none && slots[slot].key != Digest() ? slot : none;
}

/// Gives each occurrence its class, and counts the classes.
size_t Separator::recolour() {
  llvm::DenseSet<Digest> classes;
  for (Occurrence &occurrence : occurrences) {
    Digest bound = bindings(occurrence.library, occurrence.mentions);
    occurrence.colour = occurrence.object->equivalence;
    if (bound != Digest()) {
      Digester digester;
      digester.text(occurrence.object->equivalence.hex());
      digester.text(bound.hex());
      occurrence.colour = digester.finish();
    }
    classes.insert(occurrence.colour);
  }
  return classes.size();
}

// ---- results ----

std::string Separator::newName(SymbolId mention, const Digest &key) const {
  return (symbols[mention].name + "." + key.abbreviated()).str();
}

void Separator::listRenames(uint32_t l, const Object &object, std::vector<Rename> &to) const {
  if (worlds.empty())
    return;
  auto found = worlds.find(linkWorld(manifest.libraries[l], object));
  if (found == worlds.end())
    return;
  auto add = [&](Name name) {
    std::optional<SymbolId> id = known(name, found->second);
    uint32_t slot = id ? decidingSlot(*id, l) : none;
    if (slot != none)
      to.push_back({name, keep(newName(*id, slots[slot].key))});
  };
  for (const Definition &definition : object.defines)
    add(definition.name);
  for (const ComdatGroup &comdat : object.comdats)
    add(comdat.name);
  llvm::for_each(object.references, add);
  llvm::for_each(object.weak_references, add);
  llvm::sort(to, [](const Rename &a, const Rename &b) { return a.from < b.from; });
  to.erase(std::unique(to.begin(), to.end()), to.end());
}

Error Separator::refuseExports() const {
  for (const Symbol &symbol : symbols)
    if (symbol.conflicts && symbol.isStrong && symbol.keep == Keep::exported) {
      const Slot &first = slots[symbol.slots[0]], &second = slots[symbol.slots[1]];
      return failure("export '" + shown(symbol.name) + "' is defined differently by " +
                     shown(manifest.libraries[first.library]) + " and " +
                     shown(manifest.libraries[second.library]) +
                     "; an export keeps its name, so these libraries cannot be linked together");
    }
  return Error::success();
}

const char *Separator::reasonOf(Keep keep) {
  switch (keep) {
  case Keep::no:
    return "";
  case Keep::exported:
    return "it is an export";
  case Keep::needed:
    return "another library needs it and does not define it";
  case Keep::versioned:
    return "it has a version";
  case Keep::objc:
    return "the runtime of Objective-C finds it by name";
  case Keep::replaces:
    return "it takes the place of the system's, for shared libraries too";
  case Keep::uneditable:
    return "an object that armeld cannot edit, or leaves as it is, has it";
  }
  llvm_unreachable("every reason has a text");
}

/// The object that cannot be edited, or is left as it is, and has the symbol.
std::string Separator::fixedByText(SymbolId symbol) const {
  auto found = fixedBy.find(symbol);
  if (found == fixedBy.end())
    return "";
  auto [library, member] = found->second;
  const Object &object = manifest.objectOf(*member);
  std::string kind = object.unreadable                  ? "cannot be inspected"
                     : object.kind == Kind::bitcode     ? "bitcode"
                     : object.kind != Kind::relocatable ? "no machine code"
                     : isImportStub(object)             ? "an import stub"
                                                        : shown(object.format.value_or("unknown"));
  return ": '" + shown(member->name) + "' of " + shown(manifest.libraries[library]) + " (" + kind +
         ")";
}

std::vector<std::string> Separator::warnings() const {
  std::vector<std::string> all;
  for (SymbolId id = 0; id < symbols.size(); ++id) {
    const Symbol &symbol = symbols[id];
    if (!symbol.conflicts || symbol.keep == Keep::no)
      continue;
    std::string why = reasonOf(symbol.keep);
    if (symbol.keep == Keep::uneditable)
      why += fixedByText(id);
    std::string libraries = shown(manifest.libraries[slots[symbol.slots[0]].library]) + " and " +
                            shown(manifest.libraries[slots[symbol.slots[1]].library]);
    // Of several weak definitions the linker takes one without a word.
    if (symbol.isStrong)
      all.push_back("symbol '" + shown(symbol.name) + "' is defined differently by " + libraries +
                    ", and keeps its name: " + why);
    else
      all.push_back("symbol '" + shown(symbol.name) + "' of " + libraries +
                    " may call what is renamed, and keeps its name: " + why +
                    "; these libraries then share one of its definitions");
  }
  return all;
}

std::vector<Conflict> Separator::conflicts() const {
  std::vector<Conflict> all;
  for (const Symbol &symbol : symbols) {
    if (!symbol.conflicts || !symbol.isStrong || symbol.keep == Keep::no)
      continue;
    Conflict &conflict = all.emplace_back();
    conflict.symbol = symbol.name;
    for (uint32_t slot : symbol.slots) {
      const Library &library = manifest.libraries[slots[slot].library];
      const Member &member = *occurrences[slots[slot].definers.front()].member;
      conflict.definitions.push_back({library.path, library.slice, member.name, member.object});
    }
  }
  llvm::sort(all, [](const Conflict &a, const Conflict &b) { return a.symbol < b.symbol; });
  return all;
}

NearMissCause Separator::causeOf(const Symbol &symbol) const {
  std::vector<CrateFacts> builds;
  for (uint32_t slot : symbol.slots) {
    const Occurrence &definer = occurrences[slots[slot].definers.front()];
    const std::optional<RustcName> &name = definer.member->rustc;
    if (!name || !name->crate)
      return NearMissCause::unknown;
    builds.emplace_back().add(*name, *definer.object, originOf(*name, *definer.object));
  }
  return likelyCause(builds);
}

std::vector<Separation> Separator::separations() const {
  std::vector<Separation> all;
  for (const Symbol &symbol : symbols) {
    if (!symbol.conflicts || symbol.keep != Keep::no)
      continue;
    Separation &separation = all.emplace_back();
    separation.symbol = symbol.name;
    separation.cause = causeOf(symbol);
    llvm::MapVector<Digest, std::vector<Name>> byKey;
    for (uint32_t slot : symbol.slots)
      byKey[slots[slot].key].push_back(manifest.libraries[slots[slot].library].path);
    SymbolId id = slots[symbol.slots.front()].symbol;
    for (auto &[key, libraries] : byKey)
      separation.names.push_back(
          {key == Digest() ? symbols[id].name : keep(newName(id, key)), libraries});
  }
  llvm::sort(all, [](const Separation &a, const Separation &b) { return a.symbol < b.symbol; });
  return all;
}

} // namespace armeld
