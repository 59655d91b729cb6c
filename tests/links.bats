#!/usr/bin/env bats
# The rules, by real links: libraries in which symbols meet in every way that linkers know, melded, and linked
# before and after with every linker. Each program must print the same, and the plan must say why what stays stays.

load links

# Three libraries with an object of their own each, and what they share.
own() {
  local name
  for name in a b z; do
    unit "own_$name" <<<"int shared(void); int ${name}_run(void) { return ${1:-shared()}; }"
  done
}

# two_against_one SHARED OTHER [OPTION...]: melds liba.a and libb.a, which share an object of the first source, and
# libz.a, which has one of the second.
two_against_one() {
  own
  unit shared <<<"$1"
  unit other <<<"$2"
  libs 'a own_a.o shared.o' 'b own_b.o shared.o' 'z own_z.o other.o'
  meld "${@:3}"
}

@test "an object that three libraries share moves" {
  own
  unit shared <<<'int shared(void) { return 7; }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o' 'z own_z.o shared.o'
  meld
  moved shared.o
  same_programs 'a b z' 'z b a' 'b' 'a z'
}

@test "strong: another version of an object in a third library pins the two equal ones" {
  two_against_one 'int shared(void) { return 7; }' \
    'int shared(void) { return 8; }'
  pinned shared.o unique shared libz.a other.o
  jq -e '[.conflicts[].symbol] == ["shared"]' plan.json
  same_programs 'a b z' 'z b a' 'b z' 'z a' 'a' 'b' 'z'
}

@test "strong: with unique switched off the same set prints something else" {
  two_against_one 'int shared(void) { return 7; }' \
    'int shared(void) { return 8; }' --allow unique
  moved shared.o
  run -1 same_programs 'a z'
}

@test "strong: two versions in four libraries, two copies each, all stay" {
  own
  unit own_d <<<'int shared(void); int d_run(void) { return shared(); }'
  unit shared <<<'int shared(void) { return 7; }'
  unit other <<<'int shared(void) { return 8; }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o' 'z own_z.o other.o' 'd own_d.o other.o'
  meld
  pinned shared.o unique shared libd.a other.o
  pinned other.o unique shared liba.a shared.o
  same_programs 'a b z d' 'd z b a' 'b d' 'z a'
}

@test "strong: what else the pinned object defines does not matter, and its neighbours move" {
  own 'shared() + more()'
  unit shared <<<'int shared(void) { return 7; }'
  unit more <<<'int more(void) { return 100; }'
  unit other <<<'int shared(void) { return 8; }'
  libs 'a own_a.o shared.o more.o' 'b own_b.o shared.o more.o' 'z own_z.o other.o more.o'
  meld
  moved more.o
  pinned shared.o unique shared libz.a other.o
  same_programs 'a b z' 'z b a' 'z a' 'b'
}

@test "weak: of several versions the first in link order wins, so they stay" {
  two_against_one '__attribute__((weak)) int shared(void) { return 7; }' \
    '__attribute__((weak)) int shared(void) { return 8; }'
  pinned shared.o first_definition shared libz.a other.o
  same_programs 'a b z' 'z b a' 'z a' 'b'
}

@test "weak: a strong definition elsewhere pins the weak one" {
  two_against_one '__attribute__((weak)) int shared(void) { return 7; }' \
    'int shared(void) { return 8; }'
  pinned shared.o first_definition shared libz.a other.o
  same_programs 'a b z' 'z b a' 'z a' 'b'
}

@test "strong: a weak definition elsewhere pins the strong one" {
  own
  unit weak_7 <<<'__attribute__((weak)) int shared(void) { return 7; }'
  unit strong <<<'int shared(void) { return 8; }'
  libs 'a own_a.o strong.o' 'b own_b.o strong.o' 'z own_z.o weak_7.o'
  meld
  pinned strong.o unique shared libz.a weak_7.o
  same_programs 'a b z' 'z b a' 'z a' 'b'
}

