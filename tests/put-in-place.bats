#!/usr/bin/env bats
# ar-pack --in-place: how finished files get the names of the libraries, and how often it writes to the disk.

load common

# finished: libraries in p/ and q/, plan.json, and the finished libraries in out/. The workspace library is
# p/libws.a; q/libsame.a shares nothing and stays what it is.
finished() {
  cd "$BATS_TEST_TMPDIR" || return
  same_libraries
  object same
  library libsame.a same.o
  mkdir p q
  mv liba.a libb.a p
  mv libc.a libsame.a q
  ar-scan -o before.json p/liba.a p/libb.a q/libc.a q/libsame.a
  dedup-plan -w p/libws.a -o plan.json before.json
  ar-pack --symtab --out-dir out plan.json
  cp -a p q out "$BATS_FILE_TMPDIR"
}

setup() {
  trace_tests_only
  finished
}

# in_place FOLDER: the libraries are what is finished in FOLDER
in_place() {
  cmp p/libws.a "$1/libws.a"
  cmp p/liba.a "$1/liba.a"
  cmp p/libb.a "$1/libb.a"
  cmp q/libc.a "$1/libc.a"
  cmp q/libsame.a "$BATS_FILE_TMPDIR/q/libsame.a"
  [ -z "$(find p q -name '.*')" ]
}

# syncs TRACE: "file NAME", "folder NAME" and "name NAME" for each sync and each name given, in order
syncs() {
  sed -nE 's/^fsync\([0-9]+<(.*)>\) += 0$/\1/p; s/^rename\(".*\.armeld-.*", "(.*)"\) += 0$/name \1/p' "$1" |
    while read -r kind name; do
      if [ "$kind" = name ]; then
        echo "name $name"
      elif [ -d "$kind" ]; then
        echo "folder ${kind#"$PWD"/}"
      else
        echo "file $(basename "$kind" | sed -E 's/^\.(.*)\.armeld-.*/\1/')"
      fi
    done
}

@test "all content first, then the workspace library and its folder, then the libraries, each folder once" {
  command -v strace >/dev/null || skip 'no strace'
  for how in --symtab '--finished out' '--finished out --move' '--symtab --backup .orig'; do
    rm -rf p q
    cp -a "$BATS_FILE_TMPDIR"/[pq] .
    # shellcheck disable=SC2086 # words
    strace -y -qq -o trace -e trace=fsync,fdatasync,rename ar-pack -j 1 --in-place $how plan.json
    syncs trace >order
    {
      case $how in *--backup*) printf 'folder %s\n' p q ;; esac
      printf 'file %s\n' libws.a liba.a libb.a libc.a
      printf '%s\n' 'name p/libws.a' 'folder p'
      printf 'name %s\n' p/liba.a p/libb.a q/libc.a
      printf 'folder %s\n' p q
    } | diff - order
  done
}

@test "with many threads each file is synced once as well" {
  command -v strace >/dev/null || skip 'no strace'
  strace -f -c -qq -o counts -e trace=fsync,fdatasync ar-pack --in-place --symtab plan.json
  cat counts
  [ "$(awk '$NF == "fsync" { print $4 }' counts)" -eq 7 ] # four files, and folders
  [ -z "$(awk '$NF == "fdatasync"' counts)" ]
}

@test "--finished --move takes the files themselves, without --move they stay" {
  cp -a out kept
  libraries='libws.a liba.a libb.a libc.a'
  # shellcheck disable=SC2086 # words
  (cd out && stat -c '%n %i' $libraries) >inodes
  ar-pack --in-place --finished out plan.json
  in_place out
  diff -r out kept
  rm -rf p q
  cp -a "$BATS_FILE_TMPDIR"/[pq] .
  ar-pack --in-place --finished out --move plan.json
  in_place kept
  [ "$(listed out)" = 'libsame.a ' ]
  # shellcheck disable=SC2086 # words
  stat -c '%n %i' p/libws.a p/liba.a p/libb.a q/libc.a | sed 's,^[pq]/,,' | diff - inodes
}

@test "an unchanged library keeps its time and its hard links, a replaced one its attributes" {
  ln q/libsame.a hard.a
  chmod 640 p/liba.a
  before=$(stat -c '%i %y' q/libsame.a)
  for how in --symtab '--finished out' '--finished out --move'; do
    # shellcheck disable=SC2086 # words
    ar-pack --in-place $how plan.json
    [ "$(stat -c '%i %y' q/libsame.a)" = "$before" ]
    [ "$(stat -c %h hard.a)" -eq 2 ]
    [ "$(stat -c %a p/liba.a)" = 640 ]
    rm p/libws.a
    for library in p/liba.a p/libb.a q/libc.a; do cp -p "$BATS_FILE_TMPDIR/$library" "$library"; done
    chmod 640 p/liba.a
  done
}

@test "symbolic links are followed, and other names of a finished file are left alone" {
  mkdir real
  mv p/liba.a real
  ln -s ../real/liba.a p/liba.a
  ln out/libb.a second.a
  cp -a out kept
  ar-pack --in-place --finished out --move plan.json
  [ -L p/liba.a ]
  cmp real/liba.a kept/liba.a
  in_place kept
  cmp second.a kept/libb.a
  [ "$(stat -c %h second.a)" -eq 2 ] # copied, since out/libb.a has two names
}

@test "files on another file system are copied" {
  mkdir other
  mount -t tmpfs tmpfs other 2>/dev/null || skip 'may not mount'
  mv out other/out
  failed=0
  ar-pack --in-place --finished other/out --move plan.json || failed=1
  cp -a other/out kept
  umount other
  [ "$failed" -eq 0 ]
  in_place kept
}

@test "where the file system can neither share nor copy, the content is copied by reading" {
  command -v strace >/dev/null || skip 'no strace'
  strace -f -qq -o trace -e trace=copy_file_range -e inject=copy_file_range:error=EOPNOTSUPP \
    ar-pack --in-place --finished out plan.json
  in_place out
}

@test "--move needs --finished" {
  refuses 'ar-pack: --move goes with --finished' ar-pack --in-place --move plan.json
}
