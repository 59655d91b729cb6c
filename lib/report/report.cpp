#include "report/report.h"

#include "base/enum_names.h"
#include "base/table.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"

#include <algorithm>
#include <map>

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

/// Adds the bytes of one object, once for each member that holds it.
static void addObject(const Object &object, const ObjectSections *found, uint64_t members,
                      uint64_t ReportedKind::*bytes,
                      std::map<std::optional<SectionKind>, ReportedKind> &kinds) {
  uint64_t rest = object.size;
  auto add = [&](std::optional<SectionKind> kind, uint64_t size) {
    ReportedKind &entry = kinds[kind];
    entry.kind = kind;
    entry.*bytes += size * members;
    rest -= std::min(rest, size);
  };
  if (found) {
    for (const SectionList &list : found->lists)
      if (list.kind != SectionKind::bss) // takes no bytes in a file
        for (uint64_t size : list.size)
          add(list.kind, size);
    for (const KindBytes &sum : found->bytes)
      if (sum.kind != SectionKind::bss)
        add(sum.kind, sum.bytes);
  }
  add(std::nullopt, rest);
}

void addKinds(const Manifest &before, const Manifest &after, llvm::ArrayRef<Sections> sections,
              Report &report) {
  std::map<std::optional<SectionKind>, ReportedKind> kinds;
  auto addAll = [&](const Manifest &manifest, uint64_t ReportedKind::*bytes) {
    llvm::DenseMap<Digest, uint64_t> members;
    for (const Library &library : manifest.libraries)
      for (const Member &member : library.members)
        ++members[member.object];
    for (const auto &[digest, object] : manifest.objects) {
      const ObjectSections *found = nullptr;
      for (const Sections &document : sections)
        if (!found)
          found = document.find(digest);
      addObject(object, found, members.lookup(digest), bytes, kinds);
    }
  };
  addAll(before, &ReportedKind::before);
  addAll(after, &ReportedKind::after);
  for (auto &[kind, bytes] : kinds)
    if (kind)
      report.kinds.push_back(bytes);
  report.kinds.push_back(kinds[std::nullopt]);
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

Table kindTable(const Report &report) {
  Table table;
  table.head = {"kind", "before", "after", "factor"};
  for (const ReportedKind &kind : report.kinds)
    table.rows.push_back(
        row(kind.kind ? spelled(*kind.kind) : "(of no section)", kind.before, kind.after));
  return table;
}

} // namespace

static std::vector<Table> tablesOf(const Report &report) {
  std::vector<Table> tables = {libraryTable(report), shareTable(report)};
  if (!report.kinds.empty())
    tables.push_back(kindTable(report));
  return tables;
}

void printText(const Report &report, llvm::raw_ostream &out) {
  StringRef between;
  for (const Table &table : tablesOf(report)) {
    out << std::exchange(between, "\n");
    printAligned(table, out);
  }
}

void printMarkdown(const Report &report, llvm::raw_ostream &out) {
  StringRef between;
  for (const Table &table : tablesOf(report)) {
    out << std::exchange(between, "\n");
    printMarkdown(table, out);
  }
}

} // namespace armeld
