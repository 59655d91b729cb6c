#!/usr/bin/env bats
# Objective-C: -ObjC takes each member with classes or categories out of every library.

load common
load platform.sh

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  clang=$(platform_tool clang)
  ld=$(platform_tool ld64.lld)
  target=arm64-apple-macos12
}

# object NAME LANGUAGE [OPTION]...: standard input as NAME.o
object() {
  local name=$1 language=$2
  shift 2
  "$clang" --target="$target" "$@" -O1 -x "$language" -c -o "$name.o" -
}

archive() {
  local library=$1
  shift
  "$(platform_tool llvm-libtool-darwin)" -static -D -o "$library" "$@"
}

# link OUTPUT [OPTION]... FOLDER LIBRARY...: the flags in FLAGS
link() {
  local output=$1 folder=$2 name libraries=()
  shift 2
  for name; do libraries+=("-l$name"); done
  "$ld" -arch arm64 -platform_version macos 12 12 -undefined error "${FLAGS[@]}" -o "$output" m.o "-L$folder" \
    "${libraries[@]}"
}

# class NAME SUPERCLASS: a class, and run functions of libraries a, b, c
class() {
  printf '%s\n' "__attribute__((objc_root_class)) @interface $1" '+ (id)make; @end' "@implementation $1" \
    '+ (id)make { return 0; }' '@end'
}

category() { # category CLASS NAME: of a class that nobody has here
  printf '%s\n' "__attribute__((objc_root_class)) @interface $1" '@end' "@interface $1 ($2)" '- (int)answer;' '@end' \
    "@implementation $1 ($2)" '- (int)answer { return 1; }' '@end'
}

own() {
  local name
  for name; do
    object "$name" c <<<"int ${name}_run(void) { return 1; }"
  done
}

main_of() {
  local name calls=
  for name; do calls+="+ ${name}_run()"; done
  { for name; do echo "int ${name}_run(void);"; done; echo "int main(void) { return 0 $calls; }"; } | object m c
}

@test "objc: a category that some library lacks stays, and each library links by itself with -ObjC" {
  own a b c
  category Outer Shared | object cat objective-c
  archive liba.a a.o
  archive libb.a b.o cat.o
  archive libc.a c.o cat.o
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a libc.a
  [ "$(jq -r '.pins[] | "\(.name) \(.rule)"' plan.json)" = 'cat.o objc' ]
  main_of a
  FLAGS=(-ObjC)
  link before . a
  link after out a w
}

@test "objc: classes that all libraries have move" {
  own a b
  class Shared | object shared objective-c
  archive liba.a a.o shared.o
  archive libb.a b.o shared.o
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a
  [ "$(jq -r '.moves[].name' plan.json)" = shared.o ]
  [ "$(jq -c '[.objects[] | select(.objc)] | length' before.json)" = 1 ]
}

@test "objc: categories keep their order" {
  own a b
  category One First | object first objective-c
  category One Second | object second objective-c
  archive liba.a a.o first.o second.o
  archive libb.a b.o second.o first.o
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a
  [ "$(jq -r '[.pins[] | "\(.name) \(.rule)"] | sort | join(", ")' plan.json)" = 'first.o initialisers, second.o initialisers' ]
}

@test "objc: in bitcode as well" {
  own a b c
  category Outer Shared | object cat objective-c -flto
  archive liba.a a.o
  archive libb.a b.o cat.o
  archive libc.a c.o cat.o
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a libc.a
  [ "$(jq -r '.pins[] | "\(.name) \(.rule)"' plan.json)" = 'cat.o objc' ]
}

@test "-all_load and -force_load take each object once, where they took copies of it before" {
  own a b
  object shared c <<<'int shared(void) { return 7; }'
  archive liba.a a.o shared.o
  archive libb.a b.o shared.o
  ar-meld -o libw.a --out-dir out liba.a libb.a
  main_of a b
  FLAGS=(-all_load)
  run -1 link before . a b
  [[ $output == *'duplicate symbol: _shared'* ]]
  link after out a b w
  FLAGS=(-force_load out/liba.a)
  link after out b w
}

