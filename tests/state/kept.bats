#!/usr/bin/env bats
# State that earlier versions have written (tests/data/state) is read by this one: as it is, and with members that a later
# version has added. The machine was restarted since, so what ran is lost, or has ended unseen; what had ended has ended as it did.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; kept_state.bash sets the others

setup() {
  load ../support/kept_state && kept_state_begin
  lay_state 0.1.0
}

teardown() {
  launched_end
}

# valid SCHEMA COMMAND ...: what the command prints is what the schema of docs/schemas describes.
valid() {
  local schema=$1
  shift
  run --separate-stderr outlive "$@"
  assert_success
  "$CHECKOUT/node_modules/.bin/bun" "$CHECKOUT/tests/support/validate.ts" "$schema" <<<"$output"
}

# --------------------------------------------------------------------------------------------------------------------- as it is

@test "all of it is laid out: modes, pipes, links and times are those that were written" {
  local seen
  cd "$SANDBOX"
  seen=$(find state elsewhere scripts -exec perl -MTime::HiRes=lstat -e '
    for (@ARGV) {
      my @status = lstat;
      my $type = -l _ ? "link" : -d _ ? "directory" : -p _ ? "pipe" : "file";
      my $time = $type eq "link" ? "" : sprintf "%.3f ", $status[9];
      printf "%04o %s%s %s%s\n", $status[2] & 07777, $time, $type, s/^state/outlive/r, -l _ ? "\t" . readlink : "";
    }' {} + | LC_ALL=C sort)
  assert_equal "$seen" "$(sed 's/^\(0777\) [0-9.]* link/\1 link/' "$CHECKOUT/tests/data/state/0.1.0/listing" | LC_ALL=C sort)"
}

@test "every task of 0.1.0 is what it was, or is lost" {
  assert_all tasks
  valid statuses status --json
}

@test "a task's log and its answer are those that were kept" {
  run --separate-stderr outlive logs completed
  assert_success
  assert_output "[conversation 964d4a49-8410-4fe2-819b-775320fa6ee8 claude-of-the-test]
I begin
> Bash make test
[done: 2 turns, 3 s, \$0.25]"
  assert_equal "$(outlive logs brought-back | grep 'at work')" $'at work, resumed: no\nat work, resumed: yes'
  assert_equal "$(outlive logs running | tail -n 1)" '> Bash sleep 1000'
  assert_equal "$(outlive result completed)" 'All tests pass.'
  assert_equal "$(outlive result command)" made
  assert_equal "$(outlive result with-codex)" 'Codex is done.'
  assert_equal "$(outlive result with-pi)" 'Pi is done.'
  assert_equal "$(outlive result with-gemini)" 'Gemini is done.'
  assert_equal "$(outlive result with-opencode)" 'OpenCode is done.'
  assert_equal "$(outlive result gone-on)" 'Done at last.'
  assert_equal "$(outlive result again)" 'The second time.'
  run --separate-stderr outlive result lost
  assert_failure 1
  assert_regex "$stderr" 'lost'
  valid result result completed --json
}

@test "wait knows how a task of 0.1.0 has ended" {
  run -0 outlive wait completed
  run -3 outlive wait failed
  run -125 outlive wait stopped
  run -125 outlive wait given-up
  run -125 outlive wait lost
}

@test "every session of 0.1.0 is what it was, or is lost" {
  assert_all sessions
  # The path of a socket may have what stands for something else in the name of a directory.
  assert_equal "$(session list --socket "${OUTLIVE_SOCKET%/*}/50%=x" --json | table name state exitCode lastLine)" 'odd | exited | 0 | odd'
  valid sessions session list --json
}

@test "what a session of 0.1.0 has shown is there" {
  assert_equal "$(session tail running)" 'listening on 8080'
  assert_equal "$(session tail failed)" 'no blue'
  assert_equal "$(session tail vanished)" "once

[outlive] vanished ended with exit code 1; it is started again in 1 s
[outlive] run 2"
  run --separate-stderr session wait gave-up --exit
  assert_success
  assert_output --partial 'exit code 5'
}

@test "every command of 0.1.0 is what it was, or has ended unseen" {
  ends_are_new
  assert_all commands
  valid process-list process list --json
}

@test "poll of a command of 0.1.0 gives what no poll has given before, and says how it ended" {
  ends_are_new
  polled() { process poll "$(command_named "$1")" | tr -s '\n'; }
  restarted='It has ended; nobody saw how: the machine was restarted.'
  assert_equal "$(polled running)" "(no new output)"$'\n'"$restarted"
  assert_equal "$(polled waiting)" "name?"$'\n'"$restarted"
  # A poll that was killed has given nothing.
  assert_equal "$(polled poll-taken)" "never read"$'\n'"$restarted"
  assert_equal "$(polled half-polled)" $'second\nIt exited with code 0.'
  assert_equal "$(polled failed)" $'broken\nIt exited with code 3.'
  assert_equal "$(polled timed-out)" $'up\nIt timed out after 1 second, and was ended by signal SIGTERM.'
  assert_equal "$(polled killed)" $'up\nIt was killed, as it was asked for, and was ended by signal SIGTERM.'
  assert_equal "$(polled being-killed)" $'up\nIt was killed, as it was asked for; nobody saw how: the machine was restarted.'
  assert_equal "$(polled unseen)" $'up\nIt has ended; nobody saw how: its supervisor was killed.'
  assert_equal "$(polled running)" "(no new output)"$'\n'"$restarted"
}

@test "log of a command of 0.1.0 has all that was kept: both segments, what is no text, both streams" {
  ends_are_new
  logged() { process log "$(command_named "$1")" --offset 0 --json | json output; }
  assert_equal "$(logged rotated)" "$(seq -f 'line %04g' 592 1000)"
  assert_equal "$(process log "$(command_named rotated)" --limit 2)" $'line 0999\nline 1000'
  assert_equal "$(process log "$(command_named no-text)" | od -An -tx1 | tr -d ' \n')" 636166c3a920efbfbdefbfbd0020efbfbd0a
  assert_equal "$(logged apart)" $'out\nerr'
  assert_equal "$(logged no-more-input)" 'the only lineend'
}

@test "a command of 0.1.0 is seen in its own scope, and in no other" {
  ends_are_new
  assert_equal "$(process list --scope build --json | json sessions#)" 1
  assert_equal "$(process list --scope other --json | json sessions#)" 0
}

@test "commands that ended longer ago than they are kept are forgotten, and those that ended unseen are news" {
  in_place 's/"knownAt":\d+/"knownAt":1/' "$OUTLIVE_HOME"/exec/*/state.json
  wait_until eval '[ "$(process list --json | json sessions#)" = 11 ]'
  assert_equal "$(seen commands | cut -d' ' -f1)" "$(expected commands | grep -E ' \| - \| - \| no ' | grep -v unseen | cut -d' ' -f1)"
}

@test "prune removes what has ended, and nothing that a restore would bring back" {
  local kept_tasks kept_sessions
  run --separate-stderr outlive prune --older-than 0s --dry-run --json
  assert_success
  "$CHECKOUT/node_modules/.bin/bun" "$CHECKOUT/tests/support/validate.ts" prune <<<"$output"
  assert_equal "$(json tasks# <<<"$output") $(json sessions# <<<"$output") $(json commands# <<<"$output")" '17 15 12'
  outlive prune --older-than 0s
  kept_tasks=$(expected tasks | sed -n 's/ | lost | .*//p')
  kept_sessions=$'always\ndown\nrestarting-killed'
  assert_equal "$(seen tasks | sed 's/ | .*//')" "$kept_tasks"
  assert_equal "$(seen sessions | sed 's/ | .*//')" "$kept_sessions"
  assert_equal "$(ls "$OUTLIVE_HOME/ended")" ''
  # Commands that were running, and that no process has looked for since.
  assert_equal "$(find "$OUTLIVE_HOME/exec" -mindepth 1 -maxdepth 1 | grep -c .)" 12
}

@test "doctor tells of the tasks that are lost" {
  run --separate-stderr outlive doctor --json
  assert_success
  [ "$(grep -o '"lost: ' <<<"$output" | grep -c .)" = 7 ]
  valid doctor doctor --json
}

@test "restore brings back every task that was running, each in its own conversation" {
  local name calls
  move_here
  deadlines_are_far
  a_day_long
  run --separate-stderr outlive restore
  assert_success
  for name in brought-back crashed hung lost resuming running starting; do
    assert_line "$name: resumed"
    wait_until is_now "$name" running
  done
  assert_equal "$(grep -c resumed <<<"$output")" 7
  wait_until agent_number 7
  calls=$(cat "$SANDBOX"/calls/claude.*/arguments)
  for name in brought-back crashed hung lost resuming running; do
    grep -qF -- "--resume $(outlive status "$name" --json | json sessionId)" <<<"$calls"
  done
  # The continuation that its resume was given is what it is told.
  grep -qx 'go on' "$SANDBOX"/calls/claude.*/stdin
  outlive stop running --grace 1
  assert_equal "$(state_of running)" stopped
}

@test "a task of 0.1.0 that has ended can be resumed" {
  move_here
  a_day_long
  for name in failed stopped given-up gone-on completed; do
    run --separate-stderr outlive resume "$name"
    assert_success
    wait_until is_now "$name" running
  done
  wait_until agent_number 5
}

@test "session restore brings back sessions with --restart always" {
  move_here
  run --separate-stderr session restore
  assert_success
  assert_equal "$(LC_ALL=C sort <<<"$output")" $'always: started again\ndown: started again\nrestarting-killed: started again'
  wait_until eval '[ "$(session list --json | table name state | grep "^down ")" = "down | running" ]'
  session stop --all --grace 1
}

@test "a session of 0.1.0 that has ended or is lost makes room for another of its name" {
  move_here
  for name in exited lost stopped-late starting; do
    session start "$name" -- sleep 1000
    assert_equal "$(session list --json | table name state command | grep "^$name ")" "$name | running | sleep 1000"
  done
  session stop --all --grace 1
}

@test "a command of 0.1.0 can be forgotten, ended or not" {
  local name
  ends_are_new
  for name in completed running being-killed; do
    id=$(command_named "$name")
    process remove "$id"
    [ ! -e "$(files_of "$id")" ]
  done
  id=$(command_named failed)
  process clear "$id"
  [ ! -e "$(files_of "$id")" ]
}

@test "a task directory of the published scripts is read" {
  assert_equal "$(outlive manifest get "$scripts/running/manifest" status)" running
  assert_equal "$(outlive manifest get "$scripts/given-up/manifest" abandon_reason)" waiting_for_input
  TASK_TMPDIR=$scripts/completed run -0 outlive wrapper
  assert_output --partial 'already completed'
  run -0 outlive monitor claude-failed "$scripts/failed"
  assert_output --partial 'exit code: 3'
  # Its agent is gone, and so is its session: there is nothing to type into.
  run -0 outlive monitor claude-crashed "$scripts/crashed"
  assert_output --partial 'session is gone'
}

# ----------------------------------------------------------------------------------------------------------- of later versions

@test "all that later versions have kept is what it was, or is lost, and tells which version wrote it" {
  local directory version
  for directory in "$CHECKOUT"/tests/data/state/*/; do
    version=$(basename "$directory")
    [ "$version" != 0.1.0 ] || continue
    lay_state "$version"
    ends_are_new
    assert_all tasks sessions commands
    # Of a damaged task no version is known.
    assert_equal "$(outlive status --json | table writer | grep -vx - | sort -u)" "$version"
    assert_equal "$(session list --json | table writer | sort -u)" "$version"
  done
}

@test "the version that is being written has its state kept" {
  [ -d "$CHECKOUT/tests/data/state/$("$OUTLIVE" --version)" ]
}

# ------------------------------------------------------------------------------------------- with what a later version has added

@test "members and keys that a later version has added are left alone: everything is read as before" {
  local records manifests
  mapfile -t records < <(every_record)
  mapfile -t manifests < <(every_manifest)
  add_members '"later":{"a":[1,null,"x"]},"laterToo":"y"' "${records[@]}"
  add_lines $'later_key=a value\nlater_too=' "${manifests[@]}"
  ends_are_new
  assert_all tasks sessions commands
  assert_equal "$(outlive result completed)" 'All tests pass.'
}

@test "the same with the version written out that is the default" {
  local records manifests
  mapfile -t records < <(every_record)
  mapfile -t manifests < <(every_manifest)
  add_members '"version":1,"writer":"0.1.0"' "${records[@]}"
  add_lines $'format=1\nwriter=0.1.0' "${manifests[@]}"
  ends_are_new
  assert_all tasks sessions commands
}

@test "a key that a later version has added to a manifest is still there after a restore" {
  move_here
  add_lines 'later_key=a value' "$OUTLIVE_HOME"/tasks/*/manifest
  deadlines_are_far
  a_day_long
  outlive restore
  wait_until is_now running running
  grep -qx 'later_key=a value' "$OUTLIVE_HOME/tasks/running/manifest"
}
