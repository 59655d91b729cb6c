#!/usr/bin/env bats
# strip-plan on Mach-O objects: debug information and embedded bitcode go. ld64.lld makes the same programs of what is
# left, byte for byte, and llvm-strip leaves the same symbols and sections.

# shellcheck disable=SC2034,SC2154 # the file that this loads reads and sets variables
load macho

# pack PLAN...: liba.a into out/liba.a as the plans say, verified
pack() {
  rm -rf out
  ar-pack --symtab --out-dir out "$@" &&
    ar-scan -o after.json --sections sections-after.json out/liba.a &&
    meld-verify "${@/#/--plan=}" before.json after.json >verdict.json
}

# strip_all OPTION...: liba.a into out/liba.a, verified
strip_all() {
  ar-scan -o before.json --sections sections.json liba.a &&
    strip-plan "$@" -o strip.json before.json &&
    pack strip.json
}

# image OUT LIBRARY [OPTION]...: links what main reaches, without hashes of the whole
image() {
  "$ld" -arch "${target%%-*}" -platform_version macos 11 11 -undefined dynamic_lookup -no_uuid -no_adhoc_codesign "${@:3}" -o "$1" main.o "$2"
}

# same_image [OPTION]...: liba.a and out/liba.a make the same program, but for debug information
same_image() {
  image before liba.a -S "$@" && image after out/liba.a -S "$@" || return
  cmp before after
}

# members_of LIBRARY FOLDER: its members as files
members_of() {
  mkdir -p "$2" && cp "$1" "$2/library.a" && (cd "$2" && llvm-ar-19 x library.a && rm library.a)
}

# sections_of FILE: SEGMENT,NAME
sections_of() {
  llvm-readobj-19 --sections "$1" | awk '$1 == "Name:" { name = $2 } $1 == "Segment:" { print $2 "," name }'
}

# meaning OBJECT: what it holds, without places in the file
meaning() {
  sections_of "$1" || return
  llvm-nm-19 -am --no-sort "$1" 2>/dev/null || return
  llvm-objdump-19 -r --full-contents "$1" | sed 1,2d
}

c_source() {
  cat <<'E'
int may(int), helper(int);
static int counter, table[] = {5, 7, 9};
static int local(int x) { return x + counter++; }
int (*const functions[])(int) = {may, local};
int b_live(int x) { return functions[x & 1](x) + table[x % 3] + helper(x); }
int dead_b(int x) { return helper(x + 30) + local(x); }
E
}

cpp_source() {
  cat <<'E'
extern "C" int puts(const char *);
int may(int);
struct Guard { ~Guard(); };
struct Base { virtual int get() { return 1; } virtual ~Base() {} };
struct Other : Base { int get() override; };
int Other::get() { return puts("other"); }
template <class T> T twice(T x) { static T calls; return 2 * x + calls++; }
const char *const words[] = {"one", "two", "three", "four"};
extern "C" int helper(int x) {
  Guard guard;
  Other other;
  try { return may(x) + twice(x) + other.get() + words[x & 3][0]; } catch (int e) { return e + 1; }
}
extern "C" int dead(int x) {
  Guard guard;
  try { return may(x) + twice(4L); } catch (long e) { return puts("dead"); }
}
extern "C" double half(double x) { return x * 0.5 + 2.25; }
E
}

main_source() { echo 'int b_live(int); double half(double); int main(void) { return b_live(1) + half(2); }'; }

# both OPTION...: C++ and C as liba.a
both() {
  cpp_source | made cpp c++ "$@" || return
  c_source | made c c "$@" || return
  main_source | made main c || return
  archive liba.a cpp.o c.o
}

# ---- debug information ----

