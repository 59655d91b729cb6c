#!/usr/bin/env bats
# The tools for Windows, in wine, beside those of this system: `make check-windows` runs this. $WINDOWS_BIN has them.
#
# Both do the same work, and what they write is the same byte for byte. Documents hold the inode and the times of each library; these
# are the only difference.

load ../common

setup_file() {
  export WINEDEBUG=-all WINEPREFIX=${WINEPREFIX:-$BATS_FILE_TMPDIR/prefix}
  wine cmd /c 'exit 0' >/dev/null 2>&1
  PROGRAMS=$BATS_FILE_TMPDIR/programs
  mkdir "$PROGRAMS"
  x86_64-w64-mingw32-gcc -municode -O1 -o "$PROGRAMS/hold.exe" "$BATS_TEST_DIRNAME/hold.c"
  export PROGRAMS
}

teardown_file() {
  wineserver -k || true
}

setup() {
  trace_tests_only
  ROOT=${BATS_TEST_DIRNAME%/tests/*}
  # Folders beside this one belong to this test alone.
  mkdir "$BATS_TEST_TMPDIR/work"
  cd "$BATS_TEST_TMPDIR/work" || return
}

# win TOOL ARGUMENT...: runs a tool for Windows. A line that wine's own start script may print goes.
win() {
  local tool=$1 code=0
  shift
  wine "$WINDOWS_BIN/$tool.exe" "$@" 2>"$BATS_TEST_TMPDIR/errors" || code=$?
  grep -v -e '^it looks like wine32' -e '^multiarch needs' -e '^execute "dpkg' -e '^apt-get install' "$BATS_TEST_TMPDIR/errors" >&2 || true
  return $code
}

# documents FOLDER: its documents without inodes and times, in one stream
documents() {
  (cd "$1" && for file in *.json; do
    echo "$file"
    sed -E 's/"(inode|modified_ns|changed_ns)": -?[0-9]+/"\1": 0/' "$file"
  done)
}

# same_documents FOLDER FOLDER
same_documents() { diff <(documents "$1") <(documents "$2") >difference || { head -20 difference && return 1; }; }

# win_refuses MESSAGE COMMAND...: as `refuses`, by a tool for Windows
win_refuses() {
  local message=$1
  shift
  run --separate-stderr win "$@"
  if [ "$status" -ne 2 ] || [ "$stderr" != "$message" ] || [ "$output" != '' ]; then
    printf 'command:  %s\nexit code: %s\nexpected: %s\nprinted:  %s\noutput:   %s\n' "$*" "$status" "$message" "$stderr" "$output"
    return 1
  fi
}

# held FILE [ALONE]: another program has the file open, until `release`
held() {
  wine "$PROGRAMS/hold.exe" "$1" mark ${2:+"$2"} 2>/dev/null &
  holder=$!
  is_marked
}

# locked FILE: another run has libw.a and liba.a locked, and the file open, until `release`
locked() {
  wine "$WINDOWS_BIN/meld-lock.exe" -w libw.a --last 1 -- "$PROGRAMS/hold.exe" "$1" mark liba.a 2>/dev/null &
  holder=$!
  is_marked
}

# is_marked: waits until the program that holds files has them
is_marked() {
  for _ in {1..200}; do
    [ ! -e mark ] || return 0
    sleep 0.1
  done
  return 1
}

release() {
  rm mark
  wait "$holder"
}

# melds_alike OPTION... LIBRARY...: both ways to out/ and json/, below linux/ and windows/
melds_alike() {
  rm -rf linux windows
  mkdir linux windows
  local first=0 second=0
  (ar-meld -o shared.lib --out-dir linux/out --keep-json linux/json "$@" 2>linux/said) || first=$?
  # No llvm-ar is needed where this one's LLVM reads all.
  (LLVM_AR=${llvm_ar:-none.exe} win ar-meld -o shared.lib --out-dir windows/out --keep-json windows/json "$@" 2>windows/said) || second=$?
  cat windows/said
  [ "$first" = "$second" ] || return 1
  [ "$first" = 0 ] || return 0
  diff -r linux/out windows/out || return 1
  sed -i 's|windows/out/|linux/out/|' windows/json/*.json
  same_documents linux/json windows/json || return 1
}

@test "documents and libraries of all fixtures are those that Linux makes" {
  count=0
  for folder in "$ROOT"/tests/fixtures/*/; do
    set=$(basename "$folder")
    cd "$BATS_TEST_TMPDIR" || return
    rm -rf work
    cp -r "$folder" work
    cd work || return
    mapfile -t libraries < <(find . -maxdepth 1 \( -name '*.a' -o -name '*.lib' \) -printf '%P\n' | sort)
    if [ "${#libraries[@]}" -ge 2 ]; then
      # What no LLVM reads, llvm-ar is asked to.
      llvm_ar=none.exe
      [[ $set != *-unreadable ]] || llvm_ar=$LLVM_AR_EXE
      melds_alike "${libraries[@]}" || { echo "set: $set" && return 1; }
      [ ! -e linux/out/shared.lib ] || count=$((count + 1))
    fi
  done
  echo "$count sets" >&3
  [ "$count" -ge 25 ]
}

@test "each tool by itself writes what it writes on Linux" {
  same_libraries
  cp -r . ../both
  mkdir ../linux ../windows
  mv ../both/* . || true
  for how in '' win; do
    into=../${how:-linux}
    mkdir -p "$into"
    $how ar-scan -o "$into/before.json" --sections "$into/sections.json" liba.a libb.a libc.a
    $how dedup-plan -w libw.a -o "$into/plan.json" "$into/before.json"
    $how gc-plan --export a --export b -o "$into/gc.json" "$into/before.json" "$into/sections.json"
    $how isolate-plan --export a --export b -o "$into/isolate.json" "$into/before.json"
    $how strip-plan --strip-debug=all -o "$into/strip.json" "$into/before.json"
    $how ar-pack --symtab --out-dir "$into/out" "$into/plan.json"
    (cd "$into/out" && $how ar-scan -o ../after.json liba.a libb.a libc.a libw.a)
    $how meld-verify --plan "$into/plan.json" --workspace libw.a "$into/before.json" "$into/after.json" >"$into/verdict"
    $how ar-extract -C "$into/stage" "$into/plan.json"
    $how meld-report "$into/before.json" "$into/after.json" >"$into/report"
  done
  same_documents ../linux ../win
  diff -r ../linux/out ../win/out
  diff -r ../linux/stage ../win/stage
  cmp ../linux/verdict ../win/verdict
  cmp ../linux/report ../win/report
  # Lines end the same way on standard output.
  run ! grep -q $'\r' ../win/verdict ../win/report ../win/before.json
  cmp <(win ar-scan liba.a | sed -E 's/"(inode|modified_ns|changed_ns)": -?[0-9]+//') <(ar-scan liba.a | sed -E 's/"(inode|modified_ns|changed_ns)": -?[0-9]+//')
}

@test "documents of one system are read on the other" {
  planned
  win ar-pack --symtab --out-dir there plan.json
  win dedup-plan -w libw.a before.json >plan-there.json
  cmp plan.json plan-there.json
  ar-pack --symtab --out-dir here plan-there.json
  diff -r here there
}

@test "in place" {
  same_libraries
  mkdir linux windows
  cp ./*.a linux
  cp ./*.a windows
  (cd linux && ar-meld --in-place -o libw.a --backup .orig liba.a libb.a libc.a)
  (cd windows && win ar-meld --in-place -o libw.a --backup .orig liba.a libb.a libc.a)
  diff -r linux windows
  # Once is as good as twice.
  (cd windows && win ar-meld --in-place -o libw.a --backup .orig liba.a libb.a libc.a)
  diff -r linux windows
  # Each step as a program of its own
  rm -r windows
  mkdir windows
  cp ./*.a windows
  (cd windows && win ar-meld --separate --in-place -o libw.a --backup .orig liba.a libb.a libc.a)
  diff -r linux windows
}

@test "a read-only library is refused, and nothing has changed" {
  same_libraries
  cp -r . ../before
  chmod 444 libb.a
  win_refuses 'ar-meld: libb.a: is read-only, and Windows replaces no such file' ar-meld --in-place -o libw.a liba.a libb.a libc.a
  chmod 644 libb.a
  diff -r . ../before
}

@test "a library that another program has open is refused, and nothing has changed" {
  same_libraries
  cp -r . ../before
  held libb.a
  win_refuses 'ar-meld: libb.a: is in use by another program' ar-meld --in-place -o libw.a liba.a libb.a libc.a
  # It can be read.
  win ar-meld --out-dir out -o libw.a liba.a libb.a libc.a
  release
  rm -r out
  held libb.a alone
  win_refuses 'ar-meld: libb.a: is in use by another program' ar-meld --out-dir out -o libw.a liba.a libb.a libc.a
  release
  diff -r . ../before
}

@test "an output that another program has open stays what it is" {
  same_libraries
  mkdir out
  echo old >out/libb.a
  held out/libb.a
  run --separate-stderr win ar-meld --out-dir out -o libw.a liba.a libb.a libc.a
  release
  [ "$status" = 2 ]
  [ "$stderr" = 'ar-pack: out/libb.a: another program has it open' ]
  [ "$(cat out/libb.a)" = old ]
  [ -z "$(find . -name '.*armeld*')" ]
  win ar-meld --out-dir out -o libw.a liba.a libb.a libc.a
  ar-meld --out-dir linux -o libw.a liba.a libb.a libc.a
  diff -r out linux
}

@test "of two runs on one library, the second is refused" {
  same_libraries
  cp liba.a libx.a
  locked libx.a
  win_refuses 'ar-meld: libw.a: is in use by another process' ar-meld --in-place -o libw.a liba.a libb.a
  win_refuses 'ar-meld: liba.a: is in use by another process' ar-meld --in-place -o libother.a liba.a libb.a
  # Readers too, but not of other libraries
  win_refuses 'ar-meld: liba.a: is in use by another process' ar-meld --out-dir out -o libother.a liba.a libb.a
  win ar-meld --in-place -o libother.a libb.a libc.a
  release
  win ar-meld --in-place -o libw.a liba.a libb.a
  [ -z "$(find . -name '.*armeld*')" ]
}

@test "a lock ends with the process that is killed, and so do its files" {
  same_libraries
  locked libb.a
  kill -KILL "$holder"
  wait "$holder" || true
  for _ in {1..100}; do
    [ -n "$(find . -name '.*armeld-lock')" ] || break
    sleep 0.1
  done
  [ -z "$(find . -name '.*armeld-lock')" ]
  win ar-meld --in-place -o libw.a liba.a libc.a
}

# large_libraries N: two libraries with N large objects in common, so that a run takes its time
large_libraries() {
  same_libraries
  for i in $(seq "$1"); do
    printf '.globl big%s\nbig%s: .fill 2000000, 1, %s\n' "$i" "$i" "$i" | "$CC" -c -x assembler -o "big$i.o" -
  done
  ar rcsD liba.a big*.o
  ar rcsD libb.a big*.o
  rm ./*.o ./*.c
}

@test "a run that is killed leaves every library whole, and can be run again" {
  large_libraries 40
  mkdir ../first ../final
  cp ./*.a ../first
  cp ./*.a ../final
  (cd ../final && ar-meld --in-place -o libw.a liba.a libb.a)
  killed=0
  for wait in 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.5 0.6 0.8 1.2 2; do
    cd "$BATS_TEST_TMPDIR" || return
    rm -rf run
    cp -r first run
    cd run || return
    wine "$WINDOWS_BIN/ar-meld.exe" --in-place -o libw.a liba.a libb.a 2>/dev/null &
    run=$!
    sleep $wait
    if kill -KILL $run 2>/dev/null; then killed=$((killed + 1)); fi
    wait $run 2>/dev/null || true
    # Its children end with it.
    for _ in {1..100}; do
      [ -n "$(find . -name '.*armeld-lock')" ] || break
      sleep 0.1
    done
    sleep 0.3
    for library in liba.a libb.a; do
      cmp "$library" "../first/$library" || cmp "$library" "../final/$library"
    done
    [ ! -e libw.a ] || cmp libw.a ../final/libw.a
    win ar-meld --in-place -o libw.a liba.a libb.a
    diff -r . ../final
  done
  [ "$killed" -gt 3 ]
}

# interrupted PATTERN TOOL ARGUMENT...: sends the tool Ctrl-C, as wine takes SIGINT for it, when there is a file of that pattern. Its exit
# code is in $code, what it prints in `said`.
#
# Wine makes a thread in its handler of SIGINT, and waits for itself forever where that came while it allocated memory. Then this tries again.
interrupted() {
  local pattern=$1 tool=$2 run
  shift 2
  for _ in {1..10}; do
    wine "$WINDOWS_BIN/$tool.exe" "$@" 2>said &
    run=$!
    for _ in {1..2000}; do
      [ -z "$(compgen -G "$pattern")" ] || break
      sleep 0.01
    done
    # A console sends it to all its programs, so to the process of all steps as well.
    pkill -INT -f '[-]-steps=[^ ]*[.]libw[.]a[.]ar-meld' || true
    kill -INT $run
    for _ in {1..400}; do
      kill -0 $run 2>/dev/null || break
      sleep 0.05
    done
    kill -KILL $run 2>/dev/null || true
    code=0
    wait $run || code=$?
    [ "$code" = 137 ] || return 0
    echo "$tool: wine hangs; once more" >&3
    find . -name '.*armeld*' -delete
    rm -rf .*.ar-meld.*
  done
  return 1
}

@test "Ctrl-C: what was begun goes, and every library is what it was" {
  large_libraries 150
  cp -r . ../before
  interrupted '.libw.a.ar-meld.*/finished/.*armeld-*' ar-meld --in-place -o libw.a liba.a libb.a
  cat said
  [ "$code" = 2 ]
  grep -q '^ar-meld: interrupted by Ctrl-C' said
  rm said
  diff -r . ../before
  ar-scan -o plan-of.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json plan-of.json
  interrupted 'out/.*.armeld-*' ar-pack --out-dir out plan.json
  [ "$code" = $((0xC000013A & 0xFF)) ] # as the shell sees the code of a program that Ctrl-C ended
  [ -z "$(find out -name '.*')" ] # what was finished may have its name already
  win ar-meld --in-place -o libw.a liba.a libb.a
}

@test "names with spaces, other letters, backslashes and drive letters" {
  same_libraries
  mkdir -p 'grün dir/日本'
  mv liba.a 'grün dir/lib ä.a'
  mv libb.a 'grün dir/日本/lib b.a'
  ar-meld -o libw.a --out-dir linux --keep-json linux-json 'grün dir/lib ä.a' 'grün dir/日本/lib b.a' libc.a
  win ar-meld -o libw.a --out-dir 'windows' --keep-json windows-json 'grün dir\lib ä.a' 'grün dir\日本\lib b.a' libc.a
  diff -r linux windows
  sed -i 's|windows/|linux/|' windows-json/*.json
  same_documents linux-json windows-json
  drive="Z:${PWD//\//\\}"
  win ar-meld -o libw.a --out-dir "$drive\\absolute ü" "$drive\\grün dir\\lib ä.a" "$drive\\grün dir\\日本\\lib b.a" libc.a
  diff -r linux 'absolute ü'
  win_refuses 'ar-scan: grün dir/ß.a: No such file or directory' ar-scan 'grün dir\ß.a' || win ar-scan 'grün dir\ß.a' 2>&1 | grep 'grün dir/ß.a: '
}

@test "paths of more than 260 characters" {
  same_libraries
  long=$(printf 'folder-%043d/' 1 2 3 4 5 6)
  mkdir -p "$long"
  mv liba.a libb.a "$long"
  [ "${#long}" -gt 290 ]
  ar-meld -o libw.a --out-dir linux "$long/liba.a" "$long/libb.a" libc.a
  win ar-meld -o libw.a --out-dir windows "$long/liba.a" "$long/libb.a" libc.a
  diff -r linux windows
  win ar-meld -o "$long/libw.a" --in-place "$long/liba.a" "$long/libb.a"
  [ -e "$long/libw.a" ]
}

@test "names that differ only in case are one file" {
  planned
  sed 's/"libb\.a"/"LIBA.a"/' plan.json >mixed.json
  cp libb.a LIBA.a
  win_refuses 'ar-pack: out/LIBA.a: two libraries of the plan would be written there' ar-pack --out-dir out mixed.json
}

@test "objects on which LLVM's readers crash do no harm" {
  bad=$ROOT/tests/fuzz/regressions/object
  for which in a b; do
    object "$which"
    for name in bitcode-72202a8eafb8 xcoff-1e7303ec1515 wasm-63c5482ecec0; do
      cp "$bad/$name" bad.o
      ar qcDS "lib$which.$name.a" "$which.o" bad.o
    done
  done
  for name in bitcode-72202a8eafb8 xcoff-1e7303ec1515 wasm-63c5482ecec0; do
    llvm_ar=$LLVM_AR_EXE
    melds_alike "liba.$name.a" "libb.$name.a"
  done
  # One that has a good end is written with its table, by this process; one that has none is left to llvm-ar.
  cp "$ROOT"/tests/fixtures/wasm32-llvm-ar/lib{alpha,beta}.a .
  ar-scan -o before.json libalpha.a libbeta.a
  dedup-plan -w libw.a -o plan.json before.json
  win ar-pack --symtab --out-dir good plan.json
  ar-pack --symtab --out-dir expected plan.json
  diff -r expected good
  run win ar-pack --read-symbols libalpha.a
  [ "$status" -eq 0 ]
  run win ar-pack --read-symbols liba.wasm-63c5482ecec0.a
  [ "$status" -ne 0 ]
}

# told FOLDER: what the run printed that wrote there, but for names
told() { sed -E "s|$1/out/||g; s|[^ ]*/llvm-ar[^ :]*|llvm-ar|g; s|[.]armeld-[0-9a-f]{8}|.armeld-X|g" "$1/said"; }

@test "damaged libraries have the same errors and the same results" {
  python3 - "$ROOT"/tests/fixtures/*/ <<'END'
import glob, os, random, sys

random.seed(20)
for folder in sys.argv[1:]:
    libraries = sorted(path for path in glob.glob(folder + "*") if path.endswith((".a", ".lib")) and os.path.getsize(path) < 80000)
    # The system has words of its own for a file that is not there.
    if len(libraries) < 2 or "thin" in folder:
        continue
    target = os.path.basename(folder.rstrip("/"))
    os.mkdir(target)
    for i, path in enumerate(libraries):
        content = bytearray(open(path, "rb").read())
        for _ in range(random.choice([1, 2, 6]) if i == 0 else 0):
            at = random.randrange(len(content))
            content[at] = random.choice([0, 255, content[at] ^ 1, random.randrange(256)])
        open(f"{target}/{os.path.basename(path)}", "wb").write(content)
END
  melded=0 refused=0
  for set in */; do
    cd "$set" || return
    mapfile -t libraries < <(find . -maxdepth 1 -type f -printf '%P\n' | sort)
    llvm_ar=$LLVM_AR_EXE
    melds_alike "${libraries[@]}" || { echo "set: $set" && return 1; }
    diff <(told linux) <(told windows) || { echo "set: $set" && return 1; }
    if [ -d linux/out ]; then melded=$((melded + 1)); else refused=$((refused + 1)); fi
    cd ..
  done
  echo "$melded melded, $refused refused" >&3
  [ "$melded" -gt 10 ]
  [ "$refused" -gt 5 ]
}

@test "symtab-update runs llvm-ar.exe, or says that there is none" {
  same_libraries
  command ar cqS plain.a a.o shared.o more.o pair.o
  run --separate-stderr env LLVM_AR=none-such.exe wine "$WINDOWS_BIN/symtab-update.exe" plain.a
  [ "$status" = 2 ]
  grep -q 'LLVM_AR: none-such.exe' <<<"$stderr"
  cp plain.a linux.a
  cp plain.a beside.a
  symtab-update linux.a
  LLVM_AR=$LLVM_AR_EXE win symtab-update plain.a
  cmp linux.a plain.a
  # That in the tool's own folder needs no name and no PATH.
  mkdir folder
  cp "$WINDOWS_BIN/symtab-update.exe" "$LLVM_AR_EXE" folder
  WINDOWS_BIN=folder win symtab-update beside.a
  cmp linux.a beside.a
}

@test "libraries of the corpus that are for Windows" {
  count=0
  for set in "$ROOT"/build/corpus/*windows*/; do
    [ -d "$set" ] || continue
    mapfile -t libraries < <(find "$set" -maxdepth 1 -name '*.lib' -o -maxdepth 1 -name '*.a' | sort)
    [ "${#libraries[@]}" -ge 2 ] || continue
    melds_alike "${libraries[@]}"
    melds_alike --gc --isolate --drop-bitcode --strip-debug --export 'plug_*' "${libraries[@]}"
    melds_alike --compress-debug=zstd "${libraries[@]}"
    count=$((count + 1))
  done
  [ "$count" -gt 0 ] || skip 'make corpus-platforms has not been run'
}

@test "the zip has all that is needed, and its tools run where it is unpacked" {
  unzip -q "$ZIP"
  mv armeld-* 'armeld here'
  for tool in "$WINDOWS_BIN"/*.exe; do
    [ -e "armeld here/bin/${tool##*/}" ]
    page="$ROOT/man/$(basename "$tool" .exe).1"
    grep -q '<h1' "armeld here/share/doc/armeld/${page##*/}.html"
  done
  for library in llvm boost zstd libz- gcc mingw; do
    compgen -G "armeld here/share/doc/armeld/licenses/*$library*" >/dev/null
  done
  # Its own llvm-ar needs no PATH.
  same_libraries
  ar p "$ROOT"/tests/fixtures/wasm32-llvm-ar/libalpha.a own.o >wasm.o
  ar qcDS liba.a wasm.o
  ar-meld --out-dir linux -o libw.a liba.a libb.a
  WINDOWS_BIN='armeld here/bin' win ar-meld --out-dir windows -o libw.a liba.a libb.a
  diff -r linux windows
}

@test "names that Windows reads as others" {
  same_libraries
  cp -r . ../before
  # A backup that would be the library itself
  for suffix in . ' ' :bak '*'; do
    win_refuses "ar-meld: --backup: Windows has no file names that end in '$suffix'" ar-meld --in-place -o libw.a --backup "$suffix" liba.a libb.a
  done
  diff -r . ../before
  # Dots and blanks at the end are none.
  ar-meld --out-dir linux -o libw.a liba.a libb.a libc.a
  win ar-meld --out-dir windows -o libw.a. liba.a. 'libb.a ' libc.a
  diff -r linux windows
  # A drive without a folder
  win ar-meld --out-dir Z:drive -o libw.a Z:liba.a Z:libb.a libc.a
  diff -r linux drive
  # A plan of another system
  win ar-scan -o before.json liba.a libb.a
  win dedup-plan -w libw.a before.json | sed 's/"libw\.a"/"liba.a."/g' >mixed.json
  run --separate-stderr win ar-pack --out-dir out mixed.json
  [ "$status" -eq 2 ]
  [[ $stderr == *'two libraries of the plan would be written there' ]]
  # In place, one file by several spellings
  win ar-meld --in-place -o libw.a ./liba.a ./libb.a
  win ar-meld --in-place -o libw.a ./libw.a ./liba.a LIBB.A
  win_refuses 'ar-scan: ./liba.a: is the same file as liba.a' ar-meld --in-place -o libw.a liba.a ./liba.a libb.a
}

@test "members whose names Windows cannot have are extracted under others, as on Linux" {
  same_members t t. v.o v.o. con.o AUX nul.x.o com1.o index.json.
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  ar-extract -C linux plan.json
  win ar-extract -C windows plan.json
  diff -r linux windows
}

@test "lists and documents as editors and programs of Windows write them" {
  same_libraries
  printf 'liba.a\r\nlibb.a\r\nlibc.a\r\n' >list
  printf '\xef\xbb\xbfa\r\nb\r\n' >exports
  ar-meld --out-dir linux -o libw.a --gc --exports <(printf 'a\nb\n') liba.a libb.a libc.a
  win ar-meld --out-dir windows -o libw.a --gc --exports exports --files-from list
  diff -r linux windows
  iconv -t UTF-16 exports >wide
  win_refuses 'gc-plan: wide: is UTF-16; save it as UTF-8' ar-meld --out-dir out -o libw.a --gc --exports wide liba.a libb.a
  # cargo writes its messages so.
  python3 - >messages <<'END'
import json, os

for name in ("liba.a", "libb.a"):
    target = {"kind": ["staticlib"], "crate_types": ["staticlib"]}
    path = ("Z:" + os.path.join(os.getcwd(), name)).replace("/", "\\")
    print(json.dumps({"reason": "compiler-artifact", "target": target, "filenames": [path]}))
END
  win ar-scan --cargo-messages messages -o cargo.json
  win dedup-plan -w libw.a -o plan.json cargo.json
  win ar-pack --symtab --out-dir cargo plan.json
  win ar-scan -o after.json cargo/liba.a cargo/libb.a cargo/libw.a
  win meld-verify --workspace cargo/libw.a cargo.json after.json
}

@test "a good run leaves nothing but what it was asked for" {
  same_libraries
  for i in {1..60}; do cp liba.a "a-library-with-a-long-name-$i.a"; done
  win ar-meld --separate --out-dir out -o libw.a a-library*.a
  win ar-meld --out-dir out2 -o libw.a a-library*.a
  diff -r out out2
  [ -z "$(find out out2 -name '.*')" ]
}

@test "metadata for libraries on another drive names them by their whole path" {
  same_libraries
  ar-scan -o before.json liba.a libb.a
  dedup-plan -w libw.a -o plan.json before.json
  win ar-pack --in-place --symtab plan.json
  win link-metadata --cmake 'C:/metadata' plan.json
  grep -F "IMPORTED_LOCATION \"Z:$PWD/libw.a\"" "$WINEPREFIX/drive_c/metadata/"*.cmake
}
