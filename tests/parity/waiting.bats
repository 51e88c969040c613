#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "an agent that is seen to ask twice in a row is abandoned" {
  scenario() {
    task
    agent <<'END'
await ask
echo 'Do you trust the files in this folder?'
await go
END
    launch
    agent_on_record
    open_gate ask
    agent_awaits go
    start_monitor
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: pane_state=waiting_for_input'
  recorded 'manifest: status=abandoned'
  recorded 'manifest: abandon_reason=waiting_for_input'
  recorded_times 1 'manifest: abandoned_at=<time>'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  recorded 'session: none'
  not_recorded 'left: *'
  not_recorded 'file: done *'
}

@test "with one poll to see it an agent that asks is abandoned at once (the binary alone)" {
  scenario() {
    task
    living_agent
    open_session
    show 'Overwrite? [Y/n]'
    # A second look would come too late for this deadline.
    start_monitor MONITOR_WAITING_POLLS=1 MONITOR_BASE_INTERVAL=20 MONITOR_DEADLINE=20
    monitor_ended
  }
  in_binary_form scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: abandon_reason=waiting_for_input'
}

@test "three polls are three looks (the binary alone)" {
  scenario() {
    task
    living_agent
    open_session
    show 'Overwrite? [y/N]'
    start_monitor MONITOR_WAITING_POLLS=3 MONITOR_BASE_INTERVAL=2
    monitor_started
    began=$(perl -e 'print +(stat shift)[9]' "$task/monitor.pid")
    monitor_ended
    # Two intervals lie between three looks. Both times are the monitor's own, so a slow test does not matter.
    note "more than one interval: $([ $(($(manifest_time abandoned_at) - began)) -ge 3 ] && echo yes || echo no)"
  }
  in_binary_form scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: abandon_reason=waiting_for_input'
  recorded 'note: more than one interval: yes'
}
