#!/usr/bin/env bats
# One binary, many names: links, commands, their help, and the environment that it is started in.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; task.bash sets the others

setup() {
  load ../support/task && task_begin
}

teardown() {
  isolation_end
}

# commands_below [WORD ...]: prints every command below these words, one a line, as their help lists them.
commands_below() {
  local name
  for name in $("$OUTLIVE" "$@" --help | awk '/^COMMANDS/ { listed = 1; next } listed && NF { print $1 }'); do
    printf '%s\n' "$* $name"
    commands_below "$@" "$name"
  done
}

# for_each_command FUNCTION: calls it with the words of each command, and with none for the program as a whole.
for_each_command() {
  local -a words
  local line
  "$1"
  while read -r line; do
    read -r -a words <<<"$line"
    "$1" "${words[@]}" || fail "not so for: outlive $line"
  done <<<"$(commands_below)"
}

# assert_usage_error PATTERN: the last `run` said in one line what is wrong with its words.
assert_usage_error() {
  assert_equal "$status" 2
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "$1"
}

refute_stack_trace() {
  refute_regex "$1" '(^|'$'\n'') *at .*[:(]'
  refute_regex "$1" '(node|bun|\$bunfs)[:/]'
}

@test "a link named wrapper or wrapper.sh is the wrapper" {
  local name
  for name in wrapper wrapper.sh; do
    ln -s "$OUTLIVE" "bin/$name"
    run --separate-stderr env -u TASK_TMPDIR "$name"
    assert_failure 1
    assert_regex "$stderr" '^wrapper: TASK_TMPDIR'
    task=$SANDBOX/task.$name
    task
    TASK_TMPDIR=$task run "bin/$name"
    assert_success
    manifest_has status=completed
  done
}

@test "a link named monitor or monitor.sh is the monitor" {
  local name
  task
  task_file 'done' </dev/null
  for name in monitor monitor.sh; do
    ln -s "$OUTLIVE" "bin/$name"
    run --separate-stderr "$name"
    assert_failure 1
    assert_regex "$stderr" '^monitor: '
    run --separate-stderr "bin/$name" task "$task"
    assert_success
    assert_output 'Task completed with exit code: unknown'
  done
}

@test "a link of any other name is outlive, whose first word says which command" {
  ln -s "$OUTLIVE" bin/my-wrapper
  run --separate-stderr my-wrapper --version
  assert_success
  assert_output "$("$OUTLIVE" --version)"
}

@test "a link named wrapper or monitor has its help" {
  local name
  for name in wrapper monitor; do
    ln -s "$OUTLIVE" "bin/$name"
    run --separate-stderr "$name" --help
    assert_success
    assert_output "$("$OUTLIVE" "$name" --help)"
  done
}

@test "--version is the version of the package, alone on its line" {
  run --separate-stderr "$OUTLIVE" --version
  assert_success
  assert_output "$(sed -n 's/^ *"version": *"\(.*\)",*$/\1/p' "$CHECKOUT/package.json")"
  assert_equal "$stderr" ''
  run "$OUTLIVE" -v
  assert_output "$("$OUTLIVE" --version)"
}

@test "the help lists all commands" {
  run commands_below
  local command
  for command in ' wrapper' ' monitor' ' capture' 'pane classify' 'manifest get' 'manifest set' 'manifest show'; do
    assert_line "$command"
  done
}

has_help() {
  run --separate-stderr "$OUTLIVE" "$@" --help
  assert_success
  assert_equal "$stderr" ''
  assert_output --partial USAGE
  assert_equal "$("$OUTLIVE" "$@" -h)" "$output"
}

@test "each command has its help" {
  for_each_command has_help
}

shows_an_example() {
  run "$OUTLIVE" "$@" --help
  assert_output --regexp "Example: .*outlive $*"
}

@test "the help of each command shows an example" {
  for_each_command shows_an_example
}

fits_a_terminal() {
  # Variables that ask for colours, or give a width, do not change the text.
  run env TERM=xterm-256color FORCE_COLOR=1 CLICOLOR_FORCE=1 COLUMNS=40 "$OUTLIVE" "$@" --help
  assert_success
  assert_equal "$output" "$("$OUTLIVE" "$@" --help)"
  run perl -CS -ne 'chomp; print "$_\n" if length > 120 || /[^\P{Cc}\t]/' <<<"$output"
  assert_output ''
}

@test "the help of each command fits 120 columns and has no control characters" {
  for_each_command fits_a_terminal
}

# The monitor's first word may begin with dashes, as the protocol allows for the name of a session, and the wrapper ignores
# all words.
refuses_an_unknown_flag() {
  case $* in monitor | wrapper) return ;; esac
  run --separate-stderr "$OUTLIVE" "$@" --no-such-flag </dev/null
  assert_usage_error no-such-flag
}

@test "an unknown flag of any command is a usage error, never a word" {
  unset TASK_TMPDIR
  for_each_command refuses_an_unknown_flag
}

@test "the wrapper ignores words and flags" {
  task
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper --force word
  assert_success
  grep -qxF status=completed "$task/manifest"
}

