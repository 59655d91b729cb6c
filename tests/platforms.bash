# What the tests of platforms share: melding a set of fixtures, and comparing links and programs before and after.

fail_with() {
  echo "$1"
  return 1
}

libraries_of() { mapfile -t libraries < <(platform_libraries "$1"); }

# meld SET [OPTION]...: into after/, with the documents in json/. These are links: each set is melded once in a file of tests, and
# what that made is for all of them to read.
meld() {
  local extension=a melded=$BATS_FILE_TMPDIR/melded/$*
  libraries_of "$1"
  shift
  case ${libraries[0]} in *.lib) extension=lib ;; esac
  if [ ! -e "$melded" ]; then
    mkdir -p "$melded.new" || return
    (cd "$melded.new" && ar-meld -o "libshared.$extension" --out-dir after --keep-json json "$@" "${libraries[@]}") 2>messages ||
      { cat messages && return 1; }
    chmod a-w "$melded.new"/*/* || return
    mv "$melded.new" "$melded" || return
  fi
  ln -sfn "$melded"/{after,json} . || return
  workspace=after/libshared.$extension
  slimmed=()
  for library in "${libraries[@]}"; do slimmed+=("after/${library##*/}"); done
}

# pick NAME...: the libraries of these names, as they were $before and as they are $after melding (see meld)
pick() {
  local name i
  before=() after=()
  for name; do
    for i in "${!libraries[@]}"; do
      [[ ${libraries[i]} =~ $name\.[a-z]*$ ]] || continue
      before+=("${libraries[i]}")
      after+=("${slimmed[i]}")
    done
  done
  [ "${#before[@]}" -eq $# ]
}

# alike SET NAME...: each NAME.after exports and imports what NAME.before does.
alike() {
  local set=$1
  shift
  platform_symbols "$set" "${@/%/.before}" "${@/%/.after}" >symbols || return
  [ "$(cut -d ' ' -f 1 symbols | uniq | wc -l)" -eq $((2 * $#)) ] || return
  diff <(sed -n 's/\.before / /p' symbols) <(sed -n 's/\.after / /p' symbols)
}

# links_alike SET NAMES...: the libraries of each NAMES, which are words, link to the same before melding (see meld) and after.
links_alike() {
  local set=$1 names linked=() before after
  shift
  for names; do
    # shellcheck disable=SC2086 # words
    pick $names || return
    # shellcheck disable=SC2086 # words
    PLATFORM_ROOTS=$(printf '%s_run ' $names)
    PLATFORM_ROOTS=${PLATFORM_ROOTS% }
    linked+=("${names// /+}")
    platform_link "$set" "${linked[-1]}.before" "${before[@]}" || return
    platform_link "$set" "${linked[-1]}.after" "${after[@]}" "$workspace" || return 1
  done
  alike "$set" "${linked[@]}"
}

# answers_alike SET: the program of the melded libraries ends with what that of the others does, and counts in $ran.
answers_alike() {
  local set=$1 answers=() program status
  for program in before after; do
    if [ $program = before ]; then
      platform_program "$set" $program.exe "${libraries[@]}"
    else
      platform_program "$set" $program.exe "${slimmed[@]}" "$workspace"
    fi
    status=0
    platform_run "$set" ./$program.exe || status=$?
    answers+=("$status")
  done
  echo "${answers[@]}"
  [ "${answers[0]}" -eq "${answers[1]}" ]
  [ "${answers[0]}" -ge 10 ]
  [ "${answers[0]}" -lt 20 ]
  ran=$((ran + 1))
}

# Links and runs the program of each set whose target matches, and counts them in $ran.
run_programs() {
  ran=0
  for set in $(platform_sets); do
    [[ $(platform_field "$set" target) =~ $1 ]] || continue
    case $set in
    *-one-head) continue ;; # its program crashes, as the README says
    *-third | *-outside | *-weak) answer=15 ;;
    *-comdat) answer=10 ;;
    *-rustc) answer=18 ;;
    *) answer=19 ;;
    esac
    mapfile -t libraries < <(platform_libraries "$set")
    status=0
    platform_program "$set" "$BATS_TEST_TMPDIR/$set" "${libraries[@]}" || status=$?
    [ "$status" -ne 77 ] || continue
    [ "$status" -eq 0 ]
    status=0
    platform_run "$set" "$BATS_TEST_TMPDIR/$set" || status=$?
    [ "$status" -ne 77 ] || continue
    [ "$status" -eq "$answer" ] || fail_with "$set: the answer is $status, not $answer"
    ran=$((ran + 1))
  done
}
