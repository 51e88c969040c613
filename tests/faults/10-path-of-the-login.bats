#!/usr/bin/env bats
# Row 10: the pane's login shell sets PATH anew, and the agent is not on it.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and launched.bash set them

setup() {
  load ../support/launched && launched_begin
  a_login_with_another_path
}

teardown() {
  launched_end
}

# A login shell has the programs of the system on its PATH, and no agent, wherever this machine has one.
a_login_with_another_path() {
  mkdir "$SANDBOX/system"
  ln -s /usr/bin/* "$SANDBOX/system"
  ln -sf /bin/* "$SANDBOX/system" 2>/dev/null || true
  rm -f "$SANDBOX/system/claude" "$SANDBOX/system/openclaw"
  printf 'PATH=%q\n' "$SANDBOX/system" >"$HOME/.bash_profile"
  # tmux's own default is a login shell.
  printf 'set -g default-shell /bin/bash\n' | tee "$HOME/.tmux.conf" >"$SANDBOX/login.conf"
}

a_pane_with_a_login_shell() {
  tmux -f "$SANDBOX/login.conf" new-session -d -x 200 -y 50 -s task -e "TASK_TMPDIR=$task" -c "$SANDBOX" 3>&-
}

path_of_call() { sed -n 's/^PATH=//p' "$SANDBOX/calls/claude.$1/environment"; }

@test "row 10: the script does not find the agent that its launcher has on PATH" {
  type -P claude
  task
  a_pane_with_a_login_shell
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  wait_until test -e "$task/done"
  manifest_has exit_code=127
  manifest_has status=failed
  assert_equal "$(calls_of claude)" 0
}

@test "row 10: the binary's agent has the PATH of its launcher, and so has one that is resumed" {
  claude_does <<'END'
begins
says "in call $call"
await end
answers "done by call $call"
END
  task
  # Also where the tmux server was started by such a shell.
  PATH=$SANDBOX/system a_pane_with_a_login_shell
  assert_equal "$(tmux show-environment -g PATH)" "PATH=$SANDBOX/system"

  launch demo
  agent_awaits end
  assert_equal "$(path_of_call 1)" "$PATH"
  wait_until works demo 1
  kill -KILL "$(wrapper_of)"
  agent_awaits end 2
  assert_equal "$(path_of_call 2)" "$PATH"
  open_gate end
  wait_for demo
  assert_success
}

@test "row 10: the binary's agent has every other variable of its launcher too" {
  a_day_long
  # Not as the tmux server knows it, nor as a login sets it.
  printf 'export ANSWER=login\n' >>"$HOME/.bash_profile"
  task
  ANSWER=server a_pane_with_a_login_shell
  ANSWER=$'launcher\'s\n #{pane_id} %H' launch demo
  agent_awaits end
  # The fake notes the line breaks in a variable as vertical tabs.
  run -0 grep -cxF -- $'ANSWER=launcher\'s\v #{pane_id} %H' "$SANDBOX/calls/claude.1/environment"
}
