#!/usr/bin/env bats
# Mach-O objects with atoms removed, held against ld64.lld -dead_strip, dsymutil and LLVM's readers.

# shellcheck disable=SC2034,SC2154 # the file that this loads reads and sets variables
load macho

# collect EXPORT...: collects liba.a into out/liba.a, and proves the result
collect() {
  local exports=() name
  for name; do exports+=(--export "$name"); done
  rm -rf out
  ar-scan -o before.json --sections sections.json liba.a &&
    gc-plan "${exports[@]}" -o gc.json before.json sections.json &&
    ar-pack --symtab --out-dir out gc.json &&
    ar-scan -o after.json --sections sections-after.json out/liba.a &&
    meld-verify --plan gc.json before.json after.json >/dev/null
}

# image OUT LIBRARY [OPTION]...: links what main reaches
image() {
  "$ld" -arch "${target%%-*}" -platform_version macos 11 11 -undefined dynamic_lookup -dead_strip "${@:3}" -o "$1" main.o "$2"
}

# sections_of FILE: the sections' names and sizes, and their content but for addresses in the file
sections_of() {
  local table # and no file, for two of these run at a time
  table=$(llvm-readobj-19 --sections "$1") || return
  grep -E '^ *(Name|Size|Address):' <<<"$table" || return
  llvm-objdump-19 --full-contents "$1" | sed 1,2d
}

names() { llvm-nm-19 "$1" | awk '{ print $NF }' | sort; }

# defined FILE: the symbols that it defines, on one line, but for those that the assembler makes
defined() { llvm-nm-19 --defined-only "$1" 2>/dev/null | awk 'NF > 2 && $NF !~ /^l/ { print $NF }' | sort | xargs; }

# same_image: -dead_strip makes the same program of liba.a and of out/liba.a
same_image() {
  image before liba.a "$@" && image after out/liba.a "$@" || return
  diff <(sections_of before) <(sections_of after) || return
  diff <(names before) <(names after)
}

# removal OBJECT: the array `removal` removes from it what gc.json does
removal() {
  local digest
  digest=$(jq -r --arg name "$1" '.libraries[].members[] | select(.name == $name).object' before.json) || return
  mapfile -t removal < <(jq -r --arg object "$digest" '.edited[] | select(.object == $object).remove[] | "--remove", .' gc.json)
  [ "${#removal[@]}" -gt 0 ]
}

cpp_source() {
  cat <<'END'
extern "C" int puts(const char *);
int may(int);
struct Guard { ~Guard(); };
thread_local int live_thread = 5;
static thread_local int dead_thread;
static const char *const words[] = {"one", "two", "three", "four"};
template <class T> T twice(T x) { static T calls; return 2 * x + calls++; }
struct Base { virtual int get() { return twice(1); } virtual ~Base() {} };
struct Dead : Base { int get() override { return twice(2L) + dead_thread; } };
static const int table[] = {7, 5, 3};
const int *const live_pointer = &table[1];
extern "C" const char *live_text(int x) { return words[x & 3]; }
extern "C" int live(int x) {
  Guard guard;
  Base base;
  try { return may(x) + base.get() + *live_pointer + live_thread + live_text(x)[0]; } catch (int e) { return e + 1; }
}
extern "C" int dead(int x) {
  Guard guard;
  Dead other;
  try { return may(x) + other.get(); } catch (long e) { return puts("dead"); }
}
extern "C" int dead_switch(int i) {
  switch (i) {
  case 0: return puts("none");
  case 1: return may(1);
  case 2: return may(22);
  case 3: return puts("three");
  case 4: return may(9);
  }
  return 1;
}
extern "C" double live_double(double x) { return x * 3.14159 + 2.5; }
extern "C" double dead_double(double x) { return x * 1.41421 + 7.5; }
extern "C" int last_dead(int x) { return dead_thread += x; }
END
}

main_source() { echo 'int live(int); double live_double(double); int main(void) { return live(1) + live_double(2); }'; }

# ---- what goes and what stays ----

@test "programs are those that lld makes by collecting the original itself" {
  for target in $targets; do
    for options in -O0 '-g -O0' '-g -O1' '-gdwarf-5 -O2' '-O2 -femit-dwarf-unwind=always'; do
      # shellcheck disable=SC2086 # options
      cpp_source | made a c++ $options
      main_source | made main c
      archive liba.a a.o
      collect live live_double || { echo "$target $options" && return 1; }
      run grep -i dead <(defined out/liba.a)
      [ "$status" -eq 1 ] || { echo "$target $options: $output" && return 1; }
      same_image || { echo "$target $options" && return 1; }
      [ "$(stat -c %s out/liba.a)" -lt "$(stat -c %s liba.a)" ]
      # What was collected once has nothing left that could go but padding.
      cp out/liba.a once.a
      cp once.a liba.a
      collect live live_double
      [ "$(defined out/liba.a)" = "$(defined once.a)" ]
    done
  done
}

