#include "metadata/la_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace armeld {

Expected<LaFile> LaFile::parse(std::string text) {
  LaFile file;
  file.content = std::move(text);
  StringRef whole = file.content;
  size_t number = 0;
  for (StringRef rest = whole; !rest.empty();) {
    auto [line, after] = rest.split('\n');
    rest = after;
    ++number;
    line = line.rtrim();
    auto isNameByte = [](char c) { return llvm::isAlnum(c) || c == '_'; };
    StringRef name = line.take_while(isNameByte);
    StringRef value = line.drop_front(name.size());
    if (name.empty() || !value.consume_front("="))
      continue;
    char quote = value.empty() ? 0 : value.front();
    if (quote == '\'' || quote == '"') {
      value = value.drop_front();
      if (!value.ends_with(StringRef(&quote, 1)))
        return failure("line " + Twine(number) + ": the value of '" + name +
                       "' has no end quotation mark");
      value = value.drop_back();
    }
    file.values.push_back({name.str(), size_t(value.data() - whole.data()),
                           size_t(value.data() + value.size() - whole.data())});
  }
  return file;
}

std::optional<size_t> LaFile::valueOffset(StringRef name) const {
  for (const Value &value : values)
    if (value.name == name)
      return value.begin;
  return std::nullopt;
}

std::optional<std::string> LaFile::value(StringRef name) const {
  for (const Value &value : values)
    if (value.name == name)
      return content.substr(value.begin, value.end - value.begin);
  return std::nullopt;
}

} // namespace armeld
