# What the tests of platforms share: melding a set of fixtures, and comparing links and programs before and after.

fail_with() {
  echo "$1"
  return 1
}

libraries_of() { mapfile -t libraries < <(platform_libraries "$1"); }

# meld SET [OPTION]...: into after/, with the documents beside it
meld() {
  local extension=a
  libraries_of "$1"
  shift
  case ${libraries[0]} in *.lib) extension=lib ;; esac
  rm -rf after json
  ar-meld -o "libshared.$extension" --out-dir after --keep-json json "$@" "${libraries[@]}" 2>messages ||
    { cat messages && return 1; }
  workspace=after/libshared.$extension
  slimmed=()
  for library in "${libraries[@]}"; do slimmed+=("after/${library##*/}"); done
}

# links_alike SET NAME...: these libraries link to the same before melding (see meld) and after.
links_alike() {
  local set=$1 name before=() after=() status=0
  shift
  PLATFORM_ROOTS=$(printf '%s_run ' "$@")
  PLATFORM_ROOTS=${PLATFORM_ROOTS% }
  for name; do
    before+=("$(printf '%s\n' "${libraries[@]}" | grep "$name\.[a-z]*$")")
    after+=("$(printf '%s\n' "${slimmed[@]}" | grep "$name\.[a-z]*$")")
  done
  platform_link "$set" one.before "${before[@]}" || return
  platform_link "$set" one.after "${after[@]}" "$workspace" || return 1
  diff <(platform_symbols "$set" one.before) <(platform_symbols "$set" one.after)
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
