#!/usr/bin/env bats
# A command of `outlive exec` outlives its caller and its own supervisor, and its status stays true.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others, and `start NAME` sets NAME_pid

setup() {
  load ../support/exec && exec_begin
  export STOP=$SANDBOX/stop
}

teardown() {
  # A group has to be empty before it can go.
  exec_end
  [ -z "${groups:-}" ] || control_groups_end
}

# Counts in lines, on both streams, until it is told to stop; it waits while it is told to hold.
counting='i=0; until [ -e "$STOP" ]; do if [ -e "$STOP.hold" ]; then echo "$i" >"$STOP.held"; while [ -e "$STOP.hold" ]; do sleep 0.02; done; fi; i=$((i + 1)); if [ $((i % 2)) = 0 ]; then echo "line $i"; else echo "line $i" >&2; fi; sleep 0.02; done; echo "last $i"'

stop_counting() { : >"$STOP"; }

# hold_still: it counts no further, and all that it has counted is on the disk. What a supervisor has read, and has not come to
# write down, dies with it.
hold_still() {
  : >"$STOP.hold"
  wait_until test -s "$STOP.held"
  wait_until eval '[ "$(cat "$(files_of "$id")"/output.* 2>/dev/null | wc -l)" -eq "$(<"$STOP.held")" ]'
}

count_on() {
  rm -f "$STOP.held"
  rm -f "$STOP.hold"
}

# end_supervisor: of the command, which counts.
end_supervisor() {
  hold_still
  end_process "$(supervisor_of "$id")"
  count_on
}

# the_id: prints the id of the one command that is kept.
the_id() { (cd "$OUTLIVE_HOME/exec" && echo *); }

has_printed_more() { [ "$(wc -l <<<"$(whole_output)")" -gt "$1" ]; }

whole_output() { process log "$id" --offset 0 --json | json output; }

# goes_on: the command, which counts, is known as running, and counts on.
goes_on() {
  local lines
  is_status "$id" running || return
  lines=$(wc -l <<<"$(whole_output)")
  wait_until has_printed_more "$lines"
}

# assert_whole: it ends once it is told to, and nothing of what it has counted is missing, doubled or out of order; told once.
assert_whole() {
  local last output
  stop_counting
  wait_until eval '! is_status "$id" running'
  output=$(whole_output)
  last=${output##*last }
  [ "$last" -gt 0 ]
  assert_equal "$output" "$(seq -f 'line %g' "$last" && echo "last $last")"
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  assert_equal "$(calls_of openclaw)" 1
}

# assert_forgets: what is kept of it can be removed, and no process of this test is left.
assert_forgets() {
  process remove "$id"
  [ ! -e "$(files_of "$id")" ]
  wait_until nothing_lives
}

caller_runs() {
  wait_until eval '[ -s "$OUTLIVE_HOME/exec/$(the_id)/state.json" ] && [ -n "$(command_of "$(the_id)" 2>/dev/null)" ]'
  id=$(the_id)
}

# ------------------------------------------------------------------------------------------------------------ the caller

@test "a command in the foreground goes on when its caller is killed" {
  start caller "$OUTLIVE" exec --json -- "$counting"
  caller_runs
  end_process "$caller_pid"
  wait_until goes_on
  assert_whole
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'completed 0'
  assert_forgets
}

@test "it goes on when the whole process group is killed, with the reader of its output" {
  local round
  for ((round = 1; round <= 4; round++)); do
    start caller bash -c '"$OUTLIVE" exec -- "$0" 2>&1 | cat' "while [ ! -e \"\$STOP\" ]; do echo $round; done"
    caller_runs
    wait_until test -s "$SANDBOX/caller.out"
    kill -KILL -- "-$caller_pid"
    wait_until gone "$caller_pid"
    wait_until is_status "$id" running
    : >"$STOP"
    wait_until has_ended "$id"
    assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'completed 0'
    process clear "$id"
    rm "$STOP"
  done
}

@test "it goes on when the outlive tool that started it is killed, in the background and while it is waited for" {
  mkfifo "$SANDBOX/requests"
  exec {requests}<>"$SANDBOX/requests"
  start caller bash -c 'exec "$OUTLIVE" tool <"$0"' "$SANDBOX/requests"
  for background in true false; do
    printf '{"tool":"exec","command":"until [ -e \\"$STOP\\" ]; do sleep 0.05; done; echo %s","background":%s,"yieldMs":100000}\n' \
      "$background" "$background" >&"$requests"
  done
  wait_until eval '[ "$(find "$OUTLIVE_HOME/exec" -name state.json -size +0 -exec grep -l "\"end\":null" {} + | grep -c .)" = 2 ]'
  end_process "$caller_pid"
  exec {requests}>&-
  wait_until eval '[ "$(process list --json | json "sessions#")" = 2 ]'
  for id in "$OUTLIVE_HOME"/exec/*; do is_status "${id##*/}" running; done
  stop_counting
  for id in "$OUTLIVE_HOME"/exec/*; do
    wait_until is_status "${id##*/}" completed
    assert_regex "$(details poll "${id##*/}" output)" 'true|false'
  done
}

