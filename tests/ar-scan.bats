#!/usr/bin/env bats
# ar-scan: static libraries in, manifest out.

load common

# bytes of one archive member: a header by hand, for archives that no archiver writes
member() {
  local name=$1 content=$2
  printf '%-16s%-12s%-6s%-6s%-8s%-10s`\n%s' "$name" 0 0 0 644 "${#content}" "$content"
}

@test "a manifest says what is in the libraries, and is valid" {
  same_libraries
  ar-scan -o before.json liba.a libb.a libc.a
  validates before.json
  [ "$(json '[.libraries[].path] | join(" ")' before.json)" = 'liba.a libb.a libc.a' ]
  [ "$(json '.libraries[0].members | map(.name) | join(" ")' before.json)" = 'a.o shared.o more.o pair.o' ]
  [ "$(json '.objects | length' before.json)" = 6 ]
  [ "$(json '.libraries[0].size' before.json)" = "$(stat -c %s liba.a)" ]
  [ "$(json '.libraries[0].format + " " + .libraries[0].symbol_table.state' before.json)" = 'gnu fresh' ]
}

@test "an object's digest is the BLAKE3 digest of its bytes" {
  command -v b3sum || skip 'no b3sum'
  same_libraries
  ar-scan liba.a >before.json
  [ "$(json '.libraries[0].members[1].object' before.json)" = "$(b3sum --no-names shared.o)" ]
}

@test "a document is written into a pipe or device, and not put in its place" {
  same_libraries
  mkfifo pipe
  cat pipe >read.json &
  ar-scan -o pipe liba.a
  wait
  [ -p pipe ]
  ar-scan liba.a | cmp - read.json
}

@test "offsets and sizes lead to the content" {
  same_libraries
  ar-scan liba.a >before.json
  read -r offset size < <(json '.libraries[0].members[2] | "\(.data_offset) \(.size)"' before.json)
  cmp more.o <(tail -c "+$((offset + 1))" liba.a | head -c "$size")
}

@test "an object lists what it defines and what it needs" {
  object x '
    __attribute__((weak)) int weak_one(void) { return 1; }
    __attribute__((visibility("hidden"))) int hidden_one(void) { return 2; }
    int common_one __attribute__((common));
    static int local(void) { return 3; }
    extern int needed(void);
    extern int wanted(void) __attribute__((weak));
    __attribute__((constructor)) static void early(void) { common_one = local(); }
    int x(void) { return needed() + (wanted ? wanted() : 0); }'
  library libx.a x.o
  ar-scan libx.a >x.json
  validates x.json
  json '.objects[] | .defines[] | [.name, .binding, .visibility] | @tsv' x.json | sort >defined
  diff defined - <<<$'common_one\tcommon\t\nhidden_one\tstrong\thidden\nweak_one\tweak\t\nx\tstrong\t'
  [ "$(json '.objects[].references | map(select(startswith("_") | not)) | join(" ")' x.json)" = needed ]
  [ "$(json '.objects[].weak_references | join(" ")' x.json)" = wanted ]
  [ "$(json '.objects[].initialisers | join(" ")' x.json)" = .init_array ]
}

@test "names decide nothing: equal content is one object, equal names are not" {
  object x
  cp x.o y.o
  mkdir other
  (cd other && object x 'int other(void) { return 2; }')
  library libx.a x.o y.o
  ar qcD libx.a other/x.o
  ar-scan libx.a >x.json
  [ "$(members libx.a | tr '\n' ' ')" = 'x.o y.o x.o ' ]
  [ "$(json '.libraries[0].members | map(.name) | join(" ")' x.json)" = 'x.o y.o x.o' ]
  [ "$(json '.libraries[0].members | .[0].object == .[1].object' x.json)" = true ]
  [ "$(json '.libraries[0].members | .[0].object == .[2].object' x.json)" = false ]
  [ "$(json '.objects | length' x.json)" = 2 ]
}

@test "objects that differ only in the source file's name are equivalent, and no others" {
  # An object that differs in one byte of code must not be.
  mkdir one two
  for folder in one two; do
    printf '.file "%s.c"\n.globl f\nf: ret\n' "$folder" >"$folder/f.s"
    "$CC" -c -o "$folder/f.o" "$folder/f.s"
  done
  printf '.file "two.c"\n.globl f\nf: nop\n' >g.s
  "$CC" -c -o g.o g.s
  library lib1.a one/f.o
  library lib2.a two/f.o
  library lib3.a g.o
  ar-scan lib1.a lib2.a lib3.a >x.json
  [ "$(json '.objects | length' x.json)" = 3 ]
  [ "$(json '[.objects[].equivalence] | unique | length' x.json)" = 2 ]
}

