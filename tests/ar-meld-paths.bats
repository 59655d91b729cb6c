#!/usr/bin/env bats
# ar-meld and its files: which names it takes for what, and what it never replaces.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  same_libraries
  sha256sum lib?.a >sums
}

unchanged() { sha256sum --quiet -c sums; }

@test "-o without a value: the first library is not taken for a workspace library" {
  refuses 'ar-meld: liba.a: is there already and is not a workspace library that ar-meld wrote; give -o another name, or --existing to add to it' \
    ar-meld -o liba.a libb.a libc.a --in-place
  unchanged
  refuses 'ar-meld: liba.a: is there already and is not a workspace library that ar-meld wrote; give -o another name, or --existing to add to it' \
    ar-meld -o liba.a libb.a libc.a --dry-run
  echo text >libw.a
  run -2 ar-meld -o libw.a libb.a libc.a --in-place
  [[ $output == 'ar-meld: libw.a: '* ]]
  unchanged
}

@test "--existing adds to a library without the mark" {
  library libw.a shared.o
  ar-meld -o libw.a --existing --in-place liba.a libb.a
  [ "$(members libw.a | head -n 1)" = shared.o ]
  [ "$(members liba.a)" = a.o ]
  # Now it has the mark.
  ar-meld -o libw.a --in-place libc.a
  [ "$(members libc.a)" = c.o ]
  refuses 'ar-meld: --existing: none.a: No such file or directory' ar-meld -o none.a --existing --in-place liba.a
  refuses 'ar-meld: --existing goes with --in-place' ar-meld -o none.a --existing --out-dir out liba.a
}

@test "the workspace library may be among the libraries, under any name" {
  ar-meld -o libw.a --in-place liba.a libb.a
  cp liba.a melded.a
  for libraries in '*.a' './libw.a libc.a liba.a' 'libc.a libhard.a liba.a' 'libsoft.a libc.a'; do
    cp libc.a kept
    ln libw.a libhard.a
    ln -s libw.a libsoft.a
    case $libraries in
    '*.a') rm libhard.a libsoft.a melded.a ;;
    esac
    # shellcheck disable=SC2086 # words and a pattern
    ar-meld -o libw.a --in-place $libraries
    [ "$(members libc.a)" = c.o ]
    [ "$(members libw.a | xargs)" = 'shared.o more.o pair.o' ]
    mv kept libc.a
    rm -f libhard.a libsoft.a
  done
  refuses 'ar-meld: no library given besides the workspace library' ar-meld -o libw.a --in-place libw.a
}

@test "a run that was killed can be run again without --existing" {
  ar-meld -o libw.a --in-place liba.a libb.a libc.a
  cp liba.a final.a
  cp first.a liba.a 2>/dev/null || library liba.a a.o shared.o more.o pair.o # as if killed before it replaced this one
  ar-meld -o libw.a --in-place liba.a libb.a libc.a
  cmp liba.a final.a
}

@test "-o names no input" {
  message='is an input of this command and cannot be its output'
  refuses "ar-meld: liba.a: $message" ar-meld -o liba.a --out-dir out liba.a libb.a
  [ ! -e out ]
  refuses 'ar-meld: liba.a: is to be melded and cannot be the workspace library too' ar-meld -o liba.a --in-place liba.a libb.a
  refuses 'ar-meld: ./liba.a: is to be melded and cannot be the workspace library too' ar-meld -o ./liba.a --in-place liba.a libb.a
  mkdir out
  cp libc.a out/libw.a
  refuses "ar-meld: out/libw.a: $message" ar-meld -o libw.a --out-dir out liba.a out/libw.a
  cmp libc.a out/libw.a
  # Nor the lists
  printf '%s\n' liba.a libb.a >list
  cp list first
  refuses "ar-meld: list: $message" ar-meld -o list --in-place --files-from list
  mkdir lists
  cp list lists/liba.a
  refuses "ar-meld: lists/liba.a: $message" ar-meld -o libw.a --out-dir lists --files-from lists/liba.a
  cmp first lists/liba.a
  printf '{"reason":"compiler-artifact","target":{"crate_types":["staticlib"]},"filenames":["%s"]}\n' "$PWD/liba.a" >messages
  cp messages first
  refuses "ar-meld: messages: $message" ar-meld -o messages --in-place --cargo-messages messages libb.a
  cmp messages first
  unchanged
}

