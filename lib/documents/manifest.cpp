#include "documents/manifest.h"

#include "documents/handover.h"
#include "os/parallel.h"
#include "os/text_file.h"
#include "json/json.h"

#include "llvm/ADT/STLExtras.h"
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

/// What two views of one object differ in, of all that decisions are made by; null if in nothing.
static const char *contradiction(const Object &one, const Object &other) {
  auto facts = [](const Definition &d) { return std::pair(d.name, d.binding); };
  auto isSame = [&](const Definition &a, const Definition &b) { return facts(a) == facts(b); };
  if (one.size != other.size)
    return "size";
  if (one.kind != other.kind || one.format != other.format || one.machine != other.machine)
    return "kind";
  if (!llvm::equal(one.defines, other.defines, isSame) || one.references != other.references ||
      one.weak_references != other.weak_references)
    return "symbols";
  return one.equivalence == other.equivalence ? nullptr : "equivalence digest";
}

Error ManifestMerge::add(Manifest manifest, StringRef place) {
  size_t here = places.size();
  places.push_back(place.str());
  for (Library &library : manifest.libraries) {
    auto [first, isNew] = libraries.try_emplace({library.path, library.slice.value_or("")}, here);
    if (!isNew)
      return failure(shown(library) + ": is listed in " + shown(places[first->second]) +
                     (first->second == here ? " twice" : " and in " + shown(place)));
    all.libraries.push_back(std::move(library));
  }
  for (auto &[digest, object] : manifest.objects) {
    auto [first, isNew] = objects.try_emplace(digest, all.objects.size(), here);
    if (isNew) {
      all.objects.emplace_back(digest, std::move(object));
      continue;
    }
    Object &known = all.objects[first->second.first].second;
    if (known.unreadable && !object.unreadable)
      known = std::move(object);
    else if (known.unreadable || object.unreadable)
      continue;
    else if (const char *what = contradiction(known, object))
      return failure("object " + digest.abbreviated() + ": " + shown(places[first->second.second]) +
                     " and " + shown(place) + " do not agree on its " + what +
                     "; scan with one version of ar-scan");
  }
  return Error::success();
}

SharedManifest ManifestMerge::take() {
  llvm::sort(all.objects, llvm::less_first());
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
