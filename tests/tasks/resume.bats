#!/usr/bin/env bats
# `outlive resume` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# assert_goes_on CALL: resume starts this call, in the conversation of the first one, and the task completes.
assert_goes_on() {
  local call=$1
  shift
  run --separate-stderr outlive resume demo "$@"
  assert_success
  one_line "$output"
  assert_output --partial demo
  assert_equal "$stderr" ''
  agent_awaits end "$call"
  assert_equal "$(state_of demo)" running
  assert_equal "$(argument_after --resume "$call")" "$(argument_after --session-id 1)"
  wait_until monitor_of
  session_exists claude-demo
  [ ! -e "$task/done" ]
  open_gate end
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" "all done, by call $call"
  assert_equal "$(outlive status demo --json | json exitCode)" 0
}

@test "a task that completed goes on in its conversation" {
  a_day_long
  open_gate end
  launch demo --wait
  assert_goes_on 2
}

@test "a task that failed goes on" {
  claude_does <<'END'
begins
says hello
[ "$call" -gt 1 ] || exit 9
await end
answers "all done, by call $call"
END
  run outlive run --name demo --prompt x --wait
  task=$OUTLIVE_HOME/tasks/demo
  assert_failure 9
  assert_goes_on 2
  # What the last end left is not there any more.
  assert_equal "$(value_of exit_code)" 0
}

@test "a task that was stopped goes on" {
  a_day_long
  launch demo
  agent_awaits end
  outlive stop demo
  assert_goes_on 2
  assert_equal "$(value_of stopped_at)" ''
}

@test "a resume that is refused leaves the task as it was" {
  outlive run --name made --wait -- sh -c 'echo ran >>"$0"' "$SANDBOX/ran"
  task=$OUTLIVE_HOME/tasks/made
  cp -r "$task" "$SANDBOX/before"
  run --separate-stderr outlive resume made --prompt 'and now?'
  assert_failure 1
  is_now made completed
  # What was changed and put back comes last, and what was not there is empty.
  diff <(grep -v '=$' "$SANDBOX/before/manifest" | sort) <(grep -v '=$' "$task/manifest" | sort)
  diff <(cd "$SANDBOX/before" && echo *) <(cd "$task" && echo *)
  run outlive restore
  assert_success
  assert_equal "$(grep -c ran "$SANDBOX/ran")" 1
}

@test "a wrapper that is just ending is waited for" {
  a_day_long
  open_gate end
  launch demo --wait
  start ending sleep 1
  # Its mark is not known, as on systems that tell none.
  echo "$ending_pid " >"$OUTLIVE_HOME/tasks/demo/wrapper.lock"
  assert_goes_on 2
  gone "$ending_pid"
}

@test "what it is told reaches an agent that no longer knows the conversation" {
  claude_does <<'END'
[ "$resumed" = no ] || { echo 'No conversation found' >&2; exit 1; }
begins
says hello
answers "all done, by call $call"
END
  launch demo --prompt first --wait
  outlive resume demo --prompt second
  wait_for demo
  assert_success
  assert_equal "$(calls_of claude)" 3
  assert_equal "$(<"$SANDBOX/calls/claude.2/stdin")" second
  assert_equal "$(<"$SANDBOX/calls/claude.3/stdin")" $'first\n\nsecond'
  # The word to go on is none of the user's.
  outlive resume demo
  wait_for demo
  assert_equal "$(<"$SANDBOX/calls/claude.5/stdin")" $'first\n\nsecond'
}

@test "a task that was given up goes on, with a new budget" {
  claude_does <<'END'
begins
says hello
[ "$call" -gt 1 ] || kill -KILL $$
await end
answers "all done, by call $call"
END
  launch demo --max-retries 0
  wait_for demo
  assert_failure 125
  assert_goes_on 2
  assert_equal "$(outlive status demo --json | json problem)" null
}

