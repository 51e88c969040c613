#!/usr/bin/env bats
# How `outlive` leaves the control group that it is started in, and what it says if it cannot. (docs/faults.md, row 14)
# shellcheck disable=SC2034 # launched.bash uses task
# shellcheck disable=SC2154 # `run` sets stderr_lines; launched.bash and control_groups.bash set the others

setup() {
  load ../support/launched && load ../faults/support/control_groups && launched_begin && control_groups_begin
  a_day_long
}

teardown() {
  [ -n "${BATS_TEST_COMPLETED:-}" ] || cat "$OUTLIVE_HOME"/tasks/*/monitor.* "$OUTLIVE_HOME"/tasks/*/output.log || true
  launched_end
  control_groups_end
}

# finding KEY: prints a member of doctor's finding about control groups.
finding() {
  outlive doctor --json | perl -MJSON::PP -e '
    my ($found) = grep { $_->{what} eq "control group" } @{decode_json(<STDIN>)->{findings}};
    print $found->{$ARGV[0]} // "null", "\n"' "$1"
}

# assert_in PATH PID ...: each of these processes is in this control group.
assert_in() {
  local path=$1 pid
  shift
  for pid in "$@"; do assert_equal "$(group_of "$pid")" "$path"; done
}

both_are_back() { [ "$(calls_of claude)" -ge 4 ] && agent_number 2; }

server_lives() { tmux -S "$(value_of tmux_socket)" list-sessions; }

server_pid() { tmux display-message -p '#{pid}'; }

# ------------------------------------------------------------------------------------------- nothing to leave

@test "from the root group nothing is made, and nothing is said" {
  local before
  before=$(cd "$groups" && echo */)
  [ "$(group_of "$BASHPID")" = / ] || skip 'this test does not run in the root group'
  launch demo
  assert_equal "$stderr" ''
  assert_equal "$(cd "$groups" && echo */)" "$before"
  wait_until works demo 1
  assert_in / "$(server_pid)" "$(wrapper_of)" "$(monitor_of)" "$(pid_of claude 1)"
  assert_equal "$(finding verdict)" ok
}

# ------------------------------------------------------------------------------------------------- a way out

@test "root's tasks go to the group outlive, and every user may read its processes" {
  local mode
  make_group gateway.service
  run_in "$group"
  assert_equal "$(finding verdict)" ok
  assert_regex "$(finding found)" "tasks leave ${group#"$groups"} through (delegated group|systemd-run)"
  # doctor only looks.
  [ "$outlive_was_there" = yes ] || [ ! -d "$groups/outlive" ]

  launch demo --json
  assert_equal "$stderr" ''
  assert_equal "$(json 'warnings#' <<<"$output")" 0
  wait_until works demo 1
  [ ! -d /run/systemd/system ] || skip 'with systemd the group is a scope of its own'
  assert_in /outlive "$(server_pid)" "$(wrapper_of)" "$(monitor_of)" "$(pid_of claude 1)"
  mode=$(stat -c %a "$groups/outlive")
  assert_equal "$mode" 755
  assert_equal "$(finding verdict)" ok
}

@test "the group outlive is used again, and a second task needs no way out" {
  local first
  make_group gateway.service
  run_in "$group"
  launch demo
  first=$(server_pid)
  launch other
  assert_equal "$stderr" ''
  assert_equal "$(server_pid)" "$first"
  # Both monitors bring their task back, in a new server.
  tmux kill-server
  wait_until both_are_back
  [ "$(server_pid)" != "$first" ]
  launch third
  assert_equal "$stderr" ''
  assert_outside "$group"
}

@test "a stopped task that is resumed leaves the group too" {
  make_group gateway.service
  launch demo
  wait_until works demo 1
  outlive stop demo --grace 0
  wait_until eval '! session_exists claude-demo'
  run_in "$group"
  run -0 --separate-stderr outlive resume demo
  assert_equal "$stderr" ''
  wait_until works demo 2
  assert_outside "$group"
  end_group "$group"
  wait_until works demo 2
}

@test "a restored task leaves the group too" {
  make_group gateway.service
  launch demo
  wait_until works demo 1
  kill -KILL "$(monitor_of)" "$(wrapper_of)" "$(agents)" "$(server_pid)"
  wait_until is_now demo lost
  run_in "$group"
  run -0 --separate-stderr outlive restore
  assert_equal "$stderr" ''
  wait_until works demo 2
  assert_outside "$group"
  end_group "$group"
  wait_until works demo 2
}

