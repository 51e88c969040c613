#!/usr/bin/env bats
# Row 16: the pane is closed while the wrapper in it is about to tell that the task is complete.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
  event_tool <<'END'
trap 'echo "$call" >>"$lane/hung up"; exit 1' HUP
await told
echo "$call" >>"$lane/told"
END
  open_session
}

teardown() {
  isolation_end
}

openclaw_awaits() { wait_until test -e "$SANDBOX/waiting.$1.openclaw.1"; }

assert_told_once() {
  wait_until test -s "$SANDBOX/told"
  assert_equal "$(<"$SANDBOX/calls/openclaw.1/arguments")" ' system event --text Claude\ done:\ demo --mode now'
  [ ! -e "$SANDBOX/calls/openclaw.2" ]
}

@test "row 16: the script's notification is lost when its pane is closed" {
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  openclaw_awaits told
  [ -e "$task/done" ]
  tmux kill-session -t '=task'
  wait_until test -s "$SANDBOX/hung up"
  [ ! -e "$SANDBOX/told" ]
}

@test "row 16: the binary's notification is made to its end though its pane is closed meanwhile" {
  type_line task "$(printf %q "$OUTLIVE") wrapper"
  openclaw_awaits told
  [ -e "$task/done" ]
  tmux kill-session -t '=task'
  open_gate told
  assert_told_once
}

@test "row 16: the binary's notification is made though its pane is closed as soon as the task is complete" {
  type_line task "$(printf %q "$OUTLIVE") wrapper"
  wait_until test -e "$task/done"
  tmux kill-session -t '=task'
  openclaw_awaits told
  open_gate told
  assert_told_once
  wait_until manifest_has monitor_signal=monitor_pid_missing
}

@test "row 16: the binary's monitor leaves no notification unmade" {
  agent <<<'await end'
  type_line task "$(printf %q "$OUTLIVE") wrapper"
  agent_awaits end
  start binary "$OUTLIVE" monitor task "$task"
  wait_until test -s "$task/monitor.pid"
  open_gate end
  openclaw_awaits told
  end_of binary
  assert_success
  open_gate told
  assert_told_once
}

@test "row 16: the binary's monitor closes the pane of a wrapper script only after its notification" {
  agent <<<'await end'
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  agent_awaits end
  start binary "$OUTLIVE" monitor task "$task"
  wait_until test -s "$task/monitor.pid"
  open_gate end
  openclaw_awaits told
  wait_until grep -q 'Task completed' binary.out
  session_exists task
  open_gate told
  assert_told_once
  end_of binary
  assert_success
}
