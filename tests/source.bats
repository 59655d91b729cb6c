#!/usr/bin/env bats
# The sources themselves: layout, shell scripts, man pages.

load common

setup() {
  trace_tests_only
  cd "$ROOT" || return
}

# Every script in the project, by its first line.
scripts() {
  find .ci bench lib man tests tools \( -name target -o -name fixtures \) -prune -o -type f -print0 |
    xargs -0 awk -v interpreter="$1" \
      'FNR == 1 && $0 ~ "^#!.*[/ ]" interpreter "$" { print FILENAME } { nextfile }'
}

@test "C++ sources are laid out by .clang-format" {
  command -v "${CLANG_FORMAT:=clang-format-19}" || skip "no $CLANG_FORMAT: other versions lay out differently"
  find lib tools tests/unit bench -name target -prune -o \( -name '*.h' -o -name '*.cpp' \) -print0 |
    xargs -0 "$CLANG_FORMAT" --dry-run -Werror
}

@test "rooms of lib/ include only rooms below them" {
  # Lowest first; rooms of one row do not include one another.
  python3 - lib <<'END'
import re, sys
from pathlib import Path
lib = Path(sys.argv[1])
rows = ["base", "json os", "documents", "archive objects", "edit", "scan", "plan pack verify report metadata", "meld"]
level = {room: row for row, rooms in enumerate(rows) for room in rooms.split()}
bad = [f"{path}: not in a room" for path in lib.iterdir() if path.name not in level]
count = 0
for path in sorted(lib.glob("*/*.*")):
    room = path.parent.name
    for number, line in enumerate(path.read_text().splitlines(), 1):
        included = re.match(r'#include "(?!llvm(?:-c)?/)([^"]*)"', line)
        if not included:
            continue
        count += 1
        other = included[1].partition("/")[0]
        if not (lib / included[1]).exists():
            bad.append(f"{path}:{number}: {included[1]} is not written from lib/")
        elif other != room and level[other] >= level[room]:
            bad.append(f"{path}:{number}: {room}/ includes {included[1]}, which is not below it")
print("\n".join(bad))
assert count > 100, count
sys.exit(bool(bad))
END
}

@test "every condition in the tests can fail its test" {
  mapfile -t found < <(scripts bats)
  [ "${#found[@]}" -gt 20 ]
  tests/lost-conditions "${found[@]}" tests/*.bash tests/platform.sh
}

@test "conditions that cannot fail their test are found, of each kind" {
  # bats would take these for tests of this file.
  sed 's/^TEST /@test /' >"$BATS_TEST_TMPDIR/planted.bats" <<'END'
shared() {
  [ -e a ]
  cat b
}
TEST "planted" {
  [ a = b ] && [ c = d ]
  ! grep -q x file
  for i in 1 2; do
    cmp one two && rm one
  done
  for i in 1 2; do ! cmp one two; done
  if [ -e a ]; then cmp a b && cmp b c; fi
  shared || echo none
  run shared
  x=$(shared)
  local y=$(diff a b)
  cmp a b | tail -n 1
  [ -e a ] || ! [ -e b ]
  ( [ -e a ]; cmp a b ) || return 1
  z=$([ -e a ]; echo "$x")
  [ -e a ] && [ -e b ]
}
TEST "nothing wrong" {
  run ! grep -q x file
  [ -e a ] || return 1
  (cd folder && cmp a b)
  if cmp a b && cmp b c; then false; fi
  cmp a b || { cat a && return 1; }
  x=$(grep y file | sort)
  shared
  ! cmp a b
}
END
  run -1 tests/lost-conditions "$BATS_TEST_TMPDIR/planted.bats"
  echo "$output"
  # Each line of the first test but its loops' own, and one of the function
  [ "$(cut -d : -f 2 <<<"$output" | xargs)" = '2 6 7 9 11 12 16 17 18 19 20 21' ]
}

@test "shellcheck finds nothing in the shell scripts" {
  mapfile -t found < <(scripts sh && scripts bash)
  [ "${#found[@]}" -gt 3 ]
  shellcheck "${found[@]}" tests/*.sh tests/fixtures/make-fixtures
}

@test "shellcheck finds nothing in the bats files" {
  mapfile -t found < <(scripts bats)
  [ "${#found[@]}" -gt 0 ]
  # Each test is a subshell, and bats sets stderr and lines.
  shellcheck --shell=bats --external-sources --source-path=tests \
    --exclude=SC2030,SC2031,SC2154 "${found[@]}" tests/common.bash
}

@test "mandoc finds nothing in the man pages" {
  mandoc -T lint -W warning man/*.[17]
}

@test "every document has a schema that is valid" {
  tests/validate --schemas
}

@test "every tool has a man page, and every page a tool" {
  diff <(find tools -type f -name '*-*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort) \
    <(find man -name '*.1' -printf '%f\n' | sed 's/\.1$//' | sort)
}

@test "each test that SECURITY.md names is there" {
  # Cells like `a.bats`: "one", "another"; `b.bats`: "third"
  python3 - "$ROOT" <<'END'
import re, sys
from pathlib import Path
root = Path(sys.argv[1])
named = 0
for line in (root / "SECURITY.md").read_text().splitlines():
    for file, tests in re.findall(r'`(?:tests/)?([\w-]+\.bats)`: ("[^"]*"(?:, "[^"]*")*)', line):
        for test in re.findall('"([^"]*)"', tests):
            named += 1
            assert f'@test "{test}' in (root / "tests" / file).read_text(), f"{file}: {test}"
assert named > 30, named
END
}
