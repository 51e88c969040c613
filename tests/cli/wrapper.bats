#!/usr/bin/env bats
# `outlive wrapper` from outside: what it refuses, what its agent gets, how it handles signals.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; task.bash sets the others

setup() {
  load ../support/task && task_begin
}

teardown() {
  tiny_disk_ends
  isolation_end
}

# Runs the wrapper of the task to its end.
run_wrapper() { TASK_TMPDIR=$task run --separate-stderr "$OUTLIVE" wrapper; }

# start_wrapper [COMMAND ...]: starts it, perhaps behind a command such as nohup, as `wrapper`.
start_wrapper() { start wrapper env "TASK_TMPDIR=$task" "$@" "$OUTLIVE" wrapper; }

# The agent itself, from stdin, where a shell in between would change or hide something.
agent_program() {
  cat >"$SANDBOX/bin/claude"
  chmod +x "$SANDBOX/bin/claude"
}

# assert_refused PATTERN COMMAND ...: the command says why in one line, exits with 1, and has touched nothing.
assert_refused() {
  local pattern=$1 before
  shift
  before=$(everything)
  run --separate-stderr "$@"
  assert_failure 1
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "^wrapper: $pattern; "
  assert_equal "$(everything)" "$before"
}

# The end of the task is not on record.
assert_not_finished() {
  [ ! -e "$task/done" ]
  [ ! -e "$task/exit_code" ]
  manifest_has status=running
  run ! grep -q '^finished_at=' "$task/manifest"
}

# ------------------------------------------------------------------------------------------------------ what it refuses

@test "without TASK_TMPDIR it refuses" {
  assert_refused 'TASK_TMPDIR is not set' env -u TASK_TMPDIR "$OUTLIVE" wrapper
}

@test "with an empty TASK_TMPDIR it refuses" {
  assert_refused 'TASK_TMPDIR is not set' env TASK_TMPDIR= "$OUTLIVE" wrapper
}

@test "with a TASK_TMPDIR that is no directory it refuses" {
  assert_refused "TASK_TMPDIR=\"$SANDBOX/nothing\" is not a directory" \
    env "TASK_TMPDIR=$SANDBOX/nothing" "$OUTLIVE" wrapper
  : >file
  assert_refused "TASK_TMPDIR=\"$SANDBOX/file\" is not a directory" env "TASK_TMPDIR=$SANDBOX/file" "$OUTLIVE" wrapper
}

