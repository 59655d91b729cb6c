// What the client of a served program sends: one Request, with a copy of each of its open files,
// and then `size` bytes of text: its arguments and its environment, each string ended by a zero.
#pragma once

#include <stdint.h>
#include <sys/resource.h>

enum { MOST_FILES = 250 }; // the kernel passes 253 at once, and one is the working folder

typedef struct {
  uint32_t size, arguments, variables, mask;
  int32_t files; // besides the folder, which comes first
  int32_t numbers[MOST_FILES];
  struct rlimit limits[RLIM_NLIMITS];
} Request;
