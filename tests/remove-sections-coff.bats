#!/usr/bin/env bats
# COFF objects with sections removed, and with debug information stripped, held against LLVM's tools and two linkers.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
}

EDIT_OBJECT=$ARMELD_BIN/../tests/edit-object
msvc=x86_64-pc-windows-msvc

# The sections with their numbers: "4 .text$f"
numbers() { llvm-readobj-19 --sections "$1" | awk '$1 == "Number:" { n = $2 } $1 == "Name:" { print n, $2 }'; }

# names OBJECT: its symbols but those of sections, sorted, on one line
names() { llvm-nm-19 "$1" | awk '{ print $NF }' | grep -v '^\.' | sort | xargs; }

# place OBJECT SYMBOL: the symbol's index, as 4 bytes in hexadecimal digits
place() { llvm-objdump-19 -t "$1" | sed -n "s/^\[ *\([0-9]*\)\].* $2\$/\1/p" | head -n 1 | xargs printf '%02x000000'; }

# content OBJECT SECTION
content() {
  rm -f content
  llvm-objcopy-19 --dump-section "$2=content" "$1" || return
  od -An -v -tx1 content | tr -d ' \n'
}

# edit OBJECT OUT NAME...: removes the sections of these names; the array `extra` holds further options
extra=()
edit() {
  local object=$1 out=$2 options
  shift 2
  mapfile -t options < <(numbers "$object" | awk -v names="$*" 'BEGIN { split(names, list, " "); for (i in list) wanted[list[i]] }
    $2 in wanted { print "--remove\n" $1 }')
  "$EDIT_OBJECT" "${options[@]}" "${extra[@]}" write "$object" "$out"
}

# unreached OBJECT SYMBOL...: the array `options` removes the COMDATs that these symbols do not need
unreached() {
  local sections number
  read -ra sections < <("$ROOT/tests/edit/unreached-sections" "$@")
  [ "${#sections[@]}" -gt 0 ] || { echo "all is reached" && return 1; }
  options=()
  for number in "${sections[@]}"; do options+=(--remove "$number"); done
}

# collect OBJECT OUT SYMBOL...: removes them
collect() {
  local object=$1 out=$2
  shift 2
  unreached "$object" "$@" || return
  "$EDIT_OBJECT" "${options[@]}" "${extra[@]}" write "$object" "$out"
}

# refused MESSAGE COMMAND...: the edit is refused; MESSAGE is a pattern
refused() {
  run "${@:2}"
  # shellcheck disable=SC2053 # a pattern
  if [ "$status" -ne 2 ] || [[ $output != $1 ]]; then
    echo "$status: $output"
    return 1
  fi
}

# assembled NAME [TARGET]: NAME.o of standard input
assembled() { clang-19 --target="${2:-$msvc}" -c -o "$1.o" -x assembler -; }

# compiled_for TARGET OPTION...: a.o of a.cpp
compiled_for() { clang-19 --target="$1" -fno-rtti -fno-exceptions -w "${@:2}" -c -o a.o a.cpp; }

# valid OBJECT: LLVM's reader has nothing to complain of
valid() {
  llvm-readobj-19 --sections --section-relocations --section-symbols --symbols "$1" >all 2>errors || return
  [ ! -s errors ] || { cat errors && return 1; }
}

# C++ of whose COMDATs `live` needs some
cpp_source() {
  cat >a.cpp <<'END'
extern "C" int puts(const char *);
template <class T> inline T only_dead(T x) { return 3 * x; }
inline const char *dead_name(int x) { static const char *const names[] = {"no", "one"}; puts(names[x & 1]); return names[x & 1]; }
inline int twice(int x) { static int calls; return 2 * x + calls++; }
inline int dead_helper(int x) { return dead_name(x)[0] + only_dead(x); }
struct Base { virtual int get(int x) { return twice(x); } };
struct DeadType : Base { int get(int x) override { return dead_helper(x); } };
template <class T> int dead(int x) { DeadType d; return d.get(x); }
template int dead<int>(int);
extern "C" int live(int x) { Base b; puts("live"); return b.get(x); }
END
}

# ---- what goes and what stays ----

@test "functions go with their unwind tables, data, CodeView and symbols, on all machines" {
  cpp_source
  for target in x86_64-pc-windows-msvc i686-pc-windows-msvc aarch64-pc-windows-msvc armv7-pc-windows-msvc x86_64-w64-mingw32; do
    for options in '-g -O0' '-O1' '-gdwarf -O1 -ffunction-sections -fdata-sections'; do
      symbol=live
      [ "${target%%-*}" != i686 ] || symbol=_live
      # shellcheck disable=SC2086 # options
      compiled_for $target $options
      collect a.o b.o $symbol || { echo "$target $options" && return 1; }
      valid b.o
      run grep -i dead <(llvm-nm-19 b.o)
      [ "$status" -eq 1 ] || { echo "$target $options" && return 1; }
      [ "$(stat -c %s b.o)" -lt "$(stat -c %s a.o)" ]
      # What was collected once has nothing left that could go.
      run "$ROOT/tests/edit/unreached-sections" b.o $symbol
      [ "$output" = '' ]
    done
  done
}

# image OUT ROOT OBJECT...: links a DLL of what ROOT reaches
image() {
  lld-link-19 -dll -noentry -opt:ref -opt:noicf -Brepro -safeseh:no -debug:dwarf "${image_options[@]}" "-include:$2" "-out:image.dll" "${@:3}" \
    >linker-output || { cat linker-output && return 1; }
  mv image.dll "$1"
}

# contents IMAGE: its section table, and all sections but those with a digest of the file
contents() {
  llvm-readobj-19 --sections "$1" >table || return
  grep -E 'Name|Size|Address' table
  awk '$1 == "Name:" { print $2 }' table | grep -Ev '^\.(rdata|buildid)$' | while read -r name; do
    llvm-readobj-19 --hex-dump="$name" "$1" | sed 1,4d
  done
}

@test "images are those that lld makes by collecting the original itself" {
  cpp_source
  for target in x86_64-pc-windows-msvc i686-pc-windows-msvc aarch64-pc-windows-msvc x86_64-w64-mingw32; do
    for options in '-g -O0' '-gdwarf-4 -O1' '-gdwarf-5 -O0'; do
      symbol=live puts=puts image_options=()
      case $target in
      i686*) symbol=_live puts=_puts ;;
      *mingw*) image_options=(-lldmingw -exclude-all-symbols) ;;
      esac
      # shellcheck disable=SC2086 # options
      compiled_for $target $options
      printf '.data\n.globl %s\n%s: .quad 0\n' $puts $puts | assembled others $target
      collect a.o b.o $symbol
      image a.dll $symbol a.o others.o
      image b.dll $symbol b.o others.o
      contents a.dll >a.contents
      contents b.dll >b.contents
      grep -q '\.text' a.contents
      diff a.contents b.contents || { echo "$target $options" && return 1; }
    done
  done
}

