# shellcheck shell=bash
# The fixtures of every platform, for tests: which sets there are, how to link one, what to compare.
#
# A set is a folder of fixtures/, listed in the table of fixtures/README.md: platform_field reads that.
# The link recipes need no SDK: imports are resolved by the libraries' own import objects, or stay
# undefined where the format allows it.
#
#   platform_sets                        the sets, one a line
#   platform_field SET COLUMN            a cell of the table: target, objects, archives, producer, link
#   platform_libraries SET               the paths of its libraries, in link order, one a line
#   platform_link SET OUTPUT LIBRARY...  links a DLL, dylib, shared object or wasm module
#   platform_program SET OUTPUT LIBRARY...  links a program that calls alpha, beta and gamma
#   platform_symbols SET FILE...         what a linked file exports and imports, sorted; each line behind the file's name
#                                        where there are several
#   platform_run SET PROGRAM             runs the program: its exit code is the libraries' answer
#
# A function that cannot do its work here (the format has no linker, or no emulator is installed)
# returns 77. PLATFORM_ROOTS are the functions that a link is asked to export. With PLATFORM_GNU_LD set, MinGW's
# sets are linked by GNU ld in place of lld. AIX_LD is a GNU ld for AIX (see bench/corpus/aix-linker).

# shellcheck disable=SC3028 # a shell without BASH_SOURCE takes $0
PLATFORM_FIXTURES=${PLATFORM_FIXTURES:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/fixtures}
PLATFORM_ROOTS=${PLATFORM_ROOTS:-alpha_run beta_run gamma_run}

# platform_tool NAME: the newest installed version of an LLVM tool.
platform_tool() {
  local found
  if found=$(command -v "$1"-{29..19} "$1"); then
    echo "${found%%$'\n'*}"
  else
    echo "platform.sh: $1 is not installed" >&2
    return 77
  fi
}

mapfile -t platform_rows < <(grep '^| `' "$PLATFORM_FIXTURES/README.md")

platform_sets() {
  # Seven cells a row; the other table there has fewer.
  printf '%s\n' "${platform_rows[@]}" | awk -F '`' 'split($0, cells, "|") == 9 { print $2 }'
}

platform_field() {
  local column row cells
  case $2 in
  target) column=2 ;;
  objects) column=3 ;;
  archives) column=4 ;;
  producer) column=5 ;;
  link) column=6 ;;
  *) return 2 ;;
  esac
  for row in "${platform_rows[@]}"; do
    [[ $row == "| \`$1\` |"* ]] || continue
    IFS='|' read -ra cells <<<"$row"
    read -r row <<<"${cells[column]}"
    echo "$row"
    return
  done
  return 1
}

