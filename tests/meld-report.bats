#!/usr/bin/env bats
# meld-report: sizes of files, factors and shares, in four formats, of two or more manifests; and what it refuses.
# report-html.bats has the page.

load common

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  # Members of sizes that are easy to add up, with names as rustc and the cc crate give them.
  object deep
  for name in serde-0123456789abcdef.serde.fedcba9876543210-cgu.0.rcgu.o \
    a-0123456789abcdef.a.fedcba9876543210-cgu.0.rcgu.o 0123456789abcdef-deep.o; do
    cp deep.o "$name"
  done
  echo metadata >lib.rmeta
}

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  cp "$BATS_FILE_TMPDIR"/* .
  mkdir out
  serde='serde-0123456789abcdef.serde.fedcba9876543210-cgu.0.rcgu.o'
  own='a-0123456789abcdef.a.fedcba9876543210-cgu.0.rcgu.o'
  ar qcsD liba.a $own $serde 0123456789abcdef-deep.o lib.rmeta
  ar qcsD libb.a $serde 0123456789abcdef-deep.o
  ar qcsD out/liba.a $own lib.rmeta
  ar qcsD out/libb.a
  ar qcsD out/libw.a $serde 0123456789abcdef-deep.o
  ar-scan -o before.json lib*.a
  ar-scan -o after.json out/*.a
}

# sized LIBRARY BYTES: gives a library of after.json that size.
sized() {
  jq --arg path "$1" --argjson size "$2" '(.libraries[] | select(.path == $path).size) = $size' after.json >sized.json
  mv sized.json after.json
}

@test "the report as JSON is what the schema says, and has the sizes of the files" {
  meld-report --json -o report.json before.json after.json
  validates report.json
  [ "$(jq -c '[.libraries[] | [.path, .now, .before, .after]]' report.json)" = \
    "[[\"liba.a\",\"out/liba.a\",$(stat -c %s liba.a),$(stat -c %s out/liba.a)],[\"libb.a\",\"out/libb.a\",$(stat -c %s libb.a),8]]" ]
  [ "$(jq -c .workspace report.json)" = "{\"path\":\"out/libw.a\",\"after\":$(stat -c %s out/libw.a)}" ]
  [ "$(jq .total.before report.json)" -eq "$(cat lib?.a | wc -c)" ]
  [ "$(jq .total.after report.json)" -eq "$(cat out/*.a | wc -c)" ]
}

@test "the shares are by crate, and add up to the total" {
  meld-report --json -o report.json before.json after.json
  size=$(stat -c %s deep.o)
  share() { jq -c "[.shares[] | select(.owner == \"$1\" and .crate == $2)][0] | [.members_before, .members_after, .before, .after]" report.json; }
  [ "$(share crate '"serde"')" = "[2,1,$((2 * size)),$size]" ]
  [ "$(share crate '"a"')" = "[1,1,$size,$size]" ]
  [ "$(share object null)" = "[2,1,$((2 * size)),$size]" ]
  [ "$(share other null)" = "[1,1,9,9]" ]
  [ "$(jq '([.shares[].before] | add) == .total.before and ([.shares[].after] | add) == .total.after' report.json)" = true ]
}

@test "the tables, as text" {
  sized out/liba.a 1000000
  sized out/libb.a 999
  sized out/libw.a 12345678
  jq '(.libraries[] | select(.path == "liba.a").size) = 27950000 | (.libraries[] | select(.path == "libb.a").size) = 99960' before.json >sized.json
  run -0 meld-report sized.json after.json
  echo "$output"
  diff - <(head -6 <<<"$output") <<'END'
library              before    after  factor
liba.a              27.9 MB  1.00 MB     28x
libb.a               100 kB    999 B    100x
libw.a (workspace)        -  12.3 MB       -
total               28.0 MB  13.3 MB    2.1x

END
  [[ ${lines[5]} =~ ^crate\ +before\ +after\ +factor$ ]]
  [[ $output == *$'\nserde  '* ]]
  [[ $output == *$'\n(objects of no crate) '* ]]
}

@test "the tables, as Markdown" {
  run -0 meld-report --markdown before.json after.json
  [ "${lines[0]}" = '| library | before | after | factor |' ]
  [ "${lines[1]}" = '| :-- | --: | --: | --: |' ]
  [ "$(grep -c '^|.*|.*|.*|.*|$' <<<"$output")" -eq 13 ]
}

@test "libraries of one name are shown with their folders" {
  mkdir -p gst net
  cp liba.a gst/libx.a
  cp libb.a net/libx.a
  ar-scan -o before.json gst/libx.a net/libx.a
  run -0 meld-report before.json before.json
  [[ $output == *$'\ngst/libx.a  '* && $output == *$'\nnet/libx.a  '* ]]
}

@test "more than twenty shares are cut in text and whole in JSON" {
  for i in $(seq 30); do
    cp deep.o "crate$i-0123456789abcdef.crate$i.fedcba9876543210-cgu.0.rcgu.o"
  done
  ar qcsD libc.a crate*.o
  ar-scan -o before.json libc.a
  run -0 meld-report before.json before.json
  [[ ${lines[-1]} == '(11 smaller) '* ]]
  [ "${#lines[@]}" -eq 25 ]
  meld-report --json before.json before.json >report.json
  [ "$(jq '.shares | length' report.json)" -eq 31 ]
}

@test "a library that is gone has no size after, and the rest is told" {
  ar-scan -o after.json out/liba.a out/libw.a
  run -0 meld-report before.json after.json
  [[ ${lines[2]} =~ ^libb\.a\ .*\ -\ +-$ ]]
}

@test "a thin archive is its own file and no more" {
  ar qcsDT libt.a deep.o
  ar-scan -o thin.json libt.a
  meld-report --json thin.json thin.json >report.json
  validates report.json
  [ "$(jq -c '.shares | map([.owner, .before])' report.json)" = "[[\"archive\",$(stat -c %s libt.a)],[\"object\",0]]" ]
}

@test "a universal file counts once" {
  for file in before after; do
    jq '.libraries |= [.[] | (. + {slice: "x86_64"}), (. + {slice: "arm64"})]' $file.json >both.json
    mv both.json $file.json
  done
  meld-report --json before.json after.json >report.json
  validates report.json
  [ "$(jq '.libraries | length' report.json)" -eq 2 ]
  [ "$(jq .total.before report.json)" -eq "$(cat lib?.a | wc -c)" ]
}

@test "standard input and -o" {
  run -0 meld-report -o table.txt - after.json <before.json
  [ -z "$output" ]
  cmp table.txt <(meld-report before.json after.json)
}

# Names that CSV quotes, and bytes that are not UTF-8
@test "the sizes as CSV are lines of RFC 4180, with names and bytes as they are" {
  odd=$'quo"te, line\nbreak\xff.a'
  cp liba.a "$odd"
  ar-scan -o before.json --sections sections.json "$odd" libb.a
  ar-scan -o after.json out/libw.a
  meld-report --format csv -o sizes.csv before.json after.json
  printf '%s,%s,%s,%s\r\n' library workspace before after $'"quo""te, line\nbreak\xff.a"' no "$(stat -c %s liba.a)" '' \
    libb.a no "$(stat -c %s libb.a)" '' out/libw.a yes '' "$(stat -c %s out/libw.a)" | cmp - sizes.csv
  # With sections, a column of debug information for each of sizes
  meld-report --format csv --sections sections.json before.json before.json >sizes.csv
  [ "$(head -n 1 sizes.csv)" = $'library,workspace,before,after,before debug,after debug\r' ]
  [ "$(tail -n 1 sizes.csv)" = "libb.a,no,$(stat -c %s libb.a),$(stat -c %s libb.a),0,0"$'\r' ]
}

@test "--format names the formats, and --json and --markdown are the same" {
  cmp <(meld-report --format json before.json after.json) <(meld-report --json before.json after.json)
  cmp <(meld-report --format markdown before.json after.json) <(meld-report --markdown before.json after.json)
  cmp <(meld-report --format text before.json after.json) <(meld-report before.json after.json)
}

# The steps: before, melded with a workspace library, and what is left of that without serde.
steps() {
  mkdir -p small
  ar qcsD small/liba.a "$own"
  ar qcsD small/libw.a 0123456789abcdef-deep.o
  ar-scan -o small.json small/*.a
  cp after.json melded.json
}

@test "of three manifests, each has a column" {
  steps
  meld-report before.json melded.json small.json >table.txt
  cat table.txt
  [[ $(sed -n 1p table.txt) =~ ^library\ +before\ +melded\ +small\ +factor$ ]]
  [[ $(sed -n 2p table.txt) =~ ^liba\.a\ +[0-9.]+\ kB\ +[0-9.]+\ k?B\ +[0-9.]+\ k?B\ +[0-9.]+x$ ]]
  # libb.a is gone at the last step, and the workspace library was not there at the first.
  [[ $(sed -n 3p table.txt) =~ ^libb\.a\ +[0-9.]+\ kB\ +8\ B\ +-\ +-$ ]]
  [[ $(sed -n 4p table.txt) =~ ^libw\.a\ \(workspace\)\ +-\ +[0-9.]+\ kB\ +[0-9.]+\ k?B\ +-$ ]]
  [[ $(grep '^serde ' table.txt) =~ ^serde\ +[0-9.]+\ kB\ +[0-9.]+\ k?B\ +0\ B\ +-$ ]]
  meld-report --markdown before.json melded.json small.json | grep -qxF '| library | before | melded | small | factor |'
  meld-report --format csv before.json melded.json small.json >sizes.csv
  [ "$(sed -n 3p sizes.csv)" = "libb.a,no,$(stat -c %s libb.a),8,"$'\r' ]
  [ "$(sed -n 4p sizes.csv)" = "small/libw.a,yes,,$(stat -c %s out/libw.a out/libw.a small/libw.a | tail -n 2 | paste -sd ,)"$'\r' ]
}

@test "a warning names the manifests with objects of which --sections says nothing" {
  same_libraries
  ar-scan -o before.json --sections sections.json liba.a libb.a
  object more 'int more(void) { return 3; }'
  library libb.a b.o shared.o more.o pair.o
  ar-scan -o after.json --sections after-sections.json liba.a libb.a
  run --separate-stderr meld-report --sections sections.json before.json after.json
  [ "$status" -eq 0 ]
  [[ $stderr =~ ^'meld-report: warning: after: --sections says nothing of 1 object ('[0-9.]+' kB); scan these libraries with --sections as well'$ ]]
  run --separate-stderr meld-report --sections sections.json --sections after-sections.json before.json after.json
  [ "$stderr" = '' ]
}

@test "of three manifests, JSON has each step, and else what it has of the first and the last" {
  steps
  ar-scan -o /dev/null --sections sections.json lib*.a
  meld-report --json --sections sections.json before.json melded.json small.json >report.json
  validates report.json
  cmp <(jq 'del(.steps)' report.json) <(meld-report --json --sections sections.json before.json small.json | jq .)
  [ "$(jq -c '.steps | map(.name)' report.json)" = '["before","melded","small"]' ]
  [ "$(jq -c '.steps | map(.total)' report.json)" = "[$(cat lib?.a | wc -c),$(cat out/*.a | wc -c),$(cat small/*.a | wc -c)]" ]
  [ "$(jq -c '.steps[1].libraries | map([.path, .now])' report.json)" = \
    '[["liba.a","out/liba.a"],["libb.a","out/libb.a"],[null,"out/libw.a"]]' ]
  [ "$(jq -c '[.steps[] | (.shares | map(.bytes) | add) == .total] | unique' report.json)" = '[true]' ]
  [ "$(jq -c '[.steps[] | .kinds | length] | unique | . == [(.[0])]' report.json)" = true ]
}

@test "steps of one name are named by their paths, and each has its own workspace library" {
  mkdir one two
  cp before.json one/x.json
  sed 's,out/libw\.a,out/libwork.a,' after.json >two/x.json
  run -0 meld-report one/x.json after.json two/x.json
  [[ ${lines[0]} =~ ^library\ +one/x\.json\ +after\.json\ +two/x\.json\ +factor$ ]]
  [[ ${lines[3]} =~ ^libwork\.a\ \(workspace\)\ +-\ +([0-9.]+\ k?B)\ +([0-9.]+\ k?B)\ +-$ ]]
  cmp <(meld-report --workspace out/libwork.a --workspace out/libw.a one/x.json after.json two/x.json) <(printf '%s\n' "$output")
  refuses 'meld-report: the workspace library libq.a is in none of the later manifests' \
    meld-report --workspace libq.a one/x.json after.json two/x.json
  refuses 'meld-report: only one manifest can be standard input' meld-report - after.json -
}

@test "bad input is refused in one line, and nothing is written" {
  echo '{' >broken.json
  echo '{"schema": "armeld/verdict/1"}' >verdict.json
  for arguments in 'broken.json after.json' 'before.json verdict.json' 'before.json absent.json' 'before.json' \
    '--format pdf before.json after.json' '--format csv --json before.json after.json' '--plan before.json before.json after.json' '--json --markdown before.json after.json' '--workspace libq.a before.json after.json' '- -'; do
    # shellcheck disable=SC2086 # the arguments of one call
    run -2 --separate-stderr meld-report -o table.txt $arguments </dev/null
    [[ $stderr == 'meld-report: '* && $stderr != *$'\n'* ]]
    [ -z "$output" ]
    [ ! -e table.txt ]
  done
}
