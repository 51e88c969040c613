#!/usr/bin/env bats
# The environment of an agent of `outlive run`: all of the caller's, which no other process can see.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# An agent that keeps its environment as the system gave it, a variable after the other with a NUL between.
exact_agent() {
  program claude <<END
#!/bin/sh
cat /proc/\$\$/environ >'$SANDBOX/environment.part'
mv '$SANDBOX/environment.part' '$SANDBOX/environment'
END
  [ -r /proc/self/environ ] || skip 'this system does not show an environment as it is'
}

# has NAME=VALUE: whether the agent had exactly this. has_no NAME: whether it had no such variable.
has() { grep -qzxF -- "$1" "$SANDBOX/environment"; }
has_no() { ! grep -qz -- "^$1=" "$SANDBOX/environment"; }

@test "the caller's environment reaches the agent whole" {
  exact_agent
  export PLAIN=word EMPTY='' EQUATION=' a = b ' QUOTED="it's \"so\" \$HOME \`id\` \\" LETTERS='é 😀'
  env 'odd-name.1=odd' 'BASH_FUNC_f%%=() { :; }' "$OUTLIVE" run --name demo --prompt x --wait
  has PLAIN=word
  has EMPTY=
  has 'EQUATION= a = b '
  has "QUOTED=it's \"so\" \$HOME \`id\` \\"
  has 'LETTERS=é 😀'
  has odd-name.1=odd
  has 'BASH_FUNC_f%%=() { :; }'
  has "HOME=$HOME"
  has "PATH=$PATH"
}

@test "a variable with line breaks does, too" {
  exact_agent
  LINES_OF_IT=$'one\ntwo\n\nfour\n' outlive run --name demo --prompt x --wait
  perl -0ne 'chomp; print if s/^LINES_OF_IT=//' "$SANDBOX/environment" >"$SANDBOX/value"
  cmp "$SANDBOX/value" <(printf 'one\ntwo\n\nfour\n')
}

@test "a value that is no UTF-8 loses those bytes, and costs no other variable" {
  exact_agent
  LATIN=$'caf\351' OTHER=there outlive run --name demo --prompt x --wait
  perl -0ne 'chomp; print if s/^LATIN=//' "$SANDBOX/environment" >"$SANDBOX/value"
  cmp "$SANDBOX/value" <(printf 'caf\357\277\275')
  grep -qz '^OTHER=there' "$SANDBOX/environment"
}

@test "--env adds variables, several, and changes those there are" {
  exact_agent
  export CHANGED=before
  launch demo --env ADDED=1 --env CHANGED=after --env EMPTY= --env 'EQUATION=a=b=c' --env $'TWO=one\ntwo' --wait
  has ADDED=1
  has CHANGED=after
  has EMPTY=
  has EQUATION=a=b=c
  perl -0ne 'chomp; print if s/^TWO=//' "$SANDBOX/environment" >"$SANDBOX/value"
  cmp "$SANDBOX/value" <(printf 'one\ntwo')
}

@test "--env PATH decides where the agent is found" {
  mkdir "$SANDBOX/other"
  cp "$SANDBOX/bin/claude" "$SANDBOX/other/claude.real"
  printf '#!/bin/sh\necho "the other one"\n' >"$SANDBOX/other/claude"
  chmod +x "$SANDBOX/other/claude"
  launch demo --env "PATH=$SANDBOX/other:$PATH" --wait
  assert_equal "$(outlive result demo)" 'the other one'
}

@test "the agent has a terminal of its own, and none of the caller's tmux" {
  exact_agent
  TMUX=/tmp/somebody,1,0 TMUX_PANE=%99 TERM=strange STY=x outlive run --name demo --prompt x --wait
  task=$OUTLIVE_HOME/tasks/demo
  run ! has TMUX=/tmp/somebody,1,0
  run ! has TMUX_PANE=%99
  run ! has TERM=strange
  has "OUTLIVE_TASK=$(value_of task_id)"
}

