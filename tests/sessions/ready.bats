#!/usr/bin/env bats
# `outlive session wait --ready` from outside: a line of the present run is always seen, and no other line counts.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# ready NAME REGEX LINE: a wait for REGEX succeeds, and prints exactly LINE.
ready() {
  run --separate-stderr session wait "$1" --ready "$2" --timeout 60s
  assert_success
  assert_output "$3"
  assert_equal "$stderr" ''
}

# never_ready NAME REGEX: a wait for REGEX times out.
never_ready() {
  run --separate-stderr session wait "$1" --ready "$2" --timeout 1s
  assert_failure 124
  assert_output ''
}

on_screen() { tm capture-pane -p -J -S - -t "=$1:" | grep -qE -- "$2"; }

@test "a line that came before the wait, and is still on the screen" {
  begin web -- bash -c 'echo "it is up, port 80"; exec sleep 1000'
  wait_until on_screen web 'it is up'
  ready web 'is up' 'it is up, port 80'
}

@test "a line that appears only after a while" {
  mkfifo "$SANDBOX/gate"
  begin web -- bash -c 'echo starting; read -r _ <"$1"; echo "it is up"; exec sleep 1000' - "$SANDBOX/gate"
  ready web starting starting
  start waiter "$OUTLIVE" session wait web --ready 'is up' --timeout 60s
  never_ready web 'is up'
  run ! gone "$waiter_pid"
  echo go >"$SANDBOX/gate"
  end_of waiter
  assert_success
  assert_output 'it is up'
}

@test "a line that scrolled out of the history" {
  begin web --history-limit 50 -- bash -c 'echo "it is up"; seq 1 3000; echo settled; exec sleep 1000'
  ready web settled settled
  run ! on_screen web 'it is up'
  ready web 'is up' 'it is up'
}

@test "a line of many colours and a link" {
  begin web -- bash -c 'printf "\e[1mser\e[0mver \e[32mli\e[1;4mste\e[0mning\e[K on \e]8;;http://x/\e\\\\port\e]8;;\e\\\\ 80\r\n"; exec sleep 1000'
  ready web '^server listening on port 80$' 'server listening on port 80'
}

@test "a line that a narrow pane wrapped" {
  mkfifo "$SANDBOX/gate"
  begin web -- bash -c 'read -r _ <"$1"; echo "the server is listening on http://127.0.0.1:8080/ now"; exec sleep 1000' - "$SANDBOX/gate"
  tm resize-window -t =web: -x 20 -y 10
  echo go >"$SANDBOX/gate"
  ready web '^the server .* on http://127.0.0.1:8080/ now$' 'the server is listening on http://127.0.0.1:8080/ now'
}

@test "in a session of plain tmux: a line that was wrapped, coloured, and scrolled past" {
  plain_tmux web 20 'printf "\033[31mthe server is listening on http://127.0.0.1:8080/ now\033[0m\n"; seq 1 300; exec sleep 1000'
  ready web '^300$' 300
  ready web '^the server .* on http://127.0.0.1:8080/ now$' 'the server is listening on http://127.0.0.1:8080/ now'
}

@test "in a session of plain tmux: a line to come, and a prompt" {
  mkfifo "$SANDBOX/gate"
  plain_tmux web 80 "read _ <'$SANDBOX/gate'; echo 'it is up'; printf 'name: '; exec sleep 1000"
  start waiter "$OUTLIVE" session wait web --ready '^it is up$' --timeout 60s
  never_ready web 'is up'
  echo go >"$SANDBOX/gate"
  end_of waiter
  assert_success
  assert_output 'it is up'
  ready web '^name: ?$' 'name:'
}

@test "in a session of plain tmux: wide characters that did not fit into a row" {
  # tmux fills the row with a blank, and keeps that when it joins rows.
  case $(tmux -V) in 'tmux '[12].* | 'tmux 3.'[0-2]*) skip 'tmux before 3.3 changes such a row' ;; esac
  plain_tmux web 20 'printf "a日本語日本語日本語日本語日本語 ready\n"; exec sleep 1000'
  ready web '語 ready$' 'a日本語日本語日本語日本語日本語 ready'
  ready web '^a(日本語){5} ready$' 'a日本語日本語日本語日本語日本語 ready'
}

@test "a line that was there and then the screen was cleared" {
  begin web -- bash -c 'printf "it is up\r\n\e[2J\e[3J\e[Hdashboard"; exec sleep 1000'
  wait_until on_screen web dashboard
  run ! on_screen web 'it is up'
  ready web 'is up' 'it is up'
}

@test "a line that was there and then a program took the whole screen" {
  begin web -- bash -c 'printf "it is up\r\n\e[?1049h\e[2J\e[Hdashboard"; exec sleep 1000'
  wait_until on_screen web dashboard
  ready web 'is up' 'it is up'
}

@test "a line without its end: a question, and a password that is not shown" {
  begin ssh -- bash -c 'read -r -s -p "me@host'"'"'s password: " word; echo; echo "got ${#word} characters"; exec sleep 1000'
  ready ssh "password: ?\$" "me@host's password:"
  session send ssh 'secret!'
  ready ssh '^got 7 characters$' 'got 7 characters'
}

