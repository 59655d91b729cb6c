#!/usr/bin/env bats
# What the fuzzers once found stays found: each input goes through its target again (tests/fuzz/).

load common

# Inputs of a few kilobytes are done in a gigabyte; sanitizers take room for themselves.
replays() (
  [ "${SANITIZE:-}" = 1 ] || ulimit -v 1000000
  exec "$ARMELD_BIN/../tests/replay-$1" "$ROOT/tests/fuzz/regressions/$1"/*
)

@test "archives" { replays archive; }
@test "objects" { replays object; }
@test "edits" { replays edit; }
@test "documents" { replays documents; }
@test "files of build systems" { replays metadata; }
@test "the pipeline" { replays meld; }

@test "every object of the fixtures is edited, and edited back" {
  for library in "$ROOT"/tests/fixtures/*/*.{a,lib}; do
    case $library in *universal* | *thin* | *xcoff* | *arm64ec*) continue ;; esac
    folder=objects/$(basename "$(dirname "$library")")-$(basename "$library")
    mkdir -p "$folder"
    (cd "$folder" && llvm-ar-19 x "$library")
  done
  find objects -type f ! -empty -print0 | sort -z >list
  [ "$(tr -cd '\0' <list | wc -c)" -gt 300 ]
  xargs -0 "$ARMELD_BIN/../tests/replay-edit" <list
}

@test "every fixture goes through the pipeline" {
  for folder in "$ROOT"/tests/fixtures/elf-x86_64-weak "$ROOT"/tests/fixtures/coff-x86_64-llvm-lib "$ROOT"/tests/fixtures/macho-arm64-libtool "$ROOT"/tests/fixtures/wasm32-llvm-ar; do
    {
      printf '\100'
      cat "$(find "$folder" -name '*alpha*')"
      printf '\n#armeld-next#\n'
      cat "$(find "$folder" -name '*beta*')"
    } >"$(basename "$folder")"
  done
  "$ARMELD_BIN/../tests/replay-meld" ./*
}
