#!/usr/bin/env bats
# The fixtures for Windows in wine, and links for AIX: `make check-platforms` runs this file, which needs tools that `make
# check` does not install.

load common
load platform.sh
load platforms

@test "programs for Windows run to the same answer in wine" {
  export WINEDEBUG=-all WINEPREFIX=$BATS_TEST_TMPDIR/wine
  run_programs 'x86_64-pc-windows'
  wineserver -k || :
  [ "$ran" -ge 7 ]
}

@test "programs of melded libraries for Windows run to the same answer in wine" {
  export WINEDEBUG=-all WINEPREFIX=$BATS_TEST_TMPDIR/wine
  ran=0
  for set in $(platform_sets); do
    [[ $(platform_field "$set" target) == x86_64-pc-windows* && $set != *-one-head ]] || continue
    echo "$set"
    meld "$set"
    answers_alike "$set"
    case $set in
    mingw-*) PLATFORM_GNU_LD=1 answers_alike "$set" ;;
    esac
  done
  wineserver -k || :
  [ "$ran" -ge 10 ]
}

@test "links of melded AIX libraries by GNU ld export and import what they did before" {
  linked=0
  for set in $(platform_sets | grep ^xcoff); do
    echo "$set"
    meld "$set"
    # 77 without a linker is a failure here.
    links_alike "$set" alpha beta gamma 'alpha beta' 'beta gamma' 'alpha beta gamma'
    linked=$((linked + 6))
  done
  [ "$linked" -eq 18 ]
}

# Links a_run and b_run of isolated libraries, in both orders, and runs the program: 9 and 330 by the helpers of their own.
isolated_run() {
  local order
  ar-meld --isolate --hide --export '?_run' -o "libw.$1" --out-dir out "liba.$1" "libb.$1" || return
  for order in 'a b' 'b a'; do
    read -ra names <<<"$order"
    rm -f program.exe
    "${@:2}" "${names[@]/#/out/lib}" || return
    wine program.exe || return
  done
}

@test "isolated libraries for Windows, linked by GNU ld and by lld-link, call their own in wine" {
  export WINEDEBUG=-all WINEPREFIX=$BATS_TEST_TMPDIR/wine
  clang=$(platform_tool clang)
  for target in x86_64-w64-mingw32 x86_64-pc-windows-msvc; do
    rm -rf out lib*
    extension=a
    [ $target = x86_64-w64-mingw32 ] || extension=lib
    for name in a b; do
      cat >$name.cpp <<END
extern "C" int helper(int);
inline int twice(int x) { return helper(helper(x)); }
extern "C" int ${name}_run(int x) { return twice(x) + helper(x); }
END
      operation='x + 1'
      [ $name = a ] || operation='x * 10'
      echo "int helper(int x) { return $operation; }" >helper_$name.c
      "$clang" --target=$target -O1 -x c++ -c -o $name.o $name.cpp
      "$clang" --target=$target -O1 -c -o helper_$name.o helper_$name.c
      "$(platform_tool llvm-ar)" rcs lib$name.$extension $name.o helper_$name.o
    done
    echo 'int a_run(int), b_run(int); int main(void) { return a_run(3) == 9 && b_run(3) == 330 ? 0 : 1; }
int mainCRTStartup(void) { return main(); } void __main(void) {}' >main.c
    "$clang" --target=$target -O1 -c -o main.o main.c
    linkers=(lld)
    [ $target != x86_64-w64-mingw32 ] || linkers=(bfd lld)
    for linker in "${linkers[@]}"; do
      link_isolated() {
        local libraries=("${@/%/.$extension}")
        case $linker in
        bfd) x86_64-w64-mingw32-ld -e mainCRTStartup -o program.exe main.o "${libraries[@]}" "out/libw.$extension" ;;
        lld) "$(platform_tool lld-link)" /nologo /nodefaultlib /subsystem:console /entry:mainCRTStartup /out:program.exe main.o \
          "${libraries[@]}" "out/libw.$extension" ;;
        esac
      }
      echo "$target $linker"
      isolated_run $extension link_isolated
    done
  done
  wineserver -k || :
}
