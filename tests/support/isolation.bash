# shellcheck shell=bash
#
# A place of its own for a test: HOME, tmux server, PATH and temporary files. The test does not see or touch anything of
# the user's, and leaves no process behind.
#
#   setup()    { isolation_begin; }
#   teardown() { isolation_end; }
#
# After isolation_begin:
#   $SANDBOX        a fresh directory with a short name (the path of a unix socket has room for 108 bytes)
#   $SANDBOX/bin    first in PATH, for the fakes of the test
#   HOME, TMUX_TMPDIR, TMPDIR     inside $SANDBOX; a plain `tmux` uses a server of this test alone
#   $CHECKOUT, $OUTLIVE, $REFERENCE_DIR     absolute; the last two can be given from outside
#
#   isolation_enter DIR         the same in a given directory, for a test that needs several (each with isolation_leave)
#   isolation_reap PID          ends PID with the test, even if the test fails
#   wait_until [-t SECONDS] COMMAND [ARG ...]     returns as soon as COMMAND succeeds; 1 after SECONDS (120), with a line
#                               A look may take more CPU than what is waited for: after a second they become rarer
#   pause [SECONDS]             the 50 ms between two looks, without starting a process

# shellcheck source-path=SCRIPTDIR source=quick.bash
. "${BASH_SOURCE[0]%/*}/quick.bash"
[ -z "${BATS_TEST_NAME:-}" ] || untraced

# Without a subshell, which would be a process for every test.
isolation_was_in=$PWD
cd "${BASH_SOURCE[0]%/*}/../.." || exit
CHECKOUT=$PWD
cd "$isolation_was_in" || exit
OUTLIVE=${OUTLIVE:-$CHECKOUT/dist/outlive}
REFERENCE_DIR=${REFERENCE_DIR:-$CHECKOUT/scripts}
case $OUTLIVE in /*) ;; *) OUTLIVE=$PWD/$OUTLIVE ;; esac
case $REFERENCE_DIR in /*) ;; *) REFERENCE_DIR=$PWD/$REFERENCE_DIR ;; esac

isolation_begin() {
  untraced
  # With the name of the run, so that scripts/test can remove what a killed test has left.
  local run=${OUTLIVE_TEST_RUN:+${OUTLIVE_TEST_RUN%%/*}.} tries=0
  # One process; it fails if another test has the directory.
  until
    printf -v SANDBOX '/tmp/ol.%s%06x' "$run" $(((RANDOM << 15 | RANDOM) & 0xffffff))
    mkdir -m 700 "$SANDBOX" "$SANDBOX"/{home,bin,tmux,tmp}
  do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || return
  done
  isolation_within "$SANDBOX"
}

isolation_end() {
  [ -n "${SANDBOX:-}" ] || return 0
  isolation_leave "$SANDBOX"
  # An ended process may still write a last file into a directory that was just emptied.
  wait_until -t 5 rm -rf "$SANDBOX" 2>/dev/null
}

isolation_enter() {
  mkdir -p "$1/home" "$1/bin" "$1/tmux" "$1/tmp"
  isolation_within "$1"
}

isolation_within() {
  # The settings of a user or of a calling test must not decide how a program under test behaves.
  unset BASH_ENV TMUX TMUX_PANE TASK_TMPDIR OUTLIVE_HOME OUTLIVE_SOCKET XDG_STATE_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR
  unset OUTLIVE_SCOPE OUTLIVE_EXEC OUTLIVE_EXEC_TAG OUTLIVE_APART OUTLIVE_ELSEWHERE "${!MONITOR_@}" "${!PI_BASH_@}" "${!OPENCLAW_@}"
  export HOME=$1/home TMUX_TMPDIR=$1/tmux TMPDIR=$1/tmp PATH=$1/bin:$PATH
  ISOLATION_DIR=$1
}

# Ends the tmux servers with sockets in DIR/tmux, and the processes given to isolation_reap.
isolation_leave() {
  local socket pid mark now
  for socket in "$1"/tmux/*/*; do
    [ -S "$socket" ] || continue
    tmux -S "$socket" kill-server 2>/dev/null || true
  done
  [ -f "$1/reap" ] || return 0
  while read -r pid mark; do
    now=$(process_mark "${pid#-}")
    # The id may be another process's by now.
    [ -n "$mark" ] && [ -n "$now" ] && [ "$now" != "$mark" ] || kill -KILL "$pid" 2>/dev/null || true
  done <"$1/reap"
}

isolation_reap() { printf '%s %s\n' "$1" "$(process_mark "${1#-}")" >>"$ISOLATION_DIR/reap"; }

# process_mark PID: prints the start time, which tells the process from later ones with its id; nothing without /proc.
process_mark() {
  local stat
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
  # The start is the 22nd field; the name, in parentheses, may have blanks.
  read -ra stat <<<"${stat##*) }"
  printf '%s\n' "${stat[19]}"
}

wait_until() {
  local seconds=120 began=$SECONDS looks=0
  if [ "$1" = -t ]; then
    seconds=$2
    shift 2
  fi
  until "$@"; do
    if [ $((SECONDS - began)) -ge "$seconds" ]; then
      printf 'not so after %s s: %s\n' "$seconds" "$*" >&2
      return 1
    fi
    looks=$((looks + 1))
    if [ "$looks" -lt 20 ]; then pause; else pause 0.15; fi
  done
}

pause() {
  # bash can sleep without another program by reading from a pipe without a writer. Each process opens the pipe once.
  if [ "${ISOLATION_IDLE:-}" != "$BASHPID" ]; then
    exec 8<> <(:)
    ISOLATION_IDLE=$BASHPID
  fi
  read -r -t "${1:-0.05}" -u 8 || true
}

# `run --separate-stderr` makes its file with mktemp: a process for each call. A name of this process is unique enough.
mktemp() {
  case $* in
    "${BATS_TEST_TMPDIR:-}/separate-stderr-XXXXXX")
      : >"${1%XXXXXX}$BASHPID"
      printf '%s\n' "${1%XXXXXX}$BASHPID"
      ;;
    *) command mktemp "$@" ;;
  esac
}
