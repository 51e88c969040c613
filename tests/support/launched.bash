# shellcheck shell=bash
#
# Tasks of `outlive run` in a sandbox (isolation.bash, task.bash): launched, watched and disturbed from outside.
#
#   setup()    { load ../support/launched && launched_begin; }
#   teardown() { launched_end; }
#
# After launched_begin: OUTLIVE_HOME, $project (the current directory), a monitor that checks every second (MONITOR_*), and
# the fakes claude and openclaw on PATH. $task is the directory of the task NAME that was launched last.
#
# Arrange
#   little_patience              an agent that is silent for 3 s, and then for 1 s more, hangs
#   claude_does                  what claude does, as bash from stdin; by default it ends at once. Besides what
#                                fakes/agent has there:
#     $conversation                its id, from --session-id or --resume; $resumed is `yes` with --resume
#     $TEST_TASK                   the name of its task, if `launch` has started it
#     begins                       the first event of every run
#     says TEXT                    the model has replied
#     calls TOOL ID COMMAND        it begins to use a tool; `returns ID` ends that
#     answers TEXT [FACTS]         the result, a success; FACTS are members of the object, with a comma before
#     fails TEXT                   the result, a failure
#   a_day_long                   what claude does: it replies, and waits at the gate `end` (open_gate end)
#   program NAME                 an executable of that name in $SANDBOX/bin, from stdin
# Act
#   outlive COMMAND ...          the program under test
#   launch NAME [WORD ...]       `run --name NAME`, which has to succeed; by default the prompt is `do the work`.
#                                Sets task, and output and stderr as `run --separate-stderr` does
#   wait_for NAME                `wait NAME`, at most 60 s; sets status, output, stderr
#   forget_calls                 forgets the calls of an ended $task, after its notification, which is a call too
#   kill_everything              kills all processes of the sandbox, at once
#   reboot                       the same, and removes the sockets
#   end_process PID              kill -KILL, and waits until it is gone
# Look
#   json KEY ...                 prints a member of the JSON document on stdin: `name`, `error.code`, `tasks.0.name`; `.` is
#                                the whole, `#` after a key counts; strings as they are. A word NAME=TEXT finds the object
#                                with this member in an array: `json tasks name=a.b pid`. Fails if there is no such member
#   one_line TEXT                whether it is exactly one line
#   state_of NAME                prints the status, by `status --json`
#   is_now NAME STATUS ...       whether it is one of these
#   value_of KEY                 prints the value of $task's manifest
#   wrapper_of, monitor_of       print the process id of $task's wrapper or monitor, while it lives
#   agents                       prints the process ids of the living calls of claude, a line each
#   agent_number N               whether exactly N of them live
#   calls_of PROGRAM             prints how often claude or openclaw was called
#   argument_after FLAG CALL     prints the word after FLAG in a call of claude
#   marked_processes             prints the process ids of all living processes that $task's agent has started
#   sandbox_processes            prints the process ids of all living processes with the HOME of this test
#   nothing_lives                whether there are none
#   works NAME [CALL]            whether $task has a wrapper, a monitor, and one agent, which is this call (default: the
#                                last) of claude
#   assert_resumed               waits for `demo`: its first agent was brought back into its own conversation, once, and the
#                                second has answered `all done, by call 2`
#   put_away                     whether $task has ended, and its monitor has notified and is gone
#   events_told                  prints the arguments of each call of openclaw, a line each

# shellcheck source-path=SCRIPTDIR source=task.bash
. "${BASH_SOURCE[0]%/*}/task.bash"

launched_begin() {
  task_begin
  export OUTLIVE_HOME=$SANDBOX/state
  # A check every second; 5 min of silence before an agent counts as hung, so that no slow machine makes it so.
  export MONITOR_BASE_INTERVAL=100 MONITOR_MAX_INTERVAL=1 MONITOR_DISPATCH_WAIT=1 MONITOR_GRACE_PERIOD=1
  # A start must not wait for a configuration of the user's tmux.
  : >"$HOME/.tmux.conf"
  # shellcheck disable=SC2154 # task_begin sets it
  mkdir -p "$project"
  cd "$project" || return
}

# Ends every process of the sandbox, also those that are just being started, until none is left.
launched_end() {
  [ -n "${SANDBOX:-}" ] || return 0
  local pid round
  # A test that failed shows what became of its last task.
  if [ -z "${BATS_TEST_COMPLETED:-}" ] && [ -e "${task:-}/manifest" ]; then
    tail -n 20 "$task"/{manifest,monitor.trace,monitor.log,output.log} 2>/dev/null || true
  fi
  for ((round = 0; round < 200; round++)); do
    ! nothing_lives || break
    for pid in $(sandbox_processes); do kill -KILL "$pid" 2>/dev/null || true; done
    pause
  done
  isolation_end
}

