#!/usr/bin/env bats
# Help and manual pages: every tool has both, and they name the same options.

load common

setup() {
  trace_tests_only
  cd "$ROOT" || return
}

# options TOOL: its options by --help, long and short, one a line
options() {
  "$1" --help | sed -n 's/^  *\(-.*\)/\1/p' | grep -oE -e '(^|[][ ,])-(-[a-z][a-z-]*|[A-Za-z0-9])($|[][ ,])' |
    tr -d '[] ,' | sort -u
}

@test "every option of --help stands in the page, and every option of the page in --help" {
  for page in man/*.1; do
    tool=$(basename "$page" .1)
    [ "$(options "$tool" | wc -l)" -gt 2 ]
    # mdoc writes --name as "Fl -name". Rows of tables describe no option.
    sed -n -e '/^\.Bl -column/,/^\.El/d' -e 's/^\.It \(Fl .*\)/\1/p' "$page" | grep -oE 'Fl -?[A-Za-z0-9][a-z-]*' |
      sed 's/Fl -/--/; s/Fl /-/' | sort -u >"$BATS_TEST_TMPDIR/page"
    echo "$tool: in --help, and in $page:"
    diff <(options "$tool") "$BATS_TEST_TMPDIR/page"
  done
}

@test "--help and --version answer on standard output, with exit code 0" {
  for page in man/*.1; do
    tool=$(basename "$page" .1)
    run --separate-stderr "$tool" --help
    [ "$status" -eq 0 ]
    [[ $output == "Usage: $tool "* ]]
    [ "$stderr" = '' ]
    run --separate-stderr "$tool" --version
    [ "$status" -eq 0 ]
    [[ $output == "$tool (armeld) "*', LLVM '* ]]
    [ "$stderr" = '' ]
  done
}

@test "an unknown option is refused by every tool, in one line" {
  for page in man/*.1; do
    tool=$(basename "$page" .1)
    run --separate-stderr "$tool" --no-such-option
    [ "$status" -eq 2 ]
    [ "${#stderr_lines[@]}" -eq 1 ]
    [[ $stderr == "$tool: "*"'--no-such-option'; try --help" ]]
  done
}

@test "every document's schema is named in armeld(7)" {
  for schema in schemas/*.json; do
    grep -qF "$(jq -r .properties.schema.const "$schema")" man/armeld.7
  done
}
