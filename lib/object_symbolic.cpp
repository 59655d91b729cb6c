// The formats for which LLVM's own view of the symbols says all that matters here: Mach-O,
// WebAssembly, XCOFF, LLVM bitcode and COFF's short import objects.
#include "names.h"
#include "object.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/Object/COFF.h"
#include "llvm/Object/COFFImportFile.h"
#include "llvm/Object/IRObjectFile.h"
#include "llvm/Object/MachO.h"
#include "llvm/Object/Wasm.h"
#include "llvm/Object/XCOFFObjectFile.h"
#include "llvm/TargetParser/Triple.h"

namespace armeld {

static Error addObjectFile(StringRef bytes, StringRef format, Object &object) {
  object.format = format;
  auto file = llvm::object::ObjectFile::createObjectFile({bytes, ""});
  if (!file)
    return file.takeError();
  object.machine = keep(llvm::Triple::getArchTypeName((*file)->getArch()));
  return addSymbolsByFlags(**file, object);
}

Error inspectCoff(StringRef bytes, Object &object) { return addObjectFile(bytes, "coff", object); }
Error inspectMachO(StringRef bytes, Object &object) {
  return addObjectFile(bytes, "macho", object);
}
Error inspectWasm(StringRef bytes, Object &object) { return addObjectFile(bytes, "wasm", object); }
Error inspectXcoff(StringRef bytes, Object &object) {
  return addObjectFile(bytes, "xcoff", object);
}

/// By the names that LLVM's triples use, so that import objects match the objects they stand
/// beside.
static std::string coffMachineName(uint16_t machine) {
  switch (machine) {
  case llvm::COFF::IMAGE_FILE_MACHINE_AMD64:
    return "x86_64";
  case llvm::COFF::IMAGE_FILE_MACHINE_I386:
    return "i386";
  case llvm::COFF::IMAGE_FILE_MACHINE_ARMNT:
    return "thumb";
  case llvm::COFF::IMAGE_FILE_MACHINE_ARM64:
    return "aarch64";
  default:
    return ("coff machine " + Twine(machine)).str();
  }
}

Error inspectShortImport(StringRef bytes, Object &object) {
  object.format = "coff";
  // LLVM trusts the header and the two strings behind it.
  if (bytes.size() < sizeof(llvm::object::coff_import_header) ||
      bytes.drop_front(sizeof(llvm::object::coff_import_header)).count('\0') < 2)
    return failure("is too short for an import object");
  const auto *header = reinterpret_cast<const llvm::object::coff_import_header *>(bytes.data());
  object.machine = keep(coffMachineName(header->Machine));
  llvm::object::COFFImportFile file({bytes, ""});
  return addSymbolsByFlags(file, object);
}

Error inspectBitcode(StringRef bytes, Object &object) {
  llvm::LLVMContext context;
  auto file = llvm::object::IRObjectFile::create({bytes, ""}, context);
  if (!file)
    return file.takeError();
  object.machine =
      keep(llvm::Triple::getArchTypeName(llvm::Triple((*file)->getTargetTriple()).getArch()));
  return addSymbolsByFlags(**file, object);
}

} // namespace armeld
