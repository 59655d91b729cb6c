#!/usr/bin/env bats
# gc-plan on ELF: what goes, what stays and why. The collected libraries are linked with four linkers, and programs print
# what they printed before.

# shellcheck disable=SC2034,SC2054 # the files that this loads read the variables
load collection

# ---- what goes ----

@test "a member that no export reaches goes, with what only it reaches" {
  part own <<<'int a_run(void) { return 1; }'
  part dead <<<'int far(void); int dead(void) { return far(); }'
  part far <<<'int far(void) { return 2; }'
  libs 'a own.o dead.o far.o'
  collect
  [ "$(members out/liba.a)" = own.o ]
  same_programs a
}

@test "functions, data, constants and thread-local data go one by one" {
  part own <<'END'
int puts(const char *);
int live_data = 5, dead_data = 6, dead_zero;
__thread int live_tls = 7, dead_tls = 8;
static const int dead_table[] = {1, 2, 3}, live_table[] = {4, 5, 6};
__attribute__((noinline)) static int live(int i) { return live_table[i] + live_data + live_tls; }
__attribute__((noinline)) static int only_dead(int i) { return dead_table[i]; }
int dead(int i) { puts("never printed"); return only_dead(i) + dead_data + dead_zero + dead_tls; }
int a_run(void) { return live(live_data - 5); }
END
  libs 'a own.o'
  collect
  gone dead only_dead dead_data dead_zero dead_tls dead_table
  kept a_run live live_data live_table live_tls
  gone_section .text.dead .data.dead_data .bss.dead_zero .tdata.dead_tls .rodata.dead_table
  grep -q 'never printed' liba.a
  run ! grep -q 'never printed' out/liba.a
  same_programs a
}

@test "functions that only call each other go" {
  part own <<'END'
int odd(int);
int even(int i) { return i ? odd(i - 1) : 1; }
int odd(int i) { return i ? even(i - 1) : 0; }
int a_run(void) { return 1; }
END
  libs 'a own.o'
  collect
  gone odd even
}

@test "frame descriptions and exception tables go with their functions, of each compiler" {
  for CXX in g++ clang++-19; do
    rm -rf out lib*.a
    cxx own <<'END'
struct Guard { int *n; ~Guard() { ++*n; } };
void may_throw(int);
extern "C" int dead(int i) { int n = 0; try { Guard g{&n}; may_throw(i); } catch (int x) { n += x; } return n; }
extern "C" int a_run() { int n = 0; try { Guard g{&n}; may_throw(3); } catch (int x) { n += x; } return n; }
__attribute__((noinline)) void may_throw(int i) { if (i > 2) throw 10 * i; }
END
    libs 'a own.o'
    collect
    gone dead
    gone_section .text.dead
    frames() { readelf --debug-dump=frames "$1" 2>/dev/null | grep -c ' FDE '; }
    [ "$(frames out/liba.a)" -eq $(($(frames liba.a) - 1)) ]
    [ "$(readelf -SW out/liba.a | grep -c ' \.gcc_except_table')" -lt 3 ]
    EXTRA=(-lstdc++)
    same_programs a
    [ "$(./after)" = 'a 31' ]
  done
}

@test "without -ffunction-sections a function keeps what is beside it, and other members go" {
  unit own <<<'int other(void); int beside(void) { return other(); } int a_run(void) { return 1; }'
  unit other <<<'int other(void) { return 2; }'
  unit dead <<<'int dead(void) { return 3; }'
  libs 'a own.o other.o dead.o'
  collect
  kept beside other
  gone dead
  same_programs a
}

@test "debug information stays, and says nothing of what is gone" {
  part own -g <<<'int dead(void) { return 2; } int a_run(void) { return 1; }'
  libs 'a own.o'
  collect
  gone dead
  same_programs a
  [ "$(addr2line -f -e after "0x$(nm after | awk '$3 == "a_run" { print $1 }')" | head -n 1)" = a_run ]
  run llvm-dwarfdump-19 --verify after
  [ "$status" -eq 0 ]
}

# ---- exports ----

@test "exports are symbols and patterns of files, and of --export" {
  part own <<'END'
int a_run(void) { return 1; }
int one(void) { return 1; }
int two_x(void) { return 2; }
int two_y(void) { return 2; }
int three(void) { return 3; }
int four(void) { return 4; }
END
  libs 'a own.o'
  printf '%s\n' '# exports' 'one' 'two_?' >exports
  collect --exports exports --export 'f*r'
  kept one two_x two_y four
  gone a_run three
  [ "$(json '.exports | join(" ")' gc.json)" = 'four one two_x two_y' ]
}

@test "exports are the global part of a version script" {
  part own <<<'int one(void) { return 1; } int api_x(void) { return 2; } int three(void) { return 3; }'
  libs 'a own.o'
  echo 'V1 { global: one; api_*; local: *; };' >exports.map
  collect --exports exports.map
  kept one api_x
  gone three
}

@test "an export that no library defines is a warning" {
  part own <<<'int a_run(void) { return 1; }'
  libs 'a own.o'
  ar-scan -o before.json --sections sections.json liba.a
  run --separate-stderr gc-plan --export a_run --export gone -o gc.json before.json sections.json
  [ "$status" -eq 0 ]
  [ "$stderr" = "gc-plan: warning: export 'gone' is defined by no library" ]
  [ "$output" = '' ]
}

@test "a data object that is an export stays with what it points to" {
  part own <<'END'
static int callback(void) { return 4; }
int dead(void) { return 5; }
int (*const table[])(void) = {callback};
END
  libs 'a own.o'
  collect --export table
  kept table callback
  gone dead
}

