#!/usr/bin/env bats
# `outlive session list` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# row NAME: prints the row of the table for that name.
row() { session list | grep -E "^$1( |$)"; }

# below NAME: prints the line below that row.
below() { session list | grep -E -A 1 "^$1( |$)" | tail -n 1; }

names() { session list --json | perl -MJSON::PP -e 'local $/; print map { "$_->{name}\n" } @{ decode_json(<STDIN>)->{sessions} }'; }

# widest: prints the columns that the widest line of stdin takes in a terminal.
widest() {
  perl -CS -ne 's/\r?\n//; s/\e\[[0-9;]*m//g; my $w = () = /\p{EastAsianWidth=W}/g; $w += length; $most = $w if $w > ($most // 0);
    END { print "$most\n" }'
}

# on_terminal COLUMNS: what list prints on a terminal of that width.
on_terminal() {
  script -qec "stty cols $1 rows 24; '$OUTLIVE' session list" /dev/null </dev/null 3>&-
}

@test "with no session it says how to start one, and starts no server" {
  run --separate-stderr session list
  assert_success
  assert_output --partial 'outlive session start'
  assert_equal "$stderr" ''
  assert_equal "$(session list --json | json 'sessions#')" 0
  assert_equal "$(session list --json | json socket)" "$socket"
  [ ! -e "$socket" ]
  [ ! -e "$OUTLIVE_HOME" ]
}

@test "running sessions are listed, those of plain tmux too" {
  begin web -- sleep 1000
  tm new-session -d -s own 'sleep 2000'
  assert_regex "$(row web)" "^web +running +[0-9]+ s +$(program_of web) +sleep 1000$"
  assert_regex "$(row own)" "^own +running +[0-9]+ s +$(program_of own) +sleep 2000$"
  assert_equal "$(fact web own)" true
  assert_equal "$(fact own own)" false
  wait_until eval '[ "$(ps -o args= -p "$(program_of own)")" = "sleep 2000" ]'
}

@test "ended sessions are listed with their exit code or signal" {
  begin good -- true
  begin bad -- bash -c 'exit 7'
  begin killed -- bash -c 'kill -KILL $$'
  begin stopped -- sleep 1000
  for name in good bad killed; do session wait "$name" --exit; done
  session stop stopped
  assert_regex "$(row good)" '^good +exited '
  assert_regex "$(row bad)" '^bad +failed 7 '
  assert_regex "$(row killed)" '^killed +failed SIGKILL '
  assert_regex "$(row stopped)" '^stopped +stopped '
  facts() { echo "$(fact "$1" state) $(fact "$1" exitCode) $(fact "$1" signal) $(fact "$1" pid)"; }
  assert_equal "$(facts good)" 'exited 0 null null'
  assert_equal "$(facts bad)" 'failed 7 null null'
  assert_equal "$(facts killed)" 'failed null SIGKILL null'
  assert_equal "$(fact stopped state)" stopped
}

@test "ended sessions stay listed when the server is gone" {
  begin bad -- bash -c 'echo goodbye; exit 7'
  session wait bad --exit
  wait_until eval '! tm list-sessions 2>/dev/null'
  assert_regex "$(row bad)" '^bad +failed 7 '
  assert_regex "$(below bad)" 'goodbye'
}

@test "since is the start of a running session and the end of an ended one" {
  epoch() { perl -MTime::Local -e 'shift =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(\.\d+)?Z$/ or exit 1; print timegm($6, $5, $4, $3, $2 - 1, $1)' "$1"; }
  before=$(date +%s)
  begin web -- sleep 1000
  tm new-session -d -s own 'sleep 1000'
  begin bad -- bash -c 'while [ ! -e "$HOME/end" ]; do sleep 0.1; done; exit 3'
  started=$(epoch "$(fact bad since)")
  wait_until eval '[ "$(date +%s)" -gt $((started + 1)) ]'
  : >"$HOME/end"
  session wait bad --exit
  after=$(date +%s)
  for name in web own; do
    at=$(epoch "$(fact "$name" since)")
    [ "$at" -ge "$before" ]
    [ "$at" -le "$after" ]
  done
  ended=$(epoch "$(fact bad since)")
  [ "$ended" -gt "$started" ]
  [ "$ended" -le "$after" ]
}

@test "the last line is what was printed last, without what a terminal would act on" {
  begin web -- bash -c 'echo first; printf "\033[31mred \033[1mline\033[0m\n\n"; exec sleep 1000'
  begin asks -- bash -c 'printf "Password: "; exec sleep 1000'
  begin bad -- bash -c 'echo first; echo "last words"; exit 1'
  tm new-session -d -s own 'echo first; printf "\033[31mown words\033[0m\n"; sleep 1000'
  session wait bad --exit
  wait_until eval '[ "$(fact web lastLine)" = "red line" ]'
  wait_until eval '[[ "$(fact asks lastLine)" == Password:* ]]'
  assert_equal "$(fact bad lastLine)" 'last words'
  wait_until eval '[ "$(fact own lastLine)" = "own words" ]'
  assert_regex "$(below web)" '^ +red line$'
  assert_regex "$(below own)" '^ +own words$'
  run ! grep -q $'\e' <(session list)
}

