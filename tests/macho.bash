# What the tests of Mach-O objects share.
#
#   made NAME LANGUAGE [OPTION]...   standard input as NAME.o for the $target
#   archive NAME MEMBER...           a library of objects
#   $clang, $ld                      the newest clang and ld64.lld; $targets are what tests loop over

load common
load platform.sh

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  clang=$(platform_tool clang)
  ld=$(platform_tool ld64.lld)
}

EDIT_OBJECT=$ARMELD_BIN/../tests/edit-object
targets='x86_64-apple-macos11 arm64-apple-macos11'

made() {
  local name=$1 language=$2
  shift 2
  "$clang" --target="$target" "$@" -w -x "$language" -c -o "$name.o" -
}

archive() { "$(platform_tool llvm-libtool-darwin)" -static -D -o "$@"; }
