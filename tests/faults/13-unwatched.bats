#!/usr/bin/env bats
# Row 13: no process watches a task whose monitor was killed.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and launched.bash set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# script_task NAME CALL: a task of the scripts in $SANDBOX/NAME, whose agent is this call of claude, with a monitor.
script_task() {
  task=$SANDBOX/$1
  task "session_name=$1"
  open_session "$1"
  type_line "$1" "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  agent_awaits end "$2"
  wait_until manifest_has "pid=$(pid_of claude "$2")"
  MONITOR_BASE_INTERVAL=1 start "$1" bash "$REFERENCE_DIR/monitor.sh" "$1" "$task"
  wait_until test -s "$task/monitor.pid"
}

# crash CALL: the agent and its wrapper are killed.
crash() {
  kill -KILL "$(cat "$SANDBOX/calls/claude.$1/parent")" "$(pid_of claude "$1")"
  wait_until gone "$(pid_of claude "$1")"
}

@test "row 13: the script's task is left to itself when its monitor is killed" {
  agent <<<'await end'
  script_task unwatched 1
  script_task clock 2
  end_process "$unwatched_pid"
  crash 1
  # The other one crashes later, and is brought back.
  crash 2
  agent_awaits end 3
  grep -qxF "TASK_TMPDIR=$SANDBOX/clock" "$SANDBOX/calls/claude.3/environment"
  task=$SANDBOX/unwatched
  manifest_has status=running
  [ ! -e "$task/resume" ]
  assert_equal "$(cat "$task/monitor.pid")" "$unwatched_pid"
  assert_equal "$(calls_of claude)" 3
  open_gate end
  end_of clock
  manifest_has status=running
  session_exists unwatched
}

another_monitor() { [ -n "$(monitor_of)" ] && [ "$(monitor_of)" != "$first" ]; }

@test "row 13: the binary's wrapper starts another monitor, and that one brings the wrapper back" {
  a_day_long
  launch demo
  wait_until works demo 1
  for round in 1 2; do
    first=$(monitor_of)
    end_process "$first"
    wait_until another_monitor
    works demo "$round"
    assert_equal "$(calls_of claude)" "$round"

    end_process "$(wrapper_of)"
    wait_until works demo $((round + 1))
    assert_equal "$(argument_after --resume $((round + 1)))" "$(argument_after --session-id 1)"
    gone "$(pid_of claude "$round")"
  done
  open_gate end
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" 'all done, by call 3'
}

@test "row 13: the binary's task whose monitor was killed still comes to an end that is told" {
  a_day_long
  launch demo
  wait_until works demo 1
  # No time for the wrapper to look for it.
  kill -KILL "$(monitor_of)"
  open_gate end
  wait_for demo
  assert_success
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  assert_equal "$(events_told)" 'system event --text Claude\ done:\ demo --mode now'
}
