# shellcheck shell=bash
#
# `outlive tool`, driven from outside, in a sandbox (exec.bash). At the end of a test all its requests and answers are
# checked against docs/schemas.
#
#   setup()    { load ../support/tool && tool_begin; }
#   teardown() { tool_end; }
#
#   open_tool [FLAG ...]         starts it; sets tool_pid
#   send REQUEST                 writes a request as a line
#   hear                         reads the next answer; sets answer
#   ask REQUEST                  both
#   ask_wrong LINE PATTERN [CODE] the same with an invalid request: it is refused, and the reason matches
#   send_bytes FORMAT            writes the output of printf FORMAT, and nothing after it
#   start_in_background REQUEST  asks for a command that goes to the background; sets id
#   close_input                  closes its stdin
#   tool_ends                    waits for its end: it ends with 0, and with nothing on stderr
#   close_tool                   both
#   told KEY                     prints a member of the answer's details
#   said                         prints the answer's text
#   assert_refused_here PATTERN [CODE]  the answer says that nothing was done, and why; CODE is the error's
#   check_lines SCHEMA           whether every line of stdin matches the schema of docs/schemas
#   check_strictness SCHEMA      whether no line of stdin does
#   schema_lines WORD ...        several of these checks in files (schemaLines.ts)

tool_begin() {
  load ../support/exec
  exec_begin
  : >"$SANDBOX/requests"
  : >"$SANDBOX/answers"
  : >"$SANDBOX/wrong"
}

tool_end() {
  local result=0
  if [ -n "${BATS_TEST_COMPLETED:-}" ]; then
    schema_lines every tool-request "$SANDBOX/requests" every tool-answer "$SANDBOX/answers" \
      none tool-request "$SANDBOX/wrong" || result=1
  fi
  exec_end
  return "$result"
}

open_tool() {
  rm -f "$SANDBOX/to" "$SANDBOX/from"
  mkfifo "$SANDBOX/to" "$SANDBOX/from"
  # shellcheck disable=SC2154 # task.bash sets it
  perl -e "$fresh_process" -- "$OUTLIVE" tool "$@" <"$SANDBOX/to" >"$SANDBOX/from" 2>"$SANDBOX/tool.err" 3>&- &
  tool_pid=$!
  isolation_reap "$tool_pid"
  exec {to_tool}>"$SANDBOX/to" {from_tool}<"$SANDBOX/from"
}

send() {
  printf '%s\n' "$1" >>"$SANDBOX/requests"
  printf '%s\n' "$1" >&"$to_tool"
}

hear() {
  IFS= read -r -t 60 -u "$from_tool" answer || {
    printf 'no answer; on stderr: %s\n' "$(<"$SANDBOX/tool.err")" >&2
    return 1
  }
  printf '%s\n' "$answer" >>"$SANDBOX/answers"
}

ask() {
  send "$1"
  hear
}

ask_wrong() {
  printf '%s\n' "$1" >>"$SANDBOX/wrong"
  printf '%s\n' "$1" >&"$to_tool"
  hear
  assert_refused_here "${@:2}"
}

# shellcheck disable=SC2059 # it is a format
send_bytes() { printf "$1" >&"$to_tool"; }

start_in_background() {
  ask "$1"
  assert_equal "$(told status)" running
  # shellcheck disable=SC2034 # it is for the test
  id=$(told sessionId)
}

close_input() { exec {to_tool}>&-; }

tool_ends() {
  local code=0
  wait_until gone "$tool_pid"
  wait "$tool_pid" || code=$?
  assert_equal "$code $(<"$SANDBOX/tool.err")" '0 '
}

close_tool() {
  close_input
  tool_ends
  exec {from_tool}<&-
}

told() { json "details.$1" <<<"$answer"; }

said() { json content.0.text <<<"$answer"; }

assert_refused_here() {
  assert_equal "$(told status) $(json details# <<<"$answer")" 'failed 2'
  assert_equal "$(told error.message); $(told error.hint)" "$(said)"
  assert_regex "$(said)" "$1"
  [ $# -lt 2 ] || assert_equal "$(told error.code)" "$2"
}

check_lines() { schema_lines every "$1" /dev/stdin; }

check_strictness() { schema_lines none "$1" /dev/stdin; }

schema_lines() { "$CHECKOUT/node_modules/.bin/bun" "$CHECKOUT/tests/support/schemaLines.ts" "$@"; }