@test "replaceable allocators stay: shared libraries call them" {
  cxx own <<'END'
#include <stdlib.h>
void *operator new(size_t size) { return malloc(size); }
void operator delete(void *p) noexcept { free(p); }
extern "C" int dead() { return 1; }
extern "C" int a_run() { return 2; }
END
  libs 'a own.o'
  collect
  kept _Znwm _ZdlPv
  gone dead
}

# ---- what runs before main and after it ----

@test "constructors and destructors of members that are taken run, in the same order" {
  for letter in a b; do
    part own_$letter <<END
#include <stdio.h>
int ${letter}_run(void) { return 1; }
int ${letter}_dead(void) { return 2; }
__attribute__((constructor)) static void late(void) { puts("$letter late"); }
__attribute__((constructor(200))) static void early(void) { puts("$letter early"); }
__attribute__((constructor(150))) static void earlier(void) { puts("$letter earlier"); }
__attribute__((destructor)) static void end(void) { puts("$letter end"); }
END
  done
  libs 'a own_a.o' 'b own_b.o'
  collect
  gone a_dead b_dead
  kept_section .init_array .init_array.00200 .init_array.00150 .fini_array
  same_programs 'a b' 'b a' a b
  [ "$(./after | head -n 1)" = 'b earlier' ]
}

@test "sections .ctors, .dtors, .init and .fini work as before" {
  part own <<'END'
#include <stdio.h>
int dead(void) { return 2; }
static void hello(void) { puts("hello"); }
static void goodbye(void) { puts("goodbye"); }
__attribute__((section(".ctors"), used)) static void (*const begin)(void) = hello;
__attribute__((section(".dtors"), used)) static void (*const end)(void) = goodbye;
int a_run(void) { return 1; }
END
  assembled init <<'END'
.globl counter
.bss
counter: .zero 4
.section .init,"ax"
incl counter(%rip)
.section .text.init_dead,"ax"
.globl init_dead
init_dead: ret
.section .note.GNU-stack,"",@progbits
END
  part b_own <<<'extern int counter; int b_run(void) { return counter; }'
  libs 'a own.o' 'b b_own.o init.o'
  collect
  gone dead init_dead
  kept_section .ctors .dtors .init
  same_programs a 'a b' b
}

@test "objects of C++ with static storage are made and destroyed, of each compiler" {
  for CXX in g++ clang++-19; do
    rm -rf out lib*.a
    cxx own <<'END'
#include <stdio.h>
struct Loud {
  const char *name;
  Loud(const char *name) : name(name) { printf("made %s\n", name); }
  ~Loud() { printf("gone %s\n", name); }
};
static Loud first("first");
template <class T> struct Holder { static Loud loud; };
template <class T> Loud Holder<T>::loud("template");
inline Loud inline_loud("inline");
extern "C" int dead() { static Loud local("local"); return local.name != nullptr; }
extern "C" int a_run() { return first.name && Holder<int>::loud.name && inline_loud.name; }
END
    libs 'a own.o'
    collect
    gone dead
    EXTRA=(-lstdc++)
    same_programs a
    [ "$(./after | grep -c made)" -eq 3 ]
    [ "$(./after | grep -c gone)" -eq 3 ]
  done
}

@test "a dead reference that takes a member with a constructor stays" {
  part own <<'END'
int registered(void);
__attribute__((noinline)) static int register_it(void) { return registered(); }
int dead(void) { return register_it(); }
int really_dead(void) { return 3; }
int a_run(void) { return 1; }
END
  part registry <<'END'
#include <stdio.h>
int unused(void) { return 1; }
int registered(void) { return 2; }
__attribute__((constructor)) static void begin(void) { puts("registered"); }
END
  libs 'a own.o registry.o'
  collect
  gone really_dead unused
  same_programs a
  [ "$(./after)" = $'registered\na 1' ]
}

@test "a chain of dead references to a constructor stays, over members and libraries" {
  part own <<<'int second(void); int dead(void) { return second(); } int a_run(void) { return 1; }'
  part second <<<'int third(void); int second(void) { return third(); } int useless(void) { return 1; }'
  part third <<'END'
#include <stdio.h>
int third(void) { return 2; }
__attribute__((constructor)) static void begin(void) { puts("third"); }
END
  part own_b <<<'int b_run(void) { return 1; }'
  libs 'a own.o second.o' 'b own_b.o third.o'
  collect
  gone useless
  same_programs 'a b'
  [ "$(./after | head -n 1)" = third ]
}

@test "of a chain of dead references names stay, and no code" {
  part own <<'END'
int first(void);
int live(int i) { return i; }
int dead(void) { return first(); }
int a_run(void) { return live(1); }
END
  part first <<<'int second(void); int first(void) { return second(); } int unused(void) { return second(); }'
  part second <<<'int third(void); int second(void) { return third(); }' -g
  part third <<'END'
#include <stdio.h>
int third(void) { return 2; }
__attribute__((constructor)) static void begin(void) { puts("third"); }
END
  libs 'a own.o first.o second.o third.o'
  collect
  gone dead first second third unused
  gone_section .text.dead .text.first .text.second .text.third
  run ! grep -q 'debug_info' <(sections out/liba.a)
  # A name in each of the three, and a reference in each that had one.
  [ "$(nm out/liba.a 2>/dev/null | grep -c ' a armeld\.keep\.\| A armeld\.keep\.')" -eq 3 ]
  [ "$(nm out/liba.a 2>/dev/null | grep -c ' U armeld\.keep\.')" -eq 3 ]
  [ "$(members out/liba.a)" = "$(members liba.a)" ]
  same_programs a
  [ "$(./after)" = $'third\na 1' ]
}

