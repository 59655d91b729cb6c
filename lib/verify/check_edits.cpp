#include "verify/check_edits.h"

#include "base/names.h"
#include "documents/edited_manifest.h"
#include "edit/edit.h"
#include "os/mapped_file.h"
#include "os/parallel.h"
#include "verify/comparison.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <map>
#include <tuple>

namespace armeld {

namespace {

/// A member after, and what it was made of.
struct EditedMember {
  const Library *library; ///< of the manifest after
  size_t index = 0;
  const PlannedMember *planned;
  Name source; ///< the library that it comes from

  const Member &member() const { return library->members[index]; }
};

class EditCheck {
public:
  EditCheck(const EditedManifests &edits, Manifest &editedBefore, Manifest &after,
            const Pairing &pairing)
      : edits(edits), plan(edits.plan), before(edits.before), editedBefore(editedBefore),
        after(after), pairing(pairing) {}

  Expected<EditVerdict> run() {
    findMembers();
    checkNames();
    checkConflicts();
    checkCopies();
    if (Error error = compareBytes())
      return error;
    adopt();
    verdict.members = members.size();
    return std::move(verdict);
  }

private:
  Finding &report(const Library &library, const Twine &text) {
    Finding &finding = verdict.findings.emplace_back();
    finding.check = Check::edits;
    finding.library = library.path;
    finding.slice = library.slice;
    finding.text = keep(text.str());
    return finding;
  }
  void reportMember(const EditedMember &edited, const Twine &text) {
    Finding &finding =
        report(*edited.library, memberPlace(edited.index, edited.member().name) + ": " + text);
    finding.member = {edited.library->path, edited.library->slice, edited.index,
                      edited.member().name};
  }

  // ---- which member is which ----

  /// Members come in the order of the plan. Where their number is another, the checks of what is
  /// missing and added say more.
  void findMembers() {
    for (const Pairing::Pair &pair : pairing.libraries)
      for (const PlannedLibrary &library : plan.libraries)
        if (pair.after && library.path == pair.before->path && library.slice == pair.before->slice)
          match(*pair.after, library.keep, library.path);
    if (!plan.workspace)
      return;
    for (const Library *workspace : pairing.workspace) {
      std::vector<const WorkspaceMember *> planned;
      for (const WorkspaceMember &member : plan.workspace->members)
        if (member.slice == workspace->slice)
          planned.push_back(&member);
      if (planned.size() == workspace->members.size())
        for (size_t i = 0; i < planned.size(); ++i)
          note({workspace, i, planned[i], planned[i]->library});
    }
  }

  void match(const Library &library, llvm::ArrayRef<PlannedMember> planned, Name source) {
    if (planned.size() == library.members.size())
      for (size_t i = 0; i < planned.size(); ++i)
        note({&library, i, &planned[i], source});
  }

  void note(EditedMember member) {
    if (find(plan.edited, member.planned->object))
      members.push_back(member);
  }

  // ---- names ----

  /// The new name of a symbol in a library, and whether the library defines it.
  struct NewName {
    Name to;
    bool isDefined = false;
  };

  void checkNames() {
    for (size_t l = 0; l < before.libraries.size(); ++l)
      checkNames(before.libraries[l], edits.whole.libraries[l]);
    llvm::DenseSet<Name> exports(plan.exports.begin(), plan.exports.end());
    for (const auto &[digest, edit] : plan.edited)
      for (const Definition &definition : before.find(edit.object)->defines)
        if (exports.contains(definition.name) &&
            (renamed(edit, definition.name) != definition.name || hides(edit, definition)))
          report(before.libraries.front(), "the plan renames or hides the export '" +
                                               shown(definition.name) + "' in object " +
                                               edit.object.abbreviated());
  }

  /// Calls `body` with each name in the object, and whether it defines it.
  template <class Body> static void forEachName(const Object &object, Body body) {
    for (const Definition &definition : object.defines)
      body(definition.name, true);
    for (const ComdatGroup &comdat : object.comdats)
      body(comdat.name, true);
    for (Name name : object.references)
      body(name, false);
    for (Name name : object.weak_references)
      body(name, false);
  }

