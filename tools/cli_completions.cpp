// Completions of bash, zsh and fish. Each is one file for one tool, without any other.
#include "cli_text.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

#include <algorithm>

namespace cli {

static std::vector<const Option *> shownOptions(const Tool &tool) {
  std::vector<const Option *> all;
  for (const Group &group : tool.groups)
    for (const Option &option : group.options)
      if (!option.hidden)
        all.push_back(&option);
  return all;
}

/// `text` as one word of any of the shells.
static std::string quoted(StringRef text) {
  std::string out = "'";
  for (char c : text)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// The name of a tool as part of a shell function's name.
static std::string functionName(const Tool &tool) {
  std::string name = std::string("_") + tool.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// ---- bash ----

/// The command that completes $cur where an argument of that kind stands.
static std::string bashAction(Kind kind, llvm::ArrayRef<std::string> choices) {
  std::string generate;
  switch (kind) {
  case Kind::none:
  case Kind::text:
  case Kind::number:
    return "return";
  case Kind::choice:
    generate = "-W " + quoted(llvm::join(choices, " "));
    break;
  case Kind::folder:
    generate = "-d";
    break;
  case Kind::command:
    generate = "-c";
    break;
  case Kind::input:
  case Kind::output:
  case Kind::path:
    generate = "-f";
    break;
  }
  return "mapfile -t COMPREPLY < <(compgen " + generate + " -- \"$cur\"); return";
}

static std::string bash(const Tool &tool) {
  std::string names;
  std::string actions;
  for (const Option *option : shownOptions(tool)) {
    std::string both = std::string("--") + option->name;
    if (option->letter)
      both = std::string("-") + option->letter + " | " + both;
    names += std::string(names.empty() ? "" : " ") + "--" + option->name;
    if (option->argument.kind != Kind::none && option->argument.implied.empty())
      actions += "  " + both + ") " + bashAction(option->argument.kind, option->argument.choices) +
                 " ;;\n";
  }
  std::string function = functionName(tool);
  return std::string("# bash completion for ") + tool.name + ", made from its table of options\n" +
         function + R"(() {
  local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word
  COMPREPLY=()
  # Operands only stand behind "--".
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == -- ]]; then
      )" +
         bashAction(tool.operands.kind, {}) +
         R"(
    fi
  done
  # Where "=" breaks words, --name=value is three of them.
  if [[ $cur == = ]]; then
    cur=''
  elif [[ $previous == = && COMP_CWORD -gt 2 ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $previous in
)" + actions +
         R"(  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W ')" +
         names + R"(' -- "$cur")
  else
    )" + bashAction(tool.operands.kind, {}) +
         R"(
  fi
}
complete -o filenames -F )" +
         function + " " + tool.name + "\n";
}

// ---- zsh ----

static std::string zshAction(Kind kind, llvm::ArrayRef<std::string> choices) {
  switch (kind) {
  case Kind::none:
  case Kind::text:
  case Kind::number:
    return " ";
  case Kind::choice:
    return "(" + llvm::join(choices, " ") + ")";
  case Kind::folder:
    return "_files -/";
  case Kind::command:
    return "_normal";
  case Kind::input:
  case Kind::output:
  case Kind::path:
    return "_files";
  }
  llvm_unreachable("an argument of no kind");
}

/// `text` where _arguments gives a meaning to brackets and colons.
static std::string zshText(StringRef text) {
  std::string out;
  for (char c : text) {
    if (StringRef("[]:\\").contains(c))
      out += '\\';
    out += c;
  }
  return out;
}

static std::string zsh(const Tool &tool) {
  std::string rows;
  for (const Option *option : shownOptions(tool)) {
    const Argument &argument = option->argument;
    bool hasArgument = argument.kind != Kind::none;
    std::string rest = "[" + zshText(option->help) + "]";
    if (hasArgument)
      rest += std::string(argument.implied.empty() ? ":" : "::") + zshText(argument.metavariable) +
              ":" + zshAction(argument.kind, argument.choices);
    std::string longName = std::string("--") + option->name;
    std::string shortName = option->letter ? std::string("-") + option->letter : "";
    // An option that is there is offered again only if it may be repeated.
    std::string before = argument.repeats
                             ? "*"
                             : "(" + llvm::StringRef(shortName + " " + longName).trim().str() + ")";
    rows += "  " + quoted(before + longName + (hasArgument ? "=" : "") + rest) + " \\\n";
    if (option->letter)
      rows += "  " + quoted(before + shortName + (hasArgument ? "+" : "") + rest) + " \\\n";
  }
  std::string operands =
      tool.operands.kind == Kind::command
          ? std::string("*::") + tool.operands.what + ":_normal"
          : std::string("*:") + tool.operands.what + ":" + zshAction(tool.operands.kind, {});
  return std::string("#compdef ") + tool.name + "\n# made from the tool's table of options\n" +
         "_arguments -s -S \\\n" + rows + "  " + quoted(operands) + "\n";
}

// ---- fish ----

static std::string fish(const Tool &tool) {
  std::string command = std::string("complete -c ") + tool.name;
  std::string text =
      std::string("# fish completion for ") + tool.name + ", made from its table of options\n";
  for (const Option *option : shownOptions(tool)) {
    text += command;
    if (option->letter)
      text += std::string(" -s ") + option->letter;
    text += std::string(" -l ") + option->name;
    // What may stand alone takes nothing from the next word.
    switch (option->argument.implied.empty() ? option->argument.kind : Kind::none) {
    case Kind::none:
      break;
    case Kind::text:
    case Kind::number:
      text += " -x";
      break;
    case Kind::choice:
      text += " -x -a " + quoted(llvm::join(option->argument.choices, " "));
      break;
    case Kind::folder:
      text += " -x -a '(__fish_complete_directories)'";
      break;
    case Kind::input:
    case Kind::output:
    case Kind::path:
    case Kind::command:
      text += " -r -F";
      break;
    }
    text += " -d " + quoted(option->help) + "\n";
  }
  if (tool.operands.kind == Kind::command)
    text += command + " -a '(__fish_complete_subcommand)'\n";
  return text;
}

std::string completions(const Tool &tool, StringRef shell) {
  if (shell == "bash")
    return bash(tool);
  return shell == "zsh" ? zsh(tool) : fish(tool);
}

} // namespace cli