@test "a name that stays is no symbol to programs: a use of what is gone is an error of the linker" {
  part own <<<'int registered(void); int dead(void) { return registered(); } int a_run(void) { return 1; }'
  part registry <<<'int n; int registered(void) { return n; } __attribute__((constructor)) static void begin(void) { n = 1; }'
  libs 'a own.o registry.o'
  collect
  unit main <<<'int a_run(void), registered(void); int main(void) { return a_run() + registered(); }'
  for ld in "${LINKERS[@]}"; do
    run "$CC" -B "$PWD/linkers" -fuse-ld="$ld" -o program main.o out/liba.a
    [ "$status" -ne 0 ]
    [[ $output == *registered* ]]
  done
}

@test "names that stay are in no program's dynamic symbols" {
  part own <<<'int registered(void); int dead(void) { return registered(); } int a_run(void) { return 1; }'
  part registry <<<'int n; int registered(void) { return n; } __attribute__((constructor)) static void begin(void) { n = 1; }'
  libs 'a own.o registry.o'
  collect
  unit main <<<'int a_run(void); int main(void) { return a_run() - 1; }'
  for ld in "${LINKERS[@]}"; do
    "$CC" -B "$PWD/linkers" -fuse-ld="$ld" -rdynamic -o program main.o out/liba.a
    ./program
    nm program | grep -q 'armeld\.keep\.'
    run ! grep -q 'armeld\.keep\.' <(nm -D program)
    strip program
    run ! grep -q 'armeld\.keep\.' program
  done
}

@test "of two definitions that a dead reference may take, each keeps a name as strong as it was" {
  part own <<<'int hook(void); int dead(void) { return hook(); } int a_run(void) { return 1; }'
  part weak <<'END'
#include <stdio.h>
__attribute__((weak)) int hook(void) { return 1; }
__attribute__((constructor)) static void begin(void) { puts("weak"); }
END
  part strong <<'END'
#include <stdio.h>
int hook(void) { return 1; }
__attribute__((constructor)) static void begin(void) { puts("strong"); }
END
  for set in 'weak.o strong.o' 'strong.o weak.o'; do
    rm -rf out lib*.a
    libs "a own.o $set"
    collect
    gone hook dead
    same_programs a # mold takes the strong one, the others the first one
  done
}

@test "a name does not stay for a symbol whose section stays, nor for a strong one in a COMDAT" {
  unit both <<'END'
#include <stdio.h>
int live(void) { return 1; }
int beside(void) { return 2; }
__attribute__((constructor)) static void begin(void) { puts("both"); }
END
  part own <<<'int beside(void); int dead(void) { return beside(); } int a_run(void) { return 1; }'
  unit copy -x assembler <<'END'
.section .text.copied,"axG",%progbits,copied,comdat
.globl copied
copied: ret
.section .init_array,"aw"
.quad copied
END
  part user <<<'void copied(void); void dead_too(void) { copied(); } int b_run(void) { return 1; }'
  libs 'a own.o both.o' 'b user.o copy.o'
  collect
  kept beside copied
  same_programs a b 'a b'
}

@test "with --initialisers=drop they go, where no export reaches their object" {
  part own <<'END'
#include <stdio.h>
int registered(void);
int dead(void) { return registered(); }
int a_run(void) { return 1; }
__attribute__((constructor)) static void begin(void) { puts("own"); }
END
  part registry <<'END'
#include <stdio.h>
int registered(void) { return 2; }
__attribute__((constructor)) static void begin(void) { puts("registered"); }
END
  libs 'a own.o registry.o'
  collect --initialisers=drop
  gone dead registered
  [ "$(members out/liba.a)" = own.o ]
  program_main a
  link_program after bfd out a
  [ "$(./after)" = $'own\na 1' ]
}

# ---- what linkers keep without a reference ----

@test "sections with SHF_GNU_RETAIN stay" {
  assembled own <<'END'
.section .text.a_run,"ax"
.globl a_run
a_run: movl $1,%eax
ret
.section .rodata.kept,"aR",@progbits
.quad pointed_at
.section .text.pointed_at,"ax"
.globl pointed_at
pointed_at: ret
.section .rodata.dead,"a",@progbits
.globl dead
dead: .quad 1
.section .note.GNU-stack,"",@progbits
END
  libs 'a own.o'
  collect
  gone dead
  kept pointed_at
  kept_section .rodata.kept
  same_programs a
}

@test "a dead reference that takes a member with a retained section stays" {
  part own <<<'int kept(void); int dead(void) { return kept(); } int other(void) { return 1; } int a_run(void) { return 1; }'
  assembled kept <<'END'
.section .text.kept,"ax"
.globl kept
kept: ret
.section .rodata.retained,"aR",@progbits
.quad 5
.section .note.GNU-stack,"",@progbits
END
  libs 'a own.o kept.o'
  collect
  gone other
  kept_section .rodata.retained
  same_programs a
}

@test "sections named as C identifiers stay, and programs find them by __start_ and __stop_" {
  for letter in a b; do
    part own_$letter <<END
extern int __start_numbers[], __stop_numbers[];
__attribute__((section("numbers"), used)) static int number = sizeof("$letter") * 10 + '$letter';
int dead_$letter(void) { return 1; }
int ${letter}_run(void) { int sum = 0; for (int *p = __start_numbers; p < __stop_numbers; ++p) sum += *p; return sum; }
END
  done
  # Taken by a dead reference only
  part third <<'END'
int third(void) { return 3; }
__attribute__((section("numbers"), used)) static int number = 1000;
END
  part own_d <<<'int third(void); int dead_d(void) { return third(); } int d_run(void) { return 1; }'
  libs 'a own_a.o' 'b own_b.o' 'd own_d.o third.o'
  collect
  gone dead_a dead_b
  kept_section numbers
  same_programs a 'a b' 'b a' 'a d' 'd a b'
}

