#!/usr/bin/env bats
# How ar-meld runs its steps: which tools, with which libraries, what it says, and how it ends.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  same_libraries
}

# A copy of the tools, to replace some of them
copy_tools() {
  mkdir tools
  cp "$ARMELD_BIN"/* tools
}

# instead TOOL: standard input is the shell script that stands for the tool
instead() {
  {
    echo '#!/bin/sh'
    cat
  } >"tools/$1"
  chmod +x "tools/$1"
}

# without_hidden: no hidden file or folder is left
without_hidden() { [ -z "$(find . -name '.?*')" ]; }

@test "a symbolic link to ar-meld finds the tools beside the program" {
  mkdir links
  ln -s "$ARMELD_BIN/ar-meld" links/meld
  ln -s links/meld again
  PATH=/usr/bin:/bin ./again -o libw.a --out-dir out liba.a libb.a
  [ "$(listed out)" = 'liba.a libb.a libw.a ' ]
}

@test "ar-meld needs no other tool, unless each step is to be a program; then one that is not there is named" {
  mkdir tools
  cp "$ARMELD_BIN/ar-meld" tools
  PATH=/usr/bin:/bin refuses 'ar-meld: ar-scan: cannot be run: No such file or directory' \
    tools/ar-meld --separate -o libw.a --out-dir out liba.a libb.a
  [ ! -e out ]
  PATH=/usr/bin:/bin tools/ar-meld -o libw.a --out-dir out liba.a libb.a
  [ "$(listed out)" = 'liba.a libb.a libw.a ' ]
}

@test "--help and --version that cannot print do nothing else, and end with 2" {
  sha256sum lib*.a >sums
  for option in --help --version; do
    run -2 sh -c "ar-meld $option -o libw.a --in-place liba.a libb.a >/dev/full"
    [[ $output == 'ar-meld: standard output: '* ]]
  done
  sha256sum --quiet -c sums
  [ ! -e libw.a ]
}

@test "libraries come from the command line, --files-from and --cargo-messages" {
  ar-meld -o libw.a --out-dir expected liba.a libb.a libc.a
  printf 'libb.a\n\nlibc.a\n' >list
  ar-meld -o libw.a --out-dir one --files-from list liba.a
  diff -r expected one
  printf 'libb.a\0libc.a\0' | ar-meld -o libw.a --out-dir two -0 --files-from - liba.a
  diff -r expected two
  for name in b c; do
    printf '{"reason":"compiler-artifact","target":{"crate_types":["staticlib"]},"filenames":["lib%s.a"]}\n' "$name"
  done >messages
  ar-meld -o libw.a --out-dir three --cargo-messages messages liba.a
  diff -r expected three
  echo '{"reason":"build-finished","success":false}' >>messages
  refuses 'ar-meld: messages: line 3: the Cargo build failed' ar-meld -o libw.a --out-dir four --cargo-messages messages liba.a
  refuses 'ar-meld: standard input: line 3: the Cargo build failed' sh -c 'ar-meld -o libw.a --out-dir four --cargo-messages - <messages'
  refuses 'ar-scan: messages: line 3: the Cargo build failed' ar-scan --cargo-messages messages
  [ ! -e four ]
}

@test "more libraries than the soft limit of open files" {
  [ "$(ulimit -H -n)" = unlimited ] || [ "$(ulimit -H -n)" -gt 200 ] || skip 'the hard limit is low'
  for n in {1..150}; do cp liba.a "lib$n.a"; done
  ulimit -S -n 64
  ar-meld -o libw.a --in-place lib[1-9]*.a
  [ "$(members lib150.a)" = '' ]
}

@test "-j goes to each step that has threads" {
  ar-meld --verbose -j 1 -o libw.a --in-place liba.a libb.a 2>said
  [ "$(grep -cE '^ar-meld: (ar-scan|ar-pack|symtab-update) .*(-j 1|--jobs=1)' said)" -eq 5 ]
}

@test "--explain says what moves, and melds" {
  ar-meld --dry-run -o libw.a liba.a libb.a >expected
  ar-meld --explain -o libw.a --in-place liba.a libb.a >said
  diff expected said
  [ "$(members liba.a)" = a.o ]
}

@test "symbols that are defined differently get one warning" {
  object other 'int more(void) { return -1; } int pair(void) { return -2; }'
  library libd.a other.o
  run --separate-stderr ar-meld -o libw.a --out-dir out liba.a libb.a libd.a
  [ "$status" -eq 0 ]
  [ "$output" = '' ]
  [ "$stderr" = "ar-meld: warning: 2 strong symbols have different definitions in these libraries, among them 'more'; as before melding, a link that takes two of them fails; --explain lists them, and --isolate gives them other names" ]
  object other 'int pair(void) { return -2; }'
  library libd.a other.o
  run --separate-stderr ar-meld -o libw.a --out-dir out liba.a libb.a libd.a
  [ "$stderr" = "ar-meld: warning: 1 strong symbol has different definitions in these libraries, 'pair'; as before melding, a link that takes two of them fails; --explain lists them, and --isolate gives them other names" ]
  run --separate-stderr ar-meld -o libw.a --out-dir out --explain liba.a libb.a libd.a
  [ "$stderr" = '' ]
  [[ $output == *pair* ]]
}

@test "on a terminal, success is one line with the sizes" {
  script -qec true /dev/null </dev/null || skip 'no script(1), or no pseudo-terminal'
  run -0 script -qec 'ar-meld -o libw.a --out-dir out liba.a libb.a libc.a' /dev/null </dev/null
  [[ $output =~ ^'ar-meld: 3 libraries: '[0-9.]+' kB before, '[0-9.]+' kB after, factor '[0-9.]+x.?$ ]]
  run -0 script -qec 'ar-meld -o libw.a --dry-run liba.a libb.a libc.a 2>&1 >/dev/null' /dev/null </dev/null
  [ "$output" = '' ]
}

@test "a signal ends the step and the run, and nothing stays behind" {
  copy_tools
  sha256sum lib*.a >sums
  instead dedup-plan <<'END'
# No process of the step may be left, which would hold its locks.
trap 'kill $!; wait; echo ended >ended; exit 1' TERM INT HUP
sleep 600 &
echo $$ >started
wait
END
  for signal in HUP INT TERM; do
    for where in --in-place '--out-dir new/out'; do
      rm -f started ended
      # Commands in the background ignore INT, and those under nohup HUP: set them back.
      # shellcheck disable=SC2086 # words
      python3 -c 'import os, signal as s, sys; [s.signal(n, s.SIG_DFL) for n in (s.SIGHUP, s.SIGINT, s.SIGTERM)]; os.execv(sys.argv[1], sys.argv[1:])' \
        tools/ar-meld --separate -o libw.a $where liba.a libb.a 2>said &
      meld=$!
      while [ ! -s started ]; do sleep 0.05; done
      kill -"$signal" "$meld"
      status=0
      wait "$meld" || status=$?
      cat said
      [ "$status" -eq 2 ]
      [ "$(cat said)" = "ar-meld: interrupted by signal $(kill -l "$signal") ($(python3 -c 'import signal, sys; print(signal.strsignal(int(sys.argv[1])))' "$(kill -l "$signal")"))" ]
      [ -e ended ]
      sha256sum --quiet -c sums
      [ ! -e new ]
      [ ! -e libw.a ]
      without_hidden
    done
  done
}

# meld_waits [OPTION]...: starts ar-meld, whose step isolate-plan waits for what nobody writes; $meld and $step are the processes
meld_waits() {
  [ -p wait ] || mkfifo wait
  python3 -c 'import os, signal as s, sys; [s.signal(n, s.SIG_DFL) for n in (s.SIGHUP, s.SIGINT, s.SIGTERM)]; os.execvp(sys.argv[1], sys.argv[1:])' \
    ar-meld --isolate --exports wait -o libw.a "$@" liba.a libb.a 2>said &
  meld=$!
  while [ "$(find . -path './*.ar-meld.*/begun' -size 2c)" = '' ] && [ "$(find . -path './*/.*.ar-meld.*/begun' -size 2c)" = '' ]; do
    sleep 0.02
  done
  step=$(pgrep -P "$meld")
}

