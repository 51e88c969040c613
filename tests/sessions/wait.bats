#!/usr/bin/env bats
# `outlive session wait` from outside: ends, timeouts, exit codes and errors; real programs that become ready.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# gated NAME WORDS: a session whose program waits until the test writes to $SANDBOX/gate, and then does what WORDS say.
gated() {
  [ -p "$SANDBOX/gate" ] || mkfifo "$SANDBOX/gate"
  begin "$1" -- bash -c 'read -r _ <"$1"; eval "$2"' - "$SANDBOX/gate" "$2"
}

open_it() { echo go >"$SANDBOX/gate"; }

# waits WORDS: a wait that nothing but the session ends, in the background.
waits() { start waiter "$OUTLIVE" session wait "$@" --timeout 1h; }

# Waits until the wait is under way: it has looked at the session, and has found nothing.
is_waiting() {
  run --separate-stderr session wait "$@" --timeout 0.5s
  assert_failure 124
  run ! gone "$waiter_pid"
}

# the_wait_ended: the wait ends long before its time is over.
the_wait_ended() {
  wait_until -t 30 gone "$waiter_pid"
  end_of waiter
}

@test "a wait for the end is over with the program, and says how that ended" {
  for how in 'exit 0=web ended with exit code 0' 'exit 7=web ended with exit code 7' 'kill -KILL $$=web ended with signal SIGKILL'; do
    gated web "${how%%=*}"
    waits web --exit
    is_waiting web --exit
    open_it
    the_wait_ended
    assert_success
    assert_output "${how#*=}"
    assert_equal "$stderr" ''
    # A wait for a session that had ended before is over at once.
    run session wait web --exit
    assert_success
    assert_output "${how#*=}"
  done
}

@test "a wait for the end of a session that is stopped, or closed by tmux" {
  begin web -- sleep 1000
  waits web --exit
  is_waiting web --exit
  session stop web
  the_wait_ended
  assert_success
  assert_output 'web was stopped'
  begin web -- sleep 1000
  waits web --exit
  is_waiting web --exit
  tm kill-session -t =web
  the_wait_ended
  assert_success
  assert_output --partial 'web was stopped'
}

@test "a wait for the end of a session of plain tmux" {
  looks_are_noted
  plain_tmux web 80 'exec sleep 1000'
  waits web --exit
  wait_until has_looked "$waiter_pid"
  tm kill-session -t =web
  the_wait_ended
  assert_success
}

@test "how a session of plain tmux ended is unknown once it is gone, and the wait says so" {
  looks_are_noted
  plain_tmux web 80 'read -r _; exit 3'
  before=$(fact web since)
  waits web --exit --json
  wait_until has_looked "$waiter_pid"
  session send web ''
  the_wait_ended
  assert_success
  assert_equal "$(json state <<<"$output") $(json exitCode <<<"$output") $(json pid <<<"$output")" 'lost null null'
  [[ "$(json since <<<"$output")" > "$before" ]]
  for awaited in '--exit:0' '--idle:1'; do
    plain_tmux web 80 'read -r _; exit 3'
    # shellcheck disable=SC2086 # a flag
    waits web ${awaited%:*}
    # shellcheck disable=SC2086
    is_waiting web ${awaited%:*}
    session send web ''
    the_wait_ended
    assert_equal "$status" "${awaited#*:}"
    assert_regex "$output$stderr" 'web has ended, and nobody saw how'
  done
}

@test "a restarted program has not ended for good" {
  begin web --restart on-failure -- bash -c 'if [ ! -e "$1" ]; then : >"$1"; exit 1; fi; echo "second run"; read -r _; exit 0' - "$SANDBOX/ran"
  waits web --exit
  session wait web --ready 'second run'
  is_waiting web --exit
  session send web ''
  the_wait_ended
  assert_success
  assert_output 'web ended with exit code 0'
}

@test "a program that ends before it is ready: 1 at once, and how it ended" {
  for awaited in '--ready never' --idle; do
    for how in 'exit 7=exit code 7' 'kill -TERM $$=SIGTERM'; do
      gated web "echo nearly; ${how%%=*}"
      # shellcheck disable=SC2086 # a flag and its value
      waits web $awaited
      # shellcheck disable=SC2086
      is_waiting web $awaited
      open_it
      the_wait_ended
      assert_failure 1
      assert_output ''
      assert_equal "$(grep -c . <<<"$stderr")" 1
      assert_regex "$stderr" "${how#*=}"
    done
  done
}

@test "a program that had ended before: 1 at once" {
  begin web -- bash -c 'exit 7'
  session wait web --exit
  waits web --ready never
  the_wait_ended
  assert_failure 1
  assert_regex "$stderr" 'exit code 7'
  waits web --idle
  the_wait_ended
  assert_failure 1
}

