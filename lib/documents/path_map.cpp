#include "documents/path_map.h"

namespace armeld {

/// "/" alone becomes empty as well, but is told apart by the caller.
static std::string withoutSlashes(StringRef folder) { return folder.rtrim('/').str(); }

Error PathMap::add(StringRef rule) {
  auto [from, to] = rule.split('=');
  if (from.size() == rule.size())
    return failure("'" + shown(rule) + "' is not FROM=TO");
  // "/" is the folder whose name ends where it begins.
  rules.push_back({from.starts_with("/") ? withoutSlashes(from) + "/" : withoutSlashes(from),
                   to.starts_with("/") ? withoutSlashes(to) + "/" : withoutSlashes(to)});
  return Error::success();
}

Name PathMap::apply(Name path) const {
  for (const Rule &rule : rules) {
    StringRef from = StringRef(rule.from).rtrim('/'), rest = path;
    if (rule.from.empty() ? path.starts_with("/") : !rest.consume_front(from))
      continue;
    if (!rule.from.empty() && !rest.empty() && !rest.starts_with("/"))
      continue;
    rest = rest.ltrim('/');
    std::string mapped = rule.to;
    if (!mapped.empty() && mapped.back() != '/' && !rest.empty())
      mapped += '/';
    if (rest.empty() && mapped.size() > 1 && mapped.back() == '/')
      mapped.pop_back();
    return keep(mapped + rest.str());
  }
  return path;
}

void PathMap::apply(Manifest &manifest) const {
  for (Library &library : manifest.libraries) {
    library.path = apply(library.path);
    for (Member &member : library.members)
      if (member.file)
        member.file = apply(*member.file);
  }
}

void PathMap::apply(Plan &plan) const {
  auto mapFile = [&](PlannedMember &member) {
    if (member.file)
      member.file = apply(*member.file);
  };
  for (PlannedLibrary &library : plan.libraries) {
    library.path = apply(library.path);
    llvm::for_each(library.keep, mapFile);
    llvm::for_each(library.drop, mapFile);
    llvm::for_each(library.remove, mapFile);
  }
  if (!plan.workspace)
    return;
  plan.workspace->path = apply(plan.workspace->path);
  for (WorkspaceMember &member : plan.workspace->members) {
    member.library = apply(member.library);
    mapFile(member);
  }
}

} // namespace armeld
