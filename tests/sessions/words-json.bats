#!/usr/bin/env bats
# `outlive session` with --json: one document on stdout, for answers and for errors.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# assert_json_error EXIT_CODE WORDS ...: with --json the error is one document on stdout, and nothing is on stderr.
assert_json_error() {
  local code=$1
  shift
  run --separate-stderr session "$@" </dev/null
  assert_failure "$code"
  assert_equal "$stderr" ''
  one_line "$output"
  assert_equal "$(json '.#' <<<"$output") $(json 'error#' <<<"$output")" '1 3'
  for key in code message hint; do [ -n "$(json "error.$key" <<<"$output")" ]; done
}

@test "with --json an error of every kind is one document" {
  begin web -- sleep 1000
  begin old -- true
  session wait old --exit
  assert_json_error 2 strat --json
  assert_json_error 2 list --jsn --json
  assert_json_error 2 start --json 'My Web' -- true
  assert_json_error 2 start x --json -- no-such-program
  assert_json_error 2 start x --dir "$SANDBOX/nowhere" --json -- true
  assert_json_error 2 wait web --json
  assert_json_error 2 stop --json
  assert_json_error 2 stop web --grace soon --json
  assert_json_error 2 keys --json web Entre
  assert_json_error 2 attach web --json
  for command in tail idle stop interrupt; do assert_json_error 3 "$command" nobody --json; done
  assert_json_error 3 wait nobody --exit --json
  assert_json_error 3 send --json nobody text
  assert_json_error 3 keys --json nobody C-c
  assert_json_error 1 send --json old text
  assert_json_error 1 list --socket "$(printf 'x%.0s' {1..200})" --json
}

@test "with --json every answer is one document" {
  begin api
  session wait api --idle
  while read -r command words; do
    # shellcheck disable=SC2086 # they are words
    run --separate-stderr session "$command" --json $words </dev/null
    assert_success
    assert_equal "$stderr" ''
    one_line "$output"
    [ "$(json '.#' <<<"$output")" -ge 1 ]
  done <<'END'
start web -- sleep 1000
start web -- sleep 1000
start web --replace -- sleep 1000
list
tail web
idle api
wait api --idle
send api text
type api text
keys api C-c
interrupt api
stop api
wait api --exit
stop api
restore
stop --all --yes
stop --all --yes
END
}

@test "--json after the dashes belongs to the program, and after a name to the text" {
  run --separate-stderr session start web -- bash -c 'echo "got $1"; exec sleep 1000' sh --json
  assert_success
  run ! json name <<<"$output"
  session wait web --ready 'got --json'
  record raw
  run --separate-stderr session send raw --json
  assert_success
  assert_output ''
  printf -- '--json\r' >"$SANDBOX/expected"
  wait_until recorded raw "$SANDBOX/expected"
}
