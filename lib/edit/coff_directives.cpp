#include "edit/coff_directives.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/COFF.h"

namespace armeld {

/// The new name of a symbol whose name stands in a text. There i386's underscore may be left out.
static std::string renamedInText(StringRef name, const Edit &edit, uint16_t machine) {
  std::string changed = renamed(edit, name).str();
  if (machine == llvm::COFF::IMAGE_FILE_MACHINE_I386 && changed == name)
    changed = renamed(edit, ("_" + name).str()).drop_front().str();
  return changed;
}

std::string renamedSection(StringRef name, const Edit &edit, uint16_t machine) {
  auto [base, symbol] = name.split('$');
  if (symbol.empty())
    return name.str();
  return (base + "$" + renamedInText(symbol, edit, machine)).str();
}

namespace {

/// Copies the text and replaces names on the way.
class Directives {
public:
  Directives(StringRef text, const Edit &edit, uint16_t machine)
      : rest(text), edit(edit), machine(machine) {}

  std::string run() {
    while (!rest.empty()) {
      copyWhile(
          [](char c) { return c == ' ' || c == '\t' || c == '\0' || c == '\n' || c == '\r'; });
      option();
    }
    return std::move(result);
  }

private:
  template <class Accepts> StringRef copyWhile(Accepts accepts) {
    StringRef taken = rest.take_while(accepts);
    result += taken;
    rest = rest.drop_front(taken.size());
    return taken;
  }

  /// An option: "/name:value" or "-name:value", where value may hold parts in quotes.
  void option() {
    bool quoted = false;
    StringRef whole = rest.take_while([&](char c) {
      quoted ^= c == '"';
      return quoted || !(c == ' ' || c == '\t' || c == '\0' || c == '\n' || c == '\r');
    });
    rest = rest.drop_front(whole.size());
    auto [name, value] = whole.split(':');
    std::string lower = name.lower();
    StringRef kind = StringRef(lower).ltrim("/-\"");
    isGnu = whole.starts_with("-");
    bool isExport = kind == "export";
    if (!isExport && !llvm::is_contained({"include", "alternatename", "aligncomm", "entry",
                                          "exclude-symbols", "guardsym"},
                                         kind)) {
      result += whole;
      return;
    }
    result += name;
    if (value.empty() && whole.size() == name.size())
      return;
    result += ':';
    isExport ? exported(value) : names(value);
  }

  /// NAME[=INTERNAL][,@ORDINAL][,DATA] ...: the name in the DLL stays.
  void exported(StringRef value) {
    size_t end = value.find_first_of(",=");
    StringRef name = value.take_front(end);
    StringRef behind = value.drop_front(name.size());
    if (behind.starts_with("=")) {
      result += name;
      result += '=';
      names(behind.drop_front());
      return;
    }
    std::string changed = renamedIn(name);
    result += name;
    if (changed != name)
      result += "=" + changed;
    result += behind;
  }

  /// Replaces all that is a name between the separators.
  void names(StringRef value) {
    while (!value.empty()) {
      StringRef name = value.take_front(value.find_first_of(",="));
      result += renamedIn(name);
      value = value.drop_front(name.size());
      if (!value.empty())
        result += value.front();
      value = value.drop_front(!value.empty());
    }
  }

  /// `name`, perhaps in quotes, or what it is called now. GNU ld reads no name with a digit behind
  /// a dot without quotes.
  std::string renamedIn(StringRef quotedName) const {
    StringRef name = quotedName.trim('"');
    std::string changed = renamedInText(name, edit, machine);
    if (changed == name)
      return quotedName.str();
    return isGnu || quotedName.starts_with("\"") ? "\"" + changed + "\"" : changed;
  }

  StringRef rest;
  const Edit &edit;
  const uint16_t machine;
  bool isGnu = false; ///< the option is one of GNU's, which start with a dash
  std::string result;
};

} // namespace

std::string renamedDirectives(StringRef text, const Edit &edit, uint16_t machine) {
  return Directives(text, edit, machine).run();
}

} // namespace armeld
