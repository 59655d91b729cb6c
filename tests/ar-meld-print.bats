#!/usr/bin/env bats
# ar-meld --print: the commands that ar-meld runs, as a script that gives the same result.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  same_libraries
}

# as_printed [OPTION]...: ar-meld in one copy of the folder, and the printed script in another, leave the same
as_printed() {
  rm -rf "$BATS_TEST_TMPDIR".melded "$BATS_TEST_TMPDIR".printed
  cp -a . "$BATS_TEST_TMPDIR".melded
  cp -a . "$BATS_TEST_TMPDIR".printed
  (cd "$BATS_TEST_TMPDIR".melded && ar-meld "$@") >"$BATS_TEST_TMPDIR".melded.out || return
  (cd "$BATS_TEST_TMPDIR".printed && ar-meld --print "$@") >"$BATS_TEST_TMPDIR".sh || return
  cat "$BATS_TEST_TMPDIR".sh
  (cd "$BATS_TEST_TMPDIR".printed && sh "$BATS_TEST_TMPDIR".sh) >"$BATS_TEST_TMPDIR".printed.out || return
  diff "$BATS_TEST_TMPDIR".melded.out "$BATS_TEST_TMPDIR".printed.out || return
  # The time of the scan is in the documents.
  find "$BATS_TEST_TMPDIR".melded "$BATS_TEST_TMPDIR".printed -name '*.json' -exec sed -i -E 's/"(modified_ns|changed_ns|inode)": [0-9]*//' {} +
  diff -r "$BATS_TEST_TMPDIR".melded "$BATS_TEST_TMPDIR".printed
}

@test "--print writes nothing, and prints a script that shellcheck accepts" {
  find . -type f -exec sha256sum {} + | sort >"$BATS_TEST_TMPDIR".sums
  for where in '--out-dir out' --in-place --dry-run; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr ar-meld --print -o libw.a $where liba.a libb.a
    [ "$status" -eq 0 ]
    [ "$stderr" = '' ]
    [ "${lines[0]}" = '#!/bin/sh' ]
    shellcheck - <<<"$output"
    rm -f separate-stderr-* # of bats
    find . -type f -exec sha256sum {} + | sort | diff "$BATS_TEST_TMPDIR".sums -
  done
}

@test "the printed script leaves the same bytes as ar-meld" {
  as_printed -o libw.a --out-dir out liba.a libb.a libc.a
  [ -e "$BATS_TEST_TMPDIR".printed/out/libw.a ]
  as_printed -o libw.a --in-place liba.a libb.a libc.a
  [ "$(members "$BATS_TEST_TMPDIR".printed/liba.a)" = a.o ]
  as_printed -o libw.a --in-place --backup .orig -j 1 --min-copies 3 liba.a libb.a libc.a
  [ -e "$BATS_TEST_TMPDIR".printed/libc.a.orig ]
  as_printed -o libw.a --dry-run liba.a libb.a libc.a
  grep -q '3 objects go to libw.a' "$BATS_TEST_TMPDIR".printed.out
  as_printed -o libw.a --out-dir deep/out --keep-json json --policy greedy --explain -f bsd liba.a libb.a libc.a
  [ -e "$BATS_TEST_TMPDIR".printed/json/after.json ]
  printf 'liba.a\0libb.a\0' >list
  as_printed -o libw.a --out-dir out --files-from list -0
}

