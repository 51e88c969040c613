#!/usr/bin/env bats
# Two versions on one state: what one has started, the other sees as it is, and can do everything with; while it runs, and
# after what looks after it was killed. The earlier one is the last that gave its state no version.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others

# Each test is there in both directions: the first starts, the second goes on.
both_ways() {
  bats_test_function --description "this version, of an earlier one: $1" -- "$2" earlier this
  bats_test_function --description "an earlier version, of this one: $1" -- "$2" this earlier
}

setup_file() {
  load ../support/two_binaries && two_binaries_built
}

setup() {
  load ../support/two_binaries && two_binaries_begin
}

teardown() {
  # Where there is no earlier binary, nothing has begun.
  [ -z "${SANDBOX:-}" ] || exec_end
}

# ----------------------------------------------------------------------------------------------------------------------- tasks

task_is_read() {
  uses "$1"
  long_task
  uses "$2"
  assert_equal "$(outlive status demo --json | json pid)" "$(agents)"
  assert_equal "$(outlive status demo --json | json sessionId)" "$conversation"
  assert_equal "$(outlive status --json | json tasks.0.status)" running
  assert_equal "$(outlive logs demo | tail -n 1)" 'call 1, resumed: no'
  run --separate-stderr outlive result demo
  assert_failure 1
  assert_regex "$stderr" running
  run --separate-stderr outlive run --name demo --prompt x
  assert_failure 1
  outlive run --name demo --prompt x --if-absent
  run -0 --separate-stderr outlive restore
  assert_output 'demo: already running'
  outlive prune --older-than 0s
  wait_until works demo 1
  ends_well
}
both_ways 'a task is read while it runs, and waited for' task_is_read

task_is_stopped() {
  uses "$1"
  long_task
  uses "$2"
  outlive stop demo --grace 1
  assert_equal "$(state_of demo)" stopped
  agent_number 0
  run ! wrapper_of
  wait_until eval '! monitor_of'
  outlive resume demo --prompt 'go on'
  wait_until works demo 2
  assert_equal "$(<"$SANDBOX/calls/claude.2/stdin")" 'go on'
  agent_awaits end 2
  # The first sees what the second has begun.
  uses "$1"
  is_now demo running
  ends_well
  same_conversation
}
both_ways 'a task is stopped, and resumed' task_is_stopped

task_is_replaced() {
  uses "$1"
  long_task
  uses "$2"
  launch demo --replace --prompt again
  wait_until works demo 2
  assert_equal "$(<"$SANDBOX/calls/claude.2/stdin")" again
  agent_awaits end 2
  ends_well
}
both_ways 'a task gives way to another of its name' task_is_replaced

agent_is_killed() {
  uses "$1"
  long_task
  uses "$2"
  end_process "$(agents)"
  wait_until works demo 2
  agent_awaits end 2
  same_conversation
  assert_equal "$(outlive status demo --json | json retries)" 1
  ends_well
}
both_ways 'the agent of a task is killed, and it is seen to come back' agent_is_killed

wrapper_is_killed() {
  uses "$1"
  long_task
  uses "$2"
  end_process "$(wrapper_of)"
  wait_until works demo 2
  agent_awaits end 2
  same_conversation
  ends_well
}
both_ways 'the wrapper of a task is killed, and it is seen to come back' wrapper_is_killed

monitor_is_killed() {
  uses "$1"
  long_task
  uses "$2"
  end_process "$(monitor_of)"
  wait_until monitor_of
  wait_until works demo 1
  outlive stop demo --grace 1
  assert_equal "$(state_of demo)" stopped
  agent_number 0
}
both_ways 'the monitor of a task is killed, and the task is stopped' monitor_is_killed

# both_killed: wrapper and monitor; no process is left that could bring the task back.
both_killed() {
  kill -KILL "$(monitor_of)" "$(wrapper_of)"
  wait_until is_now demo lost
}

task_is_lost() {
  uses "$1"
  long_task
  both_killed
  uses "$2"
  assert_equal "$(state_of demo)" lost
  assert_equal "$(outlive logs demo | tail -n 1)" 'call 1, resumed: no'
  assert_regex "$(outlive status demo --json | json hint)" restore
  run -0 --separate-stderr outlive restore
  assert_output 'demo: resumed'
  wait_until works demo 2
  agent_awaits end 2
  same_conversation
  uses "$1"
  is_now demo running
  uses "$2"
  ends_well
}
both_ways 'wrapper and monitor of a task are killed, and it is restored' task_is_lost

lost_task_is_stopped() {
  uses "$1"
  long_task
  both_killed
  uses "$2"
  outlive stop demo --grace 1
  assert_equal "$(state_of demo)" stopped
  wait_until agent_number 0
  outlive resume demo
  wait_until works demo 2
  agent_awaits end 2
  same_conversation
  ends_well
}
both_ways 'wrapper and monitor of a task are killed, and it is stopped and resumed' lost_task_is_stopped

# -------------------------------------------------------------------------------------------------------------------- sessions

