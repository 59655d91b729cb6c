# What the files of faults share. strace injects the faults: a signal or an error at the N-th call of one kind.
#
#   faults_set              in setup_file: liba.a and libb.a as they are before melding ($FIRST) and after ($FINAL)
#   faults                  in setup
#   injections CALLS COMMAND...
#                           a line "FOLLOW CALL N" for each call in CALLS that the command makes
#   inject FOLLOW CALL N FAULT COMMAND...
#                           runs the command in a copy of $START with that fault; with FOLLOW -f in its processes and
#                           threads too
#   recovers AGAIN...       what that left is sound, and AGAIN finishes the work
#
# The state that a fault leaves decides what the next run does, so each state is examined once (after each exit code).
# FAULTS_LOG=FILE gets a line for each fault injected.

load common

# strace traces the processes that a command starts, and not a server's (see tests/served).
export UNSERVED=1

# What changes files, folders or the disk.
CHANGES=write,writev,pwrite64,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat
CHANGES=$CHANGES,fsync,fdatasync,ftruncate,fchmod,fchown,fsetxattr,copy_file_range,sendfile

faults_set() {
  cd "$BATS_FILE_TMPDIR" || return
  mkdir set
  cd set || return
  same_libraries
  # An object that ar-pack has read in a child process
  ar p "$ROOT"/tests/fixtures/wasm32-llvm-ar/libalpha.a own.o >wasm.o
  ar qcDS liba.a wasm.o
  rm ./*.c ./*.o libc.a
  cp -a . ../first
  ar-scan -o ../before.json liba.a libb.a
  ar-meld --in-place -o libws.a liba.a libb.a
  cp -a . ../final
  ar-meld --in-place -o libws.a liba.a libb.a
  diff -r . ../final # once is as good as twice
}

faults() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  FIRST=$BATS_FILE_TMPDIR/first FINAL=$BATS_FILE_TMPDIR/final
  START=$FIRST
  # One core for each file, so that threads and processes take turns in much the same way each time.
  taskset -cp $(($1 % $(nproc))) "$BASHPID" >/dev/null
  faults=0
  declare -gA examined=()
}

# begin: a fresh copy of $START is the working folder
begin() {
  cd "$BATS_TEST_TMPDIR" || return
  rm -rf work trace
  cp -a "$START" work
  cd work || return
}

# traced FOLLOW CALLS COMMAND...: the trace is then in ../trace, what the command prints in ../out, the exit code in $status
traced() {
  local follow=$1 calls=$2
  shift 2
  status=0
  timeout -k 5 60 strace -q ${follow:+"$follow"} -o ../trace -e "trace=$calls" "$@" >../out 2>&1 || status=$?
}

# counted FOLLOW TRACE: a line "FOLLOW CALL N" for each call: the N-th of its kind in a process. With -f, these are the processes and
# threads that the command starts: other numbers make no difference.
#
# Of the files that the loader opens, and of those by which the C library counts processors, only the first counts: for the
# others they look elsewhere, and the program sees nothing of a fault.
counted() {
  awk -v follow="$1" '
    { process = /^[0-9]/ ? $1 : "" }
    { sub(/^[0-9]+ +/, "") }
    match($0, /^[a-z0-9_]+\(/) {
      call = substr($0, 1, RLENGTH - 1)
      n = ++counts[process, call]
      other = call != "openat" ? "" : /\/ld\.so\.cache"|\.so(\.[0-9.]+)?"/ ? "library" : /"\/sys\/devices\/system\/cpu\// ? "processor" : ""
      if (other == "" || !seen[other]++) calls[process] = calls[process] follow " " call " " n "\n"
    }
    END {
      # The command itself is the last one to end.
      if (follow == "-f") delete calls[process]
      for (process in calls) printf "%s", calls[process]
    }' "$2" | sort -u -k 2,2 -k 3,3n
}

injections() {
  local calls=$1
  shift
  begin
  traced '' "$calls" "$@"
  [ "$status" -eq 0 ]
  counted - ../trace
  if [ "${ALONE:-}" ]; then return; fi
  begin
  traced -f "$calls" "$@"
  [ "$status" -eq 0 ]
  counted -f ../trace
}

# injected FAULT: whether the fault came to pass
injected() {
  local trace
  trace=$(<../trace)
  case $1 in
  signal=KILL) [[ $trace == *'killed by SIGKILL'* ]] ;;
  *) [[ $trace == *INJECTED* ]] ;;
  esac
}

inject() {
  local follow=${1#-} call=$2 n=$3 fault=$4
  shift 4
  begin
  traced "${follow:+-f}" "$call" -e "inject=$call:$fault:when=$n" "$@"
  happened "$fault" "$1, $call $n${follow:+ in all}"
}

# happened FAULT WHERE: counts the fault if it came to pass, and checks the exit code
happened() {
  local fault=$1 said
  # Not every run makes as many calls, where processes wait for each other.
  if injected "$fault"; then faults=$((faults + 1)); else fault='no fault'; fi
  said=$(<../out)
  said="$fault in $2: $status: ${said##*$'\n'}"
  echo "$said"
  if [ "${FAULTS_LOG:-}" ]; then echo "$said" >>"$FAULTS_LOG"; fi
  case $status in
  0) ;;
  2 | 137) [ "$fault" != 'no fault' ] ;; # 137: the command itself was killed
  *) false ;;
  esac
}

# state: the files here with modes and content. What is in ar-meld's own folder has the next run remove, whatever it is.
state() {
  find . -mindepth 1 \( -path './.libws.a.ar-meld.*' -printf '%y %P\n' -o -printf '%y %m %P\n' -type f -exec sha256sum {} + \) |
    sed -E 's/\.armeld-[0-9a-f]{8}/.armeld-X/; s/\.ar-meld\.[A-Za-z0-9]{8}/.ar-meld.X/' | sort
}

# nothing_lost: of the libraries here, each is the first or the final one, and what is missing is in the workspace library
nothing_lost() {
  local library slimmed=''
  for library in liba.a libb.a; do
    if ! cmp -s "$library" "$FIRST/$library"; then
      cmp "$library" "$FINAL/$library"
      slimmed=yes
    fi
  done
  if [ "$slimmed" ]; then
    cmp libws.a "$FINAL/libws.a"
    ar-scan -o ../after.json liba.a libb.a libws.a
    meld-verify "$BATS_FILE_TMPDIR/before.json" ../after.json
  fi
}

recovers() {
  local found
  found="$status $(state)"
  if [ "${examined[$found]:-}" ]; then return; fi
  nothing_lost
  "$@"
  diff -r . "$FINAL"
  examined[$found]=yes
}

# melds_again [OPTION]...: the same command again finishes, and nothing stays behind. What a killed ar-meld has started
# may run on for a moment, and holds the locks as long.
melds_again() {
  local try library
  for try in 1 2 3 4 5 6 7 8 9; do
    if ar-meld --in-place "$@" -o libws.a liba.a libb.a; then break; fi
    [ "$status" -eq 137 ]
    [ "$try" -lt 9 ]
    sleep 0.3
  done
  if [ "$*" ]; then
    for library in liba.a libb.a; do
      cmp "$library.orig" "$FIRST/$library"
      rm "$library.orig"
    done
  fi
}

# everywhere LEAST CALLS FAULTS AGAIN COMMAND...: each fault at each such call of the command. FAULTS and AGAIN are words.
# With ALONE=yes, only in the command's first process. With EACH=yes, what comes after is tried for each fault, not for each state.
everywhere() {
  local least=$1 calls=$2 faults_=$3 again=$4 follow call n fault
  shift 4
  injections "$calls" "$@" >"$BATS_TEST_TMPDIR/to_inject"
  while read -r follow call n <&3; do
    for fault in $faults_; do
      if [ "${EACH:-}" ]; then examined=(); fi
      inject "$follow" "$call" "$n" "$fault" "$@"
      # shellcheck disable=SC2086 # words
      recovers $again
    done
  done 3<"$BATS_TEST_TMPDIR/to_inject"
  echo "$faults faults, ${#examined[@]} states"
  [ "$faults" -ge "$least" ]
}

# ---- the programs that ar-meld runs ----

# wrap: in the folder `bin` are ar-meld and the programs that it runs. strace counts calls per process and kind, so each run of
# a program is taken in turn. One of the programs is a wrapper, which gives its K-th run a fault at its N-th call of one kind. A program
# that starts processes or threads gets it once by itself, and once in all of them.
wrap() {
  export FAULT_BIN=$ARMELD_BIN FAULT_COUNT=$BATS_TEST_TMPDIR/count FAULT_TRACE=$BATS_TEST_TMPDIR/trace
  PROGRAMS=(ar-scan dedup-plan ar-pack symtab-update meld-verify)
  mkdir bin
  cp "$ARMELD_BIN/ar-meld" bin/
  ln -s "${PROGRAMS[@]/#/"$ARMELD_BIN/"}" bin/
  cat >bin/wrapper <<'END'
#!/bin/sh
real=$FAULT_BIN/${0##*/}
read -r k <"$FAULT_COUNT"
k=$((k + 1))
echo "$k" >"$FAULT_COUNT"
[ "$k" -eq "$FAULT_K" ] || exec "$real" "$@"
[ "$FAULT" = none ] || set -- -e "inject=$FAULT_CALL:$FAULT:when=$FAULT_N" "$real" "$@"
[ "$FAULT" != none ] || set -- "$real" "$@"
exec strace -q $FAULT_FOLLOW -o "$FAULT_TRACE" -e "trace=$FAULT_CALL" "$@"
END
  chmod +x bin/wrapper
}

