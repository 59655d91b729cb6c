# What the bats files share: the tools, and small real libraries.
#
# Load it in `setup` or at the top of the file (`load common`). The working folder of each test is a fresh
# one, which bats removes.
#
#   trace_tests_only              in a setup of the file's own
#   object NAME [C-SOURCE]        compiles NAME.o; the default source defines a function of that name
#   library LIB.a MEMBER...       puts objects (made before) into a library, deterministically
#   same_libraries                liba.a libb.a libc.a: each has an object of its own, all share shared.o
#                                 and more.o; liba.a and libb.a share pair.o
#   planned                       those, before.json, and plan.json with the workspace library libw.a
#   planned_of_one_name           likewise of one/lib/libx.a, two/lib/libx.a and libc.a
#   program FOLDER LIBRARY...     links a C program that calls a, b and c with the folder's libraries, in that
#                                 order, and runs it
#   refuses MESSAGE COMMAND...    the command ends with 2 and prints that one line and nothing else
#   json FILTER FILE              what jq -r prints
#   members LIB.a                 the member names, one a line
#   listed FOLDER                 the files in it, sorted, on one line
#   validates FILE...             the documents are valid by their schemas

ROOT=${BATS_TEST_DIRNAME%/*}
ARMELD_BIN=${ARMELD_BIN:-$ROOT/build/bin}
PATH=$ARMELD_BIN:$PATH
: "${CC:=cc}"
# Messages of the C library and sorting must not depend on who runs the tests.
export LC_ALL=C.UTF-8

# bats has a trap that notes the line of each command, for the message when a test fails, and takes longer than many a
# command does. Without this option of the shell, it notes those of the test itself, and not those of the functions that it calls.
trace_tests_only() { set +T; }

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
}

object() {
  printf '%s\n' "${2:-"int $1(void) { return 1; }"}" >"$1.c"
  compiled "$1" -Os
}

# compiled NAME OPTION...: NAME.o of NAME.c, which includes nothing but headers of the system. Each is compiled once in a run of all
# tests, and copied to whoever wants it.
compiled() {
  local name=$1 objects=${CHECK_OBJECTS:-$BATS_RUN_TMPDIR/objects} digest key
  shift
  read -r digest _ < <(sha256sum <"$name.c")
  key="$digest $CC $* $name"
  key=$objects/${key//\//+}
  if [ ! -e "$key" ]; then
    mkdir -p "$objects" || return
    # Two may want it at one time.
    "$CC" -c "$@" -o "$key.$BASHPID" "$name.c" || return
    mv "$key.$BASHPID" "$key" || return
  fi
  cp "$key" "$name.o"
}

# GNU ar asks every plugin about each object whose target it was not told, and loads all of LLVM for that, of each version.
ar() {
  local target=()
  [ "$HOSTTYPE" != x86_64 ] || target=(--target=elf64-x86-64)
  command ar "${target[@]}" "$@"
}

# nm likewise
nm() {
  local target=()
  [ "$HOSTTYPE" != x86_64 ] || target=(--target=elf64-x86-64)
  command nm "${target[@]}" "$@"
}

library() {
  rm -f "$1"
  ar rcD "$@"
}

# comdat NAME SYMBOL VALUE: an object with a symbol of its own and a COMDAT that holds a value.
comdat() {
  "$CC" -c -o "$1.o" -x assembler - <<END
.globl $2
$2: .byte 1
.section .data.shared,"awG",%progbits,shared,comdat
.weak shared
shared: .quad $3
END
}

same_libraries() {
  object shared 'int counter; int shared(void) { return ++counter; }'
  object more 'int shared(void); int more(void) { return 10 * shared(); }'
  object pair 'int pair(void) { return 1000; }'
  object a 'int shared(void); int more(void); int pair(void); int a(void) { return shared() + more() + pair(); }'
  object b 'int shared(void); int more(void); int pair(void); int b(void) { return shared() + more() + pair(); }'
  object c 'int shared(void); int more(void); int c(void) { return shared() + more(); }'
  library liba.a a.o shared.o more.o pair.o
  library libb.a b.o shared.o more.o pair.o
  library libc.a c.o shared.o more.o
}

# same_members NAME...: liba.a and libb.a, which have these members alike
same_members() {
  local name
  for name; do
    object own "int own_${name//[.]/_};"
    cp own.o "$name"
    ar qcDS liba.a "$name"
    ar qcDS libb.a "$name"
    rm "$name"
  done
}

planned() {
  same_libraries
  ar-scan -o before.json liba.a libb.a libc.a
  dedup-plan -w libw.a -o plan.json before.json
}

planned_of_one_name() {
  same_libraries
  mkdir -p one/lib two/lib
  mv liba.a one/lib/libx.a
  mv libb.a two/lib/libx.a
  ar-scan -o before.json one/lib/libx.a two/lib/libx.a libc.a
  dedup-plan -w libw.a -o plan.json before.json
}

program() {
  local folder=$1
  shift
  cat >main.c <<'END'
#include <stdio.h>
int a(void), b(void), c(void);
int main(void) { printf("%d %d %d\n", a(), b(), c()); }
END
  "$CC" -o program main.c "${@/#/$folder/}" || return
  ./program
}

refuses() {
  local message=$1
  shift
  run --separate-stderr "$@"
  # shellcheck disable=SC2154 # bats sets stderr
  if [ "$status" -ne 2 ] || [ "$stderr" != "$message" ] || [ "$output" != '' ]; then
    printf 'command:  %s\nexit code: %s\nexpected: %s\nprinted:  %s\noutput:   %s\n' \
      "$*" "$status" "$message" "$stderr" "$output"
    return 1
  fi
}

# on_portable: whether `make check-portable` runs this, with only what POSIX says: armeld(7), "Hosts", has what is weaker there
on_portable() { [ "${OS_FORM:-}" = portable ]; }

json() { jq -r "$1" "$2"; }

members() { ar t "$1"; }

listed() { find "$1" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | tr '\n' ' '; }

validates() { "$ROOT/tests/validate" "$@"; }

bats_require_minimum_version 1.5.0