  /// In the library a name becomes one other name, wherever it stands, and two names stay two. What
  /// the library does not define is bound outside of it, and keeps its name.
  void checkNames(const Library &was, const Library &is) {
    llvm::MapVector<Name, NewName> names;
    llvm::DenseMap<Name, Name> sources;
    if (was.members.size() != is.members.size())
      return; // the plan drops members without a workspace library
    for (size_t m = 0; m < was.members.size(); ++m) {
      const EditedObject *edit = find(edits.wholePlan.edited, is.members[m].object);
      forEachName(before.objectOf(was.members[m]), [&](Name name, bool isDefined) {
        Name to = edit ? renamed(*edit, name) : name;
        auto [entry, isNew] = names.insert({name, {to, isDefined}});
        entry->second.isDefined |= isDefined;
        if (entry->second.to != to)
          report(was, "symbol '" + shown(name) + "' is called '" + shown(to) + "' in member '" +
                          shown(was.members[m].name) + "', and '" + shown(entry->second.to) +
                          "' in another one");
        auto [source, isFirst] = sources.try_emplace(to, name);
        if (source->second != name)
          report(was, "symbols '" + shown(name) + "' and '" + shown(source->second) +
                          "' are both called '" + shown(to) + "'");
      });
    }
    for (auto &[name, now] : names)
      if (now.to != name && !now.isDefined && !followsDefined(name, now.to, names))
        report(was, "symbol '" + shown(name) + "', which it does not define, is renamed");
  }

  /// The pointer that dllimport reads is made by the linker where a library defines the symbol, and
  /// so is the entry of a function that has a descriptor (PowerPC).
  static bool followsDefined(Name name, Name to, const llvm::MapVector<Name, NewName> &names) {
    for (StringRef prefix : {"__imp_", "."})
      if (name.starts_with(prefix))
        if (auto found = names.find(name.drop_front(prefix.size())); found != names.end())
          return found->second.isDefined && to == (prefix + found->second.to).str();
    return false;
  }

  // ---- conflicts ----

  /// Objects of one equivalence are one definition.
  void checkConflicts() {
    if (plan.separations.empty())
      return;
    llvm::DenseSet<Name> known;
    for (const Conflict &conflict : plan.conflicts)
      known.insert(conflict.symbol);
    struct First {
      const Library *library;
      Digest equivalence;
    };
    llvm::DenseMap<std::pair<Name, Name>, First> firsts; // by name, and slice with machine
    for (const Library &library : editedBefore.libraries) {
      for (const Member &member : library.members) {
        const Object &object = editedBefore.objectOf(member);
        Name world = worldOf(library, object);
        for (const Definition &definition : object.defines) {
          if (!isUniqueStrong(definition))
            continue;
          auto [entry, isNew] =
              firsts.try_emplace({definition.name, world}, First{&library, object.equivalence});
          if (!isNew && entry->second.library != &library &&
              entry->second.equivalence != object.equivalence &&
              known.insert(definition.name).second)
            report(library, "symbol '" + shown(definition.name) +
                                "' is defined differently by it and " +
                                shown(*entry->second.library));
        }
      }
    }
  }

  // ---- copies ----

  /// Of copies of an inline function a linker keeps one. So copies that were the same are the same
  /// afterwards: if they call symbols of different new names, they have names of their own.
  void checkCopies() {
    llvm::DenseMap<std::pair<const Library *, size_t>, const EditedObject *> edits;
    for (const EditedMember &edited : members)
      edits[{edited.library, edited.index}] = find(plan.edited, edited.planned->object);
    std::map<std::tuple<Name, Name, Digest>, Digest> copies; // by name, world and former content
    for (const Library &library : after.libraries)
      for (size_t m = 0; m < library.members.size(); ++m) {
        const Object &now = after.objectOf(library.members[m]);
        const EditedObject *edit = edits.lookup({&library, m});
        const Object &was = edit ? *before.find(edit->object) : now;
        Name world = worldOf(library, now);
        forEachCopy(was, now, edit, [&](Name name, const Digest &former, const Digest &content) {
          auto [copy, isNew] = copies.try_emplace({name, world, former}, content);
          if (copy->second != content)
            report(library, memberPlace(m, library.members[m].name) + ": its copy of '" +
                                shown(name) +
                                "' refers to other symbols than a copy that was the same, and has "
                                "the same name");
        });
      }
  }

