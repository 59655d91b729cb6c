#!/usr/bin/env bats
# The equivalence digest: objects that differ in the source file's name are one class, and those that differ in
# anything a linker reads are not.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  [ "$(uname -m)" = x86_64 ] || skip 'the assembly is for x86-64'
}

# assembly NAME: assembles standard input to NAME.o.
assembly() { as -o "$1.o" -; }

base() {
  cat <<'END'
  .file "one.c"
  .section .text.f,"axG",@progbits,f,comdat
  .weak f
f: ret
  .data
  .balign 8
  .globl word, other
  .type word, @object
word: .quad other + 8
  .size word, 8
other: .quad 5
  .globl mark
  .set mark, word
END
}

# classes A B: how many equivalence classes the objects of A.o and B.o make.
classes() {
  if cmp "$1.o" "$2.o" >&2; then return 1; fi
  library libx.a "$1.o" "$2.o" || return
  ar-scan libx.a | grep -oE '"equivalence": *"[0-9a-f]+"' | sort -u | wc -l
}

# tells_apart EDIT: the base differs from what sed's EDIT makes of it.
tells_apart() {
  base | assembly one
  base | sed "$1" | assembly two
  [ "$(classes one two)" -eq 2 ]
}

@test "source files of different names are one class" {
  base | assembly one
  base | sed 's/one.c/the-other-one.c/' | assembly two
  [ "$(classes one two)" -eq 1 ]
}

@test "an object with and one without a source file's name are one class" {
  base | assembly one
  base | sed '/\.file/d' | assembly two
  [ "$(classes one two)" -eq 1 ]
}

@test "source files of different names are one class in 32 bits and in big-endian objects too" {
  local target llvm_mc
  llvm_mc=$(command -v llvm-mc-22 || command -v llvm-mc-19 || command -v llvm-mc) || skip 'no llvm-mc'
  for target in i686-linux-gnu s390x-linux-gnu powerpc-linux-gnu mips-linux-gnu; do
    base | sed 's/ret/nop/; s/quad/long/' | "$llvm_mc" -triple "$target" -filetype obj -o one.o || continue
    base | sed 's/ret/nop/; s/quad/long/; s/one.c/two.c/' | "$llvm_mc" -triple "$target" -filetype obj -o two.o
    [ "$(classes one two)" -eq 1 ]
  done
}

@test "section contents tell apart" { tells_apart 's/quad 5/quad 6/'; }
@test "section flags tell apart" { tells_apart 's/\.data/.section .data,"awR"/'; }
@test "a section's name tells apart" { tells_apart 's/\.data/.section .data.x,"aw"/'; }
@test "alignment tells apart" { tells_apart 's/balign 8/balign 16/'; }
@test "a relocation's addend tells apart" { tells_apart 's/other + 8/other + 4/'; }
@test "a relocation's symbol tells apart" { tells_apart 's/other + 8/word + 8/'; }
@test "a symbol's value tells apart" { tells_apart 's/mark, word/mark, other/'; }
@test "a symbol's size tells apart" { tells_apart 's/size word, 8/size word, 4/'; }
@test "a symbol's type tells apart" { tells_apart 's/word, @object/word, @function/'; }
@test "a symbol's name tells apart" { tells_apart 's/other/another/'; }
@test "a symbol's binding tells apart" { tells_apart 's/globl word, other/globl word\n.weak other/'; }
@test "visibility tells apart" { tells_apart '$ a .hidden other'; }
@test "group membership tells apart" { tells_apart 's/"axG",@progbits,f,comdat/"ax",@progbits/'; }
@test "a group's name tells apart" { tells_apart 's/@progbits,f,comdat/@progbits,g,comdat/'; }
@test "a group that is no COMDAT tells apart" { tells_apart 's/,f,comdat/,f/'; }

# Large objects are digested by parts of the file: the same must hold for them.
large() {
  base
  cat <<'END'
  .section .rodata
  .fill 50000, 1, 7
  .quad other + 16
  .fill 150000, 1, 7
  .quad 9
END
}

@test "large objects: source files of different names are one class" {
  large | assembly one
  large | sed 's/one.c/the-other-one-with-a-long-name.c/' | assembly two
  [ "$(stat -c %s one.o)" -gt 200000 ]
  [ "$(classes one two)" -eq 1 ]
}

@test "large objects: all else tells apart" {
  large | assembly one
  local edit
  for edit in 's/quad 5/quad 6/' 's/fill 50000, 1, 7/fill 50000, 1, 8/' 's/quad 9/quad 10/' \
    's/fill 150000/fill 149999/' 's/other + 16/other + 24/' 's/\.data/.section .data,"awR"/' \
    's/balign 8/balign 16/' 's/mark, word/mark, other/' 's/size word, 8/size word, 4/' \
    's/globl word, other/globl word\n.weak other/' '$ a .hidden other' 's/other/another/' \
    's/"axG",@progbits,f,comdat/"ax",@progbits/' 's/@progbits,f,comdat/@progbits,g,comdat/'; do
    large | sed "$edit" | assembly two
    if [ "$(classes one two)" -ne 2 ]; then
      echo "does not tell apart: $edit"
      return 1
    fi
  done
}

