#!/usr/bin/env bats
# Row 25: a notifier that hangs is waited for.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and `run` set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

# given_up_by COMMAND …: a monitor whose deadline has come, and whose notifier does not answer.
given_up_by() {
  event_tool <<<'await told'
  open_session
  MONITOR_DEADLINE=0 start monitor "$@" task "$task"
  wait_until test -e "$SANDBOX/waiting.told.openclaw.1"
}

@test "row 25: the script's session stays open as long as the notifier hangs" {
  given_up_by bash "$REFERENCE_DIR/monitor.sh"
  # This clock is longer than the binary would wait.
  run "$BASH" -c 'sleep 12'
  run ! gone "$monitor_pid"
  session_exists task
  open_gate told
  end_of monitor
  run ! session_exists task
}

@test "row 25: the binary ends the notifier after 10 s, and closes the session" {
  given_up_by "$OUTLIVE" monitor
  end_of monitor
  assert_failure 1
  gone "$(pid_of openclaw 1)"
  run ! session_exists task
}

@test "row 25: the binary's notifier may print though its pane is gone" {
  event_tool <<<'await closed; seq 20000; echo "$?" >"$lane/told"; seq 20000 >&2; echo "$?" >>"$lane/told"'
  open_session
  type_line task "$(printf %q "$OUTLIVE") wrapper"
  wait_until test -e waiting.closed.openclaw.1
  tmux kill-session -t '=task'
  open_gate closed
  wait_until gone "$(pid_of openclaw 1)"
  assert_equal "$(<told)" $'0\n0'
}
