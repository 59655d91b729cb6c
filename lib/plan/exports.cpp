#include "plan/exports.h"

#include "base/glob.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace armeld {

Name spelledInC(Name symbol, const Object &object) {
  if (object.format == StringRef("macho")) {
    symbol.consume_front("_");
    return symbol;
  }
  if (object.format != StringRef("coff") || object.machine != StringRef("i386"))
    return symbol;
  // _f (cdecl), _f@8 (stdcall), @f@8 (fastcall), f@@8 (vectorcall)
  auto [name, bytes] = symbol.rsplit('@');
  if (!bytes.empty() && llvm::all_of(bytes, llvm::isDigit)) {
    name.consume_back("@");
    symbol = name;
  }
  if (!symbol.consume_front("@"))
    symbol.consume_front("_");
  return symbol;
}

bool replacesSystems(Name symbol, const Object &object) {
  if (object.format == StringRef("coff"))
    return false;
  constexpr StringRef names[] = {
      "malloc",         "free",         "calloc", "realloc", "memalign", "aligned_alloc",
      "posix_memalign", "reallocarray", "valloc", "pvalloc", "cfree",    "malloc_usable_size"};
  Name spelled = spelledInC(symbol, object);
  auto isOperator = [&](StringRef prefix) { return spelled.starts_with(prefix); };
  return llvm::is_contained(names, spelled) ||
         llvm::any_of(llvm::ArrayRef<StringRef>{"_Znw", "_Zna", "_Zdl", "_Zda"}, isOperator);
}

void Exports::add(StringRef pattern) {
  if (pattern.find_first_of("*?[") == StringRef::npos)
    names.insert(pattern);
  else
    globs.push_back(pattern.str());
}

std::vector<std::string> Exports::undefinedIn(const Manifest &manifest) const {
  llvm::StringSet<> missing = names;
  for (const auto &[digest, object] : manifest.objects)
    for (const Definition &definition : object.defines) {
      missing.erase(definition.name);
      missing.erase(spelledInC(definition.name, object));
    }
  std::vector<std::string> sorted;
  for (const auto &entry : missing)
    sorted.push_back(entry.getKey().str());
  llvm::sort(sorted);
  return sorted;
}

bool Exports::contains(Name symbol, const Object &object) const {
  Name spelled = spelledInC(symbol, object);
  return names.contains(symbol) || names.contains(spelled) ||
         llvm::any_of(globs, [&](const std::string &glob) {
           return matchesGlob(symbol, glob) || matchesGlob(spelled, glob);
         });
}

namespace {

/// Reads a version script: "V1 { global: a; b*; local: *; };" (the GNU linker's manual, "VERSION
/// Command"). Without a label names are global.
class VersionScript {
public:
  VersionScript(StringRef text, Exports &exports) : whole(text), rest(text), exports(exports) {}

  Error run() {
    for (StringRef token = next(); !token.empty(); token = next())
      if (Error error = take(token))
        return at("line " + std::to_string(lineOf(token)), std::move(error));
    if (depth == 0)
      return Error::success();
    return at("line " + std::to_string(lineOf(opening)), failure("a '{' is not closed"));
  }

private:
  size_t lineOf(StringRef token) const {
    return 1 + whole.take_front(size_t(token.data() - whole.data())).count('\n');
  }

  Error take(StringRef token) {
    if (token == "{") {
      opening = token;
      ++depth;
      isGlobal = depth == 1 || isGlobal;
    } else if (token == "}") {
      if (depth-- == 0)
        return failure("a '}' has no '{'");
    } else if (token == ";" || token == "extern") {
      word = "";
    } else if (token == ":") {
      if (word != "global" && word != "local")
        return failure("expected 'global' or 'local' before ':'");
      isGlobal = word == "global";
      word = "";
    } else if (depth > 0) {
      StringRef ahead = rest.ltrim();
      word = token;
      // A language behind `extern` stands before a brace.
      if (isGlobal && !ahead.starts_with(":") && !ahead.starts_with("{"))
        exports.add(token.trim('"'));
    }
    return Error::success();
  }

  /// The next word or sign, or nothing at the end.
  StringRef next() {
    skipBlanks();
    if (rest.empty())
      return rest;
    size_t length = 1;
    if (!StringRef("{}:;").contains(rest.front())) {
      length = 0;
      // A C++ name may hold "::".
      while (length < rest.size() && !llvm::isSpace(rest[length]) &&
             !StringRef("{};").contains(rest[length])) {
        if (rest.substr(length).starts_with("::"))
          ++length;
        else if (rest[length] == ':')
          break;
        ++length;
      }
    }
    StringRef token = rest.take_front(length);
    rest = rest.drop_front(token.size());
    return token;
  }