@test "weak: one definition alone moves" {
  own
  unit weak_7 <<<'__attribute__((weak)) int shared(void) { return 7; }'
  libs 'a own_a.o weak_7.o' 'b own_b.o weak_7.o' 'z own_z.o weak_7.o'
  meld
  moved weak_7.o
  same_programs 'a b z' 'z b a' 'b'
}

@test "common: different tentative definitions stay, and one alone moves" {
  local name
  for name in a b z; do
    unit "own_$name" <<<"extern int table[], lone[]; int lone_of(void), size(void);
      int ${name}_run(void) { return table[0] + lone[0] + lone_of() + size(); }"
  done
  unit two -fcommon <<<'int table[2]; int size(void) { return 2; }'
  unit nine -fcommon <<<'int table[9]; int size(void) { return 2; }'
  unit lone -fcommon <<<'int lone[4]; int lone_of(void) { return lone[3]; }'
  sed -i 's/2/9/' nine.c
  "$CC" -c -fcommon -fno-pic -o nine.o nine.c
  libs 'a own_a.o two.o lone.o' 'b own_b.o two.o lone.o' 'z own_z.o nine.o lone.o'
  meld
  moved lone.o
  jq -e 'any(.pins[]; .name == "two.o" and .against.member == "nine.o")' plan.json
  same_programs 'a b' 'z' 'b'
}

@test "common: an initialised definition elsewhere pins the tentative one" {
  local name
  for name in a b z; do
    unit "own_$name" <<<"extern int table; int ${name}_run(void) { return table; }"
  done
  unit tentative -fcommon <<<'int table;'
  unit filled <<<'int table = 5;'
  libs 'a own_a.o tentative.o' 'b own_b.o tentative.o' 'z own_z.o filled.o'
  meld
  pinned tentative.o first_definition table libz.a filled.o
  same_programs 'a b z' 'z b a' 'a z' 'b'
}

# comdat NAME VALUE [INSTRUCTIONS]: NAME.o defines NAME() and a COMDAT inline_value() that returns VALUE.
comdat() {
  assembled "$1" <<END
  .section .text.inline_value,"axG",@progbits,inline_value,comdat
  .weak inline_value
inline_value:
  mov \$$2, %eax
  ret
  .text
  .globl $1
$1:
  jmp inline_value
  ${3:-}
  .section .note.GNU-stack,"",@progbits
END
}

@test "COMDAT: copies of equal content are no reason to stay, where no search ends at them" {
  own
  comdat shared 7
  local name
  for name in a b z; do comdat "extra_$name" 7; done
  for name in a b z; do
    unit "own_$name" <<<"int shared(void), extra_$name(void); int ${name}_run(void) { return shared() + extra_$name(); }"
  done
  libs 'a own_a.o extra_a.o shared.o' 'b own_b.o extra_b.o shared.o' 'z own_z.o extra_z.o shared.o'
  meld
  moved shared.o
  same_programs 'a b z' 'z b a' 'b'
}

# libb.a holds two copies of a COMDAT, and a program that takes the first gets what else is in that object.
copies_that_differ_in_company() {
  own
  comdat shared 7 '.section .init_array,"aw"; .quad mark; .text; mark: incl marked(%rip); ret; .comm marked, 4'
  comdat extra 7
  unit main <<<'#include <stdio.h>
    int inline_value(void);
    extern int marked __attribute__((weak));
    int main(void) { printf("%d %d\n", inline_value(), &marked ? marked : -1); }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o extra.o'
}

@test "COMDAT: the first of equal copies in a library stays, for the program may search for it" {
  copies_that_differ_in_company
  meld
  pinned shared.o search inline_value libb.a extra.o
  MAIN=main.o same_programs 'a b' 'b a' 'b'
}

