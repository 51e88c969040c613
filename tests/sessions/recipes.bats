#!/usr/bin/env bats
# Sessions of `outlive session start`, and what the recipes of plain tmux find and do.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

current_command() { tm display-message -p -t "=$1:" '#{pane_current_command}'; }

@test "has-session finds it while it runs, and no longer" {
  begin web -- sleep 1000
  tm has-session -t web
  tm has-session -t =web
  run ! tm has-session -t =we
  session stop web
  run ! tm has-session -t web
  begin api -- true
  session wait api --exit
  wait_until eval '! tm has-session -t api 2>/dev/null'
}

@test "list-sessions has it by its name alone, with one window and one pane" {
  begin web -- sleep 1000
  begin api
  assert_equal "$(tm list-sessions -F '#{session_name} #{session_windows}')" $'api 1\nweb 1'
  assert_equal "$(tm list-panes -a | grep -c .)" 2
}

@test "capture-pane has its last lines, those that have left the screen too" {
  begin web -- bash -c 'seq 1 100; echo "it is up"; exec sleep 1000'
  session wait web --ready 'is up'
  assert_equal "$(tm capture-pane -p -t web -S -30 | grep .)" "$({ seq 43 100 && echo 'it is up'; })"
  assert_equal "$(tm capture-pane -p -J -t web:0.0 -S -200 | grep -c .)" 101
  assert_equal "$(tm capture-pane -p -t web -S -30 | grep . | tail -n 5)" "$(session tail web -n 5)"
}

@test "send-keys types into it, and what it says is seen on both sides" {
  record web
  tm send-keys -t web -l -- '-l Enter; #{pid} ünï'
  tm send-keys -t web Enter
  tm send-keys -t web C-c
  printf '%s' $'-l Enter; #{pid} ünï\r\003' >"$SANDBOX/expected"
  wait_until recorded web "$SANDBOX/expected"
}

@test "a shell of it answers what send-keys asks" {
  begin sh
  session wait sh --idle
  tm send-keys -t sh -l -- 'echo $((6 * 7))'
  tm send-keys -t sh Enter
  wait_until eval 'tm capture-pane -p -t sh -S -30 | grep -qx 42'
  session tail sh | grep -qx 42
  session wait sh --ready '^42$'
}

@test "C-c of send-keys interrupts its program alone" {
  begin web -- bash -c 'trap "echo interrupted" INT; echo ready; while :; do sleep 0.1; done'
  session wait web --ready ready
  tm send-keys -t web C-c
  session wait web --ready interrupted
  assert_equal "$(state web)" running
  begin api -- sleep 1000
  tm send-keys -t api C-c
  session wait api --exit
  assert_equal "$(fact api signal)" SIGINT
}

@test "pane_current_command is the program, or what runs in the shell" {
  [ "$(uname)" = Linux ] || skip 'elsewhere tmux tells the name of the executable'
  begin web -- sleep 1000
  assert_equal "$(current_command web)" sleep
  begin sh
  session wait sh --idle
  assert_equal "$(current_command sh)" bash
  session send sh 'sleep 1000'
  wait_until eval '[ "$(current_command sh)" = sleep ]'
  session interrupt sh
  wait_until eval '[ "$(current_command sh)" = bash ]'
}

@test "kill-session ends its program, and list tells so" {
  begin web -- sleep 1000
  pid=$(program_of web)
  tm kill-session -t web
  wait_until gone "$pid"
  wait_until is_state web stopped
  assert_equal "$(fact web pid)" null
  begin web -- sleep 2000
  assert_equal "$(state web)" running
}

@test "kill-session ends it for good, also one that is always started again" {
  begin other -- sleep 1000
  begin web --restart always -- bash -c 'echo run >>"$HOME/runs"; exec sleep 1000'
  wait_until test -s "$HOME/runs"
  tm kill-session -t web
  wait_until is_state web stopped
  session restore
  assert_equal "$(state web)" stopped
  assert_equal "$(grep -c . "$HOME/runs")" 1
}

@test "kill-session ends a program that does not heed HUP" {
  begin web -- bash -c 'trap "" HUP TERM; echo ready; while :; do sleep 1; done'
  session wait web --ready ready
  pid=$(program_of web)
  tm kill-session -t web
  wait_until gone "$pid"
  wait_until is_state web stopped
}

@test "respawned, split and renamed windows of it are those of its session" {
  begin web -- bash -c 'echo first; exec sleep 1000'
  session wait web --ready first
  tm rename-window -t web: 'another name'
  tm split-window -d -t web: 'exec sleep 500'
  assert_equal "$(state web)" running
  assert_equal "$(session tail web -n 1)" first
}

@test "rename-session gives it another name, by which it is found from then on" {
  begin web -- bash -c 'echo "I am here"; exec sleep 1000'
  session wait web --ready here
  program=$(program_of web)
  tm rename-session -t =web shop
  assert_equal "$(state shop)" running
  assert_equal "$(program_of shop)" "$program"
  assert_equal "$(session tail shop)" 'I am here'
  run --separate-stderr session tail web
  assert_failure 3
  refute_regex "$stderr" 'did you mean web\?'
  begin web -- sleep 2000
  refute_output --partial already
  assert_equal "$(program_of shop)" "$program"
  session stop shop
  gone "$program"
  run ! tm has-session -t =shop
  assert_equal "$(state web)" running
}

@test "a pane that the user added goes on when the program has ended, until the session is replaced or stopped" {
  begin web -- bash -c 'read -r _; exit 3'
  tm split-window -d -t web: 'exec sleep 500'
  added=$(tm list-panes -t web: -F '#{pane_pid}' | tail -n 1)
  program=$(program_of web)
  host=$(host_of web)
  session send web ''
  wait_until gone "$program"
  wait_until gone "$host"
  run ! gone "$added"
  # `start` says what `list` says.
  run session start web -- sleep 2000
  assert_success
  assert_output 'web is already running'
  assert_equal "$(state web)" running
  begin web --replace -- sleep 2000
  assert_equal "$(state web)" running
  assert_equal "$(fact web command)" 'sleep 2000'
  gone "$added"
}
