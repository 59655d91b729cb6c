#!/usr/bin/env bats
# dedup-plan: manifests in, plan out. What moves, what stays, and why.

load common

# plan [OPTION]... : scans lib*.a and plans into plan.json. The last test of this file validates all of these documents.
plan() {
  local kept
  ar-scan -o before.json lib*.a
  dedup-plan -w libw.a -o plan.json "$@" before.json
  mkdir -p "$BATS_FILE_TMPDIR/documents"
  kept=$(mktemp -d "$BATS_FILE_TMPDIR/documents/$BATS_TEST_NUMBER.XXXXXX")
  cp before.json plan.json "$kept"
}

moves() { json '[.moves[].name] | sort | join(" ")' plan.json; }

# pins: NAME:RULE:SYMBOL of each
pins() { json '[.pins[] | "\(.name):\(.rule):\(.symbol // "")"] | sort | join(" ")' plan.json; }

@test "what stands in two libraries moves, and the plan says where everything goes" {
  same_libraries
  plan
  [ "$(moves)" = 'more.o pair.o shared.o' ]
  [ "$(pins)" = '' ]
  [ "$(json '.workspace.path' plan.json)" = libw.a ]
  [ "$(json '.workspace.members | map(.name + " " + .library) | join(", ")' plan.json)" = \
    'shared.o liba.a, more.o liba.a, pair.o liba.a' ]
  [ "$(json '.libraries | map(.path + ": " + (.keep | map(.name) | join(" ")) + " - " + (.drop | map(.name) | join(" "))) | join("; ")' plan.json)" = \
    'liba.a: a.o - shared.o more.o pair.o; libb.a: b.o - shared.o more.o pair.o; libc.a: c.o - shared.o more.o' ]
  [ "$(json '.moves[] | select(.name == "shared.o") | .copies' plan.json)" = 3 ]
  [ "$(json '.moves[] | select(.name == "shared.o") | .saves' plan.json)" = $((2 * $(stat -c %s shared.o))) ]
}

@test "an object that a library holds twice counts once for it, and all copies go" {
  object own 'int own(void) { return 1; }'
  object twice
  library liba.a own.o
  ar qcD liba.a twice.o twice.o
  plan
  [ "$(moves)" = '' ]
  library libb.a twice.o
  plan
  [ "$(moves)" = twice.o ]
  [ "$(json '.moves[0].copies' plan.json)" = 3 ]
  [ "$(json '.libraries[0].drop | length' plan.json)" = 2 ]
}

@test "content decides: a name that two objects share moves neither" {
  mkdir one two
  (cd one && object x 'int one(void) { return 1; }')
  (cd two && object x 'int two(void) { return 2; }')
  library liba.a one/x.o
  library libb.a two/x.o
  plan
  [ "$(moves)" = '' ]
}

@test "objects that no linker tells apart move as one" {
  mkdir one two
  for folder in one two; do
    printf '.file "%s.c"\n.globl f\nf: ret\n' "$folder" >"$folder/f.s"
    "$CC" -c -o "$folder/f.o" "$folder/f.s"
  done
  library liba.a one/f.o
  library libb.a two/f.o
  plan
  [ "$(moves)" = f.o ]
  [ "$(json '.moves[0].equivalent | length' plan.json)" = 1 ]
  # No policy moves less than closed.
  plan --policy greedy
  [ "$(moves)" = f.o ]
}

@test "rule kind: what no linker reads stays" {
  same_libraries
  echo hello >notes.txt
  for name in a b; do ar qD "lib$name.a" notes.txt; done
  plan
  [ "$(moves)" = 'more.o pair.o shared.o' ]
  [ "$(pins)" = 'notes.txt:kind:' ]
}

@test "rule unique: a strong symbol that another object defines too pins its object" {
  object twin 'int twin(void) { return 1; }'
  object rival 'int twin(void) { return 2; }'
  library liba.a twin.o
  library libb.a twin.o
  library libc.a rival.o
  plan
  [ "$(moves)" = '' ]
  [ "$(pins)" = 'twin.o:unique:twin' ]
  [ "$(json '.pins[0].against | .library + " " + .member' plan.json)" = 'libc.a rival.o' ]
  plan --allow unique
  [ "$(moves)" = twin.o ]
  [ "$(json '.policy.allow | join(" ")' plan.json)" = unique ]
}

