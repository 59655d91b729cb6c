#!/usr/bin/env bats
# Random C and C++ libraries that define the same names differently, a few of them. `make check-isolation` runs hundreds.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  [ "$(uname -m)" = x86_64 ] || skip 'the linkers are told to link for x86-64'
  [ "${SANITIZE:-}" != 1 ] || skip 'the linkers are preloaded with a server, and sanitizers must be the first library'
}

isolation() { "$ROOT/tests/random/isolation" "$@"; }

@test "isolated libraries compute together what each computes alone" {
  run isolation --cases "${ISOLATION_CASES:-6}" ${SEED:+--seed "$SEED"} --keep "$ROOT/build/isolation-failures"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *' 0 failures'* ]]
  [[ $output != *', 0 of them with renames'* ]]
  [[ $output != *' 0 programs compared'* ]]
}

# Where renames are left out, programs must be found that compute something else, or do not link.
finds_fault_without() {
  run isolation --seed 3 --cases 12 --stop-after 1 --keep "$PWD/kept" --forget "$1"
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *'of seed 3 fails, kept in '* ]]
  ls kept/3-*/case.txt
}

@test "without new names for functions some case fails" { finds_fault_without 'n[0-3]$'; }

@test "without new names for inline functions some case fails" { finds_fault_without '_Z'; }
