#!/usr/bin/env bats
# scripts/test, on a small project with tests of its own.
# shellcheck disable=SC2154,SC2030,SC2031,SC2016 # what mini_project.bash and bats set; shell programs in quotes

bats_require_minimum_version 1.5.0

setup() {
  load mini_project.bash
  make_mini_project
  pretend_bun 1.4.5
  mkdir -p "$mini/tests/some"
  # The directories of the runs, some of which are kept.
  pretend mktemp <<<"$(command -v mktemp) \"\$@\" | tee -a '$bin/made'"
}

teardown() {
  local directory
  [ -f "$bin/made" ] || return 0
  while IFS= read -r directory; do
    case $directory in /tmp/outlive-*) rm -rf "$directory" ;; esac
  done <"$bin/made"
}

# bats_file NAME: makes tests/some/NAME.bats with the tests on stdin.
bats_file() {
  cat >"$mini/tests/some/$1.bats"
}

# last_line: prints the last line of the output of `run`.
last_line() {
  printf '%s\n' "${lines[${#lines[@]} - 1]}"
}

@test "refuses a part that there is not, in one line with those there are" {
  bats_file a <<<'@test "one" { true; }'
  run "$mini/scripts/test" nothing
  assert_failure 2
  assert_output 'scripts/test: no part "nothing": give one of format types lint shellcheck unit some or a .bats or .test.ts file'
  assert_equal "$(called .)" 0
}

@test "refuses a number of files at once that is none" {
  run "$mini/scripts/test" -j 0 format
  assert_failure 2
  assert_output 'scripts/test: -j needs a whole number above 0, not "0"'
}

@test "adds up what passed and failed in the last line, and what was skipped before it" {
  bats_file a <<'END'
@test "good" { true; }
@test "bad" { echo 'what went wrong'; false; }
@test "later" { skip 'not yet'; }
END
  bats_file b <<<'@test "good too" { true; }'
  run "$mini/scripts/test" some
  assert_failure 1
  assert_equal "$(last_line)" '2 passed, 1 failed'
  assert_line '1 skipped'
  assert_line '      not ok: bad'
  assert_line 'not ok 2 bad'
  assert_line '# what went wrong'
  assert_line 'run it again: scripts/test tests/some/a.bats'
  refute_line --partial 'good'
}

@test "ends with 0 where nothing failed" {
  bats_file a <<<'@test "good" { true; }'
  run "$mini/scripts/test" some format
  assert_success
  assert_equal "$(last_line)" '2 passed, 0 failed'
}

@test "the checks run beside the bats files" {
  # Each waits for the other.
  bats_file a <<'END'
@test "beside a check" {
  : >"$BATS_TEST_DIRNAME/bats"
  for _ in {1..600}; do [ ! -e "$BATS_TEST_DIRNAME/check" ] || return 0; sleep 0.05; done
  false
}
END
  sed "s|^fmt)|fmt) : >'$mini/tests/some/check'; for _ in {1..600}; do [ ! -e '$mini/tests/some/bats' ] \|\| exit 0; sleep 0.05; done; exit 1 ;;\nfmt)|" \
    "$bin/bun" >"$bin/bun.new"
  chmod +x "$bin/bun.new"
  mv "$bin/bun.new" "$bin/bun"
  run "$mini/scripts/test" -j 1 format some
  assert_success
  assert_equal "$(last_line)" '2 passed, 0 failed'
}

# begun: prints the names of the files in tests/some in the order in which they were begun, in a line.
begun() { paste -sd' ' "$mini/begun"; }

@test "the slowest files are begun first, also by a clone that has run none" {
  for file in many few slow slower; do bats_file "$file" <<<'@test "one" { basename "$BATS_TEST_FILENAME" .bats >>"$mini/begun"; }'; done
  echo '@test "two" { true; }' >>"$mini/tests/some/many.bats"
  mkdir "$mini/scripts/test.d"
  printf 'tests/some/slower.bats\ntests/some/slow.bats\n' >"$mini/scripts/test.d/slowest"
  run "$mini/scripts/test" -j 1 some
  assert_success
  assert_equal "$(begun)" 'slower slow many few'
  # Now it is known how long each takes.
  rm "$mini/begun"
  echo 5 >"$mini/node_modules/.cache/outlive-test/tests%some%few.bats"
  run "$mini/scripts/test" -j 1 some
  assert_success
  assert_regex "$(begun)" '^few '
}