@test "a command in the background has nothing of its caller's: no group, session, terminal, pipe" {
  local pid
  start reader bash -c '"$OUTLIVE" exec --background -- "sleep 1000" 2>&1 | cat; echo read it all'
  end_of reader
  assert_success
  assert_output --partial 'read it all'
  id=$(the_id)
  for pid in "$(command_of "$id")" "$(supervisor_of "$id")"; do
    [ "$(ps -o pgid= -p "$pid")" != "$(ps -o pgid= -p $$)" ]
    [ "$(ps -o sess= -p "$pid")" != "$(ps -o sess= -p $$)" ]
    assert_equal "$(ps -o tty= -p "$pid")" '?'
  done
  assert_forgets
}

@test "a caller that is killed at any moment leaves a command that can be ended, or none" {
  local round
  local -a flags=(--json --background)
  for ((round = 0; round < 8; round++)); do
    start caller "$OUTLIVE" exec "${flags[round % 2]}" -- 'sleep 1000'
    perl -e 'select undef, undef, undef, rand(0.15)'
    kill -KILL "$caller_pid" 2>/dev/null || true
    wait_until gone "$caller_pid"
    wait_until no_process_without_owner
  done
  # A supervisor that was just starting is seen a moment later; the process that tells of an end outlives it.
  wait_until eval 'remove_all; nothing_lives'
}

remove_all() {
  local id
  for id in $(process list --json | json sessions | perl -MJSON::PP -e 'print "$_->{sessionId}\n" for @{decode_json(<STDIN>)}'); do process remove "$id"; done
}

# As many supervisors and commands live as are listed as running.
no_process_without_owner() {
  local listed living
  listed=$(process list --json | json 'sessions#')
  living=$(sandbox_processes | grep -c .)
  [ "$living" = $((listed * 2)) ]
}

@test "its stdin stays open when the caller that it came from is killed" {
  mkfifo "$SANDBOX/typed"
  exec {typed}<>"$SANDBOX/typed"
  start caller bash -c 'exec "$OUTLIVE" exec -- cat <"$0"' "$SANDBOX/typed"
  caller_runs
  echo before >&"$typed"
  wait_until grep -q before "$SANDBOX/caller.out"
  end_process "$caller_pid"
  wait_until is_status "$id" running
  process write "$id" $'after\n' --eof
  wait_until is_status "$id" completed
  assert_equal "$(details poll "$id" output)" $'before\nafter'
}

@test "a command on a terminal goes on when its caller is killed" {
  start caller "$OUTLIVE" exec --pty -- 'while read -r word; do echo "<$word>"; done'
  caller_runs
  end_process "$caller_pid"
  wait_until is_status "$id" running
  process write "$id" $'word\n'
  wait_until printed "$id" '<word>'
  assert_forgets
}

