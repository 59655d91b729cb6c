// The explanation as text.
#include "base/table.h"
#include "plan/causes.h"
#include "plan/differences.h"
#include "plan/explain.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace armeld {

namespace {

constexpr size_t rowsShown = 20; ///< of each table; the rest is summed up

Table::Row rowOf(const std::string &label, const ExplainedGroup &group) {
  return {label, std::to_string(group.objects), std::to_string(group.copies),
          humanBytes(group.bytes)};
}

void printTable(llvm::ArrayRef<ExplainedGroup> groups, const char *heading,
                const char *bytesHeading, llvm::raw_ostream &out) {
  Table table{{heading, "objects", "copies", bytesHeading}, {}};
  size_t whole = groups.size() > rowsShown ? rowsShown - 1 : groups.size();
  for (const ExplainedGroup &group : groups.take_front(whole))
    table.rows.push_back(rowOf(group.label.str(), group));
  if (whole < groups.size()) {
    ExplainedGroup rest;
    for (const ExplainedGroup &group : groups.drop_front(whole)) {
      rest.objects += group.objects;
      rest.copies += group.copies;
      rest.bytes += group.bytes;
    }
    table.rows.push_back(rowOf("and " + std::to_string(groups.size() - whole) + " more", rest));
  }
  printAligned(table, out, /*indent=*/2);
}

void printMoves(const Explanation &explanation, llvm::raw_ostream &out) {
  const ExplainedMoves &moves = explanation.moves;
  out << "Moves: " << counted(moves.objects, "object") << (moves.objects == 1 ? " goes" : " go")
      << " to " << shown(explanation.workspace) << ", instead of "
      << (moves.copies == 1 ? "1 copy" : std::to_string(moves.copies) + " copies")
      << " in the libraries. That saves " << humanBytes(moves.saves) << ".\n";
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
  out << "\nPins: " << counted(pins.objects, "shared object")
      << (pins.objects == 1 ? " stays" : " stay") << ". Moving "
      << (pins.objects == 1 ? "it" : "them") << " would have saved " << humanBytes(pins.costs)
      << ".\n";
  if (pins.objects == 0)
    return;
  printTable(pins.by_rule, "rule", "cost", out);
  printTable(pins.by_root_cause, "root cause", "cost", out);
  printTable(pins.by_crate, "crate", "cost", out);
  printPins(pins.pins, out);
}

void printHeld(const Explanation &explanation, llvm::raw_ostream &out) {
  if (explanation.held.empty())
    return;
  out << "\nHeld: " << counted(explanation.held.size(), "object") << " in "
      << shown(explanation.workspace)
      << " from an earlier run would not move with these libraries.\n";
  printPins(explanation.held, out);
}

void printNearMisses(const ExplainedNearMisses &misses, llvm::raw_ostream &out) {
  if (misses.crates.empty() && misses.fat_lto.empty())
    return;
  if (misses.crates.empty()) {
    out << "\nNear misses: none found by name.\n";
  } else {
    out << "\nNear misses: " << counted(misses.crates.size(), "crate")
        << " with different content in several libraries. Built alike, they would be shared, which "
           "would save about "
        << humanBytes(misses.bytes);
    if (misses.pins > 0)
      out << ", and " << humanBytes(misses.pins) << " of what is pinned because of them";
    out << ".\n";
    Table table{{"likely cause", "crates", "about"}, {}};
    for (const ExplainedGroup &group : misses.by_cause)
      table.rows.push_back(
          {group.label.str(), std::to_string(group.objects), humanBytes(group.bytes)});
    printAligned(table, out, /*indent=*/2);
  }
  for (const ExplainedNearMiss &miss : llvm::ArrayRef(misses.crates).take_front(rowsShown))
    out << "  " << shown(miss.crate) << " (about " << humanBytes(miss.bytes)
        << "): " << shown(miss.reason) << ".\n";
  if (misses.crates.size() > rowsShown)
    out << "  ... and " << misses.crates.size() - rowsShown << " more; the plan lists all.\n";
  if (!misses.alike.empty())
    out << "  Built alike, the libraries would have " << llvm::join(misses.alike, "; ") << ".\n";
  std::vector<std::string> fatLto;
  for (const LibrarySlice &library : misses.fat_lto)
    fatLto.push_back(shown(library));
  if (!fatLto.empty())
    out << "  Built with fat LTO, one big object per library, which cannot be shared: "
        << llvm::join(fatLto, ", ") << ". Without LTO, they share more.\n";
}

void printBitcode(const ExplainedBitcode &bitcode, llvm::raw_ostream &out) {
  out << "\nBitcode: " << counted(bitcode.members, "member")
      << " with a __LLVM,__bitcode section, which Apple's tools reject; "
      << "the first is " << inLibrary(bitcode.first) << ".\n";
}

void printConflicts(const Explanation &explanation, llvm::raw_ostream &out) {
  if (explanation.conflicts.empty())
    return;
  out << "\nConflicts: " << counted(explanation.conflicts.size(), "strong symbol")
      << " with different definitions in several libraries. A link that takes two of the "
         "definitions fails with \"multiple definition\", with or without melding.\n";
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
      << (explanation.libraries == 1 ? "1 library"
                                     : std::to_string(explanation.libraries) + " libraries")
      << ": " << humanBytes(explanation.before) << " before, " << humanBytes(explanation.after)
      << " after, of which the workspace library has " << humanBytes(explanation.workspace_size)
      << " (without symbol tables).\n\n";
  printMoves(explanation, out);
  printAllPins(explanation, out);
  printHeld(explanation, out);
  printNearMisses(explanation.near_misses, out);
  if (explanation.bitcode)
    printBitcode(*explanation.bitcode, out);
  printConflicts(explanation, out);
}

} // namespace armeld
