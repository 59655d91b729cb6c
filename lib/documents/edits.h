// Edits: changes to objects that a plan asks for.
//
// Equal objects with equal edits become equal objects, so a plan names an edited object by what it
// is made of, before anybody has made it: the digest of the object's digest and its edit
// (`digestOf`). In a plan that digest stands wherever the digest of an object does.
#pragma once

#include "documents/manifest.h"

namespace armeld {

/// Another name for a symbol, wherever the object defines or mentions it.
struct Rename {
  Name from;
  Name to;

  bool operator==(const Rename &) const = default;
};
BOOST_DESCRIBE_STRUCT(Rename, (), (from, to))

/// How debug sections are compressed (gABI, "Compressed Sections").
BOOST_DEFINE_ENUM_CLASS(Compression, zlib, zstd)

/// What changes in one object. Sections are removed first, then symbols renamed and hidden, and
/// what is left of the debug information is compressed; a directive for the linker comes last.
struct Edit {
  Rare<Rename> rename;       ///< sorted by `from`, each once; of symbols that the object has
  bool hide = false;         ///< symbols that it defines get hidden visibility, but not those ...
  Rare<Name> visible;        ///< ... sorted, each once
  Rare<uint32_t> remove;     ///< sections that nothing left refers to, by their index in the
                             ///< object's section table, or in Mach-O atoms by their number (see
                             ///< objects/macho_file.h), ascending, each once
  Rare<Name> need;           ///< references that stay though what makes them is removed, sorted,
                             ///< each once
  Rare<Name> anchor;         ///< symbols of which the object keeps but a name, see anchorName:
                             ///< what defines them is removed, or what refers to them. Sorted,
                             ///< each once
  bool drop_bitcode = false; ///< sections with bitcode that no link uses are removed
  bool strip_debug = false;  ///< debug information is removed
  std::optional<Compression> compress_debug; ///< debug information is compressed
  std::optional<Name> autolink; ///< the object names this library, a file name, to linkers that
                                ///< read such directives, so that they load it (edit/autolink.h)

  bool operator==(const Edit &) const = default;
  bool isEmpty() const { return *this == Edit(); }
  /// Whether sections are removed or compressed. A directive leaves all others as they are.
  bool changesSections() const {
    return !remove.empty() || !need.empty() || !anchor.empty() || drop_bitcode || strip_debug ||
           compress_debug;
  }
};
BOOST_DESCRIBE_STRUCT(Edit, (),
                      (rename, hide, visible, remove, need, anchor, drop_bitcode, strip_debug,
                       compress_debug, autolink))

/// An object as a plan wants it.
struct EditedObject : Edit {
  Digest object; ///< what it is made of
};
BOOST_DESCRIBE_STRUCT(EditedObject, (Edit), (object))

/// Whether armeld can edit the object: it is machine code that linkers bind by name. (In code for
/// link-time optimisation names stand in many places; on ARM64EC, in names of another kind.)
bool canBeEdited(const Object &object);

/// Edited objects by their digests, ascending, each once.
using EditedObjects = std::vector<std::pair<Digest, EditedObject>>;

/// Sorts what is to be sorted.
void sortNames(Edit &edit);

/// The digest by which a plan names the edited object.
Digest digestOf(const EditedObject &edited);

/// The edited object of that digest, or null.
const EditedObject *find(const EditedObjects &all, const Digest &digest);

/// The edit that does what both do. An error if they contradict each other.
Expected<Edit> merge(const Edit &a, const Edit &b);

/// The new name of a symbol: `name`, if the edit does not rename it.
Name renamed(const Edit &edit, Name name);

/// Whether the object keeps no more of the symbol than an anchor.
bool isAnchor(const Edit &edit, Name name);

/// What is left of a symbol that nothing uses, but that takes its object out of a library when
/// another one refers to it: "armeld.keep." and a digest of `symbol`. Of the object that defined
/// the symbol it is an absolute symbol, 0 and hidden; of one that referred to it a reference.
/// Programs that use the symbol after all get an error from the linker, and not an address of
/// nothing. No name of a program begins so.
Name anchorName(Name symbol);
constexpr llvm::StringLiteral anchorPrefix = "armeld.keep.";

/// Whether the edit hides a definition of that visibility.
bool hides(const Edit &edit, const Definition &definition);

/// What inspecting the edited object will find: the facts of `object`, with other names and
/// visibilities. (Directives that load libraries are no facts.) Two facts are not known beforehand:
/// the size, which stays that of `object`, and digests, which are derived here so that they are
/// equal for equal objects with equal edits.
Object edited(const Object &object, const EditedObject &edit);

} // namespace armeld
