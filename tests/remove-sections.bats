#!/usr/bin/env bats
# ELF objects with sections removed, and with debug information stripped or compressed, held against LLVM's tools, GNU's
# tools and four linkers.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
}

EDIT_OBJECT=$ARMELD_BIN/../tests/edit-object
linkers='bfd gold lld-19 mold'

# The sections with their indices: "4 .text"
indices() { llvm-readelf-19 -SW "$1" | sed -n 's/^ *\[ *\([0-9]*\)\] \([^ ]*\).*/\1 \2/p'; }

sections() { indices "$1" | cut -d ' ' -f 2 | xargs; }

# removal OBJECT NAME...: edit-object's options that remove the sections of these names, one a line
removal() {
  local object=$1
  shift
  [ "$#" -gt 0 ] || return 0
  awk 'NR == FNR { wanted[$1]; next } $2 in wanted { print "--remove\n" $1 }' <(printf '%s\n' "$@") <(indices "$object")
}

# edit OBJECT OUT NAME...: removes the sections of these names; the array `extra` holds further options
extra=()
edit() {
  local object=$1 out=$2 options
  shift 2
  mapfile -t options < <(removal "$object" "$@")
  "$EDIT_OBJECT" "${options[@]}" "${extra[@]}" write "$object" "$out"
}

# refused MESSAGE OBJECT NAME...: these sections cannot be removed; MESSAGE is a pattern
refused() {
  run edit "$2" refused.o "${@:3}"
  # shellcheck disable=SC2053 # a pattern
  if [ "$status" -ne 2 ] || [[ $output != $1 ]]; then
    echo "$status: $output"
    return 1
  fi
}

# assembled NAME [TARGET]: NAME.o of standard input
assembled() { clang-19 --target="${2:-x86_64-linux-gnu}" -c -o "$1.o" -x assembler -; }

# C++ of which `dead` and what only it uses can go: exceptions, inline functions in groups, data, debug information
cpp_source() {
  cat >a.cpp <<'END'
extern "C" int puts(const char *);
struct Counter { int value; Counter(); ~Counter(); };
inline int twice(int x) { return 2 * x; }
inline int only_dead(int x) { return 3 * x; }
extern "C" int live(int x) {
  try {
    Counter c;
    if (x > 3) throw twice(x);
    return c.value;
  } catch (int y) { return y + 1; }
}
extern const char *const dead_table[];
const char *const dead_table[] = {"no", "one"};
extern "C" int dead(int x) {
  try {
    Counter c;
    if (x > 3) throw x;
    puts(dead_table[x & 1]);
    return only_dead(x) + c.value;
  } catch (int y) { return y; }
}
END
  cat >main.cpp <<'END'
#include <stdio.h>
struct Counter { int value; Counter(); ~Counter(); };
Counter::Counter() : value(7) {}
Counter::~Counter() { puts("gone"); }
extern "C" int live(int);
int main() { int a = live(1), b = live(5); printf("%d %d\n", a, b); }
END
}

# The sections of a.cpp's object that only `dead` needs
dead_sections() {
  indices "$1" | cut -d ' ' -f 2 |
    grep -E '^\.(text|gcc_except_table|s?rodata|rodata\.rel|data\.rel\.ro|s?data|opd|ARM\.exidx|ARM\.extab)(\..*)?\.(_Z[A-Z]*[0-9]+)?(only_dead|dead_table|dead)' | sort -u
}

# section_files OBJECT SECTION...: the content of each as OBJECT.SECTION, where there is one
section_files() {
  local object=$1 section
  shift
  for section; do
    rm -f "$object$section"
    llvm-objcopy-19 --dump-section "$section=$object$section" "$object" 2>/dev/null || :
  done
}

# same_sections A B SECTION...: the first of them is there
same_sections() {
  local a=$1 b=$2 section
  shift 2
  section_files "$a" "$@" || return
  section_files "$b" "$@" || return
  [ -s "$a$1" ] || return
  for section; do
    [ ! -e "$a$section" ] || cmp "$a$section" "$b$section" || return
  done
}

