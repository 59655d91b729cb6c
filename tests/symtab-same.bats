#!/usr/bin/env bats
# ar-pack --symtab and symtab-update: two ways to a symbol table, one table.

load common
load platform.sh

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

# begins FILE BYTES: whether it does
begins() {
  local bytes
  LC_ALL=C IFS='' read -rN "${#2}" bytes <"$1"
  [ "$bytes" = "$2" ]
}

# reference ARCHIVE FORMAT: an archive of the same members, in the same format, that llvm-ar writes: $reference, in the
# same folder, because thin archives have paths in them
reference() {
  local thin=()
  reference=$1.reference
  rm -f "$reference"
  if begins "$1" '!<thin>'; then thin=(--thin); fi
  "$LLVM_AR" "--format=$2" qcsLD "${thin[@]}" "$reference" "$1"
}

# slices_of FILE: makes an archive of each slice of a universal file, and names them; else names the file.
slices_of() {
  local slice
  if begins "$1" $'\xca\xfe\xba'; then
    for slice in $("$(platform_tool llvm-lipo)" -archs "$1"); do
      "$(platform_tool llvm-lipo)" "$1" -thin "$slice" -output "slice.${1##*/}.$slice.a" || return
      echo "slice.${1##*/}.$slice.a"
    done
  else
    echo "$1"
  fi
}

# unmarked ARCHIVE: its bytes, with the owner and group that mark a workspace library set to 0. An AIX archive's
# fields are wider.
unmarked() {
  LC_ALL=C sed -e 's/76353 86353 /0     0     /g' -e 's/76353       86353       /0           0           /g' "$1"
}

