// The sections of objects: what gc-plan decides about.
//
// `ar-scan --sections` writes it beside a manifest. The manifest says what a linker sees of an
// object from outside; this says, per distinct object, what is in it and what refers to what.
//
// Of a Mach-O object it has the atoms, which go or stay as sections do in other formats.
//
// An object may have thousands of sections, most of them functions, so lists stand in columns:
// element i of each list of a SectionList is about one section. Sections are told by their index in
// the object's section table, symbols by their place in the manifest's lists (see `SymbolNumber`).
//
// The structs are the JSON document `armeld/sections/1`, field for field (schemas/sections.json).
#pragma once

#include "documents/manifest.h"

namespace armeld {

/// What bytes of an object are for. `rodata`: data that a program only reads, relocated or not.
/// `metadata`: what linkers read and do not copy: symbols, names, relocations.
BOOST_DEFINE_ENUM_CLASS(SectionKind, code, rodata, data, bss, unwind, initialiser, note, debug,
                        bitcode, metadata)

/// Why linkers that remove unreferenced sections keep one: its code runs before main or after it;
/// SHF_GNU_RETAIN, or N_NO_DEAD_STRIP; programs find it by its name, as __start_NAME; it is a note;
/// its type has a meaning to linkers; it is no COMDAT (COFF); a directive exports a symbol of it
/// (COFF).
BOOST_DEFINE_ENUM_CLASS(KeepReason, initialiser, retain, c_identifier, note, type, not_comdat,
                        exported)

/// A symbol of an object: an index into the object's `defines`, followed by its `references` and
/// its `weak_references`.
using SymbolNumber = uint32_t;

/// The sections of one kind, in the order of the file.
struct SectionList {
  SectionKind kind = SectionKind::code;
  std::vector<uint32_t> index;
  std::vector<uint64_t> size; ///< bytes
  std::vector<Name> name;     ///< what is said of it to people: a local symbol in it, or else its
                              ///< name without the part that is a symbol's
  std::vector<std::vector<SymbolNumber>> symbols; ///< that it refers to, ascending, each once
  std::vector<std::vector<uint32_t>> sections;    ///< likewise, by local symbols or by itself
};
BOOST_DESCRIBE_STRUCT(SectionList, (), (kind, index, size, name, symbols, sections))

struct KeptSections {
  KeepReason reason = KeepReason::initialiser;
  std::vector<uint32_t> sections; ///< ascending
};
BOOST_DESCRIBE_STRUCT(KeptSections, (), (reason, sections))

/// Bytes that are in no section of a SectionList.
struct KindBytes {
  SectionKind kind = SectionKind::debug;
  uint64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(KindBytes, (), (kind, bytes))

struct ObjectSections {
  Rare<SectionList> lists;   ///< ascending by kind; none if the object stays whole or goes
  Rare<uint32_t> defined_in; ///< of each of the object's `defines` its section, 0 for none
  Rare<std::vector<uint32_t>> together; ///< sections that stay or go as one: COMDAT groups, and
                                        ///< sections linked to another one
  Rare<KeptSections> keep;              ///< that stay if the object does
  Rare<SymbolNumber> unrelocated; ///< that the object needs though no section of the lists refers
                                  ///< to them, ascending, each once
  Rare<KindBytes> bytes;          ///< ascending by kind

  bool isWhole() const { return lists.empty(); }
};
BOOST_DESCRIBE_STRUCT(ObjectSections, (), (lists, defined_in, together, keep, unrelocated, bytes))

struct Sections {
  static constexpr llvm::StringLiteral schema = "armeld/sections/1";
  std::vector<std::pair<Digest, ObjectSections>> objects; ///< ascending by digest, each once

  /// The sections of that object, or null.
  const ObjectSections *find(const Digest &digest) const;
};
BOOST_DESCRIBE_STRUCT(Sections, (), (objects))

/// Reads the document at `path`; "-" is standard input. Errors name the file. What it says of the
/// objects of `manifest` is checked against that.
Expected<Sections> readSections(StringRef path, const Manifest &manifest);
/// The same, or the document that an earlier step of this process has handed on.
Expected<std::shared_ptr<const Sections>> receiveSections(StringRef path, const Manifest &manifest);
Expected<Sections> parseSections(StringRef json, StringRef place, const Manifest &manifest);

void print(const Sections &sections, llvm::raw_ostream &out);

} // namespace armeld
