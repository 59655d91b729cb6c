#!/usr/bin/env bats
# Rust static libraries that each have a std of their own: built with LTO, without, by two kinds of LTO. They do not
# link together, and do after `ar-meld --isolate`.

load links

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  local name
  for name in fat thin none; do
    cat >"$name.rs" <<END
use std::{collections::BTreeMap, panic, thread};

#[no_mangle]
pub extern "C" fn ${name}_run() -> i32 {
    let text = "one two one".to_string();
    let mut words = BTreeMap::new();
    for word in text.split(' ') {
        *words.entry(word).or_insert(0) += 1;
    }
    println!("$name prints {words:?} with {} arguments", std::env::args().count());
    thread::spawn(|| 40).join().unwrap() + ${name}_catches(${name}_panics)
}

#[no_mangle]
pub extern "C-unwind" fn ${name}_panics() {
    panic!("from $name");
}

/// 2 if the function panics, and this std catches it.
#[no_mangle]
pub extern "C" fn ${name}_catches(function: extern "C-unwind" fn()) -> i32 {
    panic::set_hook(Box::new(|_| ()));
    if panic::catch_unwind(|| function()).is_err() { 2 } else { 0 }
}
END
  done
  staticlib fat -C lto=fat
  staticlib thin -C lto=thin
  staticlib none -C codegen-units=1
  # What the tests link, read-only
  ar-meld --isolate -o libw.a --out-dir shown --keep-json json libfat.a libthin.a libnone.a
  ar-meld --isolate --hide -o libw.a --out-dir hidden libfat.a libthin.a libnone.a
  chmod a-w {shown,hidden,json}/*
  cat >main.c <<'END'
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#define P(name) int name##_run(void), name##_catches(void (*)(void)); void name##_panics(void);
LIBRARIES
#undef P
static int crossed(int (*catches)(void (*)(void)), void (*panics)(void)) {
  int status;
  pid_t child = fork();
  if (!child)
    _exit(catches(panics));
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
int main(int count, char **arguments) {
  (void)count;
#define P(name) if (strcmp(arguments[1], "run") == 0) printf(#name " %d\n", name##_run()); fflush(stdout);
  LIBRARIES
#undef P
#ifdef CROSSED
  printf("crossed %d\n", CROSSED);
#endif
}
END
}

staticlib() {
  "${RUSTC:-rustc}" --edition 2021 --crate-type staticlib -C opt-level=s "${@:2}" "$1.rs"
}

setup() {
  links_setup
  cp -l "$BATS_FILE_TMPDIR"/lib*.a .
  cp -lr "$BATS_FILE_TMPDIR"/{shown,hidden,json} .
  SYSTEM=(-lpthread -ldl -lm)
}

# linked LINKER OUTPUT [OPTION...]: a program of all three
linked() {
  "$CC" -B linkers "-fuse-ld=$1" -o "$2" '-DLIBRARIES=P(fat)P(thin)P(none)' "$BATS_FILE_TMPDIR/main.c" "${@:3}" "${SYSTEM[@]}"
}

@test "Rust libraries with and without LTO link with every linker, in every order, and print what they printed alone" {
  for name in fat thin none; do
    "$CC" -o "$name" "-DLIBRARIES=P($name)" "$BATS_FILE_TMPDIR/main.c" "lib$name.a" "${SYSTEM[@]}"
    "./$name" run
  done >alone
  grep -q 'fat 42' alone
  run linked bfd program libfat.a libthin.a libnone.a
  [ "$status" -ne 0 ]
  [[ $output == *"multiple definition of"*rust_eh_personality* ]]

  [ "$(json '.conflicts | length' json/plan.json)" -eq 0 ]
  [ "$(json '.separations | length' json/isolate.json)" -gt 100 ]
  # Std's argument initialiser keeps nothing in its place.
  [ "$(json '[.pins[] | select(.rule == "initialisers")] | length' json/plan.json)" -eq 0 ]
  for linker in "${LINKERS[@]}"; do
    for order in 'fat thin none' 'none fat thin' 'thin none fat'; do
      read -ra names <<<"$order"
      files=()
      for name in "${names[@]}"; do files+=("shown/lib$name.a"); done
      linked "$linker" program "${files[@]}" shown/libw.a
      ./program run >together
      diff alone together
    done
  done
}

@test "a panic is caught in its library, and aborts where it gets into another std" {
  files=(hidden/libfat.a hidden/libthin.a hidden/libnone.a hidden/libw.a)
  linked bfd program "${files[@]}" '-DCROSSED=crossed(fat_catches, fat_panics)'
  [ "$(./program no)" = 'crossed 2' ]
  for pair in 'fat_catches, thin_panics' 'none_catches, fat_panics'; do
    linked bfd program "${files[@]}" "-DCROSSED=crossed($pair)"
    # SIGABRT
    [ "$(./program no 2>/dev/null)" = 'crossed -6' ]
  done
}

@test "hidden, a program exports the libraries' exports only, and is smaller" {
  for folder in shown hidden; do
    linked bfd "$folder/program" "$folder"/lib{fat,thin,none,w}.a -rdynamic -Wl,--gc-sections
    strip "$folder/program"
    nm -D --defined-only "$folder/program" | awk '{ print $NF }' | grep -v @ | sort >"$folder/names"
  done
  [ "$(grep -cE '_(run|panics|catches)$' hidden/names)" -eq 9 ]
  run grep -cE '^_(R|ZN)' hidden/names
  [ "$output" = 0 ]
  [ "$(wc -l <shown/names)" -gt 500 ]
  [ "$(stat -c %s hidden/program)" -lt $(($(stat -c %s shown/program) * 3 / 4)) ]
}