@test "a prompt is found with the space that it ends with" {
  begin ssh -- bash -c 'read -r -p "password: " word'
  run session wait ssh --ready 'password: $' --timeout 10s
  assert_success
}

@test "a line that comes at once with the end of the program, and its end is missing or not" {
  mkfifo "$SANDBOX/gate"
  for words in 'it is up\n' 'it is up'; do
    begin web -- bash -c 'read -r _ <"$1"; printf "$2"' - "$SANDBOX/gate" "$words"
    start waiter "$OUTLIVE" session wait web --ready 'is up' --timeout 60s
    never_ready web 'is up'
    echo go >"$SANDBOX/gate"
    end_of waiter
    assert_success
    assert_output 'it is up'
    session wait web --exit
  done
}

@test "a line of an earlier run of a restarted program does not count" {
  begin web --restart always -- bash -c 'if [ ! -e "$1" ]; then : >"$1"; echo "it is up"; exit 1; fi; echo "second run"; exec sleep 1000' - "$SANDBOX/ran"
  wait_until eval '[ "$(fact web restarts)" = 1 ]'
  # Neither in the pause before the second run nor after it is the session ready.
  run --separate-stderr session wait web --ready 'is up' --timeout 5s
  assert_failure 124
  assert_output ''
  ready web 'second run' 'second run'
  never_ready web 'is up'
}

@test "a line of a later run counts" {
  begin web --restart always -- bash -c 'if [ ! -e "$1" ]; then : >"$1"; exit 1; fi; echo "it is up"; exec sleep 1000' - "$SANDBOX/ran"
  ready web 'is up' 'it is up'
}

@test "a line of an earlier start of the same name does not count" {
  begin web -- bash -c 'echo "it is up"'
  session wait web --exit
  begin web -- sleep 1000
  never_ready web 'is up'
  session stop web
  begin web -- bash -c 'echo "it is up"; exec sleep 1000'
  ready web 'is up' 'it is up'
  begin web --replace -- bash -c 'echo "nearly"; exec sleep 1000'
  ready web nearly nearly
  never_ready web 'is up'
}

@test "a line of a session whose name begins the same does not count" {
  begin web-2 -- bash -c 'echo "it is up"; exec sleep 1000'
  begin web -- sleep 1000
  ready web-2 'is up' 'it is up'
  never_ready web 'is up'
}

@test "anchors are those of a line, also when lines come by the hundred" {
  begin web -- bash -c 'echo "nearly up"; echo "up soon"; seq 1 200; exec sleep 1000'
  ready web '^200$' 200
  never_ready web '^up$'
  ready web '^up' 'up soon'
  ready web 'up$' 'nearly up'
  never_ready web 'up\s+up'
}

@test "the pattern may have any character, in any locale of the caller" {
  export LC_ALL=C
  begin web -- bash -c 'echo "größe: 日本 🚀"; exec sleep 1000'
  ready web '^größe: \p{Script=Han}{2} .$' 'größe: 日本 🚀'
  plain_tmux other 80 'echo "größe: 日本 🚀"; exec sleep 1000'
  ready other '^größe: 日本 .$' 'größe: 日本 🚀'
}

@test "100 MB in one go hold up neither a wait that is met nor one that is not" {
  begin web -- perl -e '$| = 1; print "x" x 99, "\n" for 1 .. 1_000_000; print "it is up\n"; sleep 1000'
  start impatient "$OUTLIVE" session wait web --ready 'no such line' --timeout 1s
  start waiter "$OUTLIVE" session wait web --ready '^it is up$' --timeout 10m
  wait_until -t 30 gone "$impatient_pid"
  end_of impatient
  assert_failure 124
  wait_until -t 300 gone "$waiter_pid"
  end_of waiter
  assert_success
  assert_output 'it is up'
}

@test "a line in the middle of 100 MB is seen" {
  mkfifo "$SANDBOX/gate"
  begin web -- perl -e '$| = 1; print "begun\n"; open my $gate, "<", shift; <$gate>; for (1 .. 1_000_000) { print "x" x 99, "\n"; print "it is up\n" if $_ == 500_000 } sleep 1000' "$SANDBOX/gate"
  ready web begun begun
  start waiter "$OUTLIVE" session wait web --ready '^it is up$' --timeout 2m
  never_ready web '^it is up$'
  echo go >"$SANDBOX/gate"
  wait_until -t 150 gone "$waiter_pid"
  end_of waiter
  assert_success
  assert_output 'it is up'
}

@test "if the user takes the pane's pipe for a log of their own, the pane is read" {
  begin web -- bash -c 'while read -r line; do echo "heard $line"; done'
  tm pipe-pane -t =web: "cat >>'$SANDBOX/theirs'"
  start waiter "$OUTLIVE" session wait web --ready '^heard you$' --timeout 60
  session send web you
  end_of waiter
  assert_success
}

@test "a line that was drawn over another one is seen, whole and alone, however much comes after it" {
  begin web -- 'sleep 0.3; printf "\rBuilding 10%%"; printf "\r\033[KListening on 3000\n"; seq 100; exec sleep 1000'
  run -0 session wait web --ready '^Listening' --timeout 60
  assert_equal "$output" 'Listening on 3000'
  run -0 session wait web --ready 'Building' --timeout 60
  assert_equal "$output" 'Building 10%'
}
