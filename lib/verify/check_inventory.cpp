// Checks `missing` and `added`: the libraries together hold the objects that they held.
//
// An object is found again where a library has one of the same class: in the slimmed library as
// often as it was, or once in the workspace library.
#include "verify/checks.h"
#include "verify/search.h"

namespace armeld {

namespace {

class MissingCheck {
public:
  explicit MissingCheck(Comparison &set) : set(set), census(set.classes.size()) {}

  void run() {
    for (const Pairing::Pair &pair : set.allPairs()) {
      set.verdict.members += pair.before->members.size();
      bool isWorkspace = llvm::is_contained(set.pairing.workspaceBefore, pair.before);
      if (!pair.after && !isWorkspace && !set.pairing.isMerge)
        set.report(Check::missing, *pair.before, "the library is not there any more");
      else
        checkMissing(*set.at(pair.before), set.at(pair.after));
    }
  }

private:
  void checkMissing(const Contents &before, const Contents *after) {
    const Library *workspace = set.pairing.workspaceFor(*before.library);
    markWorkspace(workspace);
    census.count(after);
    for (size_t i = 0; i < before.size(); ++i) {
      EquivalenceId id = before.classes[i];
      if (inWorkspace[id])
        continue;
      if (census[id] > 0) {
        --census[id];
        continue;
      }
      Site site{&before, i};
      std::string elsewhere = workspace ? "nor in " + shown(*workspace) : "nor in a workspace";
      const Library &place = after ? *after->library : *before.library;
      set.report(Check::missing, place, site.text() + " is neither here " + elsewhere).member =
          site.place();
    }
  }

  void markWorkspace(const Library *workspace) {
    if (workspace == marked && !inWorkspace.empty())
      return;
    marked = workspace;
    inWorkspace.assign(set.classes.size(), false);
    if (workspace)
      for (EquivalenceId id : set.at(workspace)->classes)
        inWorkspace[set.classes.originalOf(id)] = true;
  }

  Comparison &set;
  Census census;
  std::vector<bool> inWorkspace; ///< by class, for the workspace library `marked`
  const Library *marked = nullptr;
};

} // namespace

namespace {

class AddedCheck {
public:
  explicit AddedCheck(Comparison &set) : set(set), census(set.classes.size()) {}

  void run() {
    std::vector<bool> everBefore(set.classes.size());
    for (const Pairing::Pair &pair : set.allPairs()) {
      const Contents &before = *set.at(pair.before);
      for (EquivalenceId id : before.classes)
        everBefore[id] = true;
      if (pair.after)
        checkAdded(before, *set.at(pair.after));
    }
    for (const Library *workspace : set.pairing.workspace) {
      const Contents &contents = *set.at(workspace);
      for (size_t i = 0; i < contents.size(); ++i)
        if (!everBefore[set.classes.originalOf(contents.classes[i])])
          reportAdded({&contents, i}, "was in no library before");
    }
  }

private:
  void checkAdded(const Contents &before, const Contents &after) {
    census.count(&before);
    for (size_t i = 0; i < after.size(); ++i) {
      uint64_t &left = census[after.classes[i]];
      if (left == 0)
        reportAdded({&after, i}, "has no counterpart in " + shown(*before.library));
      else
        --left;
    }
  }

  void reportAdded(const Site &site, const Twine &text) {
    set.report(Check::added, *site.contents->library, site.here() + " " + text).member =
        site.place();
  }

  Comparison &set;
  Census census;
};

} // namespace

void checkMissing(Comparison &set) { MissingCheck(set).run(); }

void checkAdded(Comparison &set) { AddedCheck(set).run(); }

} // namespace armeld
