#include "documents/manifest.h"

#include "documents/handover.h"
#include "os/parallel.h"
#include "os/text_file.h"
#include "json/json.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <atomic>
#include <numeric>

namespace armeld {

namespace {

/// Finds objects by the first bits of their digests, in two accesses to memory: as many bits as
/// tell nearly all objects apart, since digests of content are evenly spread. Of digests that
/// somebody made up, many may begin alike.
class FirstBits {
public:
  explicit FirstBits(llvm::ArrayRef<std::pair<Digest, Object>> objects)
      : objects(objects), shift(64 - std::max(1u, llvm::Log2_64_Ceil(objects.size() + 1))),
        ends(size_t(1) << (64 - shift)) {
    for (const auto &entry : objects)
      ++ends[bitsOf(entry.first)];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
  }

  /// Null if there is none.
  const std::pair<Digest, Object> *find(const Digest &digest) const {
    size_t bits = bitsOf(digest);
    auto from = objects.begin() + (bits == 0 ? 0 : ends[bits - 1]),
         to = objects.begin() + ends[bits];
    auto found = std::lower_bound(from, to, digest, isBefore);
    return found != to && found->first == digest ? found : nullptr;
  }

  static bool isBefore(const std::pair<Digest, Object> &entry, const Digest &digest) {
    return entry.first < digest;
  }

private:
  size_t bitsOf(const Digest &digest) const {
    return size_t(llvm::support::endian::read64be(digest.bytes.data()) >> shift);
  }

