// symtab-update: rebuilds the symbol tables of static libraries by running llvm-ar.
#include "cli.h"

#include "os/mapped_file.h"
#include "os/parallel.h"
#include "os/symbolic_link.h"
#include "os/temporary_files.h"
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

Expected<Exit> updateFrom(const Values &values) {
  Expected<std::vector<std::string>> libraries = namedLibraries(values);
  if (!libraries)
    return libraries.takeError();
  if (libraries->empty())
    return failure("no library given; try --help");
  auto format = values.choice<armeld::ArchiveFormat>("format");
  if (values.has("missing")) {
    std::vector<std::string> lacking;
    for (const std::string &library : *libraries) {
      Expected<bool> has = armeld::hasSymbolTable(library);
      if (!has)
        return armeld::at(armeld::shown(library), has.takeError());
      if (!*has)
        lacking.push_back(library);
    }
    libraries = std::move(lacking);
    if (libraries->empty())
      return done;
  }
  Expected<std::string> llvmAr = chooseLlvmAr(values);
  if (!llvmAr)
    return llvmAr.takeError();
  std::vector<std::string> targets;
  for (const std::string &library : *libraries)
    if (Expected<std::string> target = armeld::followLinks(library))
      targets.push_back(*target);
    else
      llvm::consumeError(target.takeError()); // reported when its turn comes, like other errors
  armeld::removeAbandoned(targets);
  ProgressDisplay display(values);
  std::vector<uint64_t> sizes(libraries->size());
  for (size_t i = 0; i < libraries->size(); ++i)
    if (Expected<armeld::FileIdentity> id = armeld::identify((*libraries)[i]))
      display.progress()->totalBytes += sizes[i] = id->size;
    else
      llvm::consumeError(id.takeError());
  std::vector<std::string> faults(libraries->size());
  armeld::parallelFor(libraries->size(), values.number("jobs"), [&](size_t i) {
    if (Error error =
            armeld::updateSymbolTable(*llvmAr, (*libraries)[i], format, values.has("sorted")))
      faults[i] = armeld::shown((*libraries)[i]) + ": " + armeld::text(std::move(error));
    display.progress()->doneBytes += sizes[i];
  });
  // All are tried, and each fault is printed.
  std::string first;
  for (const std::string &fault : faults) {
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

int main(int argc, char **argv) {
  const Tool tool = {
      .name = "symtab-update",
      .usage = "[OPTION]... LIBRARY...",
      .summary = "Rebuild the symbol tables of static libraries by running llvm-ar.",
      .operands = {.what = "library"},
      .groups = {{"Options",
                  {
                      {0, "llvm-ar", path("PROGRAM"), "run this llvm-ar"},
                      {'f', "format", oneOf<armeld::ArchiveFormat>("FORMAT"),
                       "write this archive format (default: that of the library)"},
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
  return run(tool, argc, argv, updateFrom);
}
