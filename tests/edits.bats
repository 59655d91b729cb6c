#!/usr/bin/env bats
# Edited objects: renamed and hidden symbols, in all formats, held against LLVM's tools and linkers.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
}

EDIT_OBJECT=$ARMELD_BIN/../tests/edit-object

# What objects of all kinds have: C with weak, common, hidden and thread-local symbols, and pointers in data.
c_source() {
  cat >a.c <<'END'
extern int other(int), data;
extern int hook(void) __attribute__((weak));
int common;
#ifndef NO_TLS
__thread int thread = 4;
#else
int thread = 4;
#endif
__attribute__((weak)) int weak(void) { return data; }
__attribute__((visibility("hidden"))) int hidden(void) { return 4; }
static int local(void) { return other(3); }
int (*table[])(int) = {other, (int (*)(int))local};
int main1(void) { return weak() + thread + common + (hook ? hook() : 0) + hidden(); }
END
}

# ... and C++ with COMDATs, constructors in groups of their own, vtables, guards and unique symbols.
cpp_source() {
  cat >b.cpp <<'END'
extern "C" int other(int);
struct X { int v; X(); virtual ~X() {} virtual int get() { return v; } };
inline int once() { static int s = other(1); return s; }
template <class T> struct S {
  struct Y { T v; __attribute__((noinline)) Y() : v(other(2)) {} virtual T g() { return v; } };
  static T q;
};
template <class T> T S<T>::q = 7;
X::X() : v(once()) {}
int use() { S<int>::Y y; X x; return y.g() + S<int>::q + x.get(); }
END
}

# edit-object's arguments: new names for what the sources define and mention, $1 before each name
renames() {
  local name
  for name in other weak common thread main1 hidden data hook _Z4oncev _ZGVZ4oncevE1s _ZZ4oncevE1s _ZN1SIiE1YC2Ev \
    _ZN1SIiE1YC5Ev _ZTV1X '?once@@YAHXZ' '?get@X@@UEAAHXZ' __imp_imported .refptr.data; do
    printf '%s\n' "$1$name=$1$name.0123456789ab"
  done
}

# same_as_objcopy OBJECT UNDERSCORE: an edited object has the symbols that LLVM's objcopy makes; edited back, it has the
# old ones; and nothing but names differs.
same_as_objcopy() {
  mapfile -t names < <(renames "$2")
  "$EDIT_OBJECT" write "$1" edited.o "${names[@]}" || return
  printf '%s\n' "${names[@]}" | tr '=' ' ' >map
  llvm-objcopy-19 --redefine-syms map "$1" copied.o || return
  cmp <(symbols edited.o) <(symbols copied.o) || return
  symbols edited.o | grep -q '\.0123456789ab$' || return
  mapfile -t back < <(printf '%s\n' "${names[@]}" | awk -F= '{ print $2 "=" $1 }')
  "$EDIT_OBJECT" write edited.o back.o "${back[@]}" || return
  cmp <(symbols back.o) <(symbols "$1") || return
  diff <(facts "$1") <(facts edited.o | sed 's/\.0123456789ab//g') || return
}

symbols() { llvm-nm-19 "$1" | LC_ALL=C sort -k3; }

# What LLVM reads of an object, without places in the file and the string table
facts() {
  llvm-readobj-19 --sections --section-data --relocations --symbols "$1" |
    sed -E '/^(File|  *Offset|  *PointerTo[A-Za-z]*|  *SymbolTableOffset|  *StringTable.*):/d; s/ \([0-9]+\)$//' |
    awk '/Name: \.(shstrtab|strtab|symtab|drectve)/ { skip = 1 } / Section \{/ { skip = 0 } /^ *Size:/ && skip { next }
      /SectionData \($/ && skip { hiding = 1 } !hiding { print } /^ *\)$/ { hiding = 0 }'
}