# run_in_wine PROGRAM: without setting up a whole Windows first, which takes ten times as long, where wine can do so
run_in_wine() {
  mkdir -p "$WINEPREFIX"
  echo disable >"$WINEPREFIX/.update-timestamp"
  WINEBOOTSTRAPMODE=1 wine "$1" || {
    rm -r "$WINEPREFIX"
    wine "$1"
  }
}

@test "programs link with GNU ld, and debug information still names the lines" {
  cat >main.c <<'END'
#include <stdio.h>
int live(int);
int main(void) { int a = live(1), b = live(5); printf("%d %d\n", a, b); }
END
  cpp_source
  x86_64-w64-mingw32-gcc -c -o main.o main.c
  export WINEDEBUG=-all WINEPREFIX=$BATS_TEST_TMPDIR/wine
  for options in '-g -O1' '-gdwarf-4 -O0'; do
    # shellcheck disable=SC2086 # options
    compiled_for x86_64-w64-mingw32 $options
    collect a.o b.o live
    for object in a b; do
      x86_64-w64-mingw32-gcc -o $object.exe main.o $object.o
      address=$(llvm-nm-19 $object.exe | awk '$3 == "live" { print $1 }')
      llvm-symbolizer-19 --no-inlines -e $object.exe "0x$address" >$object.lines
    done
    grep -q 'a.cpp:10' b.lines
    cmp a.lines b.lines
    run cmp -s a.exe b.exe
    [ "$status" -eq 1 ]
    if command -v wine >wine-path; then
      run_in_wine b.exe >printed
      [ "$(tr -d '\r' <printed | xargs)" = 'live live 2 11' ]
    fi
  done
  [ ! -d wine ] || wineserver -k || :
}

