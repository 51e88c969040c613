#!/usr/bin/env bats
# `outlive session start --restart`: which ends bring a program back, when, and with what.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# noted NAME SCRIPT [FLAG ...]: a program that adds the time and its process id to $SANDBOX/runs whenever it is started.
noted() {
  local name=$1 script=$2
  shift 2
  export SANDBOX
  [ -s "$SANDBOX/note" ] || printf '%s\n' '$| = 1; open my $runs, ">>", "$ENV{SANDBOX}/runs"; printf $runs "%.3f %d\n", time, getppid' >"$SANDBOX/note"
  begin "$name" "$@" -- bash -c "perl -MTime::HiRes=time \"\$SANDBOX/note\"; $script"
}

runs() { grep -c . "$SANDBOX/runs" || true; }
has_run() { [ "$(runs)" = "$1" ]; }
run_began() { sed -n "$1s/ .*//p" "$SANDBOX/runs"; }
stays='echo up; exec sleep 1000'

# Whether the second time is later than the first, by so many seconds at least.
later_by() { perl -e 'exit !($ARGV[1] - $ARGV[0] >= $ARGV[2])' "$1" "$2" "$3"; }

@test "on-failure starts it again after 1, 2 and 4 seconds, and gives up after as many restarts as it may" {
  noted web 'echo up; exit 3' --restart on-failure --max-restarts 3
  session wait web --exit --timeout 60
  has_run 4
  # A hundredth of tolerance for the clocks.
  later_by "$(run_began 1)" "$(run_began 2)" 0.99
  later_by "$(run_began 2)" "$(run_began 3)" 1.99
  later_by "$(run_began 3)" "$(run_began 4)" 3.99
  assert_equal "$(fact web state) $(fact web exitCode) $(fact web restarts)" 'failed 3 3'
  one_line "$(fact web problem)"
  run ! tm has-session -t =web
}

@test "on-failure brings back a program that a signal has ended, not one that ends with 0" {
  noted web '[ $(grep -c . "$SANDBOX/runs") = 1 ] && kill -KILL $$; echo done' --restart on-failure
  session wait web --exit --timeout 60
  has_run 2
  assert_equal "$(fact web state) $(fact web exitCode) $(fact web restarts)" 'exited 0 1'
}

@test "always also brings back a program that ends with 0" {
  noted web '[ $(grep -c . "$SANDBOX/runs") -lt 2 ] && exit 0; exec sleep 1000' --restart always
  wait_until has_run 2
  wait_until is_state web running
  assert_equal "$(fact web restarts)" 1
}

@test "without --restart it ends with its first end" {
  noted web 'exit 3'
  session wait web --exit
  has_run 1
  assert_equal "$(fact web state) $(fact web restarts)" 'failed 0'
}

@test "--max-restarts 0 allows no restart" {
  noted web 'exit 3' --restart always --max-restarts 0
  session wait web --exit
  has_run 1
  assert_equal "$(state web)" failed
  assert_equal "$(fact web problem)" 'it was not to be started again'
}

@test "between two runs it is restarting, tmux still has it, and it tells how the last run ended" {
  noted web '[ $(grep -c . "$SANDBOX/runs") -lt 4 ] && exit 6; exec sleep 1000' --restart on-failure
  # The pause after this one is 4 s.
  wait_until has_run 3
  wait_until is_state web restarting
  assert_equal "$(fact web exitCode) $(fact web pid)" '6 null'
  tm has-session -t =web
  run --separate-stderr session start web -- sleep 1000
  assert_success
  assert_output 'web is already running'
  wait_until has_run 4
  wait_until is_state web running
  assert_equal "$(fact web exitCode)" null
}

@test "stop is heeded while it runs and while it waits" {
  noted web "$stays" --restart always
  session wait web --ready '^up$'
  session stop web
  assert_equal "$(state web)" stopped
  noted waiting 'exit 1' --restart always
  wait_until is_state waiting restarting
  session stop waiting
  assert_equal "$(state waiting)" stopped
  before=$(runs)
  # Longer than the wait before the first restart.
  sleep 1.5
  has_run "$before"
  assert_equal "$(state web) $(state waiting)" 'stopped stopped'
}

