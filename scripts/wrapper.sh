#!/usr/bin/env bash
#
# Runs one agent for one task, from its start to its recorded end.
# Usage: TASK_TMPDIR=DIR bash wrapper.sh. Reads `model` and `project_dir` from DIR/manifest.
# Exit 0 once the agent's end is recorded, whatever that end was; 1 when there was nothing to run.
#
# fault 3: the first run is `claude -p`, which is silent until it ends, so a healthy task looks stale to the monitor.
# fault 5: a resume is `claude -c`: the newest conversation of the directory, also another task's, and no one talks to it.
# fault 10: the agent is looked up in the PATH of the pane's shell, not in that of the task's launcher.
# A signal just ends this script; the agent then runs on and no process records its end.

set -uo pipefail

# shellcheck source-path=SCRIPTDIR source=lib.sh
case $0 in */*) . "${0%/*}/lib.sh" ;; *) . ./lib.sh ;; esac || exit 1

# die MESSAGE: a line on stderr, exit 1.
die() {
  printf 'wrapper.sh: %s\n' "$1" >&2
  exit 1
}

main() {
  find_task
  if [ -e "$task/done" ]; then
    printf 'wrapper.sh: task already completed: %s\n' "$task"
    exit 0
  fi
  read_manifest
  CDPATH='' cd -- "$project_dir" >/dev/null || die "project_dir '$project_dir': cannot enter it; correct it in $manifest"

  start_agent
  record_start
  wait "$agent_pid"
  record_end $?
  signal_monitor
  notify
  exit 0
}

# find_task: sets task and manifest, absolute, because the working directory changes later.
find_task() {
  task=${TASK_TMPDIR:-}
  [ -n "$task" ] || die "TASK_TMPDIR is not set; set it to the task directory"
  [ -d "$task" ] || die "TASK_TMPDIR '$task' is not a directory; set it to the task directory"
  case $task in /*) ;; *) task=$PWD/$task ;; esac
  manifest=$task/manifest
}

# read_manifest: sets model, project_dir and task_name.
read_manifest() {
  [ -f "$manifest" ] || die "no manifest at $manifest; write one with at least model and project_dir"
  model=$(manifest_read model "$manifest") || die "no model in $manifest; add a line model=NAME"
  model=$(model_id "$model")
  project_dir=$(manifest_read project_dir "$manifest") || die "no project_dir in $manifest; add a line project_dir=DIR"
  case $project_dir in -*) project_dir=./$project_dir ;; esac # `cd -` would mean the previous directory
  task_name=$(manifest_read task_name "$manifest") || task_name=
}

# start_agent: sets agent_pid. The prompt is only ever bytes on stdin. A shell that cannot find, run or feed the agent
# ends with 127, 126 or 1, as if it had been the agent.
start_agent() {
  if [ -e "$task/resume" ]; then
    rm -f "$task/resume"
    claude --dangerously-skip-permissions -c --model "$model" </dev/null &
  else
    claude --dangerously-skip-permissions -p --model "$model" - <"$task/prompt" &
  fi
  agent_pid=$!
}

record_start() {
  write_state "$task/pid" "$agent_pid"
  manifest_set "$manifest" pid "$agent_pid" status running
}

# record_end CODE: `done` comes last, so that a task whose wrapper dies here never looks complete.
# fault 7: an agent that a signal ended is recorded as one that failed by itself, and is not brought back.
record_end() {
  local status=failed
  [ "$1" -ne 0 ] || status=completed
  write_state "$task/exit_code" "$1"
  manifest_set "$manifest" finished_at "$(utc_now)" exit_code "$1" status "$status"
  write_mark "$task/done"
}

# signal_monitor: wakes the monitor, and leaves in the manifest whether that worked.
# fault 13: a monitor that is not there is noted, and no process starts another.
signal_monitor() {
  local outcome monitor_pid
  if [ ! -e "$task/monitor.pid" ]; then
    outcome=monitor_pid_missing
  else
    monitor_pid=$(cat "$task/monitor.pid" 2>/dev/null)
    if [ -z "$monitor_pid" ]; then
      outcome=monitor_pid_empty
    elif ! is_pid "$monitor_pid" || ! kill -0 "$monitor_pid" 2>/dev/null; then
      outcome=monitor_not_live:$monitor_pid
    elif kill -TERM "$monitor_pid" 2>/dev/null; then
      outcome=signaled:$monitor_pid
    else
      outcome=kill_failed:$monitor_pid
    fi
  fi
  manifest_set "$manifest" monitor_signal "$outcome"
}

# notify: tells people. Nothing depends on it.
# fault 16: by now the monitor may have killed the pane, and this script in it.
notify() {
  openclaw system event --text "Claude done: $task_name" --mode now </dev/null >/dev/null 2>&1 || true
}

main
