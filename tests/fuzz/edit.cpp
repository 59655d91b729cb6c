// Edits: any bytes are edited as asked, or refused. What is edited has the facts that a plan
// expects of it, and edited back it has those of the original.
#include "edit/edit.h"
#include "fuzz.h"
#include "objects/inspect.h"

#include "llvm/ADT/STLExtras.h"

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

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  fuzz::forgetNames();
  StringRef content = fuzz::guarded(fuzz::text(input, size));
  Object object = inspected(content);
  if (!canBeEdited(object))
    return -1;
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