session_is_used() {
  uses "$1"
  long_session
  uses "$2"
  assert_equal "$(about state) $(about restarts) $(about own)" 'running 0 true'
  repeats one
  uses "$1"
  repeats two
  uses "$2"
  run --separate-stderr session start web -- true
  assert_success
  assert_output --partial already
  outlive prune --older-than 0s
  outlive doctor || true
  repeats three
}
both_ways 'a session is read and typed into' session_is_used

session_program_is_killed() {
  local program
  uses "$1"
  long_session
  uses "$2"
  program=$(about pid)
  kill -KILL "$program"
  wait_until eval '[ "$(about restarts) $(about state)" = "1 running" ]'
  assert_not_equal "$(about pid)" "$program"
  session wait web --ready '^ready' --timeout 60s
  repeats one
}
both_ways 'the program of a session is killed, and it is seen to be started again' session_program_is_killed

session_is_stopped() {
  local host
  uses "$1"
  long_session
  uses "$2"
  host=$(session_host)
  session stop web --grace 1
  assert_equal "$(about state) $(about signal)" 'stopped SIGHUP'
  wait_until gone "$host"
  uses "$1"
  session_is stopped
  assert_equal "$(session tail web)" ready
  # It was stopped, so no process brings it back.
  session restore
  session_is stopped
}
both_ways 'a session is stopped, and both say so' session_is_stopped

session_is_replaced() {
  uses "$1"
  long_session
  uses "$2"
  session start web --replace -- bash -c 'echo other; exec sleep 1000'
  session wait web --ready '^other'
  uses "$1"
  session_is running
}
both_ways 'a session gives way to another of its name' session_is_replaced

host_is_killed() {
  local program
  uses "$1"
  long_session
  program=$(about pid)
  # What does not hang up stays.
  end_process "$(session_host)"
  uses "$2"
  session_is lost
  assert_equal "$(session tail web)" ready
  run --separate-stderr session restore
  assert_success
  assert_output 'web: started again'
  wait_until gone "$program"
  session wait web --ready '^ready' --timeout 60s
  repeats one
  uses "$1"
  session_is running
}
both_ways 'the host of a session is killed, and the session is restored' host_is_killed

lost_session_is_stopped() {
  uses "$1"
  long_session
  end_process "$(session_host)"
  uses "$2"
  session stop web --grace 1
  session_is stopped
  uses "$1"
  session_is stopped
  session start web -- sleep 1000
  session_is running
}
both_ways 'the host of a session is killed, and the session is stopped' lost_session_is_stopped

server_is_killed() {
  local host
  uses "$1"
  long_session
  uses "$2"
  host=$(session_host)
  end_process "$(session_server)"
  wait_until has_moved "$host"
  session wait web --ready '^ready' --timeout 60s
  repeats one
  session stop web --grace 1
  session_is stopped
}
both_ways 'the tmux server of a session is killed, and it is seen to go on in another' server_is_killed

shell_is_idle() {
  printf 'PS1="$ "\n' >"$HOME/.bashrc"
  uses "$1"
  session start web
  session wait web --idle
  uses "$2"
  run -0 session idle web
  session send web 'until [ -e go ]; do sleep 0.02; done'
  wait_until eval '! session idle web'
  : >go
  session wait web --idle --timeout 60s
}
both_ways 'a shell in a session is seen to be idle' shell_is_idle

# -------------------------------------------------------------------------------------------------------------------- commands

# Prints what it reads, line by line.
repeating='echo ready; while read -r line; do echo "got $line"; done; echo end'

command_is_used() {
  local seen=''
  uses "$1"
  background -- "$repeating"
  uses "$2"
  assert_equal "$(fact "$id" status) $(fact "$id" pid)" "running $(command_of "$id")"
  polled_until ready
  process write "$id" --data $'one\n'
  polled_until 'got one'
  # Each takes up where the other's poll has ended.
  uses "$1"
  process write "$id" --data $'two\n'
  polled_until 'got two'
  uses "$2"
  process write "$id" --data $'three\n' --eof
  polled_until end
  assert_equal "$(tr -d '\n' <<<"$seen")" 'readygot onegot twogot threeend'
  wait_until has_ended "$id"
  assert_equal "$(process log "$id" --offset 0)" $'ready\ngot one\ngot two\ngot three\nend'
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'completed 0'
  uses "$1"
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'completed 0'
  # It is told of by the one that has started it, once.
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  assert_equal "$(calls_of openclaw)" 1
  process clear "$id"
  [ ! -e "$(files_of "$id")" ]
}
both_ways 'a command is polled and written to' command_is_used

terminal_is_used() {
  local seen=''
  uses "$1"
  background --pty -- "stty -echo; $repeating"
  uses "$2"
  polled_until ready
  process submit "$id"
  process send-keys "$id" --literal abc Enter
  polled_until 'got abc'
  process send-keys "$id" C-d
  polled_until end
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" status)" completed
}
both_ways 'keys are sent to a command on a terminal' terminal_is_used

