#!/usr/bin/env bats
# ar-meld --linker-script: link lines that do not know of the workspace library, by every linker that reads linker scripts.

# shellcheck disable=SC2034,SC2054 # the files that this loads read the variables
load links

WORKSPACE=()

sdk() {
  unit shared <<<'int counter; int shared(void) { return ++counter; }'
  unit a <<<'int shared(void); int a_run(void) { return shared(); }'
  unit b <<<'int shared(void); int b_run(void) { return 10 * shared(); }'
  unit c <<<'int c_run(void) { return 7; }'
  library liba.a a.o shared.o
  library libb.a b.o shared.o
  library libplain.a c.o
  mkdir -p sdk/lib
  ar-meld -o libw.a --out-dir sdk/lib/melded --linker-script sdk/lib "$@" liba.a libb.a libplain.a
  cat >main.c <<'END'
#include <stdio.h>
int a_run(void), b_run(void), c_run(void);
int main(void) { int a = a_run(); printf("%d %d %d\n", a, b_run(), c_run()); }
END
  "$CC" -c main.c
}

@test "the old link line links with every linker, in every order, from any folder" {
  sdk
  [ "$(listed sdk/lib)" = 'liba.a libb.a libplain.a libw.a melded ' ]
  [ "$(members sdk/lib/melded/liba.a)" = a.o ]
  grep -qFx 'INPUT ( "melded/liba.a" "melded/libw.a" )' sdk/lib/liba.a
  grep -qFx 'INPUT ( "melded/libplain.a" )' sdk/lib/libplain.a
  mkdir elsewhere
  for linker in "${LINKERS[@]}"; do
    for line in '-la -lb -lplain' '-lplain -lb -la' '-la -lb -lplain -lw'; do
      # shellcheck disable=SC2086 # words
      (cd elsewhere && "$CC" -no-pie -B"$PWD/../linkers" -fuse-ld="$linker" -o ../program ../main.o -L../sdk/lib $line)
      [ "$(./program)" = '1 20 7' ]
    done
    [ "$linker" != mold ] || continue
    "$CC" -no-pie -B"$PWD/linkers" -fuse-ld="$linker" -o program main.o sdk/lib/libb.a sdk/lib/liba.a "$PWD/sdk/lib/libplain.a"
    [ "$(./program)" = '1 20 7' ]
  done
}

@test "limit: mold finds what a script names only below a folder of -L" {
  sdk
  [[ " ${LINKERS[*]} " == *' mold '* ]] || skip 'mold is not installed'
  run "$CC" -no-pie -B"$PWD/linkers" -fuse-ld=mold -o program main.o sdk/lib/liba.a sdk/lib/libb.a sdk/lib/libplain.a
  # A mold that finds them needs no such line in the manual.
  [ "$status" -ne 0 ]
  "$CC" -no-pie -B"$PWD/linkers" -fuse-ld=mold -o program main.o -Lsdk/lib sdk/lib/liba.a sdk/lib/libb.a sdk/lib/libplain.a
  [ "$(./program)" = '1 20 7' ]
}

@test "limit: --whole-archive takes the workspace library twice" {
  sdk
  run "$CC" -no-pie -B"$PWD/linkers" -fuse-ld=bfd -o program main.o -Lsdk/lib -Wl,--whole-archive -la -lb -Wl,--no-whole-archive -lplain
  [ "$status" -ne 0 ]
  [[ $output == *"multiple definition of"*shared* ]]
}

@test "a second run writes the scripts anew, and nothing else is replaced by one" {
  sdk
  cp sdk/lib/liba.a once
  ar-meld -o libw.a --out-dir sdk/lib/melded --linker-script sdk/lib liba.a libb.a libplain.a
  cmp once sdk/lib/liba.a
  mkdir other
  cp liba.a other/
  run ar-meld -o libw.a --out-dir out --linker-script other liba.a libb.a
  [ "$status" -eq 2 ]
  [[ $output == *other/liba.a* ]]
  cmp liba.a other/liba.a
  run ar-meld -o libw.a --out-dir out --linker-script out liba.a libb.a
  [ "$status" -eq 2 ]
  [[ $output == *'is in the folder that the linker scripts are for'* ]]
}

@test "a merged library has a script as well" {
  sdk --policy merge
  [ "$(listed sdk/lib)" = 'libw.a melded ' ]
  "$CC" -no-pie -o program main.o -Lsdk/lib -lw
  [ "$(./program)" = '1 20 7' ]
}
