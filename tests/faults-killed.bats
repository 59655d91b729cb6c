#!/usr/bin/env bats
# Faults in ar-meld itself, killed between any two steps, and in symtab-update: each library is what it was or what it shall
# be, and the same command again finishes the work.

load faults

setup_file() { faults_set; }

setup() { faults 0; }

@test "ar-meld itself killed between any two steps" {
  wrap ar-meld
  EACH=yes programs 15 clone,clone3,vfork,fork,wait4,rt_sigtimedwait signal=KILL
}

@test "symtab-update: the library is the old or the new one, and the next run finishes" {
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
  everywhere 50 "$CHANGES" 'signal=KILL error=ENOSPC error=EIO' 'symtab-update liba.a' symtab-update liba.a
}
