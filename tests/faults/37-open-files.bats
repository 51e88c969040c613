#!/usr/bin/env bats
# Row 37: the agent has the open files of the wrapper's caller.
# shellcheck disable=SC2154 # task.bash sets them

setup() {
  load ../support/task && task_begin
  task
  mkfifo held
  agent <<'END'
sleep 600 >/dev/null 2>&1 </dev/null &
printf '%s\n' $! >"$SANDBOX/left"
END
  export SANDBOX
}

teardown() {
  kill -KILL "$(cat "$SANDBOX/left")"
  isolation_end
}

# Runs the wrapper to its end, with a pipe open for writing as 7; then, whether a reader of it sees its end.
pipe_is_closed_after() {
  local closed=no
  (TASK_TMPDIR=$task "$@" 7>held) &
  # The end comes when nobody has it open any more.
  exec 6<held
  wait $!
  timeout 0.5 cat <&6 >/dev/null && closed=yes
  exec 6<&-
  manifest_has status=completed
  [ "$closed" = yes ]
}

@test "row 37: what the script's agent leaves behind holds a pipe open" {
  run pipe_is_closed_after bash "$REFERENCE_DIR/wrapper.sh"
  assert_failure
  manifest_has status=completed
}

@test "row 37: what the binary's agent leaves behind has none of the caller's files" {
  pipe_is_closed_after "$OUTLIVE" wrapper
}
