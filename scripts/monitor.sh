#!/usr/bin/env bash
#
# Watches one task: brings its agent back when it crashed or hangs, stops when there is nothing more to try, and leaves no session behind.
# Usage: monitor.sh SESSION TASK_TMPDIR. Settings: the MONITOR_* variables of read_settings.
# Exit 0 the task is complete, or its session is gone · 1 given up, or bad arguments · 2 bad settings · 128+N a signal.
# Sourced, it only defines its functions.
#
# fault 13: no process watches this script; without it a crash stays unnoticed.
# fault 14: a tmux server that a service manager started dies with that service, and the task with it.
# fault 15: nothing starts this script again after a reboot.

set -uo pipefail

# shellcheck source-path=SCRIPTDIR source=lib.sh
case ${BASH_SOURCE[0]} in */*) . "${BASH_SOURCE[0]%/*}/lib.sh" ;; *) . ./lib.sh ;; esac || exit 1

LATE_DONE_SECONDS=2
STALE_AFTER_INTERVALS=3
PANE_HISTORY_LINES=30
PROMPT_LINES=5

main() {
  read_arguments "$@"
  read_settings
  umask 077
  SECONDS=0      # bash's own clock; whole seconds since here
  retries=0      # resumes since the output was last fresh: they stretch the interval
  total=0        # resumes altogether: they are what MONITOR_MAX_RETRIES limits
  waiting=0      # checks in a row that saw the agent ask something
  stale_since='' # when the output was first seen to be stale, on the SECONDS clock

  # bash leaves a signal that was ignored when it started ignored, whatever trap says: hence HUP under nohup.
  trap cleanup EXIT
  trap 'if [ -e "$task/done" ]; then exit 0; else exit 143; fi' TERM
  trap 'exit 129' HUP
  trap 'exit 130' INT
  write_state "$task/monitor.pid" "$$"
  trace "started session=$session tmpdir=$task"

  while true; do
    check
  done
}

# read_arguments SESSION TASK_TMPDIR: sets session, task and manifest; exit 1 when they cannot be right.
read_arguments() {
  local LC_ALL=C
  if [ $# -ne 2 ] || [ -z "$1" ] || [ -z "$2" ]; then
    printf 'usage: monitor.sh SESSION TASK_TMPDIR\n' >&2
    exit 1
  fi
  case $1 in
    *[!A-Za-z0-9._-]*)
      printf 'monitor.sh: bad session name %q: use letters, digits, dot, _ and -\n' "$1" >&2
      exit 1
      ;;
  esac
  if [ ! -d "$2" ]; then
    printf 'monitor.sh: TASK_TMPDIR %q is not a directory; give the task directory\n' "$2" >&2
    exit 1
  fi
  session=$1
  task=$2
  manifest=$task/manifest
}

# read_settings: sets the seven settings; exit 2 when one is not a whole number.
read_settings() {
  base_seconds=$(whole_number MONITOR_BASE_INTERVAL 30) || exit 2
  max_seconds=$(whole_number MONITOR_MAX_INTERVAL 300) || exit 2
  deadline_seconds=$(whole_number MONITOR_DEADLINE 18000) || exit 2
  grace_seconds=$(whole_number MONITOR_GRACE_PERIOD 30) || exit 2
  max_retries=$(whole_number MONITOR_MAX_RETRIES 10) || exit 2
  dispatch_seconds=$(whole_number MONITOR_DISPATCH_WAIT 10) || exit 2
  waiting_polls=$(whole_number MONITOR_WAITING_POLLS 2) || exit 2
}

# whole_number NAME DEFAULT: prints the value of the variable NAME in plain decimal. Returns 1 when it is no whole number.
whole_number() {
  local value=${!1:-$2}
  case $value in
    *[!0123456789]*)
      printf 'monitor.sh: %s=%q is not a whole number; give one, such as %s\n' "$1" "$value" "$2" >&2
      return 1
      ;;
  esac
  value=${value#"${value%%[!0]*}"} # without leading zeros, which would mean octal
  # Beyond fifteen digits a value only means "never", and the arithmetic here stays far from its limit.
  [ ${#value} -le 15 ] || value=999999999999999
  printf '%s\n' "${value:-0}"
}

# check: looks once, in a fixed order, and waits for the next look or leaves the script.
check() {
  local agent_pid
  [ "$SECONDS" -lt "$deadline_seconds" ] || exit 1
  # fault 4: -t takes any session that begins with this name.
  tmux has-session -t "$session" 2>/dev/null || exit 0
  # fault 12: a task that is complete but has no pid file is not seen to be complete.
  if [ ! -e "$task/pid" ]; then
    sleep_interval
    return
  fi
  exit_if_done
  agent_pid=$(cat "$task/pid" 2>/dev/null)
  # fault 8: another process that got the number looks like the agent.
  if ! is_pid "$agent_pid" || ! kill -0 "$agent_pid" 2>/dev/null; then
    # fault 7: only a wrapper that died with its agent gets here.
    sleep "$LATE_DONE_SECONDS"
    exit_if_done
    resume crashed
    return
  fi
  check_pane
  if is_hung; then
    resume hung
    return
  fi
  sleep_interval
}

# exit_if_done: leaves the script when the task is complete.
exit_if_done() {
  local code
  [ -e "$task/done" ] || return 0
  code=$(cat "$task/exit_code" 2>/dev/null) || code=unknown
  printf 'Task completed with exit code: %s\n' "$code"
  exit 0
}

# sleep_interval: waits for the next check.
# fault 1: in the foreground, so that bash runs a trap only when this is over.
sleep_interval() {
  sleep "$(compute_interval "$base_seconds" "$retries" "$max_seconds" $((deadline_seconds - SECONDS)))"
}

# compute_interval BASE RETRIES MAX REMAINING: prints the seconds until the next check: BASE doubled for every retry, at
# most MAX, and not past the deadline that is REMAINING seconds away.
compute_interval() {
  local seconds=$1 retries=$2 max=$3 remaining=$4
  # Doubled only while that matters: any number of retries stays within the arithmetic.
  while [ "$retries" -gt 0 ] && [ "$seconds" -gt 0 ] && [ "$seconds" -lt "$max" ]; do
    seconds=$((seconds * 2))
    retries=$((retries - 1))
  done
  [ "$seconds" -le "$max" ] || seconds=$max
  [ "$remaining" -le 0 ] || [ "$seconds" -le "$remaining" ] || seconds=$remaining
  printf '%s\n' "$seconds"
}

# check_pane: notes what the pane shows, and leaves the script when the agent waits for a user who is not there.
check_pane() {
  local text state=unknown
  if text=$(tmux capture-pane -t "$session" -p -S "-$PANE_HISTORY_LINES" 2>/dev/null); then
    state=$(classify "$text")
  fi
  [ "$state" = unknown ] || update_manifest pane_state "$state"
  if [ "$state" != waiting_for_input ]; then
    waiting=0
    return
  fi
  waiting=$((waiting + 1))
  [ "$waiting" -ge "$waiting_polls" ] || return 0
  set_status abandoned abandon_reason waiting_for_input abandoned_at "$(utc_now)"
  exit 1
}

# classify TEXT: prints what a pane with this text is up to.
classify() {
  local text=$1 lower line
  # Blank lines at the end are the empty part of the screen.
  text=${text%"${text##*[![:space:]]}"}
  while IFS= read -r line; do
    if asks_for_input "$line"; then
      printf 'waiting_for_input\n'
      return
    fi
  done <<<"$(tail -n "$PROMPT_LINES" <<<"$text")"
  case $text in
    *panic:* | *'panicked at'* | *'Segmentation fault'* | *'core dumped'*)
      printf 'crash_text\n'
      return
      ;;
  esac
  lower=$(lowercase "$text")
  case $lower in
    *'new version available'* | *'update available'*) printf 'upgrade_nag\n' ;;
    *) printf 'unknown\n' ;;
  esac
}

# asks_for_input LINE: true when LINE is a question that an agent stops at.
asks_for_input() {
  local choice='(\([yY]/[nN]\)|\[[yY]/[nN]\])[[:space:]]*$'
  [[ $1 =~ $choice ]] && return 0
  case $(lowercase "$1") in
    *'do you trust the files'* | *'trust the authors'*) return 0 ;;
  esac
  return 1
}

# lowercase TEXT: prints TEXT with its ASCII letters in lower case.
lowercase() { LC_ALL=C tr '[:upper:]' '[:lower:]' <<<"$1"; }

# is_hung: true when the output has been stale for the whole grace period. Fresh output ends the backoff.
# fault 2, fault 3: the output may be stale only because the filter or the agent keeps it back. The filter is perl, in the
# launcher's pipe-pane; fault 9: it leaves control sequences in the file that it does not know.
is_hung() {
  local modified
  modified=$(get_mtime "$task/output.log") || return 1
  if [ $(($(date +%s) - modified)) -le $((STALE_AFTER_INTERVALS * base_seconds)) ]; then
    stale_since=
    retries=0
    return 1
  fi
  if [ -z "$stale_since" ]; then
    stale_since=$SECONDS
    return 1
  fi
  [ $((SECONDS - stale_since)) -ge "$grace_seconds" ]
}

# get_mtime FILE: prints when FILE was last written, in seconds since the epoch. Returns 1 when there is no such file.
get_mtime() {
  [ -e "$1" ] || return 1
  stat -c %Y "$1" 2>/dev/null || stat -f %m "$1" 2>/dev/null # GNU, then BSD
}

# resume STATUS: has the pane start the wrapper again, or leaves the script when that was done too often.
resume() {
  stale_since=
  retries=$((retries + 1))
  total=$((total + 1))
  if [ "$total" -gt "$max_retries" ]; then
    set_status abandoned abandon_reason max_retries_exceeded retry_count "$total" abandoned_at "$(utc_now)"
    exit 1
  fi
  set_status "$1" retry_count "$total" last_checked_at "$(utc_now)"
  write_mark "$task/resume"
  # fault 3: the agent may be alive after all, and without its pid no check looks whether it lives.
  rm -f "$task/pid"
  # fault 11: typed into whatever the pane runs now.
  tmux send-keys -t "$session" "bash $(printf %q "$(script_directory)/wrapper.sh")" Enter 2>/dev/null
  sleep "$dispatch_seconds"
}

# script_directory: prints where this script is, absolute, because the pane has a working directory of its own.
script_directory() {
  case ${BASH_SOURCE[0]} in
    */*) (CDPATH='' cd -- "${BASH_SOURCE[0]%/*}" && pwd) ;;
    *) pwd ;;
  esac
}

