#!/usr/bin/env bats
# Row 19: an update on a full disk loses the manifest.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  tiny_disk_ends
  isolation_end
}

full_disk() {
  tiny_disk "$SANDBOX/disk"
  cp "$task/manifest" before
  cp "$task/manifest" "$SANDBOX/disk/manifest"
  fill_disk "$SANDBOX/disk"
}

@test "row 19: the script puts what it could not write in the manifest's place" {
  full_disk
  run bash -c '. "$1/lib.sh" && manifest_set "$2" status completed' set "$REFERENCE_DIR" "$SANDBOX/disk/manifest"
  assert_success
  run ! grep -q . "$SANDBOX/disk/manifest"
}

@test "row 19: the binary leaves the manifest as it was, and says so" {
  full_disk
  run --separate-stderr "$OUTLIVE" manifest set "$SANDBOX/disk/manifest" status=completed
  assert_failure
  assert_equal "${#stderr_lines[@]}" 1
  cmp before "$SANDBOX/disk/manifest"
  assert_equal "$(cd "$SANDBOX/disk" && echo manifest*)" manifest
}
