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

# The agent on stdin, which awaits the gate `more`, works in a pane.
work_in_pane() {
  task
  agent
  launch
  agent_awaits more
  agent_on_record
}

# Ctrl-Z, until the shell has its terminal back.
suspend() {
  type_keys C-z
  wait_until pane_shows Stopped
}

go_on_to_end() {
  open_gate more
  wait_until test -e "$task/done"
}

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

@test "the agent in a pane has no open files but its own" {
  [ -d /proc/self/fd ] || skip 'this system does not list the open files of a process'
  scenario() {
    task
    agent <<<'say "open: $(cd /proc/self/fd && echo *)"'
    open_session
    capture_output
    launch
    wrapper_ended
  }
  in_both_forms scenario
}

@test "Ctrl-Z stops the wrapper and its agent, and fg goes on with both" {
  scenario() {
    work_in_pane <<'END'
await more
IFS= read -r answer </dev/tty
exit "$answer"
END
    suspend
    wait_until has_state T "$(agent_pid)"
    wait_until has_state T "$(wrapper_pid)"
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
    work_in_pane <<<'await more'
    suspend
    type_keys bg Enter
    wait_until has_state S "$(agent_pid)"
    type_keys 'echo "$((20 + 3)) is the shell"' Enter
    wait_until pane_shows '23 is the shell'
    go_on_to_end
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
}

@test "an agent that reads in the background is stopped with its wrapper, until fg" {
  scenario() {
    work_in_pane <<'END'
await more
IFS= read -r answer </dev/tty
exit "$answer"
END
    suspend
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
    work_in_pane <<<'await more'
    kill -STOP "$(agent_pid)"
    wait_until has_state T "$(agent_pid)"
    note "wrapper $(process_state "$(wrapper_pid)")"
    kill -CONT "$(agent_pid)"
    go_on_to_end
  }
  in_both_forms scenario
  recorded 'note: wrapper S'
  recorded 'manifest: status=completed'
}

@test "an agent whose first act is to read the terminal gets the answer" {
  scenario() {
    local number
    # No bash stands between the start and the read.
    printf '#!/bin/sh\nread -r word </dev/tty || exit 99\nexit "$word"\n' >"$LANE/bin/claude"
    for number in 1 2 3 4 5 6; do
      task
      launch
      wait_until reads_terminal
      type_keys "$number" Enter
      wait_until test -e "$task/done"
      note "exit code $(cat "$task/exit_code")"
      wrapper_ended
      rm -r "$task"
    done
    task
  }
  reads_terminal() { [ -s "$task/pid" ] && has_state S "$(cat "$task/pid")"; }
  in_both_forms scenario
  recorded 'note: exit code 6'
  recorded_times 6 'note: exit code [1-6]'
}

@test "Ctrl-Z does not stop what no shell would continue" {
  scenario() {
    task
    agent <<<'await more'
    # The shell that starts the wrapper has no job control.
    own_tmux new-session -d -x 200 -y 50 -s "$session" -e "TASK_TMPDIR=$task" -c "$LANE" \
      "$(wrapper_command); exec sleep 600"
    agent_awaits more
    agent_on_record
    type_keys C-z
    wait_until pane_shows '^Z'
    go_on_to_end
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
}

@test "Ctrl-Z stops an agent that answers it, with its children, and fg continues them" {
  scenario() {
    work_in_pane <<'END'
trap : TSTP
sleep 600 & child=$!
printf '%s\n' "$child" >"$lane/child"
await more
kill "$child"
END
    suspend
    wait_until has_state T "$(cat "$LANE/child")"
    type_keys fg Enter
    wait_until has_state S "$(cat "$LANE/child")"
    go_on_to_end
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
}

@test "Ctrl-Z after bg and fg stops both again" {
  scenario() {
    work_in_pane <<<'await more'
    suspend
    type_keys bg Enter
    wait_until has_state S "$(agent_pid)"
    own_tmux clear-history -t "=$session:"
    type_keys 'clear; fg' Enter
    wait_until pane_runs_job
    type_keys C-z
    wait_until has_state T "$(agent_pid)"
    wait_until has_state T "$(wrapper_pid)"
    type_keys fg Enter
    wait_until has_state S "$(agent_pid)"
    go_on_to_end
  }
  # The shell has given the terminal away.
  pane_runs_job() {
    local shell
    shell=$(own_tmux display-message -p -t "=$session:" '#{pane_pid}')
    [ "$(ps -o tpgid= -p "$shell" | tr -d ' ')" != "$shell" ]
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
}

# interrupted COMMAND: types a command that has the wrapper run, presses Ctrl-C, and notes whether what comes after the wrapper
# was run. What the shell around a wrapper makes of the key, it makes of one that has died of it. Row 17 has the rest.
interrupted() {
  type_keys -l "$1"
  type_keys Enter
  agent_awaits more
  agent_on_record
  type_keys C-c
  wait_until gone "$(wrapper_pid)"
  type_keys -l 'echo AT THE "$?"'
  type_keys Enter
  wait_until pane_shows 'AT THE 130'
  note "$(pane_text | grep -c '^THE NEXT')"
  open_gate more
}

@test "Ctrl-C ends the list of commands that the wrapper is part of" {
  scenario() {
    task
    agent <<<'await more'
    open_session
    interrupted "$(wrapper_command); echo THE NEXT"
  }
  lanes_differ_by '^typed'
  in_both_forms scenario
  recorded 'note: 0'
}

@test "Ctrl-C ends the script, and the loop in it, that has started the wrapper" {
  scenario() {
    task
    agent <<<'await more'
    open_session
    printf 'for turn in 1 2; do %s; done\necho THE NEXT\n' "$(wrapper_command)" >"$LANE/script"
    interrupted "bash $(printf %q "$LANE/script")"
  }
  lanes_differ_by '^typed'
  in_both_forms scenario
  recorded 'note: 0'
  recorded_times 1 'claude * arguments: *'
}

@test "a wrapper that TERM has ended died of it" {
  scenario() {
    task
    agent <<<'trap "exit 0" TERM; await more'
    launch
    agent_awaits more
    agent_on_record
    kill -TERM "$(wrapper_pid)"
    wrapper_ended
    wait_until pane_shows Terminated
    open_gate more
  }
  lanes_differ_by '^claude 1'
  in_both_forms scenario
  recorded 'exit: wrapper 143'
  not_recorded 'file: done *'
}

@test "Ctrl-C ends a script, and not the wrapper that this has started in the background" {
  scenario() {
    task
    agent <<<'await more'
    open_session
    printf '%s & wait; echo THE NEXT\n' "$(wrapper_command)" >"$LANE/script"
    type_keys -l "bash $(printf %q "$LANE/script")"
    type_keys Enter
    agent_awaits more
    agent_on_record
    type_keys C-c
    type_keys -l 'echo AT THE "$?"'
    type_keys Enter
    wait_until pane_shows 'AT THE 130'
    go_on_to_end
    wait_until test -e "$LANE/calls/openclaw.1"
  }
  lanes_differ_by '^(typed|exit: wrapper)'
  in_both_forms scenario
  recorded 'manifest: status=completed'
  recorded_times 1 'claude * arguments: *'
}

@test "a wrapper that ends in the background leaves the terminal as the program in the foreground has it" {
  scenario() {
    work_in_pane <<<'await more'
    suspend
    type_keys bg Enter
    type_keys -l 'stty raw -echo; head -c 1; stty sane; echo THE END'
    type_keys Enter
    tty=$(own_tmux display-message -p -t "=$session:" '#{pane_tty}')
    wait_until each_key
    go_on_to_end
    wait_until gone "$(wrapper_pid)"
    note "each key: $(each_key && echo yes)"
    type_keys x
    wait_until pane_shows 'THE END'
  }
  each_key() { stty -a <"$tty" | grep -q -- '-icanon'; }
  lanes_differ_by '^(typed|exit: wrapper)'
  in_both_forms scenario
  recorded 'note: each key: yes'
}
