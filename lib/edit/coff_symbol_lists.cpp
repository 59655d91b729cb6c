#include "edit/coff_symbol_lists.h"
#include "base/leb128.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"

namespace armeld {

namespace endian = llvm::support::endian;

static constexpr StringRef significantAddresses = ".llvm_addrsig";
static constexpr StringRef callGraph = ".llvm.call-graph-profile";

bool isCoffSymbolList(StringRef section) {
  return section == significantAddresses || section == callGraph || section == ".sxdata" ||
         section.starts_with(".gfids$") || section.starts_with(".giats$") ||
         section.starts_with(".gljmp$") || section.starts_with(".gehcont$");
}

static Error missing(uint64_t index) {
  return failure("lists symbol " + Twine(index) + ", which is not there");
}

static Expected<std::string>
renumberedAddresses(StringRef content, llvm::function_ref<SymbolInList(uint32_t)> symbol) {
  std::string result;
  llvm::raw_string_ostream out(result);
  while (!content.empty()) {
    std::optional<uint64_t> index = takeUleb128(content);
    if (!index)
      return failure("lists symbols that cannot be read");
    SymbolInList found =
        *index > UINT32_MAX ? SymbolInList{SymbolInList::missing} : symbol(uint32_t(*index));
    if (found.state == SymbolInList::missing)
      return missing(*index);
    if (found.state == SymbolInList::present)
      llvm::encodeULEB128(found.index, out);
  }
  return result;
}

Expected<std::string> renumberedCoffList(StringRef section, StringRef content,
                                         llvm::function_ref<SymbolInList(uint32_t)> symbol) {
  if (section == significantAddresses)
    return renumberedAddresses(content, symbol);
  bool isGraph = section == callGraph;
  size_t entryBytes = isGraph ? 16 : 4, indexBytes = isGraph ? 8 : 4;
  if (content.size() % entryBytes != 0)
    return failure("lists symbols that cannot be read");
  std::string result;
  for (; !content.empty(); content = content.drop_front(entryBytes)) {
    std::string entry = content.take_front(entryBytes).str();
    bool isPresent = true;
    for (size_t offset = 0; offset < indexBytes; offset += 4) {
      uint32_t index = endian::read32le(entry.data() + offset);
      SymbolInList found = symbol(index);
      if (found.state == SymbolInList::missing)
        return missing(index);
      isPresent &= found.state == SymbolInList::present;
      endian::write32le(entry.data() + offset, found.index);
    }
    if (isPresent)
      result += entry;
  }
  return result;
}

} // namespace armeld
