#include "metadata/native_libs.h"

#include "metadata/paths.h"
#include "os/text_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

#include <boost/json.hpp>

namespace armeld {

namespace {

using boost::json::object;

/// More flags in one list are a mistake: the table of `merged` grows with their square.
constexpr size_t mostFlags = 4000;

constexpr llvm::StringLiteral noteMark = "native-static-libs:";

std::vector<std::string> wordsOf(StringRef text) {
  llvm::SmallVector<StringRef> words;
  llvm::SplitString(text, words, " \t\r\n\v\f");
  return {words.begin(), words.end()};
}

/// Without the escape sequences that colour a terminal.
std::string withoutColours(StringRef line) {
  std::string plain;
  while (!line.empty()) {
    auto [text, rest] = line.split("\x1b[");
    plain += text;
    line = rest.drop_until(llvm::isAlpha).drop_front(rest.empty() ? 0 : 1);
  }
  return plain;
}

bool takesWord(StringRef word) {
  return llvm::is_contained(
      {"-framework", "-weak_framework", "-needed_framework", "-Xlinker", "-l", "-L"}, word);
}

/// "-lkernel32" for "kernel32.lib", as it is printed for MSVC's linker.
std::string unixSpelling(StringRef word) {
  if (!word.starts_with("-") && word.ends_with_insensitive(".lib") &&
      word.find_first_of("/\\") == StringRef::npos)
    return ("-l" + word.drop_back(4)).str();
  return word.str();
}

/// What gathers from the lines of a file.
struct Found {
  bool hasNote = false;
  bool hasMessage = false;
  LinkFlags noted;
  LinkFlags linked; ///< by build scripts
};

Error addNote(StringRef text, Found &found) {
  found.hasNote = true;
  return mergeInto(found.noted, linkFlags(wordsOf(text)));
}

StringRef textOf(const boost::json::value *value) {
  const boost::json::string *text = value ? value->if_string() : nullptr;
  return text ? StringRef(text->data(), text->size()) : StringRef();
}

/// What a build script asks to link, except for what rustc packs into the static library.
Error addLinkedLibs(const object &message, Found &found) {
  const boost::json::value *libs = message.if_contains("linked_libs");
  const boost::json::array *list = libs ? libs->if_array() : nullptr;
  LinkFlags flags;
  for (const boost::json::value &entry : list ? *list : boost::json::array()) {
    StringRef text = textOf(&entry);
    auto [kind, name] = text.contains('=') ? text.split('=') : std::pair(StringRef(), text);
    kind = kind.split(':').first; // of "static:-bundle" the part that decides
    if (name.empty() || kind == "static")
      continue;
    if (kind == "framework")
      flags.push_back({"-framework", name.str()});
    else
      flags.push_back({("-l" + name).str(), ""});
  }
  return mergeInto(found.linked, flags);
}

Error addMessage(StringRef line, Found &found) {
  boost::json::error_code code;
  boost::json::value value = boost::json::parse({line.data(), line.size()}, code);
  if (code)
    return failure("not JSON: " + code.message());
  const object &message = value.get_object();
  found.hasMessage = true;
  StringRef reason = textOf(message.if_contains("reason"));
  if (reason == "build-script-executed")
    return addLinkedLibs(message, found);
  const boost::json::value *inner = message.if_contains("message");
  const object *diagnostic = inner ? inner->if_object() : nullptr;
  // rustc's own messages (--error-format=json) have no envelope.
  StringRef text =
      textOf(diagnostic ? diagnostic->if_contains("message") : message.if_contains("message"));
  return text.consume_front(noteMark) ? addNote(text, found) : Error::success();
}

/// A file of flags and nothing else.
Expected<LinkFlags> readPlainList(StringRef text) {
  std::vector<std::string> words;
  size_t number = 0;
  for (StringRef rest = text; !rest.empty();) {
    auto [line, after] = rest.split('\n');
    rest = after;
    ++number;
    for (std::string &word : wordsOf(line.split('#').first)) {
      bool isFlag = StringRef(word).starts_with("-") || unixSpelling(word) != word ||
                    StringRef(word).starts_with_insensitive("/defaultlib:") ||
                    (!words.empty() && takesWord(words.back()));
      if (!isFlag)
        return failure(
            "line " + Twine(number) + ": '" + shown(word) +
            "' is no linker flag, and there is no note of native-static-libs; build with "
            "rustc's option --print=native-static-libs");
      words.push_back(std::move(word));
    }
  }
  if (words.empty())
    return failure("names no native library");
  return linkFlags(words);
}

Expected<LinkFlags> readText(StringRef text) {
  Found found;
  size_t number = 0;
  for (StringRef rest = text; !rest.empty();) {
    auto [line, after] = rest.split('\n');
    rest = after;
    ++number;
    Error error = Error::success();
    if (line.ltrim().starts_with("{"))
      error = addMessage(line.trim(), found);
    else if (line.contains(noteMark))
      error = addNote(StringRef(withoutColours(line)).split(noteMark).second, found);
    if (error)
      return at("line " + Twine(number), std::move(error));
  }
  if (found.hasNote)
    return std::move(found.noted);
  if (!found.hasMessage)
    return readPlainList(text);
  if (found.linked.empty())
    return failure("no message names a native library; build with rustc's option "
                   "--print=native-static-libs");
  return std::move(found.linked);
}

/// What is in place of the one import library of crate windows-targets. MinGW-w64 and the Windows
/// SDK have all of them, and a link takes from them only what it refers to.
constexpr const char *windowsLibraries[] = {
    "advapi32", "bcrypt", "crypt32", "iphlpapi", "kernel32", "ncrypt", "ntdll",   "ole32",
    "oleaut32", "psapi",  "rpcrt4",  "secur32",  "shell32",  "user32", "userenv", "ws2_32"};

/// Whether the library is that of crate windows-targets, and not in `folder`.
bool isMissingUmbrella(StringRef name, StringRef folder) {
  StringRef version = name;
  bool isUmbrella =
      version.consume_front("windows") &&
      (version.empty() || (version.consume_front(".") && !version.empty() &&
                           version.find_first_not_of("0123456789.") == StringRef::npos));
  if (!isUmbrella)
    return false;
  auto isThere = [&](const Twine &file) {
    return llvm::sys::fs::exists(walked(folder, file.str()));
  };
  return !isThere("lib" + name + ".a") && !isThere(name + ".lib");
}

} // namespace

LinkFlags linkFlags(llvm::ArrayRef<std::string> words) {
  LinkFlags flags;
  auto append = [&](LinkFlag flag) {
    if (flags.empty() || flags.back() != flag)
      flags.push_back(std::move(flag));
  };
  for (size_t i = 0; i < words.size(); ++i) {
    StringRef word = words[i];
    if (word.starts_with_insensitive("/defaultlib:"))
      continue;
    if (!takesWord(word) || i + 1 == words.size())
      append({unixSpelling(word), ""});
    else if (word == "-l" || word == "-L")
      append({(word + words[++i]).str(), ""});
    else
      append({word.str(), words[++i]});
  }
  return flags;
}

LinkFlags rightFor(const LinkFlag &flag, StringRef folder) {
  LinkFlag inUnix = {unixSpelling(flag.word), flag.value};
  StringRef name = inUnix.library();
  if (name.consume_front("winapi_") && !name.empty())
    return rightFor({("-l" + name).str(), ""}, folder);
  if (!isMissingUmbrella(name, folder))
    return {flag};
  LinkFlags right;
  for (const char *library : windowsLibraries)
    right.push_back({std::string("-l") + library, ""});
  return right;
}

LinkFlags putRight(llvm::ArrayRef<LinkFlag> flags, StringRef folder) {
  LinkFlags right;
  for (size_t i = 0; i < flags.size(); ++i) {
    LinkFlags instead = rightFor(flags[i], folder);
    // Several versions of the one library for all DLLs: behind all that refers to these.
    auto isMany = [&](const LinkFlag &flag) { return rightFor(flag, folder).size() > 1; };
    if (instead.size() > 1 && llvm::any_of(flags.drop_front(i + 1), isMany))
      continue;
    if (right.empty() || instead.size() > 1 || right.back() != instead.front())
      llvm::append_range(right, instead);
  }
  return right;
}

/// The shortest list that has both as subsequences.
static LinkFlags merged(const LinkFlags &one, const LinkFlags &other) {
  size_t width = other.size() + 1;
  // The length of the longest common subsequence of one[i..] and other[j..], at i * width + j.
  std::vector<uint16_t> common((one.size() + 1) * width, 0);
  for (size_t i = one.size(); i-- > 0;)
    for (size_t j = other.size(); j-- > 0;)
      common[i * width + j] =
          one[i] == other[j] ? uint16_t(common[(i + 1) * width + j + 1] + 1)
                             : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  LinkFlags both;
  size_t i = 0, j = 0;
  while (i < one.size() || j < other.size()) {
    bool fromOne = j == other.size() ||
                   (i < one.size() && (one[i] == other[j] ||
                                       common[(i + 1) * width + j] >= common[i * width + j + 1]));
    if (fromOne && j < other.size() && one[i] == other[j])
      ++j;
    both.push_back(fromOne ? one[i++] : other[j++]);
  }
  return both;
}

Error mergeInto(LinkFlags &flags, const LinkFlags &more) {
  if (flags.size() > mostFlags || more.size() > mostFlags)
    return failure("has more than " + Twine(mostFlags) + " linker flags");
  flags = merged(flags, more);
  return Error::success();
}

Expected<LinkFlags> readNativeLibs(StringRef path) {
  Expected<TextFile> file = readAll(path);
  if (!file)
    return file.takeError();
  Expected<LinkFlags> flags = readText(file->text);
  if (!flags)
    return at(file->name, flags.takeError());
  return flags;
}

} // namespace armeld
