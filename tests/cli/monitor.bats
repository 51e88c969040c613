#!/usr/bin/env bats
# `outlive monitor` from outside: what it refuses, what wakes it, what ends it, and what it types.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; task.bash sets the others

setup() {
  load ../support/task && task_begin
  # No check comes within the time of a test, so something else has woken the monitor.
  export MONITOR_BASE_INTERVAL=600 MONITOR_MAX_INTERVAL=600 MONITOR_DISPATCH_WAIT=0
}

teardown() {
  tiny_disk_ends
  isolation_end
}

# start_monitor [COMMAND ...]: starts it, perhaps behind a command such as nohup, and waits until it hears signals.
start_monitor() {
  start monitor "$@" "$OUTLIVE" monitor task "$task"
  wait_until monitor_is_on_record
}

monitor_is_on_record() { [ "$(cat "$task/monitor.pid" 2>/dev/null)" = "$monitor_pid" ]; }

# A task with a living agent, in its session.
watched_task() {
  task
  living_process
  task_file pid <<<"$living_pid"
  open_session
}

complete_task() {
  task_file exit_code <<<0
  task_file 'done' </dev/null
}

wrapper_in_pane() { type_line task "$(printf %q "$OUTLIVE") wrapper"; }

# The monitor has put everything away.
assert_cleaned_up() {
  run ! session_exists task
  [ ! -e "$task/monitor.pid" ]
  assert_regex "$(tail -n 1 "$task/monitor.trace")" 'cleanup done$'
}

assert_abandoned() {
  manifest_has status=abandoned
  grep -q '^abandoned_at=....-..-..T..:..:..Z$' "$task/manifest"
  assert_equal "$(<calls/openclaw.1/arguments)" ' system event --text Task\ abandoned:\ task --mode now'
  [ ! -e calls/openclaw.2 ]
}

# assert_refused EXIT_CODE PATTERN [WORD ...]: the monitor says why in one line, and has touched nothing.
assert_refused() {
  local code=$1 pattern=$2 before
  shift 2
  before=$(everything)
  run --separate-stderr "$OUTLIVE" monitor "$@"
  assert_failure "$code"
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "^monitor: .*$pattern"
  assert_equal "$(everything)" "$before"
}

# ------------------------------------------------------------------------------------------------------ what it refuses

@test "without a session, or a task directory, it refuses and says what it takes" {
  task
  assert_refused 1 'monitor SESSION'
  assert_refused 1 'monitor SESSION' task
  assert_refused 1 'monitor SESSION' '' "$task"
  assert_refused 1 'monitor SESSION' task ''
}

@test "further words are ignored" {
  task
  run "$OUTLIVE" monitor task "$task" more words
  assert_success # there is no such session
  grep -qxF status=abandoned "$task/manifest"
}

@test "an invalid name of a session is refused" {
  task
  local name
  for name in 'a b' a:b '=a' a/b 'a*' ä $'a\nb' $'a\n' "a'b" '$(touch pwned)'; do
    assert_refused 1 'session name' "$name" "$task"
  done
  [ ! -e pwned ]
}

@test "a task directory that does not exist or is a file is refused" {
  : >file
  assert_refused 1 "\"$SANDBOX/nothing\" is not a directory" task "$SANDBOX/nothing"
  assert_refused 1 "\"$SANDBOX/file\" is not a directory" task "$SANDBOX/file"
}

# assert_setting_refused NAME
assert_setting_refused() {
  local value
  task
  open_session
  wait_until pane_shows bash
  for value in soon -1 1.5 30s; do
    export "MONITOR_$1=$value"
    assert_refused 2 "MONITOR_$1=.* whole number" task "$task"
  done
  session_exists task
}

@test "a MONITOR_BASE_INTERVAL that is no whole number is refused" { assert_setting_refused BASE_INTERVAL; }
@test "a MONITOR_MAX_INTERVAL that is no whole number is refused" { assert_setting_refused MAX_INTERVAL; }
@test "a MONITOR_DEADLINE that is no whole number is refused" { assert_setting_refused DEADLINE; }
@test "a MONITOR_GRACE_PERIOD that is no whole number is refused" { assert_setting_refused GRACE_PERIOD; }
@test "a MONITOR_MAX_RETRIES that is no whole number is refused" { assert_setting_refused MAX_RETRIES; }
@test "a MONITOR_DISPATCH_WAIT that is no whole number is refused" { assert_setting_refused DISPATCH_WAIT; }
@test "a MONITOR_WAITING_POLLS that is no whole number is refused" { assert_setting_refused WAITING_POLLS; }

