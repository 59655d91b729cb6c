#include "meld/shards.h"

#include "base/names.h"
#include "meld/script.h"
#include "os/output_file.h"
#include "os/text_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

// ---- shards ----

/// The shard of each library: as many as `count` runs of libraries with as many bytes, nearly, each
/// of which has one at least.
static std::vector<llvm::ArrayRef<std::string>> divide(llvm::ArrayRef<std::string> libraries,
                                                       size_t count) {
  std::vector<uint64_t> ends; // bytes of all up to and with each
  uint64_t total = 0;
  for (const std::string &library : libraries) {
    uint64_t size = 0;
    if (fs::file_size(library, size))
      size = 0;
    ends.push_back(total += size);
  }
  std::vector<llvm::ArrayRef<std::string>> shards;
  size_t begin = 0;
  for (size_t s = 0; s < count; ++s) {
    size_t last = libraries.size() - (count - s - 1); // the others get one at least
    size_t end = begin + 1;
    while (end < last && (s + 1 == count || ends[end] <= total / count * (s + 1)))
      ++end;
    shards.push_back(libraries.slice(begin, end - begin));
    begin = end;
  }
  return shards;
}

/// "007" of 7, if there are as many as 100: names sort as numbers do.
static std::string shardName(size_t shard, size_t count) {
  std::string digits = std::to_string(shard), widest = std::to_string(count);
  return std::string(widest.size() - digits.size(), '0') + digits;
}

// ---- the script of the steps ----

/// How the folder in which ar-meld runs is found from the script's, so that hosts may mount it in
/// different places.
static std::string wayBack(StringRef folder) {
  llvm::SmallString<256> plain = folder;
  path::remove_dots(plain, /*remove_dot_dot=*/true);
  bool isBelow = path::is_relative(plain) && !plain.starts_with("..");
  if (!isBelow) {
    llvm::SmallString<256> here;
    if (!fs::current_path(here))
      return shellQuoted(here);
  }
  std::string way = "\"$(dirname -- \"$0\")\"";
  if (plain != ".")
    for (auto part = path::begin(plain); part != path::end(plain); ++part)
      way += "/..";
  return way;
}

static std::string options(llvm::ArrayRef<std::string> words) {
  return words.empty() ? "" : " " + shellCommand(words);
}

/// The commands of the steps of these kinds, which are as without shards.
static std::string commandsOf(const MeldRequest &request, llvm::ArrayRef<MeldStep::Kind> kinds) {
  std::string lines;
  for (const MeldStep &step : stepsOf(request))
    if (llvm::is_contained(kinds, step.kind))
      lines += "  # " + step.purpose + "\n  " + scriptCommand(step) + "\n";
  return lines;
}

static std::string scanLines(const MeldRequest &request) {
  std::string lines = "  [ ! -e \"$scratch/before/$shard.json\" ] || exit 0\n"
                      "  ar-scan" +
                      options(request.jobs) + options(request.progress) +
                      " -o \"$scratch/before/$shard.json\"";
  if (request.collect)
    lines += " --sections \"$scratch/sections/$shard.json\"";
  return lines + " --null --files-from \"$scratch/lists/$shard\"\n";
}

static std::string packLines(const MeldRequest &request) {
  std::string common = options(request.jobs) + options(request.progress);
  std::string plans;
  for (StringRef plan : {"plan.json", "gc.json", "strip.json"})
    if (plan == "plan.json" || (plan == "gc.json" && request.collect) ||
        (plan == "strip.json" && request.strip))
      plans += " \"$scratch/" + plan.str() + "\"";
  return "  [ ! -e \"$scratch/outputs/$shard\" ] || exit 0\n"
         "  if [ \"$shard\" = workspace ]; then\n"
         "    set -- --only-workspace\n"
         "  else\n"
         "    set -- --only-from \"$scratch/lists/$shard\"\n"
         "  fi\n"
         "  # Nobody takes this for a result before the files have been read.\n"
         "  outputs=$scratch/outputs/.$shard.$$\n"
         "  trap 'rm -f -- \"$outputs\"' EXIT\n"
         "  trap 'exit 2' HUP INT TERM\n"
         "  ar-pack \"$@\" --symtab --trust-times" +
         common + (request.thin ? " --thin" : "") + " --out-dir \"$packed\" --list --null --" +
         plans +
         " >\"$outputs\"\n"
         "  if [ -s \"$outputs\" ]; then\n"
         "    symtab-update --missing" +
         common +
         " --null --files-from \"$outputs\"\n"
         "    ar-scan --quiet" +
         common +
         " -o \"$scratch/after/$shard.json\" --null --files-from \"$outputs\"\n"
         "  fi\n"
         "  mv -- \"$outputs\" \"$scratch/outputs/$shard\"\n";
}

