# shellcheck shell=bash
#
# Sessions of `outlive session` in a sandbox (isolation.bash, task.bash, launched.bash).
#
#   setup()    { load ../support/session && session_begin; }
#   teardown() { session_end; }
#
# After session_begin: OUTLIVE_SOCKET is $socket, in a directory that is not there yet; $project is the current directory.
#
#   session COMMAND ...          the program under test
#   tm COMMAND ...               plain tmux on the same socket, as a recipe has it
#   begin NAME [WORD ...]        `session start`, which has to succeed
#   plain_tmux NAME COLUMNS CMD  makes a session of 24 rows without the program under test
#   looks_are_noted              from now on the callers of tmux are noted
#   has_looked PID               whether this process has called it twice
#   needs PROGRAM ...            skips the test unless this machine has all of them
#   record NAME [-i]             starts a session whose program writes its stdin, byte for byte, to $SANDBOX/NAME.bytes, and
#                                waits until it is ready; its terminal is raw, or with -i in the usual modes
#   recorded NAME FILE           whether exactly the content of FILE has arrived there
#   state NAME                   prints its state, by `session list --json`
#   is_state NAME STATE ...      whether it is one of these
#   fact NAME KEY                prints a member of its object there
#   program_of NAME              prints the process id of its program
#   host_of NAME                 prints the process id of its host
#   files_of NAME                prints the directory of the newest start of that name
#   server                       prints the process id of the tmux server
#   assert_usage WORDS ...       `session WORDS` is a usage error: exit 2, one line on stderr, nothing on stdout

# shellcheck source-path=SCRIPTDIR source=launched.bash
. "${BASH_SOURCE[0]%/*}/launched.bash"

session_begin() {
  launched_begin
  socket=$SANDBOX/s/sock
  export OUTLIVE_SOCKET=$socket SHELL=/bin/bash
  # Shells must not read the user's start-up files.
  printf 'PS1="$ "\n' >"$HOME/.bashrc"
}

session_end() { launched_end; }

session() { "$OUTLIVE" session "$@"; }

tm() { tmux -S "$socket" "$@"; }

begin() {
  run --separate-stderr session start "$@" </dev/null
  # shellcheck disable=SC2154 # `run` sets it
  if [ "$status" != 0 ]; then
    printf 'start ended with %s: %s %s\n' "$status" "$output" "${stderr:-}" >&2
    return 1
  fi
}

plain_tmux() {
  mkdir -p "${socket%/*}"
  chmod 700 "${socket%/*}"
  # The server may just be ending with its last session.
  wait_until tm new-session -d -s "$1" -x "$2" -y 24 "$3" 3>&-
}

looks_are_noted() {
  local tmux
  tmux=$(command -v tmux)
  program tmux <<END
#!/bin/bash
echo "\$PPID" >>'$SANDBOX/looks'
exec '$tmux' "\$@"
END
}

has_looked() { [ "$(grep -cx "$1" "$SANDBOX/looks" 2>/dev/null)" -ge 2 ]; }

needs() {
  local program
  for program in "$@"; do command -v "$program" >/dev/null || skip "this machine has no $program"; done
}

record() {
  local mode='raw -echo'
  [ "${2:-}" != -i ] || mode=sane
  rm -f "$SANDBOX/$1.bytes.ready"
  # shellcheck disable=SC2016 # it is a program
  begin "$1" -- bash -c 'stty $0; : >"$1.ready"; exec cat >"$1"' "$mode" "$SANDBOX/$1.bytes"
  wait_until test -e "$SANDBOX/$1.bytes.ready"
}

recorded() { cmp -s "$2" "$SANDBOX/$1.bytes"; }

fact() { session list --json | json sessions "name=$1" "$2"; }

state() { fact "$1" state; }

is_state() {
  local name=$1 present wanted
  shift
  present=$(state "$name")
  for wanted in "$@"; do [ "$present" != "$wanted" ] || return 0; done
  return 1
}

program_of() { fact "$1" pid; }

files_of() { find "$OUTLIVE_HOME/sessions" -mindepth 2 -maxdepth 2 -type d -name "$1.*" | sort | tail -n 1; }

host_of() { json host.pid <"$(files_of "$1")/state.json"; }

server() { tm display-message -p '#{pid}'; }

assert_usage() {
  run --separate-stderr session "$@"
  assert_failure 2
  assert_equal "$output" ''
  # shellcheck disable=SC2154 # `run` sets it
  assert_equal "${#stderr_lines[@]}" 1
}
