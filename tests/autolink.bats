#!/usr/bin/env bats
# Objects that make linkers load the workspace library, so that link lines stay as they were (--autolink): with each linker that reads
# the directive, the old line links to what it was; the others are told of the library, and take no notice.

load links
load platform.sh

EDIT_OBJECT=$ARMELD_BIN/../tests/edit-object

# ---- objects ----

sample() { # sample TARGET: a.o
  printf '%s\n' 'int other(int); int data = 4;' 'int main1(void) { return other(data); }' >a.c
  clang-19 --target="$1" -O1 -w -c -o a.o a.c
}

# What LLVM reads of an object's sections and symbols, without places in the file, and without what a directive adds
facts() {
  llvm-readobj-19 --sections --section-data --relocations --symbols "$1" |
    sed -E '/^(File|  *Offset|  *[A-Za-z]*Offset|  *PointerTo[A-Za-z]*|  *StringTable.*|  *SectionCount|  *Size):/d; s/ \([0-9]+\)$//' |
    awk '/^  Section \{/ { if (!skip) printf "%s", held; held = ""; skip = 0 }
      /^    Name: \.(shstrtab|strtab|deplibs|drectve)/ { skip = 1 }
      /^\]/ { if (!skip) printf "%s", held; held = ""; skip = 0 }
      { held = held $0 "\n" }
      END { printf "%s", held }' | sed '/^    Index:/d'
}

# named OBJECT EDITED: nothing else has changed, and a second edit changes nothing.
named() {
  diff <(facts "$1") <(facts "$2") || return
  "$EDIT_OBJECT" write "$2" again.o --autolink libw.a || return
  cmp "$2" again.o || return
  [ "$(stat -c %s "$2")" -gt "$(stat -c %s "$1")" ]
}

@test "ELF of either width and byte order gets a section .deplibs" {
  for target in x86_64 i386 armebv7 powerpc64 s390x mips64el riscv64; do
    sample $target-linux-gnu
    "$EDIT_OBJECT" write a.o named.o --autolink libw.a
    named a.o named.o || { echo "$target" && return 1; }
    llvm-readobj-19 --dependent-libraries named.o >libraries
    grep -q 'libw\.a' libraries || { echo "$target" && return 1; }
    llvm-readelf-19 -SW named.o >sections
    grep -Eq '\.deplibs +LLVM_DEPENDENT_LIBRARIES 0+ [0-9a-f]+ 000007 01 +MS +0 +0 +1$' sections || { cat sections && return 1; }
  done
}

@test "ELF as GNU as, NASM and objcopy lay it out gets a section .deplibs" {
  printf '.globl f\nf: call g\n.data\n.balign 64\n.quad f\n' | as -o as.o -
  llvm-objcopy-19 as.o copied.o
  # NASM puts the section headers first: so does this, of an object that has some.
  python3 - <<'END'
import struct
file = open('as.o', 'rb').read()
table, = struct.unpack_from('<Q', file, 40)
size, count = struct.unpack_from('<HH', file, 58)
headers = bytearray(file[table:table + size * count])
for i in range(1, count):
    place, = struct.unpack_from('<Q', headers, i * size + 24)
    struct.pack_into('<Q', headers, i * size + 24, place + len(headers))
header = bytearray(file[:64])
struct.pack_into('<Q', header, 40, 64)
open('first.o', 'wb').write(bytes(header) + bytes(headers) + file[64:table])
END
  for object in as copied first; do
    "$EDIT_OBJECT" write $object.o named.o --autolink libw.a
    named $object.o named.o
    llvm-readobj-19 --dependent-libraries named.o | grep -q 'libw\.a'
    ld.bfd -r -o linked.o named.o
  done
}

@test "a number of sections that 16 bits do not hold grows, and one that they just held" {
  for count in 65270 70000; do
    # Sections besides: null, .text, .symtab, .strtab, .symtab_shndx ...
    seq "$count" | sed 's/.*/ .section .f&,"a"\n .byte 1/' | clang-19 --target=x86_64-linux-gnu -x assembler -c -o many.o -
    for _ in {1..20}; do
      "$EDIT_OBJECT" write many.o named.o --autolink "lib$RANDOM$RANDOM.a"
      was=$(llvm-readelf-19 -h many.o | sed -n 's/.*Number of section headers: *//p')
      is=$(llvm-readelf-19 -h named.o | sed -n 's/.*Number of section headers: *//p')
      mv named.o many.o
      echo "$was -> $is" >>numbers
    done
  done
  grep -q '^65279 -> 0 (65280)$' numbers
  grep -q '^0 (700.*) -> 0 (700.*)$' numbers
}

