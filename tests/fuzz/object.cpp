// Object inspection: any bytes have facts, or are unreadable. $FUZZ_FORMAT (elf, coff, import,
// macho, wasm, xcoff, bitcode) keeps a run to one format.
#include "fuzz.h"
#include "objects/inspect.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/BinaryFormat/Magic.h"

#include <cstdlib>

using llvm::file_magic;

static llvm::StringRef formatOf(file_magic magic) {
  switch (magic) {
  case file_magic::elf_relocatable:
    return "elf";
  case file_magic::coff_object:
    return "coff";
  case file_magic::coff_import_library:
    return "import";
  case file_magic::macho_object:
    return "macho";
  case file_magic::wasm_object:
    return "wasm";
  case file_magic::xcoff_object_32:
  case file_magic::xcoff_object_64:
    return "xcoff";
  case file_magic::bitcode:
    return "bitcode";
  default:
    return "other";
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  using namespace armeld;
  static const char *wanted = getenv("FUZZ_FORMAT");
  fuzz::forgetNames();
  StringRef bytes = fuzz::text(input, size);
  StringRef format = formatOf(llvm::identify_magic(bytes));
  if (wanted && format != wanted)
    return -1;
  std::vector<PartDigest> parts;
  StringRef content = fuzz::guarded(bytes);
  Digest digest = digestOf(content, parts);
  Object object = inspect(content, digest, parts);
  fuzz::require(object.size == size, "an object has its size");
  fuzz::require(!object.unreadable || (object.defines.empty() && object.references.empty() &&
                                       object.equivalence == digest),
                "of an unreadable object nothing is said");
  if (format != "elf" && format != "coff")
    return 0;
  // Large ones are digested in another way.
  std::string large = bytes.str();
  large.resize(std::max<size_t>(large.size(), 81920));
  digest = digestOf(large, parts);
  object = inspect(large, digest, parts);
  fuzz::require(object.size == large.size(), "a large object has its size");
  return 0;
}
