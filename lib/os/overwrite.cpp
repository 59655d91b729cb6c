#include "os/overwrite.h"

#include "os/files.h"

#include "llvm/ADT/DenseMap.h"

namespace armeld {

/// The id of a regular file; "-" is standard input.
static std::optional<FileId> idOfRegular(const std::string &name) {
  llvm::ErrorOr<FileStatus> status = name == "-" ? statusOf(standardInput) : statusOf(name);
  return status && status->kind == FileKind::regular ? std::optional(status->id) : std::nullopt;
}

Error refuseToOverwrite(llvm::ArrayRef<std::string> outputs, llvm::ArrayRef<std::string> inputs) {
  llvm::DenseMap<FileId, StringRef> present;
  for (const std::string &output : outputs)
    if (output != "-") // standard output, which replaces no file
      if (std::optional<FileId> id = idOfRegular(output))
        present.try_emplace(*id, output);
  if (present.empty())
    return Error::success(); // as usual: no need to look at what may be a million inputs
  for (const std::string &input : inputs) {
    std::optional<FileId> id = idOfRegular(input);
    auto output = id ? present.find(*id) : present.end();
    if (output == present.end())
      continue;
    std::string name = input == "-" ? "standard input" : shown(input);
    return failure(shown(output->second) + ": is an input of this command" +
                   (output->second == input ? "" : " (" + name + ")") +
                   " and cannot be its output");
  }
  return Error::success();
}

} // namespace armeld
