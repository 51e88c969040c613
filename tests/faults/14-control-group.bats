#!/usr/bin/env bats
# Row 14: a tmux server ends with the control group that it was started in, and every task in it too.
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # launched.bash and control_groups.bash set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/launched && load support/control_groups && launched_begin && control_groups_begin
}

teardown() {
  [ -n "${BATS_TEST_COMPLETED:-}" ] || cat "$OUTLIVE_HOME"/tasks/*/monitor.* "$OUTLIVE_HOME"/tasks/*/output.log || true
  launched_end
  control_groups_end
}

@test "row 14: the script's tmux server, its agent and its monitor end with the control group of their starter" {
  agent <<<'await end'
  task
  make_group gateway.service
  run_in "$group"
  "${through[@]}" tmux -f "$SANDBOX/tmux.conf" new-session -d -s task -e "TASK_TMPDIR=$task" -c "$SANDBOX" 3>&-
  server_pid=$(tmux display-message -p '#{pid}')
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  start script "${through[@]}" nohup bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until test -s "$task/monitor.pid"

  end_group "$group"
  wait_until gone "$script_pid"
  wait_until gone "$server_pid"
  wait_until gone "$(pid_of claude 1)"
  manifest_has status=running
  assert_equal "$(calls_of claude)" 1
}

# assert_outlives GROUP: the task leaves the group by itself, says nothing of it, and goes on when the group has ended.
assert_outlives() {
  a_day_long
  launch demo
  assert_equal "$stderr" ''
  wait_until works demo 1
  assert_outside "$1"
  end_group "$1"
  wait_until works demo 1

  # So does what is brought back, and what brings it back.
  end_process "$(wrapper_of)"
  wait_until works demo 2
  end_process "$(monitor_of)"
  wait_until works demo 2
  assert_outside "$1"
  open_gate end
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" 'all done, by call 2'
}

@test "row 14: the binary leaves the control group of root's" {
  make_group gateway.service
  run_in "$group"
  assert_outlives "$group"
}

@test "row 14: the binary leaves the control group of an ordinary user within what is delegated to that user" {
  make_group users
  delegate "$group"
  group=$group/gateway.service
  mkdir "$group"
  run_in "$group" as nobody
  assert_outlives "$group"
}

# assert_ends_with GROUP WHY: run tells in one line that the task ends with the group, and why; and it does.
assert_ends_with() {
  a_day_long
  launch demo
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "the control group ${1#"$groups"} .*$2"
  wait_until works demo 1
  end_group "$1"
  wait_until is_now demo lost
  agent_number 0
}

@test "row 14: the binary says that it cannot leave the control group of an ordinary user" {
  make_group gateway.service
  run_in "$group" as nobody
  assert_ends_with "$group" 'user nobody may not make a control group outside it; start the tmux server from outside'
}

@test "row 14: the binary says that a tmux server was started in the control group before" {
  make_group gateway.service
  run_in "$group"
  "${through[@]}" tmux -f /dev/null new-session -d -s before 'exec sleep 1000' 3>&-
  assert_ends_with "$group" 'the tmux server was running there before; end it'
}
