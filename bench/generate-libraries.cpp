// Writes synthetic libraries: bench/scaling's input. Usage: generate-libraries FOLDER LIBRARIES
// MEMBERS CODE-BYTES
#include "generate.h"

#include <cstdio>
#include <cstdlib>

int main(int argc, char **argv) {
  if (argc != 5) {
    fputs("usage: generate-libraries FOLDER LIBRARIES MEMBERS CODE-BYTES\n", stderr);
    return 2;
  }
  auto number = [&](int i) { return unsigned(std::strtoul(argv[i], nullptr, 10)); };
  auto paths = bench::writeLibraries(
      argv[1], {.libraries = number(2), .members = number(3), .codeBytes = number(4)});
  if (!paths) {
    fprintf(stderr, "generate-libraries: %s\n", armeld::text(paths.takeError()).c_str());
    return 2;
  }
  for (const std::string &path : *paths)
    puts(path.c_str());
}
