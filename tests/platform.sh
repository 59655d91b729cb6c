# shellcheck shell=sh
# The fixtures of every platform, for tests: what sets there are, how to link one, and what to compare.
#
# Source it from a test (bats: `load platform.sh`). A set is a folder of fixtures/, listed in
# fixtures/README.md; that table is what platform_field reads. The link recipes need no SDK: imports
# are resolved by the libraries' own import objects, or stay undefined where the format allows it.
#
#   platform_sets                        the sets, one a line
#   platform_field SET COLUMN            a cell of the table: target, objects, archives, producer, link
#   platform_libraries SET               the paths of its libraries, in link order, one a line
#   platform_link SET OUTPUT LIBRARY...  links a DLL, dylib or shared object
#   platform_program SET OUTPUT LIBRARY...  links an executable that calls all of alpha, beta and gamma
#   platform_symbols SET FILE            what a linked file exports and imports, sorted, to compare
#   platform_run SET PROGRAM             runs a program; the exit code is the answer (19 for C
#                                        objects, 18 for those of rustc)
#
# A function that cannot do its work here (no linker for the format, no emulator installed) returns 77.
# PLATFORM_ROOTS are the functions a link is asked to export: by default those of all three libraries.

PLATFORM_FIXTURES=${PLATFORM_FIXTURES:-$(cd "$(dirname "${BASH_SOURCE:-$0}")" && pwd)/fixtures}
PLATFORM_ROOTS=${PLATFORM_ROOTS:-alpha_run beta_run gamma_run}

# platform_tool NAME: the newest installed version of an LLVM tool.
platform_tool() {
  for platform_version in -29 -28 -27 -26 -25 -24 -23 -22 -21 -20 -19 ''; do
    if command -v "$1$platform_version"; then return 0; fi
  done
  echo "platform.sh: no $1 is installed" >&2
  return 77
}

platform_sets() {
  sed -n 's/^| `\([^`]*\)` |.*/\1/p' "$PLATFORM_FIXTURES/README.md"
}

platform_field() {
  case $2 in
  target) platform_column=3 ;;
  objects) platform_column=4 ;;
  archives) platform_column=5 ;;
  producer) platform_column=6 ;;
  link) platform_column=7 ;;
  *) return 2 ;;
  esac
  awk -F ' *[|] *' -v set="\`$1\`" -v column="$platform_column" \
    '$2 == set { print $column; found = 1 } END { exit !found }' "$PLATFORM_FIXTURES/README.md"
}

platform_libraries() {
  find "$PLATFORM_FIXTURES/$1" -maxdepth 1 \( -name '*.a' -o -name '*.lib' \) | LC_ALL=C sort
}

# platform_companion SET NAME: the object of that name beside the libraries, if there is one.
platform_companion() {
  if [ -f "$PLATFORM_FIXTURES/$1/$2" ]; then echo "$PLATFORM_FIXTURES/$1/$2"; fi
}

# platform_roots PREFIX: one argument per root.
platform_roots() {
  for platform_root in $PLATFORM_ROOTS; do printf '%s%s\n' "$1" "$platform_root"; done
}

platform_link() {
  platform_set=$1 platform_output=$2
  shift 2
  # shellcheck disable=SC2046 # one word per argument
  set -- "$@" $(platform_companion "$platform_set" support.o)
  platform_recipe=$(platform_field "$platform_set" link) || return
  # shellcheck disable=SC2046,SC2086 # one word per argument
  case $platform_recipe in
  'lld-link '*)
    platform_machine=${platform_recipe#lld-link }
    platform_lld_link "$platform_machine" "$platform_output" /dll /noentry \
      $(platform_roots /export:) "$@"
    ;;
  'ld.lld i386pep')
    $(platform_tool ld.lld) -m i386pep -shared --no-insert-timestamp -o "$platform_output" \
      -Xlink=/noentry $(platform_roots -Xlink=/export:) "$@"
    ;;
  'ld64.lld '*)
    $(platform_tool ld64.lld) -arch ${platform_recipe#ld64.lld } \
      -platform_version macos 11.0 11.0 -dylib -install_name @rpath/linked.dylib -no_uuid \
      -undefined dynamic_lookup $(platform_roots '-exported_symbol _') $(platform_roots '-u _') \
      -o "$platform_output" "$@"
    ;;
  ld.lld)
    platform_version_script=$platform_output.map
    {
      echo '{ global:'
      platform_roots '' | sed 's/$/;/'
      echo 'local: *; };'
    } >"$platform_version_script"
    $(platform_tool ld.lld) -shared --version-script="$platform_version_script" \
      $(platform_roots '-u ') -o "$platform_output" "$@"
    ;;
  wasm-ld)
    $(platform_tool wasm-ld) --no-entry --import-undefined $(platform_roots --export=) \
      -o "$platform_output" "$@"
    ;;
  *) return 77 ;;
  esac
}

