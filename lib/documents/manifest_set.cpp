#include "documents/manifest_set.h"

#include "json/json.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace fs = llvm::sys::fs;

static Expected<std::vector<std::string>> documentsIn(StringRef folder) {
  std::vector<std::string> found;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; entry != end && !code;
       entry.increment(code))
    if (StringRef name = llvm::sys::path::filename(entry->path());
        name.ends_with(".json") && !name.starts_with("."))
      found.push_back(entry->path());
  if (code)
    return failure(shown(folder) + ": " + code.message());
  if (found.empty())
    return failure(shown(folder) + ": no file in this folder has a name that ends in '.json'");
  llvm::sort(found);
  return found;
}

Expected<std::vector<std::string>> documentsAt(llvm::ArrayRef<std::string> paths) {
  std::vector<std::string> all;
  for (const std::string &path : paths) {
    if (path == "-" || !fs::is_directory(path)) {
      all.push_back(path);
      continue;
    }
    Expected<std::vector<std::string>> found = documentsIn(path);
    if (!found)
      return found.takeError();
    llvm::append_range(all, *found);
  }
  if (llvm::count(all, "-") > 1)
    return failure("only one document can be standard input");
  return all;
}

Expected<SharedManifest> readManifests(llvm::ArrayRef<std::string> paths, const PathMap &map,
                                       Progress *progress) {
  Expected<std::vector<std::string>> files = documentsAt(paths);
  if (!files)
    return files.takeError();
  if (files->size() == 1 && map.empty())
    return receiveManifest(files->front(), progress);
  ManifestMerge merge;
  for (const std::string &file : *files) {
    Expected<Manifest> manifest = readManifest(file, progress);
    if (!manifest)
      return manifest.takeError();
    map.apply(*manifest);
    if (Error error = merge.add(std::move(*manifest), file == "-" ? "standard input" : file))
      return error;
  }
  return merge.take();
}

static std::string jsonOf(const ObjectSections &sections) {
  std::string text;
  llvm::raw_string_ostream out(text);
  json::Writer(out).value(sections);
  return text;
}

/// Adds `more`, which was read from `place`, to `all`.
static Error unite(Sections &all, Sections more, StringRef place) {
  std::vector<std::pair<Digest, ObjectSections>> united;
  united.reserve(all.objects.size() + more.objects.size());
  auto one = all.objects.begin(), other = more.objects.begin();
  while (one != all.objects.end() || other != more.objects.end()) {
    bool hasOne =
        one != all.objects.end() && (other == more.objects.end() || !(other->first < one->first));
    bool hasBoth = hasOne && other != more.objects.end() && one->first == other->first;
    if (hasBoth && jsonOf(one->second) != jsonOf(other->second))
      return failure(shown(place) + ": says of the sections of object " + one->first.abbreviated() +
                     " what an earlier document does not; scan with one version of ar-scan");
    united.push_back(std::move(hasOne ? *one : *other));
    one += hasOne;
    other += !hasOne || hasBoth;
  }
  all.objects = std::move(united);
  return Error::success();
}

Expected<std::shared_ptr<const Sections>> readAllSections(llvm::ArrayRef<std::string> paths,
                                                          const Manifest &manifest) {
  Expected<std::vector<std::string>> files = documentsAt(paths);
  if (!files)
    return files.takeError();
  if (files->size() == 1)
    return receiveSections(files->front(), manifest);
  auto all = std::make_shared<Sections>();
  for (const std::string &file : *files) {
    Expected<Sections> sections = readSections(file, manifest);
    if (!sections)
      return sections.takeError();
    if (Error error = unite(*all, std::move(*sections), file))
      return error;
  }
  return all;
}

} // namespace armeld
