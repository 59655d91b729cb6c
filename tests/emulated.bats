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
