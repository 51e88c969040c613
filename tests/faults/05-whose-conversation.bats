#!/usr/bin/env bats
# Row 5: a resume without the conversation's id takes the newest of the directory, and without -p it waits for people.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and launched.bash set them

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# keeps_conversations: what claude does from stdin, after it has entered the conversation that its words ask for, as
# Claude Code does: --session-id begins one, --resume takes up that one, -c the newest of the directory; a first run
# without any of these begins one too. $conversation is its id, and `entered CALL` prints which one a call was in.
keeps_conversations() {
  {
    cat <<'END'
newest=$lane/newest$PWD
mkdir -p "${newest%/*}"
case " $* " in
*' -c '*) read -r conversation <"$newest" ;;
*' --resume '* | *' --session-id '*) ;;
*) conversation=conversation-of-$call ;;
esac
printf '%s\n' "$conversation" >"$newest"
printf '%s\n' "$conversation" >"$lane/entered.$call"
END
    cat
  } | claude_does
}

entered() { cat "$SANDBOX/entered.$1"; }

# somebody_else: another run of claude in the project's directory begins a conversation of its own.
somebody_else() { (cd "$project" && start neighbour "$SANDBOX/bin/claude" "$@"); }

@test "row 5: the script resumes in another caller's conversation, and has nothing to say there" {
  keeps_conversations <<<'await end'
  task
  open_session
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  somebody_else -p 'something else'
  agent_awaits end 2

  kill -KILL "$(cat "$SANDBOX/calls/claude.1/parent")" "$(pid_of claude 1)"
  wait_until gone "$(pid_of claude 1)"
  start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  agent_awaits end 3
  assert_equal "$(<"$SANDBOX/calls/claude.3/arguments")" ' --dangerously-skip-permissions -c --model claude-opus-4-6'
  assert_equal "$(<"$SANDBOX/calls/claude.3/input")" /dev/null
  assert_equal "$(entered 3)" "$(entered 2)"
  [ "$(entered 3)" != "$(entered 1)" ]
}

@test "row 5: the binary resumes in the task's own conversation, and says what to do" {
  keeps_conversations <<'END'
begins
says "in call $call"
await end
answers "done by call $call"
END
  launch demo
  agent_awaits end
  launch neighbour --prompt 'something else'
  agent_awaits end 2
  [ "$(entered 1)" != "$(entered 2)" ]

  task=$OUTLIVE_HOME/tasks/demo
  wait_until manifest_has "conversation=$(entered 1)"
  kill -KILL "$(pid_of claude 1)"
  agent_awaits end 3
  assert_regex "$(<"$SANDBOX/calls/claude.3/arguments") " "^ --dangerously-skip-permissions -p --resume $(entered 1) --"
  assert_equal "$(entered 3)" "$(entered 1)"
  assert_regex "$(<"$SANDBOX/calls/claude.3/stdin")" 'You were interrupted.*go on from there'
}

@test "row 5: the binary begins anew where there is no conversation yet, and leaves another caller's alone" {
  keeps_conversations <<'END'
begins
[ "$call" = 1 ] || says "in call $call"
await end
answers "done by call $call"
END
  launch demo
  agent_awaits end
  somebody_else -p 'something else'
  agent_awaits end 2
  kill -KILL "$(pid_of claude 1)"
  agent_awaits end 3
  run ! argument_after --resume 3
  [ "$(entered 3)" != "$(entered 2)" ]
  assert_equal "$(<"$SANDBOX/calls/claude.3/stdin")" 'do the work'
}
