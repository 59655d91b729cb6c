#include "pack/extract.h"

#include "base/glob.h"
#include "os/output_file.h"
#include "os/overwrite.h"
#include "os/parallel.h"
#include "pack/library_shape.h"
#include "pack/output_paths.h"
#include "pack/sources.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace fs = llvm::sys::fs;

static IndexEntry entryOf(const Plan &plan, const WorkspaceMember &member) {
  return {member.file.value_or(""),
          sourceOf(plan, member.object),
          member.size,
          member.library,
          member.slice,
          member.name,
          member.offset};
}

Extractable extractable(const Plan &plan) {
  Extractable what;
  what.inputs = inputFiles(plan);
  if (!plan.workspace)
    return what;
  for (const WorkspaceMember &member : plan.workspace->members)
    what.entries.push_back(entryOf(plan, member));
  what.inputs.push_back(plan.workspace->path.str());
  return what;
}

Expected<Extractable> neededForWorkspace(const Plan &plan,
                                         const std::optional<std::vector<std::string>> &named) {
  Expected<std::vector<LibraryFile>> files = libraryFiles(plan);
  if (!files)
    return files.takeError();
  llvm::StringSet<> wanted;
  if (named)
    wanted.insert(named->begin(), named->end());
  Extractable what;
  what.inputs = inputFiles(plan);
  llvm::DenseSet<Name> taken;
  for (const LibraryFile &file : *files)
    if (!named || wanted.erase(file.path))
      what.libraries.push_back(*taken.insert(file.path).first);
  if (!wanted.empty())
    for (const std::string &library : *named) // in the order of the command line
      if (wanted.contains(library))
        return failure(shown(library) + ": is not a library of the plan");
  if (!plan.workspace)
    return what;
  what.inputs.push_back(plan.workspace->path.str());
  for (const WorkspaceMember &member : plan.workspace->members)
    if (taken.contains(member.library))
      what.entries.push_back(entryOf(plan, member));
  return what;
}

Extractable extractable(const Manifest &manifest) {
  Extractable what;
  llvm::DenseSet<Digest> seen;
  for (const Library &library : manifest.libraries) {
    what.inputs.push_back(library.path.str());
    for (const Member &member : library.members) {
      if (member.file)
        what.inputs.push_back(member.file->str());
      if (seen.insert(member.object).second)
        what.entries.push_back({member.file.value_or(""), member.object, member.size, library.path,
                                library.slice, member.name, member.data_offset});
    }
  }
  return what;
}

static bool passes(const IndexEntry &entry, const ExtractFilter &filter) {
  auto matches = [&](const std::string &glob) { return matchesGlob(entry.member, glob); };
  auto begins = [&](const std::string &prefix) {
    return StringRef(entry.object.hex()).starts_with(prefix);
  };
  return (filter.nameGlobs.empty() || llvm::any_of(filter.nameGlobs, matches)) &&
         (filter.digestPrefixes.empty() || llvm::any_of(filter.digestPrefixes, begins));
}

/// Whether Windows takes the name for a device, whatever stands behind the first dot.
/// Source: "Naming Files, Paths, and Namespaces" in its documentation.
static bool isDevice(StringRef name) {
  std::string stem = name.take_until([](char c) { return c == '.'; }).lower();
  StringRef numbered = stem;
  if (numbered.consume_front("com") || numbered.consume_front("lpt"))
    return numbered.size() == 1 && llvm::isDigit(numbered[0]);
  return stem == "con" || stem == "prn" || stem == "aux" || stem == "nul";
}

/// `member` as a file name: one path component that any file system accepts and any shell takes
/// literally.
static std::string safeName(Name member) {
  std::string name;
  for (char c : member.take_front(180)) {
    bool plain = llvm::isAlnum(c) || (!name.empty() && (c == '-' || c == '.')) ||
                 StringRef("_+@,=~").contains(c);
    name += plain ? c : '_';
  }
  if (name.empty() || isDevice(name))
    name.insert(0, "_");
  if (name.back() == '.') // Windows has it for the name without
    name.back() = '_';
  return name;
}

