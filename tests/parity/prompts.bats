#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "an empty prompt reaches the agent as an empty stdin" {
  scenario() {
    task
    task_file prompt </dev/null
    run_wrapper
  }
  in_both_forms scenario
  recorded 'claude 1 input: empty'
  recorded 'manifest: status=completed'
}

@test "every byte from 1 to 255 reaches the agent as it is" {
  scenario() {
    task
    perl -e 'print map { chr } 1 .. 255' | task_file prompt
    run_wrapper
    cmp "$task/prompt" "$LANE/calls/claude.1/stdin"
  }
  in_both_forms scenario
  recorded_times 1 'claude 1 input: * 255'
  recorded 'manifest: status=completed'
}

@test "a prompt with NUL bytes and without a newline at its end reaches the agent as it is" {
  scenario() {
    task
    printf 'one\0two\0three' | task_file prompt
    run_wrapper
    cmp "$task/prompt" "$LANE/calls/claude.1/stdin"
  }
  in_both_forms scenario
  recorded_times 1 'claude 1 input: * 13'
}

@test "a prompt of 5 MB reaches the agent whole" {
  scenario() {
    task
    perl -e 'print "$_: do the next part of the work\n" for 1 .. 130000; print "x" x 1000000' | task_file prompt
    [ "$(wc -c <"$task/prompt")" -gt 5000000 ]
    run_wrapper
    cmp "$task/prompt" "$LANE/calls/claude.1/stdin"
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
}

@test "a large prompt that the agent does not read does no harm" {
  scenario() {
    task
    perl -e 'print "x" x 1000000' | task_file prompt
    rm "$LANE/bin/claude"
    printf '#!/bin/sh\nexit 7\n' >"$LANE/bin/claude"
    chmod +x "$LANE/bin/claude"
    run_wrapper
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: exit_code=7'
}

@test "shell syntax in a prompt is text" {
  scenario() {
    task
    task_file prompt <<'END'
$(touch pwned) `touch pwned`; touch pwned & touch pwned | touch pwned
"; touch pwned; " '; touch pwned; ' && touch pwned || touch pwned
${PWNED:=$(touch pwned)} <(touch pwned) > pwned
END
    launch
    wrapper_ended
    cmp "$task/prompt" "$LANE/calls/claude.1/stdin"
    note "made: $(find "$LANE" -name 'pwned*')"
  }
  in_both_forms scenario
  recorded 'note: made: '
  recorded 'manifest: status=completed'
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-opus-4-6 -'
}
