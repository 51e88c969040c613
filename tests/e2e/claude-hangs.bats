#!/usr/bin/env bats
# The real Claude Code when nothing comes from its API, and when only it seems so.
# shellcheck disable=SC2154 # `run` and real.bash set them

setup() { load support/real && real_begin claude; }
teardown() { launched_end; }

# The monitor has never taken the agent for hung, and nobody has brought it back.
never_hung() {
  run ! grep -E 'hung|resume' "$task/monitor.log"
  assert_equal "$(value_of retry_count)" ''
  assert_equal "$(grep -c '"subtype":"init"' "$task/events.jsonl")" 1
}

@test "an API that does not answer is noticed, and the agent is brought back into its conversation" {
  survives_a_hang
}

@test "an API that has not answered the first question is asked again" {
  model_says '[{ "hang": true }, { "text": "It is made." }]'
  start_agent demo <<<'make it'
  wait_until -t 150 test -e "$SANDBOX/api/turns/2"
  said_in_order 2 '^user "make it'
  completes demo
  grep -F 'The agent has hung; resume 1 of 10.' "$task/monitor.log"
  assert_equal "$(value_of retry_count)" 1
  answers demo 'It is made.'
}

@test "an API that never answers: the task is given up when the budget is used up" {
  model_says '[{ "hang": true }]'
  start_agent demo --max-retries 1 <<<'make it'
  run --separate-stderr outlive wait demo --timeout 120s
  assert_failure 125
  wait_until nothing_runs
  assert_equal "$(value_of status)" abandoned
  assert_equal "$(value_of abandon_reason)" max_retries_exceeded
  assert_equal "$(turns)" 2
}

@test "a long tool call is no hang" {
  tool work
  model_says '[{ "shell": "sh ./work.sh" }, { "text": "It is made." }]'
  start_agent demo <<<'make it'
  reaches_tool work
  # Without the tool it would be taken for hung within 6 s: 3 base intervals, the grace period and two checks.
  sleep 15
  open_gate work
  completes demo
  never_hung
}

@test "an answer that comes slowly is no hang" {
  # Without its words it would be taken for hung after 13 s: 3 intervals, the grace period and a check.
  export MONITOR_BASE_INTERVAL=3 MONITOR_MAX_INTERVAL=3
  model_says "[{ \"text\": \"$(seq -s ' ' 25)\", \"wordMillis\": 1000 }]"
  start_agent demo <<<'count'
  completes demo
  never_hung
  answers demo "$(seq -s ' ' 25)"
}
