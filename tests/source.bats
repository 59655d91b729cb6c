#!/usr/bin/env bats
# The sources themselves: layout, shell scripts, man pages.

load common

setup() {
  trace_tests_only
  cd "$ROOT" || return
}

# Every script in the project, by its first line.
scripts() {
  find .ci bench lib man tests tools \( -name target -o -name fixtures \) -prune -o -type f -print0 |
    xargs -0 awk -v interpreter="$1" \
      'FNR == 1 && $0 ~ "^#!.*[/ ]" interpreter "$" { print FILENAME } { nextfile }'
}

@test "C++ sources are laid out by .clang-format" {
  command -v "${CLANG_FORMAT:=clang-format-19}" || skip "no $CLANG_FORMAT: other versions lay out differently"
  find lib tools tests/unit bench -name target -prune -o \( -name '*.h' -o -name '*.cpp' \) -print0 |
    xargs -0 "$CLANG_FORMAT" --dry-run -Werror
}

@test "rooms of lib/ include only rooms below them" {
  # Lowest first; rooms of one row do not include one another.
  python3 - lib <<'END'
import re, sys
from pathlib import Path
lib = Path(sys.argv[1])
rows = ["base", "json os", "documents", "archive objects", "edit", "scan", "plan pack verify report metadata", "meld"]
level = {room: row for row, rooms in enumerate(rows) for room in rooms.split()}
bad = [f"{path}: not in a room" for path in lib.iterdir() if path.name not in level]
count = 0
for path in sorted(lib.glob("*/*.*")):
    room = path.parent.name
    for number, line in enumerate(path.read_text().splitlines(), 1):
        included = re.match(r'#include "(?!llvm(?:-c)?/)([^"]*)"', line)
        if not included:
            continue
        count += 1
        other = included[1].partition("/")[0]
        if not (lib / included[1]).exists():
            bad.append(f"{path}:{number}: {included[1]} is not written from lib/")
        elif other != room and level[other] >= level[room]:
            bad.append(f"{path}:{number}: {room}/ includes {included[1]}, which is not below it")
print("\n".join(bad))
assert count > 100, count
sys.exit(bool(bad))
END
}

# system_names FOLDER...: lines "FILE:LINE: WHAT" for names of one kind of system in files that are not for it
system_names() {
  python3 - "$@" <<'END'
import re, sys
from pathlib import Path
# Which files may have it: by the start of their names in lib/os/
POSIX = ("posix_", "linux_", "macos_", "portable_")
headers = ("arpa/|dirent|dlfcn|fcntl|fnmatch|glob|grp|linux/|netinet/|poll|pthread|pwd|sched|semaphore|spawn|sys/|syslog|"
           "termios|ucontext|unistd|utime")
rules = [
    (POSIX, "a header of POSIX", rf"#include <(?:{headers})(?:\.h|(?<=/)[^>]*)>"),
    (POSIX, "a call of POSIX", r"(?<![.>:\w])(?:::)?(?:fork|execvp?|waitpid|kill|sigaction|sigprocmask|mmap|munmap|flock|fsync|fchmod|fchown|"
                               r"isatty|_exit|setenv|strsignal|strndup|getpid|getppid|unlink|rmdir|pwrite|writev|dup2)\("),
    (("linux_",), "a name of Linux", r"\b(?:prctl|PR_SET_\w+|copy_file_range|O_TMPFILE|fallocate|memfd_create|MAP_POPULATE|MADV_\w+|FICLONE\w*|"
                                     r"pidfd_\w+|signalfd|sync_file_range|renameat2|pipe2|close_range|SYS_\w+|sigtimedwait|sigwaitinfo|listxattr|flistxattr|"
                                     r"getxattr|fsetxattr|fremovexattr|epoll_\w+|inotify_\w+|eventfd|getrandom|sendfile|splice|gettid)\b|\"/proc/"),
    (("macos_",), "a name of macOS", r"\b(?:F_FULLFSYNC|fcopyfile|COPYFILE_\w+|st_\w+timespec|clonefile)\b|#include <(?:copyfile|mach)"),
    (("windows_",), "a name of Windows", r"#include (?:<windows\.h>|<io\.h>|\"llvm/Support/Windows/)|\b(?:HANDLE|DWORD|CreateFileW|GetLastError)\b"),
    ((), "a choice of the system, which the Makefile makes", r"#\s*(?:if|ifdef|ifndef|elif)\b.*\b(?:_WIN32|_WIN64|__MINGW\w+|__linux__|__APPLE__|__unix__|_MSC_VER|LLVM_ON_UNIX)\b"),
]
bad, count = [], 0
for path in sorted(file for folder in sys.argv[1:] for file in Path(folder).rglob("*") if file.suffix in (".h", ".cpp")):
    count += 1
    kind = path.name if path.parent.name == "os" else ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = re.sub(r"//.*", "", line)
        for starts, what, pattern in rules:
            if not (starts and kind.startswith(starts)) and not (what.endswith("POSIX") and kind.startswith("windows_")):
                if re.search(pattern, code):
                    bad.append(f"{path}:{number}: {what}: {line.strip()}")
print("\n".join(bad))
assert count > 1, count
sys.exit(bool(bad))
END
}

@test "what is of one kind of system is in the files for it" {
  system_names lib tools
}

