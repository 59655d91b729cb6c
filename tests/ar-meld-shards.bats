#!/usr/bin/env bats
# ar-meld --shards: steps that several processes carry out, by make here; tests/distributed.bats has the other engines.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  same_libraries
}

# prepared FORM [OPTION]...: what is printed, in run.FORM, of a meld in three shards
prepared() {
  local form=$1
  shift
  ar-meld --print="$form" --shards 3 --keep-json work -o libw.a --out-dir out "$@" liba.a libb.a libc.a >"run.$form"
}

# by_make [OPTION]...: make gives the same libraries as one run, and the same documents
by_make() {
  rm -rf work out whole json || return
  ar-meld --keep-json json -o libw.a --out-dir whole "$@" liba.a libb.a libc.a || return
  prepared make "$@" || return
  make -s -j 2 -f run.make || return
  diff -r whole out || return
  cmp json/plan.json work/plan.json || return
  [ "$(listed work/before)" = '1.json 2.json 3.json ' ] || return
  [ "$(listed work/after)" = '1.json 2.json 3.json workspace.json ' ]
}

@test "make carries out the steps, with the same result as one run" {
  by_make
  [ "$(listed out)" = 'liba.a libb.a libc.a libw.a ' ]
  by_make -j 1 --min-copies 3
  by_make --isolate --export '[abc]' --hide
  by_make --gc --export '[abc]'
  by_make --isolate --export '[abc]' --gc --strip-debug --compress-debug=zlib
}

@test "the printed texts and the script of the steps are plain: shellcheck accepts them" {
  for form in make parallel slurm; do
    rm -rf work
    prepared "$form" --gc --export '[abc]' --strip-debug
    shellcheck work/steps
    [ "$form" = make ] || shellcheck "run.$form"
  done
  make -n -f run.make >commands
  [ "$(grep -c 'work/steps' commands)" -eq 10 ]
  [ ! -e out ]
}

@test "libraries are divided in their order, by their sizes, and each shard has one at least" {
  object large 'char large[100000] = {1};'
  library libd.a large.o
  ar-meld --print=make --shards 2 --keep-json two -o libw.a --out-dir out liba.a libb.a libc.a libd.a >/dev/null
  [ "$(tr '\0' ' ' <two/lists/1)" = 'liba.a libb.a libc.a ' ]
  [ "$(tr '\0' ' ' <two/lists/2)" = 'libd.a ' ]
  ar-meld --print=make --shards 3 --keep-json three -o libw.a --out-dir out libd.a liba.a libb.a libc.a >/dev/null
  [ "$(tr '\0' ' ' <three/lists/1)" = 'libd.a ' ]
  # No more shards than libraries
  ar-meld --print=make --shards 12 --keep-json many -o libw.a --out-dir out liba.a libb.a >/dev/null
  [ "$(listed many/lists)" = '1 2 ' ]
  for i in $(seq 12); do cp liba.a "x$i.a"; done
  ar-meld --print=make --shards 12 --keep-json twelve -o libw.a --out-dir out x*.a >run.make
  make -s -f run.make
  [ "$(listed twelve/before | cut -d ' ' -f 1-2)" = '01.json 02.json' ]
  [ -e out/x12.a ]
}

@test "names may have spaces, quotes and line breaks" {
  cp liba.a "it's \$(a) library.a"
  cp libb.a $'line\nbreak.a'
  names=("it's \$(a) library.a" $'line\nbreak.a' libc.a)
  ar-meld -o 'lib w.a' --out-dir 'who le' "${names[@]}"
  ar-meld --print=parallel --shards 2 --keep-json 'my work' -o 'lib w.a' --out-dir 'o ut' "${names[@]}" >/dev/null
  for step in 'scan 1' 'scan 2' plan 'pack 1' 'pack 2' 'pack workspace' verify publish; do
    # shellcheck disable=SC2086 # words
    'my work/steps' $step
  done
  diff -r 'who le' 'o ut'
  refuses "ar-meld: --print=make: make takes no target below 'my work'; give --keep-json a folder with a plainer name" \
    ar-meld --print=make --shards 2 --keep-json 'my work' -o libw.a --out-dir out liba.a libb.a
}

