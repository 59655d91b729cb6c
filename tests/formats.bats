#!/usr/bin/env bats
# Archive formats: what ar-meld writes is read back by other archivers, and -f writes every format that the
# linkers of the objects read.

load common
load platform.sh

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  # An llvm-ar of the LLVM that the tools are built on: older ones know fewer formats.
  local version
  version=$(ar-pack --version | sed 's/.*LLVM \([0-9]*\).*/\1/')
  LLVM_AR=$(command -v "llvm-ar-$version") || skip "no llvm-ar-$version"
  export LLVM_AR
}

# meld_as FORMAT SET: into after/, with the documents in json/
meld_as() {
  mapfile -t libraries < <(platform_libraries "$2")
  rm -rf after json
  ar-meld ${1:+-f "$1"} -o libshared.a --out-dir after --keep-json json "${libraries[@]}"
}

# reads_back ARCHIVER FILE: the archiver finds the members and contents that llvm-ar does.
reads_back() {
  diff <("$1" t "$2") <("$LLVM_AR" t "$2")
  cmp <("$1" p "$2") <("$LLVM_AR" p "$2")
}

@test "GNU ar reads melded libraries back, where it knows the format" {
  tried=0
  for set in $(platform_sets); do
    case $(platform_field "$set" archives) in
    GNU* | COFF) ;;
    *) continue ;; # BSD's table is a member to GNU ar
    esac
    case $set in
    *-unreadable) continue ;; # an ar that has LLVM's plugin complains of it
    *-arm64ec-*) continue ;;  # its second table is a member to GNU ar
    esac
    echo "$set"
    meld_as '' "$set"
    for library in after/*; do reads_back ar "$library"; done
    tried=$((tried + 1))
  done
  [ "$tried" -ge 30 ]
}

# converts SET FORMAT...: to each format, with the members' bytes unchanged, read back, and with llvm-ar's table
converts() {
  local set=$1 format
  shift
  for format; do
    echo "$set to $format"
    meld_as "$format" "$set"
    jq -r '.libraries[].members[].object' json/before.json | sort -u >objects.before
    jq -r '.libraries[] | "format \(.format)", "table \(.symbol_table.state)", "object \(.members[].object)",
      "\(.path): \(.members[].name)"' json/after.json >facts
    # BSD's and Darwin's archives look alike.
    written=$(sed -n 's/^format //p' facts | sort -u | xargs)
    [ "$written" = "$format" ] || [[ "$set $format $written" == macho-*" bsd darwin" ]]
    [ "$(grep '^table ' facts | sort -u)" = 'table fresh' ]
    sed -n 's/^object //p' facts | sort -u >objects.after
    [ -s objects.after ]
    [ -z "$(comm -13 objects.before objects.after)" ]
    for library in after/*; do
      diff <("$LLVM_AR" t "$library") <(sed -n "s|^$library: ||p" facts)
    done
    rm -rf twice
    ar-pack --out-dir twice json/plan.json
    symtab-update -f "$format" twice/*
    diff -r after twice
  done
}

@test "-f writes ELF libraries in each format that their linkers read" {
  converts elf-x86_64-llvm-ar-64 gnu bsd
  converts elf-aarch64-llvm-ar-bsd gnu bsd
  converts elf-x86_64-gnu-ar-thin gnu bsd
}

@test "-f writes Windows libraries in each format that their linkers read" {
  converts coff-x86_64-llvm-lib coff gnu
  converts coff-i686-rustc coff gnu
  converts mingw-x86_64-llvm-dlltool gnu coff
  converts mingw-x86_64-dlltool gnu coff
}

@test "-f writes Mach-O libraries in each format that their linkers read" {
  converts macho-arm64-libtool darwin bsd
  converts macho-x86_64-rustc darwin bsd
  # GNU archives align members to 2 bytes, and Apple's linkers want 8.
  run -1 meld_as gnu macho-arm64-libtool
  [[ $output == *'alignment: '*'which is no multiple of 8'* ]]
}

@test "-f writes wasm and XCOFF libraries in each format that their linkers read" {
  converts wasm32-llvm-ar gnu bsd
  converts xcoff-ppc-llvm-ar bigarchive
  converts xcoff-mixed-llvm-ar bigarchive
}

# unpadded_set: two BSD archives of Mach-O objects that share one of a size that is no multiple of 8
unpadded_set() {
  local mc name
  mc=$(platform_tool llvm-mc)
  for name in alpha beta shared; do
    printf '.globl _%s\n_%s: ret\n.subsections_via_symbols\n' $name $name |
      "$mc" -triple arm64-apple-macos11 -filetype=obj -o $name.o
    # Bytes behind the last table belong to nobody.
    truncate -s $((($(stat -c %s $name.o) / 8) * 8 + 13)) $name.o
  done
  for name in alpha beta; do "$LLVM_AR" --format=bsd rcsD lib$name.a $name.o shared.o; done
}

@test "Mach-O libraries whose members have odd sizes are written as BSD archives, aligned and with no byte more" {
  unpadded_set
  ar-meld -o libshared.a --out-dir after --keep-json json libalpha.a libbeta.a
  [ "$(jq -r '[.libraries[].format] | unique | join(" ")' json/after.json)" = bsd ]
  cmp <("$LLVM_AR" p after/libshared.a) shared.o
  [ "$(jq '[.libraries[].members[].data_offset % 8] | max' json/after.json)" -eq 0 ]
  "$(platform_tool ld64.lld)" -arch arm64 -platform_version macos 11.0 11.0 -dylib -install_name x -undefined \
    dynamic_lookup -u _alpha -u _shared -o linked after/libalpha.a after/libshared.a
}

@test "the darwin format, which would pad them, is refused for such members" {
  unpadded_set
  size=$(stat -c %s shared.o)
  run -2 ar-meld -f darwin -o libshared.a --out-dir after libalpha.a libbeta.a
  [[ $output == *"after/libshared.a: member 'shared.o': the darwin format would pad its $size bytes to a multiple of 8; the bsd format does not"* ]]
  [ ! -e after ]
}

@test "ar-meld --thin writes thin archives of thin ones" {
  mapfile -t libraries < <(platform_libraries elf-x86_64-gnu-ar-thin)
  ar-meld --thin -o libshared.a --out-dir after --keep-json json "${libraries[@]}"
  [ "$(jq -r '[.libraries[].thin] | unique | join(" ")' json/after.json)" = true ]
  for library in after/*; do [ "$(head -c 7 "$library")" = '!<thin>' ]; done
  platform_link elf-x86_64-gnu-ar-thin before.so "${libraries[@]}"
  platform_link elf-x86_64-gnu-ar-thin after.so after/libalpha.a after/libbeta.a after/libgamma.a after/libshared.a
  diff <(platform_symbols elf-x86_64-gnu-ar-thin before.so) <(platform_symbols elf-x86_64-gnu-ar-thin after.so)
  refuses 'ar-meld: --thin goes with --out-dir' ar-meld --thin -o libshared.a --in-place "${libraries[@]}"
}

@test "a thin archive of archives is called that" {
  cd "$BATS_TEST_TMPDIR"
  echo 'int f(void) { return 1; }' | "$CC" -x c -c -o f.o -
  ar rcD inner.a f.o
  ar rcT outer.a inner.a
  run -2 ar-scan outer.a
  [[ $output == "ar-scan: outer.a: member 1 '' at 0x"*": lies in another archive: this is a thin archive of archives; give those archives themselves" ]]
}
