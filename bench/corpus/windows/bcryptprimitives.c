/* The one function of bcryptprimitives.dll that Rust's std calls, for a wine that is too old to have it. */
#include <stddef.h>

__declspec(dllexport) int ProcessPrng(unsigned char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    bytes[i] = (unsigned char)(i * 37 + 11);
  return 1;
}
