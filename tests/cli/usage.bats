#!/usr/bin/env bats
# Words that a command does not understand: exit code 2, and one line on stderr that says which and what is wrong.
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines

setup() {
  load ../support/isolation && isolation_begin
  bats_require_minimum_version 1.5.0
  load_assertions
}

teardown() {
  isolation_end
}

# told PATTERN WORDS ...: the error line of `outlive WORDS` matches.
told() {
  local pattern=$1
  shift
  run --separate-stderr "$OUTLIVE" "$@" </dev/null
  assert_failure 2
  assert_equal "$output" ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "^outlive: $pattern; see the command's --help\$"
}

@test "an invalid value of a flag is an error that names the flag, as in its help, and the valid values" {
  told '--yield-ms "abc" is not valid: write a whole number' exec --yield-ms abc -- true
  told '--timeout "5x" is not valid: write a duration as .*' session wait web --timeout 5x
  told '--restart "maybe" is not valid: write no, on-failure or always' session start web --restart maybe -- true
}

@test "a value for a flag without values, a missing value and a second one are errors" {
  told '--watch takes no value, and has "5"' status --watch=5
  told '--name is missing, or has no value' run --name
  told '--name is missing, or has no value' run true
  told '--any is given twice' wait --any --any web
}

@test "an unknown flag is an error that names similar flags" {
  told 'there is no flag --yeld-ms, did you mean --yield-ms[?]' exec --yeld-ms 4 -- true
  told 'there is no flag -z' exec -z true
}

@test "a word that begins like a flag is never taken for another word; a letter and its number may be one word" {
  told 'there is no flag "-5"' session start -5 -- true
  told 'there is no flag "--x"' session start --x -- true
  told 'there is no flag "-a,b"' session stop -a,b
  told 'there is no flag -n' session start -n5 -- true
  told 'there is no flag "-9"' session stop web -9
  run --separate-stderr "$OUTLIVE" session tail web -n3 </dev/null
  assert_failure 3
  run --separate-stderr "$OUTLIVE" process log no-such --offset -5 </dev/null
  assert_failure 1
}

@test "a word too many and a word too few are errors" {
  told '"b" is a word too many' process poll a b
  told 'ID is missing' process poll
  told 'CMD is missing' exec
  told 'FILE is missing' manifest get
}

@test "as JSON it is an object with an error" {
  run --separate-stderr "$OUTLIVE" status --json --watch=5 </dev/null
  assert_failure 2
  assert_regex "$stderr$output" '^\{"error":\{"code":"UsageError","message":"--watch takes no value, and has'
}
