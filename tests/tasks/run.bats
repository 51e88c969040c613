#!/usr/bin/env bats
# `outlive run` from outside: what it makes, what it prints, what it refuses.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC1003 # a backslash is one of the words
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# assert_refused EXIT_CODE PATTERN WORD ...: `run --name demo` with these words says why in one line, with the same in
# JSON, and leaves nothing behind that was not there before.
assert_refused() {
  local exit_code=$1 pattern=$2 before
  shift 2
  before=$(left_over)
  run --separate-stderr outlive run --name demo "$@" </dev/null
  assert_failure "$exit_code"
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "$pattern"
  assert_equal "$(left_over)" "$before"
  if [[ " $* " != *' -- '* ]]; then
    run --separate-stderr outlive run --name demo --json "$@" </dev/null
    assert_failure "$exit_code"
    assert_equal "$stderr" ''
    one_line "$output"
    json error.code <<<"$output"
    json error.hint <<<"$output"
    [[ "$(json error.message <<<"$output"); $(json error.hint <<<"$output")" =~ $pattern ]]
    assert_equal "$(left_over)" "$before"
  fi
}

# What a refused launch must not change: files and directories of the tasks, sessions, calls of the agent.
left_over() {
  [ ! -d "$OUTLIVE_HOME/tasks" ] || find "$OUTLIVE_HOME" -mindepth 2 ! -name 'output.log' | sort
  tmux list-sessions -F '#{session_name}' 2>/dev/null || true
  calls_of claude
}

# ------------------------------------------------------------------------------------------------------- what it makes

@test "--json is one object that says where the task is" {
  a_day_long
  launch demo --model opus --json
  one_line "$output"
  assert_equal "$stderr" ''
  assert_equal "$(json name <<<"$output")" demo
  assert_equal "$(json session <<<"$output")" claude-demo
  assert_equal "$(json taskDir <<<"$output")" "$OUTLIVE_HOME/tasks/demo"
  assert_equal "$(json agent <<<"$output")" claude
  assert_equal "$(json model <<<"$output")" opus
  assert_equal "$(json projectDir <<<"$output")" "$(pwd -P)"
  assert_equal "$(json socket <<<"$output")" "$TMUX_TMPDIR/tmux-$(id -u)/default"
  agent_awaits end
  assert_equal "$(json pid <<<"$output")" "$(pid_of claude 1)"
  assert_regex "$(json startedAt <<<"$output")" '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$'
  assert_equal "$(json sessionId <<<"$output")" "$(argument_after --session-id 1)"
  assert_regex "$(json sessionId <<<"$output")" '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'
}

@test "people get one line with the session's name" {
  a_day_long
  launch demo
  assert_equal "$stderr" ''
  one_line "$output"
  assert_output --partial claude-demo
  assert_output --partial demo
  session_exists claude-demo
}

@test "the manifest has what protocol.md asks of a launcher, and what a resume needs" {
  local key
  a_day_long
  launch demo --model sonnet --max-retries 3 --deadline 2h --resume-on failure --permissions plan
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  for key in task_name=demo model=sonnet "project_dir=$(pwd -P)" session_name=claude-demo "tmpdir=$task" status=running \
    policy=robust agent=claude "session_id=$(argument_after --session-id 1)" \
    "tmux_socket=$TMUX_TMPDIR/tmux-$(id -u)/default"; do
    manifest_has "$key" || fail "no $key in: $(<"$task/manifest")"
  done
  assert_regex "$(value_of started_at)" '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$'
  run -0 outlive manifest get "$task/manifest" task_name
  assert_output demo
}

@test "the directory is 0700, every file in it 0600, whatever the umask is" {
  a_day_long
  (umask 000 && launch demo)
  task=$OUTLIVE_HOME/tasks/demo
  wait_until monitor_of
  assert_equal "$(stat -c %a "$OUTLIVE_HOME/tasks" "$task")" $'700\n700'
  run --separate-stderr find "$task" -type f ! -perm 600
  assert_output ''
  open_gate end
  wait_for demo
  assert_success
  run --separate-stderr find "$task" -type f ! -perm 600
  assert_output ''
}

