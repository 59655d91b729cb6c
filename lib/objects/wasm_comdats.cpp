#include "objects/wasm_comdats.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

#include <array>

namespace armeld {

namespace wasm = llvm::wasm;

bool skipWasmLimits(WasmReader &reader) {
  uint8_t flags = reader.byte();
  reader.number();
  if (flags & wasm::WASM_LIMITS_FLAG_HAS_MAX)
    reader.number();
  if (flags & 8) // a page size of its own (custom-page-sizes proposal)
    reader.number();
  return flags & wasm::WASM_LIMITS_FLAG_IS_64;
}

std::optional<std::vector<WasmImport>> readWasmImports(StringRef section) {
  std::vector<WasmImport> imports;
  WasmReader reader(section);
  for (uint64_t left = reader.number(); left > 0 && !reader.isBad(); --left) {
    WasmImport &import = imports.emplace_back();
    import.module = reader.text();
    import.field = reader.text();
    import.kind = reader.byte();
    switch (import.kind) {
    case wasm::WASM_EXTERNAL_FUNCTION:
      reader.number();
      break;
    case wasm::WASM_EXTERNAL_TABLE:
      reader.number();
      skipWasmLimits(reader);
      break;
    case wasm::WASM_EXTERNAL_MEMORY:
      import.isWide = skipWasmLimits(reader);
      break;
    case wasm::WASM_EXTERNAL_GLOBAL:
      reader.number();
      reader.byte();
      break;
    case wasm::WASM_EXTERNAL_TAG:
      reader.byte();
      reader.number();
      break;
    default:
      return std::nullopt;
    }
  }
  if (reader.isBad())
    return std::nullopt;
  return imports;
}

namespace {

/// How many bytes a relocation writes, or 0 if its type is not known.
size_t relocatedBytes(uint64_t type) {
  switch (type) {
  case wasm::R_WASM_FUNCTION_INDEX_LEB:
  case wasm::R_WASM_TABLE_INDEX_SLEB:
  case wasm::R_WASM_MEMORY_ADDR_LEB:
  case wasm::R_WASM_MEMORY_ADDR_SLEB:
  case wasm::R_WASM_TYPE_INDEX_LEB:
  case wasm::R_WASM_GLOBAL_INDEX_LEB:
  case wasm::R_WASM_TAG_INDEX_LEB:
  case wasm::R_WASM_MEMORY_ADDR_REL_SLEB:
  case wasm::R_WASM_TABLE_INDEX_REL_SLEB:
  case wasm::R_WASM_TABLE_NUMBER_LEB:
  case wasm::R_WASM_MEMORY_ADDR_TLS_SLEB:
    return 5;
  case wasm::R_WASM_MEMORY_ADDR_LEB64:
  case wasm::R_WASM_MEMORY_ADDR_SLEB64:
  case wasm::R_WASM_MEMORY_ADDR_REL_SLEB64:
  case wasm::R_WASM_TABLE_INDEX_SLEB64:
  case wasm::R_WASM_TABLE_INDEX_REL_SLEB64:
  case wasm::R_WASM_MEMORY_ADDR_TLS_SLEB64:
    return 10;
  case wasm::R_WASM_TABLE_INDEX_I32:
  case wasm::R_WASM_MEMORY_ADDR_I32:
  case wasm::R_WASM_GLOBAL_INDEX_I32:
  case wasm::R_WASM_FUNCTION_INDEX_I32:
  case wasm::R_WASM_MEMORY_ADDR_LOCREL_I32:
    return 4;
  case wasm::R_WASM_MEMORY_ADDR_I64:
  case wasm::R_WASM_TABLE_INDEX_I64:
    return 8;
  default:
    return 0;
  }
}

class ComdatDigester {
public:
  ComdatDigester(StringRef bytes, llvm::ArrayRef<WasmSection> sections,
                 llvm::ArrayRef<WasmSymbol> symbols)
      : sections(sections), symbols(symbols), left(4 * uint64_t(bytes.size()) + 65536) {}

