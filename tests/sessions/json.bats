#!/usr/bin/env bats
# The commands over sessions print with --json what docs/schemas describes, on one line.

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# assert_document SCHEMA COMMAND WORDS...: `session COMMAND --json WORDS` prints the document that the schema describes, and nothing on stderr.
assert_document() {
  local schema=$1 command=$2
  shift 2
  run --separate-stderr session "$command" --json "$@"
  # shellcheck disable=SC2154 # `run` sets it
  assert_equal "$stderr" ''
  "$CHECKOUT/node_modules/.bin/bun" "$CHECKOUT/tests/support/validate.ts" "$schema" <<<"$output"
}

@test "a session that is started, waited for, looked at and stopped" {
  assert_document sessions list
  assert_document session-start start demo -- bash -c 'echo ready; exec cat'
  assert_document session-start start demo
  assert_document session-wait wait demo --ready ready
  assert_document session-wait wait demo --exit --timeout 0.1
  assert_document session-tail tail demo
  assert_document session-idle idle demo
  tm new-session -d -s other
  assert_document sessions list
  assert_document session-stop stop demo
  assert_document sessions list
  assert_document session-stop-all stop --all
}

@test "what is typed" {
  record demo
  assert_document session-text send demo hello
  assert_document session-text type demo ''
  assert_document session-keys keys demo Up Enter
  assert_document session-keys interrupt demo
}

@test "what is brought back, and errors" {
  assert_document session-restore restore
  begin demo --restart always -- sleep 1000
  assert_document session-restore restore
  assert_document error stop nobody
  assert_document error start 'No Name'
  assert_document error list --sokcet x
}

@test "what is kept of ended sessions, and is removed" {
  begin demo -- true
  session wait demo --exit
  "$OUTLIVE" prune --older-than 0 --dry-run --json | "$CHECKOUT/node_modules/.bin/bun" "$CHECKOUT/tests/support/validate.ts" prune
  run outlive prune --older-than 0
  assert_output --partial 'session demo: removed'
  assert_equal "$(session list --json | json 'sessions#')" 0
}