@test "without OUTLIVE_HOME tasks are in the XDG state directory, or in ~/.local/state" {
  a_day_long
  unset OUTLIVE_HOME
  outlive run --name demo --prompt x
  [ -f "$HOME/.local/state/outlive/tasks/demo/manifest" ]
  XDG_STATE_HOME=$SANDBOX/xdg outlive run --name other --prompt x
  [ -f "$SANDBOX/xdg/outlive/tasks/other/manifest" ]
  assert_equal "$(outlive status --json | json 'tasks#')" 1
}

@test "the agent begins with the words of its adapter, in the project's directory" {
  mkdir "$SANDBOX/elsewhere"
  a_day_long
  launch demo --dir "$SANDBOX/elsewhere" --model opus
  agent_awaits end
  assert_regex "$(<"$SANDBOX/calls/claude.1/arguments")" \
    "^ --dangerously-skip-permissions -p --model claude-opus-4-6 --session-id $(value_of session_id) --output-format stream-json --verbose"
  assert_equal "$(<"$SANDBOX/calls/claude.1/directory")" "$(cd "$SANDBOX/elsewhere" && pwd -P)"
}

@test "--dir may be relative" {
  mkdir "$project/below"
  a_day_long
  launch demo --dir below
  agent_awaits end
  assert_equal "$(<"$SANDBOX/calls/claude.1/directory")" "$(cd "$project/below" && pwd -P)"
  manifest_has "project_dir=$project/below"
}

@test "--model knows the aliases, those of the configuration too, and hands other names on" {
  local alias
  mkdir -p "$HOME/.config/outlive"
  echo '{"models": {"fast": "claude-fast-9"}}' >"$HOME/.config/outlive/config.json"
  while read -r alias expected; do
    forget_calls
    launch "as-$alias" --model "$alias" --wait
    assert_equal "$(argument_after --model 1)" "$expected"
  done <<'END'
opus claude-opus-4-6
sonnet claude-sonnet-4-6
fast claude-fast-9
claude-other-1 claude-other-1
END
}

@test "without --model the agent chooses" {
  launch demo --wait
  run ! argument_after --model 1
}

@test "the pane shows what the agent says as text, events.jsonl has the stream as it came" {
  claude_does <<'END'
begins
says 'I look around.'
calls Bash t1 'ls -la /tmp'
returns t1
await shown
answers 'It is done.' ',"num_turns":3,"duration_ms":65000,"total_cost_usd":0.5'
END
  launch demo
  agent_awaits shown
  wait_until grep -q 'Bash ls -la /tmp' "$task/output.log"
  tmux capture-pane -p -t =claude-demo: | grep -F 'I look around.'
  open_gate shown
  wait_for demo
  assert_success
  run ! grep -q '{' "$task/output.log"
  grep -F 'I look around.' "$task/output.log"
  grep '3 turns.*1 min 5 s.*0\.50' "$task/output.log"
  assert_equal "$(wc -l <"$task/events.jsonl" | tr -d ' ')" 5
  tail -n 1 "$task/events.jsonl" | json total_cost_usd
}

@test "no byte of the output is lost, from the first one on" {
  launch demo --wait -- bash -c 'for ((i = 0; i < 5000; i++)); do echo "line $i of the output"; done'
  assert_equal "$(grep -c 'of the output' "$task/output.log")" 5000
  assert_equal "$(sed -n 1p "$task/output.log")" 'line 0 of the output'
}

@test "a tmux of the user's that would end or keep panes is no hindrance" {
  cat >"$HOME/.tmux.conf" <<'END'
set -g destroy-unattached on
set -g remain-on-exit on
set -g default-shell /bin/sh
set -g base-index 1
set -g pane-base-index 1
END
  a_day_long
  launch demo
  agent_awaits end
  open_gate end
  wait_for demo
  assert_success
  wait_until -t 20 eval '! session_exists claude-demo'
}

