#!/usr/bin/env bats
# The limits that gc-plan(1) and strip-plan(1) name, each with what its CAVEATS advise; and which linkers read what
# strip-plan compresses.

load common

# Names of linkers for -fuse-ld
linkers='bfd gold lld mold'

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  mkdir linkers || return
  ln -s "$(command -v ld.lld-19)" linkers/ld.lld
}

# collect EXPORT...: packs libx.a, with only what these reach, to out/, and verifies
collect() {
  local name options=()
  for name; do options+=(--export "$name"); done
  rm -rf out
  ar-scan -o before.json --sections sections.json libx.a
  gc-plan "${options[@]}" -o gc.json before.json sections.json
  ar-pack --symtab --out-dir out gc.json
  ar-scan -o after.json out/libx.a
  meld-verify --plan gc.json before.json after.json
}

# linked LINKER FOLDER OPTION...: what the program of main.c prints with the libx.a of the folder; nothing if it does not link
linked() {
  local linker=$1 folder=$2
  shift 2
  "$CC" "-B$PWD/linkers" "-fuse-ld=$linker" -o program main.c "$@" "$folder/libx.a" -Wl,--no-whole-archive 2>link.txt || return 0
  ./program
}

# scanned LIBRARY...: before.json and sections.json
scanned() { ar-scan -o before.json --sections sections.json "$@"; }

# How many sections gc.json removes from objects, and the names of the members that it removes
removed_sections() { json '[.edited[]?.remove // [] | length] | add // 0' gc.json; }
removed_members() { json '[.libraries[].remove // [] | .[].name] | sort | join(" ")' gc.json; }

@test "--whole-archive takes members for their own sake: those that no export reaches are gone" {
  object a
  object extra '#include <stdio.h>
int extra;
__attribute__((constructor)) static void say(void) { puts("extra"); }'
  library libx.a a.o extra.o
  echo 'int a(void); int main(void) { return a() - 1; }' >main.c
  for linker in $linkers; do
    [ "$(linked "$linker" . -Wl,--whole-archive)" = extra ]
    collect a
    [ "$(removed_members)" = extra.o ]
    [ "$(linked "$linker" out -Wl,--whole-archive)" = '' ]
    ./program
    # As gc-plan(1) advises
    collect a extra
    [ "$(linked "$linker" out -Wl,--whole-archive)" = extra ]
  done
}

@test "-force_load takes members for their own sake, too" {
  for name in a extra; do
    echo "int $name(void) { return 1; }" >$name.c
    clang-19 --target=arm64-apple-macos11 -c $name.c
  done
  rm -f libx.a
  llvm-ar-19 rcs libx.a a.o extra.o
  dylib() {
    ld64.lld-19 -arch arm64 -platform_version macos 11.0 11.0 -dylib -install_name x -undefined dynamic_lookup -force_load "$1" \
      -o x.dylib || return
    llvm-nm-19 --defined-only --format=just-symbols x.dylib | grep -E '^_(a|extra)$' | xargs
  }
  [ "$(dylib libx.a)" = '_a _extra' ]
  collect a
  [ "$(dylib out/libx.a)" = _a ]
  collect a extra
  [ "$(dylib out/libx.a)" = '_a _extra' ]
}

@test "--wrap names functions that no object refers to: they must be exports" {
  object a 'int f(void); int a(void) { return f(); }'
  object f 'int f(void) { return 3; }'
  object w 'int __real_f(void); int __wrap_f(void) { return 10 + __real_f(); }'
  library libx.a a.o f.o w.o
  cat >main.c <<'END'
#include <stdio.h>
int a(void);
int main(void) { printf("%d\n", a()); }
END
  for linker in $linkers; do
    [ "$(linked "$linker" . -Wl,--wrap=f)" = 13 ]
    collect a
    [ "$(removed_members)" = w.o ]
    [ "$(linked "$linker" out -Wl,--wrap=f)" = '' ]
    grep -q __wrap_f link.txt
    collect a f __wrap_f
    [ "$(linked "$linker" out -Wl,--wrap=f)" = 13 ]
  done
}

@test "what only dlsym finds must be an export" {
  echo 'int a(void) { return 1; } int hook(void) { return 2; }' >x.c
  "$CC" -ffunction-sections -c x.c
  library libx.a x.o
  cat >main.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
int a(void);
int main(void) { printf("%d %s\n", a(), dlsym(RTLD_DEFAULT, "hook") ? "found" : "not found"); }
END
  for linker in $linkers; do
    [ "$(linked "$linker" . -rdynamic)" = '1 found' ]
    collect a
    [ "$(linked "$linker" out -rdynamic)" = '1 not found' ]
    collect a hook
    [ "$(linked "$linker" out -rdynamic)" = '1 found' ]
  done
}