@test "a session without output has no last line" {
  begin web -- sleep 1000
  tm new-session -d -s own 'sleep 1000'
  assert_equal "$(fact web lastLine)" null
  assert_equal "$(fact own lastLine)" null
  assert_equal "$(session list | grep -c .)" 3
}

@test "sessions are in the order of their names, in any state" {
  for name in web-10 b web; do begin "$name" -- sleep 1000; done
  begin m -- true
  tm new-session -d -s c 'sleep 1000'
  tm new-session -d -s a 'sleep 1000'
  session wait m --exit
  assert_equal "$(names)" $'a\nb\nc\nm\nweb\nweb-10'
  assert_equal "$(session list | sed 1d | grep -o '^[a-z0-9-]*')" $'a\nb\nc\nm\nweb\nweb-10'
}

@test "the table fits 80 columns, and a narrower terminal" {
  long=$(printf 'x%.0s' {1..64})
  begin "$long" -- bash -c "echo '$long $long 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字'; exec sleep 1000" "$long"
  tm new-session -d -s "own $long" "echo '漢字 $long $long'; sleep 1000"
  session wait "$long" --ready 漢
  wait_until eval '[ "$(fact "$long" lastLine)" != null ]'
  wait_until eval '[ "$(session list --json | grep -c "漢字 x")" = 1 ]'
  [ "$(on_terminal 80 | widest)" -le 80 ]
  [ "$(on_terminal 60 | widest)" -le 60 ]
  # Text that does not fit is cut, not left out.
  assert_equal "$(on_terminal 60 | grep -c .)" 5
}

@test "on a narrow terminal process ids and times give way before names, and no row is too wide" {
  begin a-rather-long-name -- sleep 1000
  on_terminal 40 | tr -d '\r' | sed 's/\x1b\[[0-9;]*m//g' >"$SANDBOX/table"
  run cat "$SANDBOX/table"
  assert_line --regexp '^NAME +STATE +COMMAND$'
  assert_line --regexp '^a-rather-long-name +running +sleep 1000$'
  begin killed -- bash -c 'kill -KILL $$'
  session wait killed --exit
  for columns in 55 48 40 30 20; do [ "$(on_terminal "$columns" | widest)" -le "$columns" ]; done
  on_terminal 200 | grep -q 'NAME.*STATE.*SINCE.*PID.*COMMAND'
}

@test "a wide terminal shows more" {
  begin web -- bash -c "exec sleep 1000; $(printf 'y%.0s' {1..80})"
  narrow=$(on_terminal 80 | widest)
  [ "$(on_terminal 200 | widest)" -gt "$narrow" ]
}

@test "colour is only for terminals, and not with NO_COLOR" {
  begin web -- sleep 1000
  export TERM=xterm
  on_terminal 80 | grep -q $'\e\['
  run ! grep -q $'\e' <(session list)
  NO_COLOR=1 on_terminal 80 >"$SANDBOX/plain"
  run ! grep -q $'\e' "$SANDBOX/plain"
  grep -q web "$SANDBOX/plain"
}

@test "--json has the same members for every kind of session" {
  begin web -- sleep 1000
  begin bad -- false
  session wait bad --exit
  tm new-session -d -s own 'sleep 1000'
  run --separate-stderr session list --json
  assert_success
  assert_equal "$stderr" ''
  one_line "$output"
  members=$(perl -MJSON::PP -e 'local $/; print map { join(" ", sort keys %$_), "\n" } @{ decode_json(<STDIN>)->{sessions} }' <<<"$output")
  assert_equal "$(sort -u <<<"$members")" 'command directory elsewhere exitCode lastLine name own pid problem restarts signal since socket state writer'
  assert_equal "$(fact web socket)" "$socket"
  assert_equal "$(fact web directory)" "$project"
  assert_equal "$(fact bad command)" false
  for key in own exitCode; do assert_regex "$(json "sessions.2.$key" <<<"$output")" '^(true|false|null)$'; done
}

@test "a session whose files are damaged does not hide the others" {
  begin web -- sleep 1000
  begin bad -- false
  session wait bad --exit
  begin api -- sleep 1000
  echo nonsense >"$(files_of bad)/session.json"
  echo nonsense >"$(files_of api)/state.json"
  run --separate-stderr session list
  assert_success
  assert_regex "$(row web)" '^web +running '
  assert_regex "$(row api)" '^api +damaged '
  assert_regex "$(row bad)" '^bad +damaged '
  assert_output --partial "\"$(files_of api)/state.json\" is damaged"
}

@test "for a program that reads it nothing is cut" {
  name=$(printf 'n%.0s' {1..64})
  begin "$name" -- bash -c 'exec sleep 1000' "$(printf 'w%.0s' {1..50})"
  assert_equal "$(session list | awk 'NR == 2 { print $1 }')" "$name"
}
