#!/usr/bin/env bats
# Sessions with tmux 2.6, the oldest supported version: a stand-in for what differs (fakes/tmux-2.6). With the versions that
# can be installed, tests/e2e runs the files that tests/e2e/tmux/sessions names.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
  cp "$CHECKOUT/tests/support/fakes/tmux-2.6" "$SANDBOX/bin/tmux"
}

teardown() {
  session_end
}

@test "the stand-in is asked" {
  assert_equal "$(tmux -V)" 'tmux 2.6'
  run outlive doctor
  assert_line --regexp '^ok +tmux +2.6'
}

@test "a program is started with its history, seen, waited for and stopped, and its end is known" {
  begin web --history-limit 4321 -- bash -c 'seq 1 50; echo "it is up"; exec sleep 1000'
  run -0 session wait web --ready '^it is up$'
  assert_output 'it is up'
  assert_equal "$(tm display-message -p -t =web: '#{history_limit} #{pane_current_command}')" '4321 bash'
  run session tail web -n 2
  assert_output $'50\nit is up'
  session stop web
  assert_equal "$(fact web state) $(fact web signal)" 'stopped SIGHUP'
  begin web -- bash -c 'exit 7'
  session wait web --exit
  assert_equal "$(fact web state) $(fact web exitCode)" 'failed 7'
}

@test "text arrives byte for byte, also while a user scrolls, and keys are pressed" {
  record web
  session type web 'é #{pid} C-c;'
  tm copy-mode -t =web:
  session send web -x
  session keys web C-c
  printf 'é #{pid} C-c;-x\r\003' >"$SANDBOX/wanted"
  wait_until recorded web "$SANDBOX/wanted"
}

@test "a session of plain tmux is read without the blanks that tmux adds" {
  mkdir -m 700 "$SANDBOX/s"
  tm new-session -d -s own -x 120 -y 30 'printf "one\ntwo words\n"; exec cat'
  run -0 session wait own --ready '^two words$'
  assert_output 'two words'
  run session tail own -n 2
  assert_output $'one\ntwo words'
  session send own three
  session wait own --ready '^three$'
  session stop own
  run -1 tm has-session -t =own
}

@test "a shell is idle at its prompt" {
  begin sh -- bash --norc -i
  session wait sh --idle
  session send sh 'read -r x'
  wait_until eval '[ "$(session idle sh)" = RUNNING ]'
}

@test "a pane whose program has ended is no place for text, and the server survives" {
  mkdir -m 700 "$SANDBOX/s"
  tm new-session -d -s own 'exit 3' \; set-option -w -t =own: remain-on-exit on
  wait_until eval '[ "$(state own)" = failed ]'
  before=$(server)
  run session send own hello
  assert_failure 1
  assert_equal "$(server)" "$before"
}

@test "a session comes back in a new server" {
  begin web --restart always -- sleep 1000
  kill -KILL "$(server)"
  wait_until is_state web running
  assert_equal "$(tm list-sessions -F '#{session_name}')" web
}
