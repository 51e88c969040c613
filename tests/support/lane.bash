# shellcheck shell=bash
#
# One lane: one pairing of a wrapper and a monitor, going through a scenario in a place of its own.
# The functions here are the words that scenarios are written in; they run in the lane's own process (parity.bash starts
# it), where any command that fails ends the lane.
#
# Arrange
#   task [KEY=VALUE ...]         a task directory as a launcher leaves it; the pairs replace manifest lines
#   task_file NAME               writes NAME of the task directory from stdin, 0600
#   mark_done                    makes `done`
#   agent                        what claude does, as bash from stdin (see fakes/agent); by default it just ends
#   event_tool                   the same for openclaw
#   without PROGRAM              takes PROGRAM off the PATH, also where the machine has it
#   living_agent                 a process that does nothing, and its `pid` file, as if a wrapper had started it
#   dead_agent                   the `pid` file of a process that has ended
# Act
#   launch                       types the wrapper's command into the session, which it opens if need be
#   open_session [NAME]          only opens the session
#   capture_output               from now on the pane's output goes to output.log
#   show TEXT                    the pane shows TEXT, and nothing else
#   run_wrapper [DIR | --unset]  runs the wrapper outside tmux, to its end, with that TASK_TMPDIR
#   start_monitor [VAR=N ...]    starts the monitor as documented, with these settings besides the quick ones here
#   start_plain_monitor [...]    the same, without nohup and with INT and HUP at their defaults
#   run_monitor [ARGUMENT ...]   runs it with exactly these arguments, to its end; MONITOR_* as set by the scenario
#   at_next_look                 has the monitor's next call of tmux run the program from stdin first
#   at_next_typing               the same of its next call that types
#   signal_monitor NAME
#   mark_done_and_signal NAME    both, so that the monitor cannot see `done` and end before the signal comes
#   crash [CALL]                 kills the wrapper, then the agent of that call (default: the last), once it is recorded
#   open_gate GATE                 opens a gate that an agent awaits
#   work_watched [VAR=N ...]     launches an agent that awaits the gate go1 (go2, … in later calls), and a monitor with these
#                                settings; until both work
#   complete_watched [VAR=N ...] the same, to the end of both
#   be_resumed                   until the second call works; then to the end of it and of the monitor
# Wait
#   agent_awaits GATE [CALL]     until claude's call waits there
#   agent_on_record [CALL]       until the manifest names the agent; from then on the wrapper only waits for its end
#   monitor_started, monitor_ended, wrapper_ended
#   checked                      until the monitor has done a whole check from here on
#   manifest_has KEY=VALUE
#   manifest_time KEY            prints a time of the manifest in seconds
#   wait_until COMMAND ...       see isolation.bash
# Note
#   note TEXT                    adds a line to the recording

task=$LANE/task
project=$LANE/project
session=task
launches=0

# Scenarios should not have to wait for the default intervals.
quick_settings='MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1'

# ---------------------------------------------------------------------------------------------------------- arrange

task() {
  local pair key
  mkdir -p "$project"
  printf '%s\n' "$task" >"$LANE/task.path"
  mkdir -m 700 "$task"
  task_file prompt <<<'do the work'
  {
    for pair in task_name=demo model=opus "project_dir=$project" "session_name=$session" pid=0 "tmpdir=$task" \
      started_at=2026-01-02T03:04:05Z status=running; do
      key=${pair%%=*}
      case " $(printf '%s ' "${@%%=*}")" in *" $key "*) ;; *) printf '%s\n' "$pair" ;; esac
    done
    [ $# -eq 0 ] || printf '%s\n' "$@"
  } | task_file manifest
}

task_file() {
  mkdir -p "${task:?}"
  cat >"$task/$1"
  chmod 600 "$task/$1"
}

mark_done() { task_file 'done' </dev/null; }

agent() { cat >"$LANE/claude.does"; }
event_tool() { cat >"$LANE/openclaw.does"; }

