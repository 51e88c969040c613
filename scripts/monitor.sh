#!/usr/bin/env bash
#
# Watches one task: brings its agent back when it crashed or hangs, stops when there is nothing more to try, and leaves no
# session behind.
# Usage: monitor.sh SESSION TASK_TMPDIR. Settings: the MONITOR_* variables of main.
# Exit 0 the task is complete, or its session is gone · 1 given up, or bad arguments · 128+N a signal.
# Sourced, it only defines its functions. In capitals are the variables that other scripts and tests set and read.
#
# fault 13: no process watches this script; without it a crash stays unnoticed.
# fault 14: a tmux server that a service manager started dies with that service, and the task with it.
# fault 15: nothing starts this script again after a reboot.

set -uo pipefail

# shellcheck source-path=SCRIPTDIR source=lib.sh
case ${BASH_SOURCE[0]} in */*) . "${BASH_SOURCE[0]%/*}/lib.sh" ;; *) . ./lib.sh ;; esac

# script_directory: prints where this script is, absolute, because the pane has a working directory of its own.
script_directory() {
  case ${BASH_SOURCE[0]} in
    */*) (CDPATH='' cd -- "${BASH_SOURCE[0]%/*}" && pwd) ;;
    *) pwd ;;
  esac
}
SCRIPT_DIRECTORY=$(script_directory)

LATE_DONE_SECONDS=2
STALE_AFTER_INTERVALS=3
PANE_HISTORY_LINES=30
PROMPT_LINES=5
MOST_WAITING_CHECKS=2

# main SESSION TASK_TMPDIR: the program.
main() {
  SESSION=${1:?usage: monitor.sh SESSION TASK_TMPDIR}
  TASK_TMPDIR=${2:?usage: monitor.sh SESSION TASK_TMPDIR}
  # fault 26: grep looks at each line, so one good line is enough.
  if ! printf '%s\n' "$SESSION" | grep -Eqx '[A-Za-z0-9._-]+'; then
    printf 'monitor.sh: bad session name %q: use letters, digits, dot, _ and -\n' "$SESSION" >&2
    exit 1
  fi
  if ! [ -d "$TASK_TMPDIR" ]; then
    printf 'monitor.sh: TASK_TMPDIR %q is not a directory; give the task directory\n' "$TASK_TMPDIR" >&2
    exit 1
  fi
  WRAPPER_PATH=$SCRIPT_DIRECTORY/wrapper.sh

  # bash leaves a signal that was ignored when it started ignored, whatever trap says: hence HUP under nohup.
  trap terminated TERM
  trap 'printf "hung up\n"; exit 129' HUP
  trap 'printf "interrupted\n"; exit 130' INT
  trap cleanup EXIT
  write_line "$TASK_TMPDIR/monitor.pid" "$$"
  _log "started session=$SESSION tmpdir=$TASK_TMPDIR"

  # fault 27: what is no number is used all the same, and means what bash makes of it.
  MONITOR_BASE_INTERVAL=${MONITOR_BASE_INTERVAL:-30}
  MONITOR_MAX_INTERVAL=${MONITOR_MAX_INTERVAL:-300}
  MONITOR_DEADLINE=${MONITOR_DEADLINE:-18000}
  MONITOR_GRACE_PERIOD=${MONITOR_GRACE_PERIOD:-30}
  MONITOR_MAX_RETRIES=${MONITOR_MAX_RETRIES:-10}
  MONITOR_DISPATCH_WAIT=${MONITOR_DISPATCH_WAIT:-10}
  RETRY_COUNT=0       # resumes since the output was last fresh: they stretch the interval
  TOTAL_RETRY_COUNT=0 # resumes altogether: they are what MONITOR_MAX_RETRIES limits
  STALE_SINCE=''      # when the output was first seen to be stale
  waiting_checks=0    # checks in a row that saw the agent ask something
  # fault 28: by the wall clock, which may be set.
  deadline=$(($(date +%s) + MONITOR_DEADLINE))

  while true; do
    check
  done
}

# terminated: the answer to TERM, by which the wrapper says that the task is complete.
terminated() {
  _log 'TERM received'
  if [ -f "$TASK_TMPDIR/done" ]; then
    _log 'the task is complete'
    exit 0
  fi
  _log 'the task is not complete'
  exit 143
}

