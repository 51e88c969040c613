#!/usr/bin/env bats
# `outlive process poll` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# statuses_in FILE ...: prints the statuses of the answers there, each once.
statuses_in() { cat "$@" | perl -MJSON::PP -ne 'print decode_json($_)->{status}, "\n"' | sort -u; }

# new: the output of one poll, byte for byte, into the file `output`.
new() { outputs_in <(polls --json) >output; }

# reads_to_the_end FILE [FLAG ...]: polls, and polls again, until the command has ended; the answers are in FILE.
reads_to_the_end() {
  local file=$1
  shift
  while polls --json "$@" >>"$file"; do
    [[ "$(tail -n 1 "$file")" == '{"status":"running",'* ]] || return 0
  done
}

# ------------------------------------------------------------------------------------------------------------- drained

@test "the beginning of an id that a notification tells is enough" {
  finished -- 'echo there'
  assert_equal "$(process poll "${id:0:8}" --json | json output)" there
  assert_equal "$(process log "${id:0:8}" --json | json sessionId)" "$id"
}

@test "it hands out what is new, once" {
  on_cue 'one\n' 'two\nthree' ' is this\n'
  new
  diff /dev/null output
  cue 1
  new
  diff <(printf 'one\n') output
  new
  diff /dev/null output
  cue 2
  new
  diff <(printf 'two\nthree') output
  cue 3
  new
  diff <(printf ' is this\n') output
  new
  diff /dev/null output
}

@test "as text, it is the output and then how the command is" {
  on_cue 'one\ntwo\n'
  assert_regex "$(polls)" '^\(no new output\)'
  cue 1
  run --separate-stderr polls
  assert_success
  assert_equal "$stderr" ''
  assert_equal "${lines[0]} ${lines[1]}" 'one two'
  assert_regex "${lines[2]}" 'still run'
  assert_regex "$(polls)" '^\(no new output\)'
}

@test "it has every fact, of its kind, of a command that runs and of one that has ended" {
  kinds() { polls --json | perl -MJSON::PP -e 'local $/; my $facts = decode_json(<STDIN>); delete $facts->{text}; print JSON::PP->new->canonical->utf8->encode($facts), "\n"'; }
  on_cue 'one\n'
  cue 1
  polls >/dev/null
  assert_regex "$(kinds)" "^\\{\"aggregated\":\"one\\\\n\",\"idleMs\":[0-9]+,\"lastOutputAt\":[0-9]{13},\"name\":\"[^\"]+\",\"omittedCharacters\":0,\
\"output\":\"\",\"processesLeft\":false,\"sessionId\":\"$id\",\"status\":\"running\",\"stdinWritable\":true,\"waitingForInput\":false\\}\$"
  finished -- 'echo over; kill -KILL $$'
  assert_equal "$(kinds)" "{\"aggregated\":\"over\\n\",\"exitCode\":null,\"exitSignal\":\"SIGKILL\",\"name\":\"echo over\",\"omittedCharacters\":0,\
\"output\":\"over\\n\",\"processesLeft\":false,\"sessionId\":\"$id\",\"status\":\"failed\",\"timedOut\":false}"
}

# Writes lines in pieces that are cut anywhere, also within characters.
pieces='my $text = join "", map { sprintf "%04d äöü 漢字 😀\n", $_ } 1 .. 1500;
  while (length $text) { syswrite STDOUT, substr $text, 0, 1 + int rand 40, ""; select undef, undef, undef, 0.001 if rand() < 0.3 }'

@test "a reader that polls again and again loses nothing and repeats nothing" {
  # However long it is kept from reading.
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=1000000
  # It does not end before it was polled a few times, however slowly.
  background -- "perl -e '$pieces'; until [ \"\$(cat answers 2>/dev/null | wc -l)\" -gt 3 ]; do sleep 0.02; done"
  reads_to_the_end answers
  outputs_in answers >all
  diff <(for i in $(seq 1 1500); do printf '%04d äöü 漢字 😀\n' "$i"; done) all
  [ "$(wc -l <answers)" -gt 3 ]
  new
  diff /dev/null output
}

@test "a reader that waits for news each time loses nothing and repeats nothing" {
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=1000000
  background -- "perl -e '$pieces'"
  reads_to_the_end answers --timeout 30000
  outputs_in answers >all
  diff <(for i in $(seq 1 1500); do printf '%04d äöü 漢字 😀\n' "$i"; done) all
}

@test "a reader that polls once has all of it" {
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=1000000
  finished -- "perl -e '$pieces'"
  new
  diff <(for i in $(seq 1 1500); do printf '%04d äöü 漢字 😀\n' "$i"; done) output
  new
  diff /dev/null output
}