@test "it goes on when the terminal that it was started from closes" {
  tmux -L terminal -f "$SANDBOX/tmux.conf" new-session -d -s desk -c "$project" 3>&-
  tmux -L terminal send-keys -t =desk: "'$OUTLIVE' exec --background -- '$counting'; '$OUTLIVE' exec -- 'sleep 1000'" Enter
  wait_until eval '[ "$(find "$OUTLIVE_HOME/exec" -name state.json -size +0 -exec grep -l "\"end\":null" {} + 2>/dev/null | grep -c .)" = 2 ]'
  tmux -L terminal kill-server
  id=$(process list --json | json sessions | perl -MJSON::PP -e 'print map { $_->{sessionId} } grep { $_->{command} =~ /STOP/ } @{decode_json(<STDIN>)}')
  goes_on
  assert_whole
}

@test "it goes on when a login that started it hangs up at once" {
  type -P script >/dev/null || skip 'there is no script(1)'
  script -qec "'$OUTLIVE' exec --background -- '$counting'" /dev/null </dev/null >"$SANDBOX/typescript" 3>&-
  id=$(the_id)
  goes_on
  assert_whole
}

@test "it goes on when a shell with job control kills the job that started it" {
  bash -c 'set -m; { "$OUTLIVE" exec --background -- "$2"; sleep 1000; } >"$1" & until [ -s "$1" ]; do sleep 0.1; done
    kill -KILL -- -$!; wait' -- "$SANDBOX/out" "$counting" 3>&- || true
  id=$(<"$SANDBOX/out")
  goes_on
  assert_whole
}

@test "it can be started with next to no environment, as by cron" {
  cd /
  id=$(env -i "HOME=$HOME" "PATH=$PATH" "STOP=$STOP" "$OUTLIVE" exec --background -- "$counting" </dev/null)
  unset OUTLIVE_HOME
  is_status "$id" running
  stop_counting
  wait_until is_status "$id" completed
  assert_regex "$(details poll "$id" output)" 'last [0-9]'
}

@test "it can be started with every standard stream closed, and with its signals ignored" {
  (trap '' HUP INT TERM QUIT; exec "$OUTLIVE" exec --background -- 'sleep 1000' <&- >&- 2>&- 3>&-)
  id=$(the_id)
  is_status "$id" running
  assert_forgets
}

@test "it goes on when the control group of its caller is ended, and so does its second supervisor" {
  load ../faults/support/control_groups
  control_groups_begin
  make_group gateway.service
  run_in "$group"
  id=$(outlive exec --background -- "$counting" </dev/null)
  start caller "${through[@]}" "$OUTLIVE" exec -- 'sleep 1000'
  wait_until eval '[ "$(find "$OUTLIVE_HOME/exec" -name state.json -size +0 -exec grep -l "\"end\":null" {} + | grep -c .)" = 2 ]'
  end_group "$group"
  goes_on
  wait_until eval '[ "$(process list --json | json "sessions#")" = 2 ]'
  end_supervisor
  outlive process list >"$SANDBOX/list"
  wait_until is_supervised
  assert_outside "$group"
  end_group "$group"
  is_supervised
  goes_on
  assert_whole
}

is_supervised() { ! gone "$(supervisor_of "$id")"; }

@test "the binary may be replaced and removed while a command runs" {
  mkdir "$SANDBOX/opt"
  ln "$OUTLIVE" "$SANDBOX/opt/outlive" 2>/dev/null || cp "$OUTLIVE" "$SANDBOX/opt/outlive"
  id=$("$SANDBOX/opt/outlive" exec --background -- "$counting" </dev/null)
  other=$("$SANDBOX/opt/outlive" exec --background -- 'trap "" TERM; sleep 1000' </dev/null)
  rm "$SANDBOX/opt/outlive"
  goes_on
  assert_regex "$(process kill "$other")" 'killed'
  # What ends it is in the binary: the supervisor has to find it there all the same.
  kill -TERM "$(supervisor_of "$id")"
  wait_until is_status "$id" killed
  wait_until gone "$(command_of "$id")"
}

