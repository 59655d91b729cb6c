// The index: which file is which object, of a folder that ar-extract has written.
//
// The struct is the JSON document `armeld/index/1`, field for field (schemas/index.json).
#pragma once

#include "documents/manifest.h"

namespace armeld {

struct IndexEntry {
  Name file; ///< below the index's folder
  Digest object;
  uint64_t size = 0; ///< bytes, when it was extracted
  Name library;
  std::optional<Name> slice;
  Name member;
  uint64_t offset = 0; ///< bytes from the start of the library to the content
};
BOOST_DESCRIBE_STRUCT(IndexEntry, (), (file, object, size, library, slice, member, offset))

/// A slice of a universal file, as its header lists it.
struct IndexSlice {
  Name name;
  uint32_t cpu_type = 0;
  uint32_t cpu_subtype = 0;
  uint32_t alignment = 0;    ///< the power of two
  bool sorted_table = false; ///< as in IndexLibrary
};
BOOST_DESCRIBE_STRUCT(IndexSlice, (), (name, cpu_type, cpu_subtype, alignment, sorted_table))

/// A library, and what the workspace library takes over from it besides objects.
struct IndexLibrary {
  Name path;
  bool wide = false;              ///< a universal file with 64-bit offsets
  bool sorted_table = false;      ///< has one of Darwin's symbol tables, sorted by name
  std::vector<IndexSlice> slices; ///< none: it is a plain archive
};
BOOST_DESCRIBE_STRUCT(IndexLibrary, (), (path, wide, sorted_table, slices))

struct Index {
  static constexpr llvm::StringLiteral schema = "armeld/index/1";
  std::vector<IndexEntry> files;
  Rare<IndexLibrary> libraries; ///< by ar-extract --for-workspace: those that were looked through
};
BOOST_DESCRIBE_STRUCT(Index, (), (files, libraries))

/// Whether ar-extract --for-workspace wrote it: the files are to stay what they are.
inline bool isForWorkspace(const Index &index) {
  return !index.libraries.empty() || index.files.empty();
}

/// The index's name in the folder of extracted files.
inline constexpr llvm::StringLiteral indexFileName = "index.json";

Expected<Index> parseIndex(StringRef json, StringRef place);
/// Reads the index at `path`. An error, which names it, if it lists a file that is not beside it.
Expected<Index> readIndex(StringRef path);
/// The path of a file that the index at `indexPath` lists.
std::string pathOf(const IndexEntry &entry, StringRef indexPath);
void print(const Index &index, llvm::raw_ostream &out);

} // namespace armeld
