// The report: what melding saved, and what the bytes belong to.
//
// It compares the first and the last of two or more manifests. Where there are three or more, it
// has the sizes of each, too.
//
// The structs are the JSON document `armeld/report/1`, field for field (schemas/report.json).
#pragma once

#include "documents/sections.h"

namespace armeld {

/// A library file. One universal file is one row, however many slices it has.
struct ReportedLibrary {
  Name path;                     ///< in the manifest before
  std::optional<Name> now;       ///< path in the manifest after, where it is there
  uint64_t before = 0;           ///< bytes of the file
  std::optional<uint64_t> after; ///< bytes of the file, where it is there
};
BOOST_DESCRIBE_STRUCT(ReportedLibrary, (), (path, now, before, after))

struct ReportedWorkspace {
  Name path;
  std::optional<uint64_t> before; ///< bytes, where there was one already
  uint64_t after = 0;             ///< bytes
};
BOOST_DESCRIBE_STRUCT(ReportedWorkspace, (), (path, before, after))

/// Bytes of all files together.
struct ReportedTotal {
  uint64_t before = 0;
  uint64_t after = 0;
};
BOOST_DESCRIBE_STRUCT(ReportedTotal, (), (before, after))

/// What bytes belong to: a crate; an object of no crate, such as a C object; a DLL's import stub; a
/// member that linkers do not read; or the archive itself: headers, names and symbol tables.
BOOST_DEFINE_ENUM_CLASS(Owner, crate, object, import, other, archive)

struct ReportedShare {
  Owner owner = Owner::crate;
  std::optional<Name> crate;
  uint64_t members_before = 0;
  uint64_t members_after = 0;
  uint64_t before = 0; ///< bytes inside the library files; a thin archive's members lie elsewhere
  uint64_t after = 0;
};
BOOST_DESCRIBE_STRUCT(ReportedShare, (),
                      (owner, crate, members_before, members_after, before, after))

/// Bytes of objects by what they are for. Copies count as often as there are members.
struct ReportedKind {
  std::optional<SectionKind> kind; ///< none: what no section of the objects holds
  uint64_t before = 0;
  uint64_t after = 0;
};
BOOST_DESCRIBE_STRUCT(ReportedKind, (), (kind, before, after))

/// A library file at one step, where it is there.
struct StepLibrary {
  std::optional<Name> path;      ///< in the first manifest; none of the workspace library
  Name now;                      ///< in the step's manifest
  uint64_t size = 0;             ///< bytes of the file
  std::optional<uint64_t> debug; ///< bytes of debug information in it; where the sections are known
};
BOOST_DESCRIBE_STRUCT(StepLibrary, (), (path, now, size, debug))

struct StepShare {
  Owner owner = Owner::crate;
  std::optional<Name> crate;
  uint64_t members = 0;
  uint64_t bytes = 0; ///< as in ReportedShare
};
BOOST_DESCRIBE_STRUCT(StepShare, (), (owner, crate, members, bytes))

struct StepKind {
  std::optional<SectionKind> kind; ///< as in ReportedKind
  uint64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(StepKind, (), (kind, bytes))

/// The libraries as one manifest has them: before, melded, collected ...
struct ReportedStep {
  Name name;                          ///< of the manifest
  uint64_t total = 0;                 ///< bytes of all files
  std::vector<StepLibrary> libraries; ///< in the order of the first manifest; the workspace
                                      ///< library is last
  std::vector<StepShare> shares;      ///< as in Report, without what the step has nothing of
  std::vector<StepKind> kinds;        ///< none where the sections are not known
};
BOOST_DESCRIBE_STRUCT(ReportedStep, (), (name, total, libraries, shares, kinds))

struct Report {
  static constexpr llvm::StringLiteral schema = "armeld/report/1";
  std::vector<ReportedLibrary> libraries;
  std::optional<ReportedWorkspace> workspace;
  ReportedTotal total;
  std::vector<ReportedShare> shares; ///< the largest before first; they add up to the total
  Rare<ReportedKind> kinds;          ///< in the order of SectionKind; where the sections are known
  Rare<ReportedStep> steps; ///< of each manifest, the first and the last included; in the document
                            ///< where there are three or more
};
BOOST_DESCRIBE_STRUCT(Report, (), (libraries, workspace, total, shares, kinds, steps))

void print(const Report &report, llvm::raw_ostream &out);

} // namespace armeld