# ---- what goes and what stays ----

@test "a function, its frame, its data and its groups go, on all machines" {
  cpp_source
  for target in x86_64 i386 aarch64 aarch64_be armv7 armebv7 powerpc powerpc64le s390x mips mips64 mips64el riscv32 riscv64 \
    sparcv9 loongarch64; do
    for options in '-g -O1' '-gdwarf-4 -O0 -fdebug-types-section'; do
      # shellcheck disable=SC2086 # options
      clang-19 --target=$target-linux-gnu $options -w -fno-pic -ffunction-sections -fdata-sections -c -o a.o a.cpp
      mapfile -t dead < <(dead_sections a.o)
      [ "${#dead[@]}" -gt 2 ] || { echo "$target" && sections a.o && return 1; }
      edit a.o b.o "${dead[@]}" || { echo "$target $options" && sections a.o && return 1; }
      llvm-readobj-19 --sections --relocations --symbols --section-groups b.o >all 2>errors
      [ ! -s errors ] || { echo "$target" && cat errors && return 1; }
      run grep -E ' (dead|_Z9only_deadi)$' <(llvm-nm-19 b.o)
      [ "$status" -eq 1 ]
      [ "$(stat -c %s b.o)" -lt "$(stat -c %s a.o)" ]
      frames() { llvm-dwarfdump-19 --eh-frame "$1" | grep -c ' FDE '; }
      if [[ $target != arm* ]]; then
        [ "$(frames a.o)" -gt "$(frames b.o)" ] || { echo "$target" && return 1; }
      fi
    done
  done
}

@test "programs link with four linkers, throw and catch, and are what lld's own collection makes" {
  cpp_source
  # lld keeps the exception tables of what it leaves out, and so other sections would move.
  fixed=-Wl,--section-start=.rodata=0x600000,--section-start=.eh_frame_hdr=0x680000,--section-start=.eh_frame=0x700000,--section-start=.gcc_except_table=0x800000,-Ttext=0x900000
  debug='.debug_info .debug_ranges .debug_line .debug_addr .debug_rnglists .debug_aranges .debug_loclists .debug_loc .debug_frame'
  for compiler in 'g++' 'g++ -gdwarf-4' 'clang++-19' 'clang++-19 -gdwarf-4'; do
    $compiler -g -O1 -ffunction-sections -fdata-sections -c a.cpp
    $compiler -O1 -c main.cpp
    mapfile -t dead < <(dead_sections a.o)
    edit a.o b.o "${dead[@]}"
    for linker in $linkers; do
      clang++-19 -fuse-ld="$linker" -o program main.o b.o
      [ "$(./program)" = $'gone\ngone\n7 11' ] || { echo "$compiler $linker" && return 1; }
    done
    for object in a b; do
      clang++-19 -no-pie -fuse-ld=lld-19 -Wl,--gc-sections,--build-id=none "$fixed" -o $object.out main.o $object.o
    done
    # shellcheck disable=SC2086 # words
    same_sections a.out b.out .text .eh_frame .rodata .data.rel.ro .got $debug || { echo "$compiler" && return 1; }
  done
}

@test "32-bit frames, with addends in the sections, keep their targets" {
  cpp_source
  clang-19 --target=i386-linux-gnu -fno-pic -O1 -ffunction-sections -c -o a.o a.cpp
  mapfile -t dead < <(dead_sections a.o)
  edit a.o b.o "${dead[@]}"
  for object in a b; do
    ld.lld-19 -m elf_i386 --gc-sections -e live -Ttext=0x900000 --section-start=.eh_frame=0x800000 --unresolved-symbols=ignore-all -o $object.out $object.o
  done
  same_sections a.out b.out .text .eh_frame
}