@test "ELF of either width and byte order is edited as objcopy does" {
  c_source
  cpp_source
  for target in x86_64 i386 aarch64 armv7 armebv7 powerpc powerpc64 powerpc64le s390x mips mips64el riscv64; do
    clang-19 --target=$target-linux-gnu -fcommon -g -O1 -w -c -o a.o a.c
    clang-19 --target=$target-linux-gnu -g -O1 -w -ffunction-sections -c -o b.o b.cpp
    same_as_objcopy a.o '' || { echo "$target, C" && return 1; }
    same_as_objcopy b.o '' || { echo "$target, C++" && return 1; }
  done
}

@test "ELF as GNU as lays it out is edited as objcopy does" {
  c_source
  cpp_source
  gcc -fcommon -g -O1 -c -o a.o a.c
  g++ -g3 -O1 -fdebug-types-section -c -o b.o b.cpp
  same_as_objcopy a.o ''
  same_as_objcopy b.o ''
  # Constructors in one group, by a name that is a local symbol
  "$EDIT_OBJECT" write b.o edited.o _ZN1SIiE1YC5Ev=group.1
  readelf -gW edited.o >groups
  grep -qF '[group.1]' groups
  # The edited object is one that linkers take.
  ld.bfd -r -o linked.o edited.o
  ld.lld-19 -r -o linked.o edited.o
}

@test "more sections than 16 bits count are edited" {
  seq 33000 | sed 's/.*/ .section .text.f&,"ax"\n .globl f&\nf&: call g/' >many.s
  clang-19 --target=x86_64-linux-gnu -c -o many.o many.s
  readelf -hW many.o >header
  grep -q 'Number of section headers: *0 (6' header
  "$EDIT_OBJECT" write many.o edited.o g=g.1 f1=f1.1 f33000=last.1
  printf '%s\n' 'g g.1' 'f1 f1.1' 'f33000 last.1' >map
  llvm-objcopy-19 --redefine-syms map many.o copied.o
  cmp <(symbols edited.o) <(symbols copied.o)
  ld.bfd -r -o linked.o edited.o
}

@test "IFUNC, unique, versioned and protected symbols are renamed and hidden" {
  cat >a.s <<'END'
  .text
  .globl ifunc, unique, protected, versioned
  .type ifunc, @gnu_indirect_function
ifunc: ret
  .protected protected
protected: call undefined@PLT
versioned: ret
  .symver versioned, public@@V1
  .data
  .type unique, @gnu_unique_object
unique: .quad ifunc
  .comm common, 8, 8
  .hidden common2
  .comm common2, 8, 8
END
  gcc -c a.s
  "$EDIT_OBJECT" --hide --visible protected write a.o edited.o ifunc=ifunc.1 unique=unique.1 common=common.1
  readelf -sW edited.o | awk '$5 ~ /GLOBAL|UNIQUE|LOOS/ { print $4, $6, $7, $8 }' | sort >found
  diff found - <<'END'
IFUNC HIDDEN 1 ifunc.1
NOTYPE DEFAULT UND undefined
NOTYPE HIDDEN 1 public@@V1
NOTYPE HIDDEN 1 versioned
NOTYPE PROTECTED 1 protected
OBJECT HIDDEN 3 unique.1
OBJECT HIDDEN COM common.1
OBJECT HIDDEN COM common2
END
}

@test "COFF is edited as objcopy does" {
  c_source
  cpp_source
  for target in x86_64-pc-windows-msvc i686-pc-windows-msvc aarch64-pc-windows-msvc x86_64-w64-mingw32 i686-w64-mingw32; do
    underscore=
    [ "${target%%-*}" != i686 ] || underscore=_
    clang-19 --target=$target -DNO_TLS -fcommon -g -O1 -w -c -o a.o a.c
    clang-19 --target=$target -g -O1 -w -c -o b.o b.cpp
    mapfile -t names < <(renames "$underscore")
    for object in a.o b.o; do
      "$EDIT_OBJECT" write $object edited.o "${names[@]}"
      printf '%s\n' "${names[@]}" | tr '=' ' ' >map
      llvm-objcopy-19 --redefine-syms map $object copied.o
      cmp <(symbols edited.o) <(symbols copied.o) || { echo "$target" && return 1; }
      symbols edited.o | grep -q '\.0123456789ab$'
    done
  done
}

