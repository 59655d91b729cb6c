// The manifest: what is in a set of static libraries.
//
// ar-scan writes it, and all other tools read it. It answers "which members does each library have,
// and which object is each of them?" and, once per distinct object, "what does a linker see in
// it?". It states facts only; the planner decides what may move.
//
// The structs are the JSON document `armeld/manifest/1`, field for field (schemas/manifest.json). A
// `Rare` list, a `bool` and a `std::optional` are omitted from the JSON when empty, false or unset.
#pragma once

#include "base/digest.h"
#include "base/error.h"
#include "base/names.h"
#include "base/progress.h"

#include "llvm/ADT/DenseMap.h"

#include <boost/describe.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace armeld {

/// The archive formats, by llvm-ar's names. 32- and 64-bit symbol tables are one format.
BOOST_DEFINE_ENUM_CLASS(ArchiveFormat, gnu, bsd, darwin, coff, bigarchive)

/// The formats of an archive's symbol table. `none`: there is no table.
BOOST_DEFINE_ENUM_CLASS(SymbolTableFormat, none, gnu, gnu64, bsd, darwin64, coff, bigarchive)

/// `fresh`: the table lists every symbol that a member defines, and nothing else.
BOOST_DEFINE_ENUM_CLASS(SymbolTableState, absent, stale, fresh)

struct SymbolTable {
  SymbolTableFormat format = SymbolTableFormat::none;
  SymbolTableState state = SymbolTableState::absent;
  std::optional<uint64_t> entries; ///< how many symbols it lists
  std::optional<Name> problem;     ///< of a stale table: the first difference, in words
};
BOOST_DESCRIBE_STRUCT(SymbolTable, (), (format, state, entries, problem))

/// What a member name says by rustc's naming convention (see scan/rustc_name.h).
struct RustcName {
  std::optional<Name> library; ///< the prefix that LTO adds: the library's own crate and hash
  std::optional<Name> crate;   ///< not known of a C object
  /// Of the file's name (-C extra-filename): differs by version, source, features, profile,
  /// compiler and its flags.
  std::optional<Name> crate_hash;
  /// Of the unit's name (-C metadata): since Cargo 1.85 likewise, but for the compiler's flags.
  std::optional<Name> unit_hash;
  Name unit; ///< "cgu.0", a hash, or the source file's name of a C object

  bool operator==(const RustcName &) const = default;
};
BOOST_DESCRIBE_STRUCT(RustcName, (), (library, crate, crate_hash, unit_hash, unit))

/// One entry of an archive. Names may repeat.
struct Member {
  Name name;
  uint64_t header_offset = 0; ///< bytes from the file's start to the member's header
  uint64_t data_offset =
      0; ///< bytes from the library's (or, with `file`, that file's) start to the content
  uint64_t size = 0; ///< bytes of content
  Digest object;
  std::optional<Name> file; ///< of a thin archive: the path of the file that holds the content
  std::optional<RustcName> rustc;
  Rare<Name>
      listed; ///< if the object is opaque: the symbols for which the library's table names it
  /// No part of the document: where the manifest's `objects` have the object (see
  /// `Manifest::index`). Nobody but `Manifest` relies on it.
  uint32_t objectIndex = UINT32_MAX;
};
BOOST_DESCRIBE_STRUCT(Member, (),
                      (name, header_offset, data_offset, size, object, file, rustc, listed))

/// A static library: an archive file, or one slice of a universal file of archives.
struct Library {
  Name path;                 ///< as given on the command line
  std::optional<Name> slice; ///< of a universal file: the slice's architecture, as lipo names it
  uint64_t size = 0;         ///< bytes of the whole file
  int64_t modified_ns = 0;   ///< nanoseconds since 1970
  int64_t changed_ns = 0; ///< when the file or its inode last changed; cannot be set, as that can
  uint64_t inode = 0;     ///< the file's number
  ArchiveFormat format = ArchiveFormat::gnu;
  bool thin = false;
  bool workspace = false; ///< bears the mark of a workspace library (see archive/workspace_mark.h)
  SymbolTable symbol_table;
  std::vector<Member> members; ///< in archive order; symbol and name tables are not members
};
BOOST_DESCRIBE_STRUCT(Library, (),
                      (path, slice, size, modified_ns, changed_ns, inode, format, thin, workspace,
                       symbol_table, members))

/// What a member's content is. `import`: a COFF short import object. `other`: not read by linkers.
BOOST_DEFINE_ENUM_CLASS(Kind, relocatable, import, bitcode, archive, other)

/// `common`: a tentative definition, which linkers merge with others of its name.
BOOST_DEFINE_ENUM_CLASS(Binding, strong, weak, common)

/// What a linker does with several COMDATs of one name: PE/COFF specification, section 5.5.6,
/// "COMDAT Sections (Object Only)". An ELF group with GRP_COMDAT is `any`.
BOOST_DEFINE_ENUM_CLASS(Comdat, noduplicates, any, samesize, exactmatch, associative, largest,
                        newest)

BOOST_DEFINE_ENUM_CLASS(Visibility, hidden, internal, protect)

struct Definition {
  Name name;
  Binding binding = Binding::strong;
  std::optional<Comdat> comdat;  ///< how duplicates are treated, where the section is a COMDAT
  std::optional<Digest> content; ///< of the COMDAT, or of a weak definition in Mach-O: equal where
                                 ///< it does not matter which one a linker keeps
  std::optional<Visibility> visibility; ///< where it is not the default
};
BOOST_DESCRIBE_STRUCT(Definition, (), (name, binding, comdat, content, visibility))

