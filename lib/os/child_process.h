// Work that may crash, in a process of its own.
//
// LLVM's readers of some formats were made for what LLVM wrote. Given anything else, that of
// bitcode takes 32 GB of memory, that of wasm ends the process, that of XCOFF reads where nothing
// is. A child process may do that: it gets little memory and time, and what it did not bring to a
// good end has not happened.
#pragma once

#include "base/error.h"

#include <cstdint>

namespace armeld {

/// Whether this system can copy a process. Without that, a ChildProcess does nothing and fails.
extern const bool canCopyProcess;

/// A copy of this process that does one thing. It is ended when this goes, and when its parent
/// does.
class ChildProcess {
public:
  /// Starts a child that does `work`, which says whether that went well, for which it may take
  /// `memory` bytes and `seconds` of CPU time. No other thread of this process may be in the midst
  /// of something that `work` needs too. What the child prints on standard error is thrown away.
  static Expected<ChildProcess> start(uint64_t memory, uint64_t seconds,
                                      llvm::function_ref<bool()> work);
  /// Waits for the end. True if the work went well, false if not or if the child crashed.
  bool succeeds();

  ChildProcess(ChildProcess &&other) noexcept;
  ChildProcess &operator=(ChildProcess &&) = delete;
  ~ChildProcess();

private:
  explicit ChildProcess(int64_t id) : id(id) {}
  int64_t id;
};

/// How many bytes of memory it may take to read the symbols of `bytes` bytes of objects. Many small
/// modules of bitcode take 20 times what they have.
inline uint64_t memoryToReadSymbols(uint64_t bytes) { return (uint64_t(256) << 20) + 64 * bytes; }
/// How many seconds of CPU time that may take.
inline uint64_t secondsToReadSymbols(uint64_t bytes) { return 10 + (bytes >> 20); }

} // namespace armeld
