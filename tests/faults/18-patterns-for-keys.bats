#!/usr/bin/env bats
# Row 18: the keys of an update are patterns, and a value may be several lines.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

script_sets() { bash -c '. "$1/lib.sh" && shift && manifest_set "$@"' set "$REFERENCE_DIR" "$task/manifest" "$@"; }

@test "row 18: the script removes the lines that a key matches, and all of them if it is no pattern" {
  run script_sets 'sta.*' new
  assert_success
  manifest_has 'sta.*=new'
  run ! grep -q '^started_at=' "$task/manifest"
  run script_sets 'a(b' new
  assert_success
  assert_equal "$(cat "$task/manifest")" 'a(b=new'
}

@test "row 18: the script writes a value of two lines as two lines" {
  run script_sets note $'first\nstatus=completed'
  assert_success
  manifest_has status=completed
}

@test "row 18: the binary refuses such keys and values, and changes nothing" {
  local pair
  cp "$task/manifest" before
  for pair in 'sta.*=new' 'a(b=new' '=new' $'note=first\nstatus=completed'; do
    run --separate-stderr "$OUTLIVE" manifest set "$task/manifest" "$pair"
    assert_failure
    assert_equal "${#stderr_lines[@]}" 1
    cmp before "$task/manifest"
  done
}
