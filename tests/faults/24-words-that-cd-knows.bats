#!/usr/bin/env bats
# Row 24: a project directory is a word of cd.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

works_in() { assert_equal "$(cat "$SANDBOX/calls/claude.1/directory")" "$(CDPATH='' cd "$1" && pwd -P)"; }

named_minus() {
  mkdir ./- elsewhere
  rm "$task/manifest"
  task project_dir=-
  export OLDPWD=$SANDBOX/elsewhere
}

@test "row 24: the script takes - for the directory before" {
  named_minus
  TASK_TMPDIR=$task run bash "$REFERENCE_DIR/wrapper.sh"
  works_in elsewhere
}

@test "row 24: the binary takes it for a directory of that name" {
  named_minus
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  works_in ./-
}

named_by_cdpath() {
  mkdir work "$SANDBOX/other" "$SANDBOX/other/work"
  rm "$task/manifest"
  task project_dir=work
  export CDPATH=$SANDBOX/other
}

@test "row 24: the script looks for a relative one in CDPATH" {
  named_by_cdpath
  TASK_TMPDIR=$task run bash "$REFERENCE_DIR/wrapper.sh"
  works_in other/work
}

@test "row 24: the binary does not" {
  named_by_cdpath
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  works_in work
}
