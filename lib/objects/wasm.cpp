// WebAssembly relocatable objects.
//
// Sources: the WebAssembly core specification, "Binary Format"; the tool conventions' "Object File
// Linking" (https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md), from which the
// numbers below are. The symbols are in the custom section "linking"; an undefined function
// without a name of its own has the name of its import.
//
// Everything is read here, because LLVM's reader ends the process when a section ends too early.
//
// Functions that run at the start (WASM_INIT_FUNCS) are sorted by priority and then run in link
// order: each priority counts as a section of its own. Weak definitions are as in ELF; so are
// COMDATs (wasm_comdats.h says what they hold). There are no commons. The equivalence digest is the
// object's own digest: the format has neither time stamp nor source-file symbol.
#include "base/names.h"
#include "objects/inspect.h"
#include "objects/rust_origin.h"
#include "objects/wasm_comdats.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"

#include <array>
#include <set>

namespace armeld {

namespace {

namespace wasm = llvm::wasm;

class WasmInspector {
public:
  WasmInspector(StringRef bytes, Object &object) : bytes(bytes), object(object) {}

  Error inspect() {
    WasmReader file(bytes.drop_front(8)); // magic and version
    while (!file.atEnd() && !file.isBad()) {
      uint8_t id = file.byte();
      StringRef content = file.text();
      sections.push_back({id, content});
      if (id == wasm::WASM_SEC_IMPORT)
        readImports(content);
      else if (id == wasm::WASM_SEC_MEMORY)
        readMemories(content);
      else if (id == wasm::WASM_SEC_CUSTOM)
        readCustom(content);
    }
    object.machine = isWide ? "wasm64" : "wasm32";
    if (file.isBad() || isBroken)
      return failure("a section ends too early, or runs past the end of the file");
    if (!isRelocatable)
      return failure("has no linking section: it is no relocatable object");
    // COMDATs may follow the symbols that they contain.
    std::vector<std::optional<Digest>> contents(comdats.size());
    if (!comdats.empty())
      contents = digestWasmComdats(bytes, sections, symbols, comdats);
    for (auto &[definition, key] : keys) {
      if (auto comdat = comdatOf.find(key); comdat != comdatOf.end()) {
        object.defines[definition].comdat = Comdat::any;
        object.defines[definition].content = contents[comdat->second];
      }
    }
    llvm::DenseSet<StringRef> defined;
    if (!comdats.empty())
      for (const Definition &definition : object.defines)
        defined.insert(definition.name);
    for (size_t i = 0; i < comdats.size(); ++i)
      if (!defined.contains(comdats[i].name))
        object.comdats.push_back({keep(comdats[i].name), contents[i]});
    return Error::success();
  }

private:
  /// A kind of thing that has an index, and the index.
  using Key = std::pair<unsigned, uint64_t>;
  static constexpr unsigned noComdat = 1000; ///< a kind that COMDATs do not have

  void readMemories(StringRef content) {
    WasmReader reader(content);
    for (uint64_t left = reader.number(); left > 0 && !reader.isBad(); --left)
      isWide |= skipWasmLimits(reader);
    isBroken |= reader.isBad();
  }

  void readImports(StringRef content) {
    std::optional<std::vector<WasmImport>> all = readWasmImports(content);
    isBroken |= !all;
    for (const WasmImport &import : all.value_or(std::vector<WasmImport>())) {
      imports[import.kind].push_back(import.field);
      isWide |= import.isWide;
    }
  }

  void readCustom(StringRef content) {
    WasmReader reader(content);
    StringRef name = reader.text();
    object.has_debug_info |= name == ".debug_info";
    object.has_bitcode |= name == ".llvmbc";
    if (name == ".debug_str")
      readDebugStrings(reader.remaining(), object);
    if (name != "linking")
      return;
    isRelocatable = true;
    isBroken |= reader.number() != wasm::WasmMetadataVersion;
    while (!reader.atEnd() && !reader.isBad() && !isBroken) {
      uint8_t type = reader.byte();
      WasmReader part(reader.text());
      if (type == wasm::WASM_SYMBOL_TABLE)
        readSymbols(part);
      else if (type == wasm::WASM_COMDAT_INFO)
        readComdats(part);
      else if (type == wasm::WASM_INIT_FUNCS)
        readInitialisers(part);
      isBroken |= part.isBad();
    }
    isBroken |= reader.isBad();
  }