@test "OUTLIVE_ELSEWHERE is a word of the caller's, which an agent does not inherit" {
  exact_agent
  OUTLIVE_ELSEWHERE=gone launch demo --wait
  run -0 has_no OUTLIVE_ELSEWHERE
}

@test "a resume has the same environment, whatever that of the caller is" {
  a_day_long
  KEPT=first launch demo --env ADDED=1
  agent_awaits end
  outlive stop demo --grace 0
  KEPT=second LATER=1 outlive resume demo
  agent_awaits end 2
  grep -qx KEPT=first "$SANDBOX/calls/claude.2/environment"
  grep -qx ADDED=1 "$SANDBOX/calls/claude.2/environment"
  run ! grep -q ^LATER= "$SANDBOX/calls/claude.2/environment"
}

@test "an agent that the monitor brings back has it, too" {
  a_day_long
  KEPT=first launch demo
  agent_awaits end
  env -u KEPT true
  kill -KILL "$(pid_of claude 1)"
  agent_awaits end 2
  grep -qx KEPT=first "$SANDBOX/calls/claude.2/environment"
}

@test "the environment is kept in a file that only its owner reads" {
  a_day_long
  SECRET=of-the-caller launch demo
  assert_equal "$(stat -c %a "$task/environment")" 600
  run --separate-stderr find "$OUTLIVE_HOME" "$TMUX_TMPDIR" -type f ! -name environment -exec grep -ls of-the-caller {} +
  assert_output ''
}

@test "nothing of it is in what tmux remembers, or in an argument of a process" {
  a_day_long
  export SECRET=hush-nobody-knows
  launch demo --env OTHER=hush-nobody-either
  agent_awaits end
  run tmux show-environment -g
  assert_success
  refute_output --partial hush-nobody
  run tmux show-environment -t =claude-demo
  refute_output --partial hush-nobody
  run tmux list-panes -a -F '#{pane_start_command} #{session_name}'
  refute_output --partial hush-nobody
  assert_output --partial claude-demo
  run ! grep -qz hush-nobody "/proc/$(tmux display-message -p '#{pid}')/environ"
  # Those that run, and those that ran: what is told of a process is told to every user of the system.
  for pid in $(sandbox_processes); do
    run ! grep -q hush-nobody "/proc/$pid/cmdline"
  done
}

@test "no program that is started for it has had it in its arguments" {
  # A tmux that notes how it was called.
  program tmux <<END
#!/bin/bash
printf '%s\n' "\$*" >>'$SANDBOX/tmux.calls'
exec $(type -P tmux) "\$@"
END
  a_day_long
  export SECRET=hush-nobody-knows
  launch demo --env OTHER=hush-nobody-either --prompt hush-nobody-prompts
  agent_awaits end
  grep -q new-session "$SANDBOX/tmux.calls"
  run ! grep -q hush "$SANDBOX/tmux.calls"
}

@test "fault 10: a shell whose profile sets PATH anew does not matter" {
  # The user's shell, and what it reads at its start.
  printf 'set -g default-shell /bin/bash\nset -g default-command "exec bash -l"\n' >"$HOME/.tmux.conf"
  echo 'export PATH=/usr/bin:/bin' | tee "$HOME/.bash_profile" "$HOME/.bashrc" >"$HOME/.profile"
  a_day_long
  SHELL=/bin/bash launch demo
  agent_awaits end
  grep -qx "PATH=$PATH" "$SANDBOX/calls/claude.1/environment"
  kill -KILL "$(pid_of claude 1)"
  agent_awaits end 2
  grep -qx "PATH=$PATH" "$SANDBOX/calls/claude.2/environment"
}

@test "a tmux server that runs already, with another PATH, does not matter either" {
  env -i HOME="$HOME" TMUX_TMPDIR="$TMUX_TMPDIR" PATH=/usr/bin:/bin tmux new-session -d -s before 'exec sleep 1000'
  a_day_long
  launch demo
  agent_awaits end
  grep -qx "PATH=$PATH" "$SANDBOX/calls/claude.1/environment"
  session_exists before
}
