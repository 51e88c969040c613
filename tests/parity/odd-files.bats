#!/usr/bin/env bats

# What has the name of a task's file and is none. The scripts look with `test -f`.
#
# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "an output.log that is a link to a device says nothing about an agent" {
  scenario() {
    task
    ln -s /dev/null "$task/output.log"
    work_watched MONITOR_GRACE_PERIOD=0
    agent_on_record
    checked
    note "the output of $([ /dev/null -ot "$task/prompt" ] && echo long ago || echo now)"
    manifest_has status=running
    open_gate go1
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'note: the output of long ago'
  recorded 'manifest: status=completed'
  not_recorded 'manifest: retry_count=*'
}

# Where the files of an end cannot be written, all the rest of it is done.
@test "an end whose exit_code cannot be written is recorded otherwise, and told" {
  scenario() {
    task
    mkdir "$task/exit_code"
    run_wrapper
  }
  # The script moves its file into the directory.
  lanes_differ_by '^file: exit_code/'
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: status=completed'
  recorded 'manifest: exit_code=0'
  recorded 'manifest: monitor_signal=monitor_pid_missing'
  recorded 'file: done 600 empty'
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
}

@test "an end whose done-file cannot be written is recorded otherwise, and told" {
  scenario() {
    task
    mkdir "$task/done"
    run_wrapper
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'file: exit_code 600 0$'
  recorded 'manifest: status=completed'
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
}

@test "the end of an agent that has removed its task's directory is told" {
  scenario() {
    task
    agent <<<"rm -rf $(printf %q "$task")"
    run_wrapper
  }
  # The script has no name then.
  lanes_differ_by '^openclaw 1: '
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded_times 1 'openclaw 1: system event --text Claude*done:*'
  not_recorded 'file: *'
}

@test "a pid that is a directory is no agent that has crashed" {
  scenario() {
    task
    open_session
    mkdir "$task/pid"
    start_monitor
    monitor_started
    wait_until tmux_calls_above "$(($(tmux_calls) + 3))"
    manifest_has status=running
    signal_monitor TERM
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 143'
  recorded 'manifest: status=abandoned'
  not_recorded 'manifest: retry_count=*'
}

@test "a monitor.pid that is a directory names no monitor" {
  scenario() {
    task
    mkdir "$task/monitor.pid"
    run_wrapper
  }
  in_both_forms scenario
  recorded 'manifest: monitor_signal=monitor_pid_missing'
  recorded 'manifest: status=completed'
}

@test "a monitor.pid that is a FIFO names no monitor, and is not waited for" {
  scenario() {
    task
    mkfifo "$task/monitor.pid"
    run_wrapper
  }
  in_both_forms scenario
  recorded 'manifest: monitor_signal=monitor_pid_missing'
  recorded 'manifest: status=completed'
}
