// LLVM bitcode as a member of its own: what `-flto` and `linker-plugin-lto` leave in libraries.
//
// Only an LLVM at least as new as the one that wrote it can read it. What cannot be read comes out
// as unreadable, with LLVM's reason, and stays in its library.
//
// The symbols are those that the module says, as a linker's LTO sees them. Code that the compiler
// adds later (calls of memcpy, say) is in no symbol table before that; such functions come from
// the compiler's own library, which is behind the workspace library on the link line.
//
// LLVM's reader was made for what LLVM wrote. It reserves memory for some numbers as they stand in
// the file, 32 GB for a wrong one, so those are looked at first.
#include "names.h"
#include "object.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/LLVMBitCodes.h"
#include "llvm/Bitstream/BitstreamReader.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Object/IRObjectFile.h"
#include "llvm/TargetParser/Triple.h"

#include <unordered_map>

namespace armeld {

namespace {

using llvm::BitstreamCursor;
using llvm::BitstreamEntry;

/// Walks a bitcode file the way LLVM's reader does, and looks at the numbers that the reader takes
/// memory for: how many types a module has, and to which parameter attributes belong. An honest one
/// is never larger than the file has bytes. Source: LLVM, "LLVM Bitcode File Format".
class CountCheck {
public:
  explicit CountCheck(StringRef bytes) : limit(bytes.size()), cursor(bytes) {
    cursor.setBlockInfo(&abbreviations);
  }

  Error file() {
    if (Expected<llvm::SimpleBitstreamCursor::word_t> magic = cursor.Read(32); !magic)
      return magic.takeError();
    // What follows the last block is padding.
    while (cursor.getCurrentByteNo() + 8 <= limit) {
      Expected<BitstreamEntry> entry = cursor.advance();
      if (!entry)
        return entry.takeError();
      if (entry->Kind != BitstreamEntry::SubBlock)
        return failure("has something else than a block at its top");
      if (entry->ID == llvm::bitc::MODULE_BLOCK_ID)
        abbreviations = {};
      if (Error error =
              entry->ID == llvm::bitc::MODULE_BLOCK_ID ? block(entry->ID) : cursor.SkipBlock())
        return error;
    }
    return Error::success();
  }

private:
  Error block(unsigned id) {
    if (Error error = cursor.EnterSubBlock(id))
      return error;
    while (true) {
      Expected<BitstreamEntry> entry = cursor.advance();
      if (!entry)
        return entry.takeError();
      switch (entry->Kind) {
      case BitstreamEntry::Error:
        return failure("ends in the middle of a block");
      case BitstreamEntry::EndBlock:
        return Error::success();
      case BitstreamEntry::SubBlock:
        if (Error error = innerBlock(entry->ID))
          return error;
        break;
      case BitstreamEntry::Record:
        if (Error error = record(id, entry->ID))
          return error;
        break;
      }
    }
  }

  Error innerBlock(unsigned id) {
    switch (id) {
    case llvm::bitc::BLOCKINFO_BLOCK_ID: {
      Expected<std::optional<llvm::BitstreamBlockInfo>> read = cursor.ReadBlockInfoBlock();
      if (!read)
        return read.takeError();
      if (*read)
        abbreviations = std::move(**read);
      return Error::success();
    }
    case llvm::bitc::TYPE_BLOCK_ID_NEW:
    case llvm::bitc::PARAMATTR_GROUP_BLOCK_ID:
    case llvm::bitc::PARAMATTR_BLOCK_ID:
      return block(id);
    default:
      return cursor.SkipBlock();
    }
  }

  Error record(unsigned block, unsigned abbreviation) {
    fields.clear();
    Expected<unsigned> code = cursor.readRecord(abbreviation, fields);
    if (!code)
      return code.takeError();
    if (block == llvm::bitc::TYPE_BLOCK_ID_NEW && *code == llvm::bitc::TYPE_CODE_NUMENTRY &&
        !fields.empty() && fields[0] > limit)
      return failure("claims " + Twine(fields[0]) + " types, more than it has room for");
    // A group is [number, parameter, attributes...], where UINT32_MAX stands for the function
    // itself. A list is of groups. Each takes memory for all parameters up to its last.
    if (block == llvm::bitc::PARAMATTR_GROUP_BLOCK_ID &&
        *code == llvm::bitc::PARAMATTR_GRP_CODE_ENTRY && fields.size() > 1) {
      uint32_t parameter = uint32_t(fields[1]) + 1;
      uint32_t &last = lastParameter[fields[0]];
      last = std::max(last, parameter);
      return takeParameters(parameter);
    }
    if (block == llvm::bitc::PARAMATTR_BLOCK_ID && *code == llvm::bitc::PARAMATTR_CODE_ENTRY) {
      uint32_t last = 0;
      for (uint64_t group : fields)
        if (auto found = lastParameter.find(group); found != lastParameter.end())
          last = std::max(last, found->second);
      return takeParameters(last);
    }
    return Error::success();
  }

  Error takeParameters(uint32_t count) {
    parameters += count;
    if (parameters > 4 * limit)
      return failure("has attributes of more parameters than it has room for");
    return Error::success();
  }

  uint64_t limit;
  uint64_t parameters = 0;                              ///< the sum over all groups and lists
  std::unordered_map<uint64_t, uint32_t> lastParameter; ///< by group
  BitstreamCursor cursor;
  llvm::BitstreamBlockInfo abbreviations;
  llvm::SmallVector<uint64_t> fields;
};

Error checkCounts(StringRef bytes) {
  const auto *begin = bytes.bytes_begin(), *end = bytes.bytes_end();
  if (llvm::isBitcodeWrapper(begin, end) && llvm::SkipBitcodeWrapperHeader(begin, end, true))
    return failure("has a wrapper that leads outside of it");
  return CountCheck({reinterpret_cast<const char *>(begin), size_t(end - begin)}).file();
}

} // namespace

static StringRef formatOf(const llvm::Triple &triple) {
  switch (triple.getObjectFormat()) {
  case llvm::Triple::COFF:
    return "coff";
  case llvm::Triple::MachO:
    return "macho";
  case llvm::Triple::Wasm:
    return "wasm";
  case llvm::Triple::XCOFF:
    return "xcoff";
  default:
    return "elf";
  }
}

Error inspectBitcode(StringRef bytes, Object &object) {
  if (Error error = checkCounts(bytes))
    return error;
  llvm::LLVMContext context;
  auto file = llvm::object::IRObjectFile::create({bytes, ""}, context);
  if (!file)
    return file.takeError();
  if ((*file)->module_begin() == (*file)->module_end())
    return failure("holds no module");
  llvm::Triple triple((*file)->getTargetTriple());
  object.format = formatOf(triple); // of what it will become
  object.machine = keep(llvm::Triple::getArchTypeName(triple.getArch()));
  return addSymbolsByFlags(**file, object);
}

} // namespace armeld
