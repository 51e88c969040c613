#!/usr/bin/env bats
# `outlive restore` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

@test "without tasks there is nothing to do" {
  run --separate-stderr outlive restore
  assert_success
  one_line "$output"
  assert_equal "$(outlive restore --json | json 'tasks#')" 0
}

@test "after a reboot what was running goes on, and says so; what had ended does not" {
  a_day_long
  open_gate end
  launch completed --wait
  launch stopped
  agent_awaits end 2
  outlive stop stopped
  launch one
  agent_awaits end 3
  launch two
  agent_awaits end 4
  reboot
  wait_until is_now one lost
  wait_until is_now two lost
  run --separate-stderr outlive restore
  assert_success
  assert_equal "$stderr" ''
  assert_equal "${#lines[@]}" 4
  for line in 'one: resumed' 'two: resumed' 'completed: has ended, nothing to do' 'stopped: has ended, nothing to do'; do
    grep -qx "$line" <<<"$output" || fail "no \"$line\" in: $output"
  done
  agent_awaits end 5
  agent_awaits end 6
  agent_number 2
  wait_until is_now one running
  wait_until is_now two running
  assert_equal "$(argument_after --resume 5) $(argument_after --resume 6)" "$(argument_after --session-id 3) $(argument_after --session-id 4)" ||
    assert_equal "$(argument_after --resume 6) $(argument_after --resume 5)" "$(argument_after --session-id 3) $(argument_after --session-id 4)"
  session_exists claude-one
  session_exists claude-two
}

@test "run twice, at once or later, it does nothing more" {
  a_day_long
  launch demo
  agent_awaits end
  reboot
  outlive restore
  run -0 outlive restore
  assert_output 'demo: already running'
  wait_until works demo 2
  run -0 outlive restore
  assert_output 'demo: already running'
  assert_equal "$(calls_of claude)" 2
}

@test "the server of a later login, with a directory that is gone, is started anew" {
  a_day_long
  launch demo
  agent_awaits end
  reboot
  rm -rf "$TMUX_TMPDIR"
  outlive restore
  wait_until works demo 2
}

@test "a task that cannot be brought back is reported, the others are brought back, and the exit code is 1" {
  a_day_long
  launch one
  agent_awaits end
  launch two
  agent_awaits end 2
  reboot
  rm "$OUTLIVE_HOME/tasks/one/manifest"
  run --separate-stderr outlive restore
  assert_failure 1
  assert_line --partial 'one: not brought back: '
  assert_line 'two: resumed'
}

@test "a project that is gone is reported, and the task stays as it is" {
  mkdir "$SANDBOX/project2"
  a_day_long
  launch demo --dir "$SANDBOX/project2"
  agent_awaits end
  reboot
  rmdir "$SANDBOX/project2"
  run --separate-stderr outlive restore
  assert_failure 1
  assert_output --partial 'demo: not brought back: '
  assert_output --partial "$SANDBOX/project2"
  wait_until is_now demo lost
  assert_equal "$(calls_of claude)" 1
}

@test "--json has what was done for each" {
  a_day_long
  open_gate end
  launch completed --wait
  launch demo
  agent_awaits end 2
  reboot
  run --separate-stderr outlive restore --json
  assert_success
  one_line "$output"
  assert_equal "$(json tasks.0.name <<<"$output") $(json tasks.0.action <<<"$output")" 'completed ended'
  assert_equal "$(json tasks.1.name <<<"$output") $(json tasks.1.action <<<"$output")" 'demo resumed'
}

@test "words are an error" {
  run --separate-stderr outlive restore demo
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
}
