#!/usr/bin/env bats
# Seeded faults: plans of gc-plan with a wrong decision, and collected libraries with a wrong byte. Each is refused by ar-pack or found by
# meld-verify; each test says which.

# shellcheck disable=SC2034,SC2054 # the files that this loads read the variables
load collection

# Two libraries that share an object, with exports, constructors, frames, and what is dead
seeded() {
  part own_a <<'END'
int helper(int);
int dead_a(void) { return 3; }
int table[4] = {1, 2, 3, 4};
static int started;
__attribute__((constructor)) static void begin(void) { started = 1; }
__attribute__((noinline)) static int near(int i) { return helper(i) + table[i & 3]; }
int a_run(void) { return near(1) + started; }
END
  part helper <<'END'
extern int far;
int dead_helper(void) { return 4; }
int helper(int i) { return i + far; }
END
  part far <<<'int far = 7; int dead_far = 8;'
  part own_b <<<'int helper(int); int b_run(void) { return helper(2); } int dead_b(void) { return 5; }'
  libs 'a own_a.o helper.o far.o' 'b own_b.o helper.o far.o'
  plan_collection
}

# index MEMBER-FILE SECTION
index() { readelf -SW "$1" | sed -n "s/^ *\[ *\([0-9]*\)\] $2 .*/\1/p" | head -n 1; }

# also_remove MEMBER-FILE SECTION...: the plan removes these sections of the object, too
also_remove() {
  local file=$1 name source list=()
  shift
  source=$(jq -r --arg name "$file" '[.libraries[].members[] | select(.name == $name)][0].object' before.json)
  for name; do list+=("$(index "$file" "$name")"); done
  jq --arg source "$source" --argjson more "[$(
    IFS=,
    echo "${list[*]}"
  )]" \
    '(.edited[] | select(.object == $source) | .remove) |= (. + $more | sort | unique)' gc.json >edited.json
  ! cmp -s <(jq . gc.json) <(jq . edited.json) || return
  mv edited.json gc.json
}

# refused_by_pack PATTERN: ar-pack does not carry out gc.json
refused_by_pack() {
  run ar-pack --symtab --out-dir out gc.json
  echo "$output"
  [ "$status" -eq 2 ] || return
  # shellcheck disable=SC2053 # a pattern
  [[ $output == $1 ]] || return
  [ ! -e out/liba.a ]
}

