#!/usr/bin/env bats
# Row 7: an agent that a signal has ended counts as one that has failed by itself, while its wrapper lives.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and launched.bash set them

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# The script wrapper's agent is ended by the signal: the task is complete with that exit code, and stays so.
assert_script_gives_up_after() {
  agent <<<'await end'
  task
  open_session
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until test -s "$task/monitor.pid"
  kill -s "$1" "$(pid_of claude 1)"
  end_of script
  assert_success
  manifest_has status=failed
  manifest_has "exit_code=$2"
  [ -e "$task/done" ]
  assert_equal "$(calls_of claude)" 1
  run ! session_exists task
}

@test "row 7: the script takes an agent that is killed for one that has failed, and never resumes it" {
  assert_script_gives_up_after KILL 137
}

@test "row 7: the script takes an agent that crashes for one that has failed, and never resumes it" {
  assert_script_gives_up_after SEGV 139
}

# The agent of the binary's wrapper, which lives, is ended by the signal: another goes on in its conversation.
assert_binary_goes_on_after() {
  claude_does <<'END'
begins
says "in call $call"
await end
answers "done by call $call"
END
  launch demo
  agent_awaits end
  wait_until manifest_has "conversation=$(argument_after --session-id 1)"
  kill -s "$1" "$(pid_of claude 1)"
  agent_awaits end 2
  assert_equal "$(argument_after --resume 2)" "$(argument_after --session-id 1)"
  manifest_has retry_count=1
  manifest_has "last_exit_code=$2"
  open_gate end
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" 'done by call 2'
  manifest_has status=completed
}

@test "row 7: the binary resumes an agent that is killed" {
  assert_binary_goes_on_after KILL 137
}

@test "row 7: the binary resumes an agent that crashes" {
  assert_binary_goes_on_after SEGV 139
}

@test "row 7: the binary resumes an agent that any other signal ends" {
  assert_binary_goes_on_after XCPU 152
}

@test "row 7: the binary gives up an agent that is killed again and again, when its budget is used up" {
  claude_does <<'END'
begins
says "in call $call"
kill -KILL $$
END
  launch demo --max-retries 2
  wait_for demo
  assert_failure 125
  manifest_has status=abandoned
  manifest_has abandon_reason=max_retries_exceeded
  assert_equal "$(calls_of claude)" 3
}

@test "row 7: the binary does not resume an agent that has failed by itself" {
  claude_does <<'END'
begins
fails 'It cannot be done.'
exit 1
END
  launch demo
  wait_for demo
  assert_failure 1
  manifest_has status=failed
  assert_equal "$(calls_of claude)" 1
}