living_agent() {
  sleep 600 >/dev/null 2>&1 &
  living_agent_pid=$!
  isolation_reap "$living_agent_pid"
  task_file pid <<<"$living_agent_pid"
}

dead_agent() {
  living_agent
  kill -KILL "$living_agent_pid"
  wait_until gone "$living_agent_pid"
}

# Directories of PATH that have the program are replaced by copies without it.
without() {
  local directory shadow path='' count=0
  local IFS=:
  rm -f "$LANE/bin/$1"
  for directory in $PATH; do
    if [ -e "$directory/$1" ]; then
      count=$((count + 1))
      shadow=$LANE/without.$1.$count
      mkdir "$shadow"
      ln -s "$directory"/* "$shadow"
      rm "$shadow/$1"
      directory=$shadow
    fi
    path=$path:$directory
  done
  export PATH=${path#:}
}

# -------------------------------------------------------------------------------------------------------------- act

# The lane's own calls of tmux are not those of a program under test.
own_tmux() { "$real_tmux" -f "$LANE/tmux.conf" "$@"; }

# shellcheck disable=SC2120 # scenarios give the argument
open_session() {
  own_tmux new-session -d -x 200 -y 50 -s "${1:-$session}" -e "TASK_TMPDIR=$task" -c "$LANE"
  wait_until test -s "$LANE/pane.log"
}

launch() {
  launches=$((launches + 1))
  own_tmux has-session -t "=$session" 2>/dev/null || open_session "$session"
  own_tmux send-keys -t "=$session:" "$(wrapper_command)" Enter
}

wrapper_command() {
  case $WRAPPER in
    shell) printf 'bash %q' "$REFERENCE_DIR/wrapper.sh" ;;
    binary) printf '%q wrapper' "$OUTLIVE" ;;
  esac
}

capture_output() {
  local filter
  task_file output.log </dev/null
  case $WRAPPER in
    # The documented filter, but unbuffered: a lane must see a line as soon as the agent has said it.
    shell) filter="perl -pe 'BEGIN { \$| = 1 } s/\\e\\[[0-9;]*[A-Za-z]//g; s/\\r//g'" ;;
    binary) filter="$(printf %q "$OUTLIVE") capture" ;;
  esac
  own_tmux pipe-pane -t "=$session:" "exec $filter >>$(printf %q "$task/output.log")"
}

show() {
  local tty
  tty=$(own_tmux display-message -p -t "=$session:" '#{pane_tty}')
  own_tmux clear-history -t "=$session:"
  printf '\033[H\033[2J\033[3J%s\n' "${1//$'\n'/$'\r\n'}" >"$tty"
}

run_wrapper() {
  local code=0 command
  command=$(wrapper_command)
  (
    export TASK_TMPDIR=${1-$task}
    [ "$TASK_TMPDIR" != --unset ] || unset TASK_TMPDIR
    cd "$LANE"
    eval "exec $command"
  ) >"$LANE/wrapper.out" 2>"$LANE/wrapper.err" </dev/null || code=$?
  printf 'wrapper %s\n' "$code" >>"$LANE/exits"
}

monitor_command() {
  case $MONITOR in
    shell) printf 'bash %q' "$REFERENCE_DIR/monitor.sh" ;;
    binary) printf '%q monitor' "$OUTLIVE" ;;
  esac
}

start_monitor() { start_monitor_by nohup "$@"; }

# A background job of a script ignores INT, and a shell cannot trap a signal that is ignored at its start.
# shellcheck disable=SC2016
start_plain_monitor() { start_monitor_by "perl -e '\$SIG{\$_} = q(DEFAULT) for qw(INT HUP QUIT); exec @ARGV'" "$@"; }

start_monitor_by() {
  local how=$1 command
  shift
  command="$(monitor_command) $session $(printf %q "$task")"
  task_file monitor.log </dev/null
  rm -f "$LANE/monitor.code"
  (
    (
      cd "$LANE"
      # shellcheck disable=SC2086,SC2163 # words of the form NAME=VALUE
      export $quick_settings "$@"
      echo "$BASHPID" >"$LANE/monitor.pid"
      eval "exec $how $command"
    ) >>"$task/monitor.log" 2>&1 </dev/null && code=0 || code=$?
    echo "$code" >"$LANE/monitor.code"
  ) 2>/dev/null &
  wait_until test -s "$LANE/monitor.pid"
  monitor_pid=$(cat "$LANE/monitor.pid")
  isolation_reap "$monitor_pid"
}

run_monitor() {
  local code=0 command
  command=$(monitor_command)
  (
    cd "$LANE"
    eval "exec $command \"\$@\""
  ) >"$LANE/monitor.out" 2>"$LANE/monitor.err" </dev/null || code=$?
  printf 'monitor %s\n' "$code" >>"$LANE/exits"
}

at_next_look() { at_next_call look; }
at_next_typing() { at_next_call typing; }
at_next_call() {
  cat >"$LANE/at_next_$1.new"
  mv "$LANE/at_next_$1.new" "$LANE/at_next_$1"
}

signal_monitor() { kill -s "$1" "$monitor_pid"; }

mark_done_and_signal() {
  signal_monitor STOP
  mark_done
  signal_monitor "$1"
  signal_monitor CONT
}

crash() {
  local call=${1:-$(last_call)}
  local wrapper agent
  agent_on_record "$call"
  wrapper=$(cat "$LANE/calls/claude.$call/parent")
  agent=$(cat "$LANE/calls/claude.$call/pid")
  kill -KILL "$wrapper"
  kill -KILL "$agent" 2>/dev/null || true # it may have gone with its wrapper
  wait_until gone "$agent"
}

open_gate() {
  local gate
  [ -p "$LANE/gate.$1" ] || mkfifo "$LANE/gate.$1" 2>/dev/null || true
  # Left open, so that the word waits for a reader that is not there yet.
  exec {gate}<>"$LANE/gate.$1"
  echo go >&"$gate"
}

# shellcheck disable=SC2016,SC2120 # the agent expands it; scenarios give arguments
work_watched() {
  agent <<<'await "go$call"'
  launch
  start_monitor "$@"
  monitor_started
  agent_awaits go1
}

complete_watched() {
  local captures
  work_watched "$@"
  agent_on_record
  # Now the monitor sleeps. The script's may be killed by the wrapper's signal where it has just seen the end by itself (row 29).
  captures=$(pane_captures)
  wait_until pane_captures_above $((captures + 1))
  open_gate go1
  monitor_ended
}

be_resumed() {
  agent_awaits go2 2
  open_gate go2
  monitor_ended
}

# ------------------------------------------------------------------------------------------------------------- wait

last_call() {
  local call=0
  while [ -d "$LANE/calls/claude.$((call + 1))" ]; do call=$((call + 1)); done
  printf '%s\n' "$call"
}

gone() { ! kill -0 "$1" 2>/dev/null; }

agent_awaits() { wait_until test -e "$LANE/waiting.$1.claude.${2:-1}"; }

agent_on_record() {
  wait_until test -s "$LANE/calls/claude.${1:-1}/pid"
  manifest_has "pid=$(cat "$LANE/calls/claude.${1:-1}/pid")"
  # The writer may still hold the lock.
  wait_until test ! -e "$task/manifest.lock"
}

monitor_started() {
  wait_until test -e "$task/monitor.pid"
  wait_until grep -qs 'started session=' "$task/monitor.trace"
}

monitor_ended() {
  wait_until test -s "$LANE/monitor.code"
  printf 'monitor %s\n' "$(cat "$LANE/monitor.code")" >>"$LANE/exits"
}

# Until the pane's shell is back after all commands that `launch` has typed.
wrapper_ended() { wait_until pane_is_idle; }
pane_is_idle() {
  local started ended
  started=$(grep -c '^start' "$LANE/pane.log") || true
  ended=$(grep -c '^exit' "$LANE/pane.log") || true
  # The first prompt, before any command, is noted as an end too.
  [ "$started" -ge "$launches" ] && [ "$ended" -gt "$started" ]
}

# Until the monitor has done at least one whole check from here on. Each check of a living agent captures the pane. The
# first capture may belong to a check that had begun before; the second to one that is over when the third comes.
checked() {
  local captures
  captures=$(pane_captures)
  wait_until pane_captures_above $((captures + 3))
}
pane_captures() { grep -csE 'capture(p|-p)' "$LANE/tmux.calls" || [ -f "$LANE/tmux.calls" ] || echo 0; }
pane_captures_above() { [ "$(pane_captures)" -ge "$1" ]; }
tmux_calls() { if [ -f "$LANE/tmux.calls" ]; then wc -l <"$LANE/tmux.calls"; else echo 0; fi; }
tmux_calls_above() { [ "$(tmux_calls)" -ge "$1" ]; }

pane_text() { own_tmux capture-pane -p -J -t "=$session:"; }
pane_shows() { pane_text | grep -F -- "$1" >/dev/null; }

# pane_shows_wrappers N: whether N lines are nothing but a wrapper's command, with or without a prompt before it.
pane_shows_wrappers() {
  local lines
  lines=$(pane_text | sed -e 's/^\$ //' -e 's/ *$//' | unquoted | grep -cxF -e "$(wrapper_commands | unquoted)") || true
  [ "$lines" -ge "$1" ]
}
wrapper_commands() {
  printf 'bash %s/wrapper.sh\n' "$REFERENCE_DIR" "$(cd "$REFERENCE_DIR" && pwd -P)"
  printf '%s wrapper\n' "$OUTLIVE" "$(cd "${OUTLIVE%/*}" && pwd -P)/${OUTLIVE##*/}"
}
unquoted() { tr -d "\\\\'\""; }

