#!/usr/bin/env bats
# Faults: whatever happens in the middle of ar-meld --in-place, each library is what it was or what it shall
# be, what it lacks is in the workspace library, and the same command again finishes the work.
#
# strace injects the faults. It counts calls per process and kind, so each program that ar-meld runs is taken
# in turn: the folder `bin` has a wrapper for each, and the wrapper of the K-th program to be run gives it a
# fault at its N-th call of one kind. A program that starts processes gets it once by itself, and once in all of
# them. FAULTS_LOG=FILE gets a line for each fault injected.

load common

# What changes files, folders or the disk.
CHANGES=write,writev,pwrite64,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat
CHANGES=$CHANGES,fsync,fdatasync,ftruncate,fchmod,fchown,fsetxattr,copy_file_range,sendfile

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  same_libraries
  # An object that ar-pack has read in a child process
  ar p "$ROOT"/tests/fixtures/wasm32-llvm-ar/libalpha.a own.o >wasm.o
  ar qcDS liba.a wasm.o
  rm ./*.c ./*.o libc.a
  cp -a . ../first
  ar-scan -o ../before.json liba.a libb.a
  ar-meld --in-place -o libws.a liba.a libb.a
  cp -a . ../final
  ar-meld --in-place -o libws.a liba.a libb.a
  diff -r . ../final # once is as good as twice
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  FIRST=$BATS_FILE_TMPDIR/../first FINAL=$BATS_FILE_TMPDIR/../final
  command -v strace >/dev/null || skip 'no strace'
  OPTIONS='' # words for each run of ar-meld
  [ "${SANITIZE:-}" != 1 ] || skip 'hundreds of runs under strace, too slow with sanitizers; they see the same code elsewhere'
  mkdir bin
  make_wrapper
  for tool in meld-lock ar-scan dedup-plan ar-pack symtab-update meld-verify mktemp rm mkdir; do
    ln -s wrapper "bin/$tool"
  done
  export FAULT_PATH=$PATH FAULT_COUNT=$BATS_TEST_TMPDIR/count
}

make_wrapper() {
  cat >bin/wrapper <<'END'
#!/bin/sh
name=$(basename "$0")
k=$(($(cat "$FAULT_COUNT") + 1))
echo "$k" >"$FAULT_COUNT"
real=$(PATH=$FAULT_PATH command -v "$name")
[ "$k" -eq "$FAULT_K" ] || exec "$real" "$@"
echo "$name" >"$FAULT_COUNT.name"
[ "$name" != meld-lock ] || FAULT_FOLLOW= # it becomes ar-meld itself, which starts all others
[ "$FAULT" = none ] || set -- -e "inject=$FAULT_CALL:$FAULT:when=$FAULT_N" "$real" "$@"
[ "$FAULT" != none ] || set -- "$real" "$@"
exec strace -q $FAULT_FOLLOW -o "$FAULT_COUNT.trace" -e "trace=$FAULT_CALL" "$@"
END
  chmod +x bin/wrapper
  cp "$ARMELD_BIN/ar-meld" bin/ar-meld
}

# with_fault K CALL N FAULT FOLLOW: melds, with the fault at the N-th CALL of the K-th program (with -f, of its
# processes too). The program's name is then in $name, which is empty if there is none, and the exit code in
# $status.
with_fault() {
  rm -rf work "$FAULT_COUNT".* && cp -a "$FIRST" work && cd work || return
  echo 0 >"$FAULT_COUNT"
  status=0
  # shellcheck disable=SC2086 # words
  FAULT_K=$1 FAULT_CALL=$2 FAULT_N=$3 FAULT=$4 FAULT_FOLLOW=$5 timeout -k 5 60 taskset -c 0 \
    ../bin/ar-meld --in-place $OPTIONS -o libws.a liba.a libb.a >../out 2>&1 || status=$?
  name=$(cat "$FAULT_COUNT.name" 2>/dev/null || true)
}

# nothing_lost: of the files here, each is the first or the final one
nothing_lost() {
  local slimmed='' state=''
  for library in liba.a libb.a; do
    if cmp -s "$library" "$FIRST/$library"; then
      state=$state.
    else
      cmp "$library" "$FINAL/$library" || return 1
      slimmed=$library state=$state+
    fi
  done
  [ -n "$slimmed" ] || return 0
  cmp libws.a "$FINAL/libws.a" || return 1
  # A state that was proved needs no proof again.
  [ ! -e "$BATS_TEST_TMPDIR/proved$state" ] || return 0
  ar-scan -o "$BATS_TEST_TMPDIR/after.json" liba.a libb.a libws.a
  meld-verify "$BATS_FILE_TMPDIR/../before.json" "$BATS_TEST_TMPDIR/after.json"
  touch "$BATS_TEST_TMPDIR/proved$state"
}

# injections FOLLOW TRACE: a line "FOLLOW COUNT CALL" for each kind of call in it, made so often by one process
injections() {
  sed -nE 's/^([0-9]+ +)?([a-z0-9_]+)\(.*/\1 \2/p' "$2" | awk -v follow="$1" '
    { call = $NF; count = ++counts[$1, call] }
    count > most[call] { most[call] = count }
    END { for (call in most) print follow, most[call], call }' | sort
}

