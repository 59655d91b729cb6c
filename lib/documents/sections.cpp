#include "documents/sections.h"

#include "documents/handover.h"
#include "os/parallel.h"
#include "os/text_file.h"
#include "json/json.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace {

/// What the types do not say about one object's sections.
class SectionsCheck {
public:
  SectionsCheck(const ObjectSections &sections, const Object &object, const json::Pointer &here)
      : sections(sections), object(object), here(here) {}

  Error run() {
    if (Error error = checkLists())
      return error;
    if (Error error = checkSections("defined_in", sections.defined_in, /*mayBeNone=*/true))
      return error;
    if (!sections.isWhole() && sections.defined_in.size() != object.defines.size())
      return json::Pointer{&here, "defined_in"}.expected(
          "a section for each of the object's definitions, of which there are " +
          Twine(object.defines.size()));
    for (const auto &group : sections.together)
      if (Error error = checkSections("together", group))
        return error;
    for (const KeptSections &kept : sections.keep)
      if (Error error = checkSections("keep", kept.sections))
        return error;
    return checkSymbols("unrelocated", sections.unrelocated);
  }

private:
  Error checkLists() {
    json::Pointer lists{&here, "lists"};
    for (size_t l = 0; l < sections.lists.size(); ++l) {
      const SectionList &list = sections.lists[l];
      size_t count = list.index.size();
      if (list.size.size() != count || list.name.size() != count || list.symbols.size() != count ||
          list.sections.size() != count)
        return json::Pointer{&lists, {}, l}.expected("columns of one length");
      for (uint32_t index : list.index)
        if (index == 0 || !known.insert(index).second)
          return json::Pointer{&lists, {}, l}.expected("sections that are listed once");
    }
    for (const SectionList &list : sections.lists)
      for (size_t i = 0; i < list.index.size(); ++i) {
        if (Error error = checkSymbols("lists", list.symbols[i]))
          return error;
        if (Error error = checkSections("lists", list.sections[i]))
          return error;
      }
    return Error::success();
  }

  Error checkSections(StringRef field, llvm::ArrayRef<uint32_t> indices, bool mayBeNone = false) {
    for (uint32_t index : indices)
      if (!known.contains(index) && !(mayBeNone && index == 0))
        return json::Pointer{&here, field}.expected("sections that are listed, not " +
                                                    Twine(index));
    return Error::success();
  }

  Error checkSymbols(StringRef field, llvm::ArrayRef<SymbolNumber> symbols) {
    size_t count = object.defines.size() + object.references.size() + object.weak_references.size();
    for (SymbolNumber symbol : symbols)
      if (symbol >= count)
        return json::Pointer{&here, field}.expected("symbols of the object, which has " +
                                                    Twine(count));
    return Error::success();
  }

  const ObjectSections &sections;
  const Object &object;
  const json::Pointer &here;
  llvm::DenseSet<uint64_t> known; ///< wider than indices: none of them is a mark of the set's own
};

} // namespace

const ObjectSections *Sections::find(const Digest &digest) const {
  auto found = llvm::lower_bound(
      objects, digest, [](const auto &entry, const Digest &key) { return entry.first < key; });
  return found != objects.end() && found->first == digest ? &found->second : nullptr;
}

static Error check(Sections &sections, const Manifest &manifest) {
  llvm::sort(sections.objects, [](const auto &a, const auto &b) { return a.first < b.first; });
  json::Pointer root, objects{&root, "objects"};
  for (size_t i = 0; i < sections.objects.size(); ++i) {
    const auto &[digest, object] = sections.objects[i];
    std::string key = digest.hex();
    json::Pointer here{&objects, key};
    if (i > 0 && sections.objects[i - 1].first == digest)
      return here.fault("is listed twice");
    // It may have been made for a larger set of libraries.
    if (const Object *facts = manifest.find(digest))
      if (Error error = SectionsCheck(object, *facts, here).run())
        return error;
  }
  return Error::success();
}

Expected<Sections> parseSections(StringRef json, StringRef place, const Manifest &manifest) {
  auto onAllCores = [](size_t pieces, llvm::function_ref<void(size_t)> read) {
    parallelFor(pieces, 0, read);
  };
  Expected<Sections> sections = json::parseDocument<Sections>(json, place, {.forEach = onAllCores});
  if (!sections)
    return sections;
  if (Error error = check(*sections, manifest))
    return at(place, std::move(error));
  return sections;
}

Expected<Sections> readSections(StringRef path, const Manifest &manifest) {
  Expected<TextFile> file = readAll(path);
  if (!file)
    return file.takeError();
  return parseSections(file->text, file->name, manifest);
}

Expected<std::shared_ptr<const Sections>> receiveSections(StringRef path,
                                                          const Manifest &manifest) {
  if (std::shared_ptr<const Sections> sections = handedOn<Sections>(path))
    return sections;
  Expected<Sections> sections = readSections(path, manifest);
  if (!sections)
    return sections.takeError();
  return std::make_shared<const Sections>(std::move(*sections));
}

void print(const Sections &sections, llvm::raw_ostream &out) { json::printDocument(sections, out); }

} // namespace armeld
