#!/usr/bin/env bats
# The recipes for build systems, in share/ and README: real builds, and what they do when a source changes.

load common

sources() {
  cat >shared.c <<'END'
int counter;
int shared(void) { return ++counter; }
END
  # Of what both libraries have, only b refers to this.
  echo 'int rest(void) { return 0; }' >rest.c
  echo 'int shared(void); int a(void) { return shared() + 1; }' >a.c
  echo 'int shared(void), rest(void); int b(void) { return shared() + rest() + 2; }' >b.c
  cat >main.c <<'END'
#include <stdio.h>
int a(void), b(void);
int main(void) { int first = a(); printf("%d %d\n", first, b()); }
END
}

@test "make: the library is melded when it is new, and again only when it changes" {
  sources
  cat >Makefile <<END
include $ROOT/share/armeld.mk
\$(eval \$(call meld,plugins,melded/libworkspace.a,liba.a libb.a,--strip-debug))
program: main.o \$(plugins_LIBRARIES)
	\$(CC) -o \$@ \$^
lib%.a: %.o shared.o rest.o
	rm -f \$@ && ar rcD \$@ \$^
END
  make program
  [ "$(./program)" = '2 4' ]
  [ "$(members melded/liba.a)" = a.o ]
  [ "$(members melded/libb.a)" = b.o ]
  [ "$(members melded/libworkspace.a)" = $'shared.o\nrest.o' ]
  run make program
  [[ $output == *"'program' is up to date"* ]]
  sleep 0.01
  echo 'int shared(void); int b(void) { return shared() + 10; }' >b.c
  make program >log
  [ "$(grep -c ar-meld log)" -eq 1 ]
  [ "$(./program)" = '2 12' ]
  run make program
  [[ $output == *"'program' is up to date"* ]]
}

@test "make: a failed meld stops the build" {
  sources
  cat >Makefile <<END
include $ROOT/share/armeld.mk
\$(eval \$(call meld,plugins,melded/libworkspace.a,liba.a libb.a))
all: \$(plugins_LIBRARIES)
END
  library liba.a main.c
  echo text >libb.a
  run make
  [ "$status" -eq 2 ]
  [[ $output == *'ar-scan: libb.a: '* ]]
  [ ! -e melded/liba.a ]
}

@test "CMake: programs link with melded libraries in the place of those of the build, by make and by Ninja" {
  sources
  mkdir include
  echo '#define GREETING "hello"' >include/greeting.h
  cat >main.c <<'END'
#include "greeting.h"
#include <stdio.h>
int a(void), b(void);
int main(void) { int first = a(); printf("%s %d %d %d\n", GREETING, first, b(), SET); }
END
  cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.20)
project(program C)
include($ROOT/share/armeld.cmake)
add_library(common OBJECT shared.c rest.c)
add_library(a STATIC a.c \$<TARGET_OBJECTS:common>)
add_library(b STATIC b.c \$<TARGET_OBJECTS:common>)
target_include_directories(a PUBLIC include)
target_compile_definitions(b INTERFACE SET=7)
target_link_libraries(b PUBLIC m)
add_melded_libraries(melded LIBRARIES a b OPTIONS --strip-debug)
add_executable(program main.c)
target_link_libraries(program melded::a melded::b)
END
  local generator
  for generator in 'Unix Makefiles' Ninja; do
    rm -rf build
    cmake -G "$generator" -S . -B build >log
    cmake --build build >>log
    [ "$(build/program)" = 'hello 2 4 7' ]
    [ "$(members build/melded/libmelded_workspace.a)" = $'shared.c.o\nrest.c.o' ]
    [ "$(members build/melded/liba.a)" = a.c.o ]
  done
  sleep 0.01
  echo 'int shared(void); int b(void) { return shared() + 10; }' >b.c
  cmake --build build >>log
  [ "$(build/program)" = 'hello 2 12 7' ]
}

