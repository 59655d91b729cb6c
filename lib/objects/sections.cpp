#include "objects/sections.h"

#include "llvm/ADT/STLExtras.h"

#include <map>

namespace armeld {

void setColumns(std::vector<FoundSection> found, ObjectSections &sections) {
  std::map<SectionKind, SectionList> lists;
  for (FoundSection &section : found) {
    if (!section.kind)
      continue;
    SectionList &list = lists[*section.kind];
    list.kind = *section.kind;
    list.index.push_back(section.index);
    list.size.push_back(section.size);
    list.name.push_back(section.name);
    for (auto *targets : {&section.symbols, &section.sections}) {
      llvm::sort(*targets);
      targets->erase(std::unique(targets->begin(), targets->end()), targets->end());
    }
    // What refers to itself says nothing.
    llvm::erase(section.sections, section.index);
    list.symbols.push_back(std::move(section.symbols));
    list.sections.push_back(std::move(section.sections));
  }
  for (auto &[kind, list] : lists)
    sections.lists.push_back(std::move(list));
}

void listUnrelocated(llvm::ArrayRef<FoundSection> found, const FoundSection &itself,
                     const Object &object, ObjectSections &sections) {
  std::vector<bool> isUsed(object.defines.size() + object.references.size() +
                           object.weak_references.size());
  for (const FoundSection &section : found)
    for (SymbolNumber symbol : section.symbols)
      isUsed[symbol] = true;
  auto &all = sections.unrelocated;
  size_t first = object.defines.size();
  for (size_t i = first; i < first + object.references.size(); ++i)
    if (!isUsed[i])
      all.push_back(SymbolNumber(i));
  llvm::append_range(all, itself.symbols);
  llvm::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

void SectionSums::finish(ObjectSections &sections) const {
  for (size_t reason = 0; reason < kept.size(); ++reason)
    if (!kept[reason].empty())
      sections.keep.push_back({KeepReason(reason), kept[reason]});
  for (size_t kind = 0; kind < sums.size(); ++kind)
    if (sums[kind] != 0)
      sections.bytes.push_back({SectionKind(kind), sums[kind]});
}

static Error listAs(StringRef bytes, const Object &object, ObjectSections &sections) {
  if (object.kind != Kind::relocatable || object.unreadable || !object.format)
    return failure("has no sections that armeld reads");
  if (*object.format == "elf")
    return listElfSections(bytes, object, sections);
  if (*object.format == "coff")
    return listCoffSections(bytes, object, sections);
  if (*object.format == "macho")
    return listMachOSections(bytes, object, sections);
  return failure("has no sections that armeld reads");
}

ObjectSections listSections(StringRef bytes, const Object &object) {
  ObjectSections sections;
  if (Error error = listAs(bytes, object, sections)) {
    llvm::consumeError(std::move(error));
    return {};
  }
  return sections;
}

} // namespace armeld
