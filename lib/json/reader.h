// Reads documents straight into structs, without a tree in between.
//
// A scanner reports what it meets (object begins, key, number ...), and the reader puts each value
// where the struct's description says. Fields may come in any order and any layout. Names without
// escapes lie in the document. Fields that are unknown, missing or listed twice are errors, and so
// are values of another type. A document with a fault is read again with Boost's parser, which
// reports the same and says where the fault is.
//
// A large document is read in pieces: `split` cuts the containers of the document's root between
// two elements, and each piece is read as a document of its own, with some elements of one field.
#pragma once

#include "base/error.h"
#include "json/type.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace armeld::json {

/// How a large document is read.
struct Reading {
  /// Calls a function once for each number below a count, perhaps on several threads. Without it a
  /// document is read in one piece.
  llvm::function_ref<void(size_t, llvm::function_ref<void(size_t)>)> forEach = nullptr;
  /// Is told how many bytes have been read. May be called from any thread.
  llvm::function_ref<void(size_t)> count = nullptr;
  /// About how large a piece is, in bytes.
  size_t pieceBytes = 1 << 18;
};

/// Some elements of one field of the root.
struct Piece {
  StringRef key;    ///< the field's name as it is in the document, in quotes
  char open = 0;    ///< bracket of the field's value, or 0: then `text` is the value
  StringRef text;   ///< elements of the value with commas between them
  size_t first = 0; ///< how many elements of the field are in pieces before
  size_t count = 0; ///< how many elements it has
};

/// Cuts a document into pieces of about `pieceBytes`, but at least one for each field of the root.
/// It checks only the punctuation of the root. Returns none if the text is no JSON object.
std::vector<Piece> split(StringRef text, size_t pieceBytes);

/// A document's root: a struct of the type `type`, beside the field `schema`.
struct Root {
  StringRef schema;
  const Type &type;
};

/// Reads all pieces into `to`, and says whether they make a document without fault.
bool readPieces(llvm::ArrayRef<Piece> pieces, const Root &root, StringRef text, void *to,
                const Reading &reading);

/// Reads a document with the scanner, and says whether it could.
bool scanDocument(StringRef text, const Root &root, void *to);

/// Reads a document with Boost's parser. Errors have `place` in front, syntax errors with line and
/// column.
Error readDocument(StringRef text, StringRef place, const Root &root, void *to);

/// Reads a document whose root is the described struct T with a `T::schema`. Names may lie in
/// `text`. Errors have `place` in front.
template <class T>
Expected<T> parseDocument(StringRef text, StringRef place, const Reading &reading = {}) {
  T document;
  Root root{T::schema, typeOf<T>()};
  if (reading.forEach) {
    std::vector<Piece> pieces = split(text, reading.pieceBytes);
    if (!pieces.empty() && readPieces(pieces, root, text, &document, reading))
      return document;
  } else if (scanDocument(text, root, &document)) {
    return document;
  }
  document = T();
  if (Error error = readDocument(text, place, root, &document))
    return error;
  return document;
}

} // namespace armeld::json