static std::string publishLines(const MeldRequest &request) {
  std::string lines =
      "  [ ! -e \"$scratch/published\" ] || exit 0\n"
      "  [ -e \"$scratch/verified\" ] || fail 'the result is not verified'\n"
      "  # The workspace library first; what has its name already, an earlier run has named.\n"
      "  for shard in workspace $(seq -f %0" +
      std::to_string(std::to_string(request.shards).size()) + ".0f " +
      std::to_string(request.shards) +
      "); do\n"
      "    # shellcheck disable=SC2016 # for the shell that xargs starts\n"
      "    xargs -0 sh -euc '\n"
      "      packed=$1 out=$2\n"
      "      shift 2\n"
      "      for file; do\n"
      "        name=${file#\"$packed/\"}\n"
      "        [ -e \"$file\" ] || continue\n"
      "        mkdir -p -- \"$(dirname -- \"$out/$name\")\"\n"
      "        mv -f -- \"$file\" \"$out/$name\"\n"
      "      done' sh \"$packed\" \"$out\" <\"$scratch/outputs/$shard\"\n"
      "  done\n"
      "  rm -rf -- \"$packed\"\n";
  return lines + commandsOf(request, {MeldStep::metadata}) + "  : >\"$scratch/published\"\n";
}

static std::string verifyLines(const MeldRequest &request) {
  std::string lines = "  [ ! -e \"$scratch/verified\" ] || exit 0\n";
  for (const MeldStep &step : stepsOf(request))
    if (step.kind == MeldStep::verify)
      lines += "  " + scriptCommand(step) +
               " || {\n"
               "    status=$?\n"
               "    cat -- \"$scratch/findings\" >&2\n"
               "    exit \"$status\"\n"
               "  }\n";
  return lines + "  : >\"$scratch/verified\"\n";
}

