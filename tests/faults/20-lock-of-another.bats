#!/usr/bin/env bats
# Row 20: an update removes the lock of another process.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

@test "row 20: the script removes a lock that it did not get" {
  mkdir "$task/manifest.lock"
  run bash -c '. "$1/lib.sh" && LOCK_WAITS=1 && manifest_set "$2" note written' set "$REFERENCE_DIR" "$task/manifest"
  assert_success
  [ ! -e "$task/manifest.lock" ]
}

@test "row 20: the binary leaves it, and waits" {
  mkdir "$task/manifest.lock"
  start waiting "$OUTLIVE" manifest set "$task/manifest" note=written
  updates_elsewhere touch "$task/manifest.lock"
  run ! gone "$waiting_pid"
  [ -d "$task/manifest.lock" ]
  rmdir "$task/manifest.lock"
  end_of waiting
  assert_success
}
