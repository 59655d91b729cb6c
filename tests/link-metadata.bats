#!/usr/bin/env bats
# link-metadata: what it writes for each build system, what it leaves alone, and what it refuses.
# link-metadata-consumers.bats has the build systems read it.

load common

# A melded set: lib/libfoo.a and lib/libbar.a need lib/libws.a; lib/libown.a does not.
setup_file() {
  trace_tests_only
  cd "$BATS_FILE_TMPDIR" || return
  object shared
  object foo 'int shared(void); int foo(void) { return shared(); }'
  object bar 'int shared(void); int bar(void) { return shared(); }'
  object own
  mkdir -p set/lib
  cd set || return
  library lib/libfoo.a ../foo.o ../shared.o
  library lib/libbar.a ../bar.o ../shared.o
  library lib/libown.a ../own.o
  ar-meld --in-place -o lib/libws.a --keep-json . lib/*.a
  rm before.json after.json
  mkdir pc
  pc foo
  pc bar
}

setup() {
  trace_tests_only
  cp -a "$BATS_FILE_TMPDIR/set" "$BATS_TEST_TMPDIR/set" || return
  cd "$BATS_TEST_TMPDIR/set" || return
}

# pc NAME [LINE...]: pc/NAME.pc
pc() {
  local name=$1
  shift
  printf '%s\n' 'libdir=/usr/lib' "Name: $name" 'Description: none' 'Version: 1.2' "$@" "Libs: -L\${libdir} -l$name" >"pc/$name.pc"
}

# tells OPTION...: link-metadata succeeds and has nothing to say
tells() {
  run link-metadata "$@" plan.json
  [ "$status" -eq 0 ] || return
  [ "$output" = '' ]
}

line() { grep -a "^$2" "$1"; }

@test "only libraries that gave objects away need the workspace library" {
  pc own
  cp pc/own.pc own.pc
  tells --pkg-config pc --cmake cmake
  [ "$(line pc/foo.pc Requires.private)" = 'Requires.private: ws' ]
  cmp pc/own.pc own.pc
  run ! grep own cmake/wsConfig.cmake
}

@test "a second run changes nothing, not even a time" {
  printf -- '-lz -lm\n' >native
  all=(--pkg-config pc --cmake cmake --prefab prefab --bazel BUILD --modulemap module.modulemap --native-libs native)
  link-metadata "${all[@]}" plan.json
  find . -type f -printf '%p %T@ %i\n' -exec sha256sum {} + | sort >before
  [ "$(link-metadata --dry-run "${all[@]}" plan.json)" = '' ]
  link-metadata "${all[@]}" plan.json
  find . -type f ! -name before -printf '%p %T@ %i\n' -exec sha256sum {} + | sort | grep -v ' \./before' >after
  diff <(grep -v '\./before' before) <(grep -v '\./after' after)
}

@test "--dry-run names the files and writes none" {
  find . -type f -exec sha256sum {} + | sort >../before
  [ "$(link-metadata --dry-run --pkg-config pc --cmake new/cmake --bazel BUILD plan.json | xargs)" = \
    'pc/ws.pc pc/bar.pc pc/foo.pc new/cmake/wsConfig.cmake BUILD' ]
  find . -type f -exec sha256sum {} + | sort | diff ../before -
  [ ! -e new ]
}

@test "libraries that ar-pack wrote elsewhere" {
  mkdir out
  cp lib/*.a out
  tells --out-dir out --cmake .
  grep -qF 'IMPORTED_LOCATION "${CMAKE_CURRENT_LIST_DIR}/out/libfoo.a"' wsConfig.cmake
  refuses "link-metadata: none/libws.a: is not there yet; ar-pack writes it, and --out-dir says where it did" \
    link-metadata --out-dir none --cmake . plan.json
}

# ---- pkg-config ----

@test "everything else of a .pc file stays, byte for byte" {
  pc foo $'Requires.private: zlib >= 1.2, \\\n  bzip2 # both' '#Requires.private: none'
  sed -i 's/$/\r/' pc/foo.pc
  printf 'Name: bar\nDescription: none\nVersion: 1\nLibs.private:\\\n -L/usr/lib \\\n -lbar\n\nlast = no line end' >pc/bar.pc
  cp -a pc original
  tells --pkg-config pc
  sed 's/^Requires.private: zlib/Requires.private: ws, zlib/' original/foo.pc | cmp - pc/foo.pc
  sed 's/^Libs.private/Requires.private: ws\n&/' original/bar.pc | cmp - pc/bar.pc
}

@test "Requires.private is extended however it is written" {
  # before and after
  while IFS='|' read -r before after; do
    printf 'Name: foo\nDescription: none\nVersion: 1\n%b\nLibs: -lfoo\n' "$before" >pc/foo.pc
    link-metadata --pkg-config pc plan.json
    printf 'Name: foo\nDescription: none\nVersion: 1\n%b\nLibs: -lfoo\n' "$after" | diff - pc/foo.pc
  done <<'END'
Requires.private:|Requires.private: ws
Requires.private: |Requires.private: ws
Requires.private:zlib|Requires.private: ws zlib
Requires.private: zlib bzip2|Requires.private: ws zlib bzip2
Requires.private : zlib,bzip2|Requires.private : ws, zlib,bzip2
Requires.private: # none|Requires.private: ws # none
Requires.private: \\\n  zlib|Requires.private: \\\n  ws zlib
requires.private: zlib|requires.private: ws zlib
Requires.private: zlib, ws|Requires.private: zlib, ws
Requires.private: ws >= 1|Requires.private: ws >= 1
Requires: ws|Requires: ws
Requires.private: wsx|Requires.private: ws wsx
END
}

@test "a new line ends as the others do" {
  sed -i 's/$/\r/' pc/foo.pc
  cp pc/foo.pc original
  tells --pkg-config pc
  sed $'s/^Libs/Requires.private: ws\r\\n&/' original | cmp - pc/foo.pc
}

@test "a .pc file is that of the libraries that it names, by variables, paths or file names" {
  rm pc/*
  printf 'name=foo\nstem = ${name}\nLibs: -l${stem}\n' >pc/a.pc
  printf 'dir=/usr/lib\nLibs: ${dir}/libbar.a\n' >pc/b.pc
  printf 'Libs: "-l:libbar.a"\n' >pc/c.pc
  printf 'Libs: -lother -lfoobar\n' >pc/d.pc
  printf 'Libs: -l${gone}\n' >pc/e.pc
  tells --pkg-config pc
  [ "$(grep -l '^Requires.private: ws$' pc/* | xargs)" = 'pc/a.pc pc/b.pc pc/c.pc' ]
}

@test "the workspace library's .pc file says where it is" {
  # As the others do
  tells --pkg-config pc
  [ "$(cat pc/ws.pc)" = "# Written by link-metadata.
libdir=/usr/lib

Name: ws
Description: Objects that melded static libraries share
Version: 1.2
Libs: -L\${libdir} -lws" ]
  # The folder that is most like the library's
  sed -i "s|^Libs:|& -L/odd/lib -L/opt/$(basename "$PWD")/lib|" pc/foo.pc
  sed -i 's|/usr/lib|/usr/other|' pc/bar.pc
  tells --pkg-config pc
  [ "$(line pc/ws.pc libdir)" = "libdir=/opt/$(basename "$PWD")/lib" ]
  sed -i 's| -L/o[^ ]*||g' pc/foo.pc
  # By its own place, if they speak of another folder
  sed -i 's|/usr/lib|/usr/other|' pc/foo.pc
  mkdir -p lib/pkgconfig
  mv pc/*.pc lib/pkgconfig
  tells --pkg-config lib/pkgconfig
  [ "$(head -n 3 lib/pkgconfig/ws.pc | xargs)" = '# Written by link-metadata. prefix=${pcfiledir}/../.. libdir=${prefix}/lib' ]
}

@test "what all libraries need, the workspace library needs too, and nothing else" {
  pc foo 'Requires: zlib' 'Requires.private: glib-2.0 >= 2.74 foo-only' 'Libs.private: -lfoo -lm -lfoo_only -L/x -framework Security'
  pc bar 'Requires.private: glib-2.0 >= 2.74, zlib foo' 'Libs.private: -lbar_only -lm -framework Security'
  tells --pkg-config pc
  [ "$(line pc/ws.pc Requires.private)" = 'Requires.private: glib-2.0 >= 2.74, zlib' ]
  [ "$(line pc/ws.pc Libs.private)" = 'Libs.private: -lm -framework Security' ]
}

@test "a library without a .pc file is warned of" {
  rm pc/bar.pc
  run --separate-stderr link-metadata --pkg-config pc plan.json
  [ "$status" -eq 0 ]
  [ "$stderr" = 'link-metadata: warning: lib/libbar.a: no .pc file names it (-lbar)' ]
  [ "$(line pc/foo.pc Requires.private)" = 'Requires.private: ws' ]
  rm pc/*
  refuses 'link-metadata: pc: no .pc file names one of the libraries, as -lbar' link-metadata --pkg-config pc plan.json
}

@test "faults in a .pc file stop the run before anything is written" {
  sha256sum pc/*.pc >sums
  printf 'Libs: -L${gone} -lbar\n' >pc/z.pc
  refuses "link-metadata: pc/z.pc: line 1: variable 'gone' is not defined" link-metadata --pkg-config pc plan.json
  printf '\nLibs: -L${gone -lbar\n' >pc/z.pc
  refuses "link-metadata: pc/z.pc: line 2: '\${' without '}'" link-metadata --pkg-config pc plan.json
  printf 'a=${b}\nb=${a}\nLibs: -lbar ${a}\n' >pc/z.pc
  refuses 'link-metadata: pc/z.pc: line 3: a variable refers to itself' link-metadata --pkg-config pc plan.json
  printf 'Libs: -lbar "x\n' >pc/z.pc
  refuses 'link-metadata: pc/z.pc: line 1: a quotation mark without its like' link-metadata --pkg-config pc plan.json
  printf 'Libs: -lbar\n\nLibs: -lm\n' >pc/z.pc
  refuses "link-metadata: pc/z.pc: line 3: field 'Libs' is there already, in line 1" link-metadata --pkg-config pc plan.json
  rm pc/z.pc
  printf 'Name: ws\nLibs: -lws\n' >pc/ws.pc
  refuses 'link-metadata: pc/ws.pc: is there already, and link-metadata did not write it' link-metadata --pkg-config pc plan.json
  rm pc/ws.pc
  refuses 'link-metadata: gone: No such file or directory' link-metadata --pkg-config gone plan.json
  sha256sum --quiet -c sums
  [ ! -e pc/ws.pc ]
}

# ---- native libraries ----

# native: Libs.private of the workspace library with the lists given
native() {
  local options=()
  for list; do options+=(--native-libs "$list"); done
  rm -f pc/ws.pc
  link-metadata --pkg-config pc "${options[@]}" plan.json || return
  sed -n 's/^Libs.private: //p' pc/ws.pc
}

@test "native libraries: rustc's notes, cargo's messages, and plain lists" {
  printf '   Compiling foo v1.0\n\033[1m\033[92mnote\033[0m\033[1m: native-static-libs: -lgcc_s -lc\033[0m\n' >text
  [ "$(native text)" = '-lgcc_s -lc' ]
  cat >messages <<'END'
{"reason":"build-script-executed","linked_libs":["static=only_cargo"]}
some output of a program
{"reason":"compiler-message","message":{"level":"note","message":"native-static-libs: -framework Security -lc","spans":[]}}
{"reason":"build-finished","success":true}
END
  [ "$(native messages)" = '-framework Security -lc' ]
  echo '{"$message_type":"diagnostic","message":"native-static-libs: -lrt","level":"note"}' >json
  [ "$(native json)" = '-lrt' ]
  echo '{"reason":"build-script-executed","linked_libs":["static=packed","dylib=z","ssl","framework=Metal","static:-bundle=too"]}' >scripts
  [ "$(native scripts)" = '-lz -lssl -framework Metal' ]
  printf '# by hand\n-lz   # zlib\n-l m kernel32.lib /DEFAULTLIB:msvcrt\r\n-L /x\n' >plain
  [ "$(native plain)" = '-lz -lm -lkernel32 -L/x' ]
  printf 'note: native-static-libs: \n' >none
  [ "$(native none)" = '' ]
  link-metadata --pkg-config pc --native-libs - plan.json <text
  [ "$(line pc/ws.pc Libs.private)" = 'Libs.private: -lgcc_s -lc' ]
}

@test "native libraries: lists merge to the shortest that has each of them in its order" {
  echo '-lssl -lcrypto -lgcc_s -lm -lc' >one
  echo '-lz -lgcc_s -lm -lc' >two
  [ "$(native one two)" = '-lssl -lcrypto -lz -lgcc_s -lm -lc' ]
  [ "$(native one one)" = '-lssl -lcrypto -lgcc_s -lm -lc' ]
  # What needs another stays in front of it, and a cycle stays a cycle.
  echo '-lm -lz' >three
  [ "$(native two three)" = '-lz -lgcc_s -lm -lc -lz' ]
  echo '-la -lb -la -la' >cycle
  [ "$(native cycle)" = '-la -lb -la' ]
  echo '-lb' >four
  [ "$(native cycle four)" = '-la -lb -la' ]
}

@test "native libraries that only Cargo finds are put right, in .pc and .la files too" {
  system='-ladvapi32 -lbcrypt -lcrypt32 -liphlpapi -lkernel32 -lncrypt -lntdll -lole32 -loleaut32 -lpsapi -lrpcrt4 -lsecur32 -lshell32 -luser32 -luserenv -lws2_32'
  echo 'note: native-static-libs: -lwinapi_dbghelp -lwindows.0.48.0 -lwindows.0.52.0 -lwindowsapp' >gnu
  [ "$(native gnu)" = "-ldbghelp $system -lwindowsapp" ]
  echo 'note: native-static-libs: windows.0.53.0.lib dbghelp.lib /defaultlib:msvcrt' >msvc
  [ "$(native msvc)" = "$system -ldbghelp" ]
  # One that is there stays.
  touch lib/libwindows.0.52.0.a
  [ "$(native gnu)" = "-ldbghelp $system -lwindows.0.52.0 -lwindowsapp" ]
  rm lib/libwindows.0.52.0.a
  pc foo 'Libs.private: -lwinapi_user32  -lwindows.0.52.0 -lm'
  mkdir la
  la foo "-lwinapi_user32 -lm"
  la bar '-lm'
  tells --pkg-config pc --libtool la
  [ "$(line pc/foo.pc Libs.private)" = "Libs.private: -luser32  $system -lm" ]
  [[ $(line la/libfoo.la dependency_libs) = *' -luser32 -lm'* ]]
}

@test "files that list no native libraries are refused" {
  printf -- '-lm\nCompiling foo\n' >log
  refuses "link-metadata: log: line 2: 'Compiling' is no linker flag, and there is no note of native-static-libs; build with rustc's option --print=native-static-libs" \
    link-metadata --pkg-config pc --native-libs log plan.json
  : >empty
  refuses 'link-metadata: empty: names no native library' link-metadata --pkg-config pc --native-libs empty plan.json
  printf '{"reason":"build-finished","success":true}\n' >none
  refuses "link-metadata: none: no message names a native library; build with rustc's option --print=native-static-libs" \
    link-metadata --pkg-config pc --native-libs none plan.json
  printf '{"reason":"build-finished"}\n{"reason"\n' >broken
  refuses 'link-metadata: broken: line 2: not JSON: incomplete JSON' link-metadata --pkg-config pc --native-libs broken plan.json
  seq -f '-lx%g' 5000 | tr '\n' ' ' | sed 's/^/note: native-static-libs: /' >long
  refuses 'link-metadata: long: line 1: has more than 4000 linker flags' link-metadata --pkg-config pc --native-libs long plan.json
}

# ---- libtool ----

# la NAME [DEPENDENCIES]: la/libNAME.la
la() {
  printf "# lib%s.la - a libtool library file\n# Generated by libtool\nold_library='lib%s.a'\ndependency_libs='%s'\nlibdir='/usr/lib'\n" \
    "$1" "$1" "${2:-}" >"la/lib$1.la"
}

@test "dependency_libs gets the workspace library once, in front" {
  mkdir la
  la foo ' -L/x -lm'
  la bar
  la other
  cp la/libother.la other
  tells --libtool la
  tells --libtool la
  [ "$(line la/libfoo.la dependency_libs)" = "dependency_libs=' -L/usr/lib -lws -L/x -lm'" ]
  [ "$(line la/libbar.la dependency_libs)" = "dependency_libs=' -L/usr/lib -lws'" ]
  cmp other la/libother.la
  [ "$(line lib/libws.la libdir)" = "libdir='/usr/lib'" ]
  [ "$(line lib/libws.la old_library)" = "old_library='libws.a'" ]
  # As other tools have it
  la foo ' /usr/lib/libws.la'
  tells --libtool la
  [ "$(line la/libfoo.la dependency_libs)" = "dependency_libs=' /usr/lib/libws.la'" ]
}

@test "faults in a .la file stop the run before anything is written" {
  mkdir la
  refuses 'link-metadata: la: no .la file is that of one of the libraries, as libbar.a' link-metadata --libtool la plan.json
  la foo
  cp la/libfoo.la sound
  printf "old_library='libbar.a'\ndependency_libs=' -lm\n" >la/libbar.la
  refuses "link-metadata: la/libbar.la: line 2: the value of 'dependency_libs' has no end quotation mark" link-metadata --libtool la plan.json
  printf "old_library='libbar.a'\n" >la/libbar.la
  refuses 'link-metadata: la/libbar.la: has no dependency_libs, and is no libtool library file' link-metadata --libtool la plan.json
  cmp la/libfoo.la sound
  rm la/libbar.la
  run --separate-stderr link-metadata --libtool la plan.json
  [ "$status" -eq 0 ]
  [ "$stderr" = 'link-metadata: warning: lib/libbar.a: no .la file is its own' ]
}

# ---- CMake, prefab, Bazel, module maps ----

@test "CMake's package names files by their way from it, and leaves other packages alone" {
  printf -- '-framework Security -lm\n' >native
  tells --cmake deep/cmake --native-libs native
  grep -qF '"${CMAKE_CURRENT_LIST_DIR}/../../lib/libws.a"' deep/cmake/wsConfig.cmake
  grep -qF 'INTERFACE_LINK_LIBRARIES "-framework Security;-lm")' deep/cmake/wsConfig.cmake
  echo 'mine' >deep/cmake/wsConfig.cmake
  refuses 'link-metadata: deep/cmake/wsConfig.cmake: is there already, and link-metadata did not write it' \
    link-metadata --cmake deep/cmake plan.json
}

# prefab_valid FOLDER: a package by the documentation, with modules that are there
prefab_valid() {
  python3 - "$1" <<'END'
import json, sys
from pathlib import Path
import jsonschema
package = Path(sys.argv[1])
def check(path, schema):
    document = json.loads(path.read_text())
    jsonschema.validate(document, schema | {"type": "object", "additionalProperties": False})
    return document
text = {"type": "string", "minLength": 1}
overrides = {"export_libraries": {"type": "array", "items": text}, "library_name": text}
check(package / "prefab.json", {
    "required": ["schema_version", "name", "dependencies"],
    "properties": {"schema_version": {"enum": [1, 2]}, "name": {"const": package.name},
                   "version": {"pattern": r"^\d+(\.\d+){0,3}$"},
                   "dependencies": {"type": "array", "items": text}}})
modules = {path.name for path in (package / "modules").iterdir()}
for name in sorted(modules):
    module = check(package / "modules" / name / "module.json", {
        "required": ["export_libraries"],
        "properties": overrides | {"android": {"type": "object", "properties": overrides, "additionalProperties": False}}})
    for reference in module["export_libraries"]:
        assert not reference.startswith(":") or reference[1:] in modules, reference
    for abi in (package / "modules" / name / "libs").glob("*"):
        document = check(abi / "abi.json", {
            "required": ["abi", "api", "ndk", "stl"],
            "properties": {"abi": {"enum": ["armeabi-v7a", "arm64-v8a", "x86", "x86_64"]}, "api": {"type": "integer"},
                           "ndk": {"type": "integer"}, "stl": text, "static": {"type": "boolean"}}})
        assert abi.name.startswith("android."), abi
        library = module.get("library_name", "lib" + name) + ".a"
        assert (abi / library).exists(), abi / library
    print(name, *module["export_libraries"])
END
}

@test "prefab: a new package" {
  printf -- '-llog\n' >native
  run --separate-stderr link-metadata --prefab new/package --native-libs native plan.json
  [ "$status" -eq 0 ]
  [ "$stderr" = 'link-metadata: warning: lib/libws.a: is not in the package; it belongs in new/package/modules/ws/libs/android.ABI' ]
  [ "$(prefab_valid new/package | xargs)" = 'bar :ws foo :ws ws -llog' ]
}

@test "prefab: a package that is there" {
  # Melded where it lies, with a module of another name than its library's
  object shared
  object foo 'int shared(void); int foo(void) { return shared(); }'
  object bar 'int shared(void); int bar(void) { return shared(); }'
  abi=libs/android.x86_64
  mkdir -p package/modules/{foo,second,ws}/$abi
  library package/modules/foo/$abi/libfoo.a foo.o shared.o
  library package/modules/second/$abi/libbar.a bar.o shared.o
  for module in foo second; do echo '{"abi":"x86_64","api":21,"ndk":26,"stl":"none","static":true}' >package/modules/$module/$abi/abi.json; done
  echo '{"schema_version":2,"name":"package","version":"1.2","dependencies":[]}' >package/prefab.json
  echo '{"export_libraries":["-lm"],"android":{}}' >package/modules/foo/module.json
  echo '{"export_libraries":[],"library_name":"libbar","android":{"export_libraries":["-lz"]}}' >package/modules/second/module.json
  ar-meld --in-place -o package/modules/ws/$abi/libws.a --prefab package package/modules/*/$abi/lib*.a
  [ "$(prefab_valid package | xargs)" = 'foo -lm :ws second :ws ws' ]
  [ "$(jq -c .android.export_libraries package/modules/second/module.json)" = '["-lz",":ws"]' ]
  [ "$(jq -r .version package/prefab.json)" = 1.2 ]
  echo '{' >package/modules/foo/module.json
  refuses 'link-metadata: package/modules/foo/module.json: not JSON: incomplete JSON' link-metadata --prefab package <(sed "s|lib/libfoo.a|package/modules/foo/$abi/libfoo.a|" plan.json | cat)
}