@test "a step is found from any folder, and does nothing where its result is" {
  prepared parallel
  (cd / && "$BATS_TEST_TMPDIR/work/steps" scan 1)
  mv work/before/1.json kept.json
  echo '{}' >work/before/1.json
  work/steps scan 1
  [ "$(cat work/before/1.json)" = '{}' ]
  mv kept.json work/before/1.json
  # The whole set may have moved, as on a host that has it elsewhere.
  mkdir elsewhere
  mv work ./*.a elsewhere
  elsewhere/work/steps scan 2
  elsewhere/work/steps scan 3
  for step in plan 'pack 1' 'pack 2' 'pack workspace' 'pack 3' verify publish; do
    # shellcheck disable=SC2086 # words
    elsewhere/work/steps $step
  done
  [ "$(listed elsewhere/out)" = 'liba.a libb.a libc.a libw.a ' ]
}

@test "after a failure, make redoes what is missing and nothing else" {
  ar-meld -o libw.a --out-dir whole liba.a libb.a libc.a
  prepared make
  mv libb.a away.a
  run -2 make -s -k -j 2 -f run.make
  [[ $output == *'libb.a: No such file or directory'* ]]
  [ "$(listed work/before)" = '1.json 3.json ' ]
  stat -c '%n %i %Y' work/before/* >before
  mv away.a libb.a
  make -s -j 2 work/planned -f run.make
  stat -c '%n %i %Y' work/before/[13].json | diff before -
  # A library is lost after it was scanned.
  mv libb.a away.a
  run -2 make -s -k -j 2 -f run.make
  [ "$(listed work/outputs)" = '1 3 workspace ' ]
  [ ! -e out/liba.a ]
  [ ! -e work/verified ]
  mv away.a libb.a
  strace -f -qq -e trace=execve -s 200 -o trace make -s -f run.make
  [ "$(grep -c 'work/steps' trace)" -ge 3 ]
  run ! grep -q '"scan"\|"plan"\|"pack", "[13]\|"pack", "workspace"' trace
  diff -r whole out
}

@test "a step that was killed leaves no result, and its next run leaves nothing of it" {
  ar-meld -o libw.a --out-dir whole liba.a libb.a libc.a
  prepared parallel
  for shard in 1 2 3; do work/steps scan $shard; done
  work/steps plan
  # Killed before the outputs are read
  mkdir wrap
  printf '#!/bin/sh\nkill -KILL $PPID\n' >wrap/symtab-update
  chmod +x wrap/symtab-update
  sed "s,^PATH=.*,PATH=$PWD/wrap:$ARMELD_BIN:\$PATH," work/steps >work/killed
  grep -q '^PATH=' work/killed || sed -i "2i PATH=$PWD/wrap:$ARMELD_BIN:\$PATH" work/killed
  chmod +x work/killed
  run -137 work/killed pack 2
  [ "$(listed work/outputs)" != '2 ' ]
  [ ! -e work/outputs/2 ]
  for step in 'pack 1' 'pack 2' 'pack 3' 'pack workspace' verify publish; do
    # shellcheck disable=SC2086 # words
    work/steps $step
  done
  diff -r whole out
}

@test "what is not proved gets no name" {
  prepared make
  make -s -f run.make work/outputs/workspace work/outputs/1 work/outputs/2 work/outputs/3
  [ "$(listed out)" = '.libw.a.packed ' ]
  # An object is lost.
  ar d out/.libw.a.packed/liba.a a.o
  ar s out/.libw.a.packed/liba.a
  ar-scan -o work/after/1.json out/.libw.a.packed/liba.a
  run -1 work/steps verify
  [[ $output == *'missing: '*'liba.a'* ]]
  refuses 'steps: the result is not verified' work/steps publish
  [ "$(listed out)" = '.libw.a.packed ' ]
}

@test "where nothing is shared, or all is, the result is that of one run as well" {
  object d
  object e
  library liba.a d.o
  library libb.a e.o
  library libc.a c.o
  by_make
  library liba.a shared.o
  library libb.a shared.o
  library libc.a shared.o
  by_make
}

@test "build systems are told when the libraries have their names" {
  for name in a b c; do
    printf 'Name: %s\nDescription: x\nVersion: 1\nLibs: -L${pc_sysrootdir}%s -l%s\n' "$name" "$PWD" "$name" >"$name.pc"
  done
  ar-meld -o libw.a --out-dir whole --pkg-config . liba.a libb.a libc.a
  prepared make --pkg-config .
  make -s -f run.make
  diff -r whole out
}

@test "what does not go together is refused, and nothing is written" {
  for form in make parallel slurm; do
    refuses "ar-meld: --print=$form goes with --shards" ar-meld --print=$form -o libw.a --out-dir out liba.a libb.a
  done
  goes='ar-meld: --shards goes with --print=make, --print=parallel or --print=slurm'
  refuses "$goes" ar-meld --shards 2 -o libw.a --out-dir out liba.a libb.a
  refuses "$goes" ar-meld --print --shards 2 -o libw.a --out-dir out liba.a libb.a
  sharded=(ar-meld --print=make --shards 2 -o libw.a)
  refuses 'ar-meld: --shards goes with --out-dir, and without --dry-run' "${sharded[@]}" --in-place --keep-json work liba.a libb.a
  refuses 'ar-meld: --shards needs --keep-json DIR, where the steps leave their results' "${sharded[@]}" --out-dir out liba.a libb.a
  refuses 'ar-meld: --policy merge leaves no library to be shared out; --shards does not go with it' \
    "${sharded[@]}" --policy merge --out-dir out --keep-json work liba.a libb.a
  refuses 'ar-meld: --shards moves files when they are proved; --thin does not go with it' \
    "${sharded[@]}" --thin --out-dir out --keep-json work liba.a libb.a
  refuses 'ar-meld: --shards: give a number of 1 or more' \
    ar-meld --print=make --shards 0 -o libw.a --out-dir out --keep-json work liba.a libb.a
  [ ! -e work ]
  [ ! -e out ]
}

@test "the folder of another meld is refused" {
  prepared make
  prepared parallel # the same meld
  refuses 'ar-meld: work/steps: is of another meld; remove its folder, or give another one with --keep-json' \
    ar-meld --print=make --shards 2 --keep-json work -o libw.a --out-dir out liba.a libb.a libc.a
  refuses 'ar-meld: work/lists/1: is of another meld; remove its folder, or give another one with --keep-json' \
    ar-meld --print=make --shards 3 --keep-json work -o libw.a --out-dir out libb.a liba.a libc.a
}

@test "wrong steps are refused" {
  prepared make
  refuses 'steps: usage: steps scan N | plan | pack N | pack workspace | verify | publish' work/steps
  refuses "steps: 'x' is not a step" work/steps x
  refuses "steps: '' is not a shard" work/steps scan
  refuses "steps: '../1' is not a shard" work/steps pack ../1
  refuses 'steps: there are 3 shards, and no shard 4' work/steps scan 4
}
