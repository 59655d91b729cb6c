#!/usr/bin/env bats
# meld-report --format html: what the page does in headless Chromium, and what it is made of.

load common

# Of libraries: the first in a folder x<
markup=$'script><img src=x onerror="hacked=1">\'"&<!--{{css}}'
bytes=$'lib\xff\xfe\xe2\x80\xae\xe2\x80\xa8\n,end'

# One start of the browser for all pages; what it saw is in seen.json (see drive-page).
setup_file() {
  trace_tests_only
  cd "$BATS_FILE_TMPDIR" || return
  object deep
  object one 'int one(void) { return 1; } int both(void) { return 1; }'
  object two 'int two(void) { return 2; } int both(void) { return 2; }'
  "$CC" -c -g -o large.o -x c - <<<'int large[3000] = {1};'
  local rust=0123456789abcdef serde
  serde=serde-$rust.serde.fedcba9876543210-cgu.0.rcgu.o
  cp deep.o $serde
  cp large.o $rust-adler32.o
  library liba.a one.o $serde $rust-adler32.o
  library libb.a two.o $serde $rust-adler32.o
  library libbig.a $serde large.o
  ar-scan -o before.json --sections sections.json liba.a libb.a libbig.a
  dedup-plan -w libw.a --exclude '*adler32*' -o plan.json before.json
  ar-pack --symtab --out-dir out plan.json
  ar-scan -o melded.json out/*.a
  strip-plan --strip-debug -o strip.json before.json
  ar-pack --symtab --out-dir small plan.json strip.json
  ar-scan -o small.json --sections small-sections.json small/*.a

  meld-report --format html --sections sections.json --sections small-sections.json --plan plan.json -o steps.html \
    before.json melded.json small.json
  meld-report --format html -o pair.html before.json melded.json
  hostile
  if [ -x /usr/bin/chromedriver ] && [ -x /usr/bin/chromium ]; then
    "$BATS_TEST_DIRNAME/drive-page" steps.html pair.html hostile.html >seen.json
  fi
}

# hostile.html: names that would end what they stand in, do something in a page, or confuse JavaScript.
hostile() {
  mkdir 'x<' more
  cp liba.a "x</$markup.a"
  cp libb.a "$bytes.a"
  cp deep.o __proto__.o
  cp one.o constructor.o
  cp two.o toString.o
  cp large.o '<img src=x onerror=hacked=2>.o'
  library libobjects.a __proto__.o constructor.o toString.o '<img src=x onerror=hacked=2>.o'
  ar-scan -o hostile.json 'x<'/*.a "$bytes.a" libobjects.a
  jq '(.pins[0].name, .conflicts[0].symbol, .conflicts[0].definitions[0].member) = "</script><script>hacked=4</script>"' \
    plan.json >hostile-plan.json
  cp hostile.json more/'<script>hacked=3<!--.json'
  meld-report --format html --plan hostile-plan.json -o hostile.html hostile.json more/*.json hostile.json
  meld-report --format csv -o hostile.csv hostile.json more/*.json hostile.json
}

setup() {
  trace_tests_only
  cd "$BATS_FILE_TMPDIR" || return
}

# saw PAGE FILTER: what jq says of a page, on one line
saw() { jq -c ".\"$1.html\" | $2" seen.json; }

browser() { [ -e seen.json ] || skip 'no chromium with chromedriver in /usr/bin'; }

sizes_of() { stat -c %s "$@" | jq -sc .; }

@test "it shows the totals first, of each step" {
  browser
  [ "$(saw pair '.heading | length')" -eq 1 ]
  [[ $(saw pair .title) == '"3 static libraries: '*' before, '*' after"' ]]
  [ "$(saw pair '.totals | length')" -eq 2 ]
  [[ $(saw pair '.totals[0]') == '"before'*'in all files"' ]]
  [ "$(saw steps '.totals | map(capture("^(?<name>before|melded|small)[0-9]").name)')" = '["before","melded","small"]' ]
  [ "$(saw steps '.sections[:3]')" = '["bars","treemap","libraries"]' ]
}

@test "it draws bars: of each library a bar for each step, with its debug information" {
  browser
  # Each step has a part without and a part with debug information; the rows are the largest first.
  [ "$(saw steps '.bars.plot | map(.label)')" = '["before","before","melded","melded","small","small"]' ]
  [ "$(saw steps '.bars.plot | [.[0].values, .[1].values] | transpose | map(add) | sort')" = \
    "$(sizes_of liba.a libb.a libbig.a | jq -c '[null] + . | sort')" ]
  [ "$(saw steps '.bars.plot[1].values | map(select(. != null and . > 100)) | length')" -eq 3 ]
  [ "$(saw steps '.bars.plot[5].values | unique')" = '[0]' ]
  [ "$(saw steps .bars.legend)" = '["before","melded","small","faded: debug information"]' ]
  [ "$(saw steps '.bars.painted > 0.05 and .bars.colours > 6')" = true ]
  [ "$(saw pair '.bars.plot | map(.label)')" = '["before","after"]' ]
  [ "$(saw pair '.bars.plot[1].values | map(select(. != null)) | sort')" = "$(sizes_of out/*.a | jq -c sort)" ]
}

@test "it draws a treemap by crate and kind of byte, whose rectangles add up to the files" {
  browser
  # Level 0 has crates and objects of none, level 1 the kinds in each.
  for page in steps pair; do
    [ "$(saw $page '.treemap.first[0].values | [map(select(.[1] == 0)), map(select(.[1] == 1))] | map(map(.[2]) | add)')" = \
      "$(cat liba.a libb.a libbig.a | wc -c | jq -c '[., .]')" ]
    [ "$(saw $page '.treemap.first[0].values | map(select(.[1] == 0)[0]) | sort')" = \
      '["(headers, names and symbol tables)","adler32","large","one","serde","two"]' ]
    [ "$(saw $page '.treemap.painted > 0.9 and .treemap.colours > 2')" = true ]
  done
  [ "$(saw steps '.treemap.plot[0].values | map(select(.[1] == 0)[2]) | add')" -eq "$(cat small/*.a | wc -c)" ]
  [ "$(saw steps '.treemap.legend | contains(["code", "data"])')" = true ]
  [ "$(saw pair .treemap.legend)" = '["objects","headers, names and symbol tables"]' ]
}

@test "its tables have the numbers of the text" {
  browser
  diff <(meld-report before.json melded.json small.json | sed -n '2,5s/  \+/\t/gp') \
    <(saw steps '.libraries.cells[]' | jq -r 'map(sub("×$"; "x") | sub("^–$"; "-")) | @tsv')
  [ "$(saw steps .libraries.sum | jq -r 'map(sub("×$"; "x")) | @tsv')" = \
    "$(meld-report before.json melded.json small.json | sed -n 's/^total  \+/total\t/; 6s/  \+/\t/gp')" ]
  [ "$(saw steps .kinds.rows | jq -r '.[]')" = \
    "$(meld-report --sections sections.json before.json before.json | sed -n '/^kind/,$ { /^kind/d; s/  .*//; p }')" ]
}

