#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

ended_task() {
  task pid=1 exit_code="$1" status="$2"
  task_file exit_code <<<"$1"
  dead_agent
  mark_done
}

@test "a task that was complete before the monitor started is reported with its exit code" {
  scenario() {
    ended_task 7 failed
    open_session
    start_monitor
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'monitor.log: Task completed with exit code: 7'
  recorded 'manifest: status=failed'
  recorded 'session: none'
  not_recorded 'openclaw *'
  not_recorded 'manifest: abandoned_at=*'
  not_recorded 'claude *'
}

@test "the exit code of a complete task that has none on record is unknown" {
  scenario() {
    ended_task 0 completed
    rm "$task/exit_code"
    open_session
    start_monitor
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'monitor.log: Task completed with exit code: unknown'
  recorded 'manifest: status=completed'
}

# Without `pid` the script does not look for `done`; its deadline ends it.
@test "a complete task without a pid file is seen to be complete (row 12: by the script only when it gives up)" {
  scenario() {
    ended_task 0 completed
    rm "$task/pid"
    open_session
    start_monitor MONITOR_DEADLINE=2
    monitor_ended
  }
  lanes_differ_by '^(exit: monitor|monitor\.log:) '
  in_every_pairing scenario
  recorded 'manifest: status=completed'
  not_recorded 'manifest: abandoned_at=*'
  not_recorded 'openclaw *'
  recorded_by_monitor binary 'exit: monitor 0'
  recorded_by_monitor binary 'monitor.log: Task completed with exit code: 0'
}

@test "at the deadline the monitor gives up, however long its interval is" {
  scenario() {
    task
    living_agent
    open_session
    start_monitor MONITOR_BASE_INTERVAL=3600 MONITOR_MAX_INTERVAL=3600 MONITOR_DEADLINE=2
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: status=abandoned'
  recorded_times 1 'manifest: abandoned_at=<time>'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  recorded 'session: none'
  not_recorded 'manifest: abandon_reason=*'
}

@test "at the deadline the monitor gives up on a task that never got as far as a pid" {
  scenario() {
    task
    open_session
    start_monitor MONITOR_DEADLINE=1
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: status=abandoned'
}

@test "when the session is gone the task is abandoned, and that is no error" {
  scenario() {
    task
    living_agent
    open_session
    start_monitor
    monitor_started
    own_tmux kill-session -t "=$session"
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=abandoned'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
  not_recorded 'file: monitor.pid *'
}

@test "a monitor without a manifest ends as any other, and makes none" {
  scenario() {
    task
    rm "$task/manifest"
    living_agent
    open_session
    start_monitor MONITOR_DEADLINE=1
    monitor_ended
  }
  # The protocol does not say whether the end of a task without a manifest is told.
  lanes_differ_by '^openclaw '
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'session: none'
  not_recorded 'file: manifest *'
}

@test "a task that is abandoned already is announced again, but its record stays" {
  scenario() {
    task status=abandoned abandoned_at=before
    living_agent
    open_session
    start_monitor MONITOR_DEADLINE=1
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: abandoned_at=before'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ task --mode now'
}
