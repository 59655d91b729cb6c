#include "pack/symbol_trial.h"

#include "archive/archive.h"
#include "archive/format.h"
#include "os/child_process.h"
#include "os/program.h"

#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/raw_ostream.h"

namespace armeld {

Error tryReadingSymbols(StringRef path) {
  Expected<std::vector<ArchiveFile>> archives = ArchiveFile::openAll(path);
  if (!archives)
    return archives.takeError();
  for (const ArchiveFile &archive : *archives) {
    std::vector<llvm::NewArchiveMember> members;
    for (size_t i = 0; i < archive.facts.members.size(); ++i)
      members.emplace_back(
          llvm::MemoryBufferRef(archive.content(i), archive.facts.members[i].name));
    llvm::raw_null_ostream out;
    llvm::consumeError(llvm::writeArchiveToStream(
        out, members, llvm::SymtabWritingMode::NormalSymtab, writerKind(archive.facts.format),
        /*Deterministic=*/true, /*Thin=*/false, /*IsEC=*/std::nullopt,
        [](Error unread) { llvm::consumeError(std::move(unread)); }));
  }
  return Error::success();
}

bool survivesReading(llvm::ArrayRef<std::string> reader, StringRef path, uint64_t bytes) {
  std::vector<std::string> arguments = reader.vec();
  arguments.push_back(path.str());
  Expected<ProgramEnd> end = runProgram(arguments, {.isCaptured = true,
                                                    .memory = memoryToReadSymbols(bytes),
                                                    .seconds = secondsToReadSymbols(bytes)});
  if (end)
    return end->succeeded();
  llvm::consumeError(end.takeError());
  return false;
}

} // namespace armeld
