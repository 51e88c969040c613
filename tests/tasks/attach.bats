#!/usr/bin/env bats
# `outlive attach` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# A terminal: the pane of another tmux server. at_desk COMMAND: runs it there.
at_desk() {
  tmux -L terminal -f "$SANDBOX/tmux.conf" new-session -d -x 100 -y 30 -s desk -c "$project" 3>&-
  tmux -L terminal send-keys -t =desk: "$1; echo exit code: \$?" Enter
}

desk_shows() { tmux -L terminal capture-pane -p -t =desk: | grep -qF -- "$1"; }

@test "on a terminal it is the live pane, which can be left" {
  claude_does <<'END'
begins
says 'what the agent says'
await more
says 'what it says later'
await end
answers done
END
  launch demo
  agent_awaits more
  at_desk "'$OUTLIVE' attach demo"
  wait_until desk_shows 'what the agent says'
  open_gate more
  wait_until desk_shows 'what it says later'
  wait_until eval '[ "$(tmux list-clients -t =claude-demo | grep -c .)" = 1 ]'
  tmux detach-client -s =claude-demo
  wait_until desk_shows 'exit code: 0'
  assert_equal "$(state_of demo)" running
  agent_number 1
}

# Keys that the user of the other terminal presses.
press() { tmux -L terminal send-keys -t =desk: "$@"; }

@test "what the agent asks on its terminal is answered there" {
  claude_does <<'END'
begins
bash -c 'IFS= read -r -p "passphrase: " word </dev/tty 2>/dev/tty; printf "%s\n" "$word" >answer'
answers done
END
  launch demo
  at_desk "'$OUTLIVE' attach demo"
  wait_until desk_shows 'passphrase:'
  press 'two words' Enter
  wait_until test -s "$project/answer"
  assert_equal "$(cat "$project/answer")" 'two words'
  outlive wait demo
}

@test "Ctrl-Z there does not stop the agent for ever" {
  claude_does <<'END'
begins
says 'it works'
await end
answers done
END
  launch demo
  agent_awaits end
  at_desk "'$OUTLIVE' attach demo"
  wait_until desk_shows 'it works'
  press C-z
  # The terminal echoes the key before it stops the agent.
  wait_until desk_shows '^Z'
  open_gate end
  outlive wait demo
}

@test "Ctrl-C there interrupts the agent, and the monitor has it go on" {
  claude_does <<'END'
begins
says "this is run $call"
await "end$call"
answers done
END
  launch demo
  agent_awaits end1
  at_desk "'$OUTLIVE' attach demo"
  wait_until desk_shows 'this is run 1'
  press C-c
  agent_awaits end2 2
  open_gate end2
  outlive wait demo
  assert_equal "$(calls_of claude)" 2
}

@test "a terminal that closes while it looks leaves the task alone" {
  a_day_long
  launch demo
  wait_until works demo 1
  at_desk "'$OUTLIVE' attach demo"
  wait_until eval '[ "$(tmux list-clients -t =claude-demo | grep -c .)" = 1 ]'
  tmux -L terminal kill-server
  wait_until eval '[ "$(tmux list-clients -t =claude-demo | grep -c .)" = 0 ]'
  wait_until works demo 1
}

@test "without a terminal it is an error that names what to do instead" {
  a_day_long
  launch demo
  run --separate-stderr outlive attach demo
  assert_failure 2
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'terminal.*outlive logs demo -f'
}

@test "a task that has ended has no pane" {
  launch demo --wait
  at_desk "'$OUTLIVE' attach demo"
  wait_until desk_shows 'demo does not run: it is completed'
  wait_until desk_shows 'exit code: 1'
}

@test "words that are wrong are errors" {
  run --separate-stderr outlive attach nobody
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  run --separate-stderr outlive attach
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
}
