// symtab-update: rebuilds the symbol tables of static libraries by running llvm-ar.
#include "commands.h"

#include "os/mapped_file.h"
#include "os/parallel.h"
#include "os/symbolic_link.h"
#include "os/temporary_files.h"
#include "pack/find_llvm_ar.h"
#include "pack/symtab_update.h"

namespace {

using namespace cli;
using armeld::failure;

Expected<std::string> chooseLlvmAr(const Values &values) {
  armeld::LlvmArSearch search = armeld::findLlvmAr(values.text("llvm-ar"));
  bool verbose = values.has("verbose");
  if (verbose || !search.found)
    for (const std::string &place : search.looked)
      warn("looked for llvm-ar in " + place);
  if (!search.found)
    return failure(
        "no llvm-ar found; install LLVM or the Rust component llvm-tools, or name it by --llvm-ar");
  if (verbose)
    warn("takes " + *search.found);
  return *search.found;
}

/// Removes the libraries that have a symbol table.
Error keepThoseWithout(std::vector<std::string> &libraries) {
  std::vector<std::string> lacking;
  for (const std::string &library : libraries) {
    Expected<bool> has = armeld::hasSymbolTable(library);
    if (!has)
      return armeld::at(armeld::shown(library), has.takeError());
    if (!*has)
      lacking.push_back(library);
  }
  libraries = std::move(lacking);
  return Error::success();
}

void removeAbandonedBeside(const std::vector<std::string> &libraries) {
  std::vector<std::string> targets;
  for (const std::string &library : libraries)
    if (Expected<std::string> target = armeld::followLinks(library))
      targets.push_back(*target);
    else
      llvm::consumeError(target.takeError()); // reported when its turn comes, like all else
  armeld::removeAbandoned(targets);
}

/// The size of a library in bytes, 0 if it cannot be read.
uint64_t sizeOf(const std::string &library) {
  Expected<armeld::FileIdentity> id = armeld::identify(library);
  if (id)
    return id->size;
  llvm::consumeError(id.takeError());
  return 0;
}

/// Updates all libraries. The message for each that could not be, else an empty string.
std::vector<std::string> updateAll(const std::string &llvmAr,
                                   const std::vector<std::string> &libraries,
                                   std::optional<armeld::ArchiveFormat> format,
                                   const Values &values) {
  std::optional<ProgressDisplay> display(std::in_place, values);
  std::vector<uint64_t> sizes;
  for (const std::string &library : libraries)
    display->progress()->totalBytes += sizes.emplace_back(sizeOf(library));
  std::vector<std::string> faults(libraries.size()), warnings(libraries.size());
  armeld::parallelFor(libraries.size(), values.number("jobs"), [&](size_t i) {
    auto warning = armeld::updateSymbolTable(llvmAr, libraries[i], format, values.has("sorted"));
    if (!warning)
      faults[i] = armeld::shown(libraries[i]) + ": " + armeld::text(warning.takeError());
    else if (*warning)
      warnings[i] = armeld::shown(libraries[i]) + ": " + **warning;
    display->progress()->doneBytes += sizes[i];
  });
  display.reset();
  for (const std::string &warning : warnings)
    if (!warning.empty())
      warn("warning: " + warning);
  return faults;
}

Expected<Exit> updateFrom(const Values &values) {
  Expected<std::vector<std::string>> libraries = namedLibraries(values);
  if (!libraries)
    return libraries.takeError();
  if (libraries->empty())
    return failure("no library given; try --help");
  auto format = values.choice<armeld::ArchiveFormat>("format");
  if (values.has("missing"))
    if (Error error = keepThoseWithout(*libraries))
      return error;
  if (libraries->empty())
    return done;
  Expected<std::string> llvmAr = chooseLlvmAr(values);
  if (!llvmAr)
    return llvmAr.takeError();
  removeAbandonedBeside(*libraries);
  // All are tried, and each fault is printed.
  std::string first;
  for (const std::string &fault : updateAll(*llvmAr, *libraries, format, values)) {
    if (!fault.empty() && !first.empty())
      warn(fault);
    else if (!fault.empty())
      first = fault;
  }
  if (!first.empty())
    return failure(first);
  return done;
}

} // namespace

cli::Command cli::symtabUpdate() {
  Tool tool = {
      .name = "symtab-update",
      .usage = "[OPTION]... LIBRARY...",
      .summary = "Rebuild the symbol tables of static libraries by running llvm-ar.",
      .operands = {.what = "library"},
      .groups = {{"Options",
                  {
                      {0, "llvm-ar", path("PROGRAM"), "run this llvm-ar"},
                      {'f', "format", oneOf<armeld::ArchiveFormat>("FORMAT"),
                       "write this archive format; default: that of the library"},
                      {0, "sorted", flag(),
                       "write darwin tables sorted by name, as Apple's archivers do (default: as "
                       "the library's is)"},
                      {0, "missing", flag(), "skip libraries that have a symbol table"},
                      filesFromOption,
                      nullOption,
                      {'j', "jobs", number("N"),
                       "update N libraries at a time (default: one per core)"},
                      {'v', "verbose", flag(),
                       "print where llvm-ar was looked for, and which one is run"},
                      progressOption,
                  }}},
  };
  return {std::move(tool), updateFrom};
}
