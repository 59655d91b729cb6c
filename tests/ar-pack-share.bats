#!/usr/bin/env bats
# ar-pack --only and --only-workspace, and ar-extract --for-workspace: what several hosts write together is what one
# run writes, and none needs the others' libraries.

load common

PLATFORM_FIXTURES=$ROOT/tests/fixtures

# host NAME LIBRARY...: a folder like this one that has these libraries only, and the plans
host() {
  local name=$1 library
  shift
  mkdir -p "$name" || return
  cp ./*.json "$name" || return
  for library; do
    mkdir -p "$name/$(dirname "$library")" || return
    cp -p "$library" "$name/$library" || return
    [ ! -e objects ] || cp -rp objects "$name" || return
  done
}

# libraries: those of plan.json; sources: those that the workspace library takes something from
libraries() { json '[.libraries[].path] | unique[]' plan.json; }
sources() { json '[.workspace.members[].library] | unique[]' plan.json; }

# whole OPTION... -- PLAN...: what one run writes, in whole/
whole() { ar-pack --out-dir whole "$@"; }

# shares OPTION... -- PLAN...: parts/ gets each library from a host of its own, and the workspace library from one that
# has no libraries but by the stages of the others
shares() {
  local library stages=() n=0
  rm -rf hosts parts
  mkdir hosts
  while read -r library; do
    n=$((n + 1))
    host "hosts/$n" "$library" || return
    (cd "hosts/$n" && ar-pack --only "$library" --out-dir ../../parts "$@") || return
    (cd "hosts/$n" && ar-extract --for-workspace --only "$library" -C "../stage$n" "${@:$plans}") || return
    stages+=(--stage "../stage$n")
  done < <(libraries)
  host hosts/workspace || return
  (cd hosts/workspace && ar-pack --only-workspace "${stages[@]}" --out-dir ../../parts "$@")
}

# both OPTION... -- PLAN...: shares make the same bytes as one run does, also where the workspace library is written from
# the libraries themselves
both() {
  local plans=1
  while [ "${!plans}" != -- ]; do plans=$((plans + 1)); done
  plans=$((plans + 1))
  rm -rf whole
  whole "$@" || return
  shares "$@" || return
  diff -r whole parts || return
  mapfile -t wanted < <("${needed:-sources}")
  host hosts/sources "${wanted[@]}" || return
  (cd hosts/sources && ar-pack --only-workspace --out-dir out "$@") || return
  cmp whole/libw.a hosts/sources/out/libw.a || return
  [ "$(find hosts/sources/out -type f | wc -l)" -eq 1 ]
}

@test "shares of a plan are together what one run writes" {
  planned
  both -- plan.json
  [ "$(listed parts)" = 'liba.a libb.a libc.a libw.a ' ]
  both --symtab -- plan.json
  [ "$(sources)" = liba.a ]
}

@test "so are shares of plans that edit and remove objects" {
  object unused 'int unused(void) { return 5; }'
  object common 'int helper(void); int both(void) { return helper(); }'
  object helper1 'int helper(void) { return 1; }'
  object helper2 'int helper(void) { return 2; }'
  same_libraries
  library liba.a a.o shared.o more.o pair.o unused.o common.o helper1.o
  library libb.a b.o shared.o more.o pair.o unused.o common.o helper2.o
  ar-scan -o before.json --sections sections.json liba.a libb.a libc.a
  isolate-plan --export '[abc]' --hide -o isolate.json before.json
  dedup-plan --after isolate.json -w libw.a -o plan.json before.json
  gc-plan --after isolate.json --export '[abc]' -o gc.json before.json sections.json
  [ "$(json '.edited | length' plan.json)" -gt 0 ]
  [ "$(json '[.libraries[].remove // [] | length] | add' gc.json)" -gt 0 ]
  both --symtab -- plan.json gc.json
}

@test "so are shares of plans for thin archives, as far as the objects are there" {
  mkdir objects
  same_libraries
  mv ./*.o objects
  rm ./*.a
  ar qcSD --thin liba.a objects/a.o objects/shared.o objects/more.o
  ar qcSD --thin libb.a objects/b.o objects/shared.o objects/more.o
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  both -- plan.json
  # Paths in thin archives depend on where they are.
  ar-pack --thin --out-dir whole plan.json
  mkdir parts2
  ar-pack --thin --only libb.a --out-dir parts2 plan.json
  ar-pack --thin --only-workspace --only liba.a --out-dir parts2 plan.json
  diff -r whole parts2
  refuses "ar-pack: liba.a: member 'objects/shared.o' is not a file of its own, as a thin archive needs" \
    ar-pack --thin --only-workspace --stage hosts/stage1 --out-dir other plan.json
}

@test "so are shares of universal files, and of libraries whose tables are sorted" {
  for set in macho-universal-libtool macho-universal-lipo-64 macho-arm64-libtool macho-arm64-llvm-ar; do
    rm -rf ./*.a ./*.json
    cp -p "$PLATFORM_FIXTURES/$set"/lib*.a .
    ar-scan -o before.json lib*.a
    dedup-plan -w libw.a -o plan.json before.json
    # The workspace library takes over the slices and the kind of table of all of them.
    needed=libraries both --symtab -- plan.json
    validates hosts/stage*/index.json
  done
  host hosts/none
  refuses "ar-pack: libbeta.a: is in no stage, and the workspace library takes over its slices or how its symbol table is sorted" \
    ar-pack --only-workspace --stage hosts/stage1 --out-dir other plan.json
}

