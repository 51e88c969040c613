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

# An agent asks from the first look on; the monitor's looks at the pane are counted.
looks_until_abandoned() {
  task
  living_agent
  open_session
  show 'Overwrite? [y/N]'
  start_monitor "$@"
  monitor_ended
  note "looks: $(pane_captures)"
}

@test "two looks in a row are enough to abandon an agent that asks" {
  in_every_pairing looks_until_abandoned
  recorded 'exit: monitor 1'
  recorded 'manifest: abandon_reason=waiting_for_input'
  recorded 'note: looks: 2'
}

@test "MONITOR_WAITING_POLLS says how many looks it takes: one (the binary alone)" {
  in_binary_form looks_until_abandoned MONITOR_WAITING_POLLS=1
  recorded 'manifest: abandon_reason=waiting_for_input'
  recorded 'note: looks: 1'
}

@test "MONITOR_WAITING_POLLS says how many looks it takes: three (the binary alone)" {
  in_binary_form looks_until_abandoned MONITOR_WAITING_POLLS=3
  recorded 'exit: monitor 1'
  recorded 'manifest: abandon_reason=waiting_for_input'
  recorded 'note: looks: 3'
}