@test "the files that are named as the slowest are there" {
  run cat "$ROOT/scripts/test.d/slowest"
  assert [ "${#lines[@]}" -gt 10 ]
  for file in "${lines[@]}"; do assert [ -f "$ROOT/$file" ]; done
}

@test "runs one file" {
  bats_file a <<<'@test "good" { true; }'
  bats_file b <<<'@test "bad" { false; }'
  cd "$mini/tests"
  run ../scripts/test some/a.bats
  assert_success
  assert_equal "$(last_line)" '1 passed, 0 failed'
}

@test "a bats file that cannot be read has failed" {
  bats_file a <<<'@test "broken" { if; }'
  run "$mini/scripts/test" some
  assert_failure 1
  assert_equal "$(last_line)" '0 passed, 1 failed'
}

@test "a bats file without a test has failed" {
  bats_file a </dev/null
  run "$mini/scripts/test" some
  assert_failure 1
  assert_equal "$(last_line)" '0 passed, 1 failed'
}

@test "a bats file that ends half-way has failed" {
  bats_file a <<'END'
@test "good" { true; }
@test "killed" { kill -KILL $PPID $$; }
END
  run "$mini/scripts/test" some
  assert_failure 1
  assert_equal "$(last_line)" '1 passed, 1 failed'
}

@test "a file that takes too long is stopped, and has failed" {
  sed "s/^file_limit_seconds=.*/file_limit_seconds=3/" "$ROOT/scripts/test" >"$mini/scripts/test"
  bats_file a <<<'@test "endless" { sleep 987; }'
  run "$mini/scripts/test" some
  assert_failure 1
  assert_line --partial "sleep 987"
  assert_equal "$(grep -c '^FAIL' <<<"$output")" 2
  assert_equal "$(last_line)" "0 passed, 1 failed"
}

@test "unit tests that were none have failed" {
  run "$mini/scripts/test" unit
  assert_failure 1
  assert_equal "$(last_line)" '0 passed, 1 failed'
}

@test "a check that complains has failed" {
  FORMAT_FAILS=1 run "$mini/scripts/test" format
  assert_failure 1
  assert_line 'src/main.ts is not formatted'
  assert_equal "$(last_line)" '0 passed, 1 failed'
}

@test "without shellcheck, the check is skipped, and not passed" {
  pretend id <<<'echo 1000'
  pretend_poor_path
  run "$mini/scripts/test" shellcheck
  assert_success
  assert_line --partial 'shellcheck was skipped: not installed'
  assert_equal "$(last_line)" '0 passed, 0 failed'
  assert_line '1 skipped'
}

@test "shellcheck reads every shell program, whatever its name" {
  printf '#!/usr/bin/env bash\necho $1\n' >"$mini/scripts/unquoted"
  printf 'echo $1\n' >"$mini/scripts/no-shell"
  run "$mini/scripts/test" shellcheck
  assert_failure 1
  assert_line --partial 'In scripts/unquoted line 2'
  refute_line --partial 'In scripts/no-shell'
}

@test "shellcheck tells of every file, however many there are" {
  for number in {10..40}; do
    printf '#!/usr/bin/env bash\necho fine\n' >"$mini/scripts/fine$number"
  done
  for number in {10..40}; do
    printf '#!/usr/bin/env bash\necho $1\n' >"$mini/tests/unquoted$number.bash"
  done
  run "$mini/scripts/test" shellcheck
  assert_failure 1
  assert_equal "$(grep -c '^In tests/unquoted.. *.* line 2:$' <<<"$output")" 31
  assert_equal "$(last_line)" '0 passed, 1 failed'
}

@test "without a binary, bats files are not run, and that is a failure" {
  bats_file a <<<'@test "good" { true; }'
  BUILD_FAILS=1 run "$mini/scripts/test" some format
  assert_failure 1
  assert_equal "$(last_line)" '1 passed, 1 failed'
}

@test "a process that outlives its tests is a failure, is named, and ends" {
  [ -d /proc/self ] || skip 'found in /proc only'
  bats_file a <<'END'
@test "careless" { sleep 987 3>&- & echo $! >"$BATS_TEST_DIRNAME/left"; }
END
  run "$mini/scripts/test" some
  assert_failure 1
  assert_line --partial 'sleep 987'
  assert_equal "$(last_line)" '1 passed, 1 failed'
  refute is_running "$(cat "$mini/tests/some/left")"
}

