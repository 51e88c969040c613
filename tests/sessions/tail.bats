#!/usr/bin/env bats
# `outlive session tail` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# shows NAME REGEX: waits until a line of the session matches.
shows() { session wait "$1" --ready "$2" --timeout 60s >/dev/null; }

# follows WORDS: `tail -f` in the background; its output goes to $SANDBOX/follower.out.
follows() { start follower "$OUTLIVE" session tail "$@" -f; }

has_said() { grep -qE -- "$1" "$SANDBOX/follower.out"; }

# the_follower_ended: by itself, without a word of complaint.
the_follower_ended() {
  wait_until -t 30 gone "$follower_pid"
  end_of follower
  assert_success
  assert_equal "$stderr" ''
}

# every_line_once FIRST LAST: the follower has printed exactly these numbered lines, in order.
every_line_once() { diff <(seq -f 'line %.0f' "$1" "$2") <(grep '^line' "$SANDBOX/follower.out"); }

@test "the last 30 lines, or as many as wanted" {
  begin web -- bash -c 'seq 1 200; exec sleep 1000'
  shows web '^200$'
  run --separate-stderr session tail web
  assert_success
  assert_output "$(seq 171 200)"
  assert_equal "$stderr" ''
  run session tail web -n 3
  assert_output "$(seq 198 200)"
  run session tail web --lines 100
  assert_output "$(seq 101 200)"
  run session tail web -n 100000
  assert_output "$(seq 1 200)"
  run session tail web -n 0
  assert_success
  assert_output ''
}

@test "a program without output yet" {
  begin web -- sleep 1000
  run --separate-stderr session tail web
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
}

@test "a last line that is not ended yet, and empty lines between others" {
  begin web -- bash -c 'printf "one\n\n\ntwo\nname: "; exec sleep 1000'
  shows web '^name:'
  run session tail web -n 4
  assert_output "$(printf '\n\ntwo\nname:')"
}

@test "lines that are longer than the pane is wide count as one each, and are whole" {
  line() { printf 'line %s %0500d\n' "$1" 0; }
  wanted=$(for number in $(seq 171 200); do line "$number"; done)
  begin web -- perl -e 'printf "line %d %0500d\n", $_, 0 for 1 .. 200; sleep 1000'
  shows web '^line 200 '
  run session tail web
  assert_output "$wanted"
  plain_tmux narrow 20 "perl -e 'printf qq{line %d %0500d\n}, \$_, 0 for 1 .. 60; sleep 1000'"
  shows narrow '^line 60 '
  run session tail narrow -n 30
  assert_output "$(for number in $(seq 31 60); do line "$number"; done)"
}

@test "of an ended session, its log" {
  begin web -- bash -c 'seq 1 200; printf "\033[31mlast\033[0m 日本 words"; exit 3'
  session wait web --exit
  run --separate-stderr session tail web -n 3
  assert_success
  assert_output "$(printf '199\n200\nlast 日本 words')"
  run session tail web
  assert_equal "${#lines[@]}" 30
  run session tail web -n 100000
  assert_output "$(seq 1 200; echo 'last 日本 words')"
  run session tail web -n 0
  assert_output ''
}

@test "of a restarted program, the last lines of all its runs" {
  begin web --restart on-failure -- bash -c 'if [ ! -e "$1" ]; then : >"$1"; printf "first %s\n" 1 2 3; exit 1; fi; echo "second run"' - "$SANDBOX/ran"
  session wait web --exit
  run session tail web
  assert_line 'first 1'
  assert_line 'second run'
  assert_output --regexp 'first 3.*\[outlive\] run 2.second run$'
  run session tail web -n 1
  assert_output 'second run'
}

@test "of a stopped session, and of one whose server was killed" {
  begin web -- bash -c 'echo hello; exec sleep 1000'
  begin other -- bash -c 'echo goodbye; exec sleep 1000'
  shows web hello
  shows other goodbye
  session stop web
  run session tail web
  assert_output hello
  end_process "$(server)"
  wait_until is_state other stopped lost failed
  run session tail other
  assert_output goodbye
}

@test "wide characters, combined ones and emoji stay, control sequences go" {
  for name in web plain; do
    words='printf "\033[1;31mgrößer\033[0m \033]0;title\007日本語 e\314\201 🚀 |\n"; exec sleep 1000'
    if [ "$name" = web ]; then begin web -- bash -c "$words"; else plain_tmux plain 80 "$words"; fi
    shows "$name" größer
    run session tail "$name"
    assert_output "größer 日本語 $(printf 'e\314\201') 🚀 |"
  done
}

