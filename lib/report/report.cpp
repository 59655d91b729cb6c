#include "report/report.h"

#include "base/table.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"

#include <algorithm>

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

std::string sizeText(std::optional<uint64_t> bytes) { return bytes ? humanBytes(*bytes) : "-"; }

std::string factorText(std::optional<uint64_t> before, std::optional<uint64_t> after) {
  if (!before || !after || *after == 0)
    return "-";
  double factor = double(*before) / double(*after);
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(factor < 9.95 ? "%.1fx" : "%.0fx", factor);
  return text;
}

Table::Row row(const std::string &label, std::optional<uint64_t> before,
               std::optional<uint64_t> after) {
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
