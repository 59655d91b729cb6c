#!/usr/bin/env bats
# The examples of the man pages work: each block of commands runs in a folder of its own, with liba.a,
# libb.a and libc.a, and the documents of a run of the tools over them.

load common

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  same_libraries
  rm ./*.c ./*.o
  ar-scan -o before.json liba.a libb.a libc.a
  dedup-plan -w libshared.a -o plan.json before.json
  ar-pack --out-dir out plan.json
  symtab-update out/*.a
  ar-scan -o after.json out/*.a
  rm -r out
}

# blocks PAGE FOLDER: writes the page's blocks of examples to FOLDER/1, FOLDER/2 ... A block with the comment
# "not run" is left out.
blocks() {
  awk -v folder="$2" '
    /^\.Sh/ { examples = $2 == "EXAMPLES" }
    !examples { next }
    /^\.Bd -literal/ { text = ""; inside = 1; run = 1; next }
    /^\.\\" not run/ { run = 0; next }
    /^\.Ed/ { inside = 0; if (run) printf "%s", text >(folder "/" ++number); next }
    inside { gsub(/\\e/, "\\\\"); text = text $0 "\n" }' "$1"
}

works() {
  mkdir "$BATS_TEST_TMPDIR/blocks"
  blocks "$ROOT/man/$1" "$BATS_TEST_TMPDIR/blocks"
  [ "$(ls blocks)" ]
  for block in "$BATS_TEST_TMPDIR"/blocks/*; do
    echo "$1, example $(basename "$block"):" # shown if the test fails
    cat "$block"
    cp -a "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR/work"
    (cd "$BATS_TEST_TMPDIR/work" && sh -eu "$block" 2>errors)
    # Only what asks for words gets any.
    case $(cat "$block") in
    *--verbose*) ;;
    *)
      cat work/errors
      [ ! -s work/errors ]
      ;;
    esac
    rm -r "$BATS_TEST_TMPDIR/work"
  done
}

@test "README" {
  awk -v folder="$BATS_TEST_TMPDIR" '
    /^```sh/ { text = ""; inside = 1; next }
    /^```/ && inside { inside = 0; printf "%s", text >(folder "/block." ++number); next }
    inside { text = text $0 "\n" }' "$ROOT/README.md"
  [ "$(find . -name 'block.*' | wc -l)" -eq "$(grep -c '^```sh' "$ROOT/README.md")" ]
  cat >"$BATS_TEST_TMPDIR/main.c" <<'END'
int a(void), b(void), c(void);
int main(void) { return a() + b() + c() == 0; }
END
  for block in "$BATS_TEST_TMPDIR"/block.*; do
    cat "$block"
    cp -a "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR/work"
    cp main.c work/
    (cd work && sh -eu "$block" 2>errors)
    cat work/errors
    [ ! -s work/errors ]
    [ ! -e work/program ] || work/program
    rm -r work
  done
}

@test "armeld(7)" { works armeld.7; }
@test "armeld-distributed(7)" { works armeld-distributed.7; }
@test "ar-extract(1)" { works ar-extract.1; }
@test "ar-meld(1)" { works ar-meld.1; }
@test "ar-pack(1)" { works ar-pack.1; }
@test "ar-scan(1)" { works ar-scan.1; }
@test "dedup-plan(1)" { works dedup-plan.1; }
@test "gc-plan(1)" { works gc-plan.1; }
@test "isolate-plan(1)" { works isolate-plan.1; }
@test "link-metadata(1)" { works link-metadata.1; }
@test "meld-lock(1)" { works meld-lock.1; }
@test "meld-report(1)" { works meld-report.1; }
@test "meld-verify(1)" { works meld-verify.1; }
@test "strip-plan(1)" { works strip-plan.1; }
@test "symtab-update(1)" { works symtab-update.1; }

@test "every page is here" {
  diff <(cd "$ROOT/man" && printf 'works %s\n' *) <(grep -o 'works [a-z-]*\.[0-9]' "$BATS_TEST_FILENAME" | sort)
}
