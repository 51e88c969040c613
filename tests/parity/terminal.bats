#!/usr/bin/env bats

# The pane's terminal is the agent's: a user who looks at the pane may be asked, and the keys of the terminal work.
# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

type_keys() { own_tmux send-keys -t "=$session:" "$@"; }
process_state() { ps -o stat= -p "$1" | cut -c 1; }
has_state() { [ "$(process_state "$2")" = "$1" ]; }
agent_pid() { cat "$LANE/calls/claude.1/pid"; }
wrapper_pid() { cat "$LANE/calls/claude.1/parent"; }

@test "what the agent asks on /dev/tty is answered in the pane" {
  scenario() {
    task
    agent <<'END'
printf 'passphrase: ' >/dev/tty
IFS= read -r answer </dev/tty
say "unlocked by $answer"
END
    open_session
    capture_output
    launch
    start_monitor
    monitor_started
    wait_until pane_shows passphrase:
    type_keys 'two words' Enter
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'manifest: status=completed'
  recorded 'output.log: agent: unlocked by two words'
  recorded_times 1 'claude * arguments: *'
}

@test "a program that the agent starts has the terminal too" {
  scenario() {
    task
    agent <<'END'
bash -c 'IFS= read -r -s -p "password: " word </dev/tty 2>/dev/tty; exit "$word"'
exit $?
END
    launch
    wait_until test -s "$LANE/calls/claude.1/order"
    wait_until pane_shows password:
    type_keys 7 Enter
    wrapper_ended
  }
  in_both_forms scenario
  recorded 'manifest: exit_code=7'
}

@test "Ctrl-Z stops the wrapper and its agent, and fg goes on with both" {
  scenario() {
    task
    agent <<'END'
await more
IFS= read -r answer </dev/tty
exit "$answer"
END
    launch
    agent_awaits more
    agent_on_record
    type_keys C-z
    wait_until has_state T "$(agent_pid)"
    wait_until has_state T "$(wrapper_pid)"
    wait_until pane_shows Stopped
    [ ! -e "$task/exit_code" ]
    type_keys fg Enter
    wait_until has_state S "$(wrapper_pid)"
    wait_until has_state S "$(agent_pid)"
    open_gate more
    type_keys 5 Enter
    wait_until test -e "$task/done"
  }
  in_both_forms scenario
  recorded 'manifest: exit_code=5'
  recorded 'manifest: status=failed'
}

@test "Ctrl-Z and bg let both work on behind the shell" {
  scenario() {
    task
    agent <<<'await more'
    launch
    agent_awaits more
    agent_on_record
    type_keys C-z
    wait_until pane_shows Stopped
    type_keys bg Enter
    wait_until has_state S "$(agent_pid)"
    type_keys 'echo "$((20 + 3)) is the shell"' Enter
    wait_until pane_shows '23 is the shell'
    open_gate more
    wait_until test -e "$task/done"
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
}

@test "an agent that reads in the background is stopped with its wrapper, until fg" {
  scenario() {
    task
    agent <<'END'
await more
IFS= read -r answer </dev/tty
exit "$answer"
END
    launch
    agent_awaits more
    agent_on_record
    type_keys C-z
    wait_until pane_shows Stopped
    type_keys bg Enter
    wait_until has_state S "$(wrapper_pid)"
    open_gate more
    wait_until has_state T "$(wrapper_pid)"
    type_keys '' Enter
    type_keys fg Enter
    wait_until has_state S "$(agent_pid)"
    type_keys 6 Enter
    wait_until test -e "$task/done"
  }
  in_both_forms scenario
  recorded 'manifest: exit_code=6'
}

@test "an agent that another process stops leaves its wrapper running" {
  scenario() {
    task
    agent <<<'await more'
    launch
    agent_awaits more
    agent_on_record
    kill -STOP "$(agent_pid)"
    wait_until has_state T "$(agent_pid)"
    note "wrapper $(process_state "$(wrapper_pid)")"
    kill -CONT "$(agent_pid)"
    open_gate more
    wait_until test -e "$task/done"
  }
  in_both_forms scenario
  recorded 'note: wrapper S'
  recorded 'manifest: status=completed'
}
