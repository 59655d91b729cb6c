#!/usr/bin/env bats
# Members whose symbols only somebody else can read: the table that lists them is all that linkers have, and stays.

load common
load platform.sh

# lto NAME SOURCE: GCC's intermediate code and no machine code, for ELF or, with CC and AR set, for MinGW
lto() { printf '%s\n' "$2" >"$1.c" && "$CC" -O2 -flto -fno-fat-lto-objects -c -o "$1.o" "$1.c"; }
code() { printf '%s\n' "$2" >"$1.c" && "$CC" -O2 -c -o "$1.o" "$1.c"; }

needs_gcc() {
  CC=${1:-gcc}
  GCC_AR=$CC-ar
  command -v "$GCC_AR" || skip "no $GCC_AR"
}

# slim_libraries: liba.a and libb.a share s.o, LTO code, and k.o, machine code
slim_libraries() {
  lto a 'int sh(void), k(void); int fa(void) { return sh() + k(); }'
  lto b 'int sh(void), k(void); int fb(void) { return sh() + k(); }'
  lto s 'int sh(void) { return 1; }'
  lto m 'int fa(void), fb(void); int main(void) { return fa() + fb() - 8; }'
  code k 'int k(void) { return 3; }'
  for name in a b; do
    rm -f lib$name.a
    "$GCC_AR" rcsD lib$name.a $name.o s.o k.o
  done
}

# map LIBRARY: its table, in order, "symbol member" a line
map() { "$(platform_tool llvm-nm)" --print-armap "$1" 2>/dev/null | sed -n 's/ in / /p; /^$/q'; }

# opaque LIBRARY MEMBER [BYTES]: overwrites the member by what no reader of objects knows, and leaves the table as it is
opaque() {
  printf '%b' "${3:-secret}" >opaque.bin
  splice "$1" "$2" opaque.bin
}

# splice LIBRARY MEMBER FILE: overwrites the beginning of the member by the file, and the rest by NULs
splice() {
  local offset size
  read -r offset size < <(ar-scan "$1" 2>/dev/null |
    jq -r --arg name "$2" '.libraries[].members[] | select(.name == $name) | "\(.data_offset) \(.size)"')
  { cat "$3" /dev/zero | head -c "$size"; } 2>/dev/null | dd of="$1" bs=1 seek="$offset" conv=notrunc status=none
}

# What MSVC's /GL leaves: an anonymous object whose class says that it is for link.exe (winnt.h,
# ANON_OBJECT_HEADER; LLVM's ClGlObjMagic).
GL='\0\0\xff\xff\x01\0\x64\x86\0\0\0\0\x38\xfe\xb3\x0c\xa5\xd9\xab\x4d\xac\x9b\xd6\xb6\x22\x26\x53\xc2'

