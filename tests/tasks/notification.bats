#!/usr/bin/env bats
# How the end of a task of `outlive run` is told: once, and to whom the user wants.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# told TEXT: openclaw was told of this event, and of no other, when all is put away.
assert_told() {
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  wait_until put_away
  assert_equal "$(events_told)" "$(printf 'system event --text %q --mode now' "$1")"
}

configure() {
  mkdir -p "$HOME/.config/outlive"
  cat >"$HOME/.config/outlive/config.json"
}

# A notifier that keeps what it was given, in a file for each call.
notifier() {
  program notifier <<END
#!/bin/bash
n=1
until mkdir '$SANDBOX'/told.\$n 2>/dev/null; do n=\$((n + 1)); done
printf '%s\n' "\$@" >'$SANDBOX'/told.\$n/arguments
cat >'$SANDBOX'/told.\$n/event.part
mv '$SANDBOX'/told.\$n/event.part '$SANDBOX'/told.\$n/event
END
}

@test "a task that completed is told of" {
  launch demo --wait
  assert_told 'Claude done: demo'
}

@test "a task that failed is told of, with the exit code" {
  claude_does <<<'begins; exit 3'
  launch demo
  wait_for demo
  assert_told 'Claude failed: demo (exit code 3)'
}

@test "a task that was given up is told of" {
  claude_does <<<'begins; says x; kill -KILL $$'
  launch demo --max-retries 0
  wait_for demo
  assert_told 'Task abandoned: claude-demo'
}

@test "an end is told although the agent has removed its directory" {
  mkdir "$SANDBOX/worktree"
  launch demo --dir "$SANDBOX/worktree" --wait -- sh -c 'cd / && rm -rf "$OLDPWD"'
  assert_told 'Command done: demo'
  # Another one, through a program of the user's.
  mkdir "$SANDBOX/worktree"
  notifier
  configure <<<'{"notify": ["notifier"]}'
  launch other --dir "$SANDBOX/worktree" --wait -- sh -c 'cd / && rm -rf "$OLDPWD"'
  wait_until -t 20 test -e "$SANDBOX/told.1/event"
}

@test "a task whose agent can no longer be started is told of at once" {
  export MONITOR_DISPATCH_WAIT=60
  a_day_long
  mkdir "$SANDBOX/worktree"
  launch demo --dir "$SANDBOX/worktree"
  agent_awaits end
  rm -rf "$SANDBOX/worktree"
  kill -KILL "$(pid_of claude 1)"
  wait_until -t 30 test -e "$SANDBOX/calls/openclaw.1/order"
  assert_told 'Task abandoned: claude-demo'
  assert_equal "$(value_of abandon_reason)" unrunnable
}

@test "a task that was stopped is not told of" {
  a_day_long
  launch demo
  agent_awaits end
  outlive stop demo
  run ! monitor_of
  # A control: a later end is told of.
  launch other --wait -- true
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  assert_equal "$(events_told)" 'system event --text Command\ done:\ other --mode now'
}

@test "a crash that is mended is not told of" {
  claude_does <<'END'
begins
says x
[ "$call" -gt 1 ] || kill -KILL $$
answers fine
END
  launch demo
  wait_for demo
  assert_told 'Claude done: demo'
}

@test "a program of the configuration gets the event as JSON on its stdin, and openclaw is left alone" {
  notifier
  configure <<<'{"notify": ["notifier", "first word", "--flag"]}'
  launch demo --model opus --wait
  wait_until test -e "$SANDBOX/told.1/event"
  wait_until put_away
  assert_equal "$(<"$SANDBOX/told.1/arguments")" $'first word\n--flag'
  event=$(<"$SANDBOX/told.1/event")
  assert_equal "$(json event <<<"$event")" completed
  assert_equal "$(json name <<<"$event")" demo
  assert_equal "$(json agent <<<"$event")" claude
  assert_equal "$(json session <<<"$event")" claude-demo
  assert_equal "$(json taskDir <<<"$event")" "$task"
  assert_equal "$(json projectDir <<<"$event")" "$project"
  assert_equal "$(json exitCode <<<"$event")" 0
  assert_equal "$(json text <<<"$event")" 'Claude done: demo'
  assert_equal "$(calls_of openclaw)" 0
  [ ! -e "$SANDBOX/told.2" ]
}

@test "an event of a task that was given up has the reason" {
  notifier
  configure <<<'{"notify": ["notifier"]}'
  claude_does <<<'begins; says x; kill -KILL $$'
  launch demo --max-retries 0
  wait_until test -e "$SANDBOX/told.1/event"
  assert_equal "$(json event <"$SANDBOX/told.1/event")" abandoned
  assert_equal "$(json abandonReason <"$SANDBOX/told.1/event")" max_retries_exceeded
  assert_equal "$(json exitCode <"$SANDBOX/told.1/event")" null
}

@test "an empty list turns it off" {
  configure <<<'{"notify": []}'
  launch demo --wait
  wait_until put_away
  wait_until grep -q 'turned off' "$task/monitor.log"
  assert_equal "$(calls_of openclaw)" 0
}

@test "a configuration that cannot be used does not keep an end from being told" {
  configure <<<'{"notify": "not a list"}'
  launch demo --wait
  assert_told 'Claude done: demo'
}

@test "without openclaw a task ends as well" {
  rm "$SANDBOX/bin/openclaw"
  launch demo --wait
  wait_until put_away
  [ -e "$task/done" ]
  run ! session_exists claude-demo
}

@test "a notifier that fails, or hangs, is not in the way" {
  # shellcheck disable=SC2030
  event_tool <<<'await never'
  launch demo
  wait_for demo
  assert_success
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  # All else is put away while it hangs.
  run ! session_exists claude-demo
  assert_equal "$(state_of demo)" completed
  launch demo --prompt again
  event_tool <<<'exit 5'
  launch other --wait
  wait_until put_away
  assert_equal "$(state_of other)" completed
}

@test "never twice: after a monitor that was killed while it told an end, no other tells it again" {
  event_tool <<<'await told'
  launch demo
  wait_until test -e "$SANDBOX/waiting.told.openclaw.1"
  # The monitor's last deed; the task is put away already.
  end_process "$(<"$SANDBOX/calls/openclaw.1/parent")"
  run outlive restore
  run outlive monitor claude-demo "$task"
  open_gate told
  run outlive stop demo
  assert_equal "$(calls_of openclaw)" 1
}

@test "an end is told although the monitor was killed just before it" {
  a_day_long
  launch demo
  agent_awaits end
  wait_until monitor_of
  end_process "$(monitor_of)"
  open_gate end
  wait_for demo
  assert_success
  assert_told 'Claude done: demo'
}

@test "the notifier runs with the task's environment, and goes on when the session closes" {
  event_tool <<<'await told; : >"$lane/was.told"'
  KEPT=yes launch demo
  wait_until test -e "$SANDBOX/waiting.told.openclaw.1"
  wait_until eval '! session_exists claude-demo'
  open_gate told
  wait_until test -e "$SANDBOX/was.told"
  grep -qx KEPT=yes "$SANDBOX/calls/openclaw.1/environment"
}
