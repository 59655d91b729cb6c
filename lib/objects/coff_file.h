// The records of a COFF object, with 16- or 32-bit section numbers (/bigobj), checked.
//
// Source: Microsoft, "PE Format", sections "COFF File Header (Object and Image)", "Section Table",
// "COFF Relocations", "COFF Symbol Table", "COMDAT Sections (Object Only)", "The .drectve Section";
// LLVM's llvm/Object/COFF.h for the layout of records, and lld/COFF/InputFiles.cpp for what a
// linker makes of them. Records are read here and not through COFFObjectFile, which trusts indices
// and counts that a broken file may hold.
#pragma once

#include "documents/manifest.h"

#include "llvm/Object/COFF.h"

#include <optional>
#include <vector>

namespace armeld {

/// One record of the symbol table, the same for both widths.
struct CoffSymbol {
  StringRef nameField; ///< 8 bytes: the name, or its place in the string table
  uint32_t value = 0;
  int32_t section = 0; ///< from 1; 0 and below are no sections
  uint16_t type = 0;
  uint8_t storageClass = 0;
  uint8_t auxiliaries = 0;
  StringRef auxiliary; ///< the records that follow

  bool isExternal() const { return storageClass == llvm::COFF::IMAGE_SYM_CLASS_EXTERNAL; }
  bool isWeakExternal() const {
    return storageClass == llvm::COFF::IMAGE_SYM_CLASS_WEAK_EXTERNAL && auxiliaries > 0;
  }
  bool isSourceFile() const { return storageClass == llvm::COFF::IMAGE_SYM_CLASS_FILE; }
  bool isSectionDefinition() const {
    return storageClass == llvm::COFF::IMAGE_SYM_CLASS_STATIC && auxiliaries > 0 && section > 0;
  }
  template <class T> const T *record() const {
    return reinterpret_cast<const T *>(auxiliary.data());
  }
};

struct CoffSection {
  const llvm::object::coff_section *header = nullptr;
  StringRef name;
  StringRef content; ///< empty if it takes no room in the file
  llvm::ArrayRef<llvm::object::coff_relocation> relocations;

  // Of a COMDAT section, set by `readCoffComdats`:
  uint8_t selection = 0; ///< 0 if it is none
  uint32_t parent = 0;   ///< of an associative COMDAT: the section that it is kept or dropped with
  std::optional<size_t> leader;  ///< the symbol that names the COMDAT
  std::vector<uint32_t> members; ///< of a COMDAT that has a leader: itself, and what goes with it
  std::optional<Digest> group;   ///< digest of what the linker keeps or drops together
};

struct CoffFile {
  StringRef bytes;
  bool isBig = false;
  uint64_t headerBytes = 0; ///< with the optional header; 0 if the header could not be read
  size_t timeStampOffset = 0;
  uint16_t machine = 0;
  uint16_t characteristics = 0;
  uint32_t sectionCount = 0;
  uint32_t symbolCount = 0; ///< records, with auxiliary ones
  uint64_t symbolTableOffset = 0;
  size_t symbolBytes = 0; ///< of one record
  StringRef symbolTable;
  StringRef strings; ///< with the 4 bytes of its size in front
  std::vector<CoffSection> sections;
  std::vector<CoffSymbol> symbols; ///< by record; auxiliary ones are empty
  std::vector<bool> isRecord;      ///< whether it is a symbol's own record

  /// Reads `bytes`. After an error, what was read before it holds.
  Error read(StringRef bytes);

  bool hasSymbol(uint32_t index) const { return index < symbolCount && isRecord[index]; }
  Expected<StringRef> nameOf(const CoffSymbol &symbol) const;
  /// `size` bytes from `offset` on, or an error that calls them `what`.
  Expected<StringRef> slice(uint64_t offset, uint64_t size, const Twine &what) const;
  /// The section that decides about section `index` (from 0): itself, or, if it is associative, the
  /// end of the chain of associations. None if the chain is circular, leaves the file, or is longer
  /// than any compiler makes it.
  std::optional<uint32_t> comdatRoot(uint32_t index) const;

  /// Calls `body` with each symbol and the index of its record, until it returns an error.
  template <class Body> Error forEachSymbol(Body body) const {
    for (uint32_t i = 0; i < symbolCount; ++i)
      if (isRecord[i])
        if (Error error = body(i, symbols[i]))
          return error;
    return Error::success();
  }

private:
  Error readHeader();
  Error readSectionTable();
  Error readSymbolTable();
  Error readSections();
  Error readSection(uint32_t index);
  Error readRelocations(CoffSection &section) const;
  Error readSymbols();
  CoffSymbol recordAt(size_t index) const;
  Expected<StringRef> sectionName(const llvm::object::coff_section &header) const;
  Expected<StringRef> stringAt(uint64_t offset) const;
};

/// A field of fixed size, up to the first NUL.
inline StringRef upToNul(StringRef field) { return field.take_front(field.find('\0')); }

/// Finds the COMDATs of `file`, and digests their content (coff_comdats.cpp).
Error readCoffComdats(CoffFile &file);

/// How duplicates of the COMDAT that `section` belongs to are treated.
std::optional<Comdat> comdatOf(const CoffFile &file, uint32_t section);

/// Lists the import tables that the object is a piece of, from its sections and the symbols in
/// `object` (coff_imports.cpp).
void listImportParts(const CoffFile &file, Object &object);

/// The equivalence digest (coff_equivalence.cpp). `parts` are the digests of the file's parts.
Expected<Digest> coffEquivalence(const CoffFile &file, llvm::ArrayRef<PartDigest> parts);

} // namespace armeld