# ---------------------------------------------------------------------------------------------------- command and words

@test "the words after -- are the program's, of all kinds" {
  local -a words=('' ' ' '*' '$HOME' "it's" '"' '\' '--json' '--' '-' ';' 'a;' '#{pane_id}' '%H' '$(id)' '~' 'é 😀' $'two\nlines' $'tab\t' '!')
  program printer <<'END'
#!/bin/sh
printf '%s\0' "$@" >"$OUT"
END
  OUT=$SANDBOX/out launch demo --wait -- printer "${words[@]}"
  cmp "$SANDBOX/out" <(printf '%s\0' "${words[@]}")
  manifest_has agent=command
  manifest_has session_name=command-demo
}

@test "a program with its path, and one that is relative to the project, run" {
  printf '#!/bin/sh\necho from the project\n' >"$project/tool"
  chmod +x "$project/tool"
  launch a --wait -- ./tool
  run -0 outlive result a
  assert_output 'from the project'
  launch b --wait -- "$project/tool"
}

@test "a program needs no prompt, and one that is given is its stdin" {
  launch demo --wait -- cat
  assert_equal "$(outlive result demo)" ''
  launch other --prompt 'some text' --wait -- cat
  assert_equal "$(outlive result other)" 'some text'
}

@test "words that no -- comes before are an error" {
  assert_refused 2 '"fix".*--prompt' fix the tests
  assert_refused 2 '"extra".*' --prompt x extra
}

@test "an agent takes no words, and the agent command wants some" {
  assert_refused 2 '"claude" takes no words' --agent claude --prompt x -- make
  assert_refused 2 'command.*after --' --agent command --prompt x
  launch demo --agent command --wait -- true
}

# ------------------------------------------------------------------------------------------------- what it refuses

@test "an unknown agent is an error that names the known ones" {
  assert_refused 2 '"cluade".*claude.*codex.*opencode.*gemini.*pi.*command' --agent cluade --prompt x
}

@test "an agent that is not on PATH is an error that says how to get it" {
  rm "$SANDBOX/bin/claude"
  PATH=$SANDBOX/bin:/usr/bin:/bin assert_refused 1 '"claude" is not on PATH.*npm install' --prompt x
}

@test "an agent that may not be run is an error" {
  chmod -x "$SANDBOX/bin/claude"
  PATH=$SANDBOX/bin:/usr/bin:/bin assert_refused 1 '"claude" may not be run.*chmod' --prompt x
}

@test "a program after -- that is not there is an error" {
  assert_refused 1 '"no-such-program" is not on PATH' -- no-such-program --flag
}

@test "a --dir that is not there, or is no directory, is an error" {
  : >"$SANDBOX/file"
  assert_refused 1 "\"$SANDBOX/nowhere\".*--dir" --prompt x --dir "$SANDBOX/nowhere"
  assert_refused 1 "\"$SANDBOX/file\".*--dir" --prompt x --dir "$SANDBOX/file"
  assert_refused 2 '--dir is empty' --prompt x --dir ''
  assert_refused 2 '--task-dir is empty' --prompt x --task-dir ''
}

@test "names that cannot be are an error that suggests one that can" {
  local given suggested
  while IFS='|' read -r given suggested; do
    run --separate-stderr outlive run --name "$given" --prompt x
    assert_failure 2
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" "as in $suggested$"
  done <<'END'
Fix Tests|fix-tests
fix_tests|fix-tests
../evil|evil
FIX|fix
a.b|a-b
 x |x
END
  run --separate-stderr outlive run --name "$(printf 'a%.0s' {1..65})" --prompt x
  assert_failure 2
  assert_regex "$stderr" 'as in a{64}$'
  for given in '' '///'; do
    run --separate-stderr outlive run --name "$given" --prompt x
    assert_failure 2
    assert_equal "${#stderr_lines[@]}" 1
  done
  [ ! -e "$OUTLIVE_HOME/tasks" ]
  run outlive wait ''
  assert_failure 2
}

@test "names of 1 and of 64 characters work" {
  local long
  long=$(printf 'a%.0s' {1..64})
  launch x --wait
  launch "$long" --wait
  assert_equal "$(state_of "$long")" completed
}

@test "without a name it is an error" {
  run --separate-stderr outlive run --prompt x
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" '--name'
}

@test "an unknown flag is an error that names the nearest, and never a prompt" {
  assert_refused 2 '--promt.*--prompt' --promt x
  assert_refused 2 '--retries' --prompt x --retries 3
  assert_refused 2 '--replac.*--replace' --prompt x --replac
}

@test "flags whose value is wrong are errors" {
  assert_refused 2 'whole number' --prompt x --max-retries many
  assert_refused 2 'whole number' --prompt x --max-retries -1
  assert_refused 2 '5m' --prompt x --deadline soon
  assert_refused 2 '5m' --prompt x --deadline 5w
  assert_refused 2 'crash.*failure.*never|resume-on' --prompt x --resume-on sometimes
  assert_refused 2 '"root".*acceptEdits' --prompt x --permissions root
  assert_refused 2 '"NOPAIR".*NAME=VALUE' --prompt x --env NOPAIR
  assert_refused 2 '"=v".*NAME=VALUE' --prompt x --env =v
}

@test "--if-absent and --replace together are an error" {
  assert_refused 2 'exclude' --prompt x --if-absent --replace
}

@test "a setting of the monitor that is no number is told before anything is made" {
  MONITOR_BASE_INTERVAL=often assert_refused 1 'MONITOR_BASE_INTERVAL="often"' --prompt x
}

@test "--permissions hands a mode on in place of skip, for the resume too" {
  local mode
  for mode in acceptEdits plan; do
    forget_calls
    launch "as-${mode,,}" --permissions "$mode" --wait
    assert_equal "$(argument_after --permission-mode 1)" "$mode"
    run ! grep -q dangerously "$SANDBOX/calls/claude.1/arguments"
  done
  outlive resume as-plan
  wait_for as-plan
  assert_equal "$(argument_after --permission-mode 2)" plan
}

@test "without a tmux it is an error that says what to do" {
  local program
  # A directory of links has what the test needs, and no tmux.
  mkdir "$SANDBOX/links"
  for program in bash env sh find sort cat mktemp rm grep perl wc tr; do
    ln -s "$(type -P "$program")" "$SANDBOX/links/$program"
  done
  PATH=$SANDBOX/bin:$SANDBOX/links assert_refused 1 'no tmux on PATH.*install' --prompt x
}

@test "without a tmux on the PATH of the task nothing is started that could not be brought back" {
  mkdir "$SANDBOX/links"
  ln -s "$(type -P sleep)" "$SANDBOX/links/sleep"
  assert_refused 1 'no tmux on the PATH of the task.*add' --env "PATH=$SANDBOX/links" -- sleep 1000
}

@test "a tmux that is too old is an error that names both versions" {
  program tmux <<'END'
#!/bin/sh
echo 'tmux 2.5'
END
  assert_refused 1 '2\.5.*2\.6' --prompt x
}

@test "a session of that name that belongs to no task is reported, and left alone" {
  tmux new-session -d -s claude-demo 'exec sleep 1000'
  before=$(tmux list-panes -t =claude-demo: -F '#{pane_pid}')
  run --separate-stderr outlive run --name demo --prompt x
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'claude-demo'
  run --separate-stderr outlive run --name demo --prompt x --json
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" SessionNameTaken
  assert_equal "$(tmux list-panes -t =claude-demo: -F '#{pane_pid}')" "$before"
  [ ! -e "$OUTLIVE_HOME/tasks/demo" ]
}

@test "a task that could not be started is removed whole" {
  # It tells its version, and starts nothing.
  program tmux <<'END'
#!/bin/sh
case $1 in -V) echo tmux 3.4 ;; *) echo 'no room for a session' >&2; exit 1 ;; esac
END
  run --separate-stderr outlive run --name demo --prompt x
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'no room for a session'
  run find "$OUTLIVE_HOME" -mindepth 2
  assert_output ''
}