@test "--only may name several libraries, with the workspace library or without, and --only-from lists them" {
  planned
  whole plan.json
  ar-pack --list --only libc.a --only liba.a --only-workspace --out-dir parts plan.json >list
  diff list <(printf '%s\n' parts/libw.a parts/liba.a parts/libc.a)
  rm libc.a
  printf 'libb.a\n\n' >share
  ar-pack --dry-run --only-from share --out-dir parts plan.json | diff - <(echo parts/libb.a)
  [ ! -e parts/libb.a ]
  ar-pack --only-from share --out-dir parts plan.json
  diff -r whole parts
  printf 'libb.a\0' | ar-pack --list -0 --only-from - --out-dir other plan.json | cmp - <(printf 'other/libb.a\0')
  # A share of nothing is written, too.
  : >share
  [ "$(ar-pack --list --only-from share --out-dir nothing plan.json)" = '' ]
}

@test "a plan without a workspace library has nothing for --only-workspace" {
  same_libraries
  ar-scan liba.a libb.a | strip-plan '--strip-debug=*' -o plan.json -
  [ "$(ar-pack --list --only-workspace --out-dir out plan.json)" = '' ]
  ar-pack --only libb.a --out-dir out plan.json
  [ "$(listed out)" = 'libb.a ' ]
}

@test "libraries of one base name go where one run puts them" {
  planned_of_one_name
  both -- plan.json
  [ -e parts/two/lib/libx.a ]
}

@test "only what is needed is opened" {
  planned
  host here libb.a
  cd here
  strace -f -qq -e trace=openat,open -o ../trace ar-pack --only libb.a --out-dir out plan.json
  grep -q 'libb\.a' ../trace
  run ! grep -q 'lib[acw]\.a' ../trace
  # Else each library is missed.
  refuses 'ar-pack: liba.a: No such file or directory (paths in a document are relative to the folder in which ar-scan ran)' \
    ar-pack --out-dir other plan.json
  refuses 'ar-pack: liba.a: No such file or directory (paths in a document are relative to the folder in which ar-scan ran)' \
    ar-pack --only-workspace --out-dir other plan.json
  [ ! -e other/libw.a ]
}

@test "a library that has changed stops the share that needs it, and no other" {
  planned
  object changed 'int shared(void) { return 2; }'
  printf 'x' | dd of=libb.a bs=1 seek=200 conv=notrunc status=none
  ar-pack --only liba.a --only-workspace --out-dir out plan.json
  run -2 --separate-stderr ar-pack --only libb.a --out-dir out plan.json
  [[ $stderr == "ar-pack: libb.a: "*"has changed since the scan" ]]
  [ "$(listed out)" = 'liba.a libw.a ' ]
}

@test "an edited plan that loses something is refused in each share" {
  planned
  jq '.workspace.members |= map(select(.name != "more.o"))' plan.json >edited.json
  refuses "ar-pack: liba.a: the plan drops member 'more.o', and its object $(json '.moves[] | select(.name == "more.o") | .object[:12]' plan.json) does not go to the workspace library" \
    ar-pack --only libc.a --out-dir out edited.json
  jq '.libraries[2].keep = []' plan.json >edited.json
  refuses 'ar-pack: libc.a: the plan does not list each of its members, once, as kept, dropped or removed' \
    ar-pack --only libc.a --out-dir out edited.json
  ar-pack --only libb.a --out-dir out edited.json
}

@test "in place, a library shrinks only if the workspace library is there" {
  planned
  whole --symtab plan.json
  sha256sum lib?.a >sums
  refuses 'ar-pack: libw.a: is not there yet, and the libraries would lose what goes to it; write it first (--only-workspace), or put it there' \
    ar-pack --in-place --only liba.a plan.json
  cp liba.a libw.a
  refuses 'ar-pack: libw.a: does not have the members that the plan writes to it; write it first (--only-workspace), or put it there' \
    ar-pack --in-place --only liba.a plan.json
  rm libw.a
  sha256sum -c --quiet sums
  ar-pack --in-place --symtab --only-workspace plan.json
  sha256sum -c --quiet sums
  cmp libw.a whole/libw.a
  ar-pack --list --in-place --symtab --backup .orig --only liba.a plan.json | diff - <(echo liba.a)
  cmp liba.a whole/liba.a
  [ "$(echo ./*.orig)" = ./liba.a.orig ]
  rm liba.a # another host's
  ar-pack --in-place --finished whole --only libb.a --only libc.a plan.json
  cmp libb.a whole/libb.a
  cmp libc.a whole/libc.a
}