@test "notes stay with their object, and do not keep it" {
  assembled own <<'END'
.section .text.a_run,"ax"
.globl a_run
a_run: movl $1,%eax
ret
.section .note.mine,"a",@note
.long 4,4,1
.ascii "abc\0"
.long 77
.section .text.dead,"ax"
.globl dead
dead: ret
.section .note.GNU-stack,"",@progbits
END
  assembled other <<'END'
.section .text.unreached,"ax"
.globl unreached
unreached: ret
.section .note.other,"a",@note
.long 4,4,2
.ascii "abc\0"
.long 78
.section .note.GNU-stack,"",@progbits
END
  libs 'a own.o other.o'
  collect
  gone dead unreached
  kept_section .note.mine
  gone_section .note.other
  same_programs a
  readelf -nW after | grep -q abc
}

@test "sections in link order go and stay with theirs" {
  assembled own <<'END'
.section .text.a_run,"ax"
.globl a_run
a_run: leaq __start_meta(%rip),%rax
movl (%rax),%eax
ret
.section .text.dead,"ax"
.globl dead
dead: ret
.section meta,"ao",@progbits,.text.a_run
.long 5
.section .meta.dead,"ao",@progbits,.text.dead
.long 6
.section .note.GNU-stack,"",@progbits
END
  libs 'a own.o'
  collect
  gone dead
  kept_section meta
  gone_section .meta.dead
  same_programs a
}

# ---- symbols of every kind ----

@test "IFUNCs are called, and their implementations stay" {
  part own <<'END'
static int impl(void) { return 42; }
static int dead_impl(void) { return 43; }
static int (*pick(void))(void) { return impl; }
static int (*dead_pick(void))(void) { return dead_impl; }
int chosen(void) __attribute__((ifunc("pick")));
int dead_chosen(void) __attribute__((ifunc("dead_pick")));
int a_run(void) { return chosen(); }
END
  libs 'a own.o'
  collect
  gone dead_chosen dead_pick dead_impl
  kept chosen pick impl
  same_programs a
}

@test "TLS of every model, and of two libraries, works" {
  for model in global-dynamic local-dynamic initial-exec local-exec; do
    rm -rf out lib*.a
    part own -ftls-model=$model <<'END'
extern __thread int shared_tls;
static __thread int mine = 3, zero;
__thread int dead_tls[100] = {1};
int a_run(void) { return ++mine + ++zero + shared_tls; }
END
    part shared -ftls-model=$model <<'END'
__thread int shared_tls = 100;
__thread int other_dead_tls = 200;
END
    part own_b -ftls-model=$model <<<'extern __thread int shared_tls; int b_run(void) { return ++shared_tls; }'
    libs 'a own.o shared.o' 'b own_b.o shared.o'
    collect
    gone dead_tls other_dead_tls
    kept shared_tls mine zero
    same_programs 'a b' 'b a' a b
  done
}

@test "a weak reference takes nothing, and binds to what is there" {
  part own <<'END'
int maybe(void) __attribute__((weak));
int unlikely(void) __attribute__((weak));
int a_run(void) { return (maybe ? maybe() : 1) + (unlikely ? 100 : 10); }
int dead(void) { return 1; }
END
  part maybe <<<'int maybe(void) { return 5; } int beside(void) { return 6; }'
  part unlikely <<<'int unlikely(void) { return 5; }'
  part own_b <<<'int beside(void); int b_run(void) { return beside(); }'
  libs 'a own.o unlikely.o' 'b own_b.o maybe.o'
  collect
  gone dead
  kept maybe beside
  same_programs a 'a b' 'b a' b
}

@test "a dead reference that takes what a live weak reference binds to stays" {
  part own <<'END'
int maybe(void) __attribute__((weak));
int beside(void);
int dead(void) { return beside(); }
int a_run(void) { return maybe ? maybe() : 1; }
END
  part maybe <<<'int maybe(void) { return 5; } int beside(void) { return 6; } int useless(void) { return 6; }'
  libs 'a own.o maybe.o'
  collect
  gone useless
  same_programs a
  [ "$(./after)" = 'a 5' ]
}

@test "weak definitions are preempted as before, by members of the same and of another library" {
  part own_a <<<'int hook(void); int a_run(void) { return hook(); }'
  part default <<<'__attribute__((weak)) int hook(void) { return 1; } int useless(void) { return 2; }'
  part own_b <<<'int strong(void); int hook(void); int b_run(void) { return strong() + hook(); }'
  part strong <<<'int hook(void) { return 100; } int strong(void) { return 200; } int dead(void) { return 300; }'
  libs 'a own_a.o default.o' 'b own_b.o strong.o'
  collect
  gone useless dead
  same_programs a b 'a b' 'b a'
}

@test "a dead reference that takes another definition of a live symbol stays" {
  part own <<'END'
int hook(void), beside(void);
int dead(void) { return beside(); }
int a_run(void) { return hook(); }
END
  part strong <<<'int hook(void) { return 100; } int beside(void) { return 200; } int useless(void) { return 1; }'
  part weak <<<'__attribute__((weak)) int hook(void) { return 1; }'
  for set in 'strong.o weak.o' 'weak.o strong.o'; do
    rm -rf out lib*.a
    libs "a own.o $set"
    collect
    gone useless
    same_programs a
  done
}

