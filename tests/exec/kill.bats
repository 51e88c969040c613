#!/usr/bin/env bats
# `outlive process kill`, `clear` and `remove` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# running CMD: a command in the background that has said `ready`.
running() {
  background -- "$1"
  wait_until printed "$id" ready
}

# accepts WORDS ...: `process WORDS` succeeds, with one line on stdout.
accepts() {
  run --separate-stderr process "$@" </dev/null
  assert_success
  assert_equal "$stderr" ''
  one_line "$output"
}

# how ID: prints its status, exit code and signal.
how() { echo "$(fact "$1" status) $(fact "$1" exitCode) $(fact "$1" exitSignal || echo none)"; }

# in_list: prints how many commands there are.
in_list() { process list --json | json 'sessions#'; }

# -------------------------------------------------------------------------------------------------------------------- kill

@test "a command is ended by TERM, and that it was killed is told" {
  background -- 'exec sleep 1000'
  pid=$(command_of "$id")
  accepts kill "$id"
  assert_regex "$output" "^$id: .*killed.*SIGTERM"
  gone "$pid"
  assert_equal "$(how "$id")" 'killed null SIGTERM'
  wait_until nothing_lives
}

@test "--json has how it ended" {
  background -- 'exec sleep 1000'
  run --separate-stderr process kill "$id" --json
  assert_success
  one_line "$output"
  assert_equal "$(json status <<<"$output") $(json exitCode <<<"$output") $(json exitSignal <<<"$output") $(json timedOut <<<"$output")" 'killed null SIGTERM false'
  assert_equal "$(json sessionId <<<"$output") $(json name <<<"$output")" "$id exec sleep"
}

@test "a command may handle TERM: its last words and its exit code are kept" {
  running 'trap "echo goodbye; exit 7" TERM; echo ready; while :; do sleep 0.05; done'
  accepts kill "$id"
  assert_regex "$output" 'code 7'
  assert_equal "$(how "$id")" 'killed 7 none'
  assert_regex "$(details poll "$id" output)" 'ready.*goodbye'
}

@test "a command that ignores TERM is killed" {
  running 'trap "" TERM; echo ready; while :; do sleep 0.05; done'
  accepts kill "$id"
  assert_equal "$(how "$id")" 'killed null SIGKILL'
  wait_until nothing_lives
}

@test "all that a command has started is ended with it" {
  running 'sleep 1001 & (sleep 1002; sleep 1003) & sleep 1004 | sleep 1005 & bash -c "sleep 1006; true" & echo ready; wait'
  accepts kill "$id"
  wait_until nothing_lives
}

@test "children that ignore TERM are killed, also when their parent heeds it" {
  running 'bash -c "trap \"\" TERM; echo ready; while :; do sleep 0.05; done" & wait'
  accepts kill "$id"
  assert_equal "$(how "$id")" 'killed null SIGTERM'
  wait_until nothing_lives
}

@test "a process in a session or a group of its own is ended too" {
  running 'setsid sleep 1000 & set -m; sleep 1001 & perl -e "setpgrp; exec qw(sleep 1002)" & sleep 0.3; echo ready; wait'
  accepts kill "$id"
  wait_until nothing_lives
}

@test "a daemon with any environment is ended too" {
  if [ "$(uname)" != Linux ]; then skip 'other systems do not tell where a process without its environment came from'; fi
  program daemon <<'END'
#!/usr/bin/perl
# Forks twice, in a session of its own and without an environment, as daemons do.
use POSIX;
exit 0 if fork;
POSIX::setsid;
exit 0 if fork;
open my $file, ">", "daemon.pid";
print $file $$;
close $file;
rename "daemon.pid", "daemon";
%ENV = (PATH => $ENV{PATH});
open STDIN, "<", "/dev/null"; open STDOUT, ">", "/dev/null"; open STDERR, ">", "/dev/null";
exec "sleep", "1000";
END
  running 'daemon; until [ -e daemon ]; do sleep 0.02; done; echo ready; sleep 1001'
  daemon=$(<daemon)
  isolation_reap "$daemon"
  wait_until eval '[ "$(ps -o args= -p "$daemon")" = "sleep 1000" ]'
  accepts kill "$id"
  wait_until gone "$daemon"
  wait_until nothing_lives
}

@test "a stopped command is ended" {
  background -- 'sleep 1000; true'
  for pid in $(command_of "$id") $(pgrep -P "$(command_of "$id")"); do kill -STOP "$pid"; done
  accepts kill "$id"
  wait_until nothing_lives
}

@test "a process that is started during the kill is ended too" {
  running 'trap "" TERM; echo ready; while :; do (trap "" TERM; setsid sleep 1000 & sleep 0.05); done'
  accepts kill "$id"
  wait_until nothing_lives
}