@test "RISC-V's differences of addresses: frames and debug information are what lld's own collection makes" {
  # Exception tables of this machine keep their functions: lld would leave nothing out.
  printf 'int g(int);\nint %s(int x) {\n  if (x > 3)\n    return g(x) + g(1);\n  return g(2 * x);\n}\n' live dead >a.c
  clang-19 --target=riscv64-linux-gnu -g -O1 -ffunction-sections -fasynchronous-unwind-tables -mrelax -c -o a.o a.c
  llvm-readelf-19 -rW a.o >relocations
  grep -q R_RISCV_ADD32 relocations
  edit a.o b.o .text.dead
  for object in a b; do
    ld.lld-19 -m elf64lriscv --gc-sections -e live -Ttext=0x900000 --section-start=.eh_frame=0x800000 --unresolved-symbols=ignore-all -o $object.out $object.o
  done
  same_sections a.out b.out .text .eh_frame .debug_info .debug_line .debug_addr .debug_rnglists .debug_loclists .debug_frame
}

@test "an .eh_frame without frames goes, unless something refers to it" {
  frames() {
    { cat && echo "$1"; } <<'END' | assembled a
  .section .text.f,"ax"
  .globl f
f: .cfi_startproc
  ret
  .cfi_endproc
  .section .text.g,"ax"
  .globl g
g: ret
END
  }
  frames ''
  edit a.o b.o .text.f
  [[ $(sections b.o) != *eh_frame* ]]
  # As crtbegin.o's symbol at the start
  frames '  .section .eh_frame,"a",@unwind
begin:
  .data
  .quad begin'
  edit a.o b.o .text.f
  [[ $(sections b.o) == *eh_frame* ]]
  llvm-nm-19 b.o >names
  grep -q '^0* . begin$' names
}

@test "lengths of 64 bits, zeros at the end, and symbols in .eh_frame" {
  cat >a.s <<'END'
  .section .text.f,"ax"
  .globl f
f: ret
  .section .text.g,"ax"
  .globl g
g: ret
  .globl start, first, second, third, behind, end
  .section .eh_frame,"a",@unwind
start:
  .long 16, 0
  .byte 1, 0x7a, 0x52, 0, 1, 0x78, 0x10, 1, 0x1b, 0, 0, 0
first:
  .long 12
inside: .long 24
  .long f - .
  .long 1
second:
  .long 0xffffffff
  .quad 12
  .long 48
third:
  .long g - .
  .long 1
behind:
  .long 0
end:
  .data
  .quad start, first, second, third, behind, end
END
  assembled a <a.s
  edit a.o b.o .text.f
  [ "$(llvm-nm-19 b.o | sed -n 's/^0*\([0-9a-f]*\) . \(start\|first\|second\|third\|behind\|end\)$/\2=\1/p' | sort | xargs)" = \
    'behind=2c end=30 first=14 second=14 start= third=24' ] || { llvm-nm-19 b.o && return 1; }
  # The length, and the distance back to the CIE
  llvm-objcopy-19 --dump-section .eh_frame=frames b.o
  [ "$(od -An -tx1 -j 20 -N 16 frames)" = ' ff ff ff ff 0c 00 00 00 00 00 00 00 20 00 00 00' ]
  sed 's/\.globl start/.globl inside, start/' a.s | assembled c
  refused "'inside' in section * '.eh_frame' is in a frame description of a removed function" c.o .text.f
  # A place that is named by its distance from the start
  sed 's/\.quad start/.quad inside, start/' a.s | assembled d
  refused "*'.data' refers to a place inside of *'.eh_frame', which moves" d.o .text.f
}

@test "relocations of debug sections to what goes get lld's values" {
  for target in x86_64 i386 aarch64 s390x riscv64 mips; do
    word=.quad
    [[ $target != i386 && $target != mips ]] || word=.long
    assembled a $target-linux-gnu <<END
  .section .text.f,"ax",%progbits
  .globl f
f: .long 0
  .section .text.g,"ax",%progbits
  .globl g
g: .long 0
  .section .debug_ranges,"",%progbits
  $word f, f + 4, g, g + 4
  .section .debug_loc,"",%progbits
  $word f, f + 4, g, g + 4
  .section .debug_names,"",%progbits
  $word f + 1
  .section .debug_aranges,"",%progbits
  $word f + 4, g + 4
  .long 0x11111111, f + 4, 0x22222222
  .section .other,"",%progbits
  $word f + 4, g + 4
  .long 0x11111111, f + 4, 0x22222222
END
    edit a.o b.o .text.f || { echo "$target" && return 1; }
    for object in a b; do
      ld.lld-19 --gc-sections -e g -Ttext=0x1000 -o $object.out $object.o
    done
    same_sections a.out b.out .debug_ranges .debug_loc .debug_names .debug_aranges .other || { echo "$target" && return 1; }
  done
}