@test "of COMDAT groups each copy stays or goes with what needs it" {
  for CXX in g++ clang++-19; do
    rm -rf out lib*.a
    for letter in a b; do
      cxx own_$letter <<END
inline __attribute__((noinline)) int shared(int i) { static int n = 40; return n += i; }
template <class T> __attribute__((noinline)) T only_dead(T i) { return i * 3; }
struct Base { virtual int f() { return 1; } virtual ~Base() {} };
struct Dead : Base { int f() override { return 2; } };
extern "C" int dead_$letter(int i) { Dead dead; Base *base = &dead; asm("" : "+r"(base)); return only_dead(i) + base->f(); }
extern "C" int ${letter}_run() { return shared(2); }
END
    done
    libs 'a own_a.o' 'b own_b.o'
    collect
    gone dead_a dead_b _Z9only_deadIiET_S0_ _ZTV4Dead _ZTI4Dead
    kept _Z6sharedi _ZZ6sharediE1n
    EXTRA=(-lstdc++)
    same_programs a 'a b' 'b a'
  done
}

@test "common symbols are shared as before" {
  part own_a -fcommon <<<'int pot; int dead_pot[50]; int a_run(void) { return ++pot; }'
  part own_b -fcommon <<<'int pot, b_pot; int b_run(void) { return ++pot + b_pot; } int dead(void) { return 1; }'
  part own_d <<<'int pot = 1000; int d_run(void) { return pot; } int useless(void) { return 1; }'
  libs 'a own_a.o' 'b own_b.o' 'd own_d.o'
  collect
  gone dead useless
  kept pot b_pot
  same_programs a 'a b' 'b a' 'a d' 'd a b' 'a b d'
}

@test "a common symbol takes a definition out of a library as before" {
  part own -fcommon <<<'int pot[10]; int a_run(void) { return ++pot[0]; } int dead(void) { return 1; }'
  part pot <<<'int pot[10] = {500}; int useless(void) { return 1; }'
  libs 'a own.o pot.o'
  collect
  gone dead useless
  same_programs a
}

@test "a dead common symbol that takes a member with a constructor stays" {
  part own -fcommon <<<'int pot; int dead(void) { return pot; } int a_run(void) { return 1; }'
  part pot <<'END'
#include <stdio.h>
int pot = 5, useless = 6;
__attribute__((constructor)) static void begin(void) { puts("ran"); }
END
  libs 'a own.o pot.o'
  collect
  gone dead useless
  same_programs a
}

@test "objects that hold code for link-time optimisation beside their own stay whole" {
  fat() { "$1" -c -O1 -flto -ffat-lto-objects -ffunction-sections -o "$2.o" "$2.c"; }
  echo 'int other(void); int dead(void) { return other(); } int a_run(void) { return 1; }' >own.c
  echo 'int other(void) { return 2; } int unused(void) { return 3; }' >other.c
  part gone_with <<<'int far(void) { return 4; }'
  for compiler in gcc clang-19; do
    rm -rf out lib*.a
    fat "$compiler" own
    fat "$compiler" other
    libs 'a own.o other.o gone_with.o'
    collect
    [ "$(members out/liba.a)" = $'own.o\nother.o' ]
    kept dead other unused
    cmp <(ar p liba.a own.o) <(ar p out/liba.a own.o)
    same_programs a
    echo 'int a_run(void); int main(void) { return a_run() - 1; }' >main.c
    linker=bfd
    [ "$compiler" = gcc ] || linker=lld
    "$compiler" -B "$PWD/linkers" -fuse-ld="$linker" -O1 -flto -o program main.c out/liba.a
    ./program
  done
}

@test "a group that is no COMDAT goes or stays whole" {
  assembled own <<'END'
.section .text.a_run,"axG",@progbits,live_group
.globl a_run
a_run: movl $1,%eax
ret
.section .data.with,"awG",@progbits,live_group
.globl with
with: .long 5
.section .text.dead,"axG",@progbits,dead_group
.globl dead
dead: ret
.section .data.dead_with,"awG",@progbits,dead_group
.globl dead_with
dead_with: .long 6
.section .note.GNU-stack,"",@progbits
END
  libs 'a own.o'
  collect
  kept with
  gone dead dead_with
  same_programs a
}

@test "versioned symbols bind as before" {
  part own <<<'int f(void); int a_run(void) { return f(); } int dead(void) { return 2; }'
  part versioned <<'END'
int f_old(void) { return 1; }
int f_new(void) { return 2; }
int f_dead(void) { return 3; }
__asm__(".symver f_old,f@V1\n.symver f_new,f@@V2\n.symver f_dead,g@@V2");
END
  libs 'a own.o versioned.o'
  echo 'V1 { }; V2 { f; } V1;' >versions.map
  collect
  gone dead f_dead
  kept f_new 'f@@V2'
  EXTRA=(-Wl,--version-script=versions.map)
  same_programs a
}

@test "an undefined symbol that nothing relocates takes its member" {
  # A relocation in a section that no program loads
  assembled own <<'END'
.section .text.a_run,"ax"
.globl a_run
a_run: movl $1,%eax
ret
.section .text.dead,"ax"
.globl dead
dead: ret
.section .unloaded,"",@progbits
.quad registered
.section .note.GNU-stack,"",@progbits
END
  part registry <<'END'
#include <stdio.h>
int registered(void) { return 2; }
int useless(void) { return 3; }
__attribute__((constructor)) static void begin(void) { puts("registered"); }
END
  libs 'a own.o registry.o'
  collect
  gone dead useless
  kept registered
  same_programs a
  [ "$(./after | head -n 1)" = registered ]
}

# ---- programs ----

