#!/usr/bin/env bats
# What `outlive session start` does to the tmux server and to the user's files: limits, secrets, and survival.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

limit_of() { tm display-message -p -t "=$1:" '#{history_limit}'; }

default_limit() { tm show-options -gv history-limit; }

# Plain tmux does not make the directory of a socket.
private_directory() { mkdir -m 700 "${socket%/*}"; }

@test "--history-limit is what the pane keeps, and is 10000 without" {
  begin web -- sleep 1000
  begin api --history-limit 50 -- bash -c 'seq 1 500; exec sleep 1000'
  assert_equal "$(limit_of web)" 10000
  assert_equal "$(limit_of api)" 50
  session wait api --ready '^500$'
  assert_equal "$(tm capture-pane -p -S - -t =api: | grep -cx 100)" 0
}

@test "--history-limit leaves the default of the server as it is" {
  private_directory
  tm new-session -d -s own 'sleep 1000'
  usual=$(default_limit)
  begin web --history-limit 50 -- sleep 1000
  assert_equal "$(default_limit)" "$usual"
  tm set-option -g history-limit 1234
  begin api -- sleep 1000
  run session start own --history-limit 77 -- sleep 1000
  assert_equal "$(default_limit)" 1234
  tm new-session -d -s later 'sleep 1000'
  assert_equal "$(limit_of later)" 1234
  assert_equal "$(limit_of web)" 50
}

@test "a server that it starts has the default of the user's configuration" {
  echo 'set -g history-limit 777' >"$HOME/.tmux.conf"
  begin web --history-limit 50 -- sleep 1000
  assert_equal "$(default_limit)" 777
  assert_equal "$(limit_of web)" 50
}

@test "starts at the same moment, each with its own limit, leave the default as it is" {
  private_directory
  tm new-session -d -s own 'sleep 1000'
  usual=$(default_limit)
  for ((number = 1; number <= 6; number++)); do
    start "start_$number" "$OUTLIVE" session start "web-$number" --history-limit "10$number" -- sleep 1000
  done
  for ((number = 1; number <= 6; number++)); do
    end_of "start_$number"
    assert_equal "$status" 0
    assert_equal "$(limit_of "web-$number")" "10$number"
  done
  assert_equal "$(default_limit)" "$usual"
}

@test "the user's options neither end nor keep a session" {
  printf 'set -g destroy-unattached on\nset -g exit-unattached on\nset -g remain-on-exit on\nset -g base-index 1\nset -g pane-base-index 1\n' >"$HOME/.tmux.conf"
  begin web -- sleep 1000
  begin api -- true
  session wait api --exit
  wait_until eval '! tm has-session -t =api 2>/dev/null'
  tm has-session -t =web
  assert_equal "$(state web)" running
}

@test "a hook of the user's that opens another pane or window leaves the program's pane active" {
  for hook in 'split-window -h' 'new-window'; do
    echo "set-hook -g after-new-session '$hook'" >"$HOME/.tmux.conf"
    begin web -- bash -c 'echo first; read -r line; echo "heard $line"; exec sleep 1000'
    [ "$(tm list-panes -s -t =web: | grep -c .)" = 2 ]
    session wait web --ready '^first$'
    session send web you
    session wait web --ready '^heard you$'
    run session tail web
    assert_line 'heard you'
    wait_until grep -qsx 'heard you' "$(files_of web)/output.log"
    session stop --all --yes
  done
}

@test "no value of the environment is in an argument, in the server, or in a file that others can read" {
  real=$(command -v tmux)
  # The arguments of every client, and the environment of clients that make a session: the server keeps it.
  program tmux <<END
#!/bin/bash
printf '%s\n' "\$@" >>'$SANDBOX/seen'
[[ " \$* " != *' new-session '* ]] || env >>'$SANDBOX/seen'
exec '$real' "\$@"
END
  umask 000
  # The value of --env is in the arguments of the starter, which is the user's choice; nowhere else.
  MY_TOKEN=secret-of-caller begin web --env THEIR_TOKEN=secret-of-flag -- bash -c 'echo "$MY_TOKEN $THEIR_TOKEN" >"$HOME/got"; exec sleep 1000'
  MY_TOKEN=secret-of-caller begin web --replace --env THEIR_TOKEN=secret-of-flag -- bash -c 'echo again >>"$HOME/got"; exec sleep 1000'
  wait_until grep -q again "$HOME/got"
  run cat "$HOME/got"
  assert_line 'again'
  for place in "$SANDBOX/seen" <(tm show-environment -g) <(tm show-environment -t =web) <(ps -A -ww -o args=); do
    run grep -E 'secret-of-(caller|flag)' "$place"
    assert_output ''
  done
  grep -qx new-session "$SANDBOX/seen"
  for pid in $(processes_with MY_TOKEN=secret-of-caller) $(processes_with THEIR_TOKEN=secret-of-flag); do
    [ "$pid" != "$(server)" ]
  done
  assert_equal "$(find "$OUTLIVE_HOME" "${socket%/*}" -type d ! -perm 700)" ''
  assert_equal "$(find "$OUTLIVE_HOME" -type f ! -perm 600)" ''
  [ -n "$(find "$OUTLIVE_HOME" -type f)" ]
}

@test "the program lives on when the caller's group is killed" {
  start caller bash -c '"$0" session start web -- sleep 1000; exec sleep 1000' "$OUTLIVE"
  wait_until is_state web running
  kill -KILL "-$caller_pid"
  wait_until gone "$caller_pid"
  assert_equal "$(state web)" running
  assert_equal "$(ps -o comm= -p "$(program_of web)")" sleep
}

@test "the program lives on when the caller's terminal is closed" {
  script -qec "'$OUTLIVE' session start web -- sleep 1000" /dev/null </dev/null >"$SANDBOX/typescript" 3>&-
  assert_equal "$(state web)" running
  assert_equal "$(ps -o comm= -p "$(program_of web)")" sleep
}

@test "a pipe on the stdout of start ends with start, though the program runs" {
  shown=$(session start web -- sleep 1000 2>&1 | cat)
  one_line "$shown"
  assert_equal "$(state web)" running
}

@test "--socket comes before OUTLIVE_SOCKET, and each server has its own sessions" {
  begin web -- sleep 1000
  begin web --socket "$SANDBOX/t/other" -- sleep 2000
  isolation_reap "$(tmux -S "$SANDBOX/t/other" display-message -p '#{pid}')"
  assert_equal "$(fact web command)" 'sleep 1000'
  assert_equal "$(session list --socket "$SANDBOX/t/other" --json | json sessions.0.command)" 'sleep 2000'
  session stop web --socket "$SANDBOX/t/other"
  assert_equal "$(state web)" running
}

@test "--json has the session as in list, and whether it ran before" {
  run --separate-stderr session start web --json -- sleep 1000
  assert_success
  one_line "$output"
  assert_equal "$stderr" ''
  assert_equal "$(json alreadyRunning <<<"$output")" false
  for key in name state socket command directory pid since own; do
    assert_equal "$(json "$key" <<<"$output")" "$(fact web "$key" | sed 's/^1$/true/')"
  done
}
