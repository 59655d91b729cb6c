#!/usr/bin/env bats
# ar-pack: a plan in, libraries out.

load common

# edit FILTER: changes plan.json by jq
edit() { jq "$1" plan.json >edited && mv edited plan.json; }

# content LIBRARY MEMBER
content() { ar p "$1" "$2"; }

@test "the set is written: the shared objects once, all others where they were" {
  planned
  ar-pack --out-dir out plan.json
  [ "$(members out/libw.a | tr '\n' ' ')" = 'shared.o more.o pair.o ' ]
  [ "$(members out/liba.a)" = a.o ]
  [ "$(members out/libb.a)" = b.o ]
  [ "$(members out/libc.a)" = c.o ]
  content out/libw.a more.o | cmp more.o
  content out/libc.a c.o | cmp c.o
  [ "$(listed out)" = 'liba.a libb.a libc.a libw.a ' ]
}

@test "the set links, with the workspace library last, and the program does what it did" {
  planned
  program . liba.a libb.a libc.a >before
  ar-pack --out-dir out plan.json
  for library in out/*.a; do ranlib "$library"; done
  program out liba.a libb.a libc.a libw.a | cmp before
}

@test "the originals are not touched" {
  planned
  sha256sum lib*.a >sums
  ar-pack --out-dir out plan.json
  sha256sum -c --quiet sums
}

@test "headers are as ar D writes them, and the bytes the same each time" {
  planned
  ar-pack -j 1 --out-dir one plan.json
  ar-pack -j 8 --out-dir two plan.json
  diff -r one two
  [ "$(TZ=UTC ar tv out/liba.a 2>/dev/null || TZ=UTC ar tv one/liba.a)" = \
    "rw-r--r-- 0/0 $(printf %6d "$(stat -c %s a.o)") Jan  1 00:00 1970 a.o" ]
  # What ar itself would write, but for the workspace library's mark: owner and group.
  ar rcSD want.a shared.o more.o pair.o
  LC_ALL=C sed 's/0     0     644     /76353 86353 644     /g' want.a | cmp - one/libw.a
}

@test "sizes are those that the plan expects" {
  planned
  ar-pack --out-dir out plan.json
  [ "$(json '.workspace.expected_size' plan.json)" = "$(stat -c %s out/libw.a)" ]
  [ "$(json '.libraries[0].expected_size' plan.json)" = "$(stat -c %s out/liba.a)" ]
}

@test "order and names are kept, also when names repeat, are long or hold spaces, slashes and dots" {
  planned
  mkdir -p other deep/down
  cp c.o other/a.o
  cp b.o 'sp ace.o'
  cp a.o deep/down/../x.o
  cp a.o "$(printf 'long%.0s' {1..40}).o"
  ar qcDP liba.a ./deep/down/../x.o 'sp ace.o' long*.o
  ar qD liba.a other/a.o
  printf 'x\n' >$'\xe9'
  ar qD liba.a $'\xe9'
  members liba.a | grep -a -v -e '^shared.o$' -e '^more.o$' -e '^pair.o$' >want
  [ "$(grep -c '^a.o$' want)" = 2 ]
  ar-scan liba.a libb.a libc.a | dedup-plan -w libw.a --exclude a.o --exclude b.o --exclude c.o \
    --exclude '*x.o' --exclude 'sp*' --exclude 'long*' - >plan.json
  ar-pack --out-dir out plan.json
  members out/liba.a | cmp want
  ar-scan out/liba.a >after.json
  validates after.json
}

@test "--list names what was written, --dry-run what would be" {
  planned
  printf '%s\n' out/libw.a out/liba.a out/libb.a out/libc.a >want
  ar-pack --dry-run --out-dir out plan.json | diff want -
  [ ! -e out ]
  ar-pack --list --out-dir out plan.json | diff want -
  ar-pack --list -0 --out-dir out plan.json | cmp <(tr '\n' '\0' <want)
  ar-pack --list --in-place plan.json | diff <(printf '%s\n' libw.a liba.a libb.a libc.a) -
}

@test "libraries of one base name keep as many folders as tell them apart" {
  planned_of_one_name
  ar-pack --list --out-dir out plan.json >list
  diff list <(printf '%s\n' out/libw.a out/one/lib/libx.a out/two/lib/libx.a out/libc.a)
  [ "$(members out/one/lib/libx.a)" = a.o ]
  [ "$(members out/two/lib/libx.a)" = b.o ]
}

@test "a member file of a thin archive is not overwritten by way of --out-dir either" {
  object x 'int x;'
  mkdir objects
  cp x.o objects/liba.a
  for library in a b; do ar qcSD --thin "lib$library.a" objects/liba.a; done
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  refuses 'ar-pack: objects/liba.a: is an input of this command and cannot be its output' ar-pack --out-dir objects plan.json
  cmp objects/liba.a x.o
}

@test "nothing is written above --out-dir, whatever the paths say" {
  planned
  mkdir -p run/here
  cd run/here
  ar-scan ../../liba.a ../../libb.a ../../libc.a | dedup-plan -w ../libw.a -o plan.json -
  ar-pack --out-dir out plan.json
  [ "$(listed out)" = 'liba.a libb.a libc.a libw.a ' ]
  [ "$(ls ..)" = here ]
}

@test "two outputs of one name are refused" {
  planned
  ar-scan liba.a libb.a libc.a | dedup-plan -w sub/liba.a -o plan.json -
  refuses 'ar-pack: out/liba.a: two libraries of the plan would be written there' \
    ar-pack --out-dir out plan.json
  [ ! -e out ]
}

@test "--in-place replaces the libraries, and --backup keeps the originals" {
  planned
  chmod 640 liba.a
  mv libb.a real.a
  ln -s real.a libb.a
  ar-scan liba.a libb.a libc.a | dedup-plan -w libw.a -o plan.json -
  cp liba.a original.a
  ar-pack --in-place --backup .orig plan.json
  [ "$(members liba.a)" = a.o ]
  [ "$(stat -c %a liba.a)" = 640 ]
  [ -L libb.a ]
  [ "$(members real.a)" = b.o ]
  [ "$(members libw.a | wc -l)" = 3 ]
  cmp liba.a.orig original.a
  # A second run finds that the libraries are not those of the plan any more.
  run ar-pack --in-place plan.json
  [ "$status" -eq 2 ]
  [[ $output == 'ar-pack: liba.a: has changed since the scan: '* ]]
}

@test "a backup is never overwritten" {
  planned
  echo precious >libb.a.orig
  sha256sum lib* >sums
  refuses 'ar-pack: libb.a.orig: exists already, and a backup is not overwritten' \
    ar-pack --in-place --backup .orig plan.json
  sha256sum -c --quiet sums
  [ ! -e libw.a ]
  [ ! -e liba.a.orig ]
}

@test "--finished puts in place what was packed elsewhere" {
  planned
  ar-pack --out-dir out plan.json
  for library in out/*.a; do ranlib "$library"; done
  ar-pack --in-place --finished out plan.json
  for library in libw.a liba.a libb.a libc.a; do cmp "$library" "out/$library"; done
}

@test "--stage takes the moved objects as they are now" {
  object shared 'int shared(void) { return 1; }'
  "$CC" -g -c -o shared.o shared.c
  object a 'int shared(void); int a(void) { return shared(); }'
  object b 'int shared(void); int b(void) { return shared(); }'
  library liba.a a.o shared.o
  library libb.a b.o shared.o
  ar-scan liba.a libb.a | dedup-plan -w libw.a -o plan.json -
  ar-extract -C stage plan.json
  strip --strip-debug stage/shared.o
  ar-pack --stage stage --out-dir out plan.json
  content out/libw.a shared.o | cmp stage/shared.o
  [ "$(stat -c %s stage/shared.o)" -lt "$(stat -c %s shared.o)" ]
  [ "$(members out/liba.a)" = a.o ]
  validates stage/index.json
}

@test "a stage that lacks an object, or names files elsewhere, is refused" {
  planned
  ar-extract -C stage --name shared.o plan.json
  refuses "ar-pack: stage: has no file for member 'more.o' of the plan, which is from liba.a" \
    ar-pack --stage stage --out-dir out plan.json
  jq '.files[0].file = "../a.o"' stage/index.json >x
  mv x stage/index.json
  refuses "ar-pack: stage/index.json: '../a.o' is not a file in this folder" \
    ar-pack --stage stage --out-dir out plan.json
  [ ! -e out/libw.a ]
}

@test "a library that changed since the scan stops the run, be its size the same" {
  planned
  mkdir out
  echo old >out/liba.a
  offset=$(json '.libraries[1].drop[0].offset' plan.json)
  printf 'X' | dd of=libb.a bs=1 seek="$((offset + 100))" conv=notrunc status=none
  refuses "ar-pack: libb.a: member 'shared.o': has changed since the scan" \
    ar-pack --out-dir out plan.json
  [ "$(cat out/liba.a)" = old ]
  [ ! -e out/libw.a ]
  echo >>libb.a
  size=$(stat -c %s libb.a)
  refuses "ar-pack: libb.a: has changed since the scan: $size bytes, not $((size - 1))" \
    ar-pack --out-dir out plan.json
  rm libb.a
  refuses 'ar-pack: libb.a: No such file or directory (paths in a document are relative to the folder in which ar-scan ran)' \
    ar-pack --out-dir out plan.json
}

@test "an earlier workspace library that changed since the scan is not replaced, however it is packed" {
  planned
  ar-pack --in-place plan.json
  ar-scan -o before.json libc.a libw.a
  dedup-plan --existing -w libw.a -o plan.json before.json
  ar-pack --out-dir out plan.json
  ar-extract -C stage plan.json
  offset=$(json '.workspace.members[] | select(.name == "pair.o").offset' plan.json)
  touch -d '+1 minute' libw.a
  ar-pack --in-place --finished out plan.json
  printf 'X' | dd of=libw.a bs=1 seek="$((offset + 100))" conv=notrunc status=none
  cp libw.a changed.a
  for how in '' '--finished out' '--stage stage'; do
    # shellcheck disable=SC2086 # words
    refuses "ar-pack: libw.a: member 'pair.o': has changed since the scan" \
      ar-pack --in-place $how plan.json
    cmp libw.a changed.a
  done
}

@test "a library that is only newer is no other library" {
  planned
  touch -d '+1 minute' libb.a
  ar-pack --out-dir out plan.json
  [ "$(members out/libb.a)" = b.o ]
}

@test "originals are not overwritten by way of --out-dir" {
  planned
  refuses 'ar-pack: ./liba.a: is an input of this command (liba.a) and cannot be its output' \
    ar-pack --out-dir . plan.json
  ln -s . here
  refuses 'ar-pack: here/liba.a: is an input of this command (liba.a) and cannot be its output' \
    ar-pack --out-dir here plan.json
  [ ! -e libw.a ]
}

@test "an edited plan is carried out as it stands" {
  planned
  # Let libc.a keep its copy of shared.o.
  edit '.libraries[2] |= (.keep += [.drop[] | select(.name == "shared.o")] | .drop |= map(select(.name != "shared.o")))'
  ar-pack --out-dir out plan.json
  [ "$(members out/libc.a | tr '\n' ' ')" = 'c.o shared.o ' ]
}

@test "bad plans: each with one line and exit code 2, and no file touched" {
  planned
  cp plan.json good.json
  refuses 'ar-pack: no plan given; try --help' ar-pack --out-dir out
  refuses 'ar-pack: give --out-dir DIR to write elsewhere, or --in-place to replace the libraries' ar-pack plan.json
  refuses 'ar-pack: give one of --out-dir and --in-place' ar-pack --in-place --out-dir out plan.json
  refuses 'ar-pack: --backup goes with --in-place' ar-pack --backup .orig --out-dir out plan.json
  refuses 'ar-pack: none.json: No such file or directory' ar-pack --out-dir out none.json
  refuses 'ar-pack: liba.a: line 1, column 1: not JSON: syntax error' ar-pack --out-dir out liba.a
  refuses "ar-pack: before.json: the schema is 'armeld/manifest/1'; expected armeld/plan/2" \
    ar-pack --out-dir out before.json
  edit '.moves[2].object = "abc"'
  refuses 'ar-pack: plan.json: /moves/2/object: expected a digest' ar-pack --out-dir out plan.json
  cp good.json plan.json
  edit '.libraries[1].drop[0].offset = 1000000000'
  refuses "ar-pack: libb.a: member 'shared.o': lies outside of the file" bash -c 'touch libb.a && ar-pack --out-dir out plan.json'
  cp good.json plan.json
  edit '.workspace.members[0].library = "other.a"'
  refuses "ar-pack: other.a: member 'shared.o': is not in a library of the plan" \
    ar-pack --out-dir out plan.json
  cp good.json plan.json
  edit '.workspace.members[0].name = "line\nbreak.o"'
  refuses "ar-pack: out/libw.a: member 'line\\x0abreak.o': the gnu format cannot hold this name: it holds a line break" \
    ar-pack --out-dir out plan.json
  [ "$(find out -type f 2>/dev/null)" = '' ]
}

@test "a library that was rebuilt with the size and the time that it had is not trusted" {
  planned
  cp -p libb.a keep.a
  object shared 'int counter; int shared(void) { return --counter; }'
  ar rD libb.a shared.o
  touch -r keep.a libb.a
  [ "$(stat -c '%s %Y' libb.a)" = "$(stat -c '%s %Y' keep.a)" ]
  refuses "ar-pack: libb.a: member 'shared.o': has changed since the scan" ar-pack --symtab --out-dir out plan.json
}

# with_another DIGEST: plan.json with another digest in its stead. (jq would round the times in it.)
with_another() {
  local last=0
  [[ $1 != *0 ]] || last=1
  sed "s/$1/${1%?}$last/" plan.json
}

@test "--trust-times: what is copied is not hashed, unless the library may have changed or a plan edits it" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  ar-pack --out-dir expected plan.json
  ar-pack --trust-times --out-dir out plan.json
  diff -r expected out
  with_another "$(json '.libraries[0].keep[] | select(.name == "a.o").object' plan.json)" >wrong.json
  refuses "ar-pack: liba.a: member 'a.o': has changed since the scan" ar-pack --out-dir hashed wrong.json
  [ ! -e hashed/liba.a ]
  ar-pack --trust-times --out-dir trusted wrong.json
  diff -r expected trusted
  touch -d '2001-01-01' liba.a
  refuses "ar-pack: liba.a: member 'a.o': has changed since the scan" ar-pack --trust-times --out-dir changed wrong.json
}

@test "--trust-times: what a plan edits is hashed" {
  object a 'int f(void); int a(void) { return f(); }'
  object b 'int f(void); int b(void) { return f(); }'
  object f 'int f(void) { return 1; }'
  library liba.a a.o f.o
  object f 'int f(void) { return 2; }'
  library libb.a b.o f.o
  ar-scan -o before.json liba.a libb.a
  isolate-plan --export '[ab]' -o isolate.json before.json
  dedup-plan --after isolate.json -w libw.a -o plan.json before.json
  ar-pack --trust-times --out-dir out plan.json
  # The original of an edited object is another one than the plan says.
  with_another "$(json '.edited | first(.[]).object' plan.json)" >wrong.json
  run -2 ar-pack --trust-times --out-dir wrong wrong.json
  [[ $output == *"has changed since the scan" ]]
}
