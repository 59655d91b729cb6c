#include "report/report.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"

#include <algorithm>
#include <array>

namespace armeld {

// ---- comparing ----

namespace {

using Shares = llvm::MapVector<std::pair<Owner, StringRef>, ReportedShare>;

Owner ownerOf(const Member &member, const Object &object) {
  switch (object.kind) {
  case Kind::import:
    return Owner::import;
  case Kind::archive:
  case Kind::other:
    return Owner::other;
  case Kind::relocatable:
  case Kind::bitcode:
    break;
  }
  return member.rustc && member.rustc->crate ? Owner::crate : Owner::object;
}

ReportedShare &shareOf(Shares &shares, Owner owner, std::optional<Name> crate) {
  ReportedShare &share = shares[{owner, crate.value_or("")}];
  share.owner = owner;
  share.crate = crate;
  return share;
}

/// Adds what `manifest` has to the fields `bytes` and `members`, and returns the bytes of all its
/// files.
uint64_t addShares(const Manifest &manifest, uint64_t ReportedShare::*bytes,
                   uint64_t ReportedShare::*members, Shares &shares) {
  llvm::DenseSet<StringRef> files;
  uint64_t total = 0;
  uint64_t content = 0;
  for (const Library &library : manifest.libraries) {
    if (files.insert(library.path).second)
      total += library.size;
    for (const Member &member : library.members) {
      Owner owner = ownerOf(member, *manifest.find(member.object));
      ReportedShare &share =
          shareOf(shares, owner, owner == Owner::crate ? member.rustc->crate : std::nullopt);
      ++(share.*members);
      if (member.file)
        continue;
      share.*bytes += member.size;
      content += member.size;
    }
  }
  // Slices of a universal file never overlap, so this cannot be less than nothing; a manifest that
  // somebody edited may say otherwise.
  shareOf(shares, Owner::archive, std::nullopt).*bytes += total - std::min(total, content);
  return total;
}

std::vector<ReportedShare> sorted(Shares &shares) {
  std::vector<ReportedShare> all;
  for (auto &[key, share] : shares)
    all.push_back(share);
  llvm::sort(all, [](const ReportedShare &a, const ReportedShare &b) {
    return std::make_tuple(b.before, b.after, a.owner, a.crate) <
           std::make_tuple(a.before, a.after, b.owner, b.crate);
  });
  return all;
}

} // namespace

Report compare(const Manifest &before, const Manifest &after, const Pairing &pairing) {
  Report report;
  llvm::DenseSet<StringRef> seen;
  for (const Pairing::Pair &pair : pairing.libraries) {
    if (!seen.insert(pair.before->path).second)
      continue; // another slice of the same file
    ReportedLibrary &row = report.libraries.emplace_back();
    row.path = pair.before->path;
    row.before = pair.before->size;
    if (!pair.after)
      continue;
    row.now = pair.after->path;
    row.after = pair.after->size;
  }
  if (!pairing.workspace.empty()) {
    ReportedWorkspace &workspace = report.workspace.emplace();
    workspace.path = pairing.workspace.front()->path;
    workspace.after = pairing.workspace.front()->size;
    if (!pairing.workspaceBefore.empty())
      workspace.before = pairing.workspaceBefore.front()->size;
  }
  Shares shares;
  report.total.before =
      addShares(before, &ReportedShare::before, &ReportedShare::members_before, shares);
  report.total.after =
      addShares(after, &ReportedShare::after, &ReportedShare::members_after, shares);
  report.shares = sorted(shares);
  return report;
}

// ---- showing ----

namespace {

/// A line of a table: a label, before, after and the factor between them.
using Row = std::array<std::string, 4>;

struct Table {
  Row head;
  std::vector<Row> rows;
};

/// Three digits and a unit, as powers of 1000: "17.2 MB".
std::string sizeText(std::optional<uint64_t> bytes) {
  if (!bytes)
    return "-";
  if (*bytes < 1000)
    return std::to_string(*bytes) + " B";
  double value = double(*bytes);
  const char *units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
  size_t unit = 0;
  for (value /= 1000; value >= 999.5 && unit + 1 < std::size(units); ++unit)
    value /= 1000;
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.*f ",
                                                 value < 9.995   ? 2
                                                 : value < 99.95 ? 1
                                                                 : 0,
                                                 value)
                                 << units[unit];
  return text;
}

std::string factorText(std::optional<uint64_t> before, std::optional<uint64_t> after) {
  if (!before || !after || *after == 0)
    return "-";
  double factor = double(*before) / double(*after);
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(factor < 9.95 ? "%.1fx" : "%.0fx", factor);
  return text;
}

Row row(const std::string &label, std::optional<uint64_t> before, std::optional<uint64_t> after) {
  return {label, sizeText(before), sizeText(after), factorText(before, after)};
}

/// Names without folders, unless two libraries would then be called alike.
bool baseNamesTellApart(const Report &report) {
  llvm::DenseSet<StringRef> names;
  for (const ReportedLibrary &library : report.libraries)
    if (!names.insert(baseName(library.path)).second)
      return false;
  return !report.workspace || names.insert(baseName(report.workspace->path)).second;
}

Table libraryTable(const Report &report) {
  Table table;
  table.head = {"library", "before", "after", "factor"};
  bool shorten = baseNamesTellApart(report);
  auto label = [&](StringRef path) { return shown(shorten ? baseName(path) : path); };
  for (const ReportedLibrary &library : report.libraries)
    table.rows.push_back(row(label(library.path), library.before, library.after));
  if (report.workspace)
    table.rows.push_back(row(label(report.workspace->path) + " (workspace)",
                             report.workspace->before, report.workspace->after));
  table.rows.push_back(row("total", report.total.before, report.total.after));
  return table;
}

std::string label(const ReportedShare &share) {
  switch (share.owner) {
  case Owner::crate:
    return shown(*share.crate);
  case Owner::object:
    return "(objects of no crate)";
  case Owner::import:
    return "(import stubs)";
  case Owner::other:
    return "(other members)";
  case Owner::archive:
    return "(headers, names and symbol tables)";
  }
  llvm_unreachable("an owner without a label");
}

/// The largest shares; what is beyond them is one line.
Table shareTable(const Report &report) {
  constexpr size_t most = 20;
  Table table;
  table.head = {"crate", "before", "after", "factor"};
  size_t count = report.shares.size() <= most + 1 ? report.shares.size() : most;
  for (const ReportedShare &share : llvm::ArrayRef(report.shares).take_front(count))
    table.rows.push_back(row(label(share), share.before, share.after));
  ReportedTotal rest;
  for (const ReportedShare &share : llvm::ArrayRef(report.shares).drop_front(count)) {
    rest.before += share.before;
    rest.after += share.after;
  }
  if (count < report.shares.size())
    table.rows.push_back(row("(" + std::to_string(report.shares.size() - count) + " smaller)",
                             rest.before, rest.after));
  return table;
}

/// Columns as terminals show them. Names outside of ASCII may come out ragged.
void printAligned(const Table &table, llvm::raw_ostream &out) {
  std::array<size_t, 4> widths{};
  auto widen = [&](const Row &row) {
    for (size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], row[i].size());
  };
  widen(table.head);
  llvm::for_each(table.rows, widen);
  auto line = [&](const Row &row) {
    out << row[0];
    out.indent(unsigned(widths[0] - row[0].size()));
    for (size_t i = 1; i < row.size(); ++i) {
      out.indent(unsigned(2 + widths[i] - row[i].size()));
      out << row[i];
    }
    out << '\n';
  };
  line(table.head);
  llvm::for_each(table.rows, line);
}

void printMarkdown(const Table &table, llvm::raw_ostream &out) {
  auto line = [&](const Row &row) {
    for (const std::string &cell : row) {
      out << "| ";
      for (char c : cell) {
        if (StringRef("|\\`*_<>[]").contains(c))
          out << '\\';
        out << c;
      }
      out << ' ';
    }
    out << "|\n";
  };
  line(table.head);
  out << "| :-- | --: | --: | --: |\n";
  llvm::for_each(table.rows, line);
}

} // namespace

void printText(const Report &report, llvm::raw_ostream &out) {
  printAligned(libraryTable(report), out);
  out << '\n';
  printAligned(shareTable(report), out);
}

void printMarkdown(const Report &report, llvm::raw_ostream &out) {
  printMarkdown(libraryTable(report), out);
  out << '\n';
  printMarkdown(shareTable(report), out);
}

} // namespace armeld