@test "its tables sort by each column, up and down" {
  browser
  # Names first from a, numbers first from the largest; the workspace library, which was not there before, is last.
  sorted() { saw steps ".libraries.sorted[$1]"; }
  [ "$(saw steps .libraries.head)" = '["library","before","melded","small","factor"]' ]
  [ "$(sorted 0)" = '[0,"ascending",["liba.a","libb.a","libbig.a","libw.a (workspace)"]]' ]
  [ "$(sorted 1)" = '[0,"descending",["libw.a (workspace)","libbig.a","libb.a","liba.a"]]' ]
  by_size() { stat -c '%s %n' liba.a libb.a libbig.a | sort -s -n "$@" | cut -d ' ' -f 2 | jq -Rsc 'split("\n")[:3] + ["libw.a (workspace)"]'; }
  [ "$(sorted 2)" = "[1,\"descending\",$(by_size -r)]" ]
  [ "$(sorted 3)" = "[1,\"ascending\",$(by_size)]" ]
  [ "$(saw steps '.libraries.sorted | length')" -eq 10 ]
}

@test "its tables filter by what is typed, and sum up what is left" {
  browser
  [ "$(saw steps '.libraries.filtered.LIBB[:2]')" = '[["libb.a","libbig.a"],["2 of 4"]]' ]
  [ "$(saw steps '.libraries.filtered["b lib"][0] | length')" -eq 4 ]
  [ "$(saw steps '.libraries.filtered["nothing has this"][:2]')" = '[[],["0 of 4"]]' ]
  [ "$(saw steps '.libraries.filtered["nothing has this"][2][1]')" = '"0 B"' ]
  [ "$(saw steps '.libraries.filtered.LIBB[2] != .libraries.sum')" = true ]
  [ "$(saw steps .libraries.unfiltered)" -eq 4 ]
}