@test "GCC's LTO code links as before, and machine code beside it melds" {
  needs_gcc
  slim_libraries
  gcc -flto m.o liba.a libb.a -o before
  ./before
  run --separate-stderr ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a
  [ "$status" -eq 0 ]
  gcc -flto m.o out/liba.a out/libb.a out/libw.a -o after
  ./after
  # One line a library, and none of what was written
  [ "$(grep -c '^ar-scan: warning: ' <<<"$stderr")" -eq 2 ]
  [[ $stderr == *"ar-scan: warning: liba.a: 2 members cannot be inspected and will stay where they are, among them member 1 'a.o': "* ]]
  [ "$(jq -r '.moves[].name' plan.json)" = k.o ]
  [ "$(map out/liba.a)" = 'fa a.o
sh s.o' ]
  cmp <(ar p liba.a s.o) <(ar p out/liba.a s.o)
  [ "$(jq -c '[.libraries[].members[].listed] | unique' before.json)" = '[null,["fa"],["fb"],["sh"]]' ]
  [ "$(jq -r '.libraries[].symbol_table.state' before.json | sort -u)" = fresh ]
  # All that moves was in both libraries.
  # shellcheck disable=SC2154 # bats sets stderr
  [[ $stderr != *'what it refers to'* ]]
  validates before.json plan.json
}

@test "MinGW's LTO code links as before, and machine code beside it melds" {
  needs_gcc x86_64-w64-mingw32-gcc
  slim_libraries
  "$CC" -flto m.o liba.a libb.a -o before.exe
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a 2>/dev/null
  "$CC" -flto m.o out/liba.a out/libb.a out/libw.a -o after.exe
  [ "$(jq -r '.moves[].name' plan.json)" = k.o ]
  [ "$(map out/libb.a)" = 'fb b.o
sh s.o' ]
  command -v wine || skip 'no wine: linked, not run'
  for program in before after; do WINEDEBUG=-all wine ./$program.exe; done
}

@test "a link finds MSVC's /GL objects by the table of a COFF library" {
  for name in a b shared gl; do
    printf '.globl %s\n%s: ret\n' $name $name | "$(platform_tool llvm-mc)" -triple x86_64-pc-windows-msvc -filetype=obj -o $name.obj
  done
  for name in a b; do
    "$(platform_tool llvm-ar)" --format=coff rcsD $name.lib $name.obj shared.obj gl.obj
    opaque $name.lib gl.obj "$GL"
  done
  ar-meld -o w.lib --out-dir out --keep-json . a.lib b.lib
  [ "$(jq -r '.pins[] | "\(.name) \(.rule) \(.detail)"' plan.json)" = 'gl.obj kind is not an object that a linker reads' ]
  [ "$(jq -r '.moves[].name' plan.json)" = shared.obj ]
  [ "$(map out/a.lib)" = 'a a.obj
gl gl.obj' ]
  # The first linker member, which link.exe does not read, and GNU ld does: two big-endian offsets.
  [ "$(tail -c +69 out/a.lib | head -c 4 | od -An -tu1 | tr -d ' ')" = 0002 ]
  # lld-link cannot read such an object either, but that it says so shows that it has found it.
  printf '.globl start\nstart: call gl\n' | "$(platform_tool llvm-mc)" -triple x86_64-pc-windows-msvc -filetype=obj -o m.obj
  run "$(platform_tool lld-link)" /entry:start /subsystem:console m.obj out/a.lib w.lib /out:p.exe
  [[ $output == *'/GL'* ]]
}

@test "a shared object in a library keeps its entries, and no table is stale for them" {
  object s 'int s(void) { return 1; }'
  "$CC" -shared -fPIC -o inner.so s.c
  object k
  for name in a b; do
    object $name "int k(void); int ${name}(void) { return k(); }"
    library lib$name.a $name.o k.o inner.so
  done
  map liba.a >before.txt
  grep -q '^s inner.so$' before.txt
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a
  [ "$(jq -r '.libraries[].symbol_table.state' before.json | sort -u)" = fresh ]
  diff <(grep -v ' k.o$' before.txt) <(map out/liba.a)
}

@test "what a table lists is a definition, and other definitions do not get in front of it" {
  object f 'int f(void) { return 1; }'
  object w '__attribute__((weak)) int f(void) { return 2; }'
  object user 'int f(void); int user(void) { return f(); }'
  object own
  for name in a b; do library lib$name.a f.o user.o; done
  library libc.a own.o f.o
  opaque libc.a f.o
  plan_of() { ar-scan "$@" 2>/dev/null | dedup-plan -w libw.a /dev/stdin 2>/dev/null | jq -c '[.moves[].name], [.pins[] | [.name, .rule, .symbol, .against.library]]'; }
  [ "$(plan_of liba.a libb.a)" = '["f.o","user.o"]
[]' ]
  [ "$(plan_of liba.a libb.a libc.a)" = '[]
[["f.o","unique","f","libc.a"],["user.o","dependency","f","liba.a"]]' ]
  for name in a b; do library lib$name.a w.o own.o; done
  [ "$(plan_of liba.a libb.a libc.a | tail -n 1)" = '[["w.o","first_definition","f","libc.a"]]' ]
}

@test "a library with a member of unknown references is named, once" {
  for name in a b; do
    object $name "int moved(void); int ${name}(void) { return moved(); }"
    object moved
    library lib$name.a $name.o moved.o
  done
  object own
  object hidden
  object more
  library libc.a own.o hidden.o more.o
  opaque libc.a hidden.o
  opaque libc.a more.o
  ar-scan -o before.json liba.a libb.a libc.a
  run --separate-stderr dedup-plan -w libw.a -o plan.json before.json
  [ "$stderr" = "dedup-plan: warning: libc.a: member 'hidden.o' cannot be inspected (is no object that armeld reads), so what it refers to is unknown. If it refers to 'moved', or to another symbol that moves from other libraries to libw.a, a link without those libraries now takes the definition there, even where it took another one before" ]
  run --separate-stderr ar-meld -o libw.a --out-dir out liba.a libb.a libc.a
  [ "$status" -eq 0 ]
  [ "$(grep -c 'is unknown' <<<"$stderr")" -eq 1 ]
  # Text is in no table, and no linker takes it.
  echo text >hidden.o
  library libc.a own.o hidden.o
  ar-scan -o before.json liba.a libb.a libc.a
  run --separate-stderr dedup-plan -w libw.a -o plan.json before.json
  [ "$stderr" = '' ]
}

@test "the table is what LLVM's would be, in each format" {
  compared=0
  for set in $(platform_sets); do
    case $set in xcoff-* | *-unreadable | *arm64ec*) continue ;; esac
    mapfile -t found < <(platform_libraries "$set")
    ar-scan -o before.json "${found[@]}"
    dedup-plan -w libw.a -o plan.json before.json
    # As if all but the first member that defines something could not be inspected; in COFF's table, which lists each
    # symbol once, that member would lose to the others, and so all.
    case $set in coff-*) all=true ;; *) all=false ;; esac
    jq -c --argjson all $all --slurpfile manifest before.json '
      ($manifest[0].objects | map_values([.defines[]?.name])) as $symbols |
      def listing: ([.[] | $symbols[.object] != []] | index(true)) as $first | to_entries | map(
        if (.key == $first and ($all | not)) or $symbols[.value.object] == [] then .value else .value + {listed: $symbols[.value.object]} end);
      .workspace.members |= listing | .libraries[].keep |= listing' plan.json >listing.json
    grep -q '"listed"' listing.json || continue
    for threshold in 0 1000000000000; do # of offsets of 64 bits
      # COFF has none: LLVM makes a GNU table of it, without the duplicates that GNU's have.
      case $set,$threshold in coff-*,0) continue ;; esac
      export SYM64_THRESHOLD=$threshold
      rm -rf plain listing
      ar-pack --symtab --out-dir plain plan.json
      ar-pack --symtab --out-dir listing listing.json
      diff -r plain listing
      compared=$((compared + 1))
    done
  done
  [ "$compared" -ge 80 ]
}

@test "a format whose table cannot hold such entries is refused before anything is written" {
  mapfile -t found < <(platform_libraries xcoff-ppc-llvm-ar)
  ar-scan -o before.json "${found[@]}"
  dedup-plan -w libw.a -o plan.json before.json
  jq -c '.libraries[0].keep[0].listed = ["f"]' plan.json >listing.json
  name=$(jq -r '.libraries[0].keep[0].name' plan.json)
  library=$(basename "$(jq -r '.libraries[0].path' plan.json)")
  refuses "ar-pack: out/$library: member '$name' cannot be inspected, and armeld cannot put what the symbol table listed for it into a table of the bigarchive format" \
    ar-pack --symtab --out-dir out listing.json
  [ "$(listed out)" = '' ]
  ar-pack --out-dir out listing.json # without a table, as it says
}

@test "symtab-update leaves a right table as it is, and keeps the entries of a wrong one" {
  needs_gcc
  slim_libraries
  cp liba.a before.a
  symtab-update liba.a
  cmp liba.a before.a
  # A wrong one.
  code k 'int j(void) { return 3; }'
  splice liba.a k.o k.o
  [ "$(ar-scan liba.a 2>/dev/null | json '.libraries[].symbol_table.state' /dev/stdin)" = stale ]
  symtab-update liba.a
  [ "$(map liba.a)" = 'fa a.o
sh s.o
j k.o' ]
  for format in bsd darwin coff gnu; do
    cp before.a other.a
    symtab-update -f $format other.a
    diff <(map other.a | sort) <(map before.a | sort) # COFF's is sorted
  done
  cmp other.a before.a
}

@test "symtab-update says so where there is no table to take entries from" {
  needs_gcc
  slim_libraries
  ar-scan -o before.json liba.a libb.a 2>/dev/null
  dedup-plan -w libw.a -o plan.json before.json
  ar-pack --out-dir out plan.json
  run --separate-stderr symtab-update out/liba.a
  [ "$status" -eq 0 ]
  [ "$stderr" = "symtab-update: warning: out/liba.a: member 1 'a.o' holds GCC LTO code, which llvm-ar cannot read, so the symbol table lists nothing that it defines and no link finds it; gcc-ranlib writes a table that does" ]
  ar-scan -o after.json out/*.a 2>/dev/null
  run meld-verify --workspace out/libw.a before.json after.json
  [ "$status" -eq 1 ]
  [[ $output == *"symbol-table: out/liba.a: the symbol table does not list 'fa' any more, for which it named member 1 'a.o' of liba.a"* ]]
}

@test "meld-verify finds a lost entry" {
  needs_gcc
  slim_libraries
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a 2>/dev/null
  jq -c 'del(.libraries[] | select(.path == "out/liba.a") | .members[] | select(.name == "s.o").listed)' after.json >lost.json
  run meld-verify --workspace out/libw.a before.json lost.json
  [ "$status" -eq 1 ]
  [[ $output == *"symbol-table: out/liba.a: the symbol table does not list 'sh' any more, for which it named member 2 's.o' of liba.a"* ]]
  run meld-verify --workspace out/libw.a before.json after.json
  [ "$status" -eq 0 ]
}
