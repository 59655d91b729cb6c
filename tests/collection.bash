# What the tests of collecting sections share.
#
#   part NAME [OPTION...]        compiles standard input, C, to NAME.o, with a section for each function and variable
#   cxx NAME [OPTION...]         likewise C++, by $CXX
#   plan_collection OPTION...    scans lib*.a and writes gc.json
#   carry_out                    packs gc.json into out/ and verifies
#   collect OPTION...            both; programs refer to what *_run names if the options name no export
#   kept SYMBOL...               the collected libraries define each of these
#   gone SYMBOL...               they define none of these, and the originals define all
#   kept_section NAME...         they have sections of these names
#   gone_section NAME...         they have none, and the originals have all

load links

WORKSPACE=()

part() { unit "$@" -ffunction-sections -fdata-sections; }

cxx() {
  local name=$1 source
  shift
  IFS='' read -rd '' source || :
  printf '%s' "$source" >"$name.cpp"
  # shellcheck disable=SC2086 # it may be a command with words, "ccache g++"
  ${CXX:-g++} -c -O1 -fno-pic -ffunction-sections -fdata-sections "$@" "$name.cpp"
}

plan_collection() {
  [[ "$*" == *--export* ]] || set -- --export '*_run' "$@"
  ar-scan -o before.json --sections sections.json lib*.a &&
    gc-plan "$@" -o gc.json before.json sections.json
}

carry_out() {
  rm -rf out
  ar-pack --symtab --out-dir out gc.json &&
    ar-scan -o after.json out/*.a &&
    meld-verify --plan gc.json before.json after.json
}

collect() { plan_collection "$@" && carry_out; }

# nm speaks of members without symbols on standard error.
symbols() { nm --defined-only "$@" 2>/dev/null | awk 'NF > 2 { print $3 }' | sort -u; }

sections() { readelf -SW "$@" | sed -n 's/^ *\[ *[0-9]*\] \([^ ]*\).*/\1/p' | sort -u; }

all_among() {
  local list=$1 name
  shift
  for name; do
    if [[ $'\n'$list$'\n' != *$'\n'"$name"$'\n'* ]]; then
      echo "'$name' is not there:"
      echo "$list"
      return 1
    fi
  done
}

none_among() {
  local list=$1 name
  shift
  for name; do
    if [[ $'\n'$list$'\n' == *$'\n'"$name"$'\n'* ]]; then
      echo "'$name' is there:"
      echo "$list"
      return 1
    fi
  done
}

kept() { all_among "$(symbols out/lib*.a)" "$@"; }

gone() {
  all_among "$(symbols lib*.a)" "$@" || return
  none_among "$(symbols out/lib*.a)" "$@"
}

kept_section() { all_among "$(sections out/lib*.a)" "$@"; }

gone_section() {
  all_among "$(sections lib*.a)" "$@" || return
  none_among "$(sections out/lib*.a)" "$@"
}
