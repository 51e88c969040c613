# shellcheck shell=bash disable=SC2154,SC2016 # bats and exec.bash set these variables; eval reads these strings
#
# Two versions of the binary on one state, in a sandbox (exec.bash).
#
#   setup_file() { load ../support/two_binaries && two_binaries_built; }
#   setup()      { load ../support/two_binaries && two_binaries_begin; }
#   teardown()   { [ -z "${SANDBOX:-}" ] || exec_end; }
#
# After two_binaries_begin: THIS is this version's binary, EARLIER that of the last commit that gave its state no version.
# OUTLIVE, the program under test, is THIS; OUTLIVE_SOCKET is $socket.
#
#   uses VERSION                 makes this binary the program under test: `this` or `earlier`
# A task
#   long_task                    starts the task `demo`, whose agent waits at the gate `end`; sets conversation
#   ends_well                    opens the gate, and waits for the end: one notification comes, and no agent is left
#   same_conversation            asserts that every call after the first resumes the first call's conversation
# A session
#   session COMMAND ...          `outlive session`
#   long_session                 starts the session `web`, with a program that repeats its input, and `--restart always`
#   about KEY                    prints a member of its object in the list
#   session_is STATE             whether it is in that state
#   session_host                 prints the process id of its host
#   session_server               prints the process id of its tmux server
#   has_moved HOST               whether it runs under another host than HOST
#   repeats WORD                 sends WORD, and reads the program's reply
# A command
#   polled_until TEXT            polls the last command, and adds new output to $seen, until TEXT is in it
#   succeeded SUPERVISOR         whether it has another supervisor than SUPERVISOR

two_binaries_built() {
  load ../support/earlier_binary
  earlier_binary ca25469
}

two_binaries_begin() {
  load ../support/exec
  exec_begin
  socket=$SANDBOX/s/sock
  export OUTLIVE_SOCKET=$socket THIS=$OUTLIVE
}

uses() {
  case $1 in
  this) export OUTLIVE=$THIS ;;
  earlier) export OUTLIVE=$EARLIER ;;
  esac
}

long_task() {
  a_day_long
  launch demo
  wait_until works demo 1
  agent_awaits end
  # The wrapper shows in the pane what the agent says, from where it gets into the log.
  wait_until grep -qs 'call 1, resumed: no' "$task/output.log"
  conversation=$(argument_after --session-id 1)
}

ends_well() {
  local calls
  calls=$(calls_of claude)
  open_gate end
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" "all done, by call $calls"
  wait_until put_away
  assert_equal "$(calls_of openclaw)" 1
  agent_number 0
}

same_conversation() {
  local call
  for ((call = $(calls_of claude); call > 1; call--)); do assert_equal "$(argument_after --resume "$call")" "$conversation"; done
}

session() { "$OUTLIVE" session "$@"; }

long_session() {
  session start web --restart always -- bash -c 'echo ready; while read -r line; do echo "got $line"; done'
  session wait web --ready '^ready' --timeout 60s
}

about() { session list --json | json "sessions.0.$1"; }

session_is() { [ "$(about state)" = "$1" ]; }

session_host() {
  local directory
  directory=$(printf '%s\n' "$OUTLIVE_HOME"/sessions/*/web.* | LC_ALL=C sort | tail -n 1)
  json host.pid <"$directory/state.json"
}

session_server() { tmux -S "$socket" display-message -p '#{pid}'; }

has_moved() { session_is running && [ "$(session_host)" != "$1" ]; }

repeats() {
  session send web "$1"
  session wait web --ready "^got $1" --timeout 60s
  session tail web | grep -qx "got $1"
}

polled_until() {
  local until=$((SECONDS + 120))
  until [[ $seen == *"$1"* ]]; do
    [ "$SECONDS" -lt "$until" ] || fail "no \"$1\" in: $seen"
    seen+=$(process poll "$id" --timeout 1000 --json | json output)
  done
}

succeeded() { [ "$(supervisor_of "$id")" != "$1" ]; }
