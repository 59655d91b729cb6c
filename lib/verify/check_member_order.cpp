// Check `member_order`: a slimmed library keeps the names and the order of its members.
#include "base/names.h"
#include "verify/checks.h"
#include "verify/search.h"

namespace armeld {

namespace {

class MemberOrderCheck {
public:
  explicit MemberOrderCheck(Comparison &set) : set(set), census(set.classes.size()) {}

  void run() {
    for (const Pairing::Pair &pair : set.pairing.libraries)
      if (pair.after)
        checkOrder(*set.at(pair.before), *set.at(pair.after));
  }

private:
  /// The slimmed library must be what is left of the other when members are crossed out. One
  /// finding per library is enough: where one member is out of place, many seem to be.
  void checkOrder(const Contents &before, const Contents &after) {
    // Where each pair of name and object stood, the first place last.
    llvm::DenseMap<std::pair<StringRef, EquivalenceId>, std::vector<size_t>> places;
    bool thin = before.library->thin || after.library->thin;
    for (size_t i = before.size(); i-- > 0;)
      places[{nameOf(Site{&before, i}, thin), before.classes[i]}].push_back(i);
    census.count(&before);
    std::optional<size_t> last; // in `after`
    size_t next = 0;            // in `before`
    for (size_t i = 0; i < after.size(); ++i) {
      Site site{&after, i};
      auto found = places.find({nameOf(site, thin), site.classId()});
      if (found == places.end()) {
        if (census[site.classId()] == 0)
          continue; // what was not there before has been said already
        set.report(Check::member_order, *after.library,
                   site.here() + " had another name in " + shown(*before.library))
            .member = site.place();
        return;
      }
      std::vector<size_t> &left = found->second;
      while (!left.empty() && left.back() < next)
        left.pop_back();
      if (left.empty() && census[site.classId()] == 0)
        continue;
      if (left.empty()) {
        reportOrder(site, last ? Site{&after, *last} : Site{}, *before.library);
        return;
      }
      next = left.back() + 1;
      left.pop_back();
      --census[site.classId()];
      last = i;
    }
  }

  /// Thin archives name a member by its path, seen from the archive: that may change, but not the
  /// name of the file.
  static StringRef nameOf(const Site &site, bool thin) {
    StringRef name = site.member().name;
    return thin ? baseName(name) : name;
  }

  void reportOrder(const Site &site, const Site &last, const Library &before) {
    std::string text = site.here() + " is behind ";
    text += last ? last.here() : "others";
    Finding &finding = set.report(Check::member_order, *site.contents->library,
                                  text + ", and was before it in " + shown(before));
    finding.member = site.place();
    if (last)
      finding.against = last.place();
  }

  Comparison &set;
  Census census;
};

} // namespace

void checkMemberOrder(Comparison &set) { MemberOrderCheck(set).run(); }

} // namespace armeld