# injected FAULT TRACE: whether the fault came to pass
injected() {
  case $1 in
  signal=KILL) grep -q 'killed by SIGKILL' "$2" ;;
  *) grep -q INJECTED "$2" ;;
  esac
}

# everywhere CALLS FAULT...: injects each fault into each such call of each program that ar-meld runs
everywhere() {
  local calls=$1 k n call count follow fault name status library faults=0
  shift
  for ((k = 1; k < 40; k++)); do
    with_fault "$k" "$calls" 1 none '' && cd ..
    [ -n "$name" ] || break
    case " ${SPARE:-} " in *" $name "*) continue ;; esac
    injections - "$FAULT_COUNT.trace" >to_inject
    with_fault "$k" "$calls" 1 none -f && cd ..
    if [ "$(cut -d ' ' -f 1 "$FAULT_COUNT.trace" | sort -u | wc -l)" -gt 1 ]; then
      injections -f "$FAULT_COUNT.trace" >>to_inject
    fi
    while read -r follow count call; do
      for ((n = 1; n <= count; n++)); do
        for fault; do
          with_fault "$k" "$call" "$n" "$fault" "${follow%-}"
          # Not every run makes as many calls, where processes wait for each other.
          if injected "$fault" "$FAULT_COUNT.trace"; then faults=$((faults + 1)); else fault='no fault'; fi
          echo "$fault in program $k ($name), $call $n: $status: $(tail -n 1 ../out)" | tee -a "${FAULTS_LOG:-/dev/null}"
          # 137: the script itself was killed
          [ "$status" -eq 2 ] || [ "$status" -eq 0 ] || [ "$status" -eq 137 ] || return 1
          [ "$fault" != 'no fault' ] || [ "$status" -eq 0 ] || return 1
          nothing_lost || return 1
          # Again, and it is done; nothing stays behind. What a killed script has started may run on for a
          # moment, and holds the locks as long.
          for try in 1 2 3 4 5 6 7 8 9; do
            # shellcheck disable=SC2086 # words
            ar-meld --in-place $OPTIONS -o libws.a liba.a libb.a && break
            [ "$status" -eq 137 ] && [ "$try" -lt 9 ] || return 1
            sleep 0.3
          done
          for library in liba.a libb.a; do
            [ -z "$OPTIONS" ] || { cmp "$library.orig" "$FIRST/$library" && rm "$library.orig"; } || return 1
          done
          diff -r . "$FINAL" || return 1
          cd ..
        done
      done
    done <to_inject
  done
  echo "$faults faults"
  [ "$faults" -ge "$LEAST" ]
}

@test "killed at any call that changes something: nothing is lost, and the next run finishes" {
  LEAST=50 everywhere "$CHANGES" signal=KILL
}

@test "killed while it keeps backups: they are whole, and the next run finishes" {
  OPTIONS='--backup .orig' SPARE='rm mktemp mkdir meld-lock ar-scan dedup-plan symtab-update meld-verify' \
    LEAST=30 everywhere "$CHANGES" signal=KILL
}

@test "ar-meld itself killed between any two steps" {
  rm bin/*
  for tool in "$ARMELD_BIN"/*; do
    case $tool in
    */meld-lock | */ar-meld) ;;
    *) ln -s "$tool" bin/ ;;
    esac
  done
  make_wrapper
  ln -s wrapper bin/meld-lock # which becomes the script
  LEAST=15 everywhere clone,vfork,fork,wait4 signal=KILL
}

@test "calls that fail: nothing is lost, and the next run finishes" {
  LEAST=100 everywhere "$CHANGES" error=ENOSPC error=EIO error=EACCES
}

@test "interrupted calls and no more descriptors" {
  LEAST=20 everywhere write,writev,fsync,flock,wait4 error=EINTR
  SPARE='rm mktemp mkdir meld-lock' LEAST=20 everywhere openat error=EMFILE
}