@test "large objects: a name that ends as the source file's does stays, whatever assembler wrote it" {
  local edit llvm_mc
  llvm_mc=$(command -v llvm-mc-22 || command -v llvm-mc-19 || command -v llvm-mc) || skip 'no llvm-mc'
  # LLVM keeps names sorted by their ends and lets them share them: "c" is the end of "one.c".
  tails() { large && printf '%s\n' '.globl c' 'c = word'; }
  for as in as "$llvm_mc -filetype obj -triple x86_64-linux-gnu"; do
    tails | $as -o one.o -
    for edit in s/one.c/two.c/ s/one.c/the-other-one-with-a-long-name.c/; do
      tails | sed "$edit" | $as -o two.o -
      [ "$(classes one two)" -eq 1 ]
    done
    for edit in 's/^c = /ac = /; s/globl c/globl ac/' 's/^c = /d = /; s/globl c/globl d/; s/one.c/one.d/'; do
      tails | sed "$edit" | $as -o two.o -
      [ "$(classes one two)" -eq 2 ]
    done
  done
}

# shim CRATE [ALLOCATOR]: a staticlib that has nothing but std and a shim of its own.
shim() {
  echo "${2:-}" >"$1.rs"
  echo '#[no_mangle] pub extern "C" fn run() -> usize { Box::new(std::process::id()).to_string().len() }' >>"$1.rs"
  "${RUSTC:-rustc}" --edition 2021 --crate-type staticlib -C opt-level=s "$1.rs"
}

# shims LIB...: how many classes their allocator shims make.
shims() {
  ar-scan "$@" | jq '[.objects[] | select(any(.defines[]?; .name | test("__rust_alloc$"))) | .equivalence] | unique | length'
}

@test "the allocator shims of several Rust libraries are one class, those of different allocators are not" {
  shim first
  shim the_second
  shim third 'struct Own;
    unsafe impl std::alloc::GlobalAlloc for Own {
      unsafe fn alloc(&self, l: std::alloc::Layout) -> *mut u8 { std::alloc::System.alloc(l) }
      unsafe fn dealloc(&self, p: *mut u8, l: std::alloc::Layout) { std::alloc::System.dealloc(p, l) }
    }
    #[global_allocator] static OWN: Own = Own;'
  [ "$(ar-scan libfirst.a libthe_second.a | jq '[.objects[] | select(any(.defines[]?; .name | test("__rust_alloc$")))] | length')" -eq 2 ]
  [ "$(shims libfirst.a libthe_second.a)" -eq 1 ]
  # The other's shim, and the crate's object that holds the allocator or calls it.
  [ "$(shims libfirst.a libthe_second.a libthird.a)" -ge 2 ]
}

# ---- what rustc writes for other systems ----

@test "allocator shims that differ in how they were built are one class, for every target" {
  local first target tried=0
  for first in "$ROOT"/tests/fixtures/shims/*.first.o; do
    target=$(basename "$first" .first.o)
    cp "$first" one.o
    cp "${first%.first.o}.second.o" two.o
    if cmp -s one.o two.o; then continue; fi
    echo "$target"
    [ "$(classes one two)" -eq 1 ]
    tried=$((tried + 1))
  done
  [ "$tried" -ge 8 ]
}

@test "allocator shims that call different allocators are two classes, for every target" {
  local first objcopy symbol tried=0
  objcopy=$(command -v llvm-objcopy-22 || command -v llvm-objcopy-19 || command -v llvm-objcopy) || skip 'no llvm-objcopy'
  for first in "$ROOT"/tests/fixtures/shims/*.first.o; do
    case $first in *wasm32* | */arm64ec-* | *-aix.*) continue ;; esac # objcopy does not rename there
    echo "$first"
    cp "$first" one.o
    library libx.a one.o
    symbol=$(ar-scan libx.a | jq -r '.objects[].references[] | select(test("__rdl_alloc$"))')
    "$objcopy" --redefine-sym "$symbol=${symbol/__rdl_alloc/__rg__alloc}" one.o two.o
    [ "$(classes one two)" -eq 2 ]
    tried=$((tried + 1))
  done
  [ "$tried" -ge 8 ]
}

