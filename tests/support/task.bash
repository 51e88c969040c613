# shellcheck shell=bash
#
# A task in a sandbox (isolation.bash), for tests that start a single program and watch what it does.
#
#   setup()    { load ../support/task && task_begin; }
#   teardown() { isolation_end; }
#
# Arrange
#   task [KEY=VALUE ...]         the task directory $task as a launcher leaves it; the pairs replace manifest lines
#   task_file NAME               writes NAME of the task directory from stdin, 0600
#   agent                        what claude does, as bash from stdin (see fakes/agent); by default it just ends
#   event_tool                   the same for openclaw
#   crashed_task [KEY=VALUE ...] a task whose agent and wrapper have ended without a record
#   living_process               a process that does nothing; sets living_pid
#   ended_process                sets ended_pid to the id of a process that has ended
#   open_session [NAME]          a session (task) with a bash in its pane
# Act
#   start NAME COMMAND [ARG ...] starts it with the default signal actions, as after a login; sets NAME_pid
#   end_of NAME                  waits for its end; sets status, output and stderr as `run --separate-stderr` does
#   type_line SESSION LINE       types it into the pane, and Enter
#   open_gate GATE               opens a gate that an agent awaits
#   updates_elsewhere COMMAND …  a clock: updates another manifest three times, and runs the command after each
# Look
#   agent_awaits GATE [CALL]     waits until claude's call (default: the first) waits there
#   pid_of NAME CALL             prints the process id of a call of claude or openclaw
#   gone PID                     whether the process has ended
#   manifest_has KEY=VALUE       whether this is a line of the manifest
#   session_exists NAME          whether tmux has a session of exactly this name
#   pane_shows TEXT              whether the pane of `task` shows the text
#   sleeps_in_foreground PID     whether a child of the process sleeps for 600 s; prints its process id
#   everything                   prints the files of the sandbox, to compare them
# A full disk
#   tiny_disk DIR, fill_disk DIR, tiny_disk_ends     see below

# shellcheck source-path=SCRIPTDIR source=isolation.bash
. "${BASH_SOURCE[0]%/*}/isolation.bash"

task_begin() {
  bats_require_minimum_version 1.5.0
  load_assertions
  isolation_begin
  export OUTLIVE REFERENCE_DIR
  task=$SANDBOX/task
  project=$SANDBOX/project
  mkdir "$SANDBOX/calls"
  cp "$CHECKOUT"/tests/support/fakes/{claude,openclaw} "$SANDBOX/bin"
  printf 'set -g default-shell /bin/bash\nset -g default-command "exec bash --noprofile --norc -i"\n' >"$SANDBOX/tmux.conf"
  cd "$SANDBOX" || return
}

# ---------------------------------------------------------------------------------------------------------- arrange

task() {
  local pair
  mkdir -p "$project" "$task"
  chmod 700 "$task"
  task_file prompt <<<'do the work'
  for pair in task_name=demo model=opus "project_dir=$project" session_name=task pid=0 "tmpdir=$task" \
    started_at=2026-01-02T03:04:05Z status=running; do
    case " $(printf '%s ' "${@%%=*}")" in *" ${pair%%=*} "*) ;; *) printf '%s\n' "$pair" ;; esac
  done | task_file manifest
  [ $# -eq 0 ] || printf '%s\n' "$@" >>"$task/manifest"
}

task_file() {
  cat >"$task/$1"
  chmod 600 "$task/$1"
}

# An agent of the binary leads a process group of its own, which ends with the test too.
agent() {
  {
    declare -f process_mark
    # shellcheck disable=SC2016 # it is a program
    printf 'mark=$(process_mark $$)\nprintf "%%s %%s\\n" "$$" "$mark" "-$$" "$mark" >>%q\n' "$SANDBOX/reap"
    cat
  } >"$SANDBOX/claude.does"
}

event_tool() { cat >"$SANDBOX/openclaw.does"; }

living_process() {
  start living sleep 1000
}

ended_process() {
  start ended true
  end_of ended
}

open_session() {
  tmux -f "$SANDBOX/tmux.conf" new-session -d -x 200 -y 50 -s "${1:-task}" -e "TASK_TMPDIR=$task" -c "$SANDBOX" 3>&-
}