@test "the time of a command ends it after the binary was removed" {
  mkdir "$SANDBOX/opt"
  ln "$OUTLIVE" "$SANDBOX/opt/outlive" 2>/dev/null || cp "$OUTLIVE" "$SANDBOX/opt/outlive"
  id=$("$SANDBOX/opt/outlive" exec --background --timeout 3 -- 'sleep 1000' </dev/null)
  rm "$SANDBOX/opt/outlive"
  wait_until is_status "$id" failed
  assert_equal "$(details poll "$id" timedOut)" true
}

# -------------------------------------------------------------------------------------------------------- its supervisor

@test "a supervisor that is killed while the command prints is followed by another, and nothing is lost" {
  background -- "$counting"
  wait_until has_printed_more 3
  end_supervisor
  # Meanwhile it prints on, into the pipe.
  pause
  assert_equal "$(command_of "$id")" "$(fact "$id" pid)"
  wait_until is_supervised
  goes_on
  assert_whole
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'failed null'
  assert_regex "$(process poll "$id")" 'nobody saw how.*supervisor'
  assert_forgets
}

@test "the second supervisor that is killed is followed by a third" {
  background -- "$counting"
  for _ in 1 2 3; do
    end_supervisor
    process poll "$id" --json >"$SANDBOX/polled"
    wait_until is_supervised
  done
  goes_on
  assert_whole
}

@test "a supervisor that is killed as soon as it has started the command is followed by another" {
  local round
  for ((round = 0; round < 3; round++)); do
    rm -f "$STOP" "$STOP.held"
    : >"$STOP.hold"
    background -- "$counting"
    end_process "$(supervisor_of "$id")"
    rm "$STOP.hold"
    wait_until is_status "$id" running
    wait_until is_supervised
    rm -rf "$SANDBOX"/calls/openclaw.*
    assert_whole
    assert_forgets
  done
}

@test "a second supervisor that is killed while it takes over does not keep others from it" {
  background -- "$counting"
  end_supervisor
  # It has said that it takes over, and no more.
  ended_process
  mv "$(files_of "$id")"/supervisor.* "$(files_of "$id")/supervisor.$ended_pid.of-a-test"
  process list >/dev/null
  wait_until is_supervised
  goes_on
  assert_whole
}

@test "of ten lists at once, exactly one starts a supervisor" {
  local caller
  background -- "$counting"
  end_supervisor
  for caller in 1 2 3 4 5 6 7 8 9 10; do start "caller$caller" "$OUTLIVE" process list --json; done
  for caller in 1 2 3 4 5 6 7 8 9 10; do
    end_of "caller$caller"
    assert_success
    assert_equal "$(json sessions.0.status <<<"$output")" running
  done
  wait_until is_supervised
  wait_until eval '[ "$(supervisors)" = "$(supervisor_of "$id")" ]'
  assert_whole
}

# Those of the sandbox that are of this binary.
supervisors() {
  local pid
  for pid in $(sandbox_processes); do
    case $(ps -o args= -p "$pid") in *exec-supervisor*) printf '%s\n' "$pid" ;; esac
  done
}

@test "in the foreground, a caller whose supervisor is killed says under which id the command goes on" {
  start caller bash -c 'exec "$OUTLIVE" exec -- "$0" 2>&1' "$counting"
  caller_runs
  wait_until test -s "$SANDBOX/caller.out"
  end_supervisor
  end_of caller
  assert_success
  assert_regex "$output" "(^|$(printf '\n'))$id\$"
  goes_on
  wait_until is_supervised
  assert_whole
}

@test "a command goes on when its supervisor and its caller are killed together" {
  start caller bash -c 'exec "$OUTLIVE" exec -- "$0" 2>&1' "$counting"
  caller_runs
  hold_still
  supervisor=$(supervisor_of "$id")
  kill -KILL "$supervisor" "$caller_pid"
  wait_until gone "$supervisor"
  wait_until gone "$caller_pid"
  count_on
  wait_until goes_on
  wait_until is_supervised
  assert_whole
}

