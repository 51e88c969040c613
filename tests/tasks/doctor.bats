#!/usr/bin/env bats
# `outlive doctor` from outside. Control groups: tests/cli/control-group.bats.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# assert_finding VERDICT WHAT TEXT: a line has this verdict on this thing, and the text.
assert_finding() {
  assert_line --regexp "^$1 +$2 +.*$3"
}

@test "a host that has everything is fine" {
  run --separate-stderr outlive doctor
  assert_success
  # shellcheck disable=SC2154 # `run` sets it
  assert_equal "$stderr" ''
  assert_finding ok tmux '[0-9]'
  assert_finding ok 'agent claude' "$SANDBOX/bin/claude"
  assert_finding note 'agent codex' 'not on PATH'
  assert_finding ok 'task directories' "$OUTLIVE_HOME/tasks"
  assert_finding ok notification openclaw
  assert_equal "$(outlive doctor --json | json ok)" true
}

@test "it makes nothing" {
  outlive doctor
  [ ! -e "$OUTLIVE_HOME" ]
  run ! tmux list-sessions
}

@test "without tmux nothing works, and it says how to get it" {
  mkdir "$SANDBOX/less"
  ln -s "$SANDBOX/bin/claude" "$SANDBOX/less/claude"
  PATH=$SANDBOX/less run "$OUTLIVE" doctor
  assert_failure 1
  assert_finding error tmux 'not on PATH'
  assert_line --partial 'apt install tmux'
}

@test "a tmux that is too old is told" {
  program tmux <<<$'#!/bin/sh\necho tmux 1.8'
  run outlive doctor
  assert_failure 1
  assert_finding error tmux '1.8, which is too old'
}

@test "without any agent there is nothing to run" {
  rm "$SANDBOX/bin/claude"
  ln -s "$(type -P tmux)" "$SANDBOX/bin/tmux"
  PATH=$SANDBOX/bin run "$OUTLIVE" doctor
  assert_failure 1
  assert_finding error agents 'none is on PATH'
  assert_line --partial 'npm install -g @anthropic-ai/claude-code'
}

@test "directories that others may look into, and a configuration that is none" {
  mkdir -p "$OUTLIVE_HOME/tasks" "$HOME/.config/outlive"
  chmod 755 "$OUTLIVE_HOME/tasks"
  echo '{' >"$HOME/.config/outlive/config.json"
  run outlive doctor
  assert_success
  assert_finding warning 'task directories' 'others may look into'
  assert_finding warning configuration 'config.json'
}

@test "a home that others may write into" {
  mkdir -p "$OUTLIVE_HOME"
  chmod 777 "$OUTLIVE_HOME"
  run outlive doctor
  assert_finding warning 'task directories' "others may write into $OUTLIVE_HOME"
  mkdir -m 700 "$OUTLIVE_HOME/tasks"
  run outlive doctor
  assert_finding warning 'task directories' "others may write into $OUTLIVE_HOME"
}

@test "a socket whose path is too long" {
  TMUX_TMPDIR=$SANDBOX/$(printf 'a%.0s' {1..100}) run outlive doctor
  assert_failure 1
  assert_finding error 'tmux socket' 'bytes, and the system takes'
}

@test "a place where there can be no tasks" {
  OUTLIVE_HOME=$SANDBOX/bin/claude run outlive doctor
  assert_failure 1
  assert_finding error 'task directories' 'is not a directory'
}

@test "a setting that is no number" {
  MONITOR_BASE_INTERVAL=soon run outlive doctor
  assert_failure 1
  assert_finding error 'monitor settings' MONITOR_BASE_INTERVAL
}

@test "the socket of a server that is gone, and a task that went with it" {
  a_day_long
  launch demo
  agent_awaits end
  run outlive doctor
  assert_finding ok 'tmux server' 'process [0-9]+'
  local server
  server=$(tmux display-message -p '#{pid}')
  wait_until monitor_of
  # At once, and the wrapper first: a monitor does nothing for a while, a wrapper acts.
  kill -KILL "$(wrapper_of)" "$(monitor_of)" "$server"
  wait_until is_now demo lost
  run outlive doctor
  assert_success
  assert_finding note 'tmux socket' 'is left from a server that is gone'
  assert_finding warning 'task demo' lost
  assert_line --partial 'outlive restore'
}