@test "pins and conflicts are there with their reasons, where a plan is given" {
  browser
  [ "$(saw steps '.pins.cells[0][:4]')" = '["0123456789abcdef-adler32.o","exclude","--exclude *adler32*","3"]' ]
  [ "$(saw steps '.conflicts.cells[0]')" = '["both","liba.a: one.olibb.a: two.o","2"]' ]
  [ "$(saw pair .sections)" = '["bars","treemap","libraries","crates"]' ]
}

@test "nothing is on the console, and nothing is loaded" {
  browser
  [ "$(jq -c 'map(.console) | add' seen.json)" = '[]' ]
  [ "$(jq -c 'map(.requests | length) | unique' seen.json)" = '[1]' ]
  [[ $(saw pair '.requests[0]') == '"file:///'*'/pair.html"' ]]
}

@test "it can be read at a width of 400 pixels, and in dark mode" {
  browser
  for page in steps pair hostile; do
    [ "$(saw $page '.narrow.widths | max')" -eq 400 ]
    [ "$(saw $page '.light.background > 0.9 and .light.contrast > 7')" = true ]
    [ "$(saw $page '.dark.background < 0.05 and .dark.contrast > 7')" = true ]
    # The plots are drawn anew in other colours.
    [ "$(saw $page '.light.bars.frequent != .dark.bars.frequent and .dark.bars.painted > 0.02 and .narrow.bars.painted > 0.02')" = true ]
  done
}

@test "names can do nothing to the page" {
  browser
  [ "$(saw hostile '[.hacked, .images]')" = '[null,0]' ]
  [ "$(saw hostile '.libraries.rows[0]')" = "$(jq -nc --arg name "$markup.a" '$name')" ]
  [ "$(saw hostile '.libraries.rows[1:]')" = '["lib\\xff\\xfe'$'\xe2\x80\xae\xe2\x80\xa8''\\x0a,end.a","libobjects.a"]' ]
  [[ $(saw hostile '.totals[1]') == '"more/<script>hacked=3<!--.json'* ]]
  [ "$(saw hostile '.pins.rows[0]')" = '"</script><script>hacked=4</script>"' ]
  [ "$(saw hostile '.conflicts.cells[0][0]')" = '"</script><script>hacked=4</script>"' ]
  [ "$(saw hostile '.treemap.first[0].values | map(select(.[1] == 0)[0]) | contains(["__proto__","constructor","toString","<img src=x onerror=hacked=2>"])')" = true ]
  # The JSON and two scripts end, and nothing else does.
  [ "$(grep -o '</script' hostile.html | wc -l)" -eq 3 ]
}

@test "the same input gives the same page" {
  meld-report --format html before.json melded.json | cmp - pair.html
}

@test "the page loads nothing, runs its own scripts only, and names the licences of what it contains" {
  for page in steps pair; do
    run ! grep -E '(src|href) *= *["'\'']?(http|//)|@import|url\(' <(sed '/^\/\*$/,$d' $page.html)
    python3 - $page.html <<'END'
import base64, hashlib, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
assert policy.startswith("default-src 'none';"), policy
scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
hashes = ["'sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() + "'" for s in scripts]
assert len(scripts) == 2 and policy.endswith("script-src " + " ".join(hashes)), policy
END
  done
  [ "$(grep -c 'Permission is hereby granted' pair.html)" -eq 3 ]
  grep -q '^chart.js [0-9.]*, https://' pair.html
  [ "$(stat -c %s "$ROOT/lib/report/page/chart.js")" -lt 300000 ]
}

@test "the plotting library is what npm gives, byte for byte" {
  command -v npm node || skip 'no node with npm'
  npm ping || skip 'the npm registry cannot be reached'
  "$ROOT/lib/report/page/chart/bundle" "$BATS_TEST_TMPDIR/chart.js"
  cmp "$BATS_TEST_TMPDIR/chart.js" "$ROOT/lib/report/page/chart.js"
}
