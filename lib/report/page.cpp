#include "report/page.h"

#include "base/enum_names.h"
#include "report/page_files.h"
#include "json/json.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/SHA256.h"

#include <map>

namespace armeld {

// ---- what the page shows ----
//
// As JSON, which page.js reads. Names are printable, so that they are UTF-8. A size of -1 says that
// a library is not there.

namespace {

struct PageStep {
  Name name;
  uint64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(PageStep, (), (name, total))

struct PageRow {
  Name label;
  Name path; ///< of a library
  bool workspace = false;
  std::vector<int64_t> bytes; ///< at each step, as all lists of numbers
  Rare<int64_t> debug;        ///< of a library, that are debug information
};
BOOST_DESCRIBE_STRUCT(PageRow, (), (label, path, workspace, bytes, debug))

/// A rectangle of the treemap: bytes of each kind at each step.
struct PageLeaf {
  Name label;
  std::vector<std::vector<int64_t>> bytes;
};
BOOST_DESCRIBE_STRUCT(PageLeaf, (), (label, bytes))

struct PagePin {
  Name name;
  Name rule;
  Name reason;
  bool held = false;
  uint64_t copies = 0;
  uint64_t costs = 0;
};
BOOST_DESCRIBE_STRUCT(PagePin, (), (name, rule, reason, held, copies, costs))

struct PageConflict {
  Name symbol;
  std::vector<Name> definitions;
};
BOOST_DESCRIBE_STRUCT(PageConflict, (), (symbol, definitions))

struct Page {
  std::vector<PageStep> steps;
  std::vector<PageRow> libraries;
  std::vector<PageRow> crates;
  std::vector<PageRow> kinds;
  std::vector<Name> leaf_kinds;
  std::vector<PageLeaf> leaves;
  bool planned = false; ///< pins and conflicts are known
  std::vector<PagePin> pins;
  std::vector<PageConflict> conflicts;
};
BOOST_DESCRIBE_STRUCT(Page, (),
                      (steps, libraries, crates, kinds, leaf_kinds, leaves, planned, pins,
                       conflicts))

Name printable(StringRef text) { return keep(shown(text)); }

std::vector<PageRow> pageRows(const std::vector<SizeRow> &rows) {
  auto sizes = [](const std::vector<std::optional<uint64_t>> &from, auto &to) {
    for (std::optional<uint64_t> size : from)
      to.push_back(size ? int64_t(*size) : -1);
  };
  std::vector<PageRow> all;
  for (const SizeRow &row : rows) {
    PageRow &made = all.emplace_back();
    made.label = keep(row.label);
    if (!row.debug.empty())
      made.path = printable(row.name);
    made.workspace = row.workspace;
    sizes(row.bytes, made.bytes);
    if (llvm::any_of(row.debug, [](std::optional<uint64_t> size) { return size.has_value(); }))
      sizes(row.debug, made.debug);
  }
  return all;
}

// ---- treemap ----

/// What is no object's bytes: headers, names and symbol tables.
constexpr StringRef archiveLabel = "(headers, names and symbol tables)";

/// The crate, or for an object of none the name of its source file.
std::string leafLabel(const Member &member, const Object &object) {
  switch (ownerOf(member, object)) {
  case Owner::crate:
    return shown(*member.rustc->crate);
  case Owner::object:
    break;
  case Owner::import:
    return "(import stubs)";
  case Owner::other:
  case Owner::archive:
    return "(other members)";
  }
  StringRef stem = member.rustc ? member.rustc->unit : member.name;
  if (!member.rustc && stem.rfind('.') != 0)
    stem = stem.substr(0, stem.rfind('.'));
  return shown(stem);
}

/// Adds up the bytes of a treemap's leaves.
class Leaves {
public:
  Leaves(llvm::ArrayRef<Step> steps, llvm::ArrayRef<Sections> sections)
      : steps(steps), sections(sections) {
    for (size_t i = 0; i < steps.size(); ++i)
      addStep(i);
  }