@test "what a section that no program loads refers to stays, as linkers want it" {
  assembled own <<'END'
.section .text.a_run,"ax"
.globl a_run
a_run: movl $1,%eax
ret
.section .text.dead,"ax"
.globl dead
dead: jmp other
.section unloaded,"",@progbits
.quad other
.section .note.GNU-stack,"",@progbits
END
  part other <<<'int other(void) { return 2; } int useless(void) { return 3; }'
  libs 'a own.o other.o'
  collect
  gone dead useless
  kept other
  same_programs a
}

@test "exceptions pass through collected code, and destructors run, of each compiler" {
  for CXX in g++ clang++-19; do
    rm -rf out lib*.a
    cxx thrower <<'END'
#include <string>
#include <stdexcept>
void thrower(int i) { if (i) throw std::runtime_error("thrown " + std::to_string(i)); }
int dead_thrower() { throw 1; }
END
    cxx middle <<'END'
#include <stdio.h>
void thrower(int);
struct Loud { ~Loud() { puts("unwound"); } };
void middle(int i) { Loud loud; thrower(i); puts("not thrown"); }
void dead_middle(int i) { Loud loud; thrower(i + 1); }
END
    cxx own <<'END'
#include <stdio.h>
#include <stdexcept>
void middle(int);
extern "C" int a_run() {
  for (int i = 0; i < 2; ++i)
    try { middle(i); } catch (const std::runtime_error &e) { puts(e.what()); return 7; }
  return 8;
}
extern "C" int dead() { try { middle(5); } catch (...) { return 1; } return 2; }
END
    libs 'a own.o middle.o' 'b thrower.o'
    collect
    gone dead _Z11dead_middlei _Z12dead_throwerv
    EXTRA=(-lstdc++)
    program_main a
    MAIN=main.o same_programs 'a b'
    [ "$(./after)" = $'not thrown\nunwound\nunwound\nthrown 1\na 7' ]
  done
}

@test "the same set of many libraries links in every order and subset" {
  for letter in a b d; do
    part own_$letter <<<"int shared(void), pair(void); int ${letter}_run(void) { return shared() + pair() + '$letter'; } int dead_$letter(void) { return 9; }"
  done
  part shared <<<'int counter = 4; int shared(void) { return ++counter; } int dead_shared(void) { return counter; }'
  part pair <<<'int shared(void); int pair(void) { return 10 * shared(); } int dead_pair(void) { return 3; }'
  libs 'a own_a.o shared.o pair.o' 'b own_b.o shared.o pair.o' 'd own_d.o pair.o shared.o'
  collect
  gone dead_a dead_b dead_d dead_shared dead_pair
  same_programs a b d 'a b' 'b a' 'a d' 'd b' 'a b d' 'd b a' 'b d a'
}

# ---- plans ----

# liba.a and libb.a share two objects, of which each needs another part.
sharing() {
  part own_a <<<'int left(void), more(void); int a_run(void) { return left() + more(); } int dead_a(void) { return 2; }'
  part own_b <<<'int right(void), more(void); int b_run(void) { return right() + more(); } int dead_b(void) { return 2; }'
  part shared <<<'int left(void) { return 1; } int right(void) { return 2; } int neither(void) { return 3; }'
  part more <<<'int right(void); int more(void) { return 10 * right(); } int less(void) { return 4; }'
  libs 'a own_a.o shared.o more.o' 'b own_b.o shared.o more.o'
}

@test "equal objects stay equal: a shared one keeps what any library needs" {
  sharing
  collect
  gone neither less
  same_programs 'a b' 'b a' a b
  for name in shared.o more.o; do
    cmp <(ar p out/liba.a $name) <(ar p out/libb.a $name)
  done
  kept left right
  rm -rf melded
  ar-meld -o libw.a --out-dir melded out/liba.a out/libb.a
  [ "$(members melded/libw.a | sort | xargs)" = 'more.o shared.o' ]
}

