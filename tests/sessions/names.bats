#!/usr/bin/env bats
# Sessions whose names begin one another are never mistaken: every command aims at the one that it names.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# Only the longer names exist: tmux alone would take any of them for `web`.
only_longer() {
  record web-2
  record web-22
  tm new-session -d -s web-own 'exec sleep 1000'
}

# web, web-2 and web-22, each of which says its name and keeps its stdin.
all_three() {
  record web
  record web-2
  record web-22
}

assert_untouched() {
  for name in "$@"; do
    assert_equal "$(state "$name")" running
    [ ! -s "$SANDBOX/$name.bytes" ]
  done
}

@test "a name that only begins others is no session, for any command" {
  only_longer
  while read -r command words; do
    # shellcheck disable=SC2086 # they are words
    run --separate-stderr session "$command" web $words </dev/null
    assert_failure 3
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" 'web-2'
  done <<'END'
tail
tail -f
idle
wait --exit
wait --idle
wait --ready .
send text
type text
keys C-c
interrupt
stop
stop --grace 0
END
  assert_untouched web-2 web-22
  tm has-session -t =web-own
}

@test "attach does not take one for another" {
  only_longer
  run script -qec "'$OUTLIVE' session attach web" /dev/null </dev/null 3>&-
  assert_failure 3
  assert_equal "$(tm list-clients)" ''
}

@test "start does not take one for another" {
  only_longer
  begin web -- sleep 1000
  refute_output --partial already
  assert_equal "$(program_of web)" "$(pgrep -P "$(host_of web)" -x sleep)"
  assert_untouched web-2 web-22
  begin web --replace -- sleep 2000
  assert_untouched web-2 web-22
}

@test "text and keys arrive where they are meant to" {
  all_three
  session send web one
  session type web-2 two
  session keys web-22 t
  printf 'one\r' >"$SANDBOX/1"
  printf 'two' >"$SANDBOX/2"
  printf 't' >"$SANDBOX/3"
  wait_until recorded web "$SANDBOX/1"
  wait_until recorded web-2 "$SANDBOX/2"
  wait_until recorded web-22 "$SANDBOX/3"
  session interrupt web-2
  printf 'two\003' >"$SANDBOX/2"
  wait_until recorded web-2 "$SANDBOX/2"
  recorded web "$SANDBOX/1"
  recorded web-22 "$SANDBOX/3"
}

@test "each shows its own lines, and is waited for by them" {
  for name in web web-2 web-22; do begin "$name" -- bash -c 'echo "I am $0"; exec sleep 1000' "$name"; done
  for name in web web-2 web-22; do
    assert_equal "$(session wait "$name" --ready 'I am')" "I am $name"
    assert_equal "$(session tail "$name")" "I am $name"
    wait_until eval '[ "$(fact "$name" lastLine)" = "I am $name" ]'
  done
}

@test "one that has ended is not taken for one that runs" {
  begin web -- bash -c 'echo "I am web"; exit 3'
  session wait web --exit
  begin web-2 -- bash -c 'echo "I am web-2"; exec sleep 1000'
  assert_equal "$(state web)" failed
  assert_equal "$(session tail web)" 'I am web'
  run session send web text
  assert_failure 1
  run session idle web
  assert_failure 3
  run session wait web --exit
  assert_success
}

@test "stop ends exactly the one that it names, from the shortest to the longest and back" {
  all_three
  session stop web
  assert_untouched web-2 web-22
  record web
  session stop web-22
  assert_untouched web web-2
  record web-22
  session stop web-2
  assert_untouched web web-22
}

@test "names of nothing but digits are names, not numbers of tmux's" {
  record 0
  record 1
  record 10
  session send 1 one
  printf 'one\r' >"$SANDBOX/1"
  wait_until recorded 1 "$SANDBOX/1"
  session stop 1
  assert_untouched 0 10
}

@test "a name has room for 64 characters, and all of them count" {
  long=$(printf 'a%.0s' {1..63})
  record "${long}1"
  record "${long}2"
  session type "${long}2" x
  printf x >"$SANDBOX/expected"
  wait_until recorded "${long}2" "$SANDBOX/expected"
  assert_untouched "${long}1"
  run session start "${long}12" -- sleep 1000
  assert_failure 2
}

@test "a session with a name that only tmux allows is read, steered and stopped" {
  mkdir -m 700 "$SANDBOX/s"
  tm new-session -d -s 'My Work_1' cat 3>&-
  session send 'My Work_1' 'hello there'
  session wait 'My Work_1' --ready '^hello there$'
  run session tail 'My Work_1' -n 1
  assert_output 'hello there'
  session keys 'My Work_1' C-c
  wait_until eval '! tm has-session -t "=My Work_1" 2>/dev/null'
  # The server may just be ending with its last session.
  wait_until tm new-session -d -s 'My Work_1' cat 3>&-
  session stop 'My Work_1'
  run ! tm has-session -t '=My Work_1'
  run session start 'My Work_1'
  assert_failure 2
}
