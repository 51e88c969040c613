#!/usr/bin/env bats
# Row 16: the pane is closed while the wrapper in it is about to tell that the task is complete.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it

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

# Prints the process group in the foreground of the pane.
foreground_group() { ps -o tpgid= -p "$(tmux display-message -p -t '=task:' '#{pane_pid}')" | tr -d ' '; }

group_gone() {
  local pid
  for pid in $(pgrep -g "$1"); do gone "$pid" || return 1; done
}

# A `mktemp` that does not come back once there is `done` keeps the script at its last update, which comes before the
# notification.
# Ends the server, which would still take a client while it ends.
server_has_ended() {
  local server
  server=$(tmux display-message -p '#{pid}')
  tmux kill-session -t '=task'
  wait_until gone "$server"
}

@test "row 16: the script's notification is lost when its pane is closed as soon as the task is complete" {
  agent <<<'await end'
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  printf '#!/bin/sh\n[ ! -e %q ] || sleep 600\nexec %q "$@"\n' "$task/done" "$(type -P mktemp)" >"$SANDBOX/bin/mktemp"
  chmod +x "$SANDBOX/bin/mktemp"
  group=$(foreground_group)
  [ -n "$group" ]
  open_gate end
  wait_until test -e "$task/done"
  tmux kill-session -t '=task'
  wait_until group_gone "$group"
  [ ! -e "$SANDBOX/calls/openclaw.1" ]
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

@test "row 16: the binary makes a notification again that was hung up before it began" {
  event_tool <<'END'
[ "$call" -gt 1 ] || kill -HUP $$
echo "$call" >>"$lane/told"
END
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  assert_equal "$(<"$SANDBOX/told")" 2
  assert_equal "$(<"$SANDBOX/calls/openclaw.2/arguments")" ' system event --text Claude\ done:\ demo --mode now'
}

@test "row 16: the binary gives up a notification that is hung up every time" {
  event_tool <<<'kill -HUP $$'
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  manifest_has status=completed
  [ -e "$SANDBOX/calls/openclaw.2" ]
  [ ! -e "$SANDBOX/calls/openclaw.6" ]
}

@test "row 16: the binary makes only a hung-up notification again" {
  event_tool <<<'kill -TERM $$'
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  [ -e "$SANDBOX/calls/openclaw.1" ]
  [ ! -e "$SANDBOX/calls/openclaw.2" ]
}

# The pane is closed at the moment of the start, as nearly as can be: round for round a little later after `done`.
@test "row 16: the binary's notification is made whenever its pane is closed" {
  local round
  event_tool <<<'echo "$call" >>"$lane/told"'
  for round in {1..12}; do
    rm -f "$task/done"
    [ "$round" -eq 1 ] || open_session
    type_line task "$(printf %q "$OUTLIVE") wrapper"
    perl -e 'my ($done, $late) = @ARGV; select(undef, undef, undef, 0.001) until -e $done; select(undef, undef, undef, $late / 1000)' \
      "$task/done" $(((round - 1) * 4))
    tmux kill-session -t '=task'
    wait_until times_told "$round"
  done
}

times_told() { [ "$(wc -l 2>/dev/null <"$SANDBOX/told")" -ge "$1" ]; }

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

# Without a shell in between, no process returns to the pane's foreground when the script has ended.
@test "row 16: a wrapper script that is the pane's own process says its last words before the binary's monitor closes it" {
  agent <<<'await end'
  server_has_ended
  tmux -f "$SANDBOX/tmux.conf" new-session -d -s task -e "TASK_TMPDIR=$task" "exec bash $(printf %q "$REFERENCE_DIR/wrapper.sh")" 3>&-
  agent_awaits end
  start monitor env MONITOR_BASE_INTERVAL=1 "$OUTLIVE" monitor task "$task"
  wait_until test -s "$task/monitor.pid"
  wait_until grep -qs 'started session=' "$task/monitor.trace"
  open_gate end
  openclaw_awaits told
  open_gate told
  assert_told_once
  end_of monitor
  assert_success
}

@test "row 16: so it does where the agent ended before the binary's monitor could see it" {
  agent <<<'await end'
  server_has_ended
  tmux -f "$SANDBOX/tmux.conf" new-session -d -s task -e "TASK_TMPDIR=$task" "exec bash $(printf %q "$REFERENCE_DIR/wrapper.sh")" 3>&-
  agent_awaits end
  open_gate end
  openclaw_awaits told
  start monitor "$OUTLIVE" monitor task "$task"
  wait_until grep -q 'Task completed' "$SANDBOX/monitor.out"
  session_exists task
  open_gate told
  assert_told_once
  end_of monitor
  assert_success
}
