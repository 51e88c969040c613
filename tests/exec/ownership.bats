#!/usr/bin/env bats
# All processes that a command of `outlive exec` has started can be found and ended, and no others are.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others, and `start NAME` sets NAME_pid

setup() {
  load ../support/exec && exec_begin
  export PIDS=$SANDBOX/pids
  : >"$PIDS"
  program daemon <<'END'
#!/usr/bin/perl
# daemon [deaf]: makes itself a daemon, whose parent is gone when this returns, and notes its process id in $PIDS.
use POSIX;
my $pids = $ENV{PIDS} || $ARGV[-1];
if (@ARGV && $ARGV[0] eq 'deaf') { $SIG{$_} = 'IGNORE' for qw(TERM HUP INT QUIT PIPE) }
fork && exit;
setsid;
fork && exit;
open my $file, '>>', $pids;
open STDIN, '<', '/dev/null'; open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null';
syswrite $file, "$$\n";
close $file;
sleep 1000 while 1;
END
}

teardown() {
  local pid
  # What has no environment is found by nothing else.
  for pid in $(<"${PIDS:-/dev/null}"); do
    # The number may be another process's by now.
    [[ "$(ps -o args= -p "$pid")" != *daemon* ]] || kill -KILL "$pid" 2>/dev/null || true
  done
  exec_end
}

noted() { [ "$(grep -c . "$PIDS")" -ge "$1" ]; }

# await_noted N: that many processes have noted themselves, and live.
await_noted() {
  local pid
  wait_until noted "$1"
  for pid in $(<"$PIDS"); do run ! gone "$pid"; done
}

all_gone() {
  local pid
  for pid in $(<"$PIDS"); do gone "$pid" || return 1; done
}

assert_all_gone() { all_gone || fail "$(ps -o pid=,stat=,args= -p "$(paste -sd, "$PIDS")") still run"; }

only_linux_adopts() { [ "$(uname)" = Linux ] || skip 'only Linux gives orphans to somebody else than init'; }

# assert_ends N CMD: what the command has started, N processes that note themselves, is ended with it: by kill, by remove, in
# time, and by TERM to its supervisor.
assert_ends() {
  local way count=$1
  shift
  for way in kill remove TERM; do
    : >"$PIDS"
    background "$@"
    await_noted "$count"
    case $way in
    TERM) kill -TERM "$(supervisor_of "$id")" ;;
    *) run -0 process "$way" "$id" ;;
    esac
    if [ "$way" = TERM ]; then
      wait_until is_status "$id" killed
      wait_until all_gone
    else
      assert_all_gone
    fi
    if [ "$way" = remove ]; then
      [ ! -e "$(files_of "$id")" ]
    else
      is_status "$id" killed
      # The supervisor that got TERM may still be recording that nothing is left.
      wait_until process clear "$id"
    fi
  done
}

# ---------------------------------------------------------------------------------------------------- what it has started

@test "children in the background, in groups and sessions of their own, are ended with it" {
  assert_ends 3 -- 'note() { sh -c "echo \$\$ >>$PIDS; exec sleep 1000"; }
    note & set -m; note & set +m; setsid sh -c "echo \$\$ >>$PIDS; exec sleep 1000" & sleep 1000'
}

@test "daemons are ended with it, those that do not listen as well" {
  assert_ends 3 -- 'daemon; daemon deaf; setsid daemon; sleep 1000'
}

@test "daemons without any of its environment are ended with it" {
  only_linux_adopts
  assert_ends 2 -- 'env -i "$(type -P daemon)" "$PIDS"; env -i "$(type -P daemon)" deaf "$PIDS"; sleep 1000'
}

@test "a command that clears its own environment is ended with all that it has started" {
  assert_ends 2 -- 'env -i sh -c "echo \$\$ >>$PIDS; sh -c \"echo \\\$\\\$ >>$PIDS; sleep 1000\" & sleep 1000"'
}

@test "a command that ignores TERM is killed when its grace is over" {
  background -- 'trap "" TERM HUP INT; echo $$ >>"$PIDS"; while :; do sleep 1000; done'
  await_noted 1
  run -0 process kill "$id"
  assert_all_gone
  assert_equal "$(fact "$id" status) $(fact "$id" exitSignal)" 'killed SIGKILL'
}

@test "a command that is stopped hears that it is to end" {
  background -- 'trap "echo heard; exit 3" TERM; echo $$ >>"$PIDS"; while :; do sleep 0.05; done'
  await_noted 1
  kill -STOP "$(command_of "$id")"
  run -0 process kill "$id"
  assert_all_gone
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'killed 3'
  assert_regex "$(details poll "$id" output)" heard
}