  /// The kind of import that a kind of symbol can refer to.
  static std::optional<uint8_t> importKind(uint8_t symbolKind) {
    switch (symbolKind) {
    case wasm::WASM_SYMBOL_TYPE_FUNCTION:
      return wasm::WASM_EXTERNAL_FUNCTION;
    case wasm::WASM_SYMBOL_TYPE_GLOBAL:
      return wasm::WASM_EXTERNAL_GLOBAL;
    case wasm::WASM_SYMBOL_TYPE_TAG:
      return wasm::WASM_EXTERNAL_TAG;
    case wasm::WASM_SYMBOL_TYPE_TABLE:
      return wasm::WASM_EXTERNAL_TABLE;
    default:
      return std::nullopt;
    }
  }

  void readSymbols(WasmReader &reader) {
    for (uint64_t left = reader.number(); left > 0 && !reader.isBad(); --left) {
      WasmSymbol &symbol = symbols.emplace_back();
      symbol.kind = reader.byte();
      symbol.flags = reader.number();
      Key key;
      if (std::optional<uint8_t> import = importKind(symbol.kind)) {
        symbol.index = reader.number();
        const std::vector<StringRef> &fields = imports[*import];
        if (!symbol.isUndefined() || (symbol.flags & wasm::WASM_SYMBOL_EXPLICIT_NAME))
          symbol.name = reader.text();
        else if (symbol.index < fields.size())
          symbol.name = fields[symbol.index];
        else
          isBroken = true;
        bool isFunction = symbol.kind == wasm::WASM_SYMBOL_TYPE_FUNCTION;
        key = {isFunction ? unsigned(wasm::WASM_COMDAT_FUNCTION) : noComdat, symbol.index};
      } else if (symbol.kind == wasm::WASM_SYMBOL_TYPE_DATA) {
        symbol.name = reader.text();
        if (!symbol.isUndefined()) {
          symbol.index = reader.number();
          symbol.offset = reader.number();
          symbol.size = reader.number();
          key = {wasm::WASM_COMDAT_DATA, symbol.index};
        }
      } else if (symbol.kind == wasm::WASM_SYMBOL_TYPE_SECTION) {
        symbol.index = reader.number();
        continue;
      } else {
        isBroken = true;
        return;
      }
      addSymbol(symbol.name, symbol.flags, symbol.isUndefined(), key);
    }
  }

  void addSymbol(StringRef name, uint64_t flags, bool undefined, Key key) {
    uint64_t binding = flags & wasm::WASM_SYMBOL_BINDING_MASK;
    if (binding == wasm::WASM_SYMBOL_BINDING_LOCAL)
      return;
    bool weak = binding == wasm::WASM_SYMBOL_BINDING_WEAK;
    if (undefined) {
      if (weak)
        object.weak_references.push_back(keep(name));
      else
        object.references.push_back(keep(name));
      return;
    }
    keys.emplace_back(object.defines.size(), key);
    Definition &definition = object.defines.emplace_back();
    definition.name = keep(name);
    if (weak)
      definition.binding = Binding::weak;
    if (flags & wasm::WASM_SYMBOL_VISIBILITY_HIDDEN)
      definition.visibility = Visibility::hidden;
  }

  void readComdats(WasmReader &reader) {
    for (uint64_t left = reader.number(); left > 0 && !reader.isBad(); --left) {
      WasmComdat &comdat = comdats.emplace_back();
      comdat.name = reader.text();
      reader.number(); // flags, none of which has a meaning yet
      for (uint64_t entries = reader.number(); entries > 0 && !reader.isBad(); --entries) {
        uint8_t kind = reader.byte();
        Key &entry = comdat.entries.emplace_back(kind, reader.number());
        comdatOf[entry] = comdats.size() - 1;
      }
    }
  }

  void readInitialisers(WasmReader &reader) {
    std::set<uint64_t> priorities;
    for (uint64_t left = reader.number(); left > 0 && !reader.isBad(); --left) {
      uint64_t priority = reader.number();
      reader.number(); // the symbol
      if (priorities.insert(priority).second)
        object.initialisers.push_back(keep("init priority " + llvm::utostr(priority)));
    }
  }

  StringRef bytes;
  Object &object;
  std::array<std::vector<StringRef>, 5> imports; ///< field names, by kind
  std::vector<std::pair<size_t, Key>> keys;      ///< of definitions
  llvm::DenseMap<Key, size_t> comdatOf;
  std::vector<WasmSection> sections;
  std::vector<WasmSymbol> symbols;
  std::vector<WasmComdat> comdats;
  bool isWide = false;
  bool isRelocatable = false;
  bool isBroken = false;
};

} // namespace

Error inspectWasm(StringRef bytes, Object &object) {
  object.format = "wasm";
  if (bytes.size() < 8)
    return failure("is shorter than a WebAssembly header");
  return WasmInspector(bytes, object).inspect();
}

} // namespace armeld