@test "large objects are equivalent when only the name of the source file differs" {
  # Over 64 KiB the equivalence digest takes sections as they lie in the file.
  source='char big[100000] = {1}; int f(int); int g(int x) { return f(x) + big[x]; }'
  for name in one a-much-longer-name-of-the-same; do
    printf '%s\n' "$source" >"$name.c"
    "$CC" -c -Os -o "$name.o" "$name.c"
  done
  printf '%s\n' "${source/f(x)/h(x)}" | sed 's/int f(/int h(/' >one.c
  "$CC" -c -Os -o symbol.o one.c
  # One byte far behind the start, and one in the code.
  cp one.o data.o
  printf '\2' | dd of=data.o bs=1 seek=50000 conv=notrunc status=none
  cp one.o code.o
  printf '\314' | dd of=code.o bs=1 seek=64 conv=notrunc status=none
  library liba.a one.o a-much-longer-name-of-the-same.o
  library libb.a one.o symbol.o data.o code.o
  ar-scan liba.a >a.json
  ar-scan libb.a >b.json
  [ "$(json '.objects | length' a.json)" = 2 ]
  [ "$(json '[.objects[].equivalence] | unique | length' a.json)" = 1 ]
  [ "$(json '[.objects[].equivalence] | unique | length' b.json)" = 4 ]
}

@test "long names, names with spaces, slashes and dots" {
  object x
  long=$(printf 'long%.0s' {1..60}).o
  for name in "$long" 'sp ace.o' '..o' 'a"b\c.o'; do cp x.o "$name"; done
  library libx.a "$long" 'sp ace.o' '..o' 'a"b\c.o'
  mkdir -p deep/folder
  cp x.o deep/folder/x.o
  # GNU ar writes short names in place even if they hold a slash.
  ar qcDP libx.a deep/folder/x.o ./deep/../x.o deep/../deep/folder/x.o
  ar-scan libx.a >x.json
  validates x.json
  json '.libraries[0].members[].name' x.json >names
  diff names <(printf '%s\n' "$long" 'sp ace.o' '..o' 'a"b\c.o' deep/folder/x.o ./deep/../x.o deep/../deep/folder/x.o)
}

@test "names that are not UTF-8, of members, symbols and libraries" {
  printf '.globl "f\xff"\n"f\xff": ret\n' >x.s
  "$CC" -c -o x.o x.s
  cp x.o $'\xe9.o'
  library $'lib\xe9.a' $'\xe9.o'
  ar-scan $'lib\xe9.a' >x.json
  validates x.json
  [ "$(json '.libraries[0].path.bytes' x.json)" = 6c6962e92e61 ]
  [ "$(json '.libraries[0].members[0].name.bytes' x.json)" = e92e6f ]
  [ "$(json '.objects[].defines[0].name.bytes' x.json)" = 66ff ]
}

@test "an archive without members" {
  printf '!<arch>\n' >empty.a
  ar-scan empty.a >x.json
  validates x.json
  [ "$(json '.libraries[0] | "\(.size) \(.members | length)"' x.json)" = '8 0' ]
}

@test "members that are no objects are kept apart" {
  object x
  echo hello >notes.txt
  library libx.a x.o notes.txt
  ar-scan libx.a >x.json
  validates x.json
  [ "$(json '.objects[.libraries[0].members[1].object].kind' x.json)" = other ]
}

@test "thin archives" {
  same_libraries
  mkdir sub
  (cd sub && ar rcDT ../thin.a ../shared.o ../more.o)
  ar-scan thin.a >x.json
  validates x.json
  [ "$(json '.libraries[0].thin' x.json)" = true ]
  [ "$(json '.libraries[0].members[0].file' x.json)" = shared.o ]
  ar-scan liba.a >a.json
  [ "$(json '.libraries[0].members[0].object' x.json)" = "$(json '.libraries[0].members[1].object' a.json)" ]
}

