#!/usr/bin/env bats
# ar-meld --in-place: locks, links, attributes, workspace libraries that are there, and steps that fail.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  same_libraries
  mkdir first && cp ./*.a first
}

untouched() {
  for library in "$@"; do cmp "$library" "first/$library" || return 1; done
  [ -z "$(find . -name '.*' ! -name .)" ] # nothing is left behind
}

@test "twice is the same as once" {
  ar-meld --in-place -o libws.a liba.a libb.a libc.a
  mkdir once
  cp -p ./*.a once
  run -0 ar-meld --in-place -o libws.a liba.a libb.a libc.a
  [ "$output" = '' ]
  for library in *.a; do
    cmp "$library" "once/$library"
  done
  diff <(cd once && stat -c '%n %y' ./*.a) <(stat -c '%n %y' ./*.a)
}

@test "a library that comes later takes from the workspace library, and adds to it" {
  ar-meld --in-place -o libws.a liba.a libb.a
  members libws.a >earlier
  cp liba.a libb.a libws.a first/
  object later 'int later(void) { return 5; }'
  object d 'int shared(void); int d(void) { return shared(); }'
  object e 'int shared(void); int later(void); int e(void) { return shared() + later(); }'
  library libd.a d.o shared.o later.o
  library libe.a e.o shared.o later.o
  # One alone has nothing to share but what is there.
  cp libd.a libd1.a
  ar-meld --in-place -o libws.a libd1.a
  [ "$(members libd1.a | xargs)" = 'd.o later.o' ]
  cmp libws.a first/libws.a
  # Two add to it.
  ar-meld --in-place -o libws.a libd.a libe.a
  [ "$(members libd.a)" = d.o ]
  [ "$(members libe.a)" = e.o ]
  [ "$(members libws.a | head -n "$(wc -l <earlier)")" = "$(cat earlier)" ]
  [ "$(members libws.a | tail -n 1)" = later.o ]
  cmp liba.a first/liba.a
  cmp libb.a first/libb.a
  # The earlier ones link as before, and so do all together.
  echo 'int a(void), b(void), d(void), e(void); int main(void) { return a() + b() + d() + e() == 0; }' >main.c
  rm libc.a # of that name is another
  "$CC" -o main main.c -L. -la -lb -ld -le -lws
  ./main
}

@test "what a later library defines otherwise stays there, and in the workspace library" {
  ar-meld --in-place -o libws.a liba.a libb.a
  cp libws.a first/
  object other 'int shared(void) { return -1; }'
  object d 'int shared(void); int more(void); int d(void) { return shared() + more(); }'
  library libd.a d.o other.o more.o
  cp libd.a first/
  run -0 ar-meld --in-place -o libws.a libd.a
  [ "$(members libd.a | xargs)" = 'd.o other.o more.o' ] # more.o needs shared
  cmp libws.a first/libws.a
  # In a link of liba.a and libd.a, the first "shared" was liba.a's once.
  [ "${lines[0]}" = "dedup-plan: warning: libws.a: 2 objects are there from an earlier run and would not move with these libraries, so links of both may bind other definitions than the originals did; the first, 'shared.o', defines 'shared', as does 'other.o' of libd.a" ]
  [ "${lines[1]}" = "ar-meld: warning: 1 strong symbol has different definitions in these libraries, 'shared'; as before melding, a link that takes two of them fails; --explain lists them, and --isolate gives them other names" ]
  [ "${#lines[@]}" -eq 2 ]
  ar-scan -o before.json libd.a libws.a
  dedup-plan --existing -w libws.a -o plan.json --explain --why shared.o before.json 2>warning >explained
  validates plan.json
  [ "$(wc -l <warning)" -eq 1 ]
  grep -A 2 '^Held: 2 objects in libws.a from an earlier run would not move with these libraries\.$' explained |
    grep -F "  'shared.o' (0 copies, 0 B) defines 'shared', as does 'other.o' of libd.a."
  # Without the library there is nothing to warn of.
  ar-scan liba.a libb.a libws.a | dedup-plan --existing -w libws.a -o again.json - 2>&1 | diff - /dev/null
  [ "$(json '.pins | length' again.json)" -eq 0 ]
}

@test "two runs at once: the second says what is in use by whom" {
  mkfifo hold
  meld-lock --last 1 -- cat hold libb.a >/dev/null &
  locker=$!
  exec 8>hold # the other end is open: the lock is taken
  who="cat (process $locker)"
  ! on_portable || who='another process'
  refuses "ar-meld: libb.a: is in use by $who" ar-meld --in-place -o libws.a liba.a libb.a
  refuses "ar-pack: libb.a: is in use by $who" sh -c '
    ar-scan -o before.json liba.a libb.a && dedup-plan -w libws.a -o plan.json before.json && ar-pack --in-place plan.json'
  ar-meld --in-place -o libother.a liba.a libc.a # others may go on
  exec 8>&-
  wait "$locker"
  ar-meld --in-place -o libws.a libb.a libc.a
  [ -z "$(find . -name '.*' ! -name .)" ]
}

@test "a lock ends with its process, however that ends" {
  mkfifo hold
  meld-lock -w libws.a --last 1 -- cat hold liba.a >/dev/null &
  locker=$!
  exec 8>hold
  run ar-meld --in-place -o libws.a libb.a libc.a
  [ "$status" -eq 2 ]
  [[ $output == *'libws.a: is in use by '* ]]
  on_portable || [[ $output == *'libws.a: is in use by cat'* ]]
  kill -KILL "$locker"
  wait "$locker" || true
  exec 8>&-
  ! on_portable || sleep 1 # until cat has come to its end
  ar-meld --in-place -o libws.a liba.a libb.a
  [ -z "$(find . -name '.*' ! -name .)" ]
}

@test "meld-lock leaves no lock file where the command cannot run" {
  refuses 'meld-lock: ./no-command: No such file or directory' meld-lock -w libws.a --last 1 -- ./no-command liba.a
  [ -z "$(find . -name '.*' ! -name .)" ]
  refuses "meld-lock: no/libws.a: there is no folder 'no'" meld-lock -w no/libws.a -- true
  refuses "meld-lock: no/liba.a: there is no folder 'no'" meld-lock --last 1 -- ls no/liba.a
}

@test "what a killed run has left goes, but nothing of a run that lives" {
  echo >.liba.a.armeld-0123abcd
  echo >.liba.a.armeld-0123abcd.a
  echo >.liba.a.armeld-notours
  mkdir .libws.a.ar-meld.abcdefgh
  touch .libws.a.ar-meld.abcdefgh/x
  echo >.libb.a.armeld-89abcdef
  exec 8<.libb.a.armeld-89abcdef
  flock 8
  ar-meld --in-place -o libws.a liba.a libb.a
  [ "$(find . -name '.*' ! -name . | sort | xargs)" = './.liba.a.armeld-notours ./.libb.a.armeld-89abcdef' ]
}

@test "symbolic links stay, hard links keep the original" {
  mkdir real
  mv liba.a real/
  ln -s real/liba.a liba.a
  ln libb.a libhard.a
  ar-meld --in-place -o libws.a liba.a libb.a
  [ -L liba.a ]
  [ ! -L real/liba.a ]
  [ "$(members real/liba.a)" = a.o ]
  cmp libhard.a first/libb.a
  ln -s nowhere libdangling.a
  run ar-meld --in-place -o libdangling.a libb.a libc.a
  [ "$status" -eq 2 ]
  [[ $output == *'dangling symbolic link'* ]]
}

@test "permissions, owner and extended attributes stay" {
  chmod 640 liba.a
  python3 -c 'import os; os.setxattr("liba.a", "user.note", b"kept")' || touch no-attributes
  [ "$(id -u)" -ne 0 ] || chown 1234:2345 liba.a
  before=$(stat -c '%a %u %g' liba.a)
  ar-meld --in-place -o libws.a liba.a libb.a
  [ "$(stat -c '%a %u %g' liba.a)" = "$before" ]
  [ ! -e no-attributes ] || skip 'the file system has no extended attributes; the rest holds'
  ! on_portable || skip 'POSIX has no extended attributes; the rest holds'
  python3 -c 'import os, sys; sys.exit(os.getxattr("liba.a", "user.note") != b"kept")'
}

@test "backups: kept, not overwritten, and no obstacle to a second run" {
  ar-meld --in-place --backup .orig -o libws.a liba.a libb.a
  cmp liba.a.orig first/liba.a
  cmp libb.a.orig first/libb.a
  ar-meld --in-place --backup .orig -o libws.a liba.a libb.a
  cmp liba.a.orig first/liba.a
  echo other >libc.a.orig
  run ar-meld --in-place --backup .orig -o libws.a libb.a libc.a
  [ "$status" -eq 2 ]
  [[ $output == *'libc.a.orig: exists already'* ]]
  cmp libc.a first/libc.a
  rm libc.a.orig
  cp first/*.a .
  rm -f libws.a ./*.orig
  run ar-meld --in-place --backup .orig -o liba.a.orig liba.a libb.a
  [ "$status" -eq 2 ]
  [[ $output == *'liba.a.orig: is an output and cannot be a backup too' ]]
  untouched liba.a libb.a
  [ ! -e liba.a.orig ]
}

@test "a run with --backup that was ended can be run again" {
  ln liba.a liba.a.orig # what it has done, before it replaced the library
  ar-meld --in-place --backup .orig -o libws.a liba.a libb.a
  for library in a b; do cmp "lib$library.a.orig" "first/lib$library.a"; done
  [ "$(members liba.a)" = a.o ]
  # Not so where both names are of one file that is written
  rm -f libws.a ./*.orig
  cp first/*.a .
  ln -s libb.a libb.a.orig
  run ar-meld --in-place --backup .orig -o libws.a liba.a libb.a
  [ "$status" -eq 2 ]
  [[ $output == *'libb.a.orig: is an output and cannot be a backup too' ]]
  untouched liba.a libb.a
}

@test "a backup is a copy with the same permissions where there are no hard links" {
  command -v strace >/dev/null || skip 'no strace'
  chmod 640 liba.a
  strace -qq -f -o /dev/null -e trace=link,linkat -e inject=link,linkat:error=EPERM \
    ar-meld --in-place --backup .orig -o libws.a liba.a libb.a
  for library in a b; do cmp "lib$library.a.orig" "first/lib$library.a"; done
  [ "$(stat -c '%h %a' liba.a.orig liba.a libb.a.orig)" = "$(printf '1 640\n1 640\n1 %s' "$(stat -c %a first/libb.a)")" ]
}

@test "a dry run leaves the lock to whoever has it" {
  meld-lock -w libws.a --last 1 -- sh -c '
    ar-meld --dry-run -o libother.a liba.a libb.a >/dev/null && [ -e "$MELD_LOCK_FILE" ] && rm "$MELD_LOCK_FILE"' sh liba.a
}

@test "llvm-ar missing, failing, killed or writing garbage" {
  export LLVM_AR=$PWD/llvm-ar
  # A member that ar-pack leaves to llvm-ar: broken bitcode.
  printf 'BC\300\336garbage' >broken.o
  for library in a b; do
    ar qcD "lib$library.a" broken.o
    cp "lib$library.a" first/
  done
  for body in 'exit 1' 'kill -9 $$' 'for last; do :; done; echo garbage >"$2"' 'exit 0' 'cp libc.a "$2"'; do
    printf '#!/bin/sh\n%s\n' "$body" >llvm-ar
    chmod +x llvm-ar
    run ar-meld --in-place -o libws.a liba.a libb.a
    echo "$body: $status: $output"
    [ "$status" -eq 2 ]
    rm llvm-ar
    untouched liba.a libb.a
    [ ! -e libws.a ]
  done
  run ar-meld --in-place -o libws.a liba.a libb.a
  [ "$status" -eq 2 ]
  [[ $output == *'llvm-ar'* ]]
  untouched liba.a libb.a
}

@test "a full disk, and a disk of its own for the output" {
  mkdir small
  mount -t tmpfs -o size=64k tmpfs small 2>/dev/null || skip 'may not mount'
  object big 'char big[20000] = {1}; int own;'
  object big1 'char big1[10000] = {1};'
  library libx.a big.o big1.o
  library liby.a big.o
  cp libx.a liby.a small/
  run ar-meld --in-place -o small/libws.a small/libx.a small/liby.a
  echo "$status: $output"
  code=$status same=0
  if cmp libx.a small/libx.a && cmp liby.a small/liby.a; then same=1; fi
  left=$(find small -name '.*')
  rm -rf small/*
  other=0
  ar-meld --out-dir small/out -o libws.a liba.a libb.a || other=$?
  umount small
  [ "$code" -eq 2 ]
  [ "$same" -eq 1 ]
  [ -z "$left" ]
  [ "$other" -eq 0 ]
}

@test "folders that cannot be written to" {
  mkdir sealed
  cp liba.a libb.a sealed/
  if [ "$(id -u)" -eq 0 ]; then
    mount -t tmpfs tmpfs sealed 2>/dev/null || skip 'root may write everywhere'
    cp liba.a libb.a sealed/
    mount -o remount,ro sealed
  else
    chmod a-w sealed
  fi
  run ar-meld --in-place -o sealed/libws.a sealed/liba.a sealed/libb.a
  code=$status
  ar-meld --out-dir out -o libws.a sealed/liba.a sealed/libb.a
  cmp sealed/liba.a liba.a
  if [ "$(id -u)" -eq 0 ]; then umount sealed; else chmod u+w sealed; fi
  [ "$code" -eq 2 ]
}