@test "tests see nothing of the environment that could change them, but OUTLIVE and REFERENCE_DIR" {
  bats_file a <<'END'
@test "clean" {
  [ -z "${TMUX+is} ${MONITOR_MAX_RETRIES+is} ${OUTLIVE_CONFIG+is} ${NO_COLOR+is} ${TASK_TMPDIR+is}" ] || env
  [ "${TMUX-no} ${MONITOR_MAX_RETRIES-no} ${OUTLIVE_CONFIG-no} ${NO_COLOR-no} ${TASK_TMPDIR-no}" = 'no no no no no' ]
  [ "$OUTLIVE $REFERENCE_DIR" = '/the/binary /the/scripts' ]
}
END
  TMUX=x MONITOR_MAX_RETRIES=1 OUTLIVE_CONFIG=x NO_COLOR=1 TASK_TMPDIR=/x OUTLIVE=/the/binary REFERENCE_DIR=/the/scripts \
    run "$mini/scripts/test" some
  assert_success
}

@test "tests can trap signals that were ignored where the run was started" {
  bats_file a <<'END'
@test "interrupted" {
  run bash -c 'trap "exit 7" INT; kill -INT $$; exit 1'
  [ "$status" = 7 ]
}
END
  run bash -c 'trap "" INT HUP; exec "$mini/scripts/test" some'
  assert_success
}

# once_bad NAME TEST…: makes tests/some/NAME.bats with tests that fail the first time only.
once_bad() {
  local file=$1 name
  shift
  for name in "$@"; do
    printf '@test "%s" {\n  [ -e "$BATS_TEST_DIRNAME/%s.%s" ] && return\n  : >"$BATS_TEST_DIRNAME/%s.%s"\n  echo "lost by %s"\n  false\n}\n' \
      "$name" "$file" "$name" "$file" "$name" "$name"
  done | bats_file "$file"
}

# assert_unsteady TEST…: exactly these are named as unsteady, in this order, above the blank line before the last line.
assert_unsteady() {
  assert_equal "$(grep '^unsteady' <<<"$output")" "$(printf 'unsteady: %s\n' "$@")"
  assert_equal "$(tail -n 3 <<<"$output" | head -n 1)" "unsteady: ${!#}"
}

@test "a test that fails, and passes when its file is run again, has passed, and is named as unsteady" {
  once_bad a 'races' 'and another'
  bats_file b <<<'@test "good" { true; }'
  run "$mini/scripts/test" some
  assert_success
  assert_equal "$(last_line)" '3 passed, 0 failed'
  assert_unsteady 'tests/some/a.bats: races' 'tests/some/a.bats: and another'
  # What went wrong the first time is there to be mended.
  assert_line '# lost by races'
  assert_line --partial 'kept to be looked at'
  # Nothing is run again without a reason.
  assert_equal "$(grep -c '^ok .*tests/some/b.bats' <<<"$output")" 1
}

@test "unsteady tests are added to a file, with date and commit" {
  once_bad a 'races'
  git -C "$mini" init -q
  git -C "$mini" -c user.name=me -c user.email=me@example.org commit -q --allow-empty -m first
  run "$mini/scripts/test" some
  rm "$mini/tests/some/a.races"
  run "$mini/scripts/test" some
  assert_success
  run cat "$mini/dist/unsteady.log"
  assert_equal "${#lines[@]}" 2
  assert_regex "${lines[1]}" "^20[0-9-]+T[0-9:]+Z $(git -C "$mini" rev-parse --short HEAD) tests/some/a\.bats: races\$"
}

@test "a test that fails both times has failed, beside one that does not" {
  once_bad a 'races'
  echo '@test "bad" { echo "wrong $(ls "$BATS_TEST_DIRNAME")"; false; }' >>"$mini/tests/some/a.bats"
  run "$mini/scripts/test" some
  assert_failure 1
  assert_equal "$(last_line)" '1 passed, 1 failed'
  assert_unsteady 'tests/some/a.bats: races'
}

@test "a test that fails only when its file is run again is unsteady, too" {
  once_bad a 'races'
  echo '@test "later" { [ ! -e "$BATS_TEST_DIRNAME/later" ] || false; : >"$BATS_TEST_DIRNAME/later"; }' >>"$mini/tests/some/a.bats"
  run "$mini/scripts/test" some
  assert_success
  assert_equal "$(last_line)" '2 passed, 0 failed'
  assert_unsteady 'tests/some/a.bats: races' 'tests/some/a.bats: later'
}

