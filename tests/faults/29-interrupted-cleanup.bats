#!/usr/bin/env bats
# Row 29: TERM interrupts the clean-up.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

# told_twice COMMAND …: a monitor that gets TERM, and once more while it notifies.
told_twice() {
  event_tool <<<'await told'
  open_session
  MONITOR_BASE_INTERVAL=1 start monitor "$@" task "$task"
  wait_until grep -qs 'started session=' "$task/monitor.trace"
  kill -TERM "$monitor_pid"
  wait_until test -e "$SANDBOX/waiting.told.openclaw.1"
  kill -TERM "$monitor_pid"
  open_gate told
  end_of monitor
  assert_failure 143
}

@test "row 29: the script leaves the session and its process id behind" {
  told_twice bash "$REFERENCE_DIR/monitor.sh"
  session_exists task
  [ -e "$task/monitor.pid" ]
}

@test "row 29: the binary cleans up" {
  told_twice "$OUTLIVE" monitor
  run ! session_exists task
  [ ! -e "$task/monitor.pid" ]
}