@test "CMake: imported libraries are melded as those of the build are" {
  same_libraries
  cat >main.c <<'END'
#include <stdio.h>
int a(void), b(void), c(void);
int main(void) { int first = a(), second = b(); printf("%d %d %d\n", first, second, c()); }
END
  cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.20)
project(program C)
include($ROOT/share/armeld.cmake)
foreach(name a b c)
  add_library(\${name} STATIC IMPORTED)
  set_target_properties(\${name} PROPERTIES IMPORTED_LOCATION \${CMAKE_CURRENT_SOURCE_DIR}/lib\${name}.a)
endforeach()
add_melded_libraries(sdk LIBRARIES a b c)
add_executable(program main.c)
target_link_libraries(program sdk::a sdk::b sdk::c)
END
  cmake -S . -B build >log
  cmake --build build >>log
  "$CC" -o plain main.c liba.a libb.a libc.a
  [ "$(build/program)" = "$(./plain)" ]
  [ "$(members build/sdk/libsdk_workspace.a)" = $'shared.o\nmore.o\npair.o' ]
}

# As Corrosion makes them of crates: a library without files of its own, and behind it an imported one, whose place is known only when
# all of CMakeLists.txt has been read, and whose file a target makes.
@test "CMake: libraries like those that Corrosion makes of crates are melded" {
  sources
  mkdir include
  echo '#define GREETING "hello"' >include/greeting.h
  cat >main.c <<'END'
#include "greeting.h"
#include <stdio.h>
int a(void), b(void);
int main(void) { int first = a(); printf("%s %d %d\n", GREETING, first, b()); }
END
  # In cargo's place
  cat >build-crate <<'END'
#!/bin/sh
set -e
mkdir -p "$1"
cc -c -o "$1/$1.o" "$SOURCES/$1.c"
cc -c -o "$1/shared.o" "$SOURCES/shared.c"
cc -c -o "$1/rest.o" "$SOURCES/rest.c"
rm -f "$1/lib$1.a"
ar rcD "$1/lib$1.a" "$1/$1.o" "$1/shared.o" "$1/rest.o"
END
  chmod +x build-crate
  sed "s|@ROOT@|$ROOT|" >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.22)
project(program C)
include(@ROOT@/share/armeld.cmake)
function(locate name)
  set_property(TARGET ${name}-static PROPERTY IMPORTED_LOCATION "${CMAKE_CURRENT_BINARY_DIR}/lib${name}.a")
endfunction()
foreach(name a b)
  add_library(${name} INTERFACE)
  add_library(${name}-static STATIC IMPORTED GLOBAL)
  add_dependencies(${name}-static cargo-build_${name})
  cmake_language(EVAL CODE "cmake_language(DEFER CALL locate ${name})")
  set_property(TARGET ${name}-static PROPERTY INTERFACE_LINK_LIBRARIES m)
  target_link_libraries(${name} INTERFACE ${name}-static)
  add_custom_target(_cargo-build_${name}
    COMMAND ${CMAKE_COMMAND} -E env SOURCES=${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/build-crate ${name})
  add_custom_command(TARGET _cargo-build_${name} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${name}/lib${name}.a ${CMAKE_CURRENT_BINARY_DIR}
    BYPRODUCTS ${CMAKE_CURRENT_BINARY_DIR}/lib${name}.a)
  add_custom_target(cargo-build_${name} ALL)
  add_dependencies(cargo-build_${name} _cargo-build_${name})
endforeach()
add_melded_libraries(rust LIBRARIES a b)
target_include_directories(a INTERFACE include)
add_executable(program main.c)
target_link_libraries(program rust::a rust::b)
END
  local generator
  for generator in 'Unix Makefiles' Ninja; do
    rm -rf build
    cmake -G "$generator" -S . -B build >log
    # The program, and what it takes
    cmake --build build --target program --verbose >log
    [ "$(build/program)" = 'hello 2 4' ]
    [ "$(members build/rust/librust_workspace.a)" = $'shared.o\nrest.o' ]
    [ "$(members build/rust/liba.a)" = a.o ]
    line=$(grep -e '-o program ' log)
    [[ $line == *' -lm'* ]]
    # Not the originals beside the melded ones
    [[ $line != *' lib'[ab].a* ]]
    [[ $line != */build/lib[ab].a* ]]
  done
  sleep 0.01
  echo 'int shared(void); int b(void) { return shared() + 10; }' >b.c
  cmake --build build --target program >log
  [ "$(build/program)" = 'hello 2 12' ]
}