@test "a symbol table is fresh, stale or absent" {
  object x
  object y
  library fresh.a x.o y.o
  library absent.a x.o y.o
  rm absent.a
  ar rcSD absent.a x.o y.o
  # A table that lies: it was made for x.o, whose name in it is then changed to another of equal length.
  sed '1,/x\x00y\x00/s/x\x00y\x00/z\x00y\x00/' fresh.a >stale.a
  run ! cmp -s fresh.a stale.a
  ar-scan fresh.a stale.a absent.a >x.json
  validates x.json
  [ "$(json '[.libraries[].symbol_table.state] | join(" ")' x.json)" = 'fresh stale absent' ]
  [ "$(json '.libraries[1].symbol_table.problem' x.json)" = "'z' points to 'x.o', which does not define it" ]
  [ "$(json '.libraries[0].symbol_table.entries' x.json)" = 2 ]
}

@test "member names are read by rustc's conventions" {
  object x
  cp x.o std-d1237ef7159db0a2.std.e28293b1aa0f68bd-cgu.0.rcgu.o
  library libx.a std-d1237ef7159db0a2.std.e28293b1aa0f68bd-cgu.0.rcgu.o
  ar-scan libx.a >x.json
  [ "$(json '.libraries[0].members[0].rustc | "\(.crate) \(.crate_hash) \(.unit)"' x.json)" = \
    'std d1237ef7159db0a2 cgu.0' ]
}

@test "the same bytes, run after run, with any number of threads" {
  same_libraries
  ar-scan -j 1 liba.a libb.a libc.a >1.json
  for jobs in 2 8; do
    ar-scan -j "$jobs" liba.a libb.a libc.a >again.json
    cmp 1.json again.json
  done
}

@test "libraries from a list, one a line or NUL-separated, and from standard input" {
  same_libraries
  mv libb.a $'lib\nb.a'
  ar-scan liba.a $'lib\nb.a' libc.a >want.json
  printf '%s\0' $'lib\nb.a' libc.a >list
  ar-scan --files-from list -0 liba.a | cmp want.json
  printf '%s\0' liba.a $'lib\nb.a' libc.a | ar-scan -0 --files-from - | cmp want.json
  printf 'liba.a\nlibc.a\n' | ar-scan --files-from - | cmp <(ar-scan liba.a libc.a)
  printf 'liba.a\n\nlibc.a' | ar-scan --files-from - | cmp <(ar-scan liba.a libc.a)
  printf 'libc.a\n' >second
  printf 'liba.a\n' | ar-scan --files-from - --files-from second | cmp <(ar-scan liba.a libc.a)
}

@test "libraries from Cargo's messages" {
  same_libraries
  cat >messages <<END
   Compiling something
{"reason":"compiler-artifact","target":{"crate_types":["lib"]},"filenames":["$PWD/libx.rlib"]}
{"reason":"compiler-artifact","target":{"crate_types":["staticlib","cdylib"]},"filenames":["liba.a","liba.so"]}
{"reason":"compiler-artifact","target":{"crate_types":["staticlib"]},"filenames":["libb.a"]}
{"reason":"build-finished","success":true}
END
  ar-scan --cargo-messages messages | cmp <(ar-scan liba.a libb.a)
  ar-scan --cargo-messages - <messages | cmp <(ar-scan liba.a libb.a)
  refuses 'ar-scan: standard input: names no static library (crate-type = ["staticlib"])' \
    ar-scan --cargo-messages - </dev/null
}

@test "the output appears whole or not at all" {
  same_libraries
  echo old >out.json
  refuses 'ar-scan: none.a: No such file or directory' ar-scan -o out.json liba.a none.a
  [ "$(cat out.json)" = old ]
  [ "$(find . -name '.?*')" = '' ]
  ar-scan -o out.json liba.a
  validates out.json
}

@test "nothing on standard error when all is well" {
  same_libraries
  run --separate-stderr ar-scan liba.a
  [ "$status" -eq 0 ]
  [ "$stderr" = '' ]
}

