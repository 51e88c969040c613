#!/usr/bin/env bats
# Row 27: a setting that is no whole number is used.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

@test "row 27: the script gives the task up over a deadline that is a word, and closes its session" {
  open_session
  MONITOR_DEADLINE=soon run bash "$REFERENCE_DIR/monitor.sh" task "$task"
  assert_failure
  manifest_has status=abandoned
  run ! session_exists task
}

@test "row 27: the script runs what is in a subscript" {
  MONITOR_DEADLINE='UID[$(touch pwned)0]' run bash "$REFERENCE_DIR/monitor.sh" task "$task"
  [ -e pwned ]
}

@test "row 27: the binary says what is wrong, and touches nothing" {
  local name before
  open_session
  before=$(everything)
  for name in BASE_INTERVAL MAX_INTERVAL DEADLINE GRACE_PERIOD MAX_RETRIES DISPATCH_WAIT; do
    run --separate-stderr env "MONITOR_$name=a[\$(touch pwned)]" "$OUTLIVE" monitor task "$task"
    assert_failure 2
    assert_equal "${#stderr_lines[@]}" 1
    [[ $stderr == *"MONITOR_$name"* ]]
  done
  assert_equal "$(everything)" "$before"
  session_exists task
}
