#!/usr/bin/env bats
# Sections of random libraries collected, a few cases of it. `make check-gc` runs thousands.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  [ "$(uname -m)" = x86_64 ] || skip 'the objects are for x86-64'
  [ "${SANITIZE:-}" != 1 ] || skip 'the tools are preloaded with a server, and sanitizers must be the first library'
}

@test "programs of random collected libraries print what they printed, and are what lld makes by collecting itself" {
  run "$ROOT/tests/random/gc-sets" --cases "${GC_CASES:-5}" ${GC_SEED:+--seed "$GC_SEED"} --keep "$ROOT/build/gc-failures"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *' 0 failures'* ]]
  [[ $output != *' 0 sections and'* ]]
  [[ $output != *' 0 links compared'* ]]
}

@test "if a plan removes a member too many, some case fails" {
  run "$ROOT/tests/random/gc-sets" --seed 1 --cases 5 --lose member --stop-after 1 --keep "$PWD/kept"
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *'of seed 1 fails, kept in '* ]]
  ls kept/1-*/case.txt
}
