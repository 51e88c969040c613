#!/usr/bin/env bats
# The real Claude Code under `outlive run`: its work, its conversation, its end.
# shellcheck disable=SC2154 # real.bash and launched.bash set them

setup() { load support/real && real_begin claude; }
teardown() { launched_end; }

# watch_arguments TEXT: from now on notes in `leaked` which processes have TEXT among their arguments, and in `watched`
# that it has looked while an agent ran.
watch_arguments() {
  printf '%s\n' "$1" >"$SANDBOX/secret"
  printf -- '--session-id\n' >"$SANDBOX/agent-flag"
  while :; do
    grep -laF -f "$SANDBOX/secret" /proc/[0-9]*/cmdline >>"$SANDBOX/leaked" 2>/dev/null || true
    grep -laF -f "$SANDBOX/agent-flag" /proc/[0-9]*/cmdline >>"$SANDBOX/watched" 2>/dev/null || true
    pause
  done 3>&- &
  isolation_reap "$!"
}

@test "a task is worked on, answered and put away; its prompt is never among the arguments of a process" {
  watch_arguments 'the secret of xyzzy'
  works_and_answers Bash '^\[done: 2 turns, [0-9]+ s, 320 tokens, .0\.00\]$'
  # It has looked while there was an agent to look at.
  [ -s "$SANDBOX/watched" ]
  [ ! -s "$SANDBOX/leaked" ]
  assert_equal "$(tail -n 1 "$task/events.jsonl" | json type)" result
}

@test "resume --prompt goes on in the conversation of a complete task" {
  model_says '[{ "text": "The first answer." }, { "text": "The second answer." }]'
  start_agent demo <<<'the first question'
  completes demo
  conversation=$(value_of conversation)
  run outlive resume demo --prompt 'the second question'
  assert_success
  completes demo
  assert_equal "$(turns)" 2
  said_in_order 2 '^user "the first question' '^assistant "The first answer\."' '^user "the second question'
  run ! grep -F 'You were interrupted' "$SANDBOX/api/turns/2"
  assert_equal "$(value_of conversation)" "$conversation"
  answers demo 'The second answer.'
}

@test "a key that is not accepted is not tried again, even with --resume-on failure" {
  # It tries ten times by itself, for some minutes.
  export CLAUDE_CODE_MAX_RETRIES=1
  gives_up_without_a_key 1 --resume-on failure
  assert_equal "$(grep -c '"subtype":"init"' "$task/events.jsonl")" 1
}

@test "two tasks in one project have conversations of their own, and go on in them" {
  tool left
  tool right
  model_says -a left_api '[{ "shell": "sh ./left.sh" }, { "text": "The left is done." }]'
  start_agent left <<<'go to the left'
  left=$task
  model_says -a right_api '[{ "shell": "sh ./right.sh" }, { "text": "The right is done." }]'
  start_agent right <<<'go to the right'
  right=$task
  reaches_tool left
  reaches_tool right

  # The one that is killed is not the one whose conversation is the newest in this project.
  kill_process "$(outlive status left --json | json pid)"
  reaches_turn 2 left_api
  open_gate right
  completes right
  task=$left
  completes left

  assert_equal "$(turns left_api) $(turns right_api)" '2 2'
  run turn 2 left_api
  assert_output --partial 'go to the left'
  assert_output --partial 'You were interrupted'
  refute_output --partial 'to the right'
  refute_output --partial 'right.sh'
  run turn 2 right_api
  assert_output --partial 'go to the right'
  refute_output --partial 'You were interrupted'
  refute_output --partial 'to the left'
  refute_output --partial 'left.sh'
  answers left 'The left is done.'
  answers right 'The right is done.'
  [ "$(grep '^session_id=' "$left/manifest")" != "$(grep '^session_id=' "$right/manifest")" ]
  [ ! -e "$SANDBOX/left.finished" ]
}

@test "stop ends everything in the middle of a tool call, and resume --prompt goes on" {
  is_stopped_and_resumed
}

@test "what was stopped goes on without a prompt, too" {
  task_in_tool_call
  run outlive stop demo
  assert_success
  run outlive resume demo
  assert_success
  goes_on_in_conversation 0
}