# with_fault K CALL N FAULT FOLLOW: melds, with the fault at the N-th CALL of the wrapped program's K-th run (with -f, of its processes
# too). How often it ran is then in $runs, and the exit code in $status.
with_fault() {
  begin
  : >../trace
  echo 0 >"$FAULT_COUNT"
  status=0
  FAULT_K=$1 FAULT_CALL=$2 FAULT_N=$3 FAULT=$4 FAULT_FOLLOW=$5 timeout -k 5 60 \
    ../bin/ar-meld --separate --in-place -o libws.a liba.a libb.a >../out 2>&1 || status=$?
  read -r runs <"$FAULT_COUNT"
}

# ends: of lines that `counted` has printed, the first and the last of each kind
ends() {
  awk '{ kind = $1 " " $2 } kind == last { line = $0; next } { if (line) print line; print; last = kind; line = "" } END { if (line) print line }'
}

# programs LEAST CALLS FAULT...: each fault at each such call of each run of each program that ar-meld runs, but only
# at the first and the last of those in $ENDS
programs() {
  local least=$1 calls=$2 name chosen k all follow call n fault runs status
  shift 2
  for name in "${PROGRAMS[@]}"; do
    ln -sf wrapper "$BATS_TEST_TMPDIR/bin/$name"
    case " ${ENDS:-} " in *" $name "*) chosen=ends ;; *) chosen=cat ;; esac
    for ((k = 1, all = 1; k <= all; k++)); do
      with_fault "$k" "$calls" 1 none ''
      [ "$status" -eq 0 ]
      [ "$runs" -ge "$k" ]
      all=$runs
      counted - ../trace | $chosen >../to_inject
      with_fault "$k" "$calls" 1 none -f
      [ "$status" -eq 0 ]
      counted -f ../trace | $chosen >>../to_inject
      while read -r follow call n <&3; do
        for fault; do
          with_fault "$k" "$call" "$n" "$fault" "${follow%-}"
          happened "$fault" "$name $k, $call $n"
          recovers melds_again
        done
      done 3<../to_inject
    done
    ln -sf "$ARMELD_BIN/$name" "$BATS_TEST_TMPDIR/bin/$name"
  done
  echo "$faults faults, ${#examined[@]} states"
  [ "$faults" -ge "$least" ]
}
