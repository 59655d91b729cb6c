#!/usr/bin/env bats
# --policy merge: one library out of many, each object once; and ar-meld --against, which only removes what a library has.

# shellcheck disable=SC2034,SC2054 # the files that this loads read the variables
load links

WORKSPACE=()

# prints LIBRARY...: what the program main.c prints with these libraries, by each linker
prints() {
  local linker
  "$CC" -c -O1 -o main.o main.c
  for linker in "${LINKERS[@]}"; do
    "$CC" -B"$PWD/linkers" -fuse-ld="$linker" -no-pie -o program main.o "$@" || return
    ./program || return
  done
}

set_of_three() {
  unit shared <<<'int counter; int shared(void) { return ++counter; }'
  unit a <<<'int shared(void), b(void); int a(void) { return shared() + b(); }'
  unit b <<<'int shared(void); int b(void) { return 10 * shared(); }'
  unit c <<'END'
#include <stdio.h>
int shared(void);
int c(void) { return 100 * shared(); }
__attribute__((constructor)) static void begin(void) { puts("c begins"); }
END
  unit unused <<<'int unused(void) { return 1; }'
  library liba.a a.o shared.o
  library libb.a b.o shared.o
  library libc.a c.o shared.o unused.o
  cat >main.c <<'END'
#include <stdio.h>
int a(void), c(void);
int main(void) { printf("%d %d\n", a(), c()); }
END
}

