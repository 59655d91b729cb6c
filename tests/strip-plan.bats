#!/usr/bin/env bats
# strip-plan: bitcode that no link uses, and debug information that goes or is compressed. Four linkers make the same
# programs of the result, and debuggers find the same lines.

# shellcheck disable=SC2034,SC2054 # the files that this loads read the variables
load collection

# A Rust staticlib with debug information of its own, and std with bitcode.
setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  cat >own.rs <<'END'
#[inline(never)]
fn deep(i: i32) -> i32 {
    std::panic::catch_unwind(|| if i > 2 { panic!("too deep") } else { i }).unwrap_or(7)
}

#[no_mangle]
pub extern "C" fn a_run() -> i32 {
    println!("Rust prints {}", deep(1));
    deep(5)
}

#[no_mangle]
pub extern "C" fn dead_run_not() -> i32 {
    std::env::args().count() as i32
}
END
  "${RUSTC:-rustc}" --edition 2021 --crate-type staticlib -g -C opt-level=s -C codegen-units=1 -o liba.a own.rs
}

# The Rust library as liba.a, and a library of C and C++ with debug information as libb.a
both() {
  cp "$BATS_FILE_TMPDIR/liba.a" .
  part own_b -g <<'END'
int helper(int);
int b_run(void) {
  return helper(20);
}
int dead_b(void) {
  return helper(30);
}
END
  cxx helper -g <<'END'
template <class T> __attribute__((noinline)) T doubled(T x) {
  return x * 2;
}
extern "C" int helper(int x) {
  try {
    if (x > 100) throw x;
    return doubled(x) + 1;
  } catch (int y) {
    return y;
  }
}
extern "C" long dead_helper(long x) {
  return doubled(x);
}
END
  libs 'b own_b.o helper.o'
  EXTRA=(-lstdc++ -lpthread -ldl -lm -Wl,--build-id=none)
}

