#!/usr/bin/env bats
# The examples of CI jobs, share/ci: their steps run as they are written, and commands in the place of those that talk to the service
# keep what is posted.

load common

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  mkdir lib bin caches
  same_libraries
  mv lib?.a lib/
  echo 'all: ; ls lib' >Makefile
  echo '[{"id": 5, "body": "Looks good"}]' >comments.json
  # What `make dist` makes, but programs that run those under test
  mkdir -p armeld-0/bin
  for tool in ar-meld ar-scan meld-report; do
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$ARMELD_BIN/$tool" >armeld-0/bin/$tool
  done
  chmod +x armeld-0/bin/*
  tar -cJf tarball.tar.xz armeld-0
  rm -r armeld-0
  export WORK=$PWD CACHES=$PWD/caches
}

# stub NAME: a program of that name for the job, of what is on standard input
stub() {
  (printf '#!/bin/bash\necho "%s $*" >>"$WORK/calls"\n' "$1" && cat) >"bin/$1"
  chmod +x "bin/$1"
}

# posted: the comments with the table
posted() { jq -r '.[] | select(.id != 5).body' comments.json; }

# has_table HEAD: there is one comment, and it has the table of three libraries and the workspace library under this head
has_table() {
  posted | sed -n '/^| library/,/^$/p' >table
  cat table
  [ "$(jq length comments.json)" -eq 2 ] || return
  [ "$(head -n 1 table)" = "$1" ] || return
  [ "$(grep -c '^| lib[a-z]*\.a ' table)" -eq "${2:-4}" ] || return
  [ "$(posted | grep -c '^| crate ')" -eq 1 ] || return
  [ "$(jq -r '.[0].body' comments.json)" = 'Looks good' ]
}

# github EVENT: on the push of a commit to main, or to a pull request of this repository or of a fork
github() {
  rm -rf melded sizes runner
  mkdir runner
  local event=pull_request base=main source=us/sdk
  case $1 in
  push) event=push base='' ;;
  fork) source=them/sdk ;;
  esac
  GITHUB_PATH=$PWD/runner/paths GITHUB_STEP_SUMMARY=$PWD/summary RUNNER_TEMP=$PWD/runner GITHUB_REPOSITORY=us/sdk \
    GITHUB_BASE_REF=$base PATH=$PWD/bin:/usr/bin:/bin "$ROOT/tests/ci-example" github "$ROOT/share/ci/github.yml" \
    github.event_name="$event" github.base_ref=$base github.ref_name=main github.sha="$2" github.repository=us/sdk \
    github.event.pull_request.head.sha="${base:+$2}" github.event.pull_request.head.repo.full_name=$source \
    github.event.number=7 github.token=secret >log 2>&1 || {
    cat log
    return 1
  }
}

@test "GitHub: a pull request gets one comment with the sizes at its base" {
  stub curl <<'END'
[ "$*" = '-fsSL https://example.org/armeld-0.1.0-x86_64-linux.tar.xz' ] && cat "$WORK/tarball.tar.xz"
END
  stub gh <<'END'
[ "$GH_TOKEN" = secret ] || exit 1
change() { jq --rawfile body "$1" "${@:2}" "$WORK/comments.json" >"$WORK/changed" && mv "$WORK/changed" "$WORK/comments.json"; }
case $* in
'api --paginate repos/us/sdk/issues/7/comments --jq '*) jq -r "$5" "$WORK/comments.json" ;;
'api --silent repos/us/sdk/issues/7/comments -F body=@'*) change "${5#body=@}" '. + [{id: 6, $body}]' ;;
'api --silent --method PATCH repos/us/sdk/issues/comments/6 -F body=@'*) change "${7#body=@}" '(.[] | select(.id == 6)).body = $body' ;;
*) exit 1 ;;
esac
END
  # Nothing is known of the base yet.
  github pull 1111111111111111
  has_table '| library | before | after | factor |'
  [[ $(posted) == *'libraries at 1111111111:'* ]]

  github push 2222222222222222
  [ "$(ls caches)" = 'armeld-sizes+main+2222222222222222' ]
  [ "$(posted | grep -c 1111111111)" -eq 1 ]

  object added 'char added[100000] = {1};'
  ar rcsD lib/libb.a added.o
  github pull 3333333333333333
  has_table '| library | before | base | head | factor |'
  grep -qE '^\| libb.a \| 10[0-9] kB \| [0-9.]+ kB \| 10[0-9] kB \|' table
  [[ $(posted) == *'libraries at 3333333333, beside those at the base, main:'* ]]

  # A library is gone.
  rm lib/libc.a
  github pull 4444444444444444
  has_table '| library | before | after | factor |' 3

  # A fork's job may not write, but has the table in its summary.
  cp comments.json before.json
  rm summary
  github fork 5555555555555555
  cmp comments.json before.json
  grep -qxF '| library | before | after | factor |' summary
  [ "$(ls caches)" = 'armeld-sizes+main+2222222222222222' ]
}

# gitlab [VARIABLE=VALUE]...: in a pipeline of a branch, or of a merge request
gitlab() {
  rm -rf melded sizes armeld
  env PATH="$PWD/bin:/usr/bin:/bin" CI_API_V4_URL=https://gitlab.example.org/api/v4 CI_PROJECT_ID=3 CI_JOB_NAME=sizes "$@" \
    "$ROOT/tests/ci-example" gitlab "$ROOT/share/ci/gitlab.yml" >log 2>&1 || {
    cat log
    return 1
  }
}

@test "GitLab: a merge request gets one comment with the sizes at its target branch" {
  stub apt-get </dev/null
  stub curl <<'END'
api=https://gitlab.example.org/api/v4/projects/3
change() { jq --rawfile body "$1" "${@:2}" "$WORK/comments.json" >"$WORK/changed" && mv "$WORK/changed" "$WORK/comments.json"; }
case $* in
'-fsSL https://example.org/armeld-0.1.0-x86_64-linux.tar.xz') cat "$WORK/tarball.tar.xz" ;;
"-fsS --header PRIVATE-TOKEN: secret -o sizes/base.json $api/jobs/artifacts/release%2F1/raw/sizes/head.json?job=sizes")
  # With --fail, curl ends with 22 where there is nothing.
  [ -e "$WORK/artifact" ] || exit 22
  cp "$WORK/artifact" sizes/base.json
  ;;
"-fsS --header PRIVATE-TOKEN: secret $api/merge_requests/7/notes?sort=asc&per_page=100") cat "$WORK/comments.json" ;;
"-fsS -o /dev/null --header PRIVATE-TOKEN: secret --request POST --data-urlencode body@comment.md $api/merge_requests/7/notes")
  change comment.md '. + [{id: 6, $body}]'
  ;;
"-fsS -o /dev/null --header PRIVATE-TOKEN: secret --request PUT --data-urlencode body@comment.md $api/merge_requests/7/notes/6")
  change comment.md '(.[] | select(.id == 6)).body = $body'
  ;;
*) exit 1 ;;
esac
END
  merge=(ARMELD_TOKEN=secret CI_MERGE_REQUEST_IID=7 CI_MERGE_REQUEST_TARGET_BRANCH_NAME=release/1)
  gitlab "${merge[@]}" CI_COMMIT_SHORT_SHA=11111111
  has_table '| library | before | after | factor |'

  gitlab ARMELD_TOKEN=secret CI_COMMIT_SHORT_SHA=22222222
  cp sizes/head.json artifact
  [ "$(posted | grep -c 11111111)" -eq 1 ]

  object added 'char added[100000] = {1};'
  ar rcsD lib/libb.a added.o
  gitlab "${merge[@]}" CI_COMMIT_SHORT_SHA=33333333
  has_table '| library | before | base | head | factor |'
  grep -qE '^\| libb.a \| 10[0-9] kB \| [0-9.]+ kB \| 10[0-9] kB \|' table
  [[ $(posted) == *'libraries at 33333333, beside those at the base, release/1:'* ]]

  # A library is gone.
  rm lib/libc.a
  gitlab "${merge[@]}" CI_COMMIT_SHORT_SHA=44444444
  has_table '| library | before | after | factor |' 3

  # A fork has no token, and its log has the table.
  cp comments.json before.json
  gitlab "${merge[@]:1}" CI_COMMIT_SHORT_SHA=55555555
  cmp comments.json before.json
  grep -qxF '| library | before | after | factor |' log
}