@test "a wrapper that ends before it has an agent is told, and its task is removed" {
  # The pane is a program that says why, and ends.
  program tmux <<END
#!/bin/bash
words=("\$@")
for i in "\${!words[@]}"; do
  [ "\${words[i]}" != wrapper ] || words[i]=--no-such-word
done
exec $(type -P tmux) "\${words[@]}"
END
  run --separate-stderr outlive run --name demo --prompt x
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'demo did not start'
  run find "$OUTLIVE_HOME" -mindepth 2
  assert_output ''
  run ! session_exists claude-demo
}

# ---------------------------------------------------------------------------------------------------------- --task-dir

@test "--task-dir keeps the task elsewhere, and every command finds it" {
  a_day_long
  launch demo --task-dir "$SANDBOX/kept" --json
  assert_equal "$(json taskDir <<<"$output")" "$SANDBOX/kept"
  assert_equal "$(stat -c %a "$SANDBOX/kept")" 700
  task=$SANDBOX/kept
  agent_awaits end
  manifest_has "tmpdir=$SANDBOX/kept"
  assert_equal "$(state_of demo)" running
  assert_equal "$(outlive status demo --json | json taskDir)" "$SANDBOX/kept"
  open_gate end
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" 'all done, by call 1'
}

@test "--task-dir may be there already, if it is empty and private" {
  mkdir -m 700 "$SANDBOX/kept"
  launch demo --task-dir "$SANDBOX/kept" --wait
  wait_until test -e "$SANDBOX/kept/done"
}

