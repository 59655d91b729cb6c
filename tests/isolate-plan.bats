#!/usr/bin/env bats
# isolate-plan: what it renames, hides and keeps; what ar-pack makes of its plans, and what meld-verify says of the result.

load common

# liba.a and libb.a define f, and a common symbol, differently; both export a function of their letter.
conflicting() {
  object a 'int f(void); int a(void) { return 1 + f(); }'
  object b 'int f(void); int b(void) { return 2 + f(); }'
  object fa 'int f(void) { return 10; }'
  object fb 'int f(void) { return 20; }'
  object shared 'int shared(void) { return 3; }'
  library liba.a a.o fa.o shared.o
  library libb.a b.o fb.o shared.o
  ar-scan -o before.json liba.a libb.a
}

# liba.a and libb.a of inline.cpp, where LETTER is the letter; each has an f of its own.
inline_libraries() {
  local x
  for x in a b; do
    g++ -O0 -DLETTER=$x -c -o $x.o inline.cpp || return
    echo "int f(void) { return '$x'; }" >f$x.c
    gcc -c f$x.c || return
    library lib$x.a $x.o f$x.o || return
  done
  ar-scan -o before.json liba.a libb.a
}

plan() { isolate-plan --export '[abc]' -o isolate.json "$@" before.json; }

# Packs isolate.json into out/, and verifies.
carried_out() {
  rm -rf out
  ar-pack --symtab --out-dir out isolate.json && ar-scan -o after.json out/*.a &&
    meld-verify --plan isolate.json before.json after.json
}

separated() { json '.separations[]?.symbol' isolate.json | tr '\n' ' '; }

@test "libraries that define a symbol differently link, and compute what they computed alone" {
  conflicting
  plan
  carried_out
  [ "$(separated)" = 'f ' ]
  cat >main.c <<'END'
#include <stdio.h>
int a(void), b(void);
int main(void) { printf("%d %d\n", a(), b()); }
END
  for linker in bfd gold mold; do
    cc -fuse-ld=$linker -o program main.c out/liba.a out/libb.a
    [ "$(./program)" = '11 22' ]
    cc -fuse-ld=$linker -o program main.c out/libb.a out/liba.a
    [ "$(./program)" = '11 22' ]
  done
}

@test "names follow from contents: not from the order of libraries, and the same plan comes out each time" {
  conflicting
  plan
  cp isolate.json first.json
  plan
  cmp isolate.json first.json
  names() { json '.separations[].names[].name' isolate.json | sort; }
  names >first
  ar-scan -o before.json libb.a liba.a
  plan
  names >second
  cmp first second
}

@test "a second run changes nothing" {
  conflicting
  plan --hide
  carried_out
  ar-scan -o before.json out/*.a
  plan --hide
  [ "$(json '[.separations // [], .edited // []] | map(length) | add' isolate.json)" -eq 0 ]
}

@test "exports that are defined differently are an error that names both libraries" {
  conflicting
  refuses "isolate-plan: export 'f' is defined differently by liba.a and libb.a; an export keeps its name, so these libraries cannot be linked together" \
    isolate-plan --export '[abf]' before.json
}

@test "libraries that rustc did not make want exports" {
  conflicting
  refuses 'isolate-plan: liba.a: is not a library that rustc made; say with --exports or --export which symbols its users refer to' \
    isolate-plan before.json
}

@test "exports are read from lists, version scripts, .def files and Apple's lists" {
  conflicting
  exported() { isolate-plan --exports "$1" --list-exports before.json | tr '\n' ' '; }
  printf '%s\n' '# ours' 'a # first' '' 'sh*' >list
  [ "$(exported list)" = 'a shared ' ]
  printf '%s\n' 'V1 { global: a; extern "C" { b; }; local: *; };' 'V2 { /* f; */ sh*; } V1;' >script
  [ "$(exported script)" = 'a b shared ' ]
  printf '%s\r\n' '; ours' 'LIBRARY x' 'EXPORTS' '  a @1' '  outer=b' '  "f" DATA' >x.def
  [ "$(exported x.def)" = 'a b f ' ]
  printf '%s\n' '# ours' '_a' >apple
  clang-19 --target=x86_64-apple-macos11 -c -o a.o a.c
  llvm-ar-19 rcsD libapple.a a.o
  ar-scan -o before.json libapple.a
  [ "$(exported apple)" = 'a ' ]
  [ "$(exported - <apple)" = 'a ' ]
}

