#!/usr/bin/env bats
# How many instructions the steps take on a fixed input, which does not depend on how busy the machine is. Valgrind counts them.
#
# The limits have room for another compiler and another LLVM. Where a step has become faster, lower its limit.

load common

# limit TOOL MILLIONS ARGUMENT...: the tool takes no more than so many millions of instructions, and no less than half of it
limit() {
  local tool=$1 millions=$2 count
  shift 2
  # Symbols would take valgrind longer to read than the rest.
  strip -o "$tool" "$ARMELD_BIN/$tool"
  taskset -c 0 valgrind --tool=callgrind --callgrind-out-file=/dev/null "./$tool" "$@" >printed 2>counted
  count=$(sed -nE 's/^.*Collected : ([0-9]+)$/\1/p' counted)
  echo "$tool: $((count / 1000000)) million instructions, at most $millions"
  [ "$count" -le $((millions * 1000000)) ]
  [ "$count" -ge $((millions * 500000)) ]
}

@test "no step takes a quarter more instructions than it did" {
  grep -q avx2 /proc/cpuinfo || skip 'BLAKE3 takes more on a processor without AVX2'
  "${ARMELD_BIN%/bin}/bench/generate-libraries" in 10 300 200 >names
  limit ar-scan 135 --files-from names -o before.json --sections sections.json
  limit dedup-plan 85 -w libw.a -o plan.json before.json
  limit gc-plan 130 --export '*' -o gc.json before.json sections.json
  limit ar-pack 76 --symtab --out-dir out plan.json
  find out -name '*.a' -exec ar-scan -o after.json {} +
  limit meld-verify 162 --links 10 before.json after.json
}