@test "a task whose deadline was reached goes on, with a new one" {
  a_day_long
  launch demo --deadline 1000
  wait_until works demo 1
  # Its time was over long ago, for the next monitor that looks; it is given as long again.
  outlive manifest set "$OUTLIVE_HOME/tasks/demo/manifest" deadline_at=2001-01-01T00:00:00Z
  end_process "$(monitor_of)"
  wait_for demo
  assert_failure 125
  assert_goes_on 2
}

@test "a task that is lost goes on, and what it has left running is ended before" {
  # The pane closes with the wrapper.
  claude_does <<'END'
trap '' HUP
begins
says "call $call, resumed: $resumed"
await end
answers "all done, by call $call"
END
  launch demo
  wait_until works demo 1
  kill -KILL "$(wrapper_of)" "$(monitor_of)"
  wait_until is_now demo lost
  run ! gone "$(pid_of claude 1)"
  assert_goes_on 2
  gone "$(pid_of claude 1)"
}

@test "a task that runs is an error, and stays as it is" {
  a_day_long
  launch demo
  wait_until works demo 1
  run --separate-stderr outlive resume demo
  assert_failure 1
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'outlive stop demo'
  wait_until works demo 1
  run --separate-stderr outlive resume demo --json
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" StillRunning
}

@test "--prompt is what the agent is told, on its stdin and in no argument" {
  local text=$'Now the "documentation" too: $HOME `x`\n  and é'
  a_day_long
  launch demo
  agent_awaits end
  outlive stop demo
  assert_goes_on 2 --prompt "$text"
  cmp "$SANDBOX/calls/claude.2/stdin" <(printf %s "$text")
  run ! grep -q documentation "$SANDBOX/calls/claude.2/arguments"
  # It was for this once.
  outlive resume demo
  agent_awaits end 3
  run ! grep -q documentation "$SANDBOX/calls/claude.3/stdin"
  [ -s "$SANDBOX/calls/claude.3/stdin" ]
}

@test "--prompt is told again to an agent that died before it read it" {
  claude_does <<'END'
[ "$call" != 2 ] || kill -KILL $$
begins
says hello
await end
answers done
END
  launch demo
  agent_awaits end
  outlive stop demo
  outlive resume demo --prompt 'the new words'
  agent_awaits end 3
  assert_equal "$(<"$SANDBOX/calls/claude.3/stdin")" 'the new words'
}

@test "an empty --prompt is an error" {
  launch demo --wait
  run --separate-stderr outlive resume demo --prompt ''
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
  assert_equal "$(state_of demo)" completed
}

@test "a task that never replied begins anew, with its prompt" {
  claude_does <<'END'
begins
[ "$call" -gt 1 ] || await never
says hello
answers fine
END
  launch demo
  agent_awaits never
  outlive stop demo
  outlive resume demo
  wait_for demo
  assert_success
  run ! argument_after --resume 2
  assert_equal "$(<"$SANDBOX/calls/claude.2/stdin")" 'do the work'
}

@test "a command runs again" {
  launch demo --wait -- bash -c 'echo run >>"$0"' "$SANDBOX/runs"
  outlive resume demo
  wait_for demo
  assert_success
  assert_equal "$(grep -c run "$SANDBOX/runs")" 2
}

@test "--json is the task" {
  a_day_long
  open_gate end
  launch demo --wait
  run --separate-stderr outlive resume demo --json
  assert_success
  one_line "$output"
  assert_equal "$(json name <<<"$output")" demo
  [ "$(json status <<<"$output")" = running ] || [ "$(json status <<<"$output")" = starting ]
}

@test "an end after a resume is told, as the first one was" {
  a_day_long
  open_gate end
  launch demo --wait
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  open_gate end
  outlive resume demo
  wait_for demo
  wait_until test -e "$SANDBOX/calls/openclaw.2/order"
}

@test "words that are wrong are errors" {
  run --separate-stderr outlive resume nobody
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  run --separate-stderr outlive resume
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
}
