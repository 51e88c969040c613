#!/usr/bin/env bats
# Row 28: deadline and silence are measured by a clock that may be set.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

# The binary's clock: tests/unit/tasks/monitor/clock.test.ts.
@test "row 28: the script gives the task up when the clock is set forward" {
  open_session
  real_date=$(command -v date)
  cat >"$SANDBOX/bin/date" <<END
#!/bin/sh
if [ "\$*" = +%s ] && [ -e "$SANDBOX/set" ]; then echo 99999999999; else exec $real_date "\$@"; fi
END
  chmod +x "$SANDBOX/bin/date"
  MONITOR_BASE_INTERVAL=1 start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until test -e "$task/monitor.trace"
  : >"$SANDBOX/set"
  end_of script
  assert_failure 1
  manifest_has status=abandoned
}