@test "a test that is skipped when its file is run again has failed" {
  bats_file a <<'END'
@test "evades" { [ ! -e "$BATS_TEST_DIRNAME/was" ] || skip; : >"$BATS_TEST_DIRNAME/was"; false; }
END
  run "$mini/scripts/test" some
  assert_failure 1
  assert_equal "$(last_line)" '0 passed, 1 failed'
}

@test "three unsteady tests pass, and four fail the run" {
  once_bad a one two
  once_bad b three
  run "$mini/scripts/test" some
  assert_success
  assert_equal "$(last_line)" '3 passed, 0 failed'
  rm "$mini/tests/some/"*.{one,two,three}
  once_bad b three four
  run "$mini/scripts/test" some
  assert_failure 1
  assert_line '4 tests are unsteady, more than 3: that fails the run'
  assert_equal "$(last_line)" '4 passed, 1 failed'
}

@test "files are run again alone, when all others are done" {
  for file in a b c; do
    bats_file "$file" <<'END'
@test "alone" {
  echo "$BATS_TEST_FILENAME" >>"$BATS_TEST_DIRNAME/begun"
  if [ -e "$BATS_TEST_FILENAME.was" ]; then
    [ ! -e "$BATS_TEST_DIRNAME/running" ]
    [ "$(head -n 4 "$BATS_TEST_DIRNAME/begun" | sort -u | wc -l)" = 4 ]
    # Only one can make it; another one that is started at the same time is there within this second.
    mkdir "$BATS_TEST_DIRNAME/alone"
    sleep 1
    rmdir "$BATS_TEST_DIRNAME/alone"
    return
  fi
  : >"$BATS_TEST_FILENAME.was"
  false
}
END
  done
  bats_file d <<'END'
@test "waits" {
  : >"$BATS_TEST_DIRNAME/running"
  until [ "$(sort -u "$BATS_TEST_DIRNAME/begun" 2>/dev/null | wc -l)" = 3 ]; do sleep 0.05; done
  echo d >>"$BATS_TEST_DIRNAME/begun"
  sleep 1
  rm "$BATS_TEST_DIRNAME/running"
}
END
  run "$mini/scripts/test" -j 4 some
  assert_success
  assert_equal "$(last_line)" '4 passed, 0 failed'
}

@test "a file that ended early, was too slow, or left a process the first time only is unsteady" {
  [ -d /proc/self ] || skip 'processes are found in /proc only'
  sed "s/^file_limit_seconds=.*/file_limit_seconds=5/" "$ROOT/scripts/test" >"$mini/scripts/test"
  for file in 'ends kill -KILL $PPID $$' 'hangs sleep 987' 'leaves sleep 987 3>\&- \&'; do
    sed "s/WHAT/${file#* }/" <<'END' | bats_file "${file%% *}"
@test "first" { true; }
@test "second" {
  [ ! -e "$BATS_TEST_FILENAME.was" ] || return 0
  : >"$BATS_TEST_FILENAME.was"
  WHAT
}
END
  done
  run "$mini/scripts/test" some
  assert_success
  assert_equal "$(last_line)" '6 passed, 0 failed'
  assert_line 'unsteady: tests/some/ends.bats: (not all of its tests were run)'
  assert_line 'unsteady: tests/some/hangs.bats: (not all of its tests were run)'
  assert_line 'unsteady: tests/some/leaves.bats: (processes outlived its tests)'
}

@test "a setup_file that fails the first time only is unsteady" {
  bats_file a <<'END'
setup_file() {
  [ ! -e "$BATS_TEST_FILENAME.was" ] || return 0
  : >"$BATS_TEST_FILENAME.was"
  false
}
@test "good" { true; }
@test "good too" { true; }
END
  run "$mini/scripts/test" some
  assert_success
  assert_equal "$(last_line)" '2 passed, 0 failed'
  assert_unsteady 'tests/some/a.bats: (setup_file failed)'
}

@test "where many files failed, none is run again" {
  for file in {a..k}; do bats_file "$file" <<<'@test "bad" { false; }'; done
  run "$mini/scripts/test" some
  assert_failure 1
  assert_line '11 files failed, more than 10: none is run again'
  assert_equal "$(grep -c '^FAIL' <<<"$output")" 11
  assert_equal "$(last_line)" '0 passed, 11 failed'
}

