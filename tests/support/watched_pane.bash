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
  rm -f "$LANE/gated"
  task_file exit_code <<<0
  mark_done
  monitor_ended
}

means() {
  # The script gives up at its second look at a question, so it gets one. The binary may look more often.
  if [ "$MONITOR $1" = 'shell waiting_for_input' ]; then
    : >"$LANE/gated"
    show "$2"
    : >"$LANE/look"
  else
    show "$2"
    rm -f "$LANE/gated"
  fi
  manifest_has "pane_state=$1"
}
