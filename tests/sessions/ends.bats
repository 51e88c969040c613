#!/usr/bin/env bats
# How a session's program ended is known, also when other processes ended with it.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# assert_end NAME STATE CODE SIGNAL: what `list` has of a program that is over; `null` where there is none.
assert_end() {
  assert_equal "$(fact "$1" state) $(fact "$1" exitCode) $(fact "$1" signal) $(fact "$1" pid)" "$2 $3 $4 null"
}

# A program that reports a signal to end, and exits with 3.
polite='trap "echo bye; exit 3" HUP TERM; echo up; while :; do read -r -t 0.1 _ <>"$0" || :; done'
polite() {
  mkfifo "$SANDBOX/$1.never"
  begin "$1" -- bash -c "$polite" "$SANDBOX/$1.never"
  session wait "$1" --ready '^up$'
}

# deaf NAME [FLAG ...]: a program that ignores HUP, as from its terminal's end, and TERM.
deaf() {
  local name=$1
  shift
  begin "$name" "$@" -- perl -e '$SIG{$_} = "IGNORE" for qw(HUP TERM); $| = 1; print "up\n"; sleep 1000'
  session wait "$name" --ready '^up$'
}

@test "the exit code, the last lines and the time of the end are kept, and the session is gone from tmux" {
  for code in 0 1 7 126 255; do
    before=$(date +%s)
    begin "with-$code" -- bash -c 'printf "%s\n" one two three; exit "$0"' "$code"
    session wait "with-$code" --exit
    if [ "$code" = 0 ]; then assert_end with-0 exited 0 null; else assert_end "with-$code" failed "$code" null; fi
    assert_equal "$(session tail "with-$code" -n 2)" $'two\nthree'
    assert_equal "$(fact "with-$code" lastLine)" three
    since=$(perl -MTime::Piece -e 'print Time::Piece->strptime(substr(shift, 0, 19), "%Y-%m-%dT%H:%M:%S")->epoch' \
      "$(fact "with-$code" since)")
    [ "$since" -ge "$before" ] && [ "$since" -le "$(date +%s)" ]
    run ! tm has-session -t "=with-$code"
  done
}

@test "the signal that ended it is kept" {
  for signal in HUP INT KILL SEGV TERM USR1; do
    begin by-signal --replace -- bash -c 'echo up; kill -"$0" $$; sleep 1000' "$signal"
    session wait by-signal --exit
    assert_end by-signal failed null "SIG$signal"
  done
}

@test "since is the time of the end, no longer the time of the start" {
  polite web
  began=$(fact web since)
  kill -TERM "$(program_of web)"
  session wait web --exit
  [[ "$(fact web since)" > "$began" ]]
}

@test "a last line without an end is kept" {
  begin web -- bash -c 'echo one; printf "and then"; exit 4'
  session wait web --exit
  wait_until eval '[ "$(fact web lastLine)" = "and then" ]'
  assert_equal "$(session tail web)" $'one\nand then'
}

@test "the end of a flood of output is kept when the program ends right after it" {
  begin flood -- bash -c 'seq 1 20000; echo over; exit 9'
  session wait flood --exit
  assert_end flood failed 9 null
  wait_until eval '[ "$(session tail flood -n 3 | tr "\n" " ")" = "19999 20000 over " ]'
}

@test "a program that ends within a millisecond has run, and its end and its words are known" {
  for ((round = 0; round < 20; round++)); do
    begin "brief-$round" -- sh -c 'echo hello; exit 7'
    session wait "brief-$round" --exit --timeout 60
  done
  # The last session ends the server with it, and the next start may meet the server's end.
  for ((round = 0; round < 20; round++)); do
    assert_end "brief-$round" failed 7 null
    wait_until eval '[ "$(session tail "brief-$round")" = hello ]'
  done
}

@test "many that end at once beside one that stays are all known" {
  polite web
  for ((round = 0; round < 10; round++)); do
    "$OUTLIVE" session start "brief-$round" -- sh -c "echo hello; exit $round" >/dev/null </dev/null 3>&- &
    starts[round]=$!
  done
  for ((round = 0; round < 10; round++)); do
    wait "${starts[round]}"
    session wait "brief-$round" --exit --timeout 60
    assert_equal "$(fact "brief-$round" exitCode)" "$round"
  done
  assert_equal "$(state web)" running
}

