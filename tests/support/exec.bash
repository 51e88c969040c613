# shellcheck shell=bash
#
# Commands of `outlive exec` in a sandbox (isolation.bash, task.bash, launched.bash).
#
#   setup()    { load ../support/exec && exec_begin; }
#   teardown() { exec_end; }
#
# After exec_begin: OUTLIVE_HOME, $project (the current directory), SHELL=/bin/bash, a fake openclaw on PATH.
#
#   background [FLAG ...] -- CMD     `exec --background` of it, which has to succeed; sets id
#   finished [FLAG ...] -- CMD       the same, and waits for its end
#   on_cue TEXT ...                  a command that prints each TEXT (a format of printf), and waits for `cue N` before the N-th
#   cue N                            lets it print the N-th, and waits until the supervisor has it
#   process ACTION ...               `outlive process`
#   polls [FLAG ...]                 `outlive process poll` of the last command
#   outputs_in FILE ...              prints the outputs of the JSON answers in the files, byte for byte
#   details ACTION ID KEY            prints a member of what `process ACTION ID --json` answers
#   fact ID KEY                      prints a member of the command's object in `process list --json`
#   is_status ID STATUS              whether it has that status there
#   has_ended ID                     whether its supervisor has recorded how it ended
#   printed ID TEXT                  whether TEXT is in its output; does not move the poll cursor
#   files_of ID                      prints the directory with its files
#   command_of ID, supervisor_of ID  print the process ids
#   assert_usage WORDS ...           `outlive WORDS` is a usage error: exit 2, one line on stderr, nothing on stdout
#   assert_refused PATTERN WORDS ... `outlive WORDS` fails with 1, and one line on stderr that matches

# shellcheck source-path=SCRIPTDIR source=launched.bash
. "${BASH_SOURCE[0]%/*}/launched.bash"

exec_begin() {
  launched_begin
  export SHELL=/bin/bash
}

exec_end() {
  [ "${BATS_TEST_COMPLETED:-}" = 1 ] || describe_commands >&2 || true
  launched_end
}

# Prints the files of every command and the state of its processes, to tell why a test fails once in a hundred runs.
describe_commands() {
  local directory state pid
  for directory in "${OUTLIVE_HOME:-$SANDBOX/none}"/exec/*/; do
    [ -d "$directory" ] || continue
    printf -- '---- %s: %s\n' "${directory%/}" "$(cd "$directory" && echo *)"
    state=$(tr -d ' \n' <"$directory/state.json" 2>/dev/null)
    printf '%s\n' "$state"
    for pid in $(printf '%s' "$state" | grep -o '"pid":[0-9]*' | cut -d: -f2); do
      ps -o pid=,ppid=,stat=,etime=,wchan=,args= -p "$pid" || printf '%s is gone\n' "$pid"
      grep -E '^(Sig|Shd)' "/proc/$pid/status" 2>/dev/null | paste -sd' ' || true
    done
  done
}

background() {
  run --separate-stderr outlive exec --background "$@" </dev/null
  # shellcheck disable=SC2154 # `run` sets it
  if [ "$status" != 0 ]; then
    printf 'exec ended with %s: %s %s\n' "$status" "$output" "${stderr:-}" >&2
    return 1
  fi
  id=$output
}

finished() {
  background "$@"
  wait_until has_ended "$id"
}

on_cue() {
  local number=0 text words=''
  for text in "$@"; do
    number=$((number + 1))
    words+="until [ -e cue.$number ]; do sleep 0.02; done; printf '$text'; : >done.$number; "
  done
  background -- "$words exec sleep 1000"
}

# shellcheck disable=SC2016 # `eval` reads it
cue() {
  local before
  before=$(cat "$(files_of "$id")"/output.* 2>/dev/null | wc -c)
  : >"cue.$1"
  wait_until eval '[ "$(cat "$(files_of "$id")"/output.* 2>/dev/null | wc -c)" -gt '"$before"' ]'
}

polls() { process poll "$id" "$@"; }

outputs_in() { cat "$@" | perl -MJSON::PP -ne 'binmode STDOUT, ":utf8"; print decode_json($_)->{output}'; }

process() { "$OUTLIVE" process "$@"; }

details() { process "$1" "$2" --json | json "$3"; }

fact() { process list --json | json sessions "sessionId=$1" "$2"; }

is_status() { [ "$(fact "$1" status)" = "$2" ]; }

# Without a process, since it is asked again and again.
has_ended() {
  local state=
  read -r state 2>/dev/null <"$OUTLIVE_HOME/exec/$1/state.json"
  [[ $state == *'"end":{'*'"endedAt":'* ]]
}

printed() { [[ "$(process log "$1" --json | json output)" == *"$2"* ]]; }

files_of() { printf '%s\n' "$OUTLIVE_HOME/exec/$1"; }

command_of() { json command.pid <"$(files_of "$1")/state.json"; }

supervisor_of() { json supervisor.pid <"$(files_of "$1")/state.json"; }

assert_usage() {
  run --separate-stderr outlive "$@" </dev/null
  assert_failure 2
  assert_equal "$output" ''
  # shellcheck disable=SC2154 # `run` sets it
  assert_equal "${#stderr_lines[@]}" 1
}

assert_refused() {
  local pattern=$1
  shift
  run --separate-stderr outlive "$@" </dev/null
  assert_failure 1
  assert_equal "$output" ''
  # shellcheck disable=SC2154 # `run` sets it
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "$pattern"
}
