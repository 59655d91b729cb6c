#include "edit/elf_tombstones.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/Endian.h"

namespace armeld {

namespace ELF = llvm::ELF;
using Kind = RelocatedField::Kind;

namespace {

struct TypeOfMachine {
  uint16_t machine;
  uint32_t type;
  RelocatedField field;
};

} // namespace

// The psABIs' data relocations, and those for offsets in thread-local storage, which debug
// information uses for variables there.
static const TypeOfMachine fields[] = {
    {ELF::EM_X86_64, ELF::R_X86_64_64, {64, Kind::absolute}},
    {ELF::EM_X86_64, ELF::R_X86_64_32, {32, Kind::absolute}},
    {ELF::EM_X86_64, ELF::R_X86_64_32S, {32, Kind::absolute}},
    {ELF::EM_X86_64, ELF::R_X86_64_16, {16, Kind::absolute}},
    {ELF::EM_X86_64, ELF::R_X86_64_8, {8, Kind::absolute}},
    {ELF::EM_X86_64, ELF::R_X86_64_DTPOFF64, {64, Kind::absolute}},
    {ELF::EM_X86_64, ELF::R_X86_64_DTPOFF32, {32, Kind::absolute}},
    {ELF::EM_386, ELF::R_386_32, {32, Kind::absolute}},
    {ELF::EM_386, ELF::R_386_16, {16, Kind::absolute}},
    {ELF::EM_386, ELF::R_386_8, {8, Kind::absolute}},
    {ELF::EM_386, ELF::R_386_TLS_LDO_32, {32, Kind::absolute}},
    {ELF::EM_AARCH64, ELF::R_AARCH64_ABS64, {64, Kind::absolute}},
    {ELF::EM_AARCH64, ELF::R_AARCH64_ABS32, {32, Kind::absolute}},
    {ELF::EM_AARCH64, ELF::R_AARCH64_ABS16, {16, Kind::absolute}},
    {ELF::EM_AARCH64, ELF::R_AARCH64_TLS_DTPREL64, {64, Kind::absolute}},
    {ELF::EM_ARM, ELF::R_ARM_ABS32, {32, Kind::absolute}},
    {ELF::EM_ARM, ELF::R_ARM_ABS16, {16, Kind::absolute}},
    {ELF::EM_ARM, ELF::R_ARM_ABS8, {8, Kind::absolute}},
    {ELF::EM_ARM, ELF::R_ARM_TLS_LDO32, {32, Kind::absolute}},
    {ELF::EM_PPC, ELF::R_PPC_ADDR32, {32, Kind::absolute}},
    {ELF::EM_PPC, ELF::R_PPC_ADDR16, {16, Kind::absolute}},
    {ELF::EM_PPC, ELF::R_PPC_DTPREL32, {32, Kind::absolute}},
    {ELF::EM_PPC64, ELF::R_PPC64_ADDR64, {64, Kind::absolute}},
    {ELF::EM_PPC64, ELF::R_PPC64_ADDR32, {32, Kind::absolute}},
    {ELF::EM_PPC64, ELF::R_PPC64_ADDR16, {16, Kind::absolute}},
    {ELF::EM_PPC64, ELF::R_PPC64_DTPREL64, {64, Kind::absolute}},
    {ELF::EM_MIPS, ELF::R_MIPS_64, {64, Kind::absolute}},
    {ELF::EM_MIPS, ELF::R_MIPS_32, {32, Kind::absolute}},
    {ELF::EM_MIPS, ELF::R_MIPS_16, {16, Kind::absolute}},
    {ELF::EM_MIPS, ELF::R_MIPS_TLS_DTPREL64, {64, Kind::absolute}},
    {ELF::EM_MIPS, ELF::R_MIPS_TLS_DTPREL32, {32, Kind::absolute}},
    {ELF::EM_S390, ELF::R_390_64, {64, Kind::absolute}},
    {ELF::EM_S390, ELF::R_390_32, {32, Kind::absolute}},
    {ELF::EM_S390, ELF::R_390_16, {16, Kind::absolute}},
    {ELF::EM_S390, ELF::R_390_8, {8, Kind::absolute}},
    {ELF::EM_S390, ELF::R_390_TLS_LDO64, {64, Kind::absolute}},
    {ELF::EM_S390, ELF::R_390_TLS_LDO32, {32, Kind::absolute}},
    {ELF::EM_SPARCV9, ELF::R_SPARC_64, {64, Kind::absolute}},
    {ELF::EM_SPARCV9, ELF::R_SPARC_UA64, {64, Kind::absolute}},
    {ELF::EM_SPARCV9, ELF::R_SPARC_32, {32, Kind::absolute}},
    {ELF::EM_SPARCV9, ELF::R_SPARC_UA32, {32, Kind::absolute}},
    {ELF::EM_SPARCV9, ELF::R_SPARC_TLS_DTPOFF64, {64, Kind::absolute}},
    {ELF::EM_SPARC, ELF::R_SPARC_32, {32, Kind::absolute}},
    {ELF::EM_SPARC, ELF::R_SPARC_UA32, {32, Kind::absolute}},
    {ELF::EM_SPARC, ELF::R_SPARC_TLS_DTPOFF32, {32, Kind::absolute}},
    {ELF::EM_BPF, ELF::R_BPF_64_ABS64, {64, Kind::absolute}},
    {ELF::EM_BPF, ELF::R_BPF_64_ABS32, {32, Kind::absolute}},
    {ELF::EM_HEXAGON, ELF::R_HEX_32, {32, Kind::absolute}},
    {ELF::EM_HEXAGON, ELF::R_HEX_DTPREL_32, {32, Kind::absolute}},
    {ELF::EM_AVR, ELF::R_AVR_32, {32, Kind::absolute}},
    {ELF::EM_AVR, ELF::R_AVR_16, {16, Kind::absolute}},
    {ELF::EM_MSP430, ELF::R_MSP430_32, {32, Kind::absolute}},
    {ELF::EM_MSP430, ELF::R_MSP430_16_BYTE, {16, Kind::absolute}},
    {ELF::EM_68K, ELF::R_68K_32, {32, Kind::absolute}},
    {ELF::EM_VE, ELF::R_VE_REFQUAD, {64, Kind::absolute}},
    {ELF::EM_VE, ELF::R_VE_REFLONG, {32, Kind::absolute}},
    {ELF::EM_AMDGPU, ELF::R_AMDGPU_ABS64, {64, Kind::absolute}},
    {ELF::EM_AMDGPU, ELF::R_AMDGPU_ABS32, {32, Kind::absolute}},
    {ELF::EM_CSKY, ELF::R_CKCORE_ADDR32, {32, Kind::absolute}},
    // Linkers of these machines shorten code, so differences of addresses are relocated as well.
    {ELF::EM_RISCV, ELF::R_RISCV_64, {64, Kind::absolute}},
    {ELF::EM_RISCV, ELF::R_RISCV_32, {32, Kind::absolute}},
    {ELF::EM_RISCV, ELF::R_RISCV_TLS_DTPREL64, {64, Kind::absolute}},
    {ELF::EM_RISCV, ELF::R_RISCV_TLS_DTPREL32, {32, Kind::absolute}},
    {ELF::EM_RISCV, ELF::R_RISCV_ADD8, {8, Kind::added}},
    {ELF::EM_RISCV, ELF::R_RISCV_ADD16, {16, Kind::added}},
    {ELF::EM_RISCV, ELF::R_RISCV_ADD32, {32, Kind::added}},
    {ELF::EM_RISCV, ELF::R_RISCV_ADD64, {64, Kind::added}},
    {ELF::EM_RISCV, ELF::R_RISCV_SUB6, {6, Kind::subtracted}},
    {ELF::EM_RISCV, ELF::R_RISCV_SUB8, {8, Kind::subtracted}},
    {ELF::EM_RISCV, ELF::R_RISCV_SUB16, {16, Kind::subtracted}},
    {ELF::EM_RISCV, ELF::R_RISCV_SUB32, {32, Kind::subtracted}},
    {ELF::EM_RISCV, ELF::R_RISCV_SUB64, {64, Kind::subtracted}},
    {ELF::EM_RISCV, ELF::R_RISCV_SET6, {6, Kind::set}},
    {ELF::EM_RISCV, ELF::R_RISCV_SET8, {8, Kind::set}},
    {ELF::EM_RISCV, ELF::R_RISCV_SET16, {16, Kind::set}},
    {ELF::EM_RISCV, ELF::R_RISCV_SET32, {32, Kind::set}},
    {ELF::EM_RISCV, ELF::R_RISCV_SET_ULEB128, {0, Kind::absolute}},
    {ELF::EM_RISCV, ELF::R_RISCV_SUB_ULEB128, {0, Kind::subtracted}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_64, {64, Kind::absolute}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_32, {32, Kind::absolute}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_TLS_DTPREL64, {64, Kind::absolute}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_TLS_DTPREL32, {32, Kind::absolute}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_ADD6, {6, Kind::added}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_ADD8, {8, Kind::added}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_ADD16, {16, Kind::added}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_ADD32, {32, Kind::added}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_ADD64, {64, Kind::added}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_SUB6, {6, Kind::subtracted}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_SUB8, {8, Kind::subtracted}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_SUB16, {16, Kind::subtracted}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_SUB32, {32, Kind::subtracted}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_SUB64, {64, Kind::subtracted}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_ADD_ULEB128, {0, Kind::added}},
    {ELF::EM_LOONGARCH, ELF::R_LARCH_SUB_ULEB128, {0, Kind::subtracted}},
};

std::optional<RelocatedField> relocatedField(uint16_t machine, uint32_t type) {
  auto found = llvm::find_if(fields, [&](const TypeOfMachine &entry) {
    return entry.machine == machine && entry.type == type;
  });
  return found == std::end(fields) ? std::nullopt : std::optional(found->field);
}

/// What a linker fills in for an address, where it does not take the addend.
static std::optional<uint64_t> tombstoneOf(StringRef section) {
  if (!section.starts_with(".debug"))
    return std::nullopt;
  if (section == ".debug_loc" || section == ".debug_ranges")
    return 1;
  return section == ".debug_names" ? UINT64_MAX : 0;
}

/// Changes a number and keeps its length, for what follows must not move.
static Error writeUleb(llvm::MutableArrayRef<uint8_t> content, uint64_t offset, uint64_t value) {
  while (offset < content.size() && (content[offset] & 0x80)) {
    content[offset++] = uint8_t(0x80 | (value & 0x7f));
    value >>= 7;
  }
  if (offset >= content.size())
    return failure("the number at its place runs past the end");
  content[offset] = value & 0x7f;
  return value > 0x7f ? failure("the number at its place is too short") : Error::success();
}

Error writeTombstone(llvm::MutableArrayRef<uint8_t> content, StringRef name, uint64_t offset,
                     RelocatedField field, std::optional<int64_t> addend, llvm::endianness order) {
  namespace endian = llvm::support::endian;
  std::optional<uint64_t> tombstone = tombstoneOf(name);
  bool isAbsolute = field.kind == Kind::absolute;
  if (field.bits == 0) {
    if (isAbsolute)
      return writeUleb(content, offset, tombstone.value_or(0));
    return addend.value_or(0) == 0 ? Error::success() : failure("its addend is not 0");
  }
  unsigned size = (field.bits + 7) / 8;
  if (offset > content.size() || content.size() - offset < size)
    return failure("its place is past the end");
  uint8_t *place = content.data() + offset;
  uint64_t old = 0;
  switch (size) {
  case 1:
    old = *place;
    break;
  case 2:
    old = endian::read16(place, order);
    break;
  case 4:
    old = endian::read32(place, order);
    break;
  default:
    old = endian::read64(place, order);
  }
  uint64_t value = uint64_t(addend.value_or(0));
  if (isAbsolute)
    value = tombstone ? *tombstone : addend ? value : old;
  else if (field.kind != Kind::set)
    value = field.kind == Kind::added ? old + value : old - value;
  if (field.bits == 6)
    value = (old & 0xc0) | (value & 0x3f);
  switch (size) {
  case 1:
    *place = uint8_t(value);
    break;
  case 2:
    endian::write16(place, uint16_t(value), order);
    break;
  case 4:
    endian::write32(place, uint32_t(value), order);
    break;
  default:
    endian::write64(place, value, order);
  }
  return Error::success();
}

} // namespace armeld
