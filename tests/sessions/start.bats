#!/usr/bin/env bats
# `outlive session start` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

@test "a program runs in a session of plain tmux, and its first output is seen" {
  begin web -- bash -c 'echo "it is up"; exec sleep 1000'
  tm has-session -t =web
  session wait web --ready 'is up'
  assert_equal "$(state web)" running
  assert_equal "$(ps -o comm= -p "$(program_of web)")" sleep
}

@test "one that runs already is left as it is, and that is no error" {
  begin web -- sleep 1000
  first=$(program_of web)
  begin web -- sleep 2000
  assert_output 'web is already running'
  assert_equal "$(program_of web)" "$first"
}
