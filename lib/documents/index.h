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

struct Index {
  static constexpr llvm::StringLiteral schema = "armeld/index/1";
  std::vector<IndexEntry> files;
};
BOOST_DESCRIBE_STRUCT(Index, (), (files))

/// The index's name in the folder of extracted files.
inline constexpr llvm::StringLiteral indexFileName = "index.json";

Expected<Index> parseIndex(StringRef json, StringRef place);
/// Reads the index at `path`. An error, which names it, if it lists a file that is not beside it.
Expected<Index> readIndex(StringRef path);
/// The path of a file that the index at `indexPath` lists.
std::string pathOf(const IndexEntry &entry, StringRef indexPath);
void print(const Index &index, llvm::raw_ostream &out);

} // namespace armeld
