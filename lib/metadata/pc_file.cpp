#include "metadata/pc_file.h"

#include "metadata/paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace armeld {

static constexpr llvm::StringLiteral blanks = " \t\r\v\f";

namespace {

/// Takes lines off the front of a text.
class LineReader {
public:
  explicit LineReader(StringRef text) : text(text) {}

  bool atEnd() const { return position >= text.size(); }
  /// The next line that is neither empty nor a comment, with those that continue it.
  std::optional<PcLine> next();

private:
  /// Adds the physical line at `position` to `value`. Whether the next one continues it.
  bool take(std::string &value);

  StringRef text;
  size_t position = 0;
  size_t end = 0; ///< of the last line taken, without its line break
  size_t number = 1;
};

bool LineReader::take(std::string &value) {
  size_t lineBreak = text.find('\n', position);
  end = std::min(lineBreak, text.size());
  StringRef line = text.slice(position, end);
  if (line.consume_back("\r"))
    --end;
  position = lineBreak == StringRef::npos ? text.size() : lineBreak + 1;
  ++number;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#')
      return false;
    if (line[i] == '\\' && i + 1 == line.size())
      return true;
    if (line[i] == '\\' && line[i + 1] == '#')
      ++i;
    else if (line[i] == '\\')
      value += line[i++];
    value += line[i];
  }
  return false;
}

bool isNameByte(char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; }

std::optional<PcLine> LineReader::next() {
  PcLine line;
  line.begin = position;
  line.number = number;
  std::string whole;
  while (take(whole) && !atEnd())
    whole += ' ';
  StringRef name = StringRef(whole).ltrim(blanks).take_while(isNameByte);
  StringRef rest = StringRef(name.end(), size_t(whole.data() + whole.size() - name.end()));
  rest = rest.ltrim(blanks);
  if (name.empty() || rest.empty() || (rest[0] != ':' && rest[0] != '='))
    return std::nullopt; // pkg-config ignores it, too
  line.name = name.str();
  line.isField = rest[0] == ':';
  line.value = rest.drop_front().trim(blanks).str();
  line.valueEnd = end;
  line.valueBegin = text.find(rest[0], line.begin) + 1;
  // Of a value that begins on a continued line, past the backslash
  for (; line.valueBegin < end; ++line.valueBegin) {
    StringRef here = text.substr(line.valueBegin);
    bool isContinuation = here.starts_with("\\\n") || here.starts_with("\\\r\n");
    if (!isContinuation && here[0] != '\n' && !blanks.contains(here[0]))
      break;
  }
  return line;
}

} // namespace

PcFile::PcFile(std::string text, std::string folder, std::string file)
    : content(std::move(text)), realFolder(std::move(folder)), fileName(std::move(file)) {
  for (LineReader reader(content); !reader.atEnd();)
    if (std::optional<PcLine> line = reader.next())
      lines.push_back(std::move(*line));
}

StringRef PcFile::package() const {
  StringRef name = fileName;
  name.consume_back(".pc");
  return name;
}

const PcLine *PcFile::field(StringRef name) const {
  auto isIt = [&](const PcLine &line) {
    return line.isField && name.equals_insensitive(line.name);
  };
  auto found = llvm::find_if(lines, isIt);
  return found == lines.end() ? nullptr : &*found;
}

std::optional<std::string> PcFile::variable(StringRef name) const {
  if (name == "pcfiledir")
    return pcQuoted(realFolder);
  if (name == "pc_sysrootdir")
    return "/";
  for (const PcLine &line : lines)
    if (!line.isField && line.name == name)
      return line.value;
  return std::nullopt;
}

Expected<std::string> PcFile::expanded(StringRef value) const { return expanded(value, 0); }