@test "COFF gets an option in its section .drectve, or such a section" {
  for target in x86_64-pc-windows-msvc i686-pc-windows-msvc aarch64-pc-windows-msvc x86_64-w64-mingw32 i686-w64-mingw32; do
    sample $target
    "$EDIT_OBJECT" write a.o named.o --autolink libw.a
    named a.o named.o
    llvm-readobj-19 --coff-directives named.o | grep -Eq '(^| )-defaultlib:libw\.a *$'
    printf '__declspec(dllexport) int f(void) { return 1; }' | clang-19 --target=$target -x c -c -o exports.o -
    "$EDIT_OBJECT" write exports.o named.o --autolink libw.a
    named exports.o named.o
    llvm-readobj-19 --coff-directives named.o | grep -Eqi 'Directive.*[/-]export:"?_?f.* -defaultlib:libw\.a *$'
  done
  "$EDIT_OBJECT" write a.o named.o --autolink 'my libs.lib'
  llvm-readobj-19 --coff-directives named.o | grep -qF -- '-defaultlib:"my libs.lib"'
}

@test "GNU ld for Windows warns of the option, and makes the DLL that it made" {
  command -v x86_64-w64-mingw32-ld || skip 'no GNU ld for Windows'
  printf '__declspec(dllexport) int f(void) { return 1; }' | clang-19 --target=x86_64-w64-mingw32 -x c -c -o exports.o -
  sample x86_64-w64-mingw32
  clang-19 --target=x86_64-w64-mingw32 -x c -c -o other.o - <<<'int other(int i) { return i; }'
  for edit in no yes; do
    if [ $edit = yes ]; then
      "$EDIT_OBJECT" write exports.o named.o --autolink libw.a
      mv named.o exports.o
      "$EDIT_OBJECT" write a.o named.o --autolink libw.a
      mv named.o a.o
    fi
    x86_64-w64-mingw32-ld -shared --no-insert-timestamp -e 0 -o f.dll exports.o a.o other.o 2>messages.$edit
    mv f.dll $edit.dll
  done
  cmp no.dll yes.dll
  [ ! -s messages.no ]
  [ "$(grep -c 'Warning: .*\.drectve' messages.yes)" -eq 2 ]
}

@test "lld-link needs the folder on its search path, or the name, or is told not to look" {
  sample x86_64-pc-windows-msvc
  "$EDIT_OBJECT" write a.o named.o --autolink w.lib
  clang-19 --target=x86_64-pc-windows-msvc -x c -c -o other.o - <<<'int other(int i) { return i; }'
  mkdir folder
  llvm-ar-19 rcs folder/w.lib other.o
  link() { lld-link-19 /entry:main1 /subsystem:console /out:program.exe named.o "$@"; }
  link /libpath:folder
  LIB=folder link
  link folder/w.lib
  run -1 link
  [[ $output == *"could not open 'w.lib'"* ]]
  run -1 link /libpath:folder /nodefaultlib
  [[ $output == *'undefined symbol: other'* ]]
}

@test "COFF with 32-bit section numbers gets a section .drectve" {
  seq 66000 | sed 's/.*/ .section .text$f&,"xr",discard,f&\n .globl f&\nf&: ret/' | clang-19 --target=x86_64-pc-windows-msvc -x assembler -c -o many.o -
  "$EDIT_OBJECT" write many.o named.o --autolink w.lib
  llvm-readobj-19 --coff-directives named.o | grep -qF -- '-defaultlib:w.lib'
  cmp <(llvm-nm-19 many.o) <(llvm-nm-19 named.o)
}

@test "Mach-O of each machine gets a load command" {
  for target in x86_64-apple-macos11 arm64-apple-macos11 armv7-apple-ios9 arm64_32-apple-watchos8 i386-apple-macos10.12; do
    sample $target
    "$EDIT_OBJECT" write a.o named.o --autolink libw.a
    named a.o named.o || { echo "$target" && return 1; }
    llvm-readobj-19 --macho-linker-options named.o | grep -q 'Value: -lw$' || { echo "$target" && return 1; }
    cmp <(llvm-objdump-19 --macho --indirect-symbols --data-in-code a.o | tail -n +2) \
      <(llvm-objdump-19 --macho --indirect-symbols --data-in-code named.o | tail -n +2)
  done
}