@test "debug information goes, and programs are the same" {
  for target in $targets; do
    for options in '-g -O0' '-g -O2' '-gdwarf-5 -O1' '-gline-tables-only -Os' '-gdwarf-2 -O1' '-g -O2 -femit-dwarf-unwind=always'; do
      # shellcheck disable=SC2086 # options
      both $options
      strip_all --strip-debug
      same_image || { echo "$target $options" && return 1; }
      same_image -dead_strip || { echo "$target $options" && return 1; }
      image whole out/liba.a
      [ "$(llvm-nm-19 -a whole | grep -c ' - ')" -eq 0 ]
      run llvm-dwarfdump-19 --all out/liba.a
      run ! grep -E '^\.(debug|apple)_|DW_(TAG|AT)_|Line table' <<<"$output"
      run ! grep __DWARF <<<"$(sections_of out/liba.a)"
      [ "$(jq '[.objects[] | select(.has_debug_info)] | length' before.json)" -eq 2 ]
      [ "$(jq '[.objects[] | select(.has_debug_info)] | length' after.json)" -eq 0 ]
    done
  done
}

@test "what is left is what llvm-strip leaves, for each machine" {
  for target in $targets i386-apple-macos10.6 armv7-apple-ios7 arm64_32-apple-watchos6; do
    for options in '-g -O0' '-gdwarf-5 -O1' '-g -fno-pic'; do
      # shellcheck disable=SC2086 # options
      both $options
      strip_all --strip-debug
      rm -rf stripped
      members_of out/liba.a stripped
      for name in c cpp; do
        # Code leads to the same places, by name.
        diff <(llvm-objdump-19 -dr $name.o | sed 1,2d) <(llvm-objdump-19 -dr stripped/$name.o | sed 1,2d)
        # llvm-strip 19 does not know that half of an address comes in a pair of relocations, and ends with a signal.
        [ "$target $options" != 'armv7-apple-ios7 -g -fno-pic' ] || continue
        llvm-strip-19 -S -o by-llvm.o $name.o
        diff <(meaning by-llvm.o) <(meaning stripped/$name.o) || { echo "$target $options" && return 1; }
      done
    done
  done
}

@test "patterns say whose debug information goes" {
  target=arm64-apple-macos11
  both -g
  strip_all --strip-debug --keep-debug='cpp*'
  members_of out/liba.a kept
  cmp cpp.o kept/cpp.o
  run ! grep __DWARF <<<"$(sections_of kept/c.o)"
  strip_all --strip-debug='cpp*'
  members_of out/liba.a other
  cmp c.o other/c.o
  run ! grep __DWARF <<<"$(sections_of other/cpp.o)"
}

# As ld -r makes them of objects with debug information, which it leaves where it was.
@test "symbols for debuggers go, also where there is no other debug information" {
  for target in $targets armv7-apple-ios7; do
    both -O0
    python3 - c.o <<'E'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
wide = data[0] == 0xCF
place = 32 if wide else 28
for _ in range(struct.unpack_from("<I", data, 16)[0]):
    kind, size = struct.unpack_from("<II", data, place)
    if kind == 2:
        table, count, names, length = struct.unpack_from("<IIII", data, place + 8)
        symtab = place
    if kind == 0xB:
        dysymtab = place
    place += size
# The symbols go behind the string table, and new ones before them.
step = 16 if wide else 12
stabs = b""
strings = bytes(data[names:names + length]) + b"/src/c.c\0/build/c.o\0"
for kind, section, name in ((0x64, 0, length), (0x66, 3, length + 9), (0x24, 1, 1), (0x24, 0, 0), (0x64, 1, 0)):
    stabs += struct.pack("<IBBHQ" if wide else "<IBBHI", name, kind, section, 1, 0)
symbols = bytes(data[table:table + step * count])
def moved(number):
    return number + len(stabs) // step
def sections():
    place = 32 if wide else 28
    header, length, at = (72, 80, 56) if wide else (56, 68, 48)
    for i in range(struct.unpack_from("<I", data, place + (64 if wide else 48))[0]):
        yield struct.unpack_from("<II", data, place + header + length * i + at)
for reloff, nreloc in sections():
    for r in range(nreloc):
        first, second = struct.unpack_from("<II", data, reloff + 8 * r)
        if second >> 27 & 1 and (wide or not first >> 31):
            struct.pack_into("<I", data, reloff + 8 * r + 4, second & 0xFF000000 | moved(second & 0xFFFFFF))
indirect, entries = struct.unpack_from("<II", data, dysymtab + 56)
for i in range(entries):
    index = struct.unpack_from("<I", data, indirect + 4 * i)[0]
    if not index >> 30:
        struct.pack_into("<I", data, indirect + 4 * i, moved(index))
counts = list(struct.unpack_from("<6I", data, dysymtab + 8))
counts[1] += len(stabs) // step
counts[2], counts[4] = moved(counts[2]), moved(counts[4])
struct.pack_into("<6I", data, dysymtab + 8, *counts)
data += b"\0" * (-len(data) % 8)
struct.pack_into("<IIII", data, symtab + 8, len(data), moved(count), len(data) + len(stabs + symbols), len(strings))
open(sys.argv[1], "wb").write(data + stabs + symbols + strings)
E
    archive liba.a cpp.o c.o
    [ "$(llvm-nm-19 -a c.o | grep -c ' - ')" -eq 5 ]
    strip_all --strip-debug
    rm -rf stripped
    members_of out/liba.a stripped
    diff <(meaning cpp.o) <(meaning stripped/cpp.o)
    run ! grep ' - ' <<<"$(llvm-nm-19 -a stripped/c.o)"
    llvm-strip-19 -S -o by-llvm.o c.o
    diff <(meaning by-llvm.o) <(meaning stripped/c.o) || { echo "$target" && return 1; }
    run ! grep -a /build/c.o stripped/c.o
    [ "$target" = armv7-apple-ios7 ] || same_image
  done
}