@test "rule dependency: an object that needs what stays, stays, and so do those that need it" {
  object low 'int own(void); int low(void) { return own(); }'
  object high 'int low(void); int high(void) { return low(); }'
  object free 'int puts(const char *); int free_one(void) { return puts(""); }'
  object own 'int own(void) { return 1; }'
  library liba.a own.o low.o high.o free.o
  library libb.a low.o high.o free.o
  plan
  [ "$(moves)" = free.o ]
  [ "$(pins)" = 'high.o:dependency:low low.o:dependency:own' ]
}

@test "rule dependency: objects that need each other in a circle move together" {
  object ping 'int pong(int); int ping(int n) { return n ? pong(n - 1) : 0; }'
  object pong 'int ping(int); int pong(int n) { return n ? ping(n - 1) : 1; }'
  library liba.a ping.o pong.o
  library libb.a ping.o pong.o
  plan
  [ "$(moves)" = 'ping.o pong.o' ]
}

@test "rule dependency: an undefined weak symbol is no need" {
  object shy 'int own(void) __attribute__((weak)); int shy(void) { return own ? own() : 0; }'
  object own 'int own(void) { return 1; }'
  library liba.a own.o shy.o
  library libb.a shy.o
  plan
  [ "$(moves)" = shy.o ]
}

@test "rule first_definition: different weak definitions of one symbol pin their objects" {
  object weak_one '__attribute__((weak)) int pick(void) { return 1; } int one(void) { return 1; }'
  object weak_two '__attribute__((weak)) int pick(void) { return 2; } int two(void) { return 2; }'
  library liba.a weak_one.o
  library libb.a weak_one.o
  library libc.a weak_two.o
  plan
  [ "$(pins)" = 'weak_one.o:first_definition:pick' ]
  rm libc.a
  plan
  [ "$(moves)" = weak_one.o ]
}

@test "rules first_definition and initialisers: common symbols and initialisers pin theirs" {
  object common_one 'int pool __attribute__((common)); int one(void) { return 1; }'
  object common_two 'long pool[4] __attribute__((common)); int two(void) { return 2; }'
  object early_one 'static int seen; __attribute__((constructor)) static void go(void) { *(volatile int *)&seen = 1; } int early_one(void) { return 1; }'
  object early_two 'static int seen; __attribute__((constructor)) static void go(void) { *(volatile int *)&seen = 1; } int early_two(void) { return 2; }'
  library liba.a common_one.o early_one.o
  library libb.a common_one.o early_one.o
  library libc.a common_two.o early_two.o
  plan
  [ "$(moves)" = '' ]
  [ "$(pins)" = 'common_one.o:first_definition:pool early_one.o:initialisers:' ]
  [ "$(json '.pins[] | select(.name == "early_one.o") | .detail' plan.json)" != null ]
}

@test "--allow order switches off the two ties only, and takes names in either spelling" {
  same_libraries
  plan --allow order
  [ "$(json '.policy.allow | join(" ")' plan.json)" = 'first_definition search' ]
  plan --allow import-table --allow first_definition
  [ "$(json '.policy.allow | join(" ")' plan.json)" = 'import_table first_definition' ]
}

