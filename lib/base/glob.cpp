#include "base/glob.h"

#include "base/error.h"

#include "llvm/ADT/StringExtras.h"

#include <optional>
#include <tuple>

namespace armeld {

/// Source: POSIX, Base Definitions, 7.3.1, the locale "C"
static bool isInClass(char c, StringRef name) {
  if (name == "alpha")
    return llvm::isAlpha(c);
  if (name == "digit")
    return llvm::isDigit(c);
  if (name == "alnum")
    return llvm::isAlnum(c);
  if (name == "lower")
    return llvm::isLower(c);
  if (name == "upper")
    return llvm::isUpper(c);
  if (name == "space")
    return llvm::isSpace(c);
  if (name == "blank")
    return c == ' ' || c == '\t';
  if (name == "punct")
    return llvm::isPrint(c) && !llvm::isAlnum(c) && c != ' ';
  if (name == "print")
    return llvm::isPrint(c);
  if (name == "graph")
    return llvm::isPrint(c) && c != ' ';
  if (name == "cntrl")
    return (c >= 0 && c < ' ') || c == '\x7f';
  return name == "xdigit" && llvm::isHexDigit(c);
}

namespace {

/// A bracket expression, `[...]`. Source: POSIX, Base Definitions, 9.3.5
class Bracket {
public:
  /// `rest` begins behind the "[".
  explicit Bracket(StringRef rest) : rest(rest) {}

  /// Whether `c` matches; nothing if the bracket is not closed. Then `rest` is what is behind it.
  std::optional<bool> matches(char c) {
    bool isNegated = rest.consume_front("!") || rest.consume_front("^");
    bool isFound = false;
    for (bool isFirst = true; isFirst || !rest.starts_with("]"); isFirst = false) {
      if (rest.empty())
        return std::nullopt;
      if (std::optional<StringRef> name = named(':')) {
        isFound |= isInClass(c, *name);
        continue;
      }
      std::optional<unsigned char> low = one(), high = low;
      if (!low)
        return std::nullopt;
      if (rest.size() > 1 && rest[0] == '-' && rest[1] != ']') {
        rest = rest.drop_front();
        high = one();
        if (!high)
          return std::nullopt;
      }
      isFound |= *low <= (unsigned char)(c) && (unsigned char)(c) <= *high;
    }
    rest = rest.drop_front();
    return isFound != isNegated;
  }

  StringRef rest;

private:
  /// "[:NAME:]", or with another mark.
  std::optional<StringRef> named(char mark) {
    if (rest.size() < 2 || rest[0] != '[' || rest[1] != mark)
      return std::nullopt;
    const char end[] = {mark, ']'};
    size_t length = rest.drop_front(2).find(StringRef(end, 2));
    if (length == StringRef::npos)
      return std::nullopt;
    StringRef name = rest.substr(2, length);
    rest = rest.drop_front(length + 4);
    return name;
  }

  /// One character, as itself, escaped, or "[.c.]" or "[=c=]".
  std::optional<unsigned char> one() {
    for (char mark : {'.', '='})
      if (std::optional<StringRef> name = named(mark))
        return name->size() == 1 ? std::optional<unsigned char>((*name)[0]) : std::nullopt;
    if (rest.size() > 1)
      rest.consume_front("\\");
    if (rest.empty())
      return std::nullopt;
    unsigned char c = rest.front();
    rest = rest.drop_front();
    return c;
  }
};

} // namespace

/// Whether `c` matches what `glob` begins with, which is no "*", and that is taken off.
static bool takesOne(StringRef &glob, char c) {
  char first = glob.front();
  glob = glob.drop_front();
  if (first == '?')
    return true;
  if (first == '[') {
    Bracket bracket(glob);
    if (std::optional<bool> is = bracket.matches(c)) {
      glob = bracket.rest;
      return *is;
    }
  }
  if (first == '\\') {
    if (glob.empty())
      return false;
    first = glob.front();
    glob = glob.drop_front();
  }
  return first == c;
}

bool matchesGlob(Name name, Name glob) {
  // Where to go on if what follows the last "*" does not match.
  std::optional<std::pair<StringRef, StringRef>> again;
  StringRef rest = name, pattern = glob;
  while (!rest.empty() || !pattern.empty()) {
    if (pattern.consume_front("*")) {
      again.emplace(pattern, rest);
      continue;
    }
    if (!rest.empty() && !pattern.empty() && takesOne(pattern, rest.front())) {
      rest = rest.drop_front();
      continue;
    }
    if (!again || again->second.empty())
      return false;
    again->second = again->second.drop_front();
    std::tie(pattern, rest) = *again;
  }
  return true;
}

} // namespace armeld