@test "names of systems are found, of each kind" {
  mkdir -p "$BATS_TEST_TMPDIR"/lib/{os,pack}
  cd "$BATS_TEST_TMPDIR" || return
  printf '%s\n' '#include <unistd.h>' 'fork();' 'prctl(1); // prctl' '#ifdef _WIN32' 'HANDLE h;' 'fcntl(fd, F_FULLFSYNC);' 'rename(a, b);' \
    'open("/proc/self/statm");' 'process.kill(); // fork()' >lib/pack/a.cpp
  cp lib/pack/a.cpp lib/os/posix_a.cpp
  cp lib/pack/a.cpp lib/os/linux_a.cpp
  cp lib/pack/a.cpp lib/os/windows_a.cpp
  cp lib/pack/a.cpp lib/os/a.cpp
  run -1 system_names lib
  echo "$output"
  found() { grep -o "^lib/$1:[0-9]*" <<<"$output" | cut -d : -f 2 | xargs; }
  [ "$(found pack/a.cpp)" = '1 2 3 4 5 6 8' ]
  [ "$(found os/a.cpp)" = '1 2 3 4 5 6 8' ]
  [ "$(found os/posix_a.cpp)" = '3 4 5 6 8' ]
  [ "$(found os/linux_a.cpp)" = '4 5 6' ]
  [ "$(found os/windows_a.cpp)" = '3 4 6 8' ]
}

# os_files FORM: the files of lib/os/ that are for that kind of system
os_files() {
  # shellcheck disable=SC2016 # make's variable
  printf 'forms:\n\t@printf "%%s\\n" $(OS_FILES)\n' | make -s -f Makefile -f - forms OS_FORM="$1"
}

@test "each kind of system has one form of what differs among them" {
  for form in linux macos portable; do
    os_files $form >"$BATS_TEST_TMPDIR/files"
    for what in attributes copy descriptors memory names processes sync times; do
      [ "$(grep -cE "/(linux|macos|portable)_$what\.cpp" "$BATS_TEST_TMPDIR/files")" = 1 ]
    done
    run ! grep /windows_ "$BATS_TEST_TMPDIR/files"
  done
  os_files windows >"$BATS_TEST_TMPDIR/files"
  run ! grep -v /windows_ "$BATS_TEST_TMPDIR/files"
  diff <(sed -n 's|.*/windows_||p' "$BATS_TEST_TMPDIR/files" | sort) \
    <(os_files portable | sed -n 's|.*/posix_||p' | sort)
}

@test "every condition in the tests can fail its test" {
  mapfile -t found < <(scripts bats)
  [ "${#found[@]}" -gt 20 ]
  tests/lost-conditions "${found[@]}" tests/*.bash tests/platform.sh
}

@test "conditions that cannot fail their test are found, of each kind" {
  # bats would take these for tests of this file.
  sed 's/^TEST /@test /' >"$BATS_TEST_TMPDIR/planted.bats" <<'END'
shared() {
  [ -e a ]
  cat b
}
TEST "planted" {
  [ a = b ] && [ c = d ]
  ! grep -q x file
  for i in 1 2; do
    cmp one two && rm one
  done
  for i in 1 2; do ! cmp one two; done
  if [ -e a ]; then cmp a b && cmp b c; fi
  shared || echo none
  run shared
  x=$(shared)
  local y=$(diff a b)
  cmp a b | tail -n 1
  [ -e a ] || ! [ -e b ]
  ( [ -e a ]; cmp a b ) || return 1
  z=$([ -e a ]; echo "$x")
  [ -e a ] && [ -e b ]
}
TEST "nothing wrong" {
  run ! grep -q x file
  [ -e a ] || return 1
  (cd folder && cmp a b)
  if cmp a b && cmp b c; then false; fi
  cmp a b || { cat a && return 1; }
  x=$(grep y file | sort)
  shared
  ! cmp a b
}
END
  run -1 tests/lost-conditions "$BATS_TEST_TMPDIR/planted.bats"
  echo "$output"
  # Each line of the first test but its loops' own, and one of the function
  [ "$(cut -d : -f 2 <<<"$output" | xargs)" = '2 6 7 9 11 12 16 17 18 19 20 21' ]
}

@test "shellcheck finds nothing in the shell scripts" {
  mapfile -t found < <(scripts sh && scripts bash)
  [ "${#found[@]}" -gt 3 ]
  shellcheck "${found[@]}" tests/*.sh tests/fixtures/make-fixtures
}

@test "shellcheck finds nothing in the bats files" {
  mapfile -t found < <(scripts bats)
  [ "${#found[@]}" -gt 0 ]
  # Each test is a subshell, and bats sets stderr and lines.
  shellcheck --shell=bats --external-sources --source-path=tests \
    --exclude=SC2030,SC2031,SC2154 "${found[@]}" tests/common.bash
}

@test "mandoc finds nothing in the man pages" {
  mandoc -T lint -W warning man/*.[17]
}

@test "every document has a schema that is valid" {
  tests/validate --schemas
}

@test "every tool has a man page, and every page a tool" {
  diff <(find tools -type f -name '*-*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort) \
    <(find man -name '*.1' -printf '%f\n' | sed 's/\.1$//' | sort)
}

@test "each test that SECURITY.md names is there" {
  # Cells like `a.bats`: "one", "another"; `b.bats`: "third"
  python3 - "$ROOT" <<'END'
import re, sys
from pathlib import Path
root = Path(sys.argv[1])
named = 0
for line in (root / "SECURITY.md").read_text().splitlines():
    for file, tests in re.findall(r'`(?:tests/)?([\w/-]+\.bats)`: ("[^"]*"(?:, "[^"]*")*)', line):
        for test in re.findall('"([^"]*)"', tests):
            named += 1
            assert f'@test "{test}' in (root / "tests" / file).read_text(), f"{file}: {test}"
assert named > 30, named
END
}
