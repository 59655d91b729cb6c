#!/usr/bin/env bats
# Manifests of several hosts: each tool that reads one reads several, or a folder of them, as one; and paths that
# hosts do not agree on are exchanged.

load common

# scanned: liba.a libb.a libc.a, before.json and sections.json of all of them, and before/ and sections/ with a document
# of each
scanned() {
  object unused 'int unused(void) { return 5; }'
  same_libraries
  library liba.a a.o shared.o more.o pair.o unused.o
  mkdir before sections
  ar-scan -o before.json --sections sections.json liba.a libb.a libc.a
  for library in liba libb libc; do
    ar-scan -o "before/$library.json" --sections "sections/$library.json" "$library.a"
  done
}

# without_times: jq rounds large numbers
without_times() { sed -E 's/"(modified|changed)_ns": [0-9]*//'; }

@test "planners plan for several manifests, or a folder of them, as for one" {
  scanned
  before=(before/liba.json before/libb.json before/libc.json)
  for planner in 'dedup-plan -w libw.a' 'isolate-plan --export [abc] --hide' 'strip-plan --strip-debug'; do
    $planner before.json >want
    $planner "${before[@]}" | cmp want
    $planner before | cmp want
    $planner before/ | cmp want
    $planner before/liba.json - before/libc.json <before/libb.json | cmp want
  done
  gc-plan --export '[abc]' before.json sections.json >want
  [ "$(json '[.libraries[].remove // [] | length] | add' want)" -gt 0 ]
  gc-plan --export '[abc]' --sections sections.json before.json | cmp want
  gc-plan --export '[abc]' --sections sections before | cmp want
  gc-plan --export '[abc]' --sections sections/liba.json --sections sections/libb.json --sections sections/libc.json \
    "${before[@]}" | cmp want
}

@test "meld-verify and meld-report take several manifests on each side" {
  scanned
  ar-meld -o libw.a --out-dir out liba.a libb.a libc.a
  mkdir after
  ar-scan -o after/libs.json out/liba.a out/libb.a
  ar-scan -o after/rest.json out/libw.a out/libc.a
  ar-scan -o after.json out/liba.a out/libb.a out/libw.a out/libc.a
  meld-verify before.json after.json >want
  [[ $(cat want) == clean* ]]
  meld-verify before after | cmp want
  meld-verify --before before/liba.json --before before/libb.json --before before/libc.json \
    --after after/libs.json --after after/rest.json | cmp want
  # What is lost is found, too.
  rm before/libb.json
  ar-scan -o after/libs.json out/liba.a
  meld-verify before after >/dev/null
  ar-scan -o before/libb.json libb.a
  run -1 meld-verify before after
  [[ $output == *'libb.a'* ]]
  ar-scan -o after/libs.json out/liba.a out/libb.a

  meld-report --markdown before.json after.json >want
  meld-report --markdown before after | cmp want
  meld-report --markdown --before before/liba.json --before before/libb.json --before before/libc.json \
    --after after | cmp want
  # Folders name steps as files do.
  mv after.json melded.json
  meld-report --format csv before melded.json after/ >names
  [ "$(head -n 1 names | tr -d "\r")" = library,workspace,before,melded,after ]
}

@test "a library in two manifests is named with both of them" {
  scanned
  cp before/liba.json before/again.json
  refuses 'dedup-plan: liba.a: is listed in before/again.json and in before/liba.json' dedup-plan -w libw.a before
  refuses 'meld-verify: liba.a: is listed in before/again.json and in before/liba.json' meld-verify before before.json
  refuses 'meld-report: liba.a: is listed in before/again.json and in before/liba.json' meld-report before.json before
  refuses 'dedup-plan: liba.a: is listed in before.json and in standard input' \
    dedup-plan -w libw.a before.json - <before/liba.json
}

@test "manifests that contradict each other about an object are refused" {
  scanned
  digest=$(json '.libraries[0].members[] | select(.name == "more.o") | .object' before/libb.json)
  for change in 'defines[0].name = "other"|symbols' 'defines[0].binding = "weak"|symbols' 'references += ["x"]|symbols' \
    'kind = "other"|kind' "equivalence = \"$(printf %064d 0)\"|equivalence digest"; do
    jq ".objects[\"$digest\"].${change%|*}" before/libb.json >other.json
    refuses "dedup-plan: object ${digest:0:12}: before/liba.json and other.json do not agree on its ${change#*|}; scan with one version of ar-scan" \
      dedup-plan -w libw.a before/liba.json other.json
  done
  # A view that could not be inspected is no contradiction, from whichever side.
  jq ".objects[\"$digest\"] += {unreadable: \"too new\", defines: [], references: []}" before/libb.json >other.json
  dedup-plan -w libw.a before/liba.json before/libb.json | without_times >want
  dedup-plan -w libw.a before/liba.json other.json | without_times | cmp want
  dedup-plan -w libw.a before/libb.json before/liba.json | without_times >want
  dedup-plan -w libw.a other.json before/liba.json | without_times | cmp want
  digest=$(jq -r --slurpfile a sections/liba.json '.objects | keys[] | select($a[0].objects[.])' sections/libb.json | head -n 1)
  jq ".objects[\"$digest\"].bytes = [{kind: \"debug\", bytes: 77}]" sections/libb.json >other.json
  refuses "gc-plan: other.json: says of the sections of object ${digest:0:12} what an earlier document does not; scan with one version of ar-scan" \
    gc-plan --export '[abc]' --sections sections/liba.json --sections other.json before/liba.json before/libb.json
}

