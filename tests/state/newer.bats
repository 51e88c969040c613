#!/usr/bin/env bats
# State that a later version has written, in a way that this one does not know: it is told of, with the file and both versions,
# hides nothing else, and is left as it is.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; kept_state.bash sets the others

setup() {
  load ../support/kept_state && kept_state_begin
  lay_state 0.1.0
}

teardown() {
  launched_end
}

newer_members='"version":1000000,"writer":"9.9.9"'
newer_lines=$'format=1000000\nwriter=9.9.9'

# tells_of_newer FILE TEXT: whether the text names the file, says who wrote it, and that this program is the older one.
tells_of_newer() {
  local line
  line=$(grep -F -- "$1" <<<"$2" | grep -F newer) || fail "nothing newer is told of $1 in: $2"
  assert_regex "$line" '9\.9\.9'
  assert_regex "$line" '1000000'
  assert_regex "$line" "outlive $("$OUTLIVE" --version | sed 's/^outlive //')"
}

# refuses_newer FILE WORDS ...: `outlive WORDS` fails with 1 and one line on stderr that says so; nothing below FILE's directory
# has changed.
refuses_newer() {
  local file=$1 before
  shift
  before=$(cd "${file%/*}" && find . -type f ! -name '.*' -exec cksum {} + | sort)
  run --separate-stderr outlive "$@" </dev/null
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  tells_of_newer "$file" "$stderr"
  assert_equal "$(cd "${file%/*}" && find . -type f ! -name '.*' -exec cksum {} + | sort)" "$before"
}

# ----------------------------------------------------------------------------------------------------------------------- tasks

@test "a task that a later version has written does not hide the others" {
  local manifest=$OUTLIVE_HOME/tasks/failed/manifest
  add_lines "$newer_lines" "$manifest"
  run outlive status
  tells_of_newer "$manifest" "$output"
  run --separate-stderr outlive status --json
  tells_of_newer "$manifest" "$output$stderr"
  assert_equal "$(table name status <<<"$output" | grep -v '^failed ')" \
    "$(expected tasks | cut -d'|' -f1,2 | sed 's/ $//' | grep -v '^failed ')"
  run ! grep -F 'failed | failed' <(table name status <<<"$output")
}

@test "nothing is done with a task that a later version has written" {
  local manifest=$OUTLIVE_HOME/tasks/failed/manifest
  add_lines "$newer_lines" "$manifest"
  refuses_newer "$manifest" logs failed
  refuses_newer "$manifest" result failed
  refuses_newer "$manifest" wait failed
  refuses_newer "$manifest" stop failed
  refuses_newer "$manifest" resume failed
  refuses_newer "$manifest" run --name failed --prompt x
}

@test "restore brings back the other tasks, and tells of the one that a later version has written" {
  move_here
  add_lines "$newer_lines" "$OUTLIVE_HOME/tasks/running/manifest"
  deadlines_are_far
  a_day_long
  run outlive restore
  tells_of_newer "$OUTLIVE_HOME/tasks/running/manifest" "$output"
  assert_line 'lost: resumed'
  wait_until is_now lost running
}

@test "prune leaves what a later version has written where it is" {
  local file
  ends_are_new
  in_place 's/"knownAt":\d+/"knownAt":1/' "$(files_of "$(command_named completed)")/state.json"
  local -a newer=("$OUTLIVE_HOME/tasks/failed/manifest" "$(session_directory exited)/session.json"
    "$(session_directory failed)/state.json" "$(files_of "$(command_named completed)")/state.json"
    "$(files_of "$(command_named failed)")/request.json")
  add_lines "$newer_lines" "${newer[0]}"
  add_members "$newer_members" "${newer[@]:1}"
  # A directory of the age of what is left of a start that was killed.
  for file in "${newer[@]:3}"; do touch -d 2001-01-01 "${file%/*}"; done
  outlive prune --older-than 0s || true
  process list >/dev/null || true
  for file in "${newer[@]}"; do [ -e "$file" ] || fail "$file is gone"; done
  # The rest is gone.
  [ ! -e "$OUTLIVE_HOME/tasks/completed" ]
  [ ! -e "$(session_directory stopped)" ]
  run ! command_named signalled
}

# -------------------------------------------------------------------------------------------------------------------- sessions

@test "a session that a later version has written does not hide the others, be it what was asked for or what became of it" {
  local name file
  for name in session.json state.json; do
    lay_state 0.1.0
    file=$(session_directory failed)/$name
    add_members "$newer_members" "$file"
    run session list
    tells_of_newer "$file" "$output"
    run --separate-stderr session list --json
    tells_of_newer "$file" "$output$stderr"
    assert_equal "$(table name state exitCode <<<"$output" | grep -v '^failed ')" \
      "$(expected sessions | cut -d'|' -f1,2,3 | sed 's/ $//' | grep -v '^failed ')"
    run ! grep -F 'failed | failed' <(table name state <<<"$output")
  done
}

@test "nothing is done with a session that a later version has written" {
  local name file
  for name in session.json state.json; do
    lay_state 0.1.0
    move_here
    file=$(session_directory failed)/$name
    add_members "$newer_members" "$file"
    refuses_newer "$file" session tail failed
    refuses_newer "$file" session wait failed --exit
    refuses_newer "$file" session stop failed
    refuses_newer "$file" session send failed text
    refuses_newer "$file" session start failed -- true
  done
}

@test "session restore brings back the others, and tells of the one that a later version has written" {
  local file
  move_here
  file=$(session_directory down)/state.json
  add_members "$newer_members" "$file"
  run session restore
  tells_of_newer "$file" "$output"
  assert_line 'always: started again'
  session stop --all --grace 1 || true
}

# -------------------------------------------------------------------------------------------------------------------- commands

@test "a command that a later version has written does not hide the others, be it what was asked for or what became of it" {
  local name file
  for name in request.json state.json; do
    lay_state 0.1.0
    ends_are_new
    file=$(files_of "$(command_named failed)")/$name
    add_members "$newer_members" "$file"
    run process list
    tells_of_newer "$file" "$output"
    run --separate-stderr process list --json
    tells_of_newer "$file" "$output$stderr"
    wait_until nothing_left
    assert_equal "$(seen commands | grep -v '^failed ')" "$(expected commands | grep -v '^failed ')"
    run ! grep -E '^failed \| failed' <(seen commands)
  done
}

@test "nothing is done with a command that a later version has written" {
  local name file
  for name in request.json state.json; do
    lay_state 0.1.0
    ends_are_new
    id=$(command_named failed)
    file=$(files_of "$id")/$name
    add_members "$newer_members" "$file"
    refuses_newer "$file" process poll "$id"
    refuses_newer "$file" process log "$id"
    refuses_newer "$file" process write "$id" text
    refuses_newer "$file" process kill "$id"
    refuses_newer "$file" process clear "$id"
    refuses_newer "$file" process remove "$id"
  done
}

@test "no supervisor succeeds that of a command that a later version has written" {
  local file
  file=$(files_of "$(command_named running)")/state.json
  add_members "$newer_members" "$file"
  process list || true
  # The others have theirs by then.
  wait_until has_ended "$(command_named waiting)"
  assert_equal "$(json end <"$file")" null
  [ -n "$(find "${file%/*}" -name 'supervisor.*.00000000-*')" ]
}

@test "wrapper and monitor leave a task alone that a later version has written" {
  local manifest=$scripts/crashed/manifest
  add_lines "$newer_lines" "$manifest"
  TASK_TMPDIR=$scripts/crashed run --separate-stderr outlive wrapper
  assert_failure 1
  tells_of_newer "$manifest" "$stderr"
  run --separate-stderr outlive monitor claude-crashed "$scripts/crashed"
  assert_failure 1
  tells_of_newer "$manifest" "$stderr"
}