# shellcheck disable=SC2154 # ended_process sets it
crashed_task() {
  task "$@"
  ended_process
  task_file pid <<<"$ended_pid"
}

# -------------------------------------------------------------------------------------------------------------- act

# An update that does not wait for a lock is done before these three are.
updates_elsewhere() {
  for _ in 1 2 3; do
    : >clock
    "$OUTLIVE" manifest set clock note=written
    "$@"
  done
}

# A background job of a script ignores INT and QUIT, and so would everything that it starts. With a process group of its
# own, what the program leaves behind can be ended too, such as the `sleep` of a killed script.
# shellcheck disable=SC2016
fresh_process='setpgrp; $SIG{$_} = "DEFAULT" for qw(HUP INT QUIT TERM PIPE); exec { $ARGV[0] } @ARGV; die "$ARGV[0]: $!"'

start() {
  local name=$1
  shift
  perl -e "$fresh_process" -- "$@" >"$SANDBOX/$name.out" 2>"$SANDBOX/$name.err" </dev/null 3>&- &
  printf -v "${name}_pid" %s "$!"
  isolation_reap "$!"
  isolation_reap "-$!"
}

# shellcheck disable=SC2034 # they are for the assertions
end_of() {
  local pid_name=${1}_pid
  wait_until gone "${!pid_name}"
  status=0
  wait "${!pid_name}" 2>/dev/null || status=$?
  output=$(<"$SANDBOX/$1.out")
  stderr=$(<"$SANDBOX/$1.err")
}

type_line() {
  tmux send-keys -t "=$1:" -l -- "$2"
  tmux send-keys -t "=$1:" Enter
}

open_gate() {
  local gate=$SANDBOX/gate.$1
  [ -p "$gate" ] || mkfifo "$gate" 2>/dev/null || true
  # Left open, so that the word waits for a reader that is not there yet.
  exec {gate}<>"$gate"
  echo go >&"$gate"
}

# ------------------------------------------------------------------------------------------------------------- look

agent_awaits() { wait_until test -e "$SANDBOX/waiting.$1.claude.${2:-1}"; }

pid_of() { cat "$SANDBOX/calls/$1.$2/pid"; }

# An ended process stays as a zombie (Z) until its parent collects it.
gone() {
  local state
  if [ -r "/proc/$$/stat" ]; then
    read -r state 2>/dev/null <"/proc/$1/stat" || return 0
    # Behind the name, which is in parentheses.
    state=${state##*) }
  else
    state=$(ps -o stat= -p "$1") || return 0
  fi
  [[ -z $state || $state == Z* ]]
}

manifest_has() { grep -qxF -- "$1" "$task/manifest"; }

session_exists() { tmux has-session -t "=$1" 2>/dev/null; }

pane_shows() { tmux capture-pane -p -t '=task:' | grep -qF -- "$1"; }

sleeps_in_foreground() { pgrep -P "$1" -f '^([^ ]*/)?sleep (-- )?(600([.]0*)?s?|10m)$'; }

# ---------------------------------------------------------------------------------------------------------- file system

# tiny_disk DIR: makes DIR a file system of its own with room for 64 KiB; skips the test where that is impossible.
# The test's teardown calls tiny_disk_ends first.
tiny_disk() {
  if [ "$(uname)" != Linux ] || [ "$(id -u)" -ne 0 ]; then
    skip 'only root on Linux can make a file system for a test'
  fi
  mkdir -p "$1"
  mount -t tmpfs -o size=64k,mode=700 tmpfs "$1" 2>/dev/null || skip 'this machine does not let root mount a tmpfs'
  TINY_DISK=$1
}

tiny_disk_ends() { [ -z "${TINY_DISK:-}" ] || umount -l "$TINY_DISK"; }

# fill_disk DIR: leaves no room for a byte on its file system.
fill_disk() { cat /dev/zero >"$1/ballast" 2>/dev/null || true; }

# Prints the files of the sandbox: names, modes, sizes, times, and checksums of the task's files.
everything() {
  # shellcheck disable=SC2016
  find "$SANDBOX" ! -name reap -exec perl -e 'printf "%s %o %d %d\n", $_, (lstat)[2, 7, 9] for @ARGV' {} + | sort
  [ ! -d "$task" ] || find "$task" -type f -exec cksum {} +
}