@test "--task-dir that is not empty, or that others may read, is an error, and is left as it is" {
  mkdir -m 700 "$SANDBOX/kept"
  : >"$SANDBOX/kept/mine"
  assert_refused 1 'not empty' --prompt x --task-dir "$SANDBOX/kept"
  [ -e "$SANDBOX/kept/mine" ]
  mkdir -m 755 "$SANDBOX/open"
  assert_refused 1 'others may look|chmod' --prompt x --task-dir "$SANDBOX/open"
  assert_equal "$(stat -c %a "$SANDBOX/open")" 755
  : >"$SANDBOX/file"
  assert_refused 1 "\"$SANDBOX/file\"" --prompt x --task-dir "$SANDBOX/file"
}

@test "--task-dir of another user is an error" {
  [ "$(id -u)" = 0 ] || skip 'only root can give a directory to another user'
  mkdir -m 700 "$SANDBOX/theirs"
  chown 12345 "$SANDBOX/theirs"
  assert_refused 1 'another user' --prompt x --task-dir "$SANDBOX/theirs"
}

@test "--task-dir may be relative" {
  launch demo --task-dir kept --wait
  wait_until test -e "$project/kept/done"
  cd /
  assert_equal "$(state_of demo)" completed
}

@test "an own --task-dir that was there is still there after a start that failed" {
  mkdir -m 700 "$SANDBOX/kept"
  program tmux <<'END'
#!/bin/sh
case $1 in -V) echo tmux 3.4 ;; *) echo 'no room for a session' >&2; exit 1 ;; esac
END
  run --separate-stderr outlive run --name demo --prompt x --task-dir "$SANDBOX/kept"
  assert_failure 1
  [ -d "$SANDBOX/kept" ]
  assert_equal "$(ls -A "$SANDBOX/kept")" ''
}

# ------------------------------------------------------------------------------------------------- a name that is in use

