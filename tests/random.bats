#!/usr/bin/env bats
# The randomised differential test, some cases of it. `make check-random` runs thousands.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  [ "$(uname -m)" = x86_64 ] || skip 'the objects are for x86-64'
  [ "${SANITIZE:-}" != 1 ] || skip 'the tools are preloaded with a server, and sanitizers must be the first library'
}

differential() { "$ROOT/tests/random/differential" --keep "$ROOT/build/random-failures" "$@"; }

@test "random sets of libraries link and run as before" {
  run differential --cases "${RANDOM_CASES:-80}" ${RANDOM_SEED:+--seed "$RANDOM_SEED"}
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "a case comes out the same from the same seed" {
  differential --seed 7 --case 5 --jobs 1 >first
  differential --seed 7 --case 5 --jobs 1 >second
  diff first second
}

# Where a rule is switched off, programs must be found that change: else the cases are too tame.
finds_fault_without() {
  run differential --seed 3 --cases 60 --no-shrink --stop-after 1 --keep "$PWD/kept" --plan-options="--allow=$1"
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *'of seed 3 fails, kept in '* ]]
  ls kept/3-*/case.txt
}

@test "without rule unique some case fails" { finds_fault_without unique; }

@test "without rule order some case fails" { finds_fault_without order; }

@test "without rule dependency some case fails" { finds_fault_without dependency; }

# What the three testers share (tests/random/cases.py)
@test "a tester that a signal ends leaves no folder and no process" {
  for signal in TERM INT HUP; do
    "$ROOT/tests/random/differential" --cases 1000000 --keep kept >said 2>&1 3>&- &
    pid=$!
    # Until a worker is at work
    until folders | grep /case; do
      kill -0 "$pid" || { cat said && return 1; }
      sleep 0.1
    done
    kill -s "$signal" "$pid"
    status=0
    wait "$pid" || status=$?
    # What it has killed is gone when the system has come to it.
    for ((i = 0; i < 100; ++i)); do
      left=$(folders)
      [ "$left" ] || break
      sleep 0.1
    done
    end_workers
    echo "$left"
    [ "$status" -eq $((128 + $(kill -l "$signal"))) ]
    [ "$left" = '' ]
  done
}

# The folders of the tester $pid: its own, and those in which its processes are
folders() {
  compgen -G "/dev/shm/armeld-random.$pid.*" || compgen -G "${TMPDIR:-/tmp}/armeld-random.$pid.*" || true
  readlink /proc/[0-9]*/cwd | grep -F "/armeld-random.$pid." || true
}

# If the test fails, nothing may run on.
end_workers() {
  for folder in /proc/[0-9]*/cwd; do
    case $(readlink "$folder") in
    */armeld-random."$pid".*) kill -KILL "$(basename "${folder%/cwd}")" || true ;;
    esac
  done
  rm -rf /dev/shm/armeld-random."$pid".* "${TMPDIR:-/tmp}"/armeld-random."$pid".*
}