@test "unit tests are run again, too, and are named with their file" {
  really_test
  cat >"$mini/tests/unit/a.test.ts" <<END
import { expect, test } from "bun:test"
import { existsSync, writeFileSync } from "node:fs"
test("races < & \"wins\"", () => {
  const was = existsSync("$mini/was")
  writeFileSync("$mini/was", "")
  expect(was).toBe(true)
})
test("good", () => {})
test.skip("later", () => {})
END
  run "$mini/scripts/test" unit
  assert_success
  assert_equal "$(last_line)" '2 passed, 0 failed'
  assert_line '1 skipped'
  assert_unsteady 'unit: tests/unit/a.test.ts: races < & "wins"'
  refute_line --partial 'kept to be looked at'
}

@test "unit tests of which a file cannot be loaded have failed" {
  really_test
  echo 'import { test } from "bun:test"; test("good", () => {})' >"$mini/tests/unit/a.test.ts"
  echo 'throw new Error("cannot be loaded")' >"$mini/tests/unit/b.test.ts"
  run "$mini/scripts/test" unit
  assert_failure 1
  assert_equal "$(last_line)" '1 passed, 1 failed'
  assert_line --partial 'cannot be loaded'
}

# really_test: has the Bun that pretends run unit tests with the real one.
really_test() {
  mkdir -p "$mini/tests/unit"
  sed "s|^fmt)|test) exec '$ROOT/node_modules/.bin/bun' \"\$@\" ;;\nfmt)|" "$bin/bun" >"$bin/bun.new"
  chmod +x "$bin/bun.new"
  mv "$bin/bun.new" "$bin/bun"
}

# other_tmux VERSION [FAILURE]: makes a version of tmux in the project, or the reason why there is none; `some` becomes
# tests/sessions, whose file a.bats is run with it, and b.bats is not.
other_tmux() {
  local tmux=$mini/tests/e2e/tmux
  mkdir -p "$tmux/$1/bin"
  printf '# a comment\n%s some-release system\n' "$1" >"$tmux/versions"
  printf '# a comment\na\n' >"$tmux/sessions"
  printf '@test "good" { true; }\n' >"$mini/tests/e2e/agent.bats"
  if [ -n "${2:-}" ]; then
    echo "$2" >"$tmux/$1/failed"
  else
    printf '#!/bin/sh\necho "tmux %s"\n' "$1" >"$tmux/$1/bin/tmux"
    chmod +x "$tmux/$1/bin/tmux"
  fi
  printf '#!/bin/sh\nexit\n' | tee "$tmux/install" >"$mini/tests/e2e/install"
  chmod +x "$tmux/install" "$mini/tests/e2e/install"
  mv "$mini/tests/some" "$mini/tests/sessions"
}

@test "e2e runs files of tests/sessions with the other versions of tmux first on PATH" {
  bats_file a <<<'@test "which" { tmux -V >>"$BATS_TEST_DIRNAME/versions"; [ "$(tmux -V)" = "tmux 9.9z" ]; }'
  bats_file b <<<'@test "bad" { false; }'
  other_tmux 9.9z
  run "$mini/scripts/test" e2e
  assert_success
  assert_line --partial 'tests/sessions/a.bats@9.9z'
  assert_equal "$(last_line)" '2 passed, 0 failed'
  run "$mini/scripts/test" sessions
  assert_line 'run it again: scripts/test tests/sessions/a.bats'
  assert_equal "$(last_line)" '0 passed, 2 failed'
  cd "$mini/tests"
  run "$mini/scripts/test" sessions/a.bats@9.9z
  assert_success
  assert_equal "$(last_line)" '1 passed, 0 failed'
  run "$mini/scripts/test" sessions/a.bats@9.8
  assert_failure 2
}

@test "a version of tmux that could not be installed is skipped, with the reason" {
  bats_file a <<<'@test "bad" { false; }'
  other_tmux 9.9z 'no mirror answers'
  run "$mini/scripts/test" e2e
  assert_success
  assert_line 'tests/sessions@9.9z was skipped: no mirror answers'
  assert_equal "$(last_line)" '1 passed, 0 failed'
}

