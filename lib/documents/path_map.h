// Paths that are others on another host.
//
// A document names libraries as the host knows them that wrote it. Where hosts mount one file
// system in different places, or have different files under one path, beginnings of paths are
// exchanged when documents are read.
#pragma once

#include "documents/plan.h"

namespace armeld {

class PathMap {
public:
  /// Adds "FROM=TO". An error if there is no "=".
  Error add(StringRef rule);

  /// The path with its beginning exchanged, by the first rule whose FROM it begins with; whole
  /// components count. An empty FROM is the beginning of each relative path, and an empty TO leaves
  /// a relative path.
  Name apply(Name path) const;

  /// Exchanges the beginnings of the paths of libraries, and of the member files of thin archives.
  void apply(Manifest &manifest) const;
  /// The same in all that says where content is read and, in place, written.
  void apply(Plan &plan) const;

  bool empty() const { return rules.empty(); }

private:
  struct Rule {
    std::string from, to; ///< without a slash at the end
  };
  std::vector<Rule> rules;
};

} // namespace armeld
