#!/usr/bin/env bats
# Row 30: an end that is recorded, but for the file `done`, is overwritten.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

@test "row 30: the script marks a completed task abandoned" {
  "$OUTLIVE" manifest set "$task/manifest" status=completed exit_code=0
  run bash "$REFERENCE_DIR/monitor.sh" task "$task"
  assert_success # there is no such session
  manifest_has status=abandoned
}

@test "row 30: the binary leaves what the wrapper has recorded" {
  "$OUTLIVE" manifest set "$task/manifest" status=completed exit_code=0
  run "$OUTLIVE" monitor task "$task"
  assert_success
  manifest_has status=completed
  run ! grep -q '^abandoned_at=' "$task/manifest"
}
