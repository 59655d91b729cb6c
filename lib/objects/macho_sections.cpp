// Bytes of Mach-O objects by kind. What is in them stays whole or goes.
//
// Source: Apple's <mach-o/loader.h>.
#include "objects/sections.h"

#include "llvm/BinaryFormat/MachO.h"
#include "llvm/Object/MachO.h"

namespace armeld {

namespace MachO = llvm::MachO;

namespace {

SectionKind kindOf(StringRef segment, StringRef name, uint32_t flags) {
  if (segment == "__DWARF")
    return SectionKind::debug;
  if (segment == "__LLVM")
    return SectionKind::bitcode;
  if (segment == "__LD" || name == "__eh_frame" || name == "__gcc_except_tab")
    return SectionKind::unwind;
  switch (flags & MachO::SECTION_TYPE) {
  case MachO::S_ZEROFILL:
  case MachO::S_GB_ZEROFILL:
  case MachO::S_THREAD_LOCAL_ZEROFILL:
    return SectionKind::bss;
  case MachO::S_MOD_INIT_FUNC_POINTERS:
  case MachO::S_MOD_TERM_FUNC_POINTERS:
  case MachO::S_INIT_FUNC_OFFSETS:
    return SectionKind::initialiser;
  }
  if (flags & (MachO::S_ATTR_PURE_INSTRUCTIONS | MachO::S_ATTR_SOME_INSTRUCTIONS))
    return SectionKind::code;
  return segment == "__TEXT" || name == "__const" ? SectionKind::rodata : SectionKind::data;
}

} // namespace

Error listMachOSections(StringRef bytes, ObjectSections &sections) {
  auto file = llvm::object::ObjectFile::createMachOObjectFile(llvm::MemoryBufferRef(bytes, ""));
  if (!file)
    return file.takeError();
  SectionSums sums;
  for (const llvm::object::SectionRef &section : (*file)->sections()) {
    llvm::object::DataRefImpl place = section.getRawDataRefImpl();
    uint32_t flags =
        (*file)->is64Bit() ? (*file)->getSection64(place).flags : (*file)->getSection(place).flags;
    llvm::ArrayRef<char> field = (*file)->getSectionRawName(place);
    StringRef name(field.data(), field.size());
    sums.count(
        kindOf((*file)->getSectionFinalSegmentName(place), name.take_front(name.find('\0')), flags),
        section.getSize());
  }
  sums.finish(sections);
  return Error::success();
}

} // namespace armeld