@test "WebAssembly and XCOFF objects stay whole; only members go, and of Mach-O objects atoms" {
  echo 'int a(void) { return 1; } int dead(void) { return 2; }' >a.c
  echo 'int extra(void) { return 3; }' >extra.c
  for target in arm64-apple-macos11 wasm32 powerpc64-ibm-aix; do
    for name in a extra; do clang-19 --target=$target -ffunction-sections -c $name.c; done
    rm -f libx.a
    llvm-ar-19 rcs libx.a a.o extra.o
    scanned libx.a
    gc-plan --export a --export .a -o gc.json before.json sections.json
    echo "$target"
    [ "$(removed_members)" = extra.o ]
    expected=0
    [ $target != arm64-apple-macos11 ] || expected=1
    [ "$(removed_sections)" -eq "$expected" ]
  done
}

@test "of COFF objects only COMDATs go, as linkers remove them" {
  cat >a.c <<'END'
int a(void) { return 1; }
int dead(void) { return 2; }
__attribute__((section(".text$mine"))) int kept(void) { return 3; }
END
  clang-19 --target=x86_64-pc-windows-msvc -c a.c
  library libx.a a.o
  collect a
  [ "$(removed_sections)" -eq 0 ]
  clang-19 --target=x86_64-pc-windows-msvc -ffunction-sections -c a.c
  library libx.a a.o
  collect a
  ar p out/libx.a a.o >collected.o
  [ "$(llvm-nm-19 --defined-only --extern-only --format=just-symbols collected.o | xargs)" = 'a kept' ]
  # lld-link says the same of the original.
  echo 'int a(void); int mainCRTStartup(void) { return a(); }' >main.c
  clang-19 --target=x86_64-pc-windows-msvc -c main.c
  lld-link-19 /nologo /opt:ref /entry:mainCRTStartup /subsystem:console /out:program.exe /map:program.map main.o libx.a
  grep -qw kept program.map
  grep -qw a program.map
  run grep -qw dead program.map
  [ "$status" -eq 1 ]
}

@test "a member that cannot be read stops gc-plan" {
  object a
  echo 'int g(void) { return 1; }' >lto.c
  "$CC" -flto -fno-fat-lto-objects -c lto.c
  library libx.a a.o
  ar rcD libx.a lto.o
  ar-scan --quiet -o before.json --sections sections.json libx.a
  run gc-plan --export a -o gc.json before.json sections.json
  [ "$status" -eq 2 ]
  [[ $output == "gc-plan: libx.a: member 2 'lto.o'"*': it is not known what it refers to, so it cannot be said what the exports reach'* ]]
  [ ! -e gc.json ]
}

# debug_library: libx.a with enough debug information for compression to pay
debug_library() {
  {
    for i in {1..200}; do echo "struct s$i { int a, b, c; }; int f$i(struct s$i *s) { return s->a + s->b; }"; done
    echo 'int a(void) { return 1; }'
  } >a.c
  "$CC" -g -c a.c
  library libx.a a.o
}

@test "the linkers read zlib and zstd, and write the program that they write without" {
  debug_library
  echo 'int a(void); int main(void) { return a() - 1; }' >main.c
  ar-scan -o before.json libx.a
  for method in zlib zstd; do
    strip-plan --compress-debug $method -o strip.json before.json
    rm -rf out
    ar-pack --symtab --out-dir out strip.json
    [ "$(stat -c %s out/libx.a)" -lt "$(stat -c %s libx.a)" ]
    llvm-ar-19 p out/libx.a a.o >packed.o
    llvm-readelf-19 -SW packed.o | grep -qE '\.debug_info .* C '
    for linker in $linkers; do
      linked "$linker" .
      mv program plain
      linked "$linker" out
      cmp plain program
    done
  done
}

@test "debug information is compressed in ELF only" {
  echo 'int a(void) { return 1; }' >a.c
  clang-19 --target=x86_64-pc-windows-msvc -g -c a.c
  library libx.a a.o
  ar-scan -o before.json libx.a
  refuses "strip-plan: libx.a: member 1 'a.o': debug information can be compressed in ELF only; no linker reads it compressed in coff" \
    strip-plan --compress-debug zlib before.json
}