@test "CMake: behind the workspace library is what the libraries link with, and melded ones in the places of the originals" {
  sources
  # The object that both have refers to another library.
  echo 'int other(void); static int counter; int shared(void) { return counter += other(); }' >shared.c
  echo 'int other(void) { return 1; }' >other.c
  echo 'int a(void), shared(void), rest(void); int b(void) { return a() + shared() + rest(); }' >b.c
  sed "s|@ROOT@|$ROOT|" >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.18)
project(program C)
include(@ROOT@/share/armeld.cmake)
add_library(common OBJECT shared.c rest.c)
add_library(other STATIC other.c)
set_target_properties(other PROPERTIES OUTPUT_NAME another)
foreach(name a b)
  add_library(${name} STATIC ${name}.c $<TARGET_OBJECTS:common>)
  target_link_libraries(${name} PRIVATE m other)
  set_target_properties(${name} PROPERTIES OUTPUT_NAME original-${name})
  add_library(own::${name} ALIAS ${name})
endforeach()
target_link_libraries(b PRIVATE own::a)
add_melded_libraries(sdk LIBRARIES own::a own::b)
add_executable(program main.c)
target_link_libraries(program sdk::own::b)
add_executable(ab main.c)
target_link_libraries(ab sdk::own::a sdk::own::b)
add_executable(ba main.c)
target_link_libraries(ba sdk::own::b sdk::own::a)
END
  cmake -S . -B build >log
  cmake --build build --verbose >log
  for name in program ab ba; do
    [ "$(build/$name)" = '2 6' ]
    line=$(grep -e "-o $name " log)
    echo "$line"
    [[ $line == *libsdk_workspace.a*libanother.a* ]]
    [[ $line == *libsdk_workspace.a*' -lm'* ]]
    [[ $line != *liboriginal-* ]]
  done
}

@test "CMake: what is no static library is refused by name" {
  sources
  local message
  cat >first.cmake <<END
cmake_minimum_required(VERSION 3.18)
project(program C)
include($ROOT/share/armeld.cmake)
add_library(a STATIC a.c)
add_library(b STATIC b.c)
add_library(shared SHARED shared.c)
add_library(none INTERFACE)
add_library(both INTERFACE)
target_link_libraries(both INTERFACE a b)
END
  while IFS=: read -r library message; do
    (cat first.cmake && echo "add_melded_libraries(melded LIBRARIES a $library)") >CMakeLists.txt
    run ! cmake -S . -B build
    [[ $output == *"add_melded_libraries: $message"* ]]
  done <<'END'
shared:shared is no static library
none:none links with 0 static libraries, not with one
both:both links with 2 static libraries, not with one
missing:there is no target missing
END
}

meson_build() {
  mkdir melded
  cp "$ROOT/share/meson/meson.build" melded/
  cat >meson.build
  meson setup build "$@" >log || {
    cat log
    return 1
  }
  # Such as of what is newer than the version of Meson that the project wants
  run ! grep WARNING log
  ninja -C build >log || {
    cat log
    return 1
  }
}

