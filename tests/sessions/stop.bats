#!/usr/bin/env bats
# `outlive session stop` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
  # All processes that are started from here have this in their environment.
  export TEST_MARK=$SANDBOX
}

teardown() {
  session_end
}

# obstinate: the words of a program that writes its id to $SANDBOX/ids and heeds neither TERM nor HUP.
obstinate='$SIG{TERM} = $SIG{HUP} = sub { open my $f, ">>", "$ENV{HOME}/heard"; print $f "$_[0]\n" };
  open my $f, ">>", "$ENV{HOME}/ids"; syswrite $f, "$$\n"; close $f; sleep 1 while 1'

ids_are() { [ -e "$HOME/ids" ] && [ "$(grep -c . "$HOME/ids")" = "$1" ]; }

# assert_over NAME: nothing is left of it but its line in list.
assert_over() {
  assert_equal "$(state "$1")" stopped
  assert_equal "$(fact "$1" pid)" null
  run ! tm has-session -t "=$1"
  assert_equal "$(marked)" ''
}

# Without the search itself.
marked() { TEST_MARK='' processes_with "TEST_MARK=$SANDBOX"; }

# stops_soon WORD ...: `session stop`, with a grace that is too long to wait for.
stops_soon() {
  start stopper "$OUTLIVE" session stop "$@" --grace 1h
  wait_until -t 30 gone "$stopper_pid"
  end_of stopper
  assert_success
}

@test "the program hears TERM, and has time to leave" {
  begin web -- bash -c 'trap "echo \"I leave\"; exit 5" TERM; trap "" HUP; echo ready; while :; do sleep 0.1; done'
  session wait web --ready ready
  run --separate-stderr session stop web
  assert_success
  assert_output 'web is stopped'
  assert_equal "$stderr" ''
  assert_over web
  assert_equal "$(fact web exitCode)" 5
  session tail web | grep -qx 'I leave'
}

@test "a grace that is longer than needed is not waited for" {
  begin web -- sleep 1000
  tm new-session -d -s own 'sleep 1000'
  stops_soon web
  assert_over web
  stops_soon own
  run ! tm has-session -t =own
}

@test "the user's shell, which does not heed TERM, hears HUP" {
  begin web
  session wait web --idle
  session send web 'sleep 1000'
  wait_until eval '[ "$(tm display-message -p -t =web: "#{pane_current_command}")" = sleep ]'
  stops_soon web
  assert_over web
}

@test "a program that ignores both is killed when the grace is over" {
  begin web -- perl -e "$obstinate"
  wait_until ids_are 1
  began=$SECONDS
  run session stop web --grace 2s
  assert_success
  [ $((SECONDS - began)) -ge 1 ]
  grep -qx TERM "$HOME/heard"
  assert_over web
  assert_equal "$(fact web signal)" SIGKILL
}

@test "without a grace it is killed at once" {
  begin web -- perl -e "$obstinate"
  wait_until ids_are 1
  start stopper "$OUTLIVE" session stop web --grace 0
  wait_until -t 4 gone "$stopper_pid"
  end_of stopper
  assert_success
  assert_over web
}

@test "all that it started ends too: in groups and sessions of their own, and what has lost its parent" {
  export OBSTINATE=$obstinate
  begin web -- perl -MPOSIX -e '
    for my $way (1 .. 4) {
      next if fork;
      setpgid(0, 0) if $way == 2;
      setsid if $way >= 3;
      exit if $way == 4 && fork;
      exec "perl", "-e", $way % 2 ? $ENV{OBSTINATE} : "open my \$f, q(>>), qq(\$ENV{HOME}/ids); syswrite \$f, qq(\$\$\\n); sleep 1000";
    }
    sleep 1000'
  wait_until ids_are 4
  session stop web --grace 1
  while read -r pid; do gone "$pid"; done <"$HOME/ids"
  assert_over web
}

@test "a daemon that its program left behind ends with it" {
  begin web -- bash -c 'perl -MPOSIX -e "fork && exit; setsid; fork && exit; sleep 1000" </dev/null >/dev/null 2>&1; echo ready; exec sleep 1000'
  session wait web --ready ready
  wait_until eval '[ "$(marked | grep -c .)" -ge 2 ]'
  stops_soon web
  assert_over web
}

@test "a program that is stopped, as with Ctrl-Z, ends" {
  begin web -- bash -c 'kill -STOP $$'
  wait_until eval '[[ "$(ps -o stat= -p "$(program_of web)")" == T* ]]'
  # tmux wakes the program that it has started itself.
  tm new-session -d -s own "bash -c 'echo \$\$ >>\"\$HOME/ids\"; kill -STOP \$\$; exec sleep 1000'; exec sleep 1000"
  wait_until ids_are 1
  own=$(<"$HOME/ids")
  wait_until eval '[[ "$(ps -o stat= -p "$own")" == T* ]]'
  stops_soon web
  assert_over web
  stops_soon own
  gone "$own"
  run ! tm has-session -t =own
}