/// A COMDAT whose name is not a symbol that the object defines.
struct ComdatGroup {
  Name name;
  std::optional<Digest> content; ///< as in Definition
};
BOOST_DESCRIBE_STRUCT(ComdatGroup, (), (name, content))

/// The content of a member, listed once however many members hold it.
struct Object {
  uint64_t size = 0;
  Kind kind = Kind::other;
  std::optional<Name> format; ///< elf, coff, macho, wasm, xcoff
  std::optional<Name>
      machine; ///< what it is for, e.g. x86_64; objects of one link have one machine
  std::optional<Name>
      platform;       ///< of Mach-O, where it says one: macos, ios, ios-simulator ... (loader.h)
  Digest equivalence; ///< equal for objects no linker tells apart (see equivalence.h)
  std::vector<Definition>
      defines;                  ///< symbols that other objects can bind to, as in the symbol table
  std::vector<Name> references; ///< undefined symbols that it needs
  Rare<Name> weak_references;   ///< undefined symbols that it uses only where they are defined
  Rare<ComdatGroup> comdats;    ///< those that no definition shares its name with
  Rare<Name> initialisers;      ///< sections whose code runs before main or after it, in link order
  bool std_arguments = false;   ///< its section .init_array.00099 is that of Rust's std, see
                                ///< runsInAnyOrder
  Rare<Name> import_parts;      ///< the import tables that it is a piece of, named by their heads
  std::optional<Name> import_dll; ///< of a table's last piece: the DLL
  bool objc = false; ///< has classes or categories of Objective-C, or Swift's metadata, for which
                     ///< Apple's linkers take a member out of every library with -ObjC
  bool has_bitcode = false; ///< a section carries LLVM bitcode beside the machine code
  bool has_debug_info = false;
  // Of what rustc compiled, as far as it says them (objects/rust_origin.h):
  std::optional<Name> compiler; ///< as `rustc --version` prints it
  std::optional<Name> source;   ///< the crate's folder, as the debug information names it
  Rare<Name> packages; ///< without debug information: the folders that its panic messages name
  std::optional<Name>
      unreadable; ///< why it could not be inspected; of the above, only size is valid then
};
BOOST_DESCRIBE_STRUCT(Object, (),
                      (size, kind, format, machine, platform, equivalence, defines, references,
                       weak_references, comdats, initialisers, std_arguments, import_parts,
                       import_dll, objc, has_bitcode, has_debug_info, compiler, source, packages,
                       unreadable))

/// Whether only the table of a library can say what symbols the object defines: it could not be
/// inspected, or is nothing that armeld reads. GCC's linker plugin reads its own intermediate code,
/// link.exe that of MSVC's /GL, and some linkers take shared objects out of archives.
inline bool isOpaque(const Object &object) {
  return object.unreadable || object.kind == Kind::archive || object.kind == Kind::other;
}

/// Whether it makes no difference when the code of that section of the object runs. Rust's std
/// notes argc and argv in variables of its own before main, and does nothing else there
/// (library/std/src/ sys/args/unix.rs, ARGV_INIT_ARRAY). Libraries with LTO have a std each.
inline bool runsInAnyOrder(const Object &object, Name section) {
  return object.std_arguments && section == ".init_array.00099";
}

struct Manifest {
  static constexpr llvm::StringLiteral schema = "armeld/manifest/1";
  std::vector<Library> libraries;
  std::vector<std::pair<Digest, Object>> objects; ///< ascending by digest, each once

  /// Notes for each member where its object is, on all cores. A member without an object, or with
  /// one of another size, is left out.
  void index();

  /// The object of that digest, or null.
  const Object *find(const Digest &digest) const;
  /// Its place in `objects`, or none.
  std::optional<size_t> indexOf(const Digest &digest) const;
  /// The object of a member of this manifest, which has one (reading a manifest ensures it). One
  /// access to memory if the manifest has been indexed and not changed since, else as `find`.
  const Object &objectOf(const Member &member) const { return objects[indexOf(member)].second; }
  /// Its place in `objects`.
  size_t indexOf(const Member &member) const {
    size_t i = member.objectIndex;
    return i < objects.size() && objects[i].first == member.object ? i : *indexOf(member.object);
  }
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (libraries, objects))

/// Reads a manifest. Errors begin with `place` and end in a JSON pointer and what was expected
/// there. Names in the manifest may lie in `json`. `progress` may be null.
Expected<Manifest> parseManifest(StringRef json, StringRef place, Progress *progress = nullptr);

/// A manifest that nobody changes any more.
using SharedManifest = std::shared_ptr<const Manifest>;

/// Reads the manifest at `path`; "-" is standard input. Errors name the file.
Expected<Manifest> readManifest(StringRef path, Progress *progress = nullptr);
/// The same, or the manifest that an earlier step of this process has handed on.
Expected<SharedManifest> receiveManifest(StringRef path, Progress *progress = nullptr);

/// Makes several manifests one, libraries in the order in which they come.
class ManifestMerge {
public:
  /// Adds what was read from `place`. An error if an earlier manifest has one of its libraries, or
  /// if they contradict each other about an object. Of two views of an object one of which could
  /// not be inspected, the other counts: a build with a newer LLVM reads what an older one cannot.
  Error add(Manifest manifest, StringRef place);
  SharedManifest take();

private:
  Manifest all;
  std::vector<std::string> places;
  llvm::DenseMap<Digest, std::pair<size_t, size_t>> objects; ///< index, and place
  llvm::DenseMap<std::pair<Name, Name>, size_t> libraries;   ///< path and slice: place
};

void print(const Manifest &manifest, llvm::raw_ostream &out);

/// "libfoo.a", or "libfoo.a(arm64)" for a slice: how all messages name a library.
std::string shown(const Library &library);

} // namespace armeld
