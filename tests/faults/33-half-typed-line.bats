#!/usr/bin/env bats
# Row 33: what a user has typed into the pane, and not sent, is the beginning of the line that a resume types.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1
  crashed_task
  open_session
  tmux send-keys -t =task: -l -- 'touch typed one two'
  wait_until pane_shows 'touch typed one two'
}

teardown() {
  isolation_end
}

@test "row 33: the script's resume becomes the end of the user's line, which is run" {
  MONITOR_DEADLINE=6 start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until test -e "$SANDBOX/typed"
  end_of script
  assert_failure 1
  [ ! -e "$SANDBOX/calls/claude.1" ]
}

@test "row 33: the binary's resume is a line of its own, wherever the cursor is, and the user's is not run" {
  agent <<<'await end'
  tmux send-keys -t =task: Left Left Left
  start binary "$OUTLIVE" monitor task "$task"
  agent_awaits end
  manifest_has retry_count=1
  open_gate end
  end_of binary
  assert_success
  [ ! -e "$SANDBOX/typed" ]
}