@test "several polls at once share it: nothing is lost, and nothing handed out twice" {
  # Every line is one write, so that one who polls gets whole lines.
  background -- 'for i in $(seq 1 400); do echo "$i"; sleep 0.005; done'
  for reader in 1 2 3; do reads_to_the_end "answers.$reader" 3>&- & done
  wait
  diff <(seq 1 400) <(outputs_in answers.1 answers.2 answers.3 | sort -n)
  assert_equal "$(statuses_in answers.1 answers.2 answers.3)" $'completed\nrunning'
}

@test "a reader who leaves before it could read has taken nothing" {
  finished -- 'seq 1 100'
  # Its stdout is a pipe without a reader.
  for _ in 1 2; do perl -e 'pipe READ, WRITE; open STDOUT, ">&", WRITE; close $_ for READ, WRITE; exec @ARGV' "$OUTLIVE" process poll "$id" --json || true; done
  new
  diff <(seq 1 100) output
}

@test "a reader who is killed while it reads has taken nothing" {
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=1000000
  finished -- 'seq 1 30000'
  # More than there is room for in a pipe: the reader hangs in the middle.
  mkfifo pipe
  exec {pipe}<>pipe
  "$OUTLIVE" process poll "$id" --json >pipe 3>&- &
  poller=$!
  isolation_reap "$poller"
  read -r -N 10 -u "$pipe"
  end_process "$poller"
  new
  diff <(seq 1 30000) output
}

@test "readers who are killed at any moment lose nothing" {
  background -- 'for i in $(seq 1 200); do echo "$i"; sleep 0.01; done'
  for round in $(seq 1 25); do
    "$OUTLIVE" process poll "$id" --json >"answers.$round" 3>&- &
    perl -e 'select undef, undef, undef, rand 0.1'
    kill -KILL "$!" 2>/dev/null || true
    wait "$!" || true
  done
  wait_until has_ended "$id"
  new
  # One that was killed between its answer and its taking note of that has handed out what comes again.
  diff <(seq 1 200) <({ grep -h '}$' answers.* | outputs_in -; cat output; } | sort -nu)
}

# ------------------------------------------------------------------------------------------------------------ what is there

@test "stdout and stderr are in the order in which they were written" {
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=1000000
  finished -- 'for i in $(seq 1 1000); do echo "out $i"; echo "err $i" >&2; done'
  new
  diff <(for i in $(seq 1 1000); do printf 'out %s\nerr %s\n' "$i" "$i"; done) output
}

@test "they are in that order too where the command has gone to the background by itself" {
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=1000000
  id=$(outlive exec --yield-ms 10 --json -- 'until [ -e cue ]; do sleep 0.02; done; for i in $(seq 1 1000); do echo "out $i"; echo "err $i" >&2; done' </dev/null | json sessionId)
  : >cue
  wait_until has_ended "$id"
  new
  diff <(for i in $(seq 1 1000); do printf 'out %s\nerr %s\n' "$i" "$i"; done) output
}

@test "a poll says what it leaves out, and no later poll hands that out" {
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=100
  finished -- 'head -c 900 /dev/zero | tr "\0" x; head -c 100 /dev/zero | tr "\0" y'
  polls --json >answer
  assert_equal "$(json output <answer)" "$(printf 'y%.0s' {1..100})"
  assert_equal "$(json omittedCharacters <answer)" 900
  assert_regex "$(json text <answer)" '900 characters.*left out'
  polls --json >answer
  assert_equal "$(json output <answer)" ''
  assert_equal "$(json omittedCharacters <answer)" 0
  run ! grep -q 'left out' answer
}

@test "output that fits exactly is not left out" {
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=100
  finished -- 'head -c 100 /dev/zero | tr "\0" x'
  polls --json >answer
  assert_equal "$(json output <answer)" "$(printf 'x%.0s' {1..100})"
  assert_equal "$(json omittedCharacters <answer)" 0
  run ! grep -q 'left out' answer
}

@test "by default a poll has 30,000 characters" {
  finished -- 'head -c 40000 /dev/zero | tr "\0" x'
  polls --json >answer
  assert_equal "$(json output <answer | wc -c | tr -d ' ')" 30001
  assert_equal "$(json omittedCharacters <answer)" 10000
  assert_equal "$(json aggregated <answer | wc -c | tr -d ' ')" 40001
}

@test "omitted output is counted in characters, and none is cut" {
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=41
  finished -- 'for i in $(seq 100); do printf 😀; done'
  polls --json >answer
  got=$(json output <answer)
  assert_regex "$got" '^😀+$'
  assert_equal "$(json omittedCharacters <answer)" $((100 - $(printf %s "$got" | wc -c) / 4))
}