# check: looks once, in a fixed order, and waits for the next look or leaves the script.
check() {
  local now interval agent_pid
  now=$(date +%s)
  if [ "$now" -ge "$deadline" ]; then
    printf 'Deadline reached (%s s); the monitor stops.\n' "$MONITOR_DEADLINE"
    exit 1
  fi
  interval=$(compute_interval "$MONITOR_BASE_INTERVAL" "$RETRY_COUNT" "$MONITOR_MAX_INTERVAL" $((deadline - now)))
  # fault 4: -t takes any session that begins with this name. fault 34: and tmux keeps no dots in names.
  if ! tmux has-session -t "$SESSION" 2>/dev/null; then
    printf 'tmux session %s no longer exists; the monitor stops.\n' "$SESSION"
    exit 0
  fi
  # fault 12: a task that is complete but has no pid file is not seen to be complete.
  if ! [ -f "$TASK_TMPDIR/pid" ]; then
    sleep "$interval"
    return
  fi
  agent_pid=$(cat "$TASK_TMPDIR/pid")
  exit_if_done
  # fault 8: another process that got the number looks like the agent; 0 looks alive for ever.
  if ! kill -0 "$agent_pid" 2>/dev/null; then
    # fault 7: only a wrapper that died with its agent gets here.
    sleep "$LATE_DONE_SECONDS"
    exit_if_done
    STALE_SINCE=''
    dispatch_resume "Crash detected (no process $agent_pid)." crashed
    return
  fi
  check_pane
  if is_hung "$now"; then
    STALE_SINCE=''
    dispatch_resume 'No output for the whole grace period.' hung
    return
  fi
  # fault 1: in the foreground, so that bash runs a trap only when this is over.
  sleep "$interval"
}

# exit_if_done: leaves the script when the task is complete.
exit_if_done() {
  local code
  [ -f "$TASK_TMPDIR/done" ] || return 0
  code=$(cat "$TASK_TMPDIR/exit_code" 2>/dev/null) || code=unknown
  printf 'Task completed with exit code: %s\n' "$code"
  exit 0
}

# compute_interval BASE RETRIES MAX REMAINING: prints the seconds until the next check: BASE doubled for every retry, at
# most MAX, and not past the deadline that is REMAINING seconds away.
compute_interval() {
  local base=$1 retries=$2 max=$3 remaining=$4 seconds
  seconds=$((base * 2 ** retries))
  # A limit that is no number is no limit.
  if [ "$seconds" -gt "$max" ]; then seconds=$max; fi
  if [ "$remaining" -gt 0 ] && [ "$seconds" -gt "$remaining" ]; then seconds=$remaining; fi
  printf '%s\n' "$seconds"
}

# check_pane: notes what the pane shows, and leaves the script when the agent waits for a user who is not there.
check_pane() {
  local state
  state=$(classify_pane_state "$SESSION")
  [ "$state" = unknown ] || update_manifest pane_state "$state"
  if [ "$state" != waiting_for_input ]; then
    waiting_checks=0
    return
  fi
  waiting_checks=$((waiting_checks + 1))
  if [ "$waiting_checks" -lt "$MOST_WAITING_CHECKS" ]; then
    printf 'The pane shows a question; the next check decides.\n'
    return
  fi
  printf 'The agent waits for an answer that nobody will give; given up.\n'
  update_manifest status abandoned abandon_reason waiting_for_input abandoned_at "$(utc_now)"
  exit 1
}

# classify_pane_state SESSION: prints what the pane is up to; `unknown` where it cannot be captured.
classify_pane_state() {
  local text
  if text=$(tmux capture-pane -t "$1" -p -S "-$PANE_HISTORY_LINES" 2>/dev/null); then
    _classify_pane_text "$text"
  else
    printf 'unknown\n'
  fi
}

# _classify_pane_text TEXT: prints what a pane with this text is up to.
_classify_pane_text() {
  local text=$1 last
  last=$(printf '%s\n' "$text" | tail -n "$PROMPT_LINES")
  # The questions that an agent stops at.
  if matches "$last" -i '(\(y/n\)|\[y/n\])[[:space:]]*$|do you trust the files|trust the authors'; then
    printf 'waiting_for_input\n'
  elif matches "$text" -s 'panic:|panicked at|Segmentation fault|core dumped'; then
    printf 'crash_text\n'
  elif matches "$text" -i '(new version|update) available'; then
    printf 'upgrade_nag\n'
  else
    printf 'unknown\n'
  fi
}

# matches TEXT FLAG PATTERN: whether a line of TEXT has PATTERN, an extended regular expression; -i: in any case.
# fault 35: grep stops at its first match. Where printf has more to write then, SIGPIPE ends it, and with pipefail the match
# does not count.
matches() { printf '%s\n' "$1" | grep -Eq "$2" -e "$3"; }