@test "a task goes on when its starter's group is ended during the start" {
  make_group gateway.service
  run_in "$group"
  start launcher "${through[@]}" "$OUTLIVE" run --name demo --prompt x
  agent_awaits end
  end_group "$group"
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
  assert_outside "$group"
}

@test "a task that is started within a task has nothing to leave" {
  make_group gateway.service
  run_in "$group"
  launch demo
  wait_until works demo 1
  run_in "$groups$(group_of "$(pid_of claude 1)")"
  assert_equal "$(finding verdict)" ok
  launch inner
  assert_equal "$stderr" ''
  assert_outside "$group"
}

# ------------------------------------------------------------------------------------------------- no way out

@test "a user without a group to go to is warned once, and the task runs" {
  make_group gateway.service
  run_in "$group" as nobody
  launch demo
  assert_success
  assert_output --partial 'demo is running'
  assert_equal "${#stderr_lines[@]}" 1
  assert_equal "$stderr" "outlive run: the task ends when the control group ${group#"$groups"} is stopped as a whole: user nobody may not make a control group outside it; start the tmux server from outside ${group#"$groups"}, or delegate the group above it to user nobody"
  wait_until works demo 1
  assert_in "${group#"$groups"}" "$(wrapper_of)" "$(monitor_of)" "$(pid_of claude 1)"
}

@test "--json has the warning as a member" {
  make_group gateway.service
  run_in "$group" as nobody
  launch demo --json
  one_line "$output"
  assert_equal "$(json 'warnings#' <<<"$output")" 1
  assert_regex "$(json warnings.0 <<<"$output")" "${group#"$groups"} is stopped.*delegate"
}

@test "resume and restore warn as run does" {
  make_group gateway.service
  run_in "$groups" as nobody
  launch demo
  assert_equal "$stderr" ''
  wait_until works demo 1
  "${through[@]}" "$OUTLIVE" stop demo --grace 0
  wait_until eval '! server_lives'
  run_in "$group" as nobody
  run -0 --separate-stderr outlive resume demo
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "^outlive resume: the task ends when the control group ${group#"$groups"} is stopped"
  wait_until works demo 2

  # The warning is true: the task ends with the group.
  end_group "$group"
  wait_until is_now demo lost
  run -0 --separate-stderr outlive restore
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "^outlive restore: the task ends when the control group ${group#"$groups"} is stopped"
}

@test "doctor warns a user without a group to go to, and says what to do" {
  make_group gateway.service
  run_in "$group" as nobody
  assert_equal "$(finding verdict)" warning
  assert_equal "$(finding found)" "tasks end with ${group#"$groups"}: user nobody may not make a control group outside it"
  assert_regex "$(finding hint)" "start the tmux server from outside ${group#"$groups"}, or delegate"
  # It is a risk, not a failure.
  run -0 outlive doctor
  assert_regex "$output" "warning +control group +tasks end with ${group#"$groups"}"
}

@test "with a tmux server outside the group there is no warning" {
  make_group gateway.service
  run_in "$groups" as nobody
  "${through[@]}" tmux -f /dev/null new-session -d -s before 'exec sleep 1000' 3>&-
  run_in "$group" as nobody
  launch demo
  assert_equal "$stderr" ''
  wait_until works demo 1
  assert_outside "$group"
  end_group "$group"
  wait_until works demo 1
}

@test "run and doctor warn of a tmux server that was started inside before" {
  make_group gateway.service
  run_in "$group"
  "${through[@]}" tmux -f /dev/null new-session -d -s before 'exec sleep 1000' 3>&-
  assert_equal "$(finding verdict)" warning
  assert_equal "$(finding found)" 'the tmux server ends with the group of this shell'
  assert_equal "$(finding hint)" 'end the server, and start a task again'
  launch demo
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "control group ${group#"$groups"} .*the tmux server was running there before; end it"

  # The hint works.
  outlive stop demo --grace 0
  tmux kill-server
  assert_equal "$(finding verdict)" ok
  launch demo
  assert_equal "$stderr" ''
  assert_outside "$group"
}
