#!/usr/bin/env bats
# `outlive process list` from outside, with the names and the ids of commands.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# ids [FLAG ...]: prints the ids in the list, a line each.
ids() { process list --json "$@" | members sessionId; }

# members KEY: prints that member of every command on stdin, a line each.
members() { KEY=$1 perl -MJSON::PP -e 'local $/; binmode STDOUT, ":utf8"; print map { ($_->{$ENV{KEY}} // "none") . "\n" } @{ decode_json(<STDIN>)->{sessions} }'; }

# row ID: prints its row in the table.
row() { process list | grep -E "^$1( |$)"; }

# below ID: prints the line below that row.
below() { process list | grep -E -A 1 "^$1( |$)" | tail -n 1; }

# as_json ID: prints its object in the list, the members in the order of their names.
as_json() {
  process list --json | ID=$1 perl -MJSON::PP -e 'local $/; my ($command) = grep { $_->{sessionId} eq $ENV{ID} } @{ decode_json(<STDIN>)->{sessions} };
    print JSON::PP->new->canonical->utf8->encode($command), "\n"'
}

# widest: prints the columns that the widest line of stdin takes in a terminal.
widest() {
  perl -CS -ne 's/\r?\n//; s/\e\[[0-9;]*m//g; my $w = () = /\p{EastAsianWidth=W}/g; $w += length; $most = $w if $w > ($most // 0);
    END { print "$most\n" }'
}

# on_terminal COLUMNS: what list prints on a terminal of that width.
on_terminal() {
  script -qec "stty cols $1 rows 24; '$OUTLIVE' process list" /dev/null </dev/null 3>&-
}

# ----------------------------------------------------------------------------------------------------- what is in the list

@test "without commands it says how to start one" {
  run --separate-stderr process list
  assert_success
  assert_output --partial 'outlive exec'
  assert_equal "$stderr" ''
  run --separate-stderr process list --json
  assert_success
  one_line "$output"
  assert_equal "$(json status <<<"$output")" completed
  assert_equal "$(json sessions <<<"$output")" '[]'
  assert_regex "$(json text <<<"$output")" 'no commands'
}

@test "the newest is first, whatever became of it" {
  background -- 'sleep 1000'
  first=$id
  finished -- 'exit 3'
  second=$id
  background -- 'sleep 1001'
  third=$id
  process kill "$third"
  finished -- true
  wanted=$id$'\n'$third$'\n'$second$'\n'$first
  assert_equal "$(ids)" "$wanted"
  assert_equal "$(process list | grep -oE '^[a-z]+-[a-z0-9-]+')" "$wanted"
  assert_equal "$(process list --json | json text | grep -oE '^[a-z]+-[a-z0-9-]+')" "$wanted"
}

@test "a command that runs has every fact, of its kind" {
  before=$(date +%s)
  background --scope team -- 'echo begun; exec sleep 1000'
  wait_until printed "$id" begun
  after=$(($(date +%s) + 1))
  assert_regex "$(as_json "$id")" "^\\{\"command\":\"echo begun; exec sleep 1000\",\"cwd\":\"$project\",\"idleMs\":[0-9]+,\"lastOutputAt\":[0-9]{13},\
\"name\":\"echo begun\",\"pid\":$(command_of "$id"),\"processesLeft\":false,\"runtimeMs\":[0-9]+,\"scope\":\"team\",\"sessionId\":\"$id\",\"startedAt\":[0-9]{13},\
\"status\":\"running\",\"stdinWritable\":true,\"tail\":\"begun\\\\n\",\"truncated\":false,\"waitingForInput\":false,\"writer\":\"$(outlive --version)\"\\}\$"
  started=$(fact "$id" startedAt)
  [ "$started" -ge $((before * 1000)) ]
  [ "$started" -le $((after * 1000)) ]
  # The times of files are coarser than the clock.
  [ "$(fact "$id" lastOutputAt)" -ge $((started - 1000)) ]
  kill -0 "$(fact "$id" pid)"
  assert_regex "$(row "$id")" "^$id +running +[0-9]+ s +echo begun +$project\$"
}

