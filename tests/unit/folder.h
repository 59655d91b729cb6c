// A temporary folder for a test.
#pragma once

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

#include <fstream>
#include <string>

class Folder {
public:
  Folder() { (void)llvm::sys::fs::createUniqueDirectory("armeld-unit", path); }
  ~Folder() { llvm::sys::fs::remove_directories(path); }
  Folder(const Folder &) = delete;

  std::string operator/(const std::string &name) const { return std::string(path) + "/" + name; }
  /// Writes a file, and returns its path.
  std::string write(const std::string &name, const std::string &content) const {
    std::ofstream(*this / name, std::ios::binary) << content;
    return *this / name;
  }
  static std::string read(const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

private:
  llvm::SmallString<128> path;
};
