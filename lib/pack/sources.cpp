#include "pack/sources.h"

#include "base/digest.h"
#include "os/parallel.h"

#include "llvm/Support/Path.h"

namespace armeld {

Error Sources::open(Name path) {
  if (files.contains(path))
    return Error::success();
  Expected<MappedFile> file = MappedFile::open(path);
  if (!file) {
    std::string cause = text(file.takeError());
    if (llvm::sys::path::is_relative(path))
      cause += " (paths in a document are relative to the folder in which ar-scan ran)";
    return failure(shown(path) + ": " + cause);
  }
  files.try_emplace(path, std::move(*file));
  return Error::success();
}

Error Sources::open(Name path, uint64_t expectedSize) {
  if (Error error = open(path))
    return error;
  uint64_t size = identity(path).size;
  if (size != expectedSize)
    return failure(shown(path) + ": has changed since the scan: " + Twine(size) + " bytes, not " +
                   Twine(expectedSize));
  return Error::success();
}

static std::string placeOf(const SourcePiece &piece) {
  return shown(piece.library) + ": member '" + shown(piece.member) + "'";
}

Expected<StringRef> Sources::content(const SourcePiece &piece) const {
  auto file = files.find(piece.file.value_or(piece.library));
  if (file == files.end())
    return failure(placeOf(piece) + ": is not in a library of the plan");
  StringRef bytes = file->second.bytes();
  if (piece.offset > bytes.size() || piece.size > bytes.size() - piece.offset)
    return failure(placeOf(piece) + ": lies outside of the file");
  return bytes.substr(piece.offset, piece.size);
}

Error Sources::check(llvm::ArrayRef<SourcePiece> pieces, unsigned jobs, Progress *progress) const {
  return parallelTry(pieces.size(), jobs, [&](size_t i) -> Error {
    const SourcePiece &piece = pieces[i];
    Expected<StringRef> bytes = content(piece);
    if (!bytes)
      return bytes.takeError();
    if (digestOf(*bytes) != piece.object)
      return failure(placeOf(piece) + ": has changed since the scan");
    if (progress)
      progress->doneBytes.fetch_add(piece.size, std::memory_order_relaxed);
    return Error::success();
  });
}

} // namespace armeld
