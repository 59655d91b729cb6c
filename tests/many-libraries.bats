#!/usr/bin/env bats
# More libraries than the soft limit of open files.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
}

@test "1,500 libraries with a soft limit of 1,024 open files" {
  [ "$(ulimit -H -n)" = unlimited ] || [ "$(ulimit -H -n)" -ge 8192 ] || skip 'the hard limit is too low'
  object shared
  object own
  library one.a own.o shared.o
  python3 - <<'END'
one = open("one.a", "rb").read()
with open("names", "w") as names:
    for i in range(1500):
        open(f"lib{i}.a", "wb").write(one)
        print(f"lib{i}.a", file=names)
END
  ulimit -S -n 1024
  ar-scan --files-from names -o before.json
  dedup-plan --exclude own.o -w libws.a -o plan.json before.json
  ar-pack --in-place --symtab plan.json
  ar-pack --in-place --symtab --dry-run plan.json >outputs
  [ "$(wc -l <outputs)" -eq 1501 ]
  symtab-update --missing --files-from outputs
  ar-scan --files-from outputs -o after.json
  meld-verify --workspace libws.a before.json after.json
  [ "$(members libws.a)" = shared.o ]
}
