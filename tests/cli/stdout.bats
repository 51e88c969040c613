#!/usr/bin/env bats
# A command leaves the stdout that it shares with its callers as it was.

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# shared_with COMMAND …: prints whether the pipe that is its stdout blocks afterwards.
shared_with() {
  {
    "$OUTLIVE" "$@" || true
    perl -MFcntl -e 'print STDERR fcntl(STDOUT, F_GETFL, 0) & O_NONBLOCK ? "non-blocking" : "blocking", "\n"'
  } 2>"$SANDBOX/flags" | cat >/dev/null
  tail -n 1 "$SANDBOX/flags"
}

@test "a pipe that a command prints to blocks afterwards as it did before" {
  assert_equal "$(shared_with --version)" blocking
  assert_equal "$(shared_with status)" blocking
  assert_equal "$(shared_with session list)" blocking
  assert_equal "$(shared_with process list)" blocking
  assert_equal "$(shared_with doctor)" blocking
  assert_equal "$(shared_with exec -- echo x)" blocking
}

@test "a pipe that a command's supervisor prints to blocks afterwards, also if it had to end the command" {
  assert_equal "$(shared_with exec --timeout 0.1 -- 'echo x; sleep 1000')" blocking
  assert_equal "$(shared_with exec -- 'sleep 1000 & echo x')" blocking
}