pane_runs() { [ "$(own_tmux display-message -p -t "=$session:" '#{pane_current_command}')" = "$1" ]; }

# Prints a time of the manifest in seconds since the epoch.
manifest_time() {
  perl -MTime::Local -e '
    $ARGV[0] =~ /(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z/; print timegm($6, $5, $4, $3, $2 - 1, $1)' \
    "$(grep "^$1=" "$task/manifest")"
}

manifest_has() { wait_until grep -qxs "$1" "$task/manifest"; }

# ------------------------------------------------------------------------------------------------------------- note

note() { printf 'note: %s\n' "$*" >>"$LANE/notes"; }

# ------------------------------------------------------------------------------------------------------------ begin

# Prepares the lane, with the fakes and a pane shell that keeps a record. parity.bash calls it before the scenario.
lane_begin() {
  set -eEuo pipefail
  trap 'printf "failed: %s (line %s of %s)\n" "$BASH_COMMAND" "$LINENO" "${BASH_SOURCE[0]##*/}" >&2' ERR
  real_tmux=$(type -P tmux)
  umask 077 # as a launcher has it, for the sake of the task directory
  isolation_enter "$LANE"
  export -n LANE WRAPPER MONITOR OUTLIVE REFERENCE_DIR
  mkdir "$LANE/calls"
  cp "$CHECKOUT"/tests/support/fakes/{claude,openclaw,tmux} "$LANE/bin"
  [ "$MONITOR" != shell ] || : >"$LANE/hold"
  cat >"$LANE/tmux.conf" <<END
set -g default-shell /bin/bash
set -g default-command "exec bash --noprofile --rcfile $LANE/pane.rc -i"
END
  # Each command line that the pane's shell runs is noted before, and its exit code after.
  cat >"$LANE/pane.rc" <<END
PS1='$ '
unset HISTFILE
note_exit() { printf 'exit %s\n' "\$?" >>$LANE/pane.log; }
PROMPT_COMMAND=note_exit
trap '[ "\$BASH_COMMAND" = note_exit ] || printf "start %s\n" "\$BASH_COMMAND" >>$LANE/pane.log' DEBUG
END
}
