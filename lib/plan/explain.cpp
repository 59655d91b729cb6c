#include "plan/explain.h"

#include "base/enum_names.h"
#include "scan/rustc_name.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/Format.h"

#include <map>

namespace armeld {

std::string humanBytes(uint64_t bytes) {
  static constexpr const char *units[] = {"B", "kB", "MB", "GB", "TB"};
  double value = double(bytes);
  size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < std::size(units); ++unit)
    value /= 1000;
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(unit == 0 ? "%.0f %s" : "%.1f %s", value,
                                                 units[unit]);
  return text;
}

std::string crateOf(Name member) {
  std::optional<RustcName> name = parseRustcName(member);
  if (!name)
    return "(other members)";
  return name->crate ? shown(*name->crate) : "(C objects)";
}

namespace {

constexpr size_t rowsShown = 20; ///< of each table; the rest is summed up

struct Row {
  std::string label;
  uint64_t objects = 0;
  uint64_t copies = 0;
  uint64_t bytes = 0;
};

void addTo(std::map<std::string, Row> &table, const std::string &key, uint64_t copies,
           uint64_t bytes) {
  Row &row = table[key];
  row.label = key;
  ++row.objects;
  row.copies += copies;
  row.bytes += bytes;
}

std::vector<Row> largestFirst(const std::map<std::string, Row> &table) {
  std::vector<Row> rows;
  for (const auto &entry : table)
    rows.push_back(entry.second);
  llvm::stable_sort(rows, [](const Row &a, const Row &b) { return a.bytes > b.bytes; });
  return rows;
}

void printTable(const std::map<std::string, Row> &table, const char *heading,
                const char *bytesHeading, llvm::raw_ostream &out) {
  std::vector<Row> rows = largestFirst(table);
  Row rest;
  if (rows.size() > rowsShown) {
    for (const Row &row : llvm::drop_begin(rows, rowsShown - 1)) {
      rest.objects += row.objects;
      rest.copies += row.copies;
      rest.bytes += row.bytes;
    }
    rest.label = "and " + std::to_string(rows.size() - rowsShown + 1) + " more";
    rows.resize(rowsShown - 1);
    rows.push_back(rest);
  }
  out << llvm::format("  %-36s  objects   copies %10s\n", heading, bytesHeading);
  for (const Row &row : rows)
    out << llvm::format("  %-36s %8llu %8llu %10s\n", row.label.c_str(),
                        static_cast<unsigned long long>(row.objects),
                        static_cast<unsigned long long>(row.copies), humanBytes(row.bytes).c_str());
}

std::string inLibrary(const Place &place) {
  std::string text = "'" + shown(place.member) + "' of " + shown(place.library);
  if (place.slice)
    text += "(" + shown(*place.slice) + ")";
  return text;
}

/// A symbol as its author wrote it.
std::string readable(Name symbol) { return shown(llvm::demangle(symbol)); }

/// Follows pins to what is behind them: an object stays because one that it needs stays, which
/// stays because of a third.
class Causes {
public:
  explicit Causes(const Plan &plan) {
    for (const Pin &pin : plan.pins) {
      pins[pin.object] = &pin;
      for (const Digest &digest : pin.equivalent)
        pins[digest] = &pin;
    }
  }

  /// The pin of an object, or null.
  const Pin *pinOf(const Digest &object) const { return pins.lookup(object); }

  /// The pin at the end of the chain: one of another rule than `dependency`, or one that needs an
  /// object that is not shared.
  const Pin &rootOf(const Pin &pin) const {
    const Pin *root = &pin;
    for (size_t steps = pins.size(); steps > 0 && root->rule == Rule::dependency; --steps) {
      const Pin *next = root->against ? pinOf(root->against->object) : nullptr;
      if (!next)
        break;
      root = next;
    }
    return *root;
  }

  /// Why a pin is there, in half a sentence that follows "stays: ".
  std::string reason(const Pin &pin) const {
    std::string text = ownReason(pin);
    const Pin &root = rootOf(pin);
    if (&root != &pin)
      text += "; in the end because '" + shown(root.name) + "' " + ownReason(root);
    return text;
  }

private:
  std::string ownReason(const Pin &pin) const {
    std::string symbol = pin.symbol ? "'" + readable(*pin.symbol) + "'" : "";
    std::string against = pin.against ? inLibrary(*pin.against) : "";
    switch (pin.rule) {
    case Rule::kind:
      return shown(pin.detail.value_or("a linker does not read it"));
    case Rule::exclude:
      return shown(pin.detail.value_or("was excluded"));
    case Rule::unique:
      return "defines " + symbol + (pin.against ? ", as does " + against : "") +
             (pin.detail ? ": " + shown(*pin.detail) : "");
    case Rule::dependency:
      return "needs " + symbol + ", which stays in " + against +
             (pin.against && !pinOf(pin.against->object) ? ", an object that is not shared" : "");
    case Rule::import_table:
    case Rule::shadowed:
    case Rule::first_definition:
    case Rule::search:
    case Rule::initialisers:
      if (!pin.symbol)
        return "link order decides between its " + shown(pin.detail.value_or("sections")) +
               " and that of " + against;
      return "defines " + symbol + ", as does " + against + ": " +
             shown(pin.detail.value_or("the first in link order wins"));
    }
    llvm_unreachable("a rule without words");
  }

