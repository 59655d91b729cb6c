// Apple's universal files: several archives in one file, one for each machine.
//
// A header lists the slices: the machine, where the slice stands, and its alignment. LLVM reads and
// writes the format; this room turns it into plain values and names slices as lipo does.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace armeld {

/// One slice's line in the header.
struct UniversalSlice {
  std::string name; ///< as lipo names it: "arm64", "x86_64"
  uint32_t cpuType = 0;
  uint32_t cpuSubtype = 0;
  uint32_t alignment = 0; ///< the power of two
  uint64_t offset = 0;    ///< bytes from the file's start
  uint64_t size = 0;      ///< bytes
};

struct UniversalHeader {
  bool wide = false; ///< with 64-bit offsets (FAT_MAGIC_64)
  std::vector<UniversalSlice> slices;
};

bool isUniversal(StringRef bytes);

/// Reads the header of a universal file. Slices lie inside the file.
Expected<UniversalHeader> readUniversal(StringRef bytes);

/// Writes a universal file of archives, one for each slice of `header`, of which offsets and sizes
/// do not count.
Error writeUniversal(const UniversalHeader &header, llvm::ArrayRef<StringRef> archives,
                     llvm::raw_ostream &out);

} // namespace armeld
