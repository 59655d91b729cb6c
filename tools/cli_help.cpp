#include "cli_text.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace cli {

/// Option names up to this width have their help beside them; that of longer ones begins below.
static constexpr size_t widestName = 28;

/// Appends words to `out`, which is at `column` of its line. Further lines begin at `indent`.
static void wrap(std::string &out, StringRef words, size_t column, size_t indent, size_t width) {
  llvm::SmallVector<StringRef> parts;
  words.split(parts, ' ', -1, /*KeepEmpty=*/false);
  bool first = true;
  for (StringRef word : parts) {
    if (!first && column + 1 + word.size() > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    first = false;
  }
  out += '\n';
}

/// "  -o, --output FILE"
static std::string nameOf(const Option &option) {
  std::string text = "  ";
  text += option.letter ? std::string("-") + option.letter + ", " : "    ";
  text += std::string("--") + option.name;
  if (option.argument.kind != Kind::none)
    text += option.argument.implied.empty() ? " " + option.argument.metavariable
                                            : "[=" + option.argument.metavariable + "]";
  return text;
}

/// The row's help, and what the rest of the row says.
static std::string fullHelp(const Option &option) {
  const Argument &argument = option.argument;
  std::vector<std::string> notes;
  if (argument.kind == Kind::choice && !StringRef(argument.metavariable).contains('|'))
    notes.push_back(llvm::join(argument.choices, ", "));
  if (argument.kind == Kind::output && argument.standard == "-")
    notes.push_back("default: standard output");
  else if (!argument.standard.empty())
    notes.push_back("default: " + argument.standard);
  if (argument.repeats)
    notes.push_back("repeatable");
  return option.help + (notes.empty() ? "" : " (" + llvm::join(notes, "; ") + ")");
}

std::string helpText(const Tool &tool, size_t width) {
  size_t column = 0; // where help begins
  for (const Group &group : tool.groups)
    for (const Option &option : group.options)
      if (size_t size = nameOf(option).size(); !option.hidden && size <= widestName)
        column = std::max(column, size + 2);

  std::string text;
  std::string usage = std::string("Usage: ") + tool.name;
  wrap(text, usage + " " + tool.usage, 0, usage.size() + 1, width);
  wrap(text, tool.summary, 0, 0, width);
  for (const Group &group : tool.groups) {
    text += std::string("\n") + group.heading + ":\n";
    for (const Option &option : group.options) {
      if (option.hidden)
        continue;
      std::string name = nameOf(option);
      text += name;
      if (name.size() + 2 > column)
        text += "\n" + std::string(column, ' ');
      else
        text += std::string(column - name.size(), ' ');
      wrap(text, fullHelp(option), column, column, width);
    }
  }
  std::string status = "Exit status: 0 done";
  if (tool.exitCode1)
    status += std::string(", 1 ") + tool.exitCode1;
  status += std::string(", 2 could not run. See ") + tool.name + "(1) and armeld(7).";
  text += '\n';
  wrap(text, status, 0, 0, width);
  return text;
}

std::vector<std::string> longNames(const Tool &tool) {
  std::vector<std::string> names;
  for (const Group &group : tool.groups)
    for (const Option &option : group.options)
      if (!option.hidden)
        names.push_back(option.name);
  return names;
}

std::string didYouMean(StringRef text, llvm::ArrayRef<std::string> known, const char *quote) {
  // About one typing error in three letters, or else a name that was cut short.
  const unsigned limit = unsigned(text.size() + 1) / 3;
  unsigned least = limit + 1;
  StringRef best;
  for (const std::string &name : known) {
    unsigned distance = text.edit_distance(name);
    if (distance < least && distance < text.size()) {
      least = distance;
      best = name;
    }
  }
  for (const std::string &name : known)
    if (best.empty() && text.size() > 1 && StringRef(name).starts_with(text))
      best = name;
  return best.empty() ? "" : ("; did you mean " + llvm::Twine(quote) + best + "'?").str();
}

} // namespace cli