@test "everything but the command is killed, and it goes on" {
  local pid command
  background -- "exec perl -e '\$| = 1; until (-e \$ENV{STOP}) { if (-e qq(\$ENV{STOP}.hold)) { open my \$held, q(>), qq(\$ENV{STOP}.held); print \$held \$i + 0; close \$held; select undef, undef, undef, 0.02 while -e qq(\$ENV{STOP}.hold) } \$i++; print qq(line \$i\n); select undef, undef, undef, 0.02 } print qq(last \$i\n)'"
  wait_until printed "$id" 'line 1'
  command=$(command_of "$id")
  hold_still
  for pid in $(sandbox_processes); do [ "$pid" = "$command" ] || kill -KILL "$pid" 2>/dev/null || true; done
  wait_until eval '[ "$(sandbox_processes)" = "'"$command"'" ]'
  count_on
  goes_on
  wait_until is_supervised
  assert_whole
}

@test "input and its end reach a command whose supervisor was killed" {
  background -- 'until [ -e "$STOP" ]; do sleep 0.05; done; while read -r word; do echo "<$word>"; done; echo over'
  process write "$id" $'one\n'
  end_process "$(supervisor_of "$id")"
  process list >/dev/null
  wait_until is_supervised
  process write "$id" $'two\n'
  stop_counting
  wait_until printed "$id" '<two>'
  process write "$id" $'three\n' --eof
  wait_until has_ended "$id"
  assert_equal "$(details poll "$id" output)" $'<one>\n<two>\n<three>\nover'
}

@test "a command that is reading its stdin finds the end of it when its supervisor is killed, and that is told" {
  background -- 'while read -r word; do echo "<$word>"; done; echo over'
  process write "$id" $'one\n'
  wait_until printed "$id" '<one>'
  end_process "$(supervisor_of "$id")"
  wait_until is_status "$id" failed
  # What it prints at the moment of its end, into a pipe without a reader, is lost.
  assert_regex "$(details poll "$id" output)" '^<one>'
  assert_refused "$id" process write "$id" two
}

@test "a command on a terminal ends with the supervisor that has it, and that is told" {
  background --pty -- 'echo up; sleep 1000'
  wait_until printed "$id" up
  end_process "$(supervisor_of "$id")"
  wait_until is_status "$id" failed
  assert_regex "$(process poll "$id")" 'up.*nobody saw how.*supervisor'
  assert_forgets
}

@test "a command that survives the end of its terminal runs on, and can be ended" {
  background --pty -- 'trap "" HUP; echo up; until [ -e "$STOP" ]; do sleep 0.05; done; sleep 1000'
  wait_until printed "$id" up
  command=$(command_of "$id")
  end_process "$(supervisor_of "$id")"
  is_status "$id" running
  run ! gone "$command"
  assert_regex "$(process kill "$id")" killed
  gone "$command"
  is_status "$id" killed
  assert_forgets
}

@test "kill and remove end a command whose supervisor was killed before" {
  for action in kill remove; do
    background -- 'sleep 1000 & sleep 1000; sleep 1000'
    command=$(command_of "$id")
    end_process "$(supervisor_of "$id")"
    process "$action" "$id"
    gone "$command"
    wait_until nothing_lives
  done
}

@test "a command whose supervisor was killed still times out, and that is told" {
  background --timeout 3 -- 'sleep 1000'
  end_process "$(supervisor_of "$id")"
  wait_until is_status "$id" failed
  assert_equal "$(details poll "$id" timedOut)" true
  assert_forgets
}

# ------------------------------------------------------------------------------------------------------------- what ends it

@test "supervisor and command are killed: it has failed unseen, and is forgotten in time" {
  background -- 'echo up; exec sleep 1000'
  wait_until printed "$id" up
  kill -KILL "$(supervisor_of "$id")" "$(command_of "$id")"
  wait_until is_status "$id" failed
  assert_equal "$(fact "$id" exitCode) $(fact "$id" tail)" 'null up'
  assert_equal "$(details poll "$id" timedOut)" false
  assert_regex "$(process poll "$id")" 'nobody saw how.*supervisor'
  wait_until has_ended "$id"
  assert_regex "$(process poll "$id")" 'nobody saw how.*supervisor'
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  # As if it were long ago.
  wait_until nothing_lives
  perl -pi -e 's/("(?:ended|known)At":)\d+/${1}1000000000000/g' "$(files_of "$id")/state.json"
  assert_refused 'no command' process poll "$id"
  assert_equal "$(process list --json | json 'sessions#')" 0
  [ ! -e "$(files_of "$id")" ]
}

