#!/usr/bin/env bats
# What holds for every command over tasks.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

commands=(run status logs result wait stop resume attach restore prune)

@test "--help of each shows an example, on stdout, and does nothing" {
  local command
  for command in "${commands[@]}"; do
    run --separate-stderr outlive "$command" --help
    assert_success
    assert_equal "$stderr" ''
    assert_output --partial "Example: "
    assert_regex "$output" "Example: .*outlive $command"
    [[ $output != *$'\e'* ]]
  done
  [ ! -e "$OUTLIVE_HOME" ]
}

@test "every command is in --help" {
  local command
  run outlive --help
  assert_success
  for command in "${commands[@]}"; do assert_line --regexp "^ *(outlive )?$command( |\$)"; done
}

@test "--help of run says what its default permissions mean" {
  run outlive run --help
  assert_output --partial skip
  assert_output --partial 'nobody is asked'
}

@test "an unknown flag of any command is one line on stderr and exit 2" {
  local command
  for command in "${commands[@]}"; do
    run --separate-stderr outlive "$command" --no-such-flag x
    assert_failure 2
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" '--no-such-flag'
  done
}

@test "with --json it is one document on stdout" {
  local command
  for command in run status result wait stop resume restore prune; do
    run --separate-stderr outlive "$command" --json --no-such-flag x
    assert_failure 2
    assert_equal "$stderr" ''
    one_line "$output"
    [ -n "$(json error.code <<<"$output")" ]
    [ -n "$(json error.message <<<"$output")" ]
    [ -n "$(json error.hint <<<"$output")" ]
  done
}

@test "an unknown name is exit 1 and one line, or one document" {
  local command
  for command in status logs result wait stop resume attach; do
    run --separate-stderr outlive "$command" nobody
    assert_failure 1
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" '"nobody"'
  done
  for command in status result wait stop resume; do
    run --separate-stderr outlive "$command" nobody --json
    assert_failure 1
    assert_equal "$stderr" ''
    one_line "$output"
    assert_equal "$(json error.code <<<"$output")" UnknownTask
  done
}

@test "a command that is misspelt is exit 2, and the nearest is named" {
  local given nearest
  while read -r given nearest; do
    run --separate-stderr outlive "$given"
    assert_failure 2
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" "$nearest"
  done <<'END'
stauts status
restor restore
lgos logs
resum resume
END
}

@test "durations read 90, 90s, 5m, 2h, 7d" {
  local given
  launch demo --wait
  for given in 90 90s 5m 2h 7d; do
    run outlive wait demo --timeout "$given"
    assert_success
    run outlive prune --dry-run --older-than "$given"
    assert_success
    run outlive stop demo --grace "$given"
    assert_success
  done
  for given in 5w s 1.5.2 -1 1h30m; do
    run --separate-stderr outlive wait demo "--timeout=$given"
    assert_failure 2
    assert_regex "$stderr" '5m, 2h or 7d'
  done
}

@test "a full disk is told, in one line" {
  [ -c /dev/full ] || skip 'this system has no /dev/full'
  launch demo --wait
  run --separate-stderr bash -c '"$OUTLIVE" status >/dev/full'
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
}

@test "a home that cannot be written is told, in one line" {
  : >"$SANDBOX/file"
  OUTLIVE_HOME=$SANDBOX/file run --separate-stderr outlive run --name demo --prompt x
  assert_failure 1
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "$SANDBOX/file"
}

@test "no command takes a damaged task for a fault of outlive" {
  local command
  mkdir -p "$OUTLIVE_HOME/tasks/demo"
  for content in '' 'status=running' $'\377\376' 'policy=robust'; do
    printf '%s\n' "$content" >"$OUTLIVE_HOME/tasks/demo/manifest"
    for command in status logs result stop resume restore prune; do
      case $command in restore | prune) words=() ;; *) words=(demo) ;; esac
      run --separate-stderr outlive "$command" ${words[@]+"${words[@]}"} </dev/null
      [ "$status" -le 2 ] || fail "$command with \"$content\": $status $stderr"
      [ "${#stderr_lines[@]}" -le 1 ]
    done
  done
  ln -s "$SANDBOX/nowhere" "$OUTLIVE_HOME/tasks/linked"
  run outlive status
  assert_success
  assert_output --partial damaged
}

@test "the name of a damaged task can be used again" {
  mkdir -p "$OUTLIVE_HOME/tasks/demo"
  ln -s "$SANDBOX/nowhere" "$OUTLIVE_HOME/tasks/linked"
  launch demo --replace --wait
  launch linked --replace --wait
}