@test "an unknown command gets the nearest one as a suggestion" {
  run --separate-stderr "$OUTLIVE" wraper
  assert_usage_error '"wraper".*`wrapper`'
  run --separate-stderr "$OUTLIVE" manifest gte
  assert_usage_error '"gte".*`get`'
  run --separate-stderr "$OUTLIVE" pane clasify
  assert_usage_error '"clasify".*`classify`'
}

@test "an unknown command without a similar one is refused with a way to the list of commands" {
  run --separate-stderr "$OUTLIVE" xyzzy
  assert_usage_error '"xyzzy".*outlive --help'
  run --separate-stderr "$OUTLIVE" ''
  assert_usage_error '""'
}

@test "an unknown flag gets the nearest one as a suggestion" {
  run --separate-stderr "$OUTLIVE" manifest show --jsno manifest
  assert_usage_error '--jsno.*--json'
}

@test "an unknown command with line breaks and control characters is quoted in one line without them" {
  run --separate-stderr "$OUTLIVE" $'wrap\n\033[31mper'
  assert_usage_error '"wrap\\n\\u001b\[31mper"'
}

@test "a word too many is a usage error" {
  run --separate-stderr "$OUTLIVE" capture file </dev/null
  assert_usage_error file
  run --separate-stderr "$OUTLIVE" manifest get file key more
  assert_usage_error more
}

@test "a .env in the current directory has no effect" {
  task
  printf 'TASK_TMPDIR=%s\nMONITOR_BASE_INTERVAL=soon\n' "$task" >.env
  cp .env .env.local
  cp .env .env.production
  run --separate-stderr env -u TASK_TMPDIR "$OUTLIVE" wrapper
  assert_failure 1
  assert_regex "$stderr" 'TASK_TMPDIR is not set'
  task_file 'done' </dev/null
  run "$OUTLIVE" monitor task "$task"
  assert_success
}

@test "a bunfig.toml, package.json or tsconfig.json in the current directory has no effect" {
  echo 'require("node:fs").writeFileSync("loaded", "")' >evil.js
  printf 'preload = ["./evil.js"]\n[run]\npreload = ["./evil.js"]\n' >bunfig.toml
  echo '{"main": "./evil.js", "imports": {"node:fs": "./evil.js"}, "type": "nonsense"}' >package.json
  echo 'no JSON at all' >tsconfig.json
  task
  local word
  for word in --version --help; do
    run --separate-stderr "$OUTLIVE" "$word"
    assert_success
    assert_equal "$stderr" ''
  done
  TASK_TMPDIR=$task run "$OUTLIVE" wrapper
  assert_success
  [ ! -e loaded ]
}

@test "a removed current directory is reported in one line" {
  mkdir gone
  run --separate-stderr bash -c 'cd gone && rmdir ../gone && "$OUTLIVE" --version'
  assert_failure
  assert_equal "${#stderr_lines[@]}" 1
  refute_stack_trace "$stderr"
}

@test "it starts without HOME" {
  task
  run --separate-stderr env -u HOME "TASK_TMPDIR=$task" "$OUTLIVE" wrapper
  assert_success
  manifest_has status=completed
}

works_with_closed_streams() {
  run bash -c '"$@" --help <&- | grep -c USAGE' - "$OUTLIVE" "$@"
  assert_output 1
  run bash -c '"$@" --help >&-' - "$OUTLIVE" "$@"
  refute_stack_trace "$output"
  run bash -c '"$@" --help 2>&- >/dev/null' - "$OUTLIVE" "$@"
  assert_success
  run bash -c '"$@" --help <&- >&- 2>&-' - "$OUTLIVE" "$@"
  assert_output ''
}

@test "each command starts with its standard streams closed" {
  for_each_command works_with_closed_streams
}

@test "an error whose stderr is closed is still an error" {
  run bash -c 'env -u TASK_TMPDIR "$OUTLIVE" wrapper 2>&-'
  assert_failure 1
  run bash -c '"$OUTLIVE" wraper 2>&-'
  assert_failure 2
}

@test "a wrapper with closed streams records its task" {
  task
  TASK_TMPDIR=$task run bash -c '"$OUTLIVE" wrapper <&- >&- 2>&-'
  assert_success
  manifest_has status=completed
}

@test "a reader that closes its end early causes no message" {
  task
  perl -e 'print "key$_=", "x" x 1000, "\n" for 1 .. 1000' >>"$task/manifest"
  run --separate-stderr bash -c '"$OUTLIVE" --help | head -n 1'
  assert_output USAGE
  assert_equal "$stderr" ''
  run --separate-stderr bash -c '"$OUTLIVE" manifest show "$1" | head -n 1' - "$task/manifest"
  assert_output task_name=demo
  assert_equal "$stderr" ''
}

@test "a full disk behind stdout causes no stack trace" {
  [ -c /dev/full ] || skip 'this system has no /dev/full to stand for a full disk'
  task
  local command
  for command in --version --help "manifest get $task/manifest status" "manifest show --json $task/manifest" wraper; do
    # shellcheck disable=SC2086
    run --separate-stderr bash -c '"$OUTLIVE" "$@" >/dev/full' - $command
    refute_stack_trace "$stderr"
    [ "${#stderr_lines[@]}" -le 1 ]
  done
  TASK_TMPDIR=$task run bash -c '"$OUTLIVE" wrapper >/dev/full 2>&1'
  assert_success
  manifest_has status=completed
}
