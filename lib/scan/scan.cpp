#include "scan/scan.h"

#include "archive/archive.h"
#include "base/names.h"
#include "objects/inspect.h"
#include "os/parallel.h"
#include "scan/rustc_name.h"

#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

#include <array>
#include <mutex>

namespace armeld {

namespace {

/// The objects met so far, for many threads: a digest is claimed by who meets it first.
class ObjectTable {
public:
  /// The place for the facts of `digest` if the caller is the first to meet it, else null. The
  /// place stays where it is while others are claimed.
  Object *claim(const Digest &digest) {
    Shard &shard = shards[digest.bytes[31] % shards.size()];
    std::lock_guard lock(shard.mutex);
    auto [entry, isNew] = shard.objects.try_emplace(digest);
    if (!isNew)
      return nullptr;
    entry->second = std::make_unique<Object>();
    return entry->second.get();
  }

  const Object &operator[](const Digest &digest) const {
    return *shards[digest.bytes[31] % shards.size()].objects.find(digest)->second;
  }

  std::vector<std::pair<Digest, Object>> takeSorted() {
    std::vector<std::pair<Digest, Object>> all;
    for (Shard &shard : shards)
      for (auto &[digest, object] : shard.objects)
        all.emplace_back(digest, std::move(*object));
    llvm::sort(all, [](const auto &a, const auto &b) { return a.first < b.first; });
    return all;
  }

private:
  struct Shard {
    std::mutex mutex;
    llvm::DenseMap<Digest, std::unique_ptr<Object>> objects;
  };
  std::array<Shard, 64> shards;
};

/// What a symbol table must say: for each symbol of a readable member one entry with that member's
/// place. Formats differ in which of several definitions of one name they list (GNU lists all, COFF
/// one), so an entry must be true, and a defined name must occur.
void judgeSymbolTable(const ArchiveFile &archive, const ObjectTable &objects, SymbolTable &table) {
  uint64_t expectedSum = 0; // of a hash per entry, so that the usual case needs no set
  size_t expectedCount = 0;
  auto entryHash = [](Name symbol, uint64_t headerOffset) {
    return llvm::xxh3_64bits(symbol) ^ (headerOffset * 0x9e3779b97f4a7c15);
  };
  for (const Member &member : archive.facts.members) {
    const Object &object = objects[member.object];
    for (const Definition &definition : object.defines)
      expectedSum += entryHash(definition.name, member.header_offset);
    expectedCount += object.defines.size();
  }
  if (table.format == SymbolTableFormat::none) {
    table.state = SymbolTableState::absent;
    return;
  }
  table.state = SymbolTableState::stale;
  Expected<std::vector<SymbolTableEntry>> entries = archive.symbolTable();
  if (!entries) {
    table.problem = keep("the symbol table " + text(entries.takeError()));
    return;
  }
  table.entries = entries->size();
  uint64_t sum = 0;
  bool hasEcTable = false;
  for (const SymbolTableEntry &entry : *entries)
    hasEcTable |= entry.ec;
  // ARM64EC code, and x86-64 code beside it, has a table of its own; import descriptors stand in
  // both.
  auto belongsToEcTable = [&](const Object &object) {
    return object.machine == StringRef("arm64ec") ||
           (hasEcTable && object.machine == StringRef("x86_64"));
  };
  for (const SymbolTableEntry &entry : *entries)
    sum += entryHash(entry.symbol, entry.headerOffset);
  if (sum == expectedSum && entries->size() == expectedCount) {
    table.state = SymbolTableState::fresh;
    return;
  }

  llvm::DenseMap<uint64_t, const Member *> memberAt;
  llvm::DenseSet<std::pair<StringRef, uint64_t>> truth;
  for (const Member &member : archive.facts.members) {
    memberAt[member.header_offset] = &member;
    for (const Definition &definition : objects[member.object].defines)
      truth.insert({definition.name, member.header_offset});
  }
  std::array<llvm::DenseSet<StringRef>, 2> listed; // in the table for all, and in that for ARM64EC
  for (const SymbolTableEntry &entry : *entries) {
    listed[entry.ec].insert(entry.symbol);
    const Member *member = memberAt.lookup(entry.headerOffset);
    if (!member) {
      table.problem = keep("'" + shown(entry.symbol) + "' points to no member");
      return;
    }
    // What an unreadable member defines is not known; believe the table.
    if (objects[member->object].unreadable)
      continue;
    if (!truth.contains({entry.symbol, entry.headerOffset})) {
      table.problem = keep("'" + shown(entry.symbol) + "' points to '" + shown(member->name) +
                           "', which does not define it");
      return;
    }
  }
  for (const Member &member : archive.facts.members) {
    bool isEc = belongsToEcTable(objects[member.object]);
    for (const Definition &definition : objects[member.object].defines) {
      if (!listed[isEc].contains(definition.name)) {
        table.problem =
            keep("'" + shown(definition.name) + "' of '" + shown(member.name) + "' is missing");
        return;
      }
    }
  }
  table.state = SymbolTableState::fresh;
}

/// The archives of one argument: one, or a universal file's slices.
using Opened = std::vector<ArchiveFile>;

/// Two arguments that are one file would look like two libraries that share everything.
Error refuseSameFile(llvm::ArrayRef<Opened> arguments) {
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, Name> seen;
  for (const Opened &archives : arguments) {
    if (archives.empty())
      continue;
    const ArchiveFile &archive = archives.front();
    const FileIdentity &id = archive.file().identity();
    auto [first, isNew] = seen.try_emplace({id.device, id.inode}, archive.facts.path);
    if (!isNew)
      return failure(shown(archive.facts.path) + ": is the same file as " + shown(first->second));
  }
  return Error::success();
}

} // namespace

Expected<ScanResult> scan(llvm::ArrayRef<std::string> paths, const ScanOptions &options) {
  // Open all and walk the member headers.
  std::vector<Opened> opened(paths.size());
  if (Error error = parallelTry(paths.size(), options.jobs, [&](size_t i) -> Error {
        Expected<Opened> archives = ArchiveFile::openAll(paths[i]);
        if (!archives)
          return at(shown(paths[i]), archives.takeError());
        opened[i] = std::move(*archives);
        return Error::success();
      }))
    return error;
  if (Error error = refuseSameFile(opened))
    return error;
  std::vector<std::optional<ArchiveFile>> archives;
  for (Opened &part : opened)
    std::move(part.begin(), part.end(), std::back_inserter(archives));
  opened.clear();

  // Libraries that share objects mostly hold the same members: same name, same size. To compare
  // two runs of bytes is several times cheaper than to hash one, so of such members one is hashed,
  // the others are compared with it, and only what differs is hashed after all.
  struct Work {
    ArchiveFile *archive;
    size_t member;
    size_t first; ///< the place in `work` of the first member with this name and size
  };
  std::vector<Work> work;
  std::vector<size_t> firsts, others;
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

  // Inspect each object at once when it is met for the first time, while its pages are warm.
  ObjectTable objects;
  auto hash = [&](Member &member, StringRef content) {
    static thread_local std::vector<PartDigest> parts;
    member.object = digestOf(content, parts);
    if (Object *object = objects.claim(member.object))
      *object = inspect(content, member.object, parts);
  };
  auto memberOf = [&](const Work &item) -> Member & {
    return item.archive->facts.members[item.member];
  };
  auto forAll = [&](llvm::ArrayRef<size_t> places, auto body) {
    parallelFor(places.size(), options.jobs, [&](size_t i) {
      const Work &item = work[places[i]];
      Member &member = memberOf(item);
      StringRef content = item.archive->content(item.member);
      body(item, member, content);
      if (options.progress)
        options.progress->doneBytes.fetch_add(content.size(), std::memory_order_relaxed);
    });
  };
  forAll(firsts, [&](const Work &, Member &member, StringRef content) {
    hash(member, content);
    member.rustc = parseRustcName(member.name);
  });
  forAll(others, [&](const Work &item, Member &member, StringRef content) {
    const Work &first = work[item.first];
    if (content == first.archive->content(first.member))
      member.object = memberOf(first).object;
    else
      hash(member, content);
    member.rustc = memberOf(first).rustc;
  });

  // Unmapping takes time as well, so that is not left to the end.
  std::vector<Library> libraries(archives.size());
  parallelFor(archives.size(), options.jobs, [&](size_t i) {
    judgeSymbolTable(*archives[i], objects, archives[i]->facts.symbol_table);
    libraries[i] = std::move(archives[i]->facts);
    archives[i].reset();
  });

  ScanResult result;
  llvm::DenseSet<Digest> warned;
  for (const Library &library : libraries) {
    for (size_t m = 0; m < library.members.size(); ++m) {
      const Member &member = library.members[m];
      const Object &object = objects[member.object];
      if (object.unreadable && warned.insert(member.object).second)
        result.warnings.push_back(
            shown(library) + ": " + memberPlace(m, member.name) +
            ": cannot be inspected and will stay where it is: " + object.unreadable->str());
    }
  }
  result.manifest.libraries = std::move(libraries);
  result.manifest.objects = objects.takeSorted();
  return result;
}

} // namespace armeld