# strip OPTION...: into out/, verified
strip_all() {
  rm -rf out
  ar-scan -o before.json lib*.a &&
    strip-plan "$@" -o strip.json before.json &&
    ar-pack --symtab --out-dir out strip.json &&
    ar-scan -o after.json out/*.a &&
    meld-verify --plan strip.json before.json after.json
}

# same_bytes [SKIPPED]: each linker makes the same program, byte for byte, of both
same_bytes() {
  local linker
  program_main a b
  for linker in "${LINKERS[@]}"; do
    [ "$linker" != "${1:-}" ] || continue
    link_program before "$linker" . a b || return
    link_program after "$linker" out a b || return
    cmp before after || { echo "$linker" && return 1; }
  done
  ./after
}

debug_sections() { sections "$@" | grep -E '^\.(rela)?\.?z?debug'; }

@test "the bitcode of Rust's std goes, and each linker makes the same program" {
  both
  all_among "$(sections liba.a 2>/dev/null)" .llvmbc .llvmcmd
  strip_all --drop-bitcode
  none_among "$(sections out/liba.a 2>/dev/null)" .llvmbc .llvmcmd
  [ "$(stat -c %s out/liba.a)" -lt $(($(stat -c %s liba.a) * 7 / 10)) ]
  cmp libb.a out/libb.a
  same_bytes
}

@test "bitcode that linkers use stays" {
  unit own -flto -ffat-lto-objects <<<'int a_run(void) { return 1; }'
  clang-19 -flto -ffat-lto-objects -c -o clang.o own.c
  clang-19 -flto -c -o only.o own.c
  libs 'a own.o' 'b clang.o' 'd only.o'
  sections liba.a | grep '^\.gnu\.lto_'
  sections libb.a | grep -x '.llvm.lto'
  strip_all --drop-bitcode
  cmp liba.a out/liba.a
  sections out/libb.a | grep -x '.llvm.lto'
  cmp libd.a out/libd.a
}

@test "bitcode that Clang embeds goes" {
  printf 'int a_run(void) { return 1; }\n' >own.c
  clang-19 -fembed-bitcode=all -c own.c
  libs 'a own.o'
  sections liba.a | grep -x .llvmbc
  strip_all --drop-bitcode
  none_among "$(sections out/liba.a)" .llvmbc .llvmcmd
}

@test "debug information of all members goes, and programs differ in nothing else" {
  both
  strip_all --strip-debug
  [ "$(debug_sections out/*.a 2>/dev/null)" = '' ]
  program_main a b
  for linker in "${LINKERS[@]}"; do
    link_program before "$linker" . a b
    link_program after "$linker" out a b
    strip --strip-debug -o before.stripped before
    strip --strip-debug -o after.stripped after
    diff <(./before) <(./after)
    for section in .text .rodata .eh_frame .data.rel.ro .got .gcc_except_table .init_array; do
      objcopy -O binary --only-section=$section before.stripped before.section
      objcopy -O binary --only-section=$section after.stripped after.section
      cmp before.section after.section
    done
    diff <(nm before.stripped) <(nm after.stripped)
  done
}

# has_debug FILE MEMBER: whether it has debug information
has_debug() {
  ar p "$1" "$2" >member.o || return
  grep -q '^\.debug_info' <<<"$(sections member.o)"
}

@test "patterns say whose debug information goes" {
  both
  strip_all --strip-debug='*own*' --strip-debug='std-*'
  run ! has_debug out/libb.a own_b.o
  has_debug out/libb.a helper.o
  own=$(members liba.a | grep '\.own\.' | head -n 1)
  std=$(members liba.a | grep '^std-' | head -n 1)
  core=$(members liba.a | grep '^core-' | head -n 1)
  has_debug liba.a "$own"
  run ! has_debug out/liba.a "$own"
  has_debug liba.a "$std"
  run ! has_debug out/liba.a "$std"
  has_debug out/liba.a "$core"
}

@test "--keep-debug keeps that of the own crate" {
  both
  strip_all --strip-debug='*' --keep-debug='*own*'
  own=$(members liba.a | grep '\.own\.' | head -n 1)
  has_debug out/liba.a "$own"
  has_debug out/libb.a own_b.o
  run ! has_debug out/libb.a helper.o
  program_main a b
  link_program after bfd out a b
  [[ $(addr2line -f -e after "0x$(nm after | awk '$3 == "b_run" { print $1 }')") == *own_b.c:* ]]
}

@test "an object that is in two members keeps its debug information if one of them does" {
  part own -g <<<'int a_run(void) { return 1; }'
  cp own.o other.o
  libs 'a own.o' 'b other.o'
  strip_all --strip-debug='own*'
  # Without "=" the next word is no pattern.
  refuses "strip-plan: own*: No such file or directory" strip-plan --strip-debug 'own*'
  has_debug out/liba.a own.o
  has_debug out/libb.a other.o
  libs 'a own.o' 'b other.o'
  strip_all --strip-debug='o*'
  run ! has_debug out/liba.a own.o
  run ! has_debug out/libb.a other.o
}

@test "with zlib debug information is compressed, and each linker makes the same program, byte for byte" {
  both
  strip_all --compress-debug=zlib
  readelf -tW out/libb.a | grep -q 'COMPRESSED'
  readelf -tW out/libb.a | grep -q 'ZLIB'
  [ "$(stat -c %s out/liba.a)" -lt "$(stat -c %s liba.a)" ]
  [ "$(stat -c %s out/libb.a)" -lt "$(stat -c %s libb.a)" ]
  same_bytes
}

@test "with zstd likewise, but for gold" {
  both
  strip_all --compress-debug=zstd
  readelf -tW out/libb.a | grep -q 'ZSTD'
  same_bytes gold
}

@test "compressing again changes nothing, and what is compressed in another way is compressed anew" {
  both
  strip_all --compress-debug=zlib
  mkdir second
  cp out/*.a .
  strip_all --compress-debug=zlib
  for name in liba.a libb.a; do cmp $name out/$name; done
}

# lines PROGRAM: of each function of the collected libraries its name, file and line, by both tools
lines() {
  # The C library's and the compiler's functions need not be at places with lines.
  nm --defined-only "$1" | awk 'NR == FNR { own[$1]; next } $2 ~ /[Tt]/ && $3 in own { print "0x" $1, $3 }' <(symbols out/*.a) - |
    sort -k 2 >addresses
  awk '{ print $1 }' addresses >only || return
  paste -d ' ' <(awk '{ print $2 }' addresses) <(addr2line -e "$1" <only) <(llvm-symbolizer-19 --output-style=GNU --functions=none --inlining=false -e "$1" <only | grep -v '^$') | sort
}

@test "lines of the program from collected and compressed libraries are those of the originals" {
  both
  ar-scan -o before.json --sections sections.json lib*.a
  gc-plan --export '[ab]_run' -o gc.json before.json sections.json
  strip-plan --drop-bitcode --compress-debug=zlib -o strip.json before.json
  ar-pack --symtab --out-dir out gc.json strip.json
  ar-scan -o after.json out/*.a
  meld-verify --plan gc.json --plan strip.json before.json after.json
  program_main a b
  for linker in "${LINKERS[@]}"; do
    link_program before "$linker" . a b
    link_program after "$linker" out a b
    diff <(./before) <(./after)
    lines before >before.lines
    lines after >after.lines
    grep 'b_run .*own_b.c:2 .*own_b.c:2' after.lines
    grep 'own.rs:[0-9]' after.lines
    [ "$(wc -l <after.lines)" -gt 100 ]
    # Each function that is left has the lines that it had.
    diff <(comm -13 before.lines after.lines) /dev/null
  done
  # A smaller set of functions, as what nothing reaches is gone
  run ! grep -q '^dead_' after.lines
}

@test "a backtrace of a panic names the same lines" {
  both
  ar-scan -o before.json --sections sections.json lib*.a
  gc-plan --export '[ab]_run' -o gc.json before.json sections.json
  strip-plan --drop-bitcode --compress-debug=zlib -o strip.json before.json
  ar-pack --symtab --out-dir out gc.json strip.json
  program_main a
  for linker in "${LINKERS[@]}"; do
    link_program before "$linker" . a
    link_program after "$linker" out a
    RUST_BACKTRACE=1 ./before 2>before.trace
    RUST_BACKTRACE=1 ./after 2>after.trace
    grep -q 'own.rs:3' after.trace
    diff <(sed 's/0x[0-9a-f]*//; s/([0-9]*)//' before.trace) <(sed 's/0x[0-9a-f]*//; s/([0-9]*)//' after.trace)
  done
}