@test "frame descriptions stay with their functions, with and without relocations" {
  for target in $targets; do
    align=4 frame=rbx
    [ "${target%%-*}" = x86_64 ] || align=2 frame=x19
    { echo '.subsections_via_symbols'
      for name in dead1 live dead2 live_double dead3; do
        printf '%s\n' .text ".globl _$name" ".p2align $align" "_$name:" .cfi_startproc \
          '.cfi_personality 155, ___gxx_personality_v0' ".cfi_lsda 16, Lexceptions_$name" nop ".cfi_def_cfa $frame, 16" ret nop \
          .cfi_endproc '.section __TEXT,__gcc_except_tab' '.p2align 2' "GCC_except_table_$name:" "Lexceptions_$name:" \
          ".asciz \"table of $name\""
      done; } | made a assembler
    main_source | made main c
    archive liba.a a.o
    collect live live_double
    same_image
    [ "$(llvm-dwarfdump-19 --eh-frame after | grep -c ' FDE ')" -eq 2 ]
    [ "$(defined out/liba.a)" = 'GCC_except_table_live GCC_except_table_live_double _live _live_double' ]
  done
}

@test "debuggers find the lines of what stays" {
  for target in $targets; do
    for options in '-g -O0' '-g -O1' '-g -O2' '-gdwarf-5 -O0' '-gdwarf-5 -O1'; do
      # shellcheck disable=SC2086 # options
      cpp_source | made a c++ $options
      main_source | made main c
      archive liba.a a.o
      collect live live_double
      image before liba.a
      image after out/liba.a
      for name in before after; do
        "$(platform_tool dsymutil)" -o $name.dSYM $name 2>warnings
        [ ! -s warnings ] || { cat warnings && return 1; }
        debug=$name.dSYM/Contents/Resources/DWARF/$name
        llvm-dwarfdump-19 --verify $debug | tail -n 1 | grep -q 'No errors'
        # Of rows at one address the last one counts.
        llvm-dwarfdump-19 --debug-line $debug | sed 's/ *basic_block//' | awk '/^0x/ { row[$1] = $0 } END { for (address in row) print row[address] }' | sort >$name.lines
        llvm-dwarfdump-19 --debug-info $debug | grep -E 'low_pc|high_pc|^ +\[0x' | sed 's/^ *//' | sort -u >$name.ranges
      done
      [ "$(wc -l <before.lines)" -gt 9 ]
      diff before.lines after.lines || { echo "$target $options" && return 1; }
      # The first dead function of a unit may be left, without code.
      [ "$(comm -23 before.ranges after.ranges)" = '' ] || { echo "$target $options" && return 1; }
      mkdir -p objects
      (cd objects && llvm-ar-19 x ../out/liba.a)
      llvm-dwarfdump-19 --verify objects/a.o | tail -n 1 | grep -q 'No errors'
    done
  done
}

@test "initialisers, what linkers are told to keep, and sections of unusual names stay, with what they need" {
  for target in $targets; do
    made a c -O1 <<'END'
int puts(const char *);
static int needed(int x) { return puts("needed") + x; }
__attribute__((constructor)) static void begin(void) { needed(1); }
__attribute__((used)) static int used(int x) { return puts("used") + x; }
__attribute__((section("__DATA,__plugins"))) int (*plugin)(int) = needed;
int dead_in_section(int x) { return x * 3; }
int live(int x) { return x; }
int dead_common;
double live_double(double x) { return x; }
END
    main_source | made main c
    archive liba.a a.o
    collect live live_double
    [ "$(defined out/liba.a)" = '_begin _live _live_double _needed _plugin _used' ]
    same_image
  done
}

@test "objective-c: what the runtime finds stays" {
  for target in $targets; do
    made a objective-c -O1 <<'END'
__attribute__((objc_root_class)) @interface Thing
+ (id)make;
- (int)answer;
@end
int puts(const char *);
__attribute__((noinline)) static int helper(void) { return puts("helper"); }
@implementation Thing
+ (id)make { return 0; }
- (int)answer { return helper(); }
@end
int dead(Thing *thing) { return [thing answer] + puts("dead"); }
int live(int x) { return [[Thing make] answer] + x; }
double live_double(double x) { return x; }
END
    main_source | made main c
    archive liba.a a.o
    collect live live_double
    run defined out/liba.a
    [[ $output = *'answer]'*'make]'* ]]
    [[ $output = *_helper* ]]
    [[ $output != *dead* ]]
    same_image -ObjC
  done
}

