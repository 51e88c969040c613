#!/usr/bin/env bats
# What `outlive doctor` says of the socket of sessions.
# shellcheck disable=SC2154 # session.bash sets what is not set here

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

@test "a socket that was never used is fine, and stays unused" {
  run outlive doctor
  assert_line --regexp "^ok +session socket +nothing runs at $socket"
  [ ! -e "$SANDBOX/s" ]
}

@test "sessions are counted" {
  begin demo -- sleep 1000
  run outlive doctor
  assert_line --regexp "^ok +session socket +1 session at $socket"
}

@test "a directory that others may write into is a warning that says what to do" {
  mkdir -m 777 "$SANDBOX/s"
  run outlive doctor
  assert_line --regexp "^warning +session socket +others may write into \"$SANDBOX/s\""
  assert_line --partial "chmod 700 $SANDBOX/s"
}
