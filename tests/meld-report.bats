#!/usr/bin/env bats
# meld-report: sizes of files, factors and shares, in three formats; and what it refuses.

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
