# shellcheck shell=bash disable=SC2317,SC2154
#
# A monitor that looks at a pane, and how it classifies the text there: words for the scenarios of parity/classify*.bats.
#
#   watch_pane           begins
#   means STATE TEXT     shows TEXT, and waits until the monitor has recorded STATE
#   end_watch            completes the task

watch_pane() {
  task
  living_agent
  open_session
  start_monitor MONITOR_WAITING_POLLS=1000000
  monitor_started
}

end_watch() {
  task_file exit_code <<<0
  mark_done
  monitor_ended
}

means() {
  show "$2"
  manifest_has "pane_state=$1"
}