@test "compressed sections get lld's values too, and stay compressed" {
  cpp_source
  clang++-19 -g -O1 -ffunction-sections -fdata-sections -c a.cpp
  mapfile -t dead < <(dead_sections a.o)
  edit a.o b.o "${dead[@]}"
  for kind in zlib zstd; do
    llvm-objcopy-19 --compress-debug-sections=$kind a.o c.o
    edit c.o d.o "${dead[@]}"
    llvm-readelf-19 -SW d.o >table
    grep -qE '\.debug_info .* C ' table
    llvm-objcopy-19 --decompress-debug-sections d.o e.o
    same_sections b.o e.o .debug_info .debug_addr .debug_line .debug_str_offsets .debug_rnglists .debug_abbrev
  done
}

@test "tables that name symbols follow: address significance, stack sizes, call graph profile" {
  cat >a.c <<'END'
int other(int), (*table[])(int) = {other};
__attribute__((noinline)) int dead(int x) { return other(x) + 1; }
__attribute__((noinline)) int live(int x) { return other(x) + 2; }
int caller(int x) { return live(x) + live(x + 1); }
int dead_caller(int x) { return dead(x) + live(x); }
int (*dead_pointer)(int) = dead_caller;
int (*pointer)(int) = live;
END
  clang-19 -O1 -ffunction-sections -fdata-sections -faddrsig -fstack-size-section -c a.c
  edit a.o b.o .text.dead .text.dead_caller .data.dead_pointer
  addresses() { llvm-readobj-19 --addrsig "$1" | sed -n 's/.*Sym: \([^ ]*\) .*/\1/p' | sort | xargs; }
  [ "$(addresses a.o)" = 'dead_caller live other' ]
  [ "$(addresses b.o)" = 'live other' ]
  llvm-readobj-19 --stack-sizes b.o >sizes
  run -1 grep dead sizes
  grep -q live sizes
  [ "$(indices b.o | grep -c ' \.stack_sizes$')" -eq 2 ]
  assembled p <<'END'
  .section .text.f,"ax"
f: call g
  .section .text.g,"ax"
g: call h
  .section .text.h,"ax"
h: ret
  .cg_profile f, g, 10
  .cg_profile g, h, 20
  .cg_profile f, h, 30
END
  edit p.o q.o .text.f
  [ "$(llvm-readobj-19 --cg-profile q.o | sed -n 's/ ([0-9]*)//; s/^ *\(From\|To\|Weight\)/\1/p' | xargs)" = 'From: g To: h Weight: 20' ]
  edit p.o q.o .text.f .text.g
  llvm-readobj-19 --cg-profile q.o >profile
  run -1 grep Weight profile
}

@test "symbols: undefined ones go with what used them; source files, absolute and common ones stay" {
  assembled a <<'END'
  .file "a.c"
  .section .text.f,"ax"
  .globl f
f: call gone; call used
  .section .text.g,"ax"
  .globl g
g: call used
local: ret
  .globl absolute
  absolute = 5
  .comm common, 8
  .weak weak_gone
  .section .text.f,"ax"
  .quad weak_gone
END
  edit a.o b.o .text.f
  [ "$(llvm-nm-19 -a b.o | awk '{ print $NF }' | sort | xargs)" = 'a.c absolute common g local used' ]
  # A symbol that nothing mentions makes linkers search.
  printf '.globl wanted\n.text\nf: ret\n.section .text.g,"ax"\ng: call gone\n' | assembled c
  llvm-nm-19 c.o >names
  grep -q ' U wanted$' names
  edit c.o d.o .text.g
  [ "$(llvm-nm-19 d.o | xargs)" = "$(llvm-nm-19 c.o | grep -vE ' (g|gone)$' | xargs)" ]
}

