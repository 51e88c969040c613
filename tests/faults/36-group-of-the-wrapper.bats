#!/usr/bin/env bats
# Row 36: what an agent sends to its own process group reaches the wrapper.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
  agent <<'END'
trap : TERM
await begin
kill 0
await end
END
}

teardown() {
  isolation_end
}

# The agent of this wrapper, on record, has sent its group a TERM, and works on.
agent_signals_its_group() {
  # As in a pane, a group of its own.
  TASK_TMPDIR=$task start wrapper perl -e 'setpgrp; exec @ARGV' "$@"
  agent_awaits begin
  wait_until manifest_has "pid=$(pid_of claude 1)"
  wait_until test ! -e "$task/manifest.lock"
  open_gate begin
  agent_awaits end
}

@test "row 36: the script dies of it, and the end of its agent is not recorded" {
  agent_signals_its_group bash "$REFERENCE_DIR/wrapper.sh"
  end_of wrapper
  assert_failure 143
  open_gate end
  wait_until gone "$(pid_of claude 1)"
  [ ! -e "$task/done" ]
  manifest_has status=running
}

@test "row 36: the binary records the end of its agent" {
  agent_signals_its_group "$OUTLIVE" wrapper
  open_gate end
  end_of wrapper
  assert_success
  manifest_has status=completed
}