@test "a session of plain tmux that goes before it is ready: 1 at once" {
  looks_are_noted
  plain_tmux web 80 'exec sleep 1000'
  waits web --ready never
  wait_until has_looked "$waiter_pid"
  tm kill-session -t =web
  the_wait_ended
  assert_failure 1
  assert_equal "$(grep -c . <<<"$stderr")" 1
}

@test "timeout: 124, one line, and the session stays as it is" {
  begin web -- sleep 1000
  before=$(program_of web)
  for awaited in '--ready up' --idle --exit; do
    # shellcheck disable=SC2086 # a flag and its value
    run --separate-stderr session wait web $awaited --timeout 0.3s
    assert_failure 124
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    # A timeout of 0 means one look.
    # shellcheck disable=SC2086
    run session wait web $awaited --timeout 0
    assert_failure 124
  done
  assert_equal "$(program_of web)" "$before"
}

@test "--json has the session, the line, and whether the time is over" {
  begin web -- bash -c 'echo "it is \"up\""; exec sleep 1000'
  run --separate-stderr session wait web --ready up --json
  assert_success
  one_line "$output"
  assert_equal "$(json name <<<"$output") $(json timedOut <<<"$output") $(json line <<<"$output")" 'web false it is "up"'
  run --separate-stderr session wait web --ready never --timeout 0.3s --json
  assert_failure 124
  one_line "$output"
  assert_equal "$(json timedOut <<<"$output") $(json line <<<"$output") $(json state <<<"$output")" 'true null running'
  session stop web
  run --separate-stderr session wait web --ready never --json
  assert_failure 1
  one_line "$output"
  assert_regex "$(json error.message <<<"$output")" web
  run --separate-stderr session wait nobody --exit --json
  assert_failure 3
  one_line "$output"
  assert_regex "$(json error.message <<<"$output")" nobody
}

@test "no such session: 3, also where a name begins like it, and where no server is" {
  for awaited in '--ready up' --idle --exit; do
    # shellcheck disable=SC2086 # a flag and its value
    run --separate-stderr session wait web $awaited
    assert_failure 3
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
  done
  begin web-2 -- sleep 1000
  run --separate-stderr session wait web --ready up
  assert_failure 3
  run --separate-stderr session wait web-2x --ready up
  assert_failure 3
}

@test "wrong words are usage errors" {
  begin web -- sleep 1000
  assert_usage wait
  assert_usage wait web
  assert_usage wait web --ready '('
  assert_usage wait web --ready 'a{2,1}'
  assert_usage wait web --ready up --idle
  assert_usage wait web --idle --exit
  assert_usage wait web --ready
  assert_usage wait web --idle --timeout soon
  assert_usage wait web --readdy up
  assert_usage wait WEB --idle
  assert_usage wait web other --idle
}

@test "a pattern may begin with a dash" {
  begin web -- bash -c 'echo "--> up"; exec sleep 1000'
  run session wait web '--ready=--> up' --timeout 30s
  assert_success
  assert_output -- '--> up'
}

@test "a REPL of Python" {
  needs python3
  begin repl -- python3
  run session wait repl --ready '^>>>' --timeout 60s
  assert_success
  session send repl 'print("six times seven is", 6 * 7)'
  run session wait repl --ready '^six times seven is 42$' --timeout 60s
  assert_output 'six times seven is 42'
}

@test "a REPL of Node" {
  needs node
  begin repl -- node
  run session wait repl --ready '^>' --timeout 60s
  assert_success
  session send repl 'console.log(`six times seven is ${6 * 7}`)'
  run session wait repl --ready '^six times seven is 42$' --timeout 60s
  assert_output 'six times seven is 42'
}

@test "bash" {
  begin shell -- bash
  run session wait shell --ready '^\$' --timeout 60s
  assert_success
  session send shell 'echo six times seven is $((6 * 7))'
  run session wait shell --ready '^six times seven is 42$' --timeout 60s
  assert_output 'six times seven is 42'
}

@test "a static web server answers once it is ready, on the port that its line names" {
  needs python3
  echo 'hello from the server' >index.html
  begin web -- python3 -m http.server 0 --bind 127.0.0.1
  run --separate-stderr session wait web --ready '^Serving HTTP on .* port \d+' --timeout 60s
  assert_success
  [[ $output =~ port\ ([0-9]+) ]]
  exec 9<>"/dev/tcp/127.0.0.1/${BASH_REMATCH[1]}"
  printf 'GET /index.html HTTP/1.0\r\n\r\n' >&9
  grep -q 'hello from the server' <&9
}

@test "a session that ended long ago is not ready, even if it has printed the line" {
  begin web -- bash -c 'echo ready; exit 3'
  session wait web --exit
  run --separate-stderr session wait web --ready ready
  assert_failure 1
  assert_regex "$stderr" 'exit code 3'
}