@test "a program that cannot be run is reported in one line" {
  printf '#!%s\n' "$SANDBOX/no-such-interpreter" >"$SANDBOX/bin/hollow"
  chmod +x "$SANDBOX/bin/hollow"
  begin web -- hollow
  session wait web --exit
  assert_equal "$(state web)" failed
  one_line "$(fact web problem)"
  assert_regex "$(fact web problem)" 'hollow'
}

@test "after the server was killed it is known how its programs ended" {
  polite web
  deaf stubborn
  program=$(program_of stubborn)
  end_process "$(server)"
  session wait web --exit
  assert_end web stopped 3 null
  session wait stubborn --exit --timeout 60
  assert_end stubborn stopped null SIGKILL
  gone "$program"
  assert_equal "$(session tail stubborn)" up
  polite again
  assert_equal "$(fact web exitCode)" 3
}

@test "after kill-server by plain tmux it is known how its programs ended" {
  polite web
  polite other
  tm kill-server
  for name in web other; do
    session wait "$name" --exit
    assert_end "$name" stopped 3 null
  done
}

@test "after kill-session by plain tmux it is known how its program ended, and the others run" {
  polite web
  polite other
  tm kill-session -t =web
  session wait web --exit
  assert_end web stopped 3 null
  assert_equal "$(state other)" running
}

@test "the end is known while no server is there, to every command" {
  begin web -- bash -c 'echo one; exit 5'
  session wait web --exit
  wait_until eval '! tm list-sessions 2>/dev/null'
  rm -f "$socket"
  assert_end web failed 5 null
  run --separate-stderr session idle web
  assert_failure 3
  run --separate-stderr session send web hello
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'exit code 5'
  run -0 session stop web
  assert_output --partial 'had ended already: failed'
  assert_end web failed 5 null
}

@test "a session whose host was killed is lost, and never running" {
  polite web
  program=$(program_of web)
  kill -KILL "$(host_of web)"
  wait_until is_state web lost
  wait_until gone "$program"
  assert_equal "$(state web)" lost
  assert_equal "$(fact web pid) $(fact web exitCode) $(fact web signal)" 'null null null'
  one_line "$(fact web problem)"
  run session wait web --exit
  assert_success
  # Its last output is lost if the terminal was gone by then.
  wait_until eval 'session tail web | grep -qx up'
  run -0 session stop web
  assert_equal "$(state web)" stopped
}

@test "a lost session is started again" {
  polite web
  kill -KILL "$(host_of web)"
  wait_until is_state web lost
  begin web -- sleep 1000
  assert_output --partial 'web is running'
  assert_equal "$(state web)" running
  assert_equal "$(ps -o comm= -p "$(program_of web)")" sleep
}

@test "a program that survived its host is reported, and stop ends it" {
  deaf web --restart always
  program=$(program_of web)
  kill -KILL "$(host_of web)"
  wait_until is_state web lost
  assert_equal "$(fact web pid)" "$program"
  assert_regex "$(fact web problem)" "process $program"
  run -0 session stop web --grace 1s
  assert_output 'web is stopped'
  gone "$program"
  assert_equal "$(state web) $(fact web pid)" 'stopped null'
}

@test "a program that survived its host never runs beside another of its name" {
  deaf web
  program=$(program_of web)
  kill -KILL "$(host_of web)"
  wait_until is_state web lost
  begin web -- sleep 1000
  [ "$(program_of web)" = "$program" ] || wait_until -t 15 gone "$program"
}

@test "host and server killed at once, and the program killed: nothing runs, and a start works" {
  deaf web
  program=$(program_of web)
  host=$(host_of web)
  kill -KILL "$host" "$(server)" "$program"
  wait_until gone "$program"
  wait_until gone "$host"
  assert_equal "$(state web)" lost
  begin web -- sleep 1000
  assert_equal "$(state web)" running
}

@test "a signal that its program sends to its whole group is the program's, and not the host's" {
  local signal
  for signal in USR1 USR2 ALRM VTALRM PROF IO SYS XCPU; do
    echo "signal $signal"
    begin "on-${signal,,}" -- perl -e '$SIG{$ARGV[0]} = sub { $heard = 1 }; kill $ARGV[0], 0; print "heard\n" if $heard; exit 9' "$signal"
    session wait "on-${signal,,}" --exit
    assert_equal "$(fact "on-${signal,,}" state) $(fact "on-${signal,,}" exitCode)" 'failed 9'
  done
}
