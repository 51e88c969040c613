#!/usr/bin/env bats
# The real Gemini CLI under `outlive run`: what every agent has to do.

setup() { load support/real && real_begin gemini; }
teardown() { launched_end; }

@test "a task is worked on, answered and put away" {
  works_and_answers run_shell_command '^\[done: [0-9]+ s, 250 tokens\]$'
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

@test "an API that does not answer is noticed, and the agent is brought back into its conversation" {
  survives_a_hang
}

@test "a key that is not accepted is not tried again, even with --resume-on failure" {
  # What is left of the HTTP status in an exit code.
  gives_up_without_a_key $((401 & 255)) --resume-on failure
}
