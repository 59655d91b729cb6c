// The explanation as text.
#include "plan/causes.h"
#include "plan/explain.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

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

namespace {

constexpr size_t rowsShown = 20; ///< of each table; the rest is summed up

void printTable(llvm::ArrayRef<ExplainedGroup> groups, const char *heading,
                const char *bytesHeading, llvm::raw_ostream &out) {
  auto printRow = [&](const std::string &label, const ExplainedGroup &group) {
    out << llvm::format(
        "  %-36s %8llu %8llu %10s\n", label.c_str(), static_cast<unsigned long long>(group.objects),
        static_cast<unsigned long long>(group.copies), humanBytes(group.bytes).c_str());
  };
  out << llvm::format("  %-36s  objects   copies %10s\n", heading, bytesHeading);
  size_t whole = groups.size() > rowsShown ? rowsShown - 1 : groups.size();
  for (const ExplainedGroup &group : groups.take_front(whole))
    printRow(group.label.str(), group);
  if (whole == groups.size())
    return;
  ExplainedGroup rest;
  for (const ExplainedGroup &group : groups.drop_front(whole)) {
    rest.objects += group.objects;
    rest.copies += group.copies;
    rest.bytes += group.bytes;
  }
  printRow("and " + std::to_string(groups.size() - whole) + " more", rest);
}

void printMoves(const Explanation &explanation, llvm::raw_ostream &out) {
  const ExplainedMoves &moves = explanation.moves;
  out << "Moves: " << moves.objects << " objects go to " << shown(explanation.workspace)
      << ", in place of " << moves.copies << " copies. That saves " << humanBytes(moves.saves)
      << ".\n";
  if (!moves.by_crate.empty())
    printTable(moves.by_crate, "crate", "saved", out);
}

/// "'x.o' (2 copies, 1.2 MB) defines 'f', as does ..." for the most expensive of `pins`.
void printPins(llvm::ArrayRef<ExplainedPin> pins, llvm::raw_ostream &out) {
  for (const ExplainedPin &pin : pins.take_front(rowsShown))
    out << "  '" << shown(pin.name) << "' (" << pin.copies << " copies, " << humanBytes(pin.costs)
        << ") " << pin.reason << ".\n";
  if (pins.size() > rowsShown)
    out << "  ... and " << pins.size() - rowsShown << " more; the plan lists all.\n";
}

void printAllPins(const Explanation &explanation, llvm::raw_ostream &out) {
  const ExplainedPins &pins = explanation.pins;
  out << "\nPins: " << pins.objects << " shared objects stay. Moving them would have saved "
      << humanBytes(pins.costs) << ".\n";
  if (pins.objects == 0)
    return;
  printTable(pins.by_rule, "rule", "cost", out);
  printTable(pins.by_root_cause, "in the end because of", "cost", out);
  printTable(pins.by_crate, "crate", "cost", out);
  printPins(pins.pins, out);
}

void printHeld(const Explanation &explanation, llvm::raw_ostream &out) {
  if (explanation.held.empty())
    return;
  out << "\nHeld: " << explanation.held.size() << " objects are in " << shown(explanation.workspace)
      << " from an earlier run, and would not move with these libraries.\n";
  printPins(explanation.held, out);
}

void printNearMisses(const ExplainedNearMisses &misses, llvm::raw_ostream &out) {
  if (misses.units.empty() && misses.fat_lto.empty())
    return;
  if (misses.units.empty()) {
    out << "\nNear misses: none that names tell.\n";
  } else {
    out << "\nNear misses: " << misses.units.size()
        << " codegen units occur in several libraries with different content, "
        << humanBytes(misses.bytes) << " in all. Built alike they could be shared.\n";
    printTable(misses.by_cause, "likely cause", "size", out);
  }
  for (const ExplainedNearMiss &miss : llvm::ArrayRef(misses.units).take_front(rowsShown))
    out << "  " << shown(miss.crate) << " " << shown(miss.unit) << " (" << humanBytes(miss.bytes)
        << ", " << miss.copies << " copies): " << describe(miss.cause) << ".\n";
  if (llvm::any_of(misses.units,
                   [](const ExplainedNearMiss &miss) { return miss.cause == NearMissCause::lto; }))
    out << "  LTO makes a unit part of the library that it is in. Libraries built without LTO meld "
           "smaller.\n";
  std::vector<std::string> fatLto;
  for (const ExplainedLibrary &library : misses.fat_lto)
    fatLto.push_back(shown(library.path) +
                     (library.slice ? "(" + shown(*library.slice) + ")" : ""));
  if (!fatLto.empty())
    out << "  Built with fat LTO, one big object per library, which cannot be shared: "
        << llvm::join(fatLto, ", ") << ". Without LTO they meld smaller.\n";
}

void printBitcode(const ExplainedBitcode &bitcode, llvm::raw_ostream &out) {
  out << "\nBitcode: " << bitcode.members
      << " members carry a __LLVM,__bitcode section, which Apple's tools reject; "
      << "the first is " << inLibrary(bitcode.first) << ".\n";
}

void printConflicts(const Explanation &explanation, llvm::raw_ostream &out) {
  if (explanation.conflicts.empty())
    return;
  out << "\nConflicts: " << explanation.conflicts.size()
      << " strong symbols are defined differently by several libraries. A link that takes in two "
         "of the "
         "definitions fails with \"multiple definition\", before melding as after.\n";
  for (const Conflict &conflict : llvm::ArrayRef(explanation.conflicts).take_front(rowsShown)) {
    out << "  '" << readable(conflict.symbol) << "': ";
    size_t shownPlaces = std::min<size_t>(conflict.definitions.size(), 3);
    for (size_t i = 0; i < shownPlaces; ++i)
      out << (i ? ", " : "") << inLibrary(conflict.definitions[i]);
    if (conflict.definitions.size() > shownPlaces)
      out << " and " << conflict.definitions.size() - shownPlaces << " more";
    out << "\n";
  }
  if (explanation.conflicts.size() > rowsShown)
    out << "  ... and " << explanation.conflicts.size() - rowsShown
        << " more; the plan lists all.\n";
}

} // namespace

void printText(const Explanation &explanation, llvm::raw_ostream &out) {
  out << "Policy " << boost::describe::enum_to_string(explanation.policy, "") << ": "
      << explanation.libraries << " libraries of " << humanBytes(explanation.before) << " become "
      << humanBytes(explanation.after) << ", the workspace library's "
      << humanBytes(explanation.workspace_size) << " included (without symbol tables).\n\n";
  printMoves(explanation, out);
  printAllPins(explanation, out);
  printHeld(explanation, out);
  printNearMisses(explanation.near_misses, out);
  if (explanation.bitcode)
    printBitcode(*explanation.bitcode, out);
  printConflicts(explanation, out);
}

} // namespace armeld
