#!/usr/bin/env bats
# What is removed of commands that have ended, by `outlive prune`, and by themselves.
# shellcheck disable=SC2154 # `background` sets id
# shellcheck disable=SC2016 # `eval` reads it

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# aged ID SECONDS: its end became known so long ago, and nothing was written since.
aged() {
  local state
  wait_until has_ended "$1"
  wait_until gone "$(supervisor_of "$1")"
  state=$(files_of "$1")/state.json
  AGE=$2 perl -0pi -e 's/"knownAt":(\d+)/"\"knownAt\":" . ($1 - 1000 * $ENV{AGE})/e' "$state"
  AGE=$2 perl -e 'utime((time - $ENV{AGE}) x 2, @ARGV) or die' "$(files_of "$1")"
}

@test "prune removes commands that ended long enough ago, and says which" {
  background -- echo old
  local old=$id
  background -- echo young
  # The process that tells of an end also forgets old commands.
  wait_until nothing_lives
  aged "$old" 864000
  background -- sleep 1000

  run -0 outlive prune --dry-run
  assert_output --partial "command $old: would be removed"
  [ -d "$(files_of "$old")" ]

  run -0 --separate-stderr outlive prune --json
  assert_equal "$(json 'commands#' <<<"$output")" 1
  assert_equal "$(json commands.0.id <<<"$output")" "$old"
  assert_equal "$(json commands.0.directory <<<"$output")" "$(files_of "$old")"
  [ ! -e "$(files_of "$old")" ]
  assert_equal "$(find "$OUTLIVE_HOME/exec" -mindepth 1 -maxdepth 1 | wc -l)" 2
}

@test "where commands cannot be looked at, that is said, with what to do" {
  mkdir -p "$OUTLIVE_HOME"
  : >"$OUTLIVE_HOME/exec"
  run --separate-stderr outlive prune --json
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" CommandsUnreadable
  assert_regex "$(json error.hint <<<"$output")" 'OUTLIVE_HOME'
}

@test "a command that is never polled is forgotten when a later command ends" {
  background -- true
  local old=$id
  aged "$old" 7200
  background -- true
  wait_until test ! -e "$(files_of "$old")"
  wait_until has_ended "$id"
}
