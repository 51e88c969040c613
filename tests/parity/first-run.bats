#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "a first run gets the prompt on its stdin and ends as completed" {
  scenario() {
    task
    agent <<'END'
say hello
await go
say goodbye
await end
END
    open_session
    capture_output
    launch
    start_monitor
    monitor_started
    open_gate go
    agent_awaits end
    wait_until grep -q goodbye "$task/output.log"
    open_gate end
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: wrapper 0'
  recorded 'exit: monitor 0'
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-opus-4-6 -'
  recorded "claude 1 input: \$'do the work\\n'"
  recorded 'claude 1 directory: <lane>/project'
  recorded 'claude 1 environment: TASK_TMPDIR=<lane>/task'
  recorded 'claude 1 output: the terminal'
  recorded 'file: pid 600 <agent 1>'
  recorded 'file: exit_code 600 0$'
  recorded "file: done 600 empty"
  recorded 'manifest: pid=<agent 1>'
  recorded 'manifest: exit_code=0'
  recorded 'manifest: status=completed'
  recorded 'monitor.trace: started session=task tmpdir=<lane>/task'
  recorded 'monitor.trace: cleanup done'
  recorded 'output.log: agent: hello'
  recorded 'output.log: agent: goodbye'
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
  recorded_times 1 'claude * arguments: *'
  recorded 'session: none'
}

@test "while the agent runs, its pid and the status running are on record, and nothing says that it ended" {
  scenario() {
    task status=launched
    agent <<<'await go'
    launch
    start_monitor
    agent_awaits go
    manifest_has status=running
    wait_until test -s "$task/pid"
    monitor_started
    # The process that has just updated the manifest may still be about to release its lock.
    note "$(find "$task" -mindepth 1 ! -name 'monitor.*' ! -name 'manifest.*' | sed 's|.*/||' | sort | tr '\n' ' ')"
    [ "$(cat "$task/pid")" = "$(cat "$LANE/calls/claude.1/pid")" ]
    [ "$(cat "$task/monitor.pid")" = "$monitor_pid" ]
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'note: manifest pid prompt '
  recorded 'manifest: status=completed'
}

@test "a task that is to be resumed continues the conversation instead of reading the prompt again" {
  scenario() {
    task
    task_file resume </dev/null
    agent <<'END'
[ ! -e "$TASK_TMPDIR/resume" ] || say 'resume is still there'
await go
END
    open_session
    capture_output
    launch
    start_monitor
    monitor_started
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'claude 1 arguments: --dangerously-skip-permissions -c --model claude-opus-4-6'
  recorded 'claude 1 input: /dev/null'
  recorded 'manifest: status=completed'
  not_recorded 'file: resume *'
  not_recorded 'output.log: *'
}

@test "a task that is complete already is left as it is" {
  scenario() {
    task status=completed exit_code=0
    task_file exit_code <<<0
    task_file pid <<<12345
    mark_done
    task_file resume </dev/null
    cp -p "$task/manifest" "$LANE/before"
    run_wrapper
    cmp "$LANE/before" "$task/manifest"
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'stdout: already completed'
  recorded "file: resume 600 empty"
  not_recorded 'claude *'
  not_recorded 'openclaw *'
}

@test "an agent that fails is recorded as failed with its exit code, and the monitor is content with that" {
  scenario() {
    task
    agent <<'END'
await go
exit 42
END
    launch
    start_monitor
    monitor_started
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'exit: wrapper 0'
  recorded 'exit: monitor 0'
  recorded 'file: exit_code 600 42$'
  recorded 'manifest: exit_code=42'
  recorded 'manifest: status=failed'
  recorded 'openclaw 1: system event --text Claude\ done:\ demo --mode now'
  not_recorded 'manifest: retry_count=*'
  recorded_times 1 'claude * arguments: *'
}

@test "a wrapper without a monitor does all of its work" {
  scenario() {
    task
    launch
    wrapper_ended
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: status=completed'
  recorded 'manifest: monitor_signal=monitor_pid_missing'
  recorded 'session: task'
}

@test "the binary's files are for their owner alone, whatever the umask, and the agent keeps that umask" {
  scenario() {
    umask 002
    task
    chmod 700 "$task"
    run_wrapper
    dead_agent
    rm "$task/done"
    run_monitor task "$task"
  }
  in_binary_form scenario
  recorded 'claude 1 umask: 0002'
  recorded 'exit: wrapper 0'
  recorded 'exit: monitor 0'
  not_recorded 'file: [!.]* [1-7][0-7][1-7] *'
  not_recorded 'file: [!.]* [1-7][1-7][0-7] *'
}
