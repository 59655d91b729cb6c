#include "report/report.h"

#include "base/table.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

#include <algorithm>
#include <map>

namespace armeld {

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

namespace {

template <class Share> using Shares = llvm::MapVector<std::pair<Owner, StringRef>, Share>;

template <class Share>
Share &shareOf(Shares<Share> &shares, Owner owner, std::optional<Name> crate) {
  Share &share = shares[{owner, crate.value_or("")}];
  share.owner = owner;
  share.crate = crate;
  return share;
}

/// Sets the bytes of all files, and what they belong to.
void measure(const Manifest &manifest, ReportedStep &step) {
  Shares<StepShare> shares;
  llvm::DenseSet<StringRef> files;
  uint64_t content = 0;
  for (const Library &library : manifest.libraries) {
    if (files.insert(library.path).second)
      step.total += library.size;
    for (const Member &member : library.members) {
      Owner owner = ownerOf(member, manifest.objectOf(member));
      StepShare &share =
          shareOf(shares, owner, owner == Owner::crate ? member.rustc->crate : std::nullopt);
      ++share.members;
      if (member.file)
        continue;
      share.bytes += member.size;
      content += member.size;
    }
  }
  // Slices of a universal file never overlap, so this cannot be less than nothing; a manifest that
  // somebody edited may say otherwise.
  shareOf(shares, Owner::archive, std::nullopt).bytes += step.total - std::min(step.total, content);
  for (auto &[key, share] : shares)
    step.shares.push_back(share);
}

/// The shares of all steps, the largest before first.
std::vector<ReportedShare> sharesOf(llvm::ArrayRef<ReportedStep> steps) {
  Shares<ReportedShare> shares;
  for (const ReportedStep &step : steps) {
    for (const StepShare &own : step.shares) {
      ReportedShare &share = shareOf(shares, own.owner, own.crate);
      if (&step == &steps.front()) {
        share.before = own.bytes;
        share.members_before = own.members;
      }
      if (&step == &steps.back()) {
        share.after = own.bytes;
        share.members_after = own.members;
      }
    }
  }
  std::vector<ReportedShare> all;
  for (auto &[key, share] : shares)
    all.push_back(share);
  llvm::sort(all, [](const ReportedShare &a, const ReportedShare &b) {
    return std::make_tuple(b.before, b.after, a.owner, a.crate) <
           std::make_tuple(a.before, a.after, b.owner, b.crate);
  });
  return all;
}

/// Puts each step's shares into the order of the report's.
void sortShares(Report &report) {
  std::map<std::pair<Owner, StringRef>, size_t> places;
  for (const ReportedShare &share : report.shares)
    places[{share.owner, share.crate.value_or("")}] = places.size();
  for (ReportedStep &step : report.steps)
    llvm::sort(step.shares, [&](const StepShare &a, const StepShare &b) {
      return places[{a.owner, a.crate.value_or("")}] < places[{b.owner, b.crate.value_or("")}];
    });
}

/// Adds the libraries of `pairing` that are there on its side before or after.
void addLibraries(const Pairing &pairing, bool before, ReportedStep &step) {
  llvm::DenseSet<StringRef> seen;
  for (const Pairing::Pair &pair : pairing.libraries)
    if (seen.insert(pair.before->path).second) // not another slice of the same file
      if (const Library *library = before ? pair.before : pair.after)
        step.libraries.push_back({pair.before->path, library->path, library->size, std::nullopt});
  const std::vector<const Library *> &workspace =
      before ? pairing.workspaceBefore : pairing.workspace;
  if (!workspace.empty())
    step.libraries.push_back(
        {std::nullopt, workspace.front()->path, workspace.front()->size, std::nullopt});
}

} // namespace

const StepLibrary *workspaceOf(const ReportedStep &step) {
  return step.libraries.empty() || step.libraries.back().path ? nullptr : &step.libraries.back();
}

Report compare(llvm::ArrayRef<Step> steps) {
  Report report;
  const Pairing &last = steps.back().pairing;
  for (const Step &step : steps) {
    ReportedStep &reported = report.steps.emplace_back();
    reported.name = step.name;
    bool isFirst = &step == &steps.front();
    addLibraries(isFirst ? last : step.pairing, isFirst, reported);
    measure(*step.manifest, reported);
  }

  // The first and the last, once more, side by side.
  llvm::DenseSet<StringRef> seen;
  for (const Pairing::Pair &pair : last.libraries) {
    if (!seen.insert(pair.before->path).second)
      continue;
    ReportedLibrary &row = report.libraries.emplace_back();
    row.path = pair.before->path;
    row.before = pair.before->size;
    if (!pair.after)
      continue;
    row.now = pair.after->path;
    row.after = pair.after->size;
  }
  if (const StepLibrary *after = workspaceOf(report.steps.back())) {
    report.workspace = {after->now, std::nullopt, after->size};
    if (const StepLibrary *before = workspaceOf(report.steps.front()))
      report.workspace->before = before->size;
  }
  report.total = {report.steps.front().total, report.steps.back().total};
  report.shares = sharesOf(report.steps);
  sortShares(report);
  return report;
}

// ---- kinds ----

const ObjectSections *findSections(llvm::ArrayRef<Sections> sections, const Digest &digest) {
  for (const Sections &document : sections)
    if (const ObjectSections *found = document.find(digest))
      return found;
  return nullptr;
}

KindSizes kindSizes(const Object &object, const ObjectSections *found) {
  std::map<SectionKind, uint64_t> sizes;
  uint64_t rest = object.size;
  auto add = [&](SectionKind kind, uint64_t size) {
    if (kind == SectionKind::bss) // takes no bytes in a file
      return;
    sizes[kind] += size;
    rest -= std::min(rest, size);
  };
  if (found) {
    for (const SectionList &list : found->lists)
      for (uint64_t size : list.size)
        add(list.kind, size);
    for (const KindBytes &sum : found->bytes)
      add(sum.kind, sum.bytes);
  }
  KindSizes all(sizes.begin(), sizes.end());
  all.emplace_back(std::nullopt, rest);
  return all;
}

std::vector<std::string> unknownObjects(llvm::ArrayRef<Step> steps,
                                        llvm::ArrayRef<Sections> sections) {
  std::vector<std::string> lines;
  for (const Step &step : steps) {
    size_t count = 0;
    uint64_t bytes = 0;
    for (const auto &[digest, object] : step.manifest->objects)
      if (!findSections(sections, digest)) {
        ++count;
        bytes += object.size;
      }
    if (count != 0)
      lines.push_back(shown(step.name) + ": --sections says nothing of " +
                      counted(count, "object") + " (" + humanBytes(bytes) +
                      "); scan these libraries with --sections as well");
  }
  return lines;
}

/// Adds to a step's libraries the bytes of debug information in them.
static void addDebug(const Manifest &manifest, const llvm::DenseMap<Digest, uint64_t> &debug,
                     ReportedStep &step) {
  llvm::DenseMap<StringRef, uint64_t> inFile;
  for (const Library &library : manifest.libraries)
    for (const Member &member : library.members)
      if (!member.file)
        inFile[library.path] += debug.lookup(member.object);
  for (StepLibrary &library : step.libraries)
    library.debug = inFile.lookup(library.now);
}

void addKinds(llvm::ArrayRef<Step> steps, llvm::ArrayRef<Sections> sections, Report &report) {
  // By kind, the bytes at each step; what no section holds is last.
  std::map<SectionKind, std::vector<uint64_t>> kinds;
  std::vector<uint64_t> ofNone(steps.size());
  for (size_t i = 0; i < steps.size(); ++i) {
    const Manifest &manifest = *steps[i].manifest;
    llvm::DenseMap<Digest, uint64_t> members;
    for (const Library &library : manifest.libraries)
      for (const Member &member : library.members)
        ++members[member.object];
    llvm::DenseMap<Digest, uint64_t> debug;
    for (const auto &[digest, object] : manifest.objects) {
      uint64_t copies = members.lookup(digest);
      for (auto [kind, bytes] : kindSizes(object, findSections(sections, digest))) {
        if (kind == SectionKind::debug)
          debug[digest] = bytes;
        std::vector<uint64_t> &sum = kind ? kinds[*kind] : ofNone;
        sum.resize(steps.size());
        sum[i] += bytes * copies;
      }
    }
    addDebug(manifest, debug, report.steps[i]);
  }
  auto add = [&](std::optional<SectionKind> kind, const std::vector<uint64_t> &bytes) {
    report.kinds.push_back({kind, bytes.front(), bytes.back()});
    for (size_t i = 0; i < steps.size(); ++i)
      report.steps[i].kinds.push_back({kind, bytes[i]});
  };
  for (const auto &[kind, bytes] : kinds)
    add(kind, bytes);
  add(std::nullopt, ofNone);
}

} // namespace armeld