# codeview SOURCE KIND: a COFF object with a .debug$T section of a string, a record of that kind, and a build
# record that names the source file.
codeview() {
  local llvm_mc
  llvm_mc=$(command -v llvm-mc-22 || command -v llvm-mc-19 || command -v llvm-mc) || skip 'no llvm-mc'
  "$llvm_mc" -triple x86_64-pc-windows-msvc -filetype obj -o - <<END
  .globl f
f: ret
  .section .debug\$T,"dr"
  .long 4
  .short 2f - 1f
1: .short 0x1605
  .long 0
  .asciz "$1"
  .p2align 2
2: .short 10
  .short $2
  .long 0
  .asciz "abc"
  .short 8
  .short 0x1603
  .short 1
  .long 0x1000
END
}

@test "in COFF, build records that name other source files are one class" {
  codeview one.c 0x1605 >one.o
  codeview the-other-one.c 0x1605 >two.o
  [ "$(classes one two)" -eq 1 ]
}

@test "in COFF, build records among types tell apart" {
  codeview one.c 0x1601 >one.o
  codeview the-other-one.c 0x1601 >two.o
  [ "$(classes one two)" -eq 2 ]
  # Types are no build record.
  codeview one.c 0x1605 >one.o
  codeview one.c 0x1601 >two.o
  [ "$(classes one two)" -eq 2 ]
}

# large_coff: a COFF object of over 64 KiB.
large_coff() {
  cat <<'END'
  .file "one.c"
  .section .text,"xr",discard,f
  .globl f
f: .long other
  ret
  .data
  .globl mark
mark: .quad 5
  .section .rdata,"dr"
  .fill 50000, 1, 7
  .long other
  .fill 50000, 1, 7
  .quad 9
END
}

@test "in large COFF objects, source files of other names and times are one class, and all else tells apart" {
  local edit llvm_mc
  llvm_mc=$(command -v llvm-mc-22 || command -v llvm-mc-19 || command -v llvm-mc) || skip 'no llvm-mc'
  coff() { "$llvm_mc" -triple x86_64-pc-windows-msvc -filetype obj -o "$1.o"; }
  large_coff | coff one
  large_coff | sed s/one.c/the-other.c/ | coff two
  [ "$(classes one two)" -eq 1 ]
  # The time stamp is the header's third field.
  cp one.o two.o
  printf '\1\2\3\4' | dd of=two.o bs=1 seek=4 conv=notrunc status=none
  [ "$(classes one two)" -eq 1 ]
  for edit in 's/ret/nop/' 's/quad 5/quad 6/' 's/quad 9/quad 10/' 's/fill 50000, 1, 7/fill 50000, 1, 8/' \
    's/discard/same_size/' 's/long other/long another/' 's/globl mark/globl another/' 's/.rdata/.data$x/' \
    's/fill 50000/fill 49999/'; do
    large_coff | sed "$edit" | coff two
    if [ "$(classes one two)" -ne 2 ]; then
      echo "does not tell apart: $edit"
      return 1
    fi
  done
}

# xcoff TARGET OBJECT: compiles standard input, whose first line is the source file's name
xcoff() {
  local clang name
  clang=$(command -v clang-22 || command -v clang-19 || command -v clang) || skip 'no clang'
  read -r name
  mkdir -p source
  cat >"source/$name"
  (cd source && "$clang" --target="$1" -Os -c -o "../$2" "$name")
}

xcoff_source() {
  cat <<'END'
one.c
int counter = 5;
int called_function(int);
int long_function_name(int x) { return called_function(x) + counter; }
int short_f(void) { return 3; }
END
}

@test "in XCOFF, source files of different names are one class, and all else tells apart" {
  local target edit
  for target in powerpc-ibm-aix powerpc64-ibm-aix; do
    xcoff_source | xcoff $target one.o
    # Names of up to 14 bytes and of more, which stand elsewhere and move other names.
    for edit in '1s/one/two/' '1s/one/the-other-one-with-a-long-name/' '1s/one/called_functio/'; do
      xcoff_source | sed "$edit" | xcoff $target two.o
      [ "$(classes one two)" -eq 1 ]
    done
    for edit in 's/= 5/= 6/' 's/return 3/return 4/' 's/short_f/other_f/' 's/called_function/another_function/' \
      's/called_function(x)/called_function(x + 1)/' 's/int counter/__attribute__((aligned(16))) int counter/' \
      's/^int short_f/__attribute__((weak)) int short_f/' 's/^int short_f/__attribute__((visibility("hidden"))) int short_f/'; do
      xcoff_source | sed "$edit" | xcoff $target two.o
      if [ "$(classes one two)" -ne 2 ]; then
        echo "$target: does not tell apart: $edit"
        return 1
      fi
    done
    # Who compiled it counts.
    sed 's/version/vorsion/' one.o >two.o
    [ "$(classes one two)" -eq 2 ]
  done
}