symbols_source() {
  cat <<'END'
 .set "@feat.00", 0
 .section .text$live,"xr",discard,live
 .globl live
live: call used
 .section .text$dead,"xr",discard,dead
 .globl dead
dead: call used
 call unused
local: call weak_alias
 call weak_own
 .globl unmentioned
 .weak weak_alias
weak_alias = unused_default
 .weak weak_own
 .text
weak_own: ret
 .comm common, 8
END
}

@test "undefined symbols go with the last reference, definitions with their section" {
  symbols_source | assembled whole
  # LLVM's assembler refers to what a weak symbol is set to.
  obj2yaml-19 whole.o | sed 's/SymbolName: *unused_default/SymbolName: weak_alias/' >a.yaml
  yaml2obj-19 a.yaml -o a.o
  before=$(names a.o)
  edit a.o b.o '.text$dead'
  after=$(names b.o)
  comm -23 <(tr ' ' '\n' <<<"$before") <(tr ' ' '\n' <<<"$after") >lost
  diff lost - <<'END'
dead
local
unused
unused_default
weak_alias
END
  run comm -13 <(tr ' ' '\n' <<<"$before") <(tr ' ' '\n' <<<"$after")
  [ "$output" = '' ]
  [[ " $after " == *' @feat.00 common live unmentioned used weak_own '* ]]
  # Their names are gone, too.
  strings -n 3 b.o >words
  run grep -E 'dead|unused|local|alias' words
  [ "$status" -eq 1 ]
}

@test "a weak external goes with its default, and keeps it while it stays" {
  weak() {
    assembled a <<END
 .section .text\$live,"xr",discard,live
 .globl live
live: call $1
 .section .text\$dead,"xr",discard,dead
 .globl dead
dead: call w
 .section .text\$w,"xr",discard,default
 .globl default
default: ret
 .weak w
w = default
END
  }
  weak other
  edit a.o b.o '.text$dead' '.text$w'
  [ "$(names b.o)" = '@feat.00 live other' ] || [ "$(names b.o)" = 'live other' ]
  edit a.o b.o '.text$dead'
  [[ $(names b.o) == *'default live other w' ]]
  llvm-readobj-19 --symbols b.o | grep -q 'Linked: default'
  weak w
  refused "a live reference to what is removed: section * '.text\$live' refers to the weak external symbol 'w', whose default is symbol 'default' of section * '.text\$w'" \
    edit a.o b.o '.text$dead' '.text$w'
}

