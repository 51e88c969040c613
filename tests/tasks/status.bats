#!/usr/bin/env bats
# `outlive status` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

@test "without tasks it says how to start one" {
  run --separate-stderr outlive status
  assert_success
  one_line "$output"
  assert_output --partial 'outlive run'
  assert_equal "$(outlive status --json | json 'tasks#')" 0
  [ ! -e "$OUTLIVE_HOME" ]
}

# Tasks in every state there is; the names say which.
every_state() {
  claude_does <<'END'
begins
says "call $call"
case $TEST_TASK in
completed) answers 'well done' ;;
failed) exit 3 ;;
abandoned) kill -KILL $$ ;;
*) await end ;;
esac
END
  launch completed --model opus --wait
  TEST_TASK=failed run -3 outlive run --name failed --prompt x --wait
  TEST_TASK=abandoned run -125 outlive run --name abandoned --prompt x --max-retries 0 --wait
  launch stopped
  outlive stop stopped --grace 0
  launch lost
  wait_until monitor_of
  kill -KILL "$(wrapper_of)" "$(monitor_of)"
  wait_until is_now lost lost
  launch running
  mkdir "$OUTLIVE_HOME/tasks/damaged"
}

@test "the table has a line for each task with its state, and what to do where something went wrong" {
  local state
  every_state
  run --separate-stderr outlive status
  assert_success
  assert_equal "$stderr" ''
  for state in NAME AGENT MODEL STATUS RETRIES; do assert_regex "${lines[0]}" "$state"; done
  for state in completed failed abandoned stopped lost running damaged; do
    grep -Eq "^$state +(claude|-) .*$state" <<<"$output" || fail "no line for $state in: $output"
  done
  assert_output --partial 'exit code 3'
  assert_output --partial 'outlive restore'
  assert_output --partial 'opus'
  [[ $output != *$'\e'* ]]
  while IFS= read -r line; do
    [ "${#line}" -le 80 ] || fail "wider than 80 columns: $line"
  done <<<"$output"
}

@test "--json has the same of every task, as one document" {
  local state i
  every_state
  run --separate-stderr outlive status --json
  assert_success
  one_line "$output"
  assert_equal "$(json 'tasks#' <<<"$output")" 7
  for ((i = 0; i < 7; i++)); do
    state=$(json "tasks.$i.name" <<<"$output")
    assert_equal "$(json "tasks.$i.status" <<<"$output")" "$state"
    case $state in
    failed | abandoned | lost | damaged)
      [ "$(json "tasks.$i.problem" <<<"$output")" != null ]
      [ "$(json "tasks.$i.hint" <<<"$output")" != null ]
      ;;
    *) assert_equal "$(json "tasks.$i.problem" <<<"$output")" null ;;
    esac
  done
  # They are sorted.
  assert_equal "$(json tasks.0.name <<<"$output")" abandoned
}

@test "one task, for people and as JSON" {
  a_day_long
  launch demo --model sonnet
  agent_awaits end
  run --separate-stderr outlive status demo
  assert_success
  for fact in running claude sonnet claude-demo "$project" "$task" "$(pid_of claude 1)" "$(argument_after --session-id 1)"; do
    assert_output --partial "$fact"
  done
  run -0 --separate-stderr outlive status demo --json
  one_line "$output"
  assert_equal "$(json name <<<"$output")" demo
  assert_equal "$(json status <<<"$output")" running
  assert_equal "$(json pid <<<"$output")" "$(pid_of claude 1)"
  assert_equal "$(json retries <<<"$output")" 0
  assert_equal "$(json exitCode <<<"$output")" null
  assert_equal "$(json endedAt <<<"$output")" null
  open_gate end
  wait_for demo
  run -0 outlive status demo --json
  assert_equal "$(json exitCode <<<"$output")" 0
  assert_equal "$(json pid <<<"$output")" null
  assert_regex "$(json endedAt <<<"$output")" '^[0-9]{4}-'
}

@test "retries are counted" {
  a_day_long
  launch demo
  agent_awaits end
  kill -KILL "$(pid_of claude 1)"
  agent_awaits end 2
  assert_equal "$(outlive status demo --json | json retries)" 1
}