@test "the options in .drectve follow, in each spelling" {
  directives() {
    printf ' .section .drectve\n .ascii "%s"\n .text\n .globl %sf, %sg\n%sf: ret\n%sg: ret\n' "${2//\"/\\\"}" "$3" "$3" "$3" "$3" >d.s
    clang-19 --target="$1" -c d.s || return
    "$EDIT_OBJECT" write d.o edited.o "$3f=$3f.1" "$3g=$3g.2" || return
    llvm-readobj-19 --coff-directives edited.o | sed -n 's/^Directive(s): *//p'
  }
  [ "$(directives x86_64-pc-windows-msvc ' /EXPORT:f /EXPORT:f,DATA /export:f,@3 /EXPORT:h=f,PRIVATE' '')" = \
    '/EXPORT:f=f.1 /EXPORT:f=f.1,DATA /export:f=f.1,@3 /EXPORT:h=f.1,PRIVATE' ]
  [ "$(directives x86_64-pc-windows-msvc '/INCLUDE:f /include:other /ALTERNATENAME:f=g /DEFAULTLIB:f' '')" = \
    '/INCLUDE:f.1 /include:other /ALTERNATENAME:f.1=g.2 /DEFAULTLIB:f' ]
  [ "$(directives x86_64-pc-windows-msvc '/EXPORT:"f" "/EXPORT:g"' '')" = '/EXPORT:"f"="f.1" "/EXPORT:g"=g.2' ]
  # GNU ld takes no name with a digit behind a dot without quotes.
  [ "$(directives x86_64-w64-mingw32 ' -export:f -export:"g",data -aligncomm:"f",4' '')" = \
    '-export:f="f.1" -export:"g"="g.2",data -aligncomm:"f.1",4' ]
  # There C names stand without their underscore.
  [ "$(directives i686-w64-mingw32 '-export:f -exclude-symbols:g' _)" = '-export:f="f.1" -exclude-symbols:"g.2"' ]
  [ "$(directives i686-pc-windows-msvc '/EXPORT:_f /INCLUDE:_g' _)" = '/EXPORT:_f=_f.1 /INCLUDE:_g.2' ]
}

@test "what a DLL exports keeps its name, with each linker" {
  for compiler in x86_64-w64-mingw32-gcc clang-19\ --target=x86_64-w64-mingw32; do
    command -v "${compiler%% *}" || continue
    echo '__declspec(dllexport) int f(void) { return 1; } __declspec(dllexport) int value = 2;' >f.c
    $compiler -c f.c
    "$EDIT_OBJECT" write f.o edited.o f=f.0123456789ab value=value.9abc
    x86_64-w64-mingw32-ld -shared -o f.dll edited.o
    x86_64-w64-mingw32-objdump -p f.dll | awk '/^\t\[ *[0-9]+\] (\+base|)/ { print $NF }' | sort -u >exported
    grep -qx f exported
    grep -qx value exported
    run grep -F . exported
    [ "$status" -eq 1 ]
    lld-link-19 -lldmingw -dll -noentry -out:g.dll edited.o
    [ "$(llvm-readobj-19 --coff-exports g.dll | awk '/Name: [a-z]+$/ { print $2 }' | sort | tr '\n' ' ')" = 'f value ' ]
  done
}

@test "COFF with 32-bit section numbers is edited" {
  seq 66000 | sed 's/.*/ .section .text$f&,"xr",discard,f&\n .globl f&\nf&: ret/' >many.s
  clang-19 --target=x86_64-pc-windows-msvc -c -o many.o many.s
  "$EDIT_OBJECT" write many.o edited.o f1=f1.1 f33000=last.1
  [ "$(od -An -tx1 -N4 edited.o)" = ' 00 00 ff ff' ]
  cmp <(symbols edited.o) <(symbols many.o | sed 's/ f1$/ f1.1/; s/ f33000$/ last.1/' | sort -k3)
}

