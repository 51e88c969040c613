#!/usr/bin/env bats
# Row 35: the pane shows more than a pipe takes at once.
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it

setup() {
  load ../support/task && task_begin
  export MONITOR_BASE_INTERVAL=600 MONITOR_MAX_INTERVAL=600
  task
  living_process
  task_file pid <<<"$living_pid"
  tmux -f tmux.conf new-session -d -x 400 -y 400 -s task "printf 'panic: here\n'; yes $(printf '%0390d' 0) | head -n 390; exec cat" 3>&-
  wait_until shows_all
}

teardown() { isolation_end; }

shows_all() { [ "$(tmux capture-pane -p -t '=task:' | wc -c)" -gt 140000 ]; }

@test "row 35: the script does not find the crash in it" {
  start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until sleeps_in_foreground "$script_pid"
  run ! grep -q '^pane_state=' "$task/manifest"
}

@test "row 35: the binary finds it" {
  start binary "$OUTLIVE" monitor task "$task"
  wait_until manifest_has pane_state=crash_text
}