  llvm::DenseMap<Digest, const Pin *> pins; ///< by object
};

/// What a pin comes from in the end, as a row of a table: a crate, and what is wrong with it.
std::string rootLabel(const Pin &root) {
  if (root.rule == Rule::dependency && root.against)
    return crateOf(root.against->member) + ", not shared";
  return crateOf(root.name) + ", rule " + spelled(root.rule);
}

std::string describe(NearMissCause cause) {
  switch (cause) {
  case NearMissCause::version:
    return "other version, features or compiler";
  case NearMissCause::codegen:
    return "other codegen-units or profile";
  case NearMissCause::lto:
    return "LTO: optimised with the library's own code";
  case NearMissCause::allocator:
    return "different allocators";
  case NearMissCause::content:
    return "other settings of the build";
  }
  llvm_unreachable("a cause without words");
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

void explainMoves(const Plan &plan, llvm::raw_ostream &out) {
  std::map<std::string, Row> byCrate;
  uint64_t copies = 0;
  uint64_t saves = 0;
  for (const Move &move : plan.moves) {
    addTo(byCrate, crateOf(move.name), move.copies, move.saves);
    copies += move.copies;
    saves += move.saves;
  }
  out << "Moves: " << plan.moves.size() << " objects go to " << shown(plan.workspace.path)
      << ", in place of " << copies << " copies. That saves " << humanBytes(saves) << ".\n";
  if (!plan.moves.empty())
    printTable(byCrate, "crate", "saved", out);
}

/// "'x.o' (2 copies, 1.2 MB) defines 'f', as does ..." for the largest of `pins`.
void explainLargest(std::vector<const Pin *> pins, const Causes &causes, llvm::raw_ostream &out) {
  llvm::stable_sort(pins, [](const Pin *a, const Pin *b) { return a->costs > b->costs; });
  for (const Pin *pin : llvm::ArrayRef(pins).take_front(rowsShown))
    out << "  '" << shown(pin->name) << "' (" << pin->copies << " copies, "
        << humanBytes(pin->costs) << ") " << causes.reason(*pin) << ".\n";
  if (pins.size() > rowsShown)
    out << "  ... and " << pins.size() - rowsShown << " more; the plan lists all.\n";
}

void explainPins(const Plan &plan, llvm::raw_ostream &out) {
  std::vector<const Pin *> pins;
  uint64_t costs = 0;
  for (const Pin &pin : plan.pins) {
    if (pin.copies == 0)
      continue;
    pins.push_back(&pin);
    costs += pin.costs;
  }
  out << "\nPins: " << pins.size() << " shared objects stay. Moving them would have saved "
      << humanBytes(costs) << ".\n";
  if (pins.empty())
    return;
  std::map<std::string, Row> byRule;
  for (const Pin *pin : pins)
    addTo(byRule, spelled(pin->rule), pin->copies, pin->costs);
  printTable(byRule, "rule", "cost", out);
  Causes causes(plan);
  std::map<std::string, Row> byRoot;
  for (const Pin *pin : pins)
    addTo(byRoot, rootLabel(causes.rootOf(*pin)), pin->copies, pin->costs);
  printTable(byRoot, "in the end because of", "cost", out);
  std::map<std::string, Row> byCrate;
  for (const Pin *pin : pins)
    addTo(byCrate, crateOf(pin->name), pin->copies, pin->costs);
  printTable(byCrate, "crate", "cost", out);
  explainLargest(std::move(pins), causes, out);
}

std::vector<const Pin *> heldPins(const Plan &plan) {
  std::vector<const Pin *> held;
  for (const Pin &pin : plan.pins)
    if (pin.held)
      held.push_back(&pin);
  return held;
}

void explainHeld(const Plan &plan, llvm::raw_ostream &out) {
  std::vector<const Pin *> held = heldPins(plan);
  if (held.empty())
    return;
  out << "\nHeld: " << held.size() << " objects are in " << shown(plan.workspace.path)
      << " from an earlier run, and would not move with these libraries.\n";
  explainLargest(std::move(held), Causes(plan), out);
}

void explainNearMisses(const Plan &plan, const Manifest &manifest, llvm::raw_ostream &out) {
  std::vector<std::string> fatLto;
  for (const Library &library : manifest.libraries)
    if (looksLikeFatLto(library))
      fatLto.push_back(shown(library));
  if (plan.near_misses.empty() && fatLto.empty())
    return;
  uint64_t bytes = 0;
  std::map<std::string, Row> byCause;
  for (const NearMiss &miss : plan.near_misses) {
    bytes += miss.bytes;
    addTo(byCause, describe(miss.cause), miss.copies.size(), miss.bytes);
  }
  if (plan.near_misses.empty()) {
    out << "\nNear misses: none that names tell.\n";
  } else {
    out << "\nNear misses: " << plan.near_misses.size()
        << " codegen units occur in several libraries with different content, " << humanBytes(bytes)
        << " in all. Built alike they could be shared.\n";
    printTable(byCause, "likely cause", "size", out);
  }
  for (const NearMiss &miss : llvm::ArrayRef(plan.near_misses).take_front(rowsShown))
    out << "  " << shown(miss.crate) << " " << shown(miss.unit) << " (" << humanBytes(miss.bytes)
        << ", " << miss.copies.size() << " copies): " << describe(miss.cause) << ".\n";
  if (llvm::any_of(plan.near_misses,
                   [](const NearMiss &miss) { return miss.cause == NearMissCause::lto; }))
    out << "  LTO makes a unit part of the library that it is in. Libraries built without LTO meld "
           "smaller.\n";
  if (!fatLto.empty())
    out << "  Built with fat LTO, one big object per library, which cannot be shared: "
        << llvm::join(fatLto, ", ") << ". Without LTO they meld smaller.\n";
}

/// Apple's tools reject bitcode sections since Xcode 14.
void explainBitcode(const Manifest &manifest, llvm::raw_ostream &out) {
  uint64_t objects = 0;
  std::string example;
  for (const Library &library : manifest.libraries) {
    for (const Member &member : library.members) {
      const Object &object = *manifest.find(member.object);
      if (!object.has_bitcode || object.format != Name("macho"))
        continue;
      if (objects++ == 0)
        example = "'" + shown(member.name) + "' of " + shown(library);
    }
  }
  if (objects)
    out << "\nBitcode: " << objects
        << " members carry a __LLVM,__bitcode section, which Apple's tools reject; "
        << "the first is " << example << ".\n";
}

void explainConflicts(const Plan &plan, llvm::raw_ostream &out) {
  if (plan.conflicts.empty())
    return;
  out << "\nConflicts: " << plan.conflicts.size()
      << " strong symbols are defined differently by several libraries. A link that takes in two "
         "of the "
         "definitions fails with \"multiple definition\", before melding as after.\n";
  for (const Conflict &conflict : llvm::ArrayRef(plan.conflicts).take_front(rowsShown)) {
    out << "  '" << readable(conflict.symbol) << "': ";
    size_t shownPlaces = std::min<size_t>(conflict.definitions.size(), 3);
    for (size_t i = 0; i < shownPlaces; ++i)
      out << (i ? ", " : "") << inLibrary(conflict.definitions[i]);
    if (conflict.definitions.size() > shownPlaces)
      out << " and " << conflict.definitions.size() - shownPlaces << " more";
    out << "\n";
  }
  if (plan.conflicts.size() > rowsShown)
    out << "  ... and " << plan.conflicts.size() - rowsShown << " more; the plan lists all.\n";
}

} // namespace

std::optional<std::string> warningOf(const Plan &plan) {
  std::vector<const Pin *> held = heldPins(plan);
  if (held.empty())
    return std::nullopt;
  return (shown(plan.workspace.path) + ": " + Twine(held.size()) +
          " objects are there from an earlier run and would not move with these libraries, "
          "so links of both may bind other definitions than the originals did; the first, '" +
          shown(held.front()->name) + "', " + Causes(plan).reason(*held.front()))
      .str();
}

void explain(const Plan &plan, const Manifest &manifest, llvm::raw_ostream &out) {
  uint64_t before = 0;
  uint64_t after = plan.workspace.expected_size;
  for (const PlannedLibrary &library : plan.libraries) {
    before += library.size;
    after += library.expected_size;
  }
  out << "Policy " << boost::describe::enum_to_string(plan.policy.name, "") << ": "
      << plan.libraries.size() << " libraries of " << humanBytes(before) << " become "
      << humanBytes(after) << ", the workspace library's "
      << humanBytes(plan.workspace.expected_size) << " included (without symbol tables).\n\n";
  explainMoves(plan, out);
  explainPins(plan, out);
  explainHeld(plan, out);
  explainNearMisses(plan, manifest, out);
  explainBitcode(manifest, out);
  explainConflicts(plan, out);
}

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
    for (const Place &copy : miss.copies)
      misses[copy.object] = &miss;
  Causes causes(plan);

  auto verdictOn = [&](const Member &member) -> std::string {
    if (const Move *move = moves.lookup(member.object))
      return "moves, with " + std::to_string(move->copies) + " copies in all" +
             (move->object == member.object ? "" : "; an equivalent object stands for it");
    if (const Pin *pin = causes.pinOf(member.object))
      return std::string("stays (rule ") + spelled(pin->rule) +
             "): " + causes.reason(*pin);
    std::string text = "stays: too few libraries hold it";
    if (const NearMiss *miss = misses.lookup(member.object))
      text += ". " + std::to_string(miss->copies.size() - 1) +
              " more copies of this unit differ in content: " + describe(miss->cause);
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