@test "another command goes on, and so does one that it has started through exec" {
  background -- 'exec sleep 1000'
  other=$id
  background -- "'$OUTLIVE' exec --background -- 'exec sleep 1001'; exec sleep 1002"
  outer=$id
  wait_until eval '[ "$(in_list)" = 3 ]'
  inner=$(process list --json | json sessions.0.sessionId)
  accepts kill "$outer"
  assert_equal "$(fact "$outer" status)" killed
  for id in "$other" "$inner"; do
    assert_equal "$(fact "$id" status)" running
    run ! gone "$(command_of "$id")"
  done
}

@test "a command that has ended cannot be killed, and stays as it was" {
  finished -- 'exit 3'
  assert_refused 'ended already' process kill "$id"
  assert_equal "$(how "$id")" 'failed 3 none'
  background -- 'exec sleep 1000'
  accepts kill "$id"
  assert_refused 'ended already' process kill "$id"
  assert_equal "$(how "$id")" 'killed null SIGTERM'
}

@test "processes that an ended command has left can be killed" {
  finished -- 'setsid sleep 1000 & echo started; exit 3'
  assert_equal "$(fact "$id" processesLeft)" true
  run process kill "$id"
  assert_success
  assert_equal "$(fact "$id" processesLeft)" false
  # It was over before.
  assert_equal "$(how "$id")" 'failed 3 none'
  wait_until nothing_lives
}

@test "two kills at once both see it ended" {
  running 'trap "sleep 0.5; exit 7" TERM; echo ready; while :; do sleep 0.05; done'
  start one "$OUTLIVE" process kill "$id" --json
  start two "$OUTLIVE" process kill "$id" --json
  local killer successes=0
  for killer in one two; do
    end_of "$killer"
    # The one who comes too late is told so.
    if [ "$status" != 0 ]; then
      assert_regex "$output" 'ended already'
      continue
    fi
    successes=$((successes + 1))
    assert_equal "$(json status <<<"$output")" killed
  done
  [ "$successes" -ge 1 ]
  assert_equal "$(fact "$id" status)" killed
  wait_until nothing_lives
}

# ---------------------------------------------------------------------------------------------------------- clear and remove

@test "clear forgets an ended command, and leaves nothing of it" {
  finished -- 'echo over; exit 3'
  accepts clear "$id"
  assert_regex "$output" "$id"
  assert_equal "$(in_list)" 0
  [ ! -e "$(files_of "$id")" ]
  assert_refused 'no command' process poll "$id"
  assert_refused 'no command' process clear "$id"
}

@test "clear leaves a running command alone" {
  background -- 'exec sleep 1000'
  assert_refused 'still run' process clear "$id"
  is_status "$id" running
  run ! gone "$(command_of "$id")"
}

@test "clear leaves alone a command that has left processes, until they end" {
  finished -- 'setsid bash -c "until [ -e cue ]; do sleep 0.05; done" & echo started'
  assert_refused 'still run.*process remove' process clear "$id"
  assert_equal "$(in_list)" 1
  : >cue
  wait_until eval '[ "$(fact "$id" processesLeft)" = false ]'
  accepts clear "$id"
}

@test "remove ends a running command, and forgets it" {
  running 'sleep 1000 & echo ready; wait'
  accepts remove "$id"
  assert_equal "$(in_list)" 0
  [ ! -e "$(files_of "$id")" ]
  wait_until nothing_lives
}

@test "remove forgets an ended command" {
  finished -- 'exit 3'
  accepts remove "$id"
  assert_equal "$(in_list)" 0
  [ ! -e "$(files_of "$id")" ]
  assert_refused 'no command' process remove "$id"
}

@test "remove ends a command that ignores TERM, and processes that a command has left" {
  running 'trap "" TERM; echo ready; while :; do sleep 0.05; done'
  accepts remove "$id"
  wait_until nothing_lives
  finished -- 'setsid sleep 1000 & echo started'
  accepts remove "$id"
  wait_until nothing_lives
  assert_equal "$(find "$OUTLIVE_HOME/exec" -mindepth 1)" ''
}

@test "clear and remove answer with the id in JSON, and leave others alone" {
  finished -- true
  other=$id
  finished -- 'exit 3'
  for action in clear remove; do
    run --separate-stderr process "$action" "$id" --json
    assert_success
    one_line "$output"
    assert_equal "$(json status <<<"$output") $(json sessionId <<<"$output")" "completed $id"
    finished -- 'exit 3'
  done
  assert_equal "$(in_list)" 2
  is_status "$other" completed
}

@test "a command that prints while it is removed leaves nothing" {
  background -- 'trap "" TERM; while :; do echo line; done'
  wait_until printed "$id" line
  accepts remove "$id"
  wait_until nothing_lives
  assert_equal "$(find "$OUTLIVE_HOME/exec" -mindepth 1)" ''
}
