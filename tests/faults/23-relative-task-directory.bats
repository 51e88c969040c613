#!/usr/bin/env bats
# Row 23: a relative task directory leads nowhere once the wrapper is in the project.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

@test "row 23: the script runs no agent, and records nothing" {
  # Its updates wait in vain for a lock in a directory that is not there.
  printf '#!/bin/sh\n' >"$SANDBOX/bin/sleep"
  chmod +x "$SANDBOX/bin/sleep"
  TASK_TMPDIR=task run bash "$REFERENCE_DIR/wrapper.sh"
  assert_success
  [ ! -e "$SANDBOX/calls/claude.1" ]
  [ ! -e "$task/done" ]
  manifest_has status=running
}

@test "row 23: the binary runs the task" {
  TASK_TMPDIR=task run "$OUTLIVE" wrapper
  assert_success
  [ -e "$task/done" ]
  manifest_has status=completed
}
