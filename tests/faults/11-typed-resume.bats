#!/usr/bin/env bats
# Row 11: the command for a resume is typed into the pane, and the program that runs there reads it.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and launched.bash set them

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

@test "row 11: the script types the resume into a program that a user runs in the pane, so no agent is resumed" {
  crashed_task
  open_session
  # A user looks after the dead agent, and takes notes.
  type_line task "exec cat >$(printf %q "$SANDBOX/notes")"
  wait_until test -e "$SANDBOX/notes"
  start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until manifest_has retry_count=1
  wait_until test -s "$SANDBOX/notes"
  assert_regex "$(<"$SANDBOX/notes")" '^bash .*/wrapper\.sh'
  assert_equal "$(calls_of claude)" 0
}

# tmux_is_noted: from now on each call of tmux that the program under test makes is a line of $SANDBOX/tmux.calls.
tmux_is_noted() {
  program tmux <<END
#!/bin/sh
printf '%s\n' "\$*" >>$(printf %q "$SANDBOX/tmux.calls")
exec $(type -P tmux) "\$@"
END
}

pane_process() { tmux display-message -p -t =claude-demo: '#{pane_pid}'; }

# The pane of the task runs its wrapper, the agent with its group, and nothing that takes what is typed for commands.
assert_no_shell_in_pane() {
  local pid group agents
  assert_equal "$(pane_process)" "$(wrapper_of)"
  agents=$(ps -o pgid= -p "$(cat "$task/pid")" | tr -d ' ')
  while read -r pid group; do
    [ "$group" = "$agents" ] || assert_equal "$pid" "$(wrapper_of)"
  done < <(ps -o pid=,pgid= -t "$(tmux display-message -p -t =claude-demo: '#{s,/dev/,,:pane_tty}')")
}

@test "row 11: the binary has no shell in the pane, and types nothing to bring its task back" {
  a_day_long
  tmux_is_noted
  launch demo
  wait_until works demo 1
  assert_no_shell_in_pane
  kill -KILL "$(pid_of claude 1)"
  wait_until works demo 2
  assert_no_shell_in_pane
  kill -KILL "$(wrapper_of)"
  wait_until works demo 3
  assert_no_shell_in_pane
  open_gate end
  wait_for demo
  assert_success
  run -0 grep -c new-session "$SANDBOX/tmux.calls"
  assert_output 3
  run ! grep -E 'send|paste|buffer' "$SANDBOX/tmux.calls"
}

@test "row 11: the binary leaves alone what a user types into the pane, and brings its task back" {
  a_day_long
  launch demo
  wait_until works demo 1
  tmux send-keys -t =claude-demo: "touch '$SANDBOX/typed'" Enter
  wait_until grep -q touch "$task/output.log"
  kill -KILL "$(wrapper_of)"
  wait_until works demo 2
  open_gate end
  wait_for demo
  assert_success
  [ ! -e "$SANDBOX/typed" ]
}
