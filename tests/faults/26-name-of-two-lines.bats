#!/usr/bin/env bats
# Row 26: one good line makes a good session name.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

@test "row 26: the script goes to work with a name of two lines" {
  local name
  for name in $'task\n=x; y' $'$(x)\ntask'; do
    run bash "$REFERENCE_DIR/monitor.sh" "$name" "$task"
    assert_success # there is no such session
    manifest_has status=abandoned
    grep -q 'cleanup done' "$task/monitor.trace"
    rm "$task/monitor.trace"
  done
}

@test "row 26: the binary refuses it, and touches nothing" {
  local name before
  before=$(everything)
  for name in $'task\n=x; y' $'$(x)\ntask' $'task\n'; do
    run --separate-stderr "$OUTLIVE" monitor "$name" "$task"
    assert_failure 1
    assert_equal "${#stderr_lines[@]}" 1
  done
  assert_equal "$(everything)" "$before"
}
