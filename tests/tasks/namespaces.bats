#!/usr/bin/env bats
# A task in another PID namespace, or on another host, is shown as such where it cannot be seen, and left alone there.
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
  load ../support/namespaces && namespaces_begin
}

teardown() { launched_end; }

begun() {
  a_day_long
  launch demo
  agent_awaits end
}

assert_elsewhere() {
  assert_failure 1
  assert_equal "$output" ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'the task demo runs in another container or on another host \(.*\), and can only be acted on there'
}

# aside COMMAND ...: runs it in a container that reaches no tmux server of this test.
aside() { in_container env TMUX_TMPDIR="$SANDBOX/tmp" "$@"; }

@test "a status in a container shows a task of the host as one that runs elsewhere" {
  begun
  local way shown
  for way in in_container on_other_host; do
    shown=$("$way" "$OUTLIVE" status demo --json)
    assert_equal "$(json status <<<"$shown")" running
    assert_equal "$(json elsewhere.host <<<"$shown")" "$(hostname)"
    assert_equal "$(json pid <<<"$shown")" null
    validate status <<<"$shown"
    "$way" "$OUTLIVE" status --json | validate statuses
    assert_regex "$("$way" "$OUTLIVE" status)" "it runs in another container or on another host \\($(hostname),"
  done
  assert_equal "$(outlive status demo --json | json elsewhere)" null
}

@test "in a container nothing is done to a task of the host, and it is not brought back a second time" {
  begun
  local words wrapper monitor
  wait_until eval 'monitor_of >/dev/null'
  wrapper=$(wrapper_of) monitor=$(monitor_of)
  for words in 'stop demo' 'resume demo' 'run --name demo --replace --prompt x'; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr aside "$OUTLIVE" $words
    assert_elsewhere
  done
  run --separate-stderr aside "$OUTLIVE" restore --json
  assert_success
  assert_equal "$(json tasks.0.action <<<"$output")" elsewhere
  validate restore <<<"$output"
  run aside "$OUTLIVE" prune --older-than 0 --json
  assert_equal "$(json tasks.# <<<"$output")" 0
  assert_equal "$(wrapper_of) $(monitor_of)" "$wrapper $monitor"
  agent_number 1
  open_gate end
  wait_for demo
  assert_success
}

@test "a wrapper and a monitor in a container leave a task alone that those of the host have" {
  begun
  wait_until eval 'monitor_of >/dev/null'
  run --separate-stderr aside env TASK_TMPDIR="$task" "$OUTLIVE" wrapper
  assert_failure 1
  assert_regex "$stderr" 'runs in another container or on another host'
  run aside "$OUTLIVE" monitor claude-demo "$task"
  assert_success
  assert_output --partial 'nothing to do'
  agent_number 1
  wait_until works demo
}

@test "the host sees a task in a container, and ends it" {
  a_day_long
  container one
  within one "$OUTLIVE" run --name demo --prompt 'do the work'
  task=$OUTLIVE_HOME/tasks/demo
  assert_equal "$(state_of demo)" running
  assert_equal "$(outlive status demo --json | json elsewhere)" null
  # The id in the task's files is one of the container.
  assert_equal "$(outlive status demo --json | json pid)" null
  outlive stop demo
  assert_equal "$(state_of demo)" stopped
  agent_number 0
}

@test "the host sees that a task has ended with its container, and brings it back" {
  a_day_long
  container one
  within one "$OUTLIVE" run --name demo --prompt 'do the work'
  task=$OUTLIVE_HOME/tasks/demo
  agent_awaits end
  container_ends one
  wait_until is_now demo lost
  outlive restore
  agent_awaits end 2
  assert_equal "$(argument_after --resume 2)" "$(argument_after --session-id 1)"
  wait_until works demo
}

@test "a task that ended with another container is brought back only once the user says that it is gone" {
  a_day_long
  container one
  container two
  within one "$OUTLIVE" run --name demo --prompt 'do the work'
  task=$OUTLIVE_HOME/tasks/demo
  agent_awaits end
  container_ends one
  run -0 within two "$OUTLIVE" restore
  assert_output --partial 'demo: left alone: the task demo runs in another container'
  OUTLIVE_ELSEWHERE=gone run -0 within two "$OUTLIVE" restore
  assert_output 'demo: resumed'
  agent_awaits end 2
  assert_equal "$(within two "$OUTLIVE" status demo --json | json status)" running
  assert_equal "$(within two "$OUTLIVE" status demo --json | json elsewhere)" null
}

@test "a task that has ended in another container can be resumed" {
  container one
  container two
  within one "$OUTLIVE" run --name demo --prompt 'do the work' --wait
  task=$OUTLIVE_HOME/tasks/demo
  wait_until test ! -e "$task/monitor.lock"
  container_ends one
  assert_equal "$(within two "$OUTLIVE" status demo --json | json status)" completed
  within two "$OUTLIVE" resume demo
  within two "$OUTLIVE" wait demo --timeout 60
  assert_equal "$(calls_of claude)" 2
}