@test "more sections than 16 bits count: many and few after" {
  seq 33000 | sed 's/.*/ .section .text.f&,"ax"\n .globl f&\nf&: call g/' | assembled many
  llvm-readelf-19 -hW many.o >header
  grep -q 'Number of section headers: *0 (6' header
  edit many.o fewer.o .text.f1 .text.f2 .text.f32999
  llvm-nm-19 fewer.o >names
  [ "$(grep -c ' T f' names)" -eq 32997 ]
  run -1 grep -E ' f(1|2|32999)$' names
  [[ $(sections fewer.o) == *.symtab_shndx* ]]
  mapfile -t even < <(seq -f .text.f%.0f 2 2 33000)
  edit many.o half.o "${even[@]}"
  [ "$(llvm-nm-19 half.o | grep -c ' T f')" -eq 16500 ]
  [[ $(sections half.o) != *.symtab_shndx* ]]
  for object in fewer half; do
    ld.lld-19 -r -o linked.o $object.o
    ld.bfd -r -o linked.o $object.o
  done
}

# ---- refusals ----

@test "refused: a group torn, a section in link order, live references, tables" {
  assembled a <<'END'
  .section .text.f,"axG",@progbits,f,comdat
  .weak f
f: call g
  .section .rodata.f,"aG",@progbits,f,comdat
  .quad f
  .section .text.g,"ax"
  .globl g
g: ret
  .section .order,"ao",@progbits,.text.g
  .quad 1
  .data
  .globl data
data: .quad h + 8
  .section .text.h,"ax"
  .globl h
h: ret
END
  refused "a group torn: of section * '.group', section * '.text.f' is removed and section * '.rodata.f' stays" a.o .text.f
  refused "section * '.order' stays, and is in link order with section * '.text.g', which is removed" a.o .text.g
  refused "a live reference to what is removed: section * '.text.f' refers to 'g' in section * '.text.g'" a.o .text.g .order
  refused "a live reference to what is removed: section * '.data' refers to 'h' in section * '.text.h'" a.o .text.h
  edit a.o b.o .text.f .rodata.f
  [[ $(sections b.o) != *group* ]]
  edit a.o b.o .text.f .rodata.f .text.g .order
  for table in .symtab .strtab .group .rela.data; do
    refused "section * '$table' is to be removed; tables of symbols, strings, relocations and groups go with the sections that they serve" a.o $table
  done
  extra=(--remove 99)
  refused 'section 99 is to be removed, of *' a.o
  extra=(--remove 0)
  refused 'section 0 is to be removed, of *' a.o
}

@test "refused: the exception table or the frame of a function that stays, and unknown types" {
  cpp_source
  clang++-19 -O1 -ffunction-sections -c a.cpp
  refused "*a live reference to what is removed: section * '.eh_frame' refers to * '.gcc_except_table.live'" a.o .gcc_except_table.live
  refused "section * '.eh_frame': is removed, and describes the frame of *, which stays" a.o .eh_frame
  printf '.section .text.f,"ax"\nf: ret\n.section .unknown,"",@0x60001234\n.long 1\n' | assembled a
  refused "section * '.unknown' has a type that armeld does not know, 60001234" a.o .text.f
}

# ---- bitcode and debug information ----

@test "bitcode that no link uses goes, and other bitcode stays" {
  assembled a <<'END'
  .section .llvmbc,"e"
  .long 1
  .section .llvmcmd,"e"
  .long 1
  .section .llvm.lto,"e",@llvm_lto
  .long 1
  .section .gnu.lto_.x,"e"
  .long 1
END
  extra=(--drop-bitcode)
  edit a.o b.o
  [ "$(indices b.o | cut -d ' ' -f 2 | grep -E 'llvm|gnu' | xargs)" = '.llvm.lto .gnu.lto_.x' ]
}