@test "lists of symbols follow: significant addresses, call graph, control flow guard, SafeSEH" {
  { symbols_source && cat; } <<'END' | assembled a
 .addrsig
 .addrsig_sym dead
 .addrsig_sym live
 .addrsig_sym unused
 .addrsig_sym used
 .cg_profile live, used, 32
 .cg_profile dead, used, 7
 .cg_profile live, unused, 8
 .cg_profile live, common, 300
 .section .gfids$y,"dr"
 .symidx dead
 .symidx live
 .symidx used
END
  edit a.o b.o '.text$dead'
  [ "$(llvm-readobj-19 --addrsig b.o | awk '$1 == "Sym:" { print $2 }' | xargs)" = 'live used' ]
  [ "$(llvm-readobj-19 --cg-profile b.o | awk '$1 ~ /From|To|Weight/ { print $2 }' | xargs)" = 'live used 32 live common 300' ]
  [ "$(content b.o '.gfids$y')" = "$(place b.o live)$(place b.o used)" ]
  assembled a i686-pc-windows-msvc <<'END'
 .section .text$dead,"xr",discard,_dead
 .globl _dead
_dead: ret
 .section .text$live,"xr",discard,_live
 .globl _live
_live: ret
 .def _dead; .scl 2; .type 32; .endef
 .def _live; .scl 2; .type 32; .endef
 .safeseh _dead
 .safeseh _live
END
  edit a.o b.o '.text$dead'
  [ "$(content b.o .sxdata)" = "$(place b.o _live)" ]
}

@test "more relocations than 16 bits count are kept, and counted anew" {
  {
    printf ' .section .text$dead,"xr",discard,dead\n .globl dead\ndead: ret\n'
    printf ' .section .data$many,"dw",discard,many\n .globl many\nmany:\n'
    seq 70000 | sed 's/.*/ .quad x&/'
    printf ' .section .debug_info,"dr"\n'
    seq 69990 | sed 's/.*/ .quad dead/'
    seq 10 | sed 's/.*/ .quad many/'
  } | assembled a
  edit a.o b.o '.text$dead'
  valid b.o
  grep -A 99 'Name: .data$many' all | grep -m 1 'RelocationCount' >count
  grep -q '65535$' count
  grep -A 99 'Name: .debug_info' all | grep -m 1 'RelocationCount' >count
  grep -q ' 10$' count
  llvm-objdump-19 -r -j '.data$many' b.o | grep ADDR64 >relocations
  [ "$(wc -l <relocations)" -eq 70000 ]
  [[ $(tail -n 1 relocations) == *' x70000' ]]
  # A linker applies all of them.
  seq 70000 | sed 's/.*/ .globl x&\nx& = &/' | assembled values
  lld-link-19 -dll -noentry -opt:noref -out:b.dll b.o values.o
  llvm-objcopy-19 --dump-section .data=content b.dll
  diff <(od -An -v -w8 -td8 -N560000 content | tr -d ' ') <(seq 70000)
  # Without the sections that mention them, the symbols go.
  edit b.o c.o '.data$many' .debug_info
  run grep -E ' (x[0-9]+|many|dead)$' <(llvm-nm-19 c.o)
  [ "$status" -eq 1 ]
}

@test "objects with 32-bit section numbers" {
  seq 66000 | sed 's/.*/ .section .text$f&,"xr",discard,f&\n .globl f&\nf&: ret\n .section .xdata$f&,"dr",associative,f&\n .long f&@IMGREL/' |
    assembled a
  numbers a.o >sections
  # Those of f60000 to f66000 ...
  mapfile -t options < <(awk '$2 ~ /\$f6....$/ { print "--remove\n" $1 }' sections)
  "$EDIT_OBJECT" "${options[@]}" write a.o b.o
  [ "$(od -An -tx1 -N4 b.o)" = ' 00 00 ff ff' ]
  llvm-readobj-19 --symbols b.o >all
  [ "$(grep -c 'AssocSection: ' all)" -eq 59999 ]
  [ "$(llvm-nm-19 b.o | grep -c ' f[0-9]*$')" -eq 59999 ]
  # ... and of f1 to f9, with associations that take more than 16 bits
  mapfile -t options < <(awk '$2 ~ /\$f[0-9]$/ { print "--remove\n" $1 }' sections)
  "$EDIT_OBJECT" "${options[@]}" write a.o b.o
  llvm-readobj-19 --symbols b.o >all
  grep -q 'AssocSection: .text$f66000 ' all
  [ "$(grep -c 'AssocSection: ' all)" -eq 65991 ]
}

