#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "a monitor that ends its session leaves one whose name is longer alone" {
  scenario() {
    task
    agent <<<'await go'
    open_session task-api
    launch
    start_monitor
    monitor_started
    agent_awaits go
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=completed'
  recorded 'session: task-api'
  not_recorded 'session: task'
}

@test "two monitors of sessions whose names begin alike each end their own" {
  scenario() {
    task
    living_agent
    open_session
    session='task-api'
    open_session
    start_monitor
    monitor_started
    first_monitor=$monitor_pid
    first_task=$task
    first_agent=$living_agent_pid
    task=$LANE/second
    task task_name=second
    dead_agent
    task_file exit_code <<<0
    mark_done
    session=task
    start_second_monitor
    note "the first one is $(kill -0 "$first_monitor" && echo 'there still')"
    task=$first_task
    monitor_pid=$first_monitor
    kill -0 "$first_agent"
    note "sessions: $(own_tmux list-sessions -F '#{session_name}' | tr '\n' ' ')"
    task_file exit_code <<<0
    mark_done
    monitor_ended
  }
  start_second_monitor() {
    local code=0
    (
      export MONITOR_BASE_INTERVAL=1
      eval "$(monitor_command) $session $(printf %q "$task")"
    ) >/dev/null 2>&1 </dev/null || code=$?
    note "the second monitor ended with $code"
  }
  in_every_pairing scenario
  recorded 'note: the second monitor ended with 0'
  recorded 'note: sessions: task-api '
  recorded 'exit: monitor 0'
  recorded 'session: none'
}

# Here the script takes the session with the longer name for its own, and in the end kills it: tests/faults shows that.
@test "the binary's monitor sees that its session is gone, and leaves one whose name is longer alone (row 4)" {
  scenario() {
    task
    living_agent
    open_session task-api
    open_session
    start_monitor MONITOR_DEADLINE=30
    monitor_started
    own_tmux kill-session -t =task
    monitor_ended
  }
  in_binary_form scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=abandoned'
  recorded 'session: task-api'
}
