#!/usr/bin/env bats
# ar-extract: objects out of libraries, as files with safe and unique names.

load common

# files: FILE=MEMBER of the index
files() { json '[.files[] | "\(.file)=\(.member)"] | join(" ")' stage/index.json; }

@test "of a plan, the objects that move" {
  planned
  ar-extract -C stage plan.json
  validates stage/index.json
  [ "$(files)" = 'shared.o=shared.o more.o=more.o pair.o=pair.o' ]
  for name in shared more pair; do cmp "$name.o" "stage/$name.o"; done
  [ "$(listed stage)" = 'index.json more.o pair.o shared.o ' ]
  [ "$(json '.files[0] | .library + " " + .object' stage/index.json)" = \
    "liba.a $(json '.moves[0].object' plan.json)" ]
}

@test "of a manifest, every object once" {
  planned
  ar-extract -C stage - <before.json
  [ "$(listed stage)" = 'a.o b.o c.o index.json more.o pair.o shared.o ' ]
}

@test "--name and --object choose" {
  planned
  ar-extract -C stage --name '[ab].o' --name 'sha*' before.json
  [ "$(listed stage)" = 'a.o b.o index.json shared.o ' ]
  rm -r stage
  ar-extract -C stage --object "$(json '.moves[1].object[:10]' plan.json)" before.json
  [ "$(listed stage)" = 'index.json more.o ' ]
  run --separate-stderr ar-extract -C other --name nothing before.json
  [ "$status" -eq 1 ]
  [ "$stderr" = 'ar-extract: no object has such a name or digest' ]
  [ ! -e other ]
}

@test "members of one name, also if they differ in case only, get files of their own" {
  mkdir one two
  (cd one && object x 'int one(void) { return 1; }')
  (cd two && object x 'int two(void) { return 2; }' && object X 'int three(void) { return 3; }')
  library liba.a one/x.o
  ar qcD liba.a two/x.o two/X.o
  ar-scan -o before.json liba.a
  ar-extract -C stage before.json
  [ "$(find stage -name '*.o' | tr '[:upper:]' '[:lower:]' | sort -u | wc -l)" = 3 ]
  while read -r file member; do cmp "stage/$file" "$member"; done < <(
    paste -d ' ' <(json '.files[].file' stage/index.json) <(printf '%s\n' one/x.o two/x.o two/X.o))
}