@test "an empty setting is the default, and leading zeros do not make a number octal" {
  task
  complete_task
  MONITOR_BASE_INTERVAL='' MONITOR_DEADLINE=018000 run --separate-stderr "$OUTLIVE" monitor task "$task"
  assert_success
  assert_equal "$stderr" ''
}

# -------------------------------------------------------------------------------------------------------------- signals

# assert_abandons_at SIGNAL EXIT_CODE
assert_abandons_at() {
  watched_task
  start_monitor
  kill -s "$1" "$monitor_pid"
  end_of monitor
  assert_failure "$2"
  assert_cleaned_up
  assert_abandoned
  run ! gone "$living_pid"
}

@test "TERM ends it with 143 and abandons a task that is not complete" { assert_abandons_at TERM 143; }
@test "HUP ends it with 129 and abandons a task that is not complete" { assert_abandons_at HUP 129; }
@test "INT ends it with 130 and abandons a task that is not complete" { assert_abandons_at INT 130; }

@test "TERM ends it with 0 when the task is complete, and leaves the task's status" {
  watched_task
  start_monitor
  task_file manifest <<<'status=completed'
  # Stopped, it has not seen `done` by itself when the signal is there.
  kill -STOP "$monitor_pid"
  complete_task
  kill -TERM "$monitor_pid"
  kill -CONT "$monitor_pid"
  end_of monitor
  assert_success
  assert_output 'Task completed with exit code: 0'
  assert_cleaned_up
  assert_equal "$(<"$task/manifest")" status=completed
  [ ! -e calls/openclaw.1 ]
}

@test "a second signal during the cleanup does not cut it short" {
  watched_task
  event_tool <<<'await told; : >"$lane/told"'
  start_monitor
  kill -TERM "$monitor_pid"
  wait_until test -e waiting.told.openclaw.1
  kill -TERM "$monitor_pid"
  kill -INT "$monitor_pid"
  open_gate told
  end_of monitor
  assert_failure 143
  [ -e told ]
  assert_cleaned_up
}

@test "under nohup HUP changes nothing" {
  watched_task
  start_monitor nohup
  kill -HUP "$monitor_pid"
  complete_task
  end_of monitor
  assert_success
  run ! grep -q HUP "$task/monitor.trace"
  manifest_has status=running
}

@test "a monitor that was killed is replaced by a new one" {
  watched_task
  start_monitor
  local killed_pid=$monitor_pid
  kill -KILL "$monitor_pid"
  end_of monitor
  assert_failure 137
  assert_equal "$(<"$task/monitor.pid")" "$killed_pid"
  session_exists task

  start_monitor
  complete_task
  end_of monitor
  assert_success
  assert_cleaned_up
}

# -------------------------------------------------------------------------------------------------------- what wakes it

@test "a done that is created by hand wakes it" {
  watched_task
  start_monitor
  task_file 'done' </dev/null
  end_of monitor
  assert_success
  assert_output 'Task completed with exit code: unknown'
  assert_cleaned_up
}

@test "a done that is renamed into its place wakes it" {
  watched_task
  start_monitor
  task_file exit_code <<<5
  task_file done.tmp </dev/null
  mv "$task/done.tmp" "$task/done"
  end_of monitor
  assert_success
  assert_output 'Task completed with exit code: 5'
}

@test "the crash of wrapper and agent wakes it, and the task is resumed and completed" {
  task
  agent <<<'await "end$call"'
  open_session
  wrapper_in_pane
  agent_awaits end1
  wait_until test -s "$task/pid"
  start_monitor
  kill -KILL "$(<calls/claude.1/parent)"
  kill -KILL "$(pid_of claude 1)"

  agent_awaits end2 2
  assert_equal "$(<calls/claude.2/arguments)" ' --dangerously-skip-permissions -c --model claude-opus-4-6'
  manifest_has retry_count=1
  open_gate end2
  end_of monitor
  assert_success
  manifest_has status=completed
  assert_cleaned_up
}

@test "the crash of the wrapper alone is no crash while its agent lives" {
  task
  agent <<<'await "end$call"'
  open_session
  wrapper_in_pane
  agent_awaits end1
  wait_until test -s "$task/pid"
  start_monitor
  kill -KILL "$(<calls/claude.1/parent)"
  wait_until gone "$(<calls/claude.1/parent)"
  run ! gone "$(pid_of claude 1)"
  [ ! -e "$task/resume" ]
  # And when the agent goes too, its end is not on record.
  open_gate end1
  agent_awaits end2 2
  open_gate end2
  end_of monitor
  assert_success
}

