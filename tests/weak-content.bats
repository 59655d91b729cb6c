#!/usr/bin/env bats
# Content digests of weak definitions in Mach-O objects and of COMDATs in wasm ones: equal where the linker may keep
# either, so that what the compiler writes into every object that uses it does not keep objects from moving.

load common
load platform.sh

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  clang=$(platform_tool clang) || skip 'no clang'
}

# What C++ puts into every object that uses it: inline functions, one that cleans up, calls and prints; a static
# member; a virtual table and type information.
source_text() {
  cat <<'END'
struct Guard { ~Guard(); };
void called(int);
extern "C" int printf(const char *, ...);
inline int cleanup(int x) { Guard guard; called(x); return printf("hello %d\n", x); }
inline int plain(int x) { return x * 3 + 1; }
inline double literal(double x) { return x * 3.25; }
template <class T> struct Virtual { static int member; virtual int call() { return member; } };
template <class T> int Virtual<T>::member = 7;
static int local() { return plain(3); }
inline int uses_local(int x) { return x + local(); }
extern "C" int OWN(int x) { Virtual<int> v; return cleanup(x) + plain(x) + v.call() + int(literal(x)) + uses_local(x); }
END
}

# compile TARGET OBJECT [FLAG]...: standard input, C++
compile() {
  local target=$1 object=$2
  shift 2
  "$clang" --target="$target" -x c++ -O1 -fno-inline -fexceptions -Wno-everything "$@" -c -o "$object" -
}

# contents OBJECT: what each weak definition holds: its name and its content's digest, or "-"
contents() {
  rm -f one.a
  "$(platform_tool llvm-ar)" qcSD one.a "$1" || return
  ar-scan one.a | jq -r '.objects[].defines[] | select(.binding == "weak") | "\(.name) \(.content // "-")"' | sort
}

# digest_of PATTERN OBJECT
digest_of() { contents "$2" | grep -E "$1" | cut -d ' ' -f 2; }

macho_targets='arm64-apple-macos11 x86_64-apple-macos11'

@test "Mach-O: equal weak definitions have equal digests, wherever they lie and whatever lies around them" {
  for target in $macho_targets; do
    source_text | compile "$target" one.o -DOWN=one
    {
      echo 'extern "C" int first(int x) { return x ? x / 7 : 3; } extern "C" { int d = 1; } extern "C" int puts(const char *);'
      echo 'extern "C" double second(double x) { puts("other"); puts("more"); return x * 8.125; } inline int more() { return 5; }'
      source_text
      echo 'extern "C" int third() { return more(); }'
    } | compile "$target" two.o -DOWN=two
    contents one.o >one
    contents two.o | grep -v 4more >two
    diff one two
    [ "$(wc -l <one)" -eq 11 ]
    # All can be compared but the one that calls a local function.
    [ "$(grep -- ' -$' one)" = '__Z10uses_locali -' ]
  done
}

# tells_apart TARGET TEXT: standard input has lines of PATTERN EDIT; each edit of the text makes the definition another.
tells_apart() {
  local pattern edit a b
  compile "$1" one.o -DOWN=own <"$2"
  while read -r pattern edit; do
    sed "$edit" "$2" | compile "$1" two.o -DOWN=own
    a=$(digest_of "$pattern" one.o)
    b=$(digest_of "$pattern" two.o)
    if [ "$a" = "$b" ] || [ "$a" = - ] || [ -z "$b" ]; then
      echo "$1: $edit does not tell $pattern apart: $a $b"
      return 1
    fi
  done
}

@test "Mach-O: what a weak definition does and what it refers to tell it apart" {
  source_text >text
  for target in $macho_targets; do
    tells_apart "$target" text <<'END'
plain s/x \* 3 + 1/x * 3 + 2/
cleanup s/hello/hullo/
cleanup s/called/summoned/g
cleanup s/Guard guard; called(x);/called(x); Guard guard;/
literal s/3.25/3.5/
member s/member = 7/member = 8/
call s/return member;/return member + 1;/
plain s/^inline int plain/__attribute__((visibility("hidden"))) &/
plain s/^inline int plain/__attribute__((section("__TEXT,__other,regular,pure_instructions"))) &/
member s/^template <class T> int Virtual/template <class T> __attribute__((aligned(64))) int Virtual/
_ZTV s/virtual int call/virtual int added() { return 1; } &/
END
  done
}

@test "Mach-O: how a function is unwound tells it apart, also where its code is the same" {
  for target in $macho_targets; do
    for number in one two three; do
      case $number in
      one) edit='' ;;
      two) edit='s/___gxx_personality_v0/___objc_personality_v0/' ;;
      three) edit='s/\.uleb128 Ltmp1-Lfunc_begin.*/.uleb128 1/' ;;
      esac
      source_text | "$clang" --target="$target" -x c++ -O1 -fno-inline -fexceptions -Wno-everything -DOWN=own -S -o own.s -
      sed "$edit" own.s | "$clang" --target="$target" -c -x assembler -o $number.o -
      digest_of 7cleanup $number.o >$number
      [ "$(wc -c <$number)" -eq 65 ]
    done
    run ! cmp -s one two
    run ! cmp -s one three
    run ! cmp -s two three
  done
}