@test "bad input: each with one line and exit code 2" {
  same_libraries
  refuses 'ar-scan: no library given; try --help' ar-scan
  refuses 'ar-scan: none.a: No such file or directory' ar-scan none.a
  refuses 'ar-scan: .: Is a directory' ar-scan .
  refuses 'ar-scan: a.c: is not an archive' ar-scan liba.a a.c
  : >nothing.a
  refuses 'ar-scan: nothing.a: is empty; not an archive' ar-scan nothing.a
  refuses 'ar-scan: ./liba.a: is the same file as liba.a' ar-scan liba.a ./liba.a
  refuses "ar-scan: unknown option '-x'; try --help" ar-scan -x liba.a
  refuses 'ar-scan: missing/x.json: No such file or directory' ar-scan -o missing/x.json liba.a
  refuses 'ar-scan: list: No such file or directory' ar-scan --files-from list
  refuses 'ar-scan: standard output: No space left on device' bash -c 'ar-scan liba.a >/dev/full'
  mkfifo pipe
  refuses 'ar-scan: pipe: is not a regular file' ar-scan pipe
}

@test "bad archives: the message names member and place" {
  object x
  library libx.a x.o
  size=$(stat -c %s libx.a)
  # Cut in the last member's content.
  head -c $((size - 100)) libx.a >cut.a
  run ar-scan cut.a
  [ "$status" -eq 2 ]
  [ "${#lines[@]}" -eq 1 ]
  [[ $output == 'ar-scan: cut.a: '*'x.o'* ]]
  # Cut in a header.
  head -c 80 libx.a >cut.a
  run ar-scan cut.a
  [ "$status" -eq 2 ]
  [ "${#lines[@]}" -eq 1 ]
  [[ $output == 'ar-scan: cut.a: '* ]]
  # A size that is no number.
  { printf '!<arch>\n'; member x.o/ hello | sed 's/5         /five      /'; } >bad.a
  run ar-scan bad.a
  [ "$status" -eq 2 ]
  [ "${#lines[@]}" -eq 1 ]
  [[ $output == 'ar-scan: bad.a: '* ]]
}

@test "an object that cannot be read is listed, with the reason and a warning" {
  object x
  head -c 200 x.o >cut.o
  library libx.a
  ar qcSD libx.a cut.o
  run --separate-stderr ar-scan -o x.json libx.a
  [ "$status" -eq 0 ]
  validates x.json
  [[ $stderr == "ar-scan: warning: libx.a: member 1 'cut.o': cannot be inspected and will stay where it is: "* ]]
  [ "$(json '.objects[].unreadable | length > 0' x.json)" = true ]
  [ "$(json '.objects[].defines | length' x.json)" = 0 ]
}

@test "objects that cannot be read are reported in one line for each library that has new ones" {
  object x
  for size in 200 210 220; do head -c $size x.o >cut$size.o; done
  library libx.a
  ar qcSD libx.a cut200.o cut210.o
  library liby.a
  ar qcSD liby.a cut200.o
  library libz.a
  ar qcSD libz.a cut210.o cut220.o
  run --separate-stderr ar-scan -o x.json libx.a liby.a libz.a
  [ "$status" -eq 0 ]
  [ "${#stderr_lines[@]}" -eq 2 ]
  [[ ${stderr_lines[0]} == "ar-scan: warning: libx.a: 2 members cannot be inspected and will stay where they are, among them member 1 'cut200.o': "* ]]
  [[ ${stderr_lines[1]} == "ar-scan: warning: libz.a: 2 members cannot be inspected and will stay where they are, among them member 2 'cut220.o': "* ]]
  ar-scan --quiet -o quiet.json libx.a liby.a libz.a 2>said
  [ ! -s said ]
  cmp x.json quiet.json
}

@test "help and version go to standard output, with exit code 0" {
  run --separate-stderr ar-scan --help
  [ "$status" -eq 0 ]
  [[ $output == 'Usage: ar-scan '* ]]
  [ "$stderr" = '' ]
  run --separate-stderr ar-scan --version
  [ "$status" -eq 0 ]
  [[ $output == 'ar-scan (armeld) '*', LLVM '* ]]
}