# ---- debug information and bitcode ----

@test "debug sections are stripped as llvm-strip does, COMDAT or not" {
  cpp_source
  extra=(--strip-debug)
  for target in x86_64-pc-windows-msvc i686-pc-windows-msvc aarch64-pc-windows-msvc x86_64-w64-mingw32; do
    for options in '-g -O0' '-gdwarf-4 -O1'; do
      # shellcheck disable=SC2086 # options
      compiled_for $target $options
      edit a.o b.o
      valid b.o
      llvm-strip-19 --strip-debug -o stripped.o a.o
      diff <(numbers b.o) <(numbers stripped.o)
      diff <(llvm-objdump-19 -dr b.o | sed 1,3d) <(llvm-objdump-19 -dr stripped.o | sed 1,3d)
      [ "$(names b.o)" = "$(names stripped.o)" ]
      grep -q '\.debug' <(numbers a.o)
      run grep '\.debug' <(numbers b.o)
      [ "$status" -eq 1 ]
    done
  done
}

@test "bitcode that no link uses is dropped, that of LTO is not" {
  {
    printf ' .text\n .globl f\nf: ret\n'
    for name in .llvmbc .llvmcmd .llvm.lto .gnu.lto_f; do printf ' .section %s,"dr"\n .ascii "bits"\n' $name; done
  } | assembled a
  extra=(--drop-bitcode)
  edit a.o b.o
  [ "$(numbers b.o | cut -d ' ' -f 2 | xargs)" = '.text .data .bss .llvm.lto .gnu.lto_f' ]
  # The same with nothing to drop
  edit b.o c.o
  cmp b.o c.o
}

@test "debug information is not compressed" {
  echo 'int f(void) { return 1; }' >f.c
  clang-19 --target=$msvc -g -c f.c
  extra=(--compress-debug=zlib)
  refused 'its debug information cannot be compressed: no linker for COFF reads compressed debug sections' edit f.o b.o
}

@test "sections are removed and symbols renamed in one edit" {
  cpp_source
  echo 'extern "C" __declspec(dllexport) int exported(int x) { return live(x); }' >>a.cpp
  for target in x86_64-pc-windows-msvc x86_64-w64-mingw32; do
    compiled_for $target -g
    collect a.o removed.o exported
    mapfile -t renames < <(llvm-nm-19 removed.o | awk '$NF ~ /live|twice|exported|puts/ { print $NF "=" $NF ".0123456789ab" }' | sort -u)
    [ "${#renames[@]}" -ge 4 ]
    "$EDIT_OBJECT" "${options[@]}" write a.o both.o "${renames[@]}"
    "$EDIT_OBJECT" write removed.o one-by-one.o "${renames[@]}"
    cmp both.o one-by-one.o
    valid both.o
    grep -q 'puts.0123456789ab' all
    # The check knows the new names, and wants them.
    run "$EDIT_OBJECT" "${options[@]}" check a.o removed.o "${renames[@]}"
    [ "$status" -eq 1 ]
  done
}

# ---- refusals ----