@test "a change of any byte is found, in the directive and elsewhere" {
  for target in x86_64-linux-gnu s390x-linux-gnu i386-linux-gnu x86_64-pc-windows-msvc x86_64-apple-macos11 armv7-apple-ios9; do
    sample $target
    "$EDIT_OBJECT" flip a.o 1 --autolink libw.a >unfound
    [ ! -s unfound ] || { echo "$target" && cat unfound && return 1; }
  done
}

@test "an object that had the directive, and lost it with a section, is found" {
  sample x86_64-linux-gnu
  "$EDIT_OBJECT" write a.o named.o --autolink libw.a
  index=$(llvm-readelf-19 -SW named.o | sed -n 's/^ *\[ *\([0-9]*\)\] \.deplibs.*/\1/p')
  "$EDIT_OBJECT" write named.o gone.o --remove "$index"
  "$EDIT_OBJECT" check named.o gone.o --remove "$index"
  run -1 "$EDIT_OBJECT" check named.o gone.o --remove "$index" --autolink libw.a
  [[ $output == *"does not name the library 'libw.a'"* ]]
}

@test "garbled objects get a directive or are refused" {
  for target in x86_64-linux-gnu s390x-linux-gnu i386-linux-gnu x86_64-pc-windows-msvc i686-w64-mingw32 x86_64-apple-macos11 armv7-apple-ios9; do
    sample $target
    for seed in 1 2 3; do
      "$EDIT_OBJECT" garble a.o $seed --autolink libw.a
    done
  done
}

@test "what the directive of a format cannot name is refused" {
  sample x86_64-apple-macos11
  refuses "a Mach-O object cannot make linkers load 'w.a': LC_LINKER_OPTION names libraries that are called libNAME.a only" \
    "$EDIT_OBJECT" write a.o named.o --autolink w.a
  sample x86_64-pc-windows-msvc
  refuses "a COFF object cannot make linkers load 'w': /DEFAULTLIB names files that have an extension, and no quote in their names, only" \
    "$EDIT_OBJECT" write a.o named.o --autolink w
}

# ---- libraries ----

three() {
  unit shared <<<'int shared(void) { return 7; }'
  unit more <<<'int shared(void); int more(void) { return shared() + 1; }'
  unit other <<<'int other(void) { return 3; }'
  unit user <<<'int other(void); int user(void) { return other(); }'
  unit own_a <<<'int more(void), user(void); int a_run(void) { return more() + user(); }'
  unit own_b <<<'int more(void); int b_run(void) { return more() + 1; }'
  unit own_z <<<'int a_run(void); int z_run(void) { return a_run() + 2; }'
  libs 'a own_a.o user.o other.o shared.o more.o' 'b own_b.o shared.o more.o' 'z own_z.o'
}

old_line() { # old_line ORDER [FLAG]...: lld links the program without the workspace library, as it linked the originals
  local names
  read -ra names <<<"$1"
  shift
  program_main "${names[@]}" || return
  link_program before lld . "${names[@]}" || return
  link_program after lld out "${names[@]}" || return
  diff <(./before) <(./after)
}

@test "lld links the old line; what refers to nothing that moved is left alone" {
  three
  meld
  run -1 old_line 'a b'
  meld --autolink
  [ "$(jq -r '.edited[].autolink' plan.json | sort -u)" = libw.a ]
  [ "$(jq '.edited | length' plan.json)" -eq 2 ]
  validates plan.json
  for order in a b 'a b' 'b a' 'z a'; do
    old_line "$order"
  done
}

@test "the other linkers take no notice, and print nothing" {
  three
  meld --autolink
  # shellcheck disable=SC2034 # link_program of links.bash reads it
  EXTRA=('-Wl,--fatal-warnings')
  same_programs 'a b' 'b a' 'z a' a
  for linker in "${LINKERS[@]}"; do
    program_main a
    run -0 --separate-stderr link_program after "$linker" out a w
    [ "$stderr" = '' ]
  done
}

@test "lld needs the folder on its search path, or is told not to look" {
  three
  meld --autolink
  program_main a
  run -1 "$CC" -no-pie "-B$PWD/linkers" -fuse-ld=lld -nodefaultlibs -o after main.o out/liba.a out/libw.a "$C_LIBRARY"
  [[ $output == *'unable to find library from dependent library specifier: libw.a'* ]]
  "$CC" -no-pie "-B$PWD/linkers" -fuse-ld=lld -nodefaultlibs -Wl,--no-dependent-libraries -o after main.o out/liba.a out/libw.a "$C_LIBRARY"
  ./after
}

