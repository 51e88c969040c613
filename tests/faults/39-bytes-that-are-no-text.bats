#!/usr/bin/env bats
# Row 39: a byte in the manifest that is no UTF-8.
# shellcheck disable=SC2154 # task.bash and `run` set them

setup() {
  load ../support/task && task_begin
  export LC_ALL=C.UTF-8
  task
  sed -i.old '/^task_name=/d' "$task/manifest"
  printf 'task_name=caf\xe9\n' >>"$task/manifest"
}

teardown() {
  isolation_end
}

names_in_manifest() { LC_ALL=C grep -ac '^task_name=caf.$' "$task/manifest"; }

@test "row 39: the script loses the line" {
  TASK_TMPDIR=$task run bash "$REFERENCE_DIR/wrapper.sh"
  assert_success
  manifest_has status=completed
  assert_equal "$(names_in_manifest)" 0
}

@test "row 39: the binary keeps it" {
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  manifest_has status=completed
  assert_equal "$(names_in_manifest)" 1
}
