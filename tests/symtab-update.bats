#!/usr/bin/env bats
# symtab-update: fresh symbol tables, made by llvm-ar.

load common

# Some llvm-ar, for the tests that do not care which.
find_llvm_ar() {
  for name in llvm-ar llvm-ar-22 llvm-ar-19; do
    if command -v "$name"; then return; fi
  done
}

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  unset LLVM_AR
  real=$(find_llvm_ar)
  [ "$real" ]
  object x
  object y
}

state() { ar-scan "$1" | jq -r '.libraries[0].symbol_table | .state + " " + .format'; }

# stale FILE: a library of x.o and y.o whose table names a symbol z and no x.
stale() {
  library "$1" x.o y.o
  sed -i '1,/x\x00y\x00/s/x\x00y\x00/z\x00y\x00/' "$1"
}

# wrapper FILE [VERSION]: an llvm-ar that leaves a trace
wrapper() {
  mkdir -p "$(dirname "$1")"
  printf '#!/bin/sh\n[ "$1" = --version ] && echo "Debian LLVM version %s.1.0" && exit\n' "${2:-}" >"$1"
  printf 'echo "$0" >>%s/trace\nexec %s "$@"\n' "$PWD" "$real" >>"$1"
  chmod +x "$1"
}

@test "a library without a table gets one" {
  ar rcSD libx.a x.o y.o
  [ "$(state libx.a)" = 'absent none' ]
  symtab-update libx.a
  [ "$(state libx.a)" = 'fresh gnu' ]
  [ "$(nm -s libx.a | sed -n 's/ in / /p' | sort | tr '\n' ';')" = 'x x.o;y y.o;' ]
}

@test "a table that lies comes out fresh" {
  stale libx.a
  [ "$(state libx.a)" = 'stale gnu' ]
  # What llvm-ar s alone does not do.
  cp libx.a copy.a
  "$real" s copy.a
  [ "$(state copy.a)" = 'stale gnu' ]
  symtab-update libx.a
  [ "$(state libx.a)" = 'fresh gnu' ]
  printf 'int x(void), y(void); int main(void) { return x() + y() - 2; }' >main.c
  "$CC" -o main main.c libx.a
  ./main
}

@test "a fresh table stays fresh, and the bytes are the same each time" {
  library libx.a x.o y.o
  symtab-update libx.a
  cp libx.a first.a
  symtab-update libx.a
  cmp libx.a first.a
  [ "$(state libx.a)" = 'fresh gnu' ]
}

@test "members stay as they are, in order, also when names repeat or are long" {
  cp y.o "$(printf 'long%.0s' {1..40}).o"
  mkdir other
  cp y.o other/x.o
  ar qcSD libx.a y.o x.o long*.o other/x.o
  members libx.a >want
  symtab-update libx.a
  members libx.a | diff want -
  [ "$(state libx.a)" = 'fresh gnu' ]
  ar p libx.a y.o | cmp y.o
}

@test "the format is kept, and --format gives another" {
  "$real" --format=bsd rcSD libx.a x.o y.o
  symtab-update -f bsd libx.a
  [ "$(state libx.a)" = 'fresh bsd' ]
  symtab-update libx.a
  [ "$(state libx.a)" = 'fresh bsd' ]
  symtab-update --format gnu libx.a
  [ "$(state libx.a)" = 'fresh gnu' ]
}

@test "many libraries, by name, by list and in parallel" {
  for number in 1 2 3 4 5 6; do ar rcSD "lib $number.a" x.o; done
  symtab-update -j 4 'lib 1.a' 'lib 2.a'
  printf 'lib 3.a\nlib 4.a\n' | symtab-update --files-from -
  printf 'lib 5.a\0lib 6.a\0' >list
  symtab-update --files-from list -0
  for number in 1 2 3 4 5 6; do [ "$(state "lib $number.a")" = 'fresh gnu' ]; done
}

@test "permissions and symbolic links stay" {
  ar rcSD real.a x.o
  chmod 640 real.a
  ln -s real.a libx.a
  symtab-update libx.a
  [ -L libx.a ]
  [ "$(stat -c %a real.a)" = 640 ]
  [ "$(state real.a)" = 'fresh gnu' ]
}

@test "--missing leaves libraries alone that have a table, and wants no llvm-ar if all have" {
  stale libx.a
  ar rcSD liby.a y.o
  symtab-update --missing libx.a liby.a
  [ "$(state libx.a)" = 'stale gnu' ]
  [ "$(state liby.a)" = 'fresh gnu' ]
  PATH=/nowhere "$ARMELD_BIN/symtab-update" --missing libx.a liby.a
}

@test "a path that begins with a dash is a path" {
  mkdir ./-d
  ar rcSD ./-d/x.a x.o
  ar rcSD ./-x.a x.o
  symtab-update -- -x.a -d/x.a
  [ "$(state ./-x.a)" = 'fresh gnu' ]
}

