#!/usr/bin/env bats
# Time in proportion to the input, or to n log n: inputs on which quadratic algorithms took minutes. What is limited
# is processor time, to many times what is needed, so that a slow or busy machine makes no difference.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  shapes=$BATS_TEST_DIRNAME/../bench/shapes
}

# briefly COMMAND...: it may take SECONDS_OF_TIME (10) of processor time; with sanitizers, more
briefly() (
  ulimit -t $((${SECONDS_OF_TIME:-10} * (${SANITIZE:-0} ? 10 : 1)))
  "$@"
)

# scanned SHAPE N
scanned() {
  "$shapes" "$1" "$2" in >names
  briefly ar-scan --files-from names -o before.json
}

@test "100,000 COMDATs in a WebAssembly object" {
  scanned wasm-comdats 100000
  [ "$(jq '[.objects[].defines | length] | add' before.json)" -eq 200000 ]
}

@test "an ELF group of 200,000 sections that refer to each other" {
  SECONDS_OF_TIME=5 scanned elf-one-group 200000
}

@test "a symbol that 10,000 objects define and 10,000 need" {
  scanned one-symbol 10000
  briefly dedup-plan -w libws.a -o plan.json before.json
  [ "$(jq '.pins | length' plan.json)" -eq 20000 ]
}

@test "20,000 objects of one name, for Apple's linkers" {
  scanned one-name 20000
  briefly dedup-plan -w libws.a -o plan.json before.json
  [ "$(jq '[.workspace.members[].name] | unique | length' plan.json)" -eq 20000 ]
}

@test "a chain of 20,000 objects of which none can move" {
  scanned chain 20000
  briefly dedup-plan -w libws.a --explain -o plan.json before.json >explanation
  [ "$(jq '.pins | length' plan.json)" -eq 20000 ]
  grep -q 'root cause' explanation
}

@test "10,000 import tables" {
  scanned import-tables 10000
  briefly dedup-plan -w libws.a -o plan.json before.json
  [ "$(jq '.moves | length' plan.json)" -eq 30000 ]
}

@test "10,000 libraries, where 1,000 files may be open" {
  scanned libraries 10000
  dedup-plan -w libws.a -o plan.json before.json
  ulimit -n 1000
  SECONDS_OF_TIME=5 briefly ar-pack --symtab --out-dir out plan.json
  [ "$(find out -name '*.a' | wc -l)" -eq 10001 ]
}

@test "20,000 symbols that two members define and a third one needs" {
  scanned symbols-hidden 20000
  dedup-plan -w libws.a -o plan.json before.json
  ar-pack --symtab --out-dir out --list plan.json >outputs
  ar-scan --files-from outputs -o after.json
  briefly meld-verify --links 20 before.json after.json
}