  /// Calls `body` with each definition of which a linker keeps one copy: its new name, and what it
  /// held and holds.
  template <class Body>
  static void forEachCopy(const Object &was, const Object &now, const Edit *edit, Body body) {
    llvm::DenseMap<Name, Digest> contents;
    for (const Definition &definition : now.defines)
      if (definition.content)
        contents[definition.name] = *definition.content;
    for (const Definition &definition : was.defines) {
      Name name = edit ? renamed(*edit, definition.name) : definition.name;
      auto found = contents.find(name);
      if (definition.content && found != contents.end())
        body(name, *definition.content, found->second);
    }
  }

  /// Slices, and machines but for those of Windows, never meet in a link.
  Name worldOf(const Library &library, const Object &object) {
    bool isCoff = object.format == StringRef("coff");
    std::string world =
        (library.slice.value_or("") + "/" + (isCoff ? "" : object.machine.value_or(""))).str();
    return worlds.insert(world).first->getKey();
  }

  // ---- bytes ----

  Error compareBytes() {
    // Open each file once.
    for (const EditedMember &edited : members) {
      for (Name path : {edited.planned->file.value_or(edited.source),
                        edited.member().file.value_or(edited.library->path)}) {
        if (files.contains(path))
          continue;
        Expected<MappedFile> file = MappedFile::open(path);
        if (!file)
          return at(shown(path), file.takeError());
        files.try_emplace(path, std::move(*file));
      }
    }
    std::vector<std::optional<std::string>> faults(members.size());
    if (Error error =
            parallelTry(members.size(), 0, [&](size_t i) { return compare(i, faults[i]); }))
      return error;
    for (size_t i = 0; i < members.size(); ++i)
      if (faults[i])
        reportMember(members[i], *faults[i]);
    return Error::success();
  }

  Expected<StringRef> content(Name path, uint64_t offset, uint64_t size,
                              const Digest &digest) const {
    StringRef bytes = files.find(path)->second.bytes();
    if (offset > bytes.size() || size > bytes.size() - offset ||
        digestOf(bytes.substr(offset, size)) != digest)
      return failure(shown(path) + ": has changed since the scan");
    return bytes.substr(offset, size);
  }

  Error compare(size_t i, std::optional<std::string> &fault) const {
    const EditedMember &edited = members[i];
    const EditedObject &edit = *find(plan.edited, edited.planned->object);
    const PlannedMember &planned = *edited.planned;
    Expected<StringRef> was =
        content(planned.file.value_or(edited.source), planned.offset, planned.size, edit.object);
    if (!was)
      return was.takeError();
    const Member &member = edited.member();
    Expected<StringRef> is = content(member.file.value_or(edited.library->path), member.data_offset,
                                     member.size, member.object);
    if (!is)
      return is.takeError();
    if (Error error = checkEdited(*was, *is, edit))
      fault = text(std::move(error));
    else
      fault = differenceOf(*editedBefore.find(planned.object), after.objectOf(member),
                           edit.changesSections());
    return Error::success();
  }