@test "llvm-ar: the option comes first, then LLVM_AR, the Rust toolchain, and the newest on PATH" {
  ar rcSD libx.a x.o
  wrapper option/my-ar
  wrapper environment/my-ar
  wrapper sysroot/lib/rustlib/some-target/bin/llvm-ar
  wrapper old/llvm-ar 14
  wrapper new/llvm-ar 22
  wrapper versions/llvm-ar-19
  wrapper versions/llvm-ar-21
  mkdir rust
  printf '#!/bin/sh\n[ "$*" = "--print sysroot" ] && echo "%s/sysroot"\n' "$PWD" >rust/rustc
  chmod +x rust/rustc
  bare=$ARMELD_BIN:/bare # no llvm-ar of the machine's own
  # took WANT COMMAND...: the command runs that llvm-ar
  took() {
    rm -f trace
    "${@:2}"
    [ "$(sort -u trace)" = "$PWD/$1" ]
  }
  update() { env PATH="$1" "${@:2}" "$ARMELD_BIN/symtab-update" libx.a; }
  took option/my-ar env LLVM_AR="$PWD/environment/my-ar" symtab-update --llvm-ar "$PWD/option/my-ar" libx.a
  took environment/my-ar update "$PWD/rust:$PWD/new:$bare" LLVM_AR="$PWD/environment/my-ar"
  took environment/my-ar update "$PWD/environment:$bare" LLVM_AR=my-ar
  PATH=$PWD/rust:$PWD/new:/usr/bin:/bin took sysroot/lib/rustlib/some-target/bin/llvm-ar "$ARMELD_BIN/symtab-update" libx.a
  took new/llvm-ar update "$PWD/new:$PWD/versions:$bare" LLVM_AR=
  took versions/llvm-ar-21 update "$PWD/old:$PWD/versions:$bare" LLVM_AR=
  took old/llvm-ar update "$PWD/old:$bare" LLVM_AR=
  took versions/llvm-ar-21 update "$PWD/versions:$bare" LLVM_AR=
}

@test "--verbose says which llvm-ar was taken, and silence is the rule" {
  ar rcSD libx.a x.o
  run --separate-stderr symtab-update libx.a
  [ "$status" -eq 0 ]
  [ "$stderr" = '' ]
  run --separate-stderr symtab-update --verbose --llvm-ar "$real" libx.a
  [ "$stderr" = "symtab-update: looked for llvm-ar in --llvm-ar: $real
symtab-update: takes $real" ]
}

@test "without any llvm-ar, it says where it looked" {
  ar rcSD libx.a x.o
  run --separate-stderr env PATH=/nowhere "$ARMELD_BIN/symtab-update" libx.a
  [ "$status" -eq 2 ]
  [ "$stderr" = 'symtab-update: looked for llvm-ar in $LLVM_AR: not set
symtab-update: looked for llvm-ar in the Rust toolchain: no rustc on PATH
symtab-update: looked for llvm-ar in PATH: llvm-ar, and llvm-ar-NN from 39 down to 11
symtab-update: no llvm-ar found; install LLVM or the Rust component llvm-tools, or name it by --llvm-ar' ]
}

@test "an llvm-ar that is named must be there: nothing is taken in its stead" {
  ar rcSD libx.a x.o
  local command
  for command in 'symtab-update --llvm-ar ./none' 'symtab-update --llvm-ar none' \
    'env LLVM_AR=./none symtab-update' 'env LLVM_AR=none symtab-update'; do
    run --separate-stderr sh -c "$command libx.a"
    [ "$status" -eq 2 ]
    [[ $stderr == *none* ]]
  done
  [ "$(state libx.a)" = 'absent none' ]
}

@test "an llvm-ar that fails, or changes a member, leaves the library alone" {
  ar rcSD libx.a x.o
  cp libx.a original.a
  printf '#!/bin/sh\necho "cannot do this" >&2\nexit 3\n' >failing
  # Writes another member than the one that it was given.
  printf '#!/bin/sh\nfor old; do new=$last last=$old; done\nexec %s rcsD "$new" y.o\n' "$real" >lying
  chmod +x failing lying
  refuses "symtab-update: libx.a: $PWD/failing failed: cannot do this" symtab-update --llvm-ar "$PWD/failing" libx.a
  refuses "symtab-update: libx.a: $PWD/lying: changed member 1 'x.o'" symtab-update --llvm-ar "$PWD/lying" libx.a
  cmp libx.a original.a
  [ "$(find . -name '.?*')" = '' ]
}

@test "a caller that ignores the end of its children does not matter" {
  ar rcSD libx.a x.o
  python3 -c 'import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execvp(sys.argv[1], sys.argv[1:])' \
    symtab-update libx.a
  [ "$(state libx.a)" = 'fresh gnu' ]
}

@test "a signal that ends llvm-ar, and an llvm-ar that cannot be run, are named" {
  ar rcSD libx.a x.o
  printf '#!/bin/sh\necho words >&2\nkill -9 $$\n' >killed
  printf '#!/no/such/interpreter\n' >broken
  chmod +x killed broken
  refuses "symtab-update: libx.a: $PWD/killed failed: was ended by signal 9 (Killed)" symtab-update --llvm-ar "$PWD/killed" libx.a
  refuses "symtab-update: libx.a: $PWD/broken: cannot be run: No such file or directory" symtab-update --llvm-ar "$PWD/broken" libx.a
  [ "$(state libx.a)" = 'absent none' ]
}

@test "bad input: each with one line and exit code 2; all others are done" {
  ar rcSD libx.a x.o
  refuses 'symtab-update: no library given; try --help' symtab-update
  refuses "symtab-update: --format: 'zip' is not one of gnu, bsd, darwin, coff, bigarchive" symtab-update -f zip libx.a
  refuses 'symtab-update: none.a: No such file or directory' symtab-update none.a libx.a
  [ "$(state libx.a)" = 'fresh gnu' ]
  refuses 'symtab-update: x.c: is not an archive' symtab-update x.c
  : >empty.a
  refuses 'symtab-update: empty.a: is empty; not an archive' symtab-update empty.a
}