@test "platform: code for a device and for its simulator do not meet, whatever the machine" {
  for pair in ios:arm64-apple-ios15 simulator:arm64-apple-ios15-simulator catalyst:arm64-apple-ios15-macabi; do
    target=${pair#*:}
    object shared c <<<'int shared(void) { return 7; }'
    archive "lib${pair%%:*}.a" shared.o
  done
  for other in simulator catalyst; do
    run -2 ar-meld -o libw.a --out-dir out libios.a "lib$other.a"
    [[ $output == *"lib$other.a: has objects for "*", libios.a for ios; meld them separately"* ]]
    [ ! -e out ]
  done
  [ "$(ar-scan libios.a libsimulator.a libcatalyst.a | jq -c '[.objects[].platform] | sort')" = \
    '["ios","ios-simulator","maccatalyst"]' ]
}

@test "platform: objects that say none go with any" {
  own a b
  printf '.globl _shared\n_shared: ret\n' | "$clang" --target=arm64-apple-darwin -x assembler -c -o shared.o -
  archive liba.a a.o shared.o
  archive libb.a shared.o
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a
  [ "$(jq -r '.moves[].name' plan.json)" = shared.o ]
}

@test "dsymutil finds the debug info of members of one name, whatever their times" {
  local name
  mkdir p q
  for name in p q; do object "$name/util" c -g <<<"int ${name}_fn(int x) { return x + 1; }"; done
  for name in a:p b:p c:q d:q; do
    object "${name%:*}" c -g <<<"int ${name#*:}_fn(int); int ${name%:*}_run(void) { return ${name#*:}_fn(1); }"
    archive "lib${name%:*}.a" "${name%:*}.o" "${name#*:}/util.o"
  done
  ar-meld -o libw.a --out-dir out --keep-json . liba.a libb.a libc.a libd.a
  [ "$(jq -c '[.workspace.members[].name]' plan.json)" = '["util.o","util.2.o"]' ]
  main_of a b c d
  export ZERO_AR_DATE=1
  FLAGS=()
  link after out a b c d w
  "$(platform_tool dsymutil)" -o after.dSYM after
  "$(platform_tool llvm-dwarfdump)" after.dSYM >dwarf.txt
  grep -q '"p_fn"' dwarf.txt
  grep -q '"q_fn"' dwarf.txt
}

@test "Mach-O objects in archives of GNU's format meld" {
  own a b
  object shared c <<<'int shared(void) { return 7; }'
  local name
  for name in a b; do "$(platform_tool llvm-ar)" --format=gnu rcD "lib$name.a" "$name.o" shared.o; done
  ar-meld -o libw.a --out-dir out liba.a libb.a
  main_of a b
  FLAGS=()
  link after out a b w
}

@test "isolated: libraries that define symbols differently link, call their own, and export what is an export" {
  for name in a b; do
    object "$name" c++ <<END
extern "C" int helper(int);
inline int twice(int x) { return helper(helper(x)); }
extern "C" int ${name}_run(int x) { return twice(x) + helper(x); }
END
    object "helper_$name" c <<<"int helper(int x) { return x + $(printf %d "'$name"); }"
    archive "lib$name.a" "$name.o" "helper_$name.o"
  done
  object m c <<<'int a_run(int), b_run(int); int main(void) { return a_run(1) - b_run(1); }'
  # dyld's part of the program is not here.
  FLAGS=(-dylib -undefined dynamic_lookup)
  FLAGS+=(-all_load)
  run link program . a b
  [ "$status" -ne 0 ]
  echo "$output"
  [[ $output == *"duplicate symbol: _helper"* ]]
  ar-meld --isolate --hide --export '?_run' -o libw.a --out-dir out liba.a libb.a
  for order in 'a b' 'b a'; do
    # shellcheck disable=SC2086 # one word per library
    link program out $order w
    for name in a b; do
      # The function that each calls is of its own library.
      own=$("$(platform_tool llvm-nm)" -j "out/lib$name.a" 2>/dev/null | grep -m 1 '^_helper\.')
      "$(platform_tool llvm-objdump)" -d --disassemble-symbols="_${name}_run" program | grep -oE '<_helper[^>]*>' | sort -u >calls
      [ "$(cat calls)" = "<$own>" ]
    done
    [ "$("$(platform_tool llvm-nm)" -gUj program | sort | tr '\n' ' ')" = '_a_run _b_run _main ' ]
  done
}