static std::string stepsScript(const MeldRequest &request,
                               const std::optional<std::string> &toolFolder) {
  std::string count = std::to_string(request.shards);
  std::string text = "#!/bin/sh\n"
                     "# Steps of a meld in " +
                     count + (request.shards == 1 ? " shard" : " shards") +
                     ". `ar-meld --shards` wrote this; see armeld-distributed(7).\n"
                     "#\n"
                     "# scan N          read the libraries of shard N\n"
                     "# plan            decide what moves\n"
                     "# pack N          write the slimmed libraries of shard N, and read them\n"
                     "# pack workspace  write the workspace library, and read it\n"
                     "# verify          prove that nothing was lost and that links bind as before\n"
                     "# publish         move the proved libraries to where they belong\n"
                     "#\n"
                     "# A step whose result is there does nothing, so that each can be run again.\n"
                     "set -eu\n"
                     "fail() {\n"
                     "  echo \"steps: $1\" >&2\n"
                     "  exit 2\n"
                     "}\n"
                     "[ $# -ge 1 ] || fail 'usage: steps scan N | plan | pack N | pack workspace | "
                     "verify | publish'\n"
                     "cd -- " +
                     wayBack(*request.jsonFolder) + "\n";
  if (toolFolder)
    text += "PATH=" + shellQuoted(*toolFolder) + ":$PATH\nexport PATH\n";
  text += "scratch=" + shellQuoted(*request.jsonFolder) +
          "\npacked=" + shellQuoted(packedFolder(request)) +
          "\nout=" + shellQuoted(*request.outDir) +
          "\n"
          "shard=${2:-}\n"
          "case $1.$shard in\n"
          "pack.workspace) ;;\n"
          "scan.* | pack.*)\n"
          "  case $shard in\n"
          "  '' | *[!0-9]* | 0*) fail \"'$shard' is not a shard\" ;;\n"
          "  esac\n"
          "  shard=$(printf %0" +
          std::to_string(count.size()) +
          "d \"$shard\")\n"
          "  [ -e \"$scratch/lists/$shard\" ] || fail \"there are " +
          count +
          " shards, and no shard $2\"\n"
          "  ;;\n"
          "esac\n"
          "\n"
          "case $1 in\n"
          "scan)\n" +
          scanLines(request) +
          "  ;;\n"
          "plan)\n"
          "  [ ! -e \"$scratch/planned\" ] || exit 0\n" +
          commandsOf(request, {MeldStep::isolate, MeldStep::plan, MeldStep::collect,
                               MeldStep::strip, MeldStep::tryMetadata}) +
          "  : >\"$scratch/planned\"\n"
          "  ;;\n"
          "pack)\n" +
          packLines(request) +
          "  ;;\n"
          "verify)\n" +
          verifyLines(request) +
          "  ;;\n"
          "publish)\n" +
          publishLines(request) +
          "  ;;\n"
          "*) fail \"'$1' is not a step\" ;;\n"
          "esac\n";
  return text;
}

// ---- writing ----

/// Writes the file unless it has this content. An error if it has another one.
static Error writeOnce(const std::string &file, StringRef content) {
  if (fs::exists(file)) {
    Expected<TextFile> old = readAll(file);
    if (!old)
      return old.takeError();
    return old->text == content
               ? Error::success()
               : failure(shown(file) + ": is of another meld; remove its folder, or give another "
                                       "one with --keep-json");
  }
  return writeDocument(file, [&](llvm::raw_ostream &out) { out << content; });
}

Error writeShards(const MeldRequest &request, const std::optional<std::string> &toolFolder) {
  const std::string &folder = *request.jsonFolder;
  std::string steps = folder + "/steps";
  std::string script = stepsScript(request, toolFolder);
  for (const char *inner : {"lists", "before", "sections", "outputs", "after"})
    if (std::error_code code = fs::create_directories(folder + "/" + inner))
      return failure(shown(folder) + "/" + inner + ": " + code.message());
  if (Error error = writeOnce(steps, script))
    return error;
  size_t number = 0;
  for (llvm::ArrayRef<std::string> libraries : divide(request.libraries, request.shards)) {
    std::string list;
    for (const std::string &library : libraries)
      list += library + '\0';
    if (Error error = writeOnce(folder + "/lists/" + shardName(++number, request.shards), list))
      return error;
  }
  if (std::error_code code =
          fs::setPermissions(steps, fs::all_read | fs::owner_write | fs::all_exe))
    return failure(shown(steps) + ": " + code.message());
  return Error::success();
}

// ---- engines ----