@test "kill-session by plain tmux is heeded while others live, between two runs as well" {
  begin other -- sleep 1000
  noted web "$stays" --restart always
  noted waiting 'exit 1' --restart always
  session wait web --ready '^up$'
  wait_until is_state waiting restarting
  tm kill-session -t =web
  tm kill-session -t =waiting
  session wait web --exit
  session wait waiting --exit
  count=$(runs)
  sleep 2.5
  assert_equal "$(state web) $(state waiting) $(state other)" 'stopped stopped running'
  has_run "$count"
}

@test "after the server was killed it comes back in a new one, with the same size, directory and environment" {
  mkdir "$SANDBOX/elsewhere"
  export INHERITED=$'two\nlines; $HOME `date`'
  noted web 'env -0 | sort -z | grep -zvE "^(TMUX|TMUX_PANE|OUTLIVE_SESSION|SHLVL|_)=" >"$SANDBOX/env.$(grep -c . "$SANDBOX/runs")";
    { stty size; pwd -P; } >"$SANDBOX/place.$(grep -c . "$SANDBOX/runs")"; echo up; exec sleep 1000' \
    --restart always --env GIVEN=1 --env "ODD=a'b#{pid}" --dir "$SANDBOX/elsewhere" --history-limit 77
  session wait web --ready '^up$'
  old=$(server)
  first=$(program_of web)
  unset INHERITED
  end_process "$old"
  wait_until has_run 2
  wait_until is_state web running
  session wait web --ready '^up$'
  [ "$(server)" != "$old" ]
  gone "$first"
  cmp "$SANDBOX/place.1" "$SANDBOX/place.2"
  cmp "$SANDBOX/env.1" "$SANDBOX/env.2"
  grep -zqxF 'GIVEN=1' "$SANDBOX/env.2"
  grep -zq '^INHERITED=two' "$SANDBOX/env.2"
  assert_equal "$(tm display-message -p -t =web: '#{history_limit}')" 77
  session send web 'hello'
  session stop web
  assert_equal "$(state web)" stopped
}

@test "several come back in one new server, and stay stopped when they are stopped then" {
  for name in one two three; do noted "$name" "$stays" --restart always; done
  for name in one two three; do session wait "$name" --ready '^up$'; done
  end_process "$(server)"
  wait_until has_run 6
  for name in one two three; do wait_until is_state "$name" running; done
  assert_equal "$(tm list-sessions -F '#{session_name}' | sort | tr '\n' ' ')" 'one three two '
  session stop --all --yes
  sleep 2
  has_run 6
}

@test "it comes back once, also with a start at the same time" {
  noted web "$stays" --restart always
  session wait web --ready '^up$'
  end_process "$(server)"
  wait_until is_state web restarting stopping running
  noted web "$stays" --restart always
  # Longer than the wait before the first restart.
  sleep 2.5
  wait_until is_state web running
  session wait web --ready '^up$'
  alive=0
  while read -r _ pid; do gone "$pid" || alive=$((alive + 1)); done <"$SANDBOX/runs"
  assert_equal "$alive" 1
}

@test "after a program that died in raw mode, the next run has a sane terminal" {
  noted web 'n=$(grep -c . "$SANDBOX/runs"); stty -a >"$SANDBOX/stty.$n"; [ "$n" = 2 ] || { stty raw -echo; kill -KILL $$; }; exec sleep 1000' \
    --restart always
  wait_until has_run 2
  wait_until test -s "$SANDBOX/stty.2"
  for mode in icanon echo isig icrnl opost onlcr; do grep -qE "(^|[ ;])$mode([ ;]|\$)" "$SANDBOX/stty.2"; done
}