command_is_killed() {
  uses "$1"
  background -- 'echo up; sleep 1000 & wait'
  wait_until printed "$id" up
  uses "$2"
  process kill "$id"
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" status)" killed
  uses "$1"
  assert_equal "$(fact "$id" status)" killed
  process remove "$id"
  wait_until nothing_lives
}
both_ways 'a command is killed with all that it has started' command_is_killed

running_command_is_removed() {
  uses "$1"
  background -- 'echo up; exec sleep 1000'
  uses "$2"
  outlive prune --older-than 0s
  is_status "$id" running
  process remove "$id"
  [ ! -e "$(files_of "$id")" ]
  wait_until nothing_lives
}
both_ways 'a command that runs is not pruned, and can be removed' running_command_is_removed

supervisor_is_killed() {
  local seen='' before
  uses "$1"
  on_cue 'one\n' 'two\n' 'three\n'
  cue 1
  polled_until one
  before=$(supervisor_of "$id")
  end_process "$before"
  uses "$2"
  is_status "$id" running
  wait_until succeeded "$before"
  cue 2
  polled_until two
  uses "$1"
  is_status "$id" running
  cue 3
  polled_until three
  assert_equal "$seen" 'onetwothree'
  uses "$2"
  process kill "$id"
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" status)" killed
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  assert_equal "$(calls_of openclaw)" 1
}
both_ways 'the supervisor of a command is killed, and another takes its place' supervisor_is_killed

two_supervisors_are_killed() {
  local version before seen=''
  uses "$1"
  on_cue 'one\n' 'two\n'
  cue 1
  for version in "$2" "$1" "$2"; do
    before=$(supervisor_of "$id")
    end_process "$before"
    uses "$version"
    is_status "$id" running
    wait_until succeeded "$before"
  done
  cue 2
  polled_until two
  assert_equal "$seen" $'one\ntwo'
  process remove "$id"
  wait_until nothing_lives
}
both_ways 'supervisors of both versions follow each other' two_supervisors_are_killed

timeout_goes_on() {
  uses "$1"
  background --timeout 6s -- 'echo up; exec sleep 1000'
  wait_until printed "$id" up
  end_process "$(supervisor_of "$id")"
  uses "$2"
  is_status "$id" running || is_status "$id" failed
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" status) $(details poll "$id" timedOut)" 'failed true'
  wait_until nothing_lives
}
both_ways 'the supervisor of a command is killed, and it is ended in time all the same' timeout_goes_on

supervisor_and_command_are_killed() {
  uses "$1"
  background -- 'echo up; exec sleep 1000'
  wait_until printed "$id" up
  kill -KILL "$(supervisor_of "$id")" "$(command_of "$id")"
  wait_until gone "$(command_of "$id")"
  uses "$2"
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'failed null'
  assert_regex "$(process poll "$id")" 'its supervisor was killed'
  uses "$1"
  assert_regex "$(process poll "$id")" 'its supervisor was killed'
}
both_ways 'supervisor and command are killed, and both say so' supervisor_and_command_are_killed

# The earlier version does not know OUTLIVE_EXEC_TAG, so its command inherits that of the command that starts it.
@test "an earlier version's command that one of this version has started: each is ended with all of its own, and no other" {
  local outer inner child
  background -- '"$EARLIER" exec --background -- "setsid sh -c \"echo \\\$\\\$ >child.new; mv child.new child; exec sleep 1000\" & wait"
    exec sleep 1000'
  outer=$id
  wait_until test -e child
  child=$(<child)
  said() { process log "$outer" --json | json output; }
  wait_until eval '[ -n "$(said)" ]'
  inner=$(said)
  process kill "$outer"
  is_status "$outer" killed
  is_status "$inner" running
  run ! gone "$child"
  end_process "$(supervisor_of "$inner")"
  process kill "$inner"
  wait_until gone "$child"
  wait_until nothing_lives
}

foreground_goes_on() {
  uses "$1"
  start caller "$OUTLIVE" exec -- 'echo up; exec sleep 1000'
  wait_until test -s "$SANDBOX/caller.out"
  id=$(cd "$OUTLIVE_HOME/exec" && echo *)
  uses "$2"
  # It is its caller's, as long as that is there.
  assert_equal "$(process list --json | json sessions)" '[]'
  end_process "$caller_pid"
  wait_until is_status "$id" running
  process kill "$id"
  wait_until is_status "$id" killed
}
both_ways 'a command in the foreground is seen once its caller was killed' foreground_goes_on

rotated_output_is_read() {
  mkdir -p "$HOME/.config/outlive"
  echo '{"tools": {"exec": {"maxLogBytes": 4096}}}' >"$HOME/.config/outlive/config.json"
  uses "$1"
  finished -- 'seq -f "line %04g" 1000'
  uses "$2"
  assert_equal "$(process log "$id" --limit 2)" $'line 0999\nline 1000'
  assert_equal "$(process log "$id" --offset 998 --limit 1)" 'line 0999'
  assert_equal "$(fact "$id" truncated)" true
}
both_ways 'output that has outgrown its file is read' rotated_output_is_read