# hangs_in PLACE: makes a program `hangs` and calls it at PLACE of the project: `install`, `build` (Bun's), `e2e` (its install),
# `test`, or `again` (only the second run of the file). It has a process in a session of its own and a sandbox, as many
# tests have, and does not end.
hangs_in() {
  export ROOT
  pretend hangs <<'END'
source "$ROOT/tests/support/isolation.bash"
isolation_begin
perl -MPOSIX -e 'POSIX::setsid(); open F, ">", shift; print F "$$\n"; close F; sleep 987' "$SANDBOX/daemon" &
wait_until test -s "$SANDBOX/daemon"
echo "$$ $(<"$SANDBOX/daemon")" >"$mini/hanging.pids"
echo "$run_directory $SANDBOX" >"$mini/hanging.directories"
sleep 987
END
  # Before isolation_begin has a TMPDIR of its own.
  sed -i.bak '2a\
run_directory=$(echo "$TMPDIR" | sed "s|\\(/tmp/outlive-[^/]*\\)/.*|\\1|")' "$bin/hangs"
  local good='@test "good" { true; }'
  bats_file a <<<"$good"
  case $1 in
  install | build)
    sed -i.bak "s/^$1)/$1) hangs/" "$bin/bun"
    ;;
  e2e)
    mkdir -p "$mini/tests/e2e"
    echo "$good" >"$mini/tests/e2e/a.bats"
    printf '#!/bin/sh\nhangs\n' >"$mini/tests/e2e/install"
    chmod +x "$mini/tests/e2e/install"
    ;;
  test) bats_file a <<<'@test "long" { hangs; }' ;;
  again)
    once_bad a once
    sed -i.bak 's/ \&\& return/ \&\& hangs/' "$mini/tests/some/a.bats"
    ;;
  esac
}

# assert_leaves_nothing SIGNAL CODE [WORD…]: scripts/test, called with WORD… (some), gets SIGNAL when it hangs, ends with
# CODE, and leaves no process and no directory.
assert_leaves_nothing() {
  local signal=$1 code=$2 status=0 pid directory words=("${@:3}")
  rm -f "$mini/hanging".*
  # A shell has INT ignored in what it starts in the background.
  perl -e '$SIG{$_} = "DEFAULT" for qw(HUP INT); exec @ARGV' "$mini/scripts/test" "${words[@]:-some}" \
    >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
  run_pid=$!
  wait_until test -s "$mini/hanging.directories" || fail "$(<"$BATS_TEST_TMPDIR/said")"
  kill -s "$signal" "$run_pid"
  if ! wait_until ended "$run_pid"; then
    # shellcheck disable=SC2046 # process ids
    kill -KILL "$run_pid" $(<"$mini/hanging.pids")
    fail "it goes on after $signal"
  fi
  wait "$run_pid" || status=$?
  assert_equal "$status" "$code"
  for pid in $(<"$mini/hanging.pids"); do
    refute is_running "$pid"
  done
  for directory in $(<"$mini/hanging.directories"); do
    assert_regex "$directory" '^/tmp/(outlive-|ol\.)'
    assert [ ! -e "$directory" ]
  done
  assert_equal "$(find "$mini" -name '*.tmp' -o -name 'build.*')" ''
}

ended() { ! is_running "$1"; }

@test "stopped by TERM, INT or HUP while a file runs and another one waits, it leaves nothing" {
  [ -d /proc/self ] || skip 'processes in sessions of their own are found in /proc only'
  hangs_in test
  bats_file b <<<'@test "waits" { true; }'
  assert_leaves_nothing TERM 143 -j 1 some
  assert_leaves_nothing INT 130 -j 1 some
  assert_leaves_nothing HUP 129 -j 1 some
}

@test "stopped while a file runs once more, it leaves nothing" {
  [ -d /proc/self ] || skip 'processes in sessions of their own are found in /proc only'
  hangs_in again
  assert_leaves_nothing TERM 143
}

@test "stopped while the dependencies are installed, it leaves nothing" {
  [ -d /proc/self ] || skip 'processes in sessions of their own are found in /proc only'
  hangs_in install
  assert_leaves_nothing TERM 143
}

@test "stopped while the binary is built, it leaves nothing" {
  [ -d /proc/self ] || skip 'processes in sessions of their own are found in /proc only'
  hangs_in build
  assert_leaves_nothing TERM 143
  assert_leaves_nothing INT 130
}

@test "stopped while real agents are installed, it leaves nothing" {
  [ -d /proc/self ] || skip 'processes in sessions of their own are found in /proc only'
  hangs_in e2e
  assert_leaves_nothing TERM 143 e2e
}
