#!/usr/bin/env bats
# ar-meld: the whole pipeline. What linked before links afterwards, and does the same.

load common

@test "the melded set links with the workspace library last, and does the same" {
  same_libraries
  program . liba.a libb.a libc.a >before
  sha256sum lib*.a >sums
  run --separate-stderr ar-meld -o libw.a --out-dir out liba.a libb.a libc.a
  [ "$status" -eq 0 ]
  [ "$output" = '' ]
  [ "$stderr" = '' ]
  program out liba.a libb.a libc.a libw.a | cmp before
  # Any subset, in any order, that linked before.
  printf 'int b(void); int main(void) { return b() != 1021; }' >main.c
  "$CC" -o program main.c libb.a
  ./program
  "$CC" -o program main.c out/libb.a out/libw.a
  ./program
  sha256sum -c --quiet sums
  [ "$(listed out)" = 'liba.a libb.a libc.a libw.a ' ]
}

@test "libraries that define one symbol and would not link together, link after melding" {
  # As two Rust libraries do that each bring std: one symbol, defined by equal objects in both.
  object std 'int std_one(void) { return 1; } int std_two(void) { return 2; }'
  object a 'int std_one(void); int a(void) { return std_one(); }'
  object b 'int std_two(void); int b(void) { return std_two(); }'
  library liba.a a.o std.o
  library libb.a b.o std.o
  ar-meld -o libw.a --out-dir out liba.a libb.a
  printf 'int a(void), b(void); int main(void) { return a() + b() - 3; }' >main.c
  run "$CC" -o program main.c -Wl,--whole-archive liba.a libb.a -Wl,--no-whole-archive
  [ "$status" -ne 0 ]
  [[ $output == *'multiple definition'* ]]
  "$CC" -o program main.c -Wl,--whole-archive out/liba.a out/libb.a out/libw.a -Wl,--no-whole-archive
  ./program
}

@test "other linkers too" {
  same_libraries
  program . liba.a libb.a libc.a >before
  ar-meld -o libw.a --out-dir out liba.a libb.a libc.a
  mkdir linkers
  tried=0
  for linker in gold lld mold; do
    path=$(command -v "ld.$linker" || command -v "ld.$linker-22" || command -v "ld.$linker-19") || continue
    ln -s "$path" "linkers/ld.$linker"
    "$CC" -o program main.c -Blinkers "-fuse-ld=$linker" out/liba.a out/libb.a out/libc.a out/libw.a
    ./program | cmp before
    tried=$((tried + 1))
  done
  [ "$tried" -gt 0 ] || skip 'no other linker is here'
}

