#include "plan/opaque_warnings.h"

#include "documents/import_tables.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

/// Whether a linker may take the member, although nobody knows what it refers to. Text and the like
/// stand in no table.
static bool mayRefer(const Library &library, const Member &member, const Object &object) {
  return !member.listed.empty() ||
         (object.unreadable && library.symbol_table.state == SymbolTableState::absent);
}

static const Member *opaqueMember(const Library &library, const Manifest &manifest) {
  for (const Member &member : library.members)
    if (const Object &object = *manifest.find(member.object);
        isOpaque(object) && mayRefer(library, member, object))
      return &member;
  return nullptr;
}

/// The first symbol that moves out of other libraries and that `library` does not define.
static std::optional<Name> symbolFromElsewhere(const Library &library, const Plan &plan,
                                               const Manifest &manifest) {
  llvm::DenseSet<Name> own;
  for (const Member &member : library.members) {
    own.insert(member.listed.begin(), member.listed.end());
    for (const Definition &definition : manifest.find(member.object)->defines)
      own.insert(definition.name);
  }
  for (const WorkspaceMember &member : plan.workspace.members) {
    const Object &object = *manifest.find(member.object);
    // An earlier workspace library is in each link already; and for stubs see rule `provided`.
    if (member.slice != library.slice || member.library == plan.workspace.path ||
        isImportStub(object))
      continue;
    for (const Definition &definition : object.defines)
      if (!own.contains(definition.name))
        return definition.name;
  }
  return std::nullopt;
}

static std::string whyOpaque(const Object &object) {
  if (object.unreadable)
    return shown(*object.unreadable);
  return object.kind == Kind::archive ? "is an archive" : "is no object that armeld reads";
}

std::vector<std::string> opaqueWarnings(const Plan &plan, const Manifest &manifest) {
  std::vector<std::string> warnings;
  if (plan.policy.name != PolicyName::closed ||
      llvm::is_contained(plan.policy.allow, Rule::provided))
    return warnings;
  for (const Library &library : manifest.libraries) {
    if (library.path == plan.workspace.path)
      continue;
    const Member *member = opaqueMember(library, manifest);
    std::optional<Name> symbol =
        member ? symbolFromElsewhere(library, plan, manifest) : std::nullopt;
    if (!symbol)
      continue;
    const Object &object = *manifest.find(member->object);
    warnings.push_back(shown(library) + ": member '" + shown(member->name) +
                       "' cannot be inspected (" + whyOpaque(object) +
                       "), so what it refers to is unknown. If it refers to '" + shown(*symbol) +
                       "', or to another symbol that moves from other libraries to " +
                       shown(plan.workspace.path) +
                       ", a link without those libraries now takes the definition there, even "
                       "where it took another one before");
  }
  return warnings;
}

} // namespace armeld
