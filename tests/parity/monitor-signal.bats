#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

# The process id of the stand-in, which differs from lane to lane, gets a name.
name_the_monitor() {
  sed -i.old "s/^\\(monitor_signal=[a-z_]*:\\)$living_agent_pid\$/\\1MONITOR/" "$task/manifest"
  sed -i.old "s/^$living_agent_pid\$/MONITOR/" "$task/monitor.pid"
  rm "$task"/*.old
}

@test "a live monitor is sent TERM by the wrapper" {
  scenario() {
    task
    living_agent
    mv "$task/pid" "$task/monitor.pid"
    run_wrapper
    code=0
    wait "$living_agent_pid" || code=$?
    note "the process in monitor.pid ended with $code"
    [ "$(tail -n 1 "$task/manifest")" = "monitor_signal=signaled:$living_agent_pid" ]
    name_the_monitor
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: monitor_signal=signaled:MONITOR'
  recorded 'note: the process in monitor.pid ended with 143'
}

@test "a monitor that is gone is noted as not live" {
  scenario() {
    task
    dead_agent
    mv "$task/pid" "$task/monitor.pid"
    run_wrapper
    [ "$(tail -n 1 "$task/manifest")" = "monitor_signal=monitor_not_live:$living_agent_pid" ]
    name_the_monitor
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: monitor_signal=monitor_not_live:MONITOR'
}

@test "an empty monitor.pid is noted as empty" {
  scenario() {
    task
    task_file monitor.pid </dev/null
    run_wrapper
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: monitor_signal=monitor_pid_empty'
}

@test "a missing monitor.pid is noted as missing" {
  scenario() {
    task
    run_wrapper
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: monitor_signal=monitor_pid_missing'
}

# No process of one's own refuses TERM but lets itself be looked at, so the script is given a kill that does. The binary
# has no such door.
@test "a TERM that cannot be sent is noted as failed (the script alone)" {
  scenario() {
    task
    living_agent
    mv "$task/pid" "$task/monitor.pid"
    kill() {
      case " $* " in
        *' -0 '* | *' -s 0 '* | *' -n 0 '*) builtin kill "$@" ;;
        *) return 1 ;;
      esac
    }
    export -f kill
    run_wrapper
    unset -f kill
    kill -0 "$living_agent_pid"
    name_the_monitor
  }
  in_shell_form scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: monitor_signal=kill_failed:MONITOR'
}

@test "a monitor that the wrapper woke ends with 0 and closes the session" {
  scenario() {
    task
    agent <<<'await go'
    launch
    start_monitor MONITOR_BASE_INTERVAL=3
    monitor_started
    agent_awaits go
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: monitor_signal=<told, or gone>'
  recorded 'session: none'
  not_recorded 'file: monitor.pid *'
}
