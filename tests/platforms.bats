#!/usr/bin/env bats
# Every platform: the fixtures of all targets and archive producers, melded, read back and linked.

load common
load platform.sh
load platforms

# per_set DOCUMENT FILTER: what jq prints for this document of every set, each line behind the name of the set (see meld)
per_set() {
  mapfile -t documents < <(platform_sets | sed "s|\$|/json/$1.json|")
  (cd "$BATS_FILE_TMPDIR/melded" && jq -r "(input_filename | sub(\"/.*\"; \"\")) + \" \" + ($2)" "${documents[@]}")
}

@test "libraries of every platform are melded, proved, and stay in their format" {
  for set in $(platform_sets); do
    echo "$set"
    meld "$set" # runs meld-verify
  done
  # The workspace library comes first in after.json, and is not in before.json.
  formats='.libraries[] | "\(.path | sub(".*/"; "")) \(.slice) \(.format)"'
  per_set before "$formats" >formats.before
  per_set after "$formats" | grep -v ' libshared' >formats.after
  diff formats.before formats.after
  [ "$(cut -d ' ' -f 1 formats.after | uniq | wc -l)" -ge 45 ]
  # What is there now was there before, byte for byte: objects are named by their digests.
  objects='[.libraries[].members[].object] | unique[]'
  per_set before "$objects" | sort >objects.before
  per_set after "$objects" | sort >objects.after
  [ -s objects.after ]
  [ -z "$(comm -13 objects.before objects.after)" ]
}

@test "llvm-ar and llvm-nm read melded libraries of every platform back" {
  llvm_ar=$(platform_tool llvm-ar)
  llvm_nm=$(platform_tool llvm-nm)
  for set in $(platform_sets); do
    case $set in *-universal-* | *-unreadable) continue ;; esac
    echo "$set"
    meld "$set"
    for library in "$workspace" "${slimmed[@]}"; do "$llvm_ar" t "$library" >/dev/null; done
    "$llvm_nm" --print-armap "$workspace" "${slimmed[@]}" >/dev/null 2>&1
  done
}

@test "links of melded libraries export and import what they did before" {
  linked=0
  for set in $(platform_sets); do
    libraries_of "$set"
    status=0
    platform_link "$set" all.before "${libraries[@]}" || status=$?
    [ "$status" -ne 77 ] || continue
    echo "$set"
    meld "$set"
    platform_link "$set" all.after "${slimmed[@]}" "$workspace"
    alike "$set" all
    linked=$((linked + 1))
  done
  [ "$linked" -ge 40 ]
}

@test "links of each melded library alone export and import what they did before" {
  linked=0
  for set in $(platform_sets); do
    # What is outside of the set decides there: those have a test of their own.
    case $set in *-outside | *-weak) continue ;; esac
    [ "$(platform_field "$set" link)" ] || continue
    echo "$set"
    meld "$set"
    status=0
    links_alike "$set" alpha beta gamma || status=$?
    [ "$status" -eq 77 ] || [ "$status" -eq 0 ]
    linked=$((linked + 3 * (status == 0)))
  done
  [ "$linked" -ge 100 ]
}

# alone_with_outside SET NAME: as links_alike, with the library from outside behind the workspace library
alone_with_outside() {
  local set=$1 outside=() before after
  [ ! -e "$PLATFORM_FIXTURES/$set/outside/outside.lib" ] || outside=("$PLATFORM_FIXTURES/$set/outside/outside.lib")
  PLATFORM_ROOTS=${2}_run
  pick "$2" || return 99
  platform_link "$set" one.before "${before[@]}" "${outside[@]}" || return 99
  platform_link "$set" one.after "${after[@]}" "$workspace" "${outside[@]}" || return 99
  alike "$set" one
}

@test "links of each library alone bind outside of the set what they did before" {
  for set in $(platform_sets | grep -E -- '-(outside|weak)$'); do
    echo "$set"
    meld "$set"
    alone_with_outside "$set" alpha
    alone_with_outside "$set" beta
    alone_with_outside "$set" gamma
    # Gamma needs what the object would define that moves without rule "provided", and had it from outside.
    meld "$set" --allow provided
    case $set in
    coff-*-weak | elf-*-weak) alone_with_outside "$set" gamma ;; # nobody fetches a member for that
    *) run -1 alone_with_outside "$set" gamma ;;
    esac
  done
}

