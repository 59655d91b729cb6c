#!/usr/bin/env bats
# The tools are built with the distribution's hardening: what hostile input could do is kept small.

load common

programs() {
  local tool
  for tool in "$ARMELD_BIN"/*; do
    case $(head -c 4 "$tool" | tail -c 3) in ELF) echo "$tool" ;; esac
  done
}

setup() {
  [ "${SANITIZE:-}" != 1 ] || skip 'a build with sanitizers has other flags'
}

@test "there are programs to look at" { [ "$(programs | wc -l)" -ge 8 ]; }

@test "position-independent executables" {
  for tool in $(programs); do
    readelf -hW "$tool" | grep -q 'Type: *DYN'
    readelf -dW "$tool" | grep -q 'FLAGS_1.*PIE'
  done
}

@test "relocations are read-only, and all bound at the start" {
  for tool in $(programs); do
    readelf -lW "$tool" | grep -q GNU_RELRO
    readelf -dW "$tool" | grep -qE 'BIND_NOW|FLAGS_1.*NOW'
  done
}

@test "no executable stack, and no segment to write and execute" {
  for tool in $(programs); do
    readelf -lW "$tool" | grep -qE 'GNU_STACK .* RW '
    readelf -lW "$tool" >"$BATS_TEST_TMPDIR/segments"
    run ! grep -E 'LOAD .* RWE ' "$BATS_TEST_TMPDIR/segments"
  done
}

@test "stack protector and fortified functions" {
  for tool in $(programs); do
    readelf --dyn-syms -W "$tool" | grep -q __stack_chk_fail
  done
  for tool in ar-scan ar-pack ar-extract dedup-plan meld-verify; do # those that use any
    readelf --dyn-syms -W "$ARMELD_BIN/$tool" | grep -qE '__(memcpy|v?snprintf)_chk'
  done
}
