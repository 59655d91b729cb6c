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
  run compare --cases "${MODEL_CASES:-60}" ${MODEL_SEED:+--seed "$MODEL_SEED"}
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *' links, 0 different'* ]]
  for linker in 'elf    gnu_ld' 'elf    gold' 'elf    lld' 'elf    mold' 'coff   gnu_ld_coff' 'coff   lld_link' \
    'macho  ld64' 'macho  ld64_objc' 'wasm   wasm_ld'; do
    grep "^$linker " <<<"$output"
  done
}

# Where a linker is compared with another one's model, links must differ: else the cases are too tame.
tells_apart() {
  run compare --seed 1 --cases 80 --linkers "${1%=*}" --swap "$1" --no-shrink --stop-after 1 --keep "$PWD/kept"
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *"the model of ${1%=*} differs, kept in"* ]]
  ls kept/*/case.txt
}

@test "cases tell GNU ld from gold" { tells_apart gnu_ld=gold; }

@test "cases tell gold from lld" { tells_apart gold=lld; }

@test "cases tell lld from GNU ld" { tells_apart lld=gnu_ld; }

@test "cases tell mold from lld" { tells_apart mold=lld; }

@test "cases tell lld-link from lld" { tells_apart lld_link=lld; }

@test "cases tell GNU ld for COFF from gold" { tells_apart gnu_ld_coff=gold; }

@test "cases tell ld64.lld from wasm-ld" { tells_apart ld64=wasm_ld; }

@test "cases tell ld64.lld with -ObjC from that without" { tells_apart ld64_objc=ld64; }

@test "cases tell wasm-ld from lld" { tells_apart wasm_ld=lld; }
