#!/usr/bin/env bats
# The mark on workspace libraries: only what armeld wrote as one is taken for one.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  same_libraries
}

# marked LIBRARY: whether the scan takes it for a workspace library
marked() { ar-scan "$1" | jq -e 'all(.libraries[]; .workspace)' >/dev/null; }

# melded: a workspace library libw.a beside the slimmed libraries liba.a and libb.a
melded() {
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  ar-pack --in-place --symtab plan.json
}

@test "ar-pack marks the workspace library and no other, in every format" {
  for set in elf-x86_64-llvm-ar-64 elf-aarch64-llvm-ar-bsd macho-arm64-llvm-ar coff-x86_64-llvm-lib \
    macho-universal-libtool xcoff-mixed-llvm-ar; do
    mkdir "$set"
    find "$ROOT/tests/fixtures/$set" -name '*.a' -o -name '*.lib' | sort | xargs ar-scan -o before.json
    [ "$(json '[.libraries[] | select(.workspace)] | length' before.json)" -eq 0 ]
    dedup-plan --policy greedy -w libw.a -o plan.json before.json
    [ "$(json '.workspace.members | length' plan.json)" -gt 0 ]
    ar-pack --out-dir "$set" plan.json
    find "$set" -type f | sort | xargs ar-scan -o after.json
    validates after.json
    [ "$(json '[.libraries[] | select(.workspace) | .path] | unique | .[]' after.json)" = "$set/libw.a" ]
    symtab-update "$set/libw.a"
    marked "$set/libw.a"
  done
}

@test "a thin workspace library is marked, and symtab-update keeps the mark" {
  rm liba.a libb.a
  ar rcTD liba.a a.o shared.o more.o pair.o
  ar rcTD libb.a b.o shared.o more.o pair.o
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  ar-pack --thin --out-dir out plan.json
  marked out/libw.a
  symtab-update out/libw.a
  marked out/libw.a
  run ! marked out/liba.a
}

@test "a marked library at the path of -w needs no --existing, any other does" {
  melded
  members libw.a >earlier
  ar-scan -o before.json libc.a libw.a
  dedup-plan -w libw.a -o plan.json before.json
  dedup-plan -w libw.a --existing -o same.json before.json
  cmp plan.json same.json
  ar-pack --in-place plan.json
  members libw.a | cmp - earlier
  marked libw.a
  refuses 'dedup-plan: libc.a: is to be melded and is not marked as a workspace library; if it is one from an earlier run, add --existing' \
    dedup-plan -w libc.a before.json
}

@test "one member without the mark, and the library does not count" {
  melded
  marked libw.a
  ar qD libw.a c.o
  run ! marked libw.a
  ar-scan -o before.json libc.a libw.a
  refuses 'dedup-plan: libw.a: is to be melded and is not marked as a workspace library; if it is one from an earlier run, add --existing' \
    dedup-plan -w libw.a before.json
  dedup-plan -w libw.a --existing -o plan.json before.json
  ar-pack --in-place plan.json
  marked libw.a
}

@test "what other tools do to the mark is what ar-pack(1) says" {
  melded
  cp libw.a first.a
  for command in ranlib 'ar s' symtab-update; do
    cp first.a libw.a
    # shellcheck disable=SC2086 # words
    $command libw.a
    marked libw.a
  done
  for command in strip objcopy; do
    cp first.a libw.a
    "$command" --strip-debug libw.a
    run ! marked libw.a
  done
}

@test "an archive without members counts as a workspace library" {
  library libempty.a
  marked libempty.a
  ar-scan -o before.json liba.a libb.a libempty.a
  dedup-plan -w libempty.a -o plan.json before.json
  ar-pack --in-place plan.json
  [ "$(members libempty.a | xargs)" = 'shared.o more.o pair.o' ]
}

@test "ar-pack --in-place overwrites no file that the plan does not include" {
  cp libc.a libw.a
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  refuses 'ar-pack: libw.a: exists and is not marked as a workspace library; if it is one, scan it too, and plan with --existing' \
    ar-pack --in-place plan.json
  cmp libw.a libc.a
  ar-pack --out-dir out plan.json
  cp out/libw.a .
  refuses 'ar-pack: libw.a: is an earlier workspace library that the plan does not include; scan it too, and plan again' \
    ar-pack --in-place plan.json
  cmp libw.a out/libw.a
}
