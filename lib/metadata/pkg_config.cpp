// pkg-config(1): .pc files.
//
// A static link takes `pkg-config --static --libs foo`. It has the libraries of the packages that
// foo.pc names in Requires.private behind foo's own. The workspace library becomes the first of
// them: pkg-config then lists it before the others, whose libraries the shared objects may need.
#include "metadata/files_in.h"
#include "metadata/metadata.h"
#include "metadata/paths.h"
#include "metadata/text_edits.h"
#include "metadata/workspace_pc.h"
#include "os/text_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

namespace armeld {

namespace {

constexpr llvm::StringLiteral libraryFields[] = {"Libs", "Libs.private"};

/// The slimmed libraries by the names by which .pc files may name them.
using ByName = llvm::StringMap<std::vector<size_t>>;

ByName byName(const MeldedSet &set) {
  ByName names;
  for (size_t i = 0; i < set.slimmed.size(); ++i) {
    names["-l" + set.slimmed[i].name].push_back(i);
    names["-l:" + set.slimmed[i].file].push_back(i);
    names[set.slimmed[i].file].push_back(i);
  }
  return names;
}

/// Which of the libraries the file names. A file that does not and has a fault is none of our
/// business.
Expected<std::vector<size_t>> librariesOf(const MeldedSet &set, const ByName &names,
                                          const PcFile &file) {
  std::vector<size_t> found;
  for (StringRef field : libraryFields) {
    Expected<std::vector<std::string>> words = file.words(field);
    if (!words) {
      StringRef raw = file.field(field)->value;
      auto isNamed = [&](const MeldedLibrary &library) { return raw.contains(library.name); };
      if (llvm::any_of(set.slimmed, isNamed))
        return words.takeError();
      llvm::consumeError(words.takeError());
      continue;
    }
    for (StringRef word : *words)
      if (auto entry = names.find(word.starts_with("-") ? word : word.substr(word.rfind('/') + 1));
          entry != names.end())
        llvm::append_range(found, entry->second);
  }
  llvm::sort(found);
  found.erase(llvm::unique(found), found.end());
  return found;
}

Expected<std::vector<LibraryPc>> readFiles(const MeldedSet &set,
                                           llvm::ArrayRef<std::string> folders) {
  Expected<std::vector<FoundFile>> files = filesIn(folders, ".pc");
  if (!files)
    return files.takeError();
  ByName names = byName(set);
  std::vector<LibraryPc> found;
  for (const FoundFile &entry : *files) {
    if (entry.file == set.workspace.name + ".pc")
      continue;
    Expected<std::string> text = readCopy(entry.path);
    if (!text)
      return text.takeError();
    PcFile file(std::move(*text), entry.folder, entry.file);
    Expected<std::vector<size_t>> libraries = librariesOf(set, names, file);
    if (!libraries)
      return at(shown(entry.path), libraries.takeError());
    if (libraries->empty())
      continue;
    if (Error error = file.check())
      return at(shown(entry.path), std::move(error));
    found.push_back({entry.path, std::move(file), std::move(*libraries)});
  }
  return found;
}

/// Puts the package first in Requires.private, unless it is required already.
Error requireWorkspace(const PcFile &file, StringRef package, TextEdits &edits) {
  for (StringRef field : {"Requires", "Requires.private"}) {
    Expected<std::vector<std::string>> required = file.requirements(field);
    if (!required)
      return required.takeError();
    if (llvm::any_of(*required, [&](StringRef entry) { return requiredPackage(entry) == package; }))
      return Error::success();
  }
  const PcLine *line = file.field("Requires.private");
  if (!line) {
    const PcLine *libs = file.field("Libs") ? file.field("Libs") : file.field("Libs.private");
    edits.insert(libs->begin, "Requires.private: " + package + file.lineEnd());
    return Error::success();
  }
  char before = file.text()[line->valueBegin - 1];
  bool isAlone = line->valueBegin == line->valueEnd;
  StringRef separator = isAlone ? "" : StringRef(line->value).contains(',') ? ", " : " ";
  edits.insert(line->valueBegin, (before == ':' ? " " : "") + package + separator);
  return Error::success();
}

/// A word as it is written, at its place in the file.
struct RawWord {
  size_t offset;
  StringRef text;
};

/// The words of a value. Quotes and variables are part of a word, and so is a backslash, unless it
/// continues the line.
std::vector<RawWord> rawWords(const PcFile &file, const PcLine &line) {
  StringRef value = file.text().slice(line.valueBegin, line.valueEnd);
  std::vector<RawWord> words;
  size_t begin = StringRef::npos;
  char quote = 0;
  for (size_t i = 0; i <= value.size(); ++i) {
    StringRef rest = value.substr(i);
    char here = rest.empty() ? ' ' : rest[0];
    bool isContinuation = rest == "\\" || rest.starts_with("\\\n") || rest.starts_with("\\\r\n");
    bool isBlank =
        rest.empty() || here == '#' || (!quote && (llvm::isSpace(here) || isContinuation));
    if (isBlank && begin != StringRef::npos)
      words.push_back({line.valueBegin + begin, value.slice(begin, i)});
    if (here == '#')
      break;
    if (isBlank)
      begin = StringRef::npos;
    else if (begin == StringRef::npos)
      begin = i;
    if (quote ? here == quote : (here == '"' || here == '\''))
      quote = quote ? 0 : here;
    else if (!isBlank && here == '\\' && quote != '\'')
      ++i; // what it protects is part of the word
  }
  return words;
}

/// Puts native libraries right that only Cargo finds, in the places where they are.
void putRightIn(const PcFile &file, const PcLine &line, StringRef folder, TextEdits &edits) {
  std::vector<RawWord> places = rawWords(file, line);
  LinkFlags flags;
  for (const RawWord &word : places)
    flags.push_back({word.text.str(), ""});
  auto isMany = [&](const LinkFlag &flag) { return rightFor(flag, folder).size() > 1; };
  for (size_t k = 0; k < flags.size(); ++k) {
    LinkFlags right = rightFor(flags[k], folder);
    if (right.size() > 1 && llvm::any_of(llvm::ArrayRef(flags).drop_front(k + 1), isMany))
      right.clear();
    std::string text;
    for (const LinkFlag &flag : right)
      text += (text.empty() ? "" : " ") + flag.text();
    if (text != places[k].text)
      edits.replace(places[k].offset, places[k].text.size(), text);
  }
}

/// The file as it will be.
Expected<LibraryPc> edited(const MeldedSet &set, const LibraryPc &library) {
  TextEdits edits;
  if (Error error = requireWorkspace(library.file, set.workspace.name, edits))
    return at(shown(library.path), std::move(error));
  for (StringRef field : libraryFields)
    if (const PcLine *line = library.file.field(field))
      putRightIn(library.file, *line, set.workspace.folder, edits);
  PcFile file(edits.appliedTo(library.file.text()), library.file.folder().str(),
              library.file.file().str());
  return LibraryPc{library.path, std::move(file), library.libraries};
}

/// Warns of libraries that no file names. If that is so of all, the folders are the wrong ones.
Error warnOfUnnamed(const MeldedSet &set, llvm::ArrayRef<LibraryPc> files,
                    llvm::ArrayRef<std::string> folders, Changes &changes) {
  std::vector<bool> isNamed(set.slimmed.size());
  for (const LibraryPc &file : files)
    for (size_t index : file.libraries)
      isNamed[index] = true;
  if (files.empty() && !set.slimmed.empty())
    return failure(shown(folders.front()) + (folders.size() > 1 ? " ..." : "") +
                   ": no .pc file names one of the libraries, as -l" + set.slimmed.front().name);
  for (size_t i = 0; i < set.slimmed.size(); ++i)
    if (!isNamed[i])
      changes.warn(shown(set.slimmed[i].path) + ": no .pc file names it (-l" + set.slimmed[i].name +
                   ")");
  return Error::success();
}

} // namespace

Error addPkgConfig(const MeldedSet &set, const LinkFlags &native,
                   llvm::ArrayRef<std::string> folders, Changes &changes) {
  Expected<std::vector<LibraryPc>> files = readFiles(set, folders);
  if (!files)
    return files.takeError();
  if (Error error = warnOfUnnamed(set, *files, folders, changes))
    return error;
  for (LibraryPc &file : *files) {
    Expected<LibraryPc> changed = edited(set, file);
    if (!changed)
      return changed.takeError();
    file = std::move(*changed);
  }
  // From the files as they will be, so that a second run finds what the first did.
  Expected<std::string> text = workspacePc(set, native, *files, realFolder(folders.front()));
  if (!text)
    return text.takeError();
  if (Error error = changes.addOwn(folders.front() + "/" + set.workspace.name + ".pc",
                                   std::move(*text), writtenMark))
    return error;
  for (const LibraryPc &file : *files)
    if (Error error = changes.add(file.path, file.file.text().str()))
      return error;
  return Error::success();
}

} // namespace armeld