@test "bitcode: its symbols are those that llvm-nm tells, for every way to mangle" {
  cat >a.c <<'END'
int com;
__attribute__((weak)) int weak(void) { return 1; }
extern int ext;
__attribute__((weak)) extern int weak_ext;
static int local(int a) { return a + ext; }
__attribute__((visibility("hidden"))) int hidden = 3;
int strong(int a) { return local(a) + weak_ext + hidden + com; }
int renamed(void) __asm__("_odd$name");
int call(void) { return renamed(); }
inline int available(int x) { return x + 2; }
int use(int x) { return available(x); }
__attribute__((used)) static int used;
END
  local target clang nm
  clang=$(command -v clang-22 || command -v clang-19) && nm=$(command -v "llvm-nm-${clang##*-}") || skip 'no clang and llvm-nm'
  for target in x86_64-linux-gnu x86_64-apple-macos11 i686-pc-windows-gnu x86_64-pc-windows-msvc wasm32-unknown-unknown; do
    for option in -flto=full -flto=thin; do
      "$clang" --target="$target" -O1 -fcommon "$option" -c a.c -o a.o
      library liba.a a.o
      ar-scan -o x.json liba.a
      json '.objects[] | (.defines[] | "\(.name) defined"), (.references + .weak_references | .[]? | "\(.) undefined")' x.json | sort >ours
      { "$nm" -gj --defined-only a.o | sed 's/$/ defined/' && "$nm" -gj --undefined-only a.o | sed 's/$/ undefined/'; } | sort >theirs
      diff ours theirs || { echo "$target $option" && return 1; }
    done
  done
}

@test "ELF: a COMDAT group whose signature is defined outside of it counts under that name" {
  printf '%s\n' '.section .text.g,"axG",@progbits,sig,comdat' 'g: ret' '.text' '.globl sig' 'sig: ret' | as -o outside.o -
  library libx.a outside.o
  [ "$(ar-scan libx.a | jq -c '[.objects[] | .comdats[0].name, .defines[0].name, .defines[0].comdat]')" = '["sig","sig",null]' ]
  # With the signature inside, it is a definition in a COMDAT.
  printf '%s\n' '.section .text.g,"axG",@progbits,sig,comdat' '.globl sig' 'sig: ret' | as -o inside.o -
  library liby.a inside.o
  [ "$(ar-scan liby.a | jq -c '[.objects[] | .comdats, .defines[0].name, .defines[0].comdat]')" = '[null,"sig","any"]' ]
}

@test "--known: what the manifest says of an object is taken over, and other objects are inspected" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  ar-scan --known before.json -o again.json liba.a libb.a
  cmp before.json again.json
  # A manifest that says something else of one object, and nothing of another one
  shared=$(json '.libraries[0].members[] | select(.name == "shared.o").object' before.json)
  jq --arg shared "$shared" '.objects[$shared].has_debug_info = true' before.json >said.json
  ar-scan --known said.json -o known.json liba.a libb.a libc.a
  [ "$(jq -r --arg shared "$shared" '.objects[$shared].has_debug_info' known.json)" = true ]
  ar-scan -o all.json liba.a libb.a libc.a
  diff <(jq --arg shared "$shared" 'del(.objects[$shared])' known.json) <(jq --arg shared "$shared" 'del(.objects[$shared])' all.json)
}

@test "--known: a document that is no manifest is refused" {
  same_libraries
  echo '{}' >known.json
  run -2 ar-scan --known known.json liba.a
  [[ $output == 'ar-scan: known.json: '* ]]
}

@test "what rustc compiled says its compiler and its package, for every target" {
  local file target kind expected tried=0
  for file in "$ROOT"/tests/fixtures/origin/*.o; do
    IFS=. read -r target kind _ <<<"$(basename "$file")"
    # Where there is no debug information, the compiler is in ELF objects only, and the package in constants.
    case $target.$kind in
    *.debug) expected='["rustc 1.95.0 (59807616e 2026-04-14)","/registry/origin-1.2.3",null]' ;;
    *-linux-*) expected='["rustc 1.95.0 (59807616e 2026-04-14)",null,["/registry/origin-1.2.3"]]' ;;
    wasm32-*) expected='[null,null,null]' ;;
    *) expected='[null,null,["/registry/origin-1.2.3"]]' ;;
    esac
    echo "$target $kind"
    library libx.a "$file"
    [ "$(ar-scan libx.a | jq -c '.objects[] | [.compiler, .source, .packages]')" = "$expected" ]
    tried=$((tried + 1))
  done
  [ "$tried" -ge 14 ]
}

@test "what rustc has not compiled names no compiler and no package" {
  object x 'const char *file(void) { return "/r/x-1.0.0/src/lib.rs"; }'
  "$CC" -g -c -o y.o x.c
  library libx.a x.o y.o
  [ "$(ar-scan libx.a | jq -c '.objects | map([.compiler, .source, .packages]) | unique')" = '[[null,null,null]]' ]
}