@test "links of melded MinGW libraries by GNU ld export and import what they did before" {
  command -v x86_64-w64-mingw32-ld || skip 'no x86_64-w64-mingw32-ld'
  export PLATFORM_GNU_LD=1
  for set in $(platform_sets | grep ^mingw); do
    echo "$set"
    meld "$set"
    links_alike "$set" alpha beta gamma 'alpha beta' 'beta gamma' 'alpha beta gamma'
  done
}

@test "programs of melded libraries for foreign Linux machines and wasm run to the same answer" {
  ran=0
  for set in $(platform_sets); do
    [[ $(platform_field "$set" target) =~ linux|wasm ]] || continue
    libraries_of "$set"
    status=0
    platform_program "$set" before.exe "${libraries[@]}" || status=$?
    [ $status -ne 77 ] || continue
    status=0
    platform_run "$set" ./before.exe || status=$?
    [ $status -ne 77 ] || continue
    echo "$set"
    meld "$set"
    answers_alike "$set"
  done
  # Those of this machine's own kind need no emulator.
  [ "$ran" -ge 4 ]
}

@test "universal files come out universal, with the same slices" {
  lipo=$(platform_tool llvm-lipo)
  for set in macho-universal-lipo macho-universal-lipo-64 macho-universal-libtool; do
    meld "$set"
    for library in "$workspace" "${slimmed[@]}"; do
      [ "$("$lipo" -archs "$library")" = "$("$lipo" -archs "${libraries[0]}")" ]
    done
    [ "$(head -c 4 "${slimmed[0]}" | od -An -tx1)" = "$(head -c 4 "${libraries[0]}" | od -An -tx1)" ]
  done
}

