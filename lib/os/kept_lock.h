// Locks on open files for which this process needs no descriptor each.
//
// A lock lasts as long as the file is open somewhere, and a process may have few files open: often
// 1,024. When locks take more than a quarter of these, a child process takes them over. It inherits
// the descriptors, this process closes its own, and the child waits for the end of a pipe whose
// other end this process has, and programs that share its locks. So the locks last as long as with
// descriptors, however this process ends.
#pragma once

#include "os/descriptor.h"

#include <memory>

namespace armeld {

class KeptLock {
public:
  KeptLock();
  /// Keeps the lock on this file.
  explicit KeptLock(Descriptor file);
  KeptLock(KeptLock &&other) noexcept;
  KeptLock &operator=(KeptLock &&other) noexcept;
  /// Releases the lock; if a child process has it, together with the last of those that it took
  /// over at the same time.
  ~KeptLock();

  /// Lets programs that this process starts, or becomes, hold the lock too, until they end.
  void inherit();

private:
  struct Kept;
  struct Keeper;
  friend struct Keepers;
  std::unique_ptr<Kept> kept;
};

} // namespace armeld