# platform_lld_link MACHINE OUTPUT ARGUMENT...
platform_lld_link() {
  platform_linker=$(platform_tool lld-link) || return
  platform_machine=$1 platform_output=$2
  shift 2
  # LLVM 20 is the first that finds the exports of ARM64EC objects.
  case $platform_machine:$platform_linker in
  arm64ec:*-19) return 77 ;;
  esac
  # The warning is about a load configuration, which only Windows' own runtime brings.
  "$platform_linker" /nologo "/machine:$platform_machine" /Brepro /WX:no "/out:$platform_output" \
    /ignore:4217 "$@" 2>"$platform_output.messages" || {
    cat "$platform_output.messages" >&2
    return 1
  }
  sed "/'_load_config_used' is missing/d" "$platform_output.messages" >&2
}

platform_program() {
  platform_set=$1 platform_output=$2
  shift 2
  platform_main=$(platform_companion "$platform_set" main.o)
  [ "$platform_main" ] || return 77
  # shellcheck disable=SC2046 # one word per argument
  set -- "$platform_main" "$@" $(platform_companion "$platform_set" support.o)
  platform_recipe=$(platform_field "$platform_set" link) || return
  case $platform_recipe in
  'lld-link '*)
    platform_lld_link "${platform_recipe#lld-link }" "$platform_output" \
      /subsystem:console /entry:main_run "$@"
    ;;
  'ld.lld i386pep')
    $(platform_tool ld.lld) -m i386pep --no-insert-timestamp --subsystem console -e main_run \
      -o "$platform_output" "$@"
    ;;
  ld.lld) $(platform_tool ld.lld) -static -o "$platform_output" "$@" ;;
  *) return 77 ;;
  esac
}

# Sorted and without repetition: import directories of the long form run into each other where two
# lie in one library, and then list a function twice.
platform_symbols() {
  platform_recipe=$(platform_field "$1" link) || return
  case $platform_recipe in
  *lld-link* | *i386pep)
    $(platform_tool llvm-readobj) --coff-exports --coff-imports "$2" | awk '
      /^(Delay)?Import \{/ { library = "" }
      /^Export \{/ { exporting = 1; next }
      /^\}/ { exporting = 0 }
      $1 == "Name:" && exporting { print "export", $2; next }
      $1 == "Name:" && library == "" { library = tolower($2) }
      $1 == "Symbol:" { print "import", library, $2 }'
    ;;
  ld64.lld*)
    platform_nm=$(platform_tool llvm-nm) || return
    "$platform_nm" -gU --format=posix "$2" | awk '{ print "export", $1 }'
    "$platform_nm" -gu --format=posix "$2" | awk '{ print "import", $1 }'
    ;;
  ld.lld)
    $(platform_tool llvm-nm) -D --format=posix "$2" |
      awk '{ print ($2 ~ /[Uwv]/ ? "import" : "export"), $1 }'
    ;;
  wasm-ld)
    $(platform_tool llvm-readobj) --symbols "$2" >/dev/null
    node -e '
      const module = new WebAssembly.Module(require("fs").readFileSync(process.argv[1]));
      for (const s of WebAssembly.Module.exports(module)) console.log("export", s.name);
      for (const s of WebAssembly.Module.imports(module)) console.log("import", s.name);' "$2"
    ;;
  *) return 77 ;;
  esac | LC_ALL=C sort -u
}

platform_run() {
  case $(platform_field "$1" target) in
  x86_64-*-linux-*) platform_emulator= ;;
  i686-*-linux-*) platform_emulator=qemu-i386 ;;
  arm*-linux-*) platform_emulator=qemu-arm ;;
  aarch64-*linux-*) platform_emulator=qemu-aarch64 ;;
  riscv64*-linux-*) platform_emulator=qemu-riscv64 ;;
  s390x-*-linux-*) platform_emulator=qemu-s390x ;;
  powerpc-*-linux-*) platform_emulator=qemu-ppc ;;
  x86_64-*-windows-*) platform_emulator=wine ;;
  *) return 77 ;;
  esac
  if [ "$platform_emulator" ]; then
    command -v "$platform_emulator" >/dev/null || return 77
  fi
  $platform_emulator "$2"
}
