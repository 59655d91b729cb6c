// What a linker sees in an object.
//
// Only this room knows object formats. Each has a source file (elf.cpp, coff.cpp ...) that turns
// bytes into the facts of the manifest: which symbols the object defines and refers to, how
// duplicates of them are treated, and what else decides whether it may move. The planner draws the
// conclusions, and reads no bytes.
//
// Inspection never fails. An object that cannot be read is marked `unreadable`, with the reason,
// and stays in its library: it must not move as if it had no symbols.
#pragma once

#include "documents/manifest.h"

#include "llvm/Object/SymbolicFile.h"

namespace armeld {

/// The facts of the object `bytes`. `digest` is its digest, `parts` are the digests of its parts.
/// Names in the result live as long as the process. Safe to call from any thread.
Object inspect(StringRef bytes, const Digest &digest, llvm::ArrayRef<PartDigest> parts);

// One inspector per format, called by `inspect` according to the magic. `object` has size, kind and
// equivalence (its own digest) set; an error becomes `unreadable`.
Error inspectElf(StringRef bytes, llvm::ArrayRef<PartDigest> parts, Object &object);
Error inspectCoff(StringRef bytes, llvm::ArrayRef<PartDigest> parts, Object &object);
Error inspectShortImport(StringRef bytes, Object &object);
Error inspectMachO(StringRef bytes, Object &object);
Error inspectWasm(StringRef bytes, Object &object);
Error inspectXcoff(StringRef bytes, Object &object);
Error inspectBitcode(StringRef bytes, Object &object);

/// Whether a section of Mach-O, by segment and name, makes ld64 take the member with -ObjC (ld(1),
/// "-ObjC"; lld/MachO/ObjC.cpp): lists of classes and categories, and Swift's metadata.
bool isObjcSection(StringRef segment, StringRef name);

/// Whether such a section is read in link order: of categories that define one method the last one
/// wins, and `+load` runs in it (objc-runtime-new.mm, attachCategories; objc-loadmethod.mm).
bool isOrderedObjcSection(StringRef name);

/// Sorts the names of sections with initialisers, and removes duplicates.
void sortInitialisers(Object &object);

/// Digests a table of significant addresses, .llvm_addrsig: it lists symbols by index in ULEB128
/// (LLVM Extensions, "SHT_LLVM_ADDRSIG Section"). Each index is digested as `renumbered` returns
/// it.
Error digestSymbolIndices(Digester &digester, StringRef table,
                          llvm::function_ref<uint32_t(uint32_t)> renumbered);

/// The machine field of a COFF header, by its name in LLVM's triples, so that bitcode matches the
/// objects beside it.
std::string coffMachineName(uint16_t machine);

/// Adds the symbols of `file` by the flags that LLVM gives them; `defines` gets exactly the symbols
/// that llvm-ar puts into a symbol table. For formats that need no more detail.
Error addSymbolsByFlags(const llvm::object::SymbolicFile &file, Object &object);

} // namespace armeld
