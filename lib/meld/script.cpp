#include "meld/script.h"

#include "llvm/ADT/StringExtras.h"

namespace armeld {

std::string shellQuoted(StringRef word) {
  auto isPlain = [](char c) { return llvm::isAlnum(c) || StringRef("_@%+=:,./-").contains(c); };
  if (!word.empty() && llvm::all_of(word, isPlain))
    return word.str();
  std::string quoted = "'";
  for (char c : word)
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  return quoted + "'";
}

std::string shellCommand(llvm::ArrayRef<std::string> words) {
  std::string line;
  for (const std::string &word : words)
    line += (line.empty() ? "" : " ") + shellQuoted(word);
  return line;
}

/// A word of a step, where $scratch and "$@" stand for what is known only when the script runs.
static std::string scriptWord(const Word &word) {
  switch (word.kind) {
  case Word::given:
    return shellQuoted(word.text);
  case Word::inScratch:
    return "\"$scratch\"/" + shellQuoted(word.text);
  case Word::libraries:
    return "\"$@\"";
  }
  return {};
}

std::string scriptCommand(const MeldStep &step) {
  std::string line;
  for (const Word &word : step.command)
    line += (line.empty() ? "" : " ") + scriptWord(word);
  if (step.output)
    line += " >" + scriptWord(*step.output);
  return line;
}

/// What must be cleaned up however the script ends.
static std::string scratchLines(const MeldRequest &request) {
  std::string prefix = shellQuoted(scratchPrefix(request));
  std::string lines;
  if (!request.dryRun)
    lines += "# Since we hold the lock, such folders were left by runs that were killed.\n"
             "rm -rf -- " +
             prefix + "????????\n";
  lines += "scratch=$(mktemp -d -- " + prefix + "XXXXXXXX)\n";
  if (request.dryRun)
    return lines + "trap 'rm -rf -- \"$scratch\"' EXIT\ntrap 'exit 2' HUP INT TERM\n";
  // In place, what is written before the proof is in the scratch folder.
  std::string outputs = "\"$scratch\"/" + scratch::outputs.str();
  if (request.outDir)
    lines += ": >" + outputs + " # the files written and not yet proved\n";
  lines += "leave() {\n";
  if (request.outDir)
    lines += "  xargs -0 rm -f -- <" + outputs + "\n";
  return lines + "  rm -rf -- \"$scratch\" \"$MELD_LOCK_FILE\"\n}\n"
                 "trap leave EXIT\n"
                 "trap 'exit 2' HUP INT TERM\n";
}

static std::string stepLines(const MeldStep &step, const MeldRequest &request) {
  std::string lines = "\n# " + step.purpose + "\n" + scriptCommand(step);
  if (step.kind != MeldStep::verify)
    return lines + "\n";
  std::string findings = "\"$scratch\"/" + scratch::findings.str();
  lines += " || {\n  status=$?\n  [ ! -s " + findings + " ] || cat " + findings +
           " >&2\n  exit \"$status\"\n}\n";
  if (request.outDir)
    lines += ": >\"$scratch\"/" + scratch::outputs.str() + "\n";
  return lines;
}

/// A line that does not occur in `text`, to end a here-document.
static std::string endMark(StringRef text) {
  std::string mark = "END";
  while (("\n" + text).str().find("\n" + mark + "\n") != std::string::npos)
    mark += "_";
  return mark;
}

void printScript(const MeldRequest &request, const std::optional<std::string> &toolFolder,
                 llvm::raw_ostream &out) {
  out << "#!/bin/sh\nset -eu\n";
  if (toolFolder)
    out << "PATH=" << shellQuoted(*toolFolder) << ":$PATH\nexport PATH\n";
  out << "set -- " << shellCommand(request.libraries) << "\n";

  std::string body = scratchLines(request);
  if (request.jsonFolder)
    body += "mkdir -p -- " + shellQuoted(*request.jsonFolder) + "\n";
  for (const MeldStep &step : stepsOf(request))
    body += stepLines(step, request);

  // A dry run reads only, and takes no locks.
  if (request.dryRun) {
    out << "\n" << body;
    return;
  }
  if (request.outDir)
    out << "mkdir -p -- " << shellQuoted(*request.outDir) << "\n";
  std::string mark = endMark(body);
  out << "\n# Lock the libraries and the name of the workspace library. meld-lock becomes the "
         "shell "
         "that runs the rest.\n"
      << "meld-lock " << (libraryLockMode(request) == LockMode::shared ? "--shared " : "") << "-w "
      << shellQuoted(workspaceOutput(request)) << " --last $# -- sh -eus -- \"$@\" <<'" << mark
      << "'\n"
      << body << mark << "\n";
}

} // namespace armeld