@test "without a manifest, a model or a project_dir it runs, with an empty model and where it is" {
  local lacks
  for lacks in manifest model project_dir; do
    rm -rf "${task:?}" "$SANDBOX"/calls/*
    task
    grep -v "^$lacks=" "$task/manifest" >whole
    mv whole "$task/manifest"
    [ "$lacks" != manifest ] || rm "$task/manifest"
    run_wrapper
    assert_success
    manifest_has status=completed
    [ "$lacks" = project_dir ] ||
      assert_equal "$(<"$SANDBOX/calls/claude.1/arguments")" " --dangerously-skip-permissions -p --model '' -"
    [ "$lacks" = model ] || assert_equal "$(<"$SANDBOX/calls/claude.1/directory")" "$PWD"
  done
}

@test "a task of outlive run that has lost its manifest is refused, and gets no other" {
  task
  rm "$task/manifest"
  task_file environment </dev/null
  assert_refused "there is no manifest at \"$task/manifest\"" env "TASK_TMPDIR=$task" "$OUTLIVE" wrapper
}

@test "a complete task needs nothing else to be complete" {
  mkdir -p "$task"
  task_file 'done' </dev/null
  run_wrapper
  assert_success
  assert_output --partial 'already completed'
}

# --------------------------------------------------------------------------------------------- what the agent is given

# Prints the environment, sorted, as an agent sees it.
environment_printer='print map { s/\n/\\n/gr . "\n" } map { "$_=$ENV{$_}" } sort keys %ENV'

@test "the agent has the wrapper's environment, PWD is its project directory, and OLDPWD the wrapper's" {
  local -a environment=("HOME=$HOME" "PATH=$PATH" "TASK_TMPDIR=$SANDBOX/task" PWD=/ EMPTY= 'EQUATION= a = b ' $'LINES=one\ntwo'
    'odd-name.1=é 😀' 'BASH_FUNC_f%%=() { :; }' TERM=strange)
  task
  printf '#!%s\n%s\n' "$(type -P perl)" "$environment_printer" | agent_program
  run --separate-stderr env -i "${environment[@]}" "$OUTLIVE" wrapper
  assert_success
  assert_equal "$output" "$(env -i "${environment[@]}" "PWD=$project" "OLDPWD=$SANDBOX" perl -e "$environment_printer")"
}

@test "a value of the environment that is not UTF-8 reaches the agent unchanged" {
  task
  printf '#!%s\nprint $ENV{LATIN}' "$(type -P perl)" | agent_program
  LATIN=$'caf\351' TASK_TMPDIR=$task "$OUTLIVE" wrapper >out
  cmp out <(printf 'caf\351')
}

@test "PWD has the project directory by its given name" {
  mkdir real
  ln -s real link
  project=$SANDBOX/link
  task
  printf '#!%s\nuse Cwd; print "$ENV{PWD} ", getcwd' "$(type -P perl)" | agent_program
  run_wrapper
  assert_output "$SANDBOX/link $(cd real && pwd -P)"
}

@test "relative directories are seen from where the wrapper was started" {
  mkdir elsewhere
  project=elsewhere
  task
  task=task run_wrapper
  assert_success
  assert_equal "$(<"$SANDBOX/calls/claude.1/directory")" "$(cd elsewhere && pwd -P)"
  manifest_has status=completed
  assert_equal "$(ls -A elsewhere)" ''
}

@test "the agent has the wrapper's umask, and the task's files are private all the same" {
  task
  (umask 022 && TASK_TMPDIR=$task "$OUTLIVE" wrapper)
  assert_equal "$(<"$SANDBOX/calls/claude.1/umask")" 0022
  run find "$task" -type f ! -perm 600
  assert_output ''
}

@test "the agent's signals are those of a fresh process" {
  local printer='use POSIX; my $s = POSIX::SigSet->new; sigprocmask(SIG_BLOCK, POSIX::SigSet->new, $s);
    print map { "$_\n" } map({ "ignored $_" } grep { ($SIG{$_} // "") eq "IGNORE" } sort keys %SIG),
      map({ "blocked $_" } grep { $s->ismember($_) } 1 .. 31)'
  task
  printf '#!%s\n%s\n' "$(type -P perl)" "$printer" | agent_program
  start fresh perl -e "$printer"
  end_of fresh
  expected=$output
  start_wrapper
  end_of wrapper
  assert_output "$expected"
}

@test "the agent has no open files of the wrapper, nor those that it was started with" {
  [ -d /proc/self/fd ] || skip 'this system does not list the open files of a process'
  task
  printf '#!/bin/sh\nls /proc/self/fd >"%s/open"\n' "$SANDBOX" | agent_program
  TASK_TMPDIR=$task "$OUTLIVE" wrapper 3>given 7>given
  # ls itself opens one.
  assert_equal "$(tr '\n' ' ' <open)" '0 1 2 3 '
}

@test "an agent that is a script without #! runs" {
  task
  printf 'echo "ran with $*"; exit 3\n' | agent_program
  run_wrapper
  assert_success
  assert_output 'ran with --dangerously-skip-permissions -p --model claude-opus-4-6 -'
  assert_equal "$(<"$task/exit_code")" 3
}

@test "an agent without its interpreter has the exit code 127, and one that is no program 126" {
  task
  printf '#!/no/such/interpreter\n' | agent_program
  run_wrapper
  assert_success
  assert_equal "${#stderr_lines[@]}" 1
  assert_equal "$(<"$task/exit_code")" 127

  rm "$task/done"
  printf 'text' >bin/claude
  chmod -x bin/claude
  run_wrapper
  assert_success
  assert_equal "${#stderr_lines[@]}" 1
  assert_equal "$(<"$task/exit_code")" 126
}

@test "relative entries of PATH, the empty one too, are seen from the project directory" {
  local path
  mkdir -p "$project/tools" tools
  task
  rm bin/claude
  printf '#!/bin/sh\necho from the current directory of the wrapper\n' | tee claude >tools/claude
  chmod +x claude tools/claude
  printf '#!/bin/sh\necho from the project\n' | tee "$project/claude" >"$project/tools/claude"
  chmod +x "$project/claude" "$project/tools/claude"
  for path in "tools:$PATH" ":$PATH" "./tools:$PATH" "$PATH:"; do
    rm -f "$task/done"
    PATH=$path run_wrapper
    assert_success
    assert_output 'from the project'
  done
}

@test "a directory of the agent's name, and a file that may not be run, do not hide a later agent" {
  task
  mkdir -p first/claude second
  : >second/claude
  PATH=$SANDBOX/first:$SANDBOX/second:$PATH run_wrapper
  assert_success
  assert_equal "$(<"$task/exit_code")" 0
}

@test "the agent's output comes out unchanged, and nothing else" {
  task
  printf '#!/bin/sh\nprintf "\\377\\000 out\\n"; echo err >&2\n' | agent_program
  TASK_TMPDIR=$task "$OUTLIVE" wrapper >out 2>err
  cmp out <(printf '\377\000 out\n')
  cmp err <(echo err)
}

# -------------------------------------------------------------------------------------------------------------- signals

# An agent and a child of it. Each notes which signal it hears and ends, or with IGNORED ignores that signal.
agent_family() {
  agent_program <<END
#!$(type -P perl)
use strict;
use warnings;
my (\$sandbox, \$ignored) = ('$SANDBOX', '${1:-}');
sub note { open my \$file, '>>', "\$sandbox/\$_[0]" or die; syswrite \$file, "\$_[1]\\n" }
my \$role = 'leader';
sub hear { note('heard', "\$role \$_[0]"); wait if \$role eq 'leader'; exit }
\$SIG{\$_} = \\&hear for qw(TERM INT HUP QUIT);
\$SIG{\$ignored} = sub { note('unheeded', \$role) } if \$ignored;
\$role = 'child' if !(fork // die);
note('reap', \$\$);
note("\$role.pid", \$\$);
sleep 1 while 1;
END
}

start_family() {
  task
  agent_family "$@"
  start_wrapper
  wait_until test -s "$task/pid"
  wait_until manifest_has "pid=$(<"$task/pid")"
  wait_until test ! -e "$task/manifest.lock"
  wait_until test -s leader.pid
  wait_until test -s child.pid
}

# assert_passed_on SIGNAL EXIT_CODE
assert_passed_on() {
  start_family
  kill -s "$1" "$wrapper_pid"
  end_of wrapper
  assert_failure "$2"
  assert_equal "$(sort heard)" "child $1"$'\n'"leader $1"
  gone "$(<leader.pid)"
  gone "$(<child.pid)"
  assert_not_finished
  [ ! -e "$SANDBOX/calls/openclaw.1" ]
}

@test "TERM is passed on to the agent and all that it started, and leaves the task unfinished" {
  assert_passed_on TERM 143
}

@test "INT is passed on to the agent and all that it started, and leaves the task unfinished" {
  assert_passed_on INT 130
}

@test "HUP is passed on to the agent and all that it started, and leaves the task unfinished" {
  assert_passed_on HUP 129
}

@test "QUIT is passed on to the agent and all that it started, and leaves the task unfinished" {
  assert_passed_on QUIT 131
}

@test "an agent that ignores the signal is killed in the end, with all that it started" {
  start_family TERM
  kill -TERM "$wrapper_pid"
  end_of wrapper
  assert_failure 143
  [ ! -e heard ]
  wait_until gone "$(<leader.pid)"
  wait_until gone "$(<child.pid)"
  assert_not_finished
}

@test "processes that an interrupted agent leaves behind are killed in the end" {
  start_family
  kill -STOP "$(<child.pid)"
  kill -TERM "$wrapper_pid"
  end_of wrapper
  assert_failure 143
  wait_until gone "$(<leader.pid)"
  wait_until gone "$(<child.pid)"
}

@test "a second signal reaches the agent as well, and the first one decides the exit code" {
  start_family TERM
  kill -TERM "$wrapper_pid"
  # The agent has it: the wrapper has heard it first.
  wait_until test -s unheeded
  kill -INT "$wrapper_pid"
  end_of wrapper
  assert_failure 143
  assert_equal "$(sort -u heard)" $'child INT\nleader INT'
}

@test "an interrupted task is resumed by the next wrapper" {
  start_family
  kill -TERM "$wrapper_pid"
  end_of wrapper
  task_file resume </dev/null
  cp "$CHECKOUT/tests/support/fakes/agent" bin/claude
  run_wrapper
  assert_success
  assert_equal "$(<calls/claude.1/arguments)" ' --dangerously-skip-permissions -c --model claude-opus-4-6'
  manifest_has status=completed
}

@test "a killed wrapper leaves true files, and an agent that goes on" {
  start_family
  kill -KILL "$wrapper_pid"
  end_of wrapper
  assert_failure 137
  run ! gone "$(<leader.pid)"
  assert_equal "$(<"$task/pid")" "$(<leader.pid)"
  manifest_has "pid=$(<leader.pid)"
  assert_not_finished
  assert_equal "$(cd "$task" && echo *)" 'manifest pid prompt'
}

@test "under nohup HUP changes nothing" {
  task
  agent <<<'await end'
  start_wrapper nohup
  agent_awaits end
  wait_until test -s "$task/pid"
  kill -HUP "$wrapper_pid"
  open_gate end
  end_of wrapper
  assert_success
  manifest_has status=completed
  manifest_has exit_code=0
}

# ------------------------------------------------------------------------------------------------------------ full disk

@test "an end that a full disk takes no more of than its mark is reported and told, and nothing is half written" {
  tiny_disk "$task"
  task
  agent <<'END'
until grep -qx "pid=$$" "$TASK_TMPDIR/manifest" && [ ! -e "$TASK_TMPDIR/manifest.lock" ]; do sleep 0.02; done
cat /dev/zero >"$TASK_TMPDIR/ballast" 2>/dev/null || true
END
  run_wrapper
  assert_success
  refute [ -z "$stderr" ]
  for line in "${stderr_lines[@]}"; do assert_regex "$line" '^wrapper: .* is not recorded: .*no space left.*; '; done
  [ -e "$task/done" ]
  manifest_has status=running
  [ ! -e "$task/exit_code" ] || [ -s "$task/exit_code" ]
}

@test "a start that cannot be written is reported, and does not keep the agent from its work" {
  tiny_disk "$task"
  task
  agent <<'END'
until [ -e "$lane/told" ]; do sleep 0.02; done
rm "$TASK_TMPDIR/ballast"
END
  fill_disk "$task"
  start_wrapper
  wait_until grep -q . "$SANDBOX/wrapper.err"
  : >told
  end_of wrapper
  assert_success
  assert_regex "$stderr" "^wrapper: the agent's process id is not recorded: .*no space left"
  manifest_has status=completed
}

# -------------------------------------------------------------------------------------------------------- configuration

# configure DIRECTORY: writes the configuration file there from stdin.
configure() {
  mkdir -p "$1/outlive"
  cat >"$1/outlive/config.json"
}

model_of_the_agent() { sed 's/.*--model \([^ ]*\).*/\1/' calls/claude.1/arguments; }

@test "the configuration file gives models short names" {
  task model=fast
  configure "$SANDBOX/config" <<<'{"models": {"fast": "claude-fast-9"}}'
  XDG_CONFIG_HOME=$SANDBOX/config run_wrapper
  assert_success
  assert_equal "$(model_of_the_agent)" claude-fast-9
}

@test "without XDG_CONFIG_HOME, or with an empty one, the configuration file is in ~/.config, and changes known names" {
  task
  configure "$HOME/.config" <<<'{"models": {"opus": "claude-opus-next"}}'
  XDG_CONFIG_HOME='' run_wrapper
  assert_success
  assert_equal "$(model_of_the_agent)" claude-opus-next
}

@test "a configuration file without models leaves the known names" {
  task
  configure "$HOME/.config" <<<'{}'
  run_wrapper
  assert_success
  assert_equal "$stderr" ''
  assert_equal "$(model_of_the_agent)" claude-opus-4-6
}

@test "a configuration file that cannot be used is reported in one line, and the task runs without it" {
  local content
  task
  for content in '{"models": ' '' '[]' '{"models": {"opus": 5}}' '{"modles": {"opus": "x"}}' $'\377\376' '{"models": []}'; do
    rm -rf "$task/done" calls/*
    configure "$HOME/.config" <<<"$content"
    run_wrapper
    assert_success
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" "^wrapper: .*$HOME/.config/outlive/config.json.* is not used: "
    assert_equal "$(model_of_the_agent)" claude-opus-4-6
  done
  rm -rf "$task/done" calls/* "$HOME/.config/outlive/config.json"
  mkdir "$HOME/.config/outlive/config.json"
  run_wrapper
  assert_success
  assert_equal "${#stderr_lines[@]}" 1
}

@test "words are ignored, also those that ask for help elsewhere" {
  task
  printf '#!/bin/sh\nexit 3\n' | agent_program
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper x --help
  assert_success
  assert_equal "$(<"$task/exit_code")" 3
}

@test "what a notifier prints into a terminal that the user has stopped holds nothing up" {
  task
  agent <<<'await end'
  event_tool <<<'yes 0123456789 | head -c 3000000; touch "$lane/told"'
  open_session
  type_line task "$(printf %q "$OUTLIVE") wrapper"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  tmux send-keys -t =task: C-s
  open_gate end
  wait_until gone "$(cat calls/claude.1/parent)"
  [ -e told ]
  manifest_has status=completed
}