@test "what would break the object is refused, by section and symbol" {
  cat >source.s <<'END'
 .section .text$live,"xr",discard,live
 .globl live
live: call dead
 .section .xdata$live,"dr",associative,live
 .long live@IMGREL
 .section .pdata,"dr",associative,live
 .long live@IMGREL
 .section .text$dead,"xr",discard,dead
 .globl dead
dead: ret
 .section .debug$S,"dr",associative,live
 .secrel32 dead
 .section .debug$T,"dr"
 .secrel32 dead
 .long 0x12345678
 .section .pdata$live,"dr"
 .long live@IMGREL
END
  assembled a <source.s
  refused "a live reference to what is removed: section * '.text\$live' refers to symbol 'dead' of section * '.text\$dead'" edit a.o b.o '.text$dead'
  refused "section * '.xdata\$live' stays, and is associated with section * '.text\$live', which is removed" edit a.o b.o '.text$live'
  refused "section * '.xdata\$live' is removed, and is associated with section * '.text\$live', which stays" edit a.o b.o '.xdata$live'
  refused "section * '.debug\$S' is removed, and is associated with section * '.text\$live', which stays" edit a.o b.o '.debug$S'
  refused "section * '.pdata\$live' is removed, and describes the frame of symbol 'live' of section * '.text\$live', which stays" \
    edit a.o b.o '.pdata$live'
  extra=(--remove 99)
  refused 'section 99 is to be removed, of 10' edit a.o b.o
  extra=(--remove 0)
  refused 'section 0 is to be removed, of 10' edit a.o b.o
  extra=()
  # CodeView of one function is as its code ...
  sed 's/call dead/ret/' source.s | assembled a
  refused "a live reference to what is removed: section * '.debug\$S' refers to symbol 'dead' of section * '.text\$dead'" edit a.o b.o '.text$dead'
  # ... and that of the object loses its relocation, and keeps its bytes.
  sed 's/call dead/ret/; /\$S/,+1d' source.s | assembled a
  edit a.o b.o '.text$dead'
  grep -q 'dead' <(llvm-objdump-19 -r -j '.debug$T' a.o)
  run grep 'dead' <(llvm-objdump-19 -r -j '.debug$T' b.o)
  [ "$status" -eq 1 ]
  [ "$(content b.o '.debug$T')" = "$(content a.o '.debug$T')" ]
}

@test "options for the linker keep what they name" {
  for option in '/EXPORT:dead' '-export:dead,data' '/EXPORT:"name=dead"' '/include:dead' '/ALTERNATENAME:other=dead' '/ENTRY:dead'; do
    {
      printf ' .section .text$dead,"xr",discard,dead\n .globl dead\ndead: ret\n .section .drectve,"yn"\n'
      printf ' .ascii " %s /DEFAULTLIB:x"\n' "${option//\"/\\\"}"
    } | assembled a
    refused "a live reference to what is removed: section * '.drectve' names symbol 'dead'" edit a.o b.o '.text$dead'
    edit a.o b.o '.text$dead' .drectve
  done
  printf ' .section .text$dead,"xr",discard,dead\n .globl dead\ndead: ret\n .section .drectve,"yn"\n .ascii "/EXPORT:dead=live /DEFAULTLIB:dead"\n' |
    assembled a
  edit a.o b.o '.text$dead'
}

@test "records of functions, lines, CLR tokens and files are numbered anew" {
  "$ROOT/tests/edit/old-records" write a.o
  edit a.o b.o .dead
  valid b.o
  "$ROOT/tests/edit/old-records" check b.o
  run "$ROOT/tests/edit/old-records" check a.o
  [ "$status" -eq 1 ]
  mapfile -t options < <(printf -- '--remove\n1\n')
  "$EDIT_OBJECT" "${options[@]}" flip a.o 1 >unfound
  [ ! -s unfound ] || { xargs <unfound && return 1; }
}

@test "what armeld does not know is refused" {
  "$ROOT/tests/edit/old-records" unknown a.o
  refused "symbol 'array' of section * '.live': has an auxiliary record that armeld does not know" edit a.o b.o .dead
  printf ' .section .text$dead,"xr",discard,dead\n .globl dead\ndead: ret\n .section .chks64,"n"\n .quad 1, 2, 3, 4, 5\n' | assembled a
  refused "section * '.chks64' depends on all others, and stays" edit a.o b.o '.text$dead'
  edit a.o b.o '.text$dead' .chks64
}

# ---- the check of edited objects ----

# number SECTION: its number in a.o
number() { numbers a.o | awk -v name="$1" '$2 == name { print $1 }'; }

# found MESSAGE AFTER OPTION...: AFTER is not a.o edited so; MESSAGE is a pattern
found() {
  run "$EDIT_OBJECT" "${@:3}" check a.o "$2"
  # shellcheck disable=SC2053 # a pattern
  if [ "$status" -ne 1 ] || [[ $output != $1 ]]; then
    echo "$status: $output"
    return 1
  fi
}

