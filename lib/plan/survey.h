// The manifest as the rules need it: which objects are one class, and which define and
// refer to each symbol.
//
// A *class* is a set of objects that no linker tells apart: equal equivalence digests. Classes and
// symbols are numbered, because rules ask about them a million times.
//
// Objects for different machines never meet in one link. Universal files and AIX archives hold
// several machines side by side, each with symbols of the same names, so a symbol is a name *and* a
// world: the slice and the machine it lives in.
#pragma once

#include "base/numbered_names.h"
#include "documents/manifest.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"

namespace armeld {

using ClassId = uint32_t;
using SymbolId = NumberedNames::Number;

/// A member, by the numbers of its library and its own. The verifier has another type for this
/// (Site, in verify/comparison.h): planner and verifier share no code, so that a fault of one does
/// not hide in the other.
struct MemberRef {
  uint32_t library = 0;
  uint32_t member = 0;
};

/// Whether a linker that finds several definitions of this symbol keeps one without complaint.
inline bool mayRepeat(const Definition &definition) {
  return definition.binding != Binding::strong ||
         (definition.comdat && *definition.comdat != Comdat::noduplicates);
}

/// Objects that can replace each other, with every place where they occur.
struct ObjectClass {
  /// Whether no linker takes it from any library, because members before it define all its symbols
  /// (see `findShadowed`).
  /// Some builds of Rust's compiler_builtins hold each function twice, in Rust and in C.
  bool isShadowed = false;
  std::vector<Digest> objects; ///< distinct, in order of first occurrence
  /// In order of library and member, those of an earlier workspace library first.
  std::vector<MemberRef> members;
  uint32_t libraries = 0; ///< how many libraries hold a copy
  const Object *facts =
      nullptr; ///< of the first object; for a linker those of the others are the same
  std::vector<SymbolId> defines; ///< one for each of `facts->defines`
  /// More names that its definitions answer to (see `aliasesOf` and `answerOf`), or all that is
  /// known of an opaque object.
  std::vector<SymbolId> aliases;
  std::vector<SymbolId> references; ///< strong ones, one for each of `facts->references`
  // What link order decides about besides symbols. These are numbered as symbols are, and have
  // definers, under names that no symbol has: "section .init_array".
  std::vector<SymbolId> comdats;      ///< groups, and COMDATs of one symbol
  std::vector<SymbolId> initialisers; ///< rows of code that runs before or after main
  std::vector<SymbolId> importTables; ///< of which it is a piece
};

class Survey {
public:
  /// `manifest` must outlive the survey. `earlier` is the path of the workspace library of an
  /// earlier run in it, if there is one. An error where two libraries are for different machines,
  /// so that nothing can be shared between them; it names both.
  static Expected<Survey> make(const Manifest &manifest, std::optional<Name> earlier = {});

  const Manifest *manifest = nullptr;
  /// In the order in which the workspace library will hold them, if it does: what it has from an
  /// earlier run, and the others by first occurrence.
  std::vector<ObjectClass> classes;
  /// The class of each member: classOf[library][member].
  std::vector<std::vector<ClassId>> classOf;

  /// The classes that define a symbol, under this name or an alias, or that have such a COMDAT,
  /// initialiser section or piece of an import table. Each once.
  llvm::ArrayRef<ClassId> definers(SymbolId symbol) const { return definersOf[symbol]; }
  /// Whether several definitions are anything but COMDATs of equal content, so that a program can
  /// tell which of them the linker kept.
  bool differs(SymbolId symbol) const { return copies[symbol].differ; }
  /// Whether an object of the libraries refers to the symbol without defining it.
  bool isReferenced(SymbolId symbol) const { return copies[symbol].referenced; }
  /// Of a symbol with several definers: those that stand first among them in some library. A search
  /// of that library for the symbol ends there. An earlier workspace library does not count, since
  /// it is searched last.
  llvm::ArrayRef<ClassId> firstDefiners(SymbolId symbol) const {
    auto found = firstsOf.find(symbol);
    return found == firstsOf.end() ? llvm::ArrayRef<ClassId>() : found->second;
  }
  bool isFirstDefiner(SymbolId symbol, ClassId id) const { return isFirst.contains({symbol, id}); }
  /// Of a symbol with several definers: those with a strong definition that must not be repeated.
  llvm::ArrayRef<ClassId> strongDefiners(SymbolId symbol) const {
    auto found = strongOf.find(symbol);
    return found == strongOf.end() ? llvm::ArrayRef<ClassId>() : found->second;
  }
  /// A member that refers to the symbol in a library that does not define it, though another one
  /// does.
  std::optional<MemberRef> lacking(SymbolId symbol) const {
    auto found = lackingOf.find(symbol);
    return found == lackingOf.end() ? std::nullopt : std::optional(found->second);
  }
  /// Whether one of the definers is shadowed.
  bool hasShadowedDefiner(SymbolId symbol) const { return copies[symbol].shadowed; }
  size_t symbolCount() const { return names.size(); }
  Name name(SymbolId symbol) const { return names[symbol]; }

