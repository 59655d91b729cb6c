#!/usr/bin/env bats
# The model of the linkers by which meld-verify plays links, held against the linkers. `make check-models` compares
# thousands of links.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  [ "$(uname -m)" = x86_64 ] || skip 'the ELF objects are for x86-64'
  [ "${SANITIZE:-}" != 1 ] || skip 'ar-scan is preloaded with a server, and sanitizers must be the first library'
}

compare() {
  "$ROOT/tests/model/compare-models" --keep "$ROOT/build/model-failures" --model-links "$ARMELD_BIN/../tests/model-links" "$@"
}

@test "the model of each linker does what the linker does" {
  run compare --cases "${MODEL_CASES:-30}" ${MODEL_SEED:+--seed "$MODEL_SEED"}
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *' links, 0 different'* ]]
  for linker in 'elf    gnu_ld' 'elf    gold' 'elf    lld' 'elf    mold' 'coff   gnu_ld_coff' 'coff   lld_link' \
    'macho  ld64' 'macho  ld64_objc' 'wasm   wasm_ld'; do
    grep "^$linker " <<<"$output"
  done
}

@test "cases tell each linker from another one's model" {
  run compare --seed 1 --cases 30 --no-shrink --stop-after 1 --keep "$PWD/kept" --swap 'gnu_ld=lld gold=lld lld=gnu_ld
    mold=lld gnu_ld_coff=gold lld_link=lld ld64=lld ld64_objc=ld64 wasm_ld=lld'
  echo "$output"
  [ "$status" -eq 1 ]
  for linker in gnu_ld gold lld mold gnu_ld_coff lld_link ld64 ld64_objc wasm_ld; do
    [[ $output == *"the model of $linker differs, kept in"* ]]
    ls kept/*-"$linker"/case.txt
  done
}
