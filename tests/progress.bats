#!/usr/bin/env bats
# --progress: how far a step is, on standard error, for people only.
# shellcheck disable=SC2154 # bats sets stderr

load common

# on_terminal COMMAND...: what the command prints when its standard error is a terminal
on_terminal() {
  script -qec "$(printf '%q ' "$@")" /dev/null </dev/null
}

# A chroot may have no pseudo-terminals.
wants_terminal() {
  script -qec true /dev/null </dev/null || skip 'no script(1), or no pseudo-terminal'
}

@test "nothing is shown where standard error is no terminal" {
  same_libraries
  run --separate-stderr ar-scan -o before.json liba.a libb.a
  [ "$stderr" = '' ]
  dedup-plan -w libws.a -o plan.json before.json
  run --separate-stderr ar-pack --out-dir out plan.json
  [ "$stderr" = '' ]
}

@test "--progress=always ends with all bytes done" {
  same_libraries
  ar-scan --progress=always -o before.json liba.a libb.a 2>shown
  grep -q 'ar-scan: .* MB (100 %)$' shown
  dedup-plan -w libws.a -o plan.json before.json
  ar-pack --symtab --progress=always --out-dir out plan.json 2>shown
  grep -q 'ar-pack: .* MB (100 %)$' shown
  dedup-plan --progress=always -w libws.a -o plan.json before.json 2>shown
  grep -q 'dedup-plan: .* MB (100 %)$' shown
  ar-scan -o after.json out/*.a
  meld-verify --progress=always before.json after.json 2>shown
  grep -q 'meld-verify: .* MB (100 %)$' shown
  meld-report --progress=always before.json after.json 2>shown
  grep -q 'meld-report: .* MB (100 %)$' shown
  ar-extract --progress=always -C stage plan.json 2>shown
  grep -q 'ar-extract: .* MB (100 %)$' shown
  symtab-update --progress=always out/liba.a 2>shown
  grep -q 'symtab-update: .* MB (100 %)$' shown
}

@test "on a terminal a quick step shows nothing, and always shows it" {
  wants_terminal
  same_libraries
  [ "$(on_terminal ar-scan -o before.json liba.a)" = '' ]
  [[ $(on_terminal ar-scan --progress=always -o before.json liba.a) = *'ar-scan: '*' MB (100 %)'* ]]
  [ "$(on_terminal ar-scan --progress=never -o before.json liba.a)" = '' ]
}

@test "on a terminal a slow step shows how far it is, and cleans up" {
  wants_terminal
  # An llvm-ar that takes its time.
  same_libraries
  printf '#!/bin/sh\nsleep 1\nexec %s "$@"\n' "$(command -v llvm-ar || command -v llvm-ar-19)" >slow-ar
  chmod +x slow-ar
  shown=$(on_terminal symtab-update -j 1 --llvm-ar ./slow-ar liba.a libb.a)
  [[ $shown = *'symtab-update: 0.0 of 0.0 MB (0 %)'* ]]
  [[ $shown = *$'\r\033[K' ]]
}

@test "ar-meld hands --progress to its steps" {
  same_libraries
  ar-meld --progress always -o libws.a --out-dir out liba.a libb.a 2>shown
  for step in ar-scan ar-pack; do
    grep -q "$step: .* MB (100 %)" shown
  done
  # Programs read documents as well.
  ar-meld --separate --progress always -o libws.a --out-dir out liba.a libb.a 2>shown
  for step in ar-scan dedup-plan ar-pack meld-verify; do
    grep -q "$step: .* MB (100 %)" shown
  done
  ar-meld --progress=never -o libws.a --out-dir again liba.a libb.a 2>shown
  [ ! -s shown ]
  refuses "ar-meld: --progress: 'yes' is not one of auto, always, never" ar-meld --progress=yes -o libws.a --out-dir third liba.a
}

@test "a manifest that was edited is read to its end as well" {
  same_libraries
  ar-scan liba.a libb.a | jq -c . >before.json
  dedup-plan --progress=always -w libws.a before.json 2>shown >plan.json
  grep -q 'dedup-plan: .* MB (100 %)$' shown
}

@test "an unknown --progress is refused" {
  refuses "ar-scan: --progress: 'yes' is not one of auto, always, never" ar-scan --progress=yes liba.a
}