# bazel_rules FILE: the targets of a BUILD file, with what they depend on. Starlark is a subset of Python here.
bazel_rules() {
  python3 - "$1" <<'END'
import ast, sys
from pathlib import Path
file = Path(sys.argv[1])
known = {"cc_import": {"name", "static_library", "deps", "visibility"}, "cc_library": {"name", "deps", "linkopts", "visibility"}}
loaded, rules = set(), {}
for statement in ast.parse(file.read_text()).body:
    call = statement.value
    if call.func.id == "load":
        label, *symbols = [ast.literal_eval(argument) for argument in call.args]
        assert label == "@rules_cc//cc:defs.bzl"
        loaded |= set(symbols)
        continue
    assert call.func.id in loaded and not call.args
    attributes = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    assert set(attributes) <= known[call.func.id], attributes
    assert attributes["name"] not in rules
    rules[attributes["name"]] = attributes
for name, attributes in rules.items():
    if "static_library" in attributes:
        assert (file.parent / attributes["static_library"]).is_file(), attributes
    for label in attributes.get("deps", []):
        assert label.startswith(":") and label[1:] in rules, label
    print(name, *attributes.get("deps", []), *attributes.get("linkopts", []))
END
}

@test "Bazel: rules for each library" {
  printf -- '-framework Security -lm\n' >native
  tells --bazel BUILD.bazel --native-libs native
  [ "$(bazel_rules BUILD.bazel)" = 'ws_import
ws :ws_import -framework Security -lm
bar :ws
foo :ws' ]
  echo 'cc_library(name = "mine")' >BUILD.bazel
  refuses 'link-metadata: BUILD.bazel: is there already, and link-metadata did not write it' link-metadata --bazel BUILD.bazel plan.json
  mkdir deep
  refuses 'link-metadata: lib/libws.a: has no label in deep/BUILD; a BUILD file names files of its own folder and below' \
    link-metadata --bazel deep/BUILD plan.json
}

@test "module maps: link declarations are added where the libraries' are" {
  cat >module.modulemap <<'END'
// link "foo" in a comment
module Foo [system] {
  header "foo.h"
  /* link "bar" { */
  link "foo"
  module Inner { link framework "foo" link "bar" export * }
}
module Both {
    link "foo"
    link "bar"
}
module Done { link "ws" link "bar" }
module Other { link "other" header "a\"}b.h" }
END
  cp module.modulemap original
  tells --modulemap module.modulemap
  diff original module.modulemap >changes || [ $? -eq 1 ]
  [ "$(grep '^>' changes)" = '>   link "ws"
>   module Inner { link framework "foo" link "bar" link "ws" export * }
>     link "ws"' ]
  cp module.modulemap once
  tells --modulemap module.modulemap
  cmp once module.modulemap
  tells --modulemap new.modulemap
  [ "$(grep -c 'link "ws"' new.modulemap)" -eq 2 ]
}

@test "faults in a module map are named" {
  echo 'module A { link "foo" ' >map
  refuses "link-metadata: map: a module without its '}'" link-metadata --modulemap map plan.json
  printf 'module A { }\n}' >map
  refuses "link-metadata: map: line 2: '}' without '{'" link-metadata --modulemap map plan.json
  printf '\nmodule A { link "foo\n}' >map
  refuses 'link-metadata: map: line 2: a string without its end' link-metadata --modulemap map plan.json
  printf '/* x' >map
  refuses 'link-metadata: map: line 1: a comment without its end' link-metadata --modulemap map plan.json
  echo 'module A { link "other" }' >map
  refuses 'link-metadata: map: no module links with one of the libraries, as link "bar"' link-metadata --modulemap map plan.json
}

# ---- the command line, and ar-meld ----

@test "what is missing or would be overwritten is refused" {
  refuses 'link-metadata: no build system given (--pkg-config, --libtool, --cmake, --prefab, --bazel, --modulemap, --linker-script); try --help' \
    link-metadata plan.json
  printf '// native-static-libs: -lm\nmodule A { link "foo" }' >map
  refuses 'link-metadata: map: is an input of this command and cannot be its output' link-metadata --modulemap map --native-libs map plan.json
  jq '.workspace.path = "lib/ws.o"' plan.json >odd.json
  touch lib/ws.o
  refuses 'link-metadata: lib/ws.o: is not named libNAME.a or NAME.lib, so no -lNAME finds it' link-metadata --cmake . odd.json
}

@test "names that would add lines or commands to a file are refused" {
  renamed() { jq --arg to "$2" "$1 = \$to" plan.json >odd.json && mkdir -p out && touch "out/${2##*/}"; }
  renamed .workspace.path $'lib/libws\nLibs: -levil.a'
  refuses 'link-metadata: out/libws\x0aLibs: -levil.a: build systems cannot be told a name with control characters' \
    link-metadata --out-dir out --cmake . odd.json
  renamed .workspace.path 'lib/libw s$(touch x).a'
  refuses "link-metadata: out/libw s\$(touch x).a: 'w s\$(touch x)' cannot be the name of a package; use letters, digits and _-+." \
    link-metadata --out-dir out --pkg-config pc odd.json
  renamed '.libraries[1].path' 'lib/libf"${x}.a'
  cp lib/libws.a out
  refuses "link-metadata: out/libf\"\${x}.a: 'f\"\${x}' cannot be the name of a CMake target" link-metadata --out-dir out --cmake . odd.json
  refuses "link-metadata: out/libf\"\${x}.a: a module map has no way to write this name" link-metadata --out-dir out --modulemap map odd.json
  [ "$(listed . | tr ' ' '\n' | grep -cE 'Config.cmake|^map$')" -eq 0 ]
  mkdir $'li\'ne'
  cp lib/*.a $'li\'ne'
  mkdir la
  la foo
  la bar
  sed -i '/^libdir/d' la/*
  refuses "link-metadata: $PWD/li'ne: libtool has no way to write this name" link-metadata --out-dir "li'ne" --libtool la plan.json
}

@test "a plan without a workspace library has nothing to tell" {
  ar-scan lib/libown.a | strip-plan --drop-bitcode - >strip.json
  run --separate-stderr link-metadata --pkg-config pc strip.json
  [ "$status" -eq 0 ]
  [ "$stderr" = 'link-metadata: warning: strip.json: plans no workspace library, so nothing is to be told' ]
}

@test "a workspace library that no library needs is told of all the same" {
  ar-scan lib/libown.a | dedup-plan -w lib/libempty.a - >empty.json
  ar-pack --symtab --out-dir out empty.json
  sha256sum pc/*.pc >sums
  link-metadata --out-dir out --pkg-config pc empty.json
  sha256sum --quiet -c sums
  grep -qFx 'Libs: -L${libdir} -lempty' pc/empty.pc
}

@test "ar-meld finds out that a build system cannot be told before it replaces a library" {
  object shared
  object foo 'int shared(void); int foo(void) { return shared(); }'
  object bar 'int shared(void); int bar(void) { return shared(); }'
  library libfoo.a foo.o shared.o
  library libbar.a bar.o shared.o
  echo 'Libs: -lfoo ${gone}' >pc/foo.pc
  sha256sum lib*.a >sums
  for where in '--in-place' '--out-dir out'; do
    # shellcheck disable=SC2086 # words
    refuses "link-metadata: pc/foo.pc: line 1: variable 'gone' is not defined" ar-meld $where -o libnew.a --pkg-config pc libfoo.a libbar.a
    sha256sum --quiet -c sums
    [ ! -e libnew.a ]
    [ ! -e out ]
  done
  pc foo
  ar-meld --dry-run -o libnew.a --pkg-config pc libfoo.a libbar.a
  [ ! -e pc/new.pc ]
  refuses 'ar-meld: --native-libs goes with --pkg-config, --libtool, --cmake, --prefab, --bazel, --modulemap or --linker-script' \
    ar-meld --in-place -o libnew.a --native-libs sums libfoo.a libbar.a
  refuses 'ar-meld: --native-libs: give a file; it is read twice' ar-meld --in-place -o libnew.a --pkg-config pc --native-libs - libfoo.a libbar.a
  ar-meld --out-dir out -o libnew.a --pkg-config pc --cmake out/cmake libfoo.a libbar.a
  [ "$(line pc/foo.pc Requires.private)" = 'Requires.private: new' ]
  grep -qF '${CMAKE_CURRENT_LIST_DIR}/../libnew.a' out/cmake/newConfig.cmake
}
