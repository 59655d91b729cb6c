#!/usr/bin/env bats
# The fixtures themselves: the table lists what is there, and every set links before any melding. When
# a test of melding fails on a platform, this one says whether the fixture or the melding is at fault.

load common
load platform.sh
load platforms

@test "the table of the fixtures lists what is there" {
  for set in $(platform_sets); do
    [ "$(platform_libraries "$set" | wc -l)" -eq 3 ]
  done
  for folder in "$PLATFORM_FIXTURES"/*/; do
    folder=$(basename "$folder")
    case $folder in
    src | shims | origin) ;;
    *) platform_field "$folder" target ;;
    esac
  done
}

@test "the table of what is tested lists every set, as the fixtures' table says" {
  for set in $(platform_sets); do
    row="| $(platform_field "$set" objects) | $(platform_field "$set" archives) | $(platform_field "$set" producer) | \`$set\` |"
    grep -qF "$row" "$PLATFORM_FIXTURES/TESTED.md" || fail_with "no row: $row"
  done
}

@test "every set links, with the same exports, and with the imports of its libraries" {
  linked=0
  for set in $(platform_sets); do
    mapfile -t libraries < <(platform_libraries "$set")
    status=0
    platform_link "$set" "$BATS_TEST_TMPDIR/$set" "${libraries[@]}" 2>"$BATS_TEST_TMPDIR/messages" || status=$?
    [ "$status" -ne 77 ] || continue
    [ "$status" -eq 0 ] || fail_with "$set does not link: $(cat "$BATS_TEST_TMPDIR/messages")"
    symbols=$(platform_symbols "$set" "$BATS_TEST_TMPDIR/$set")
    [ "$(grep -cE '^export _?(alpha|beta|gamma)_run$' <<<"$symbols")" -eq 3 ] ||
      fail_with "$set: the exports are not those three: $symbols"
    [[ $set == *-comdat || $symbols == *'import '*GetTickCount* ]] ||
      fail_with "$set: the import is missing: $symbols"
    linked=$((linked + 1))
  done
  [ "$linked" -ge 40 ]
}

@test "programs of foreign Linux machines and wasm run to the same answer" {
  run_programs 'linux|wasm'
  # Those of this machine's own kind need no emulator.
  [ "$ran" -ge 4 ]
}

@test "a shared object in the link of a third library's user drags in its import, if moved by itself" {
  ar=$(platform_tool llvm-ar)
  cd "$BATS_TEST_TMPDIR"
  gamma=$PLATFORM_FIXTURES/coff-x86_64-third/gamma.lib
  export PLATFORM_ROOTS=gamma_run
  platform_link coff-x86_64-third before.dll "$gamma"
  [ "$(platform_symbols coff-x86_64-third before.dll)" = 'export gamma_run' ]

  # What a tool does that moves every duplicate object, and leaves the import stubs where they are.
  "$ar" x "$PLATFORM_FIXTURES/coff-x86_64-third/alpha.lib" alpha/middle.o alpha/ticks.o
  "$ar" --format=coff qcs workspace.lib middle.o ticks.o
  cp "$gamma" gamma.lib
  "$ar" d gamma.lib gamma/middle.o
  run platform_link coff-x86_64-third after.dll workspace.lib gamma.lib
  [ "$status" -eq 1 ]
  [[ $output == *'undefined symbol: __declspec(dllimport) GetTickCount'* ]]
}
