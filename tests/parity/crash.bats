#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "a task whose wrapper and agent were killed is resumed in the same session, and completes" {
  scenario() {
    task
    work_watched
    crash
    be_resumed
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'exit: wrapper 137'
  recorded_times 2 'typed: <wrapper>'
  recorded "claude 1 input: \$'do the work\\n'"
  recorded 'claude 2 arguments: --dangerously-skip-permissions -c --model claude-opus-4-6'
  recorded 'claude 2 input: /dev/null'
  recorded 'manifest: retry_count=1'
  recorded 'manifest: last_checked_at=<time>'
  recorded 'manifest: pid=<agent 2>'
  recorded 'file: pid 600 <agent 2>'
  recorded 'manifest: status=completed'
  not_recorded 'file: resume *'
  not_recorded 'left: *'
}

@test "between the crash and the resume the manifest says crashed, and the pid is gone" {
  scenario() {
    task
    dead_agent
    open_session
    # Nothing starts a wrapper: what is typed into this pane stays there.
    own_tmux send-keys -t "=$session:" cat Enter
    wait_until pane_runs cat
    start_monitor
    manifest_has status=crashed
    wait_until test -e "$task/resume"
    wait_until pane_shows "wrapper"
    wait_until test ! -e "$task/pid"
    note "$(find "$task" -name 'resume' -o -name 'pid' | sed 's|.*/||' | tr '\n' ' ')"
    own_tmux send-keys -t "=$session:" C-d
    mark_done_and_signal TERM
    monitor_ended
  }
  # Which of the two it sees first is a matter of moments.
  lanes_differ_by '^monitor\.log:'
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=crashed'
  recorded 'manifest: retry_count=1'
  recorded 'file: resume 600 empty'
  recorded 'note: resume '
}

# Only the binary says what a `pid` file means that no wrapper wrote.
@test "for the binary a pid file that holds no process id is that of a crashed agent" {
  scenario() {
    task
    task_file pid <<<'none'
    agent <<<'await go'
    open_session
    start_monitor
    agent_awaits go
    open_gate go
    monitor_ended
  }
  in_binary_form scenario
  recorded 'exit: monitor 0'
  recorded 'claude 1 arguments: --dangerously-skip-permissions -c --model claude-opus-4-6'
  recorded 'manifest: retry_count=1'
  recorded 'manifest: status=completed'
}

# The two seconds belong to the wrapper, which may be about to record the end. Here that is a program which the monitor's own
# look at tmux starts: the agent ends while the monitor looks, and its end is recorded half a second later.
@test "an agent that is gone is not a crash when its end is recorded a moment later" {
  scenario() {
    task
    living_agent
    open_session
    start_monitor
    monitor_started
    checked
    at_next_look <<END
kill -KILL $living_agent_pid
while kill -0 $living_agent_pid 2>/dev/null; do sleep 0.02; done
(sleep 0.5; umask 077; echo 9 >$task/exit_code; : >$task/done) >/dev/null 2>&1 &
END
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'monitor.log: Task completed with exit code: 9'
  not_recorded 'manifest: retry_count=*'
  not_recorded 'claude *'
  not_recorded 'typed: *'
}

# A wrapper that dies between the manifest and `done` leaves this behind. The binary alone: a script cannot look and write
# in one step, and may not try.
@test "the binary's monitor leaves an end that is on record as it is, also when it gives up" {
  scenario() {
    task exit_code=3 status=failed
    dead_agent
    open_session
    start_monitor MONITOR_MAX_RETRIES=0
    monitor_ended
  }
  in_binary_form scenario
  recorded 'exit: monitor 1'
  recorded 'manifest: status=failed'
  recorded 'manifest: exit_code=3'
}

@test "a wrapper that is told to end records no end" {
  scenario() {
    task
    agent <<<'await go'
    launch
    agent_awaits go
    agent_on_record
    kill -TERM "$(cat "$LANE/calls/claude.1/parent")"
    wrapper_ended
    kill -KILL "$(cat "$LANE/calls/claude.1/pid")" 2>/dev/null || true # the script leaves its agent alone
  }
  in_both_forms scenario
  recorded 'exit: wrapper 143'
  recorded 'manifest: status=running'
  recorded 'file: pid 600 <agent 1>'
  not_recorded 'file: exit_code *'
  not_recorded 'file: done *'
  not_recorded 'openclaw *'
}
