#!/usr/bin/env bats
# Faults in the programs that ar-meld runs, and in ar-meld itself: each library is what it was or what it shall be, what it
# lacks is in the workspace library, and the same command again finishes the work.
#
# Faults at every call of ar-pack, the only writer, are in faults-pack.bats; here it gets those at its first and last calls.

load faults

setup_file() { faults_set; }

setup() {
  faults 1
  melds=(ar-meld --in-place -o libws.a liba.a libb.a)
}

@test "programs killed at any call that changes something: nothing is lost, and the next run finishes" {
  wrap
  ENDS=ar-pack programs 20 "$CHANGES" signal=KILL
}

@test "ar-meld killed at any call that changes something, or between any two steps: the next run finishes" {
  ALONE=yes EACH=yes everywhere 20 "$CHANGES,clone,clone3,fork,vfork,wait4,read" signal=KILL melds_again "${melds[@]}"
}

@test "and so for the process that runs all its steps" {
  everywhere 30 rename,renameat,link,unlink,unlinkat,rmdir,mkdir,writev,fsync,sendfile 'signal=KILL error=ENOSPC' melds_again "${melds[@]}"
}

@test "calls that fail: nothing is lost, and the next run finishes" {
  wrap
  ENDS=ar-pack programs 60 "$CHANGES" error=ENOSPC error=EIO error=EACCES
}

@test "calls of ar-meld that fail: nothing is lost, and the next run finishes" {
  ALONE=yes everywhere 10 "$CHANGES,clone,pipe2" 'error=ENOSPC error=EIO error=EACCES' melds_again "${melds[@]}"
}

@test "interrupted calls" {
  wrap
  programs 14 write,writev,fsync,flock,wait4 error=EINTR
  ALONE=yes everywhere 5 write,flock,wait4,rt_sigtimedwait error=EINTR melds_again "${melds[@]}"
}

@test "no more descriptors" {
  wrap
  programs 14 openat error=EMFILE
  ALONE=yes everywhere 5 openat,pipe2 error=EMFILE melds_again "${melds[@]}"
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
  begin
  export SHORT_LOG=$BATS_TEST_TMPDIR/short.log
  LD_PRELOAD=$BATS_TEST_TMPDIR/short.so ar-meld --in-place --backup .orig -o libws.a liba.a libb.a
  fold -w 1 "$SHORT_LOG" | sort | uniq -c
  for letter in w v; do grep -q "$letter" "$SHORT_LOG"; done
  for library in liba.a libb.a; do
    cmp "$library.orig" "$FIRST/$library"
    rm "$library.orig"
  done
  diff -r . "$FINAL"
  # Objects too
  ar-scan -o ../before.json liba.a libws.a
  LD_PRELOAD=$BATS_TEST_TMPDIR/short.so ar-extract -C ../short ../before.json
  ar-extract -C ../whole ../before.json
  diff -r ../short ../whole
}

@test "memory that runs out: a message, and nothing is lost" {
  done=0 failed=0
  for limit in 750 800 850 900 950 1000 1050 1100 1200 1300 1400 2000 16000; do
    begin
    status=0
    prlimit --data=$((1000 * limit)) "$ARMELD_BIN"/ar-meld --in-place -o libws.a liba.a libb.a 2>../errors || status=$?
    echo "$limit kB: $status: $(cat ../errors)"
    case $status in
    0)
      done=$((done + 1))
      diff -r . "$FINAL"
      ;;
    2)
      failed=$((failed + 1))
      grep -qE 'out of memory|annot allocate memory|failed to map|not start' ../errors
      ;;
    *) false ;;
    esac
    nothing_lost
    [ "$status" -eq 0 ] || diff -r . "$FIRST"
  done
  [ "$done" -ge 1 ]
  [ "$failed" -ge 3 ]
}

@test "memory that runs out in ar-meld itself: no folder that it made is left" {
  wrap
  # A plan that takes ar-meld more memory than it has
  rm bin/dedup-plan
  cat >bin/dedup-plan <<'END'
#!/bin/bash
ulimit -S -d unlimited
"$FAULT_BIN/dedup-plan" "$@" || exit
while [ "$1" != -o ]; do shift; done
python3 - "$2" <<'PYTHON'
import json, sys
plan = json.load(open(sys.argv[1]))
plan["moves"] += 100000 * plan["moves"][:1]
json.dump(plan, open(sys.argv[1], "w"))
PYTHON
END
  chmod +x bin/dedup-plan
  begin
  run -2 prlimit --data=16000000:unlimited ../bin/ar-meld --separate --out-dir new/out --keep-json new/json/here -o libws.a liba.a libb.a
  [ "$output" = 'ar-meld: out of memory' ]
  [ "$(listed new/json/here)" = 'before.json plan.json ' ]
  [ ! -e new/out ]
  run -2 prlimit --data=16000000:unlimited ../bin/ar-meld --separate --out-dir other/out -o libws.a liba.a libb.a
  [ "$output" = 'ar-meld: out of memory' ]
  [ ! -e other ]
}