# planted MESSAGE PATTERN REPLACEMENT: b.yaml with this change, by Python's re.sub, becomes an object in which the fault is found
planted() {
  python3 - "$2" "$3" <<'END'
import re, sys
text = open("b.yaml").read()
changed, count = re.subn(sys.argv[1], sys.argv[2], text, count=1, flags=re.S)
assert count == 1 and changed != text, "nothing is planted"
open("planted.yaml", "w").write(changed)
END
  yaml2obj-19 planted.yaml -o planted.o || return
  found "$1" planted.o "${options[@]}"
}

faults_source() {
  cat <<'END'
 .section .text$live,"xr",discard,live
 .globl live, twin
live: call used
twin: ret
 .section .xdata$live,"dr",associative,live
 .long live@IMGREL
 .section .pdata,"dr",associative,live
 .long live@IMGREL
 .section .text$dead,"xr",discard,dead
 .globl dead
dead: call unused
 .section .data$dead,"dw",associative,dead
 .quad dead
 .section .debug$T,"dr"
 .secrel32 dead
 .secrel32 live
 .weak weak
weak = live
 .addrsig
 .addrsig_sym dead
 .addrsig_sym live
END
}

@test "faults that are planted in an edited object are found" {
  faults_source | assembled a
  dead=$(number '.text$dead') data=$(number '.data$dead')
  options=(--remove "$dead" --remove "$data")
  "$EDIT_OBJECT" "${options[@]}" write a.o b.o
  obj2yaml-19 b.o >b.yaml
  yaml2obj-19 b.yaml -o same.o
  "$EDIT_OBJECT" "${options[@]}" check a.o same.o
  live="section * '.text\$live'"
  planted "$live: its content differs" "E800000000" "E801000000"
  planted "$live: the relocation at offset 1, to symbol 'used', differs" '(SymbolName: +)used' '\1twin'
  planted "$live: the relocation at offset 1, to symbol 'used', differs" '(Relocations:\s+- VirtualAddress: +)1' '\g<1>0'
  planted "$live: the relocation at offset 1, to symbol 'used', differs" 'IMAGE_REL_AMD64_REL32\n' 'IMAGE_REL_AMD64_REL32_1\n'
  planted "$live: a relocation is lost: that at offset 1, to symbol 'used'" ' +Relocations:\s+- VirtualAddress: +1\n +SymbolName: +used\n +Type: +\w+\n' ''
  planted "$live: its header differs" '(Name: +.?.text.live.?\n +Characteristics: \[ )IMAGE_SCN_CNT_CODE, ' '\1'
  planted "symbol 'twin': differs" '(Name: +twin\n +Value: +)5' '\g<1>7'
  planted "symbol 'twin': is lost, or has become 'twig'" '(- Name: +)twin' '\1twig'
  planted "*" '  - Name: +twin\n.*?(?=  - Name)' ''
  planted "symbol 'weak': its auxiliary record differs" '(Characteristics: +IMAGE_WEAK_EXTERN_SEARCH_)ALIAS' '\1LIBRARY'
  planted "symbol '.xdata\$live': is associated with another section" '(Name: +.?.xdata.live.?\n +Value.*?Number: +)4' '\g<1>2'
  planted "symbol '.text\$live': the definition of its section differs" IMAGE_COMDAT_SELECT_ANY IMAGE_COMDAT_SELECT_LARGEST
  planted "symbol '.text\$live': the size or checksum of its section differs" '(Name: +.?.text.live.?\n +Value.*?CheckSum: +)\d+' '\g<1>7'
  # Results of other edits
  cp a.o whole.o
  found "has a section that was removed: *" whole.o "${options[@]}"
  found "section * is lost" b.o --remove "$dead"
  found "section * is lost" b.o --remove "$data"
  # A reference to what went
  faults_source | sed 's/call used/call dead/' | assembled a
  sed -i 's/\(SymbolName: *\)used/\1live/; s/\(- Name: *\)used/\1dead/' b.yaml
  yaml2obj-19 b.yaml -o planted.o
  found "*" planted.o "${options[@]}"
}