@test "a signal ends the process of all steps, and nothing stays behind" {
  sha256sum lib*.a >sums
  for signal in HUP INT TERM; do
    for where in --in-place '--out-dir new/out'; do
      # shellcheck disable=SC2086 # words
      meld_waits $where
      kill -"$signal" "$meld"
      status=0
      wait "$meld" || status=$?
      cat said
      [ "$status" -eq 2 ]
      [[ $(cat said) == "ar-meld: interrupted by signal $(kill -l "$signal") ("* ]]
      run ! readlink "/proc/$step/exe"
      sha256sum --quiet -c sums
      [ ! -e new ]
      [ ! -e libw.a ]
      without_hidden
    done
  done
}

@test "a step that ends the process of all steps is named, with exit code 2" {
  meld_waits --in-place
  kill -KILL "$step"
  status=0
  wait "$meld" || status=$?
  [ "$status" -eq 2 ]
  [ "$(cat said)" = 'ar-meld: isolate-plan: was ended by signal 9 (Killed)' ]
  without_hidden
}

@test "killed without a chance to clean up: the process of all steps ends too" {
  ! on_portable || skip 'POSIX tells no process that its parent has ended'
  meld_waits --in-place
  kill -KILL "$meld"
  wait "$meld" || true
  for _ in {1..100}; do
    readlink "/proc/$step/exe" >/dev/null || break
    sleep 0.05
  done
  run ! readlink "/proc/$step/exe"
  [ "$(find . -name '.libw.a.ar-meld.*' | wc -l)" -eq 1 ]
  ar-meld -o libw.a --in-place liba.a libb.a
  without_hidden
}

