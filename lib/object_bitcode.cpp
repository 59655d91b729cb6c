// LLVM bitcode as a member of its own: what `-flto` and `linker-plugin-lto` leave in libraries.
//
// Only an LLVM at least as new as the one that wrote it can read it. What cannot be read comes out
// as unreadable, with LLVM's reason, and stays in its library.
//
// The symbols are those that the module says, as a linker's LTO sees them. Code that the compiler
// adds later (calls of memcpy, say) is in no symbol table before that; such functions come from
// the compiler's own library, which is behind the workspace library on the link line.
#include "names.h"
#include "object.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/Object/IRObjectFile.h"
#include "llvm/TargetParser/Triple.h"

namespace armeld {

static StringRef formatOf(const llvm::Triple &triple) {
  switch (triple.getObjectFormat()) {
  case llvm::Triple::COFF:
    return "coff";
  case llvm::Triple::MachO:
    return "macho";
  case llvm::Triple::Wasm:
    return "wasm";
  case llvm::Triple::XCOFF:
    return "xcoff";
  default:
    return "elf";
  }
}

Error inspectBitcode(StringRef bytes, Object &object) {
  llvm::LLVMContext context;
  auto file = llvm::object::IRObjectFile::create({bytes, ""}, context);
  if (!file)
    return file.takeError();
  llvm::Triple triple((*file)->getTargetTriple());
  object.format = formatOf(triple); // of what it will become
  object.machine = keep(llvm::Triple::getArchTypeName(triple.getArch()));
  return addSymbolsByFlags(**file, object);
}

} // namespace armeld
