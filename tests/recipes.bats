#!/usr/bin/env bats
# The recipes for build systems, share/armeld.mk and share/armeld.cmake: real builds, and what they do when a source changes.

load common

sources() {
  cat >shared.c <<'END'
int counter;
int shared(void) { return ++counter; }
END
  echo 'int shared(void); int a(void) { return shared() + 1; }' >a.c
  echo 'int shared(void); int b(void) { return shared() + 2; }' >b.c
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
lib%.a: %.o shared.o
	rm -f \$@ && ar rcD \$@ \$^
END
  make program
  [ "$(./program)" = '2 4' ]
  [ "$(members melded/liba.a)" = a.o ]
  [ "$(members melded/libb.a)" = b.o ]
  [ "$(members melded/libworkspace.a)" = shared.o ]
  run make program
  [[ $output == *"'program' is up to date"* ]]
  sleep 0.01
  echo 'int shared(void); int b(void) { return shared() + 10; }' >b.c
  make program >log
  [ "$(grep -c ar-meld log)" -eq 1 ]
  [ "$(./program)" = '2 12' ]
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
add_library(common OBJECT shared.c)
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
    [ "$(members build/melded/libmelded_workspace.a)" = shared.c.o ]
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