# ---- bitcode ----

@test "bitcode and command lines that Clang embeds go, and programs are the same" {
  for target in $targets; do
    for options in -fembed-bitcode=all '-g -fembed-bitcode=all' -fembed-bitcode=marker; do
      # shellcheck disable=SC2086 # options
      both $options
      [ "$(sections_of liba.a | grep -c '__LLVM,__\(bitcode\|cmdline\)')" -eq 4 ]
      strip_all --drop-bitcode
      run ! grep __LLVM <<<"$(sections_of out/liba.a)"
      [ "$(sections_of liba.a | grep -c __DWARF)" -eq "$(sections_of out/liba.a | grep -c __DWARF)" ]
      # Debug information counts, too.
      image before liba.a
      image after out/liba.a
      diff <(llvm-nm-19 -a before | grep -v ' OSO ') <(llvm-nm-19 -a after | grep -v ' OSO ')
      same_image || { echo "$target $options" && return 1; }
      same_image -dead_strip || { echo "$target $options" && return 1; }
      [ "$(jq '[.objects[] | select(.has_bitcode)] | length' after.json)" -eq 0 ]
    done
  done
}

@test "debug information and bitcode of rustc's objects go, and programs are the same" {
  local set machine before
  for set in macho-arm64-rustc macho-x86_64-rustc macho-arm64-odd; do
    machine=${set#macho-}
    rm -rf out
    ar-scan --quiet -o before.json "$PLATFORM_FIXTURES/$set"/*.a
    strip-plan --strip-debug --drop-bitcode -o strip.json before.json
    [ "$(jq '.edited | length' strip.json)" -gt 0 ]
    ar-pack --symtab --out-dir out strip.json
    ar-scan --quiet -o after.json out/*.a
    meld-verify --plan=strip.json before.json after.json
    [ "$(jq '[.objects[] | select(.has_debug_info or .has_bitcode)] | length' after.json)" -eq 0 ]
    mapfile -t before < <(platform_libraries "$set")
    "$ld" -arch "${machine%-*}" -platform_version macos 11 11 -undefined dynamic_lookup -dylib -install_name x -S -no_uuid \
      -no_adhoc_codesign -u _alpha_run -u _beta_run -u _gamma_run -o before "${before[@]}"
    "$ld" -arch "${machine%-*}" -platform_version macos 11 11 -undefined dynamic_lookup -dylib -install_name x -S -no_uuid \
      -no_adhoc_codesign -u _alpha_run -u _beta_run -u _gamma_run -o after "${before[@]/#*\//out/}"
    [ "$(llvm-nm-19 --defined-only after | grep -cE '_(alpha|beta|gamma)_run$')" -eq 3 ]
    cmp before after || { echo "$set" && return 1; }
  done
}

# Sections, symbols and references get other numbers. A list of calls is for the linker.
numbered_source() {
  cat <<'E'
.subsections_via_symbols
.section __LLVM,__swift_cmdline
.asciz "-Osize"
.section __LLVM,__bitcode
local_bitcode: .asciz "bitcode"
.section __DWARF,__debug_info,regular,debug
local_debug: .long 11
.short 4
.long 0
.byte 8, 0
.short 0
.quad local_text
.text
.globl _b_live, _half
_b_live: nop
.p2align 2
local_text: nop
_half: nop
.data
.globl _pointer
_pointer: .quad Lx, _half, local_text
.section __DATA,__const
Lx: .quad 5
.section __LLVM,__asm
.byte 0
.cg_profile _b_live, _half, 10
E
}

@test "sections, symbols and references get other numbers, in a list of calls too" {
  for target in $targets; do
    numbered_source | made a assembler
    archive liba.a a.o
    main_source | made main c
    strip_all --drop-bitcode --strip-debug
    members_of out/liba.a "$target"
    [ "$(sections_of "$target/a.o" | sort | xargs)" = '__DATA,__const __DATA,__data __LLVM,__cg_profile __TEXT,__text' ]
    run ! grep -E 'local_(bitcode|debug)' <<<"$(llvm-nm-19 -a "$target/a.o")"
    [ "$(llvm-readobj-19 --cg-profile "$target/a.o" | awk '/From|To/ { print $2 }' | xargs)" = '_b_live _half' ]
    llvm-objdump-19 -r --section=__data "$target/a.o" | grep -qE 'UNSIGNED +(__const|ltmp[0-9]+)$'
    same_image
    same_image -dead_strip
    image before liba.a --call-graph-profile-sort -S
    image after out/liba.a --call-graph-profile-sort -S
    cmp before after
  done
}

@test "an object with something that refers to debug information is refused, with the place" {
  target=x86_64-apple-macos11
  made a assembler <<'E'
.data
.quad local_debug
.section __DWARF,__debug_info,regular,debug
local_debug: .long 1
E
  archive liba.a a.o
  ar-scan -o before.json liba.a
  strip-plan --strip-debug -o strip.json before.json
  refuses "ar-pack: out/liba.a: member 'a.o': section '__data': symbol 'local_debug' is to be removed, and something that stays refers to it" \
    ar-pack --out-dir out strip.json
  [ ! -e out/liba.a ]
}

@test "PowerPC objects stay as they are" {
  target=x86_64-apple-macos11
  both -g -fembed-bitcode=all
  ar-scan -o before.json liba.a
  strip-plan --strip-debug --drop-bitcode before.json | jq -e '.edited | length == 2'
  jq '.objects[].machine = "powerpc"' before.json >powerpc.json
  strip-plan --strip-debug --drop-bitcode powerpc.json | jq -e '(.edited // {}) == {}'
}

# ---- with other plans ----

@test "atoms, debug information and bitcode go at once, with names" {
  for target in $targets; do
    for options in '-g -O0' '-gdwarf-5 -O1 -fembed-bitcode=all'; do
      # shellcheck disable=SC2086 # options
      both $options
      ar-scan -o before.json --sections sections.json liba.a
      gc-plan --export b_live --export half -o gc.json before.json sections.json
      strip-plan --strip-debug --drop-bitcode -o strip.json before.json
      pack gc.json strip.json
      run ! grep -E '__DWARF|__LLVM' <<<"$(sections_of out/liba.a)"
      run ! grep -i dead <<<"$(llvm-nm-19 --defined-only out/liba.a)"
      # One after the other makes the same.
      mkdir -p one
      cp out/liba.a both.a
      ar-pack --symtab --out-dir one gc.json
      ar-scan -o one.json one/liba.a
      strip-plan --strip-debug --drop-bitcode -o strip-one.json one.json
      ar-pack --symtab --out-dir two strip-one.json
      rm -rf m1 m2
      members_of both.a m1
      members_of two/liba.a m2
      for name in c cpp; do
        diff <(meaning m1/$name.o) <(meaning m2/$name.o) || { echo "$target $options" && return 1; }
      done
      image before liba.a -S -dead_strip
      image after out/liba.a -S -dead_strip
      diff <(llvm-nm-19 before | sort) <(llvm-nm-19 after | sort)
      diff <(llvm-objdump-19 --full-contents before | sed 1,2d) <(llvm-objdump-19 --full-contents after | sed 1,2d)
      # Names
      "$EDIT_OBJECT" --strip-debug --drop-bitcode write c.o stripped.o
      "$EDIT_OBJECT" --hide write stripped.o one-after-the-other.o _b_live=_alive
      "$EDIT_OBJECT" --strip-debug --drop-bitcode --hide write c.o at-once.o _b_live=_alive
      cmp one-after-the-other.o at-once.o
      [[ $(llvm-nm-19 -m at-once.o) = *'private external _alive'* ]]
    done
  done
}

# ---- faults ----

@test "the check finds each byte that is changed" {
  for target in $targets armv7-apple-ios7; do
    both -g -O1 -fembed-bitcode=marker
    for name in c cpp; do
      [ "$("$EDIT_OBJECT" --strip-debug --drop-bitcode flip $name.o 1)" = '' ] || { echo "$target" && return 1; }
    done
    # With names, as it is without sections that go
    "$EDIT_OBJECT" --strip-debug --drop-bitcode write c.o edited.o _b_live=_alive
    "$EDIT_OBJECT" --strip-debug --drop-bitcode flip c.o 1 _b_live=_alive >unfound
    python3 "$ROOT/tests/edit/dead-bytes" edited.o <unfound
  done
}

@test "the check by meaning finds each byte that is changed, but for places and padding" {
  for target in $targets; do
    both -g -O1 -fembed-bitcode=marker
    numbered_source | made numbered assembler
    for name in c cpp numbered; do
      "$EDIT_OBJECT" --strip-debug --drop-bitcode write $name.o edited.o
      "$EDIT_OBJECT" --strip-debug --drop-bitcode flip-sections $name.o 1 >unfound
      "$ROOT/tests/edit/macho-content" edited.o <unfound >content
      [ ! -s content ] || { echo "$target $name" && cat content && return 1; }
    done
  done
}

@test "an object that keeps what is to go, or loses more, is found" {
  for target in $targets armv7-apple-ios7; do
    both -g -O1 -fembed-bitcode=all
    "$EDIT_OBJECT" --strip-debug write c.o no-debug.o
    "$EDIT_OBJECT" --drop-bitcode write c.o no-bitcode.o
    "$EDIT_OBJECT" --drop-bitcode --strip-debug write c.o neither.o
    "$EDIT_OBJECT" --drop-bitcode --strip-debug check c.o neither.o
    for options in --strip-debug --drop-bitcode '--strip-debug --drop-bitcode'; do
      for name in c no-debug no-bitcode neither; do
        case $options,$name in
        --strip-debug,no-debug | --drop-bitcode,no-bitcode | *\ *,neither) continue ;;
        esac
        # shellcheck disable=SC2086 # options
        run "$EDIT_OBJECT" $options check c.o $name.o
        [ "$status" -eq 1 ] || { echo "$target $options $name" && return 1; }
      done
    done
  done
}

@test "meld-verify finds a changed byte in a stripped object" {
  target=arm64-apple-macos11
  both -g
  strip_all --strip-debug
  place=$(grep -abo 'three' out/liba.a | head -n 1)
  printf T | dd of=out/liba.a bs=1 seek="${place%%:*}" conv=notrunc status=none
  ar-scan -o after.json out/liba.a
  run meld-verify --plan=strip.json before.json after.json
  [ "$status" -eq 1 ]
}

@test "broken objects are refused or stripped, and nothing else" {
  for target in $targets armv7-apple-ios7; do
    both -g -O1 -fembed-bitcode=marker
    for name in c cpp; do
      "$EDIT_OBJECT" --strip-debug --drop-bitcode garble $name.o 1
    done
  done
}