@test "COMDAT: the same copies with the ties switched off: the program gets another member" {
  copies_that_differ_in_company
  meld --allow order
  moved shared.o
  export MAIN=main.o
  run -1 same_programs 'b'
  [[ $output == *'prints something else'* ]]
}

@test "COMDAT: copies of different content stay" {
  own
  comdat shared 7
  comdat other 8
  unit own_z <<<'int other(void); int z_run(void) { return other(); }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o' 'z own_z.o other.o'
  meld
  pinned shared.o first_definition inline_value libz.a other.o
  same_programs 'a b z' 'z b a' 'a z' 'b'
}

@test "COMDAT: C++ objects whose inline functions were compiled differently stay, and move with the ties switched off" {
  local inline='inline __attribute__((noinline)) int twice(int n) { return n + n; } extern "C"' name
  unit one -x c++ <<<"$inline int one(void) { return twice(1); }"
  unit two -x c++ -O0 <<<"$inline int two(void) { return twice(2); }"
  for name in a b; do
    unit "own_$name" <<<"int one(void), two(void); int ${name}_run(void) { return one() + two(); }"
  done
  libs 'a own_a.o one.o two.o' 'b own_b.o two.o one.o'
  meld
  pinned one.o first_definition _Z5twicei liba.a two.o
  pinned two.o first_definition _Z5twicei liba.a one.o
  rm -r out
  meld --allow order
  moved one.o two.o
  same_programs 'a b' 'b a' 'b'
}