@test "a command whose supervisor is stopped is ended" {
  background -- 'echo $$ >>"$PIDS"; exec sleep 1000'
  await_noted 1
  kill -STOP "$(supervisor_of "$id")"
  run process kill "$id"
  assert_all_gone
  kill -CONT "$(supervisor_of "$id")"
  wait_until is_status "$id" killed
}

@test "fifty processes that start fifty, and go on starting others, are ended" {
  background -- 'trap "" TERM; for i in $(seq 50); do setsid sleep 1000 & done; echo up; while :; do (setsid sleep 1000 &); sleep 0.02; done'
  wait_until printed "$id" up
  run -0 process kill "$id"
  wait_until nothing_lives
  is_status "$id" killed
}

@test "its time ends all that it has started" {
  background --timeout 5 -- 'daemon; daemon deaf; env -i "$(type -P daemon)" "$PIDS"; sleep 1000'
  wait_until is_status "$id" failed
  wait_until noted 2
  assert_equal "$(details poll "$id" timedOut)" true
  [ "$(uname)" != Linux ] || wait_until all_gone
}

@test "a foreground command is ended with all that it has started by TERM to its caller" {
  start caller "$OUTLIVE" exec -- 'daemon; daemon deaf; echo up; sleep 1000'
  wait_until grep -q up "$SANDBOX/caller.out"
  await_noted 2
  kill -TERM "$caller_pid"
  end_of caller
  assert_failure 143
  wait_until all_gone
  wait_until nothing_lives
  assert_equal "$(process list --json | json 'sessions#')" 0
}

@test "a command on a terminal is ended with all that it has started" {
  background --pty -- 'daemon; daemon deaf; (trap "" HUP TERM; echo $BASHPID >>"$PIDS"; sleep 1000) & echo up; sleep 1000'
  wait_until printed "$id" up
  await_noted 3
  run -0 process kill "$id"
  assert_all_gone
  is_status "$id" killed
}

# ----------------------------------------------------------------------------------------------------- what it has left

@test "a foreground command that leaves a daemon is reported, listed, and can be removed" {
  run --separate-stderr timeout 30 "$OUTLIVE" exec -- 'daemon; echo over' </dev/null
  assert_success
  assert_output over
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'still run; outlive process remove [a-z-]+ '
  id=$(process list --json | json sessions.0.sessionId)
  [[ $stderr == *"$id"* ]]
  await_noted 1
  is_status "$id" completed
  assert_equal "$(details poll "$id" processesLeft)" true
  assert_regex "$(process list)" 'still run'
  assert_refused 'process remove' process clear "$id"
  await_noted 1
  run -0 process remove "$id"
  assert_all_gone
  assert_equal "$(process list --json | json 'sessions#')" 0
  wait_until nothing_lives
}

@test "a foreground command that leaves a daemon without its environment is listed, and can be removed" {
  only_linux_adopts
  run --separate-stderr timeout 30 "$OUTLIVE" exec -- 'env -i "$(type -P daemon)" "$PIDS"; echo over' </dev/null
  assert_success
  id=$(process list --json | json sessions.0.sessionId)
  await_noted 1
  run -0 process remove "$id"
  assert_all_gone
}

@test "a background command that leaves a daemon has ended, and is owned as long as that runs" {
  background -- 'daemon; exit 4'
  wait_until is_status "$id" failed
  await_noted 1
  assert_equal "$(fact "$id" exitCode)" 4
  assert_equal "$(details poll "$id" processesLeft)" true
  # However long ago it ended, a user has to be able to end the rest.
  perl -pi -e 's/("(?:ended|known)At":)\d+/${1}1000000000000/g' "$(files_of "$id")/state.json"
  is_status "$id" failed
  # Once it ends by itself, nothing is left.
  kill -KILL "$(<"$PIDS")"
  wait_until eval '[ "$(details poll "$id" processesLeft)" = false ]'
  wait_until nothing_lives
  run -0 process clear "$id"
}

@test "processes that a command has left are found when its supervisor was killed after that" {
  background -- 'daemon; daemon deaf; exit 4'
  wait_until is_status "$id" failed
  await_noted 2
  end_process "$(supervisor_of "$id")"
  assert_equal "$(details poll "$id" processesLeft)" true
  run -0 process remove "$id"
  assert_all_gone
}