  const Member &member(MemberRef ref) const {
    return manifest->libraries[ref.library].members[ref.member];
  }
  const Library &library(MemberRef ref) const { return manifest->libraries[ref.library]; }
  /// Whether the library of this number is the workspace library of an earlier run, or a slice.
  bool isEarlier(uint32_t library) const { return manifest->libraries[library].path == earlier; }
  /// Whether each library of its slice that holds any object holds it, but for an earlier workspace
  /// library, which is in each link.
  bool isInAll(const ObjectClass &cls) const;
  /// Whether the library holds nothing but stubs of DLLs.
  bool isImportLibrary(uint32_t library) const { return importLibraries.test(library); }
  /// Whether it holds an object of this class.
  bool isInEarlier(const ObjectClass &cls) const { return isEarlier(cls.members.front().library); }

  /// The format that all libraries are to be written in, if not each in its own.
  std::optional<ArchiveFormat> outputFormat;
  ArchiveFormat formatOf(MemberRef ref) const { return outputFormat.value_or(library(ref).format); }

private:
  StringRef sliceOf(ClassId id) const {
    return library(classes[id].members.front()).slice.value_or("");
  }
  /// What is known of all definitions of one symbol together.
  struct Copies {
    const Digest *content = nullptr; ///< of the first; null if it has none
    bool differ = false;
    bool referenced = false;
    bool shadowed = false;
  };

  /// Fills `classes` and `classOf`. The result is the world of each class.
  std::vector<uint32_t> makeClasses();
  void reserveSymbols();
  SymbolId intern(Name name, uint32_t world);
  /// `content` is part of the manifest, or empty.
  void define(ClassId id, SymbolId symbol, const std::optional<Digest> &content);
  void addSymbols(ClassId id, uint32_t world);
  void addInitialisers(ClassId id, uint32_t world);
  void addListed(llvm::ArrayRef<uint32_t> worldOfClass);
  void addAnswers(ClassId id, uint32_t world);
  void addAlias(ClassId id, SymbolId symbol);
  void findFirstDefiners();
  void findStrongDefiners();
  void findLacking();
  void findImportLibraries();
  void countLibraries();
  void findShadowed();
  llvm::BitVector runtimeRoutines() const;

  std::optional<Name> earlier;
  llvm::BitVector importLibraries;                     ///< by library
  llvm::DenseMap<StringRef, uint32_t> objectLibraries; ///< how many hold objects, by slice
  NumberedNames names;
  std::vector<llvm::SmallVector<ClassId, 1>> definersOf; ///< most have one
  std::vector<Copies> copies;
  llvm::DenseMap<SymbolId, llvm::SmallVector<ClassId, 1>> firstsOf;
  llvm::DenseSet<std::pair<SymbolId, ClassId>> isFirst; ///< what is in `firstsOf`
  llvm::DenseMap<SymbolId, llvm::SmallVector<ClassId, 2>> strongOf;
  llvm::DenseMap<SymbolId, MemberRef> lackingOf;
};

/// The other names that a definition answers to. GNU symbol versioning: "f@@V" is the default
/// version and answers to "f" and "f@V" as well; "f@V" answers to itself only. ARM64EC:
/// a function "#f" answers to "f", by which x86-64 code calls it.
llvm::SmallVector<std::string, 2> aliasesOf(const Object &object, Name definition);

/// The name of a reference that the definition answers for GNU ld alone. Windows: __imp_x answers x
/// (__imp__x answers _x on i386), by auto-import (ld's manual, "--enable-auto-import"). PowerPC's
/// older 64-bit ABI: the function descriptor x answers .x, the function's code (bfd/elf64-ppc.c,
/// ppc64_elf_archive_symbol_lookup).
std::optional<std::string> answerOf(const Object &object, Name definition);

} // namespace armeld
