#!/usr/bin/env bats
# Row 41: a limit on the size of files ends the wrapper.
# shellcheck disable=SC2016 # it is for the shell
# shellcheck disable=SC2154 # task.bash and `run` set them

setup() {
  load ../support/task && task_begin
  task
  agent <<<'exit 0'
}

teardown() {
  isolation_end
}

limited() { TASK_TMPDIR=$task run bash -c 'ulimit -c 0; ulimit -f 0; exec "$@" >/dev/null 2>&1' limited "$@"; }

@test "row 41: the script dies at its first write, and the task has no end" {
  limited bash "$REFERENCE_DIR/wrapper.sh"
  assert_failure "$((128 + $(kill -l XFSZ)))"
  [ ! -e "$task/done" ]
  [ ! -e "$SANDBOX/calls/openclaw.1" ]
}

@test "row 41: the binary goes on, and tells of the end" {
  limited "$OUTLIVE" wrapper
  assert_success
  [ -e "$task/done" ]
  [ -e "$SANDBOX/calls/openclaw.1" ]
}
