#!/usr/bin/env bats
# make install: everything has its place below DESTDIR and PREFIX, and works from there.

load common

setup_file() {
  # Without the make that runs the tests, whose options are not ours.
  unset MAKEFLAGS MAKELEVEL MFLAGS
  # The tools under test, wherever they were built: nothing is to be compiled here.
  make -C "$ROOT" -o all install BUILD="$(dirname "$ARMELD_BIN")" DESTDIR="$BATS_FILE_TMPDIR/root" PREFIX=/opt/armeld \
    >"$BATS_FILE_TMPDIR/log" 2>&1 || {
    cat "$BATS_FILE_TMPDIR/log"
    return 1
  }
}

setup() { cd "$BATS_FILE_TMPDIR/root/opt/armeld" || return; }

@test "all tools, their pages, schemas and texts are installed" {
  diff <(find "$ROOT/tools" -type f ! -name '*.h' ! -name 'cli*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort) \
    <(find bin -type f -perm 755 -printf '%f\n' | sort)
  for file in "$ROOT"/man/*.1; do cmp "$file" "share/man/man1/$(basename "$file")"; done
  cmp "$ROOT/man/armeld.7" share/man/man7/armeld.7
  for file in "$ROOT"/schemas/*.json; do cmp "$file" "share/armeld/schemas/$(basename "$file")"; done
  cmp "$ROOT/README.md" share/doc/armeld/README.md
  cmp "$ROOT/LICENSE" share/doc/armeld/LICENSE
}

@test "nothing is installed elsewhere" {
  [ "$(cd "$BATS_FILE_TMPDIR/root" && find . -type f ! -path './opt/armeld/*')" = '' ]
}

@test "the installed ar-meld runs the tools beside it" {
  installed=$PWD/bin
  cd "$BATS_TEST_TMPDIR"
  same_libraries
  PATH=/usr/bin:/bin LLVM_AR=$(command -v llvm-ar || command -v llvm-ar-22 || command -v llvm-ar-19) \
    "$installed/ar-meld" -o libw.a --out-dir out liba.a libb.a libc.a
  [ "$(members out/libw.a | sort | tr '\n' ' ')" = 'more.o pair.o shared.o ' ]
}

@test "man shows the installed pages" {
  command -v man || skip 'no man'
  for page in share/man/man1/*.1 share/man/man7/*.7; do
    name=$(basename "$page")
    MANPATH=share/man MANPAGER=cat man -P cat "${name##*.}" "${name%.*}" | grep -q 'SEE ALSO'
  done
}
