// What the COMDATs of a WebAssembly object hold.
//
// If two COMDATs of one name have equal digests, it makes no difference which of them the linker
// keeps. The digest covers the functions with their types, the data segments, the global symbols
// that they define, and the targets of their relocations: a global symbol by name, a type by its
// definition, a location in the COMDAT by its offset. A relocation may also refer to a local symbol
// outside of the COMDAT, which has no name in other objects; such a COMDAT is equal to no other.
// The same goes for a COMDAT that cannot be read with certainty. Debug information goes with the
// code that is kept and does not count.
//
// Sources: the WebAssembly core specification, "Binary Format"; the tool conventions' "Object File
// Linking", sections "Relocation Sections", "Linking Metadata Section".
#pragma once

#include "base/digest.h"
#include "base/error.h"
#include "base/leb128.h"

#include "llvm/BinaryFormat/Wasm.h"

#include <optional>
#include <vector>

namespace armeld {

/// Reads a WebAssembly file from front to back. After the first fault all reads return nothing, so
/// one check at the end is enough.
class WasmReader {
public:
  explicit WasmReader(StringRef bytes) : rest(bytes) {}

  uint8_t byte() {
    StringRef one = take(1);
    return one.empty() ? 0 : uint8_t(one.front());
  }
  uint64_t number() {
    std::optional<uint64_t> value = takeUleb128(rest);
    if (!value) {
      bad = true;
      rest = {};
    }
    return value.value_or(0);
  }
  StringRef take(uint64_t size) {
    if (size > rest.size()) {
      bad = true;
      rest = {};
      return {};
    }
    StringRef taken = rest.take_front(size);
    rest = rest.drop_front(size);
    return taken;
  }
  StringRef text() { return take(number()); }
  bool atEnd() const { return rest.empty(); }
  StringRef remaining() const { return rest; }
  size_t bytesLeft() const { return rest.size(); }
  bool isBad() const { return bad; }

private:
  StringRef rest;
  bool bad = false;
};

/// Skips the limits of a memory or table. True if its addresses have 64 bits.
bool skipWasmLimits(WasmReader &reader);

struct WasmImport {
  StringRef module;
  StringRef field;
  uint8_t kind = 0;    ///< WASM_EXTERNAL_*
  bool isWide = false; ///< a memory whose addresses have 64 bits
};

/// The imports in an import section, or nothing if it is broken.
std::optional<std::vector<WasmImport>> readWasmImports(StringRef section);

struct WasmSection {
  uint8_t id = 0;
  StringRef content;
};

/// A symbol of the linking section.
struct WasmSymbol {
  uint8_t kind = 0;
  uint64_t flags = 0;
  StringRef name;
  uint64_t index = 0;  ///< of what it is, or of its segment
  uint64_t offset = 0; ///< in its segment, and how long it is there
  uint64_t size = 0;
  bool isUndefined() const { return flags & llvm::wasm::WASM_SYMBOL_UNDEFINED; }
  bool isLocal() const {
    return (flags & llvm::wasm::WASM_SYMBOL_BINDING_MASK) == llvm::wasm::WASM_SYMBOL_BINDING_LOCAL;
  }
};

/// A COMDAT, and the kind and index of each thing in it.
struct WasmComdat {
  StringRef name;
  std::vector<std::pair<unsigned, uint64_t>> entries;
};

/// The digest of each COMDAT, or nothing where it cannot be compared. `bytes` are the object's,
/// `sections` and `symbols` all of them.
std::vector<std::optional<Digest>> digestWasmComdats(StringRef bytes,
                                                     llvm::ArrayRef<WasmSection> sections,
                                                     llvm::ArrayRef<WasmSymbol> symbols,
                                                     llvm::ArrayRef<WasmComdat> comdats);

} // namespace armeld
