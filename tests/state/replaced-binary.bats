#!/usr/bin/env bats
# An upgrade of the binary that users run: its file is replaced while processes of it run. They go on, and a process
# that starts later is the new version, by the same path.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; two_binaries.bash sets the others

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

# installed VERSION: its binary, as users install it.
installed() {
  mkdir "$SANDBOX/opt"
  uses "$1"
  cp "$OUTLIVE" "$SANDBOX/opt/outlive"
  export OUTLIVE=$SANDBOX/opt/outlive
}

renamed_over() {
  cp "$THIS" "$SANDBOX/opt/outlive.new"
  mv "$SANDBOX/opt/outlive.new" "$SANDBOX/opt/outlive"
}

# The system lets no process write into a binary that runs, so `cp -f` and `install` remove it first.
removed_first() {
  rm "$SANDBOX/opt/outlive"
  cp "$THIS" "$SANDBOX/opt/outlive"
}

# What runs has another path then, until that is gone, too.
kept_aside() {
  mv "$SANDBOX/opt/outlive" "$SANDBOX/opt/outlive.old"
  cp "$THIS" "$SANDBOX/opt/outlive"
  rm "$SANDBOX/opt/outlive.old"
}

# The earlier version finds no way back from `kept_aside`: it asks the system for its path only when it needs it.
each_upgrade() {
  bats_test_function --description "the new file is renamed over the old: $1" -- "$2" earlier renamed_over
  bats_test_function --description "the old file is removed, and the new one copied: $1" -- "$2" earlier removed_first
  bats_test_function --description "the old file is kept aside for a while: $1" -- "$2" this kept_aside
}

upgrade_and_agent_is_killed() {
  installed "$1"
  long_task
  "$2"
  is_now demo running
  end_process "$(agents)"
  wait_until works demo 2
  agent_awaits end 2
  same_conversation
  ends_well
}
each_upgrade 'a task is resumed when its agent is killed' upgrade_and_agent_is_killed

upgrade_and_monitor_is_killed() {
  local first
  installed "$1"
  long_task
  "$2"
  first=$(monitor_of)
  end_process "$first"
  wait_until monitor_of
  wait_until works demo 1
  end_process "$(agents)"
  wait_until works demo 2
  agent_awaits end 2
  same_conversation
  ends_well
}
each_upgrade 'a task has another monitor when its own is killed, and is resumed by that' upgrade_and_monitor_is_killed

upgrade_and_wrapper_is_killed() {
  installed "$1"
  long_task
  "$2"
  end_process "$(wrapper_of)"
  wait_until works demo 2
  agent_awaits end 2
  same_conversation
  ends_well
}
each_upgrade 'a task is resumed when its wrapper is killed' upgrade_and_wrapper_is_killed

upgrade_and_session_goes_on() {
  local host
  installed "$1"
  long_session
  "$2"
  repeats one
  kill -KILL "$(about pid)"
  wait_until eval '[ "$(about restarts) $(about state)" = "1 running" ]'
  session wait web --ready '^ready' --timeout 60s
  repeats two
  host=$(session_host)
  end_process "$(session_server)"
  wait_until has_moved "$host"
  session wait web --ready '^ready' --timeout 60s
  repeats three
  session stop web --grace 1
  session_is stopped
}
each_upgrade 'a session is started again when its program is killed, and when its server is' upgrade_and_session_goes_on

upgrade_and_command_goes_on() {
  local seen=''
  installed "$1"
  on_cue 'one\n' 'two\n'
  "$2"
  cue 1
  polled_until one
  process kill "$id"
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" status)" killed
  # Its supervisor has that told by a process of its own.
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
}
each_upgrade 'a command is polled and killed, and its end is told of' upgrade_and_command_goes_on

upgrade_and_supervisor_is_killed() {
  local seen='' before
  installed "$1"
  on_cue 'one\n' 'two\n'
  cue 1
  "$2"
  before=$(supervisor_of "$id")
  end_process "$before"
  is_status "$id" running
  wait_until succeeded "$before"
  cue 2
  polled_until two
  assert_equal "$seen" $'one\ntwo'
  process kill "$id"
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
}
each_upgrade 'a command has another supervisor when its own is killed' upgrade_and_supervisor_is_killed

upgrade_and_tool_goes_on() {
  local to from answer
  installed "$1"
  mkfifo to from
  start tool bash -c 'exec "$OUTLIVE" tool <to >from'
  exec {to}>to {from}<from
  printf '%s\n' '{"tool":"exec","command":"echo before"}' >&"$to"
  IFS= read -r -t 60 -u "$from" answer
  assert_regex "$answer" 'before'
  "$2"
  # More at once than there are supervisors that wait.
  for ((number = 1; number <= 8; number++)); do
    printf '{"tool":"exec","command":"echo after %s","id":%s}\n' "$number" "$number" >&"$to"
  done
  for ((number = 1; number <= 8; number++)); do
    IFS= read -r -t 60 -u "$from" answer
    assert_regex "$answer" 'after'
    assert_equal "$(json details.status <<<"$answer")" completed
  done
  exec {to}>&-
  end_of tool
}
each_upgrade 'an outlive tool that was started before goes on' upgrade_and_tool_goes_on