# update_manifest KEY VALUE ...: as manifest_set, where there is a manifest.
update_manifest() {
  [ -f "$manifest" ] || return 0
  manifest_set "$manifest" "$@"
}

# set_status STATUS [KEY VALUE ...]: as update_manifest, but what the wrapper recorded as the task's end stays.
set_status() {
  case $(manifest_read status "$manifest") in completed | failed) return 0 ;; esac
  update_manifest status "$@"
}

# trace EVENT: appends a line to the events that people can follow.
trace() { printf '%s %s\n' "$(utc_now)" "$1" >>"$task/monitor.trace"; }

# cleanup: on every way out. A signal does not interrupt it.
cleanup() {
  local code=$?
  trap : TERM HUP INT
  trace "cleanup starting exit=$code"
  if [ ! -e "$task/done" ] && [ -f "$manifest" ]; then
    [ "$(manifest_read status "$manifest")" = abandoned ] || set_status abandoned abandoned_at "$(utc_now)"
    openclaw system event --text "Task abandoned: $session" --mode now </dev/null >/dev/null 2>&1 || true
  fi
  tmux pipe-pane -t "$session" 2>/dev/null
  # fault 4: where the session is gone already, this ends another one whose name begins like it.
  # fault 16: the wrapper may not have finished in it.
  tmux kill-session -t "$session" 2>/dev/null
  rm -f "$task/monitor.pid"
  trace "cleanup done"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  main "$@"
fi