@test "bad lists of exports are errors with file and line" {
  conflicting
  printf '%s\n' a 'b c' >list
  refuses "isolate-plan: list: line 2: expected one symbol or pattern, found 'b c'" isolate-plan --exports list before.json
  printf '%s\n' 'V1 {' 'global: a;' >script
  refuses "isolate-plan: script: line 1: a '{' is not closed" isolate-plan --exports script before.json
  printf '%s\n' 'V1 { a; };' '} {' >script
  refuses "isolate-plan: script: line 2: a '}' has no '{'" isolate-plan --exports script before.json
  printf '%s\n' '{' ' globl: a; };' >script
  refuses "isolate-plan: script: line 2: expected 'global' or 'local' before ':'" isolate-plan --exports script before.json
  refuses 'isolate-plan: none: No such file or directory' isolate-plan --exports none before.json
}

# warns TEXT: the plan of before.json keeps f for that reason, and the conflict stays.
warns() {
  run --separate-stderr plan
  [ "$status" -eq 0 ] || return
  echo "$stderr"
  # shellcheck disable=SC2154 # bats sets stderr
  [ "$stderr" = "isolate-plan: warning: symbol 'f' is defined differently by liba.a and libb.a, and keeps its name: $1" ] || return
  [ "$(json '.conflicts[].symbol' isolate.json)" = f ] || return
  [ "$(separated)" = '' ]
}

@test "what another library needs keeps its name, with a warning" {
  conflicting
  object c 'int f(void); int c(void) { return f(); }'
  library libc.a c.o
  ar-scan -o before.json liba.a libb.a libc.a
  warns 'another library needs it and does not define it'
  # Also what it needs only perhaps
  object c 'int f(void) __attribute__((weak)); int c(void) { return f ? f() : 0; }'
  library libc.a c.o
  ar-scan -o before.json liba.a libb.a libc.a
  warns 'another library needs it and does not define it'
}

@test "what has a version keeps its name, with a warning" {
  conflicting
  object v 'int g(void) { return 1; } __asm__(".symver g, f@V1");'
  library liba.a a.o fa.o v.o
  ar-scan -o before.json liba.a libb.a
  warns 'it has a version'
}

@test "what bitcode mentions keeps its name, with a warning" {
  conflicting
  echo 'int f(void); int other(void) { return f(); }' >bitcode.c
  clang-19 -flto -c bitcode.c
  library liba.a a.o fa.o bitcode.o
  ar-scan -o before.json liba.a libb.a
  warns 'an object that armeld cannot edit, or leaves as it is, has it: '\''bitcode.o'\'' of liba.a (bitcode)'
}

@test "a workspace library of an earlier run keeps its names" {
  conflicting
  object fw 'int f(void); int w(void) { return f(); }'
  library libc.a shared.o fw.o
  library libd.a shared.o fw.o
  ar-meld -o libw.a --out-dir melded libc.a libd.a --exclude 'none'
  mv melded/libw.a .
  [ -n "$(members libw.a)" ]
  ar-scan -o before.json liba.a libb.a libw.a
  run --separate-stderr plan
  [ "$status" -eq 0 ]
  if members libw.a | grep -q fw.o; then
    [ "$(separated)" = '' ]
  fi
  carried_out
  cmp libw.a out/libw.a
}