@test "merge makes one library, each object once, and programs print the same" {
  set_of_three
  prints liba.a libb.a libc.a >before
  [ "$(wc -l <before)" -eq $((2 * ${#LINKERS[@]})) ]
  ar-meld --policy merge -o liball.a --out-dir out liba.a libb.a libc.a
  [ "$(listed out)" = 'liball.a ' ]
  [ "$(members out/liball.a)" = $'a.o\nshared.o\nb.o\nc.o\nunused.o' ]
  prints out/liball.a >after
  diff before after
}

@test "merge takes what no linker reads, and objects that no linker tells apart as one" {
  mkdir one two
  for folder in one two; do
    printf '.file "%s.c"\n.globl f\nf: ret\n' "$folder" | as -o "$folder/f.o" -
  done
  echo text >notes.txt
  library liba.a one/f.o notes.txt
  library libb.a two/f.o
  ar-meld --policy merge -o libx.a --out-dir out liba.a libb.a
  [ "$(members out/libx.a)" = $'f.o\nnotes.txt' ]
}

@test "merge keeps members of one name apart, and a universal file universal" {
  for arch in x86_64 arm64; do
    for name in a b shared; do
      echo "int ${name}_f(void) { return 1; }" | clang-19 -target $arch-apple-macos12 -c -x c -o $name.$arch.o -
    done
    for name in a b; do
      cp $name.$arch.o util.o
      llvm-ar-19 --format=darwin rcD $name.$arch.a util.o shared.$arch.o
    done
  done
  for name in a b; do llvm-lipo-19 -create $name.x86_64.a $name.arm64.a -output lib$name.a; done
  ar-meld --policy merge -o libm.a --out-dir out liba.a libb.a
  for arch in x86_64 arm64; do
    llvm-lipo-19 out/libm.a -thin $arch -output thin.a
    [ "$(llvm-ar-19 t thin.a | tr '\n' ' ')" = "util.o shared.$arch.o util.2.o " ]
    echo 'int a_f(void), b_f(void), shared_f(void); int main(void) { return a_f() + b_f() + shared_f(); }' |
      clang-19 -target $arch-apple-macos12 -c -x c -o main.o -
    ld64.lld-19 -arch $arch -platform_version macos 12 12 -undefined dynamic_lookup -o program main.o thin.a
    [ "$(llvm-nm-19 program | grep -c ' [tT] _[abs].*_f$')" -eq 3 ]
  done
}

@test "merge goes with gc, isolate and strip" {
  unit a -g <<<'int helper(void); int a_run(void) { return helper(); }'
  unit help_a -ffunction-sections <<<'int helper(void) { return 1; } int unused_a(void) { return 0; }'
  unit b -g <<<'int helper(void); int b_run(void) { return helper(); }'
  unit help_b <<<'int helper(void) { return 2; }'
  library liba.a a.o help_a.o
  library libb.a b.o help_b.o
  echo 'int a_run(void), b_run(void); int main(void) { return 10 * a_run() + b_run() - 12; }' >main.c
  ar-meld --policy merge --isolate --gc --export '[ab]_run' --strip-debug -o libm.a --out-dir out liba.a libb.a
  [ "$(listed out)" = 'libm.a ' ]
  run ! grep -q unused_a out/libm.a
  prints out/libm.a
}

@test "a symbol that two libraries define differently is a conflict of the merged one, and is told" {
  unit one <<<'int f(void) { return 1; } int a_run(void) { return f(); }'
  unit two <<<'int f(void) { return 2; } int b_run(void) { return f(); }'
  library liba.a one.o
  library libb.a two.o
  run --separate-stderr ar-meld --policy merge -o libm.a --out-dir out liba.a libb.a
  [ "$status" -eq 0 ]
  # shellcheck disable=SC2154 # bats sets it
  [[ $stderr == *"1 strong symbol has different definitions in these libraries, 'f'"* ]]
}

@test "meld-verify finds what a merged library lacks, or takes from elsewhere" {
  set_of_three
  ar-meld --policy merge -o libm.a --out-dir out --keep-json json liba.a libb.a libc.a
  ar dD out/libm.a unused.o
  ar-scan -o after.json out/libm.a
  run meld-verify json/before.json after.json
  [ "$status" -eq 1 ]
  [[ $output == *"missing: libc.a: member 3 'unused.o' of libc.a is neither here nor in out/libm.a"* ]]

  # Of two definitions the later one comes first.
  unit weak_one <<<'__attribute__((weak)) int f(void) { return 1; } int a_run(void) { return f(); }'
  unit weak_two <<<'__attribute__((weak)) int f(void) { return 2; }'
  unit asks <<<'int f(void); int b_run(void) { return f(); }'
  library libd.a weak_one.o
  library libe.a weak_two.o
  library libf.a asks.o
  ar-scan -o before.json libf.a libd.a libe.a
  library libdef.a asks.o weak_two.o weak_one.o
  ar-scan -o after.json libdef.a
  run meld-verify before.json after.json
  [ "$status" -eq 1 ]
  [[ $output == *"links: libdef.a: 'ld."*"libdef.a'"* ]]
}

@test "what does not go with merge is refused, and nothing is written" {
  same_libraries
  refuses 'ar-meld: --policy merge leaves no library but the new one; it goes with --out-dir' \
    ar-meld --policy merge -o libm.a --in-place liba.a libb.a
  refuses 'dedup-plan: --policy merge moves everything; --exclude, --min-copies and --allow do not go with it' \
    dedup-plan --policy merge --exclude '*' -w libm.a before.json
  ar-scan -o before.json liba.a libb.a
  dedup-plan --policy merge -w libm.a -o plan.json before.json
  validates plan.json
  refuses 'ar-pack: the plan leaves no library but the workspace library, and originals are not removed; give --out-dir' \
    ar-pack --in-place plan.json
  [ ! -e libm.a ]
  ar-meld --policy merge -o libm.a --out-dir out liba.a libb.a
  ar-scan -o more.json out/libm.a libc.a
  refuses 'dedup-plan: out/libm.a: is there already; the policy merge makes a new library, and adds to none' \
    dedup-plan --policy merge -w out/libm.a more.json
}

@test "greedy is never larger than closed" {
  same_libraries
  for policy in closed greedy; do ar-meld --policy $policy -o libw.a --out-dir $policy liba.a libb.a libc.a; done
  [ "$(cat greedy/*.a | wc -c)" -le "$(cat closed/*.a | wc -c)" ]
}

@test "--against removes what a library has, and moves nothing else there" {
  set_of_three
  unit own <<<'int own(void) { return 5; }'
  unit both <<<'int both(void) { return 6; }'
  library libd.a own.o shared.o both.o
  library libe.a own.o shared.o both.o
  library libbase.a shared.o
  cp libbase.a base
  ar-meld --against libbase.a --in-place libd.a libe.a
  [ "$(members libd.a)" = $'own.o\nboth.o' ]
  [ "$(members libe.a)" = $'own.o\nboth.o' ]
  cmp base libbase.a
  refuses 'ar-meld: --against goes with --in-place' ar-meld --against libbase.a --out-dir out libd.a
  refuses 'ar-meld: --against is a policy of its own, and moves nothing; --policy and --min-copies do not go with it' \
    ar-meld --against libbase.a --min-copies 3 --in-place libd.a
  ar-scan -o libd.json libd.a
  refuses 'dedup-plan: libx.a: no manifest lists this library, whose objects the policy against removes' \
    dedup-plan --policy against -w libx.a libd.json
  refuses 'ar-meld: --against names the library that -o would; give one of them' \
    ar-meld --against libbase.a -o libw.a --in-place libd.a
}