# constructor NAME [PRIORITY]: NAME.o defines NAME(), and prints its name before main.
constructor() {
  unit "$1" <<<"#include <stdio.h>
    __attribute__((constructor${2:+($2)})) static void start(void) { printf(\"$1 starts\\n\"); }
    int $1(void) { return 1; }"
}

constructor_libs() {
  local name
  for name in a b z; do
    unit "own_$name" <<<"int shared(void), other(void); int ${name}_run(void) { return shared() + other(); }"
  done
  libs 'a own_a.o shared.o other.o' 'b own_b.o shared.o other.o' 'z own_z.o other.o shared.o'
}

@test "constructors: two of the same priority run in link order, so both stay" {
  constructor shared
  constructor other
  constructor_libs
  meld
  jq -e '[.pins[].rule] == ["initialisers", "initialisers"] and all(.pins[]; .detail == "section .init_array")' plan.json
  same_programs 'a b z' 'z b a' 'b'
}

@test "constructors: of different priorities they run by priority, and move" {
  constructor shared 200
  constructor other 300
  constructor_libs
  meld
  moved shared.o other.o
  same_programs 'a b z' 'z b a' 'b'
}

@test "constructors: .ctors and .init_array are one row" {
  constructor shared
  assembled other <<'END'
  .section .ctors,"aw"
  .quad start
  .section .rodata
text: .asciz "other starts"
  .text
start:
  mov $text, %edi
  jmp puts
  .globl other
other:
  xor %eax, %eax
  ret
  .section .note.GNU-stack,"",@progbits
END
  constructor_libs
  meld
  pinned shared.o initialisers '' liba.a other.o
  pinned other.o initialisers '' liba.a shared.o
  same_programs 'a b z' 'z b a' 'b'
}

@test "constructors: a single one moves" {
  constructor shared
  unit other <<<'int other(void) { return 3; }'
  constructor_libs
  meld
  moved shared.o other.o
  same_programs 'a b z' 'z b a' 'b'
}

@test "undefined weak: it brings nothing in, and so it is no need" {
  own
  unit shared <<<'__attribute__((weak)) int hook(void); int shared(void) { return hook ? hook() : 7; }'
  unit hook <<<'int hook(void) { return 50; } int hook_user(void) { return 1; }'
  unit own_z <<<'int shared(void), hook_user(void); int z_run(void) { return shared() + hook_user(); }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o' 'z own_z.o shared.o hook.o'
  meld
  moved shared.o
  same_programs 'a b' 'a b z' 'z b a' 'b'
}

@test "dependency: what only one library defines keeps those that refer to it, along the chain" {
  own
  unit shared <<<'int middle(void); int shared(void) { return middle() + 1; }'
  unit middle <<<'int deep(void); int middle(void) { return deep() + 1; }'
  unit deep_a <<<'int deep(void) { return 1; } int only_a(void) { return 2; }'
  unit deep_b <<<'int deep(void) { return 2; } int only_b(void) { return 2; }'
  libs 'a own_a.o shared.o middle.o deep_a.o' 'b own_b.o shared.o middle.o deep_b.o' \
    'z own_z.o shared.o middle.o deep_b.o'
  meld
  pinned middle.o dependency deep liba.a deep_a.o
  pinned shared.o dependency middle liba.a middle.o
  pinned deep_b.o unique deep liba.a deep_a.o
  same_programs 'a b z' 'z b a' 'b' 'a'
}

@test "dependency: switched off, single-pass linkers miss what the workspace library needs" {
  unit own_a <<<'int shared(void); int a_run(void) { return shared(); }'
  unit own_b <<<'int shared(void); int b_run(void) { return shared(); }'
  unit shared <<<'int deep(void); int shared(void) { return deep(); }'
  unit deep_a <<<'int deep(void) { return 1; }'
  unit deep_b <<<'int deep(void) { return 2; }'
  libs 'a own_a.o shared.o deep_a.o' 'b own_b.o shared.o deep_b.o'
  meld --allow dependency
  moved shared.o
  run ! links_after bfd 'a b'
  [[ $output == *"undefined reference to \`deep'"* ]]
  links_after lld 'a b'
}

@test "dependency: objects that need each other in a circle move together" {
  own
  unit shared <<<'int even(int); int shared(void) { return even(10); } int odd(int n) { return n ? even(n - 1) : 0; }'
  unit even <<<'int odd(int); int even(int n) { return n ? odd(n - 1) : 1; }'
  libs 'a own_a.o shared.o even.o' 'b own_b.o even.o shared.o' 'z own_z.o shared.o even.o'
  meld
  moved shared.o even.o
  same_programs 'a b z' 'z b a' 'b'
}

@test "dependency: a symbol that no library defines is the system's" {
  own
  unit shared <<<'#include <stdlib.h>
    int shared(void) { return atoi("12"); }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o' 'z own_z.o shared.o'
  meld
  moved shared.o
  same_programs 'a b z' 'b'
}

@test "a library may use what another library defines, as before" {
  own
  unit shared <<<'int shared(void) { return 7; }'
  unit own_z <<<'int only_a(void); int z_run(void) { return only_a(); }'
  unit only_a <<<'int shared(void); int only_a(void) { return shared() * 2; }'
  libs 'a own_a.o only_a.o shared.o' 'b own_b.o shared.o' 'z own_z.o'
  meld
  moved shared.o
  # Only linkers that search again link the second.
  same_programs 'z a' 'a z' 'z a b'
}

@test "hidden: visibility is no reason to stay, and hidden symbols bind as before" {
  own
  unit shared <<<'__attribute__((visibility("hidden"))) int deep(void); int shared(void) { return deep(); }'
  unit deep <<<'__attribute__((visibility("hidden"))) int deep(void) { return 4; }'
  libs 'a own_a.o shared.o deep.o' 'b own_b.o shared.o deep.o' 'z own_z.o shared.o deep.o'
  meld
  moved shared.o deep.o
  same_programs 'a b z' 'z b a' 'b'
}

@test "hidden: two versions conflict like any others" {
  two_against_one '__attribute__((visibility("hidden"))) int shared(void) { return 4; }' \
    '__attribute__((visibility("hidden"))) int shared(void) { return 5; }'
  pinned shared.o unique shared libz.a other.o
  same_programs 'a b z' 'z b a' 'z a'
}

@test "versioned: the default version answers to the plain name, which another object defines" {
  two_against_one '__asm__(".symver new_shared, shared@@V1"); int new_shared(void) { return 7; }' \
    'int shared(void) { return 8; }'
  pinned shared.o unique shared libz.a other.o
  same_programs 'a b' 'z b a' 'z'
}

@test "versioned: the default version stays, for lld misses it where it is only needed weakly" {
  own
  unit own_z <<<'__attribute__((weak)) int shared(void); int z_run(void) { return shared ? shared() : 1; }'
  unit shared <<<'__asm__(".symver new_shared, shared@@V1"); int new_shared(void) { return 7; }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o' 'z own_z.o'
  meld
  pinned shared.o unique shared '' ''
  dedup-plan -w libw.a --why shared.o before.json | grep -F "defines 'shared': lld misses"
  same_programs 'a b z' 'b' 'z'
  rm -r out
  meld --allow unique
  moved shared.o
  [[ " ${LINKERS[*]} " == *' lld '* ]] || return 0
  run -1 same_programs 'z'
  [[ $output == *'ld.lld'*'does not link after melding'* ]]
}

@test "versioned: f@V1 and f@@V2 are two symbols, but f@@V1 and f@V1 are one" {
  own
  unit shared <<<'__asm__(".symver a_shared, shared@@V2"); int a_shared(void) { return 7; }'
  unit old <<<'__asm__(".symver b_shared, shared@V1"); int b_shared(void) { return 8; } int old(void) { return 1; }'
  unit same <<<'__asm__(".symver c_shared, shared@V2"); int c_shared(void) { return 9; } int same(void) { return 1; }'
  libs 'a own_a.o shared.o old.o' 'b own_b.o shared.o old.o' 'z own_z.o shared.o'
  meld
  moved old.o
  libs 'z own_z.o same.o'
  rm -r out
  meld
  pinned shared.o unique shared@V2 libz.a same.o
}

@test "shadowed: mold takes a strong definition wherever it stands, so nothing else is shadowed" {
  own
  unit shared <<<'int shared(void) { return 7; }'
  unit shadowed <<<'__attribute__((weak)) int shared(void) { return 8; }'
  libs 'a own_a.o shadowed.o shared.o' 'b own_b.o shadowed.o shared.o' 'z own_z.o shared.o'
  meld
  pinned shared.o unique shared liba.a shadowed.o
  same_programs 'a b z' 'z b a' 'b'
}

@test "shadowed: not where a member between the two needs the symbol, for single-pass linkers meet the second" {
  own 'between()'
  unit own_a <<<'int between(void); int a_run(void) { return between(); }'
  unit own_b <<<'int between(void); int b_run(void) { return between(); }'
  unit between <<<'int shared(void); int between(void) { return shared(); }'
  unit shared <<<'int shared(void) { return 7; }'
  unit shadowed <<<'__attribute__((weak)) int shared(void) { return 8; }'
  libs 'a own_a.o shared.o between.o shadowed.o' 'b own_b.o shared.o between.o shadowed.o'
  meld
  pinned shared.o unique shared liba.a shadowed.o
  pinned shadowed.o first_definition shared liba.a shared.o
  same_programs 'a b' 'b a' 'b'
}

# runtime_twice VISIBILITY: a routine that compiler_builtins has in Rust and in C, and one between that needs it.
runtime_twice() {
  local unit=compiler_builtins-27cfc16bdf3bb694.compiler_builtins.4e30281dd23088d2-cgu
  local attribute="__attribute__((visibility(\"$1\")))"
  unit own_a <<<'int between(void); int a_run(void) { return between(); }'
  unit own_b <<<'int between(void); int b_run(void) { return between(); }'
  unit "$unit.000.rcgu" <<<"$attribute __attribute__((weak)) int routine(void) { return 7; }"
  unit "$unit.001.rcgu" <<<"$attribute int routine(void); int between(void) { return routine(); }"
  unit routine.c <<<"$attribute int routine(void) { volatile int seven = 7; return seven; }"
  RUNTIME=("$unit.000.rcgu.o" "$unit.001.rcgu.o" routine.c.o)
}

@test "shadowed: a routine that compiler_builtins holds twice moves, whoever needs it" {
  runtime_twice hidden
  libs "a own_a.o ${RUNTIME[*]}" "b own_b.o ${RUNTIME[*]}"
  meld
  moved "${RUNTIME[@]}"
  same_programs 'a b' 'b a' 'b'
}

@test "shadowed: not if others see the routine, or if an object of another crate defines it" {
  runtime_twice default
  libs "a own_a.o ${RUNTIME[*]}" "b own_b.o ${RUNTIME[*]}"
  meld
  pinned routine.c.o unique routine liba.a "${RUNTIME[0]}"
  runtime_twice hidden
  unit other-27cfc16bdf3bb694.other.4e30281dd23088d2-cgu.0.rcgu <<<'int other(void) { return 1; }'
  local with_other="${RUNTIME[*]::2} other-27cfc16bdf3bb694.other.4e30281dd23088d2-cgu.0.rcgu.o ${RUNTIME[2]}"
  libs "a own_a.o $with_other" "b own_b.o $with_other"
  rm -r out
  meld
  pinned routine.c.o unique routine liba.a "${RUNTIME[0]}"
}

@test "members of one name and different content: content decides" {
  own
  mkdir one two
  unit one/util <<<'int shared(void) { return 7; }'
  unit two/util <<<'int more(void) { return 8; }'
  unit own_z <<<'int more(void); int z_run(void) { return more(); }'
  libs 'a own_a.o one/util.o two/util.o' 'b own_b.o one/util.o' 'z own_z.o two/util.o'
  meld
  jq -e '[.moves[].name] == ["util.o", "util.o"]' plan.json
  same_programs 'a b z' 'z b a' 'b'
}

@test "--whole-archive around all libraries takes each object once, where it took copies of it before" {
  own
  unit shared <<<'int shared(void) { return 7; }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o'
  meld
  program_main a b
  local linker
  for linker in "${LINKERS[@]}"; do
    run ! "$CC" -no-pie "-B$PWD/linkers" "-fuse-ld=$linker" -o p main.o -Wl,--whole-archive liba.a libb.a -Wl,--no-whole-archive
    "$CC" -no-pie "-B$PWD/linkers" "-fuse-ld=$linker" -o q main.o -Wl,--whole-archive out/liba.a out/libb.a out/libw.a \
      -Wl,--no-whole-archive
    [ "$(./q)" = $'a 7\nb 7' ]
  done
}

@test "provided: a library that lacks a symbol gets it from where it got it" {
  own
  unit shared <<<'int shared(void) { return 7; }'
  unit own_d <<<'int shared(void); int d_run(void) { return shared(); }'
  unit system <<<'int shared(void) { return 1; }'
  libs 'a own_a.o shared.o' 'b own_b.o shared.o' 'd own_d.o'
  library libsystem.a system.o
  mkdir system
  mv libsystem.a system
  meld
  # shellcheck disable=SC2034 # links.bash reads it
  EXTRA=(-Lsystem -lsystem)
  pinned shared.o provided shared libd.a own_d.o
  same_programs 'd' 'a d' 'd b'
}

@test "a second copy of a member counts, since GNU ld and gold go on from their place in the table" {
  own 'user()'
  for i in 1 2; do unit "d$i" <<<"__attribute__((weak)) int shared(void) { return $i; }"; done
  unit user <<<'int shared(void); int user(void) { return shared(); }'
  unit own_a <<<'int user(void); int a_run(void) { return user(); }'
  libs 'a own_a.o d1.o d2.o user.o d2.o' 'b own_b.o user.o d1.o d2.o'
  meld
  same_programs 'a' 'b' 'a b' 'b a'
}
