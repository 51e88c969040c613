#!/usr/bin/env bats
# `outlive prune` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# in_home DIRECTORY: prints the names of what is in $OUTLIVE_HOME/DIRECTORY, sorted, on a line.
in_home() { find "$OUTLIVE_HOME/$1" -mindepth 1 -maxdepth 1 -exec basename {} \; 2>/dev/null | sort | tr '\n' ' '; }

# A task NAME that ended so many days ago.
old() {
  local ended
  launch "$1" --wait
  wait_until put_away
  ended=$(perl -MPOSIX -e 'print strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(time - 86400 * shift))' "$2")
  outlive manifest set "$task/manifest" finished_at="$ended"
}

@test "it removes only tasks that ended more than 7 days ago" {
  old ancient 30
  old older 8
  old newer 6
  run --separate-stderr outlive prune
  assert_success
  assert_equal "$stderr" ''
  assert_equal "${#lines[@]}" 2
  assert_output --partial 'ancient: removed'
  assert_output --partial 'older: removed'
  assert_equal "$(in_home tasks)" 'newer '
  run outlive prune
  assert_success
  one_line "$output"
}

@test "--older-than says how long ago" {
  old one 2
  old two 0
  run outlive prune --older-than 3d
  [ -e "$OUTLIVE_HOME/tasks/one" ]
  run outlive prune --older-than 1d
  assert_equal "$(in_home tasks)" 'two '
  run outlive prune --older-than 0
  assert_equal "$(in_home tasks)" ''
}

@test "the link of a task whose directory a user has removed goes after the same time" {
  launch demo --task-dir "$SANDBOX/elsewhere" --wait
  task=$SANDBOX/elsewhere
  wait_until put_away
  rm -rf "$SANDBOX/elsewhere"
  outlive status demo --json >"$SANDBOX/status"
  assert_equal "$(json status <"$SANDBOX/status")" damaged
  assert_regex "$(json hint <"$SANDBOX/status")" "remove $OUTLIVE_HOME/tasks/demo,"
  outlive prune
  assert_equal "$(in_home tasks)" 'demo '
  touch -h -t 202001010000 "$OUTLIVE_HOME/tasks/demo"
  run outlive prune
  assert_output --partial 'demo: removed'
  assert_equal "$(in_home tasks)" ''
}

@test "--dry-run only says so" {
  old one 30
  run outlive prune --dry-run
  assert_success
  assert_output --partial 'one: would be removed'
  [ -e "$OUTLIVE_HOME/tasks/one/manifest" ]
}

@test "tasks that run, and that are lost, are never removed, ends of every kind are" {
  claude_does <<'END'
begins
says x
case $TEST_TASK in
failed) exit 3 ;;
abandoned) kill -KILL $$ ;;
completed) answers fine ;;
*) await end ;;
esac
END
  launch completed --wait
  TEST_TASK=failed run outlive run --name failed --prompt x --wait
  TEST_TASK=abandoned run outlive run --name abandoned --prompt x --max-retries 0 --wait
  wait_until is_now abandoned abandoned
  launch stopped
  outlive stop stopped --grace 0
  launch lost
  wait_until monitor_of
  kill -KILL "$(wrapper_of)" "$(monitor_of)"
  wait_until is_now lost lost
  launch running
  wait_until monitor_of
  run outlive prune --older-than 0
  assert_success
  assert_equal "$(in_home tasks)" 'lost running '
  assert_equal "$(state_of running)" running
  outlive restore
  wait_until is_now lost running
}

@test "tasks that were set aside for a new one of their name are removed in their time" {
  launch demo --wait
  launch demo --wait
  wait_until put_away
  assert_equal "$(in_home ended | wc -w | tr -d ' ')" 1
  run outlive prune
  assert_equal "$(in_home ended | wc -w | tr -d ' ')" 1
  run outlive prune --older-than 0 --dry-run
  assert_equal "${#lines[@]}" 2
  run outlive prune --older-than 0
  assert_success
  assert_equal "$(in_home ended)$(in_home tasks)" ''
}

@test "a --task-dir is removed with what is in it, and nothing beside it" {
  mkdir "$SANDBOX/mine"
  : >"$SANDBOX/mine/file"
  launch demo --task-dir "$SANDBOX/mine/task" --wait
  task=$SANDBOX/mine/task
  wait_until put_away
  run outlive prune --older-than 0
  assert_success
  [ ! -e "$SANDBOX/mine/task" ]
  [ ! -L "$OUTLIVE_HOME/tasks/demo" ]
  [ -e "$SANDBOX/mine/file" ]
}

@test "--json has what was removed" {
  old one 30
  run --separate-stderr outlive prune --json --dry-run
  assert_success
  one_line "$output"
  assert_equal "$(json dryRun <<<"$output")" true
  assert_equal "$(json tasks.0.name <<<"$output")" one
  assert_equal "$(json tasks.0.status <<<"$output")" completed
  assert_equal "$(outlive prune --json | json dryRun)" false
  assert_equal "$(outlive prune --json | json 'tasks#')" 0
}

@test "words that are wrong are errors" {
  for words in '--older-than=soon' '--older=1d' 'demo'; do
    run --separate-stderr outlive prune "$words"
    assert_failure 2
    assert_equal "${#stderr_lines[@]}" 1
  done
}