@test "once the last of them is gone none is reported, also when the supervisor was killed" {
  background -- 'daemon; exit 4'
  wait_until is_status "$id" failed
  await_noted 1
  end_process "$(supervisor_of "$id")"
  kill -KILL "$(<"$PIDS")"
  wait_until all_gone
  wait_until -t 20 eval '[ "$(details poll "$id" processesLeft)" = false ]'
  run -0 process clear "$id"
}

@test "daemons of a running command are ended with it when its supervisor was killed" {
  background -- 'daemon; daemon deaf; sleep 1000'
  await_noted 2
  end_process "$(supervisor_of "$id")"
  run -0 process kill "$id"
  assert_all_gone
  is_status "$id" killed
}

@test "a daemon that is left does not hold up a reader of a foreground command's output" {
  start reader bash -c '"$OUTLIVE" exec -- "daemon; echo over" 2>&1 | cat; echo read it all'
  wait_until -t 20 grep -q 'read it all' "$SANDBOX/reader.out"
  grep -q '^over$' "$SANDBOX/reader.out"
  await_noted 1
}

# ------------------------------------------------------------------------------------------------------- what is another's

@test "a command that a command has started in the background is none of its processes" {
  background -- '"$OUTLIVE" exec --background -- "echo \$\$ >>$PIDS; exec sleep 1000" >"$PIDS.inner"; sleep 1000'
  outer=$id
  await_noted 1
  wait_until test -s "$PIDS.inner"
  inner=$(<"$PIDS.inner")
  run -0 process kill "$outer"
  is_status "$outer" killed
  is_status "$inner" running
  await_noted 1
  run -0 process remove "$outer"
  is_status "$inner" running
  await_noted 1
  run -0 process kill "$inner"
  assert_all_gone
}

@test "a foreground command ends or can be ended when the command that started it is killed" {
  background -- '"$OUTLIVE" exec -- "echo \$\$ >>$PIDS; exec sleep 1000"'
  await_noted 1
  outer=$id
  run -0 process kill "$outer"
  is_status "$outer" killed
  # Either it was told to end by its caller's TERM, or it is in the background.
  wait_until eval 'nothing_lives || [ "$(process list --json | json "sessions#")" = 2 ]'
  for id in $(process list --json | json sessions | perl -MJSON::PP -e 'print "$_->{sessionId}\n" for @{decode_json(<STDIN>)}'); do
    run -0 process remove "$id"
  done
  assert_all_gone
  wait_until nothing_lives
}

@test "an outer command that ends with an inner one in the background has left nothing" {
  run --separate-stderr outlive exec -- '"$OUTLIVE" exec --background -- "sleep 1000"' </dev/null
  assert_success
  assert_equal "$stderr" ''
  is_status "$output" running
  assert_equal "$(process list --json | json 'sessions#')" 1
}

@test "a session that a command has started is none of its processes" {
  export OUTLIVE_SOCKET=$SANDBOX/s/sock
  background -- '"$OUTLIVE" session start web -- sh -c "echo \$\$ >>$PIDS; exec sleep 1000"; echo up; sleep 1000'
  wait_until printed "$id" up
  await_noted 1
  run -0 process kill "$id"
  is_status "$id" killed
  await_noted 1
  assert_equal "$("$OUTLIVE" session list --json | json sessions.0.state)" running
  run -0 process remove "$id"
  await_noted 1
  "$OUTLIVE" session stop web
  assert_all_gone
}

@test "other commands and processes of the same caller are left alone" {
  background -- 'exec sleep 1000'
  other=$id
  start bystander sleep 1000
  background -- 'exec sleep 1000'
  run -0 process kill "$id"
  is_status "$other" running
  run ! gone "$bystander_pid"
}

@test "a process of another home's command with the same id is left alone, and not waited for" {
  background -- 'echo ready; exec sleep 1000'
  start newer env OUTLIVE_EXEC="$id" OUTLIVE_EXEC_TAG=another perl -e '$| = 1; print "here\n"; sleep 1000'
  start older env -u OUTLIVE_EXEC_TAG OUTLIVE_EXEC="$id" perl -e '$| = 1; print "here\n"; sleep 1000'
  wait_until eval 'grep -q here "$SANDBOX/newer.out" && grep -q here "$SANDBOX/older.out"'
  process kill "$id"
  assert_equal "$(fact "$id" processesLeft)" false
  process remove "$id"
  run ! gone "$newer_pid"
  run ! gone "$older_pid"
}
