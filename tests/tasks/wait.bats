#!/usr/bin/env bats
# `outlive wait` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# An agent that ends as the gate of its task says: opened with open_gate NAME; with the exit code in $SANDBOX/NAME.code.
steered() {
  claude_does <<'END'
begins
says hello
await "$TEST_TASK"
answers "done: $TEST_TASK"
exit "$(cat "$lane/$TEST_TASK.code" 2>/dev/null || echo 0)"
END
}

awaited() { wait_until eval "ls '$SANDBOX'/waiting.$1.claude.* >/dev/null 2>&1"; }

@test "it waits until the end, and says nothing of a task that completed" {
  steered
  launch one
  start waiter "$OUTLIVE" wait one
  awaited one
  run ! gone "$waiter_pid"
  open_gate one
  end_of waiter
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
}

@test "it exits with the agent's exit code" {
  steered
  echo 42 >"$SANDBOX/one.code"
  launch one
  open_gate one
  run --separate-stderr outlive wait one
  assert_failure 42
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'one.*exit code 42'
  # Again, for a task that has ended.
  run outlive wait one
  assert_failure 42
}

@test "it waits for all of several, and exits with the first code that is not 0" {
  steered
  echo 3 >"$SANDBOX/two.code"
  echo 4 >"$SANDBOX/three.code"
  launch one
  launch two
  launch three
  start waiter "$OUTLIVE" wait one two three
  open_gate three
  open_gate one
  wait_until is_now one completed
  wait_until is_now three failed
  run ! gone "$waiter_pid"
  open_gate two
  end_of waiter
  assert_failure 3
}

@test "--any waits for the first" {
  steered
  launch one
  launch two
  start waiter "$OUTLIVE" wait one two --any
  awaited two
  run ! gone "$waiter_pid"
  open_gate two
  end_of waiter
  assert_success
  assert_equal "$(state_of one)" running
}

@test "what an agent says last is in its log once a wait returns, however slowly that is written" {
  a_day_long
  launch demo
  agent_awaits end
  wait_until test -s "$task/capturing"
  filter=$(<"$task/capturing")
  kill -STOP "$filter"
  open_gate end
  start waiter "$OUTLIVE" wait demo --timeout 60
  wait_until eval '! session_exists claude-demo'
  # It is waited for by its end, and not for a while.
  perl -e 'select undef, undef, undef, 0.5'
  run ! gone "$waiter_pid"
  kill -CONT "$filter"
  end_of waiter
  assert_success
  grep -q "\[done\]" "$task/output.log"
  [ ! -e "$task/capturing" ]
}

@test "--timeout ends it with 124, and the task goes on" {
  steered
  launch one
  run --separate-stderr outlive wait one --timeout 1s
  assert_failure 124
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'one.*running'
  run outlive wait one --timeout 0
  assert_failure 124
  awaited one
  agent_number 1
  open_gate one
  run outlive wait one --timeout 5m
  assert_success
}

@test "a timeout that is no duration is an error" {
  steered
  launch one
  for given in soon 5w -1 1h30m ''; do
    run --separate-stderr outlive wait one "--timeout=$given"
    assert_failure 2
    assert_equal "${#stderr_lines[@]}" 1
  done
}

@test "a task that is stopped meanwhile ends it with 125" {
  steered
  launch one
  start waiter "$OUTLIVE" wait one
  awaited one
  outlive stop one
  end_of waiter
  assert_failure 125
  assert_regex "$stderr" 'stopped'
}

@test "a task that is given up ends it with 125, and the reason is told" {
  claude_does <<<'begins; says x; kill -KILL $$'
  launch one --max-retries 0
  run --separate-stderr outlive wait one
  assert_failure 125
  assert_regex "$stderr" 'abandoned'
}

@test "a task that is lost, or gets lost meanwhile, ends it with 125" {
  steered
  launch one
  start waiter "$OUTLIVE" wait one
  awaited one
  wait_until monitor_of
  kill -KILL "$(wrapper_of)" "$(monitor_of)"
  end_of waiter
  assert_failure 125
  assert_regex "$stderr" 'outlive restore'
  run outlive wait one
  assert_failure 125
}

@test "--json is one document, also with several and at a timeout" {
  steered
  echo 3 >"$SANDBOX/two.code"
  launch one
  launch two
  open_gate two
  wait_until is_now two failed
  run --separate-stderr outlive wait one two --timeout 1 --json
  assert_failure 124
  one_line "$output"
  assert_equal "$(json timedOut <<<"$output")" true
  assert_equal "$(json exitCode <<<"$output")" 124
  assert_equal "$(json tasks.1.exitCode <<<"$output")" 3
  open_gate one
  run --separate-stderr outlive wait one two --json
  assert_failure 3
  one_line "$output"
  assert_equal "$(json timedOut <<<"$output")" false
  assert_equal "$(json tasks.0.status <<<"$output")" completed
}

@test "--follow shows the output from its beginning, and takes one name" {
  steered
  launch one
  launch two
  start waiter "$OUTLIVE" wait one --follow
  wait_until grep -q hello "$SANDBOX/waiter.out"
  open_gate one
  end_of waiter
  assert_success
  run --separate-stderr outlive wait one two --follow
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
}

@test "an unknown name is an error before anything is waited for" {
  steered
  launch one
  run --separate-stderr outlive wait one nobody
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" '"nobody"'
  run --separate-stderr outlive wait
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
}

@test "an end is noticed at once" {
  steered
  launch one
  awaited one
  # More tasks than a system may have watches for are no reason to miss it.
  start waiter "$OUTLIVE" wait one
  open_gate one
  wait_until test -e "$OUTLIVE_HOME/tasks/one/done"
  wait_until -t 5 gone "$waiter_pid"
}
