#!/usr/bin/env bats
# What dedup-plan tells people: --explain of a whole plan, --why of a member.

load common

# member FOLDER NAME SOURCE: an object under any name, in a folder of its own.
member() {
  mkdir -p "$1"
  "$CC" -c -Os -o "$1/$2" -x c - <<<"$3"
}

plan() {
  ar-scan -o before.json lib*.a
  dedup-plan -w libw.a -o plan.json before.json
}

explain() {
  plan
  dedup-plan -w libw.a --explain before.json >explained
  cat explained
}

# says TEXT: the explanation has a line that contains it.
says() { grep -qF -- "$1" explained; }

why() {
  ar-scan -o before.json lib*.a
  dedup-plan -w libw.a --why "$1" before.json >explained
  cat explained
}

@test "--explain: what moves, by crate, the largest first" {
  member a small-0123456789abcdef.small.fedcba9876543210-cgu.0.rcgu.o 'int small(void) { return 1; }'
  member a big-0123456789abcdef.big.fedcba9876543210-cgu.0.rcgu.o 'char big[9000] = {1};'
  member a 45c91108d938afe8-part.o 'int part;'
  library liba.a a/*
  library libb.a a/*
  explain
  says 'Policy closed: 2 libraries: '
  says 'Moves: 3 objects go to libw.a, instead of 6 copies in the libraries.'
  says 'Pins: 0 shared objects stay.'
  [ "$(sed -n 's/^  \(big\|small\|(C objects)\) .*/\1/p' explained | head -1)" = big ]
  # Sizes are what is saved: all copies but one.
  saves=$(jq '[.moves[].saves] | add / 100 | round / 10' plan.json) # three digits
  grep -q "That saves $saves kB" explained
}

@test "--explain: pins by rule, with symbol, object and library" {
  object shared 'int shared(void) { return 1; }'
  object other 'int shared(void) { return 2; }'
  object weak '__attribute__((weak)) int hook(void) { return 1; }'
  object weak_too '__attribute__((weak)) int hook(void) { return 2; }'
  echo text >note.txt
  library liba.a shared.o weak.o note.txt
  library libb.a shared.o weak.o note.txt
  library libd.a other.o weak_too.o
  explain
  says "'shared.o' (2 copies, 1"
  says "defines 'shared', as does 'other.o' of libd.a."
  says "defines 'hook', as does 'weak_too.o' of libd.a: the first in link order wins."
  says "'note.txt' (2 copies, 5 B) is not an object that a linker reads."
  for rule in unique first-definition kind; do grep -q "^  $rule  *1  *2 " explained; done
}

@test "--explain: initialisers in one row" {
  object one 'int up; __attribute__((constructor)) static void start(void) { up = 1; } int one(void) { return up; }'
  object two 'int on; __attribute__((constructor)) static void start(void) { on = 1; } int two(void) { return on; }'
  library liba.a one.o two.o
  library libb.a one.o two.o
  explain
  says "'one.o' (2 copies"
  says "link order decides between its section .init_array and that of 'two.o' of liba.a."
}

# A chain of needs: top needs middle, which needs deep, which has two versions.
chain() {
  object top 'int middle(void); int top(void) { return middle() + 1; }'
  object middle 'int deep(void); int middle(void) { return deep() + 1; }'
  object deep 'int deep(void) { return 1; }'
  object other 'int deep(void) { return 2; }'
}

@test "--explain: at the end of a chain of needs stands its cause, an object that is not shared" {
  chain
  library liba.a top.o middle.o deep.o
  library libb.a top.o middle.o other.o
  explain
  says "needs 'deep', which stays in 'deep.o' of liba.a, an object that is not shared."
  says "needs 'middle', which stays in 'middle.o' of liba.a; root cause: 'middle.o' needs 'deep', which stays in 'deep.o' of liba.a, an object that is not shared."
  grep -q '^  (other members), not shared  *2  *4 ' explained || grep -q '^  (C objects), not shared  *2  *4 ' explained
}

