#!/usr/bin/env bats
# Row 12: a script that looks for `pid` before `done` does not see that a task without `pid` is complete.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=600 MONITOR_MAX_INTERVAL=600
  task status=failed
  task_file exit_code <<<7
  task_file 'done' </dev/null
  open_session
}

teardown() {
  isolation_end
}

@test "row 12: the script sleeps on though the task is complete" {
  start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until sleeps_in_foreground "$script_pid"
  run ! grep -q 'Task completed' "$SANDBOX/script.out"
  session_exists task
}

@test "row 12: the binary sees that the task is complete" {
  start binary "$OUTLIVE" monitor task "$task"
  end_of binary
  assert_success
  assert_output 'Task completed with exit code: 7'
  run ! session_exists task
  manifest_has status=failed
}
