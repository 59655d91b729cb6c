// symtab-update: rebuilds the symbol tables of static libraries by running llvm-ar.
#include "cli.h"

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
  std::optional<std::string> option;
  if (values.count("llvm-ar"))
    option = values["llvm-ar"].as<std::string>();
  armeld::LlvmArSearch search = armeld::findLlvmAr(option);
  bool verbose = values.count("verbose");
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
  ProgressDisplay display(values);
  std::vector<uint64_t> sizes;
  for (const std::string &library : libraries)
    display.progress()->totalBytes += sizes.emplace_back(sizeOf(library));
  std::vector<std::string> faults(libraries.size());
  armeld::parallelFor(libraries.size(), jobs(values), [&](size_t i) {
    if (Error error =
            armeld::updateSymbolTable(llvmAr, libraries[i], format, values.count("sorted")))
      faults[i] = armeld::shown(libraries[i]) + ": " + armeld::text(std::move(error));
    display.progress()->doneBytes += sizes[i];
  });
  return faults;
}

Expected<Exit> updateFrom(const Values &values) {
  Expected<std::vector<std::string>> libraries = namedLibraries(values);
  if (!libraries)
    return libraries.takeError();
  if (libraries->empty())
    return failure("no library given; try --help");
  std::optional<armeld::ArchiveFormat> format;
  if (values.count("format")) {
    Expected<armeld::ArchiveFormat> named =
        choice<armeld::ArchiveFormat>("--format", values["format"].as<std::string>());
    if (!named)
      return named.takeError();
    format = *named;
  }
  if (values.count("missing"))
    if (Error error = keepThoseWithout(*libraries))
      return error;
  if (libraries->empty())
    return done;
  Expected<std::string> llvmAr = chooseLlvmAr(values);
  if (!llvmAr)
    return llvmAr.takeError();
  removeAbandonedBeside(*libraries);
  // All are tried. The first fault ends the tool's message, and further ones are printed as well.
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

int main(int argc, char **argv) {
  Tool tool = {"symtab-update", "[OPTION]... LIBRARY...",
               "Rebuild the symbol tables of static libraries by running llvm-ar."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("llvm-ar", po::value<std::string>(), "run this llvm-ar")
      ("format,f", po::value<std::string>(), "write this archive format: gnu, bsd, darwin, coff, bigarchive (default: as the library is)")
      ("sorted", "write darwin tables sorted by name, as Apple's archivers do (default: as the library's is)")
      ("missing", "leave libraries alone that have a symbol table")
      ("files-from", po::value<std::vector<std::string>>(), "also take the libraries that this file names, one a line; '-' is standard input")
      ("null,0", "names in --files-from end in NUL, not in a line break")
      ("jobs,j", po::value<Count>(), "how many to run at a time (default: one per core)")
      ("verbose,v", "say which llvm-ar was taken and where it was looked for");
  // clang-format on
  addProgressOption(options);
  return run(tool, argc, argv, options, updateFrom);
}
