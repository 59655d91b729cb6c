// The objects met so far, for many threads.
#pragma once

#include "documents/sections.h"

#include <array>
#include <memory>
#include <mutex>

namespace armeld {

/// What is found out about an object.
struct Inspected {
  Object facts;
  ObjectSections sections; ///< if they are wanted
};

class ObjectTable {
public:
  /// The place for what is found out about `digest` if the caller is the first to meet it, else
  /// null. The place stays where it is while others are claimed.
  Inspected *claim(const Digest &digest) {
    Shard &shard = shards[digest.bytes[31] % shards.size()];
    std::lock_guard lock(shard.mutex);
    auto [entry, isNew] = shard.objects.try_emplace(digest);
    if (!isNew)
      return nullptr;
    entry->second = std::make_unique<Inspected>();
    return entry->second.get();
  }

  /// The facts of a claimed object. Nobody may claim meanwhile.
  const Object &operator[](const Digest &digest) const {
    return shards[digest.bytes[31] % shards.size()].objects.find(digest)->second->facts;
  }

  /// The facts, or the sections, of all objects, ascending by digest. They are taken out.
  template <class T> std::vector<std::pair<Digest, T>> takeSorted(T Inspected::*part) {
    std::vector<std::pair<Digest, T>> all;
    for (Shard &shard : shards)
      for (auto &[digest, object] : shard.objects)
        all.emplace_back(digest, std::move((*object).*part));
    llvm::sort(all, [](const auto &a, const auto &b) { return a.first < b.first; });
    return all;
  }

private:
  struct Shard {
    std::mutex mutex;
    llvm::DenseMap<Digest, std::unique_ptr<Inspected>> objects;
  };
  std::array<Shard, 64> shards;
};

} // namespace armeld
