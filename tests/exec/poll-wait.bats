#!/usr/bin/env bats
# `outlive process poll --timeout` from outside: how it waits for news.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# new: the output of one poll, byte for byte, into the file `output`.
new() { outputs_in <(polls --json "$@") >output; }

@test "with a timeout it waits for news, and no longer" {
  on_cue 'news\n'
  began=$SECONDS
  start poller "$OUTLIVE" process poll "$id" --timeout 30000 --json
  pause && pause && pause && pause
  [ ! -s "$SANDBOX/poller.out" ]
  : >cue.1
  end_of poller
  assert_success
  assert_equal "$(json output <<<"$output")" news
  assert_equal "$(json status <<<"$output")" running
  [ $((SECONDS - began)) -lt 29 ]
}

@test "with a timeout it does not wait for what is there already" {
  finished -- 'echo there'
  began=$SECONDS
  new --timeout 30000
  diff <(echo there) output
  new --timeout 30000
  diff /dev/null output
  on_cue 'there\n'
  cue 1
  new --timeout 30000
  diff <(echo there) output
  [ $((SECONDS - began)) -lt 29 ]
}

@test "without news it waits as long as it may" {
  background -- 'sleep 1000'
  began=$SECONDS
  run polls --timeout 1500
  assert_success
  assert_output --partial 'no new output'
  assert_output --partial 'still run'
  [ $((SECONDS - began)) -ge 1 ]
}

@test "without a timeout, and with 0, it does not wait" {
  background -- 'sleep 1000'
  began=$SECONDS
  polls
  polls --timeout 0
  [ $((SECONDS - began)) -lt 20 ]
}

@test "it waits for 30 s at most" {
  background -- 'sleep 1000'
  began=$SECONDS
  polls --timeout 999999999 --json >answer
  assert_equal "$(json status <answer)" running
  [ $((SECONDS - began)) -ge 29 ]
  [ $((SECONDS - began)) -lt 90 ]
}

@test "the end of the command is news" {
  background -- 'until [ -e cue ]; do sleep 0.02; done; exit 3'
  began=$SECONDS
  start poller "$OUTLIVE" process poll "$id" --timeout 30000 --json
  pause && pause && pause && pause
  : >cue
  end_of poller
  assert_success
  assert_equal "$(json status <<<"$output") $(json exitCode <<<"$output") $(json output <<<"$output")" 'failed 3 '
  [ $((SECONDS - began)) -lt 29 ]
}

@test "a command's removal ends the wait for its news" {
  background -- 'sleep 1000'
  start poller "$OUTLIVE" process poll "$id" --timeout 30000
  pause && pause && pause && pause
  began=$SECONDS
  process remove "$id"
  end_of poller
  [ $((SECONDS - began)) -lt 25 ]
}

@test "a timeout that is no number is a usage error" {
  background -- 'sleep 1000'
  for timeout in x '' -1 1.5 1s; do assert_usage process poll "$id" --timeout "$timeout"; done
}

@test "an unfinished character or sequence is no news" {
  on_cue 'a\342'
  cue 1
  polls >/dev/null
  began=$SECONDS
  new --timeout 1500
  diff /dev/null output
  [ $((SECONDS - began)) -ge 1 ]
}
