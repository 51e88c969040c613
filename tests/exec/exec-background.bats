#!/usr/bin/env bats
# How `outlive exec` goes to the background, how its command is ended in time and by signals, and what outlives whom.
# shellcheck disable=SC2016 # what stands in single quotes is for the shell that exec starts
# shellcheck disable=SC2030,SC2031 # every test is a subshell
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines, `start NAME` NAME_pid, exec.bash the others

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# in_exec WORD ...: `outlive exec WORD ...`, from /dev/null.
in_exec() { run --separate-stderr outlive exec "$@" </dev/null; }

configure() {
  mkdir -p "$HOME/.config/outlive"
  cat >"$HOME/.config/outlive/config.json"
}

nothing_kept() { [ -z "$(ls -A "$OUTLIVE_HOME/exec")" ]; }
none_listed() { [ "$(process list --json | json 'sessions#')" = 0 ]; }

# foreground [FLAG ...] -- CMD: starts `exec` of it, and waits for its line `up`; sets exec_pid.
foreground() {
  start exec "$OUTLIVE" exec "$@"
  wait_until grep -qx up "$SANDBOX/exec.out"
}

# started FILE: waits until a process has written its id there, and prints it.
started() {
  wait_until test -s "$1"
  cat "$1"
}

# A process that heeds no signal but KILL; it writes its id to the file.
deaf() { printf 'perl -e '\''$SIG{$_} = "IGNORE" for qw(HUP INT QUIT TERM); open my $f, ">", "%s"; print $f $$; close $f; sleep 1000'\''' "$1"; }

# --------------------------------------------------------------------------------------------------- to the background

@test "--background prints an id and no more, and the command runs" {
  in_exec --background -- 'echo out; echo err >&2; exec sleep 1000'
  assert_success
  assert_regex "$output" '^[a-z]+-[a-z]+(-[0-9]+)?$'
  assert_equal "$stderr" ''
  id=$output
  is_status "$id" running
  wait_until printed "$id" $'out\nerr'
  run ! gone "$(command_of "$id")"
}

@test "after --yield-ms it goes on in the background: the output so far comes through, and the id is the last line" {
  for text in 'so far\n' 'so far'; do
    in_exec --yield-ms 2000 -- "printf '$text'; exec sleep 1000"
    assert_success
    assert_equal "$stderr" ''
    assert_equal "${#lines[@]}" 2
    assert_equal "${lines[0]}" 'so far'
    is_status "${lines[1]}" running
    printed "${lines[1]}" 'so far'
  done
}

@test "without output the id is the only line" {
  in_exec --yield-ms 10 -- 'exec sleep 1000'
  assert_success
  assert_equal "${#lines[@]}" 1
  is_status "$output" running
}

@test "output in the background goes only to its log" {
  mkfifo go
  in_exec --yield-ms 10 -- 'read -r _ <go; echo later; echo later still >&2'
  assert_success
  id=$output
  echo >go
  wait_until has_ended "$id"
  printed "$id" $'later\nlater still'
  assert_equal "$output" "$id"
}

@test "--yield-ms has a least value, and 0 is not never" {
  for millis in 0 1 9 10; do
    in_exec --yield-ms "$millis" -- 'exec sleep 1000'
    assert_success
    is_status "$output" running
  done
}

@test "a command that ends before its --yield-ms stays in the foreground, and is not listed" {
  in_exec --yield-ms 999999999 -- 'echo out; exit 3'
  assert_failure 3
  assert_equal "$output" out
  nothing_kept && none_listed
}

@test "in the background the command holds nothing of its caller's, neither stdout, stderr nor stdin" {
  for how in 'x=$(outlive exec --yield-ms 10 -- "sleep 1000" </dev/null)' \
    'x=$(outlive exec --yield-ms 10 -- "sleep 1000" </dev/null 2>&1)' \
    'x=$({ outlive exec --yield-ms 10 -- "sleep 1000" </dev/null >id; } 2>&1)' \
    'x=$(outlive exec --background -- "sleep 1000" </dev/null 2>&1)' \
    'x=$(outlive exec --background --json -- "sleep 1000" </dev/null 2>&1)' \
    'x=$(outlive exec --yield-ms 10 --json -- "sleep 1000" </dev/null 2>&1)' \
    'x=$(outlive exec --yield-ms 10 --pty -- "sleep 1000" </dev/null 2>&1)' \
    'x=$({ outlive exec --yield-ms 10 --pty -- "sleep 1000" </dev/null >id; } 2>&1)' \
    'outlive exec --yield-ms 10 -- "sleep 1000" </dev/null 2>&1 | cat >id' \
    'yes | outlive exec --yield-ms 10 -- "sleep 1000" >id' \
    'yes | outlive exec --yield-ms 10 --pty -- "sleep 1000" >id' \
    'yes | outlive exec --background -- "sleep 1000" >id'; do
    echo "$how"
    start caller bash -c "outlive() { \"\$OUTLIVE\" \"\$@\"; }; $how; echo over"
    wait_until -t 20 gone "$caller_pid"
    end_of caller
    assert_equal "$output" over
  done
  assert_equal "$(process list --json | perl -0ne 'print scalar(() = /"status":"running"/g)')" 12
}

@test "in a terminal it is said where to look" {
  in_exec --pty -- "$(printf '%q exec --yield-ms 10 -- "exec sleep 1000"' "$OUTLIVE")"
  assert_success
  assert_regex "$output" 'process poll'
}

@test "--sync: never to the background, even where other flags ask for it" {
  in_exec --sync --yield-ms 10 -- 'sleep 0.5; echo out; exit 3'
  assert_failure 3
  assert_equal "$output" out
  in_exec --sync --background -- 'sleep 0.5; echo out; exit 3'
  assert_failure 3
  assert_equal "$output" out
  assert_regex "$stderr" '^Warning: '
  none_listed
  PI_BASH_YIELD_MS=10 in_exec --sync -- 'sleep 0.5; echo out'
  assert_equal "$status $output $stderr" '0 out '
}

@test "allowBackground: false in the configuration does the same" {
  configure <<<'{"tools": {"exec": {"allowBackground": false, "backgroundMs": 10}}}'
  in_exec -- 'sleep 0.5; echo out; exit 3'
  assert_failure 3
  assert_equal "$output $stderr" 'out '
  in_exec --background -- 'sleep 0.5; echo out; exit 3'
  assert_failure 3
  assert_equal "$output" out
  assert_regex "$stderr" '^Warning: '
  none_listed
}

# --------------------------------------------------------------------------------------------------------- in time

@test "--timeout ends the command with TERM, says so, and exits with 124" {
  in_exec --timeout 5 -- 'echo before; exec sleep 1000'
  assert_failure 124
  assert_equal "$output" before
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'timed out'
  nothing_kept
}

@test "a command that ends well on the TERM of its timeout has timed out all the same" {
  in_exec --timeout 5 -- 'trap "echo bye; exit 0" TERM; sleep 1000 & wait'
  assert_failure 124
  assert_equal "$output" bye
  assert_regex "$stderr" 'timed out'
}

@test "--timeout ends all that the command has started, with KILL what heeds no TERM" {
  in_exec --timeout 5 -- "$(deaf deaf) & setsid $(deaf apart) & (sleep 1000 & echo \$! >orphan); $(deaf self)"
  assert_failure 124
  for file in deaf apart orphan self; do wait_until gone "$(started "$file")"; done
  wait_until nothing_kept
}

@test "--timeout holds in the background too" {
  background --timeout 2 -- 'exec sleep 1000'
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" timedOut) $(fact "$id" exitSignal)" 'true SIGTERM'
  is_status "$id" failed
}

@test "--timeout 0 is none, whatever is configured" {
  configure <<<'{"tools": {"exec": {"timeoutSec": 1}}}'
  in_exec -- 'exec sleep 1000'
  assert_failure 124
  in_exec --timeout 0 -- 'sleep 2; echo out'
  assert_success
  assert_equal "$output" out
}

# ---------------------------------------------------------------------------------------------------------- signals

@test "a signal to exec reaches its command, which may heed it in its own way" {
  for signal in TERM INT HUP QUIT; do
    # Not bash, which ignores QUIT.
    foreground -- 'exec perl -e '\''
      $| = 1;
      for my $name (qw(TERM INT HUP QUIT)) { $SIG{$name} = sub { print "heard $name\n"; exit 7 } }
      print "up\n"; sleep 1000'\'
    kill "-$signal" "$exec_pid"
    end_of exec
    assert_equal "$status $output" $'7 up\nheard '"$signal"
    wait_until nothing_kept
  done
}

@test "a command that a passed signal ends gives exec's exit code" {
  for signal in TERM INT HUP QUIT; do
    foreground -- 'ulimit -c 0; exec perl -e '\''$| = 1; print "up\n"; sleep 1000'\'
    kill "-$signal" "$exec_pid"
    end_of exec
    assert_equal "$signal $status $stderr" "$signal $((128 + $(kill -l "$signal"))) "
    wait_until nothing_kept
  done
}

@test "exec goes on as long as a command that ignores the signal" {
  mkfifo go
  foreground -- 'trap "" TERM; echo up; read -r _ <go; echo done; exit 5'
  kill -TERM "$exec_pid"
  pause
  pause
  pause
  run ! gone "$exec_pid"
  echo >go
  end_of exec
  assert_failure 5
  assert_equal "$output" $'up\ndone'
}

@test "several signals arrive in their order" {
  foreground -- 'trap "echo INT" INT; trap "echo HUP" HUP; trap "echo TERM; exit 3" TERM; echo up; while :; do sleep 0.05; done'
  for signal in INT HUP TERM; do
    kill "-$signal" "$exec_pid"
    wait_until eval '[ "$signal" = TERM ] || grep -qx "$signal" "$SANDBOX/exec.out"'
  done
  end_of exec
  assert_failure 3
  assert_equal "$output" $'up\nINT\nHUP\nTERM'
}

@test "after a passed signal nothing is left that the command has started, even if it ignores the signal" {
  foreground -- "$(deaf deaf) & setsid $(deaf apart) & sleep 1000 & echo \$! >child
    until [ -s deaf ] && [ -s apart ]; do sleep 0.05; done; echo up; wait"
  kill -INT "$exec_pid"
  end_of exec
  assert_failure 130
  for file in deaf apart child; do wait_until gone "$(started "$file")"; done
  wait_until nothing_kept
}

@test "exec does not pass on a signal that it was started to ignore" {
  start exec bash -c 'trap "" HUP; exec "$OUTLIVE" exec -- "$1"' bash \
    'trap "echo HUP; exit 4" HUP; trap "echo TERM; exit 3" TERM; echo up; while :; do sleep 0.05; done'
  wait_until grep -qx up "$SANDBOX/exec.out"
  kill -HUP "$exec_pid"
  kill -TERM "$exec_pid"
  end_of exec
  assert_failure 3
  assert_equal "$output" $'up\nTERM'
}

@test "a signal that comes early ends exec and its command" {
  for _ in 1 2 3 4 5 6 7 8; do
    start exec "$OUTLIVE" exec -- 'echo $$ >>pids; exec sleep 1000'
    wait_until eval '[ -n "$(ls -A "$OUTLIVE_HOME/exec" 2>/dev/null)" ]'
    kill -TERM "$exec_pid"
    end_of exec
    assert_failure 143
    wait_until nothing_kept
  done
  [ ! -e pids ] || while read -r pid; do wait_until gone "$pid"; done <pids
}

@test "with --pty a signal reaches the command too" {
  start exec "$OUTLIVE" exec --pty -- 'trap "echo heard; exit 7" TERM; echo up; sleep 1000 & wait'
  wait_until grep -q up "$SANDBOX/exec.out"
  kill -TERM "$exec_pid"
  end_of exec
  assert_failure 7
  assert_regex "$output" 'heard'
  wait_until nothing_kept
}

# ------------------------------------------------------------------------------------------------- what outlives whom

@test "a command whose exec was killed goes on in the background, with all its output" {
  mkfifo go
  foreground -- 'echo up; read -r _ <go; echo later; exit 6'
  kill -KILL "$exec_pid"
  end_of exec
  id=$(ls "$OUTLIVE_HOME/exec")
  wait_until is_status "$id" running
  run ! gone "$(command_of "$id")"
  echo >go
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'failed 6'
  assert_equal "$(process log "$id" --json | json output)" $'up\nlater'
}

@test "a command goes on whose caller and reader are killed at once, in the midst of its output" {
  for _ in 1 2 3 4 5; do
    rm -f pid
    start caller bash -c '"$OUTLIVE" exec -- "echo \$\$ >pid; while :; do echo line || exit 9; done" | cat >/dev/null'
    pid=$(started pid)
    # What happens meanwhile the supervisor finds all at once.
    supervisor=$(ps -o ppid= -p "$pid" | tr -d ' ')
    kill -STOP "$supervisor"
    kill -KILL "-$caller_pid"
    end_of caller
    kill -CONT "$supervisor"
    wait_until is_status "$(tr '\0' '\n' <"/proc/$pid/environ" | sed -n 's/^OUTLIVE_EXEC=//p')" running
    pause
    pause
    pause
    run ! gone "$pid"
    kill -KILL "$pid"
  done
}

@test "a command goes on when its reader and the starter of exec are killed" {
  start caller perl -e 'open my $from, "-|", @ARGV or die; 1 while <$from>' \
    "$OUTLIVE" exec -- 'echo $$ >pid; while :; do echo line || exit 9; sleep 0.05; done'
  pid=$(started pid)
  end_process "$caller_pid"
  wait_until eval '[ "$(process list --json | json sessions.0.status 2>/dev/null)" = running ]'
  run ! gone "$pid"
}

@test "processes that a command leaves are told and kept, and can be ended" {
  # Into files: a process that still held a pipe would keep this test from ending.
  start exec "$OUTLIVE" exec -- 'sleep 1000 & echo $! >left; echo out; exit 4'
  end_of exec
  assert_failure 4
  assert_equal "$output" out
  assert_equal "$(wc -l <"$SANDBOX/exec.err" | tr -d ' ')" 1
  assert_regex "$stderr" 'still run'
  id=$(ls "$OUTLIVE_HOME/exec")
  assert_regex "$stderr" "$id"
  run ! gone "$(<left)"
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode) $(fact "$id" processesLeft)" 'failed 4 true'
  process remove "$id" </dev/null
  wait_until gone "$(<left)"
  none_listed
}

@test "processes that a command leaves hold nothing of the caller's, and may print" {
  mkfifo go
  start caller bash -c 'x=$("$OUTLIVE" exec -- "{ read -r _ <go; echo later; sleep 1000; } & echo out" </dev/null 2>&1); echo "$x"'
  wait_until -t 20 gone "$caller_pid"
  end_of caller
  assert_regex "$output" '^out.*still run'
  id=$(ls "$OUTLIVE_HOME/exec")
  echo >go
  wait_until printed "$id" later
}

@test "--json tells of processes that are left, and by which id they can be ended" {
  start exec "$OUTLIVE" exec --json -- 'sleep 1000 & echo $! >left; echo out'
  end_of exec
  assert_success
  assert_equal "$(json processesLeft <<<"$output")" true
  assert_equal "$(json sessionId <<<"$output")" "$(ls "$OUTLIVE_HOME/exec")"
  assert_regex "$(json text <<<"$output")" 'still run'
}
