#!/usr/bin/env bats
# The prompt of `outlive run`: any bytes, from three places, and in no argument list but the caller's.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# Bytes as no other program of the way may touch them: every one there is, broken UTF-8, no line's end.
all_bytes() { perl -e 'binmode STDOUT; print map({ chr } 0 .. 255), "caf\xe9 \xc3\x28 \0\0 \xff\xfe", "no newline"'; }

# assert_prompt FILE: the agent has got exactly this on its stdin.
assert_prompt() {
  cat "$1" >"$SANDBOX/expected"
  cmp "$SANDBOX/expected" "$SANDBOX/calls/claude.1/stdin"
  cmp "$SANDBOX/expected" "$OUTLIVE_HOME/tasks/demo/prompt"
}

# An agent that keeps its stdin without a shell's help.
exact_agent() {
  program claude <<END
#!/bin/sh
mkdir -p '$SANDBOX/calls/claude.1'
exec cat >'$SANDBOX/calls/claude.1/stdin'
END
}

@test "a program gets what is piped in with --prompt-file -, and nothing without" {
  echo hello | outlive run --name given --prompt-file - --wait -- cat
  assert_equal "$(outlive result given)" hello
  # No process writes to this pipe or closes it.
  mkfifo "$SANDBOX/open"
  exec {open}<>"$SANDBOX/open"
  outlive run --name none --wait -- cat <"$SANDBOX/open"
  exec {open}>&-
  assert_equal "$(outlive result none)" ''
  run --separate-stderr outlive run --name both --prompt x --prompt-file - -- cat </dev/null
  assert_failure 2
}

@test "from stdin, byte by byte" {
  exact_agent
  all_bytes >"$SANDBOX/bytes"
  outlive run --name demo --wait <"$SANDBOX/bytes"
  assert_prompt "$SANDBOX/bytes"
}

@test "from a pipe that is written slowly" {
  exact_agent
  mkfifo "$SANDBOX/pipe"
  exec 7<>"$SANDBOX/pipe"
  start launcher bash -c 'exec "$OUTLIVE" run --name demo --wait <"$0" 7>&-' "$SANDBOX/pipe"
  printf 'the first half, ' >&7
  # Nothing is begun before the prompt is whole.
  wait_until eval '[ "$(ps -o comm= -p "$launcher_pid")" = "${OUTLIVE##*/}" ]'
  pause
  [ ! -e "$OUTLIVE_HOME/tasks/demo" ]
  printf 'the second\n' >&7
  exec 7>&-
  end_of launcher
  assert_success
  assert_prompt <(echo 'the first half, the second')
}

@test "from --prompt-file, byte by byte, and the file may be relative" {
  exact_agent
  all_bytes >"$project/prompt.bin"
  outlive run --name demo --prompt-file prompt.bin --wait
  assert_prompt "$project/prompt.bin"
}

@test "from --prompt, with all that a shell would act on" {
  local text=$'it\'s "quoted" $HOME $(touch pwned) `touch pwned` \\ ; | & > < * ? ~ # % !\n  second line\t\n\né 😀\n'
  exact_agent
  outlive run --name demo --prompt "$text" --wait
  assert_prompt <(printf %s "$text")
  [ ! -e "$project/pwned" ]
}

@test "from --prompt, with words that look like flags" {
  local text number=0
  program claude <<'END'
#!/bin/sh
exec cat
END
  for text in '--fast' '-v' '--' '-' '--json' $'- one point\n- another'; do
    number=$((number + 1))
    outlive run --name "a$number" "--prompt=$text" --wait
    assert_equal "$(outlive result "a$number")" "$text"
  done
  # A word of its own is one where it cannot be a flag.
  outlive run --name last --prompt $'- one point\n- another' --wait
  assert_equal "$(outlive result last)" $'- one point\n- another'
}

@test "a megabyte of it" {
  exact_agent
  perl -e 'print "0123456789abcde\n" x 65536' >"$SANDBOX/large"
  outlive run --name demo --wait <"$SANDBOX/large"
  assert_prompt "$SANDBOX/large"
}

@test "it is in no argument list of a process that goes on" {
  [ -d /proc/self ] || skip 'this system does not show the arguments of a process as a file'
  a_day_long
  echo 'a-prompt-that-nobody-else-has' | outlive run --name demo
  agent_awaits end
  for pid in $(sandbox_processes); do
    run ! grep -q 'a-prompt-that-nobody-else-has' "/proc/$pid/cmdline"
  done
  [ -n "$(sandbox_processes)" ]
}

@test "a terminal on stdin is an error that says so" {
  type -P script >/dev/null || skip 'there is no script(1)'
  run script -qec "'$OUTLIVE' run --name demo" /dev/null
  assert_failure 2
  assert_output --partial 'stdin is a terminal'
  assert_output --partial -- '--prompt'
  [ ! -e "$OUTLIVE_HOME/tasks" ]
}

@test "an empty prompt, and one of blanks, is an error" {
  : >"$project/empty"
  printf ' \n\t\n' >"$project/blank"
  while read -r flag value; do
    run --separate-stderr outlive run --name demo "$flag" "${value//_/ }" </dev/null
    assert_failure 2
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" 'prompt is empty'
  done <<'END'
--prompt
--prompt __
--prompt-file empty
--prompt-file blank
END
  run --separate-stderr outlive run --name demo </dev/null
  assert_failure 2
  assert_regex "$stderr" 'prompt is empty'
  [ ! -e "$OUTLIVE_HOME/tasks" ]
}

@test "--prompt together with --prompt-file is an error" {
  echo x >"$project/file"
  run --separate-stderr outlive run --name demo --prompt x --prompt-file file
  assert_failure 2
  assert_regex "$stderr" 'exclude each other'
}

@test "a --prompt-file that is not there, or is a directory, is an error that names it" {
  for file in nowhere "$SANDBOX"; do
    run --separate-stderr outlive run --name demo --prompt-file "$file"
    assert_failure 2
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" "\"$file\" cannot be read"
  done
  [ ! -e "$OUTLIVE_HOME/tasks" ]
}

@test "a closed stdin is an error, and not a task" {
  run --separate-stderr bash -c '"$OUTLIVE" run --name demo <&-'
  assert_failure
  [ "$status" != 70 ]
  assert_equal "${#stderr_lines[@]}" 1
  [ ! -e "$OUTLIVE_HOME/tasks/demo" ]
}
