// The sections of an object, and what refers to what.
#pragma once

#include "documents/sections.h"

namespace armeld {

/// The sections of the object `bytes`, of which `object` are the facts (see `inspect`). An object
/// of a format that is not read in sections, or whose sections cannot be told apart, stays whole.
/// Names in the result live as long as the process. Safe to call from any thread.
ObjectSections listSections(StringRef bytes, const Object &object);

// One reader per format, called by the function above. After an error the object stays whole.
Error listElfSections(StringRef bytes, const Object &object, ObjectSections &sections);
Error listCoffSections(StringRef bytes, const Object &object, ObjectSections &sections);
/// Lists atoms. Of an object that is not divided, it counts bytes by kind.
Error listMachOSections(StringRef bytes, const Object &object, ObjectSections &sections);

/// Whether a section of that name holds code for link-time optimisation, as GCC's and Clang's
/// -ffat-lto-objects put it beside machine code. A link uses the one or the other, so the names in
/// both must stay the same.
inline bool holdsCodeForLto(StringRef section) {
  return section == ".llvm.lto" || section.starts_with(".gnu.lto_");
}

/// What is known of one section while sections are listed.
struct FoundSection {
  std::optional<SectionKind> kind; ///< none if it has no place in the lists
  uint32_t index = 0;
  uint64_t size = 0;
  Name name;
  std::vector<SymbolNumber> symbols; ///< in any order
  std::vector<uint32_t> sections;    ///< likewise
};

/// Makes the columns of `sections` of sections in the order of the file.
void setColumns(std::vector<FoundSection> found, ObjectSections &sections);

/// Adds to `sections.unrelocated` the references of `object` that no section refers to, since an
/// undefined symbol takes a member out of a library all the same (weak ones do not), and the
/// symbols that the object itself refers to.
void listUnrelocated(llvm::ArrayRef<FoundSection> found, const FoundSection &itself,
                     const Object &object, ObjectSections &sections);

/// Collects sections by reason, and bytes by kind, and makes lists of them.
class SectionSums {
public:
  void keep(KeepReason reason, uint32_t section) { kept[size_t(reason)].push_back(section); }
  void count(SectionKind kind, uint64_t bytes) { sums[size_t(kind)] += bytes; }
  void finish(ObjectSections &sections) const;

private:
  std::array<std::vector<uint32_t>, 8> kept;
  std::array<uint64_t, 16> sums = {};
};

} // namespace armeld