@test "--json has the state and the lines" {
  begin web -- bash -c 'printf "%s\n" one \"two\" "\\three"; exec sleep 1000'
  shows web three
  run --separate-stderr session tail web --json -n 2
  assert_success
  one_line "$output"
  assert_equal "$(json name <<<"$output") $(json state <<<"$output") $(json 'lines#' <<<"$output")" 'web running 2'
  assert_equal "$(json lines.0 <<<"$output")" '"two"'
  assert_equal "$(json lines.1 <<<"$output")" '\three'
  assert_equal "$(session tail web --json -n 0 | json 'lines#')" 0
  session stop web
  assert_equal "$(session tail web --json | json 'lines#')" 3
}

@test "-f shows every line once and in order, and ends with the session" {
  begin web -- perl -e '$| = 1; for (1 .. 5000) { print "line $_\n"; select undef, undef, undef, 0.0005 } print "last words"'
  shows web '^line 10$'
  follows web -n 10000
  the_follower_ended
  every_line_once 1 5000
  assert_equal "$(tail -n 1 "$SANDBOX/follower.out")" 'last words'
}

@test "-f of many followers that begin while lines come: each shows every line once" {
  local follower
  begin web -- perl -e '$| = 1; for (1 .. 5000) { print "line $_\n"; select undef, undef, undef, 0.001 }'
  for follower in 1 2 3 4 5 6 7 8; do
    start "f$follower" "$OUTLIVE" session tail web -n 10000 -f
    pause
  done
  for follower in 1 2 3 4 5 6 7 8; do
    end_of "f$follower"
    assert_success
    diff <(seq -f 'line %.0f' 1 5000) "$SANDBOX/f$follower.out"
  done
}

# log_writer: prints the id of the process that writes web's log.
log_writer() {
  local pid
  for pid in $(sandbox_processes); do
    case $(ps -o args= -p "$pid") in "$OUTLIVE session-log "*) printf '%s\n' "$pid" && return ;; esac
  done
  return 1
}

@test "tail waits for the last output of an ended session, however slowly it is written" {
  begin web -- bash -c 'echo up; read -r _; echo last'
  session wait web --ready '^up$'
  wait_until log_writer
  writer=$(log_writer)
  kill -STOP "$writer"
  session send web ''
  wait_until is_state web exited
  wait_until eval '! tm has-session -t =web 2>/dev/null'
  start teller "$OUTLIVE" session tail web -n 1
  start waiter "$OUTLIVE" session wait web --exit --timeout 60
  # tail waits for the writer's end, not for a fixed time.
  perl -e 'select undef, undef, undef, 0.5'
  run ! gone "$teller_pid"
  run ! gone "$waiter_pid"
  kill -CONT "$writer"
  end_of waiter
  assert_success
  end_of teller
  assert_output last
}

@test "if the writer of the log is killed, the lines that it has written are shown" {
  begin web -- bash -c 'echo up; read -r _; echo last'
  wait_until grep -qsx up "$(files_of web)/output.log"
  kill -KILL "$(log_writer)"
  session send web ''
  session wait web --exit
  wait_until eval '! tm has-session -t =web 2>/dev/null'
  assert_equal "$(session tail web)" up
}

@test "-f shows a line that was begun before it once, and whole" {
  begin web -- bash -c 'printf "name: "; read -r name; echo "hello $name"; read -r _'
  shows web '^name:'
  follows web
  session send web Ada
  wait_until has_said '^hello Ada$'
  assert_equal "$(grep -c 'name: *Ada' "$SANDBOX/follower.out")" 1
  assert_equal "$(grep -c '^hello Ada$' "$SANDBOX/follower.out")" 1
  session send web ''
  the_follower_ended
}

@test "-f -n 0 shows only what comes from now on" {
  begin web -- bash -c 'echo "before"; while read -r _; do echo "after"; done'
  wait_until grep -qsx before "$(files_of web)/output.log"
  follows web -n 0
  # Only a line that it shows proves that it has begun to look.
  wait_until eval 'session send web "" && has_said "^after$"'
  session stop web
  the_follower_ended
  run ! has_said before
}

@test "-f goes on over a restart, and ends with a session that is stopped" {
  begin web --restart always -- bash -c 'if [ ! -e "$1" ]; then : >"$1"; echo "first run"; exit 1; fi; echo "second run"; exec sleep 1000' - "$SANDBOX/ran"
  follows web
  wait_until has_said '^second run$'
  assert_equal "$(grep -c '^first run$' "$SANDBOX/follower.out")" 1
  session stop web
  the_follower_ended
}

