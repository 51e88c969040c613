#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

watched_agent() {
  task
  agent <<<'await go'
  launch
  "$1"
  monitor_started
  agent_awaits go
  agent_on_record
}

@test "TERM ends the monitor of a running task with 143, and the task is abandoned" {
  scenario() {
    watched_agent start_monitor
    signal_monitor TERM
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 143'
  recorded 'manifest: status=abandoned'
  recorded_times 1 'manifest: abandoned_at=<time>'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  recorded 'monitor.trace: cleanup done'
  recorded 'session: none'
  not_recorded 'file: monitor.pid *'
  not_recorded 'left: *'
}

@test "TERM ends the monitor of a complete task with 0" {
  scenario() {
    task status=completed
    living_agent
    open_session
    start_monitor MONITOR_BASE_INTERVAL=3
    monitor_started
    checked_once
    task_file exit_code <<<0
    mark_done_and_signal TERM
    monitor_ended
  }
  # Whether it had seen so itself before is a matter of moments.
  lanes_differ_by '^monitor\.log:'
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=completed'
  recorded 'session: none'
  not_recorded 'openclaw *'
  not_recorded 'manifest: abandoned_at=*'
}

checked_once() { wait_until tmux_calls_above 1; }

@test "HUP ends the monitor with 129" {
  scenario() {
    watched_agent start_plain_monitor
    signal_monitor HUP
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 129'
  recorded 'manifest: status=abandoned'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  recorded 'monitor.trace: cleanup done'
  recorded 'session: none'
}

@test "INT ends the monitor with 130" {
  scenario() {
    watched_agent start_plain_monitor
    signal_monitor INT
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 130'
  recorded 'manifest: status=abandoned'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  recorded 'monitor.trace: cleanup done'
  recorded 'session: none'
}

# Signals that a script has no trap for: it dies of them, after its clean-up.
killed_by() {
  watched_agent start_plain_monitor
  signal_monitor "$1"
  monitor_ended
}

ended_with() {
  recorded "exit: monitor $1"
  recorded 'manifest: status=abandoned'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  recorded 'monitor.trace: cleanup done'
  recorded 'session: none'
}

@test "USR1 ends the monitor with 138" {
  [ "$(kill -l USR1)" = 10 ] || skip "USR1 has another number here"
  in_every_pairing killed_by USR1
  ended_with 138
}

@test "ALRM ends the monitor with 142" {
  in_every_pairing killed_by ALRM
  ended_with 142
}

@test "QUIT does nothing to the monitor" {
  scenario() {
    watched_agent start_plain_monitor
    signal_monitor QUIT
    checked
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=completed'
  recorded_times 1 'monitor.trace: started *'
  not_recorded 'manifest: abandoned_at=*'
}

@test "under nohup HUP does nothing to the monitor" {
  scenario() {
    watched_agent start_monitor
    signal_monitor HUP
    checked
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=completed'
  recorded_times 1 'monitor.trace: started *'
  not_recorded 'manifest: abandoned_at=*'
}

@test "a signal in the middle of a cleanup does not end it (the binary alone)" {
  scenario() {
    event_tool <<<'await told'
    watched_agent start_monitor
    signal_monitor TERM
    wait_until test -e "$LANE/waiting.told.openclaw.1"
    signal_monitor TERM
    open_gate told
    monitor_ended
  }
  in_binary_form scenario
  recorded 'manifest: status=abandoned'
  recorded 'monitor.trace: cleanup done'
  recorded 'session: none'
  not_recorded 'file: monitor.pid *'
}
