#!/usr/bin/env bats
# Row 8: the process id in a file belongs to another process by now.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=600 MONITOR_MAX_INTERVAL=600 MONITOR_DISPATCH_WAIT=1
  task
  living_process
}

teardown() {
  isolation_end
}

# FILE of the task names the living process, and was written long before that began.
names_another_process() {
  task_file "$1" <<<"$living_pid"
  touch -t 202001010000 "$task/$1"
}

@test "row 8: the script takes another process with the agent's number for the agent" {
  names_another_process pid
  open_session
  start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until sleeps_in_foreground "$script_pid"
  [ ! -e "$task/resume" ]
  manifest_has status=running
}

@test "row 8: the binary sees that the agent is gone, and resumes it" {
  names_another_process pid
  agent <<<'await end'
  open_session
  start binary "$OUTLIVE" monitor task "$task"
  agent_awaits end
  manifest_has retry_count=1
  assert_equal "$(<"$SANDBOX/calls/claude.1/arguments")" ' --dangerously-skip-permissions -c --model claude-opus-4-6'
  open_gate end
  end_of binary
  assert_success
  run ! gone "$living_pid"
}

@test "row 8: the binary takes an agent that began before its record for the agent" {
  task_file pid <<<"$living_pid"
  open_session
  type_line task 'echo panic:'
  wait_until pane_shows panic:
  start binary "$OUTLIVE" monitor task "$task"
  # Only where an agent lives is the pane looked at.
  wait_until manifest_has pane_state=crash_text
  [ ! -e "$task/resume" ]
}

# An agent that lives, and a file that names it and is older than it, as after a step of the clock or from a file system
# that goes by another machine's clock.
agent_with_an_old_record() {
  agent <<<'await end'
  open_session
  type_line task "$1"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  touch -t 202001010000 "$task/pid"
}

lives_under_an_old_record() {
  agent_with_an_old_record "$1"
  type_line task 'panic:'
  wait_until pane_shows panic:
  MONITOR_BASE_INTERVAL=1 start binary "$OUTLIVE" monitor task "$task"
  # Only where an agent lives is the pane looked at.
  wait_until manifest_has pane_state=crash_text
  [ ! -e "$task/resume" ]
  touch -t 202001010000 "$task/monitor.pid"
  open_gate end
  end_of binary
  assert_success
  manifest_has status=completed
  wait_until grep -q '^monitor_signal=' "$task/manifest"
  [ ! -e "$SANDBOX/calls/claude.2" ]
  run ! grep '^retry_count=' "$task/manifest"
}

@test "row 8: the binary does not resume a live agent of a script's wrapper whose record is older than it" {
  lives_under_an_old_record "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
}

@test "row 8: the binary does not resume its own live agent whose record is older than it" {
  lives_under_an_old_record "$(printf %q "$OUTLIVE") wrapper"
}

@test "row 8: the binary's wrapper signals a live monitor whose record is older than it" {
  open_session
  start binary "$OUTLIVE" monitor task "$task"
  wait_until test -s "$task/monitor.pid"
  # The monitor would see the end by itself, and remove its record.
  kill -STOP "$binary_pid"
  touch -t 202001010000 "$task/monitor.pid"
  rm -f "$task/pid"
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  manifest_has "monitor_signal=signaled:$binary_pid"
  kill -CONT "$binary_pid"
  end_of binary
  assert_success
}

@test "row 8: the script's wrapper ends another process with the monitor's number" {
  names_another_process monitor.pid
  TASK_TMPDIR=$task run bash "$REFERENCE_DIR/wrapper.sh"
  assert_success
  manifest_has "monitor_signal=signaled:$living_pid"
  end_of living
  assert_failure 143
}

@test "row 8: the binary's wrapper leaves another process with the monitor's number alone" {
  names_another_process monitor.pid
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  manifest_has "monitor_signal=monitor_not_live:$living_pid"
  run ! gone "$living_pid"
}
