#!/usr/bin/env bats
# What the commands print with --json is what docs/schemas says, on one line.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# assert_document SCHEMA COMMAND...: stdout is the document that the schema describes, and stderr says nothing.
assert_document() {
  local schema=$1
  shift
  run --separate-stderr "$@"
  # shellcheck disable=SC2154 # `run` sets it
  assert_equal "$stderr" ''
  "$CHECKOUT/node_modules/.bin/bun" "$CHECKOUT/tests/support/validate.ts" "$schema" <<<"$output"
}

@test "a task that was started, and one that is running" {
  a_day_long
  assert_document run outlive run --name demo --prompt x --model opus --json
  agent_awaits end
  assert_document run outlive run --name demo --prompt x --if-absent --json
  assert_document status outlive status demo --json
  assert_document statuses outlive status --json
  assert_document error outlive result demo --json
  assert_document wait outlive wait demo --timeout 0.1 --json
  assert_document stop outlive stop demo --json
  assert_document status outlive resume demo --json
}

@test "tasks that have ended in different ways" {
  claude_does <<<'begins; says "it works"; answers "all done" ", \"num_turns\":3, \"total_cost_usd\":0.5"'
  assert_document wait outlive run --name demo --prompt x --wait --json
  assert_document result outlive result demo --json
  claude_does <<<'begins; exit 3'
  launch failed
  wait_for failed
  outlive run --name command --wait -- echo hello
  assert_document result outlive result command --json
  assert_document error outlive result failed --json
  assert_document statuses outlive status --json
  assert_document restore outlive restore --json
  assert_document prune outlive prune --older-than 0 --dry-run --json
  assert_document prune outlive prune --older-than 0 --json
  assert_document statuses outlive status --json
}

@test "a damaged task, and a task that is lost" {
  a_day_long
  launch demo
  agent_awaits end
  launch other
  agent_awaits end 2
  rm "$OUTLIVE_HOME/tasks/other/manifest"
  assert_document status outlive status other --json
  assert_document restore outlive restore --json
}

@test "what doctor finds, and errors" {
  assert_document doctor outlive doctor --json
  assert_document error outlive status nobody --json
  assert_document error outlive run --name 'No Name' --json
  assert_document error outlive run --nmae x --json
}

@test "the event of an end" {
  mkdir -p "$HOME/.config/outlive"
  printf '{"notify": ["tee", "%s"]}' "$SANDBOX/event" >"$HOME/.config/outlive/config.json"
  launch demo --wait
  wait_until test -s "$SANDBOX/event"
  assert_document event cat "$SANDBOX/event"
}