@test "a name in use is an error that names both ways out, and the task goes on" {
  a_day_long
  launch demo
  agent_awaits end
  run --separate-stderr outlive run --name demo --prompt again
  assert_failure 1
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" '--if-absent.*--replace'
  run --separate-stderr outlive run --name demo --prompt again --json
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" NameInUse
  agent_number 1
  assert_equal "$(calls_of claude)" 1
}

@test "--if-absent leaves a running task as it is, and says so" {
  a_day_long
  launch demo
  agent_awaits end
  run --separate-stderr outlive run --name demo --prompt again --if-absent
  assert_success
  assert_output --partial 'already running'
  run -0 --separate-stderr outlive run --name demo --prompt again --if-absent --json
  one_line "$output"
  assert_equal "$(json pid <<<"$output")" "$(pid_of claude 1)"
  assert_equal "$(json session <<<"$output")" claude-demo
  assert_equal "$(calls_of claude)" 1
}

@test "--if-absent starts a task that is not there, or that has ended" {
  launch demo --if-absent --wait
  launch demo --if-absent --wait
  assert_equal "$(calls_of claude)" 2
}

@test "the session of a task that has ended is no hindrance while it has not closed" {
  launch demo --wait
  wait_until eval '! session_exists claude-demo'
  # The server may be going, with its last session.
  wait_until tmux new-session -d -s claude-demo 'exec sleep 1000'
  tmux set-option -t =claude-demo: @outlive_owner "$(value_of task_id)"
  launch demo --wait
  assert_equal "$(calls_of claude)" 2
}

@test "--replace stops the one that runs, and starts anew" {
  local first
  a_day_long
  launch demo
  agent_awaits end
  first=$(value_of task_id)
  launch demo --replace --prompt 'something else'
  agent_awaits end 2
  gone "$(pid_of claude 1)"
  agent_number 1
  [ "$(value_of task_id)" != "$first" ]
  assert_equal "$(<"$SANDBOX/calls/claude.2/stdin")" 'something else'
  run ! argument_after --resume 2
  assert_equal "$(<"$(echo "$OUTLIVE_HOME"/ended/demo.*)/prompt")" 'do the work'
  grep -qx status=stopped "$OUTLIVE_HOME"/ended/demo.*/manifest
}

@test "--replace of nothing just starts" {
  launch demo --replace --wait
  wait_until test -e "$task/done"
}

@test "a name that is used again after an end keeps the old files" {
  launch demo --prompt 'the first' --wait
  launch demo --prompt 'the second' --wait
  launch demo --prompt 'the third' --wait
  assert_equal "$(<"$task/prompt")" 'the third'
  run grep -h '' "$OUTLIVE_HOME"/ended/demo.*/prompt
  assert_equal "$(sort <<<"$output")" $'the first\nthe second'
  assert_equal "$(stat -c %a "$OUTLIVE_HOME/ended")" 700
  assert_equal "$(outlive status --json | json 'tasks#')" 1
}

# contend NUMBER [WORD ...]: so many launches of `demo`, with these words, at the same moment; sets winners, how many of them started one.
contend() {
  local i
  rm -f "$SANDBOX"/code.* "$SANDBOX"/err.*
  [ -p "$SANDBOX/start" ] || mkfifo "$SANDBOX/start"
  exec 7<>"$SANDBOX/start"
  for ((i = 1; i <= $1; i++)); do
    {
      read -r _ <&7
      code=0
      "$OUTLIVE" run --name demo --prompt "number $i" "${@:2}" >"$SANDBOX/out.$i" 2>"$SANDBOX/err.$i" </dev/null 3>&- 7>&- || code=$?
      echo "$code" >"$SANDBOX/code.$i"
    } &
  done
  # A line for each: they go on together.
  printf "%0$1d" 0 | tr 0 '\n' >&7
  wait
  exec 7>&-
  winners=$(cat "$SANDBOX"/code.* | grep -cx 0 || true)
}

