#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "a resume doubles the interval" {
  scenario() {
    task
    dead_agent
    agent <<'END'
await ask
echo 'Overwrite? (y/n)'
await go
END
    open_session
    start_monitor MONITOR_BASE_INTERVAL=4
    agent_on_record
    open_gate ask
    # It takes two looks to see the question twice, and they are an interval apart; both times are the monitor's own.
    monitor_ended
    note "more than the base: $([ $(($(manifest_time abandoned_at) - $(manifest_time last_checked_at))) -ge 7 ] && echo yes || echo no)"
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: abandon_reason=waiting_for_input'
  recorded 'manifest: retry_count=1'
  recorded 'note: more than the base: yes'
}

@test "no interval is longer than the cap" {
  scenario() {
    task
    dead_agent
    agent <<'END'
await ask
echo 'Overwrite? (y/n)'
await go
END
    open_session
    start_monitor MONITOR_BASE_INTERVAL=3600 MONITOR_MAX_INTERVAL=1
    agent_on_record
    open_gate ask
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: abandon_reason=waiting_for_input'
  recorded 'manifest: retry_count=1'
}
