#!/usr/bin/env bats
# Csmith's programs over several libraries, a few of them. `make check-csmith` runs hundreds.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  command -v csmith || skip 'no csmith'
  [ "${SANITIZE:-}" != 1 ] || skip 'the linkers are preloaded with a server, and sanitizers must be the first library'
}

csmith_sets() { "$ROOT/tests/random/csmith-sets" "$@"; }

@test "Csmith's programs compute the same checksum after melding" {
  run csmith_sets --cases "${CSMITH_CASES:-5}" ${CSMITH_SEED:+--seed "$CSMITH_SEED"} --keep "$ROOT/build/csmith-failures"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *' 0 failures'* ]]
  [[ $output != *', 0 objects moved'* ]]
  [[ $output != *' 0 links compared'* ]]
}

# Where a rule is switched off, programs must be found that compute something else. What csmith writes depends on its
# version, so more cases may run than it takes here.
finds_fault_without() {
  run csmith_sets --seed "$2" --cases 30 --stop-after 1 --keep "$PWD/kept" --meld-options="--allow=$1"
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *"of seed $2 fails, kept in "* ]]
  [[ $output == *"again: $ROOT/tests/random/csmith-sets --seed $2 --case "* ]]
  ls kept/"$2"-*/case.txt
}

@test "without rule initialisers some program computes another checksum" { finds_fault_without initialisers 2; }