  std::vector<std::optional<Digest>> run(llvm::ArrayRef<WasmComdat> comdats) {
    std::vector<std::optional<Digest>> digests(comdats.size());
    if (!read())
      return digests;
    for (size_t c = 0; c < comdats.size(); ++c)
      for (size_t i = 0; i < comdats[c].entries.size(); ++i)
        isDoubted |= !placeOf.try_emplace(comdats[c].entries[i], c, i).second;
    for (uint32_t i = 0; i < symbols.size(); ++i)
      if (std::optional<Key> key = keyOf(symbols[i]); key && !symbols[i].isLocal())
        globals[*key].push_back(i);
    for (size_t c = 0; c < comdats.size() && !isDoubted; ++c)
      digests[c] = digest(comdats[c], c);
    return digests;
  }

private:
  using Key = std::pair<unsigned, uint64_t>;

  struct Relocation {
    uint64_t type = 0, offset = 0, index = 0, addend = 0;
  };
  /// A function's body or a segment's data: where it lies in its section's content.
  struct Piece {
    uint64_t offset = 0;
    StringRef content;
  };
  struct Segment {
    Piece piece;
    uint64_t flags = 0; ///< how it is put into memory
    StringRef name;
    uint64_t alignment = 0, linkFlags = 0;
  };

  /// False if anything is other than expected: then nothing can be compared.
  bool read() {
    for (size_t s = 0; s < sections.size(); ++s) {
      const WasmSection &section = sections[s];
      WasmReader reader(section.content);
      bool isGood = true;
      switch (section.id) {
      case wasm::WASM_SEC_TYPE:
        isGood = readTypes(reader);
        break;
      case wasm::WASM_SEC_IMPORT:
        isGood = readImports(section.content);
        break;
      case wasm::WASM_SEC_FUNCTION:
        for (uint64_t count = reader.number(); count > 0 && !reader.isBad(); --count)
          functionTypes.push_back(reader.number());
        break;
      case wasm::WASM_SEC_CODE:
        codeSection = s;
        for (uint64_t count = reader.number(); count > 0 && !reader.isBad(); --count)
          bodies.push_back(readPiece(reader, section));
        break;
      case wasm::WASM_SEC_DATA:
        dataSection = s;
        isGood = readSegments(reader, section);
        break;
      case wasm::WASM_SEC_CUSTOM: {
        StringRef name = reader.text();
        if (name == "linking")
          isGood = readSegmentNames(reader);
        else if (name.starts_with("reloc."))
          isGood = readRelocations(reader);
        break;
      }
      }
      if (!isGood || reader.isBad())
        return false;
    }
    for (std::vector<Relocation> *list : {&codeRelocations, &dataRelocations})
      llvm::stable_sort(
          *list, [](const Relocation &a, const Relocation &b) { return a.offset < b.offset; });
    return bodies.size() == functionTypes.size();
  }

  bool readTypes(WasmReader &reader) {
    auto readValues = [&] {
      for (uint64_t count = reader.number(); count > 0 && !reader.isBad(); --count) {
        // Types of one byte. Those of several refer to other types.
        switch (reader.byte()) {
        case wasm::WASM_TYPE_I32:
        case wasm::WASM_TYPE_I64:
        case wasm::WASM_TYPE_F32:
        case wasm::WASM_TYPE_F64:
        case wasm::WASM_TYPE_V128:
        case wasm::WASM_TYPE_FUNCREF:
        case wasm::WASM_TYPE_EXTERNREF:
        case wasm::WASM_TYPE_EXNREF:
          break;
        default:
          return false;
        }
      }
      return true;
    };
    for (uint64_t count = reader.number(); count > 0 && !reader.isBad(); --count) {
      StringRef from = reader.remaining();
      if (reader.byte() != wasm::WASM_TYPE_FUNC || !readValues() || !readValues())
        return false;
      types.push_back(from.drop_back(reader.bytesLeft()));
    }
    return true;
  }

  bool readImports(StringRef section) {
    std::optional<std::vector<WasmImport>> all = readWasmImports(section);
    if (!all)
      return false;
    for (const WasmImport &import : *all) {
      importedFunctions += import.kind == wasm::WASM_EXTERNAL_FUNCTION;
      imports[import.kind].push_back(import);
    }
    return true;
  }

  static Piece readPiece(WasmReader &reader, const WasmSection &section) {
    uint64_t size = reader.number();
    uint64_t offset = section.content.size() - reader.bytesLeft();
    return {offset, reader.take(size)};
  }

