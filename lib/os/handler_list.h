// A list that signal handlers may read.
//
// A handler may interrupt the thread that holds a lock, so it must read without one. The entries
// lie in blocks that are never moved or freed; an entry that is free has a null `path`, which is
// the last to be set and the first to be cleared.
#pragma once

#include "base/error.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

namespace armeld {

/// What each entry has. The path is copied with malloc, so that nothing moves it.
struct HandlerEntry {
  std::atomic<const char *> path = nullptr;

  void set(StringRef to) { path.store(copyOf(to), std::memory_order_release); }

private:
  static const char *copyOf(StringRef text) {
    auto *copy = static_cast<char *>(malloc(text.size() + 1));
    if (!copy)
      return nullptr;
    memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    return copy;
  }
};

/// `Entry` is derived from HandlerEntry. Taking and giving back cost the same however many there
/// are.
template <class Entry> class HandlerList {
public:
  /// An entry that is free, or null where `most` are taken.
  Entry *take(size_t most = SIZE_MAX) {
    std::lock_guard lock(mutex);
    if (taken == most)
      return nullptr;
    if (!firstFree) {
      auto *block = new Block;
      for (Node &node : block->nodes)
        node.nextFree = std::exchange(firstFree, &node);
      block->next = firstBlock.load();
      firstBlock.store(block);
    }
    ++taken;
    Node *node = firstFree;
    firstFree = node->nextFree;
    return node;
  }

  void giveBack(Entry *entry) {
    free(const_cast<char *>(entry->path.exchange(nullptr)));
    std::lock_guard lock(mutex);
    auto *node = static_cast<Node *>(entry);
    node->nextFree = std::exchange(firstFree, node);
    --taken;
  }

  /// For handlers: calls `body` with each entry, free ones too.
  void forEach(llvm::function_ref<void(Entry &)> body) {
    for (Block *block = firstBlock.load(); block; block = block->next)
      for (Node &node : block->nodes)
        body(node);
  }

private:
  struct Node : Entry {
    Node *nextFree = nullptr;
  };
  struct Block {
    std::array<Node, 256> nodes;
    Block *next = nullptr;
  };
  std::atomic<Block *> firstBlock = nullptr;
  // No handler needs these.
  std::mutex mutex;
  Node *firstFree = nullptr;
  size_t taken = 0;
};

} // namespace armeld