  /// Adds the kinds that occur, and the largest leaves; what is beyond them is one leaf.
  void addTo(Page &page) const {
    std::vector<size_t> kinds;
    for (size_t kind = 0; kind < kindCount; ++kind)
      if (llvm::any_of(sums, [&](const auto &entry) { return hasKind(entry.second, kind); }))
        kinds.push_back(kind);
    for (size_t kind : kinds)
      page.leaf_kinds.push_back(keep(kindLabel(kind)));

    std::vector<std::pair<uint64_t, StringRef>> order;
    for (const auto &[label, sum] : sums)
      order.emplace_back(largest(sum), label);
    llvm::stable_sort(order, [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<std::string> labels;
    std::vector<Sum> shownSums;
    for (const auto &[size, label] : order) {
      const Sum &sum = sums.find(label)->second;
      if (shownSums.size() < most) {
        labels.push_back(label.str());
        shownSums.push_back(sum);
        continue;
      }
      if (shownSums.size() == most)
        shownSums.emplace_back(sum.size());
      for (size_t k = 0; k < sum.size(); ++k)
        shownSums.back()[k] += sum[k];
    }
    if (shownSums.size() > labels.size())
      labels.push_back("(" + std::to_string(order.size() - most) + " smaller)");
    for (size_t i = 0; i < labels.size(); ++i) {
      PageLeaf &leaf = page.leaves.emplace_back();
      leaf.label = keep(labels[i]);
      for (size_t kind : kinds) {
        std::vector<int64_t> &bytes = leaf.bytes.emplace_back();
        for (size_t step = 0; step < steps.size(); ++step)
          bytes.push_back(int64_t(shownSums[i][kind * steps.size() + step]));
      }
    }
  }

private:
  using Sum = std::vector<uint64_t>; ///< kind by kind, of each the steps
  static constexpr size_t most = 300;
  static constexpr size_t sectionKinds =
      boost::mp11::mp_size<boost::describe::describe_enumerators<SectionKind>>::value;
  /// Behind the kinds of sections: what no section holds, and the archives' own bytes.
  static constexpr size_t ofNone = sectionKinds, ofArchive = ofNone + 1, kindCount = ofArchive + 1;

  void addStep(size_t i) {
    const Manifest &manifest = *steps[i].manifest;
    llvm::DenseMap<Digest, KindSizes> known;
    llvm::DenseMap<StringRef, uint64_t> files;
    uint64_t content = 0;
    for (const Library &library : manifest.libraries) {
      files[library.path] = library.size;
      for (const Member &member : library.members) {
        if (member.file)
          continue;
        content += member.size;
        const Object &object = manifest.objectOf(member);
        auto [entry, isNew] = known.try_emplace(member.object);
        if (isNew)
          entry->second = kindSizes(object, findSections(sections, member.object));
        Sum &sum = sumOf(leafLabel(member, object));
        for (auto [kind, bytes] : entry->second)
          sum[(kind ? size_t(*kind) : ofNone) * steps.size() + i] += bytes;
      }
    }
    uint64_t total = 0;
    for (const auto &[path, size] : files)
      total += size;
    sumOf(archiveLabel.str())[ofArchive * steps.size() + i] += total - std::min(total, content);
  }

  Sum &sumOf(const std::string &label) {
    Sum &sum = sums[label];
    sum.resize(kindCount * steps.size());
    return sum;
  }

  bool hasKind(const Sum &sum, size_t kind) const {
    return llvm::any_of(llvm::ArrayRef(sum).slice(kind * steps.size(), steps.size()),
                        [](uint64_t bytes) { return bytes != 0; });
  }

  /// The bytes at the step that has most of them.
  uint64_t largest(const Sum &sum) const {
    uint64_t largest = 0;
    for (size_t step = 0; step < steps.size(); ++step) {
      uint64_t bytes = 0;
      for (size_t kind = 0; kind < kindCount; ++kind)
        bytes += sum[kind * steps.size() + step];
      largest = std::max(largest, bytes);
    }
    return largest;
  }

  std::string kindLabel(size_t kind) const {
    if (kind == ofArchive)
      return "archive";
    if (kind == ofNone)
      return sections.empty() ? "objects" : "none";
    return spelled(SectionKind(kind));
  }

  llvm::ArrayRef<Step> steps;
  llvm::ArrayRef<Sections> sections;
  std::map<std::string, Sum, std::less<>> sums;
};

// ---- pins and conflicts ----

void addNotes(const PlanNotes &notes, Page &page) {
  page.planned = true;
  for (const ExplainedPin &pin : notes.pins)
    page.pins.push_back({printable(pin.name), keep(spelled(pin.rule)), printable(pin.reason),
                         pin.copies == 0, pin.copies, pin.costs});
  for (const Conflict &conflict : notes.conflicts) {
    PageConflict &made = page.conflicts.emplace_back();
    made.symbol = printable(llvm::demangle(conflict.symbol));
    for (const Place &place : conflict.definitions) {
      std::string slice = place.slice ? "(" + place.slice->str() + ")" : "";
      made.definitions.push_back(printable((place.library + slice + ": " + place.member).str()));
    }
  }
}

// ---- the page's text ----

/// JSON that may stand in a <script> element: HTML's parser looks for tags and comments in it, and
/// these begin with a less-than sign.
std::string jsonOf(const Page &page) {
  std::string json;
  llvm::raw_string_ostream out(json);
  {
    json::Writer writer(out);
    writer.value(page);
  }
  std::string escaped;
  for (char c : json)
    if (c == '<')
      escaped += "\\u003c";
    else
      escaped += c;
  return escaped;
}

/// What a Content-Security-Policy calls an inline element of this text (CSP Level 3, section 2.3.1,
/// "hash-source").
std::string hashSource(StringRef text) {
  std::array<uint8_t, 32> digest = llvm::SHA256::hash({text.bytes_begin(), text.bytes_end()});
  return "'sha256-" + llvm::encodeBase64(digest) + "'";
}

} // namespace

void printPage(const Report &report, llvm::ArrayRef<Step> steps, llvm::ArrayRef<Sections> sections,
               const PlanNotes *notes, llvm::raw_ostream &out) {
  Page page;
  std::vector<std::string> names = stepNames(report);
  for (size_t i = 0; i < report.steps.size(); ++i)
    page.steps.push_back({keep(names[i]), report.steps[i].total});
  page.libraries = pageRows(libraryRows(report));
  page.crates = pageRows(shareRows(report));
  page.kinds = pageRows(kindRows(report));
  Leaves(steps, sections).addTo(page);
  if (notes)
    addNotes(*notes, page);

  // No script but these runs, and nothing is loaded from anywhere.
  std::map<StringRef, std::string> parts = {
      {"policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src " +
                     hashSource(page::chart) + " " + hashSource(page::js)},
      {"css", page::css.str()},
      {"data", jsonOf(page)},
      {"chart", page::chart.str()},
      {"js", page::js.str()},
  };
  StringRef rest = page::html;
  while (!rest.empty()) {
    auto [before, behind] = rest.split("{{");
    out << before;
    auto [name, after] = behind.split("}}");
    if (!name.empty())
      out << parts.at(name);
    rest = after;
  }
}

} // namespace armeld
