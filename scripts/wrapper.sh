#!/usr/bin/env bash
#
# Runs one agent for one task, from its start to its recorded end.
# Usage: TASK_TMPDIR=DIR bash wrapper.sh. Reads `model` and `project_dir` from DIR/manifest; what is missing is empty.
# Exit 0 once the agent's end is recorded, whatever that end was; 1 when there was nothing to run.
#
# fault 3: the first run is `claude -p`, which is silent until it ends, so a healthy task looks stale to the monitor.
# fault 5: a resume is `claude -c`: the newest conversation of the directory, also another task's, and no one talks to it.
# fault 10: the agent is looked up in the PATH of the pane's shell, not in that of the task's launcher.
# fault 17: a signal just ends this script; the agent, which ignores INT and QUIT, runs on, and no process records its end.
# fault 41: a limit on the size of files ends this script where it writes more.
# fault 21: what is written has the mode that the umask leaves, and other users may read it.

set -uo pipefail

# shellcheck source-path=SCRIPTDIR source=lib.sh
case ${BASH_SOURCE[0]} in */*) . "${BASH_SOURCE[0]%/*}/lib.sh" ;; *) . ./lib.sh ;; esac

# record_start: `pid` first, since the monitor waits for it.
record_start() {
  write_line "$TASK_TMPDIR/pid" "$agent_pid"
  manifest_set "$TASK_TMPDIR/manifest" pid "$agent_pid" status running
}

# record_end CODE: `done` comes last, so that a task whose wrapper dies here never looks complete.
# fault 7: an agent that a signal ended is recorded as one that failed by itself, and is not brought back.
record_end() {
  local status=failed
  [ "$1" -ne 0 ] || status=completed
  write_line "$TASK_TMPDIR/exit_code" "$1"
  manifest_set "$TASK_TMPDIR/manifest" finished_at "$(utc_now)" exit_code "$1" status "$status"
  touch "$TASK_TMPDIR/done"
}

# signal_monitor: wakes the monitor, and leaves in the manifest whether that worked.
# fault 13: a monitor that is not there is noted, and no process starts another.
# fault 22: the file's content goes to kill as it is: 0 is this script's own process group.
signal_monitor() {
  local outcome=monitor_pid_missing pid
  if [ -f "$TASK_TMPDIR/monitor.pid" ]; then
    pid=$(cat "$TASK_TMPDIR/monitor.pid" 2>/dev/null)
    if [ -z "$pid" ]; then
      outcome=monitor_pid_empty
    elif ! kill -0 "$pid" 2>/dev/null; then
      outcome=monitor_not_live:$pid
    elif kill -TERM "$pid" 2>/dev/null; then
      outcome=signaled:$pid
    else
      outcome=kill_failed:$pid
    fi
  fi
  manifest_set "$TASK_TMPDIR/manifest" monitor_signal "$outcome"
}

: "${TASK_TMPDIR:?set it to the task directory}"
if ! [ -d "$TASK_TMPDIR" ]; then
  printf 'wrapper.sh: TASK_TMPDIR %q is not a directory; set it to the task directory\n' "$TASK_TMPDIR" >&2
  exit 1
fi
if [ -f "$TASK_TMPDIR/done" ]; then
  printf 'wrapper.sh: task already completed: %s\n' "$TASK_TMPDIR"
  exit 0
fi

model=$(model_id "$(manifest_read model "$TASK_TMPDIR/manifest")")
# fault 23: a relative TASK_TMPDIR leads nowhere from here on.
# fault 24: cd takes `-` and CDPATH into account, so the agent may work elsewhere.
# fault 32: a directory that cannot be entered ends the script without a trace in the task, and the monitor waits on.
cd "$(manifest_read project_dir "$TASK_TMPDIR/manifest")" || exit 1

# The prompt is only ever bytes on stdin. A shell that cannot find, run or feed the agent ends with 127, 126 or 1, as if it
# had been the agent.
# fault 36: in this script's process group, so what the agent sends to its own group reaches this script.
# fault 37: with every open file of the shell that has started this script.
if [ -f "$TASK_TMPDIR/resume" ]; then
  rm -f "$TASK_TMPDIR/resume"
  claude --dangerously-skip-permissions -c --model "$model" &
else
  claude --dangerously-skip-permissions -p --model "$model" - <"$TASK_TMPDIR/prompt" &
fi
agent_pid=$!

record_start
wait "$agent_pid"
record_end $?
signal_monitor
# fault 16: by now the monitor may have killed the pane, and this script in it.
# fault 25: a notifier that hangs keeps this script for ever.
# fault 40: the terminal is as the agent has left it.
openclaw system event --text "Claude done: $(manifest_read task_name "$TASK_TMPDIR/manifest")" --mode now || true
