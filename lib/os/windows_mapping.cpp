#include "os/mapping.h"

#include "os/windows_forms.h"

namespace armeld {

// The system lets nobody rename over a mapped file, or make it shorter.
const bool canReplaceMapped = false;

llvm::ErrorOr<const char *> mapPages(int descriptor, uint64_t size) {
  Handle mapping(CreateFileMappingW(handleOf(descriptor), nullptr, PAGE_READONLY, DWORD(size >> 32),
                                    DWORD(size), nullptr));
  if (!mapping)
    return lastError();
  // The view outlives the handle.
  const void *view = MapViewOfFile(mapping.get(), FILE_MAP_READ, 0, 0, size);
  if (!view)
    return lastError();
  return static_cast<const char *>(view);
}

void unmapPages(const char *begin, uint64_t) { UnmapViewOfFile(begin); }

// None are kept.
void releasePages(const char *, uint64_t) {}

static void (*lost)(const char *address);

static LONG CALLBACK onException(EXCEPTION_POINTERS *what) {
  const EXCEPTION_RECORD &record = *what->ExceptionRecord;
  if (record.ExceptionCode == EXCEPTION_IN_PAGE_ERROR && record.NumberParameters >= 2)
    lost(reinterpret_cast<const char *>(record.ExceptionInformation[1]));
  return EXCEPTION_CONTINUE_SEARCH;
}

void watchLostPages(void (*onLost)(const char *address)) {
  lost = onLost;
  static const void *handler = AddVectoredExceptionHandler(/*First=*/1, onException);
  (void)handler;
}

} // namespace armeld
