#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016,SC2034

load ../support/parity

@test "a project directory with spaces, quotes and shell syntax is just a name" {
  scenario() {
    project="$LANE/it's a \"project\"; \$(touch pwned) \`touch pwned\` * \\ \$HOME"
    task
    run_wrapper
    [ "$(cat "$LANE/calls/claude.1/directory")" = "$project" ]
    note "made: $(find "$LANE" -name pwned)"
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
  recorded 'note: made: '
}

@test "a project directory whose name begins and ends with spaces keeps them" {
  scenario() {
    project="$LANE/  spaced "
    task
    run_wrapper
    [ "$(cat "$LANE/calls/claude.1/directory")" = "$project" ]
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
}

@test "a task directory with spaces, quotes and shell syntax is just a name" {
  scenario() {
    task="$LANE/it's a \"task\"; \$(touch pwned) * \\ \$HOME"
    task
    run_wrapper
    note "made: $(find "$LANE" -name pwned)"
  }
  in_both_forms scenario
  recorded 'file: done 600 empty'
  recorded 'file: pid 600 <agent 1>'
  recorded 'manifest: status=completed'
  recorded "claude 1 input: \$'do the work\\n'"
  recorded 'note: made: '
}

@test "a task directory with a newline in its name is just a name" {
  scenario() {
    task=$LANE/two$'\n'lines
    task tmpdir=told-by-the-environment
    task_file resume </dev/null
    run_wrapper
  }
  in_both_forms scenario
  recorded 'file: done 600 empty'
  recorded 'manifest: status=completed'
  recorded 'claude 1 arguments: --dangerously-skip-permissions -c --model claude-opus-4-6'
  not_recorded 'file: resume *'
}

@test "a task with awkward directories is watched, brought back and completed" {
  scenario() {
    task="$LANE/it's a \"task\"; \$(touch pwned)"
    project="$LANE/it's a \"project\"; \$(touch pwned)"
    task
    work_watched
    crash
    be_resumed
    note "made: $(find "$LANE" -name pwned)"
  }
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=completed'
  recorded 'manifest: retry_count=1'
  recorded 'claude 2 arguments: --dangerously-skip-permissions -c --model claude-opus-4-6'
  recorded 'note: made: '
}

@test "a program in a directory with spaces, quotes and shell syntax types a command that finds it" {
  scenario() {
    local directory="$LANE/it's a \"place\"; \$(touch pwned) &"
    mkdir "$directory"
    cp "$REFERENCE_DIR"/*.sh "$directory"
    REFERENCE_DIR=$directory
    ln "$OUTLIVE" "$directory/outlive" 2>/dev/null || cp "$OUTLIVE" "$directory/outlive"
    OUTLIVE=$directory/outlive
    task
    dead_agent
    agent <<<'await go'
    open_session
    start_monitor
    agent_awaits go
    open_gate go
    monitor_ended
    note "made: $(find "$LANE" -name pwned)"
  }
  in_every_pairing scenario
  recorded 'typed: <wrapper>'
  recorded 'claude 1 arguments: --dangerously-skip-permissions -c --model claude-opus-4-6'
  recorded 'manifest: status=completed'
  recorded 'note: made: '
}