@test "between the death of an agent and its resume the task has crashed, and is brought back" {
  export MONITOR_MAX_INTERVAL=1000 MONITOR_BASE_INTERVAL=1000 MONITOR_DISPATCH_WAIT=5
  claude_does <<'END'
begins
says hello
kill -KILL $$
END
  # The second resume waits 1000 s.
  launch demo
  wait_until test -e "$SANDBOX/calls/claude.2/order"
  wait_until is_now demo crashed
  assert_regex "$(outlive status demo --json | json problem)" 'brought back'
}

# widest_at COLUMNS: prints how wide the table is on a terminal of that width.
widest_at() {
  script -qec "stty cols $1 rows 24; '$OUTLIVE' status" /dev/null </dev/null 3>&- |
    perl -ne 's/\r?\n//; s/\e\[[0-9;]*m//g; $most = length if length > ($most // 0); END { print "$most\n" }'
}

@test "the table fits a narrow terminal, and the name is the last to give way" {
  local columns
  script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip 'script(1) is another one here'
  launch a-name-of-20-letters --wait -- false || true
  launch running --model a-model-of-some-length || true
  for columns in 80 60 54 40 30 20 12; do
    [ "$(widest_at "$columns")" -le "$columns" ] || fail "wider than $columns: $(widest_at "$columns")"
  done
  script -qec "stty cols 32 rows 24; '$OUTLIVE' status" /dev/null </dev/null 3>&- | grep -q 'a-name-of-20-letters'
}

@test "long names and models are cut, and the table stays within 80 columns" {
  local long
  long=$(printf 'long-name-%.0s' {1..6})
  a_day_long
  launch "$long" --model a-model-with-a-very-long-name-that-nobody-types
  launch "${long}b" --model opus
  outlive stop "${long}b" --grace 0
  run outlive status
  while IFS= read -r line; do
    [ "${#line}" -le 80 ] || fail "wider than 80 columns: $line"
  done <<<"$output"
  assert_output --partial 'long-name-'
  assert_output --partial '...'
  # One task is shown whole.
  run outlive status "$long"
  assert_output --partial "$long"
}

@test "a directory that outlive did not make, or is still making, is no task" {
  mkdir -p "$OUTLIVE_HOME/tasks/.half.abc"
  assert_equal "$(outlive status --json | json 'tasks#')" 0
}

@test "an unknown name is an error that names the known ones" {
  launch demo --wait
  run --separate-stderr outlive status dmo
  assert_failure 1
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" '"dmo".*demo'
  run --separate-stderr outlive status dmo --json
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" UnknownTask
  assert_equal "$stderr" ''
}

@test "colour only on a terminal, and never with NO_COLOR" {
  type -P script >/dev/null || skip 'there is no script(1)'
  launch demo --wait
  run outlive status
  refute_output --partial $'\e['
  run script -qec "TERM=xterm '$OUTLIVE' status" /dev/null </dev/null
  assert_output --partial $'\e['
  run script -qec "TERM=xterm NO_COLOR=1 '$OUTLIVE' status" /dev/null </dev/null
  refute_output --partial $'\e['
  run script -qec "TERM=dumb '$OUTLIVE' status" /dev/null </dev/null
  refute_output --partial $'\e['
}

@test "--watch draws in place, again and again, until INT ends it" {
  a_day_long
  launch demo
  agent_awaits end
  # A terminal: the pane of another tmux server.
  tmux -L terminal -f "$SANDBOX/tmux.conf" new-session -d -x 80 -y 20 -s desk 3>&-
  tmux -L terminal send-keys -t =desk: "'$OUTLIVE' status --watch" Enter
  wait_until eval 'desk | grep -q "^demo .*running"'
  open_gate end
  wait_until eval 'desk | grep -q "^demo .*completed"'
  # The screen has the table once.
  assert_equal "$(desk | grep -c ^NAME)" 1
  assert_equal "$(desk | grep -c '^demo ')" 1
  desk_runs outlive
  tmux -L terminal send-keys -t =desk: C-c
  wait_until desk_runs bash
}

desk_runs() { tmux -L terminal display-message -p -t =desk: '#{pane_current_command}' | grep -q "^$1"; }

desk() { tmux -L terminal capture-pane -p -t =desk: | grep -v 'status --watch'; }

@test "--watch without a terminal, or with --json, is an error" {
  for words in --watch '--watch --json'; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr outlive status $words
    assert_failure 2
  done
}
