#!/usr/bin/env bats
# Faults in ar-pack, the only writer, and in symtab-update: whatever happens in the middle, each library is what it was or what it shall be, what
# it lacks is in the workspace library, and the same command again finishes the work.

load faults
load platform.sh

setup_file() {
  faults_set
  # As ar-meld has it when it begins to replace the libraries.
  cp -a ../first ../ready
  cd ../ready || return
  local scratch=.libws.a.ar-meld.AAAAAAAA
  mkdir "$scratch"
  ar-scan -o "$scratch/before.json" liba.a libb.a
  dedup-plan -w libws.a -o "$scratch/plan.json" "$scratch/before.json"
  ar-pack --symtab --out-dir "$scratch/finished" "$scratch/plan.json"
  # And where it packs into a folder.
  cp -a ../first ../planned
  cp "$scratch/plan.json" ../planned
  cp -a ../planned ../packed
  cd ../packed || return
  ar-pack --symtab --out-dir out plan.json
}

setup() {
  faults 0
  replaces=(ar-pack --in-place --finished .libws.a.ar-meld.AAAAAAAA/finished .libws.a.ar-meld.AAAAAAAA/plan.json)
  packs=(ar-pack --symtab --out-dir out plan.json)
}

# packs_everywhere LEAST FAULTS
packs_everywhere() {
  export START=$BATS_FILE_TMPDIR/planned FINAL=$BATS_FILE_TMPDIR/packed
  everywhere "$1" "$CHANGES" "$2" "${packs[*]}" "${packs[@]}"
}

# replaces_everywhere LEAST FAULTS [OPTION]...
replaces_everywhere() {
  export START=$BATS_FILE_TMPDIR/ready
  local least=$1 faults_=$2
  shift 2
  everywhere "$least" "$CHANGES" "$faults_" "melds_again $*" "${replaces[@]}" "$@"
}

@test "killed while it replaces libraries: nothing is lost, and the next run finishes" {
  replaces_everywhere 7 signal=KILL
}

@test "killed while it keeps backups: they are whole, and the next run finishes" {
  replaces_everywhere 10 signal=KILL --backup .orig
}

@test "killed while it packs into a folder: the next run finishes" {
  packs_everywhere 6 signal=KILL
}

@test "calls that fail while it replaces libraries: nothing is lost, and the next run finishes" {
  replaces_everywhere 24 'error=ENOSPC error=EIO error=EACCES'
}

@test "calls that fail while it keeps backups: they are whole, and the next run finishes" {
  replaces_everywhere 8 error=EIO --backup .orig
}

@test "calls that fail while it packs into a folder: the next run finishes" {
  packs_everywhere 18 'error=ENOSPC error=EIO error=EACCES'
}

@test "symtab-update: the library is the old or the new one, and the next run finishes" {
  # What symtab-update does to find one is not what this is about.
  LLVM_AR=$(platform_tool llvm-ar)
  export LLVM_AR
  mkdir first final
  cp "$FIRST/liba.a" first
  cp "$FIRST/liba.a" final
  symtab-update final/liba.a
  export FIRST=$PWD/first FINAL=$PWD/final START=$PWD/first
  nothing_lost() {
    if [ "$status" -eq 0 ] || ! cmp -s liba.a "$FIRST/liba.a"; then cmp liba.a "$FINAL/liba.a"; fi
  }
  injections "$CHANGES" symtab-update liba.a >"$BATS_TEST_TMPDIR/to_inject"
  grep -q fsync "$BATS_TEST_TMPDIR/to_inject"
  everywhere 24 "$CHANGES" 'signal=KILL error=ENOSPC error=EIO' 'symtab-update liba.a' symtab-update liba.a
}