@test "Meson: programs link with melded libraries in the place of those of the build" {
  sources
  meson_build <<'END'
project('program', 'c', meson_version: '>= 0.60')
common = static_library('common', 'shared.c', 'rest.c')
meld_libraries = {
  'a': static_library('a', 'a.c', objects: common.extract_all_objects(recursive: false)),
  'b': static_library('b', 'b.c', objects: common.extract_all_objects(recursive: false)),
}
meld_options = ['--strip-debug']
subdir('melded')
executable('program', 'main.c', dependencies: [melded['a'], melded['b']])
executable('reverse', 'main.c', dependencies: [melded['b'], melded['a']])
END
  [ "$(build/program)" = '2 4' ]
  [ "$(build/reverse)" = '2 4' ]
  [ "$(members build/melded/liba.a)" = a.c.o ]
  [ "$(members build/melded/libb.a)" = b.c.o ]
  [ "$(members build/melded/libworkspace.a)" = $'shared.c.o\nrest.c.o' ]
  [ "$(ninja -C build | tail -n 1)" = 'ninja: no work to do.' ]
  sleep 0.01
  echo 'int shared(void); int b(void) { return shared() + 10; }' >b.c
  ninja -C build
  [ "$(build/program)" = '2 12' ]
  [ "$(ninja -C build | tail -n 1)" = 'ninja: no work to do.' ]
}

@test "Meson: files and outputs of commands are melded, and what is melded is installed" {
  same_libraries
  cat >main.c <<'END'
#include <stdio.h>
int a(void), b(void), c(void);
int main(void) { int first = a(), second = b(); printf("%d %d %d\n", first, second, c()); }
END
  mv libc.a made
  meson_build --prefix=/usr --libdir=lib <<'END'
project('program', 'c')
made = custom_target(input: 'made', output: 'libc-1.0.a', command: ['cp', '@INPUT@', '@OUTPUT@'])
meld_libraries = {'a': files('liba.a'), 'libb.a': files('libb.a'), 'c-1.0': made}
meld_workspace = 'libsdk.a'
meld_install = true
subdir('melded')
executable('program', 'main.c', dependencies: [melded['a'], melded['libb.a'], melded['c-1.0']])
END
  "$CC" -o plain main.c liba.a libb.a made
  [ "$(build/program)" = "$(./plain)" ]
  DESTDIR=$PWD/root meson install -C build >log
  [ "$(listed root/usr/lib)" = 'liba.a libb.a libc-1.0.a libsdk.a ' ]
  [ "$(members root/usr/lib/liba.a)" = a.o ]
}

@test "Cargo: the messages of a build name the libraries of a workspace" {
  command -v cargo || skip 'no cargo'
  printf '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n' >Cargo.toml
  for name in a b; do
    mkdir -p $name/src
    cat >$name/Cargo.toml <<END
[package]
name = "$name"
version = "0.1.0"
edition = "2021"

[lib]
crate-type = ["staticlib", "rlib"]
END
    cat >$name/src/lib.rs <<END
#[no_mangle]
pub extern "C" fn $name() -> i32 {
    std::env::args().map(|argument| argument.len() as i32).sum()
}
END
  done
  cat >main.c <<'END'
int a(void), b(void);
int main(void) { return a() != 9 || b() != 9; }
END
  # The command of README, without a network
  command=$(sed -n 's/^\$ \(cargo build .*\)/\1/p' "$ROOT/README.md")
  [[ $command == *' | ar-meld '*' --cargo-messages -'* ]]
  command=${command/cargo build/cargo build --offline}
  unset CARGO_TARGET_DIR CARGO_BUILD_TARGET RUSTFLAGS
  sh -euc "$command"
  [ "$(listed out)" = 'liba.a libb.a libshared.a ' ]
  [ "$(($(stat -c %s out/liba.a) * 10))" -lt "$(stat -c %s target/release/liba.a)" ]
  "$CC" -o program main.c out/liba.a out/libb.a out/libshared.a -lpthread -ldl -lm
  ./program
  # A build that fails melds nothing.
  echo 'no Rust' >>b/src/lib.rs
  rm -r out
  run -2 sh -c "$command"
  [[ $output == *'ar-meld: standard input: line '*': the Cargo build failed'* ]]
  [ ! -e out ]
}
