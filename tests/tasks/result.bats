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
answers fine ',"num_turns":7,"duration_ms":1500,"total_cost_usd":0.25,"usage":{"input_tokens":3,"cache_creation_input_tokens":20,"cache_read_input_tokens":100,"output_tokens":4}'
END
  launch demo --wait
  run --separate-stderr outlive result demo --json
  assert_success
  one_line "$output"
  assert_equal "$(json result <<<"$output")" fine
  assert_equal "$(json turns <<<"$output")" 7
  assert_equal "$(json durationSeconds <<<"$output")" 1.5
  assert_equal "$(json costUsd <<<"$output")" 0.25
  assert_equal "$(json tokens <<<"$output")" 127
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

@test "a resume that gives no answer leaves none" {
  claude_does <<'END'
[ "$resumed" = no ] || { await end; echo 'the key is not accepted' >&2; kill -TERM $$; }
begins
says hello
answers "all done, by call $call"
END
  launch demo --max-retries 0 --wait
  open_gate end
  outlive resume demo --prompt 'and now?'
  wait_for demo
  assert_failure 125
  assert_no_answer abandoned
  # One that is stopped before it has said anything.
  outlive resume demo --prompt 'and now?'
  agent_awaits end 3
  outlive stop demo
  assert_no_answer stopped
}

@test "what an agent complains of before its first event is none" {
  program claude <<'END'
#!/bin/sh
echo 'error: unknown option' >&2
exit 1
END
  run outlive run --name demo --prompt x --wait
  assert_no_answer 'failed.*outlive logs demo'
}

@test "what a command that runs has printed so far is no part of the error" {
  launch demo -- sh -c 'seq 100000; sleep 1000'
  wait_until eval 'outlive logs demo -n 1 | grep -qx 100000'
  run --separate-stderr outlive result demo --json
  assert_failure 1
  assert_equal "$(json error.message <<<"$output")" 'demo has no answer: it is running'
  launch other -- sleep 1000
  run --separate-stderr outlive result other
  assert_failure 1
  refute_regex "$stderr" said
}

@test "a long complaint is cut to a short line" {
  claude_does <<'END'
begins
fails "$(seq 1000)"
exit 1
END
  run outlive run --name demo --prompt x --wait
  assert_no_answer 'failed.*said "1 2 3 '
  [ "${#stderr}" -lt 400 ]
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
  outlive resume demo
  wait_for demo
  assert_equal "$(outlive result demo)" $'just text\njust text'
}

@test "an empty answer is empty" {
  claude_does <<<'begins; says hm; answers ""'
  launch demo --wait
  run --separate-stderr outlive result demo
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
}

@test "without a name, and with an unknown one, it is an error" {
  run --separate-stderr outlive result
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
  run --separate-stderr outlive result nobody
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_output ''
}
