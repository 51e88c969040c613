#!/usr/bin/env bats
# Row 1: a script that sleeps in the foreground hears a signal only when the sleep is over.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=600 MONITOR_MAX_INTERVAL=600
}

teardown() {
  isolation_end
}

# watch_with NAME COMMAND [ARG ...]: starts a monitor of the task, and waits until it hears signals.
watch_with() {
  start "$@" task "$task"
  wait_until test -s "$task/monitor.pid"
}

# living_task NAME: a task of its own in $SANDBOX/NAME, with an agent that lives, and a session of that name.
living_task() {
  task=$SANDBOX/$1
  task
  living_process
  task_file pid <<<"$living_pid"
  open_session "$1"
}

complete_task() {
  task_file exit_code <<<0
  task_file 'done' </dev/null
}

@test "row 1: the script is told that its task is complete, and sleeps on until its interval is over" {
  living_task task
  watch_with script bash "$REFERENCE_DIR/monitor.sh"
  wait_until sleeps_in_foreground "$script_pid"
  sleeping_pid=$(sleeps_in_foreground "$script_pid")
  complete_task
  kill -TERM "$script_pid"

  # A monitor that hears, told later and about another task, is the clock: it has ended, and the script has not.
  living_task clock
  start hearing "$OUTLIVE" monitor clock "$task"
  wait_until test -s "$task/monitor.pid"
  kill -STOP "$hearing_pid"
  complete_task
  kill -TERM "$hearing_pid"
  kill -CONT "$hearing_pid"
  end_of hearing
  assert_success
  run ! gone "$sleeping_pid"
  run ! gone "$script_pid"
  run ! grep -q 'cleanup starting' "$SANDBOX/task/monitor.trace"

  kill -TERM "$sleeping_pid"
  end_of script
  assert_success
}

@test "row 1: the script hears the wrapper's signal only after its sleep, and the wrapper has long ended" {
  task
  agent <<<'await go'
  open_session
  start wrapper env "TASK_TMPDIR=$task" bash "$REFERENCE_DIR/wrapper.sh"
  agent_awaits go
  wait_until test -s "$task/pid"
  watch_with script bash "$REFERENCE_DIR/monitor.sh"
  wait_until sleeps_in_foreground "$script_pid"
  sleeping_pid=$(sleeps_in_foreground "$script_pid")

  open_gate go
  end_of wrapper
  assert_success
  manifest_has "monitor_signal=signaled:$script_pid"
  session_exists task

  kill -TERM "$sleeping_pid"
  end_of script
  assert_success
  run ! session_exists task
}

# The first check notes what the pane shows; after that the monitor sleeps.
first_check_is_over() { manifest_has pane_state=crash_text; }

@test "row 1: the binary hears a signal in the middle of its interval" {
  living_task task
  type_line task 'echo panic:'
  wait_until pane_shows panic:
  watch_with binary "$OUTLIVE" monitor
  wait_until first_check_is_over
  kill -TERM "$binary_pid"
  end_of binary
  assert_failure 143
  run ! session_exists task
}

@test "row 1: the binary closes the session when the agent ends, in the middle of its interval" {
  task
  agent <<'END'
echo panic: not at all
await go
END
  open_session
  type_line task "$(printf %q "$OUTLIVE") wrapper"
  agent_awaits go
  wait_until test -s "$task/pid"
  watch_with binary "$OUTLIVE" monitor
  wait_until first_check_is_over

  open_gate go
  end_of binary
  assert_success
  assert_output 'Task completed with exit code: 0'
  run ! session_exists task
  manifest_has status=completed
}
