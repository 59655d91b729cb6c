#include "os/unique_path.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Process.h"

#include <mutex>
#include <random>

namespace armeld {

std::string uniquePath(StringRef model) {
  static std::mutex mutex;
  static std::mt19937_64 numbers = [] {
    auto some = [] { return llvm::sys::Process::GetRandomNumber(); };
    std::seed_seq seed{some(), some(), some(), unsigned(llvm::sys::Process::getProcessId())};
    return std::mt19937_64(seed);
  }();
  std::lock_guard guard(mutex);
  std::string path = model.str();
  for (char &c : path)
    if (c == '%')
      c = llvm::hexdigit(unsigned(numbers() % 16), /*LowerCase=*/true);
  return path;
}

} // namespace armeld