@test "Mach-O is edited as objcopy does" {
  c_source
  cpp_source
  for target in x86_64-apple-macos11 arm64-apple-macos11 armv7-apple-ios9; do
    clang-19 --target=$target -fcommon -g -O1 -w -c -o a.o a.c
    clang-19 --target=$target -g -O1 -w -c -o b.o b.cpp
    mapfile -t names < <(renames _)
    for object in a.o b.o; do
      "$EDIT_OBJECT" write $object edited.o "${names[@]}"
      diff <(llvm-nm-19 $object | cut -c10- | sed -E "s/^(.*) (_($(IFS='|' && renames '' | sed 's/=.*//' | grep -v '?' | paste -sd '|')))$/\1 \2.0123456789ab/" | sort) \
        <(llvm-nm-19 edited.o | cut -c10- | sort) || { echo "$target" && return 1; }
      symbols edited.o | grep -q '\.0123456789ab$'
    done
  done
}

@test "Mach-O: definitions become private externs, aliases follow" {
  cat >a.s <<'END'
  .globl _f, _g, _alias, _weak
_f: ret
_g: ret
  .weak_definition _weak
_weak: ret
  .private_extern _hidden
_hidden: ret
  .comm _common, 8
_alias = _f
END
  clang-19 --target=x86_64-apple-macos11 -c a.s
  "$EDIT_OBJECT" --hide --visible _g write a.o edited.o _f=_f.1 _alias=_alias.1
  llvm-nm-19 -m edited.o | cut -c18- | sort >found
  grep -q 'private external _f.1$' found
  grep -q 'private external _alias.1$' found
  grep -q 'weak private external _weak$' found
  grep -q 'private external _common$' found
  grep -q ') external _g$' found
  echo '.globl _main; _main: call _f.1; call _g; call _weak; call _alias.1; ret' | tr ';' '\n' >main.s
  clang-19 --target=x86_64-apple-macos11 -c main.s
  ld64.lld-19 -arch x86_64 -platform_version macos 11 11 -o linked main.o edited.o -undefined dynamic_lookup
  llvm-nm-19 -m linked >linked.nm
  run grep -E 'external _(f.1|weak)$' linked.nm
  [[ $output != *') external'* ]]
}

# ---- the check of edited objects ----

# Bytes that nobody reads: padding, and offsets of sections that have no content in the file
@test "a change of any byte of an edited object is found" {
  c_source
  cpp_source
  flips() {
    mapfile -t names < <(renames "$2")
    "$EDIT_OBJECT" write "$1" edited.o "${names[@]}" || return
    "$EDIT_OBJECT" flip "$1" 3 "${names[@]}" >unfound || return
    python3 "$ROOT/tests/edit/dead-bytes" edited.o <unfound
  }
  for target in x86_64-linux-gnu s390x-linux-gnu i386-linux-gnu x86_64-pc-windows-msvc i686-w64-mingw32 \
    x86_64-apple-macos11 armv7-apple-ios9; do
    clang-19 --target=$target -DNO_TLS -fcommon -O1 -w -c -o a.o a.c
    clang-19 --target=$target -O1 -w -ffunction-sections -c -o b.o b.cpp
    case $target in *apple* | i686*) underscore=_ ;; *) underscore= ;; esac
    flips a.o "$underscore" || { echo "$target, C" && return 1; }
    flips b.o "$underscore" || { echo "$target, C++" && return 1; }
  done
}

@test "garbled objects are edited or refused" {
  c_source
  cpp_source
  for target in x86_64-linux-gnu s390x-linux-gnu i386-linux-gnu x86_64-pc-windows-msvc i686-w64-mingw32 \
    x86_64-apple-macos11 armv7-apple-ios9; do
    clang-19 --target=$target -DNO_TLS -fcommon -O1 -w -c -o a.o a.c
    clang-19 --target=$target -O1 -w -ffunction-sections -c -o b.o b.cpp
    case $target in *apple* | i686*) underscore=_ ;; *) underscore= ;; esac
    mapfile -t names < <(renames "$underscore")
    for seed in 1 2; do
      "$EDIT_OBJECT" --hide garble a.o $seed "${names[@]}"
      "$EDIT_OBJECT" garble b.o $seed "${names[@]}"
    done
  done
}