@test "--explain: at the end of a chain of needs stands its cause, a pin of another rule" {
  chain
  library liba.a top.o middle.o deep.o
  library libb.a top.o middle.o deep.o
  library libd.a other.o
  explain
  says "needs 'middle', which stays in 'middle.o' of liba.a; root cause: 'deep.o' defines 'deep', as does 'other.o' of libd.a."
  grep -q '^  (.*), rule unique  *3  *6 ' explained
}

@test "--explain: symbols as their authors wrote them" {
  object one 'int _ZN3abc3defEv(void) { return 1; }'
  object two 'int _ZN3abc3defEv(void) { return 2; }'
  library liba.a one.o
  library libb.a one.o
  library libd.a two.o
  explain
  says "defines 'abc::def()', as does 'two.o' of libd.a."
  # The plan keeps what the object says.
  jq -e '.pins[0].symbol == "_ZN3abc3defEv"' plan.json
}

@test "--explain: leftover conflicts, with the places" {
  object one 'int twin(void) { return 1; }'
  object two 'int twin(void) { return 2; }'
  object three 'int twin(void) { return 3; }'
  library liba.a one.o
  library libb.a two.o
  library libd.a three.o
  explain
  says 'Conflicts: 1 strong symbol with different definitions in several libraries.'
  says "'twin': 'one.o' of liba.a, 'two.o' of libb.a, 'three.o' of libd.a"
  library libd.a one.o
  library libe.a one.o
  library libb.a one.o
  explain
  run ! says Conflicts
}