  bool readSegments(WasmReader &reader, const WasmSection &section) {
    for (uint64_t count = reader.number(); count > 0 && !reader.isBad(); --count) {
      Segment &segment = segments.emplace_back();
      segment.flags = reader.number();
      if (segment.flags & wasm::WASM_DATA_SEGMENT_HAS_MEMINDEX)
        return false;
      // The linker decides where it goes in memory.
      if (!(segment.flags & wasm::WASM_DATA_SEGMENT_IS_PASSIVE)) {
        uint8_t opcode = reader.byte();
        if (opcode != wasm::WASM_OPCODE_I32_CONST && opcode != wasm::WASM_OPCODE_I64_CONST &&
            opcode != wasm::WASM_OPCODE_GLOBAL_GET)
          return false;
        reader.number();
        if (reader.byte() != wasm::WASM_OPCODE_END)
          return false;
      }
      segment.piece = readPiece(reader, section);
    }
    return true;
  }

  bool readSegmentNames(WasmReader &reader) {
    reader.number(); // the version
    while (!reader.atEnd() && !reader.isBad()) {
      uint8_t type = reader.byte();
      WasmReader part(reader.text());
      if (type != wasm::WASM_SEGMENT_INFO)
        continue;
      if (part.number() != segments.size())
        return false;
      for (Segment &segment : segments) {
        segment.name = part.text();
        segment.alignment = part.number();
        segment.linkFlags = part.number();
      }
      if (part.isBad())
        return false;
    }
    return true;
  }

  bool readRelocations(WasmReader &reader) {
    uint64_t section = reader.number();
    std::vector<Relocation> *list = section == codeSection   ? &codeRelocations
                                    : section == dataSection ? &dataRelocations
                                                             : nullptr;
    if (!list)
      return true;
    for (uint64_t count = reader.number(); count > 0 && !reader.isBad(); --count) {
      Relocation &relocation = list->emplace_back();
      relocation.type = reader.number();
      relocation.offset = reader.number();
      relocation.index = reader.number();
      if (relocatedBytes(relocation.type) == 0)
        return false;
      if (wasm::relocTypeHasAddend(uint32_t(relocation.type)))
        relocation.addend = reader.number();
    }
    return true;
  }

  /// The kind and index, in a COMDAT, of what a symbol defines or is a part of.
  static std::optional<Key> keyOf(const WasmSymbol &symbol) {
    if (symbol.isUndefined())
      return std::nullopt;
    if (symbol.kind == wasm::WASM_SYMBOL_TYPE_FUNCTION)
      return Key(wasm::WASM_COMDAT_FUNCTION, symbol.index);
    if (symbol.kind == wasm::WASM_SYMBOL_TYPE_DATA)
      return Key(wasm::WASM_COMDAT_DATA, symbol.index);
    return std::nullopt;
  }

  std::optional<Digest> digest(const WasmComdat &comdat, size_t which) {
    Digester digester;
    for (const Key &entry : comdat.entries) {
      digester.number(entry.first);
      bool comparable = false;
      switch (entry.first) {
      case wasm::WASM_COMDAT_FUNCTION:
        comparable = addFunction(digester, entry.second, which);
        break;
      case wasm::WASM_COMDAT_DATA:
        comparable = addSegment(digester, entry.second, which);
        break;
      case wasm::WASM_COMDAT_SECTION:
        comparable = entry.second < sections.size() &&
                     WasmReader(sections[entry.second].content).text().starts_with(".debug");
        break;
      }
      if (!comparable)
        return std::nullopt;
      for (uint32_t i : globals.lookup(entry)) {
        const WasmSymbol &symbol = symbols[i];
        digester.text(symbol.name);
        for (uint64_t field : {uint64_t(symbol.kind), symbol.flags, symbol.offset, symbol.size})
          digester.number(field);
      }
    }
    return digester.finish();
  }

  bool addFunction(Digester &digester, uint64_t index, size_t comdat) {
    if (index < importedFunctions || index - importedFunctions >= bodies.size())
      return false;
    uint64_t type = functionTypes[index - importedFunctions];
    if (type >= types.size())
      return false;
    digester.text(types[type]);
    return addPiece(digester, bodies[index - importedFunctions], codeRelocations, comdat);
  }

  bool addSegment(Digester &digester, uint64_t index, size_t comdat) {
    if (index >= segments.size())
      return false;
    const Segment &segment = segments[index];
    digester.text(segment.name);
    for (uint64_t field : {segment.flags, segment.alignment, segment.linkFlags})
      digester.number(field);
    return addPiece(digester, segment.piece, dataRelocations, comdat);
  }