/// Gives each entry a file name that no other has, not even on a file system that ignores case.
static void nameFiles(std::vector<IndexEntry> &entries) {
  llvm::StringMap<unsigned> uses;
  for (const IndexEntry &entry : entries)
    ++uses[StringRef(safeName(entry.member)).lower()];
  uses[indexFileName.lower()] += 2;
  for (IndexEntry &entry : entries) {
    std::string name = safeName(entry.member);
    if (uses[StringRef(name).lower()] > 1) {
      StringRef stem = llvm::sys::path::stem(name);
      StringRef extension = llvm::sys::path::extension(name);
      // The whole digest if the short one is taken, by accident or on purpose, and a number if that
      // is taken as well.
      std::string unique = (stem + "-" + entry.object.abbreviated() + extension).str();
      for (unsigned number = 0; ++uses[StringRef(unique).lower()] > 1; ++number)
        unique = (stem.take_front(100) + "-" + entry.object.hex() +
                  (number == 0 ? "" : "-" + Twine(number)) + extension.take_front(20))
                     .str();
      name = unique;
    }
    entry.file = keep(name);
  }
}

static std::string pathIn(StringRef folder, StringRef file) {
  llvm::SmallString<256> path = folder;
  llvm::sys::path::append(path, file);
  return std::string(path);
}

void keepMatching(std::vector<IndexEntry> &entries, const ExtractFilter &filter) {
  llvm::erase_if(entries, [&](const IndexEntry &entry) { return !passes(entry, filter); });
}

/// An error if a file of the index would be written over an input, under whatever name.
static Error refuseInputs(const Index &index, StringRef folder,
                          llvm::ArrayRef<std::string> inputs) {
  std::vector<std::string> outputs;
  for (const IndexEntry &entry : index.files)
    outputs.push_back(pathIn(folder, entry.file));
  outputs.push_back(pathIn(folder, indexFileName));
  return refuseToOverwrite(outputs, inputs);
}

Expected<Index> extract(Extractable what, StringRef folder, unsigned jobs, Progress *progress,
                        const PathMap &map) {
  Sources sources;
  std::vector<SourcePiece> pieces;
  for (const IndexEntry &entry : what.entries) {
    std::optional<Name> file;
    if (!entry.file.empty())
      file = map.apply(entry.file);
    pieces.push_back(
        {map.apply(entry.library), file, entry.member, entry.object, entry.offset, entry.size});
    if (Error error = sources.open(file.value_or(pieces.back().library)))
      return error;
  }
  for (size_t i = 0, count = what.inputs.size(); i < count; ++i)
    what.inputs.push_back(map.apply(what.inputs[i]).str());
  Index index;
  for (Name library : what.libraries) {
    Name path = map.apply(library);
    if (Error error = sources.open(path))
      return error;
    Expected<LibraryShape> shape = shapeOf(sources.bytes(path));
    if (!shape)
      return at(shown(path), shape.takeError());
    index.libraries.push_back(listed(library, *shape));
  }
  if (progress)
    for (const SourcePiece &piece : pieces)
      progress->totalBytes += 2 * piece.size;
  if (Error error = sources.check(pieces, jobs, progress))
    return error;
  if (std::error_code code = fs::create_directories(folder, true, fs::all_all))
    return failure(shown(folder) + ": " + code.message());

  index.files = std::move(what.entries);
  nameFiles(index.files);
  if (Error error = refuseInputs(index, folder, what.inputs))
    return error;
  if (Error error = parallelTry(pieces.size(), jobs, [&](size_t i) {
        std::string path = pathIn(folder, index.files[i].file);
        auto write = [&]() -> Error {
          Expected<OutputFile> file = OutputFile::create(path, SymbolicLink::replace);
          if (!file)
            return file.takeError();
          llvm::raw_fd_ostream stream(file->descriptor(), /*shouldClose=*/false,
                                      /*unbuffered=*/true);
          stream << cantFail(sources.content(pieces[i]));
          if (std::error_code code = stream.error()) {
            stream.clear_error();
            return failure(code.message());
          }
          return file->commit();
        };
        Error error = write();
        if (progress)
          progress->doneBytes += pieces[i].size;
        return at(shown(path), std::move(error));
      }))
    return error;
  std::string path = pathIn(folder, indexFileName);
  if (Error error =
          writeDocument(path, [&](auto &out) { print(index, out); }, SymbolicLink::replace))
    return error;
  return index;
}

} // namespace armeld