@test "the names of Objective-C stay, with a warning" {
  for x in a b; do
    printf ' .globl _OBJC_CLASS_$_C, _%s\n .data\n_OBJC_CLASS_$_C: .quad %d\n_%s: .quad 0\n' $x "'$x" $x >$x.s
    clang-19 --target=x86_64-apple-macos11 -c $x.s
    llvm-ar-19 rcsD lib$x.a $x.o
  done
  ar-scan -o before.json liba.a libb.a
  run --separate-stderr plan
  [ "$status" -eq 0 ]
  # shellcheck disable=SC2154 # bats sets stderr
  [[ $stderr == *"symbol '_OBJC_CLASS_\$_C' is defined differently by liba.a and libb.a, and keeps its name: the runtime of Objective-C finds it by name" ]]
}

@test "functions that allocate memory for the whole program keep their name, and are not hidden" {
  for name in a b; do
    object "$name" "void *malloc(unsigned long); void *${name}(void) { return malloc(1); }"
    object "own_$name" "static char room[64]; void *malloc(unsigned long bytes) { return room + bytes + $(printf %d "'$name"); }"
    library "lib$name.a" "$name.o" "own_$name.o"
  done
  ar-scan -o before.json liba.a libb.a
  run --separate-stderr plan --hide
  [ "$status" -eq 0 ]
  [[ $stderr == "isolate-plan: warning: symbol 'malloc' is defined differently by liba.a and libb.a, and keeps its name: it takes the place of the system's, for shared libraries too" ]]
  [ "$(separated)" = '' ]
  [ "$(json '.conflicts[].symbol' isolate.json)" = malloc ]
  carried_out
  readelf -sW out/liba.a | grep -E ' DEFAULT +[0-9]+ malloc$'
}

@test "slices of universal libraries are worlds of their own" {
  command -v llvm-lipo-19 || skip 'no llvm-lipo'
  for x in a b; do
    echo "int f(void) { return '$x'; } int $x(void) { return f(); }" >$x.c
    for arch in x86_64 arm64; do
      clang-19 --target=$arch-apple-macos11 -O1 -c -o $x-$arch.o $x.c
    done
    llvm-ar-19 rcsD $x-x86_64.a $x-x86_64.o
    llvm-ar-19 rcsD $x-arm64.a $x-arm64.o
    llvm-lipo-19 -create -output lib$x.a $x-x86_64.a $x-arm64.a
  done
  ar-scan -o before.json liba.a libb.a
  plan --hide
  carried_out
  llvm-nm-19 --arch=all out/liba.a >symbols
  [ "$(grep -c ' _f\.[0-9a-f]*$' symbols)" -eq 2 ]
  # One library alone: the same name in two slices is no conflict.
  ar-scan -o before.json liba.a
  plan
  [ "$(separated)" = '' ]
}

@test "slices with equal code are worlds of their own" {
  echo 'extern "C" int f(void); __attribute__((noinline)) inline int once() { return f(); }
extern "C" int LETTER(void) { return once(); }' >inline.cpp
  for x in a b; do
    echo "int f(void) { return '$x'; }" >f.c
    for arch in x86_64 x86_64h; do
      clang++-19 --target=$arch-apple-macos11 -O1 -DLETTER=$x -c -o $x.o inline.cpp
      clang-19 --target=$arch-apple-macos11 -O1 -c -o f.o f.c
      rm -f $x-$arch.a
      llvm-ar-19 rcsD $x-$arch.a $x.o f.o
    done
    llvm-lipo-19 -create -output lib$x.a $x-x86_64.a $x-x86_64h.a
  done
  ar-scan -o before.json liba.a libb.a
  plan
  carried_out
  [ "$(separated)" = '__Z4oncev __Z4oncev _f _f ' ]
}

@test "the entry of a function is renamed with its descriptor" {
  for x in a b; do
    printf ' .section .opd,"aw"\n .globl f, %s\nf: .quad .Lf, .TOC.@tocbase, %d\n%s: .quad 0\n .text\n.Lf: blr\n .globl g%s\ng%s: bl .f\n bl f\n' \
      $x "'$x" $x $x $x >$x.s
    clang-19 --target=powerpc64-linux-gnu -mabi=elfv1 -c $x.s
    library lib$x.a $x.o
  done
  ar-scan -o before.json liba.a libb.a
  plan
  carried_out
  llvm-nm-19 out/liba.a >symbols
  new=$(sed -n 's/.* D \(f\..*\)/\1/p' symbols)
  [ -n "$new" ]
  grep -qx " *U \.$new" symbols
}