@test "signals that are ignored stay ignored, as under nohup" {
  copy_tools
  instead dedup-plan <<'END'
echo $$ >started
while [ ! -e go ]; do sleep 0.05; done
exec "${0%/*}/../tools-real/dedup-plan" "$@"
END
  mkdir tools-real
  cp "$ARMELD_BIN/dedup-plan" tools-real
  (
    trap '' HUP
    exec tools/ar-meld --separate -o libw.a --out-dir out liba.a libb.a
  ) &
  meld=$!
  while [ ! -s started ]; do sleep 0.05; done
  kill -HUP "$meld"
  touch go
  wait "$meld"
  [ -e out/libw.a ]
}

@test "a step that a signal ends is named, with exit code 2" {
  copy_tools
  instead ar-pack <<<'kill -9 $$'
  refuses 'ar-meld: ar-pack: was ended by signal 9 (Killed)' tools/ar-meld --separate -o libw.a --in-place liba.a libb.a
  without_hidden
}

@test "exit code 1 is only for the check: a step that ends with anything else ends with 2" {
  copy_tools
  for tool in ar-scan dedup-plan ar-pack symtab-update meld-verify; do
    for code in 1 3 126; do
      copy=$(command -v "tools/$tool")
      mv "$copy" kept
      instead "$tool" <<<"echo $tool: broken >&2; exit $code"
      run tools/ar-meld --separate -o libw.a --out-dir out liba.a libb.a
      mv kept "$copy"
      [ "$output" = "$tool: broken" ]
      if [ "$tool $code" = 'meld-verify 1' ]; then [ "$status" -eq 1 ]; else [ "$status" -eq 2 ]; fi
      [ ! -e out ]
    done
  done
}

@test "killed without a chance to clean up: the steps end too, and the next run removes what is left" {
  ! on_portable || skip 'POSIX tells no process that its parent has ended'
  copy_tools
  instead meld-verify <<'END'
echo $$ >started
exec sleep 600
END
  tools/ar-meld --separate -o libw.a --in-place liba.a libb.a &
  meld=$!
  while [ ! -s started ]; do sleep 0.05; done
  kill -KILL "$meld"
  wait "$meld" || true
  step=$(cat started)
  for _ in {1..100}; do
    readlink "/proc/$step/exe" >/dev/null || break # nor has a process that waits for its parent one
    sleep 0.05
  done
  run ! readlink "/proc/$step/exe"
  [ "$(find . -name '.libw.a.ar-meld.*' | wc -l)" -eq 1 ]
  ar-meld -o libw.a --in-place liba.a libb.a
  [ "$(members liba.a)" = a.o ]
  without_hidden
}

@test "folders of --out-dir and --keep-json that a failed run made go again" {
  echo garbage >libd.a
  mkdir kept
  refuses 'ar-scan: libd.a: is not an archive' ar-meld -o libw.a --out-dir kept/a/b --keep-json kept/c/d liba.a libd.a
  [ "$(listed kept)" = '' ]
  mkdir kept/a
  refuses 'ar-scan: libd.a: is not an archive' ar-meld -o libw.a --out-dir kept/a/b --keep-json kept/c/d liba.a libd.a
  [ "$(listed kept)" = 'a ' ]
}
