#!/usr/bin/env bats
# The real OpenCode under `outlive run`: what every agent has to do.

setup() { load support/real && real_begin opencode; }
teardown() { launched_end; }

@test "a task is worked on, answered and put away" {
  works_and_answers bash '^\[done: .*tokens.*\]$'
}

@test "it is killed in the middle of a tool call, and goes on in its conversation" {
  survives_its_death
}

@test "everything is killed at once, and restore brings it back" {
  survives_everything
}

@test "stop ends everything in the middle of a tool call, and resume --prompt goes on" {
  is_stopped_and_resumed
}

# No test of an API that does not answer: what opencode does meanwhile looks like work on a busy machine.
# (docs/agents.md)

@test "a key that is not accepted is the end, with its reason" {
  gives_up_without_a_key 1
}