platform_libraries() {
  local library
  for library in "$PLATFORM_FIXTURES/$1"/*.{a,lib}; do
    [ ! -e "$library" ] || echo "$library"
  done
}

# platform_lld_link MACHINE OUTPUT ARGUMENT...
platform_lld_link() {
  local linker machine=$1 output=$2 messages
  shift 2
  linker=$(platform_tool lld-link) || return
  # LLVM 19 does not find the exports of ARM64EC objects.
  if [ "$machine" = arm64ec ] && [[ $linker == *-19 ]]; then return 77; fi
  messages=$("$linker" /nologo "/machine:$machine" /Brepro "/out:$output" "$@" 2>&1) || {
    printf '%s\n' "$messages" >&2
    return 1
  }
  # Only Windows' own runtime has the load configuration that ARM64EC links ask for.
  [ -z "$messages" ] || printf '%s' "$messages" | sed "/'_load_config_used' is missing/d" >&2
}

platform_link() {
  local set=$1 output=$2 recipe root roots=() libraries=() library linker
  shift 2
  libraries=("$@")
  recipe=$(platform_field "$set" link) || return
  if [ -f "$PLATFORM_FIXTURES/$set/support.o" ]; then
    libraries+=("$PLATFORM_FIXTURES/$set/support.o")
  fi
  case $recipe in
  'lld-link '*)
    for root in $PLATFORM_ROOTS; do roots+=("/export:$root"); done
    platform_lld_link "${recipe#* }" "$output" /dll /noentry "${roots[@]}" "${libraries[@]}"
    ;;
  'ld.lld i386pep')
    if [ "${PLATFORM_GNU_LD:-}" ]; then
      command -v x86_64-w64-mingw32-ld >/dev/null || return 77
      for root in $PLATFORM_ROOTS; do roots+=(-u "$root"); done
      # shellcheck disable=SC2086 # one line per root
      printf '%s\n' EXPORTS $PLATFORM_ROOTS >"$output.def"
      x86_64-w64-mingw32-ld -shared --no-insert-timestamp -e 0 -o "$output" "${roots[@]}" \
        "${libraries[@]}" "$output.def"
      return
    fi
    linker=$(platform_tool ld.lld) || return
    for root in $PLATFORM_ROOTS; do roots+=("-Xlink=/export:$root"); done
    "$linker" -m i386pep -shared --no-insert-timestamp -o "$output" -Xlink=/noentry \
      "${roots[@]}" "${libraries[@]}"
    ;;
  'ld64.lld '*)
    linker=$(platform_tool ld64.lld) || return
    for root in $PLATFORM_ROOTS; do roots+=(-u "_$root" -exported_symbol "_$root"); done
    # ld64.lld does not read universal files with 64-bit offsets: give it the slice.
    if [ "$(platform_field "$set" archives)" = 'universal 64' ]; then
      libraries=()
      for library; do
        "$(platform_tool llvm-lipo)" "$library" -thin "${recipe#* }" \
          -output "$output.${library##*/}" || return
        libraries+=("$output.${library##*/}")
      done
    fi
    "$linker" -arch "${recipe#* }" -platform_version macos 11.0 11.0 -dylib \
      -install_name @rpath/linked.dylib -no_uuid -undefined dynamic_lookup "${roots[@]}" \
      -o "$output" "${libraries[@]}"
    ;;
  ld.lld)
    linker=$(platform_tool ld.lld) || return
    for root in $PLATFORM_ROOTS; do roots+=(-u "$root"); done
    "$linker" -shared -o "$output" "${roots[@]}" "${libraries[@]}" --version-script=<(
      echo "{ global: ${PLATFORM_ROOTS// /; }; local: *; };"
    )
    ;;
  wasm-ld)
    linker=$(platform_tool wasm-ld) || return
    for root in $PLATFORM_ROOTS; do roots+=("--export=$root"); done
    "$linker" --no-entry --import-undefined "${roots[@]}" -o "$output" "${libraries[@]}"
    ;;
  'aix-ld '*)
    [ "${AIX_LD:-}" ] || return 77
    # shellcheck disable=SC2086 # one line per root
    printf '%s\n' $PLATFORM_ROOTS >"$output.exports"
    printf '%s\n' '#! system' GetTickCount GetLastError GetErrorMode GetConsoleCP GetOEMCP >"$output.imports"
    for root in $PLATFORM_ROOTS; do roots+=(-u "$root"); done
    "$AIX_LD" "-${recipe#* }" -bM:SRE -bnoentry "-bE:$output.exports" "-bI:$output.imports" "${roots[@]}" \
      -o "$output" "${libraries[@]}"
    ;;
  *) return 77 ;;
  esac
}

platform_program() {
  local set=$1 output=$2 recipe objects=() linker
  recipe=$(platform_field "$set" link) || return
  # A module is a program: platform_run calls its exports.
  if [ "$recipe" = wasm-ld ]; then
    platform_link "$@"
    return
  fi
  shift 2
  objects=("$PLATFORM_FIXTURES/$set/main.o" "$@")
  [ -f "${objects[0]}" ] || return 77
  if [ -f "$PLATFORM_FIXTURES/$set/support.o" ]; then
    objects+=("$PLATFORM_FIXTURES/$set/support.o")
  fi
  case $recipe in
  'lld-link '*)
    platform_lld_link "${recipe#* }" "$output" /subsystem:console /entry:main_run "${objects[@]}"
    ;;
  'ld.lld i386pep')
    linker=x86_64-w64-mingw32-ld
    [ "${PLATFORM_GNU_LD:-}" ] || linker=$(platform_tool ld.lld) || return
    command -v "$linker" >/dev/null || return 77
    "$linker" -m i386pep --no-insert-timestamp --subsystem console -e main_run -o "$output" \
      "${objects[@]}"
    ;;
  ld.lld)
    linker=$(platform_tool ld.lld) || return
    "$linker" -static -o "$output" "${objects[@]}"
    ;;
  *) return 77 ;;
  esac
}

