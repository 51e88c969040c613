#!/usr/bin/env bats
#
# How an agent can end, as in agent-end.bats, but with a monitor that must be content with each end.

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

watched_end() {
  task
  agent <<<"await go; $1"
  launch
  start_monitor
  monitor_started
  open_gate go
  monitor_ended
}

left_alone() {
  recorded 'exit: monitor 0'
  recorded "manifest: exit_code=$1"
  recorded "manifest: status=$2"
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
  recorded_times 1 'claude * arguments: *'
  recorded_times 1 'openclaw *: system event *'
  recorded 'session: none'
}

@test "the monitor is content with an agent that exits with 1" {
  in_every_pairing watched_end 'exit 1'
  left_alone 1 failed
}

@test "the monitor is content with an agent that TERM ended" {
  in_every_pairing watched_end 'kill -TERM $$'
  left_alone 143 failed
}

@test "the monitor is content with an agent that KILL ended" {
  in_every_pairing watched_end 'kill -KILL $$'
  left_alone 137 failed
}

@test "a task whose agent is not found ends under a monitor too" {
  scenario() {
    task
    without claude
    living_agent # keeps the monitor from looking too early
    open_session
    start_monitor
    monitor_started
    launch
    monitor_ended
    # No call of claude tells of this wrapper.
    wait_until test -s "$LANE/calls/openclaw.1/order"
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: exit_code=127'
  recorded 'manifest: status=failed'
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
  not_recorded 'claude *'
}
