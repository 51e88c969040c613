#!/usr/bin/env bats
# The real Claude Code in the middle of a tool call, when something of its task is killed: it goes on in its
# conversation, and what its tool had left running is ended before.
# shellcheck disable=SC2154 # `run` and real.bash set them

setup() { load support/real && real_begin claude; }
teardown() { launched_end; }

@test "the agent is killed" {
  survives_its_death
}

@test "the agent is killed twice" {
  tool work
  model_says '[{ "shell": "sh ./work.sh" }, { "shell": "sh ./work.sh" }, { "text": "All is done." }]'
  start_agent demo <<<'do the work'
  reaches_tool work
  wait_until is_written '"type":"tool_use"'
  kill_process "$(<"$task/pid")"
  reaches_tool work 2
  wait_until is_written '"type":"tool_use"' 2
  kill_process "$(<"$task/pid")"
  reaches_turn 3
  gone "$tool_pid"
  said_in_order 3 '^user "do the work' '^call ' '^user "You were interrupted' '^call ' '^user "You were interrupted'
  completes demo
  assert_equal "$(value_of retry_count)" 2
  answers demo 'All is done.'
}

@test "the wrapper is killed" {
  task_in_tool_call
  agent_pid=$(<"$task/pid")
  kill_process "$(wrapper_of)"
  goes_on_in_conversation 1
  gone "$agent_pid"
}

@test "Ctrl-C in its pane interrupts it, which is no end of the task" {
  task_in_tool_call
  tmux send-keys -t =claude-demo: C-c
  goes_on_in_conversation 1
}

@test "the monitor is killed: another takes over, and the agent works on" {
  task_in_tool_call
  agent_pid=$(<"$task/pid")
  killed=$(monitor_of)
  kill_process "$killed"
  wait_until monitor_of
  [ "$(monitor_of)" != "$killed" ]
  assert_equal "$(<"$task/pid")" "$agent_pid"
  run ! gone "$agent_pid"
  open_gate work
  completes demo
  said_in_order 2 '^user "do the work' '^call "sh \./work\.sh"' '^result "work has go'
  assert_equal "$(turns)" 2
  assert_equal "$(value_of retry_count)" ''
}

@test "the tmux server is killed" {
  task_in_tool_call
  kill_process "$(tmux display-message -p '#{pid}')"
  goes_on_in_conversation 1
}

@test "everything is killed at once, and restore brings it back" {
  survives_everything
}
