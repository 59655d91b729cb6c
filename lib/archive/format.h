// The formats of archives, and which one a file has.
#pragma once

#include "documents/manifest.h"

#include "llvm/Object/Archive.h"

namespace armeld {

/// The format of an archive that LLVM has opened, as far as the archive itself tells.
ArchiveFormat formatOf(llvm::object::Archive::Kind kind);

/// The kind that llvm::writeArchive wants for a format.
llvm::object::Archive::Kind writerKind(ArchiveFormat format);

SymbolTableFormat tableFormatOf(const llvm::object::Archive &archive);

/// The format of an archive of these `contents` that reads as `read`.
///
/// Several formats look alike: BSD's and Darwin's always, GNU's and COFF's without a symbol table.
/// Then the format that belongs to the objects is the best guess, which llvm-ar takes as well. COFF
/// objects in a *.a are MinGW's, which uses GNU archives. The name is the only hint: without a
/// table llvm-ar writes the same bytes for both formats, and the objects have no mark of MinGW
/// (compilers write @feat.00 for both).
ArchiveFormat guessFormat(ArchiveFormat read, bool hasTable, StringRef path,
                          llvm::ArrayRef<StringRef> contents);

} // namespace armeld
