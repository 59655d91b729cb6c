// The report as tables: for people as text or Markdown, for programs as CSV.
#include "report/report.h"

#include "base/enum_names.h"
#include "base/table.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/Format.h"

#include <map>

namespace armeld {

// ---- rows ----

std::vector<std::string> stepNames(const Report &report) {
  if (report.steps.size() == 2)
    return {"before", "after"};
  std::vector<std::string> names;
  for (const ReportedStep &step : report.steps)
    names.push_back(shown(step.name));
  return names;
}

/// The workspace library of the last step that has one.
static const StepLibrary *lastWorkspace(const Report &report) {
  for (const ReportedStep &step : llvm::reverse(report.steps))
    if (const StepLibrary *workspace = workspaceOf(step))
      return workspace;
  return nullptr;
}

/// Names without folders, unless two libraries would then be called alike.
static bool baseNamesTellApart(const Report &report) {
  llvm::DenseSet<StringRef> names;
  for (const ReportedLibrary &library : report.libraries)
    if (!names.insert(baseName(library.path)).second)
      return false;
  const StepLibrary *workspace = lastWorkspace(report);
  return !workspace || names.insert(baseName(workspace->now)).second;
}

std::vector<SizeRow> libraryRows(const Report &report) {
  bool shorten = baseNamesTellApart(report);
  auto rowOf = [&](StringRef path) {
    SizeRow row;
    row.label = shown(shorten ? baseName(path) : path);
    row.name = path;
    row.bytes.resize(report.steps.size());
    row.debug.resize(report.steps.size());
    return row;
  };
  std::vector<SizeRow> rows;
  llvm::DenseMap<StringRef, size_t> places;
  for (const ReportedLibrary &library : report.libraries) {
    places[library.path] = rows.size();
    rows.push_back(rowOf(library.path));
  }
  const StepLibrary *workspace = lastWorkspace(report);
  if (workspace) {
    rows.push_back(rowOf(workspace->now));
    rows.back().workspace = true;
  }
  for (size_t i = 0; i < report.steps.size(); ++i) {
    for (const StepLibrary &library : report.steps[i].libraries) {
      auto place = library.path ? places.find(*library.path) : places.end();
      if (library.path && place == places.end())
        continue; // the last step has it as its workspace library
      SizeRow &row = library.path ? rows[place->second] : rows.back();
      row.bytes[i] = library.size;
      row.debug[i] = library.debug;
    }
  }
  return rows;
}

static std::string label(const ReportedShare &share) {
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

std::vector<SizeRow> shareRows(const Report &report) {
  std::vector<SizeRow> rows;
  std::map<std::pair<Owner, StringRef>, size_t> places;
  for (const ReportedShare &share : report.shares) {
    places[{share.owner, share.crate.value_or("")}] = rows.size();
    SizeRow &row = rows.emplace_back();
    row.label = label(share);
    row.name = share.crate.value_or("");
    row.bytes.resize(report.steps.size(), 0);
  }
  for (size_t i = 0; i < report.steps.size(); ++i)
    for (const StepShare &share : report.steps[i].shares)
      rows[places[{share.owner, share.crate.value_or("")}]].bytes[i] = share.bytes;
  return rows;
}

std::vector<SizeRow> kindRows(const Report &report) {
  std::vector<SizeRow> rows;
  for (size_t k = 0; k < report.kinds.size(); ++k) {
    const ReportedKind &kind = report.kinds[k];
    SizeRow &row = rows.emplace_back();
    row.label = kind.kind ? spelled(*kind.kind) : "(of no section)";
    for (const ReportedStep &step : report.steps)
      row.bytes.push_back(step.kinds[k].bytes);
  }
  return rows;
}

// ---- text and Markdown ----

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

Table tableOf(const char *what, const Report &report) {
  Table table;
  table.head = stepNames(report);
  table.head.insert(table.head.begin(), what);
  table.head.push_back("factor");
  return table;
}

void add(const std::string &label, const std::vector<std::optional<uint64_t>> &bytes,
         Table &table) {
  Table::Row &row = table.rows.emplace_back(Table::Row{label});
  for (std::optional<uint64_t> size : bytes)
    row.push_back(sizeText(size));
  row.push_back(factorText(bytes.front(), bytes.back()));
}

Table libraryTable(const Report &report) {
  Table table = tableOf("library", report);
  for (const SizeRow &row : libraryRows(report))
    add(row.label + (row.workspace ? " (workspace)" : ""), row.bytes, table);
  std::vector<std::optional<uint64_t>> totals;
  for (const ReportedStep &step : report.steps)
    totals.push_back(step.total);
  add("total", totals, table);
  return table;
}

/// The largest shares; what is beyond them is one line.
Table shareTable(const Report &report) {
  constexpr size_t most = 20;
  Table table = tableOf("crate", report);
  std::vector<SizeRow> rows = shareRows(report);
  size_t count = rows.size() <= most + 1 ? rows.size() : most;
  for (const SizeRow &row : llvm::ArrayRef(rows).take_front(count))
    add(row.label, row.bytes, table);
  std::vector<std::optional<uint64_t>> rest(report.steps.size(), 0);
  for (const SizeRow &row : llvm::ArrayRef(rows).drop_front(count))
    for (size_t i = 0; i < rest.size(); ++i)
      *rest[i] += *row.bytes[i];
  if (count < rows.size())
    add("(" + std::to_string(rows.size() - count) + " smaller)", rest, table);
  return table;
}

Table kindTable(const Report &report) {
  Table table = tableOf("kind", report);
  for (const SizeRow &row : kindRows(report))
    add(row.label, row.bytes, table);
  return table;
}

std::vector<Table> tablesOf(const Report &report) {
  std::vector<Table> tables = {libraryTable(report), shareTable(report)};
  if (!report.kinds.empty())
    tables.push_back(kindTable(report));
  return tables;
}

} // namespace

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

void printJson(Report report, llvm::raw_ostream &out) {
  if (report.steps.size() == 2)
    report.steps.clear();
  print(report, out);
}

// ---- CSV ----

/// RFC 4180, section 2: fields with commas, quotes or line breaks stand in quotes, and quotes in
/// these are doubled.
static void printField(StringRef text, llvm::raw_ostream &out) {
  if (text.find_first_of(",\"\r\n") == StringRef::npos) {
    out << text;
    return;
  }
  out << '"';
  for (char c : text) {
    if (c == '"')
      out << '"';
    out << c;
  }
  out << '"';
}

void printCsv(const Report &report, llvm::raw_ostream &out) {
  bool withDebug = !report.kinds.empty();
  out << "library,workspace";
  for (const char *suffix : {"", " debug"})
    if (suffix[0] == '\0' || withDebug)
      for (const std::string &name : stepNames(report)) {
        out << ',';
        printField(name + suffix, out);
      }
  out << "\r\n";
  auto printSizes = [&](const std::vector<std::optional<uint64_t>> &sizes) {
    for (std::optional<uint64_t> size : sizes) {
      out << ',';
      if (size)
        out << *size;
    }
  };
  for (const SizeRow &row : libraryRows(report)) {
    printField(row.name, out);
    out << (row.workspace ? ",yes" : ",no");
    printSizes(row.bytes);
    if (withDebug)
      printSizes(row.debug);
    out << "\r\n";
  }
}

} // namespace armeld
