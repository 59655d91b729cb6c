#include "objects/rust_origin.h"

#include "base/cargo_package.h"
#include "base/names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

#include <string_view>

namespace armeld {

namespace endian = llvm::support::endian;

/// "rustc 1.95.0 (59807616e 2026-04-14)" of "rustc version 1.95.0 (59807616e 2026-04-14)".
static Name compilerName(StringRef version) { return keep(("rustc " + version).str()); }

/// The compiler of "clang LLVM (rustc version 1.95.0 (59807616e 2026-04-14))".
static void readProducer(StringRef producer, Object &object) {
  size_t begin = producer.find("(rustc version ");
  if (!object.compiler && begin != StringRef::npos && producer.ends_with(")"))
    object.compiler = compilerName(producer.drop_front(begin + 15).drop_back());
}

static bool isSeparator(char c) { return pathSeparators.contains(c); }

/// The folder of "FOLDER/src/lib.rs/@/UNIT". None for a path that is relative to the package: it
/// says nothing.
static void readUnitName(StringRef name, Object &object) {
  size_t mark = name.find('@');
  if (object.source || mark == StringRef::npos || mark == 0 || mark + 1 == name.size() ||
      !isSeparator(name[mark - 1]) || !isSeparator(name[mark + 1]))
    return;
  StringRef folder = folderOf(name.take_front(mark).rtrim(pathSeparators));
  if (lastPartOf(folder) == "src")
    folder = folderOf(folder);
  if (!folder.empty())
    object.source = keep(folder);
}

void readComment(StringRef content, Object &object) {
  while (!content.empty() && !object.compiler) {
    auto [text, rest] = content.split('\0');
    if (text.consume_front("rustc version "))
      object.compiler = compilerName(text);
    content = rest;
  }
}

void readDebugStrings(StringRef content, Object &object) {
  // Producer, name and folder come first.
  for (int i = 0; i < 4 && !content.empty() && !(object.compiler && object.source); ++i) {
    auto [text, rest] = content.split('\0');
    readProducer(text, object);
    readUnitName(text, object);
    content = rest;
  }
}

/// Calls `body` with kind and content of each record, of which the size stands in front, without
/// itself, until it returns false.
static void forEachRecord(StringRef records, llvm::function_ref<bool(uint16_t, StringRef)> body) {
  while (records.size() >= 4) {
    uint16_t size = endian::read16le(records.data());
    if (size < 2 || size > records.size() - 2)
      return;
    if (!body(endian::read16le(records.data() + 2), records.substr(4, size - 2)))
      return;
    records = records.drop_front(2 + size_t(size));
  }
}

void readCodeViewSymbols(StringRef content, Object &object) {
  constexpr uint32_t symbols = 0xf1;                         // DEBUG_S_SYMBOLS
  constexpr uint16_t objectName = 0x1101, compile3 = 0x113c; // S_OBJNAME, S_COMPILE3
  constexpr size_t versionAt = 4 + 2 + 8 * 2; // in it: flags, machine, and versions in front
  if (content.size() < 12 || endian::read32le(content.data() + 4) != symbols)
    return;
  // The first two records of a file are about the compile unit.
  uint32_t size = endian::read32le(content.data() + 8);
  forEachRecord(content.substr(12, size), [&](uint16_t kind, StringRef record) {
    if (kind == compile3)
      readProducer(record.drop_front(std::min(record.size(), versionAt)).split('\0').first, object);
    return kind == objectName;
  });
}

void readCodeViewTypes(StringRef content, Object &object) {
  // The record is among the last, and the types are many.
  for (size_t at = content.rfind('@'); at != StringRef::npos && !object.source;
       at = content.take_front(at).rfind('@')) {
    StringRef before = content.take_front(at);
    readUnitName(content.drop_front(before.rfind('\0') + 1).split('\0').first, object);
  }
}

/// Whether it is an absolute path, and nothing else is before that.
static bool isAbsolute(StringRef path) {
  bool hasRoot = path.starts_with("/") || (path.substr(1, 1) == ":" && path.size() > 2);
  return hasRoot && !path.contains(".rs");
}

static constexpr size_t longestPath = 512; ///< that is looked for, in bytes
static constexpr size_t mostPackages = 256;

void readPanicPaths(StringRef constants, Object &object) {
  if (object.source)
    return;
  // A zero ends each path since rustc 1.89. Older compilers let another message or path stand
  // before it, at least in formats without a section for each constant.
  std::string_view text = constants;
  for (std::string_view folder : {"/src/", "\\src\\"}) {
    for (size_t at = text.find(folder); at != text.npos; at = text.find(folder, at + 1)) {
      StringRef file = constants.substr(at, longestPath);
      file = file.take_front(file.find('\0'));
      if (!file.contains(".rs"))
        continue;
      StringRef before = constants.take_front(at).take_back(longestPath);
      StringRef path = before.drop_front(before.rfind('\0') + 1);
      if (packageOf(path).name.empty())
        continue;
      Name folder = isAbsolute(path) ? path : lastPartOf(path);
      if (object.packages.size() < mostPackages && !llvm::is_contained(object.packages, folder))
        object.packages.push_back(keep(folder));
    }
  }
}

} // namespace armeld
