#!/usr/bin/env bats
# `outlive session stop --all` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# Starts one session of each kind.
several() {
  begin web -- sleep 1000
  begin ended -- bash -c 'exit 3'
  session wait ended --exit
  tm new-session -d -s own 'sleep 1000'
  tm new-session -d -s 'Foreign Näme #1; "x"' 'sleep 1000'
  server=$(server)
  programs="$(program_of web) $(tm list-panes -a -F '#{pane_pid}' | tr '\n' ' ')"
}

assert_all_gone() {
  for pid in $programs $server; do wait_until gone "$pid"; done
  [ ! -e "$socket" ]
  run ! tm list-sessions
  assert_equal "$(state web)" stopped
  # How an earlier session ended is still known.
  assert_equal "$(state ended) $(fact ended exitCode)" 'failed 3'
}

# on_terminal WORDS: `session stop WORDS` at a terminal at which stdin is typed.
on_terminal() { script -qec "'$OUTLIVE' session stop $1" /dev/null 3>&-; }

@test "with --yes it ends every session, then the server, and removes the socket" {
  several
  run --separate-stderr session stop --all --yes
  assert_success
  assert_equal "$stderr" ''
  assert_line 'web is stopped'
  assert_line 'own is stopped'
  refute_output --partial ended
  assert_all_gone
}

@test "away from a terminal it does not ask" {
  several
  run session stop --all </dev/null
  assert_success
  assert_all_gone
}

@test "on a terminal it asks, and says what would end" {
  several
  echo n | { run on_terminal --all; printf '%s\n' "$status" "$output"; } >"$SANDBOX/said"
  run cat "$SANDBOX/said"
  assert_line --index 0 1
  assert_output --partial '3 sessions'
  assert_output --partial "$socket"
  assert_equal "$(state web)" running
  tm has-session -t =own
  for pid in $programs $server; do run ! gone "$pid"; done
}

@test "no answer ends nothing" {
  several
  printf '' | { run ! on_terminal --all; }
  printf '\n' | { run ! on_terminal --all; }
  assert_equal "$(state web)" running
  tm has-session -t =own
}

@test "with a yes at the terminal it ends all" {
  several
  echo y | { run on_terminal --all; printf '%s\n' "$status"; } >"$SANDBOX/said"
  assert_equal "$(head -n 1 "$SANDBOX/said")" 0
  assert_all_gone
}

@test "with --yes it does not ask at the terminal either" {
  several
  run on_terminal '--all --yes' </dev/null
  assert_success
  assert_all_gone
}

@test "programs that ignore TERM are killed after the grace, all at the same time" {
  for number in 1 2 3 4; do
    begin "web-$number" -- bash -c 'trap "" TERM HUP; echo ready; while :; do sleep 1; done'
    session wait "web-$number" --ready ready
  done
  began=$SECONDS
  run session stop --all --yes --grace 5
  assert_success
  # One after the other they would take 20 s.
  [ $((SECONDS - began)) -lt 19 ]
  run ! tm list-sessions
  for number in 1 2 3 4; do assert_equal "$(fact "web-$number" signal)" SIGKILL; done
}

@test "with nothing to stop it is no error, and a stale socket is removed" {
  run --separate-stderr session stop --all --yes
  assert_success
  assert_equal "$stderr" ''
  begin web -- sleep 1000
  end_process "$(server)"
  run session stop --all --yes --grace 1
  assert_success
  [ ! -e "$socket" ]
}

@test "afterwards a session starts as ever" {
  several
  session stop --all --yes
  begin web -- sleep 2000
  assert_equal "$(state web)" running
  tm has-session -t =web
}

@test "a server that is started meanwhile keeps its socket" {
  begin web -- sleep 1000
  program tmux <<END
#!/usr/bin/env bash
real=$(printf %q "$(command -v tmux)")
"\$real" "\$@"
status=\$?
case "\$*" in *kill-server) until "\$real" -S "\$2" new-session -d -s other 'sleep 2000'; do :; done ;; esac
exit \$status
END
  run -0 session stop --all --yes
  rm "$SANDBOX/bin/tmux"
  assert_output 'web is stopped'
  tm has-session -t =other
}

@test "the sessions of another socket go on" {
  several
  begin other --socket "$SANDBOX/t/other" -- sleep 3000
  isolation_reap "$(tmux -S "$SANDBOX/t/other" display-message -p '#{pid}')"
  session stop --all --yes
  assert_all_gone
  assert_equal "$(session list --socket "$SANDBOX/t/other" --json | json sessions.0.state)" running
}

@test "--json has the names of those that were stopped" {
  begin web -- sleep 1000
  begin api -- sleep 1000
  run --separate-stderr session stop --all --yes --json
  assert_success
  one_line "$output"
  assert_equal "$(json socket <<<"$output")" "$socket"
  assert_equal "$(json stopped <<<"$output")" '["api","web"]'
  assert_equal "$(session stop --all --yes --json | json 'stopped#')" 0
}

@test "from inside one of the sessions it is refused, since it would end before it is done" {
  begin api -- sleep 1000
  begin web -- bash -c '"$0" session stop --all --yes >"$HOME/said" 2>&1; echo "ended with $?"; exec sleep 1000' "$OUTLIVE"
  session wait web --ready '^ended with 1$'
  assert_regex "$(<"$HOME/said")" 'the session web itself.*; .*outside'
  tm new-session -d -s own "'$OUTLIVE' session stop --all --yes --socket '$socket' >'$HOME/said' 2>&1; echo done; exec sleep 1000"
  session wait own --ready '^done$'
  assert_regex "$(<"$HOME/said")" 'the session own itself'
  for name in api web own; do assert_equal "$(state "$name")" running; done
}
