#!/usr/bin/env bats
# `outlive result` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# assert_no_answer PATTERN: stdout stays empty, and the error says why.
assert_no_answer() {
  run --separate-stderr outlive result demo
  assert_failure 1
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "$1"
  run --separate-stderr outlive result demo --json
  assert_failure 1
  assert_equal "$stderr" ''
  assert_equal "$(json error.code <<<"$output")" NoAnswer
}

@test "the answer and nothing else, as the agent has it" {
  claude_does <<'END'
begins
says 'I begin'
says 'almost done'
answers $'The answer is 42.\n\n- "quoted" \\ é 😀\n  indented'
END
  launch demo --wait
  outlive result demo >"$SANDBOX/out" 2>"$SANDBOX/err"
  cmp "$SANDBOX/out" <(printf 'The answer is 42.\n\n- "quoted" \\ é 😀\n  indented\n')
  [ ! -s "$SANDBOX/err" ]
}

@test "--json has what it took" {
  claude_does <<'END'
begins
answers fine ',"num_turns":7,"duration_ms":1500,"total_cost_usd":0.25'
END
  launch demo --wait
  run --separate-stderr outlive result demo --json
  assert_success
  one_line "$output"
  assert_equal "$(json result <<<"$output")" fine
  assert_equal "$(json turns <<<"$output")" 7
  assert_equal "$(json durationSeconds <<<"$output")" 1.5
  assert_equal "$(json costUsd <<<"$output")" 0.25
  assert_equal "$(json status <<<"$output")" completed
  assert_equal "$(json exitCode <<<"$output")" 0
}

@test "a task that has not ended has none yet: wait for it" {
  a_day_long
  launch demo
  agent_awaits end
  assert_no_answer 'outlive wait demo'
}

@test "a task that failed has none: its logs tell" {
  claude_does <<'END'
begins
fails 'the model is overloaded'
exit 1
END
  run outlive run --name demo --prompt x --wait
  assert_no_answer 'failed.*model is overloaded.*outlive logs demo'
}

@test "a task that was stopped, or given up, has none" {
  a_day_long
  launch demo
  agent_awaits end
  outlive stop demo
  assert_no_answer stopped
}

@test "after a resume it is the answer of the last run" {
  a_day_long
  open_gate end
  launch demo --wait
  assert_equal "$(outlive result demo)" 'all done, by call 1'
  open_gate end
  outlive resume demo
  wait_for demo
  assert_equal "$(outlive result demo)" 'all done, by call 2'
}

@test "a resumed task that runs again has none yet" {
  a_day_long
  open_gate end
  launch demo --wait
  outlive resume demo
  agent_awaits end 2
  assert_no_answer 'outlive wait demo'
}

@test "of a command it is what it printed" {
  launch demo --wait -- printf 'one\ntwo\n'
  cmp <(outlive result demo) <(printf 'one\ntwo\n')
}

@test "of a program that prints something else than events it is what it printed" {
  program claude <<'END'
#!/bin/sh
echo just text
END
  launch demo --wait
  assert_equal "$(outlive result demo)" 'just text'
}

@test "an empty answer is empty" {
  claude_does <<<'begins; says hm; answers ""'
  launch demo --wait
  run --separate-stderr outlive result demo
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
}

@test "without a name, and of nobody, it is an error" {
  run --separate-stderr outlive result
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
  run --separate-stderr outlive result nobody
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_output ''
}
