# shellcheck shell=bash
#
# What every agent has to do, whichever it is (real.bash). Its task is `demo`.
#
# Tests
#   works_and_answers TOOL SUMMARY      it uses a tool and answers; its transcript calls the tool TOOL and ends in a line
#                                       of the (extended) pattern SUMMARY
#   survives_its_death                  it is killed in the middle of a tool call
#   survives_everything                 so is all that runs for the task, as by a power cut, before `restore`
#   is_stopped_and_resumed              it is stopped in the middle of a tool call, and resumed with a prompt
#   survives_a_hang                     its API does not answer
#   gives_up_without_a_key CODE [WORD]  its API accepts no key; CODE is its exit code, WORD are for `outlive run`
# Parts of tests
#   is_written TEXT [LINES]             whether it is in what the agent keeps of its conversation
#   task_in_tool_call                   `do the work` is in the middle of a tool call, whose script is work.sh; sets
#                                       tool_pid and conversation. When the agent asks again, the answer is `All is done.`
#   goes_on_in_conversation RETRIES     what happened to the task of task_in_tool_call did not keep it from going on: it
#                                       asked again, once its orphaned tool was gone, with all that was said before
#   everything_is_killed                agent, wrapper, monitor and tmux server, at once

# shellcheck disable=SC2154 # real.bash and `run` set them

task_in_tool_call() {
  tool work
  model_says '[{ "shell": "sh ./work.sh", "text": "I shall do it." }, { "text": "All is done." }]'
  start_agent demo <<<'do the work'
  reaches_tool work
  wait_until conversation_is_known
  # Agents write down what was said a little later than they act on it; gemini has no call before it has returned.
  if [ "$agent" = gemini ]; then wait_until is_written 'I shall do it'; else wait_until is_written 'sh ./work.sh'; fi
  wait_until monitor_of
  conversation=$(value_of conversation)
}

# is_written TEXT [LINES]: whether TEXT is in what the agent keeps of its conversation, on so many lines (1).
is_written() {
  local files=("$HOME")
  [ -z "${CODEX_HOME:-}" ] || files+=("$CODEX_HOME")
  [ ! -f "$task/conversation.jsonl" ] || files+=("$task/conversation.jsonl")
  [ "$(grep -raFh --exclude-dir=bin -- "$1" "${files[@]}" 2>/dev/null | wc -l)" -ge "${2:-1}" ]
}

conversation_is_known() { [ -n "$(value_of conversation)" ]; }

goes_on_in_conversation() {
  reaches_turn 2
  gone "$tool_pid"
  local call=('^call "sh \./work\.sh"')
  # It writes a call down when it has returned, and not before.
  [ "$agent" != gemini ] || call=()
  said_in_order 2 '^user "do the work' '^assistant "I shall do it' ${call[@]+"${call[@]}"} '^user "You were interrupted'
  completes demo
  assert_equal "$(turns api)" 2
  assert_equal "$(value_of conversation)" "$conversation"
  assert_equal "$(value_of session_id)" "$conversation"
  assert_equal "$(value_of retry_count)" "$1"
  [ ! -e "$SANDBOX/work.finished" ]
  answers demo 'All is done.'
}

everything_is_killed() {
  local victim victims
  victims=("$(monitor_of)" "$(wrapper_of)" "$(<"$task/pid")" "$(tmux display-message -p '#{pid}')")
  kill -KILL "${victims[@]}"
  for victim in "${victims[@]}"; do wait_until gone "$victim"; done
}

works_and_answers() {
  tool work
  model_says '[{ "shell": "sh ./work.sh", "text": "I shall look." }, { "text": "Two lines,\nthe second with \"quotes\"." }]'
  start_agent demo <<<'Tell me the secret of xyzzy'
  reaches_tool work
  assert_equal "$(state_of demo)" running
  run ! grep -aF 'secret of xyzzy' "/proc/$(<"$task/pid")/cmdline"
  open_gate work
  completes demo
  assert_equal "$(value_of exit_code)" 0
  assert_equal "$(turns api)" 2
  said_in_order 1 '^user "Tell me the secret of xyzzy'
  said_in_order 2 '^user "Tell me the secret of xyzzy' '^assistant "I shall look' '^call "sh \./work\.sh"' '^result .*work has go'
  answers demo $'Two lines,\nthe second with "quotes".'
  run cat "$task/output.log"
  assert_line 'I shall look.'
  assert_line --regexp "^> $1 .*sh \\./work\\.sh"
  assert_line 'the second with "quotes".'
  assert_line --regexp "$2"
  # Each line is a JSON object.
  perl -MJSON::PP -ne 'ref decode_json($_) eq "HASH" or die "no object: $_"' "$task/events.jsonl"
  # pi makes the file of its conversation itself; nobody else can enter its directory.
  assert_equal "$(find "$OUTLIVE_HOME" -type d ! -perm 700 -o -type f ! -perm 600 ! -name conversation.jsonl)" ''
}

survives_its_death() {
  task_in_tool_call
  kill_process "$(<"$task/pid")"
  goes_on_in_conversation 1
}

survives_everything() {
  task_in_tool_call
  everything_is_killed
  # Nobody is left who could bring it back.
  wait_until is_now demo lost
  run outlive restore
  assert_success
  assert_output 'demo: resumed'
  goes_on_in_conversation ''
}

is_stopped_and_resumed() {
  task_in_tool_call
  run outlive stop demo
  assert_success
  gone "$tool_pid"
  nothing_runs
  assert_equal "$(state_of demo)" stopped
  run outlive wait demo
  assert_failure 125
  assert_equal "$(turns api)" 1

  run outlive resume demo --prompt 'Go on, please.'
  assert_success
  completes demo
  assert_equal "$(turns api)" 2
  said_in_order 2 '^user "do the work' '^assistant "I shall do it' '^user "Go on, please\.'
  run ! grep -F 'You were interrupted' "$SANDBOX/api/turns/2"
  assert_equal "$(value_of conversation)" "$conversation"
  [ ! -e "$SANDBOX/work.finished" ]
  answers demo 'All is done.'
}

survives_a_hang() {
  # In shorter intervals the system's account of processor time is too coarse to tell work from waiting.
  export MONITOR_BASE_INTERVAL=3 MONITOR_MAX_INTERVAL=3
  model_says '[{ "shell": "echo made", "text": "I shall make it." }, { "hang": true }, { "text": "It is made." }]'
  start_agent demo --max-retries 2 <<<'make it'
  reaches_turn 2
  wait_until -t 150 test -e "$SANDBOX/api/turns/3"
  said_in_order 3 '^user "make it' '^assistant "I shall make it' '^call "echo made"' '^result .*made' '^user "You were interrupted'
  completes demo
  grep -F 'The agent has hung; resume 1 of 2.' "$task/monitor.log"
  assert_equal "$(value_of retry_count)" 1
  answers demo 'It is made.'
}

gives_up_without_a_key() {
  model_says '[{ "error": 401 }]'
  start_agent demo "${@:2}" <<<'do the work'
  fails_with "$1" demo
  assert_equal "$(value_of status)" failed
  assert_equal "$(value_of exit_code)" "$1"
  assert_equal "$(value_of retry_count)" ''
  grep -F '401' "$task/output.log"
  run --separate-stderr outlive result demo
  assert_failure
  assert_regex "$stderr" '401'
}