@test "bytes that are no text never make the count of what is left out negative" {
  finished -- 'perl -e "print qq(\x80) x 40000"'
  polls --json >answer
  [ "$(json omittedCharacters <answer)" -gt 0 ]
  run ! grep -q '[[]-' answer
}

@test "the end of a very long output is handed out" {
  finished -- 'seq 1 300000'
  polls --json >answer
  outputs_in answer >output
  diff <(seq 1 300000 | tail -c 30000) output
  assert_equal "$(json omittedCharacters <answer)" $(($(seq 1 300000 | wc -c) - 30000))
}

@test "omitted output is counted from the last poll on, even if the disk no longer has it" {
  mkdir -p "$HOME/.config/outlive"
  echo '{"tools": {"exec": {"maxLogBytes": 1000}}}' >"$HOME/.config/outlive/config.json"
  background -- 'printf éééééééééé; until [ -e go ]; do sleep 0.02; done; exec seq 20000'
  wait_until printed "$id" éééééééééé
  assert_equal "$(details poll "$id" output)" éééééééééé
  : >go
  wait_until has_ended "$id"
  process poll "$id" --json >answer
  assert_equal $(($(json omittedCharacters <answer) + $(outputs_in answer | wc -c))) "$(seq 20000 | wc -c)"
}

@test "a character that has come in part waits for its rest" {
  on_cue 'a\342' '\202' '\254b'
  cue 1
  new
  diff <(printf a) output
  cue 2
  new
  diff /dev/null output
  cue 3
  new
  diff <(printf '€b') output
}

@test "an escape sequence that has come in part waits for its rest" {
  on_cue 'a\033' '[3' '1mred\033]0;tit' 'le\007.'
  cue 1
  new
  diff <(printf a) output
  cue 2
  new
  diff /dev/null output
  cue 3
  new
  diff <(printf '\033[31mred') output
  cue 4
  new
  diff <(printf '\033]0;title\007.') output
}

@test "a character or sequence that is never completed is handed out at the end" {
  finished -- 'printf "a\342\202"'
  new
  assert_regex "$(<output)" $'^a\xef\xbf\xbd+$'
  finished -- 'printf "a\033[3"'
  new
  diff <(printf 'a\033[3') output
}

@test "bytes that are no text are shown as such, and never break the answer" {
  finished -- 'perl -e "print map { chr } 0 .. 255; print qq(\xf5\xc0\xed\xa0\x80 end)"'
  run --separate-stderr polls --json
  assert_success
  one_line "$output"
  text=$(json output <<<"$output")
  assert_regex "$text" ABC
  assert_regex "$text" $'\xef\xbf\xbd'
  assert_regex "$text" ' end$'
}

# ------------------------------------------------------------------------------------------------------------------ the end

@test "after the end it says how, again and again" {
  finished -- 'echo over; exit 3'
  assert_regex "$(polls)" '^over.*code 3'
  for _ in 1 2 3; do
    run --separate-stderr polls
    assert_success
    assert_output --partial '(no new output)'
    assert_output --partial 'code 3'
    assert_equal "$(details poll "$id" status) $(details poll "$id" exitCode)" 'failed 3'
  done
}

@test "how it ended is told apart: well, by a signal, by its time, by a kill" {
  finished -- true
  assert_regex "$(polls)" 'code 0'
  assert_equal "$(details poll "$id" status)" completed
  finished -- 'kill -SEGV $$'
  assert_regex "$(polls)" 'SIGSEGV'
  assert_equal "$(details poll "$id" status) $(details poll "$id" exitSignal)" 'failed SIGSEGV'
  finished --timeout 1 -- 'exec sleep 1000'
  assert_regex "$(polls)" 'timed out after 1 s'
  assert_equal "$(details poll "$id" status) $(details poll "$id" timedOut)" 'failed true'
  background -- 'exec sleep 1000'
  process kill "$id"
  assert_regex "$(polls)" 'killed'
  assert_equal "$(details poll "$id" status) $(details poll "$id" timedOut)" 'killed false'
}

@test "it says that processes are left" {
  finished -- 'setsid sleep 1000 & echo started'
  assert_regex "$(polls)" 'still run.*process remove'
  assert_equal "$(details poll "$id" processesLeft)" true
}

@test "a poll that finds the end has all of the output" {
  # The end and the last of the output come at once.
  for _ in 1 2 3 4 5; do
    background -- 'seq 1 2000'
    rm -f answers
    reads_to_the_end answers
    diff <(seq 1 2000) <(outputs_in answers)
  done
}
