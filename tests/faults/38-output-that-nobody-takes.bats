#!/usr/bin/env bats
# Row 38: a monitor whose output nobody takes any more dies.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1
  crashed_task
  open_session
  agent <<<'await end'
}

teardown() {
  isolation_end
}

# The monitor in a pipe that closes after its first line.
watched_through_head() {
  # shellcheck disable=SC2016 # for the shell
  start monitor bash -c '"$@" | head -n 1 >/dev/null; exit "${PIPESTATUS[0]}"' watch "$@" task "$task"
}

@test "row 38: the script dies at its next word, and in its clean-up" {
  watched_through_head bash "$REFERENCE_DIR/monitor.sh"
  end_of monitor
  assert_failure 141
  manifest_has status=running
  session_exists task
  [ -e "$task/monitor.pid" ]
}

@test "row 38: the binary watches on" {
  watched_through_head "$OUTLIVE" monitor
  agent_awaits end
  manifest_has retry_count=1
  open_gate end
  end_of monitor
  assert_success
  manifest_has status=completed
}
