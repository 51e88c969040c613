#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

run_with_model() {
  task "model=$1"
  run_wrapper
}

@test "opus is short for a whole model name" {
  in_both_forms run_with_model opus
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-opus-4-6 -'
  recorded 'manifest: model=opus'
}

@test "sonnet is short for a whole model name" {
  in_both_forms run_with_model sonnet
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-sonnet-4-6 -'
}

@test "any other model name is passed on" {
  in_both_forms run_with_model claude-haiku-4-5-20251001
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-haiku-4-5-20251001 -'
}

@test "a short name is short only as a whole and in lower case" {
  scenario() {
    run_with_model Opus
    mv "$task" "$LANE/first"
    run_with_model opus-4
    mv "$task" "$LANE/second"
    run_with_model 'opus '
  }
  in_both_forms scenario
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model Opus -'
  recorded 'claude 2 arguments: --dangerously-skip-permissions -p --model opus-4 -'
  recorded 'claude 3 arguments: --dangerously-skip-permissions -p --model opus\  -'
}

@test "a model name with spaces, = and shell syntax stays one argument" {
  in_both_forms run_with_model '  a=b c; $(touch pwned) *'
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model \ \ a=b\ c\;\ \$\(touch\ pwned\)\ \* -'
}

@test "a resume names the same model as the first run would" {
  scenario() {
    task model=sonnet
    task_file resume </dev/null
    run_wrapper
  }
  in_both_forms scenario
  recorded 'claude 1 arguments: --dangerously-skip-permissions -c --model claude-sonnet-4-6'
  recorded 'claude 1 input: /dev/null'
}
