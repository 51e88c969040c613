#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

ended_with() {
  recorded 'exit: wrapper 0'
  recorded "file: exit_code 600 $1\$"
  recorded "manifest: exit_code=$1"
  recorded "manifest: status=$2"
  recorded 'file: done 600 empty'
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
}

agent_ends() {
  task
  agent <<<"$1"
  run_wrapper
}

@test "an agent that exits with 0 completed" {
  in_both_forms agent_ends 'exit 0'
  ended_with 0 completed
}

@test "an agent that exits with 1 failed" {
  in_both_forms agent_ends 'exit 1'
  ended_with 1 failed
}

@test "an agent that exits with 255 failed" {
  in_both_forms agent_ends 'exit 255'
  ended_with 255 failed
}

@test "an agent that TERM ended has the exit code 143" {
  in_both_forms agent_ends 'kill -TERM $$'
  ended_with 143 failed
}

@test "an agent that KILL ended has the exit code 137" {
  in_both_forms agent_ends 'kill -KILL $$'
  ended_with 137 failed
}

@test "an agent that is not found has the exit code 127" {
  scenario() {
    task
    without claude
    run_wrapper
  }
  in_both_forms scenario
  ended_with 127 failed
  not_recorded 'claude *'
}

@test "an agent that is not executable has the exit code 126" {
  scenario() {
    task
    without claude
    : >"$LANE/bin/claude"
    run_wrapper
  }
  in_both_forms scenario
  ended_with 126 failed
  not_recorded 'claude *'
}

@test "without a prompt the agent is not run, and the exit code is 1" {
  scenario() {
    task
    rm "$task/prompt"
    run_wrapper
  }
  in_both_forms scenario
  ended_with 1 failed
  not_recorded 'claude *'
}

# agent_file: an executable claude with the content of stdin.
agent_file() {
  without claude
  cat >"$LANE/bin/claude"
  chmod +x "$LANE/bin/claude"
  run_wrapper
}

@test "an agent that is a script without #! is run by bash" {
  scenario() {
    task
    agent_file <<<'words=(a b c); [[ ${#words[@]} == 3 ]] && exit 7'
  }
  in_both_forms scenario
  ended_with 7 failed
}

@test "an agent that is an empty file completed" {
  scenario() {
    task
    agent_file </dev/null
  }
  in_both_forms scenario
  ended_with 0 completed
}

@test "an agent that is a file of zeros has the exit code 126" {
  scenario() {
    task
    head -c 200 /dev/zero | agent_file
  }
  in_both_forms scenario
  ended_with 126 failed
}

@test "an agent that is a damaged program has the exit code 126" {
  scenario() {
    task
    head -c 200 "$(command -v env)" | tr '\0' '\1' | agent_file
  }
  in_both_forms scenario
  ended_with 126 failed
}

@test "an agent in a directory that PATH names by a quoted tilde is found" {
  # shellcheck disable=SC2088,SC2147 # the tilde is meant
  scenario() {
    task
    mkdir -p "$HOME/tools"
    printf '#!/bin/bash\nexit 7\n' >"$HOME/tools/claude"
    chmod +x "$HOME/tools/claude"
    local literal='~/tools'
    PATH="$literal:$PATH"
    run_wrapper
  }
  in_both_forms scenario
  ended_with 7 failed
}