Expected<std::string> PcFile::expanded(StringRef value, unsigned depth) const {
  if (depth > 30)
    return failure("a variable refers to itself");
  std::string result;
  while (!value.empty()) {
    auto [before, reference] = value.split("${");
    result += before;
    if (before.size() == value.size())
      break;
    size_t end = reference.find('}');
    if (end == StringRef::npos)
      return failure("'${' without '}'");
    StringRef name = reference.take_front(end);
    std::optional<std::string> stored = variable(name);
    if (!stored)
      return failure("variable '" + shown(name) + "' is not defined");
    Expected<std::string> inner = expanded(*stored, depth + 1);
    if (!inner)
      return inner;
    result += *inner;
    value = reference.drop_front(end + 1);
  }
  return result;
}

/// Splits as a shell does: quotes and backslashes protect blanks.
static Expected<std::vector<std::string>> split(StringRef value) {
  std::vector<std::string> words;
  bool inWord = false;
  char quote = 0;
  for (size_t i = 0; i < value.size(); ++i) {
    char c = value[i];
    bool isBlank = llvm::isSpace(c) && !quote;
    if (isBlank) {
      inWord = false;
      continue;
    }
    if (!inWord)
      words.emplace_back();
    inWord = true;
    if (quote ? c == quote : (c == '"' || c == '\''))
      quote = quote ? 0 : c;
    else if (c == '\\' && quote != '\'' && i + 1 < value.size())
      words.back() += value[++i];
    else
      words.back() += c;
  }
  if (quote)
    return failure("a quotation mark without its like");
  return words;
}

std::string PcFile::path(StringRef variableName) const {
  std::optional<std::string> stored = variable(variableName);
  Expected<std::string> whole = expanded(stored.value_or(""));
  if (!whole) {
    llvm::consumeError(whole.takeError());
    return {};
  }
  Expected<std::vector<std::string>> words = split(*whole);
  if (!words) {
    llvm::consumeError(words.takeError());
    return {};
  }
  return words->size() == 1 ? walked(words->front(), ".") : std::string();
}

Expected<std::vector<std::string>> PcFile::words(StringRef fieldName) const {
  const PcLine *line = field(fieldName);
  if (!line)
    return std::vector<std::string>();
  Expected<std::string> whole = expanded(line->value);
  if (!whole)
    return at("line " + Twine(line->number), whole.takeError());
  Expected<std::vector<std::string>> all = split(*whole);
  if (!all)
    return at("line " + Twine(line->number), all.takeError());
  return all;
}

Expected<std::vector<std::string>> PcFile::requirements(StringRef fieldName) const {
  const PcLine *line = field(fieldName);
  if (!line)
    return std::vector<std::string>();
  Expected<std::string> whole = expanded(line->value);
  if (!whole)
    return at("line " + Twine(line->number), whole.takeError());
  llvm::SmallVector<StringRef> parts;
  llvm::SplitString(*whole, parts, " \t\r\v\f,");
  std::vector<std::string> all;
  for (size_t i = 0; i < parts.size(); ++i) {
    bool isOperator = parts[i].find_first_not_of("<>=!") == StringRef::npos;
    if (isOperator && !all.empty() && i + 1 < parts.size()) {
      all.back() += (" " + parts[i] + " " + parts[i + 1]).str();
      ++i;
    } else {
      all.push_back(parts[i].str());
    }
  }
  return all;
}

Error PcFile::check() const {
  llvm::StringMap<size_t> first;
  for (const PcLine &line : lines) {
    if (!line.isField)
      continue;
    auto [entry, isNew] = first.try_emplace(StringRef(line.name).lower(), line.number);
    if (!isNew)
      return failure("line " + Twine(line.number) + ": field '" + shown(line.name) +
                     "' is there already, in line " + Twine(entry->second));
  }
  return Error::success();
}

std::string pcQuoted(StringRef word) {
  std::string quoted;
  for (char c : word) {
    if (llvm::isSpace(c) || StringRef("\\\"'#").contains(c))
      quoted += '\\';
    quoted += c;
  }
  return quoted;
}

StringRef requiredPackage(StringRef requirement) { return requirement.split(' ').first; }

} // namespace armeld
