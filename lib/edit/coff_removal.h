// What goes from a COFF object when sections do.
#pragma once

#include "documents/edits.h"
#include "objects/coff_file.h"

namespace armeld {

/// The sections and symbols that go, and why the rest can stay without them.
struct CoffRemoval {
  std::vector<bool> sectionGoes;         ///< by index, from 0
  std::vector<bool> symbolGoes;          ///< by record; false for auxiliary records
  std::vector<uint32_t> relocationsLeft; ///< by section

  /// Whether nothing goes.
  bool isEmpty() const;
};

/// What goes from `file`, according to the edit. An error if something that stays needs it.
Expected<CoffRemoval> chooseCoffRemoval(const CoffFile &file, const Edit &edit);

/// "section 5 '.text'": how messages name a section. `index` counts from 0.
std::string coffSectionPlace(const CoffFile &file, uint32_t index);

/// "symbol 'f' of section 5 '.text'"
std::string coffSymbolPlace(const CoffFile &file, uint32_t index);

/// Whether the symbol's auxiliary record defines a section: its size, its selection as a COMDAT.
/// (Static functions may have records of another kind.)
inline bool definesSection(const CoffSymbol &symbol) {
  return symbol.isSectionDefinition() && symbol.type == 0;
}

} // namespace armeld
