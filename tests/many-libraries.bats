#!/usr/bin/env bats
# More libraries than the soft limit of open files, or the hard one.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
}

# A process that a failing test leaves stopped would keep bats waiting.
teardown() {
  [ -z "${packer:-}" ] || kill -KILL "$packer" 2>/dev/null || true
}

@test "1,500 libraries with a soft limit of 1,024 open files" {
  [ "$(ulimit -H -n)" = unlimited ] || [ "$(ulimit -H -n)" -ge 8192 ] || skip 'the hard limit is too low'
  object shared
  object own
  library one.a own.o shared.o
  python3 - <<'END'
one = open("one.a", "rb").read()
with open("names", "w") as names:
    for i in range(1500):
        open(f"lib{i}.a", "wb").write(one)
        print(f"lib{i}.a", file=names)
END
  ulimit -S -n 1024
  ar-scan --files-from names -o before.json
  dedup-plan --exclude own.o -w libws.a -o plan.json before.json
  ar-pack --in-place --symtab plan.json
  ar-pack --in-place --symtab --dry-run plan.json >outputs
  [ "$(wc -l <outputs)" -eq 1501 ]
  symtab-update --missing --files-from outputs
  ar-scan --files-from outputs -o after.json
  meld-verify --workspace libws.a before.json after.json
  [ "$(members libws.a)" = shared.o ]
}

# thousand_libraries: names of 1,000 libraries, as many files as four times those that may be open
thousand_libraries() {
  "$BATS_TEST_DIRNAME/../bench/shapes" libraries 1000 in >names
  ulimit -n 256
}

@test "1,000 libraries with a hard limit of 256 open files" {
  thousand_libraries
  ar-meld -o libws.a --out-dir out --files-from names
  ar-meld -o libws.a --in-place --files-from names
  diff -r in out --exclude=libws.a
  cmp libws.a out/libws.a
  ar-meld -o libws.a --in-place --files-from names
  [ -z "$(find . -name '.*' ! -name .)" ]
}

@test "a lock on each of 1,000 libraries, with 256 open files" {
  thousand_libraries
  mkfifo hold
  # shellcheck disable=SC2046 # words
  meld-lock --last 1000 -- sh -c 'echo locked >locked; exec cat hold' $(cat names) &
  locker=$!
  exec 8<>hold
  for _ in {1..1000}; do
    [ ! -e locked ] || break
    sleep 0.02
  done
  while read -r library; do
    if flock -n "$library" true; then
      echo "$library is not locked"
      return 1
    fi
  done < <(sed -n '1p; 100~100p; $p' names)
  kill -KILL "$locker"
  wait "$locker" || true
  # What has kept them ends soon after.
  timeout 60 python3 - <<'END'
import fcntl
for name in open("names").read().split():
    with open(name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
END
}

@test "a signal that ends ar-pack removes the temporary files of 1,000 libraries" {
  command -v strace >/dev/null || skip 'no strace'
  thousand_libraries
  ar-scan --files-from names -o before.json
  dedup-plan -w libws.a -o plan.json before.json
  signals=(HUP INT TERM QUIT)
  # The address sanitizer has a handler of its own for this one.
  [ "${SANITIZE:-}" = 1 ] || signals+=(SEGV)
  for signal in "${signals[@]}"; do
    status=0
    strace -f -qq -o trace -e trace=rename -e "inject=rename:signal=$signal:when=1" \
      python3 -c 'import os, signal as s, sys; [s.signal(n, s.SIG_DFL) for n in (s.SIGHUP, s.SIGINT, s.SIGTERM, s.SIGQUIT)]; os.execvp(sys.argv[1], sys.argv[1:])' \
      ar-pack --symtab --out-dir out plan.json 2>said || status=$?
    cat said
    [ "$status" -eq $((128 + $(kill -l "$signal"))) ]
    [ "$(find out -name '*.a' ! -name '.*' | wc -l)" -le 1 ]
    [ -z "$(find . -name '.*.armeld-*')" ]
    rm -r out
  done
}

@test "temporary files of 1,000 libraries are not taken for abandoned" {
  command -v strace >/dev/null || skip 'no strace'
  thousand_libraries
  ar-scan --files-from names -o before.json
  dedup-plan -w libws.a -o plan.json before.json
  # Stopped before it gives them their names, while another run packs to the same folder
  strace -qq -o /dev/null -e trace=rename -e inject=rename:signal=STOP:when=1 ar-pack --symtab --out-dir out plan.json &
  tracer=$!
  stopped() {
    packer=$(cut -d ' ' -f 1 "/proc/$tracer/task/$tracer/children")
    grep -q '^State:.[Tt]' "/proc/$packer/status" || return 1
    [ "$(find out -name '.*.armeld-*' | wc -l)" -eq 1000 ]
  }
  for _ in {1..1000}; do
    ! stopped 2>/dev/null || break
    kill -0 "$tracer"
    sleep 0.02
  done
  stopped
  ar-pack --symtab --out-dir out plan.json
  [ "$(find out -name '.*.armeld-*' | wc -l)" -eq 1000 ]
  kill -CONT "$packer"
  wait "$tracer"
  packer=
  [ "$(find out -name '*.a' | wc -l)" -eq 1001 ]
  [ -z "$(find out -name '.*.armeld-*')" ]
}

# A signal comes to one thread while others go on making files.
@test "a signal leaves none of many files that several threads were making" {
  same_libraries
  python3 - <<'END'
import shutil
for i in range(400):
    shutil.copy("liba.a", f"many{i}.a")
END
  ar-scan -o before.json many*.a
  dedup-plan -w libw.a -o plan.json before.json
  python3 - <<'END'
import os, shutil, signal, subprocess, sys
interrupted = 0
for i in range(12):
    os.mkdir("out")
    packer = subprocess.Popen(["ar-pack", "-j", "8", "--out-dir", "out", "plan.json"], stderr=subprocess.DEVNULL)
    while packer.poll() is None and len(os.listdir("out")) < 20 + 25 * i:
        pass
    packer.send_signal(signal.SIGINT)
    interrupted += packer.wait() == -signal.SIGINT
    left = [name for name in os.listdir("out") if name.startswith(".")]
    if left:
        sys.exit(f"left: {left}")
    shutil.rmtree("out")
if interrupted < 6:
    sys.exit(f"{interrupted} of 12 were interrupted")
END
}