@test "a command that has ended has every fact, of its kind" {
  finished -- 'echo over; exit 3'
  assert_regex "$(as_json "$id")" "^\\{\"command\":\"echo over; exit 3\",\"cwd\":\"$project\",\"endedAt\":[0-9]{13},\"exitCode\":3,\"name\":\"echo over\",\
\"processesLeft\":false,\"runtimeMs\":[0-9]+,\"sessionId\":\"$id\",\"startedAt\":[0-9]{13},\"status\":\"failed\",\"tail\":\"over\\\\n\",\"timedOut\":false,\
\"truncated\":false,\"writer\":\"$(outlive --version)\"\\}\$"
  assert_equal "$(fact "$id" runtimeMs)" $(($(fact "$id" endedAt) - $(fact "$id" startedAt)))
}

@test "the run time goes on while a command runs, and stands once it has ended" {
  background -- 'until [ -e end ]; do sleep 0.05; done'
  early=$(fact "$id" runtimeMs)
  wait_until eval '[ "$(fact "$id" runtimeMs)" -gt "$early" ]'
  : >end
  wait_until has_ended "$id"
  late=$(fact "$id" runtimeMs)
  [ "$late" -gt "$early" ]
  pause
  assert_equal "$(fact "$id" runtimeMs)" "$late"
}

@test "a failure, a signal, the end of its time and a kill are told apart" {
  how() { echo "$(fact "$1" status) $(fact "$1" exitCode) $(fact "$1" exitSignal || echo none) $(fact "$1" timedOut)"; }
  finished -- true
  assert_equal "$(how "$id")" 'completed 0 none false'
  assert_regex "$(row "$id")" "^$id +completed +[0-9]"
  finished -- 'exit 3'
  assert_equal "$(how "$id")" 'failed 3 none false'
  assert_regex "$(row "$id")" "^$id +failed 3 "
  finished -- 'kill -SEGV $$'
  assert_equal "$(how "$id")" 'failed null SIGSEGV false'
  assert_regex "$(row "$id")" "^$id +failed SIGSEGV "
  # A TERM that does not come from `process kill` is a signal like any other.
  background -- 'exec sleep 1000'
  kill -TERM "$(command_of "$id")"
  wait_until has_ended "$id"
  assert_equal "$(how "$id")" 'failed null SIGTERM false'
  background -- 'exec sleep 1000'
  process kill "$id"
  assert_equal "$(how "$id")" 'killed null SIGTERM false'
  assert_regex "$(row "$id")" "^$id +killed SIGTERM "
  finished --timeout 1 -- 'exec sleep 1000'
  assert_equal "$(how "$id")" 'failed null SIGTERM true'
  assert_regex "$(row "$id")" "^$id +failed timeout "
}

@test "a command that ends well after its timeout has failed" {
  finished --timeout 4 -- 'trap "exit 0" TERM; while :; do sleep 0.05; done'
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode) $(fact "$id" timedOut)" 'failed 0 true'
}

@test "a command that ends well when it is killed counts as killed" {
  background -- 'trap "exit 0" TERM; echo ready; while :; do sleep 0.05; done'
  wait_until printed "$id" ready
  process kill "$id"
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode) $(fact "$id" timedOut)" 'killed 0 false'
}

@test "a command that has left processes behind is marked" {
  finished -- 'setsid sleep 1000 & echo started'
  assert_equal "$(fact "$id" status) $(fact "$id" processesLeft)" 'completed true'
  assert_regex "$(process list)" 'still run'
  process remove "$id"
}

@test "only commands in the background are listed and kept" {
  run outlive exec -- true
  assert_success
  assert_equal "$(find "$OUTLIVE_HOME/exec" -mindepth 1)" ''
  start foreground "$OUTLIVE" exec --sync -- 'sleep 1000'
  # There is room for a state before there is one.
  wait_until eval 'id=$(ls "$OUTLIVE_HOME/exec") && command_of "$id" >/dev/null 2>&1'
  assert_equal "$(process list --json | json sessions)" '[]'
  for action in poll log kill remove; do assert_refused 'no command' process "$action" "$id"; done
  kill -0 "$(command_of "$id")"
}

@test "a command that has gone to the background by itself is listed" {
  run --separate-stderr outlive exec --yield-ms 10 -- sleep 1000
  assert_success
  assert_equal "$(ids)" "$output"
  assert_equal "$(fact "$output" status)" running
}

@test "a command that goes to the background lets go of its starter's stdin, stdout and stderr" {
  # The reader of its output sees the end of that.
  { outlive exec --yield-ms 10 -- 'sleep 1000' 2>&1 | cat >out && : >over; } </dev/null 3>&- &
  wait_until -t 20 test -e over
  assert_equal "$(ids)" "$(<out)"
}

