// The steps of a meld: which tools run, in which order, with which arguments.
//
// One list serves both ways to use it: ar-meld runs the steps, and `ar-meld --print` prints them as
// a shell script.
#pragma once

#include "os/file_lock.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <string>
#include <vector>

namespace armeld {

/// What is to be melded, where to, and how.
struct MeldRequest {
  std::vector<std::string> libraries;
  std::vector<std::string> lists;    ///< the files that named them or exports; "-": standard input
  std::string workspace;             ///< path of the workspace library, as given
  std::optional<std::string> outDir; ///< write below this folder
  bool inPlace = false;              ///< replace the libraries
  bool existing = false;             ///< a workspace library is there already: add to it
  std::optional<std::string> backupSuffix;
  bool thin = false;
  std::vector<std::string> planOptions; ///< options of dedup-plan, passed on
  bool isolate = false; ///< let libraries that define symbols differently link together
  std::vector<std::string> isolateOptions;  ///< options of isolate-plan, passed on
  bool collect = false;                     ///< remove what no export reaches
  std::vector<std::string> collectOptions;  ///< options of gc-plan, passed on
  bool strip = false;                       ///< remove or compress bitcode and debug information
  std::vector<std::string> stripOptions;    ///< options of strip-plan, passed on
  std::vector<std::string> metadataOptions; ///< options of link-metadata, passed on; none: no step
  std::optional<std::string> jsonFolder;    ///< the documents stay in this folder
  size_t shards =
      0; ///< steps for so many parts of the libraries (see shards.h); 0: for all at once
  bool dryRun = false;   ///< only print what would move
  bool explain = false;  ///< print what moves
  bool verbose = false;  ///< print each step on standard error
  bool separate = false; ///< each step is a program, instead of all of them in one process
  std::vector<std::string> progress; ///< --progress, for each step
  std::vector<std::string> jobs;     ///< -j, for each step that has threads

  /// Whether libraries are replaced, or would be if it were no dry run.
  bool addsToWorkspace() const { return !outDir; }
};

/// The folder in which the workspace library is written.
std::string workspaceFolder(const MeldRequest &request);

/// The path that the workspace library will have.
std::string workspaceOutput(const MeldRequest &request);

/// What the name of the folder for intermediate files begins with. It stands beside the workspace
/// library, or for a dry run in $TMPDIR.
std::string scratchPrefix(const MeldRequest &request);

/// One word of a command, or, for `libraries`, one for each library.
struct Word {
  enum Kind { given, inScratch, libraries } kind = given;
  std::string text; ///< inScratch: a path in the folder for intermediate files
};

struct MeldStep {
  enum Kind {
    scan,
    isolate,
    plan,
    tryMetadata,
    collect,
    strip,
    pack,
    index,
    rescan,
    verify,
    replace,
    metadata
  } kind;
  std::string purpose; ///< one sentence
  std::vector<Word> command;
  /// The file that takes the standard output of the command.
  std::optional<Word> output;
};

/// The files in the folder for intermediate files.
namespace scratch {
inline constexpr llvm::StringLiteral outputs = "outputs";   ///< written files, NUL-terminated
inline constexpr llvm::StringLiteral findings = "findings"; ///< of meld-verify
inline constexpr llvm::StringLiteral finished = "finished"; ///< folder of proved libraries
inline constexpr llvm::StringLiteral metadata = "metadata"; ///< names of files that will change
inline constexpr llvm::StringLiteral steps = "steps";       ///< see joint_steps.h, as the others
inline constexpr llvm::StringLiteral begun = "begun";
inline constexpr llvm::StringLiteral notes = "notes";
} // namespace scratch

/// The steps that carry out the request.
std::vector<MeldStep> stepsOf(const MeldRequest &request);

/// Where a word leads when the folder for intermediate files is `folder`.
std::string resolve(const Word &word, StringRef folder);

/// The arguments of a step's command.
std::vector<std::string> argumentsOf(const MeldStep &step, const MeldRequest &request,
                                     StringRef folder);

/// The place of a document: before.json, isolate.json, plan.json, after.json. In shards there is a
/// folder of manifests instead of one, as of other documents that libraries are scanned for.
Word documentOf(const MeldRequest &request, StringRef name);

/// The folder in which libraries are written before they are proved, where it is not that of
/// --out-dir itself: in shards, it stays while no step runs.
std::string packedFolder(const MeldRequest &request);

/// What must be locked: the names of the workspace library exclusively, the libraries for writing
/// if they are replaced.
LockMode libraryLockMode(const MeldRequest &request);

} // namespace armeld