@test "a melded set has fresh symbol tables and passes meld-verify" {
  same_libraries
  ar-meld -o libw.a --out-dir out --keep-json json liba.a libb.a libc.a
  [ "$(listed json)" = 'after.json before.json plan.json ' ]
  validates json/*.json
  [ "$(json '[.libraries[].symbol_table.state] | unique | join(" ")' json/after.json)" = fresh ]
  meld-verify json/before.json json/after.json
  [ "$(json .workspace.path json/plan.json)" = libw.a ]
}

@test "the same bytes each time" {
  same_libraries
  ar-meld -o libw.a --out-dir one liba.a libb.a libc.a
  ar-meld -o libw.a --out-dir two liba.a libb.a libc.a
  diff -r one two
}

@test "melding what was melded moves nothing more" {
  same_libraries
  ar-meld -o libw.a --out-dir one liba.a libb.a libc.a
  ar-meld -o libw2.a --out-dir two one/liba.a one/libb.a one/libc.a one/libw.a
  for name in liba.a libb.a libc.a libw.a; do cmp "one/$name" "two/$name"; done
  [ "$(members two/libw2.a)" = '' ]
}

@test "libraries of the longest names are melded" {
  same_libraries
  long() { printf 'lib%s.a' "$(head -c 250 /dev/zero | tr '\0' "$1")"; }
  for name in a b; do cp "lib$name.a" "$(long $name)"; done
  for where in '--out-dir out' --in-place --in-place; do
    # shellcheck disable=SC2086 # two words
    ar-meld -o "$(long w)" $where "$(long a)" "$(long b)"
  done
  cmp "$(long w)" "out/$(long w)"
  [ -z "$(find . -name '.*' ! -name .)" ]
}

@test "--in-place replaces the libraries, --backup keeps the originals, and nothing else is left" {
  same_libraries
  program . liba.a libb.a libc.a >before
  cp liba.a original.a
  mkdir work
  mv lib?.a work
  ar-meld -o work/libw.a --in-place --backup .orig work/liba.a work/libb.a work/libc.a
  [ "$(listed work)" = 'liba.a liba.a.orig libb.a libb.a.orig libc.a libc.a.orig libw.a ' ]
  cmp original.a work/liba.a.orig
  [ "$(members work/liba.a)" = a.o ]
  program work liba.a libb.a libc.a libw.a | cmp before
}

@test "--dry-run writes nothing and says what would move" {
  same_libraries
  sha256sum lib*.a >sums
  find . | sort >"$BATS_TEST_TMPDIR.files"
  ar-meld -o libw.a --dry-run liba.a libb.a libc.a >"$BATS_TEST_TMPDIR.said"
  find . | sort | diff "$BATS_TEST_TMPDIR.files" -
  sha256sum -c --quiet sums
  grep -q '3 objects go to libw.a' "$BATS_TEST_TMPDIR.said"
}

@test "a failed run leaves no folder, no file and every library as it was" {
  same_libraries
  mkdir work
  mv lib?.a work
  cd work
  echo garbage >libd.a
  sha256sum lib*.a >../sums
  find . | sort >../files
  mkdir "$BATS_TEST_TMPDIR.tmp"
  export TMPDIR=$BATS_TEST_TMPDIR.tmp
  refuses 'ar-scan: libd.a: is not an archive' ar-meld -o libw.a --in-place liba.a libb.a libd.a
  refuses 'ar-scan: libd.a: is not an archive' ar-meld -o libw.a --out-dir out liba.a libb.a libd.a
  [ ! -e out ]
  find . | sort | diff ../files -
  sha256sum -c --quiet ../sums
  [ "$(listed "$TMPDIR")" = '' ]
}

@test "nothing is replaced, and nothing left in a folder, unless it was proved" {
  same_libraries
  sha256sum lib*.a >sums
  # A meld-verify that finds something, in front of the real tools.
  mkdir tools
  cp "$ARMELD_BIN"/* tools
  printf '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\necho "missing: liba.a: something" >"$2"\nexit 1\n' >tools/meld-verify
  run --separate-stderr tools/ar-meld --separate -o libw.a --in-place liba.a libb.a libc.a
  [ "$status" -eq 1 ]
  [ "$stderr" = 'missing: liba.a: something' ]
  sha256sum -c --quiet sums
  [ ! -e libw.a ]
  [ "$(find . -name '.?*')" = '' ]
  mkdir out
  echo mine >out/other
  run --separate-stderr tools/ar-meld --separate -o libw.a --out-dir out liba.a libb.a libc.a
  [ "$status" -eq 1 ]
  [ "$stderr" = 'missing: liba.a: something' ]
  [ "$(find out -type f)" = out/other ]
  # Nor the folders that tell libraries of one name apart
  mkdir x y out/y
  cp liba.a x
  cp libb.a y/liba.a
  run -1 tools/ar-meld --separate -o libw.a --out-dir out x/liba.a y/liba.a
  [ "$(listed out)" = 'other y ' ]
}

@test "options go through to dedup-plan, whatever is in them" {
  same_libraries
  object quoted
  mv quoted.o "it's; \$HOME.o"
  for name in a b; do ar qcD "lib$name.a" "it's; \$HOME.o"; done
  ar-meld -o libw.a --out-dir out --min-copies 2 --exclude "it's; \$HOME.o" --exclude 'pai?.o' --policy closed \
    liba.a libb.a libc.a
  [ "$(members out/libw.a | tr '\n' ' ')" = 'shared.o more.o ' ]
  ar-meld -o libw.a --out-dir bsd -f bsd --keep-json json liba.a libb.a libc.a
  [ "$(json '[.libraries[].format] | unique | join(" ")' json/after.json)" = bsd ]
}

@test "paths with spaces, line breaks and leading dashes" {
  same_libraries
  mkdir -- '-odd folder' $'line\nbreak'
  mv liba.a './-odd folder/-a.a'
  mv libb.a $'line\nbreak/b b.a'
  ar-meld -o '-w w.a' --out-dir $'-out\nput' --keep-json '-js on' -- '-odd folder/-a.a' $'line\nbreak/b b.a' libc.a
  [ "$(members ./$'-out\nput/-w w.a' | tr '\n' ' ')" = 'shared.o more.o pair.o ' ]
  validates ./'-js on'/*.json
  ar-meld -o './-w w.a' --in-place -- './-odd folder/-a.a' $'line\nbreak/b b.a' libc.a
  [ "$(members './-odd folder/-a.a')" = a.o ]
}

@test "greedy plans are melded and verified too" {
  object low 'int own(void); int low(void) { return own(); }'
  object own 'int own(void) { return 1; }'
  library liba.a own.o low.o
  library libb.a low.o
  ar-meld -o libw.a --policy greedy --out-dir out liba.a libb.a
  [ "$(members out/libw.a)" = low.o ]
}

@test "wrong calls: each with one line and exit code 2" {
  same_libraries
  refuses 'ar-meld: no workspace library given (-o); try --help' ar-meld --out-dir out liba.a
  refuses 'ar-meld: no library given; try --help' ar-meld -o libw.a --out-dir out
  refuses 'ar-meld: give --out-dir DIR to write elsewhere, or --in-place to replace the libraries' \
    ar-meld -o libw.a liba.a libb.a
  refuses 'ar-meld: give one of --out-dir and --in-place' ar-meld -o libw.a --out-dir out --in-place liba.a
  refuses 'ar-meld: --backup goes with --in-place' ar-meld -o libw.a --out-dir out --backup .orig liba.a
  refuses "ar-meld: none.a: No such file or directory" ar-meld -o libw.a --out-dir out liba.a none.a
  refuses 'ar-meld: --thin goes with --out-dir' ar-meld -o libw.a --in-place --thin liba.a
  [ ! -e out ]
}

@test "real Rust libraries: meld, link, run" {
  command -v rustc || skip 'no rustc'
  for name in a b; do
    cat >"$name.rs" <<END
#[no_mangle]
pub extern "C" fn $name() -> i32 {
    let words: Vec<String> = "one two three".split(' ').map(|w| w.to_uppercase()).collect();
    println!("$name: {}", words.join("-"));
    words.len() as i32
}
END
    rustc --edition 2021 --crate-type staticlib -C opt-level=s -o "lib$name.a" "$name.rs"
  done
  cat >main.c <<'END'
int a(void), b(void);
int main(void) { return a() + b() - 6; }
END
  ar-meld -o libw.a --out-dir out --keep-json json liba.a libb.a
  validates json/*.json
  "$CC" -o program main.c out/liba.a out/libb.a out/libw.a -lpthread -ldl -lm
  ./program >after
  diff after <(printf '%s\n' 'a: ONE-TWO-THREE' 'b: ONE-TWO-THREE')
  # std is there once: both together are hardly larger than one was.
  [ "$(cat out/*.a | wc -c)" -lt "$(($(stat -c %s liba.a) * 11 / 10))" ]
}

@test "options stand anywhere, and -- ends them" {
  same_libraries
  ar-meld --out-dir first -o libw.a liba.a libb.a libc.a
  ar-meld liba.a -o libw.a libb.a --out-dir second libc.a
  ar-meld liba.a libb.a libc.a --out-dir third --output libw.a --policy closed
  diff -r first second
  diff -r first third
  ar-meld liba.a -olibw.a --out-dir=fourth -fgnu --policy=closed --exclude='=* ?' libb.a libc.a
  diff -r first fourth
  mkdir dash
  cp liba.a dash/-o
  cp libb.a "dash/a b'c.a"
  cd dash
  ar-meld --out-dir out -o libw.a -- -o "a b'c.a"
  [ "$(listed out)" = "-o a b'c.a libw.a " ]
  refuses "ar-meld: --output: requires an argument; try --help" ar-meld --out-dir out "a b'c.a" -o
}

@test "a run that fails takes the folders with it that it made" {
  same_libraries
  mkdir kept
  run ar-meld --out-dir kept/new/deep -o libw.a liba.a nothing.a
  [ "$status" -eq 2 ]
  [[ $output == *'nothing.a: No such file'* ]]
  [ -d kept ]
  [ -z "$(listed kept)" ]
  echo broken >libd.a
  run ar-meld --out-dir kept -o libw.a liba.a libd.a
  [ "$status" -eq 2 ]
  [ -d kept ] # which was there
  run ar-meld --out-dir kept/new -o libw.a liba.a libd.a
  [ "$status" -eq 2 ]
  [ ! -e kept/new ]
}
