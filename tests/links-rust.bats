#!/usr/bin/env bats
# Rust static libraries whose own code never allocates: each carries std, and an allocator shim that std needs.
# What a single-pass linker makes of the closed plan and of the greedy one.

load links

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  local name
  for name in a b; do
    # Printing is what brings std in, and std allocates the buffer.
    cat >"$name.rs" <<END
#[no_mangle]
pub extern "C" fn ${name}_run() -> i32 {
    println!("$name prints");
    7
}
END
    staticlib "$name"
  done
  # An allocator of its own, which counts.
  cat >own.rs <<'END'
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Counting;
static COUNT: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        System.alloc(layout)
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        System.dealloc(at, layout)
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[no_mangle]
pub extern "C" fn own_run() -> i32 {
    let before = COUNT.load(Ordering::Relaxed);
    let text = std::process::id().to_string();
    (text.len() > 0 && COUNT.load(Ordering::Relaxed) > before) as i32
}
END
  staticlib own
}

staticlib() {
  "${RUSTC:-rustc}" --edition 2021 --crate-type staticlib -C opt-level=s -C codegen-units=1 "$1.rs"
}

setup() {
  links_setup
  # shellcheck disable=SC2034 # links.bash reads it
  EXTRA=(-lpthread -ldl -lm)
}

take() {
  local name
  for name; do ln -s "$BATS_FILE_TMPDIR/lib$name.a" .; done
}

@test "a closed plan links with every linker, in both orders, and each library alone" {
  take a b
  meld
  jq -e '.moves | length > 10' plan.json
  # With std goes one shim for both.
  jq -e '[.moves[] | select(.name | test("^[ab]\\."))] | length == 1' plan.json
  same_programs 'a b' 'b a' 'a' 'b'
}

@test "a greedy plan takes the shims along, so that GNU ld and gold find them" {
  take a b
  ar-scan -o before.json liba.a libb.a
  dedup-plan --policy greedy -w libw.a -o plan.json before.json
  ar-pack --out-dir out plan.json
  symtab-update out/*.a
  local linker
  for linker in "${LINKERS[@]}"; do links_after "$linker" 'a b'; done
}

@test "a library with an allocator of its own keeps std, and the pins say so" {
  take a own
  meld
  jq -e '[.pins[] | select(.rule == "dependency" and (.symbol | test("__rust_(de|re)?alloc")))] | length > 0' plan.json
  jq -e 'any(.near_misses[]; .cause == "allocator")' plan.json
  same_programs a own
}

@test "a library with an allocator of its own among others: the explanation names the allocator" {
  take a b own
  meld
  dedup-plan -w libw.a --explain before.json >explained
  grep -q 'different allocators' explained
  grep -q "__rust_" explained
  same_programs a b own
}