@test "entries in the middle of an atom, aliases, literals and places behind the end move with their atoms" {
  target=x86_64-apple-macos11
  made a assembler <<'END'
.text
.globl _dead, _live, _live_double, _alias
_dead: leaq L_dead(%rip), %rax
  movl $1, _dead_bss(%rip)
  ret
.p2align 4
_live: leaq L_text+1(%rip), %rax
  movl $7, _behind-4(%rip)
  movss L_four(%rip), %xmm0
  movsd L_eight(%rip), %xmm1
  callq _entry
  ret
.alt_entry _entry
_entry: ret
_alias = _live
.p2align 5
_live_double: movb $3, _counter(%rip)
  cmpl $5, _limits+4(%rip)
  jmp _live
.section __TEXT,__cstring,cstring_literals
L_dead: .asciz "dead text"
L_text: .asciz "live text"
.section __TEXT,__literal4,4byte_literals
.long 0x11111111
L_four: .long 0x22222222
.section __TEXT,__literal8,8byte_literals
.quad 0x3333333333333333
L_eight: .quad 0x4444444444444444
.data
_unused: .quad 1
_counter: .byte 1
.p2align 3
_limits: .long 4, 5
_behind:
.zerofill __DATA,__bss,_dead_bss,64,6
.zerofill __DATA,__bss,_more,4,2
.subsections_via_symbols
END
  main_source | made main c
  archive liba.a a.o
  collect live live_double
  same_image
  run defined out/liba.a
  [[ $output = *'_alias _behind _counter _entry _limits _live _live_double' ]]
  [[ $(strings -a out/liba.a) != *'dead text'* ]]
}

@test "data in code and hints for the linker are for the same instructions" {
  target=x86_64-apple-macos11
  { cpp_source && echo 'extern "C" int live_switch(int i) { switch (i) { case 0: return may(2); case 1: return puts("x"); case 2: return may(8); case 3: return 4; case 5: return puts("y"); } return 0; }'; } |
    made a c++ -O1 -fno-exceptions -D'try=if(1)' -D'catch(x)=else if(0)' -De=0
  archive liba.a a.o
  collect live_switch
  mkdir -p objects
  (cd objects && llvm-ar-19 x ../out/liba.a)
  [ "$(llvm-objdump-19 --macho --data-in-code a.o | grep -c JUMP_TABLE)" -eq 2 ]
  [ "$(llvm-objdump-19 --macho --data-in-code objects/a.o | grep -c JUMP_TABLE)" -eq 1 ]
  target=arm64-apple-macos11
  cpp_source | made a c++ -O1
  archive liba.a a.o
  collect live_text
  (cd objects && llvm-ar-19 x ../out/liba.a)
  [ "$(llvm-objdump-19 --macho --link-opt-hints a.o | grep -c ' Adrp')" -gt "$(llvm-objdump-19 --macho --link-opt-hints objects/a.o | grep -c ' Adrp')" ]
  place=$(llvm-objdump-19 -d --disassemble-symbols=_live_text objects/a.o | awk '$3 == "adrp" { sub(":", "", $1); print $1 }')
  llvm-objdump-19 --macho --link-opt-hints objects/a.o | grep -A 3 AdrpAdd | grep -q "value 0x$place\$"
}