@test "a command whose files are damaged does not hide the others" {
  finished -- 'exit 3'
  wait_until nothing_lives
  damaged=$id
  background -- 'sleep 1000'
  echo nonsense >"$(files_of "$damaged")/state.json"
  mkdir "$OUTLIVE_HOME/exec/not an id"
  : >"$OUTLIVE_HOME/exec/calm-file"
  run --separate-stderr process list --json
  assert_success
  assert_equal "$stderr" ''
  assert_equal "$(members sessionId <<<"$output" | sort)" "$(printf '%s\n' "$id" "$damaged" | sort)"
  assert_equal "$(fact "$damaged" status)" damaged
  assert_regex "$(fact "$damaged" problem)" "^\"$(files_of "$damaged")/state.json\" is damaged"
  assert_refused "\"$(files_of "$damaged")/state.json\" is damaged" process poll "$damaged"
  assert_refused "\"$(files_of "$damaged")/state.json\" is damaged" process remove "$damaged"
}

@test "an ended command is forgotten after its time, a running one never" {
  finished -- true
  # The process that tells of an end also forgets old commands.
  wait_until nothing_lives
  ended=$id
  background -- 'sleep 1000'
  long_ago='s/"(startedAt|endedAt|knownAt)":(\d+)/"\"$1\":" . ($2 - 3600_000)/ge'
  perl -pi -e "$long_ago" "$(files_of "$ended")"/*.json "$(files_of "$id")/request.json"
  assert_equal "$(PI_BASH_JOB_TTL_MS=7200000 ids | wc -l | tr -d ' ')" 2
  assert_equal "$(ids)" "$id"
  [ ! -e "$(files_of "$ended")" ]
  assert_refused 'no command' process poll "$ended"
}

# ------------------------------------------------------------------------------------------------------- waiting for input

@test "a command that can read and is silent for long enough is marked" {
  background -- 'read -r line; sleep 1000'
  export OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=50
  wait_until eval '[ "$(fact "$id" waitingForInput)" = true ]'
  assert_regex "$(row "$id")" "^$id +running, waits "
  assert_regex "$(process list --json | json text)" 'waits for input'
  assert_equal "$(fact "$id" status)" running
  [ "$(fact "$id" idleMs)" -ge 50 ]
  assert_regex "$(process poll "$id")" 'still run.*wait for input'
  assert_regex "$(process log "$id")" 'wait for input'
}

@test "a command that is not silent for long enough is not marked" {
  background -- 'read -r line; sleep 1000'
  for millis in 1000000000 ''; do
    export OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=$millis
    assert_equal "$(fact "$id" waitingForInput)" false
    run ! grep -q waits <(process list)
    run ! grep -q 'for input' <(process poll "$id")
  done
}

@test "new output restarts the silence" {
  background -- 'sleep 0.5; echo news; sleep 1000'
  wait_until printed "$id" news
  [ "$(fact "$id" lastOutputAt)" -ge $(($(fact "$id" startedAt) + 400)) ]
  [ "$(fact "$id" idleMs)" -le $(($(fact "$id" runtimeMs) - 300)) ]
}

@test "a command that cannot read, or reads no more, waits for nothing" {
  export OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=0
  background -- 'exec 0<&-; echo ready; sleep 1000'
  wait_until printed "$id" ready
  assert_equal "$(fact "$id" waitingForInput) $(fact "$id" stdinWritable)" 'false false'
  background -- 'cat >/dev/null; sleep 1000'
  assert_equal "$(fact "$id" waitingForInput) $(fact "$id" stdinWritable)" 'true true'
  process write "$id" --eof
  assert_equal "$(fact "$id" waitingForInput) $(fact "$id" stdinWritable)" 'false false'
  finished -- true
  run ! fact "$id" waitingForInput
}

@test "an idle time that is no number is refused" {
  OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=soon assert_refused 'OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS' process list
}

# --------------------------------------------------------------------------------------------------------------- the table

@test "the last line is what was printed last, without what a terminal would act on" {
  finished -- 'echo first; printf "\033[31mred \033[1mline\033[0m\n\n"'
  assert_equal "$(below "$id")" '  red line'
  assert_equal "$(fact "$id" tail)" $'first\n\e[31mred \e[1mline\e[0m'
  run ! grep -q $'\e' <(process list)
}

@test "a command that has printed nothing has no last line" {
  background -- 'sleep 1000'
  assert_equal "$(fact "$id" tail)" ''
  assert_equal "$(process list | grep -c .)" 2
}

@test "the tail is the end of a long output, and whole characters" {
  finished -- 'for i in $(seq 1000); do printf "%04d😀 " $i; done; echo over'
  tail=$(fact "$id" tail)
  [ "${#tail}" -le 2000 ]
  [ "${#tail}" -ge 1000 ]
  assert_regex "$tail" '0999😀 1000😀 over$'
  run ! grep -q $'\xef\xbf\xbd' <<<"$tail"
}

@test "bytes that are no text do not break the list" {
  finished -- 'perl -e "print map { chr } 0 .. 255"'
  run --separate-stderr process list --json
  assert_success
  assert_regex "$(json sessions.0.tail <<<"$output")" 'ABC'
  assert_equal "$(process list | grep -c ABC)" 1
}

@test "the table fits 80 columns, and a narrower terminal" {
  mkdir -p "$project/$(printf 'deep/%.0s' {1..20})"
  finished --workdir "$project/$(printf 'deep/%.0s' {1..20})" -- "echo $(printf 'x%.0s' {1..200}) 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"
  background -- "printf %s $(printf '漢字%.0s' {1..100}); exec sleep 1000"
  wait_until printed "$id" 漢字
  [ "$(on_terminal 80 | widest)" -le 80 ]
  [ "$(on_terminal 60 | widest)" -le 60 ]
  # What does not fit is cut, not left out.
  assert_equal "$(on_terminal 60 | grep -c .)" 5
  assert_regex "$(on_terminal 60)" "$id"
}

@test "a wide terminal shows more" {
  mkdir -p "$project/$(printf 'deep/%.0s' {1..10})"
  background --workdir "$project/$(printf 'deep/%.0s' {1..10})" -- "sleep 1000 $(printf 'x%.0s' {1..50})"
  [ "$(on_terminal 200 | widest)" -gt "$(on_terminal 80 | widest)" ]
}

@test "colour is for terminals, and for users who ask for it" {
  background -- 'sleep 1000'
  export TERM=xterm
  on_terminal 80 | grep -q $'\e\['
  run ! grep -q $'\e' <(process list)
  NO_COLOR=1 on_terminal 80 >"$SANDBOX/plain"
  run ! grep -q $'\e' "$SANDBOX/plain"
  grep -q "$id" "$SANDBOX/plain"
}

# ------------------------------------------------------------------------------------------------------------------- scope

@test "a scope sees only its own; without one all are seen" {
  background -- 'sleep 1000'
  none=$id
  background --scope one -- 'sleep 1000'
  one=$id
  OUTLIVE_SCOPE=two background -- 'sleep 1000'
  two=$id
  assert_equal "$(ids)" "$two"$'\n'"$one"$'\n'"$none"
  assert_equal "$(ids --scope one)" "$one"
  assert_equal "$(OUTLIVE_SCOPE=one ids)" "$one"
  assert_equal "$(OUTLIVE_SCOPE=two ids)" "$two"
  assert_equal "$(OUTLIVE_SCOPE='' ids | wc -l | tr -d ' ')" 3
  assert_equal "$(process list --scope three --json | json sessions)" '[]'
  assert_equal "$(fact "$one" scope) $(fact "$two" scope) $(fact "$none" scope || echo none)" 'one two none'
}

@test "the flag goes before the environment" {
  export OUTLIVE_SCOPE=environment
  background --scope flag -- 'sleep 1000'
  assert_equal "$(ids)" ''
  assert_equal "$(ids --scope flag)" "$id"
  assert_equal "$(OUTLIVE_SCOPE='' fact "$id" scope)" flag
  assert_refused 'no command' process poll "$id"
  run process poll "$id" --scope flag
  assert_success
}

@test "a scope can do nothing with another's, by any action" {
  background --scope one -- 'cat >got'
  for scope in two o on one1 ONE; do
    for words in poll log 'write --data x' submit 'send-keys a' 'paste --text x' kill clear remove; do
      # shellcheck disable=SC2086 # they are words
      set -- $words
      assert_refused 'no command' process "$1" "$id" "${@:2}" --scope "$scope"
    done
  done
  is_status "$id" running
  process write "$id" --eof --scope one
  wait_until has_ended "$id"
  assert_equal "$(<got)" ''
  run process clear "$id" --scope one
  assert_success
}

@test "a command of another scope is reported like one that is not there" {
  background --scope one -- 'sleep 1000'
  run --separate-stderr process poll "$id" --scope two
  other=${stderr//$id/ID}
  run --separate-stderr process poll no-such --scope two
  assert_equal "${stderr//no-such/ID}" "$other"
}