# Without repetition: import directories of the long form run into each other where two lie in one
# library, and then list a function twice.
platform_symbols() {
  local set=$1 recipe several=''
  shift
  [ "$#" -eq 1 ] || several=yes
  recipe=$(platform_field "$set" link) || return
  case $recipe in
  lld-link* | *i386pep)
    "$(platform_tool llvm-readobj)" --coff-exports --coff-imports "$@" | awk -v several=$several '
      several && $1 == "File:" { file = $2 " " }
      /^(Import|DelayImport) \{/ { library = "" }
      /^Export \{/ { exporting = 1 }
      /^\}/ { exporting = 0 }
      $1 == "Name:" && exporting { print file "export", $2 }
      $1 == "Name:" && !exporting { library = tolower($2) }
      $1 == "Symbol:" { print file "import", library, $2 }'
    ;;
  ld64.lld*)
    "$(platform_tool llvm-nm)" --extern-only --format=posix "$@" |
      awk 'NF == 1 { file = substr($1, 1, length($1) - 1) " " }
        NF > 1 { print file ($2 == "U" ? "import" : "export"), $1 }'
    ;;
  ld.lld)
    "$(platform_tool llvm-nm)" --dynamic --format=posix "$@" |
      awk 'NF == 1 { file = substr($1, 1, length($1) - 1) " " }
        NF > 1 { print file ($2 ~ /[Uwv]/ ? "import" : "export"), $1 }'
    ;;
  wasm-ld)
    "$(platform_tool llvm-nm)" --format=posix "$@" |
      awk 'NF == 1 { file = substr($1, 1, length($1) - 1) " " }
        $2 == "T" { print file "export", $1 }
        $2 == "U" { print file "import", $1 }'
    ;;
  aix-ld*)
    "$(platform_tool llvm-readobj)" --loader-section-symbols "$@" | awk -v several=$several '
      several && $1 == "File:" { file = $2 " " }
      $1 == "Name:" { name = $2 }
      $1 == "ImportFileID:" { print file ($2 == "0x0" ? "export" : "import"), name }'
    ;;
  *) return 77 ;;
  esac | LC_ALL=C sort -u
}

# The answer is 18 for libraries of rustc and 19 for those of C objects, where nothing else is said.
# wine wants a WINEPREFIX that may be written.
platform_run() {
  local set=$1 program=$2 target emulator
  target=$(platform_field "$set" target) || return
  case $target in
  x86_64-*linux-*) emulator='env' ;;
  i686-*linux-*) emulator=qemu-i386 ;;
  arm*linux-*) emulator=qemu-arm ;;
  aarch64-*linux-*) emulator=qemu-aarch64 ;;
  riscv64*linux-*) emulator=qemu-riscv64 ;;
  s390x-*linux-*) emulator=qemu-s390x ;;
  powerpc-*linux-*) emulator=qemu-ppc ;;
  x86_64-*windows-*) emulator=wine ;;
  wasm32-*) emulator=node ;;
  *) return 77 ;;
  esac
  command -v $emulator >/dev/null || return 77
  if [ $emulator = node ]; then
    node -e '
      const one = () => 1;
      const names = ["GetTickCount", "GetLastError", "GetErrorMode", "GetConsoleCP", "GetOEMCP"];
      const env = Object.fromEntries(names.map((name) => [name, one]));
      const module = new WebAssembly.Module(require("fs").readFileSync(process.argv[1]));
      const { alpha_run, beta_run, gamma_run } = new WebAssembly.Instance(module, { env }).exports;
      process.exit((alpha_run(1) + beta_run(2) + gamma_run(3)) & 0x7f);' "$program"
  else
    $emulator "$program"
  fi
}
