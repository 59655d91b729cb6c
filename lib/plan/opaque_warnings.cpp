#include "plan/opaque_warnings.h"

#include "documents/import_tables.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"

namespace armeld {

/// Whether a linker may take the member, although nobody knows what it refers to. Text and the like
/// stand in no table.
static bool mayRefer(const Library &library, const Member &member, const Object &object) {
  return !member.listed.empty() ||
         (object.unreadable && library.symbol_table.state == SymbolTableState::absent);
}

static const Member *opaqueMember(const Library &library, const Manifest &manifest) {
  for (const Member &member : library.members)
    if (const Object &object = manifest.objectOf(member);
        isOpaque(object) && mayRefer(library, member, object))
      return &member;
  return nullptr;
}

/// What moves to the workspace library, by slice, each symbol once.
using MovedSymbols = llvm::StringMap<llvm::SetVector<Name>>;

static MovedSymbols movedSymbols(const Plan &plan, const Manifest &manifest) {
  MovedSymbols moved;
  for (const WorkspaceMember &member : plan.workspace->members) {
    const Object &object = *manifest.find(member.object);
    // An earlier workspace library is in each link already; and for stubs see rule `provided`.
    if (member.library == plan.workspace->path || isImportStub(object))
      continue;
    for (const Definition &definition : object.defines)
      moved[member.slice.value_or("")].insert(definition.name);
  }
  return moved;
}

/// The first symbol that moves out of other libraries and that `library` does not define.
static std::optional<Name> symbolFromElsewhere(const Library &library, const MovedSymbols &moved,
                                               const Manifest &manifest) {
  llvm::DenseSet<Name> own;
  for (const Member &member : library.members) {
    own.insert(member.listed.begin(), member.listed.end());
    for (const Definition &definition : manifest.objectOf(member).defines)
      own.insert(definition.name);
  }
  auto found = moved.find(library.slice.value_or(""));
  if (found != moved.end())
    for (Name symbol : found->second)
      if (!own.contains(symbol))
        return symbol;
  return std::nullopt;
}

static std::string whyOpaque(const Object &object) {
  if (object.unreadable)
    return shown(*object.unreadable);
  return object.kind == Kind::archive ? "is an archive" : "is no object that armeld reads";
}

std::vector<std::string> opaqueWarnings(const Plan &plan, const Manifest &manifest) {
  std::vector<std::string> warnings;
  if (plan.policy->name != PolicyName::closed ||
      llvm::is_contained(plan.policy->allow, Rule::provided))
    return warnings;
  std::optional<MovedSymbols> moved;
  for (const Library &library : manifest.libraries) {
    if (library.path == plan.workspace->path)
      continue;
    const Member *member = opaqueMember(library, manifest);
    if (!member)
      continue;
    if (!moved)
      moved = movedSymbols(plan, manifest);
    std::optional<Name> symbol = symbolFromElsewhere(library, *moved, manifest);
    if (!symbol)
      continue;
    const Object &object = manifest.objectOf(*member);
    warnings.push_back(shown(library) + ": member '" + shown(member->name) +
                       "' cannot be inspected (" + whyOpaque(object) +
                       "), so what it refers to is unknown. If it refers to '" + shown(*symbol) +
                       "', or to another symbol that moves from other libraries to " +
                       shown(plan.workspace->path) +
                       ", a link without those libraries now takes the definition there, even "
                       "where it took another one before");
  }
  return warnings;
}

} // namespace armeld
