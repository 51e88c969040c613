#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

completed_all_the_same() {
  recorded 'exit: wrapper 0'
  recorded 'manifest: status=completed'
  recorded 'manifest: monitor_signal=monitor_pid_missing'
  recorded 'file: done 600 empty'
}

@test "without openclaw a task completes all the same" {
  scenario() {
    task
    without openclaw
    run_wrapper
  }
  in_both_forms scenario
  completed_all_the_same
  not_recorded 'openclaw *'
}

@test "an openclaw that is not executable changes nothing" {
  scenario() {
    task
    without openclaw
    : >"$LANE/bin/openclaw"
    run_wrapper
  }
  in_both_forms scenario
  completed_all_the_same
}

@test "an openclaw that fails changes nothing" {
  scenario() {
    task
    event_tool <<'END'
echo 'no gateway' >&2
exit 3
END
    run_wrapper
  }
  in_both_forms scenario
  completed_all_the_same
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
}

@test "an openclaw that hangs comes after everything that is on record" {
  scenario() {
    task
    event_tool <<<'await go'
    run_wrapper &
    running=$!
    wait_until test -e "$LANE/waiting.go.openclaw.1"
    [ -e "$task/done" ]
    note "$(tail -n 1 "$task/manifest")"
    open_gate go
    wait "$running"
  }
  in_both_forms scenario
  completed_all_the_same
  recorded 'note: monitor_signal=monitor_pid_missing'
}

@test "the notification names the task, even with an odd name" {
  scenario() {
      task 'task_name=--mode "x"; $(touch pwned) ü'
    run_wrapper
    note "made: $(find "$LANE" -name pwned)"
      [ "$(cat "$LANE/calls/openclaw.1/arguments")" = \
      "$(printf ' %q' system event --text 'Claude done: --mode "x"; $(touch pwned) ü' --mode now)" ]
  }
  in_both_forms scenario
  completed_all_the_same
  recorded 'note: made: '
}

@test "the notification has the name that the task has got meanwhile" {
  scenario() {
    task
    agent <<<'await go'
    launch
    agent_awaits go
    agent_on_record
    sed 's/^task_name=.*/task_name=renamed/' "$task/manifest" >"$LANE/renamed"
    cat "$LANE/renamed" >"$task/manifest"
    open_gate go
    wrapper_ended
  }
  in_both_forms scenario
  recorded 'openclaw 1: system event --text Claude\ done:\ renamed --mode now'
}

@test "a monitor that gives up says so, and an openclaw that fails does not stop its cleanup" {
  scenario() {
    task
    event_tool <<<'exit 3'
    living_agent
    open_session
    start_monitor MONITOR_DEADLINE=1
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  recorded 'manifest: status=abandoned'
  recorded 'monitor.trace: cleanup done'
  recorded 'session: none'
}

@test "a monitor that gives up cleans up without openclaw too" {
  scenario() {
    task
    without openclaw
    living_agent
    open_session
    start_monitor MONITOR_DEADLINE=1
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: status=abandoned'
  recorded 'monitor.trace: cleanup done'
  recorded 'session: none'
  not_recorded 'file: monitor.pid *'
}

@test "what openclaw prints for the wrapper is in the pane, both streams" {
  scenario() {
    task
    # One after the other: between the two streams there is no order.
    event_tool <<'END'
say 'the event is queued'
await shown
say 'no gateway yet' >&2
END
    open_session
    capture_output
    launch
    wait_until grep -qs 'is queued' "$task/output.log"
    open_gate shown
    wrapper_ended
    wait_until grep -q 'no gateway' "$task/output.log"
  }
  in_both_forms scenario
  recorded 'output.log: agent: the event is queued'
  recorded 'output.log: agent: no gateway yet'
}

@test "what openclaw prints for the monitor is in monitor.log, but for its errors" {
  scenario() {
    task
    event_tool <<'END'
say 'the event is queued'
say 'no gateway yet' >&2
END
    run_monitor task "$task"
    note "out: $(grep -c 'is queued' "$LANE/monitor.out")"
    note "errors: $(cat "$LANE/monitor.out" "$LANE/monitor.err" | grep -c 'no gateway')"
  }
  in_both_forms scenario
  recorded 'note: out: 1'
  recorded 'note: errors: 0'
}

@test "an openclaw that prints more than a pipe holds changes nothing" {
  scenario() {
    task
    event_tool <<'END'
head -c 1000000 /dev/zero | tr '\0' x
exit 3
END
    complete_watched
  }
  in_every_pairing scenario
  recorded 'manifest: status=completed'
  recorded 'session: none'
}

@test "an openclaw that is missing or fails changes nothing for a task that is given up" {
  scenario() {
    task
    "$1"
    living_agent
    open_session
    start_monitor MONITOR_DEADLINE=1
    monitor_ended
  }
  missing() { without openclaw; }
  failing() { event_tool <<<'exit 3'; }
  local how
  for how in missing failing; do
    in_every_pairing scenario "$how"
    recorded 'exit: monitor 1'
    recorded 'manifest: status=abandoned'
    recorded 'session: none'
    lanes_end
  done
}
