#!/usr/bin/env bats
# Records that are damaged: they are told of, with the file, hide nothing else, and are left as they are.
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; kept_state.bash sets the others

setup() {
  load ../support/kept_state && kept_state_begin
  lay_state 0.1.0
}

teardown() {
  launched_end
}

# refuses_damaged FILE WORDS ...: `outlive WORDS` fails with 1 and one line on stderr that names the file, which is as before.
refuses_damaged() {
  local file=$1
  shift
  run --separate-stderr outlive "$@" </dev/null
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "\"$file\" is damaged"
  assert_equal "$(<"$file")" nonsense
}

@test "nothing is done with a session whose records are damaged, and it is shown" {
  local name file
  for name in session.json state.json; do
    lay_state 0.1.0
    file=$(session_directory failed)/$name
    echo nonsense >"$file"
    run -0 --separate-stderr session list --json
    assert_equal "$(table name state exitCode <<<"$output" | grep '^failed ')" 'failed | damaged | -'
    assert_equal "$(table name state exitCode <<<"$output" | grep -v '^failed ')" \
      "$(expected sessions | cut -d'|' -f1,2,3 | sed 's/ $//' | grep -v '^failed ')"
    refuses_damaged "$file" session tail failed
    refuses_damaged "$file" session wait failed --exit
    refuses_damaged "$file" session stop failed
    refuses_damaged "$file" session send failed text
    refuses_damaged "$file" session start failed -- true
  done
}

@test "session restore brings back the others, and tells of the one whose record is damaged" {
  local file
  move_here
  file=$(session_directory down)/state.json
  echo nonsense >"$file"
  run session restore
  assert_output --partial "\"$file\" is damaged"
  assert_line 'always: started again'
  session stop --all --grace 1 || true
}

@test "prune leaves damaged records as they are" {
  local file
  local -a damaged=("$(session_directory exited)/session.json" "$(session_directory failed)/state.json"
    "$(files_of "$(command_named completed)")/state.json" "$(files_of "$(command_named failed)")/request.json")
  for file in "${damaged[@]}"; do
    echo nonsense >"$file"
    # A directory of the age of what is left of a start that was killed.
    touch -d 2001-01-01 "${file%/*}"
  done
  outlive prune --older-than 0s
  process list
  for file in "${damaged[@]}"; do assert_equal "$(<"$file")" nonsense; done
  # The rest is gone.
  [ ! -e "$(session_directory stopped)" ]
}

@test "a supervisor that finds the record of its command damaged ends, and that is no fault" {
  local id file
  id=$(command_named running)
  for file in request.json state.json; do
    lay_state 0.1.0
    echo nonsense >"$(files_of "$id")/$file"
    run -0 outlive exec-supervisor "$id"
    assert_output ''
    assert_equal "$(<"$(files_of "$id")/$file")" nonsense
  done
  run outlive doctor
  refute_output --partial 'exec-supervisor'
}

@test "a poll names the file that should name the process of another poll, and cannot be read" {
  local id file
  ends_are_new
  id=$(command_named completed)
  file=$(files_of "$id")/poll.later
  mv "$(files_of "$id")"/poll.* "$file"
  run --separate-stderr process poll "$id"
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "\"$file\", which should name it, cannot be read"
  [ -e "$file" ]
  OUTLIVE_ELSEWHERE=gone process poll "$id"
  process poll "$id"
}

@test "doctor names each damaged record" {
  local file
  local -a damaged=("$(session_directory exited)/session.json" "$(session_directory failed)/state.json"
    "$(files_of "$(command_named completed)")/state.json")
  for file in "${damaged[@]}"; do echo nonsense >"$file"; done
  run outlive doctor
  for file in "${damaged[@]}"; do assert_output --partial "\"$file\" is damaged"; done
  refute_output --partial 'reads all of them'
  # What was found begins in one column, however long the names are.
  assert_equal "$(awk '/^[a-z]/ { match($0, /^[a-z]+ +[^ ]+( [^ ]+)*  +/); print RLENGTH }' <<<"$output" | sort -u | wc -l)" 1
}

@test "a task whose wrapper is named in words of a later version is left alone, and the file is named" {
  local file=$OUTLIVE_HOME/tasks/running/wrapper.lock words
  echo '{"later":"words"}' >"$file"
  rm -f "${file%/*}/monitor.lock"
  for words in 'stop running' 'resume running' 'run --name running --replace --prompt x'; do
    # shellcheck disable=SC2086 # they are words
    run --separate-stderr outlive $words </dev/null
    assert_failure 1
    assert_regex "$stderr" "\"$file\", which should name its process, cannot be read"
  done
  run outlive restore
  assert_output --partial "$file"
  assert_equal "$(<"$file")" '{"later":"words"}'
}
