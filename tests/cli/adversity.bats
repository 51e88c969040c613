#!/usr/bin/env bats
# Faults around a task that must not harm the task.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it

setup() {
  load ../support/task && task_begin
  task
}

teardown() {
  isolation_end
}

start_wrapper() { start wrapper env TASK_TMPDIR="$task" "$OUTLIVE" wrapper; }
start_monitor() { start monitor env MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1 "$@" "$OUTLIVE" monitor task "$task"; }

session_is_gone() { ! session_exists task; }

@test "a signal is passed on to the agent while the record of its start still waits for the manifest's lock" {
  agent <<'END'
trap 'echo heard >"$lane/heard"; exit 0' TERM
await never & wait
END
  mkdir "$task/manifest.lock"
  # Touched all the time: a lock that grows old would be broken, on a slow machine.
  start holder bash -c 'while touch "$1"; do sleep 1; done' holder "$task/manifest.lock"
  start_wrapper
  agent_awaits never
  kill -TERM "$wrapper_pid"
  wait_until test -e "$SANDBOX/heard"
  [ -d "$task/manifest.lock" ]
  end_of wrapper
  assert_equal "$status" 143
  [ ! -e "$task/done" ]
  # The waiting process has neither taken nor removed another's lock.
  [ -d "$task/manifest.lock" ]
}

@test "a task whose manifest is removed while it runs is complete all the same, and has its end in another" {
  # Once its start is recorded: an update that is under way would put the manifest back.
  agent <<<'until grep -q "^pid=[1-9]" "$TASK_TMPDIR/manifest"; do sleep 0.01; done; rm "$TASK_TMPDIR/manifest"; exit 3'
  start_wrapper
  end_of wrapper
  assert_success
  [ -e "$task/done" ]
  assert_equal "$(<"$task/exit_code")" 3
  manifest_has status=failed
}

@test "the notification is made in the project's directory, as the script makes it" {
  event_tool <<<'pwd -P >"$lane/where"; printf "%s\n" "$PWD" >"$lane/told"'
  start_wrapper
  end_of wrapper
  assert_success
  assert_equal "$(<"$SANDBOX/where")" "$project"
  assert_equal "$(<"$SANDBOX/told")" "$project"
}

@test "a monitor whose task has a manifest that cannot be read still ends the session at its end" {
  rm "$task/manifest"
  mkdir "$task/manifest"
  open_session
  start_monitor MONITOR_DEADLINE=0
  end_of monitor
  assert_equal "$status" 1
  session_is_gone
  [ ! -e "$task/monitor.pid" ]
  grep -q 'cleanup done' "$task/monitor.trace"
}

@test "a monitor leaves the monitor.pid of its successor alone" {
  open_session
  start_monitor
  wait_until test -s "$task/monitor.pid"
  living_process
  echo "$living_pid" >"$task/monitor.pid"
  kill -TERM "$monitor_pid"
  end_of monitor
  assert_equal "$status" 143
  assert_equal "$(<"$task/monitor.pid")" "$living_pid"
}

@test "a session does not count as gone when tmux cannot be run once" {
  living_process
  task_file pid <<<"$living_pid"
  open_session
  real=$(type -P tmux)
  printf '#!/bin/sh\necho >>%q\n[ -e %q ] || kill -KILL $$\nexec %q "$@"\n' "$SANDBOX/asked" "$SANDBOX/well" "$real" \
    >"$SANDBOX/bin/tmux"
  chmod +x "$SANDBOX/bin/tmux"
  start_monitor
  : >"$SANDBOX/asked"
  asked_often() { [ "$(wc -l <"$SANDBOX/asked")" -ge 3 ]; }
  wait_until asked_often
  : >"$SANDBOX/well"
  manifest_has status=running
  gone "$monitor_pid" && return 1
  task_file exit_code <<<0
  task_file 'done' </dev/null
  end_of monitor
  assert_success
  assert_output --partial 'Task completed with exit code: 0'
}

@test "a resume that could not be typed is tried again at the next check" {
  ended_process
  task_file pid <<<"$ended_pid"
  open_session
  real=$(type -P tmux)
  printf '#!/bin/sh\ncase $* in *send-keys*) [ -e %q ] || { : >%q; exit 1; } ;; esac\nexec %q "$@"\n' \
    "$SANDBOX/failed" "$SANDBOX/failed" "$real" >"$SANDBOX/bin/tmux"
  chmod +x "$SANDBOX/bin/tmux"
  start_monitor
  wait_until test -e "$SANDBOX/calls/claude.1/order"
  wait_until manifest_has retry_count=2
  end_of monitor
  assert_success
}

@test "pane classify tells in one line that its input cannot be read" {
  run --separate-stderr "$OUTLIVE" pane classify </
  assert_equal "$status" 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_equal "$output" ''
}

@test "the wrapper's messages are one line each, with any path of the task" {
  mv "$task" "$task"$'\nnext'
  task=$task$'\nnext'
  rm "$task/prompt"
  start_wrapper
  end_of wrapper
  assert_success
  assert_equal "$(wc -l <"$SANDBOX/wrapper.err")" 1
}
