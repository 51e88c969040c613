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

# interrupted COMMAND: the wrapper of this command runs in a pane, where Ctrl-C is pressed while its agent works.
interrupted() {
  agent <<<'await end'
  task
  open_session
  type_line task "$1"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  tmux send-keys -t =task: C-c
}

@test "row 17: the script's agent works on without it, and its end is not recorded" {
  interrupted "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  wait_until gone "$(cat "$SANDBOX/calls/claude.1/parent")"
  kill -0 "$(pid_of claude 1)"
  open_gate end
  wait_until gone "$(pid_of claude 1)"
  [ ! -e "$task/done" ]
  manifest_has status=running
}

@test "row 17: the binary's agent is ended, and the monitor brings the task back" {
  interrupted "$(printf %q "$OUTLIVE") wrapper"
  wait_until gone "$(pid_of claude 1)"
  wait_until gone "$(cat "$SANDBOX/calls/claude.1/parent")"
  [ ! -e "$task/done" ]
  MONITOR_BASE_INTERVAL=1 start monitor "$OUTLIVE" monitor task "$task"
  agent_awaits end 2
  open_gate end
  end_of monitor
  manifest_has status=completed
  [ ! -e "$SANDBOX/calls/claude.3" ]
}

@test "row 17: an INT for the binary's wrapper is passed on to its agent" {
  agent <<<'trap "touch heard; exit 3" INT; await end'
  task
  open_session
  type_line task "$(printf %q "$OUTLIVE") wrapper"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  kill -INT "$(cat "$SANDBOX/calls/claude.1/parent")"
  wait_until gone "$(cat "$SANDBOX/calls/claude.1/parent")"
  gone "$(pid_of claude 1)"
  [ -e "$project/heard" ]
  [ ! -e "$task/done" ]
}
