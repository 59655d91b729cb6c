#include "os/kept_lock.h"

#include "os/windows_forms.h"

namespace armeld {

// A process may have millions of handles, but only thousands of descriptors.
struct KeptLock::Kept {
  Handle file;
};

KeptLock::KeptLock() = default;

KeptLock::KeptLock(Descriptor file) : kept(new Kept) {
  HANDLE copy = nullptr, self = GetCurrentProcess();
  if (DuplicateHandle(self, handleOf(file.get()), self, &copy, 0, /*bInheritHandle=*/FALSE,
                      DUPLICATE_SAME_ACCESS))
    kept->file = Handle(copy);
}

KeptLock::KeptLock(KeptLock &&other) noexcept = default;

KeptLock &KeptLock::operator=(KeptLock &&other) noexcept {
  std::swap(kept, other.kept);
  return *this;
}

KeptLock::~KeptLock() = default;

void KeptLock::inherit() {
  if (kept && kept->file)
    SetHandleInformation(kept->file.get(), HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
}

} // namespace armeld
