#!/usr/bin/env bats
# make install: everything has its place below DESTDIR and PREFIX, and works from there.

load common

# makes GOAL VARIABLE...: of the tools under test, wherever they were built: nothing is to be compiled here.
makes() {
  # Without the make that runs the tests, whose options are not ours
  env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -C "$ROOT" -o all "$1" BUILD="$(dirname "$ARMELD_BIN")" "${@:2}" \
    >"$BATS_FILE_TMPDIR/log" 2>&1 || {
    cat "$BATS_FILE_TMPDIR/log"
    return 1
  }
}

setup_file() { makes install DESTDIR="$BATS_FILE_TMPDIR/root" PREFIX=/opt/armeld; }

setup() {
  trace_tests_only
  cd "$BATS_FILE_TMPDIR/root/opt/armeld" || return
}

@test "all tools, their pages, schemas and texts are installed" {
  diff <(find "$ROOT/tools" -type f -name '*-*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort) \
    <(find bin -type f -perm 755 -printf '%f\n' | sort)
  for file in "$ROOT"/man/*.1; do cmp "$file" "share/man/man1/$(basename "$file")"; done
  cmp "$ROOT/man/armeld.7" share/man/man7/armeld.7
  for file in "$ROOT"/schemas/*.json; do cmp "$file" "share/armeld/schemas/$(basename "$file")"; done
  for file in armeld.mk armeld.cmake meson/meson.build ci/github.yml ci/gitlab.yml; do cmp "$ROOT/share/$file" "share/armeld/$file"; done
  cmp "$ROOT/README.md" share/doc/armeld/README.md
  cmp "$ROOT/LICENSE" share/doc/armeld/LICENSE
}

@test "each tool with a table of options has its completions in the folders where shells look" {
  for source in "$ROOT"/tools/*-*.cpp; do
    tool=$(basename "$source" .cpp)
    "bin/$tool" --completions bash | cmp - "share/bash-completion/completions/$tool"
    "bin/$tool" --completions zsh | cmp - "share/zsh/site-functions/_$tool"
    "bin/$tool" --completions fish | cmp - "share/fish/vendor_completions.d/$tool.fish"
  done
  # fish finds them by itself, for the tool that is on PATH.
  completed=$(HOME=$BATS_TEST_TMPDIR XDG_DATA_DIRS=$PWD/share PATH=$PWD/bin:$PATH \
    fish -c 'complete -C "dedup-plan --policy c"' </dev/null)
  [ "${completed%%$'\t'*}" = closed ]
}

@test "uninstall removes what install put there, and nothing else" {
  cd "$BATS_TEST_TMPDIR"
  makes install DESTDIR="$PWD/root" PREFIX=/usr
  echo mine >root/usr/bin/other
  echo mine >root/usr/share/man/man1/other.1
  [ -s root/usr/share/zsh/site-functions/_ar-scan ]
  makes uninstall DESTDIR="$PWD/root" PREFIX=/usr
  [ "$(find root -type f | sort | xargs)" = 'root/usr/bin/other root/usr/share/man/man1/other.1' ]
  [ "$(find root -name '*armeld*')" = '' ]
  # Once more, where there is nothing
  makes uninstall DESTDIR="$PWD/root" PREFIX=/usr
}

@test "uninstall without DESTDIR, and what others put into our folders stays" {
  cd "$BATS_TEST_TMPDIR"
  makes install PREFIX="$PWD/usr"
  "$PWD/usr/bin/ar-scan" --version
  echo mine >usr/share/doc/armeld/notes
  makes uninstall PREFIX="$PWD/usr"
  [ "$(find usr -type f)" = usr/share/doc/armeld/notes ]
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
