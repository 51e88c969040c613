#!/usr/bin/env bats
# What runs in another PID namespace, or on another host, is shown as such where it cannot be seen, and left alone there.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others

setup() {
  load ../support/exec && exec_begin
  load ../support/namespaces && namespaces_begin
  export STOP=$SANDBOX/stop
}

teardown() { exec_end; }

# Counts in lines until it is told to stop, and ends with 7 then.
counting='i=0; until [ -e "$STOP" ]; do i=$((i + 1)); echo "line $i"; sleep 0.02; done; exit 7'

# shown KEY: prints a member of the one command in the `process list --json` on stdin.
shown() { json "sessions.0.$1"; }

# is_untouched: no other process supervises the command, and nothing was written into its output.
is_untouched() {
  assert_equal "$(supervisor_of "$id")" "$supervisor"
  assert_equal "$(cd "$(files_of "$id")" && echo supervisor.*)" "$supervisor_file"
  assert_equal "$(cat "$(files_of "$id")"/output.* | grep -avcE '^line [0-9]+$')" 0
}

counts() {
  background -- "$counting"
  supervisor=$(supervisor_of "$id")
  supervisor_file=$(cd "$(files_of "$id")" && echo supervisor.*)
}

# ends_with_seven: it goes on, and how it ends is known.
ends_with_seven() {
  : >"$STOP"
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" exitCode)" 7
}

assert_elsewhere() {
  assert_failure 1
  assert_equal "$output" ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "$id runs in another container or on another host \\(.*\\), and can only be acted on there; do it there"
}

@test "a list in a container shows a command of the host as one that runs elsewhere, and starts no successor" {
  local listing
  counts
  for _ in 1 2 3; do
    listing=$(in_container "$OUTLIVE" process list --json)
    assert_equal "$(shown status <<<"$listing")" running
    assert_equal "$(shown elsewhere.host <<<"$listing")" "$(hostname)"
    assert_equal "pid:[$(shown elsewhere.pidNamespace <<<"$listing")]" "$(readlink /proc/self/ns/pid)"
    run ! shown pid <<<"$listing"
    validate process-list <<<"$listing"
  done
  assert_regex "$(in_container "$OUTLIVE" process list)" "it runs in another container or on another host \\($(hostname),"
  is_untouched
  ends_with_seven
}

@test "on another host the same" {
  local listing
  counts
  listing=$(on_other_host "$OUTLIVE" process list --json)
  assert_equal "$(shown status <<<"$listing")" running
  assert_equal "$(shown elsewhere.host <<<"$listing")" "$(hostname)"
  run --separate-stderr on_other_host "$OUTLIVE" process kill "$id"
  assert_elsewhere
  is_untouched
  ends_with_seven
}

@test "in a container nothing is done to a command of the host" {
  counts
  local words
  for words in kill clear remove submit 'write --data x' 'send-keys --literal x' 'paste --text x'; do
    # shellcheck disable=SC2086 # words
    set -- $words
    run --separate-stderr in_container "$OUTLIVE" process "$1" "$id" "${@:2}"
    assert_elsewhere
  done
  is_untouched
  ends_with_seven
}

@test "in a container what a command of the host prints can be read, and is handed out once" {
  counts
  wait_until printed "$id" 'line 3'
  run in_container "$OUTLIVE" process log "$id"
  assert_output --partial 'line 3'
  assert_output --partial 'It runs in another container'
  in_container "$OUTLIVE" process poll "$id" --json >poll.1
  validate process-poll <poll.1
  assert_equal "$(json elsewhere.host <poll.1)" "$(hostname)"
  : >"$STOP"
  wait_until has_ended "$id"
  polls --json >poll.2
  assert_equal "$(outputs_in poll.1 poll.2)" "$(cat "$(files_of "$id")"/output.*)"
}

@test "a command that has ended is as in its own place" {
  counts
  ends_with_seven
  run in_container "$OUTLIVE" process list --json
  assert_equal "$(shown exitCode <<<"$output")" 7
  run ! shown elsewhere.host <<<"$output"
  in_container "$OUTLIVE" process remove "$id"
  [ ! -e "$(files_of "$id")" ]
}

@test "the host sees the processes of a command in a container, and ends them" {
  container one
  run within one "$OUTLIVE" exec --background 'sleep 1000 & wait'
  id=$output
  assert_equal "$(fact "$id" status)" running
  run ! fact "$id" elsewhere
  local pid
  pid=$(fact "$id" pid)
  assert_equal "$(awk '/^NSpid:/ { print $NF }' "/proc/$pid/status")" "$(command_of "$id")"
  process kill "$id"
  [ ! -e "/proc/$pid" ]
  assert_equal "$(fact "$id" status)" killed
}

@test "the host goes on for a supervisor that was killed in a container" {
  container one
  run within one "$OUTLIVE" exec --background "$counting"
  id=$output
  within one kill -KILL "$(supervisor_of "$id")"
  wait_until printed "$id" 'line 3'
  assert_equal "$(fact "$id" status)" running
  : >"$STOP"
  wait_until has_ended "$id"
  [[ $(describe_end) == *'its supervisor was killed'* ]]
}

describe_end() { process poll "$id"; }

@test "the host sees that a command has ended with its container" {
  container one
  run within one "$OUTLIVE" exec --background 'sleep 1000'
  id=$output
  container_ends one
  assert_equal "$(fact "$id" status)" failed
}

@test "one container leaves alone what runs in another; what ended with another, until the user says that it is gone" {
  container one
  container two
  run within one "$OUTLIVE" exec --background 'sleep 1000'
  id=$output
  container_ends one
  run --separate-stderr within two "$OUTLIVE" process remove "$id"
  assert_elsewhere
  assert_equal "$(within two "$OUTLIVE" process list --json | shown status)" running
  OUTLIVE_ELSEWHERE=gone within two "$OUTLIVE" process remove "$id"
  [ ! -e "$(files_of "$id")" ]
}

@test "a command that the version before has recorded is left alone in a container" {
  counts
  perl -pi -e 's/,"place":"[^"]*"//g' "$(files_of "$id")/state.json"
  : >"$(files_of "$id")/$supervisor_file"
  local listing
  listing=$(in_container "$OUTLIVE" process list --json)
  assert_equal "$(shown status <<<"$listing")" running
  assert_equal "$(shown elsewhere.host <<<"$listing")" null
  is_untouched
}
