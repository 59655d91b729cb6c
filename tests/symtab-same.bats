#!/usr/bin/env bats
# ar-pack --symtab and symtab-update: two ways to a symbol table, one table.

load common

# An llvm-ar of the LLVM that the tools are built on: older ones know fewer formats.
llvm_ar() {
  local version
  version=$(ar-pack --version | sed 's/.*LLVM \([0-9]*\).*/\1/')
  LLVM_AR=$(command -v "llvm-ar-$version") || skip "no llvm-ar-$version"
  export LLVM_AR
}

# both_ways LIBRARY...: melds the libraries, and compares the two ways file by file
both_ways() {
  ar-scan -o before.json "$@" 2>/dev/null
  dedup-plan -w libws.a --policy greedy -o plan.json before.json
  ar-pack --out-dir once --symtab plan.json
  symtab-update --missing once/*
  ar-pack --out-dir twice plan.json
  # Without a table GNU archives of COFF objects look like COFF ones.
  symtab-update -f "$(json .workspace.format plan.json)" twice/*
  diff -r once twice
}

@test "ELF libraries get the table that llvm-ar would write" {
  llvm_ar
  same_libraries
  both_ways liba.a libb.a libc.a
  ar-scan -o after.json once/*
  [ "$(json '[.libraries[].symbol_table.state] | unique | join(" ")' after.json)" = fresh ]
}

@test "so do libraries of every fixture" {
  llvm_ar
  tried=0
  for folder in "$ROOT"/tests/fixtures/*/; do
    found=()
    for library in "$folder"*.a "$folder"*.lib; do
      # Universal files and thin archives are other matters.
      if [ -f "$library" ] && [ "$(head -c 7 "$library")" = '!<arch>' ]; then
        found+=("$library")
      fi
    done
    [ "${#found[@]}" -ge 2 ] || continue
    rm -rf once twice
    both_ways "${found[@]}" || { echo "in $folder" && return 1; }
    tried=$((tried + 1))
  done
  [ "$tried" -ge 5 ]
}

@test "a library with bitcode that LLVM cannot read gets no table, and symtab-update --missing makes one" {
  same_libraries
  printf 'BC\300\336not really bitcode' >new.bc
  ar rcD liba.a new.bc 2>/dev/null
  ar-scan -o before.json liba.a libb.a libc.a
  dedup-plan -w libws.a -o plan.json before.json
  ar-pack --out-dir out --symtab plan.json
  ar-scan -o after.json out/liba.a out/libb.a out/libws.a
  [ "$(json '[.libraries[].symbol_table.state] | join(" ")' after.json)" = 'absent fresh fresh' ]
  # Only the library without a table is given to llvm-ar.
  printf '#!/bin/sh\necho "$@" >>calls\nexit 1\n' >llvm-ar
  chmod +x llvm-ar
  run symtab-update --llvm-ar ./llvm-ar --missing out/liba.a out/libb.a out/libws.a
  [ "$status" -eq 2 ]
  [ "$(wc -l <calls)" -eq 1 ]
  grep -q out/liba.a calls
}

@test "symtab-update --missing looks for no llvm-ar when there is nothing to do" {
  same_libraries
  symtab-update --llvm-ar /nowhere/llvm-ar --missing liba.a libb.a
}
