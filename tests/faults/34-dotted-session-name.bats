#!/usr/bin/env bats
# Row 34: tmux keeps a session whose name has a dot under a name with `_`, and reads the dot of a target as "pane".
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1
  crashed_task session_name=my.task
  agent <<<'await end'
  open_session my.task
  session_exists my_task
}

teardown() {
  isolation_end
}

@test "row 34: the script takes the session for gone, and gives the task up" {
  run timeout 60 bash "$REFERENCE_DIR/monitor.sh" my.task "$task"
  assert_success
  manifest_has status=abandoned
  session_exists my_task
  [ ! -e "$SANDBOX/calls/claude.1" ]
}

@test "row 34: the binary finds the session, resumes its task in it, and ends it" {
  start binary "$OUTLIVE" monitor my.task "$task"
  agent_awaits end
  open_gate end
  end_of binary
  assert_success
  manifest_has status=completed
  run ! session_exists my_task
}