@test "an interactive shell that was killed reads commands again, and Ctrl-C reaches what it runs" {
  begin sh --restart always -- bash -i
  session wait sh --idle
  kill -KILL "$(program_of sh)"
  wait_until eval '[ "$(fact sh restarts)" = 1 ] && is_state sh running'
  session wait sh --idle --timeout 60
  session send sh 'echo $((40 + 2)); sleep 1000'
  session wait sh --ready '^42$'
  wait_until eval 'pgrep -P "$(program_of sh)" sleep >/dev/null'
  session interrupt sh
  session wait sh --idle
}

@test "a script that signals its whole group at its end ends itself alone" {
  noted web "trap 'kill 0' EXIT; echo up; exit 3" --restart on-failure --max-restarts 1
  session wait web --exit --timeout 60
  has_run 2
  assert_equal "$(fact web state) $(fact web restarts)" 'failed 1'
  begin handled --restart on-failure --max-restarts 1 -- bash -c "trap : TERM HUP; kill -TERM 0; kill -HUP 0; echo over; exit 5"
  session wait handled --exit --timeout 60
  assert_equal "$(fact handled state) $(fact handled exitCode) $(fact handled restarts)" 'failed 5 1'
}

@test "keys that end its program do not end the session" {
  begin web --restart always -- bash -c 'echo up; exec sleep 1000'
  session wait web --ready '^up$'
  session interrupt web
  wait_until eval '[ "$(fact web restarts)" = 1 ] && is_state web running'
  session wait web --ready '^up$'
}

@test "a wait for the end waits for the last one, and a wait for a line hears none of an earlier run" {
  noted web 'echo "this is $(grep -c . "$SANDBOX/runs")"; [ $(grep -c . "$SANDBOX/runs") -lt 2 ] && exit 1; exec sleep 1000' \
    --restart always
  wait_until has_run 2
  wait_until is_state web running
  run -0 session wait web --ready 'this is'
  assert_output 'this is 2'
  run session wait web --exit --timeout 1
  assert_failure 124
}

@test "an upgrade meanwhile changes nothing: another file has taken the binary's place" {
  cp "$OUTLIVE" "$SANDBOX/bin/outlive"
  OUTLIVE=$SANDBOX/bin/outlive begin web --restart always -- bash -c 'echo up; exec sleep 1000'
  cp "$OUTLIVE" "$SANDBOX/bin/newer"
  mv "$SANDBOX/bin/newer" "$SANDBOX/bin/outlive"
  kill -KILL "$(program_of web)"
  wait_until eval '[ "$(fact web restarts)" = 1 ] && is_state web running'
  kill -KILL "$(server)"
  wait_until eval '[ "$(fact web restarts)" = 2 ] && is_state web running'
  session wait web --ready '^up$'
}

@test "a session that cannot come back in a new server says why" {
  begin web --restart always -- sleep 1000
  host=$(host_of web)
  chmod 777 "$SANDBOX/s"
  end_process "$(server)"
  wait_until gone "$host"
  chmod 700 "$SANDBOX/s"
  assert_equal "$(state web)" failed
  assert_regex "$(fact web problem)" '^it cannot be started again: others may write into .*chmod 700'
}

@test "if a new server is started at once, the sessions of the old one come back in it" {
  begin web --restart always -- sleep 1000
  kill -KILL "$(server)"
  until tm new-session -d -s other 'sleep 1000' 3>&-; do pause; done
  wait_until eval '[ "$(fact web restarts)" = 1 ] && is_state web running'
  tm has-session -t =web
}

@test "tail -f and a wait go on with a session that comes back in a new server" {
  begin web --restart always -- bash -c 'echo "run by $$"; while read -r line; do echo "heard $line"; done'
  session wait web --ready '^run by'
  start follower "$OUTLIVE" session tail web -f
  start waiter "$OUTLIVE" session wait web --ready '^heard you$' --timeout 60
  kill -KILL "$(server)"
  wait_until eval '[ "$(fact web restarts)" = 1 ] && is_state web running'
  session wait web --ready '^run by'
  session send web you
  end_of waiter
  assert_success
  wait_until grep -qx 'heard you' "$SANDBOX/follower.out"
}