@test "an atom gets no longer when what follows it goes" {
  for target in $targets; do
    for letter in a b; do
      needed=0
      [ $letter = a ] || needed=_b_middle
      made $letter assembler <<END
.data
.p2align 4
.globl _weak
.weak_definition _weak
_weak: .ascii "ninebytes"
.globl _${letter}_middle
_${letter}_middle: .ascii "7 bytes"
.p2align 4
.globl _${letter}_run
_${letter}_run: .quad _weak, $needed
.subsections_via_symbols
END
      archive lib$letter.a $letter.o
    done
    ar-scan -o before.json --sections sections.json lib?.a
    gc-plan --export '*_run' -o gc.json before.json sections.json
    rm -rf out
    ar-pack --symtab --out-dir out gc.json
    ar-scan -o after.json --sections sections-after.json out/*.a
    [ "$(defined out/liba.a)" = '_a_run _weak' ]
    # Copies of one weak definition that were the same are the same.
    meld-verify --plan gc.json before.json after.json
    [ "$(jq '[.objects[].lists[] | .size[]] | sort | map(tostring) | join(" ")' -r sections-after.json)" = '7 7 9 9 16 16' ]
  done
}

# ---- what is not divided ----

@test "an object that is not made of atoms stays whole, and so does one with what is not understood" {
  for target in $targets; do
    made a assembler <<'END'
.text
.globl _live, _dead
_live: nop
_dead: nop
END
    archive liba.a a.o
    collect live
    [ "$(defined out/liba.a)" = '_dead _live' ]
    gc-plan --export live --explain before.json sections.json >explained
    grep -q "^objects that stay whole, since armeld does not divide them: 1, " explained
    run "$EDIT_OBJECT" --remove 1 write a.o b.o
    [ "$status" -eq 2 ]
    [[ $output = *'is not made of atoms (MH_SUBSECTIONS_VIA_SYMBOLS)'* ]]
  done
}

@test "an object with a list of calls stays whole, for that names symbols by their numbers" {
  for target in $targets; do
    made a assembler <<'END'
.subsections_via_symbols
.text
.globl _dead, _live, _other
_dead: ret
_live: ret
_other: ret
.cg_profile _live, _other, 10
END
    archive liba.a a.o
    collect live other
    ar p out/liba.a a.o >collected.o
    [ "$(llvm-readobj-19 --cg-profile collected.o | awk '/From|To/ { print $2 }' | xargs)" = '_live _other' ]
    run "$EDIT_OBJECT" --remove 1 write a.o b.o
    [ "$status" -eq 2 ]
    [[ $output = *'has a list of calls'* ]]
  done
}

@test "an edit is refused if what stays refers to what goes, or keeps an initialiser" {
  target=arm64-apple-macos11
  made a c -O1 <<'END'
int dead(int);
static int needed(int x) { return dead(x); }
__attribute__((constructor)) static void begin(void) { needed(1); }
__attribute__((noinline)) int callee(int x) { return dead(x) + 1; }
int live(int x) { return callee(x) + 1; }
END
  run "$EDIT_OBJECT" --remove 2 write a.o b.o
  [ "$status" -eq 2 ]
  [[ $output = *'refers to what is to be removed'* ]]
  run "$EDIT_OBJECT" --remove 900 write a.o b.o
  [ "$status" -eq 2 ]
  [[ $output = *'atom 900 is to be removed, of '* ]]
  run "$EDIT_OBJECT" --compress-debug=zlib write a.o b.o
  [ "$status" -eq 2 ]
  [[ $output = *'in which no linker reads compressed debug information'* ]]
}

# ---- faults ----

# parts_of OBJECT: "cmds FROM TO" and so on
@test "the check finds each byte that is changed, but for places and padding" {
  for target in $targets; do
    for options in '-g -O1' '-gdwarf-5 -O1 -femit-dwarf-unwind=always'; do
      # shellcheck disable=SC2086 # options
      cpp_source | made a c++ $options
      archive liba.a a.o
      collect live live_double
      removal a.o
      "$EDIT_OBJECT" "${removal[@]}" write a.o b.o
      "$EDIT_OBJECT" "${removal[@]}" flip a.o 1 >unfound
      "$ROOT/tests/edit/macho-content" b.o <unfound >content
      [ ! -s content ] || { echo "$target $options" && cat content && return 1; }
    done
  done
}

@test "broken objects are refused or edited, and nothing else" {
  for target in $targets; do
    for options in '-g -O1' '-gdwarf-5 -O1 -femit-dwarf-unwind=always'; do
      # shellcheck disable=SC2086 # options
      cpp_source | made a c++ $options
      archive liba.a a.o
      collect live live_double
      removal a.o
      "$EDIT_OBJECT" "${removal[@]}" garble a.o 1
    done
  done
}

@test "renaming and removing at once is what doing one after the other is" {
  target=arm64-apple-macos11
  cpp_source | made a c++ -g -O1
  archive liba.a a.o
  collect live live_double
  removal a.o
  "$EDIT_OBJECT" "${removal[@]}" write a.o one.o
  "$EDIT_OBJECT" write one.o one-after-the-other.o _live=_alive
  "$EDIT_OBJECT" "${removal[@]}" write a.o both.o _live=_alive
  cmp one-after-the-other.o both.o
  [[ $(defined both.o) = *_alive* ]]
}