@test "symtab-update: the library is the old or the new one, and the next run finishes" {
  cp "$FIRST/liba.a" . && symtab-update liba.a && mv liba.a final.a
  # inject CALL N FAULT FOLLOW: with FOLLOW -f, into the llvm-ar that it runs as well
  inject() {
    rm -rf work && mkdir work && cp "$FIRST/liba.a" work && cd work || return
    local status=0
    timeout -k 5 60 taskset -c 0 strace -q ${4:+"$4"} -o ../trace -e "trace=$1" -e "inject=$1:$3:when=$2" symtab-update liba.a \
      >../out 2>&1 || status=$?
    if injected "$3" ../trace; then faults=$((faults + 1)); fi
    echo "$3 in symtab-update alone, $1 $2: $status: $(tail -n 1 ../out)" | tee -a "${FAULTS_LOG:-/dev/null}"
    [ "$status" -eq 2 ] || [ "$status" -eq 0 ] || [ "$status" -eq 137 ] || return 1
    if [ "$status" -eq 0 ] || ! cmp -s liba.a "$FIRST/liba.a"; then cmp liba.a ../final.a || return 1; fi
    symtab-update liba.a && cmp liba.a ../final.a && [ "$(ls -A)" = liba.a ] && cd ..
  }
  faults=0
  for follow in - -f; do
    cp "$FIRST/liba.a" . && strace -q ${follow%-} -o trace -e "trace=$CHANGES" symtab-update liba.a
    grep -q fsync trace
    injections "$follow" trace
  done >to_inject
  while read -r follow count call; do
    for ((n = 1; n <= count; n++)); do
      for fault in signal=KILL error=ENOSPC error=EIO; do inject "$call" "$n" "$fault" "${follow%-}"; done
    done
  done <to_inject
  echo "$faults faults"
  [ "$faults" -ge 50 ]
}

@test "calls that write less than they were asked to" {
  cat >short.c <<'END'
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
/* Each takes a part only, and $SHORT_LOG gets a letter. */
static size_t part(const char *letter, size_t size, size_t most) {
  if (size <= most)
    return size;
  int log = open(getenv("SHORT_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  syscall(SYS_write, log, letter, 1);
  close(log);
  return most;
}
ssize_t write(int fd, const void *bytes, size_t size) { return syscall(SYS_write, fd, bytes, part("w", size, 100)); }
ssize_t writev(int fd, const struct iovec *pieces, int count) {
  for (; count > 0 && pieces->iov_len == 0; --count, ++pieces)
    ;
  size_t size = count == 0 ? 0 : pieces->iov_len + (count > 1); /* the second piece is left out altogether */
  struct iovec first = {count == 0 ? 0 : pieces->iov_base, part("v", size, size < 101 ? size - (count > 1) : 100)};
  return syscall(SYS_writev, fd, &first, 1);
}
ssize_t copy_file_range(int in, off_t *inAt, int out, off_t *outAt, size_t size, unsigned flags) {
  return syscall(SYS_copy_file_range, in, inAt, out, outAt, part("c", size, 100), flags);
}
ssize_t sendfile(int out, int in, off_t *at, size_t size) { return syscall(SYS_sendfile, out, in, at, part("s", size, 100)); }
END
  "$CC" -shared -fPIC -O1 -o short.so short.c
  cp -a "$FIRST" work && cd work
  export SHORT_LOG=$BATS_TEST_TMPDIR/short.log
  LD_PRELOAD=$BATS_TEST_TMPDIR/short.so ar-meld --in-place --backup .orig -o libws.a liba.a libb.a
  fold -w 1 "$SHORT_LOG" | sort | uniq -c
  for letter in w v; do grep -q "$letter" "$SHORT_LOG"; done
  for library in liba.a libb.a; do cmp "$library.orig" "$FIRST/$library" && rm "$library.orig"; done
  diff -r . "$FINAL"
  # Objects too
  ar-scan -o ../before.json liba.a libws.a
  LD_PRELOAD=$BATS_TEST_TMPDIR/short.so ar-extract -C ../short ../before.json
  ar-extract -C ../whole ../before.json
  diff -r ../short ../whole
}

@test "memory that runs out: a message, and nothing is lost" {
  command -v prlimit >/dev/null || skip 'no prlimit'
  done=0 failed=0
  for limit in 400 500 600 700 800 850 900 950 1000 1100 1200 2000 16000; do
    rm -rf work && cp -a "$FIRST" work && cd work
    status=0
    prlimit --data=$((1000 * limit)) "$ARMELD_BIN"/ar-meld --in-place -o libws.a liba.a libb.a 2>../errors || status=$?
    echo "$limit kB: $status: $(cat ../errors)"
    case $status in
    0) done=$((done + 1)) && diff -r . "$FINAL" ;;
    2) failed=$((failed + 1)) && grep -qE 'out of memory|annot allocate memory|failed to map|not start' ../errors ;;
    *) false ;;
    esac
    nothing_lost
    [ "$status" -eq 0 ] || diff -r . "$FIRST"
    cd ..
  done
  [ "$done" -ge 1 ] && [ "$failed" -ge 3 ]
}
