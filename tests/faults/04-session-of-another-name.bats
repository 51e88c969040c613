#!/usr/bin/env bats
# Row 4: tmux takes `-t NAME` for any session whose name begins so.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=600 MONITOR_MAX_INTERVAL=600 MONITOR_DISPATCH_WAIT=0
  # There is no session claude-fix, but one whose name begins like it.
  task session_name=claude-fix
  open_session claude-fix-api
  tmux pipe-pane -O -t '=claude-fix-api:' "exec cat >>'$SANDBOX/api.log'"
}

teardown() {
  isolation_end
}

pipe_is_on() { [ "$(tmux display-message -p -t '=claude-fix-api:' '#{pane_pipe}')" = 1 ]; }

@test "row 4: the script takes another session for its own, and sleeps on" {
  start script bash "$REFERENCE_DIR/monitor.sh" claude-fix "$task"
  wait_until sleeps_in_foreground "$script_pid"
}

@test "row 4: the script's cleanup ends another session" {
  MONITOR_DEADLINE=0 start script bash "$REFERENCE_DIR/monitor.sh" claude-fix "$task"
  end_of script
  assert_failure 1
  run ! session_exists claude-fix-api
}

@test "row 4: the binary sees that its session is gone, and leaves the other one as it is" {
  wait_until pipe_is_on
  start binary "$OUTLIVE" monitor claude-fix "$task"
  end_of binary
  assert_success
  session_exists claude-fix-api
  pipe_is_on
  manifest_has status=abandoned
}

@test "row 4: the binary's cleanup at its deadline leaves the other session as it is" {
  MONITOR_DEADLINE=0 start binary "$OUTLIVE" monitor claude-fix "$task"
  end_of binary
  assert_failure 1
  session_exists claude-fix-api
}

@test "row 4: the binary does not type its resume into another session" {
  ended_process
  task_file pid <<<"$ended_pid"
  start binary "$OUTLIVE" monitor claude-fix "$task"
  end_of binary
  assert_success
  [ ! -e "$task/resume" ]
  run tmux capture-pane -p -t '=claude-fix-api:'
  refute_output --partial wrapper
}