# ---------------------------------------------------------------------------------------------------------- arrange

# shellcheck disable=SC2016 # it is a program
claude_prelude='
conversation= resumed=no flag=
for word in "$@"; do
  case $flag in --session-id) conversation=$word ;; --resume) conversation=$word resumed=yes ;; esac
  flag=$word
done
in_json() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"} text=${text//$'"'\\n'"'/\\n} text=${text//$'"'\\t'"'/\\t} text=${text//$'"'\\e'"'/\\u001b} text=${text//$'"'\\r'"'/\\r}
  printf "\"%s\"" "${text//$'"'\\a'"'/\\u0007}"
}
begins() { printf "{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"%s\",\"model\":\"claude-of-the-test\"}\n" "$conversation"; }
message() { printf "{\"type\":\"%s\",\"message\":{\"content\":[%s]},\"session_id\":\"%s\"}\n" "$1" "$2" "$conversation"; }
says() { message assistant "{\"type\":\"text\",\"text\":$(in_json "$1")}"; }
calls() { message assistant "{\"type\":\"tool_use\",\"id\":\"$2\",\"name\":\"$1\",\"input\":{\"command\":$(in_json "$3")}}"; }
returns() { message user "{\"type\":\"tool_result\",\"tool_use_id\":\"$1\",\"content\":\"\"}"; }
answers() { printf "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":%s,\"session_id\":\"%s\"%s}\n" "$(in_json "$1")" "$conversation" "${2:-}"; }
fails() { printf "{\"type\":\"result\",\"subtype\":\"error_during_execution\",\"is_error\":true,\"result\":%s,\"session_id\":\"%s\"}\n" "$(in_json "$1")" "$conversation"; }
'

# `agent` makes sure that the process ends with the test.
claude_does() {
  { printf '%s\n' "$claude_prelude" && cat; } | agent
}

little_patience() { export MONITOR_BASE_INTERVAL=1; }

a_day_long() {
  claude_does <<'END'
begins
says "call $call, resumed: $resumed"
await end
answers "all done, by call $call"
END
}

program() {
  cat >"$SANDBOX/bin/$1"
  chmod +x "$SANDBOX/bin/$1"
}

# -------------------------------------------------------------------------------------------------------------- act

outlive() { "$OUTLIVE" "$@"; }

launch() {
  local name=$1 word prompt=(--prompt 'do the work')
  shift
  for word in "$@"; do
    case $word in --prompt | --prompt=* | --prompt-file | --prompt-file=* | --) prompt=() ;; esac
  done
  task=$OUTLIVE_HOME/tasks/$name
  TEST_TASK=$name run --separate-stderr outlive run --name "$name" ${prompt[@]+"${prompt[@]}"} "$@" </dev/null
  # shellcheck disable=SC2154 # `run` sets it
  if [ "$status" != 0 ]; then
    printf 'run ended with %s: %s %s\n' "$status" "$output" "${stderr:-}" >&2
    return 1
  fi
}

wait_for() { run --separate-stderr outlive wait "$@" --timeout 60; }

