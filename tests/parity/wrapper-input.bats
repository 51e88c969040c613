#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

# What each of these has in common: a word on stderr, exit code 1, and not one file written.
refused() {
  recorded 'exit: wrapper 1'
  recorded 'stderr: wrapper'
  not_recorded 'claude *'
  not_recorded 'openclaw *'
  not_recorded 'file: pid *'
  not_recorded 'file: exit_code *'
  not_recorded 'file: done *'
}

@test "the wrapper refuses to run without TASK_TMPDIR" {
  scenario() {
    run_wrapper --unset
  }
  in_both_forms scenario
  refused
}

@test "the wrapper refuses an empty TASK_TMPDIR" {
  scenario() {
    run_wrapper ''
  }
  in_both_forms scenario
  refused
}

@test "the wrapper refuses a TASK_TMPDIR that is a file, and one that is not there" {
  scenario() {
    : >"$LANE/file"
    run_wrapper "$LANE/file"
    run_wrapper "$LANE/nothing"
    [ ! -e "$LANE/nothing" ]
  }
  in_both_forms scenario
  refused
  recorded_times 2 'exit: wrapper 1'
}

# Row 32: the binary records this as the end of the task.
recorded_as_failed() {
  recorded 'exit: wrapper 1'
  recorded 'stderr: wrapper'
  recorded 'file: exit_code 600 1$'
  recorded 'file: done 600 empty'
  recorded 'manifest: status=failed'
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
  not_recorded 'file: resume *'
  not_recorded 'claude *'
}

no_project() {
  task "project_dir=$LANE/nowhere"
  task_file resume </dev/null
  run_wrapper
}

@test "the wrapper script refuses a project_dir that is not there, and leaves the order to resume" {
  in_shell_form no_project
  refused
  recorded 'manifest: status=running'
  recorded 'manifest: pid=0'
  recorded 'file: resume 600 empty'
}

@test "the wrapper of the binary records a project_dir that is not there as the end (row 32)" {
  in_binary_form no_project
  recorded_as_failed
}

project_is_a_file() {
  : >"$LANE/file"
  task "project_dir=$LANE/file"
  run_wrapper
}

@test "the wrapper script refuses a project_dir that is a file" {
  in_shell_form project_is_a_file
  refused
  recorded 'manifest: status=running'
}

@test "the wrapper of the binary records a project_dir that is a file as the end (row 32)" {
  in_binary_form project_is_a_file
  recorded_as_failed
}
