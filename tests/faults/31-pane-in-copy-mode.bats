#!/usr/bin/env bats
# Row 31: a user has left the pane in one of tmux's modes, which keeps from its shell what is typed.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1
  crashed_task
  open_session
}

teardown() {
  isolation_end
}

mode() { tmux display-message -p -t '=task:' '#{pane_mode}'; }
in_mode() { [ "$(mode)" = "$1" ]; }

@test "row 31: the script's resume is lost in copy mode, and no agent comes" {
  tmux copy-mode -t =task:
  MONITOR_DEADLINE=6 start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  end_of script
  assert_failure 1
  manifest_has retry_count=1
  manifest_has status=abandoned
  [ ! -e "$SANDBOX/calls/claude.1" ]
}

resumed_out_of() {
  agent <<<'await end'
  eval "$2"
  wait_until in_mode "$1"
  start binary "$OUTLIVE" monitor task "$task"
  agent_awaits end
  manifest_has retry_count=1
  open_gate end
  end_of binary
  assert_success
  manifest_has status=completed
}

for row in 'copy-mode|tmux copy-mode -t =task:' 'view-mode|tmux run-shell -t =task: "echo shown"' \
  'clock-mode|tmux clock-mode -t =task:' 'tree-mode|tmux choose-tree -t =task:' \
  'clock-mode|tmux copy-mode -t =task: && tmux clock-mode -t =task:'; do
  bats_test_function --description "row 31: the binary leaves the mode and resumes: after ${row#*|}" \
    -- resumed_out_of "${row%%|*}" "${row#*|}"
done
