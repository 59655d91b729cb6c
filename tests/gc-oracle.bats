#!/usr/bin/env bats
# lld's own collection as an oracle: with --gc-sections it makes the same program of the melded libraries and of the
# collected ones.

# shellcheck disable=SC2034,SC2054 # the files that this loads read the variables
load collection

# lld keeps exception tables of functions that it leaves out. They get a place where they move nothing but themselves.
FIXED=-Wl,--gc-sections,--build-id=none,--section-start=.rodata=0x800000,--section-start=.eh_frame_hdr=0xe00000,--section-start=.eh_frame=0xf00000,--section-start=.gcc_except_table=0x1100000,-Ttext=0x1400000

content() { objcopy -O binary --only-section="$2" "$1" "$1.section" 2>/dev/null; }

# The program's symbols, without those of exception tables that lld keeps
names() { nm "$1" | awk '$NF !~ /^GCC_except_table/ { print $NF }' | sort; }

# Its frame descriptions, but for where their exception tables are
frames() { readelf --debug-dump=frames "$1" | sed 's/Augmentation data: .*//'; }

# same_as_lld NAME...: melds lib*.a, and collects the melded set; programs of both that call these are equal
same_as_lld() {
  local section
  ar-meld -o libw.a --out-dir melded lib*.a || return
  ar-scan -o before.json --sections sections.json melded/*.a &&
    gc-plan --export '*_run' -o gc.json before.json sections.json &&
    ar-pack --symtab --out-dir out gc.json &&
    ar-scan -o after.json out/*.a &&
    meld-verify --plan gc.json before.json after.json || return
  [ "$(cat out/*.a | wc -c)" -lt "$(cat melded/*.a | wc -c)" ] || return
  program_main "$@"
  link_program before lld melded "$@" w || return
  # lld orders .got by which symbol it met first, also in references that go. So both links meet them in one order.
  nm before | awk '$(NF - 1) ~ /^[A-TVX-Z]$/ || $(NF - 1) == "U" { sub(/@.*/, "", $NF); print "-Wl,-u," $NF }' | sort -u >roots
  EXTRA+=(@roots)
  link_program before lld melded "$@" w || return
  link_program after lld out "$@" w || return
  cmp <(RUST_BACKTRACE=0 ./before) <(RUST_BACKTRACE=0 ./after) || return
  for section in .text .rodata .data.rel.ro .got .data .init_array .tdata; do
    content before $section
    content after $section
    cmp before.section after.section || { echo "$section" && return 1; }
    [ $section != .text ] || [ -s before.section ] || return
  done
  diff <(frames before) <(frames after) || return
  diff <(names before) <(names after)
}

@test "C++ libraries: lld --gc-sections makes the same program of the melded and of the collected set" {
  cat >shared.cpp <<'END'
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>
struct Shape { virtual ~Shape() {} virtual int area() const = 0; };
struct Square : Shape { int side; Square(int side) : side(side) {} int area() const override { return side * side; } };
struct Dead : Shape { int area() const override { return 1; } };
static std::map<std::string, int> names{{"one", 1}, {"two", 2}};
thread_local int calls = 3;
int shared(int i) {
  std::vector<std::unique_ptr<Shape>> shapes;
  shapes.push_back(std::make_unique<Square>(i));
  if (i > 5) throw std::runtime_error("too large " + std::to_string(i));
  return shapes[0]->area() + names["two"] + ++calls;
}
int dead_shared(int i) { std::map<int, std::string> other{{i, "dead"}}; Dead dead; return dead.area() + other.size(); }
END
  for CXX in g++ clang++-19; do
    rm -rf out melded lib*.a
    $CXX -c -O1 -fno-pic -ffunction-sections -fdata-sections shared.cpp
    for letter in a b; do
      cxx own_$letter <<END
#include <stdexcept>
#include <string>
int shared(int);
extern "C" int ${letter}_run() { try { return shared(2) + shared(9); } catch (const std::exception &e) { return std::string(e.what()).size(); } }
extern "C" int dead_$letter() { try { return shared(3); } catch (...) { return std::stoi("7"); } }
END
    done
    libs 'a own_a.o shared.o' 'b own_b.o shared.o'
    EXTRA=(-lstdc++ "$FIXED")
    same_as_lld a b
    none_among "$(symbols out/*.a)" dead_a dead_b _Z11dead_sharedi _ZTV4Dead
  done
}

@test "Rust libraries: lld --gc-sections makes the same program of the melded and of the collected set" {
  for name in a b; do
    cat >$name.rs <<END
#[no_mangle]
pub extern "C" fn ${name}_run() -> i32 {
    let caught = std::panic::catch_unwind(|| { if std::process::id() > 0 { panic!("$name") } });
    println!("$name prints");
    caught.is_err() as i32
}
#[no_mangle]
pub extern "C" fn dead_$name() -> usize { std::fs::read("/").map(|x| x.len()).unwrap_or(3) }
END
    "${RUSTC:-rustc}" --edition 2021 --crate-type staticlib -C opt-level=s -C codegen-units=1 -C relocation-model=static -o lib$name.a $name.rs
  done
  EXTRA=(-lpthread -ldl -lm -lgcc_eh "$FIXED")
  same_as_lld a b
}
