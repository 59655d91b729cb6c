#include "objects/coff_directives.h"

namespace armeld {

/// The text up to the next blank outside of quotes, without the quotes.
static std::string nextOption(StringRef &options) {
  options = options.ltrim(StringRef(" \t\r\n\0", 5));
  std::string option;
  bool quoted = false;
  size_t at = 0;
  for (; at < options.size(); ++at) {
    char c = options[at];
    if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'))
      break;
    else
      option += c;
  }
  options = options.drop_front(at);
  return option;
}

void forEachCoffDirective(StringRef text,
                          llvm::function_ref<void(StringRef name, StringRef value)> body) {
  text.consume_front("\xef\xbb\xbf");
  while (!text.empty()) {
    std::string option = nextOption(text);
    StringRef rest = option;
    if (!rest.consume_front("/") && !rest.consume_front("-"))
      continue;
    auto [name, value] = rest.split(':');
    body(name, value);
  }
}

} // namespace armeld
