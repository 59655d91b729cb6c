// The report: what melding saved, and where the bytes are.
//
// It compares the sizes in two or more manifests, the steps from the libraries as they were built
// to those that ship: per library file, in total, and by what the bytes belong to, which for Rust
// is the crate. That shows which crate is still in every library.
#pragma once

#include "documents/pairing.h"
#include "documents/report.h"
#include "documents/sections.h"

namespace armeld {

/// One step's manifest, and how it goes with the first one. May be moved, not copied.
struct Step {
  Name name;
  SharedManifest manifest;
  Pairing pairing; ///< of the first step's manifest and this one; of the first step, nothing
};

/// The manifests of a step, which are merged (see documents/manifest_set.h), and a path to name it
/// by.
struct StepDocuments {
  std::string name;
  std::vector<std::string> paths;
};

/// Reads the manifests of two or more steps, one of which may be "-", standard input, and pairs the
/// first with each other one. Steps are named by their files, or by the whole paths where those
/// have equal names. `workspaces`: paths of workspace libraries, where they are known.
Expected<std::vector<Step>> readSteps(llvm::ArrayRef<StepDocuments> documents, const PathMap &map,
                                      llvm::ArrayRef<std::string> workspaces, Progress *progress);

/// Compares steps, of which there are at least two. The report has all in `steps`.
Report compare(llvm::ArrayRef<Step> steps);

/// Bytes of an object by what they are for; none: what no section holds. The order is that of
/// reports. `found` may be null.
using KindSizes = std::vector<std::pair<std::optional<SectionKind>, uint64_t>>;
KindSizes kindSizes(const Object &object, const ObjectSections *found);

/// What the documents say of an object, or null.
const ObjectSections *findSections(llvm::ArrayRef<Sections> sections, const Digest &digest);

/// One line for each manifest that has objects of which the documents say nothing, because edits
/// made them, say.
std::vector<std::string> unknownObjects(llvm::ArrayRef<Step> steps,
                                        llvm::ArrayRef<Sections> sections);

/// Adds bytes by kind, of what the sections of the manifests' objects say.
void addKinds(llvm::ArrayRef<Step> steps, llvm::ArrayRef<Sections> sections, Report &report);

/// What a member's bytes belong to.
Owner ownerOf(const Member &member, const Object &object);

/// The workspace library of a step, or null.
const StepLibrary *workspaceOf(const ReportedStep &step);

/// A line of a table: bytes of the same thing at each step; none where it is not there.
struct SizeRow {
  std::string label; ///< printable
  Name name;         ///< a library's path in the first manifest that has it; a crate's name
  bool workspace = false;
  std::vector<std::optional<uint64_t>> bytes;
  std::vector<std::optional<uint64_t>> debug; ///< of libraries only: that are debug information
};

/// What the steps are called in tables: "before" and "after", unless there are more.
std::vector<std::string> stepNames(const Report &report);

/// The libraries, and the workspace library behind them.
std::vector<SizeRow> libraryRows(const Report &report);
std::vector<SizeRow> shareRows(const Report &report); ///< in the order of the report
std::vector<SizeRow> kindRows(const Report &report);

/// As it is in the document: steps are left out if there are two.
void printJson(Report report, llvm::raw_ostream &out);
void printText(const Report &report, llvm::raw_ostream &out);
void printMarkdown(const Report &report, llvm::raw_ostream &out);

/// Writes a line for each library as comma-separated values (RFC 4180), with sizes in bytes.
void printCsv(const Report &report, llvm::raw_ostream &out);

} // namespace armeld