# as_of_another_boot ID: what is known of it is from before the machine was started.
as_of_another_boot() { perl -pi -e 's/("mark":")[^:"]*:/$1not-this-boot:/g' "$(files_of "$1")/state.json"; }

@test "a reboot is told as such" {
  [ -e /proc/sys/kernel/random/boot_id ] || skip 'this system does not say which boot it is'
  background -- 'echo up; exec sleep 1000'
  wait_until printed "$id" up
  reboot
  as_of_another_boot "$id"
  is_status "$id" failed
  assert_regex "$(process poll "$id")" 'up.*nobody saw how.*restarted'
  run -0 process clear "$id"
}

@test "after a reboot its process ids belong to other processes, which are left alone" {
  [ -e /proc/sys/kernel/random/boot_id ] || skip 'this system does not say which boot it is'
  background -- 'exec sleep 1000'
  kill -KILL "$(supervisor_of "$id")" "$(command_of "$id")"
  wait_until nothing_lives
  living_process
  PID=$living_pid perl -pi -e 's/("pid":)\d+,("mark":")[^:"]*:/$1$ENV{PID},$2not-this-boot:/g' "$(files_of "$id")/state.json"
  assert_equal "$(command_of "$id")" "$living_pid"
  is_status "$id" failed
  process kill "$id" || true
  process remove "$id"
  run ! gone "$living_pid"
}

@test "other processes that have its process ids by now are left alone, also without a reboot" {
  background -- 'exec sleep 1000'
  kill -KILL "$(supervisor_of "$id")" "$(command_of "$id")"
  wait_until nothing_lives
  living_process
  PID=$living_pid perl -pi -e 's/("pid":)\d+/$1$ENV{PID}/g' "$(files_of "$id")/state.json"
  is_status "$id" failed
  process kill "$id" || true
  process remove "$id"
  run ! gone "$living_pid"
}

@test "a command that another program kills has failed, by that signal" {
  background -- 'exec sleep 1000'
  kill -KILL "$(command_of "$id")"
  wait_until is_status "$id" failed
  assert_equal "$(fact "$id" exitSignal) $(fact "$id" exitCode)" 'SIGKILL null'
  assert_regex "$(process poll "$id")" SIGKILL
}

@test "a supervisor that is told to go ends its command, which counts as killed" {
  background -- 'setsid sleep 1000 & exec sleep 1000'
  first=$(supervisor_of "$id")
  kill -TERM "$first"
  wait_until is_status "$id" killed
  assert_equal "$(fact "$id" exitSignal)" SIGTERM
  wait_until nothing_lives
}

@test "a supervisor that has succeeded another does so too" {
  background -- 'setsid sleep 1000 & sleep 1000'
  end_process "$(supervisor_of "$id")"
  process list >/dev/null
  wait_until is_supervised
  kill -TERM "$(supervisor_of "$id")"
  wait_until is_status "$id" killed
  wait_until nothing_lives
}

@test "a supervisor does not heed the signals of terminals" {
  background -- "$counting"
  first=$(supervisor_of "$id")
  for signal in HUP INT QUIT; do kill "-$signal" "$first"; done
  goes_on
  assert_whole
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'completed 0'
  assert_equal "$(supervisor_of "$id")" "$first"
}

@test "a supervisor that was stopped goes on where it was" {
  background -- "$counting"
  kill -STOP "$(supervisor_of "$id")"
  pause
  is_status "$id" running
  kill -CONT "$(supervisor_of "$id")"
  goes_on
  assert_whole
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'completed 0'
}