# as_llvm_ar_writes SET [THIN]: melds the set, and compares each library, or each slice, with llvm-ar's.
as_llvm_ar_writes() {
  local set=$1 library archive archives=() its format
  shift
  rm -rf melded twice
  mapfile -t found < <(platform_libraries "$set")
  ar-scan -o before.json "${found[@]}" 2>/dev/null
  dedup-plan -w libws.a --allow provided -o plan.json before.json 2>/dev/null # so that something moves
  ar-pack "$@" --out-dir melded --symtab plan.json
  for library in melded/*; do
    mapfile -t -O "${#archives[@]}" archives < <(slices_of "$library")
  done
  while read -r its archive; do
    format=$its
    reference "$archive" "$format"
    # llvm-ar writes no mark of a workspace library.
    cmp <(unmarked "$archive") "$reference" || { echo "$set: $archive" && return 1; }
    rm "$reference"
    compared=$((compared + 1))
  done < <(ar-scan "${archives[@]}" 2>/dev/null | jq -r '.libraries[] | "\(.format) \(.path)"')
  # symtab-update makes the same, and puts slices together again.
  ar-pack "$@" --out-dir twice plan.json
  symtab-update -f "$format" twice/*
  diff -r melded twice
}

@test "so do libraries of every fixture, each slice of universal files, and thin archives" {
  llvm_ar
  compared=0
  for set in $(platform_sets); do
    # What LLVM cannot read gets no table: see the next test.
    [ "$set" != elf-x86_64-bitcode-unreadable ] || continue
    as_llvm_ar_writes "$set"
    case $(platform_field "$set" archives) in
    universal*) universal=$((${universal:-0} + 1)) ;;
    *thin)
      as_llvm_ar_writes "$set" --thin
      thins=$((${thins:-0} + 1))
      ;;
    esac
  done
  [ "$universal" -eq 3 ]
  [ "$thins" -eq 2 ]
  # A workspace library and three others a set, or as many for each slice or kind.
  [ "$compared" -eq $(($(platform_sets | wc -l) * 4 - 4 + 4 * universal + 4 * thins)) ]
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

# ---- Darwin's sorted tables ----

# darwin_object NAME SYMBOL...: an object that defines them
darwin_object() {
  local name=$1 symbol
  shift
  for symbol; do printf '.globl _%s\n_%s: ret\n' "$symbol" "$symbol"; done |
    "$(platform_tool llvm-mc)" -triple arm64-apple-macos11 -filetype=obj -o "$name.o"
}

# table_name LIBRARY: of its first member
table_name() { tail -c +69 "$1" | head -c 20 | tr -d '\0' | grep -ao '^__.SYMDEF\(_64\)\?\( SORTED\)\?'; }

# map LIBRARY: the table's symbols and members, as it lists them
map() { "$(platform_tool llvm-nm)" --print-armap "$1" 2>/dev/null | sed -n '/ in /p; /^$/q'; }

# linked LIBRARY...: the symbols of what ld64.lld links out of them for main.o, in order of addresses
linked() {
  "$(platform_tool ld64.lld)" -arch arm64 -platform_version macos 11.0 11.0 -dylib -install_name x -o linked \
    main.o "$@" || return
  "$(platform_tool llvm-nm)" --numeric-sort --format=just-symbols linked | tr '\n' ' '
}

# darwin_libraries: liba.a and libb.a, whose members stand in reverse order of their symbols, and share two
darwin_libraries() {
  llvm_ar
  darwin_object zeta zeta
  darwin_object alpha alpha
  darwin_object shared omega shared
  darwin_object more beta more
  for name in a b; do
    darwin_object own_$name z$name a$name
    "$LLVM_AR" --format=darwin rcsD lib$name.a own_$name.o shared.o more.o
  done
  "$LLVM_AR" --format=darwin rcsD libown.a zeta.o alpha.o
  printf '.globl _main\n_main: bl _zeta\nbl _alpha\n' |
    "$(platform_tool llvm-mc)" -triple arm64-apple-macos11 -filetype=obj -o main.o
}

@test "the order of a Darwin table is that in which ld64.lld links" {
  darwin_libraries
  [ "$(table_name libown.a)" = '__.SYMDEF' ]
  [ "$(linked libown.a)" = '_main _zeta _alpha ' ]
  symtab-update --sorted libown.a
  [ "$(table_name libown.a)" = '__.SYMDEF SORTED' ]
  [ "$(linked libown.a)" = '_main _alpha _zeta ' ]
}

@test "symtab-update --sorted writes llvm-ar's table, sorted by name, and keeps it so" {
  darwin_libraries
  for threshold in 0 1000000000; do
    export SYM64_THRESHOLD=$threshold
    [ $threshold = 0 ] && wide=_64 || wide=
    cp liba.a sorted.a
    symtab-update --sorted sorted.a
    [ "$(table_name sorted.a)" = "__.SYMDEF$wide SORTED" ]
    diff <(map liba.a | sort) <(map sorted.a)
    run ! diff <(map liba.a) <(map sorted.a)
    ar-scan -o sorted.json sorted.a
    [ "$(json '.libraries[0] | .format + " " + .symbol_table.state' sorted.json)" = 'darwin fresh' ]
    [ "$(json '[.libraries[0].members[].data_offset % 8] | max' sorted.json)" -eq 0 ]
    cmp <("$LLVM_AR" p liba.a) <("$LLVM_AR" p sorted.a)
    # Again, and without being told.
    cp sorted.a again.a
    symtab-update again.a
    cmp sorted.a again.a
  done
  # Other formats know no such table.
  symtab-update --sorted -f bsd again.a
  [ "$(table_name again.a)" = '__.SYMDEF' ]
}

@test "a table that lists a symbol twice is not sorted" {
  darwin_libraries
  darwin_object twice alpha other
  "$LLVM_AR" --format=darwin rcsD libtwice.a zeta.o twice.o alpha.o
  cp libtwice.a before.a
  symtab-update --sorted libtwice.a
  cmp libtwice.a before.a
}

@test "libraries keep the kind of table that they have, and the workspace library is sorted where all are" {
  darwin_libraries
  meld_tables() {
    rm -rf out
    ar-meld -o libws.a --out-dir out liba.a libb.a || return
    for library in liba libb libws; do table_name out/$library.a; done | tr '\n' ' '
  }
  [ "$(meld_tables)" = '__.SYMDEF __.SYMDEF __.SYMDEF ' ]
  symtab-update --sorted liba.a
  [ "$(meld_tables)" = '__.SYMDEF SORTED __.SYMDEF __.SYMDEF ' ]
  symtab-update --sorted libb.a
  [ "$(meld_tables)" = '__.SYMDEF SORTED __.SYMDEF SORTED __.SYMDEF SORTED ' ]
  for library in out/*.a; do
    reference "$library" darwin
    diff <(map "$reference" | sort) <(map "$library")
  done
}

@test "universal files keep the kind of table that each slice has" {
  llvm_ar
  for library in "$PLATFORM_FIXTURES"/macho-universal-libtool/*.a; do
    cp "$library" .
    symtab-update --sorted "$(basename "$library")"
  done
  ar-meld -o libws.a --out-dir out lib*.a
  checked=0
  for library in out/*.a; do
    for archive in $(slices_of "$library"); do
      [ "$(table_name "$archive")" = '__.SYMDEF SORTED' ]
      reference "$archive" darwin
      checked=$((checked + 1))
      diff <(map "$reference" | sort) <(map "$archive" | sort)
    done
  done
  [ "$checked" -eq 8 ]
}