@test "debug information goes as by llvm-strip" {
  cpp_source
  extra=(--strip-debug)
  g++ -c main.cpp
  for compiler in 'clang++-19 -g' 'clang++-19 -gdwarf-4 -fdebug-types-section' 'g++ -g3' 'g++ -g -fdebug-types-section' 'g++ -g -gz'; do
    $compiler -ffunction-sections -c a.cpp
    edit a.o b.o
    llvm-strip-19 --strip-debug -o c.o a.o
    [ "$(sections b.o | tr ' ' '\n' | sort | xargs)" = "$(sections c.o | tr ' ' '\n' | sort | xargs)" ] || {
      echo "$compiler" && sections b.o && sections c.o && return 1
    }
    diff <(llvm-nm-19 b.o) <(llvm-nm-19 c.o)
    g++ -o program main.o b.o
    [ "$(./program)" = $'gone\ngone\n7 11' ]
  done
}

@test "programs from compressed debug information are byte for byte the same" {
  cpp_source
  clang++-19 -c main.cpp
  for compiler in 'clang++-19 -g' 'g++ -g3' 'clang++-19 -g -gz=zlib' 'clang++-19 -g -gz=zstd'; do
    $compiler -ffunction-sections -c a.cpp
    for kind in zlib zstd; do
      extra=("--compress-debug=$kind")
      edit a.o b.o
      edit b.o again.o
      cmp b.o again.o
      llvm-readelf-19 -SW b.o >table
      grep -qE '\.debug_info .* C .* 8$' table
      for linker in bfd gold lld-19 mold; do
        # gold of binutils 2.40 reads no zstd.
        [[ $linker != gold || "$compiler $kind" != *zstd* ]] || continue
        for object in a b; do
          clang++-19 -fuse-ld=$linker -Wl,--build-id=none -o $object.out main.o $object.o
        done
        cmp a.out b.out || { echo "$compiler $kind $linker" && return 1; }
      done
      if [[ $compiler != *-gz* ]]; then [ "$(stat -c %s b.o)" -le "$(stat -c %s a.o)" ]; fi
    done
  done
}

@test "edits of sections and of symbols come together" {
  cpp_source
  clang++-19 -g -ffunction-sections -fdata-sections -c a.cpp
  mapfile -t dead < <(dead_sections a.o)
  mapfile -t options < <(removal a.o "${dead[@]}")
  "$EDIT_OBJECT" "${options[@]}" --compress-debug=zlib --hide --visible live write a.o b.o _ZN7CounterC1Ev=renamed
  llvm-readelf-19 -sW b.o >symbols
  grep -q 'HIDDEN .*_Z5twicei' symbols
  grep -q 'DEFAULT .* live$' symbols
  grep -q 'UND renamed$' symbols
}

# ---- the check ----

# finds MESSAGE OBJECT: the check tells that OBJECT is not a.o without the sections `dead`; MESSAGE is a pattern
finds() {
  local options
  mapfile -t options < <(removal a.o "${dead[@]}")
  run "$EDIT_OBJECT" "${options[@]}" "${extra[@]}" check a.o "$2"
  # shellcheck disable=SC2053 # a pattern
  if [ "$status" -ne 1 ] || [[ $output != $1 ]]; then
    echo "$2: $status: $output"
    return 1
  fi
}

# changed NAME OFFSET BITS: b.o with bits of a byte of the section changed, as changed.o
changed() {
  local place
  place=$(llvm-readelf-19 -SW b.o | awk -v name="$1" '{ sub(/^ *\[ *[0-9]+\] /, "") } $1 == name { print $4; exit }')
  python3 - "$((16#$place + $2))" "$3" <<'END'
import sys
data = bytearray(open("b.o", "rb").read())
data[int(sys.argv[1])] ^= int(sys.argv[2])
open("changed.o", "wb").write(data)
END
}

