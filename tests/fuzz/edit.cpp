// Edits: any bytes are edited as asked, or refused. What is edited has the facts that a plan
// expects of it, and edited back it has those of the original. Sections are removed by chance too,
// which is mostly refused, and stripped and compressed; of COFF objects, also those that some
// others do not need. Mach-O objects are stripped, and of those that can be divided, any atoms that
// others do not need can be removed.
#include "edit/edit.h"
#include "fuzz.h"
#include "objects/coff_file.h"
#include "objects/inspect.h"
#include "objects/sections.h"

#include "llvm/ADT/STLExtras.h"

#include <map>
#include <set>

using namespace armeld;

static Object inspected(StringRef bytes) {
  std::vector<PartDigest> parts;
  Digest digest = digestOf(bytes, parts);
  return inspect(bytes, digest, parts);
}

/// Names of the object, each once.
static std::vector<Name> namesOf(const Object &object) {
  std::vector<Name> names;
  for (const Definition &definition : object.defines)
    names.push_back(definition.name);
  for (const ComdatGroup &comdat : object.comdats)
    names.push_back(comdat.name);
  llvm::append_range(names, object.references);
  llvm::append_range(names, object.weak_references);
  llvm::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// An edit of sections that depends on the content only.
static Edit editOfSections(StringRef content) {
  Edit edit;
  Digest digest = digestOf(content);
  uint8_t choices = digest.bytes[0];
  edit.strip_debug = choices & 1;
  edit.drop_bitcode = choices & 2;
  if (choices & 4)
    edit.compress_debug = choices & 8 ? Compression::zlib : Compression::zstd;
  // Most objects have few sections, and one or a few of them are what nothing else needs.
  for (unsigned i = 1; i <= 3 && (choices & 0x30); ++i)
    if (uint8_t section = digest.bytes[i] % (choices & 0x40 ? 12 : 48))
      edit.remove.push_back(section);
  llvm::sort(edit.remove);
  edit.remove.erase(std::unique(edit.remove.begin(), edit.remove.end()), edit.remove.end());
  return edit;
}

/// The sections that sections chosen by `choices` do not need, so that they can be removed.
static Rare<uint32_t> unneeded(StringRef content, const Digest &choices) {
  CoffFile file;
  Error error = file.read(content);
  if (!error)
    error = readCoffComdats(file);
  if (error || file.sectionCount > 1000) {
    llvm::consumeError(std::move(error));
    return {};
  }
  std::vector<bool> needed(file.sectionCount);
  std::vector<uint32_t> waiting;
  auto need = [&](int64_t number) {
    if (number > 0 && number <= file.sectionCount && !needed[size_t(number) - 1]) {
      needed[size_t(number) - 1] = true;
      waiting.push_back(uint32_t(number) - 1);
    }
  };
  for (uint32_t i = 0; i < file.sectionCount; ++i)
    if (choices.bytes[i % 32] & 1 << i / 32 % 8)
      need(i + 1);
  while (!waiting.empty()) {
    uint32_t section = waiting.back();
    waiting.pop_back();
    need(file.sections[section].parent);
    for (uint32_t i = 0; i < file.sectionCount; ++i)
      if (file.sections[i].parent == section + 1)
        need(i + 1);
    for (const auto &relocation : file.sections[section].relocations.take_front(1000))
      if (file.hasSymbol(relocation.SymbolTableIndex))
        need(file.symbols[relocation.SymbolTableIndex].section);
  }
  Rare<uint32_t> removed;
  for (uint32_t i = 0; i < file.sectionCount; ++i)
    if (!needed[i])
      removed.push_back(i + 1);
  return removed;
}

/// The atoms that those chosen by `choices`, and those that have to stay, do not need.
static Rare<uint32_t> unneededAtoms(StringRef content, const Object &object,
                                    const Digest &choices) {
  ObjectSections sections = listSections(content, object);
  std::map<uint32_t, std::vector<uint32_t>> needs;
  std::vector<uint32_t> waiting;
  for (const KeptSections &kept : sections.keep)
    llvm::append_range(waiting, kept.sections);
  for (const SectionList &list : sections.lists)
    for (size_t row = 0; row < list.index.size(); ++row) {
      std::vector<uint32_t> &targets = needs[list.index[row]];
      targets = list.sections[row];
      for (SymbolNumber symbol : list.symbols[row])
        if (symbol < sections.defined_in.size() && sections.defined_in[symbol] != 0)
          targets.push_back(sections.defined_in[symbol]);
      if (choices.bytes[list.index[row] % 32] & 1 << list.index[row] / 32 % 8)
        waiting.push_back(list.index[row]);
    }
  std::set<uint32_t> needed;
  while (!waiting.empty()) {
    uint32_t atom = waiting.back();
    waiting.pop_back();
    if (needed.insert(atom).second)
      llvm::append_range(waiting, needs[atom]);
  }
  Rare<uint32_t> removed;
  for (const auto &[atom, targets] : needs)
    if (!needed.contains(atom))
      removed.push_back(atom);
  return removed;
}

static void changeSections(StringRef content, const Edit &edit) {
  auto result = editObject(content, edit);
  if (!result) {
    std::string why = text(result.takeError());
    fuzz::require(!StringRef(why).contains("a fault of armeld"), why);
    return;
  }
  Object found = inspected((*result)->getBuffer());
  fuzz::require(!found.unreadable, "an object with sections changed can be inspected: " +
                                       found.unreadable.value_or("").str());
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  fuzz::forgetNames();
  StringRef content = fuzz::guarded(fuzz::text(input, size));
  Object object = inspected(content);
  if (!canBeEdited(object))
    return -1;
  Edit sections = editOfSections(content);
  if (object.format != StringRef("elf"))
    sections.compress_debug.reset();
  if (object.format == StringRef("macho"))
    sections.remove = {};
  changeSections(content, sections);
  if (object.format == StringRef("coff")) {
    sections.remove = unneeded(content, digestOf(content));
    changeSections(content, sections);
  }
  if (object.format == StringRef("macho")) {
    Edit atoms;
    atoms.remove = unneededAtoms(content, object, digestOf(content));
    if (!atoms.remove.empty()) {
      auto result = editObject(content, atoms);
      std::string why = result ? "" : text(result.takeError());
      fuzz::require(why.empty(), "an object that is divided can do without some atoms: " + why);
      atoms.strip_debug = sections.strip_debug;
      atoms.drop_bitcode = sections.drop_bitcode;
      changeSections(content, atoms);
    }
  }
  Edit directive;
  directive.autolink = "libw.a";
  if (auto named = editObject(content, directive)) {
    auto again = editObject((*named)->getBuffer(), directive);
    fuzz::require(again && (*again)->getBuffer() == (*named)->getBuffer(),
                  "an object that names a library is left as it is");
  } else {
    std::string why = text(named.takeError());
    fuzz::require(!StringRef(why).contains("a fault of armeld"), why);
  }
  EditedObject edit, back;
  for (const auto &[i, name] : llvm::enumerate(namesOf(object))) {
    if (i % 3 == 2 || name.empty())
      continue;
    edit.rename.push_back({name, keep((name + ".0123456789ab").str())});
    back.rename.push_back({edit.rename.back().to, name});
  }
  sortNames(back);
  edit.hide = size % 2 && object.format != StringRef("coff");
  auto result = editObject(content, edit);
  if (!result) {
    std::string why = text(result.takeError());
    fuzz::require(!StringRef(why).contains("a fault of armeld"), why);
    return 0;
  }
  Object found = inspected((*result)->getBuffer());
  fuzz::require(!found.unreadable, "an edited object can be inspected");
  fuzz::require(namesOf(found) == namesOf(edited(object, edit)), "the new names are there");
  auto original = editObject((*result)->getBuffer(), back);
  fuzz::require(bool(original), "what was edited can be edited again");
  fuzz::require(namesOf(inspected((*original)->getBuffer())) == namesOf(object),
                "the old names come back");
  return 0;
}
