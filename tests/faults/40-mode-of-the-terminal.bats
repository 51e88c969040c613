#!/usr/bin/env bats
# Row 40: the mode in which an agent has left the terminal.
# shellcheck disable=SC2154 # task.bash sets them

setup() {
  load ../support/task && task_begin
  task
  agent <<<'stty raw -echo </dev/tty'
  open_session
}

teardown() {
  isolation_end
}

# The mode just after this wrapper.
mode_after() {
  type_line task "$1; stty -a >mode"
  wait_until grep -q icanon mode
  manifest_has status=completed
  grep -oE -- '-?icanon' mode
}

@test "row 40: after the script it stays" {
  assert_equal "$(mode_after "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")")" -icanon
}

@test "row 40: after the binary the terminal is as it was before" {
  assert_equal "$(mode_after "$(printf %q "$OUTLIVE") wrapper")" icanon
}
