#!/usr/bin/env bats
# Row 32: a task that no attempt can run is refused without a record, and its monitor waits for an agent until the deadline.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=600 MONITOR_MAX_INTERVAL=600
}

teardown() {
  isolation_end
}

@test "row 32: the script refuses a project that cannot be entered, and its monitor does not learn of it" {
  task project_dir=/nowhere
  open_session
  start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until test -s "$task/monitor.pid"
  TASK_TMPDIR=$task run bash "$REFERENCE_DIR/wrapper.sh"
  assert_failure 1
  wait_until sleeps_in_foreground "$script_pid"
  manifest_has status=running
  [ ! -e "$task/done" ]
  [ ! -e "$SANDBOX/calls/openclaw.1" ]
}

# ended_at_once REASON: the wrapper in the pane says the reason; the end is recorded, and told to the monitor and by openclaw.
ended_at_once() {
  task_file resume </dev/null
  open_session
  start binary "$OUTLIVE" monitor task "$task"
  wait_until test -s "$task/monitor.pid"
  TASK_TMPDIR=$task run --separate-stderr "$OUTLIVE" wrapper
  assert_failure 1
  assert_regex "${stderr_lines[0]}" "^wrapper: .*$1"
  end_of binary
  assert_success
  assert_equal "$(<"$task/exit_code")" 1
  [ -e "$task/done" ]
  [ ! -e "$task/resume" ]
  [ ! -e "$SANDBOX/calls/claude.1" ]
  run ! session_exists task
}

@test "row 32: the binary records a project that cannot be entered as the end, and tells of it at once" {
  local given
  : >file
  for given in /nowhere "$SANDBOX/file" "$SANDBOX/file/below"; do
    rm -rf "${task:?}" "$SANDBOX"/calls/*
    task "project_dir=$given"
    ended_at_once "project_dir=\"$given\" in \".*\" cannot be used: .*; set it to a directory\$"
    manifest_has status=failed
    manifest_has exit_code=1
    grep -q '^finished_at=.' "$task/manifest"
    grep -q '^monitor_signal=' "$task/manifest"
    assert_equal "$(<"$SANDBOX/calls/openclaw.1/arguments")" ' system event --text Claude\ done:\ demo --mode now'
  done
}

@test "row 32: so is a manifest that cannot be read" {
  task
  rm "$task/manifest"
  mkdir "$task/manifest"
  ended_at_once 'manifest.*directory'
  assert_equal "$(<"$SANDBOX/calls/openclaw.1/arguments")" ' system event --text Claude\ done:\  --mode now'
}

@test "row 32: what may be possible later is refused without a record" {
  task format=99 writer=9.9.9
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_failure 1
  [ ! -e "$task/done" ]
  [ ! -e "$task/exit_code" ]
  manifest_has status=running
}

@test "row 32: a complete task whose project is gone stays as it is" {
  task project_dir=/nowhere status=completed
  task_file 'done' </dev/null
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  assert_output --partial 'already completed'
  [ ! -e "$task/exit_code" ]
}