@test "a reference to what went, and associative sections torn from their parents, are found" {
  cat >source.s <<'END'
 .section .text$f,"xr",discard,f
 .globl f
f: ret
 .section .data$f,"dw",associative,f
 .quad 1
 .section .data$g,"dw",discard,g
 .globl g
g: .quad 0
END
  assembled a <source.s
  obj2yaml-19 a.o >a.yaml
  # The same without some section and its symbols, by another tool; the others are numbered anew.
  without() {
    python3 - "$@" <<'END'
import re, sys
out, gone, names = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
head, rest = open("a.yaml").read().split("sections:\n")
sections, symbols = (re.split(r"(?m)^(?=  - )", part)[1:] for part in rest.split("symbols:\n"))
del sections[gone - 1]
lower = lambda m: m[1] + str(int(m[2]) - (int(m[2]) > gone))
symbols = [re.sub(r"(Number: +)(\d+)", lower, s) for s in symbols if not re.search(r"SectionNumber: +%d\n" % gone, s)]
open(out, "w").write(head + "sections:\n" + "".join(sections) + "symbols:\n" + "".join(symbols))
END
    yaml2obj-19 "$1" -o "${1%.yaml}.o"
  }
  f=$(number '.text$f') data_f=$(number '.data$f') data_g=$(number '.data$g')
  without child.yaml "$f"
  found "symbol '.data\$f': stays, and is associated with section * '.text\$f', which is removed" child.o --remove "$f"
  without parent.yaml "$data_f"
  found "section * '.data\$f' is removed, and is associated with section * '.text\$f', which stays" parent.o --remove "$data_f"
  without g.yaml "$data_g"
  "$EDIT_OBJECT" --remove "$data_g" check a.o g.o
  sed 's/quad 1/quad g/' source.s | assembled a
  found "section * '.data\$f': refers to symbol 'g', which is removed" g.o --remove "$data_g"
  printf ' .section .drectve,"yn"\n .ascii "/INCLUDE:g"\n' | cat source.s - | assembled a
  obj2yaml-19 a.o >a.yaml
  without g.yaml "$data_g"
  found "section * '.drectve': names symbol 'g', which is removed" g.o --remove "$data_g"
  # A frame that is lost
  printf ' .section .pdata,"dr"\n .long f@IMGREL\n' | cat source.s - | assembled a
  obj2yaml-19 a.o >a.yaml
  without pdata.yaml "$(number .pdata)"
  found "section * '.pdata' is gone with the frame of symbol 'f', which stays" pdata.o --remove "$(number .pdata)"
}

@test "a change of any byte of an edited object is found" {
  cpp_source
  for target in x86_64-pc-windows-msvc i686-pc-windows-msvc x86_64-w64-mingw32; do
    symbol=live
    [ "${target%%-*}" != i686 ] || symbol=_live
    compiled_for $target -g -O1
    unreached a.o $symbol
    "$EDIT_OBJECT" "${options[@]}" flip a.o 1 >unfound
    [ ! -s unfound ] || { echo "$target" && xargs <unfound && return 1; }
  done
}

@test "garbled objects are edited or refused" {
  cpp_source
  for target in x86_64-pc-windows-msvc i686-pc-windows-msvc x86_64-w64-mingw32; do
    symbol=live
    [ "${target%%-*}" != i686 ] || symbol=_live
    compiled_for $target -g -O1
    unreached a.o $symbol
    for seed in 1 2 3; do
      "$EDIT_OBJECT" "${options[@]}" garble a.o $seed
      "$EDIT_OBJECT" --strip-debug garble a.o $seed
    done
  done
}