@test "Mach-O: no digest where sections are one piece, or something else than compact unwinding says how to unwind" {
  for target in $macho_targets; do
    source_text | "$clang" --target="$target" -x c++ -O1 -fno-inline -fexceptions -Wno-everything -DOWN=own -S -o own.s -
    sed '/subsections_via_symbols/d' own.s | "$clang" --target="$target" -c -x assembler -o one.o -
    [ "$(contents one.o | cut -d ' ' -f 2 | sort -u)" = - ]
    # What compact records cannot express goes to __eh_frame.
    sed 's/^__Z7cleanupi:.*/&\n.cfi_startproc\n.cfi_escape 0x16, 0x05, 0x02, 0x77, 0x00\n/; ' own.s |
      awk '/^__Z7cleanupi:/ { skip = 1 } skip && /cfi_startproc/ && seen++ { skip = 0; next } { print }' |
      "$clang" --target="$target" -c -x assembler -o two.o -
    [ "$(digest_of 7cleanup two.o)" = - ]
    [ "$(digest_of 5plain two.o)" != - ]
    # Another entry into the middle.
    sed 's/^__Z5plaini:.*/&\n nop\n.globl _middle\n.alt_entry _middle\n_middle:/' own.s | "$clang" --target="$target" -c -x assembler -o three.o -
    source_text | compile "$target" one.o -DOWN=own
    [ "$(digest_of 5plain three.o)" != "$(digest_of 5plain one.o)" ]
  done
}

# libraries TARGET EDIT: libalpha.a and libbeta.a share shared.o, and each has an object of its own that has the same
# definitions that may repeat, or such as the edit makes of them.
libraries() {
  local name
  rm -rf before
  mkdir before
  source_text | sed 's/ + uses_local(x)//; /uses_local/d' >text
  # There is no virtual table to be had for wasm, and strings are local symbols.
  case $1 in wasm*) sed -i 's/return printf.*;/return x;/; /^template/d; s/Virtual<int> v;//; s/ + v.call()//' text ;; esac
  sed 's/OWN/shared/' text | { cat && echo 'extern "C" int more(int x) { return x / 7; }'; } | compile "$1" shared.o
  for name in alpha beta; do
    {
      echo 'extern "C" int shared(int), more(int);'
      sed "s/OWN/${name}_own/; $2" text
      echo "extern \"C\" int ${name}_run(int x) { return ${name}_own(x) + shared(x) + more(x); }"
    } | compile "$1" $name.o
    "$(platform_tool llvm-ar)" qcsD "before/lib$name.a" $name.o shared.o
  done
}

# linked SET OUTPUT LIBRARY...: what the linked file exports and imports, and the code of its functions
linked() {
  PLATFORM_ROOTS=${roots:-alpha_run beta_run} platform_link "$@" || return
  platform_symbols "$1" "$2"
}

# melded SET: the names of the objects that moved; the links before and after are compared.
melded() {
  rm -rf after json
  ar-meld -o libshared.a --out-dir after --keep-json json before/*.a || return
  for roots in alpha_run beta_run 'alpha_run beta_run'; do
    local before=() after=() root
    for root in $roots; do
      before+=("before/lib${root%_run}.a")
      after+=("after/lib${root%_run}.a")
    done
    linked "$1" one "${before[@]}" >one.symbols || return
    linked "$1" two "${after[@]}" after/libshared.a >two.symbols || return
    diff one.symbols two.symbols || return
  done
  jq -r '.moves[].name' json/plan.json
}

@test "Mach-O: equal weak definitions in objects that stay do not keep a shared object from moving; others do" {
  for set in macho-arm64-libtool macho-x86_64-libtool; do
    target=$(platform_field "$set" link)
    target=${target#ld64.lld }-apple-macos11
    libraries "$target" ''
    [ "$(melded "$set")" = shared.o ]
    libraries "$target" 's/x \* 3 + 1/x * 3 + 2/'
    [ "$(melded "$set")" = '' ]
    [ "$(jq -r '.pins[] | "\(.name) \(.rule) \(.symbol)"' json/plan.json)" = 'shared.o first_definition __Z5plaini' ]
  done
}

wasm=wasm32-unknown-unknown

@test "wasm: equal COMDATs have equal digests, wherever they lie and whatever lies around them" {
  source_text | compile $wasm one.o -DOWN=one
  {
    echo 'extern "C" int first(int x, double y, long long z) { return x ? x / 7 : 3; } extern "C" { int d = 1; }'
    echo 'extern "C" double second(double x) { return x * 8.125; } inline int more() { return 5; } extern "C" int (*p)(long long);'
    source_text
    echo 'extern "C" int third() { return more() + p(5); }'
  } | compile $wasm two.o -DOWN=two
  contents one.o >one
  contents two.o | grep -v 4more >two
  diff one two
  [ "$(wc -l <one)" -ge 9 ]
  # What calls a local function or prints a string, which is a local symbol, cannot be compared.
  [ "$(grep -- ' -$' one | tr '\n' ' ')" = '_Z10uses_locali - _Z7cleanupi - ' ]
}

@test "wasm: what a COMDAT does and what it refers to tell it apart" {
  source_text | sed 's/return printf.*;/return x;/' >text
  tells_apart $wasm text <<'END'
plain s/x \* 3 + 1/x * 3 + 2/
cleanup s/called/summoned/g
literal s/3.25/3.5/
member s/member = 7/member = 8/
member s/^template <class T> int Virtual/template <class T> __attribute__((aligned(64))) int Virtual/
call s/return member;/return member + 1;/
plain s/^inline int plain/__attribute__((export_name("plain"))) &/
cleanup s/^void called/__attribute__((import_module("elsewhere"))) &/
_ZTV s/virtual int call/virtual int added() { return 1; } &/
END
}

@test "wasm: equal COMDATs in objects that stay do not keep a shared object from moving; others do" {
  libraries $wasm ''
  [ "$(melded wasm32-llvm-ar)" = shared.o ]
  libraries $wasm 's/x \* 3 + 1/x * 3 + 2/'
  [ "$(melded wasm32-llvm-ar)" = '' ]
  [ "$(jq -r '.pins[] | "\(.name) \(.rule) \(.symbol)"' json/plan.json)" = 'shared.o first_definition _Z5plaini' ]
}
