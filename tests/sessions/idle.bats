#!/usr/bin/env bats
# `outlive session idle` and `wait --idle` from outside: whether a shell waits for a command.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

assert_idle() {
  run --separate-stderr session idle "$1"
  assert_success
  assert_output IDLE
}

# More than one look, since one may catch a mere moment.
assert_runs() {
  local _
  for _ in 1 2 3; do
    run --separate-stderr session idle "$1"
    assert_failure 1
    assert_output RUNNING
    pause
  done
}

comes_to_rest() { session wait "$1" --idle --timeout 60s; }

program_is() { [ "$(ps -o comm= -p "$(program_of "$1")")" = "$2" ]; }

# while_it_does NAME COMMAND: the shell is RUNNING from the moment that it has begun COMMAND, and IDLE after Ctrl-C.
while_it_does() {
  rm -f "$SANDBOX/begun"
  session send "$1" ": >$SANDBOX/begun; $2"
  wait_until test -e "$SANDBOX/begun"
  assert_runs "$1"
  session interrupt "$1"
  comes_to_rest "$1"
  assert_idle "$1"
}

# Every way in which any shell can be busy. `read` of fish edits its line as its prompt does.
is_told_apart() {
  comes_to_rest "$1"
  assert_idle "$1"
  while_it_does "$1" 'sleep 1000'
  while_it_does "$1" 'sleep 1000 | cat'
  while_it_does "$1" cat
  while_it_does "$1" "$2"
  [ "$1" = fish ] || while_it_does "$1" "printf 'Your name: '; read x"
  session send "$1" ''
  comes_to_rest "$1"
  assert_idle "$1"
}

loop='while :; do :; done'

@test "bash" {
  begin shell -- bash
  is_told_apart shell "$loop"
  while_it_does shell 'for ((i = 0; ; i++)); do :; done'
  while_it_does shell 'read -r -p "Your name: " x'
  while_it_does shell 'read -r -s -p "Password: " x'
  while_it_does shell 'f() { while :; do read -r -t 1 x; done; }; f'
}

@test "dash, which leaves editing to the terminal" {
  needs dash
  begin shell -- dash
  is_told_apart shell "$loop"
}

@test "sh, as the system has it" {
  begin shell -- sh
  is_told_apart shell "$loop"
}

@test "zsh" {
  needs zsh
  : >"$HOME/.zshrc"
  begin shell -- zsh
  is_told_apart shell "$loop"
}

@test "fish" {
  needs fish
  begin fish -- fish
  is_told_apart fish 'while true; end'
}

@test "bash and sh of plain tmux" {
  plain_tmux shell 80 bash
  is_told_apart shell "$loop"
  plain_tmux other 80 sh
  is_told_apart other "$loop"
}

@test "the user's shell, where no program was given, here and in plain tmux" {
  begin shell
  tm new-session -d -s other 3>&-
  for name in shell other; do
    comes_to_rest "$name"
    while_it_does "$name" 'sleep 1000'
  done
}

@test "a shell with flags of its own" {
  printf 'PS1="settled> "\n' >"$HOME/settings"
  begin s1 -- bash -l -i
  begin s2 -- bash --norc -o vi
  begin s3 -- bash --rcfile "$HOME/settings" -O extglob
  begin s4 -- sh -i
  begin s5 -- env WORD=1 bash +x
  for name in s1 s2 s3 s4 s5; do
    comes_to_rest "$name"
    assert_idle "$name"
  done
}

@test "bash that waits for a single key is not at its prompt" {
  begin shell -- bash
  comes_to_rest shell
  while_it_does shell 'read -r -n 1 -p "Continue? [y/n] " x'
}

@test "a prompt in colour, of two lines, and with wide characters" {
  printf '%s\n' 'PS1="\[\e[32m\]日本 \w\[\e[0m\]\n❯ "' >"$HOME/.bashrc"
  begin shell -- bash
  comes_to_rest shell
  while_it_does shell 'sleep 1000'
}

@test "a shell stays idle while something runs behind it" {
  begin shell -- bash
  comes_to_rest shell
  session send shell 'sleep 1000 &'
  comes_to_rest shell
  assert_idle shell
}