@test "thin archives become regular ones, or thin ones with --thin" {
  libraries_of elf-x86_64-gnu-ar-thin
  ar-scan -o before.json "${libraries[@]}"
  dedup-plan -w libshared.a -o plan.json before.json
  ar-pack --out-dir regular --symtab plan.json
  ar-pack --out-dir thin --thin --symtab plan.json
  [ "$(head -c 7 regular/libalpha.a)" = '!<arch>' ]
  [ "$(head -c 7 thin/libalpha.a)" = '!<thin>' ]
  ar-scan -o after.json thin/*.a
  meld-verify before.json after.json
}

@test "import stubs of one name and size and different content stay apart" {
  meld coff-x86_64-llvm-lib
  # GetLastError, GetErrorMode and GetConsoleCP: three objects before, three after.
  stubs='[.objects[] | select(.kind == "import") | .defines[0].name] | sort | unique | join(" ")'
  [ "$(jq -r "$stubs" json/before.json)" = "$(jq -r "$stubs" json/after.json)" ]
  [[ $(jq -r "$stubs" json/after.json) == *GetConsoleCP*GetErrorMode*GetLastError* ]]
}

@test "a shared object does not drag an import into the link of a third library's user" {
  export PLATFORM_ROOTS=gamma_run
  meld coff-x86_64-third
  platform_link coff-x86_64-third after.dll "$workspace" after/gamma.lib
  [ "$(platform_symbols coff-x86_64-third after.dll)" = 'export gamma_run' ]
}

@test "libraries without a machine in common are refused, with one of each kind named" {
  x86=$PLATFORM_FIXTURES/elf-x86_64-llvm-ar-64/libalpha.a
  arm=$PLATFORM_FIXTURES/elf-arm-gnu-ar/libbeta.a
  ar-scan -o before.json "$x86" "$arm"
  run dedup-plan -w libshared.a before.json
  [ "$status" -eq 2 ]
  [[ $output == *libbeta.a*'arm (elf)'*libalpha.a*'x86_64 (elf)'* ]]
}

# import_stub_set FORMAT: alpha and beta share an object that calls CloseHandle. Alpha has an import stub for it,
# beta leaves it to kernel32.lib.
import_stub_set() {
  local mc name
  mc=$(platform_tool llvm-mc)
  for name in alpha_run beta_run; do
    printf '.globl %s\n%s: jmp shared\n' $name $name | "$mc" -triple x86_64-pc-windows-msvc -filetype=obj -o ${name%_run}.o
  done
  printf '.globl shared\nshared: jmp *__imp_CloseHandle(%%rip)\n' |
    "$mc" -triple x86_64-pc-windows-msvc -filetype=obj -o shared.o
  printf 'LIBRARY kernel32.dll\nEXPORTS\n CloseHandle\n' >kernel32.def
  "$(platform_tool llvm-dlltool)" -m i386:x86-64 -d kernel32.def -l kernel32.lib
  rm -rf before
  mkdir before
  "$(platform_tool llvm-ar)" "--format=$1" qcsDL before/alpha.lib alpha.o shared.o kernel32.lib
  "$(platform_tool llvm-ar)" "--format=$1" qcsDL before/beta.lib beta.o shared.o
}

# link_alike NAME... [-- SYSTEM-LIBRARY]: the libraries link to the same before melding and after.
link_alike() {
  local name roots=() before=() after=()
  for name; do
    shift
    [ "$name" != -- ] || break
    before+=("before/$name.lib")
    after+=("after/$name.lib")
    roots+=("/export:${name}_run")
  done
  platform_lld_link x64 before.dll /dll /noentry "${roots[@]}" "${before[@]}" "$@"
  platform_lld_link x64 after.dll /dll /noentry "${roots[@]}" "${after[@]}" after/shared.lib "$@"
  diff <(platform_symbols coff-x86_64-rustc before.dll) <(platform_symbols coff-x86_64-rustc after.dll)
  platform_symbols coff-x86_64-rustc after.dll | grep -qx 'import kernel32.dll CloseHandle'
}

@test "an import stub that one library has, and others leave to the system, does not keep its users from moving" {
  import_stub_set coff
  ar-meld -o shared.lib --out-dir after before/alpha.lib before/beta.lib
  run ! grep -q shared.o <("$(platform_tool llvm-ar)" t after/alpha.lib)
  link_alike alpha
  link_alike beta -- kernel32.lib
  link_alike alpha beta -- kernel32.lib
  link_alike beta alpha -- kernel32.lib
  link_alike beta alpha
}

@test "but it does in GNU archives, which some linkers search once, and where every library has a stub of its own" {
  import_stub_set gnu
  ar-scan -o before.json before/alpha.lib before/beta.lib
  dedup-plan -w shared.lib -o plan.json before.json
  [ "$(jq -r '.pins[] | "\(.name) \(.rule) \(.symbol)"' plan.json)" = 'shared.o dependency __imp_CloseHandle' ]

  import_stub_set coff
  printf 'LIBRARY other.dll\nEXPORTS\n CloseHandle\n' >other.def
  "$(platform_tool llvm-dlltool)" -m i386:x86-64 -d other.def -l other.lib
  "$(platform_tool llvm-ar)" qcsDL before/beta.lib other.lib
  ar-scan -o before.json before/alpha.lib before/beta.lib
  dedup-plan -w shared.lib -o plan.json before.json
  [ "$(jq -r '.pins[] | select(.name == "shared.o") | "\(.rule) \(.symbol)"' plan.json)" = 'dependency __imp_CloseHandle' ]
}

# As ar in common.bash
mingw_ar() { x86_64-w64-mingw32-ar --target=pe-x86-64 "$@"; }

# import_table_set DLL DLL PREFIX: alpha and beta share an object that calls GetTickCount of the first DLL, gamma and
# delta one that calls GetVersion of the second. Each has a table of the long form.
import_table_set() {
  local mc name
  mc=$(platform_tool llvm-mc)
  rm -rf before
  mkdir before
  for name in alpha beta gamma delta; do
    printf '.globl %s_run\n%s_run: jmp shared_%s\n' $name $name "$([[ $name == [ab]* ]] && echo one || echo two)" |
      "$mc" -triple x86_64-pc-windows-gnu -filetype=obj -o $name.o
  done
  printf '.globl shared_one\nshared_one: jmp GetTickCount\n' | "$mc" -triple x86_64-pc-windows-gnu -filetype=obj -o one.o
  printf '.globl shared_two\nshared_two: jmp GetVersion\n' | "$mc" -triple x86_64-pc-windows-gnu -filetype=obj -o two.o
  printf 'LIBRARY %s\nEXPORTS\n GetTickCount\n' "$1" >one.def
  printf 'LIBRARY %s\nEXPORTS\n GetVersion\n' "$2" >two.def
  for name in one two; do
    rm -rf $name
    mkdir $name
    x86_64-w64-mingw32-dlltool --deterministic-libraries --temp-prefix "${3:-$name}" -d $name.def -l imports_$name.a
    (cd $name && mingw_ar x ../imports_$name.a)
  done
  for name in alpha beta; do mingw_ar qcsD before/lib$name.a $name.o one.o one/*; done
  for name in gamma delta; do mingw_ar qcsD before/lib$name.a $name.o two.o two/*; done
}

# pinned_tables: the rule that pins each piece of an import table, where the shared objects are melded
pinned_tables() {
  ar-scan -o before.json before/*.a || return
  dedup-plan -w libshared.a -o plan.json before.json || return
  jq -r '.pins[] | select(.rule == "import_table") | .detail' plan.json | sort -u
}

@test "import tables of the long form move as a whole" {
  command -v x86_64-w64-mingw32-dlltool || skip 'no x86_64-w64-mingw32-dlltool'
  import_table_set kernel32.dll kernel32.dll
  [ "$(pinned_tables)" = '' ]
  ar-meld -o libshared.a --out-dir after --keep-json json before/*.a
  [ "$(jq '[.libraries[].members[] | select(.name | test("^(one|two)"))] | length' json/after.json)" -eq 8 ]
  # A library that has one entry more for the table keeps all of it.
  sed -i 's/ GetTickCount/&\n GetVersionExA/' one.def
  x86_64-w64-mingw32-dlltool --deterministic-libraries --temp-prefix one -d one.def -l imports_one.a
  (cd one && mingw_ar x ../imports_one.a)
  rm before/libbeta.a
  mingw_ar qcsD before/libbeta.a beta.o one.o one/*
  [ "$(pinned_tables)" = 'import table of imports_one_a' ]
}

@test "import tables whose members' names mix do not meet in the workspace library" {
  command -v x86_64-w64-mingw32-dlltool || skip 'no x86_64-w64-mingw32-dlltool'
  import_table_set kernel32.dll other.dll import
  [[ $(pinned_tables) == *"import table of imports_two_a, whose members' names mix with those of another table"* ]]
  # Tables of one DLL become one list.
  import_table_set kernel32.dll KERNEL32.dll import
  [ "$(pinned_tables)" = '' ]
  # Names that do not sort as the table must be say nothing.
  import_table_set kernel32.dll other.dll
  for name in alpha beta; do
    rm before/lib$name.a
    mv one/oneh.o one/zone.o 2>/dev/null || :
    mingw_ar qcsD before/lib$name.a $name.o one.o one/*
  done
  [[ $(pinned_tables) == *"import table of imports_one_a, whose members' names do not tell its head, entries and tail"* ]]
}

@test "a split import table is found" {
  libraries_of mingw-x86_64-dlltool
  ar-scan -o before.json "${libraries[@]}"
  dedup-plan -w libshared.a -o plan.json before.json
  ar-pack --out-dir after --symtab plan.json
  ar-scan -o after.json after/*.a
  meld-verify before.json after.json
  ar-extract -C stage plan.json
  head=$(jq -r '.workspace.members[].name | select(test("h.o$"))' plan.json)
  cp "$(find stage -name "*$head*" | head -n 1)" "$head"
  "$(platform_tool llvm-ar)" d after/libshared.a "$head"
  "$(platform_tool llvm-ar)" rcs after/libalpha.a "$head"
  ar-scan -o after.json after/*.a
  run meld-verify before.json after.json
  [ "$status" -eq 1 ]
  [[ $output == *"import-pieces: after/libalpha.a: "*"are pieces of one import table"* ]]
}

@test "GNU ld's auto-import: an object that needs a DLL's variable stays where its import library is before it" {
  local triple=x86_64-w64-mingw32
  printf 'LIBRARY d.dll\nEXPORTS\ndvar DATA\n' >d.def
  "$triple-dlltool" -d d.def -l libd.a
  echo 'extern int dvar; int shared(void) { return dvar; }' | "$triple-gcc" -x c -c -o shared.o -
  for name in a b; do
    echo "int shared(void); int ${name}_run(void) { return shared(); }" | "$triple-gcc" -x c -c -o $name.o -
    mingw_ar rcs lib$name.a $name.o shared.o
  done
  echo 'int a_run(void), b_run(void); int main(void) { return a_run() + b_run(); }' | "$triple-gcc" -x c -c -o m.o -
  "$triple-gcc" m.o liba.a libb.a libd.a -o before.exe
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a libd.a
  [ "$(jq -r '.pins[] | select(.name == "shared.o") | "\(.rule) \(.symbol)"' plan.json)" = 'dependency dvar' ]
  "$triple-gcc" m.o out/liba.a out/libb.a out/libd.a out/libw.a -o after.exe
}
