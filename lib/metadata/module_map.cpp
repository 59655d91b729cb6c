// Clang's module maps (Clang's documentation, "Modules", section "Link declaration").
//
// `link "foo"` in a module makes each object that imports it ask the linker for libfoo, where the
// format has a way to: Mach-O, COFF. The module gets `link "NAME"` behind it. Where there is no
// module map yet, one is made that has a module for each library, for `extern module` or for
// headers to be added.
#include "metadata/metadata.h"
#include "metadata/text_edits.h"
#include "os/text_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

namespace armeld {

namespace {

struct Token {
  enum Kind { word, string, punctuation } kind = punctuation;
  StringRef text; ///< of a string: without its quotes
  size_t begin = 0;
  size_t end = 0;
  size_t line = 0;
};

Expected<std::vector<Token>> tokensOf(StringRef text) {
  std::vector<Token> tokens;
  auto isWordByte = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  size_t line = 1;
  for (size_t i = 0; i < text.size();) {
    StringRef rest = text.substr(i);
    size_t length = 1;
    Token token = {Token::punctuation, rest.take_front(), i, 0, line};
    if (rest.starts_with("//")) {
      length = std::min(rest.find('\n'), rest.size());
    } else if (rest.starts_with("/*")) {
      length = rest.find("*/", 2);
      if (length == StringRef::npos)
        return failure("line " + Twine(line) + ": a comment without its end");
      length += 2;
    } else if (rest[0] == '"') {
      size_t end = 1;
      while (end < rest.size() && rest[end] != '"' && rest[end] != '\n')
        end += rest[end] == '\\' ? 2 : 1;
      if (end >= rest.size() || rest[end] == '\n')
        return failure("line " + Twine(line) + ": a string without its end");
      length = end + 1;
      token.kind = Token::string;
      token.text = rest.slice(1, end);
    } else if (isWordByte(rest[0])) {
      token.text = rest.take_while(isWordByte);
      token.kind = Token::word;
      length = token.text.size();
    }
    token.end = i + length;
    bool isToken = !llvm::isSpace(rest[0]) && !rest.starts_with("//") && !rest.starts_with("/*");
    if (isToken)
      tokens.push_back(token);
    line += size_t(llvm::count(rest.take_front(length), '\n'));
    i += length;
  }
  return tokens;
}

/// The `link` declarations of one module.
struct Links {
  bool hasWorkspace = false;
  std::optional<Token> last; ///< of a slimmed library
};

class Editor {
public:
  Editor(const MeldedSet &set, StringRef text) : set(set), text(text) {}

  Expected<std::string> edited();
  bool found() const { return foundAny; }

private:
  void note(const Token &library, Links &links) {
    auto isIt = [&](const MeldedLibrary &slimmed) { return slimmed.name == library.text; };
    links.hasWorkspace |= library.text == set.workspace.name;
    if (llvm::any_of(set.slimmed, isIt))
      links.last = library;
  }
  /// At the end of a module.
  void complete(const Links &links) {
    if (!links.last)
      return;
    foundAny = true;
    if (links.hasWorkspace)
      return;
    size_t lineBegin = text.rfind('\n', links.last->begin) + 1;
    StringRef before = text.slice(lineBegin, links.last->begin);
    StringRef indent = before.take_while(llvm::isSpace);
    bool isAlone = before.trim() == "link";
    bool hasCr = text.find("\r\n") != StringRef::npos;
    edits.insert(links.last->end,
                 (isAlone ? (hasCr ? "\r\n" : "\n") + indent.str() : std::string(" ")) + "link \"" +
                     set.workspace.name + "\"");
  }

  const MeldedSet &set;
  StringRef text;
  TextEdits edits;
  bool foundAny = false;
};

Expected<std::string> Editor::edited() {
  Expected<std::vector<Token>> tokens = tokensOf(text);
  if (!tokens)
    return tokens.takeError();
  std::vector<Links> open;
  for (size_t i = 0; i < tokens->size(); ++i) {
    const Token &token = (*tokens)[i];
    if (token.kind == Token::punctuation && token.text == "{") {
      open.emplace_back();
    } else if (token.kind == Token::punctuation && token.text == "}") {
      if (open.empty())
        return failure("line " + Twine(token.line) + ": '}' without '{'");
      complete(open.back());
      open.pop_back();
    } else if (token.kind == Token::word && token.text == "link" && !open.empty() &&
               i + 1 < tokens->size() && (*tokens)[i + 1].kind == Token::string) {
      note((*tokens)[i + 1], open.back());
    }
  }
  if (!open.empty())
    return failure("a module without its '}'");
  return edits.appliedTo(text);
}

/// The name of a library as that of a module: a C identifier.
std::string moduleName(StringRef name) {
  std::string identifier = llvm::isDigit(name.front()) ? "_" : "";
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  return identifier;
}

std::string newMap(const MeldedSet &set) {
  std::string text = "// " + writtenMark.str() + ".\n";
  for (const MeldedLibrary &library : set.slimmed)
    text += "module " + moduleName(library.name) + " {\n  link \"" + library.name +
            "\"\n  link \"" + set.workspace.name + "\"\n  export *\n}\n";
  return text;
}

Error checkQuotable(const MeldedLibrary &library) {
  return library.name.find_first_of("\"\\") == std::string::npos
             ? Error::success()
             : failure(shown(library.path) + ": a module map has no way to write this name");
}

} // namespace

Error addModuleMap(const MeldedSet &set, StringRef file, Changes &changes) {
  for (const MeldedLibrary &library : set.slimmed)
    if (Error error = checkQuotable(library))
      return error;
  if (!llvm::sys::fs::exists(file))
    return changes.add(file.str(), newMap(set));
  Expected<std::string> text = readCopy(file);
  if (!text)
    return text.takeError();
  // What an earlier run has made is made anew, for libraries that have joined.
  if (StringRef(*text).starts_with(("// " + writtenMark).str()))
    return changes.add(file.str(), newMap(set));
  Editor editor(set, *text);
  Expected<std::string> edited = editor.edited();
  if (!edited)
    return at(shown(file), edited.takeError());
  if (!editor.found() && !set.slimmed.empty())
    return failure(shown(file) + ": no module links with one of the libraries, as link \"" +
                   set.slimmed.front().name + "\"");
  return changes.add(file.str(), std::move(*edited));
}

} // namespace armeld