@test "collecting before the meld, after it, and along with it is the same" {
  sharing
  # Along with it
  plan_collection
  dedup-plan -w libw.a -o meld.json before.json
  ar-pack --symtab --out-dir together meld.json gc.json
  ar-scan -o after.json together/*.a
  meld-verify --plan meld.json --plan gc.json before.json after.json
  # Before
  carry_out
  ar-scan -o collected.json out/lib[ab].a
  dedup-plan -w libw.a -o meld2.json collected.json
  ar-pack --symtab --out-dir first meld2.json
  # After
  ar-pack --symtab --out-dir melded meld.json
  ar-scan -o melded.json --sections sections.json melded/*.a
  gc-plan --export '*_run' -o gc2.json melded.json sections.json
  ar-pack --symtab --out-dir last gc2.json
  for name in liba.a libb.a libw.a; do
    cmp together/$name first/$name
    cmp together/$name last/$name
  done
  rm -r out
  mv together out
  WORKSPACE=(w)
  same_programs 'a b' 'b a' a b
}

@test "ar-meld --gc does all at once" {
  sharing
  echo '*_run' >exports
  ar-meld --gc --exports exports -o libw.a --out-dir out liba.a libb.a
  gone neither less dead_a dead_b
  WORKSPACE=(w)
  same_programs 'a b' 'b a' a b
}

@test "libraries that isolate-plan renames are collected by the same ar-pack" {
  part own_a <<<'int f(void); int a_run(void) { return f(); } int dead_a(void) { return f(); }'
  part own_b <<<'int f(void); int b_run(void) { return f(); } int dead_b(void) { return f(); }'
  part fa <<<'int f(void) { return 10; } int useless(void) { return 1; }'
  part fb <<<'int f(void) { return 20; } int useless(void) { return 2; }'
  libs 'a own_a.o fa.o' 'b own_b.o fb.o'
  ar-scan -o before.json --sections sections.json liba.a libb.a
  isolate-plan --export '*_run' -o isolate.json before.json
  gc-plan --after isolate.json --export '*_run' -o gc.json before.json sections.json
  ar-pack --symtab --out-dir out isolate.json gc.json
  ar-scan -o after.json out/*.a
  meld-verify --plan isolate.json --plan gc.json before.json after.json
  run grep -E 'useless|dead_|^f$' <(symbols out/*.a)
  [ "$output" = '' ]
  [ "$(symbols out/*.a | grep -c '^f\.')" -eq 2 ]
  program_main a b
  for linker in "${LINKERS[@]}"; do
    link_program after "$linker" out a b
    [ "$(./after)" = $'a 10\nb 20' ]
  done
}

@test "collecting again finds nothing" {
  sharing
  collect
  mkdir again
  ar-scan -o before.json --sections sections.json out/lib*.a
  gc-plan --export '*_run' -o gc.json before.json sections.json
  [ "$(json '.edited // [] | length' gc.json)" -eq 0 ]
  [ "$(json '[.libraries[].remove // [] | length] | add' gc.json)" -eq 0 ]
}

@test "the same input gives the same plan, whatever the order of libraries" {
  sharing
  plan_collection
  cp gc.json first.json
  plan_collection
  cmp first.json gc.json
  ar-scan -o before.json --sections sections.json libb.a liba.a
  gc-plan --export '*_run' -o gc.json before.json sections.json
  diff <(json .edited first.json) <(json .edited gc.json)
}

@test "plan and sections are valid by their schemas" {
  sharing
  plan_collection
  validates before.json sections.json gc.json
}

@test "members that linkers do not read stay" {
  part own <<<'int a_run(void) { return 1; }'
  echo metadata >lib.rmeta
  libs 'a own.o lib.rmeta'
  collect
  [ "$(members out/liba.a | xargs)" = 'own.o lib.rmeta' ]
}

@test "members of one name, and one member twice, are told apart" {
  mkdir x y
  part own <<<'int one(void); int a_run(void) { return one(); }'
  part x/f <<<'int one(void) { return 1; }'
  part y/f <<<'int two(void) { return 2; }'
  libs 'a own.o y/f.o x/f.o y/f.o x/f.o'
  collect
  [ "$(members out/liba.a | xargs)" = 'own.o f.o f.o' ]
  gone two
  same_programs a
}

# ---- explanations ----

explained() {
  part own <<'END'
int far(void);
static __attribute__((noinline)) int near(void) { return far(); }
int a_run(void) { return near(); }
int dead(void) { return 2; }
END
  part far <<<'int far(void) { return 1; }'
  part never <<<'int never(void) { return 3; }'
  libs 'a own.o far.o never.o'
  ar-scan -o before.json --sections sections.json liba.a
}

why() { gc-plan --export a_run --why "$1" before.json sections.json; }

@test "--why prints the chain from an export to a symbol" {
  explained
  run why far
  [ "$status" -eq 0 ]
  grep -q "^'far' (section [0-9]*, code)$" <<<"$output"
  grep -q "in liba.a: member 2 'far.o'" <<<"$output"
  grep -A 9 "^'far'" <<<"$output" | sed 's/ (section [0-9]*, code)//' >chain
  diff chain - <<'END'
'far'
    in liba.a: member 2 'far.o'
  is used by 'near'
    in liba.a: member 1 'own.o'
  is used by 'a_run'
  is the export 'a_run'
END
}

@test "--why knows local functions, sections and members" {
  explained
  run why near
  [ "$status" -eq 0 ]
  [[ $output == *"is used by 'a_run'"* ]]
  run why .text
  [ "$status" -eq 0 ]
  [[ $output == *'goes: no export reaches it'* ]]
  run why 'own.*'
  [ "$status" -eq 0 ]
  [[ $output == *"in liba.a: member 1 'own.o'"* ]]
}

@test "--why says that a symbol goes, and that its object is not taken" {
  explained
  run why dead
  [ "$status" -eq 0 ]
  [[ $output == *'  goes: no export reaches it'* ]]
  run why never
  [ "$status" -eq 0 ]
  [[ $output == *'  goes: no export takes its object out of a library'* ]]
}

@test "--why of what no library has ends with 1" {
  explained
  run why nothing
  [ "$status" -eq 1 ]
  [ "$output" = "no library has 'nothing'" ]
  run gc-plan --export a_run --why far --why nothing before.json sections.json
  [ "$status" -eq 1 ]
  [[ $output == *"is used by 'near'"* ]]
}

@test "--why names the reason that keeps an initialiser, and a reference that takes it" {
  part own <<<'int registered(void); int dead(void) { return registered(); } int a_run(void) { return 1; }'
  part registry <<<'int n; int registered(void) { return n; } __attribute__((constructor)) static void begin(void) { n = 1; }'
  libs 'a own.o registry.o'
  ar-scan -o before.json --sections sections.json liba.a
  run why begin
  [[ $output == *'works without a reference (initialiser)'* ]]
  run why dead
  [[ $output == *"goes: no export reaches it"* ]]
  run why registered
  [[ $output == *"goes: no export reaches it; a name of it stays, 'armeld.keep."* ]]
}

@test "--explain sums up by library and by kind, and writes no plan without -o" {
  explained
  run gc-plan --export a_run --explain before.json sections.json
  [ "$status" -eq 0 ]
  [[ ${lines[0]} == library*before*'members that go'*left ]]
  grep -qE '^liba\.a +[0-9.]+ kB +1 ' <<<"$output"
  grep -qE '^total ' <<<"$output"
  grep -qE '^code +[0-9]+ B +[0-9]+ B$' <<<"$output"
  [[ $output != *armeld/plan* ]]
  gc-plan --export a_run --explain -o gc.json before.json sections.json
  validates gc.json
}

# ---- refusals ----

@test "without exports nothing is planned" {
  explained
  refuses 'gc-plan: no exports given (--exports or --export); try --help' gc-plan before.json sections.json
}

@test "exports of which no library defines one are refused" {
  explained
  run gc-plan --export nothing --export 'x*' before.json sections.json
  [ "$status" -eq 2 ]
  [[ $output == *'gc-plan: no library defines an export, so nothing would be left' ]]
}

@test "a member of which is not known what it refers to is refused by name" {
  part own <<<'int a_run(void) { return 1; }'
  printf 'BC\xc0\xde garbled' >opaque.o
  libs 'a own.o opaque.o'
  ar-scan -o before.json --sections sections.json liba.a 2>warnings
  run gc-plan --export a_run -o gc.json before.json sections.json
  [ "$status" -eq 2 ]
  [[ $output == "gc-plan: liba.a: member 2 'opaque.o': it is not known what it refers to"* ]]
  [ ! -e gc.json ]
}

@test "a document of other libraries is refused, or says nothing of these" {
  explained
  refuses "gc-plan: before.json: the schema is 'armeld/manifest/1'; expected armeld/sections/1" \
    gc-plan --export a_run before.json before.json
  part own <<<'int a_run(void) { return 1; }'
  libs 'b own.o'
  ar-scan -o other.json --sections other-sections.json libb.a
  # Objects that it does not list stay or go whole.
  gc-plan --export a_run -o gc.json before.json other-sections.json
  [ "$(json '.edited // [] | length' gc.json)" -eq 0 ]
}

# garbled FILTER POINTER: the sections document that jq makes is refused, and the message names that place
garbled() {
  jq "(.objects[] | select(.lists[0].symbols | length > 1)) |= ($1)" sections.json >garbled.json
  ! cmp -s <(jq . sections.json) <(jq . garbled.json) || return
  run gc-plan --export a_run -o gc.json before.json garbled.json
  echo "$output"
  [ "$status" -eq 2 ] || return
  # shellcheck disable=SC2053 # a pattern
  [[ $output == "gc-plan: garbled.json: "$2 ]] || return
  [ ! -e gc.json ]
}

@test "a garbled sections document is refused, with the place" {
  explained
  garbled '.defined_in[0] = 99' '/objects/*/defined_in: expected sections that are listed, not 99'
  garbled '.defined_in += [0]' '/objects/*/defined_in: expected a section for each *'
  garbled '.lists[0].symbols[0] = [77]' '/objects/*/lists: expected symbols of the object, which has *'
  garbled '.lists[0].sections[0] = [77]' '/objects/*/lists: expected sections that are listed, not 77'
  garbled '.lists[0].size |= .[1:]' '/objects/*/lists/0: expected columns of one length'
  garbled '.lists[0].index[1] = .lists[0].index[0]' '/objects/*/lists/0: expected sections that are listed once'
  garbled '.lists[0].index[0] = 0' '/objects/*/lists/0: expected *'
  garbled '.together = [[1, 77]]' '/objects/*/together: expected sections that are listed, not 77'
  garbled '.keep = [{"reason": "note", "sections": [77]}]' '/objects/*/keep: expected sections that are listed, not 77'
  garbled '.keep = [{"reason": "nonsense", "sections": [1]}]' '/objects/*/keep/0/reason: *'
  garbled '.unrelocated = [77]' '/objects/*/unrelocated: expected symbols of the object, which has *'
  garbled '.lists[0].kind = "nonsense"' '/objects/*/lists/0/kind: *'
  garbled '.lists[0].index[0] = "x"' '/objects/*/lists/0/index/0: *'
  head -c 300 sections.json >cut.json
  run gc-plan --export a_run before.json cut.json
  [ "$status" -eq 2 ]
  [[ $output == 'gc-plan: cut.json: '* ]]
}

