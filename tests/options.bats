#!/usr/bin/env bats
# What all tools do with options and outputs alike: suggestions, --help and its width, a reader that goes away, and
# no output over an input.
# shellcheck disable=SC2154 # bats sets stderr

load common

# tools: those that have a table of options
tools() { find "$ROOT/tools" -name '*-*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort; }

@test "a misspelt option gets a suggestion" {
  refuses "dedup-plan: unknown option '--polcy'; did you mean '--policy'?" dedup-plan --polcy closed before.json
  refuses "dedup-plan: unknown option '--polcy'; did you mean '--policy'?" dedup-plan --polcy=closed before.json
  refuses "ar-scan: unknown option '--file-form'; did you mean '--files-from'?" ar-scan --file-form list
  refuses "ar-pack: unknown option '--inplace'; did you mean '--in-place'?" ar-pack --inplace plan.json
  # An option that was cut short, and one that is like no other
  refuses "dedup-plan: unknown option '--work'; did you mean '--workspace'?" dedup-plan --work libw.a before.json
  refuses "dedup-plan: unknown option '--colour'; try --help" dedup-plan --colour before.json
  refuses "dedup-plan: unknown option '-x'; try --help" dedup-plan -x before.json
}

@test "a misspelt choice gets a suggestion" {
  refuses "dedup-plan: --policy: 'close' is not one of closed, greedy, merge, against; did you mean 'closed'?" \
    dedup-plan --policy close -w libw.a before.json
  refuses "symtab-update: --format: 'darwn' is not one of gnu, bsd, darwin, coff, bigarchive; did you mean 'darwin'?" \
    symtab-update -f darwn liba.a
  refuses "meld-verify: --allow: 'nothing' is not one of $(meld-verify --help | tr -s '\n ' ' ' | sed 's/.*--allow CHECK [^(]*(\([^;]*\);.*/\1/')" \
    meld-verify --allow nothing before.json after.json
}

@test "a choice may be spelt as in documents" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  meld-verify --allow symbol_table before.json before.json
  meld-verify --allow symbol-table before.json before.json
}

@test "an option with a missing, second or unwanted argument is refused by name" {
  refuses 'dedup-plan: --output: requires an argument; try --help' dedup-plan -w libw.a before.json -o
  refuses 'dedup-plan: --existing: takes no argument; try --help' dedup-plan --existing=yes -w libw.a before.json
  refuses 'dedup-plan: --workspace: is given more than once; try --help' dedup-plan -w liba.a -w libb.a before.json
  refuses "dedup-plan: --min-copies: 'two' is not a number; try --help" dedup-plan --min-copies two before.json
}

@test "--help has no line of more than 80 columns, and its columns are aligned" {
  for tool in $(tools); do
    "$tool" --help >help
    [ "$(awk 'length > 80' help)" = '' ]
    # Help begins in one column, beside the option or below.
    [ "$(sed -nE 's/^(  (-., |    )--[^ ]+( [^ ]+)?  +|      {3,})[^ -].*/\1/p' help | awk '{ print length }' | sort -u | wc -l)" -eq 1 ]
  done
}

@test "--help is as wide as the terminal" {
  script -qec true /dev/null </dev/null || skip 'no script(1), or no pseudo-terminal'
  for columns in 60 120; do
    script -qec "stty cols $columns; ar-scan --help" /dev/null </dev/null | tr -d '\r' >help
    grep -q '^Usage: ar-scan ' help
    widest=$(awk 'length > widest { widest = length } END { print widest }' help)
    [ "$widest" -le "$columns" ]
    [ "$widest" -gt $((columns - 40)) ]
  done
}

@test "--help shows what an argument is" {
  dedup-plan --help >help
  grep -q -e '^  -o, --output FILE  ' help
  grep -q -e '^      --policy POLICY  ' help
  grep -q -e '^      --min-copies N  ' help
  [[ $(tr -s '\n ' ' ' <help) == *'(gnu, bsd, darwin, coff, bigarchive)'* ]]
  [[ $(tr -s '\n ' ' ' <help) == *'in at least N libraries (default: 2)'* ]]
}

@test "--help and --version do nothing else" {
  same_libraries
  for option in --help --version; do
    ar-scan "$option" -o before.json liba.a
    [ ! -e before.json ]
    meld-lock "$option" -- touch touched
    [ ! -e touched ]
    symtab-update "$option" none.a
    # Not even look at the operands
    meld-verify "$option" one two three
  done
}

@test "--help, --version and --completions that cannot be printed end with 2" {
  for tool in $(tools); do
    for option in --help --version '--completions=bash'; do
      refuses "$tool: standard output: No space left on device" bash -c "'$tool' '$option' >/dev/full"
    done
  done
}

@test "a list that cannot be printed ends with 2" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  refuses 'ar-pack: standard output: No space left on device' bash -c 'ar-pack --dry-run --out-dir out plan.json >/dev/full'
  refuses 'dedup-plan: standard output: No space left on device' bash -c 'dedup-plan -w libw.a --explain before.json >/dev/full'
  refuses 'meld-report: standard output: No space left on device' bash -c 'meld-report before.json before.json >/dev/full'
}

