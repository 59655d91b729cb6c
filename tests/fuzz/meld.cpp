// Scan, plan and pack as one: what goes in comes out by meld-verify's own checks, or is refused.
//
// The input is a byte of choices and up to four archives, one behind the other with a line
// "#armeld-next#" between.
#include "fuzz.h"
#include "pack/pack.h"
#include "plan/planner.h"
#include "scan/scan.h"
#include "verify/verify.h"

#include "llvm/Object/Archive.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace armeld;

template <class T> static std::optional<T> accepted(Expected<T> result) {
  if (result)
    return std::move(*result);
  fuzz::require(!text(result.takeError()).empty(), "an error says why");
  return std::nullopt;
}

/// Packs as if somebody had edited the plan to say that all members can be read. LLVM may give up
/// on that, which ends a tool with a message; so it has a process of its own here.
static void packEdited(Plan plan, const PackOptions &options) {
  for (PlannedLibrary &library : plan.libraries)
    for (auto *members : {&library.keep, &library.drop})
      for (PlannedMember &member : *members)
        member.unreadable = false;
  if (plan.workspace)
    for (WorkspaceMember &member : plan.workspace->members)
      member.unreadable = false;
  pid_t child = fork();
  if (child == 0) {
    llvm::install_fatal_error_handler([](void *, const char *, bool) { _exit(0); });
    accepted(pack(plan, options));
    _exit(0);
  }
  int status = -1;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) // libFuzzer sets timers
    ;
  fuzz::require(status == 0, "nobody crashes by an edited plan");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  fuzz::forgetNames();
  if (size == 0)
    return -1;
  unsigned choices = input[0];
  llvm::SmallVector<StringRef> parts;
  fuzz::text(input + 1, size - 1).split(parts, "\n#armeld-next#\n", /*MaxSplit=*/3);
  static const std::string folder = fuzz::folder(), out = folder + "/out";
  std::vector<std::string> paths;
  for (StringRef part : parts) {
    if (part.starts_with(llvm::object::ThinArchiveMagic))
      return -1; // takes its members from other files
    paths.push_back(folder + "/lib" + std::to_string(paths.size()) + ".a");
    std::ofstream(paths.back(), std::ios::binary | std::ios::trunc).write(part.data(), part.size());
  }
  std::optional<ScanResult> before = accepted(scan(paths, {.jobs = 1}));
  if (!before)
    return 0;
  PlanRequest request;
  request.workspacePath = "libworkspace.a";
  if (choices & 1)
    request.policy.name = PolicyName::greedy;
  if (choices & 2)
    request.format = ArchiveFormat((choices >> 2) % 5);
  std::optional<Plan> plan = accepted(makePlan(before->manifest, request));
  if (!plan)
    return 0;
  // Darwin's format counts the padding to 8 bytes as content, so other sizes do not come out as
  // they went in; ar-meld finds that, and replaces nothing.
  for (const PlannedLibrary &library : plan->libraries)
    for (const PlannedMember &member : library.keep)
      if (library.format == ArchiveFormat::darwin && member.size % 8 != 0)
        return 0;
  for (const WorkspaceMember &member : plan->workspace->members)
    if (plan->workspace->format == ArchiveFormat::darwin && member.size % 8 != 0)
      return 0;
  PackOptions options;
  options.outDir = out;
  options.jobs = 1;
  options.symbolTables = choices & 0x40;
  if (choices & 0x80) {
    packEdited(std::move(*plan), options);
    return 0;
  }
  auto outputs = accepted(pack(*plan, options));
  if (!outputs)
    return 0;
  Expected<ScanResult> after = scan(*outputs, {.jobs = 1});
  fuzz::require(bool(after), "what was written can be read: " +
                                 (after ? std::string() : text(after.takeError())));
  // Without a symbol table, COFF's archives look like GNU's, of which more is asked. symtab-update
  // comes next in ar-meld; not here.
  bool isCoff = plan->workspace->format == ArchiveFormat::coff;
  for (const Library &library : after->manifest.libraries)
    if (isCoff && library.format != ArchiveFormat::coff)
      return 0;
  auto pairing = pairLibraries(before->manifest, after->manifest, outputs->front());
  fuzz::require(bool(pairing), "what was written is what was read: " +
                                   (pairing ? std::string() : text(pairing.takeError())));
  Verdict verdict = verify(before->manifest, after->manifest, *pairing);
  for (const Finding &finding : verdict.findings) {
    // Symbol tables are llvm-ar's, the greedy policy promises content only, and Mach-O objects in
    // an archive of another format cannot be aligned: ar-meld ends with 1 then.
    bool promised = finding.check == Check::missing || finding.check == Check::added ||
                    finding.check == Check::member_order;
    if (finding.check == Check::symbol_table || finding.check == Check::alignment ||
        (request.policy.name == PolicyName::greedy && !promised))
      continue;
    fuzz::require(false, "the verdict is clean: " + finding.library + ": " + finding.text);
  }
  return 0;
}