  void skipBlanks() {
    while (true) {
      rest = rest.ltrim();
      if (rest.starts_with("/*"))
        rest = rest.substr(rest.find("*/")).drop_front(rest.contains("*/") ? 2 : 0);
      else if (rest.starts_with("#"))
        rest = rest.drop_while([](char c) { return c != '\n'; });
      else
        return;
    }
  }

  StringRef whole;
  StringRef rest;
  StringRef opening; ///< the last '{'
  Exports &exports;
  StringRef word;
  unsigned depth = 0;
  bool isGlobal = true;
};

} // namespace

/// Lists the entries of EXPORTS in a module definition file: NAME[=INTERNAL] [@ORDINAL] [DATA] ...
/// (Microsoft, "Module-Definition (.Def) Files").
static void addDefinitionFile(StringRef text, Exports &exports) {
  constexpr StringRef statements[] = {"LIBRARY",  "NAME",     "DESCRIPTION", "STACKSIZE",
                                      "HEAPSIZE", "SECTIONS", "SEGMENTS",    "VERSION",
                                      "STUB",     "IMPORTS"};
  bool inExports = false;
  for (StringRef line : llvm::split(text, '\n')) {
    line = line.take_until([](char c) { return c == ';'; }).trim();
    StringRef first = line.take_until(llvm::isSpace);
    if (first == "EXPORTS") {
      inExports = true;
      line = line.drop_front(first.size()).trim();
    } else if (llvm::is_contained(statements, first)) {
      inExports = false;
    }
    if (!inExports || line.empty())
      continue;
    // The symbol in the libraries is the internal name, if there is one.
    auto [outer, inner] = line.take_until(llvm::isSpace).split('=');
    exports.add((inner.empty() ? outer : inner).trim('"'));
  }
}

static bool isDefinitionFile(StringRef text, StringRef place) {
  return place.ends_with_insensitive(".def") ||
         llvm::any_of(llvm::split(text, '\n'), [](StringRef line) {
           return line.trim() == "EXPORTS" || line.starts_with("EXPORTS ");
         });
}

Error Exports::addFile(StringRef text, StringRef place) {
  if (isDefinitionFile(text, place)) {
    addDefinitionFile(text, *this);
    return Error::success();
  }
  if (text.contains('{'))
    return at(shown(place), VersionScript(text, *this).run());
  size_t number = 0;
  for (StringRef line : llvm::split(text, '\n')) {
    ++number;
    StringRef name = line.take_until([](char c) { return c == '#'; }).trim();
    if (name.find_first_of(" \t") != StringRef::npos)
      return failure(shown(place) + ": line " + Twine(number) +
                     ": expected one symbol or pattern, found '" + shown(name) + "'");
    if (!name.empty())
      add(name);
  }
  return Error::success();
}

/// The crates that make up Rust's std, with those that it is built from.
static bool isStdCrate(Name crate) {
  constexpr StringRef crates[] = {
      "std",        "core",       "alloc",     "panic_unwind",     "panic_abort",
      "unwind",     "addr2line",  "gimli",     "object",           "miniz_oxide",
      "adler",      "adler2",     "hashbrown", "cfg_if",           "rustc_demangle",
      "std_detect", "proc_macro", "test",      "compiler_builtins"};
  return llvm::is_contained(crates, crate) || crate.starts_with("rustc_std_workspace_");
}

/// Names without mangling that std and rustc's shims define. With LTO they stand in the objects of
/// the library's own crate.
static bool isStdName(Name name) {
  return name == "rust_eh_personality" || name == "rust_begin_unwind" || name == "rust_panic" ||
         name.starts_with("__rust_") || name.starts_with("__rdl_") || name.starts_with("__rg_");
}

/// Whether a compiler has written types or paths into the name: Rust or C++, Itanium's ABI or
/// Microsoft's.
static bool isMangled(Name name) {
  return name.starts_with("_Z") || name.starts_with("_R") || name.starts_with("?") ||
         name.starts_with("DW.ref.");
}

Error addRustExports(const Manifest &manifest, Exports &exports) {
  for (const Library &library : manifest.libraries) {
    bool isRust = false;
    for (const Member &member : library.members) {
      if (!member.rustc || !member.rustc->crate)
        continue;
      isRust = true;
      if (isStdCrate(*member.rustc->crate))
        continue;
      const Object &object = manifest.objectOf(member);
      for (const Definition &definition : object.defines) {
        Name name = spelledInC(definition.name, object);
        if (!definition.visibility && !isMangled(name) && !isStdName(name) &&
            !name.starts_with("."))
          exports.add(definition.name);
      }
    }
    if (!isRust)
      return failure(shown(library) + ": is not a library that rustc made; say with --exports or "
                                      "--export which symbols its users refer to");
  }
  return Error::success();
}

} // namespace armeld
