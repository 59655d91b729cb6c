#!/usr/bin/env bats
# meld-verify: a clean set is clean, each kind of damage is found and its place named, and what cannot be
# compared is refused. The melded sets are made by hand here, with ar, so that no other tool can hide a fault.

load common

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  object deep 'int deep_count; int deep(void) { return ++deep_count; }'
  object util 'int deep(void); int util(void) { return deep() + 1; }'
  object own_a 'int util(void); int a_run(void) { return util(); }'
  object own_b 'int util(void); int b_run(void) { return util(); }'
  object own_c 'int util(void); int c_run(void) { return util(); }'
  object other 'int other(void) { return 4; }'
  object weak_one 'int one(void) { return 1; } __attribute__((weak)) int pick(void) { return 1; }'
  object weak_two 'int two(void) { return 2; } __attribute__((weak)) int pick(void) { return 2; }'
  object common_two '__attribute__((common)) int pick; int two(void) { return 2; }'
  comdat comdat_one one 1
  comdat comdat_two two 1
  comdat comdat_three three 3
}

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  cp "$BATS_FILE_TMPDIR"/*.o .
  # Three libraries that share util.o and deep.o, and what melding makes of them.
  for name in a b c; do ar rcsD "lib$name.a" "own_$name.o" util.o deep.o; done
  mkdir out
  for name in a b c; do ar rcsD "out/lib$name.a" "own_$name.o"; done
  ar rcsD out/libw.a util.o deep.o
}

# verify [OPTION]...: compares lib*.a with out/*.a.
verify() {
  ar-scan -o before.json lib*.a || return 99
  ar-scan -o after.json out/*.a || return 99
  meld-verify "$@" before.json after.json
}

# make_set LIBRARY MEMBER...: replaces a library. A member may be given twice.
make_set() {
  rm -f "$1"
  ar qcsD "$@"
}

# finds LINE: the output has just this line.
finds() {
  echo "$output"
  [ "$output" = "$1" ]
}

# ---- clean sets ----

@test "a melded set is clean" {
  run -0 verify
  finds 'clean: 3 libraries, 9 members, 12 symbols, 416 links; workspace library out/libw.a'
}

@test "a set melded in place is clean" {
  ar-scan -o before.json lib?.a
  cp out/lib?.a .
  ar-scan -o after.json lib?.a
  run -0 meld-verify before.json after.json
  [[ $output == 'clean: '*'; workspace library libw.a' ]]
}

@test "libraries that nobody melded are clean" {
  ar-scan -o before.json lib?.a
  run -0 --separate-stderr meld-verify before.json - < <(ar-scan lib?.a)
  [[ $output == 'clean: 3 libraries, 9 members, '* ]]
  [ -z "$stderr" ]
}

@test "several copies of one member may become one in the workspace library" {
  make_set liba.a own_a.o util.o deep.o util.o
  run -0 verify
  finds 'clean: 3 libraries, 10 members, 12 symbols, 416 links; workspace library out/libw.a'
}

@test "the older allocator shim may stand for the newer one: equivalence counts, not content" {
  # Source file names are all that differs.
  cp "$BATS_FILE_TMPDIR/deep.c" renamed.c
  "$CC" -c -Os -o deep.o renamed.c
  run ! cmp -s deep.o "$BATS_FILE_TMPDIR/deep.o"
  make_set liba.a own_a.o util.o deep.o
  run -0 verify
}

@test "a library of members that define nothing needs no symbol table" {
  echo text >note.txt
  ar rcD libd.a note.txt
  ar rcD out/libd.a note.txt
  run -0 verify
}

@test "a COMDAT of the same content in another object is as good as before, one of other content is not" {
  for other in comdat_two comdat_three; do
    make_set liba.a comdat_one.o $other.o
    make_set out/liba.a $other.o
    make_set libb.a own_b.o comdat_one.o
    make_set out/libw.a util.o deep.o comdat_one.o
    run verify --allow links
    [ "$status" -eq "$([ "$other" = comdat_two ] && echo 0 || echo 1)" ]
    # But the member around it is another one.
    [ "$other" = comdat_three ] || [[ ${lines[0]} == "links: out/libw.a: 'ld."*" out/liba.a out/libw.a' "*comdat_*.o* ]]
  done
  [ "${lines[0]}" = "binding: out/liba.a: 'shared' is now defined first by member 1 'comdat_three.o' of out/liba.a; before by member 1 'comdat_one.o' of liba.a" ]
}

@test "objects for different machines in one archive do not resolve each other's symbols" {
  rm -f lib*.a out/*
  for name in alpha beta gamma; do cp "$ROOT/tests/fixtures/xcoff-mixed-llvm-ar/lib$name.a" .; done
  ar-scan lib*.a >before.json
  # All 32-bit objects that are shared move, and no 64-bit one.
  jq '. as $m | [.libraries[].members[] | select($m.objects[.object].machine == "powerpc").object] | group_by(.) | map(select(length == 3)[0])' before.json >moved.json
  [ "$(jq length moved.json)" -gt 0 ]
  jq --slurpfile moved moved.json '(.libraries[0] + {path: "out/libw.a", size: 1000000, members: [
        .libraries[0].members[] | select(.object | IN($moved[0][]))]}) as $w
    | .libraries |= (map(.path = "out/" + .path | .members |= map(select(.object | IN($moved[0][]) | not))) + [$w])' before.json >after.json
  run -0 meld-verify before.json after.json
}

# ---- 1: missing ----

@test "missing: an object that is in neither library" {
  ar dD out/libw.a deep.o
  run -1 verify
  [ "${lines[0]}" = "missing: out/liba.a: member 3 'deep.o' of liba.a is neither here nor in out/libw.a" ]
  [ "${lines[1]}" = "missing: out/libb.a: member 3 'deep.o' of libb.a is neither here nor in out/libw.a" ]
}

@test "missing: an object that one library alone had" {
  ar rcsD libb.a other.o
  run -1 verify
  [ "${lines[0]}" = "missing: out/libb.a: member 4 'other.o' of libb.a is neither here nor in out/libw.a" ]
}

@test "missing: an object of the same name with other content" {
  cp weak_one.o own_b.o
  make_set libb.a own_b.o util.o deep.o
  run -1 verify
  [ "${lines[0]}" = "missing: out/libb.a: member 1 'own_b.o' of libb.a is neither here nor in out/libw.a" ]
}

@test "missing: one of two copies, when the workspace library has none" {
  echo text >note.txt
  make_set liba.a own_a.o util.o deep.o note.txt note.txt
  make_set out/liba.a own_a.o note.txt
  run -1 verify
  finds "missing: out/liba.a: member 5 'note.txt' of liba.a is neither here nor in out/libw.a"
}

@test "missing: a whole library" {
  rm out/libb.a
  run -1 verify
  finds "missing: libb.a: the library is not there any more"
}

@test "missing: everything that moved, when there is no workspace library" {
  rm out/libw.a
  run -1 verify
  [ "${lines[0]}" = "missing: out/liba.a: member 2 'util.o' of liba.a is neither here nor in a workspace" ]
}

# ---- 2: added ----

@test "added: an object that the library did not have" {
  ar rcsD out/libb.a other.o
  run -1 verify
  finds "added: out/libb.a: member 2 'other.o' has no counterpart in libb.a"
}

@test "added: an object of another library" {
  ar rcsD out/libb.a own_c.o
  run -1 verify
  finds "added: out/libb.a: member 2 'own_c.o' has no counterpart in libb.a"
}

@test "added: a second copy" {
  make_set out/libb.a own_b.o own_b.o
  run -1 verify
  finds "added: out/libb.a: member 2 'own_b.o' has no counterpart in libb.a"
}

@test "added: an object of the workspace library that no library had" {
  ar rcsD out/libw.a other.o
  run -1 verify
  finds "added: out/libw.a: member 3 'other.o' was in no library before"
}

# ---- 3: member order ----

@test "member-order: members that changed places" {
  for library in liba.a out/liba.a; do ar rcsD "$library" other.o weak_one.o; done
  make_set out/liba.a own_a.o weak_one.o other.o
  run -1 verify
  finds "member-order: out/liba.a: member 3 'other.o' is behind member 2 'weak_one.o', and was before it in liba.a"
}

@test "member-order: a member under another name" {
  cp own_a.o renamed.o
  make_set out/liba.a renamed.o
  run -1 verify
  finds "member-order: out/liba.a: member 1 'renamed.o' had another name in liba.a"
}

@test "member-order: members that repeat a name keep their order" {
  mkdir x y
  cp other.o x/unit.o
  cp weak_one.o y/unit.o
  for library in liba.a out/liba.a; do ar qcsD "$library" x/unit.o y/unit.o; done
  run -0 verify
  make_set out/liba.a own_a.o y/unit.o x/unit.o
  run -1 verify
  [[ $output == "member-order: out/liba.a: member 3 'unit.o' is behind member 2 'unit.o', and "* ]]
}

# ---- 4: binding ----

@test "binding: a symbol that is defined nowhere now" {
  ar dD out/libw.a deep.o
  run -1 verify
  [[ $output == *"binding: out/liba.a: 'deep_count' (and 1 more) is defined nowhere now; before by member 3 'deep.o' of liba.a"* ]] ||
    [[ $output == *"binding: out/liba.a: 'deep' (and 1 more) is defined nowhere now; before by member 3 'deep.o' of liba.a"* ]]
}

@test "binding: the first of two weak definitions moved behind the second" {
  make_set liba.a weak_one.o weak_two.o
  make_set out/liba.a weak_two.o
  make_set libb.a own_b.o util.o deep.o weak_one.o
  ar rcsD out/libw.a weak_one.o
  run -1 verify
  [ "${lines[0]}" = "binding: out/liba.a: 'pick' is now defined first by member 1 'weak_two.o' of out/liba.a; before by member 1 'weak_one.o' of liba.a" ]
}

@test "binding: a common symbol counts as a definition" {
  make_set liba.a common_two.o weak_one.o
  make_set out/liba.a weak_one.o
  make_set libb.a own_b.o util.o deep.o common_two.o
  ar rcsD out/libw.a common_two.o
  run -1 verify
  [ "${lines[0]}" = "binding: out/liba.a: 'pick' is now defined first by member 1 'weak_one.o' of out/liba.a; before by member 1 'common_two.o' of liba.a" ]
}

@test "binding: the order inside the workspace library decides as well" {
  make_set liba.a weak_one.o weak_two.o
  make_set libb.a weak_one.o weak_two.o
  make_set out/liba.a
  make_set out/libb.a
  make_set out/libw.a util.o deep.o weak_one.o weak_two.o
  run -0 verify
  make_set out/libw.a util.o deep.o weak_two.o weak_one.o
  run -1 verify
  [ "${lines[0]}" = "binding: out/liba.a: 'pick' is now defined first by member 3 'weak_two.o' of out/libw.a; before by member 1 'weak_one.o' of liba.a" ]
  [ "${#lines[@]}" -eq 2 ]
}

@test "binding: another library defines what moved, and comes first in a link now" {
  ar rcsD liba.a weak_one.o
  ar rcsD libb.a weak_one.o
  ar rcsD out/libw.a weak_one.o
  for library in libc.a out/libc.a; do ar rcsD "$library" weak_two.o; done
  run -1 verify
  [ "${lines[0]}" = "binding: out/liba.a: 'pick' moved with member 4 'weak_one.o' of liba.a behind member 2 'weak_two.o' of out/libc.a, which defines it differently" ]
  [ "${#lines[@]}" -eq 2 ]
}

# ---- 5: self-contained, duplicates ----

@test "self-contained: the workspace library needs what a slimmed library defines" {
  make_set out/libw.a util.o
  for name in a b c; do ar rcsD "out/lib$name.a" deep.o; done
  run -1 verify
  finds "self-contained: out/libw.a: member 1 'util.o' refers to 'deep', which only member 2 'deep.o' of out/liba.a defines; the link needs --start-group or a linker that searches archives again"
}

@test "self-contained: which machines are linked together" {
  make_set out/libw.a util.o
  for name in a b c; do ar rcsD "out/lib$name.a" deep.o; done
  ar-scan -o before.json lib*.a
  ar-scan -o after.json out/*.a
  # verify_as FORMAT MACHINE DEEPS_FORMAT DEEPS_MACHINE: as if deep.o were for another machine than the others.
  verify_as() {
    local manifest
    for manifest in before after; do
      jq --args '.objects |= map_values(if any(.defines[]; .name == "deep")
          then .format = $ARGS.positional[2] | .machine = $ARGS.positional[3]
          else .format = $ARGS.positional[0] | .machine = $ARGS.positional[1] end)' "$@" <$manifest.json >as_$manifest.json ||
        return 99
    done
    meld-verify as_before.json as_after.json
  }
  # What is not linked together does not need each other. Windows links several machines' objects.
  run -0 verify_as elf powerpc elf powerpc64
  run -1 verify_as coff x86_64 coff arm64ec
  [[ $output = "self-contained: out/libw.a: member 1 'util.o' refers to 'deep', "* ]]
  # LLVM has two names for one machine.
  run -1 verify_as elf arm bitcode thumb
  [[ $output = "self-contained: out/libw.a: member 1 'util.o' refers to 'deep', "* ]]
}

@test "self-contained: what no library defines is the system's affair" {
  object system 'int puts(const char *); int speak(void) { return puts(""); }'
  for name in a b; do ar rcsD "lib$name.a" system.o; done
  ar rcsD out/libw.a system.o
  run -0 verify
}

@test "self-contained: a weak reference is no need" {
  object maybe '__attribute__((weak)) int a_run(void); int maybe(void) { return a_run ? a_run() : 0; }'
  for name in b c; do ar rcsD "lib$name.a" maybe.o; done
  ar rcsD out/libw.a maybe.o
  run -0 verify
}

@test "duplicates: two members define one strong symbol" {
  object again 'int other(void) { return 5; }'
  ar rcsD liba.a other.o
  ar rcsD libb.a again.o
  ar rcsD out/libw.a other.o again.o
  run -1 verify
  [[ $output == *"duplicates: out/libw.a: member 4 'again.o' defines 'other', and so does member 3 'other.o'"* ]]
}

# versioned NAME SYMBOL: an object that defines SYMBOL, such as look@@V1.
versioned() {
  printf '.globl look_impl\nlook_impl: .byte 1\n.symver look_impl,%s\n' "$2" |
    "$CC" -c -o "$1.o" -x assembler -
}

@test "self-contained: a default version answers for the bare name, another version does not" {
  object asks 'int look(void); int asks(void) { return look(); }'
  versioned default look@@V2
  versioned older look@V1
  for name in a b; do ar rcsD "lib$name.a" asks.o; done
  ar rcsD out/libw.a asks.o
  for library in libc.a out/libc.a; do ar rcsD "$library" older.o; done
  run -0 verify
  for library in libc.a out/libc.a; do ar rcsD "$library" default.o; done
  run -1 verify
  # Both objects bear the name look_impl as well; that is what the second finding would be about.
  [[ $output == *"self-contained: out/libw.a: member 3 'asks.o' refers to 'look', which only member 3 'default.o' of out/libc.a defines; "* ]]
}

@test "self-contained: an object that cannot be inspected may need anything" {
  { head -c 20 other.o; printf '\377\377\377\377'; } >broken.o
  for name in a b; do ar rcsD "lib$name.a" broken.o; done
  ar rcsD out/libw.a broken.o
  run -1 verify
  [[ $output == *"self-contained: out/libw.a: member 3 'broken.o' cannot be inspected, so its references are unknown: "* ]]
}

# ---- 6: symbol tables ----

@test "symbol-table: there is none" {
  rm out/libw.a
  ar rcSD out/libw.a util.o deep.o
  run -1 verify
  finds "symbol-table: out/libw.a: there is no symbol table, and member 1 'util.o' defines 'util'"
}

@test "symbol-table: it lacks a symbol" {
  python3 - out/libb.a <<'END'
import sys
path = sys.argv[1]
library = open(path, "rb").read()
assert b"b_run" in library
open(path, "wb").write(library.replace(b"b_run", b"b_rum", 1))
END
  run -1 verify
  [[ $output == "symbol-table: out/libb.a: the symbol table is stale: 'b_rum' points to 'own_b.o', which does not define it" ]]
}

@test "symbol-table: a table of objects that cannot be inspected is gone" {
  printf 'BC\300\336 and nothing that any LLVM reads' >code.o
  ar rcsD libd.a code.o
  ar rcD out/libd.a code.o
  ar-scan lib*.a | jq '(.libraries[] | select(.path == "libd.a").symbol_table) = {format: "gnu", state: "fresh", entries: 1}' >before.json
  ar-scan out/*.a | jq '(.libraries[] | select(.path == "out/libd.a").symbol_table) = {format: "none", state: "absent"}' >after.json
  run -1 meld-verify before.json after.json
  finds "symbol-table: out/libd.a: there is no symbol table, and member 1 'code.o' may define symbols"
}

# ---- 7: alignment ----

@test "alignment: a member on an odd byte" {
  ar-scan -o before.json lib*.a
  ar-scan out/*.a | jq '(.libraries[] | select(.path == "out/libw.a").members[0].data_offset) |= . + 1' >after.json
  offset=$(jq '.libraries[] | select(.path == "out/libw.a").members[0].data_offset' after.json)
  run -1 meld-verify before.json after.json
  finds "alignment: out/libw.a: member 1 'util.o' lies at offset $offset, which is no multiple of 2"
}

@test "alignment: Mach-O objects in an archive that aligns to 2 bytes" {
  rm -f lib*.a out/*
  cp "$ROOT/tests/fixtures/macho-arm64-libtool/libalpha.a" .
  cp libalpha.a out
  run -0 verify
  ar x libalpha.a own.o
  rm out/libalpha.a
  ar rcSD out/libalpha.a own.o
  run -1 verify
  [[ $output == *"alignment: out/libalpha.a: member 1 'own.o' lies at offset 68, which is no multiple of 8"* ]]
}

@test "alignment: members of thin archives lie in files of their own, under a path as their name" {
  rm out/liba.a
  ar rcsDT out/liba.a own_a.o
  ar-scan out/liba.a | jq -e '.libraries[0].members[0] | .name == "../own_a.o" and .data_offset == 0'
  run -0 verify
}

# ---- what may fail ----

@test "--plan lets the checks fail that its policy gives up, and others not" {
  make_set out/libw.a util.o
  for name in a b c; do ar rcsD "out/lib$name.a" deep.o; done
  run -1 verify
  dedup-plan -w libw.a --allow dependency -o plan.json before.json
  run -0 verify --plan plan.json
  [[ ${lines[0]} == "self-contained: out/libw.a: "* ]]
  dedup-plan -w libw.a --policy greedy -o plan.json before.json
  run -0 verify --plan plan.json
  dedup-plan -w libw.a --allow order -o plan.json before.json
  run -1 verify --plan plan.json
  run -2 --separate-stderr verify --plan before.json
  [[ $stderr == "meld-verify: before.json: the schema is 'armeld/manifest/1'; expected armeld/plan/2" ]]
}

@test "--allow lets a check fail, and others not" {
  make_set out/libw.a util.o
  for name in a b c; do ar rcsD "out/lib$name.a" deep.o; done
  run -0 verify --allow self-contained --allow links --links 0
  [[ ${lines[0]} == "self-contained: out/libw.a: member 1 'util.o' refers to 'deep', which "* ]]
  [[ ${lines[-1]} == 'clean: 3 libraries, 9 members, 12 symbols, 16 links; workspace library out/libw.a; findings allowed: '* ]]
  run -1 verify --allow binding --allow member-order
  run -0 verify --allow binding --allow self-contained --allow links --json -o verdict.json
  validates verdict.json
  [ "$(json '.outcome, .allow[], ([.findings[].check] | unique[])' verdict.json | xargs)" = \
    'clean binding self_contained links links self_contained' ]
  run -2 --separate-stderr verify --allow colour
  [[ $stderr == 'meld-verify: '*colour* && $stderr != *$'\n'* ]]
}

# ---- which library is which ----

@test "libraries of one name are told apart by the folders in front" {
  mkdir -p gst net out/gst out/net
  make_set gst/libx.a own_a.o util.o
  make_set net/libx.a own_b.o util.o
  make_set out/gst/libx.a own_a.o
  make_set out/net/libx.a own_b.o
  ar-scan -o before.json ./gst/libx.a net//libx.a
  ar-scan -o after.json out/net/libx.a out/gst/libx.a out/libw.a
  run -1 meld-verify before.json after.json
  finds "added: out/libw.a: member 2 'deep.o' was in no library before"
}

@test "a library that may be one of two is refused" {
  mkdir -p gst net
  cp liba.a gst/libx.a
  cp libb.a net/libx.a
  cp out/liba.a out/libx.a
  ar-scan -o before.json gst/libx.a net/libx.a
  ar-scan -o after.json out/libx.a out/libw.a
  refuses "meld-verify: cannot tell whether out/libx.a was gst/libx.a: several libraries of that name have no other partner; --workspace names the workspace library" meld-verify before.json after.json
}

@test "two libraries that were not there before are refused, and --workspace does not hide one" {
  cp out/libw.a out/libv.a
  run -2 --separate-stderr verify
  [[ $stderr == "meld-verify: cannot tell which is the workspace library, out/lib"*": neither was there before; --workspace names it" ]]
  refuses "meld-verify: out/libv.a was not there before, and is not the workspace library" verify --workspace out/libw.a
}

@test "--workspace names the workspace library where names mislead" {
  mkdir -p out/deps
  make_set out/deps/libc.a util.o deep.o
  rm out/libw.a
  ar-scan -o before.json lib?.a
  ar-scan -o after.json out/*.a out/deps/libc.a
  run -2 meld-verify before.json after.json
  run -0 meld-verify --workspace out/deps/libc.a before.json after.json
  refuses "meld-verify: the workspace library libq.a is not in AFTER" meld-verify --workspace libq.a before.json after.json
}

@test "all of an older workspace library must be in the new one" {
  make_set libw.a other.o
  cp out/lib[abc].a .
  make_set libd.a own_a.o util.o deep.o
  make_set libw.a other.o util.o deep.o
  ar-scan -o before.json lib[abcd].a libw.a
  make_set libd.a own_a.o
  ar-scan -o after.json lib[abcd].a libw.a
  run -0 meld-verify --workspace libw.a before.json after.json
  make_set libw.a util.o deep.o
  ar-scan -o after.json lib[abcd].a libw.a
  run -1 meld-verify --workspace libw.a before.json after.json
  [ "${lines[0]}" = "missing: libw.a: member 1 'other.o' of libw.a is neither here nor in libw.a" ]
}

@test "slices of universal files are compared with their like" {
  ar-scan -o before.json lib*.a
  ar-scan -o after.json out/*.a
  for file in before after; do
    jq '.libraries |= [.[] | (. + {slice: "x86_64"}), (. + {slice: "arm64"})]' $file.json >both.json
    mv both.json $file.json
  done
  run -0 meld-verify before.json after.json
  [[ $output == 'clean: 6 libraries, 18 members, '* ]]
  jq '(.libraries[] | select(.path == "out/libw.a" and .slice == "arm64").members) |= .[:1]' after.json >damaged.json
  run -1 meld-verify before.json damaged.json
  [ "${lines[0]}" = "missing: out/liba.a(arm64): member 3 'deep.o' of liba.a(arm64) is neither here nor in out/libw.a(arm64)" ]
  [[ $output != *x86_64* ]]
  # A slice that the workspace library does not have at all
  jq 'del(.libraries[] | select(.path == "out/libw.a" and .slice == "arm64"))' after.json >damaged.json
  run -1 meld-verify before.json damaged.json
  [ "${lines[0]}" = "missing: out/liba.a(arm64): member 2 'util.o' of liba.a(arm64) is neither here nor in a workspace" ]
  [[ $output != *x86_64* ]]
}

# ---- documents and bad input ----

@test "the verdict as JSON is what the schema says, clean or not" {
  verify --json -o clean.json
  validates clean.json
  [ "$(jq -c '[.outcome, .workspace, .libraries, .findings]' clean.json)" = '["clean","out/libw.a",3,[]]' ]
  ar dD out/libw.a deep.o
  run -1 verify --json -o broken.json
  [ -z "$output" ]
  validates broken.json
  [ "$(jq -c '[.outcome, (.findings | length)]' broken.json)" = '["broken",6]' ]
  [ "$(jq -c '.findings[0].member' broken.json)" = '{"library":"liba.a","index":2,"member":"deep.o"}' ]
  [ "$(jq -c '.findings[5] | [.check, .library, .more]' broken.json)" = '["binding","out/libc.a",1]' ]
}

@test "a finding is one line and survives JSON, whatever the member is called" {
  name=$'line\nbreak\377.o'
  cp other.o "$name"
  ar rcsD out/libw.a "$name"
  run -1 verify
  finds "added: out/libw.a: member 3 'line\x0abreak\xff.o' was in no library before"
  run -1 verify --json -o verdict.json
  validates verdict.json
  [ "$(jq -r '.findings[0].member.member.bytes' verdict.json)" = 6c696e650a627265616bff2e6f ]
}

@test "what is no manifest is refused in one line that names the file" {
  ar-scan -o good.json lib*.a
  echo '{' >broken.json
  echo '{"schema": "armeld/plan/2"}' >plan.json
  : >empty.json
  for file in broken empty plan absent; do
    run -2 --separate-stderr meld-verify good.json $file.json
    echo "$stderr"
    [[ $stderr == "meld-verify: $file.json: "* ]]
    [[ $stderr != *$'\n'* ]]
    [ -z "$output" ]
  done
  [[ $stderr == 'meld-verify: absent.json: No such file or directory' ]]
  run -2 --separate-stderr meld-verify good.json plan.json
  [[ $stderr == "meld-verify: plan.json: the schema is 'armeld/plan/2'; expected armeld/manifest/1" ]]
}

@test "a manifest that lists a library twice is refused" {
  ar-scan lib*.a | jq '.libraries += [.libraries[0]]' >twice.json
  refuses 'meld-verify: liba.a is listed twice in BEFORE' meld-verify twice.json twice.json
}

@test "the operands are two, and one of them may be standard input" {
  run -2 meld-verify before.json
  run -2 meld-verify a.json b.json c.json
  refuses 'meld-verify: BEFORE and AFTER cannot both be standard input' meld-verify - - </dev/null
}

# ---- links ----

# planned OPTION...: a plan with rules switched off, carried out by ar-pack
planned() {
  rm -rf out
  ar-scan -o before.json lib*.a
  dedup-plan -w libw.a "$@" -o plan.json before.json
  ar-pack --symtab --out-dir out plan.json
  ar-scan -o after.json out/*.a
}

@test "links: GNU ld and gold go on from their place in the table, so that they now take another definition" {
  rm -f lib*.a
  object first 'int pick(void) { return 0; }'
  object second 'int pick(void) { return 1; }'
  object user 'int pick(void); int user(void) { return pick(); }'
  make_set liba.a user.o second.o first.o
  make_set libb.a second.o user.o first.o
  planned --allow unique --exclude second.o
  run -1 meld-verify before.json after.json
  [[ ${lines[0]} == "links: out/libw.a: 'ld."* ]]
  [[ ${lines[0]} == *second.o* || ${lines[0]} == *first.o* ]]
  run -0 meld-verify --plan plan.json before.json after.json
}

@test "links: a constructor that is no longer taken is found" {
  rm -f lib*.a
  echo 'inline int f() { return 7; }' >f.h
  printf '#include "f.h"\nstatic int count; static struct S { S() { ++count; } } s; int one() { return f() + count; }\n' >one.cc
  printf '#include "f.h"\nint two() { return f(); }\n' >two.cc
  printf '#include "f.h"\nint user() { return f(); }\n' >user.cc
  g++ -O0 -c one.cc two.cc user.cc
  make_set liba.a two.o one.o
  make_set libb.a two.o one.o
  make_set libd.a one.o user.o
  planned --allow order --exclude two.o
  run -1 meld-verify before.json after.json
  # The member that a search takes now has an equal copy of f, and no constructor.
  [ "${lines[0]}" = "links: out/libw.a: 'ld.bfd -u _Z1fv out/libd.a out/libw.a' no longer takes member 1 'one.o' of libd.a" ]
  [ ${#lines[@]} -eq 1 ]
}

@test "links: constructors that run in another order are found" {
  rm -f lib*.a
  for name in one two; do
    object "$name" "extern int trace; __attribute__((constructor)) static void start_$name(void) { trace *= 2; } int $name(void) { return 1; }"
  done
  object trace 'int trace = 1;'
  object own_a 'int one(void), two(void); int a_run(void) { return one() + two(); }'
  object own_b 'int one(void); int b_run(void) { return one(); }'
  make_set liba.a own_a.o one.o two.o trace.o
  make_set libb.a own_b.o one.o trace.o
  planned --allow initialisers
  run -1 meld-verify before.json after.json
  [[ ${lines[0]} == "links: out/libw.a: 'ld."*"runs .init_array of "*"'two.o'"*" before that of "*"'one.o'"*", and ran it behind" ]]
  meld-verify --json before.json after.json >verdict.json || true
  validates verdict.json
  [ "$(json '.findings[0].link.linker' verdict.json)" != null ]
}

@test "links: the more are asked for, the more are played, and the verdict is the same each time" {
  ar-scan -o before.json lib*.a
  ar-scan -o after.json out/*.a
  meld-verify --links 10 --json before.json after.json >ten.json
  meld-verify --links 10 --json before.json after.json | cmp - ten.json
  [ "$(json .links ten.json)" = 56 ] # of four linkers: 10 random ones, three libraries, and all
}