# is_hung NOW: true when the output has been stale for the whole grace period. Fresh output ends the backoff.
# fault 2, fault 3: the output may be stale only because the filter or the agent keeps it back. The filter is perl, in the
# launcher's pipe-pane; fault 9: it leaves control sequences in the file that it does not know.
is_hung() {
  local now=$1 age limit
  [ -f "$TASK_TMPDIR/output.log" ] || return 1
  age=$((now - $(get_mtime "$TASK_TMPDIR/output.log")))
  limit=$((STALE_AFTER_INTERVALS * MONITOR_BASE_INTERVAL))
  if ! [ "$age" -gt "$limit" ]; then
    STALE_SINCE=''
    RETRY_COUNT=0
    return 1
  fi
  if [ -z "$STALE_SINCE" ]; then
    STALE_SINCE=$now
    printf 'No output for %s s (more than %s s); the grace period begins.\n' "$age" "$limit"
    return 1
  fi
  [ $((now - STALE_SINCE)) -ge "$MONITOR_GRACE_PERIOD" ]
}

# get_mtime FILE: prints when FILE was last written, in seconds since the epoch; 0 where that cannot be known.
get_mtime() {
  local seconds
  seconds=$(stat -c %Y "$1" 2>/dev/null || stat -f %m "$1" 2>/dev/null) # GNU, then BSD
  case $seconds in
    '' | *[!0-9]*) seconds=0 ;;
  esac
  printf '%s\n' "$seconds"
}

# dispatch_resume REASON STATUS: has the pane start the wrapper again, or leaves the script when that was done too often.
dispatch_resume() {
  local reason=$1 status=$2
  RETRY_COUNT=$((RETRY_COUNT + 1))
  TOTAL_RETRY_COUNT=$((TOTAL_RETRY_COUNT + 1))
  if [ "$TOTAL_RETRY_COUNT" -gt "$MONITOR_MAX_RETRIES" ]; then
    printf '%s All %s retries are used up; given up.\n' "$reason" "$MONITOR_MAX_RETRIES"
    update_manifest status abandoned abandon_reason max_retries_exceeded retry_count "$TOTAL_RETRY_COUNT" \
      abandoned_at "$(utc_now)"
    exit 1
  fi
  printf '%s Retry %s.\n' "$reason" "$TOTAL_RETRY_COUNT"
  update_manifest status "$status" retry_count "$TOTAL_RETRY_COUNT" last_checked_at "$(utc_now)"
  touch "$TASK_TMPDIR/resume"
  # fault 3: the agent may be alive after all, and without its pid no check looks whether it lives.
  rm -f "$TASK_TMPDIR/pid"
  # fault 11: typed into whatever the pane runs now. fault 31: or into a mode of tmux, which swallows it. fault 33: or at the
  # end of what the user has typed.
  tmux send-keys -t "$SESSION" "bash $(printf %q "$WRAPPER_PATH")" Enter
  sleep "${MONITOR_DISPATCH_WAIT:-10}"
}

# update_manifest KEY VALUE ...: as manifest_set, where there is a manifest.
update_manifest() {
  [ ! -f "$TASK_TMPDIR/manifest" ] || manifest_set "$TASK_TMPDIR/manifest" "$@"
}

# _log MESSAGE: prints it, and appends it to the events that people can follow.
_log() {
  local line
  line="[monitor $(date -u +%H:%M:%S) pid=$$] $*"
  printf '%s\n' "$line"
  if [ -d "${TASK_TMPDIR:-}" ]; then printf '%s\n' "$line" >>"$TASK_TMPDIR/monitor.trace"; fi
}

# cleanup: on every way out.
# fault 29: TERM interrupts it like anything else, and the rest is not done.
# fault 38: where nobody takes the output any more, the first line ends this script.
# fault 30: an end that the wrapper has recorded, but for `done`, is overwritten.
cleanup() {
  _log "cleanup starting session=${SESSION:-none}"
  if [ -f "$TASK_TMPDIR/manifest" ] && ! [ -f "$TASK_TMPDIR/done" ]; then
    if [ "$(manifest_read status "$TASK_TMPDIR/manifest")" != abandoned ]; then
      manifest_set "$TASK_TMPDIR/manifest" status abandoned abandoned_at "$(utc_now)"
    fi
    # fault 25: a notifier that hangs keeps the session open.
    openclaw system event --text "Task abandoned: $SESSION" --mode now 2>/dev/null || true
  fi
  tmux pipe-pane -t "$SESSION" 2>/dev/null || true
  # fault 4: where the session is gone already, this ends another one whose name begins like it.
  # fault 16: the wrapper may not have finished in it.
  tmux kill-session -t "$SESSION" 2>/dev/null || true
  rm -f "$TASK_TMPDIR/monitor.pid"
  _log 'cleanup done'
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  main "$@"
fi