@test "a shared library of the name is not taken" {
  three
  meld --autolink
  unit wrong -fpic <<<'int wrong;'
  "$CC" -shared -nostdlib -o out/libw.so wrong.o
  old_line 'a b'
}

@test "with --gc, --isolate and --strip-debug" {
  three
  printf '%s\n' a_run b_run z_run >exports
  for options in '--gc' '--isolate' '--isolate --hide' '--strip-debug=*' '--gc --isolate --hide --strip-debug=*'; do
    case $options in *gc* | *isolate*) options+=' --exports exports' ;; esac
    rm -rf out
    # shellcheck disable=SC2086 # words
    meld --autolink $options
    old_line 'a b'
    same_programs 'b a'
  done
  # Two versions of one symbol get names of their own, and the objects name the library besides.
  unit clash_a -g <<<'int clash(void) { return 1; }'
  unit clash_b -g <<<'int clash(void) { return 2; }'
  unit own_a -g <<<'int more(void), clash(void); int a_run(void) { return more() + clash(); }'
  unit own_b -g <<<'int more(void), clash(void); int b_run(void) { return more() + clash(); }'
  libs 'a own_a.o clash_a.o shared.o more.o' 'b own_b.o clash_b.o shared.o more.o'
  rm -rf out
  meld --autolink --isolate --strip-debug='*' --exports exports --gc
  [ "$(jq '[.edited[] | select(.autolink and .rename)] | length' plan.json)" -eq 2 ]
  program_main a b
  link_program after lld out a b
  [ "$(./after | tr '\n' ' ')" = 'a 9 b 10 ' ]
}

@test "in place, twice: a second run adds no second directive" {
  three
  cp liba.a original.a
  ar-meld -o libw.a --in-place --autolink lib[abz].a
  cp liba.a once.a
  ar-meld -o libw.a --in-place --autolink lib[abz].a
  cmp liba.a once.a
  # A library that comes later meets what is there already.
  unit own_c <<<'int more(void), user(void); int c_run(void) { return more() + user(); }'
  libs 'c own_c.o user.o other.o shared.o more.o'
  ar-meld -o libw.a --in-place --autolink lib[abcz].a
  mkdir out
  mv lib*.a out
  program_main a b c
  link_program after lld out a b c
  [ "$(./after | tr '\n' ' ')" = 'a 11 b 9 c 11 ' ]
  ar p out/liba.a own_a.o >own.o
  [ "$(llvm-readobj-19 --dependent-libraries own.o | grep -c 'libw\.a')" -eq 1 ]
}