@test "inline functions that mention a renamed symbol are renamed, in all libraries, with their statics" {
  echo 'extern "C" int f(void); inline int once() { static int s = f(); return s; } inline int plain() { return 5; }
extern "C" int LETTER(void) { return once() + plain(); }' >inline.cpp
  inline_libraries
  plan
  carried_out
  [[ $(separated) == *_Z4oncev* ]]
  [[ $(separated) == *_ZZ4oncevE1s* ]]
  echo 'extern "C" int a(void), b(void); int main() { return a() - b() != -1; }' >main.cpp
  g++ -o program main.cpp out/liba.a out/libb.a
  ./program
}

@test "meld-verify finds inline functions that keep one name and call symbols of several" {
  echo 'extern "C" int f(void); inline int once() { return f(); }
extern "C" int LETTER(void) { return once(); }' >inline.cpp
  inline_libraries
  plan
  carried_out
  jq '.edited[].rename |= map(select(.from | startswith("_Z") | not))' isolate.json >wrong.json
  mv wrong.json isolate.json
  run carried_out
  [ "$status" -eq 1 ]
  [[ $output == *"edits: out/libb.a: member 1 'b.o': its copy of '_Z4oncev' refers to other symbols than a copy that was the same, and has the same name"* ]]
}

@test "inline functions that mention a renamed symbol and are exports are warned of" {
  echo 'extern "C" int f(void); inline int once() { return f(); }
extern "C" int LETTER(void) { return once(); }' >inline.cpp
  inline_libraries
  run --separate-stderr plan --export '_Z4oncev'
  [ "$status" -eq 0 ]
  # shellcheck disable=SC2154 # bats sets stderr
  [ "$stderr" = "isolate-plan: warning: symbol '_Z4oncev' of liba.a and libb.a may call what is renamed, and keeps its name: it is an export; these libraries then share one of its definitions" ]
  [ "$(separated)" = 'f ' ]
}

# ---- hiding ----

@test "with --hide, programs export what is an export and nothing else" {
  conflicting
  object common 'int common; int *common_place(void) { return &common; }'
  library liba.a a.o fa.o shared.o common.o
  ar-scan -o before.json liba.a libb.a
  plan --hide
  carried_out
  echo 'int a(void), b(void); int main(void) { return a() - b(); }' >main.c
  for linker in bfd gold mold; do
    cc -fuse-ld=$linker -Wl,--export-dynamic -Wl,--whole-archive -o program main.c out/liba.a -Wl,--no-whole-archive out/libb.a
    nm -D --defined-only program | awk '{ print $3 }' >exported
    grep -qx a exported
    grep -qx b exported
    run grep -E '^(f|shared|common)' exported
    [ "$status" -eq 1 ]
  done
}

# ---- several plans ----

@test "ar-pack with two plans writes what one plan made with --after writes" {
  conflicting
  plan --hide
  dedup-plan -w libw.a --after isolate.json -o both.json before.json
  ar-pack --out-dir one both.json
  dedup-plan -w libw.a -o plan.json before.json
  ar-pack --out-dir two plan.json isolate.json
  ar-pack --out-dir three isolate.json plan.json
  diff -r one two
  diff -r two three
}

@test "plans that contradict each other are refused, with the member" {
  conflicting
  plan
  jq '.edited |= with_entries(.value.rename[]?.to |= . + "x")' isolate.json >other.json
  new=$(json '.separations[].names[] | select(.libraries[] == "liba.a").name' isolate.json)
  refuses "ar-pack: liba.a: member 'a.o': symbol 'f' becomes '$new' and '${new}x'" ar-pack --out-dir out isolate.json other.json
  [ ! -e out ]
  # Plans over other libraries
  cp liba.a libz.a
  ar-scan -o before.json liba.a libz.a
  isolate-plan --export a --hide -o other.json before.json
  refuses 'ar-pack: libb.a: is not in each of the plans' ar-pack --out-dir out isolate.json other.json
}

