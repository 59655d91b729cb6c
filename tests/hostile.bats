#!/usr/bin/env bats
# Hostile and broken input: refused in one line, or taken as it is; never a crash, never a loss.

load common

# sane COMMAND...: ends with 0, 1 or 2, whatever the input
sane() {
  run timeout 60 "$@"
  [ "$status" -le 2 ] || { echo "$*: exit code $status: $output" && return 1; }
}

# header NAME SIZE: a member header as in ar(5)
header() { printf '%-16s%-12s%-6s%-6s%-8s%-10s`\n' "$1" 0 0 0 644 "$2"; }

archive() { printf '!<arch>\n' && cat; }

refused() {
  sane ar-scan "$1"
  [ "$status" -eq 2 ]
  [[ $output == "ar-scan: $1: "* ]]
  [ "$(wc -l <<<"$output")" -eq 1 ]
}

@test "sizes near 2^64, beyond the end, and none" {
  for size in 18446744073709551615 9999999999 4294967295 -1 1e3 0x10 '' ' 12' garbage; do
    { header x.o/ "$size" && echo content; } | archive >libx.a
    # Without a size the member is empty.
    if [ "$size" = '' ]; then sane ar-scan libx.a; else refused libx.a; fi
  done
}

@test "long names outside of the name table, and a table that ends in a name" {
  for offset in 0 1 3 4 5 100 4294967295 18446744073709551615 99999999999999 -1 x; do
    { header // 4 && printf 'x.o\n' && header "/$offset" 0; } | archive >libx.a
    sane ar-scan libx.a
  done
  # A name of its own, the rest of it, and the table as a member named by itself
  { header // 4 && printf 'x/\n\n' && header /0 0 && header /1 0; } | archive >libx.a
  ar-scan -o x.json libx.a
  [ "$(json '[.libraries[0].members[].name] | @json' x.json)" = '["x",""]' ]
  { header /0 4 && printf 'x/\n\n' && header // 4 && printf '//\n\n' && header /0 0; } | archive >libx.a
  sane ar-scan libx.a
  { header /100 0; } | archive >libx.a
  refused libx.a
  { header '#1/4294967295' 8 && echo content; } | archive >libx.a
  refused libx.a
  { header '#1/18446744073709551615' 8 && echo content; } | archive >libx.a
  refused libx.a
}

@test "a member without a name is no symbol table afterwards" {
  object x
  object y
  for first in y x; do
    { header // 2 && printf '/\n' && for name in "$first" x; do
      [ "$name" = "$first" ] && header /0 "$(stat -c %s "$name.o")" || header x.o/ "$(stat -c %s x.o)"
      cat "$name.o"
      [ $(($(stat -c %s "$name.o") % 2)) -eq 0 ] || echo
    done; } | archive >"lib$first.a"
  done
  library libz.a x.o
  sane ar-meld --out-dir out -o libws.a liby.a libz.a
  [ "$status" -eq 2 ]
  [[ $output == "ar-pack: "*"member '': the gnu format cannot hold this name: an empty name is that of the symbol table" ]]
}

@test "headers of garbage" {
  for fill in '\377' '\0' '9' '/' ' '; do
    { head -c 58 /dev/zero | tr '\0' "$fill" && printf '`\n'; } | archive >libx.a
    sane ar-scan libx.a
  done
  head -c 4000 /dev/urandom | archive >libx.a
  sane ar-scan libx.a
  printf '!<arch>\n' >libx.a
  ar-scan libx.a
  for text in '' '!' '!<arch>' '<bigaf>' '!<thin>'; do
    printf %s "$text" >libx.a
    refused libx.a
  done
}

@test "a big archive whose members run in a circle, and lie in each other" {
  cp "$ROOT"/tests/fixtures/xcoff-ppc-llvm-ar/libalpha.a liba.a
  python3 - <<'END'
bytes = bytearray(open("liba.a", "rb").read())
first = int(bytes[68:88])
second = int(bytes[first + 20 : first + 40])
field = lambda n: str(n).ljust(20).encode()
circle = bytearray(bytes)
circle[88:108] = field(1)
circle[first + 20 : first + 40] = field(first)
open("libcircle.a", "wb").write(circle)
inside = bytearray(bytes)
inside[first : first + 20] = field(len(bytes) - first - 200)
open("libinside.a", "wb").write(inside)
END
  refused libcircle.a
  sane ar-scan libinside.a
}

@test "an archive in an archive in an archive" {
  object x
  library libx.a x.o
  for depth in 1 2 3; do
    library "lib$depth.a" libx.a
    mv "lib$depth.a" libx.a
  done
  cp libx.a liby.a
  ar-meld --out-dir out -o libws.a libx.a liby.a
  [ "$(members out/libx.a)" = libx.a ] # an archive stays
}

# bounded TIMES FILE COMMAND...: takes at most TIMES the memory that FILE has bytes
bounded() {
  local times=$1 size=$(($(stat -c %s "$2") / 1024))
  shift 2
  /usr/bin/time -f %M -o kilobytes "$@" >output
  echo "$1: $(cat kilobytes) KB for $size KB"
  # Sanitizers take memory of their own.
  [ "${SANITIZE:-}" = 1 ] || [ "$(cat kilobytes)" -lt $((times * size)) ]
}

# empty_members LIB.a COUNT
empty_members() {
  python3 - "$@" <<'END'
import sys
with open(sys.argv[1], "wb") as file:
    file.write(b"!<arch>\n")
    for i in range(int(sys.argv[2])):
        file.write(b"%-16s%-12s%-6s%-6s%-8s%-10s`\n" % (b"m%d/" % i, b"0", b"0", b"0", b"644", b"0"))
END
}

@test "a million empty members take a small multiple of the file" {
  empty_members libx.a 1000000
  bounded 12 libx.a ar-scan -o x.json libx.a
}

@test "a thin archive may have more members than a process may map files" {
  object x 'int x;'
  for i in 1 2 3 4 5 6 7; do
    cp x.o "x$i.o"
    printf %s "$i" >>"x$i.o"
  done
  # GNU ar takes long for so many.
  python3 - <<'END'
import os
names = [f"x{i}.o" for i in range(1, 8)]
with open("libx.a", "wb") as file:
    file.write(b"!<thin>\n")
    file.write(b"%-48s%-10d`\n" % (b"//", 6 * len(names)))
    file.write("".join(name + "/\n" for name in names).encode())
    for i in range(70000):
        size = os.path.getsize(names[i % 7])
        file.write(b"%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (b"/%d" % (i % 7 * 6), 0, 0, 0, 0o644, size))
END
  ar-scan -o x.json libx.a
  [ "$(json '.libraries[0].members | length' x.json)" -eq 70000 ]
  [ "$(json '.objects | length' x.json)" -eq 7 ]
}

@test "so do two libraries of many empty members, in every tool" {
  empty_members libx.a 100000
  cp libx.a liby.a
  cat libx.a liby.a >both
  bounded 30 both ar-scan -o before.json libx.a liby.a
  bounded 30 both dedup-plan -w libws.a -o plan.json before.json
  bounded 30 both ar-pack --symtab --out-dir out plan.json
  bounded 30 both ar-scan -o after.json out/libws.a out/libx.a out/liby.a
  bounded 30 both meld-verify before.json after.json
  bounded 30 both meld-report before.json after.json
  bounded 30 both ar-extract -C stage plan.json
}

@test "an import table of many pieces takes a small multiple of the file" {
  python3 - <<'END'
import struct
def stub(symbol):
    names = symbol + b"\0x.dll\0"
    return struct.pack("<HHHHIIHH", 0, 0xFFFF, 0, 0x8664, 0, len(names), 0, 4) + names
def archive(path, objects):
    with open(path, "wb") as file:
        file.write(b"!<arch>\n")
        for content in objects:
            file.write(b"%-16s%-12s%-6s%-6s%-8s%-10d`\n" % (b"x.dll/", b"0", b"0", b"0", b"644", len(content)))
            file.write(content + b"\n" * (len(content) % 2))
stubs = [stub(b"f%d" % i) for i in range(10_000)]
archive("liba.a", stubs + [stub(b"only")])  # of one library, so that none of them moves
archive("libb.a", stubs)
END
  cat liba.a libb.a >both
  ar-scan -o before.json liba.a libb.a
  bounded 50 both dedup-plan -w libws.a -o plan.json before.json
  [ "$(json '.moves | length' plan.json)" -eq 0 ]
}

@test "names that lead out: extracted below the folder, and kept in the library as they are" {
  object x
  python3 - <<'END'
import itertools
content = open("x.o", "rb").read()
content += b"\0" * (len(content) % 2)
def archive(names):
    out = b"!<arch>\n"
    for name in names:
        text = name + b"\0" * (-len(name) % 2)
        out += b"%-16s%-12s%-6s%-6s%-8s%-10d`\n" % (b"#1/%d" % len(text), b"0", b"0", b"0", b"644", len(text) + len(content))
        out += text + content
    return out
names = [b"../../escape.o", b"/tmp/armeld-escape.o", b"a\nb.o", b"\xff\xfe.o", b"..", b".", b"-rf", b"a" * 300, b"index.json", b"INDEX.JSON", b"nul\0in.o", b"a b", b"$(touch x).o"]
open("liba.a", "wb").write(archive(names))
END
  ar-scan -o before.json liba.a
  mkdir -p deep/er
  ar-extract -C deep/er/out before.json
  [ "$(find . -newer before.json -type f ! -path './deep/er/out/*' | wc -l)" -eq 0 ]
  [ ! -e /tmp/armeld-escape.o ]
  [ "$(find deep/er/out -type f ! -name index.json | wc -l)" -eq 1 ] # one object under many names
  cp liba.a libb.a
  sane ar-meld --out-dir out -o libws.a liba.a libb.a
  echo "$status: $output"
  [ "$(find . -name 'escape*' | wc -l)" -eq 0 ]
}

@test "objects: headers that point outside, symbol tables in a loop, sections that overlap" {
  object x 'int data = 1; int x(void) { return data; } __attribute__((weak)) int w(void) { return 0; }'
  python3 - <<'END'
import random, struct
random.seed(6)
content = bytearray(open("x.o", "rb").read())
shoff = struct.unpack_from("<Q", content, 0x28)[0]
count = struct.unpack_from("<H", content, 0x3C)[0]
variants = []
def variant(offset, form, value):
    copy = bytearray(content)
    struct.pack_into(form, copy, offset, value)
    variants.append(bytes(copy))
for value in (1, len(content) - 1, 2**32, 2**63, 2**64 - 1):
    variant(0x28, "<Q", value)
    for i in range(count):
        for field in (0x18, 0x20, 0x38):
            variant(shoff + 64 * i + field, "<Q", value)
for value in (0, 1, 0xFFFF):
    for field in (0x3A, 0x3C, 0x3E):
        variant(field, "<H", value)
    for i in range(count):
        for field in (0, 4, 0x28, 0x2C):  # name, type, link, info
            variant(shoff + 64 * i + field, "<I", value if value < 2 else 2**32 - 1)
            variant(shoff + 64 * i + field, "<I", i)  # to itself
for length in range(0, len(content), 37):
    variants.append(bytes(content[:length]))
for _ in range(200):
    copy = bytearray(content)
    for _ in range(8):
        copy[random.randrange(len(copy))] = random.randrange(256)
    variants.append(bytes(copy))
for which in "ab":
    with open(f"lib{which}.a", "wb") as file:
        file.write(b"!<arch>\n")
        for i, bytes_ in enumerate(variants):
            bytes_ += b"\0" * (len(bytes_) % 2)
            file.write(b"%-16s%-12s%-6s%-6s%-8s%-10d`\n" % (b"m%d.o/" % i, b"0", b"0", b"0", b"644", len(bytes_)))
            file.write(bytes_)
print(len(variants), "variants")
END
  sane ar-scan -o x.json liba.a libb.a
  [ "$status" -eq 0 ]
  dedup-plan -w libws.a -o plan.json x.json
  ar-pack --out-dir out plan.json
  ar-scan -o after.json out/*.a 2>warnings
  # All are there still; symbol tables are not made here.
  meld-verify --allow symbol-table x.json after.json
}

# So ar-pack finds out on Windows, where no process can be copied.
@test "a tool that only reads symbols comes to a good end, or to none" {
  for tool in ar-pack ar-meld; do
    "$tool" --read-symbols "$ROOT"/tests/fixtures/wasm32-llvm-ar/lib*.a "$ROOT"/tests/fixtures/macho-universal*/lib*.a
    object own
    cp "$ROOT"/tests/fuzz/regressions/object/wasm-63c5482ecec0 bad.o
    rm -f bad.a
    ar qcDS bad.a own.o bad.o
    run "$tool" --read-symbols bad.a
    [ "$status" -ne 0 ]
    refuses "$tool: own.o: is not an archive" "$tool" --read-symbols own.o
  done
}

@test "objects on which LLVM's readers crash: no table, and nothing else is lost" {
  export LLVM_DISABLE_SYMBOLIZATION=1 # which takes long, and nobody reads what llvm-ar says then
  regressions=$ROOT/tests/fuzz/regressions/object
  for which in a b; do
    # Each in a library with one that does no harm
    object "$which"
    for bad in "$regressions"/bitcode-72202a8eafb8 "$regressions"/xcoff-1e7303ec1515 "$regressions"/wasm-63c5482ecec0; do
      cp "$bad" bad.o
      ar qcDS "lib$which.${bad##*/}.a" "$which.o" bad.o
    done
  done
  # One good library, and one with a wasm object whose types are garbage, which ar-scan does not look at
  cp "$ROOT"/tests/fixtures/wasm32-llvm-ar/libbeta.a libb.types.a
  cp libb.types.a libb.fatal.a
  cp "$ROOT"/tests/fixtures/wasm32-llvm-ar/libalpha.a liba.fatal.a
  ar qcS liba.fatal.a bad.o
  head -c 100000 /dev/zero >large
  ar qcS libb.fatal.a large # so it is written first
  python3 - "$ROOT"/tests/fixtures/wasm32-llvm-ar/libalpha.a <<'END'
import sys
content = bytearray(open(sys.argv[1], "rb").read())
at = content.index(b"\0asm") + 8
assert content[at] == 1
content[at + 6 : at + 10] = b"\xff" * 4
open("liba.types.a", "wb").write(content)
END
  mkdir first
  cp lib*.a first
  [ "${SANITIZE:-}" = 1 ] || ulimit -v 4000000
  for name in bitcode-72202a8eafb8 xcoff-1e7303ec1515 wasm-63c5482ecec0 types fatal; do
    rm -rf out libws.a
    ar-scan -o before.json liba.$name.a libb.$name.a 2>/dev/null
    if ! dedup-plan -w libws.a -o plan.json before.json 2>refused; then
      grep -q 'meld them separately' refused # the machine beside x86-64's
      dedup-plan -w libws.a -o plan.json <(jq 'del(.objects[] | select(.unreadable).machine, select(.unreadable).format)' before.json)
    fi
    # Somebody says that all can be read.
    jq -c 'del(.. | .unreadable?)' plan.json >edited.json
    sane ar-pack --symtab --out-dir out edited.json
    [ "$status" -eq 0 ] || { echo "$name: $output" && return 1; }
    ar-scan -o after.json out/libws.a out/lib[ab].$name.a 2>/dev/null
    meld-verify --workspace out/libws.a --allow symbol-table before.json after.json
    # llvm-ar crashes as well, or it does not.
    sane ar-meld --in-place -o libws.a liba.$name.a libb.$name.a
    if [ "$status" -eq 2 ]; then
      cmp liba.$name.a first/liba.$name.a
      cmp libb.$name.a first/libb.$name.a
      [ ! -e libws.a ]
    fi
  done
}

@test "a plan that says an object can be read which LLVM gives up on: a message, and no file left" {
  object x
  python3 - <<'END'
import struct
content = bytearray(open("x.o", "rb").read())
headers = struct.unpack_from("<Q", content, 0x28)[0]
for i in range(struct.unpack_from("<H", content, 0x3C)[0]):
    if struct.unpack_from("<I", content, headers + 64 * i + 4)[0] == 2:  # the symbol table's entries
        struct.pack_into("<Q", content, headers + 64 * i + 0x38, 4711)
open("x.o", "wb").write(content)
END
  ar qcS liba.a x.o
  ar qcS libb.a x.o
  ar-scan -o before.json liba.a libb.a 2>/dev/null
  dedup-plan -w libws.a before.json | jq -c 'del(.. | .unreadable?)' >plan.json
  sane ar-pack --symtab --out-dir out plan.json
  [ "$status" -eq 2 ]
  [[ $output == 'ar-pack: LLVM gave up: '*'invalid sh_entsize'* ]]
  [ "$(wc -l <<<"$output")" -eq 1 ]
  [ -z "$(find out -type f)" ]
}

@test "objects of every format with bytes changed: all are there still, in scan, plan and pack" {
  python3 - "$ROOT"/tests/fixtures/*/ <<'END'
import os, random, sys
random.seed(6)
def members(path):
    content = open(path, "rb").read()
    if content[:8] != b"!<arch>\n":
        return
    at = 8
    while at + 60 <= len(content):
        size = int(content[at + 48 : at + 58])
        if content[at : at + 1] != b"/" or content[at + 1 : at + 2].isdigit():
            name = content[at : at + 16]
            skip = int(name[3:].split()[0]) if name.startswith(b"#1/") else 0
            yield content[at + 60 + skip : at + 60 + size]
        at += 60 + size + size % 2
for folder in sys.argv[1:]:
    libraries = sorted(f for f in os.listdir(folder) if f.endswith((".a", ".lib")))
    variants = []
    for content in [m for f in libraries[:1] for m in members(folder + f)][:4]:
        for _ in range(25):
            copy = bytearray(content)
            for _ in range(random.choice((1, 2, 8))):
                # Headers and tables stand at the beginning and at the end.
                at = random.choice((random.randrange(min(len(copy), 512)), random.randrange(len(copy))))
                copy[at : at + 4] = random.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", random.randbytes(4)))
            variants.append(bytes(copy[: random.choice((len(copy), len(copy), random.randrange(len(copy)))) + 1]))
    if not variants:
        continue
    os.mkdir(name := os.path.basename(folder.rstrip("/")))
    for which in "ab":
        with open(f"{name}/lib{which}.a", "wb") as file:
            file.write(b"!<arch>\n")
            for i, content in enumerate(variants):
                file.write(b"%-16s%-12s%-6s%-6s%-8s%-10d`\n" % (b"m%d.o/" % i, b"0", b"0", b"0", b"644", len(content)))
                file.write(content + b"\n" * (len(content) % 2))
END
  tried=0
  for folder in */; do
    sane ar-scan -o before.json "$folder"lib{a,b}.a
    [ "$status" -eq 0 ] || { echo "$output" && return 1; }
    for policy in closed greedy; do
      dedup-plan -w libws.a --policy $policy -o plan.json before.json || continue 2 # a machine that is none
      rm -rf out
      sane ar-pack --symtab --out-dir out plan.json
      [ "$status" -eq 0 ] || { echo "$folder: $output" && return 1; }
      sane ar-scan -o after.json out/libws.a out/liba.a out/libb.a
      [ "$status" -eq 0 ]
      # Which symbol tables there are is LLVM's matter here, and Mach-O does not belong into GNU archives.
      allowed='--allow symbol-table --allow alignment'
      [ $policy = closed ] || allowed="$allowed --allow self-contained --allow duplicates --allow binding --allow import-pieces"
      # shellcheck disable=SC2086 # words
      meld-verify $allowed before.json after.json >verdict || { cat verdict && return 1; }
    done
    tried=$((tried + 1))
  done
  echo "$tried formats"
  [ "$tried" -ge 20 ]
}

@test "manifests that were edited: wrong offsets, unknown digests, sizes" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  edited() {
    jq -c "$1" before.json >edited.json
    sane dedup-plan -w libws.a edited.json
    [ "$status" -eq 2 ] || { echo "$1 was taken" && return 1; }
    [[ $output == 'dedup-plan: edited.json: /libraries/0/members/0/'* ]]
  }
  edited '.libraries[0].members[0].data_offset = 99999999'
  edited '.libraries[0].members[0].data_offset = 18446744073709551615'
  edited '.libraries[0].members[0].size += 1'
  edited '.libraries[0].members[0].object = ("0" * 64)'
  edited '.libraries[0].members[0].object = "x"'
}

@test "plans that were edited: nothing is lost by them" {
  same_libraries
  mkdir first
  cp ./*.a first
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libws.a -o plan.json before.json
  edited() {
    jq -c "$1" plan.json >edited.json
    for where in '--out-dir out' --in-place; do
      # shellcheck disable=SC2086 # two words
      sane ar-pack $where edited.json
      [ "$status" -eq 2 ] || { echo "$1 was packed" && return 1; }
      [[ $output == 'ar-pack: '*"$2"* ]] || { echo "$1: $output" && return 1; }
      for library in liba.a libb.a libc.a; do cmp "$library" "first/$library" || return 1; done
      [ ! -e libws.a ]
    done
  }
  edited '.libraries[0].keep[0].offset += 2' 'has changed since the scan'
  edited '.libraries[0].keep[0].offset = 99999999' 'lies outside of the file'
  edited '.libraries[0].keep[0].object = ("0" * 64)' 'has changed since the scan'
  edited '.workspace.members[0].object = ("0" * 64)' 'has changed since the scan'
  edited '.workspace.members |= .[1:]' 'does not go to the workspace library'
  edited '.libraries[0].keep = []' 'the plan does not list each of its members, once, as kept, dropped or removed'
  edited '.libraries[0].drop |= .[1:]' 'the plan does not list each of its members, once, as kept, dropped or removed'
  edited '.libraries[0].drop += .libraries[0].drop[:1]' 'the plan does not list each of its members, once, as kept, dropped or removed'
  edited '.workspace.members += .workspace.members[:1]' "the plan moves member 'shared.o' of liba.a twice"
  edited '.workspace.path = "liba.a"' 'liba.a'
  edited '.libraries[1].path = "liba.a"' 'is listed twice in the plan'
  edited '.workspace.path = "libws.a\u0000"' 'is not a file name'
  edited '.libraries[0].path = "liba.a\u0000x"' 'is not a file name'
  ln liba.a libhard.a
  ln -s libb.a libsoft.a
  edited '.libraries[1].path = "./liba.a"' 'liba.a: '
  edited '.libraries[1].path = "libhard.a"' 'is the same file as liba.a'
  edited '.libraries[0].path = "libsoft.a"' 'is the same file as libsoft.a'
  # Another name of an input to write to
  for name in libhard.a libsoft.a ./libb.a; do
    jq -c --arg path "$name" '.workspace.path = $path' plan.json >edited.json
    sane ar-pack --in-place edited.json
    [ "$status" -eq 2 ]
    [[ $output == "ar-pack: $name: is "* ]]
    for library in liba.a libb.a; do cmp "$library" "first/$library"; done
    sane ar-meld --in-place -o "$name" liba.a libb.a
    [ "$status" -eq 2 ]
    for library in liba.a libb.a; do cmp "$library" "first/$library"; done
  done
  [ -L libsoft.a ]
}

@test "plans that were edited: nothing is lost of an earlier workspace library, or from a slice" {
  same_libraries
  # edited FILTER ERROR
  edited() {
    jq -c "$1" plan.json >edited.json
    run ! cmp -s plan.json edited.json
    sha256sum ./*.a >sums
    sane ar-pack --in-place edited.json
    [ "$status" -eq 2 ] && [[ $output == 'ar-pack: '*"$2" ]] || { echo "$1: $output" && return 1; }
    sha256sum --quiet -c sums
  }
  ar-meld --in-place -o libws.a liba.a libb.a
  ar-scan -o before.json libc.a libws.a
  dedup-plan --existing -w libws.a -o plan.json before.json
  error='libws.a: the plan does not keep each of its members, once; libraries that were melded earlier may need them'
  edited 'del(.workspace.members[] | select(.name == "pair.o"))' "$error" # which libc.a does not need
  edited '.workspace.members += .workspace.members[:1]' "$error"
  rm ./*.a
  cp "$ROOT"/tests/fixtures/macho-universal-libtool/*.a .
  ar-scan -o before.json ./*.a
  dedup-plan -w libws.a -o plan.json before.json
  edited '.workspace.members |= map(select(.slice == "arm64"))' ' does not go to the workspace library'
  edited 'del(.libraries[0])' ': the plan does not list each of its members, once, as kept, dropped or removed'
}

@test "no document is written over a library" {
  same_libraries
  cp liba.a first.a
  for command in 'ar-scan -o liba.a libb.a' 'dedup-plan -w libws.a -o liba.a before.json' \
    'meld-verify -o liba.a before.json before.json' 'meld-report -o liba.a before.json before.json'; do
    ar-scan -o before.json libb.a
    # shellcheck disable=SC2086 # words
    refuses "${command%% *}: liba.a: is a library; no document is written over it" $command
    cmp liba.a first.a
  done
}

@test "a plan's paths stay below the output folder" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libws.a -o plan.json before.json
  mkdir deep
  for path in ../../libws.a /tmp/armeld/libws.a a/../../libws.a; do
    jq -c --arg path "$path" '.workspace.path = $path' plan.json >edited.json
    ar-pack --out-dir deep/out edited.json
    [ -e deep/out/libws.a ]
    rm -r deep/out
  done
  for path in .. . / '' a/.. ../; do
    jq -c --arg path "$path" '.workspace.path = $path' plan.json >edited.json
    sane ar-pack --out-dir deep/out edited.json
    [ "$status" -eq 2 ]
  done
}

@test "links in the output folder are not followed" {
  same_libraries
  mkdir out elsewhere
  echo precious >precious
  ln -s ../precious out/liba.a
  ar-meld --out-dir out -o libws.a liba.a libb.a
  [ "$(cat precious)" = precious ]
  [ ! -L out/liba.a ]
  # A folder that a library needs to be told from another
  mkdir x y
  cp liba.a x/
  cp libb.a y/liba.a
  ln -s ../elsewhere out/x
  sane ar-meld --out-dir out -o libws.a x/liba.a y/liba.a
  [ "$status" -eq 2 ]
  [[ $output == *'out/x: is a symbolic link'* ]]
  [ -z "$(ls elsewhere)" ]
}

@test "one library by two names: twice, by hard link, by symbolic link" {
  same_libraries
  ln liba.a libhard.a
  ln -s liba.a libsoft.a
  for other in liba.a libhard.a libsoft.a ./liba.a; do
    for where in '--out-dir out' --in-place; do
      # shellcheck disable=SC2086 # two words
      sane ar-meld $where -o libws.a liba.a "$other"
      [ "$status" -eq 2 ]
      [[ $output == *'is the same file as liba.a' ]]
    done
  done
  [ ! -e libws.a ]
}

@test "inputs that change: touched, rewritten, truncated" {
  same_libraries
  mkdir first
  cp ./*.a first
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libws.a -o plan.json before.json
  touch liba.a
  ar-pack --out-dir out plan.json # the same content at another time is the same
  cp libc.a liba.a
  sane ar-pack --in-place plan.json
  [ "$status" -eq 2 ]
  [[ $output == 'ar-pack: liba.a: has changed since the scan'* ]]
  cmp libb.a first/libb.a
  truncate -s 100 libb.a
  cp first/liba.a .
  sane ar-pack --in-place plan.json
  [ "$status" -eq 2 ]
  cmp liba.a first/liba.a
}

@test "a library that is truncated while it is read: a message, not a crash" {
  command -v strace >/dev/null || skip 'no strace'
  object x
  head -c 8000000 /dev/urandom >big.txt
  library libx.a x.o big.txt
  # Stopped when it has mapped the file, while the file loses its end.
  strace -qq -o /dev/null -P "$PWD/libx.a" -e trace=mmap -e inject=mmap:signal=STOP \
    ar-scan -j 1 libx.a >/dev/null 2>message &
  tracer=$!
  # Its only child; a small system has no pgrep.
  stopped() {
    reader=$(cut -d ' ' -f 1 "/proc/$tracer/task/$tracer/children")
    grep -q '^State:.[Tt]' "/proc/$reader/status" || return 1
    grep -q libx.a "/proc/$reader/maps"
  }
  for _ in {1..3000}; do
    ! stopped 2>/dev/null || break
    kill -0 "$tracer"
    sleep 0.02
  done
  stopped
  truncate -s 4096 libx.a
  kill -CONT "$reader"
  code=0
  wait "$tracer" || code=$?
  cat message
  [ "$code" -eq 2 ]
  [ "$(cat message)" = 'ar-scan: libx.a: became shorter while it was read' ]
}

@test "no tool runs another program, but symtab-update llvm-ar" {
  command -v strace >/dev/null || skip 'no strace'
  same_libraries
  UNSERVED=1 strace -f -qq -e trace=execve,socket -o calls ar-meld --in-place -o libws.a liba.a libb.a
  run ! grep -q socket calls
  sed -n 's/^[0-9]* *execve("\([^"]*\)".*= 0$/\1/p' calls | sort -u | while read -r program; do
    case ${program##*/} in
    ar-meld | ar-scan | dedup-plan | ar-pack | symtab-update | meld-verify | llvm-ar* | rustc) ;;
    *)
      echo "$program"
      exit 1
      ;;
    esac
  done
}
