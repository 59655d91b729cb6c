// The objects met so far, for many threads.
#pragma once

#include "documents/manifest.h"

#include <array>
#include <memory>
#include <mutex>

namespace armeld {

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

  /// A claimed object. Nobody may claim meanwhile.
  const Object &operator[](const Digest &digest) const {
    return *shards[digest.bytes[31] % shards.size()].objects.find(digest)->second;
  }

  /// All objects, ascending by digest. The table is empty afterwards.
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

} // namespace armeld
