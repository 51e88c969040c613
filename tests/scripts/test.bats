#!/usr/bin/env bats
# scripts/test, on a small project with tests of its own.
# shellcheck disable=SC2154,SC2016 # what mini_project.bash and bats set; shell programs in quotes

bats_require_minimum_version 1.5.0

setup() {
  load mini_project.bash
  make_mini_project
  pretend_bun 1.4.5
  mkdir -p "$mini/tests/some"
}

teardown() {
  local kept=${output##*kept to be looked at: }
  case $kept in /tmp/outlive-*) rm -rf "${kept%%$'\n'*}" ;; esac
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
  assert_equal "$(last_line)" "0 passed, 2 failed"
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

@test "ended in the middle, it ends everything, and leaves nothing" {
  bats_file a <<'END'
@test "long" { echo "$TMPDIR $$" >"$BATS_TEST_DIRNAME/at"; sleep 987; }
END
  "$mini/scripts/test" some 3>&- &
  run_pid=$!
  wait_until test -s "$mini/tests/some/at"
  read -r directory bats_pid <"$mini/tests/some/at"
  kill -TERM "$run_pid"
  wait "$run_pid" || status=$?
  assert_equal "$status" 143
  assert [ ! -e "${directory%/*/tmp}" ]
  refute is_running "$bats_pid"
}
