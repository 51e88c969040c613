#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

# The output of a task that said its last word an hour ago.
stale_output() { touch -t "$(perl -MPOSIX -e 'print strftime("%Y%m%d%H%M.%S", localtime(time - 3600))')" "$task/output.log"; }

@test "an agent whose output stays stale over the grace period is resumed as hung" {
  scenario() {
    task
    agent <<<'await "go$call"'
    task_file output.log </dev/null
    launch
    agent_awaits go1
    agent_on_record
    stale_output
    start_monitor MONITOR_GRACE_PERIOD=1
    manifest_has status=hung
    # It is typed into the pane of an agent that reads nothing, so it runs only when that agent has ended.
    wait_until pane_shows_wrappers 2
    wait_until test ! -e "$task/pid"
    note "resume is $([ -e "$task/resume" ] && echo there || echo missing)"
    open_gate go1
    monitor_ended
  }
  # How far the pane's shell gets with that before its session ends is its own affair.
  lanes_differ_by '^(typed|exit: wrapper)'
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'note: resume is there'
  recorded 'manifest: retry_count=1'
  recorded 'manifest: last_checked_at=<time>'
  recorded 'manifest: status=completed'
  recorded_times 1 'claude * arguments: *'
  not_recorded 'file: pid *'
}

@test "output that is older than three intervals, but still within the grace period, is no hang" {
  scenario() {
    task
    agent <<<'await go'
    task_file output.log </dev/null
    launch
    agent_awaits go
    agent_on_record
    stale_output
    start_monitor MONITOR_GRACE_PERIOD=3600
    monitor_started
    checked
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=completed'
  not_recorded 'manifest: retry_count=*'
}

@test "fresh output ends the grace period: the next silence gets a whole one" {
  scenario() {
    local stale_again
    task
    agent <<<'await go'
    task_file output.log </dev/null
    launch
    agent_awaits go
    agent_on_record
    stale_output
    start_monitor MONITOR_GRACE_PERIOD=15
    monitor_started
    checked
    # An age below 0 is fresh for as long as it takes a check to come.
    touch -t "$(perl -MPOSIX -e 'print strftime("%Y%m%d%H%M.%S", localtime(time + 3600))')" "$task/output.log"
    checked
    stale_output
    stale_again=$(date +%s)
    manifest_has status=hung
    # The clocks are whole seconds on both sides.
    note "a whole grace period: $([ $(($(date +%s) - stale_again)) -ge 14 ] && echo yes || echo no)"
    wait_until pane_shows_wrappers 2
    open_gate go
    monitor_ended
  }
  lanes_differ_by '^(typed|exit: wrapper)'
  in_every_pairing scenario
  recorded 'note: a whole grace period: yes'
  recorded 'manifest: retry_count=1'
  recorded 'manifest: status=completed'
}

@test "without output.log no silence is too long" {
  scenario() {
    task
    agent <<<'await go'
    launch
    agent_awaits go
    start_monitor MONITOR_GRACE_PERIOD=0
    monitor_started
    checked
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=completed'
  not_recorded 'manifest: retry_count=*'
}

@test "a hang counts as a retry: at the limit the task is abandoned" {
  scenario() {
    task
    task_file output.log </dev/null
    stale_output
    living_agent
    open_session
    start_monitor MONITOR_GRACE_PERIOD=0 MONITOR_MAX_RETRIES=0
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: status=abandoned'
  recorded 'manifest: abandon_reason=max_retries_exceeded'
  recorded 'manifest: retry_count=1'
  not_recorded 'typed: *'
}
