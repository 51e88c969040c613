#!/usr/bin/env bats
# scripts/quickstart: it ends well only if everything happened, and leaves nothing behind.
# shellcheck disable=SC2154,SC2016 # what mini_project.bash and bats set; shell programs in quotes

bats_require_minimum_version 1.5.0

setup() {
  load mini_project.bash
  quickstart=$ROOT/scripts/quickstart
}

# pretend_outlive: makes an outlive that does what stdin says, and knows its version; sets OUTLIVE. Prints nothing.
pretend_outlive() {
  export OUTLIVE=$BATS_TEST_TMPDIR/outlive
  {
    printf '#!%s\ncase $1 in --version) echo 1.2.3; exit ;; esac\n' "$BASH"
    cat
  } >"$OUTLIVE"
  chmod +x "$OUTLIVE"
}

# nothing_is_left: whether the directory of the demonstration, named in the output, is gone with all of its processes.
nothing_is_left() {
  local directory
  directory=$(printf '%s\n' "$output" | grep -o '/tmp/outlive-[A-Za-z0-9]*' | head -n 1)
  assert [ -n "$directory" ]
  assert [ ! -e "$directory" ]
  refute pgrep -f "$directory/"
}

@test "a task is killed, brought back and completed" {
  run "$quickstart"
  assert_success
  for event in launched running killed crashed resumed completed notified over; do
    assert_line --regexp "^ +[0-9]+\.[0-9] s  $event "
  done
  assert_line --regexp "^    ok  the manifest's status: running .*completed$"
  # Readable in 80 columns, but for what is to be copied.
  for line in "${lines[@]}"; do
    case $line in *"export PATH="*) ;; *) assert [ "${#line}" -le 80 ] ;; esac
  done
  nothing_is_left
}

@test "a binary that does not run is refused in one line" {
  OUTLIVE=/bin/false run --separate-stderr "$quickstart"
  assert_failure 1
  assert_equal "$stderr" 'scripts/quickstart: /bin/false does not run: remove it and call scripts/build'
}

@test "a task that does not start is a failure, which says why" {
  pretend_outlive <<<'case $1 in run) echo "no tmux today"; exit 1 ;; esac'
  run "$quickstart"
  assert_failure 1
  assert_line 'FAILED  outlive run: no tmux today'
  nothing_is_left
}

@test "ended in the middle, it leaves nothing" {
  pretend_outlive <<'END'
case $1 in run)
  mkdir -p "$OUTLIVE_HOME/tasks/quickstart"
  echo status=running >"$OUTLIVE_HOME/tasks/quickstart/manifest"
  echo 'it runs'
  ;;
esac
END
  "$quickstart" >"$BATS_TEST_TMPDIR/output" 2>&1 3>&- &
  quickstart_pid=$!
  wait_until grep -q 'it runs' "$BATS_TEST_TMPDIR/output"
  kill -TERM "$quickstart_pid"
  wait "$quickstart_pid" || status=$?
  assert_equal "$status" 143
  output=$(cat "$BATS_TEST_TMPDIR/output")
  nothing_is_left
}

@test "takes no arguments" {
  run "$quickstart" fast
  assert_failure 2
  assert_output 'scripts/quickstart: takes no arguments; found fast'
}
