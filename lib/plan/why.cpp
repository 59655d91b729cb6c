// What happens to single members, for dedup-plan --why.
#include "base/enum_names.h"
#include "base/glob.h"
#include "base/table.h"
#include "plan/causes.h"
#include "plan/differences.h"
#include "plan/explain.h"

#include "llvm/ADT/MapVector.h"

namespace armeld {

namespace {

/// Members that hold one object, and what becomes of them.
struct Sought {
  const Member *member;
  std::string verdict;
  std::vector<std::string> places; ///< "liba.a: member 3 'x.o'"
};

} // namespace

bool explainMember(const Plan &plan, const Manifest &manifest, Name wanted,
                   llvm::raw_ostream &out) {
  llvm::DenseMap<Digest, const Move *> moves;
  llvm::DenseMap<Digest, const NearMiss *> misses;
  for (const Move &move : plan.moves) {
    moves[move.object] = &move;
    for (const Digest &digest : move.equivalent)
      moves[digest] = &move;
  }
  for (const NearMiss &miss : plan.near_misses)
    for (const NearMissBuild &build : miss.builds)
      for (const Digest &object : build.objects)
        misses[object] = &miss;
  Causes causes(plan);

  auto verdictOn = [&](const Member &member) -> std::string {
    if (const Move *move = moves.lookup(member.object))
      return "moves, with " + std::to_string(move->copies) + " copies in all" +
             (move->object == member.object ? "" : "; an equivalent object replaces it");
    if (const Pin *pin = causes.pinOf(member.object))
      return std::string("stays (rule ") + spelled(pin->rule) + "): " + causes.reason(*pin);
    std::string text = "stays: too few libraries hold it";
    if (const NearMiss *miss = misses.lookup(member.object))
      text += ". Libraries have crate " + shown(miss->crate) +
              " with different content: " + reasonOf(*miss);
    return text;
  };

  // A name says little: one may stand for many objects, and one object may have many names.
  llvm::MapVector<Digest, Sought> found;
  for (const Library &library : manifest.libraries) {
    for (size_t m = 0; m < library.members.size(); ++m) {
      const Member &member = library.members[m];
      if (member.name != wanted && !matchesGlob(member.name, wanted))
        continue;
      Sought &sought = found[member.object];
      if (sought.places.empty())
        sought = {&member, verdictOn(member), {}};
      sought.places.push_back(shown(library) + ": " + memberPlace(m, member.name));
    }
  }
  for (const auto &[object, sought] : found) {
    bool isOne = sought.places.size() == 1;
    out << (isOne ? sought.places.front() : "'" + shown(sought.member->name) + "'") << " ("
        << humanBytes(sought.member->size) << ", object " << object.abbreviated() << ") "
        << sought.verdict << ".\n";
    for (const std::string &place : isOne ? std::vector<std::string>() : sought.places)
      out << "  " << place << "\n";
  }
  if (found.empty())
    out << "No library has a member '" << shown(wanted) << "'.\n";
  return !found.empty();
}

} // namespace armeld
