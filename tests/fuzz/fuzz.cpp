#include "fuzz.h"

#include "base/names.h"

#include "llvm/Support/Allocator.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <array>
#include <cstdlib>
#include <map>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

// ---- names that can be forgotten: this definition is linked instead of lib/base/keep.cpp ----

static llvm::BumpPtrAllocator &arena() {
  static auto *all = new llvm::BumpPtrAllocator();
  return *all;
}

llvm::StringRef armeld::keep(llvm::StringRef text) { return text.copy(arena()); }

// ---- mappings with a guard: linked with --wrap=mmap and --wrap=munmap ----

extern "C" {
void *__real_mmap(void *address, size_t size, int protection, int flags, int descriptor,
                  off_t offset);
int __real_munmap(void *address, size_t size);
}

namespace {

struct Region {
  void *base;
  size_t size;
};

std::map<void *, Region> &regions() {
  static auto *all = new std::map<void *, Region>();
  return *all;
}

/// Room for `size` bytes that ends (but for what alignment takes) at a page that cannot be read.
void *makeGuarded(size_t size) {
  size_t page = size_t(sysconf(_SC_PAGESIZE));
  size_t room = (size + page - 1) / page * page;
  void *base =
      __real_mmap(nullptr, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED)
    return MAP_FAILED;
  mprotect(static_cast<char *>(base) + room, page, PROT_NONE);
  // Archives start at a page when they are mapped, so their members are aligned as far as their
  // offsets are; keep that.
  void *start = static_cast<char *>(base) + (room - size) / 8 * 8;
  regions()[start] = {base, room + page};
  return start;
}

bool freeGuarded(void *start) {
  auto found = regions().find(start);
  if (found == regions().end())
    return false;
  __real_munmap(found->second.base, found->second.size);
  regions().erase(found);
  return true;
}

} // namespace

extern "C" void *__wrap_mmap(void *address, size_t size, int protection, int flags, int descriptor,
                             off_t offset) {
  if (address || protection != PROT_READ || flags != MAP_PRIVATE || descriptor < 0 || offset != 0)
    return __real_mmap(address, size, protection, flags, descriptor, offset);
  void *start = makeGuarded(size);
  if (start != MAP_FAILED)
    for (size_t done = 0; done < size;) {
      ssize_t got = pread(descriptor, static_cast<char *>(start) + done, size - done, off_t(done));
      if (got <= 0)
        break;
      done += size_t(got);
    }
  return start;
}

extern "C" int __wrap_munmap(void *address, size_t size) {
  return freeGuarded(address) ? 0 : __real_munmap(address, size);
}

// ---- children ----

/// libFuzzer has this called when a sanitizer ends the process, and takes it for a find. Children
/// may crash; what matters is what their parent makes of it.
extern "C" [[gnu::weak]] void __sanitizer_set_death_callback(void (*callback)());

[[gnu::constructor]] static void letChildrenDie() {
  if (__sanitizer_set_death_callback)
    pthread_atfork(nullptr, nullptr, [] { __sanitizer_set_death_callback(nullptr); });
}

// ---- the rest ----

namespace fuzz {

void require(bool holds, const llvm::Twine &what) {
  if (holds)
    return;
  llvm::errs() << "fuzz: does not hold: " << what << "\n";
  abort();
}

void forgetNames() {
  arena().Reset();
  // Documents stay mapped, for the names in them; the system allows 65,530 mappings.
  while (!regions().empty())
    freeGuarded(regions().begin()->first);
}

StringRef guarded(StringRef bytes) {
  static void *last = nullptr;
  if (last)
    freeGuarded(last);
  last = makeGuarded(bytes.size() + 1); // one more, since nothing cannot be mapped
  char *start = static_cast<char *>(last) + 1;
  std::copy(bytes.begin(), bytes.end(), start);
  return {start, bytes.size()};
}

std::string fileOf(StringRef bytes, unsigned slot) {
  static std::array<int, 8> files = {-1, -1, -1, -1, -1, -1, -1, -1};
  int &file = files[slot];
  if (file >= 0)
    close(file);
  file = memfd_create("input", MFD_CLOEXEC);
  if (file < 0 || write(file, bytes.data(), bytes.size()) != ssize_t(bytes.size()))
    _exit(77);
  return "/proc/self/fd/" + std::to_string(file);
}

std::string folder() {
  static auto *made = new std::string();
  if (made->empty()) {
    *made = (llvm::sys::fs::is_directory("/dev/shm") ? "/dev/shm" : "/tmp");
    *made += "/armeld-fuzz-" + std::to_string(getpid());
    if (llvm::sys::fs::create_directories(*made))
      _exit(77);
    atexit([] { llvm::sys::fs::remove_directories(*made); });
  }
  return *made;
}

} // namespace fuzz