@test "--exclude keeps one object by its digest, and a pattern that matches nothing is told" {
  same_libraries
  plan
  digest=$(json '.moves[] | select(.name == "pair.o") | .object' plan.json)
  plan --exclude "@${digest:0:12}"
  [ "$(moves)" = 'more.o shared.o' ]
  [ "$(pins)" = 'pair.o:exclude:' ]
  run --separate-stderr dedup-plan -w libw.a --exclude @ --exclude '@0123456789abcdef' --exclude 'x*' --exclude 'p*' -o plan.json before.json
  [ "$status" -eq 0 ]
  # shellcheck disable=SC2154 # bats sets it
  [ "$stderr" = "dedup-plan: warning: --exclude '@' matches no member
dedup-plan: warning: --exclude '@0123456789abcdef' matches no member
dedup-plan: warning: --exclude 'x*' matches no member" ]
}

@test "--exclude keeps members by name, and what needs them" {
  same_libraries
  plan --exclude 'sha*'
  [ "$(moves)" = pair.o ]
  [ "$(pins)" = 'more.o:dependency:shared shared.o:exclude:' ]
  plan --exclude nothing --exclude 'pair.[ox]'
  [ "$(moves)" = 'more.o shared.o' ]
  [ "$(json '.policy.exclude | join(" ")' plan.json)" = 'nothing pair.[ox]' ]
}

@test "--min-copies asks for more libraries" {
  same_libraries
  plan --min-copies 3
  [ "$(moves)" = 'more.o shared.o' ]
  plan --min-copies 4
  [ "$(moves)" = '' ]
}

@test "--policy greedy moves what closed pins" {
  object low 'int own(void); int low(void) { return own(); }'
  object own 'int own(void) { return 1; }'
  library liba.a own.o low.o
  library libb.a low.o
  plan
  [ "$(moves)" = '' ]
  plan --policy greedy
  [ "$(moves)" = low.o ]
  [ "$(json .policy.name plan.json)" = greedy ]
}

@test "--format decides the archives' format" {
  same_libraries
  plan
  [ "$(json '[.workspace.format, .libraries[].format] | unique | join(" ")' plan.json)" = gnu ]
  plan -f bsd
  [ "$(json '[.workspace.format, .libraries[].format] | unique | join(" ")' plan.json)" = bsd ]
}

@test "several manifests give the plan that one would" {
  same_libraries
  ar-scan liba.a libb.a libc.a | dedup-plan -w libw.a - >one.json
  ar-scan -o a.json liba.a
  ar-scan libb.a libc.a | dedup-plan -w libw.a a.json - >two.json
  cmp one.json two.json
}

@test "a plan does not depend on where and when it was made" {
  same_libraries
  plan
  cp plan.json first.json
  mkdir elsewhere
  cp before.json elsewhere
  rm lib*.a
  (cd elsewhere && dedup-plan -w libw.a before.json) | cmp first.json
}

@test "names that are not UTF-8 come through" {
  object x
  cp x.o $'\xe9.o'
  library liba.a $'\xe9.o'
  library $'lib\xe9.a' $'\xe9.o'
  plan
  [ "$(json '.moves[0].name.bytes' plan.json)" = e92e6f ]
}

@test "conflicts: strong symbols that libraries define differently" {
  object twin_a 'int twin(void) { return 1; }'
  object twin_b 'int twin(void) { return 2; }'
  library liba.a twin_a.o
  library libb.a twin_b.o
  plan
  [ "$(json '.conflicts | map(.symbol + ": " + (.definitions | map(.member) | join(" "))) | join("; ")' plan.json)" = \
    'twin: twin_a.o twin_b.o' ]
}

@test "near misses: one crate, with other content" {
  object one 'int one(void) { return 1; }'
  object two 'int two(void) { return 2; }'
  mkdir one two
  cp one.o one/tokio-0123456789abcdef.tokio.0123456789abcdef-cgu.0.rcgu.o
  cp two.o two/tokio-0123456789abcdef.tokio.0123456789abcdef-cgu.0.rcgu.o
  library liba.a one/*
  library libb.a two/*
  plan
  [ "$(json '.near_misses | map(.crate + " " + .cause) | join(";")' plan.json)" = 'tokio content' ]
}

@test "--explain and --why are for people" {
  same_libraries
  echo hello >notes.txt
  for name in a b; do ar qD "lib$name.a" notes.txt; done
  plan
  dedup-plan -w libw.a --explain before.json >explained
  grep -q kind explained
  dedup-plan -w libw.a --why notes.txt before.json >why
  grep -q notes.txt why
  grep -q 'liba.a' why
  dedup-plan -w libw.a --why shared.o -o same.json before.json >why
  grep -q 'shared.o.*moves' why
  cmp plan.json same.json
  run --separate-stderr dedup-plan -w libw.a --why none.o before.json
  [ "$status" -eq 1 ]
}

@test "bad input: each with one line and exit code 2" {
  same_libraries
  plan
  refuses 'dedup-plan: no workspace library given (-w); try --help' dedup-plan before.json
  refuses 'dedup-plan: no manifest given; try --help' dedup-plan -w libw.a
  refuses 'dedup-plan: none.json: No such file or directory' dedup-plan -w libw.a none.json
  refuses "dedup-plan: plan.json: the schema is 'armeld/plan/2'; expected armeld/manifest/1" \
    dedup-plan -w libw.a plan.json
  refuses 'dedup-plan: liba.a: is to be melded and is not marked as a workspace library; if it is one from an earlier run, add --existing' \
    dedup-plan -w liba.a before.json
  refuses 'dedup-plan: liba.a: is listed in before.json and in before.json' dedup-plan -w libw.a before.json before.json
  refuses "dedup-plan: --policy: 'open' is not one of closed, greedy, merge, against" \
    dedup-plan -w libw.a --policy open before.json
  rules=$(dedup-plan --help | tr -s '\n ' ' ' | sed 's/.*--allow RULE [^(]*(\([^;]*\);.*/\1/')
  refuses "dedup-plan: --allow: 'exclude' is not one of $rules" \
    dedup-plan -w libw.a --allow exclude before.json
  refuses "dedup-plan: --format: 'zip' is not one of gnu, bsd, darwin, coff, bigarchive" \
    dedup-plan -w libw.a -f zip before.json
  refuses 'dedup-plan: --min-copies: an object in fewer than 2 libraries is not shared' \
    dedup-plan -w libw.a --min-copies 1 before.json
  refuses 'dedup-plan: liba.a: line 1, column 1: not JSON: syntax error' dedup-plan -w libw.a liba.a
  refuses 'dedup-plan: standard input: line 1, column 1: not JSON: is empty' dedup-plan -w libw.a - </dev/null
  jq '.libraries[0].members[1].object = "x"' before.json >bad.json
  refuses 'dedup-plan: bad.json: /libraries/0/members/1/object: expected a digest' dedup-plan -w libw.a bad.json
  jq '.libraries[0].colour = "red"' before.json >bad.json
  refuses "dedup-plan: bad.json: /libraries/0: unknown field 'colour'" dedup-plan -w libw.a bad.json
  jq '.schema = "armeld/manifest/2"' before.json >bad.json
  refuses "dedup-plan: bad.json: the schema is 'armeld/manifest/2'; expected armeld/manifest/1" \
    dedup-plan -w libw.a bad.json
}

@test "what an earlier workspace library holds stands before what is added" {
  for name in one two; do comdat $name $name 1; done # both define "shared", of the same content
  library liba.a one.o
  library libb.a one.o
  plan
  [ "$(moves)" = one.o ]
  ar-pack --in-place plan.json
  library libc.a two.o
  library libd.a two.o
  ar-scan -o before.json libc.a libd.a libw.a
  # A search of libc.a for "shared" finds two.o; in the workspace library it would find one.o.
  dedup-plan --existing -w libw.a -o plan.json before.json
  [ "$(moves)" = '' ]
  [ "$(pins)" = two.o:search:shared ]
  [ "$(json '.pins[0].against | .member + " " + .library' plan.json)" = 'one.o libw.a' ]
  # Alone they may move.
  ar-scan libc.a libd.a | dedup-plan -w libv.a -o plan.json -
  [ "$(moves)" = two.o ]
}

@test "a failed run leaves the old plan" {
  same_libraries
  plan
  cp plan.json old.json
  refuses 'dedup-plan: none.json: No such file or directory' dedup-plan -w libw.a -o plan.json none.json
  cmp plan.json old.json
}

@test "the manifests and plans of all these tests are valid" {
  # One at least, where this test runs alone
  same_libraries
  plan
  validates "$BATS_FILE_TMPDIR"/documents/*/*.json
}

@test "a library whose symbol table is stale is named, with a symbol" {
  object quiet 'static int flush_it(void) { return 10; } int other(void) { return flush_it(); }'
  object loud 'int flush_it(void) { return 10; } int other(void) { return flush_it(); }'
  object a 'int other(void); int fa(void) { return other(); }'
  object b 'int other(void); int fb(void) { return other(); }'
  cp loud.o shared.o
  library libb.a b.o shared.o
  library liba.a a.o shared.o
  cp quiet.o shared.o
  library old.a a.o shared.o
  # liba.a: its members behind the table of an older build
  size=$((10#$(head -c 66 old.a | tail -c 10 | tr -d ' ') + 68))
  ar rcSD --target=elf64-x86-64 new.a a.o loud.o 2>/dev/null || ar rcSD new.a a.o loud.o
  { head -c "$size" old.a; tail -c +9 new.a; } >liba.a
  ar-scan -o before.json liba.a libb.a
  run -0 --separate-stderr dedup-plan -w libw.a -o plan.json before.json
  [[ $stderr == "dedup-plan: warning: liba.a: its symbol table is stale ("*flush_it*"); links may differ from today's, since the melded library gets a table of what is in it" ]]
}