static Error printMakefile(const MeldRequest &request, llvm::raw_ostream &out) {
  const std::string &folder = *request.jsonFolder;
  auto isPlain = [](char c) { return llvm::isAlnum(c) || StringRef("_@+,./-").contains(c); };
  if (!llvm::all_of(folder, isPlain))
    return failure("--print=make: make takes no target below '" + shown(folder) +
                   "'; give --keep-json a folder with a plainer name");
  // A target whose prerequisites are newer is made again: `steps` would find its result there.
  auto rule = [&](const std::string &target, const std::string &needs, const std::string &step) {
    out << folder << "/" << target << ":" << needs << "\n\t@rm -f $@\n\t" << folder << "/steps "
        << step << "\n";
  };
  out << "# Run by `make -j N -f FILE`, in the folder in which ar-meld ran. What was made is not\n"
         "# made again.\n"
         ".PHONY: all\nall: "
      << folder << "/published\n";
  std::string scanned, packed = " " + folder + "/outputs/workspace";
  for (size_t i = 1; i <= request.shards; ++i) {
    std::string name = shardName(i, request.shards);
    rule("before/" + name + ".json", "", "scan " + std::to_string(i));
    scanned += " " + folder + "/before/" + name + ".json";
    packed += " " + folder + "/outputs/" + name;
  }
  std::string planned = " " + folder + "/planned";
  rule("planned", scanned, "plan");
  rule("outputs/workspace", planned, "pack workspace");
  for (size_t i = 1; i <= request.shards; ++i)
    rule("outputs/" + shardName(i, request.shards), planned, "pack " + std::to_string(i));
  rule("verified", packed, "verify");
  rule("published", " " + folder + "/verified", "publish");
  return Error::success();
}

static void printParallel(const MeldRequest &request, llvm::raw_ostream &out) {
  std::string steps = shellQuoted(*request.jsonFolder + "/steps"),
              count = std::to_string(request.shards);
  auto all = [&](const char *step, const char *first) {
    out << "parallel --halt soon,fail=1 --retries 3 --workdir \"$PWD\" \"$@\" "
        << shellQuoted(steps + " " + step + " {}") << " ::: " << first << "$(seq " << count
        << ")\n";
  };
  out << "#!/bin/sh\n"
         "# Run by `sh FILE [OPTION OF PARALLEL]...`, in the folder in which ar-meld ran, which "
         "the\n"
         "# hosts must have under the same path: sh FILE --sshlogin host1,host2. Steps whose "
         "results\n"
         "# are there do nothing, so run it again after a failure.\n"
         "set -eu\n";
  all("scan", "");
  out << steps << " plan\n";
  all("pack", "workspace ");
  out << steps << " verify\n" << steps << " publish\n";
}

static void printSlurm(const MeldRequest &request, llvm::raw_ostream &out) {
  std::string steps = shellQuoted(*request.jsonFolder + "/steps"),
              count = std::to_string(request.shards);
  auto job = [&](const char *variable, const char *step, const char *after, bool isArray) {
    std::string command =
        "exec " + steps + " " + step + (isArray ? " \"$SLURM_ARRAY_TASK_ID\"" : "");
    out << variable << "=$(submit \"$@\" --job-name="
        << shellQuoted("meld-" + StringRef(step).split(' ').first.str());
    if (*after)
      out << " --dependency=\"afterok:" << after << "\" --kill-on-invalid-dep=yes";
    if (isArray)
      out << " --array=1-" << count;
    out << " --wrap " << shellQuoted(command) << ")\n";
  };
  out << "#!/bin/sh\n"
         "# Run by `sh FILE [OPTION OF SBATCH]...`, in the folder in which ar-meld ran, which the "
         "nodes\n"
         "# must have under the same path. Submits the steps and prints the number of the last "
         "job.\n"
         "# Steps whose results are there do nothing, so run it again after a failure.\n"
         "# shellcheck disable=SC2016 # the number of the task is for the job to know\n"
         "set -eu\n"
         "submit() {\n"
         "  job=$(sbatch --parsable --requeue \"$@\")\n"
         "  echo \"${job%%;*}\" # behind it there may be a cluster's name\n"
         "}\n";
  job("scan", "scan", "", true);
  job("plan", "plan", "$scan", false);
  job("workspace", "pack workspace", "$plan", false);
  job("pack", "pack", "$plan", true);
  job("verify", "verify", "$workspace:$pack", false);
  job("publish", "publish", "$verify", false);
  out << "echo \"$publish\"\n";
}

Expected<std::string> shardsText(const MeldRequest &request, PrintForm engine) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (engine == PrintForm::make) {
    if (Error error = printMakefile(request, out))
      return error;
  } else if (engine == PrintForm::parallel) {
    printParallel(request, out);
  } else {
    printSlurm(request, out);
  }
  return text;
}

} // namespace armeld