@test "-o over an input is refused" {
  explained
  cp before.json same.json
  for input in before.json sections.json exports isolate.json; do
    echo a_run >exports
    isolate-plan --export a_run -o isolate.json before.json
    refuses "gc-plan: $input: is an input of this command and cannot be its output" \
      gc-plan --exports exports --after isolate.json -o "$input" before.json sections.json
  done
  cmp before.json same.json
}

@test "a plan that ar-pack finds outdated is not carried out" {
  explained
  gc-plan --export a_run -o gc.json before.json sections.json
  part own <<<'int a_run(void) { return 3; }'
  libs 'a own.o far.o'
  run ar-pack --out-dir out gc.json
  [ "$status" -eq 2 ]
  [ ! -e out/liba.a ]
}

@test "ar-scan --sections refuses to write both documents to one place" {
  part own <<<'int a_run(void) { return 1; }'
  libs 'a own.o'
  refuses 'ar-scan: --sections: standard output gets the manifest; write one of them to a file' \
    ar-scan --sections - liba.a
  refuses 'ar-scan: both.json: is to get two documents' ar-scan -o both.json --sections both.json liba.a
  refuses 'ar-scan: liba.a: is an input of this command and cannot be its output' \
    ar-scan -o before.json --sections liba.a liba.a
  [ ! -e both.json ]
  ar-scan -o before.json --sections - liba.a | jq -e '.schema == "armeld/sections/1"'
}