@test "an interrupted wrapper is a crash, and the task is resumed" {
  task
  agent <<<'await "end$call"'
  open_session
  wrapper_in_pane
  agent_awaits end1
  wait_until test -s "$task/pid"
  start_monitor
  kill -TERM "$(<calls/claude.1/parent)"
  agent_awaits end2 2
  open_gate end2
  end_of monitor
  assert_success
  manifest_has retry_count=1
}

@test "two tasks in one tmux server do not disturb each other" {
  watched_task
  local first=$task
  start_monitor
  task=$SANDBOX/other
  task
  living_process
  task_file pid <<<"$living_pid"
  open_session task-two
  start other "$OUTLIVE" monitor task-two "$task"
  wait_until test -s "$task/monitor.pid"
  complete_task
  end_of other
  assert_success
  run ! session_exists task-two
  session_exists task
  run ! gone "$monitor_pid"
  task=$first
  complete_task
  end_of monitor
  assert_success
}

# -------------------------------------------------------------------------------------------------------- what it types

# assert_resumes_from DIRECTORY: with the binary in DIRECTORY, the line that it types to resume is run as one command.
assert_resumes_from() {
  mkdir -p "$1"
  ln "$OUTLIVE" "$1/outlive" 2>/dev/null || cp "$OUTLIVE" "$1/outlive"
  crashed_task
  open_session
  agent <<<'await end'
  start monitor "$1/outlive" monitor task "$task"
  agent_awaits end
  wait_until manifest_has status=running
  open_gate end
  end_of monitor
  assert_success
  manifest_has status=completed
  manifest_has retry_count=1
  run find . -name pwned
  assert_output ''
}

@test "a path with blanks and quotes is typed as it is" {
  assert_resumes_from "$SANDBOX/it's  a \"bin\" \\ directory"
}

@test "a path with shell syntax is typed as it is" {
  assert_resumes_from "$SANDBOX/"'$(touch pwned) `touch pwned` ; touch pwned & !! * ~ #'
}

@test "a path with a line break, a tab and other control characters is typed as it is" {
  assert_resumes_from "$SANDBOX/"$'a\nb\tc\033d\177e\001f\\n'
}

@test "a path with letters beyond ASCII is typed as it is" {
  assert_resumes_from "$SANDBOX/žluťoučký 😀 日本"
}

@test "a session whose name has a dot is the one that tmux keeps with a _" {
  task
  ended_process
  task_file pid <<<"$ended_pid"
  agent <<<'await end'
  open_session claude.fix.api
  open_session claude
  session_exists claude_fix_api
  start monitor "$OUTLIVE" monitor claude.fix.api "$task"
  agent_awaits end
  open_gate end
  end_of monitor
  assert_success
  run ! session_exists claude_fix_api
  session_exists claude
}

# --------------------------------------------------------------------------------------------------- what goes wrong

@test "a trace that cannot be written does not end it" {
  [ -c /dev/full ] || skip 'this system has no /dev/full to stand for a full disk'
  watched_task
  ln -s /dev/full "$task/monitor.trace"
  start_monitor
  complete_task
  end_of monitor
  assert_success
  run ! session_exists task
  [ ! -e "$task/monitor.pid" ]
}

@test "an output that cannot be written does not end it" {
  [ -c /dev/full ] || skip 'this system has no /dev/full to stand for a full disk'
  watched_task
  complete_task
  run bash -c '"$OUTLIVE" monitor task "$1" >/dev/full 2>&1' - "$task"
  assert_success
  assert_cleaned_up
}

@test "a full disk does not end it, and a task that completes on it is seen to be complete" {
  tiny_disk "$task"
  watched_task
  type_line task 'echo panic:'
  wait_until pane_shows panic:
  fill_disk "$task"
  start monitor "$OUTLIVE" monitor task "$task"
  wait_until grep -q . "$SANDBOX/monitor.err"
  run ! gone "$monitor_pid"
  : >"$task/done"
  end_of monitor
  assert_success
  assert_output 'Task completed with exit code: unknown'
  run ! session_exists task
  refute_regex "$stderr" $'\n *at '
}

@test "a task directory that disappears ends it without a stack trace, and closes the session" {
  watched_task
  start_monitor
  wait_until grep -qs 'started session=' "$task/monitor.trace"
  rm -rf "$task"
  kill -TERM "$monitor_pid"
  end_of monitor
  assert_failure
  refute_regex "$stderr" $'\n *at '
  run ! session_exists task
}

@test "without tmux the session is gone" {
  task
  mkdir without
  ln -s "$(type -P bash)" without
  run --separate-stderr env "PATH=$SANDBOX/without" "$OUTLIVE" monitor task "$task"
  assert_success
  manifest_has status=abandoned
}
