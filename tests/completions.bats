#!/usr/bin/env bats
# Completions of bash, zsh and fish: made from the tables of options, and asked of the shells themselves.

load common

COMPLETIONS=${ARMELD_BIN%/bin}/completions

setup() {
  trace_tests_only
  mkdir "$BATS_TEST_TMPDIR/work" || return
  cd "$BATS_TEST_TMPDIR/work" || return
  mkdir folder
  touch before.json liba.a
}

# tools: those that have a table of options
tools() { find "$ROOT/tools" -name '*-*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort; }

# in_bash LINE: what bash completes the last word of a command line to, sorted, on one line. Like Readline, it
# breaks words at "=".
in_bash() {
  bash --norc -c '
    line=${1//=/ = }
    read -ra COMP_WORDS <<<"$line"
    [[ $line == *" " ]] && COMP_WORDS+=("")
    [[ $1 == *= ]] && unset "COMP_WORDS[-1]"
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    source "$2/bash/${COMP_WORDS[0]}"
    read -ra spec < <(complete -p "${COMP_WORDS[0]}")
    while [[ ${#spec[@]} -gt 0 && ${spec[0]} != -F ]]; do spec=("${spec[@]:1}"); done
    "${spec[1]}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf "%s\n" "${COMPREPLY[@]}"' bash "$1" "$COMPLETIONS" | sort | xargs
}

# in_zsh LINE: the same of an interactive zsh on a terminal of its own, which is asked by the Tab key.
in_zsh() {
  cat >"$BATS_TEST_TMPDIR/inside" <<END
PS1=
fpath=('$COMPLETIONS/zsh' \$fpath)
autoload -Uz compinit
compinit -u -d "$BATS_FILE_TMPDIR/zsh"
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
    builtin compadd "\$@"
    return
  fi
  typeset -a hits
  builtin compadd -A hits "\$@"
  print -rl -- \$hits >>../hits
  builtin compadd "\$@"
}
comppostfuncs=(exit)
END
  : >../hits
  timeout 30 zsh -f -c '
    zmodload zsh/zpty
    zpty inner zsh -f -i
    zpty -w inner "source ../inside"
    zpty -w inner "$1"$'"'\\t'"'
    while zpty -r inner line; do :; done' zsh "$1" >/dev/null || return
  sort -u ../hits | xargs
}

# in_fish LINE: the same of fish.
in_fish() {
  # shellcheck disable=SC2016 # for fish
  HOME=$BATS_TEST_TMPDIR/home XDG_DATA_HOME=$BATS_TEST_TMPDIR/home fish --no-config -c '
    source $argv[1]/fish/(string split " " $argv[2])[1].fish
    complete -C $argv[2]' -- "$COMPLETIONS" "$1" | cut -f 1 | sort | xargs
}

@test "each tool has completions of each shell, without a syntax error" {
  for tool in $(tools); do
    bash -n "$COMPLETIONS/bash/$tool"
    zsh -n "$COMPLETIONS/zsh/_$tool"
    fish --no-execute "$COMPLETIONS/fish/$tool.fish"
    for shell in bash zsh fish; do
      "$tool" --completions "$shell" | cmp - "$COMPLETIONS/$shell/"*"$tool"*
    done
  done
}

@test "each option of --help is completed, by each shell" {
  for tool in $(tools); do
    names=$("$tool" --help | grep -oE '^  (-., |    )--[a-z-]+' | grep -oE -e '--[a-z-]+' | sort | xargs)
    echo "$tool: $names"
    [ -n "$names" ]
    [ "$(in_bash "$tool --")" = "$names" ]
    [ "$(in_fish "$tool --")" = "$names" ]
    for name in $names; do
      grep -qE -e "$name(=|\[)" "$COMPLETIONS/zsh/_$tool"
    done
  done
  [ "$(in_zsh 'meld-report --')" = "$(in_bash 'meld-report --')" ]
}

@test "the names of choices are completed" {
  for shell in bash zsh; do
    [ "$(in_$shell 'dedup-plan --policy ' | xargs -n 1 | sort | xargs)" = 'against closed greedy merge' ]
    [ "$(in_$shell 'dedup-plan --policy=' | xargs -n 1 | sort | xargs)" = 'against closed greedy merge' ]
    [ "$(in_$shell 'dedup-plan --policy=cl')" = closed ]
    [ "$(in_$shell 'dedup-plan -w libw.a --policy g')" = greedy ]
  done
  [ "$(in_fish 'dedup-plan --policy ' | xargs -n 1 | sort | xargs)" = 'against closed greedy merge' ]
  [ "$(in_fish 'dedup-plan --policy=cl')" = '--policy=closed' ]
  for shell in bash zsh fish; do
    [ "$(in_$shell 'symtab-update -f d')" = darwin ]
    [ "$(in_$shell 'dedup-plan --pol')" = --policy ]
  done
}

@test "operands and files are completed to files, folders to folders" {
  for shell in bash zsh fish; do
    [ "$(in_$shell 'ar-scan lib')" = liba.a ]
    [ "$(in_$shell 'ar-scan -o bef')" = before.json ]
    [ "$(in_$shell 'ar-scan -j 2 --output bef')" = before.json ]
  done
  [ "$(in_bash 'ar-scan ')" = 'before.json folder liba.a' ]
  [ "$(in_bash 'ar-extract -C ')" = folder ]
  [ "$(in_bash 'ar-scan -- ')" = 'before.json folder liba.a' ]
  in_zsh 'ar-extract -C '
  [ "$(in_zsh 'ar-extract -C ')" = folder ]
  [ "$(in_fish 'ar-extract -C ')" = folder/ ]
}

@test "an argument of any text, or a number, is completed to nothing" {
  [ "$(in_bash 'dedup-plan --exclude ')" = '' ]
  [ "$(in_bash 'dedup-plan --min-copies ')" = '' ]
  [ "$(in_fish 'dedup-plan --exclude ')" = '' ]
  [ "$(in_zsh 'dedup-plan --exclude ')" = '' ]
}

@test "--completions names the shells it knows" {
  refuses "ar-scan: --completions: 'tcsh' is not one of bash, zsh, fish" ar-scan --completions tcsh
}