  bool addPiece(Digester &digester, const Piece &piece, llvm::ArrayRef<Relocation> relocations,
                size_t comdat) {
    // COMDATs do not overlap, so this is enough for every valid object.
    left = piece.content.size() >= left ? 0 : left - piece.content.size();
    if (left == 0)
      return false;
    std::string content = piece.content.str();
    auto first = llvm::partition_point(relocations, [&](const Relocation &relocation) {
      return relocation.offset < piece.offset;
    });
    for (auto relocation = first;
         relocation != relocations.end() && relocation->offset - piece.offset < content.size();
         ++relocation) {
      uint64_t offset = relocation->offset - piece.offset;
      size_t size = relocatedBytes(relocation->type);
      if (size > content.size() - offset)
        return false;
      // The bytes there are an index or an address in this object.
      std::fill_n(content.begin() + offset, size, '\0');
      for (uint64_t field : {offset, relocation->type, relocation->addend})
        digester.number(field);
      if (!addTarget(digester, *relocation, comdat))
        return false;
    }
    digester.text(content);
    return true;
  }

  bool addTarget(Digester &digester, const Relocation &relocation, size_t comdat) {
    if (relocation.type == wasm::R_WASM_TYPE_INDEX_LEB) {
      if (relocation.index >= types.size())
        return false;
      digester.text(types[relocation.index]);
      return true;
    }
    if (relocation.index >= symbols.size())
      return false;
    const WasmSymbol &symbol = symbols[relocation.index];
    if (!symbol.isLocal()) {
      digester.text(symbol.name);
      return addImport(digester, symbol);
    }
    std::optional<Key> key = keyOf(symbol);
    auto place = key ? placeOf.find(*key) : placeOf.end();
    if (place == placeOf.end() || place->second.first != comdat)
      return false;
    digester.text("here");
    digester.number(place->second.second);
    digester.number(symbol.offset);
    return true;
  }

  /// The module from which the host provides an undefined symbol that no object defines.
  bool addImport(Digester &digester, const WasmSymbol &symbol) {
    static constexpr std::pair<unsigned, unsigned> kinds[] = {
        {wasm::WASM_SYMBOL_TYPE_FUNCTION, wasm::WASM_EXTERNAL_FUNCTION},
        {wasm::WASM_SYMBOL_TYPE_GLOBAL, wasm::WASM_EXTERNAL_GLOBAL},
        {wasm::WASM_SYMBOL_TYPE_TAG, wasm::WASM_EXTERNAL_TAG},
        {wasm::WASM_SYMBOL_TYPE_TABLE, wasm::WASM_EXTERNAL_TABLE}};
    for (auto [symbolKind, kind] : kinds) {
      if (!symbol.isUndefined() || symbol.kind != symbolKind)
        continue;
      if (symbol.index >= imports[kind].size())
        return false;
      digester.text(imports[kind][symbol.index].module);
      digester.text(imports[kind][symbol.index].field);
    }
    return true;
  }

  llvm::ArrayRef<WasmSection> sections;
  llvm::ArrayRef<WasmSymbol> symbols;
  std::vector<StringRef> types;
  std::array<std::vector<WasmImport>, 5> imports; ///< by kind
  uint64_t importedFunctions = 0;
  std::vector<uint64_t> functionTypes;
  std::vector<Piece> bodies;
  std::vector<Segment> segments;
  size_t codeSection = SIZE_MAX, dataSection = SIZE_MAX;
  std::vector<Relocation> codeRelocations, dataRelocations;    ///< ascending
  llvm::DenseMap<Key, std::pair<size_t, size_t>> placeOf;      ///< a COMDAT, and where in it
  llvm::DenseMap<Key, llvm::SmallVector<uint32_t, 1>> globals; ///< the symbols there
  bool isDoubted = false;                                      ///< two COMDATs hold one thing
  uint64_t left = 0;                                           ///< bytes that may still be hashed
};

} // namespace

std::vector<std::optional<Digest>> digestWasmComdats(StringRef bytes,
                                                     llvm::ArrayRef<WasmSection> sections,
                                                     llvm::ArrayRef<WasmSymbol> symbols,
                                                     llvm::ArrayRef<WasmComdat> comdats) {
  return ComdatDigester(bytes, sections, symbols).run(comdats);
}

} // namespace armeld
