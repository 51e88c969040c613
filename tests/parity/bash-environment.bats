#!/usr/bin/env bats

# The file that BASH_ENV names: bash reads it before it runs a script.
#
# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

# has_file LINE ...: the file has these lines.
has_file() {
  printf '%s\n' "$@" >"$LANE/bash.env"
  export BASH_ENV=$LANE/bash.env
}

@test "what the file of BASH_ENV sets, the agent and openclaw have" {
  scenario() {
    task
    has_file 'export WORD="of the file"' 'PATH=$PATH:/of/the/file' 'TASK_TMPDIR=$TASK_TMPDIR/.'
    run_wrapper
  }
  # The agent is a bash script, too.
  lanes_differ_by ' environment: PATH='
  in_both_forms scenario
  recorded 'claude 1 environment: WORD=of the file'
  recorded 'openclaw 1 environment: WORD=of the file'
  recorded 'manifest: status=completed'
  not_recorded '*OUTLIVE_*'
}

@test "a function of the file of BASH_ENV is run in the place of the agent" {
  scenario() {
    task
    has_file '[ "${0##*/}" = claude ] || claude() { command claude --more "$@"; }'
    run_wrapper
  }
  # Only an exported function is handed on to the binary; the agent sees it.
  lanes_differ_by ' environment: BASH_FUNC_|^.*environment: }$'
  in_both_forms scenario
  recorded 'claude 1 arguments: --more --dangerously-skip-permissions -p --model claude-opus-4-6 -'
  recorded 'manifest: status=completed'
}

@test "a resume reads the file of BASH_ENV, and so does the monitor" {
  scenario() {
    has_file 'export WORD="of the file"' 'MONITOR_MAX_RETRIES=1; export MONITOR_MAX_RETRIES'
    task
    agent <<<'await "go$call"'
    work_watched
    crash
    agent_awaits go2 2
    crash 2
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'claude 2 environment: WORD=of the file'
  recorded 'manifest: abandon_reason=max_retries_exceeded'
  recorded 'manifest: retry_count=2'
}

@test "a file of BASH_ENV that is not there changes nothing" {
  scenario() {
    task
    export BASH_ENV=$LANE/nothing
    run_wrapper
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
}
