#!/usr/bin/env bats
# The real Codex under `outlive run`: what every agent has to do.

setup() { load support/real && real_begin codex; }
teardown() { launched_end; }

@test "a task is worked on, answered and put away" {
  works_and_answers shell '^\[done: 240 tokens\]$'
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

# No test of an API that does not answer: what codex does meanwhile looks like work wherever the machine is busy.
# (docs/agents.md)

@test "a key that is not accepted is not tried again, even with --resume-on failure" {
  gives_up_without_a_key 1 --resume-on failure
}
