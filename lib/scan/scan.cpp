#include "scan/scan.h"

#include "archive/archive.h"
#include "base/names.h"
#include "objects/inspect.h"
#include "objects/sections.h"
#include "os/parallel.h"
#include "scan/object_table.h"
#include "scan/rustc_name.h"
#include "scan/symbol_table_state.h"

#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace {

/// The archives of one argument: one, or a universal file's slices.
using Opened = std::vector<ArchiveFile>;

/// Two arguments that are one file would look like two libraries that share everything.
Error refuseSameFile(llvm::ArrayRef<Opened> arguments) {
  llvm::DenseMap<FileId, Name> seen;
  for (const Opened &archives : arguments) {
    if (archives.empty())
      continue;
    const ArchiveFile &archive = archives.front();
    FileId id = archive.file().identity().id;
    auto [first, isNew] = seen.try_emplace(id, archive.facts.path);
    if (!isNew)
      return failure(shown(archive.facts.path) + ": is the same file as " + shown(first->second));
  }
  return Error::success();
}

/// A member whose digest is wanted.
///
/// Libraries that share objects mostly hold the same members: same name, same size. To compare two
/// runs of bytes is several times cheaper than to hash one, so of such members one is hashed, the
/// others are compared with it, and only what differs is hashed after all.
struct Work {
  ArchiveFile *archive;
  size_t index; ///< in the archive
  size_t first; ///< the place in the list of the first member with this name and size

  Member &member() const { return archive->facts.members[index]; }
  StringRef content() const { return archive->content(index); }
};

class Scan {
public:
  Scan(llvm::ArrayRef<std::string> paths, const ScanOptions &options)
      : paths(paths), options(options) {}

  Expected<ScanResult> run() {
    // Open all libraries and walk the member headers.
    if (Error error = openAll())
      return error;
    // Find members that probably hold the same object.
    listWork();
    // Give each member its digest, and inspect each object once.
    digestFirsts();
    digestOthers();
    // Compare the symbol tables with what the objects define.
    judgeTables();
    return result();
  }

private:
  Error openAll() {
    std::vector<Opened> opened(paths.size());
    if (Error error = parallelTry(paths.size(), options.jobs, [&](size_t i) -> Error {
          Expected<Opened> found = ArchiveFile::openAll(paths[i]);
          if (!found)
            return at(shown(paths[i]), found.takeError());
          opened[i] = std::move(*found);
          return Error::success();
        }))
      return error;
    if (Error error = refuseSameFile(opened))
      return error;
    for (Opened &part : opened)
      std::move(part.begin(), part.end(), std::back_inserter(archives));
    return Error::success();
  }

  void listWork() {
    llvm::DenseMap<std::pair<llvm::CachedHashStringRef, uint64_t>, size_t> firstOf;
    uint64_t total = 0;
    for (std::optional<ArchiveFile> &archive : archives) {
      for (size_t m = 0; m < archive->facts.members.size(); ++m) {
        const Member &member = archive->facts.members[m];
        size_t place = work.size();
        size_t first =
            firstOf.try_emplace({llvm::CachedHashStringRef(member.name), member.size}, place)
                .first->second;
        work.push_back({&*archive, m, first});
        (first == place ? firsts : others).push_back(place);
        total += member.size;
      }
    }
    // One after the other, so that what they are compared with stays in the processor's caches.
    llvm::stable_sort(others, [&](size_t a, size_t b) { return work[a].first < work[b].first; });
    if (options.progress)
      options.progress->totalBytes = total;
  }

  void digestFirsts() {
    forAll(firsts, [&](const Work &item) {
      digest(item);
      item.member().rustc = parseRustcName(item.member().name);
    });
  }

  void digestOthers() {
    forAll(others, [&](const Work &item) {
      const Work &first = work[item.first];
      if (item.content() == first.content())
        item.member().object = first.member().object;
      else
        digest(item);
      item.member().rustc = first.member().rustc;
    });
  }

  void forAll(llvm::ArrayRef<size_t> places, llvm::function_ref<void(const Work &)> body) {
    parallelFor(places.size(), options.jobs, [&](size_t i) {
      const Work &item = work[places[i]];
      body(item);
      if (options.progress)
        options.progress->doneBytes.fetch_add(item.content().size(), std::memory_order_relaxed);
    });
  }

  /// Hashes the member, and inspects its object at once if it was not met before, while its pages
  /// are warm.
  void digest(const Work &item) {
    static thread_local std::vector<PartDigest> parts;
    Member &member = item.member();
    member.object = digestOf(item.content(), parts);
    Inspected *object = objects.claim(member.object);
    if (!object)
      return;
    const Object *known = options.known ? options.known->find(member.object) : nullptr;
    object->facts = known ? *known : inspect(item.content(), member.object, parts);
    if (options.sections)
      object->sections = listSections(item.content(), object->facts);
  }

  void judgeTables() {
    // Unmapping takes time as well, so that is not left to the end.
    libraries.resize(archives.size());
    parallelFor(archives.size(), options.jobs, [&](size_t i) {
      judgeSymbolTable(*archives[i],
                       [&](const Digest &digest) -> const Object & { return objects[digest]; });
      libraries[i] = std::move(archives[i]->facts);
      archives[i].reset();
    });
  }

  ScanResult result() {
    ScanResult result;
    llvm::DenseSet<Digest> warned;
    for (const Library &library : libraries)
      if (std::optional<std::string> warning = warningOf(library, warned))
        result.warnings.push_back(std::move(*warning));
    result.manifest.libraries = std::move(libraries);
    result.manifest.objects = objects.takeSorted(&Inspected::facts);
    result.manifest.index();
    if (options.sections)
      result.sections.objects = objects.takeSorted(&Inspected::sections);
    return result;
  }

  /// Of members that cannot be inspected, if one of them holds an object that is not in `warned`.
  /// It is one line: an archive may have thousands.
  std::optional<std::string> warningOf(const Library &library, llvm::DenseSet<Digest> &warned) {
    size_t count = 0;
    std::optional<size_t> first; // that was not met before
    for (size_t m = 0; m < library.members.size(); ++m) {
      const Digest &digest = library.members[m].object;
      if (!objects[digest].unreadable)
        continue;
      ++count;
      if (warned.insert(digest).second && !first)
        first = m;
    }
    if (!first)
      return std::nullopt;
    const Member &member = library.members[*first];
    std::string example = memberPlace(*first, member.name);
    std::string what = count == 1 ? example + ": cannot be inspected and will stay where it is"
                                  : std::to_string(count) +
                                        " members cannot be inspected and will stay where "
                                        "they are, among them " +
                                        example;
    return shown(library) + ": " + what + ": " + objects[member.object].unreadable->str();
  }

  llvm::ArrayRef<std::string> paths;
  const ScanOptions &options;
  std::vector<std::optional<ArchiveFile>> archives; ///< until their tables are judged
  std::vector<Work> work;
  std::vector<size_t> firsts, others; ///< places in `work`
  ObjectTable objects;
  std::vector<Library> libraries;
};

} // namespace

Expected<ScanResult> scan(llvm::ArrayRef<std::string> paths, const ScanOptions &options) {
  return Scan(paths, options).run();
}

} // namespace armeld
