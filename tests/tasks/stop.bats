#!/usr/bin/env bats
# `outlive stop` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# All of the task is gone but its files.
assert_stopped() {
  assert_equal "$(state_of demo)" stopped
  assert_equal "$(marked_processes)" ''
  run ! wrapper_of
  run ! monitor_of
  run ! session_exists claude-demo
  agent_number 0
  [ ! -e "$task/done" ]
  [ ! -e "$task/monitor.pid" ]
  [ ! -e "$task/pid" ]
  [ -e "$task/prompt" ]
  [ -n "$(value_of stopped_at)" ]
}

@test "it ends agent, wrapper, monitor and session, and keeps the files" {
  a_day_long
  launch demo
  wait_until works demo 1
  wait_until grep -q 'call 1' "$task/output.log"
  run --separate-stderr outlive stop demo
  assert_success
  assert_output 'demo is stopped'
  assert_equal "$stderr" ''
  assert_stopped
  grep -q 'call 1' "$task/output.log"
}

# as_if_stopped: `stop` has written down that demo is to stop, and has come no further.
as_if_stopped() { perl -pi -e 's/^status=.*/status=stopped/' "$task/manifest"; }

@test "a task that is stopped before its start is on record stays stopped" {
  a_day_long
  open_gate end
  launch demo --wait
  # The wrapper gives what the last agent has left running 2 s, and starts the next one then.
  start leftover env OUTLIVE_TASK="$(value_of task_id)" bash -c 'trap "" TERM; echo deaf; while :; do sleep 0.05; done'
  wait_until grep -q deaf "$SANDBOX/leftover.out"
  start resumer "$OUTLIVE" resume demo
  wait_until wrapper_of
  wait_until mkdir "$task/manifest.lock"
  agent_awaits end 2
  wait_until test -s "$task/pid"
  as_if_stopped
  rmdir "$task/manifest.lock"
  # Its monitor ends what the killed stop has left.
  wait_until is_now demo stopped
  manifest_has status=stopped
  wait_until agent_number 0
  assert_equal "$(calls_of claude)" 2
}

@test "the agent hears TERM, has time to leave, and what it says then is kept" {
  claude_does <<'END'
trap 'says "I leave"; : >"$lane/left"; exit 0' TERM
begins
says hello
: >"$lane/waiting.end.claude.$call"
while :; do read -r -t 1 _ <>"$lane/never" || true; done
END
  mkfifo "$SANDBOX/never"
  launch demo
  agent_awaits end
  wait_until monitor_of
  run outlive stop demo
  assert_success
  [ -e "$SANDBOX/left" ]
  assert_stopped
  grep -q 'I leave' "$task/output.log"
  grep -q 'I leave' "$task/events.jsonl"
}

@test "an agent that does not listen is killed when the grace is over" {
  claude_does <<'END'
trap 'echo TERM >>"$lane/heard"' TERM
begins
says hello
: >"$lane/waiting.end.claude.$call"
while :; do read -r -t 1 _ <>"$lane/never" || true; done
END
  mkfifo "$SANDBOX/never"
  launch demo
  agent_awaits end
  wait_until monitor_of
  run outlive stop demo --grace 2s
  assert_success
  [ -s "$SANDBOX/heard" ]
  assert_stopped
}

@test "a grace that is longer than needed is not waited for" {
  a_day_long
  launch demo
  wait_until works demo 1
  start stopper "$OUTLIVE" stop demo --grace 1h
  wait_until -t 30 gone "$stopper_pid"
  end_of stopper
  assert_success
  assert_stopped
}

@test "children in sessions of their own end too, those that do not listen as well" {
  claude_does <<'END'
begins
says hello
perl -e 'use POSIX; fork && exit; setsid; open my $f, ">>", shift; syswrite $f, "$$\n"; sleep 1000' "$lane/children" </dev/null >/dev/null 2>&1
perl -e 'use POSIX; $SIG{TERM} = "IGNORE"; fork && exit; setsid; open my $f, ">>", shift; syswrite $f, "$$\n"; sleep 1000' "$lane/children" </dev/null >/dev/null 2>&1
await end
END
  launch demo
  agent_awaits end
  wait_until eval '[ "$(grep -c . "$SANDBOX/children")" = 2 ]'
  outlive stop demo --grace 1
  for pid in $(<"$SANDBOX/children"); do gone "$pid"; done
  assert_stopped
}

@test "an agent that is stopped, as with Ctrl-Z, ends" {
  claude_does <<'END'
begins
says hello
: >"$lane/waiting.end.claude.$call"
kill -STOP $$
END
  launch demo
  agent_awaits end
  wait_until eval '[[ $(ps -o stat= -p "$(pid_of claude 1)") == T* ]]'
  start stopper "$OUTLIVE" stop demo --grace 1h
  wait_until -t 30 gone "$stopper_pid"
  end_of stopper
  assert_success
  assert_stopped
}

@test "nothing brings a stopped task back" {
  a_day_long
  launch demo
  wait_until works demo 1
  outlive stop demo
  run outlive restore
  assert_output --partial 'demo: has ended'
  assert_stopped
  run --separate-stderr env TASK_TMPDIR="$task" "$OUTLIVE" wrapper
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  run outlive monitor claude-demo "$task"
  assert_stopped
  assert_equal "$(calls_of claude)" 1
  assert_equal "$(events_told)" ''
}

@test "stopped twice it is stopped, and that is no error" {
  a_day_long
  launch demo
  agent_awaits end
  outlive stop demo
  at=$(value_of stopped_at)
  run --separate-stderr outlive stop demo
  assert_success
  assert_output --partial 'ended already: stopped'
  assert_equal "$(value_of stopped_at)" "$at"
}

@test "a task that has ended stays as it is" {
  launch demo --wait
  wait_until put_away
  cp "$task/manifest" "$SANDBOX/before"
  run outlive stop demo
  assert_success
  assert_output --partial 'ended already: completed'
  cmp "$task/manifest" "$SANDBOX/before"
  [ -e "$task/done" ]
}

@test "a lost task is stopped, with what is left of it" {
  a_day_long
  launch demo
  wait_until works demo 1
  kill -KILL "$(wrapper_of)" "$(monitor_of)"
  wait_until is_now demo lost
  run outlive stop demo --grace 1
  assert_success
  assert_stopped
  run outlive restore
  assert_output --partial 'demo: has ended'
}

@test "only this task is stopped" {
  a_day_long
  launch demo-2
  launch demo
  agent_awaits end 2
  outlive stop demo
  assert_equal "$(state_of demo-2)" running
  session_exists claude-demo-2
  agent_number 1
}

@test "--json has the task, and whether it was stopped now" {
  a_day_long
  launch demo
  agent_awaits end
  run --separate-stderr outlive stop demo --json
  assert_success
  one_line "$output"
  assert_equal "$(json status <<<"$output")" stopped
  assert_equal "$(json stopped <<<"$output")" true
  assert_equal "$(outlive stop demo --json | json stopped)" false
}

@test "words that are wrong are errors" {
  run --separate-stderr outlive stop nobody
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  run --separate-stderr outlive stop
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
  launch demo --wait
  run --separate-stderr outlive stop demo --grace soon
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
}
