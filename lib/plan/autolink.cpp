#include "plan/autolink.h"

#include "base/names.h"
#include "documents/import_tables.h"
#include "edit/autolink.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

WorkspaceSymbols::WorkspaceSymbols(const Plan &plan, const Manifest &manifest) {
  for (const WorkspaceMember &member : plan.workspace->members)
    add(member.slice, *manifest.find(member.object));
  // Objects that cannot be edited, by slice and by what they refer to.
  using Mute = std::pair<const PlannedLibrary *, const Object *>;
  std::vector<Mute> pending;
  llvm::StringMap<llvm::DenseMap<Name, std::vector<Mute>>> users;
  llvm::DenseSet<Mute> isDone;
  auto take = [&](const Mute &mute) {
    if (isDone.insert(mute).second)
      pending.push_back(mute);
  };
  for (const PlannedLibrary &library : plan.libraries)
    for (const PlannedMember &member : library.keep) {
      const Object &object = *manifest.find(member.object);
      if (canBeEdited(object))
        continue;
      for (const auto *names :
           {&object.references, static_cast<const std::vector<Name> *>(&object.weak_references)})
        for (Name name : *names)
          users[library.slice.value_or("")][name].emplace_back(&library, &object);
      if (areNeeded(library, object))
        take({&library, &object});
    }
  while (!pending.empty()) {
    auto [library, object] = pending.back();
    pending.pop_back();
    add(library->slice, *object);
    auto &asking = users[library->slice.value_or("")];
    for (const Definition &definition : object->defines)
      if (auto found = asking.find(definition.name); found != asking.end())
        llvm::for_each(found->second, take);
  }
}

bool WorkspaceSymbols::areNeeded(const PlannedLibrary &library, const Object &object) const {
  auto found = symbols.find(library.slice.value_or(""));
  if (found == symbols.end())
    return false;
  auto isDefined = [&](Name name) { return found->second.contains(name); };
  return llvm::any_of(object.references, isDefined) ||
         llvm::any_of(object.weak_references, isDefined);
}

void WorkspaceSymbols::add(const std::optional<Name> &slice, const Object &object) {
  auto &defined = symbols[slice.value_or("")];
  for (const Definition &definition : object.defines)
    defined.insert(definition.name);
}

static Name workspaceName(const Plan &plan) { return keep(baseName(plan.workspace->path)); }

Error autolink(Plan &plan, const Manifest &manifest, const WorkspaceSymbols &symbols) {
  const Name name = workspaceName(plan);
  llvm::DenseMap<Digest, EditedObject> edited;
  for (auto &[digest, edit] : plan.edited)
    edited.try_emplace(digest, edit);
  for (PlannedLibrary &library : plan.libraries)
    for (PlannedMember &member : library.keep) {
      const Object &object = *manifest.find(member.object);
      if (!canBeEdited(object) || !symbols.areNeeded(library, object))
        continue;
      if (Error error = checkAutolinkName(*object.format, name))
        return at("--autolink", std::move(error));
      EditedObject edit;
      if (auto before = edited.find(member.object); before != edited.end())
        edit = before->second;
      else
        edit.object = member.object;
      edit.autolink = name;
      member.object = digestOf(edit);
      edited.try_emplace(member.object, std::move(edit));
    }
  plan.edited.assign(edited.begin(), edited.end());
  llvm::sort(plan.edited, [](const auto &a, const auto &b) { return a.first < b.first; });
  return Error::success();
}

std::vector<std::string> autolinkWarnings(const Plan &plan, const Manifest &manifest,
                                          const WorkspaceSymbols &symbols) {
  const std::string workspace = shown(plan.workspace->path);
  std::vector<std::string> warnings;
  size_t others = 0;
  const PlannedMember *first = nullptr;
  for (const PlannedLibrary &library : plan.libraries) {
    bool namesIt = false;
    for (const PlannedMember &member : library.keep) {
      const Object &object = *manifest.find(member.object);
      if (!symbols.areNeeded(library, object))
        continue;
      namesIt |= canBeEdited(object);
      if (canBeEdited(object) || isImportStub(object))
        continue;
      ++others;
      first = first ? first : &member;
    }
    if (!library.drop.empty() && !namesIt)
      warnings.push_back(shown(library.path) +
                         ": no object that stays in it can make linkers load " + workspace +
                         ", so its link lines must name that library");
  }
  if (others != 0)
    warnings.push_back((Twine(others) + (others == 1 ? " object" : " objects") +
                        " of a kind that armeld does not edit, such as '" + shown(first->name) +
                        "', cannot make linkers load " + workspace +
                        "; links that take such an object must name that library")
                           .str());
  return warnings;
}

} // namespace armeld
