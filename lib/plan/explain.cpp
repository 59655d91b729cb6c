#include "plan/explain.h"

#include "base/enum_names.h"
#include "plan/causes.h"
#include "plan/differences.h"
#include "plan/opaque_warnings.h"
#include "plan/rules.h"
#include "scan/rustc_name.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

namespace armeld {

std::string crateOf(Name member) {
  std::optional<RustcName> name = parseRustcName(member);
  if (!name)
    return "(other members)";
  return name->crate ? shown(*name->crate) : "(C objects)";
}

namespace {

/// A table in the making: groups by label.
class Groups {
public:
  void add(const std::string &label, uint64_t copies, uint64_t bytes) {
    ExplainedGroup &group = groups[label];
    ++group.objects;
    group.copies += copies;
    group.bytes += bytes;
  }
  std::vector<ExplainedGroup> largestFirst() const {
    std::vector<ExplainedGroup> rows;
    for (const auto &[label, group] : groups) {
      rows.push_back(group);
      rows.back().label = keep(label);
    }
    llvm::stable_sort(rows, [](const auto &a, const auto &b) { return a.bytes > b.bytes; });
    return rows;
  }

private:
  std::map<std::string, ExplainedGroup> groups;
};

/// The root cause of a pin, as a row of a table: a crate, and what prevents its move.
std::string rootLabel(const Pin &root) {
  if (root.rule == Rule::dependency && root.against)
    return crateOf(root.against->member) + ", not shared";
  return crateOf(root.name) + ", rule " + spelled(root.rule);
}

/// A Rust library with compiler_builtins, of which every static library has a copy, but without std
/// and core, and nearly all one object: that is what fat LTO leaves.
bool looksLikeFatLto(const Library &library) {
  uint64_t total = 0;
  uint64_t largest = 0;
  bool hasBuiltins = false;
  bool hasStd = false;
  for (const Member &member : library.members) {
    if (!member.rustc || !member.rustc->crate)
      continue;
    if (*member.rustc->crate == "compiler_builtins") {
      hasBuiltins = true;
      continue;
    }
    hasStd |= *member.rustc->crate == "std" || *member.rustc->crate == "core";
    total += member.size;
    largest = std::max(largest, member.size);
  }
  return hasBuiltins && !hasStd && largest * 10 > total * 7;
}

ExplainedMoves explainMoves(const Plan &plan) {
  ExplainedMoves moves;
  Groups byCrate;
  moves.objects = plan.moves.size();
  for (const Move &move : plan.moves) {
    byCrate.add(crateOf(move.name), move.copies, move.saves);
    moves.copies += move.copies;
    moves.saves += move.saves;
  }
  moves.by_crate = byCrate.largestFirst();
  return moves;
}

/// The pins that `isWanted`, the most expensive first, with their reasons.
template <class List>
List explained(const Plan &plan, const Causes &causes,
               llvm::function_ref<bool(const Pin &)> isWanted) {
  List pins;
  for (const Pin &pin : plan.pins)
    if (isWanted(pin))
      pins.push_back(
          {pin.object, pin.name, pin.copies, pin.costs, pin.rule, keep(causes.reason(pin))});
  llvm::stable_sort(pins, [](const auto &a, const auto &b) { return a.costs > b.costs; });
  return pins;
}

ExplainedPins explainPins(const Plan &plan, const Causes &causes) {
  ExplainedPins pins;
  Groups byRule, byRoot, byCrate;
  auto stays = [](const Pin &pin) { return pin.copies > 0; };
  for (const Pin &pin : llvm::make_filter_range(plan.pins, stays)) {
    ++pins.objects;
    pins.costs += pin.costs;
    byRule.add(spelled(pin.rule), pin.copies, pin.costs);
    byRoot.add(rootLabel(causes.rootOf(pin)), pin.copies, pin.costs);
    byCrate.add(crateOf(pin.name), pin.copies, pin.costs);
  }
  pins.by_rule = byRule.largestFirst();
  pins.by_root_cause = byRoot.largestFirst();
  pins.by_crate = byCrate.largestFirst();
  pins.pins = explained<std::vector<ExplainedPin>>(plan, causes, stays);
  return pins;
}

/// Bytes that pins cost because of an object of a near miss: one that they need and that is not
/// shared, or one that defines the same symbols.
uint64_t costsOfPins(const Plan &plan, const Causes &causes) {
  llvm::DenseSet<Digest> missing;
  for (const NearMiss &miss : plan.near_misses)
    for (const NearMissBuild &build : miss.builds)
      missing.insert(build.objects.begin(), build.objects.end());
  uint64_t costs = 0;
  for (const Pin &pin : plan.pins) {
    const Pin &root = causes.rootOf(pin);
    if (root.against && missing.contains(root.against->object))
      costs += pin.costs;
  }
  return costs;
}

ExplainedNearMisses explainNearMisses(const Plan &plan, const Manifest &manifest,
                                      const Causes &causes) {
  ExplainedNearMisses misses;
  Groups byCause;
  misses.pins = costsOfPins(plan, causes);
  for (const NearMiss &miss : plan.near_misses) {
    misses.bytes += miss.bytes;
    byCause.add(describe(miss.cause), miss.builds.size(), miss.bytes);
    misses.crates.push_back({miss.crate,
                             miss.cause,
                             miss.bytes,
                             keep(reasonOf(miss)),
                             miss.dependencies,
                             {miss.builds.begin(), miss.builds.end()}});
  }
  misses.by_cause = byCause.largestFirst();
  for (const std::string &clause : builtAlike(plan.near_misses))
    misses.alike.push_back(keep(clause));
  for (const Library &library : manifest.libraries)
    if (looksLikeFatLto(library))
      misses.fat_lto.push_back({library.path, library.slice});
  return misses;
}

/// Apple's tools reject bitcode sections since Xcode 14.
std::optional<ExplainedBitcode> explainBitcode(const Manifest &manifest) {
  std::optional<ExplainedBitcode> bitcode;
  for (const Library &library : manifest.libraries) {
    for (const Member &member : library.members) {
      const Object &object = manifest.objectOf(member);
      if (!object.has_bitcode || object.format != Name("macho"))
        continue;
      if (!bitcode)
        bitcode = {0, {library.path, library.slice, member.name, member.object}};
      ++bitcode->members;
    }
  }
  return bitcode;
}

} // namespace

/// What stays in the workspace library though it would not move.
static std::optional<std::string> heldWarning(const Plan &plan) {
  std::vector<const Pin *> held;
  for (const Pin &pin : plan.pins)
    if (pin.held)
      held.push_back(&pin);
  if (held.empty())
    return std::nullopt;
  return (shown(plan.workspace->path) + ": " + Twine(held.size()) +
          " objects are there from an earlier run and would not move with these libraries, "
          "so links of both may bind other definitions than the originals did; the first, '" +
          shown(held.front()->name) + "', " + Causes(plan).reason(*held.front()))
      .str();
}

std::vector<std::string> warningsOf(const Plan &plan, const Manifest &manifest) {
  std::vector<std::string> warnings;
  for (Name pattern : plan.policy->exclude) {
    auto isMeant = [&](const Member &member) { return isExcluded(member, pattern); };
    if (llvm::none_of(manifest.libraries, [&](const Library &library) {
          return llvm::any_of(library.members, isMeant);
        }))
      warnings.push_back("--exclude '" + shown(pattern) + "' matches no member");
  }
  if (std::optional<std::string> held = heldWarning(plan))
    warnings.push_back(std::move(*held));
  for (const Library &library : manifest.libraries)
    if (library.symbol_table.state == SymbolTableState::stale)
      warnings.push_back(shown(library) + ": its symbol table is stale (" +
                         shown(library.symbol_table.problem.value_or("unknown")) +
                         "); links may differ from today's, since the melded library gets a table "
                         "of what is in it");
  llvm::append_range(warnings, opaqueWarnings(plan, manifest));
  return warnings;
}

std::vector<ExplainedPin> pinsWithReasons(const Plan &plan) {
  return explained<std::vector<ExplainedPin>>(plan, Causes(plan), [](const Pin &) { return true; });
}

Explanation explain(const Plan &plan, const Manifest &manifest) {
  Causes causes(plan);
  Explanation explanation;
  explanation.policy = plan.policy->name;
  explanation.workspace = plan.workspace->path;
  explanation.workspace_size = plan.workspace->expected_size;
  explanation.libraries = plan.libraries.size();
  explanation.after = plan.workspace->expected_size;
  for (const PlannedLibrary &library : plan.libraries) {
    explanation.before += library.size;
    explanation.after += library.expected_size;
  }
  explanation.moves = explainMoves(plan);
  explanation.pins = explainPins(plan, causes);
  explanation.held =
      explained<Rare<ExplainedPin>>(plan, causes, [](const Pin &pin) { return pin.held; });
  explanation.near_misses = explainNearMisses(plan, manifest, causes);
  explanation.bitcode = explainBitcode(manifest);
  explanation.conflicts = plan.conflicts;
  return explanation;
}

} // namespace armeld
