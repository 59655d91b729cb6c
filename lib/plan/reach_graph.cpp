// The graph of symbols and sections.
#include "plan/reach_taking.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

Reach::Reach(const Manifest &manifest, const Sections &sections, const Exports &exports,
             llvm::function_ref<Digest(const Digest &)> sourceOf)
    : exports(exports) {
  all.reserve(manifest.objects.size());
  // Objects that no member holds have no say.
  llvm::DenseMap<Digest, std::vector<uint32_t>> holders;
  for (uint32_t l = 0; l < manifest.libraries.size(); ++l) {
    isWorkspace.push_back(manifest.libraries[l].workspace);
    for (const Member &member : manifest.libraries[l].members) {
      std::vector<uint32_t> &of = holders[member.object];
      if (of.empty() || of.back() != l)
        of.push_back(l);
    }
  }
  for (const auto &[digest, object] : manifest.objects) {
    auto held = holders.find(digest);
    if (held == holders.end())
      continue;
    const ObjectSections *found = canBeEdited(object) ? sections.find(sourceOf(digest)) : nullptr;
    addObject(digest, object, found && !found->isWhole() ? found : nullptr);
    all.back().libraries = std::move(held->second);
  }
  linkNames();
}

uint32_t Reach::idOf(Name name) {
  auto [entry, isNew] = symbolIndex.try_emplace(name, uint32_t(symbols.size()));
  if (isNew)
    symbols.emplace_back().name = name;
  return entry->second;
}

void Reach::addObject(const Digest &digest, const Object &facts, const ObjectSections *sections) {
  indexOf[digest] = uint32_t(all.size());
  ObjectNode &object = all.emplace_back();
  object.digest = &digest;
  object.facts = &facts;
  object.sections = sections;
  object.firstNode = uint32_t(owner.size());
  addNodes(object);
  addSymbols(uint32_t(all.size() - 1));
}

void Reach::addNodes(ObjectNode &object) {
  auto add = [&](Row row) {
    owner.push_back(uint32_t(all.size() - 1));
    causes.emplace_back();
    rows.push_back(row);
    groupsOf.emplace_back();
  };
  if (!object.sections)
    return add({});
  for (const SectionList &list : object.sections->lists)
    for (size_t row = 0; row < list.index.size(); ++row) {
      object.places.emplace_back(list.index[row], uint32_t(owner.size()));
      add({&list, row});
    }
  llvm::sort(object.places);
  for (const auto &group : object.sections->together) {
    for (uint32_t section : group)
      groupsOf[nodeAt(object, section)].push_back(uint32_t(groups.size()));
    std::vector<uint32_t> &nodes = groups.emplace_back();
    for (uint32_t section : group)
      nodes.push_back(nodeAt(object, section));
  }
}

uint32_t Reach::nodeAt(const ObjectNode &object, uint32_t section) {
  auto found = llvm::lower_bound(object.places, std::pair(section, uint32_t(0)));
  return found->second;
}

void Reach::addSymbols(uint32_t index) {
  const Object &facts = *all[index].facts;
  std::vector<uint32_t> numbered;
  for (size_t i = 0; i < facts.defines.size(); ++i) {
    numbered.push_back(idOf(facts.defines[i].name));
    addDefinition(index, i);
  }
  for (Name name : facts.references)
    numbered.push_back(idOf(name));
  for (Name name : facts.weak_references)
    numbered.push_back(idOf(name));
  all[index].symbols = std::move(numbered);
}

/// Of a symbol with a version, "f@V" or "f@@V", references may leave out the version, or an @.
void Reach::addDefinition(uint32_t index, size_t number) {
  const ObjectNode &object = all[index];
  const Definition &definition = object.facts->defines[number];
  uint32_t section = object.sections ? object.sections->defined_in[number] : 0;
  auto [base, version] = definition.name.split('@');
  bool isComdat = definition.comdat.has_value();
  Definer definer{index,
                  section ? nodeAt(object, section) : object.firstNode,
                  section != 0,
                  isComdat,
                  isComdat && definition.binding == Binding::strong,
                  base.size() != definition.name.size()};
  bool isExport = exports.contains(definition.name, *object.facts) ||
                  replacesSystems(definition.name, *object.facts);
  auto add = [&](Name name) {
    Symbol &symbol = symbols[idOf(name)];
    symbol.definers.push_back(definer);
    if (!definer.isComdat)
      std::swap(symbol.definers.back(), symbol.definers[symbol.plain++]);
    symbol.isExport |= isExport;
  };
  add(definition.name);
  if (!definer.isVersioned || object.facts->format != StringRef("elf"))
    return;
  add(base);
  if (version.consume_front("@"))
    add(keep((base + "@" + version).str()));
}

/// Names that linkers take for each other: the pointer __imp_f of an imported f, which lld and GNU
/// ld make of an f that is linked in, and the reverse, MinGW's automatic import; and .f, the entry
/// of a function whose descriptor is f (PowerPC).
void Reach::linkNames() {
  for (uint32_t i = 0; i < symbols.size(); ++i) {
    Name name = symbols[i].name;
    bool isPointer = name.consume_front("__imp_");
    if (!isPointer && !name.consume_front("."))
      continue;
    auto other = symbolIndex.find(name);
    if (other == symbolIndex.end())
      continue;
    symbols[i].others.push_back(other->second);
    if (isPointer)
      symbols[other->second].others.push_back(i);
  }
  for (uint32_t i = 0; i < all.size(); ++i)
    forEachTaking(all[i], [&](uint32_t symbol) { symbols[symbol].users.push_back(i); });
}

bool Reach::isWeakReference(const ObjectNode &object, SymbolNumber number) {
  return number >= object.facts->defines.size() + object.facts->references.size();
}

std::vector<Name> Reach::definedExports() const {
  std::vector<Name> names;
  for (const ObjectNode &object : all)
    for (const Definition &definition : object.facts->defines)
      if (exports.contains(definition.name, *object.facts))
        names.push_back(definition.name);
  llvm::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<std::pair<const Reach::ObjectNode *, uint32_t>> Reach::definersOf(Name name) const {
  std::vector<std::pair<const ObjectNode *, uint32_t>> found;
  auto symbol = symbolIndex.find(name);
  if (symbol != symbolIndex.end())
    for (const Definer &definer : symbols[symbol->second].definers)
      found.emplace_back(&all[definer.object], definer.node);
  return found;
}

} // namespace armeld
