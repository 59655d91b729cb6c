#include "documents/manifest.h"

#include "documents/handover.h"
#include "os/parallel.h"
#include "os/text_file.h"
#include "json/json.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/Endian.h"

#include <algorithm>
#include <atomic>

namespace armeld {

const Object *Manifest::find(const Digest &digest) const {
  // Digests are evenly spread, so how far two are apart says nearly how many stand between them,
  // the better the closer they are. From there in growing steps: digests that somebody made up may
  // lie anywhere.
  auto isBefore = [&](size_t i) { return objects[i].first < digest; };
  auto place = [](const Digest &d) {
    return double(llvm::support::endian::read64be(d.bytes.data())) / 0x1p64; // from 0 to 1
  };
  double count = double(objects.size()), guess = place(digest) * count;
  for (int round = 0; round < 3 && !objects.empty(); ++round) {
    guess = std::clamp(guess, 0.0, count - 1);
    guess += (place(digest) - place(objects[size_t(guess)].first)) * count;
  }
  size_t low = size_t(std::clamp(guess, 0.0, count)), high = low;
  for (size_t step = 1; low > 0 && !isBefore(low - 1); step *= 2)
    low -= std::min(low, step);
  for (size_t step = 1; high < objects.size() && isBefore(high); step *= 2)
    high += std::min(objects.size() - high, step);
  auto found =
      std::lower_bound(objects.begin() + ptrdiff_t(low), objects.begin() + ptrdiff_t(high), digest,
                       [](const auto &entry, const Digest &key) { return entry.first < key; });
  return found != objects.end() && found->first == digest ? &found->second : nullptr;
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
      const Object *object = manifest.find(member.object);
      if (!object)
        return json::Pointer{&memberHere, "object"}.expected("a digest that /objects has");
      if (object->size != member.size)
        return json::Pointer{&memberHere, "size"}.expected("the size of its object, " +
                                                           Twine(object->size));
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