@test "folders and options that do not go together are refused" {
  scanned
  mkdir none
  refuses "dedup-plan: none: no file in this folder has a name that ends in '.json'" dedup-plan -w libw.a none
  refuses 'dedup-plan: only one document can be standard input' dedup-plan -w libw.a - -
  refuses 'gc-plan: only one document can be standard input' gc-plan --export a --sections - -
  refuses 'gc-plan: no SECTIONS given; try --help' gc-plan --export a before.json
  refuses "gc-plan: unexpected operand 'sections.json'; several manifests go with --sections" \
    gc-plan --export a before.json before.json sections.json
  refuses 'meld-verify: --before and --after go together' meld-verify --before before.json
  refuses "meld-verify: unexpected operand 'x.json'; try --help" meld-verify --before before.json --after before.json x.json
  refuses 'meld-verify: no BEFORE and AFTER given; try --help' meld-verify before.json
  refuses 'meld-verify: BEFORE and AFTER cannot both be standard input' meld-verify - -
  # The documents in a folder are inputs.
  for command in 'dedup-plan -w libw.a before' 'meld-verify before before.json' 'meld-report before before.json' \
    'gc-plan --export a --sections before before.json'; do
    # shellcheck disable=SC2086 # words
    refuses "${command%% *}: before/liba.json: is an input of this command and cannot be its output" \
      $command -o before/liba.json
  done
}

@test "--map exchanges the beginnings of paths, in whole components" {
  same_libraries
  mkdir -p host1/lib host2/lib
  cp liba.a host1/lib/libx.a
  cp libb.a host2/lib/libx.a
  # One path on two hosts
  (cd host1 && ar-scan -o ../one.json lib/libx.a)
  (cd host2 && ar-scan -o ../two.json lib/libx.a)
  refuses 'dedup-plan: lib/libx.a: is listed in one.json and in two.json' dedup-plan -w libw.a one.json two.json
  (cd host1 && ar-scan --map =host1 -o ../one.json lib/libx.a)
  (cd host2 && ar-scan --map lib=host2/lib -o ../two.json lib/libx.a)
  ar-scan -o both.json host1/lib/libx.a host2/lib/libx.a
  dedup-plan -w libw.a -o plan.json one.json two.json
  dedup-plan -w libw.a both.json | cmp plan.json
  ar-pack --out-dir whole plan.json
  # Each host exchanges them back.
  (cd host1 && ar-pack --map host1= --only host1/lib/libx.a --out-dir ../parts ../plan.json)
  (cd host2 && ar-pack --map host2/=. --only host2/lib/libx.a --out-dir ../parts ../plan.json)
  (cd host1 && ar-extract --map host1= --for-workspace --only host1/lib/libx.a -C ../stage ../plan.json)
  [ "$(json '.files[0].library' stage/index.json)" = host1/lib/libx.a ]
  (cd host2 && ar-pack --map host2= --only-workspace --stage ../stage --out-dir ../parts ../plan.json)
  diff -r whole parts
  # In place, the files of this host are replaced.
  cp -r host1 other1
  (cd other1 && ar-pack --map host1= --map libw.a=lib/libw.a --in-place --only host1/lib/libx.a --only-workspace --symtab ../plan.json)
  [ "$(members other1/lib/libx.a)" = a.o ]
  [ -e other1/lib/libw.a ]
}

@test "--map of planners and of meld-verify is for what they read" {
  same_libraries
  ar-scan -o before.json "$PWD/liba.a" "$PWD/libb.a"
  dedup-plan --map "$PWD=/sdk" -w libw.a before.json >plan.json
  [ "$(json '[.libraries[].path] | join(" ")' plan.json)" = '/sdk/liba.a /sdk/libb.a' ]
  # The first that fits counts, and parts of names do not.
  dedup-plan --map "$PWD/lib=/wrong" --map "$PWD=/sdk" --map "$PWD=/other" -w libw.a before.json | cmp plan.json
  dedup-plan --map /=rel -w libw.a before.json >plan.json
  [ "$(json '.libraries[0].path' plan.json)" = "rel$PWD/liba.a" ]
  dedup-plan --map "$PWD/=" -w libw.a before.json >plan.json
  [ "$(json '.libraries[0].path' plan.json)" = liba.a ]
  ar-pack --out-dir out plan.json
  symtab-update out/*.a
  ar-scan -o after.json out/*.a
  meld-verify --map "$PWD=" --workspace out/libw.a before.json after.json
  meld-report --map "$PWD=" --format csv before.json after.json | grep -q '^liba\.a,'
  refuses "dedup-plan: --map: 'abc' is not FROM=TO" dedup-plan --map abc -w libw.a before.json
}

@test "thin archives' members have paths of their own" {
  mkdir objects
  same_libraries
  mv ./*.o objects
  for library in a b; do
    rm "lib$library.a"
    ar qcSD --thin "lib$library.a" "objects/$library.o" objects/shared.o objects/more.o
  done
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o want.json before.json
  ar-pack --out-dir whole want.json
  mkdir host
  mv ./*.a objects host
  dedup-plan --map =host -w libw.a -o plan.json before.json
  ar-pack --out-dir other plan.json
  diff -r whole other
  ar-pack --map =host --out-dir third want.json
  diff -r whole third
}
