#!/usr/bin/env bats
# What bitcode says besides globals: constructors, and assembly of the whole module. Real LTO links.

load common
load platform.sh

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  clang=$(platform_tool clang)
  ar=$(platform_tool llvm-ar)
  lld=$(platform_tool ld.lld)
}

# bitcode NAME [OPTION]...: standard input, C, as NAME.o
bitcode() {
  local name=$1
  shift
  "$clang" -flto -O1 -x c "$@" -c -o "$name.o" -
}

# meld_two MEMBER...: liba.a and libb.a with a.o and b.o and these members behind them, melded
meld_two() {
  rm -f liba.a libb.a
  "$ar" rcsD liba.a a.o "$@" && "$ar" rcsD libb.a b.o "$@" &&
    ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a
}

run_both() {
  "$clang" "--ld-path=$lld" -flto m.o liba.a libb.a -o p
  "$clang" "--ld-path=$lld" -flto m.o out/liba.a out/libb.a out/libw.a -o q
  ./p >p.txt
  ./q >q.txt
  diff p.txt q.txt
}

two_users() {
  bitcode a <<<'int shared(void); int a_run(void) { return shared(); }'
  bitcode b <<<'int shared(void); int b_run(void) { return shared(); }'
  bitcode m <<<'int a_run(void), b_run(void); int main(void) { return a_run() + b_run() - 2; }'
}

constructor() { echo "#include <stdio.h>
  __attribute__((constructor)) static void start(void) { puts(\"$1\"); }"; }

@test "bitcode: constructors run in the order they had" {
  { constructor shared; echo 'int shared(void) { return 1; }'; } | bitcode s
  { constructor a; echo 'int shared(void); int a_run(void) { return shared(); }'; } | bitcode a
  { constructor b; echo 'int shared(void); int b_run(void) { return shared(); }'; } | bitcode b
  bitcode m <<<'int a_run(void), b_run(void); int main(void) { return a_run() + b_run() - 2; }'
  meld_two s.o
  run_both
  [ "$(jq -r '.pins[] | "\(.name) \(.rule)"' plan.json)" = 's.o initialisers' ]
  [ "$(jq -c '[.objects[].initialisers[]?] | unique' before.json)" = '["llvm.global_ctors"]' ]
}

@test "bitcode: a constructor of a priority that is not read keeps its place beside machine code" {
  two_users
  { constructor shared; echo 'int shared(void) { return 1; }'; } | bitcode s
  { echo '#include <stdio.h>'; echo '__attribute__((constructor(200))) static void own(void) { puts("own"); }'
    echo 'int shared(void); int a_run(void) { return shared(); }'; } | "$clang" -x c -c -o a.o -
  meld_two s.o
  [ "$(jq -r '.pins[] | "\(.name) \(.rule)"' plan.json)" = 's.o initialisers' ]
  run_both
}

@test "bitcode: what lies in a section of initialisers is one" {
  two_users
  bitcode s <<<'static void start(void) {} int shared(void) { return 1; }
    __attribute__((used, section(".init_array"))) static void (*entry)(void) = start;'
  meld_two s.o
  [ "$(jq -c '[.objects[].initialisers[]?] | unique' before.json)" = '[".init_array"]' ]
}

@test "bitcode: what assembly of the module defines is a definition, and in the table" {
  two_users
  bitcode s <<<'__asm__(".text\n.globl in_asm\nin_asm: ret\n.weak weak_in_asm\nweak_in_asm: ret\nlocal: ret\n");
    void in_asm(void); int shared(void) { in_asm(); return 1; }'
  bitcode m <<<'int a_run(void), b_run(void); void in_asm(void); int main(void) { in_asm(); return a_run() + b_run() - 2; }'
  meld_two s.o
  run_both
  [ "$(jq -c '[.objects[] | select(any(.defines[]; .name == "shared"))][0] | [.references,
    (.defines | map([.name, .binding]) | sort)]' before.json)" = \
    '[[],[["in_asm","strong"],["shared","strong"],["weak_in_asm","weak"]]]' ]
  [ "$(jq -r '.libraries[].symbol_table.state' before.json | sort -u)" = fresh ]
  [ "$(jq -r '.moves[].name' plan.json)" = s.o ]
}

@test "bitcode: what assembly of the module refers to is a reference" {
  two_users
  bitcode s <<<'__asm__(".section .data.rel.table,\"aw\"\n.quad only_in_a\n.text\n"); int shared(void) { return 1; }'
  bitcode only <<<'int only_in_a(void) { return 5; }'
  bitcode b <<<'int shared(void); int b_run(void) { return shared(); } int only_in_a(void) { return 6; }'
  rm -f liba.a libb.a
  "$ar" rcsD liba.a a.o s.o only.o
  "$ar" rcsD libb.a b.o s.o
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a 2>/dev/null
  [ "$(jq -r '.pins[] | "\(.name) \(.rule) \(.symbol)"' plan.json)" = 's.o dependency only_in_a' ]
}

@test "bitcode: a version that .symver gives is a definition" {
  two_users
  bitcode s <<<'__asm__(".symver shared_old, versioned@V1"); int shared_old(void) { return 2; } int shared(void) { return 1; }'
  meld_two s.o
  jq -e '[.objects[].defines[].name] | index("versioned@V1")' before.json
}

@test "bitcode: assembly that no symbol table lists leaves the member unreadable, and it stays" {
  two_users
  "$clang" -S -emit-llvm -x c -o s.ll - <<<'__asm__(".globl in_asm\nin_asm: ret\n"); int shared(void) { return 1; }'
  "$(platform_tool llvm-as)" -o s.o s.ll # which has no assembler, and so writes no symbol table
  meld_two s.o
  [ "$(jq -r '.pins[] | "\(.name) \(.rule): \(.detail)"' plan.json)" = \
    's.o kind: cannot be inspected: has assembly, and no symbol table says what is in it' ]
}