@test "of two launches of one name at the same moment exactly one starts" {
  local round
  a_day_long
  for ((round = 1; round <= 2; round++)); do
    contend 2
    assert_equal "round $round: $winners" "round $round: 1"
    agent_awaits end "$round"
    agent_number 1
    run cat "$SANDBOX"/err.1 "$SANDBOX"/err.2
    assert_equal "${#lines[@]}" 1
    assert_output --partial -- 'there is a task demo already'
    assert_equal "$(outlive status --json | json 'tasks#')" 1
    outlive stop demo --grace 0
    agent_number 0
    # A monitor that comes late looks, and goes.
    wait_until rm -rf "$OUTLIVE_HOME/tasks/demo"
  done
}

@test "of several that replace a task at the same moment one runs in the end, whole" {
  a_day_long
  launch demo
  contend 4 --replace
  assert_equal "$winners" 4
  wait_until works demo
  # No stopped task comes back, and no process is still at it.
  agent_number 1
  assert_equal "$(outlive status demo --json | json pid)" "$(agents)"
}

@test "a run that was killed while it replaced a task does not keep another run from it" {
  claude_does <<'END'
[ "$call" -gt 1 ] || trap '' TERM
begins
await end
END
  launch demo
  agent_awaits end
  start killed "$OUTLIVE" run --name demo --prompt x --replace
  wait_until is_now demo stopping
  kill -KILL "$killed_pid"
  outlive stop demo --grace 0
  launch demo --replace
  wait_until works demo
}

# --------------------------------------------------------------------------------------------------- --wait and --follow

@test "--wait blocks until the end, and exits with the agent's exit code" {
  a_day_long
  start waiter "$OUTLIVE" run --name demo --prompt x --wait
  task=$OUTLIVE_HOME/tasks/demo
  agent_awaits end
  run ! gone "$waiter_pid"
  open_gate end
  end_of waiter
  assert_success
  assert_output ''

  claude_does <<<'begins; fails "no luck"; exit 7'
  run --separate-stderr outlive run --name other --prompt x --wait
  assert_failure 7
}

@test "--wait --json is one document, with the end" {
  claude_does <<<'begins; answers fine; exit 0'
  run --separate-stderr outlive run --name demo --prompt x --wait --json
  assert_success
  one_line "$output"
  json . <<<"$output"
  assert_equal "$stderr" ''
}

@test "--follow prints the output as it comes, and exits as wait does" {
  claude_does <<'END'
begins
says 'the first word'
await more
says 'the last word'
exit 5
END
  start follower "$OUTLIVE" run --name demo --prompt x --follow
  wait_until grep -qF 'the first word' "$SANDBOX/follower.out"
  run ! gone "$follower_pid"
  open_gate more
  end_of follower
  assert_failure 5
  assert_output --partial 'the first word'
  assert_output --partial 'the last word'
  assert_equal "$(grep -c 'the first word' <<<"$output")" 1
  [[ $output != *$'\e'* ]]
}

@test "a run that waits has no prompt in its arguments" {
  [ -d /proc/self ] || skip 'this system does not show the arguments of a process as a file'
  a_day_long
  start waiter "$OUTLIVE" run --name demo --prompt 'a secret prompt' --wait
  agent_awaits end
  wait_until eval '! tr "\0" " " <"/proc/$waiter_pid/cmdline" | grep -q secret'
  open_gate end
  end_of waiter
  assert_success
}

@test "a caller that is interrupted while it waits leaves the task alone" {
  a_day_long
  start waiter "$OUTLIVE" run --name demo --prompt x --wait
  agent_awaits end
  kill -INT "$waiter_pid"
  end_of waiter
  assert_failure 130
  agent_number 1
  assert_equal "$(state_of demo)" running
}

# ------------------------------------------------------------------------------------------------------------- deadline

@test "--deadline is a moment in the manifest" {
  a_day_long
  launch demo --deadline 7d
  assert_regex "$(value_of deadline_at)" '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$'
  assert_equal "$(($(date -d "$(value_of deadline_at)" +%s) - $(date -d "$(value_of started_at)" +%s)))" 604800
}
