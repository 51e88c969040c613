#!/usr/bin/env bats
# Row 3: an agent that prints nothing is taken for one that hangs, and is not watched any more.
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and launched.bash set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/launched && launched_begin
  export MONITOR_BASE_INTERVAL=1
}

teardown() {
  launched_end
}

# Waits until the script's monitor sleeps again: after two of these a whole check has been made.
next_check() {
  sleep_before=$(pgrep -P "$script_pid" -x sleep || true)
  wait_until sleeps_again
}
sleeps_again() {
  local sleep_now
  sleep_now=$(pgrep -P "$script_pid" -x sleep) && [ "$sleep_now" != "$sleep_before" ]
}

@test "row 3: the script takes a healthy agent for hung, and does not watch it any more" {
  task
  agent <<'END'
await question
echo 'Overwrite? (y/n)'
await end
END
  open_session
  task_file output.log </dev/null
  tmux pipe-pane -O -t =task: "exec perl -pe 's/\\r//g' >>'$task/output.log'"
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  agent_awaits question
  wait_until manifest_has "pid=$(pid_of claude 1)"
  MONITOR_WAITING_POLLS=1 start script bash "$REFERENCE_DIR/monitor.sh" task "$task"

  wait_until manifest_has retry_count=1
  wait_until test ! -e "$task/pid"
  [ -e "$task/resume" ]
  manifest_has status=hung
  run ! gone "$(pid_of claude 1)"
  assert_equal "$(calls_of claude)" 1
  # A monitor that looked at its agent would give the task up now.
  open_gate question
  wait_until pane_shows 'Overwrite? (y/n)'
  next_check
  next_check
  manifest_has status=hung
  run ! grep pane_state "$task/manifest"
  run ! gone "$(pid_of claude 1)"
}

# What claude does in each task: in `busy`, `waiting` and `talking` it is healthy, in `clock` it hangs.
agents_of_four_tasks() {
  claude_does <<'END'
echo "$call" >>"$lane/calls of $TASK"
mkfifo "$lane/nothing" 2>/dev/null
begins
case $TASK:$resumed in
busy:no)
  until [ -e "$lane/enough" ]; do
    for ((i = 0; i < 5000; i++)); do :; done
    read -r -t 0.05 _ <>"$lane/nothing"
  done
  ;;
waiting:no)
  calls Bash t1 'make'
  (await made)
  returns t1
  ;;
talking:no)
  until [ -e "$lane/enough" ]; do
    says 'still at it'
    read -r -t 0.5 _ <>"$lane/nothing"
  done
  ;;
clock:no)
  trap '' TERM
  says 'I ask, and nobody answers'
  read -r -t 120 _ <>"$lane/nothing"
  ;;
clock:yes)
  read -r before <"$lane/calls of clock"
  case $(ps -o stat= -p "$(<"$lane/calls/claude.$before/pid")") in '' | Z*) ;; *) echo yes >"$lane/beside" ;; esac
  ;;
esac
answers "done by call $call"
END
}

# The one that hangs begins last, and is the clock: when it has been resumed, the others have been silent for longer.
@test "row 3: the binary leaves silent agents alone that are healthy, and ends one that hangs before it resumes it" {
  local name
  agents_of_four_tasks
  for name in busy waiting talking clock; do launch "$name" --env "TASK=$name"; done
  wait_for clock
  assert_success
  manifest_has retry_count=1
  grep -F 'The agent has hung; resume 1 of 10.' "$task/monitor.log"
  assert_equal "$(grep -c . "$SANDBOX/calls of clock")" 2
  [ ! -e "$SANDBOX/beside" ]

  : >"$SANDBOX/enough"
  open_gate made
  for name in busy waiting talking; do
    task=$OUTLIVE_HOME/tasks/$name
    wait_for "$name"
    assert_success
    assert_equal "$(grep -c . "$SANDBOX/calls of $name")" 1
    assert_equal "$name: $(value_of retry_count)" "$name: "
    run ! grep hung "$task/monitor.log"
  done
}

# Twice as long as an agent may be silent.
silent_for_long() { [ $(($(date +%s) - $(stat -c %Y "$task/events.jsonl"))) -ge 8 ]; }

@test "row 3: the binary goes on watching an agent that was silent for long" {
  claude_does <<'END'
begins
if [ "$resumed" = no ]; then
  calls Bash t1 'make'
  (await never)
fi
answers "done by call $call"
END
  launch demo
  agent_awaits never
  wait_until silent_for_long
  wait_until works demo 1
  [ -e "$task/pid" ]
  kill -KILL "$(pid_of claude 1)"
  wait_for demo
  assert_success
  assert_equal "$(calls_of claude)" 2
  run ! grep hung "$task/monitor.log"
}