# codes COMMAND: the exit codes of a pipeline whose reader reads nothing
codes() {
  bash -c "{ sleep 0.2; $1; } 2>errors | true; echo \"\${PIPESTATUS[0]}\""
}

@test "a reader that goes away ends the tool by SIGPIPE, in silence" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  for command in 'ar-scan liba.a' 'dedup-plan -w libw.a before.json' 'dedup-plan -w libw.a -o other.json --explain before.json' \
    'meld-report before.json before.json' 'meld-verify before.json before.json' 'ar-pack --dry-run --out-dir out plan.json' \
    'ar-scan --help' 'ar-scan --version'; do
    echo "$command"
    [ "$(codes "$command")" -eq 141 ]
    [ "$(cat errors)" = '' ]
  done
  # What was written to a file is complete, and nothing else is left.
  cmp plan.json other.json
  [ "$(find . -name '.?*')" = '' ]
}

@test "where SIGPIPE is ignored, a reader that goes away is an error" {
  same_libraries
  [ "$(codes "trap '' PIPE; ar-scan liba.a")" -eq 2 ]
  [ "$(cat errors)" = 'ar-scan: standard output: Broken pipe' ]
}

@test "a named pipe whose reader goes away is an error" {
  # More than fits into a pipe
  object x "$(for i in $(seq 2000); do echo "int a_function_with_a_long_name_$i(void) { return $i; }"; done)"
  library libx.a x.o
  mkfifo pipe
  head -c 1 pipe >/dev/null &
  refuses 'ar-scan: pipe: Broken pipe' ar-scan -o pipe libx.a
}

# Names of one file: itself, a symbolic link, a hard link
names() {
  ln -s "$1" symbolic || return
  ln "$1" hard || return
  echo "$1 ./$1 $PWD/$1 symbolic hard"
}

@test "no document is written over one that the command reads" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  cp before.json after.json
  cp before.json original.json
  for name in $(names before.json); do
    also=''
    [ "$name" = before.json ] || also=' (before.json)'
    for command in 'dedup-plan -w libw.a' 'meld-verify after.json' 'meld-report after.json' 'meld-verify --json after.json'; do
      # shellcheck disable=SC2086 # the words of the command
      refuses "${command%% *}: $name: is an input of this command$also and cannot be its output" \
        $command -o "$name" before.json
    done
    cmp before.json original.json
  done
  refuses 'dedup-plan: before.json: is an input of this command (standard input) and cannot be its output' \
    bash -c 'dedup-plan -w libw.a -o before.json - <before.json'
}

@test "no manifest is written over a list, Cargo's messages, a library or a member of a thin archive" {
  same_libraries
  printf 'liba.a\n' >list
  printf '{"reason":"compiler-artifact","target":{"crate_types":["staticlib"]},"filenames":["liba.a"]}\n' >messages
  (mkdir sub && cd sub && ar rcDT ../thin.a ../shared.o)
  cp list list.original
  cp shared.o shared.original
  refuses 'ar-scan: list: is an input of this command and cannot be its output' ar-scan --files-from list -o list
  refuses 'ar-scan: messages: is an input of this command and cannot be its output' \
    ar-scan --cargo-messages messages -o messages
  refuses 'ar-scan: ./liba.a: is an input of this command (liba.a) and cannot be its output' ar-scan -o ./liba.a liba.a
  refuses 'ar-scan: liba.a: is an input of this command and cannot be its output' ar-scan -o liba.a --files-from list
  refuses 'ar-scan: shared.o: is an input of this command and cannot be its output' ar-scan -o shared.o thin.a
  cmp list list.original
  cmp shared.o shared.original
}

@test "no library is written over the plan" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a before.json | jq '.workspace.path = "plan.json"' >plan.json
  cp plan.json original.json
  refuses 'ar-pack: ./plan.json: is an input of this command (plan.json) and cannot be its output' \
    ar-pack --out-dir . plan.json
  refuses 'ar-pack: plan.json: is an input of this command and cannot be its output' ar-pack --in-place plan.json
  cmp plan.json original.json
}

@test "a device may be input and output" {
  same_libraries
  ar-scan -o before.json liba.a
  dedup-plan -w libw.a -o /dev/null before.json
  ar-scan --files-from /dev/null -o /dev/null liba.a
}

@test "lists may end their lines in CR LF, and text may begin with a byte order mark" {
  same_libraries
  printf '\xef\xbb\xbfliba.a\r\n\r\nlibb.a\r\n' >list
  ar-scan -o listed.json --files-from list
  ar-scan -o named.json liba.a libb.a
  cmp listed.json named.json
  printf '\xef\xbb\xbf' | cat - named.json >marked.json
  dedup-plan -w libw.a -o plan.json named.json
  dedup-plan -w libw.a marked.json | cmp plan.json -
  iconv -t UTF-16 list >wide
  refuses 'ar-scan: wide: is UTF-16; save it as UTF-8' ar-scan --files-from wide
}