@test "seeded faults are found: frames, sections and symbols lost or left, wrong addends, groups torn" {
  cpp_source
  clang++-19 -g -O1 -ffunction-sections -fdata-sections -c a.cpp
  mapfile -t dead < <(dead_sections a.o)
  edit a.o b.o "${dead[@]}"
  finds "*is lost*" a.o
  edit a.o more.o "${dead[@]}" .text.live .gcc_except_table.live
  finds "*'.text.live' is lost" more.o
  (extra=(--strip-debug) && edit a.o stripped.o "${dead[@]}")
  finds "*'.debug_* is lost" stripped.o
  (extra=(--compress-debug=zstd) && edit a.o zstd.o "${dead[@]}")
  finds "*'.debug_*': is compressed in another way" zstd.o
  llvm-objcopy-19 --redefine-sym live=alive b.o changed.o
  finds "*'live' in section '.text.live' is lost or has changed" changed.o
  llvm-objcopy-19 --weaken-symbol live b.o changed.o
  finds "*'live' in section '.text.live' is lost or has changed" changed.o
  # The last byte of an addend, and a type
  changed .rela.eh_frame 16 4
  finds "*'.eh_frame': the relocation at offset * is lost or has changed" changed.o
  changed .rela.text.live 16 4
  finds "*'.text.live': the relocation at offset * is lost or has changed" changed.o
  changed .rela.debug_addr 16 4
  finds "*'.debug_addr': the relocation at offset * is lost or has changed" changed.o
  # A tombstone, a byte of a frame, the flags of a group, one of its members
  changed .debug_addr 8 1
  finds "*'.debug_addr': *" changed.o
  changed .eh_frame 60 4
  finds "*'.eh_frame': *" changed.o
  changed .debug_info 20 1
  finds "*'.debug_info': its content differs" changed.o
  changed .group 0 1
  finds "*'.group'*" changed.o
  changed .group 4 2
  finds "*'.group'*" changed.o
}

@test "a frame lost and a reference to what went are found" {
  functions() {
    cat <<END
  .section .text.f,"ax"
  .globl f
f: .cfi_startproc
  ret
  .cfi_endproc
  .section .text.g,"ax"
  .globl g
g: $1
  ret
  .cfi_endproc
  .section .text.h,"ax"
  .globl h
h: $2
  ret
  .cfi_endproc
END
  }
  functions .cfi_startproc .cfi_startproc | assembled a
  functions .cfi_startproc '' | sed '$d' | assembled lost
  dead=(.text.f)
  edit lost.o c.o .text.f
  finds "*'.eh_frame': the frame of symbol * in section '.text.h' is lost" c.o
}

@test "a change of any byte of an object with sections removed is found" {
  cpp_source
  for target in x86_64 i386 s390x riscv64; do
    clang-19 --target=$target-linux-gnu -g -O1 -w -fno-pic -ffunction-sections -c -o a.o a.cpp
    mapfile -t dead < <(dead_sections a.o)
    mapfile -t options < <(removal a.o "${dead[@]}")
    "$EDIT_OBJECT" "${options[@]}" write a.o edited.o
    "$EDIT_OBJECT" "${options[@]}" flip a.o 5 >unfound
    python3 "$ROOT/tests/edit/dead-bytes" edited.o <unfound || { echo "$target" && return 1; }
  done
}

@test "garbled objects are edited or refused, with sections removed, stripped and compressed" {
  cpp_source
  for target in x86_64 i386 s390x mips64el riscv64; do
    clang-19 --target=$target-linux-gnu -g -O1 -w -fno-pic -ffunction-sections -c -o a.o a.cpp
    mapfile -t dead < <(dead_sections a.o)
    mapfile -t options < <(removal a.o "${dead[@]}")
    "$EDIT_OBJECT" "${options[@]}" garble a.o 1
    "$EDIT_OBJECT" "${options[@]}" --compress-debug=zlib garble a.o 2
    "$EDIT_OBJECT" --strip-debug --drop-bitcode garble a.o 3
  done
}
