#!/usr/bin/env bats
# Row 6: a process that is killed inside the manifest's lock leaves it, and every later update waits for it.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
  lock=$task/manifest.lock
}

teardown() {
  isolation_end
}

left_behind_lock() {
  mkdir "$lock"
  touch -t 202001010000 "$lock"
}

manifest_lacks() { ! manifest_has "$1"; }

@test "row 6: the script waits for a lock without a holder, and goes on without it" {
  left_behind_lock
  agent <<<'await end'
  began=$(date +%s)
  start wrapper env "TASK_TMPDIR=$task" bash "$REFERENCE_DIR/wrapper.sh"
  wait_until manifest_lacks pid=0
  # 50 steps of 100 ms, less the rounding of two clocks that count whole seconds.
  [ $(($(date +%s) - began)) -ge 4 ]
}

@test "row 6: the binary does not wait for a lock without a holder, and nothing of it remains" {
  left_behind_lock
  # An update that waited would outlast this clock: the wrapper makes three, and each would take 5 s.
  start clock sleep 14
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  run ! gone "$clock_pid"
  manifest_has status=completed
  assert_equal "$(cd "$task" && echo manifest*)" manifest
}

@test "row 6: the binary breaks a left-behind lock that is not empty" {
  left_behind_lock
  : >"$lock/owner"
  touch -t 202001010000 "$lock"
  run "$OUTLIVE" manifest set "$task/manifest" note=written
  assert_success
  manifest_has note=written
  assert_equal "$(cd "$task" && echo manifest*)" manifest
}

@test "row 6: the binary respects a lock that another process holds, until it is released" {
  mkdir "$lock"
  start waiting "$OUTLIVE" manifest set "$task/manifest" note=written
  updates_elsewhere touch "$lock"
  run ! gone "$waiting_pid"
  run ! manifest_has note=written

  rmdir "$lock"
  end_of waiting
  assert_success
  manifest_has note=written
  [ ! -e "$lock" ]
}

@test "row 6: of many that find the lock left behind at once, none loses its update" {
  left_behind_lock
  for number in {1..12}; do start "set$number" "$OUTLIVE" manifest set "$task/manifest" "key$number=$number"; done
  for number in {1..12}; do
    end_of "set$number"
    assert_success
    manifest_has "key$number=$number"
  done
  assert_equal "$(cd "$task" && echo manifest*)" manifest
}
