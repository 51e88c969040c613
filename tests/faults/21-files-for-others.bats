#!/usr/bin/env bats
# Row 21: what is written has the mode that the umask leaves.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

modes() { perl -e 'printf "%o ", (stat)[2] & 0777 for @ARGV' "$task"/{pid,exit_code,done}; }

@test "row 21: the script's files can be read by others" {
  umask 022
  TASK_TMPDIR=$task run bash "$REFERENCE_DIR/wrapper.sh"
  assert_success
  assert_equal "$(modes)" '644 644 644 '
}

@test "row 21: the binary's files cannot" {
  umask 022
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  assert_equal "$(modes)" '600 600 600 '
}