@test "meld-verify finds an object without its directive, with another one, and one too many" {
  three
  meld --autolink
  verify() {
    ar-scan -q -o after.json out/*.a || return
    meld-verify --plan plan.json --workspace out/libw.a before.json after.json
  }
  verify
  cp out/liba.a good.a
  ar x out/liba.a own_a.o
  cp own_a.o named.o
  for fault in none other two; do
    cp good.a out/liba.a
    case $fault in
    none) llvm-objcopy-19 --remove-section .deplibs named.o own_a.o ;;
    other) sed 's/libw\.a/libv.a/' named.o >own_a.o ;;
    two) "$EDIT_OBJECT" write named.o own_a.o --autolink libv.a ;;
    esac
    ar rD out/liba.a own_a.o
    run -1 --separate-stderr verify
    [[ $output$stderr == *own_a.o* ]] || { echo "$output$stderr" && return 1; }
  done
}

@test "what does not go together is refused, and what is left to name is said" {
  three
  refuses 'ar-meld: --policy merge leaves no library but the new one; --autolink does not go with it' \
    ar-meld -o libw.a --out-dir out --autolink --policy merge liba.a libb.a
  ar-scan -o before.json liba.a libb.a
  refuses 'dedup-plan: --policy merge leaves no library but the new one; --autolink does not go with it' \
    dedup-plan -w libw.a --autolink --policy merge before.json
  run -2 ar-meld -o libw.a --out-dir out --autolink --thin liba.a libb.a
  [[ $output == *'does not go with --autolink'* ]]
  # A library of which all moved, and objects for link-time optimisation
  libs 'a own_a.o user.o other.o shared.o more.o' 'b own_b.o shared.o more.o' 'c shared.o more.o'
  run -0 --separate-stderr ar-meld -o libw.a --out-dir out --autolink liba.a libb.a libc.a
  [ "$stderr" = 'dedup-plan: warning: libc.a: no object that stays in it can make linkers load libw.a, so its link lines must name that library' ]
  unit own_b -flto
  clang-19 -flto -O1 -c -o own_b.o -x c - <<<'int more(void); int b_run(void) { return more() + 1; }'
  libs 'b own_b.o shared.o more.o'
  run -0 --separate-stderr ar-meld -o libw.a --out-dir lto --autolink liba.a libb.a
  [[ $stderr == *"1 object of a kind that armeld does not edit, such as 'own_b.o', cannot make linkers load libw.a"* ]]
}

# ---- other formats ----

# The program, or the shared library, of a fixture's set is what it was, of the slimmed libraries alone and the folder to search.
old_lines_of() { # old_lines_of PATTERN: of sets whose recipe to link matches; counts them in $linked
  local set search
  linked=0
  for set in $(platform_sets); do
    [[ $(platform_field "$set" link) =~ $1 ]] || continue
    # ARM64EC cannot be edited, ld64.lld does not read the 64-bit universal file, and one-head's libraries do not link.
    case $set in *arm64ec* | *universal-lipo-64 | *one-head | *bitcode*) continue ;; esac
    case $1 in lld-link*) search=/libpath:after ;; *) search=-Lafter ;; esac
    PLATFORM_ROOTS='alpha_run beta_run gamma_run'
    rm -f after json
    meld "$set" --autolink || return
    platform_link "$set" set.before "${libraries[@]}" || return
    platform_link "$set" set.after "${slimmed[@]}" "$search" || { echo "$set: does not link" && return 1; }
    diff <(links_of "$set" set.before "$1") <(links_of "$set" set.after "$1") || { echo "$set: differs" && return 1; }
    ! grep -q '"autolink"' json/plan.json || linked=$((linked + 1))
  done
}

# links_of SET FILE PATTERN: what it exports and imports. ld64.lld reads load commands after it has hidden what is no export.
links_of() {
  case $3 in
  ld64*) platform_symbols "$1" "$2" | sed '/^export/{/_run$/!d}' ;;
  *) platform_symbols "$1" "$2" ;;
  esac
}

@test "lld-link links the old line" {
  setup_platform
  old_lines_of 'lld-link'
  [ "$linked" -ge 5 ]
}

@test "an object names the library for an import object that needs it" {
  # In this set own.o refers to what moves. Here it refers to an import object alone, of which the import table moves.
  set=$ROOT/tests/fixtures/coff-x86_64-llvm-lib
  ar-scan -o before.json "$set"/*.lib
  jq '(.objects[] | select(.kind == "relocatable") | .references) |= map(select(startswith("__imp_")))' \
    before.json >imports.json
  dedup-plan -w libw.lib -o plan.json imports.json
  jq '.workspace.members' plan.json | grep -q kernel32.dll
  run -0 --separate-stderr dedup-plan -w libw.lib --autolink -o plan.json imports.json
  [[ $stderr != *'does not edit'* ]]
  [ "$(jq '.edited | length' plan.json)" -eq 3 ]
}

@test "ld.lld for MinGW links the old line" {
  setup_platform
  old_lines_of 'i386pep'
  [ "$linked" -ge 2 ]
}

@test "ld64.lld needs the folder on its search path, and may be told not to look" {
  sample x86_64-apple-macos11
  "$EDIT_OBJECT" write a.o named.o --autolink libw.a
  clang-19 --target=x86_64-apple-macos11 -x c -c -o other.o - <<<'int other(int i) { return i; }'
  mkdir folder
  llvm-ar-19 rcs --format=darwin folder/libw.a other.o
  link() { ld64.lld-19 -arch x86_64 -platform_version macos 11 11 -dylib -undefined error -o linked named.o "$@"; }
  link -Lfolder
  run -1 link
  [[ $output == *'undefined symbol: _other'* ]]
  run -1 link -Lfolder -ignore_auto_link
  [[ $output == *'undefined symbol: _other'* ]]
}

@test "ld64.lld links the old line" {
  setup_platform
  old_lines_of 'ld64.lld'
  [ "$linked" -ge 5 ]
}

@test "ld.lld links the old line for other machines" {
  setup_platform
  old_lines_of '^ld.lld$'
  [ "$linked" -ge 5 ]
}

# `meld` of the sets, in place of that of links.bash
setup_platform() {
  # shellcheck source=tests/platforms.bash
  . "$ROOT/tests/platforms.bash"
}
