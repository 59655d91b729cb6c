// Cuts a document into pieces that can be read at the same time.
//
// It follows the brackets and the strings of the text, in any layout, and does not look at anything
// else: whatever it takes for an element is read by the parser afterwards, between the brackets of
// its container.
#include "json/reader.h"

namespace armeld::json {

namespace {

constexpr StringRef blanks = " \t\r\n";

/// Each function says whether it found what it looks for; after one that did not, nothing holds.
class Splitter {
public:
  Splitter(StringRef text, size_t pieceBytes) : text(text), pieceBytes(pieceBytes) {}

  std::vector<Piece> pieces;

  bool document() {
    if (!eat('{'))
      return false;
    do {
      // No document has that many fields.
      if (!field() || fields++ == 1000)
        return false;
    } while (eat(','));
    return eat('}') && text.find_first_not_of(blanks, at) == StringRef::npos;
  }

private:
  /// The next character that is no blank, or 0.
  char peek() {
    at = std::min(text.find_first_not_of(blanks, at), text.size());
    return at < text.size() ? text[at] : '\0';
  }
  bool eat(char c) {
    bool found = peek() == c;
    at += found;
    return found;
  }
  bool field() {
    Piece piece;
    if (peek() != '"')
      return false;
    size_t start = at;
    if (!skipString())
      return false;
    piece.key = text.slice(start, at);
    if (!eat(':'))
      return false;
    char c = peek();
    if (c == '[' || c == '{')
      return container(piece);
    start = at;
    if (c == '"' ? !skipString() : !skipScalar())
      return false;
    return add(piece, text.slice(start, at), /*mayBeBlank=*/false);
  }
  bool skipScalar() {
    at = text.find_first_of(",}", at);
    return at != StringRef::npos;
  }
  /// From a quote to behind the quote that ends the string.
  bool skipString() {
    size_t start = at + 1;
    for (size_t end = text.find('"', start); end != StringRef::npos;
         end = text.find('"', end + 1)) {
      size_t backslashes = 0;
      while (end - backslashes > start && text[end - backslashes - 1] == '\\')
        ++backslashes;
      if (backslashes % 2 == 0) {
        at = end + 1;
        return true;
      }
    }
    return false;
  }
  /// The elements of the container that begins here.
  bool container(Piece &piece) {
    piece.open = text[at++];
    size_t start = at;
    piece.count = 1;
    for (size_t depth = 0; at < text.size(); ++at) {
      char c = text[at];
      if (c == '"') {
        if (!skipString())
          return false;
        --at;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if (c == ']' || c == '}') {
        if (depth-- == 0) {
          bool matches = c == (piece.open == '[' ? ']' : '}');
          return matches && add(piece, text.slice(start, at++), /*mayBeBlank=*/piece.first == 0);
        }
      } else if (c == ',' && depth == 0) {
        if (at - start < pieceBytes) {
          ++piece.count;
          continue;
        }
        if (!add(piece, text.slice(start, at), /*mayBeBlank=*/false))
          return false;
        piece.first += piece.count;
        piece.count = 1;
        start = at + 1;
      }
    }
    return false;
  }
  /// A container may be empty, but a piece before or behind a comma may not.
  bool add(Piece &piece, StringRef elements, bool mayBeBlank) {
    bool isBlank = elements.find_first_not_of(blanks) == StringRef::npos;
    piece.text = elements;
    piece.count = isBlank ? 0 : piece.count;
    pieces.push_back(piece);
    return mayBeBlank || !isBlank;
  }

  const StringRef text;
  const size_t pieceBytes;
  size_t at = 0;
  size_t fields = 0;
};

} // namespace

std::vector<Piece> split(StringRef text, size_t pieceBytes) {
  Splitter splitter(text, pieceBytes);
  return splitter.document() ? std::move(splitter.pieces) : std::vector<Piece>();
}

} // namespace armeld::json
