#!/usr/bin/env bats
# What becomes of a task of `outlive run` when its agent ends.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# dies HOW: an agent that replies and ends like that, and completes the task when it is called a second time.
dies() {
  claude_does <<END
begins
says "call \$call"
[ "\$call" -gt 1 ] || { $1; }
answers "all done, by call \$call"
END
}

@test "an agent that a signal ends under its living wrapper is brought back into its conversation" {
  local signal
  for signal in KILL SEGV TERM; do
    echo "signal $signal"
    forget_calls
    dies "kill -$signal \$\$; await never"
    launch demo
    assert_resumed
  done
}

@test "an exit code of 128 and more, as a shell has it, is the same" {
  dies 'exit 137'
  launch demo
  assert_resumed
}

@test "an exit code that is not 0 is the end, and the task has failed" {
  dies 'exit 7'
  launch demo
  wait_for demo
  assert_failure 7
  assert_equal "$(state_of demo)" failed
  assert_equal "$(<"$task/exit_code")" 7
  manifest_has exit_code=7
  wait_until test -e "$task/done"
  assert_equal "$(calls_of claude)" 1
}

@test "with --resume-on failure it is brought back" {
  dies 'exit 7'
  launch demo --resume-on failure
  assert_resumed
}

@test "with --resume-on failure an error that another run cannot mend is the end" {
  claude_does <<'END'
begins
printf '{"type":"assistant","error":"authentication_failed","message":{"content":[{"type":"text","text":"Invalid API key"}]}}\n'
fails 'Invalid API key'
exit 1
END
  launch demo --resume-on failure
  wait_for demo
  assert_failure 1
  assert_equal "$(calls_of claude)" 1
}

@test "with --resume-on never nothing brings it back" {
  dies 'kill -KILL $$'
  launch demo --resume-on never
  wait_for demo
  assert_failure 137
  assert_equal "$(state_of demo)" failed
  assert_equal "$(calls_of claude)" 1

  a_day_long
  launch other --resume-on never
  agent_awaits end 2
  wait_until monitor_of
  end_process "$(wrapper_of)"
  wait_until is_now other abandoned
  assert_equal "$(calls_of claude)" 2
  wait_until agent_number 0
  run outlive status other
  refute_output --partial '10 times'
}

@test "an agent that was interrupted ends with 0 and no answer, and is brought back" {
  dies 'exit 0'
  launch demo
  assert_resumed
}

@test "an agent that died before the model replied begins anew, with the prompt and another id" {
  claude_does <<'END'
begins
[ "$call" -gt 1 ] || kill -KILL $$
says hello
answers "all done, by call $call"
END
  launch demo --prompt 'the whole prompt'
  wait_for demo
  assert_success
  assert_equal "$(calls_of claude)" 2
  run ! argument_after --resume 2
  [ "$(argument_after --session-id 1)" != "$(argument_after --session-id 2)" ]
  assert_equal "$(<"$SANDBOX/calls/claude.2/stdin")" 'the whole prompt'
  assert_equal "$(outlive status demo --json | json sessionId)" "$(argument_after --session-id 2)"
}

@test "an agent that died before it said anything does, too" {
  claude_does <<'END'
[ "$call" -gt 1 ] || kill -KILL $$
begins
answers "all done, by call $call"
END
  launch demo
  wait_for demo
  assert_success
  run ! argument_after --resume 2
  assert_equal "$(<"$SANDBOX/calls/claude.2/stdin")" 'do the work'
}

@test "a conversation that the agent no longer knows is begun anew" {
  claude_does <<'END'
if [ "$resumed" = yes ]; then
  echo "No conversation found with session ID: $conversation" >&2
  exit 1
fi
begins
says hello
[ "$call" -gt 1 ] || kill -KILL $$
answers "all done, by call $call"
END
  launch demo
  wait_for demo
  assert_success
  assert_equal "$(argument_after --resume 2)" "$(argument_after --session-id 1)"
  [ "$(argument_after --session-id 3)" != "$(argument_after --session-id 1)" ]
  assert_equal "$(<"$SANDBOX/calls/claude.3/stdin")" 'do the work'
}

@test "an agent whose stream broke off in the middle of a line is brought back, and its answer is read" {
  claude_does <<'END'
begins
says "call $call"
[ "$call" -gt 1 ] || { printf '{"type":"assistant","message":{"con'; kill -KILL $$; }
answers "all done, by call $call"
END
  launch demo
  assert_resumed
}

@test "a command that a signal ends is run again" {
  launch demo -- bash -c 'echo run >>"$0"; [ "$(grep -c . "$0")" -gt 1 ] || kill -KILL $$' "$SANDBOX/runs"
  wait_for demo
  assert_success
  assert_equal "$(grep -c run "$SANDBOX/runs")" 2
}

# --------------------------------------------------------------------------------------------------------------- budget

always_dies() {
  claude_does <<'END'
begins
says "call $call"
kill -KILL $$
END
}

@test "the retry budget is for the task; when it is used up the task is abandoned, with the reason" {
  always_dies
  launch demo --max-retries 2
  wait_for demo
  assert_failure 125
  assert_equal "$(calls_of claude)" 3
  assert_equal "$(state_of demo)" abandoned
  manifest_has abandon_reason=max_retries_exceeded
  [ -n "$(value_of abandoned_at)" ]
  [ ! -e "$task/done" ]
  assert_regex "$(outlive status demo --json | json problem)" '2 times'
  assert_regex "$stderr" 'abandoned'
  wait_until put_away
  run ! session_exists claude-demo
}

@test "--max-retries 0 brings nothing back" {
  always_dies
  launch demo --max-retries 0
  wait_for demo
  assert_failure 125
  assert_equal "$(calls_of claude)" 1
}
