#!/usr/bin/env bats
#
# Agents that asked something and then went on. The looks are far enough apart for the pane to change between them.

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "an agent that goes on after it asked is not abandoned" {
  scenario() {
    task
    agent <<'END'
await ask
echo 'Continue? (y/n)'
await answer
printf 'working\n%.0s' 1 2 3 4 5 6 7 8
echo 'Update available'
await go
END
    launch
    agent_on_record
    open_gate ask
    agent_awaits answer
    start_monitor MONITOR_BASE_INTERVAL=8
    manifest_has pane_state=waiting_for_input
    open_gate answer
    agent_awaits go
    manifest_has pane_state=upgrade_nag
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=completed'
  not_recorded 'manifest: abandon_reason=*'
}

@test "looks that were interrupted by another are not looks in a row" {
  scenario() {
    task
    living_agent
    open_session
    show 'Continue? (y/n)'
    start_monitor MONITOR_BASE_INTERVAL=8
    manifest_has pane_state=waiting_for_input
    show 'thread main panicked at src/main.rs'
    manifest_has pane_state=crash_text
    show 'Continue? (y/n)'
    manifest_has pane_state=waiting_for_input
    show 'working'
    note "after the interruption it is $(grep '^status=' "$task/manifest")"
    mark_done
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'note: after the interruption it is status=running'
  not_recorded 'manifest: abandon_reason=*'
}