@test "an earlier workspace library stays where it is, and does not travel" {
  planned
  ar-pack --in-place --symtab plan.json
  object new1 'int new1(void) { return 1; }'
  object d 'int new1(void); int d(void) { return new1(); }'
  object e 'int new1(void); int e(void) { return new1(); }'
  library libd.a d.o new1.o
  library libe.a e.o new1.o
  ar-scan -o before.json libd.a libe.a libw.a
  dedup-plan -w libw.a --existing -o plan.json before.json
  whole --symtab plan.json
  ar-extract --for-workspace -C stage plan.json
  [ "$(listed stage)" = 'index.json new1.o ' ]
  host here libw.a
  (cd here && ar-pack --only-workspace --symtab --stage ../stage --out-dir out plan.json)
  cmp whole/libw.a here/out/libw.a
  (cd here && ar-pack --only-workspace --symtab --stage ../stage --in-place plan.json)
  cmp whole/libw.a here/libw.a
}

@test "an object that was damaged on its way is refused" {
  planned
  ar-extract --for-workspace -C stage plan.json
  printf 'x' | dd of=stage/more.o bs=1 seek=70 conv=notrunc status=none
  refuses "ar-pack: stage/more.o: is not the object $(json '.moves[] | select(.name == "more.o") | .object[:12]' plan.json) that the index lists" \
    ar-pack --only-workspace --stage stage --out-dir out plan.json
  rm stage/more.o
  refuses 'ar-pack: stage/more.o: No such file or directory' ar-pack --only-workspace --stage stage --out-dir out plan.json
  [ ! -e out/libw.a ]
}

@test "a host's stage that is missing is named" {
  planned
  ar-scan libb.a libc.a liba.a | dedup-plan -w libw.a --exclude pair.o -o other.json -
  ar-extract --for-workspace --only libc.a -C stage1 other.json
  ar-extract --for-workspace --only liba.a -C stage2 other.json
  refuses "ar-pack: stage1, stage2: has no file for member 'shared.o' of the plan, which is from libb.a" \
    ar-pack --only-workspace --stage stage1 --stage stage2 --out-dir out other.json
}

@test "objects that somebody changes still come from one stage or several" {
  planned
  ar-extract -C stage plan.json
  strip --strip-debug stage/more.o
  ar-pack --only-workspace --stage stage --out-dir out plan.json
  ar p out/libw.a more.o | cmp - stage/more.o
}

@test "what does not go together is refused" {
  planned
  refuses 'ar-pack: libx.a: is not a library of the plan' ar-pack --only libx.a --out-dir out plan.json
  refuses 'ar-pack: ./liba.a: is not a library of the plan' ar-pack --only ./liba.a --out-dir out plan.json
  refuses 'ar-extract: libx.a: is not a library of the plan' ar-extract --for-workspace --only libx.a -C stage plan.json
  refuses 'ar-pack: --stage has objects of the workspace library; it does not go with --only alone' \
    ar-pack --only liba.a --stage stage --out-dir out plan.json
  refuses 'ar-extract: --only and --only-from go with --for-workspace' ar-extract --only liba.a -C stage plan.json
  refuses 'ar-extract: --for-workspace takes all that is needed; --name and --object do not go with it' \
    ar-extract --for-workspace --name x -C stage plan.json
  refuses "ar-extract: unexpected operand 'plan.json'; several plans go with --for-workspace" ar-extract -C stage plan.json plan.json
  refuses 'ar-pack: none: No such file or directory' ar-pack --only-from none --out-dir out plan.json
  dedup-plan --policy merge -w libw.a -o merge.json before.json
  refuses 'ar-pack: liba.a: is not written; the plan leaves no library but the workspace library' \
    ar-pack --only liba.a --out-dir out merge.json
  [ ! -e out ]
  [ ! -e stage ]
  # The list is an input
  echo liba.a >libb.a.list
  mkdir out
  ln libb.a.list out/libb.a
  refuses 'ar-pack: out/libb.a: is an input of this command (libb.a.list) and cannot be its output' \
    ar-pack --only libb.a --only-from libb.a.list --out-dir out plan.json
}

@test "the policy merge has a share, too: the workspace library" {
  planned
  dedup-plan --policy merge -w libw.a -o plan.json before.json
  whole --symtab plan.json
  ar-pack --only-workspace --symtab --out-dir out plan.json
  diff -r whole out
  for library in a b c; do ar-extract --for-workspace --only "lib$library.a" -C "stage$library" plan.json; done
  host here
  (cd here && ar-pack --only-workspace --symtab --stage ../stagea --stage ../stageb --stage ../stagec --out-dir out plan.json)
  diff -r whole here/out
}