@test "-f of an ended session shows its log" {
  begin web -- echo hello
  session wait web --exit
  run --separate-stderr session tail web -f
  assert_success
  assert_output hello
}

@test "-f of a session of plain tmux shows every line once and in order, and ends with it" {
  # More than what is printed between two looks.
  echo 'set -g history-limit 20000' >"$HOME/.tmux.conf"
  plain_tmux web 80 "perl -e '\$| = 1; for (1 .. 5000) { print qq{line \$_\n}; select undef, undef, undef, 0.001 } <STDIN>'"
  shows web '^line 10$'
  follows web -n 10000
  shows web '^line 5000$'
  wait_until has_said '^line 5000$'
  session send web ''
  the_follower_ended
  every_line_once 1 5000
}

@test "-f of a session of plain tmux shows a line at once, the last on the screen too" {
  plain_tmux web 80 'while read -r word; do echo "heard $word"; done'
  follows web
  session send web one
  wait_until has_said '^heard one$'
  session send web two
  wait_until has_said '^heard two$'
  assert_equal "$(grep '^heard' "$SANDBOX/follower.out")" "$(printf 'heard one\nheard two')"
  tm kill-session -t =web
  the_follower_ended
}

@test "-f of a session of plain tmux repeats no line if the next one begins while it looks" {
  local tmux
  tmux=$(command -v tmux)
  plain_tmux web 80 'while read -r word; do echo "heard $word"; done'
  # When a look shows the first line for the second time, the next is begun before tmux is asked again.
  program tmux <<END
#!/bin/bash
said=\$('$tmux' "\$@"; echo "end \$?")
if [[ "\$*" == *'-S -'* && "\$said" == *'heard one'* ]] && ! mkdir '$SANDBOX/shown' 2>/dev/null && mkdir '$SANDBOX/begins' 2>/dev/null; then
  '$tmux' -S '$socket' send-keys -t =web: -l two
  until '$tmux' -S '$socket' capture-pane -p -t =web: | grep -qx two; do :; done
  : >'$SANDBOX/begun'
fi
printf '%s' "\${said%end *}"
exit "\${said##*end }"
END
  follows web
  session send web one
  wait_until test -e "$SANDBOX/begun"
  wait_until has_said '^heard one$'
  session send web ''
  wait_until has_said '^heard two$'
  assert_equal "$(grep '^heard' "$SANDBOX/follower.out")" "$(printf 'heard one\nheard two')"
}

@test "-f of a session of plain tmux repeats no line if a program redraws its last ones" {
  plain_tmux web 80 'seq -f "line %.0f" 1 10; for n in 10 20 30; do printf "done: $n\nof all"; read -r _; printf "\033[A\033[A\r\033[J"; done; printf "all done\n"; read -r _'
  shows web '^done: 10'
  follows web
  for percent in 20 30; do
    session send web ''
    wait_until has_said "^done: $percent"
  done
  session send web ''
  wait_until has_said '^all done$'
  every_line_once 1 10
}

@test "-f ends without complaint once its reader is gone" {
  begin web -- bash -c 'while :; do echo again; read -r -t 0.05 _; done'
  start reader bash -c '"$0" session tail web -f | head -n 40' "$OUTLIVE"
  wait_until -t 30 gone "$reader_pid"
  end_of reader
  assert_success
  assert_equal "$(grep -c again <<<"$output")" 40
  assert_equal "$stderr" ''
}

@test "-f of a silent program also ends once its reader is gone" {
  begin web -- bash -c 'printf "one\ntwo\n"; exec sleep 1000'
  plain_tmux own 80 'printf "one\ntwo\n"; exec sleep 1000'
  for name in web own; do
    shows "$name" '^two$'
    start reader bash -c '"$0" session tail "$1" -f | head -n 1' "$OUTLIVE" "$name"
    wait_until -t 10 gone "$reader_pid"
    end_of reader
    assert_success
    assert_output one
    assert_equal "$stderr" ''
  done
}

@test "an unknown session is 3, and wrong words are 2" {
  begin web -- sleep 1000
  for name in we web-2; do
    run --separate-stderr session tail "$name"
    assert_failure 3
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
  done
  assert_usage tail
  assert_usage tail web -n many
  assert_usage tail web -n -1
  assert_usage tail web --folow
  assert_usage tail WEB
}