forget_calls() {
  [ ! -e "$task/manifest" ] || wait_until put_away
  rm -rf "$SANDBOX"/calls/*
}

# All are stopped before any is killed, so that none can bring another back. Three equal looks are needed, since a process
# between fork and exec shows no environment.
kill_everything() {
  local pid before=none found round=0
  while [ "$round" -lt 3 ]; do
    found=$(sandbox_processes)
    for pid in $found; do kill -STOP "$pid" 2>/dev/null || true; done
    if [ "$found" = "$before" ]; then round=$((round + 1)); else round=0; fi
    before=$found
    pause
  done
  # Servers last: when one ends, its terminals hang up, which wakes the stopped processes on them.
  for pid in $found; do
    case $(ps -o comm= -p "$pid") in tmux*) ;; *) kill -KILL "$pid" 2>/dev/null || true ;; esac
  done
  for pid in $found; do kill -KILL "$pid" 2>/dev/null || true; done
  wait_until nothing_lives
}

reboot() {
  kill_everything
  rm -rf "${TMUX_TMPDIR:?}"/tmux-* "${SANDBOX:?}/s"
}

end_process() {
  kill -KILL "$1"
  wait_until gone "$1"
}

# ------------------------------------------------------------------------------------------------------------- look

json() { perl "$CHECKOUT/tests/support/json" "$@"; }

one_line() { [ -n "$1" ] && [ "${1//$'\n'/}" = "$1" ]; }

state_of() { outlive status "$1" --json | json status; }

is_now() {
  local name=$1 state wanted
  shift
  state=$(state_of "$name")
  for wanted in "$@"; do [ "$state" != "$wanted" ] || return 0; done
  return 1
}

value_of() { sed -n "s/^$1=//p" "$task/manifest"; }

wrapper_of() { living_holder wrapper.lock; }
monitor_of() { living_holder monitor.lock; }

living_holder() {
  local pid mark _
  read -r pid mark _ 2>/dev/null <"$task/$1" || return 1
  ! gone "$pid" || return 1
  # The id may be another process's by now.
  [ -z "$mark" ] || [ ! -r "/proc/$pid/stat" ] || [ "${mark##*:}" = "$(process_mark "$pid")" ] || return 1
  printf '%s\n' "$pid"
}

agents() {
  local file pid mark
  for file in "$SANDBOX"/calls/claude.*/pid; do
    read -r pid 2>/dev/null <"$file" || continue
    mark=
    read -r mark 2>/dev/null <"${file%pid}mark" || true
    gone "$pid" || [ "$mark" != "$(process_mark "$pid")" ] || printf '%s\n' "$pid"
  done
}

agent_number() { [ "$(agents | grep -c .)" = "$1" ]; }

calls_of() {
  local calls=("$SANDBOX/calls/$1".*)
  [ -e "${calls[0]}" ] || calls=()
  printf '%s\n' "${#calls[@]}"
}

argument_after() {
  local words word flag=
  eval "words=($(<"$SANDBOX/calls/claude.$2/arguments"))"
  for word in "${words[@]}"; do
    if [ "$flag" = "$1" ]; then
      printf '%s\n' "$word"
      return
    fi
    flag=$word
  done
  return 1
}

marked_processes() { processes_with "OUTLIVE_TASK=$(value_of task_id)"; }

sandbox_processes() { processes_with "HOME=$SANDBOX/home"; }

# A process may end during the first look and start another that this look misses; the second look sees it.
nothing_lives() { ! one_lives && ! one_lives; }

one_lives() {
  if [ -r "/proc/$$/environ" ]; then
    # grep itself must not have the variable.
    HOME='' grep -qzxFs -- "HOME=$SANDBOX/home" /proc/[0-9]*/environ
  else
    [ -n "$(sandbox_processes)" ]
  fi
}

# processes_with NAME=VALUE: prints the ids of the processes that were started with this variable.
processes_with() {
  local file
  if [ -r "/proc/$$/environ" ]; then
    # grep itself must not have the variable.
    HOME='' OUTLIVE_TASK='' grep -lzxF -- "$1" /proc/[0-9]*/environ 2>/dev/null | while IFS= read -r file; do
      file=${file#/proc/}
      printf '%s\n' "${file%%/*}"
    done
  else
    # shellcheck disable=SC2009 # pgrep does not see an environment
    HOME='' OUTLIVE_TASK='' ps -A -E -ww -o pid=,command= | grep -F " $1" | while read -r file _; do printf '%s\n' "$file"; done
  fi
}

works() {
  local call=${2:-$(calls_of claude)}
  [ "$(agents)" = "$(pid_of claude "$call" 2>/dev/null)" ] && [ -e "$SANDBOX/calls/claude.$call/order" ] &&
    wrapper_of >/dev/null && monitor_of >/dev/null && is_now "$1" running
}

put_away() { [ -n "$(value_of notified_at)" ] && grep -qs '^notification: ' "$task/monitor.log" && ! monitor_of >/dev/null; }

# shellcheck disable=SC2154 # `run` sets status
assert_resumed() {
  wait_for demo
  assert_success
  assert_equal "$(calls_of claude)" 2
  assert_equal "$(argument_after --resume 2)" "$(argument_after --session-id 1)"
  run ! argument_after --session-id 2
  assert_regex "$(<"$SANDBOX/calls/claude.2/stdin")" 'interrupted'
  assert_equal "$(<"$SANDBOX/calls/claude.1/stdin")" 'do the work'
  assert_equal "$(value_of retry_count)" 1
  assert_equal "$(outlive result demo)" 'all done, by call 2'
}

events_told() {
  local call
  for ((call = 1; ; call++)); do
    [ -e "$SANDBOX/calls/openclaw.$call/order" ] || break
    sed 's/^ //' "$SANDBOX/calls/openclaw.$call/arguments"
    echo
  done
}