@test "a session of plain tmux ends with all its panes and windows, and no other does" {
  # tmux does not hand its caller's environment on to a session.
  mkdir -m 700 "${socket%/*}"
  tm new-session -d -s own "exec perl -e '${obstinate//\'/}'"
  tm split-window -t =own: 'exec sleep 1000'
  tm new-window -t =own: "exec perl -e '${obstinate//\'/}'"
  tm split-window -t =own: "setsid sleep 1000"
  tm new-session -d -s own-2 'exec sleep 1000'
  wait_until ids_are 2
  panes=$(tm list-panes -s -t =own -F '#{pane_pid}')
  children=$(for pid in $panes; do pgrep -P "$pid" || true; done)
  run session stop own --grace 1
  assert_success
  assert_output 'own is stopped'
  for pid in $panes $children $(<"$HOME/ids"); do gone "$pid"; done
  run ! tm has-session -t =own
  tm has-session -t =own-2
}

@test "a session of plain tmux that keeps the pane of a dead program ends" {
  mkdir -m 700 "${socket%/*}"
  tm new-session -d -s own 'read -r _' ';' set-option -w -t =own: remain-on-exit on
  tm send-keys -t =own: Enter
  wait_until eval '[ "$(tm display-message -p -t =own: "#{pane_dead}")" = 1 ]'
  run session stop own
  assert_success
  run ! tm has-session -t =own
}

@test "a pane that the user added to a session ends with it" {
  begin web -- sleep 1000
  tm split-window -t =web: -e "TEST_MARK=$SANDBOX" 'sleep 1001'
  tm new-window -t =web: -e "TEST_MARK=$SANDBOX" 'sleep 1002'
  wait_until eval '[ "$(marked | grep -c .)" -ge 3 ]'
  stops_soon web
  assert_over web
}

@test "an ended session stays as it is, and that is no error" {
  begin web -- bash -c 'exit 3'
  session wait web --exit
  run --separate-stderr session stop web
  assert_success
  assert_regex "$output" '^web had ended already'
  assert_equal "$stderr" ''
  assert_equal "$(state web)" failed
  assert_equal "$(session stop web --json | json stopped)" false
}

@test "two at once both see it stopped" {
  begin web -- perl -e "$obstinate"
  wait_until ids_are 1
  start one "$OUTLIVE" session stop web --grace 2
  start two "$OUTLIVE" session stop web --grace 2
  end_of one
  assert_success
  assert_equal "$stderr" ''
  end_of two
  assert_success
  assert_equal "$stderr" ''
  assert_over web
}

@test "nothing brings it back" {
  begin web --restart always -- sleep 1000
  begin waits --restart always -- bash -c 'echo run >>"$HOME/runs"; exit 1'
  wait_until is_state waits restarting
  stops_soon web
  stops_soon waits
  assert_over web
  runs=$(grep -c . "$HOME/runs")
  session restore
  assert_over web
  assert_over waits
  assert_equal "$(grep -c . "$HOME/runs")" "$runs"
}

@test "a session that waits for its next start while its server is gone is stopped, and reported so" {
  for words in web --all; do
    begin web --restart always -- bash -c 'echo up; exec sleep 1000'
    session wait web --ready up
    kill -KILL "$(server)"
    wait_until eval '[ "$(fact web restarts)" = 1 ]'
    run --separate-stderr session stop "$words" --yes --json
    assert_success
    assert_equal "$(json stopped <<<"$output")" "$([ "$words" = web ] && echo true || echo '["web"]')"
    assert_over web
    assert_equal "$(session stop web --json | json stopped)" false
  done
}

@test "a session whose host was killed ends, with its program" {
  begin web -- perl -e "$obstinate"
  wait_until ids_are 1
  end_process "$(host_of web)"
  run session stop web --grace 1
  assert_success
  assert_equal "$(marked)" ''
  run ! tm has-session -t =web
  run ! is_state web running stopping
}

@test "--json has the session, and whether it was stopped now" {
  begin web -- sleep 1000
  run --separate-stderr session stop web --json
  assert_success
  one_line "$output"
  assert_equal "$(json name <<<"$output")" web
  assert_equal "$(json state <<<"$output")" stopped
  assert_equal "$(json stopped <<<"$output")" true
}

@test "--json of a session of plain tmux has it stopped, as of now" {
  plain_tmux own 80 'exec sleep 1000'
  before=$(fact own since)
  run --separate-stderr session stop own --json
  assert_success
  assert_equal "$(json state <<<"$output") $(json pid <<<"$output") $(json stopped <<<"$output")" 'stopped null true'
  [[ "$(json since <<<"$output")" > "$before" ]]
}

@test "while its program takes long to end it is stopping, and a start waits for the end" {
  begin web -- perl -e "$obstinate"
  wait_until ids_are 1
  old=$(program_of web)
  start stopper "$OUTLIVE" session stop web --grace 3
  wait_until is_state web stopping
  begin web -- sleep 1000
  assert_output --partial 'web is running'
  wait_until gone "$old"
  assert_equal "$(state web)" running
}

@test "a lost session is stopped, and the record says that it was lost" {
  begin web -- sleep 1000
  end_process "$(host_of web)"
  wait_until is_state web lost
  session stop web
  assert_regex "$(fact web problem)" 'lost'
}
