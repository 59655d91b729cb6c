#include "generate.h"

#include "archive/archive.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"

#include <cstring>

namespace bench {

namespace ELF = llvm::ELF;

namespace {

template <class T> void append(std::string &bytes, const T &value) {
  bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
}

/// Appends `name` to a string table and returns its place there.
uint32_t addName(std::string &table, llvm::StringRef name) {
  uint32_t at = uint32_t(table.size());
  table.append(name.data(), name.size());
  table.push_back('\0');
  return at;
}

ELF::Elf64_Sym symbolEntry(uint32_t name, uint8_t binding, uint8_t type, uint16_t section,
                           uint64_t size) {
  ELF::Elf64_Sym symbol = {};
  symbol.st_name = name;
  symbol.setBindingAndType(binding, type);
  symbol.st_shndx = section;
  symbol.st_size = size;
  return symbol;
}

} // namespace

// The layout is LLVM's: header, contents, symbol table, relocations, string table, section headers.
std::string object(llvm::StringRef sourceFile, llvm::StringRef symbol,
                   const std::vector<std::string> &needs, unsigned codeBytes) {
  std::string code;
  uint64_t state = 88172645463325252;
  for (char c : symbol)
    state = (state ^ uint64_t(static_cast<unsigned char>(c))) * 1099511628211ull;
  while (code.size() < codeBytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    append(code, state);
  }
  std::string strings(1, '\0'), symbols, relocations;
  append(symbols, ELF::Elf64_Sym{});
  append(symbols,
         symbolEntry(addName(strings, sourceFile), ELF::STB_LOCAL, ELF::STT_FILE, ELF::SHN_ABS, 0));
  append(symbols,
         symbolEntry(addName(strings, symbol), ELF::STB_GLOBAL, ELF::STT_FUNC, 1, code.size()));
  for (size_t i = 0; i < needs.size(); ++i) {
    append(symbols, symbolEntry(addName(strings, needs[i]), ELF::STB_GLOBAL, ELF::STT_NOTYPE,
                                ELF::SHN_UNDEF, 0));
    ELF::Elf64_Rela relocation = {};
    relocation.r_offset = 8 * i;
    relocation.setSymbolAndType(uint32_t(3 + i), ELF::R_X86_64_PLT32);
    relocation.r_addend = -4;
    append(relocations, relocation);
  }

  ELF::Elf64_Shdr sections[5] = {};
  std::string bytes(sizeof(ELF::Elf64_Ehdr), '\0');
  auto place = [&](size_t index, llvm::StringRef name, uint32_t type, const std::string &content) {
    bytes.resize((bytes.size() + 7) & ~size_t(7));
    sections[index].sh_name = addName(strings, name);
    sections[index].sh_type = type;
    sections[index].sh_offset = bytes.size();
    sections[index].sh_size = content.size();
    sections[index].sh_addralign = 8;
    bytes += content;
  };
  uint32_t stringsName = addName(strings, ".strtab");
  place(1, ".text", ELF::SHT_PROGBITS, code);
  sections[1].sh_flags = ELF::SHF_ALLOC | ELF::SHF_EXECINSTR;
  place(2, ".symtab", ELF::SHT_SYMTAB, symbols);
  sections[2].sh_link = 4;
  sections[2].sh_info = 2;
  sections[2].sh_entsize = sizeof(ELF::Elf64_Sym);
  place(3, ".rela.text", ELF::SHT_RELA, relocations);
  sections[3].sh_link = 2;
  sections[3].sh_info = 1;
  sections[3].sh_flags = ELF::SHF_INFO_LINK;
  sections[3].sh_entsize = sizeof(ELF::Elf64_Rela);
  place(4, "", ELF::SHT_STRTAB, strings);
  sections[4].sh_name = stringsName;
  sections[4].sh_addralign = 1;
  bytes.resize((bytes.size() + 7) & ~size_t(7));

  ELF::Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELF::ElfMagic, 4);
  header.e_ident[ELF::EI_CLASS] = ELF::ELFCLASS64;
  header.e_ident[ELF::EI_DATA] = ELF::ELFDATA2LSB;
  header.e_ident[ELF::EI_VERSION] = ELF::EV_CURRENT;
  header.e_type = ELF::ET_REL;
  header.e_machine = ELF::EM_X86_64;
  header.e_version = ELF::EV_CURRENT;
  header.e_ehsize = sizeof header;
  header.e_shoff = bytes.size();
  header.e_shentsize = sizeof(ELF::Elf64_Shdr);
  header.e_shnum = 5;
  header.e_shstrndx = 4;
  std::memcpy(bytes.data(), &header, sizeof header);
  bytes.append(reinterpret_cast<const char *>(sections), sizeof sections);
  return bytes;
}

armeld::Expected<std::vector<std::string>> writeLibraries(const std::string &folder,
                                                          const Shape &shape) {
  if (std::error_code code = llvm::sys::fs::create_directories(folder))
    return armeld::failure(folder + ": " + code.message());
  unsigned shared = shape.members / 2;
  auto sharedSymbol = [&](unsigned i) { return "shared_function_" + std::to_string(i % shared); };
  // What all share is made once.
  std::vector<std::string> names, contents;
  for (unsigned i = 0; i < shared; ++i) {
    names.push_back("crate-0123456789abcdef.crate.shared" + std::to_string(i) + "-cgu.0.rcgu.o");
    contents.push_back(object("shared.rs", sharedSymbol(i),
                              {sharedSymbol(i + 1), sharedSymbol(i * 7 + 3), "memcpy"},
                              shape.codeBytes));
  }
  std::vector<std::string> paths;
  for (unsigned l = 0; l < shape.libraries; ++l) {
    std::string library = "library" + std::to_string(l);
    names.resize(shared);
    contents.resize(shared);
    for (unsigned i = shared; i < shape.members; ++i) {
      std::string own = library + "_function_";
      names.push_back(library + "-0123456789abcdef." + library + ".own" + std::to_string(i) +
                      "-cgu.0.rcgu.o");
      contents.push_back(object(library + ".rs", own + std::to_string(i),
                                {sharedSymbol(i), sharedSymbol(i * 3 + 1), "memcpy"},
                                shape.codeBytes));
    }
    std::vector<llvm::NewArchiveMember> members;
    for (size_t i = 0; i < names.size(); ++i)
      members.emplace_back(llvm::MemoryBufferRef(contents[i], names[i]));
    paths.push_back(folder + "/lib" + library + ".a");
    if (armeld::Error error = llvm::writeArchive(
            paths.back(), members, llvm::SymtabWritingMode::NormalSymtab,
            armeld::writerKind(armeld::ArchiveFormat::gnu), /*Deterministic=*/true, /*Thin=*/false))
      return armeld::at(paths.back(), std::move(error));
  }
  return paths;
}

} // namespace bench
