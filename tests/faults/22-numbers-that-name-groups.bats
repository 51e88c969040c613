#!/usr/bin/env bats
# Row 22: a process id of 0 means the own process group, and is taken for a process.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

@test "row 22: the script's wrapper signals itself, and notifies nobody" {
  task_file monitor.pid <<<0
  start wrapper env "TASK_TMPDIR=$task" bash "$REFERENCE_DIR/wrapper.sh"
  end_of wrapper
  assert_failure 143
  [ -e "$task/done" ]
  run ! grep -q '^monitor_signal=' "$task/manifest"
  [ ! -e "$SANDBOX/calls/openclaw.1" ]
}

@test "row 22: the binary's wrapper takes it for no process" {
  task_file monitor.pid <<<0
  start wrapper env "TASK_TMPDIR=$task" "$OUTLIVE" wrapper
  end_of wrapper
  assert_success
  manifest_has monitor_signal=monitor_not_live:0
  [ -e "$SANDBOX/calls/openclaw.1" ]
}

# watched_by COMMAND …: a monitor of a task whose agent has the id 0, to its end, by its deadline at the latest.
watched_by() {
  task_file pid <<<0
  open_session
  MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1 MONITOR_DEADLINE=8 start monitor "$@" task "$task"
  end_of monitor
}

@test "row 22: the script's monitor sees an agent with the id 0 live for ever" {
  watched_by bash "$REFERENCE_DIR/monitor.sh"
  assert_failure 1
  run ! grep -q '^retry_count=' "$task/manifest"
}

@test "row 22: the binary's monitor brings the task back" {
  watched_by "$OUTLIVE" monitor
  assert_success
  manifest_has retry_count=1
  manifest_has status=completed
}