@test "edited members are taken from no stage, and are in no thin archive" {
  conflicting
  plan
  mkdir stage
  ar-extract -C stage before.json
  refuses "ar-pack: --stage does not go with a plan that edits objects, unless 'ar-extract --for-workspace' wrote it" \
    ar-pack --stage stage --out-dir out isolate.json
  command ar rcDT libt.a a.o fa.o
  ar-scan -o before.json libt.a libb.a
  plan
  refuses "ar-pack: out/libt.a: member 'a.o' is edited; a thin archive names a file that stays as it is" \
    ar-pack --thin --out-dir out isolate.json
}

@test "libraries are edited in place, and thin archives become archives" {
  conflicting
  cp liba.a libb.a ..
  plan
  ar-pack --symtab --in-place isolate.json
  nm liba.a >symbols
  grep -q ' T f\.' symbols
  command ar rcDT libt.a a.o fa.o
  library libb.a b.o fb.o
  ar-scan -o before.json libt.a libb.a
  plan
  carried_out
  [ "$(head -c 7 out/libt.a)" = '!<arch>' ]
}

# ---- meld-verify ----

finds() {
  run meld-verify --plan isolate.json before.json after.json
  echo "$output"
  [ "$status" -eq 1 ] || return
  [[ $output == *"$1"* ]]
}

@test "meld-verify finds an edited member that is replaced" {
  conflicting
  plan
  carried_out
  # by the original
  cp out/liba.a good.a
  mkdir work
  (cd work && ar x ../out/liba.a && cp ../fa.o fa.o && library ../out/liba.a a.o fa.o shared.o)
  ranlib -D out/liba.a
  ar-scan -o after.json out/*.a
  finds "fa.o"
  # by that of another library
  (cd work && ar x ../out/libb.a fb.o && cp fb.o fa.o && library ../out/liba.a a.o fa.o shared.o)
  ranlib -D out/liba.a
  ar-scan -o after.json out/*.a
  finds "fa.o"
  # by one with another byte
  (cd work && ar x ../good.a fa.o && printf '\x90' | dd of=fa.o bs=1 seek=64 conv=notrunc status=none && library ../out/liba.a a.o fa.o shared.o)
  ranlib -D out/liba.a
  ar-scan -o after.json out/*.a
  finds "fa.o"
}

# The plan with a change by jq, carried out as it says
changed() {
  [ -e good.json ] || cp isolate.json good.json
  jq "$1" good.json >isolate.json
  rm -rf out
  ar-pack --symtab --out-dir out isolate.json && ar-scan -o after.json out/*.a
}

@test "meld-verify finds edits that are wrong by themselves" {
  conflicting
  plan --hide
  # An export that is hidden
  changed '.exports += ["shared"]'
  finds "the plan renames or hides the export 'shared'"
  # An export that is renamed
  changed '.exports += ["f"]'
  finds "the plan renames or hides the export 'f'"
  # One name with two new names
  changed '(.edited[] | select(.hide != true) | .rename[].to) = "f.other"'
  finds "symbol 'f' is called '"
  # Two names that become one
  changed '(.edited[].rename[]? | select(.from == "f") | .to) = "shared"'
  finds "symbols 'shared' and 'f' are both called 'shared'"
  # What the library does not define
  object c 'int g(void); int extra; int c(void) { return g(); }'
  library libc.a c.o
  ar-scan -o before.json liba.a libb.a libc.a
  rm good.json
  plan --hide
  changed '(.edited[] | select(.visible == ["c"])).rename = [{from: "g", to: "g.1"}]'
  finds "symbol 'g', which it does not define, is renamed"
  # A conflict that is left
  conflicting
  rm good.json
  plan
  changed '(.edited[].rename[]?.to) = "f.same"'
  finds "symbol 'f.same' is defined differently by it and "
}
