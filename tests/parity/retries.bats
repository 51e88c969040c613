#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "a task that crashes once more than it may is abandoned" {
  scenario() {
    task
    dead_agent
    agent <<<'await "go$call"'
    open_session
    start_monitor MONITOR_MAX_RETRIES=1
    agent_awaits go1
    crash
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: status=abandoned'
  recorded 'manifest: abandon_reason=max_retries_exceeded'
  recorded 'manifest: retry_count=2'
  recorded_times 1 'manifest: abandoned_at=<time>'
  recorded_times 1 'typed: <wrapper>'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  recorded 'session: none'
  not_recorded 'left: *'
}

@test "with no retries allowed the first crash is the last" {
  scenario() {
    task
    dead_agent
    open_session
    start_monitor MONITOR_MAX_RETRIES=0
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: abandon_reason=max_retries_exceeded'
  recorded 'manifest: retry_count=1'
  not_recorded 'typed: *'
  not_recorded 'file: resume *'
}

@test "fresh output between crashes does not buy a task more retries" {
  scenario() {
    local call
    task
    task_file output.log </dev/null
    dead_agent
    agent <<<'await "go$call"'
    open_session
    start_monitor MONITOR_MAX_RETRIES=2
    for call in 1 2; do
      agent_awaits "go$call" "$call"
      wait_until test -s "$task/pid"
      touch "$task/output.log"
      checked
      crash "$call"
    done
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: status=abandoned'
  recorded 'manifest: abandon_reason=max_retries_exceeded'
  recorded 'manifest: retry_count=3'
  recorded_times 2 'typed: <wrapper>'
}