# near CAUSE NAME-IN-A NAME-IN-B [SOURCE-IN-B]: two objects of different content under these names miss each other.
near() {
  member a "$2" 'int a(void) { return 1; }'
  member b "$3" "int b(void) { return 2; } ${4:-}"
  library liba.a a/*
  library libb.a b/*
  explain
  [ "$(json '.near_misses | map(.crate + " " + .cause) | join(";")' plan.json)" = "tokio $1" ]
}

@test "near misses: what could be saved, by cause and crate, and what the plan says of each" {
  near unknown tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o \
    tokio-1111111111111111.tokio.2222222222222222-cgu.0.rcgu.o 'char more[5000] = {1};'
  bytes=$(jq '.near_misses[0].bytes' plan.json)
  [ "$bytes" -eq "$(wc -c <"$(echo a/*)")" ]
  size=$(sed -n 's/^Near misses: 1 crate with different content in several libraries\. Built alike, they would be shared, which would save about \(.*\)\.$/\1/p' explained)
  grep -q "^  other version, features or settings  *1  *$size$" explained
  says "  tokio (about $size): other version, features or settings."
  says '  Built alike, the libraries would have the same version, features and settings of tokio.'
  [ "$(json '.near_misses[0].builds | map((.libraries | map(.path) | join(",")) + " " + (.units | tostring)) | join(";")' plan.json)" = \
    'liba.a 1;libb.a 1' ]
  [ "$(json '.near_misses[0].builds[1] | .bytes' plan.json)" -eq "$(wc -c <"$(echo b/*)")" ]
  [ "$(json '.near_misses[0].builds[1].objects[0]' plan.json)" = "$(json '.libraries[1].keep[0].object' plan.json)" ]
}

@test "near misses: LTO" {
  near lto one-0123456789abcdef.tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o.rcgu.o \
    tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o
  says '): LTO in liba.a.'
  says '  Built alike, the libraries would have no LTO (liba.a).'
}

@test "near misses: one name, and some other setting" {
  near content tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o \
    tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o
  says 'other settings or environment of the build'
}

@test "near misses: allocators" {
  member a one.50e1cmwcz62t4gd3azlnueodr.rcgu.o 'void __rdl_alloc(void); void __rust_alloc(void) { __rdl_alloc(); }'
  member b two.50e1cmwcz62t4gd3azlnueods.rcgu.o 'void __rg_alloc(void); void __rust_alloc(void) { __rg_alloc(); }'
  library liba.a a/*
  library libb.a b/*
  explain
  says 'different allocators'
  says '  Built alike, the libraries would have one allocator.'
}

@test "near misses: none within one library, and none of what is equal" {
  member a/1 tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o 'int a(void) { return 1; }'
  member a/2 tokio-1111111111111111.tokio.fedcba9876543210-cgu.0.rcgu.o 'int b(void) { return 1; }'
  member b own-0123456789abcdef.own.fedcba9876543210-cgu.0.rcgu.o 'int c(void) { return 1; }'
  library liba.a a/1/* a/2/*
  library libb.a b/*
  explain
  run ! says 'Near misses'
}

@test "near misses: what is pinned because of them is counted apart" {
  member both serde-0123456789abcdef.serde.fedcba9876543210-cgu.0.rcgu.o 'int deep(void); int serde(void) { return deep(); }'
  member a tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o 'int deep(void) { return 1; }'
  member b tokio-1111111111111111.tokio.2222222222222222-cgu.0.rcgu.o 'int deep(void) { return 2; }'
  library liba.a both/* a/*
  library libb.a both/* b/*
  explain
  [ "$(json '.near_misses | map(.crate) | join(" ")' plan.json)" = tokio ]
  grep -q 'would save about [0-9.]* k*B, and [0-9.]* k*B of what is pinned because of them\.$' explained
  dedup-plan -w libw.a --explain --json before.json >explanation.json
  validates explanation.json
  [ "$(json .near_misses.pins explanation.json)" -eq "$(wc -c <"$(echo both/*)")" ]
}

# crate VERSION HASH [FLAG]...: the objects of a crate that rustc has compiled from the folder of such a version, for the
# library of that name, with these hashes in its names: "HASH" or "FILE,UNIT".
crate() {
  local library=$1 version=$2 hash=$3
  shift 3
  mkdir -p "r/low-$version/src" "$library"
  # Each function is in a module of its own, and so may be a unit; one can panic, which names the file.
  cat >"r/low-$version/src/lib.rs" <<'END'
pub mod one { #[inline(never)] pub fn at(of: &[u8], index: usize) -> u8 { of[index] } }
pub mod two { #[inline(never)] pub fn sum(of: &[u32]) -> u32 { of.iter().fold(7, |a, b| a.wrapping_mul(31) ^ b) } }
END
  "${RUSTC:-rustc}" --edition 2021 --crate-type rlib --crate-name low -C opt-level=s -C metadata="${hash#*,}" \
    -C extra-filename="-${hash%,*}" "$@" -o "$library/low.rlib" "$PWD/r/low-$version/src/lib.rs"
  (cd "$library" && ar x low.rlib && rm low.rlib lib.rmeta)
  library "lib$library.a" "$library"/*
}

@test "near misses of rustc: versions, by debug information or by panic messages" {
  for debug in 0 1; do
    crate a 1.0.0 0123456789abcdef -C debuginfo=$debug -C codegen-units=1
    crate b 1.0.1 fedcba9876543210 -C debuginfo=$debug -C codegen-units=1
    explain
    jq -e '.near_misses | length == 1' plan.json
    says '): version: 1.0.0 in liba.a, 1.0.1 in libb.a.'
    says '  Built alike, the libraries would have one version of low (1.0.0, 1.0.1).'
    [ "$(json "[.objects[] | select(.source)] | length" before.json)" -eq $((2 * debug)) ]
    rm -r a b
  done
}

@test "near misses of rustc: versions that Cargo does not mix are none" {
  crate a 0.1.0 0123456789abcdef
  crate b 0.2.0 fedcba9876543210
  explain
  run ! says 'Near misses'
}

@test "near misses of rustc: codegen units" {
  crate a 1.0.0 0123456789abcdef -C codegen-units=1
  crate b 1.0.0 fedcba9876543210 -C codegen-units=16
  explain
  says '): codegen units: 1 in liba.a, 2 in libb.a.'
  says '  Built alike, the libraries would have one number of codegen-units.'
  # One unit would be shared; which of the two builds it is of does not matter.
  [ "$(json '.near_misses[0] | .bytes == (.builds | map(.bytes) | min)' plan.json)" = true ]
}

@test "near misses of rustc: flags, of which one hash does not depend" {
  crate a 1.0.0 0123456789abcdef,1 -C codegen-units=1
  crate b 1.0.0 fedcba9876543210,1 -C codegen-units=1 -C relocation-model=static
  explain
  says '): other flags of the compiler (RUSTFLAGS).'
}

@test "near misses of rustc: the profile" {
  crate a 1.0.0 0123456789abcdef -C codegen-units=1
  crate b 1.0.0 fedcba9876543210 -C codegen-units=1 -C opt-level=3
  explain
  says '): other features or profile.'
}

@test "near misses of rustc: compilers" {
  crate a 1.0.0 0123456789abcdef -C codegen-units=1
  crate b 1.0.1 fedcba9876543210 -C codegen-units=1
  this=$(json '.objects[].compiler' <(ar-scan liba.a))
  [ "$this" = "$("${RUSTC:-rustc}" --version)" ]
  printf '\0rustc version 1.50.0 (cb75ad5db 2021-02-10)\0' >comment
  objcopy --update-section .comment=comment b/low*
  library libb.a b/*
  explain
  version=${this%% (*}
  says "): compiler: $version in liba.a, rustc 1.50.0 in libb.a; version: 1.0.0 in liba.a, 1.0.1 in libb.a."
  says "  Built alike, the libraries would have one compiler ($version, rustc 1.50.0); one version of low (1.0.0, 1.0.1)."
}

@test "near misses of rustc: without a word in the objects nothing is claimed" {
  crate a 1.0.0 0123456789abcdef -C codegen-units=1 -C debuginfo=1
  crate b 1.0.1 fedcba9876543210 -C codegen-units=1 -C debuginfo=1
  for name in a b; do
    objcopy --remove-section .comment --compress-debug-sections $name/low*
    library lib$name.a $name/*
  done
  explain
  [ "$(json '[.objects[] | .compiler, .source, .packages] | unique | tostring' before.json)" = '[null]' ]
  says '): other version, features or settings.'
}

@test "libraries of fat LTO are named" {
  member a a-0123456789abcdef.a.fedcba9876543210-cgu.0.rcgu.o 'char all[90000] = {1};'
  member a compiler_builtins-27cfc16bdf3bb694.compiler_builtins.4e30281dd23088d2-cgu.000.rcgu.o 'int f(void) { return 1; }'
  member b b-0123456789abcdef.b.fedcba9876543210-cgu.0.rcgu.o 'char every[90000] = {2};'
  cp a/compiler_builtins* b
  library liba.a a/*
  library libb.a b/*
  explain
  says 'Built with fat LTO, one big object per library, which cannot be shared: liba.a, libb.a. Without LTO, they share more.'
}

@test "--why: a name that stands for several objects is answered for each, with all the places" {
  member 1 util.o 'int shared(void) { return 1; }'
  member 2 util.o 'int other(void) { return 2; }'
  member 3 util.o 'int lone(void) { return 3; }'
  library liba.a 1/util.o 2/util.o
  library libb.a 2/util.o 1/util.o
  library libd.a 3/util.o 1/util.o
  why util.o
  [ "$(grep -c '^[^ ]' explained)" -eq 3 ]
  grep -q "^'util.o' (.*) moves, with 3 copies in all\.$" explained
  grep -q "^'util.o' (.*) moves, with 2 copies in all\.$" explained
  grep -q "^libd.a: member 1 'util.o' (.*) stays: too few libraries hold it\.$" explained
  [ "$(grep -A3 'with 3 copies' explained | tail -3)" = "  liba.a: member 1 'util.o'
  libb.a: member 2 'util.o'
  libd.a: member 2 'util.o'" ]
}

@test "--why: an equivalent object stands for another" {
  printf '.file "one.c"\n.globl f\nf: nop\n' | as -o one.o -
  printf '.file "two.c"\n.globl f\nf: nop\n' | as -o two.o -
  library liba.a one.o
  library libb.a two.o
  why two.o
  says "libb.a: member 1 'two.o'"
  says 'moves, with 2 copies in all; an equivalent object replaces it.'
}

@test "--why: a pin with its chain, a near miss, and a pattern" {
  chain
  library liba.a top.o middle.o deep.o
  library libb.a top.o middle.o other.o
  why 't*.o'
  says "'top.o' ("
  says "stays (rule dependency): needs 'middle', which stays in 'middle.o' of liba.a; root cause:"
  near content tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o \
    tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o
  why 'tokio*'
  says 'stays: too few libraries hold it. Libraries have crate tokio with different content: other settings or environment of the build.'
}

@test "--why: no such member" {
  chain
  library liba.a top.o
  ar-scan -o before.json liba.a
  run --separate-stderr dedup-plan -w libw.a --why none.o before.json
  [ "$status" -eq 1 ]
  [ "$output" = "No library has a member 'none.o'." ]
}

@test "--explain --json: the same numbers as a document" {
  member a one-0123456789abcdef.one.fedcba9876543210-cgu.0.rcgu.o 'int one(void) { return 1; }'
  object shared 'int shared(void) { return 1; }'
  object other 'int shared(void) { return 2; }'
  library liba.a a/* shared.o
  library libb.a a/* shared.o
  library libd.a other.o
  explain
  dedup-plan -w libw.a --explain --json -o plan.json before.json >explanation.json
  validates explanation.json plan.json
  [ "$(json '[.schema, .policy, .workspace, .libraries] | join(" ")' explanation.json)" = 'armeld/explanation/1 closed libw.a 3' ]
  [ "$(json .before explanation.json)" -eq "$(cat lib?.a | wc -c)" ]
  for key in objects copies saves; do
    [ "$(json "[.moves.$key, (.moves.by_crate | map(.${key/saves/bytes}) | add)] | unique | length" explanation.json)" -eq 1 ]
  done
  [ "$(json '.moves.by_crate[0].label' explanation.json)" = one ]
  [ "$(json '.moves.saves' explanation.json)" -eq "$(json '[.moves[].saves] | add' plan.json)" ]
  # The text has the same reason.
  [ "$(json '.pins.pins | length' explanation.json)" -eq 1 ]
  [ "$(json '.pins.pins[0] | [.name, .rule, .reason] | join(" ")' explanation.json)" = \
    "shared.o unique defines 'shared', as does 'other.o' of libd.a" ]
  says "$(json '.pins.pins[0].reason' explanation.json)"
  [ "$(json '.pins.costs' explanation.json)" -eq "$(json '[.pins[].costs] | add' plan.json)" ]
  cmp <(json .conflicts explanation.json) <(json .conflicts plan.json)
}

@test "--explain --json: all rows, where text shows twenty" {
  for i in $(seq 25); do member a "n$i-0123456789abcdef.n$i.fedcba9876543210-cgu.0.rcgu.o" "int n$i;"; done
  library liba.a a/*
  library libb.a a/*
  explain
  says 'and 6 more'
  dedup-plan -w libw.a --explain --json before.json >explanation.json
  validates explanation.json
  [ "$(json '.moves.by_crate | length' explanation.json)" -eq 25 ]
}

@test "--json without --explain is refused" {
  refuses 'dedup-plan: --json goes with --explain, and without --why' dedup-plan -w libw.a --json before.json
  refuses 'dedup-plan: --json goes with --explain, and without --why' dedup-plan -w libw.a --explain --why x --json before.json
}