  llvm::ArrayRef<std::pair<Digest, Object>> objects;
  unsigned shift;
  std::vector<uint32_t> ends; ///< where the objects with these first bits end
};

} // namespace

std::optional<size_t> Manifest::indexOf(const Digest &digest) const {
  auto found = std::lower_bound(objects.begin(), objects.end(), digest, FirstBits::isBefore);
  if (found == objects.end() || found->first != digest)
    return std::nullopt;
  return size_t(found - objects.begin());
}

const Object *Manifest::find(const Digest &digest) const {
  std::optional<size_t> i = indexOf(digest);
  return i ? &objects[*i].second : nullptr;
}

void Manifest::index() {
  const FirstBits byDigest(objects);
  parallelFor(libraries.size(), 0, [&](size_t l) {
    for (Member &member : libraries[l].members)
      if (const auto *object = byDigest.find(member.object);
          object && object->second.size == member.size)
        member.objectIndex = uint32_t(object - objects.data());
  });
}

std::string shown(const Library &library) {
  std::string text = shown(library.path);
  if (library.slice)
    text += "(" + shown(*library.slice) + ")";
  return text;
}

/// What the types do not say: each member has its object, of the member's size, inside the file.
static Error check(const Manifest &manifest) {
  json::Pointer root;
  json::Pointer libraries{&root, "libraries"};
  for (size_t l = 0; l < manifest.libraries.size(); ++l) {
    const Library &library = manifest.libraries[l];
    json::Pointer here{&libraries, {}, l};
    json::Pointer members{&here, "members"};
    for (size_t m = 0; m < library.members.size(); ++m) {
      const Member &member = library.members[m];
      json::Pointer memberHere{&members, {}, m};
      if (member.objectIndex == UINT32_MAX) { // see `index`
        const Object *object = manifest.find(member.object);
        if (!object)
          return json::Pointer{&memberHere, "object"}.expected("a digest that /objects has");
        return json::Pointer{&memberHere, "size"}.expected("the size of its object, " +
                                                           Twine(object->size));
      }
      if (!member.file &&
          (member.data_offset > library.size || member.size > library.size - member.data_offset))
        return json::Pointer{&memberHere, "data_offset"}.expected("a place inside the library");
    }
  }
  return Error::success();
}

/// Sorts the objects. A document may list them in any order, but each only once.
static Error sortObjects(Manifest &manifest) {
  auto isBefore = [](const auto &a, const auto &b) { return a.first < b.first; };
  if (!llvm::is_sorted(manifest.objects, isBefore))
    llvm::sort(manifest.objects, isBefore);
  auto twice = std::adjacent_find(manifest.objects.begin(), manifest.objects.end(),
                                  [](const auto &a, const auto &b) { return a.first == b.first; });
  if (twice == manifest.objects.end())
    return Error::success();
  json::Pointer root, objects{&root, "objects"};
  std::string digest = twice->first.hex();
  return json::Pointer{&objects, digest}.fault("is listed twice");
}

static Expected<Manifest> parse(StringRef text, StringRef place,
                                llvm::function_ref<void(size_t)> count) {
  // A manifest is the largest of documents.
  auto onAllCores = [](size_t pieces, llvm::function_ref<void(size_t)> read) {
    parallelFor(pieces, 0, read);
  };
  Expected<Manifest> manifest =
      json::parseDocument<Manifest>(text, place, {.forEach = onAllCores, .count = count});
  if (!manifest)
    return manifest;
  if (Error error = sortObjects(*manifest))
    return at(place, std::move(error));
  manifest->index();
  if (Error error = check(*manifest))
    return at(place, std::move(error));
  return manifest;
}

Expected<Manifest> parseManifest(StringRef text, StringRef place, Progress *progress) {
  if (!progress)
    return parse(text, place, nullptr);
  progress->totalBytes += text.size();
  std::atomic<uint64_t> counted = 0;
  Expected<Manifest> manifest = parse(text, place, [&](size_t bytes) {
    counted += bytes;
    progress->doneBytes += bytes;
  });
  progress->doneBytes += text.size() - counted;
  return manifest;
}

Expected<Manifest> readManifest(StringRef path, Progress *progress) {
  Expected<TextFile> file = readAll(path);
  if (!file)
    return file.takeError();
  return parseManifest(file->text, file->name, progress);
}

Expected<SharedManifest> receiveManifest(StringRef path, Progress *progress) {
  if (SharedManifest manifest = handedOn<Manifest>(path))
    return manifest;
  Expected<Manifest> manifest = readManifest(path, progress);
  if (!manifest)
    return manifest.takeError();
  return std::make_shared<const Manifest>(std::move(*manifest));
}

static Error refuseRepeated(llvm::ArrayRef<SharedManifest> manifests) {
  llvm::DenseSet<std::pair<Name, Name>> seen;
  for (const SharedManifest &manifest : manifests)
    for (const Library &library : manifest->libraries)
      if (!seen.insert({library.path, library.slice.value_or("")}).second)
        return failure(shown(library) + ": is listed twice in the manifests");
  return Error::success();
}

Expected<SharedManifest> merge(llvm::ArrayRef<SharedManifest> manifests) {
  if (Error error = refuseRepeated(manifests))
    return error;
  if (manifests.size() == 1)
    return manifests.front();
  Manifest all;
  for (const SharedManifest &manifest : manifests) {
    llvm::append_range(all.libraries, manifest->libraries);
    llvm::append_range(all.objects, manifest->objects);
  }
  // Content decides facts, but a build with a newer LLVM may have read what an older one could not:
  // of two views of an object the one that could be read wins.
  std::stable_sort(all.objects.begin(), all.objects.end(), [](const auto &a, const auto &b) {
    return std::make_pair(a.first, a.second.unreadable.has_value()) <
           std::make_pair(b.first, b.second.unreadable.has_value());
  });
  all.objects.erase(std::unique(all.objects.begin(), all.objects.end(),
                                [](const auto &a, const auto &b) { return a.first == b.first; }),
                    all.objects.end());
  all.index();
  return std::make_shared<const Manifest>(std::move(all));
}

/// Writes the elements of a container, whose bracket is open, on all cores: a manifest is the
/// largest of documents. `write` writes element i; a thread takes `batch` of them at a time.
static void writeElements(json::Writer &writer, size_t count, size_t batch,
                          llvm::function_ref<void(json::Writer &, size_t)> write) {
  // A round's texts are written before the next round takes their memory.
  std::vector<std::string> texts(8 * hardwareJobs());
  for (size_t done = 0; done < count;) {
    size_t used = std::min(texts.size(), (count - done + batch - 1) / batch);
    parallelFor(used, 0, [&](size_t t) {
      texts[t].clear();
      llvm::raw_string_ostream text(texts[t]);
      json::Writer part(text, /*depth=*/2);
      for (size_t i = done + t * batch, end = std::min(count, i + batch); i < end; ++i)
        write(part, i);
    });
    for (size_t t = 0; t < used; ++t)
      writer.written(texts[t]);
    done += used * batch;
  }
}

void print(const Manifest &manifest, llvm::raw_ostream &out) {
  json::Writer writer(out);
  writer.open('{');
  writer.field("schema", Manifest::schema);
  writer.key("libraries");
  writer.open('[');
  writeElements(writer, manifest.libraries.size(), 1, [&](json::Writer &part, size_t i) {
    part.next();
    part.value(manifest.libraries[i]);
  });
  writer.close(']');
  writer.key("objects");
  writer.open('{');
  writeElements(writer, manifest.objects.size(), 64, [&](json::Writer &part, size_t i) {
    part.field(manifest.objects[i].first.hex(), manifest.objects[i].second);
  });
  writer.close('}');
  writer.close('}');
  writer.end();
}

} // namespace armeld