# verified: meld-verify of out/
verified() { ar-scan -o after.json out/*.a && meld-verify --plan gc.json before.json after.json; }

# found_by_verify PATTERN: ar-pack carries out gc.json, and meld-verify finds it
found_by_verify() {
  rm -rf out
  ar-pack --symtab --out-dir out gc.json || return
  finds "$1"
}

finds() {
  run verified
  echo "$output"
  [ "$status" -eq 1 ] || return
  # shellcheck disable=SC2053 # a pattern
  [[ $output == $1 ]]
}

@test "without a fault the set is clean" {
  seeded
  carry_out
}

@test "refused: a live function that another one calls goes" {
  seeded
  also_remove own_a.o .text.near
  refused_by_pack "*member 'own_a.o': a live reference to what is removed: *'.text.near'"
}

@test "refused: a live variable goes" {
  seeded
  also_remove own_a.o .data.table
  refused_by_pack "*member 'own_a.o': a live reference to what is removed: *'.data.table'"
}

@test "found: the section of an export goes" {
  seeded
  also_remove own_b.o .text.b_run
  found_by_verify "*a definition of the export 'b_run' is gone*"
}

@test "found: a symbol goes that another member refers to" {
  seeded
  also_remove far.o .data.far
  found_by_verify "*member 2 'helper.o' refers to 'far', of which a definition is gone*"
}

@test "found: a member goes that another one needs" {
  seeded
  jq '.libraries |= map(.remove = ((.remove // []) + [.keep[] | select(.name == "far.o")]) | .keep |= map(select(.name != "far.o")))' gc.json >edited.json
  mv edited.json gc.json
  found_by_verify "*member 2 'helper.o' refers to 'far', of which a definition is gone*"
}

@test "found: a member goes in one library of two" {
  seeded
  jq '.libraries[1] |= (.remove = ((.remove // []) + [.keep[] | select(.name == "helper.o")]) | .keep |= map(select(.name != "helper.o")))' gc.json >edited.json
  mv edited.json gc.json
  found_by_verify "*refers to 'helper', of which a definition is gone*"
}

@test "found: a member with an export goes" {
  seeded
  jq '.libraries[1] |= (.remove = ((.remove // []) + [.keep[] | select(.name == "own_b.o")]) | .keep |= map(select(.name != "own_b.o")))' gc.json >edited.json
  mv edited.json gc.json
  found_by_verify "*a definition of the export 'b_run' is gone*"
}

@test "found: an initialiser's section goes" {
  seeded
  also_remove own_a.o .init_array
  found_by_verify "*own_a.o*"
}

@test "found: the member with an initialiser goes, which a dead reference took" {
  part own <<<'int registered(void); int dead(void) { return registered(); } int a_run(void) { return 1; }'
  part registry <<<'int n; int registered(void) { return 2; } __attribute__((constructor)) static void begin(void) { n = 1; }'
  libs 'a own.o registry.o'
  plan_collection
  carry_out
  plan_collection --initialisers=drop
  jq 'del(.drops_initialisers)' gc.json >edited.json
  mv edited.json gc.json
  found_by_verify "*no longer runs .init_array of an object that is nowhere*"
}

# Dead references to a member with a constructor, of which names stay: `registered` is dead everywhere, `counted` is not
names_stay() {
  part own <<<'int registered(void); int dead(void) { return registered(); } int a_run(void) { return 1; }'
  part registry <<'END'
int n;
int registered(void) { return 2; }
__attribute__((noinline)) int counted(void) { return n; }
__attribute__((constructor)) static void begin(void) { n = counted() + 1; }
END
  part other <<<'int counted(void); int dead_too(void) { return counted(); } int b_run(void) { return 1; }'
  libs 'a own.o registry.o' 'b other.o registry.o'
  plan_collection
}

# without LIST MEMBER: the plan's edit of the member has no such list
without() {
  jq --arg list "$1" --arg source "$(jq -r --arg name "$2" '[.libraries[].members[] | select(.name == $name)][0].object' before.json)" \
    '(.edited[] | select(.object == $source)) |= del(.[$list])' gc.json >edited.json
  ! cmp -s <(jq . gc.json) <(jq . edited.json) || return
  mv edited.json gc.json
}

@test "found: a name is lost that a reference needs" {
  names_stay
  carry_out
  without anchor registry.o
  found_by_verify "*member 1 'own.o' refers to 'armeld.keep.*', of which a definition is gone*"
}

@test "found: a dead reference is lost that takes a member with an initialiser" {
  names_stay
  without anchor own.o
  found_by_verify '*no longer runs .init_array of *'
  plan_collection
  without need other.o
  found_by_verify '*no longer runs .init_array of *'
}

@test "refused: a name is to stand for what stays, or for what is not there" {
  names_stay
  for symbol in counted nobody; do
    jq --arg symbol $symbol '(.edited[] | select(.anchor) | .anchor) |= (. + [$symbol] | sort)' gc.json >edited.json
    cp gc.json kept.json
    mv edited.json gc.json
    refused_by_pack "*: member *"
    mv kept.json gc.json
  done
}

@test "found: a name that stays has a value, another binding, type, visibility or section, or is another one" {
  names_stay
  # weakened PLACE FILE: changes a byte of the anchor's entry in the symbol table
  weakened() {
    python3 - "$@" <<'END'
import struct, sys
place, path = int(sys.argv[1]), sys.argv[2]
data = bytearray(open(path, "rb").read())
(table,) = struct.unpack_from("<Q", data, 40)
(count,) = struct.unpack_from("<H", data, 60)
headers = [struct.unpack_from("<IIQQQQII", data, table + 64 * i) for i in range(count)]
symbols = next(h for h in headers if h[1] == 2)
strings = headers[symbols[6]]
for at in range(symbols[4], symbols[4] + symbols[5], 24):
    (name,) = struct.unpack_from("<I", data, at)
    if data[strings[4] + name :].startswith(b"armeld.keep."):
        data[at + place] ^= 1
        open(path, "wb").write(data)
        sys.exit(0)
sys.exit("no anchor")
END
  }
  for place in 0 4 5 6 8 16; do
    rm -rf out change
    ar-pack --symtab --out-dir out gc.json
    verified
    changed registry.o weakened $place
    finds "*registry.o*" || { echo "$place" && return 1; }
  done
}

@test "refused: a group is torn" {
  cxx own <<'END'
inline __attribute__((noinline)) int shared(int i) { static int n = 40; return n += i; }
extern "C" int a_run() { return shared(2); }
extern "C" int dead() { return 2; }
END
  assembled own <<'END'
.section .text.a_run,"axG",@progbits,key,comdat
.weak a_run
a_run: movl $1,%eax
ret
.section .data.with,"awG",@progbits,key,comdat
.weak with
with: .long 5
.section .text.dead,"ax"
.globl dead
dead: ret
.section .note.GNU-stack,"",@progbits
END
  libs 'a own.o'
  plan_collection
  also_remove own.o .data.with
  refused_by_pack '*a group torn*'
}

# changed MEMBER COMMAND...: changes the member of out/liba.a by a command that gets its file
changed() {
  local member=$1
  shift
  mkdir -p change
  (cd change && ar x ../out/liba.a "$member" && "$@" "$member" && ar rD ../out/liba.a "$member")
}

# flip SECTION OFFSET FILE: changes one byte of a section
flip() {
  python3 - "$@" <<'END'
import struct, sys
name, offset, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
data = bytearray(open(path, "rb").read())
(table,) = struct.unpack_from("<Q", data, 40)
count, strings = struct.unpack_from("<HH", data, 60)
headers = [struct.unpack_from("<IIQQQQ", data, table + 64 * i) for i in range(count)]
for header in headers:
    begin = headers[strings][4] + header[0]
    if data[begin : data.index(0, begin)].decode() == name:
        data[header[4] + offset] ^= 1
        open(path, "wb").write(data)
        sys.exit(0)
sys.exit(f"no {name}")
END
}

@test "found: a wrong byte of code, of data, of a frame and of a relocation" {
  seeded
  for place in '.text.near 2' '.data.table 4' '.eh_frame 40' '.rela.text.near 16' '.rela.text.near 8' '.rela.eh_frame 16' \
    '.init_array 0' '.symtab 40'; do
    rm -rf out change
    ar-pack --symtab --out-dir out gc.json
    verified
    # shellcheck disable=SC2086 # name and offset
    changed own_a.o flip $place
    finds "*own_a.o*" || { echo "$place" && return 1; }
  done
}

@test "found: the frame description of a kept function is lost" {
  seeded
  ar-pack --symtab --out-dir out gc.json
  changed own_a.o objcopy --remove-section .eh_frame --remove-section .rela.eh_frame
  finds "*own_a.o*"
}

@test "found: a section of an object is lost that nothing refers to" {
  assembled own <<'END'
.section .text.a_run,"ax"
.globl a_run
a_run: movl $1,%eax
ret
.section .text.dead,"ax"
.globl dead
dead: ret
.section .rodata.kept,"aR",@progbits
.quad 5
.section numbers,"a",@progbits
.quad 6
.section .note.mine,"a",@note
.long 4,4,1
.ascii "abc\0"
.long 77
.section .note.GNU-stack,"",@progbits
END
  libs 'a own.o'
  plan_collection
  for section in .rodata.kept numbers .note.mine; do
    rm -rf out change
    ar-pack --symtab --out-dir out gc.json
    verified
    changed own.o objcopy --remove-section $section
    finds "*own.o*"
  done
}

@test "found: the plan removes what linkers keep without a reference" {
  assembled own <<'END'
.section .text.a_run,"ax"
.globl a_run
a_run: movl $1,%eax
ret
.section .text.dead,"ax"
.globl dead
dead: ret
.section .rodata.kept,"aR",@progbits
.quad 5
.section numbers,"a",@progbits
.quad 6
.section .note.mine,"a",@note
.long 4,4,1
.ascii "abc\0"
.long 77
.section .note.GNU-stack,"",@progbits
END
  libs 'a own.o'
  for section in .rodata.kept numbers .note.mine; do
    plan_collection
    also_remove own.o $section
    found_by_verify "*member 'own.o': the plan removes section *, which linkers keep without a reference to it *"
  done
}