@test "a name is never a way out of the folder, nor anything else but a name" {
  object x
  mkdir -p up/folder
  for number in 1 2 3 4 5 6 7; do object "y$number"; done
  printf '!<arch>\n' >liba.a
  # Names that no archiver would write, by the table of long names.
  names=('../../escape.o' '/etc/absolute.o' '..' '.hidden.o' '-option.o' 'index.json' $'sp ace\x01;$(x).o')
  table=''
  offsets=()
  for name in "${names[@]}"; do
    offsets+=("${#table}")
    table+="$name/"$'\n'
  done
  [ $((${#table} % 2)) -eq 0 ] || table+=$'\n'
  printf '%-48s%-10s`\n%s' // "${#table}" "$table" >>liba.a
  for number in "${!names[@]}"; do
    file=y$((number + 1)).o
    printf '%-16s%-12s%-6s%-6s%-8s%-10s`\n' "/${offsets[number]}" 0 0 0 644 "$(stat -c %s "$file")" >>liba.a
    cat "$file" >>liba.a
    [ $(($(stat -c %s liba.a) % 2)) -eq 0 ] || printf '\n' >>liba.a
  done
  ar-scan -o before.json liba.a
  diff <(json '.libraries[0].members[].name' before.json) <(printf '%s\n' "${names[@]}")
  mkdir -p down/down
  cd down/down
  sed 's#"liba.a"#"../../liba.a"#' ../../before.json >before.json
  ar-extract -C stage before.json
  validates stage/index.json
  [ "$(find .. -type f ! -path '../down/stage/*')" = ../down/before.json ]
  [ "$(find stage -type f | wc -l)" = 8 ]
  [ "$(find stage -type f -name '*[^A-Za-z0-9_+@,=~.-]*')" = '' ]
  [ "$(find stage -name '.*' -o -name '-*')" = '' ]
  for number in 1 2 3 4 5 6 7; do
    cmp "../../y$number.o" "stage/$(json ".files[$((number - 1))].file" stage/index.json)"
  done
}

@test "a symbolic link in the folder is replaced, not followed" {
  planned
  mkdir stage
  echo precious >target
  ln -s ../target stage/shared.o
  ar-extract -C stage plan.json
  [ "$(cat target)" = precious ]
  cmp shared.o stage/shared.o
}

@test "a member does not replace the library that it is in, nor any other" {
  object x 'int x;'
  mkdir elsewhere
  library elsewhere/libb.a x.o
  for outer in a b; do library "lib$outer.a" elsewhere/libb.a x.o; done # "libb.a" is the member's name
  cp libb.a kept.a
  mv x.o elsewhere
  ar-scan -o before.json liba.a libb.a
  refuses 'ar-extract: ./libb.a: is an input of this command (libb.a) and cannot be its output' ar-extract -C . before.json
  cmp libb.a kept.a
  [ ! -e x.o ]
  [ ! -e index.json ]
  # By another name
  mkdir linked
  ln -s ../libb.a linked/libb.a
  refuses 'ar-extract: linked/libb.a: is an input of this command (libb.a) and cannot be its output' ar-extract -C linked before.json
  [ -L linked/libb.a ]
  # Nor the document
  library libm.a elsewhere/x.o
  ar rcSD libm.a before.json
  ar-scan -o before.json libm.a
  cp before.json kept.json
  refuses 'ar-extract: ./before.json: is an input of this command (before.json) and cannot be its output' ar-extract -C . --name '*.json' before.json
  cmp before.json kept.json
  mv before.json index.json
  refuses 'ar-extract: ./index.json: is an input of this command (index.json) and cannot be its output' ar-extract -C . index.json
}

@test "a library that changed since the scan stops the run before the first file" {
  planned
  offset=$(json '.workspace.members[1].offset' plan.json)
  printf 'X' | dd of=liba.a bs=1 seek="$((offset + 100))" conv=notrunc status=none
  refuses "ar-extract: liba.a: member 'more.o': has changed since the scan" ar-extract -C stage plan.json
  [ ! -e stage ]
}

@test "bad input: each with one line and exit code 2" {
  planned
  refuses 'ar-extract: no plan or manifest given; try --help' ar-extract -C stage
  refuses 'ar-extract: no folder given (-C); try --help' ar-extract plan.json
  refuses "ar-extract: unexpected operand 'before.json'; several plans go with --for-workspace" ar-extract -C stage plan.json before.json
  refuses 'ar-extract: none.json: No such file or directory' ar-extract -C stage none.json
  refuses 'ar-extract: liba.a: line 1, column 1: not JSON: syntax error' ar-extract -C stage liba.a
  jq '.workspace.members[0].size = -1' plan.json >bad.json
  refuses 'ar-extract: bad.json: /workspace/members/0/size: expected an integer of 0 or more' \
    ar-extract -C stage bad.json
  jq '.libraries[0].members[0].size = 7' before.json >bad.json
  refuses "ar-extract: bad.json: /libraries/0/members/0/size: expected the size of its object, $(stat -c %s a.o)" \
    ar-extract -C stage bad.json
  [ ! -e stage ]
  for number in -1 1x 99999999999; do
    for tool in ar-extract ar-scan ar-pack symtab-update; do
      refuses "$tool: --jobs: '$number' is not a number; try --help" "$tool" "--jobs=$number" x
    done
  done
  refuses 'ar-extract: liba.a/shared.o: Not a directory' ar-extract -C liba.a plan.json
}

@test "nobody can choose a name that another file will get" {
  for name in one two three; do object "$name"; done
  digests() { ar-scan "$1" | jq -r '.libraries[0].members[].object'; }
  library libx.a one.o two.o three.o
  one=$(digests libx.a | head -n 1)
  # Two members x.o, which get their digests appended, and others that are called so already.
  python3 - "$one" <<'END'
import sys
digest = sys.argv[1]
out = b"!<arch>\n"
def add(name, content):
    global out
    text = name.encode() + b"\0" * (-len(name) % 8)
    content += b"\0" * (len(content) % 2)
    out += b"%-16s%-12s%-6s%-6s%-8s%-10d`\n" % (b"#1/%d" % len(text), b"0", b"0", b"0", b"644", len(text) + len(content)) + text + content
add("x.o", open("one.o", "rb").read())
add("x.o", open("two.o", "rb").read())
for i in range(4, 65):
    add(f"x-{digest[:i]}.o", b"text %d!" % i + b"." * (i % 2))
add(f"x-{digest}-1.o", b"more text")
open("liby.a", "wb").write(out)
END
  ar-scan -o before.json liby.a
  [ "$(digests liby.a | head -n 1)" = "$one" ]
  ar-extract -C out before.json
  [ "$(json '.files | length' out/index.json)" -eq 64 ]
  [ "$(find out -type f ! -name index.json | wc -l)" -eq 64 ]
  # Each is what the index says.
  for i in 0 1; do
    cmp "out/$(json ".files[] | select(.object == \"$(digests liby.a | sed -n "$((i + 1))p")\") | .file" out/index.json)" "$([ $i -eq 0 ] && echo one.o || echo two.o)"
  done
}

@test "ar-pack --stage refuses a staged file that is empty, broken or no object" {
  planned
  ar-extract -C stage plan.json
  cp stage/shared.o whole.o
  : >stage/shared.o
  refuses "ar-pack: stage: the file for member 'shared.o' is empty" ar-pack --stage stage --out-dir out plan.json
  echo text >stage/shared.o
  refuses "ar-pack: stage: the file for member 'shared.o' is no object" ar-pack --stage stage --out-dir out plan.json
  head -c 200 whole.o >stage/shared.o
  run -2 ar-pack --stage stage --out-dir out plan.json
  [[ $output == "ar-pack: stage: the file for member 'shared.o' is a broken object: "* ]]
  [ -z "$(find . -path './out/*')" ]
}

@test "meld-verify --stage knows what was changed on purpose, and holds everything else" {
  planned
  ar-extract -C stage plan.json
  objcopy --add-section .note.build=plan.json stage/shared.o
  ar-pack --symtab --stage stage --out-dir out plan.json
  ar-scan -o after.json out/*.a
  run -1 meld-verify before.json after.json
  [[ $output == *"missing: "* ]]
  [[ $output == *"added: "* ]]
  run -0 meld-verify --stage stage/index.json before.json after.json
  # A symbol less is no change of content alone.
  symbol=$(nm --defined-only -g --format=just-symbols stage/shared.o | head -n 1)
  objcopy --redefine-sym "$symbol=other_$symbol" stage/shared.o
  rm -r out
  ar-pack --symtab --stage stage --out-dir out plan.json
  ar-scan -o after.json out/*.a
  run -1 meld-verify --stage stage/index.json before.json after.json
  [[ $output == *"'$symbol'"* ]]
  run -2 meld-verify --stage none/index.json before.json after.json
}

@test "no file gets a name that Windows does not have, or reads as another" {
  same_members t t. con.o AUX nul.x.o com1.o com10.o index.json.
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  ar-extract -C stage plan.json
  [ "$(listed stage)" = '_AUX _com1.o _con.o _nul.x.o com10.o index.json index.json_ t t_ ' ]
  ar-pack --stage stage --out-dir out plan.json
  [ "$(members out/libw.a | wc -l)" -eq 8 ]
}