  /// What the manifest says of the object, and what it should say; none if that is the same. What
  /// is in a section that the plan removes may be missing (checkEdited has compared it).
  static std::optional<std::string> differenceOf(const Object &expected, const Object &found,
                                                 bool mayLose) {
    if (found.unreadable)
      return "cannot be inspected: " + shown(*found.unreadable);
    std::string difference;
    using Names = std::vector<std::string>;
    auto compare = [&](const char *what, Names expectedNames, Names foundNames) {
      llvm::sort(expectedNames);
      llvm::sort(foundNames);
      bool isSame = mayLose ? std::includes(expectedNames.begin(), expectedNames.end(),
                                            foundNames.begin(), foundNames.end())
                            : expectedNames == foundNames;
      if (difference.empty() && !isSame)
        difference = std::string(what) + " are others than the plan's edit makes";
    };
    auto definitions = [](const Object &object) {
      Names all;
      for (const Definition &d : object.defines)
        all.push_back(d.name.str() + '\0' + std::to_string(int(d.binding)) +
                      (d.comdat ? std::to_string(int(*d.comdat)) : "-") + (d.content ? "c" : "-") +
                      (d.visibility ? std::to_string(int(*d.visibility)) : "-"));
      return all;
    };
    auto names = [](const auto &list) {
      Names all;
      for (Name name : list)
        all.push_back(name.str());
      return all;
    };
    auto comdats = [](const Object &object) {
      Names all;
      for (const ComdatGroup &comdat : object.comdats)
        all.push_back(comdat.name.str());
      return all;
    };
    compare("its definitions", definitions(expected), definitions(found));
    compare("its references", names(expected.references), names(found.references));
    compare("its weak references", names(expected.weak_references), names(found.weak_references));
    compare("its COMDATs", comdats(expected), comdats(found));
    mayLose = false; // linkers keep what runs before main
    compare("its initialisers", names(expected.initialisers), names(found.initialisers));
    if (difference.empty())
      return std::nullopt;
    return difference;
  }

  // ---- the manifest after ----

  void adopt() {
    llvm::DenseMap<Digest, const Object *> found;
    for (const EditedMember &edited : members) {
      auto library = after.libraries.begin() + (edited.library - after.libraries.data());
      Digest &object = library->members[edited.index].object;
      found.try_emplace(edited.planned->object, after.find(object));
      object = edited.planned->object;
    }
    for (auto &[digest, object] : editedBefore.objects) {
      auto now = found.find(digest);
      if (now == found.end())
        continue;
      if (find(plan.edited, digest)->changesSections())
        keepOnly(*now->second, object);
      if (!after.find(digest))
        made.emplace_back(digest, object);
    }
    llvm::append_range(after.objects, std::move(made));
    llvm::sort(after.objects, [](const auto &a, const auto &b) { return a.first < b.first; });
  }

  /// Leaves the symbols that the object still has.
  static void keepOnly(const Object &found, Object &object) {
    auto keep = [](auto &list, const auto &there, auto nameOf) {
      llvm::DenseSet<Name> names;
      for (const auto &entry : there)
        names.insert(nameOf(entry));
      llvm::erase_if(list, [&](const auto &entry) { return !names.contains(nameOf(entry)); });
    };
    auto nameOf = [](const auto &entry) { return entry.name; };
    auto itself = [](Name name) { return name; };
    keep(object.defines, found.defines, nameOf);
    keep(object.comdats, found.comdats, nameOf);
    keep(object.references, found.references, itself);
    keep(object.weak_references, found.weak_references, itself);
    object.has_bitcode = found.has_bitcode;
    object.has_debug_info = found.has_debug_info;
  }

  const EditedManifests &edits;
  const Plan &plan;
  const Manifest &before;
  Manifest &editedBefore;
  Manifest &after;
  const Pairing &pairing;
  std::vector<EditedMember> members;
  llvm::StringMap<MappedFile> files;
  llvm::StringSet<> worlds;
  std::vector<std::pair<Digest, Object>> made;
  EditVerdict verdict;
};

} // namespace

Expected<EditedManifests> editWhole(const Plan &plan, const Manifest &before) {
  EditedManifests edits{plan, before, Plan(), Manifest(), llvm::DenseMap<Digest, Digest>()};
  edits.wholePlan = withoutRemoval(plan, edits.wholeOf);
  Expected<Manifest> whole = editedManifest(before, edits.wholePlan);
  if (!whole)
    return whole.takeError();
  edits.whole = std::move(*whole);
  return edits;
}

Expected<EditVerdict> checkEdits(const EditedManifests &edits, Manifest &editedBefore,
                                 Manifest &after, const Pairing &pairing) {
  return EditCheck(edits, editedBefore, after, pairing).run();
}

} // namespace armeld
