# What the tests of linking share: real programs, linked before and after melding with every linker.
#
#   unit NAME [OPTION...]        compiles standard input, C, to NAME.o
#   assembled NAME               assembles standard input to NAME.o
#   libs SET...                  makes libraries: each SET is "NAME MEMBER..." and becomes libNAME.a. A library
#                                that programs use defines NAME_run(), which returns an int
#   meld [OPTION...]             melds all lib*.a into out/, with the workspace library out/libw.a
#   same_programs ORDER...       for each ORDER, a list like "a b", and each linker: links a program that calls
#                                a_run() and b_run() with the originals in this order, runs it, and does the
#                                same with the melded libraries and libw.a behind them. Where the original
#                                linked, the other must link and print the same. Under every ORDER some
#                                linker must have linked the original
#   links_after LINKER ORDER     whether the melded libraries link in this order
#   moved NAME...                the plan moves the members of these names
#   pinned NAME RULE SYMBOL LIBRARY MEMBER
#                                the plan pins the member by this rule, and this symbol, object and library
#                                stand against it. Each may be '' where the rule knows none
#
# LINKERS holds those that are installed, by the names that -fuse-ld= takes. EXTRA holds what else goes on the
# link line, last, and WORKSPACE the name of the workspace library, if there is one.

load common

EXTRA=()
WORKSPACE=(w)

links_setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  [ "$HOSTTYPE" = x86_64 ] || skip 'the assembly is for x86-64'
  local found=$BATS_FILE_TMPDIR/linkers
  if [ ! -e "$found" ]; then find_linkers "$found"; fi
  ln -s "$found" linkers || return
  LINKERS=("$found"/ld.*)
  LINKERS=("${LINKERS[@]##*/ld.}")
  [ "${#LINKERS[@]}" -ge 2 ] || return
  c_library
}

# find_linkers FOLDER: -fuse-ld looks for the plain name, in the folder that -B names.
find_linkers() {
  local linker path version
  mkdir "$1"
  for linker in bfd gold lld mold; do
    for version in '' -29 -28 -27 -26 -25 -24 -23 -22 -21 -20 -19; do
      if path=$(command -v "ld.$linker$version"); then
        ln -s "$path" "$1/ld.$linker"
        break
      fi
    done
  done
}

# c_library: a shared library of the functions of the C library that C programs here call, by its name. Linking with that itself takes
# longer than with all else, and at run time the program gets it.
c_library() {
  C_LIBRARY=${CHECK_OBJECTS:-$BATS_RUN_TMPDIR/objects}/libc.so
  [ ! -e "$C_LIBRARY" ] || return 0
  local name
  for name in __libc_start_main __cxa_finalize __tls_get_addr abort calloc exit free malloc printf putchar puts realloc strcmp strlen strtol; do
    printf '.globl %s\n.type %s,@function\n%s: ret\n' $name $name $name
  done | as -o c_library.o - || return
  mkdir -p "${C_LIBRARY%/*}" || return
  ld -shared -soname libc.so.6 -o "$C_LIBRARY.$BASHPID" c_library.o || return
  rm c_library.o
  mv "$C_LIBRARY.$BASHPID" "$C_LIBRARY"
}

setup() { links_setup; }

unit() {
  local name=$1 source
  shift
  IFS='' read -rd '' source || :
  printf '%s' "$source" >"$name.c"
  compiled "$name" -O1 -fno-pic "$@"
}

assembled() { as -o "$1.o" -; }

libs() {
  local set members
  for set; do
    read -ra members <<<"$set"
    library "lib${members[0]}.a" "${members[@]:1}"
  done
}

meld() { ar-meld -o libw.a --out-dir out --keep-json . "$@" lib*.a; }

program_main() { # program_main LIBRARY...: main.NAMES.o calls each
  local name calls=
  for name; do calls+="CALL($name) "; done
  cat >main.c <<'END'
#include <stdio.h>
#define CALL(name) extern int name##_run(void);
CALLS
#undef CALL
#define CALL(name) printf(#name " %d\n", name##_run());
int main(void) { CALLS return 0; }
END
  compiled main -O1 -fno-pic "-DCALLS=$calls"
}

link_program() { # link_program OUTPUT LINKER FOLDER LIBRARY...
  local output=$1 linker=$2 folder=$3 name flags=() system=()
  shift 3
  for name; do flags+=("-l$name"); done
  [[ " ${EXTRA[*]}" == *' -l'* ]] || system=(-nodefaultlibs "$C_LIBRARY")
  # The compiler's plugin is for objects of another kind, and takes GNU ld as long as the link does.
  "$CC" -fno-use-linker-plugin -no-pie "-B$PWD/linkers" "-fuse-ld=$linker" -o "$output" "${MAIN:-main.o}" "-L$folder" "${flags[@]}" "${EXTRA[@]}" "${system[@]}"
}

same_programs() {
  local order linker linked names
  for order; do
    read -ra names <<<"$order"
    [ -n "${MAIN:-}" ] || program_main "${names[@]}"
    linked=0
    for linker in "${LINKERS[@]}"; do
      if ! link_program before "$linker" . "${names[@]}" 2>before.txt; then continue; fi
      linked=$((linked + 1))
      ./before >before.out || return
      if ! link_program after "$linker" out "${names[@]}" "${WORKSPACE[@]}" 2>after.txt; then
        echo "ld.$linker, order $order: does not link after melding"
        cat after.txt
        return 1
      fi
      ./after >after.out || return
      if ! diff before.out after.out; then
        echo "ld.$linker, order $order: prints something else after melding"
        return 1
      fi
    done
    if [ "$linked" -eq 0 ]; then
      echo "order $order: the originals do not link"
      cat before.txt
      return 1
    fi
  done
}

links_after() {
  local linker=$1 names
  read -ra names <<<"$2"
  [ -n "${MAIN:-}" ] || program_main "${names[@]}"
  link_program after "$linker" out "${names[@]}" "${WORKSPACE[@]}"
}

moved() {
  local name
  for name; do
    if ! jq -e --arg name "$name" 'any(.moves[]; .name == $name)' plan.json >/dev/null; then
      echo "'$name' does not move:"
      jq -c '.pins[]' plan.json
      return 1
    fi
  done
}

pinned() {
  if ! jq -e --arg name "$1" --arg rule "$2" --arg symbol "$3" --arg library "$4" --arg member "$5" '
    any(.pins[]; .name == $name and .rule == $rule and (.symbol // "") == $symbol and
      (.against.library // "") == $library and (.against.member // "") == $member)' plan.json >/dev/null; then
    echo "'$1' is not pinned so:"
    jq -c '.pins[], {moves: [.moves[].name]}' plan.json
    return 1
  fi
}