@test "one ar-meld melds, collects, drops, strips and compresses" {
  both
  cp liba.a libd.a
  echo '[ab]_run' >exports
  ar-meld --gc --exports exports --drop-bitcode --strip-debug='std-*' --compress-debug=zlib -o libw.a --out-dir out liba.a libb.a libd.a
  none_among "$(sections out/*.a 2>/dev/null)" .llvmbc
  program_main a b
  for linker in "${LINKERS[@]}"; do
    link_program before "$linker" . a b
    link_program after "$linker" out a b w
    diff <(./before) <(./after)
  done
}

@test "compression is refused for COFF, with the reason" {
  printf 'int f(void) { return 1; }\n' >f.c
  for target in x86_64-pc-windows-msvc x86_64-w64-mingw32; do
    clang-19 --target=$target -g -c f.c
    library liba.a f.o
    ar-scan -o before.json liba.a
    refuses "strip-plan: liba.a: member 1 'f.o': debug information can be compressed in ELF only; no linker reads it compressed in coff" \
      strip-plan --compress-debug=zlib -o strip.json before.json
    [ ! -e strip.json ]
  done
}

@test "compression is refused for Mach-O, with the reason" {
  printf 'int f(void) { return 1; }\n' >f.c
  clang-19 --target=x86_64-apple-macos11 -g -c f.c
  library liba.a f.o
  ar-scan -o before.json liba.a
  refuses "strip-plan: liba.a: member 1 'f.o': debug information can be compressed in ELF only; no linker reads it compressed in macho" \
    strip-plan --compress-debug=zlib -o strip.json before.json
}

@test "wrong options and inputs are refused" {
  part own <<<'int a_run(void) { return 1; }'
  libs 'a own.o'
  ar-scan -o before.json liba.a
  refuses 'strip-plan: nothing to do: none of --drop-bitcode, --strip-debug and --compress-debug is given; try --help' \
    strip-plan before.json
  refuses "strip-plan: --compress-debug: 'lzma' is not one of zlib, zstd" strip-plan --compress-debug=lzma before.json
  refuses 'strip-plan: before.json: is an input of this command and cannot be its output' \
    strip-plan --drop-bitcode -o before.json before.json
  strip-plan --drop-bitcode before.json | jq -e '(.edited // {}) == {}'
}

@test "the plan is valid by its schema, and the same each time" {
  both
  ar-scan -o before.json lib*.a
  strip-plan --drop-bitcode --strip-debug='own*' --compress-debug=zstd -o strip.json before.json
  strip-plan --drop-bitcode --strip-debug='own*' --compress-debug=zstd -o again.json before.json
  cmp strip.json again.json
  validates strip.json
}