@test "a screen that was cleared shows a prompt still" {
  begin shell -- bash
  comes_to_rest shell
  session keys shell C-l
  comes_to_rest shell
  session send shell 'printf "\033[2J\033[H"'
  comes_to_rest shell
  assert_idle shell
}

@test "programs in the shell that edit lines themselves, or take the whole screen" {
  begin shell -- bash
  printf '%s\n' 'the text' >"$SANDBOX/text"
  while IFS='|' read -r program shown leave; do
    command -v "${program%% *}" >/dev/null || continue
    comes_to_rest shell
    session send shell "$program"
    session wait shell --ready "$shown" --timeout 60s
    assert_runs shell
    session send shell "$leave"
    comes_to_rest shell
    assert_idle shell
  done <<END
vim -u NONE -N -n $SANDBOX/text|^the text|:q
less $SANDBOX/text|^the text|q
python3 -q|^>>>|exit()
END
}

@test "a shell that gives its place to another program, and that to a shell" {
  begin shell -- bash
  comes_to_rest shell
  session send shell 'exec bash -c ": >\"$HOME/begun\"; read -r x; exec bash"'
  wait_until test -e "$HOME/begun"
  assert_runs shell
  session send shell ''
  comes_to_rest shell
  session send shell 'exec cat'
  wait_until program_is shell cat
  assert_runs shell
}

@test "a shell that gives its place to a program with a prompt of its own" {
  needs python3
  begin shell -- bash
  begin other -- sh
  plain_tmux third 80 bash
  for name in shell other third; do
    comes_to_rest "$name"
    session send "$name" 'exec python3 -q'
    session wait "$name" --ready '^>>>' --timeout 60s
    assert_runs "$name"
  done
}

@test "a program that is no shell, and a script of bash, with any output" {
  needs python3
  begin cat -- cat
  begin prompt -- python3 -q
  begin script -- bash -c 'printf "$ "; read -r x'
  session wait prompt --ready '^>>>' --timeout 60s
  session wait script --ready '\$' --timeout 60s
  for name in cat prompt script; do assert_runs "$name"; done
  run session wait cat --idle --timeout 1s
  assert_failure 124
}

@test "a script of dash is at work, also where what it shows ends as prompts do" {
  needs dash
  begin progress -- dash -c 'printf "done: 50%%"; sleep 1000; :'
  plain_tmux other 80 "dash -c 'printf \"done: 50%%\"; sleep 1000; :'"
  for name in progress other; do
    session wait "$name" --ready '50%' --timeout 60s
    assert_runs "$name"
  done
}

# returns_when_over NAME: after each of ten lines that were sent, a wait returns, and not before the line was done.
returns_when_over() {
  local round
  comes_to_rest "$1"
  for round in 1 2 3 4 5 6 7 8 9 10; do
    session send "$1" "sleep 0.2; sleep 0.2; : >$SANDBOX/over.$1.$round"
    comes_to_rest "$1"
    [ -e "$SANDBOX/over.$1.$round" ] || fail "in round $round the wait was over before the sleep"
  done
}

@test "a wait right after a line was sent ends only after the line's command" {
  begin shell -- bash
  returns_when_over shell
}

@test "nor with sh, nor in plain tmux" {
  begin shell -- sh
  returns_when_over shell
  plain_tmux other 80 bash
  returns_when_over other
}

@test "nor when the screen is full, and every line looks the same" {
  begin shell --history-limit 40 -- bash
  comes_to_rest shell
  session send shell 'seq 1 300'
  comes_to_rest shell
  returns_when_over shell
}

@test "--json says the same; an ended session and an unknown one are errors" {
  begin shell -- bash
  comes_to_rest shell
  run --separate-stderr session idle shell --json
  assert_success
  one_line "$output"
  assert_equal "$(json name <<<"$output") $(json idle <<<"$output")" 'shell true'
  session send shell 'exec sleep 1000'
  wait_until program_is shell sleep
  run --separate-stderr session idle shell --json
  assert_failure 1
  assert_equal "$(json idle <<<"$output")" false
  session stop shell
  for name in shell shel; do
    run --separate-stderr session idle "$name"
    assert_failure 3
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
  done
}