@test "and when it adds to a workspace library" {
  ar-meld -o libw.a --in-place liba.a libb.a
  as_printed -o libw.a --in-place ./*.a
  [ "$(members "$BATS_TEST_TMPDIR".printed/libc.a)" = c.o ]
}

@test "and when it edits objects" {
  as_printed -o libw.a --out-dir out --keep-json json --isolate --hide --export '[abc]' --gc --strip-debug liba.a libb.a libc.a
  [ "$(listed "$BATS_TEST_TMPDIR".printed/json)" = 'after.json before.json gc.json isolate.json plan.json sections.json strip.json ' ]
  as_printed -o libw.a --in-place --gc --export '[abc]' --initialisers drop --autolink liba.a libb.a
  as_printed -o libw.a --out-dir out --policy merge liba.a libb.a libc.a
  as_printed -o libw.a --dry-run --isolate --export '[abc]' --gc liba.a libb.a libc.a
}

@test "and when it tells build systems" {
  mkdir 'pc files'
  for name in a b; do printf 'Name: %s\nLibs: -l%s\n' $name $name >"pc files/$name.pc"; done
  echo 'note: native-static-libs: -lm' >native
  for where in '--out-dir out' --in-place; do
    # shellcheck disable=SC2086 # words
    as_printed -o libw.a $where --pkg-config 'pc files' --cmake cmake --native-libs native liba.a libb.a
    grep -qx 'Requires.private: w' "$BATS_TEST_TMPDIR.printed/pc files/a.pc"
  done
}

@test "and with any name in it" {
  mkdir -- '-odd "folder" $HOME' $'line\nbreak\nEND\n'
  mv -- liba.a './-odd "folder" $HOME/-a.a'
  mv libb.a $'line\nbreak\nEND\n/b\'s \xff`b`.a'
  as_printed -o $'-w\nEND\n' --out-dir $'-out\nEND\n' --keep-json "it's json" --exclude "it's" --exclude '' \
    -- '-odd "folder" $HOME/-a.a' $'line\nbreak\nEND\n/b\'s \xff`b`.a' libc.a
  [ -e "$BATS_TEST_TMPDIR".printed/$'-out\nEND\n/-w\nEND\n' ]
  as_printed -o $'./-w\nEND\n' --in-place --backup $'\nEND\n \xff' \
    -- '-odd "folder" $HOME/-a.a' $'line\nbreak\nEND\n/b\'s \xff`b`.a' libc.a
  [ -e "$BATS_TEST_TMPDIR".printed/$'libc.a\nEND\n \xff' ]
}

@test "it runs from standard input too, and takes the locks" {
  ar-meld --print -o libw.a --out-dir out liba.a libb.a | sh
  [ "$(listed out)" = 'liba.a libb.a libw.a ' ]
  ar-meld --print -o libw.a --in-place liba.a libb.a >script
  mkfifo hold
  meld-lock --last 1 -- cat hold libb.a >/dev/null &
  locker=$!
  exec 8>hold
  refuses "meld-lock: libb.a: is in use by cat (process $locker)" sh script
  exec 8>&-
  wait "$locker"
  sh script
}

@test "it removes what was not proved" {
  # A meld-verify that finds something, in front of the real tools.
  mkdir tools
  cp "$ARMELD_BIN"/* tools
  printf '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\necho "missing: liba.a: something" >"$2"\nexit 1\n' >tools/meld-verify
  tools/ar-meld --print -o libw.a --out-dir out liba.a libb.a >script
  grep -qFx "PATH=$PWD/tools:\$PATH" script
  run --separate-stderr sh script
  [ "$status" -eq 1 ]
  [ "$stderr" = 'missing: liba.a: something' ]
  [ "$(listed out)" = '' ]
  sha256sum lib*.a >sums
  tools/ar-meld --print -o libw.a --in-place liba.a libb.a >script
  run --separate-stderr sh script
  [ "$status" -eq 1 ]
  sha256sum --quiet -c sums
  [ ! -e libw.a ]
  [ -z "$(find . -name '.?*')" ]
}

@test "the commands are those that --verbose shows" {
  ar-meld --print -o libw.a --in-place --backup .o -j 2 liba.a libb.a |
    sed -nE '/^(ar-scan|dedup-plan|ar-pack|symtab-update|meld-verify) /{s/ >.*| \|\| \{//; s/"\$scratch"/S/g; s/"\$@"/liba.a libb.a/; p}' >printed
  ar-meld --verbose -o libw.a --in-place --backup .o -j 2 liba.a libb.a 2>said
  sed -n 's/^ar-meld: //; / took [0-9.]* s$/!{s|\./\.libw\.a\.ar-meld\.[^/]*/|S/|g; p}' said | diff printed -
  [ "$(wc -l <printed)" -eq 7 ]
  [ "$(grep -cE '^ar-meld: [a-z-]+ took [0-9]+\.[0-9]{2} s$' said)" -eq 7 ]
}

@test "ar-meld(1) shows the script as it is printed" {
  diff <(sed -n '/^\.\\" script/,/^\.Ed/{/^\.\\" script/d; /^\.Ed/d; s/\\e/\\/g; s/^\\&//; p}' "$ROOT/man/ar-meld.1") \
    <(ar-meld --print -o libws.a --in-place liba.a libb.a)
}
