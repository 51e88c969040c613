#!/usr/bin/env bats
# Row 17: Ctrl-C ends the wrapper alone.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash sets them

setup() {
  load ../support/task && task_begin
}

teardown() {
  isolation_end
}

# works_in_pane COMMAND: a task whose wrapper is started by this command, in a pane; its agent has begun.
works_in_pane() {
  task
  open_session
  type_line task "$1"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
}

press() { tmux send-keys -t =task: "$1"; }

binary_wrapper() { printf '%q wrapper' "$OUTLIVE"; }
wrapper_pid() { cat "$SANDBOX/calls/claude.1/parent"; }

@test "row 17: the script's agent works on without it, and its end is not recorded" {
  agent <<<'await end'
  works_in_pane "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  press C-c
  wait_until gone "$(wrapper_pid)"
  kill -0 "$(pid_of claude 1)"
  open_gate end
  wait_until gone "$(pid_of claude 1)"
  [ ! -e "$task/done" ]
  manifest_has status=running
}

@test "row 17: the binary's agent is ended, and the monitor brings the task back" {
  agent <<<'await end'
  works_in_pane "$(binary_wrapper)"
  press C-c
  wait_until gone "$(wrapper_pid)"
  gone "$(pid_of claude 1)"
  [ ! -e "$task/done" ]
  MONITOR_BASE_INTERVAL=1 start monitor "$OUTLIVE" monitor task "$task"
  agent_awaits end 2
  open_gate end
  end_of monitor
  manifest_has status=completed
  [ ! -e "$SANDBOX/calls/claude.3" ]
}

@test "row 17: Ctrl-\\ does nothing to the script and its agent" {
  agent <<<'await end'
  works_in_pane "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  press C-\\
  wait_until pane_shows ^\\
  open_gate end
  wait_until test -e "$task/done"
  manifest_has status=completed
}

@test "row 17: Ctrl-\\ ends the binary's agent, and leaves no core file" {
  agent <<<'await end'
  works_in_pane "$(binary_wrapper)"
  press C-\\
  wait_until gone "$(wrapper_pid)"
  gone "$(pid_of claude 1)"
  [ ! -e "$task/done" ]
  manifest_has status=running
  press 'echo "ended with $?"'
  press Enter
  wait_until pane_shows 'ended with 131'
}

# Claude Code answers Ctrl-C with an end that looks like a success.
@test "row 17: what the binary's agent makes of the key is no end of the task" {
  local answer
  for answer in 'exit 0' 'exit 130'; do
    rm -rf "$task" "$SANDBOX"/calls/* "$SANDBOX"/waiting.*
    agent <<<"trap '$answer' INT; await end"
    works_in_pane "$(binary_wrapper)"
    press C-c
    wait_until gone "$(wrapper_pid)"
    gone "$(pid_of claude 1)"
    [ ! -e "$task/done" ]
    manifest_has status=running
    tmux kill-session -t =task:
  done
}

@test "row 17: the binary's agent that does not heed the key is killed" {
  agent <<<'trap "" INT; sleep 600 & wait'
  task
  open_session
  type_line task "$(binary_wrapper)"
  wait_until test -s "$SANDBOX/calls/claude.1/order"
  wait_until manifest_has "pid=$(pid_of claude 1)"
  sleeper=$(wait_until sleeps_in_foreground "$(pid_of claude 1)")
  press C-c
  wait_until gone "$(wrapper_pid)"
  gone "$(pid_of claude 1)"
  gone "$sleeper"
  [ ! -e "$task/done" ]
}

@test "row 17: an INT for the binary's wrapper is passed on to its agent" {
  agent <<<'trap "touch heard; exit 3" INT; await end'
  works_in_pane "$(binary_wrapper)"
  kill -INT "$(wrapper_pid)"
  wait_until gone "$(wrapper_pid)"
  gone "$(pid_of claude 1)"
  [ -e "$project/heard" ]
  [ ! -e "$task/done" ]
}

@test "row 17: what hears the keys for the binary goes with it" {
  agent <<<'await end'
  works_in_pane "$(binary_wrapper)"
  group=$(ps -o pgid= -p "$(pid_of claude 1)" | tr -d ' ')
  group_has() { [ "$(pgrep -c -g "$group")" = "$1" ]; }
  wait_until group_has 2
  kill -KILL "$(wrapper_pid)"
  wait_until group_has 1
  open_gate end
  wait_until group_has 0
}

@test "row 17: what hears the keys for the binary has a successor when the agent's group is signalled" {
  agent <<'END'
trap : TERM
await start
kill 0
await end
END
  task
  open_session
  type_line task "$(binary_wrapper)"
  agent_awaits start
  wait_until manifest_has "pid=$(pid_of claude 1)"
  open_gate start
  agent_awaits end
  wait_until eval '[ "$(pgrep -c -g "$(ps -o pgid= -p "$(pid_of claude 1)" | tr -d " ")")" -ge 2 ]'
  press C-c
  wait_until gone "$(wrapper_pid)"
  [ ! -e "$task/done" ]
}