@test "documents of --keep-json replace no input, and not the workspace library" {
  message='is an input of this command and cannot be its output'
  mkdir json
  printf '%s\n' liba.a libb.a >json/before.json
  cp json/before.json first
  refuses "ar-meld: json/before.json: $message" ar-meld -o libw.a --out-dir out --keep-json json --files-from json/before.json
  cmp json/before.json first
  ln -s ../liba.a json/plan.json
  refuses "ar-meld: json/plan.json: is an input of this command (liba.a) and cannot be its output" \
    ar-meld -o libw.a --out-dir out --keep-json json liba.a libb.a
  for name in before plan after; do
    refuses "ar-meld: docs/$name.json: cannot be the workspace library and a document of --keep-json" \
      ar-meld -o "docs/$name.json" --in-place --keep-json docs liba.a libb.a
    refuses "ar-meld: docs/$name.json: cannot be the workspace library and a document of --keep-json" \
      ar-meld -o "$name.json" --out-dir docs --keep-json docs liba.a libb.a
  done
  [ ! -e docs ]
  unchanged
}

@test "a folder in -o is that of --out-dir, or refused" {
  ar-meld -o out/libw.a --out-dir out liba.a libb.a
  [ "$(listed out)" = 'liba.a libb.a libw.a ' ]
  ar-meld -o "$PWD/out/libw.a" --out-dir ./out/ liba.a libb.a
  refuses "ar-meld: sub/libw.a: is not in the folder of --out-dir; give 'libw.a' to write out/libw.a" \
    ar-meld -o sub/libw.a --out-dir out liba.a libb.a
  for name in . .. out/ out/..; do
    refuses "ar-meld: $name: is not the name of a file" ar-meld -o "$name" --out-dir out liba.a libb.a
    refuses "ar-meld: $name: is not the name of a file" ar-meld -o "$name" --in-place liba.a libb.a
  done
}

@test "paths that lead nowhere are named, by ar-meld" {
  for where in '--out-dir out' --in-place --dry-run '--print --in-place'; do
    # shellcheck disable=SC2086 # words
    refuses 'ar-meld: nolib.a: No such file or directory' ar-meld -o libw.a $where liba.a nolib.a
    # shellcheck disable=SC2086 # words
    refuses "ar-meld: no/folder/lib.a: there is no folder 'no/folder'" ar-meld -o libw.a $where liba.a no/folder/lib.a
    # shellcheck disable=SC2086 # words
    refuses 'ar-meld: .: Is a directory' ar-meld -o libw.a $where liba.a .
  done
  refuses "ar-meld: no/libw.a: there is no folder 'no'" ar-meld -o no/libw.a --in-place liba.a libb.a
  echo >file
  refuses 'ar-meld: file: is not a folder' ar-meld -o libw.a --out-dir file liba.a libb.a
  refuses 'ar-meld: file/out: cannot make this folder: Not a directory' ar-meld -o libw.a --out-dir file/out liba.a libb.a
  refuses 'ar-meld: file: is not a folder' ar-meld -o libw.a --in-place --keep-json file liba.a libb.a
  TMPDIR=/nowhere refuses 'ar-meld: /nowhere: cannot make a temporary folder: No such file or directory' \
    ar-meld -o libw.a --dry-run liba.a libb.a
  [ ! -e out ]
  unchanged
}

@test "empty values are refused" {
  refuses "ar-meld: --backup: the suffix must not be empty or contain '/'" ar-meld -o libw.a --in-place --backup '' liba.a libb.a
  refuses "ar-meld: --backup: the suffix must not be empty or contain '/'" ar-meld -o libw.a --in-place --backup a/b liba.a libb.a
  refuses "ar-meld: --out-dir: the name of the folder is empty; use '.' for the current one" ar-meld -o libw.a --out-dir '' liba.a libb.a
  refuses "ar-meld: --keep-json: the name of the folder is empty; use '.' for the current one" ar-meld -o libw.a --in-place --keep-json '' liba.a libb.a
  refuses 'ar-meld: no workspace library given (-o); try --help' ar-meld -o '' --in-place liba.a libb.a
  unchanged
  [ ! -e libw.a ]
}
