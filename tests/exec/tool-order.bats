#!/usr/bin/env bats
# `outlive tool`: that every line is answered, when, and what becomes of its commands when it ends.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # tool.bash sets answer, id and the others
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/tool && tool_begin
}

teardown() {
  tool_end
}

answered() { json id <<<"$answer"; }

# hear_all COUNT: hears as many answers, which are then in heard, a line each, the earliest first; ids has their ids, `-` for
# none.
hear_all() {
  local count
  heard=
  for ((count = 0; count < $1; count++)); do
    hear
    heard+=$answer$'\n'
  done
  ids=$(perl -MJSON::PP -ne 'print decode_json($_)->{id} // "-", " "' <<<"${heard%$'\n'}")
}

# heard_of ID: sets answer to what was heard with this id.
heard_of() {
  answer=$(ID=$1 perl -MJSON::PP -ne 'print if (decode_json($_)->{id} // "-") eq $ENV{ID}' <<<"${heard%$'\n'}")
  [ -n "$answer" ]
}

poll() { printf '{"tool":"process","action":"poll","sessionId":"%s"%s}' "$id" "$1"; }

write() { printf '{"tool":"process","action":"write","sessionId":"%s","data":"%s"%s}' "$id" "$1" "${2:-}"; }

cat_in_background() { start_in_background '{"tool":"exec","command":"cat","background":true}'; }

running() { [ "$(process list --json | json 'sessions' | grep -o '"status":"running"' | grep -c .)" = "$1" ]; }

# ------------------------------------------------------------------------------------------------------------- lines

@test "10,000 mixed lines have an answer each, in their order" {
  open_tool
  start_in_background '{"tool":"exec","command":"seq 10000","background":true}'
  wait_until eval 'ask "$(poll "")" && [ "$(told status)" = completed ]'
  # Every line says which one it is, where its kind has room for that.
  ID=$id perl -e '
    my @kinds = (
      sub { qq({"tool":"process","action":"list"}) },
      sub { qq({"tool":"process","action":"poll","sessionId":"$ENV{ID}"}) },
      sub { qq({"tool":"process","action":"log","sessionId":"$ENV{ID}","offset":$_[0],"limit":1}) },
      sub { qq({"tool":"process","action":"log","sessionId":"nobody-n$_[0]-"}) },
      sub { qq({"tool":"process","action":"kill","sessionId":"nobody-n$_[0]-"}) },
      sub { qq({"n$_[0]-) },
      sub { qq(["n$_[0]-"]) },
      sub { qq({"tool":"n$_[0]-"}) },
      sub { qq({"tool":"process","action":"n$_[0]-"}) },
      sub { qq({"tool":"exec","command":"true","n$_[0]-":1}) },
      sub { qq({"tool":"exec"}) },
      sub { "" },
      sub { $_[0] },
      sub { qq({"tool":"process","action":"poll"}) },
    );
    for my $n (0 .. 9999) {
      print $n % 25 == 24 ? qq({"tool":"exec","command":"true # n$n-"}) : $n % 200 == 7 ? qq({"tool":"exec","command":"echo n$n-"})
        : $kinds[$n % @kinds]->($n), "\n";
    }' >"$SANDBOX/lines"
  # Each is written once the one before it has its answer.
  perl -e '
    open my $to, ">&=", $ARGV[0] or die; open my $from, "<&=", $ARGV[1] or die; select $to; $| = 1;
    while (<STDIN>) { print; my $line = <$from> // die "no answer to $_"; print STDOUT $line }' \
    "$to_tool" "$from_tool" <"$SANDBOX/lines" >"$SANDBOX/one-by-one"
  close_tool
  # All at once; the writer does not wait for anything.
  "$OUTLIVE" tool <"$SANDBOX/lines" >"$SANDBOX/at-once"
  hold_to_lines "$SANDBOX/one-by-one"
  hold_to_lines "$SANDBOX/at-once"
  check_lines tool-answer <"$SANDBOX/one-by-one"
  check_lines tool-answer <"$SANDBOX/at-once"
}

# hold_to_lines FILE: its lines are the answers to $SANDBOX/lines.
hold_to_lines() {
  ID=$id "$CHECKOUT/node_modules/.bin/bun" -e '
const { readFileSync } = require("node:fs")
const [requests, answers] = process.argv.slice(-2).map((file) => readFileSync(file, "utf8").split("\n").slice(0, -1))
const parse = (line) => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
const check = (line, { content: [{ text }], details, ...rest }) => {
  if (Object.keys(rest).length > 0) return false
  const [mark = ""] = /n\d+-/.exec(line) ?? []
  const request = parse(line)
  if (request?.tool === "exec" && request.command !== undefined && Object.keys(request).length === 2) {
    const said = request.command.startsWith("echo") ? `${mark}\n` : ""
    return details.status === "completed" && details.exitCode === 0 && details.aggregated === said
  }
  if (request?.action === "list") return details.status === "completed" && details.sessions.length === 1
  if (request?.sessionId === process.env.ID) {
    if (details.sessionId !== request.sessionId || details.status !== "completed") return false
    return details.output === (request.action === "poll" ? "" : `${request.offset + 1}\n`)
  }
  const { error, status } = details
  return status === "failed" && error.code !== "" && text === `${error.message}; ${error.hint}` && text.includes(mark)
}
if (requests.length !== 10000 || answers.length !== requests.length) throw new Error(`${answers.length} answers`)
const wrong = requests.findIndex((line, index) => !check(line, parse(answers[index])))
if (wrong !== -1) throw new Error(`${requests[wrong]}: ${answers[wrong].slice(0, 500)}`)
' "$SANDBOX/lines" "$1"
}

@test "a line that is no request is refused with the reason, and the next is read" {
  open_tool
  ask_wrong '' 'no JSON object' InvalidLine
  ask_wrong ' ' 'no JSON object'
  ask_wrong 'exec true' 'exec true.*no JSON object'
  ask_wrong '{"tool":"exec","command":"touch ran"' 'no JSON object'
  ask_wrong '{"tool":"exec","command":"touch ran"} {"tool":"exec","command":"touch ran"}' 'no JSON object'
  ask_wrong '[{"tool":"exec","command":"touch ran"}]' 'no JSON object'
  ask_wrong '42' 'no JSON object'
  ask_wrong 'null' 'no JSON object'
  ask_wrong '"exec"' 'no JSON object'
  ask_wrong '{}' 'no tool' UnknownTool
  ask_wrong '{"tool":"toString","command":"touch ran"}' 'toString.*no tool'
  ask_wrong '{"tool":["exec"],"command":"touch ran"}' 'no tool'
  ask_wrong '{"tool":"exec"}' 'command is missing' MissingField
  ask_wrong '{"tool":"exec","command":null}' 'command' InvalidField
  ask_wrong '{"tool":"exec","command":["touch","ran"]}' 'command'
  ask_wrong '{"tool":"exec","command":"touch ran","comand":"x"}' 'comand' UnknownField
  ask_wrong '{"tool":"exec","command":"touch ran","action":"list"}' 'action'
  ask_wrong '{"tool":"exec","command":"touch ran","yieldMs":"10"}' 'yieldMs'
  ask_wrong '{"tool":"exec","command":"touch ran","background":1}' 'background'
  ask_wrong '{"tool":"exec","command":"touch ran","timeout":null}' 'timeout'
  ask_wrong '{"tool":"exec","command":"touch ran","pty":"yes"}' 'pty'
  ask_wrong '{"tool":"exec","command":"touch ran","workdir":1}' 'workdir'
  ask_wrong '{"tool":"exec","command":"touch ran","env":{"A":1}}' 'env.A'
  ask_wrong '{"tool":"exec","command":"touch ran","env":["A=1"]}' 'env'
  ask_wrong '{"tool":"process"}' 'no action' UnknownAction
  ask_wrong '{"tool":"process","action":"pol","sessionId":"calm-reef"}' 'pol.*no action.*poll'
  ask_wrong '{"tool":"process","action":"poll"}' 'sessionId' NoSessionId
  ask_wrong '{"tool":"process","action":"poll","sessionId":""}' 'sessionId'
  ask_wrong '{"tool":"process","action":"poll","sessionId":1}' 'sessionId'
  ask_wrong '{"tool":"process","action":"poll","sessionId":"calm-reef","timeout":"1"}' 'timeout'
  ask_wrong '{"tool":"process","action":"send-keys","sessionId":"calm-reef","keys":"Enter"}' 'keys'
  ask_wrong '{"tool":"process","action":"write","sessionId":"calm-reef","eof":"yes"}' 'eof'
  ask '{"tool":"exec","command":"ls"}'
  assert_equal "$(told status) $(told aggregated)" 'completed '
  close_tool
}

@test "bytes that are no text are refused, wherever they stand" {
  open_tool
  for line in '\0' '{"tool":"exec",\0"command":"touch ran"}' '\377\376' '{"tool":"exec","command":"touch ran"}\377' \
    '{"tool":"exec","command":"touch ran \377"}' '{"tool":"exec","command":"touch ran \303"}'; do
    send_bytes "$line\n"
    hear
    assert_refused_here '.'
  done
  ask '{"tool":"exec","command":"ls"}'
  assert_equal "$(told aggregated)" ''
  close_tool
}

@test "a line of 5 MB is answered, and its reason is short" {
  open_tool
  for line in '%s' '{"tool":"%s"}' '{"tool":"process","action":"%s"}' '{"tool":"exec","command":"true","%s":1}' \
    '{"tool":"exec","command":{"a":"%s"}}' '{"tool":"process","action":"poll","sessionId":"%s"}'; do
    send_bytes "${line%\%s*}"
    head -c 5000000 /dev/zero | tr '\0' x >&"$to_tool"
    send_bytes "${line#*\%s}\n"
    hear
    assert_refused_here 'xxxx'
    [ "${#answer}" -lt 2000 ]
  done
  send_bytes '{"tool":"exec","command":"wc -c","env":{"LONG":"'
  head -c 5000000 /dev/zero | tr '\0' x >&"$to_tool"
  send_bytes '"}}\n'
  hear
  assert_refused_here 'too long'
  ask '{"tool":"exec","command":"echo next"}'
  assert_equal "$(told aggregated)" next
  close_tool
}

@test "a line that is nested 100,000 deep is answered, and the next is read" {
  open_tool
  for line in '%s' '{"tool":%s}' '{"tool":"process","action":%s}' '{"tool":"exec","command":%s}' \
    '{"tool":"exec","command":"touch ran","env":%s}' '{"tool":"exec","command":"touch ran","id":%s}'; do
    LINE=$line perl -e '
      my $nest = "[" x 100000 . "]" x 100000;
      print $ENV{LINE} =~ s/%s/$nest/r, "\n"' >&"$to_tool"
    hear
    assert_refused_here '.'
  done
  ask '{"tool":"exec","command":"ls"}'
  assert_equal "$(told aggregated)" ''
  close_tool
}

@test "requests that come in pieces, several at once, or with other line ends are read" {
  open_tool
  send_bytes '{"tool":"exec","command":"echo \303'
  pause
  send_bytes '\251"}\r\n{"tool":"exec","command":"echo two"}\n{"tool":"exec",'
  hear
  assert_equal "$(told aggregated)" é
  hear
  assert_equal "$(told aggregated)" two
  send_bytes ' "command" : "echo three" }\n'
  hear
  assert_equal "$(told aggregated)" three
  close_tool
}

@test "the last line needs no newline" {
  open_tool
  send_bytes '{"tool":"exec","command":"echo first"}\n{"tool":"exec","command":"echo last"}'
  hear
  close_input
  hear
  assert_equal "$(told aggregated)" last
  run ! read -r -t 60 -u "$from_tool" answer
  assert_equal "$(<"$SANDBOX/tool.err")" ''
}

@test "a last line that was cut off is refused" {
  for line in '{"tool":"exec","command":"touch ran"' '{"tool":"exec","command":"touch ran"}\303'; do
    open_tool
    send_bytes "$line"
    close_input
    hear
    assert_refused_here '.'
    tool_ends
  done
  [ ! -e ran ]
}

@test "no lines are no answers" {
  run --separate-stderr outlive tool </dev/null
  assert_success
  assert_equal "$output$stderr" ''
}

# --------------------------------------------------------------------------------------------------------------- ids

@test "an id comes back as it was, also with a refusal" {
  open_tool
  for given in '"a"' '""' '"é \"\\n"' 0 7 -1.5; do
    ask '{"id":'"$given"',"tool":"process","action":"list"}'
    assert_equal "$(json id <<<"$answer")" "$(json '' <<<"$given")"
    ask '{"tool":"process","action":"poll","sessionId":"nobody-here","id":'"$given"'}'
    assert_refused_here 'no command'
    assert_equal "$(json id <<<"$answer")" "$(json '' <<<"$given")"
  done
  ask_wrong '{"id":"a","tool":"exec"}' 'command'
  assert_equal "$(answered)" a
  ask_wrong '{"id":5,"tool":"nothing"}' 'no tool'
  assert_equal "$(answered)" 5
  for given in null '["a"]' '{}' true; do
    ask_wrong '{"id":'"$given"',"tool":"process","action":"list"}' 'id'
    run ! answered
  done
  # No JSON can say what number this is.
  send_bytes '{"id":1e400,"tool":"exec","command":"touch ran"}\n'
  hear
  run ! answered
  [ ! -e ran ]
  close_tool
}

@test "while a poll with an id waits, everything else is answered" {
  open_tool
  cat_in_background
  send "$(poll ',"timeout":20000,"id":"p"')"
  ask '{"tool":"process","action":"list"}'
  run ! answered
  assert_equal "$(told 'sessions#')" 1
  ask '{"id":2,"tool":"process","action":"log","sessionId":"'"$id"'"}'
  assert_equal "$(answered)" 2
  ask '{"id":"e","tool":"exec","command":"echo hello"}'
  assert_equal "$(answered) $(told aggregated)" 'e hello'
  ask_wrong '{"id":"b","tool":"exec"}' 'command'
  ask '{"tool":"exec","command":"echo hello"}'
  run ! answered
  send "$(write 'news\n' ',"id":"w"')"
  hear_all 2
  heard_of w
  assert_equal "$(told status)" running
  heard_of p
  assert_equal "$(told output)" news
  close_tool
}

@test "requests without an id are answered in order, also behind one that waits" {
  open_tool
  cat_in_background
  send "$(poll ',"timeout":20000')"
  send '{"tool":"process","action":"list"}'
  send '{"tool":"exec","command":"echo third"}'
  ask '{"id":1,"tool":"exec","command":"echo between"}'
  assert_equal "$(answered) $(told aggregated)" '1 between'
  send "$(write 'news\n' ',"id":"w"')"
  hear_all 4
  heard_of w
  assert_equal "$(perl -MJSON::PP -ne '
    my $answer = decode_json($_);
    my $details = $answer->{details};
    print $details->{output} // $details->{aggregated} // @{$details->{sessions}} . "\n" if !exists $answer->{id}' \
    <<<"${heard%$'\n'}")" $'news\n1\nthird'
  close_tool
}

@test "commands with ids run at once, and the one that ends first is answered first" {
  open_tool
  send '{"id":"slow","tool":"exec","command":"until [ -e gate ]; do sleep 0.05; done; echo slow","yieldMs":120000}'
  send '{"id":"slower","tool":"exec","command":"until [ -e last ]; do sleep 0.05; done; echo slower","yieldMs":120000}'
  ask '{"id":"quick","tool":"exec","command":"true"}'
  assert_equal "$(answered) $(told status)" 'quick completed'
  ask '{"tool":"exec","command":"true"}'
  run ! answered
  touch gate
  hear
  assert_equal "$(answered) $(told aggregated)" 'slow slow'
  touch last
  hear
  assert_equal "$(answered) $(told aggregated)" 'slower slower'
  close_tool
}

@test "no command is lost of many with ids at once" {
  open_tool
  for ((number = 0; number < 80; number++)); do
    send '{"id":'"$number"',"tool":"exec","command":"echo '"$number"'","yieldMs":120000}'
  done
  hear_all 80
  assert_equal "$(perl -MJSON::PP -ne '
    my $answer = decode_json($_);
    print "$answer->{id} $answer->{details}{aggregated}"' <<<"${heard%$'\n'}" | sort -n)" "$(seq 0 79 | sed 's/.*/& &/')"
  close_tool
}

@test "writes with ids arrive in their order, and a poll that was asked for later sees their effect" {
  open_tool
  cat_in_background
  for ((number = 1; number <= 50; number++)); do send "$(write "$number\n" ',"id":'"$number")"; done
  send '{"id":"end","tool":"process","action":"write","sessionId":"'"$id"'","eof":true}'
  send "$(write 'late' ',"id":"late"')"
  hear_all 52
  assert_equal "$(tr ' ' '\n' <<<"$ids" | grep '^[0-9]')" "$(seq 50)"
  heard_of late
  assert_refused_here 'closed|ended'
  wait_until has_ended "$id"
  ask "$(poll '')"
  assert_equal "$(told output)" "$(seq 50)"
  close_tool
}

@test "a poll that was asked for after a write, a kill or a remove is answered after it" {
  open_tool
  cat_in_background
  for ((number = 1; number <= 10; number++)); do
    send "$(write "$number\n" ',"id":"w"')"
    send "$(poll ',"timeout":20000,"id":"p"')"
    hear_all 2
    assert_equal "$ids" 'w p '
    assert_equal "$(told output)" "$number"
  done
  send '{"id":"k","tool":"process","action":"kill","sessionId":"'"$id"'"}'
  send "$(poll ',"id":"p"')"
  hear_all 2
  assert_equal "$ids $(told status)" 'k p  killed'
  send '{"id":"r","tool":"process","action":"remove","sessionId":"'"$id"'"}'
  send "$(poll ',"id":"p"')"
  hear_all 2
  assert_equal "$ids" 'r p '
  assert_refused_here 'no command'
  close_tool
}

@test "two polls of a command at once tell everything once" {
  open_tool
  cat_in_background
  for number in 1 2 3 4; do send "$(poll ',"timeout":20000,"id":'"$number")"; done
  send "$(write 'news\n' ',"id":"w"')"
  # Not before it has printed what it was sent.
  wait_until printed "$id" news
  send '{"id":"k","tool":"process","action":"kill","sessionId":"'"$id"'"}'
  hear_all 6
  outputs=
  for number in 1 2 3 4; do
    heard_of "$number"
    outputs+=$(told output)
  done
  assert_equal "$outputs" news
  close_tool
}

# --------------------------------------------------------------------------------------------------------------- end

@test "the end of stdin finishes what is pending" {
  open_tool
  cat_in_background
  send '{"id":"e","tool":"exec","command":"until [ -e gate ]; do sleep 0.05; done; echo done","yieldMs":120000}'
  send '{"tool":"exec","command":"echo in order"}'
  send "$(poll ',"id":"p","timeout":500')"
  hear
  close_input
  touch gate
  hear
  hear
  assert_equal "$(wc -l <"$SANDBOX/answers")" 4
  assert_equal "$(grep -c '"id":"p".*"output":""' "$SANDBOX/answers")" 1
  assert_equal "$(grep -c '"aggregated":"in order.n"' "$SANDBOX/answers")" 1
  assert_equal "$(grep -c '"id":"e".*"aggregated":"done.n"' "$SANDBOX/answers")" 1
  tool_ends
  # Only what was asked for goes on.
  assert_equal "$(process list --json | json sessions.0.sessionId)" "$id"
  process remove "$id"
  wait_until nothing_lives
}

@test "it ends when the reader of its answers is gone, and its commands go on in the background" {
  open_tool
  start_in_background '{"tool":"exec","command":"exec sleep 1000","background":true}'
  send '{"id":1,"tool":"exec","command":"touch begun; echo here; exec sleep 1000","yieldMs":120000}'
  wait_until test -e begun
  exec {from_tool}<&-
  send '{"tool":"process","action":"list"}'
  tool_ends
  wait_until running 2
  wait_until printed "$(process list --json | json sessions.0.sessionId)" here
}

@test "a killed tool leaves what it waited for in the background" {
  open_tool
  for number in 1 2 3; do
    send '{"id":'"$number"',"tool":"exec","command":"echo I am '"$number"'; touch begun.'"$number"'; read -r line; echo got $line; exit 5","yieldMs":120000}'
    wait_until test -e begun."$number"
  done
  assert_equal "$(process list --json | json sessions)" '[]'
  end_process "$tool_pid"
  wait_until running 3
  for number in 0 1 2; do
    id=$(process list --json | json sessions."$number".sessionId)
    process poll "$id" --timeout 30000 --json >"$SANDBOX/poll"
    assert_regex "$(json output <"$SANDBOX/poll")" '^I am [123]'
    process write "$id" $'more\n'
    wait_until is_status "$id" failed
    assert_equal "$(fact "$id" exitCode)" 5
  done
}

@test "nothing is left of a tool that was killed or asked to end while it had nothing to do" {
  for signal in KILL TERM HUP INT; do
    open_tool
    for number in 1 2 3; do send '{"id":'"$number"',"tool":"exec","command":"true"}'; done
    hear_all 3
    # It keeps what looks after commands for the next ones.
    [ -n "$(pgrep -P "$tool_pid")" ]
    kill -"$signal" "$tool_pid"
    wait_until nothing_lives
    exec {to_tool}>&- {from_tool}<&-
  done
}

@test "nothing is left of a tool whose stdin has ended" {
  open_tool
  for number in 1 2 3; do send '{"id":'"$number"',"tool":"exec","command":"true"}'; done
  hear_all 3
  [ -n "$(pgrep -P "$tool_pid")" ]
  close_tool
  wait_until nothing_lives
  assert_equal "$(find "$OUTLIVE_HOME/exec" -mindepth 1)" ''
}

@test "the tool goes on when the supervisor of a foreground command is killed" {
  open_tool
  send '{"id":1,"tool":"exec","command":"touch begun; exec sleep 1000","yieldMs":120000}'
  wait_until test -e begun
  end_process "$(pgrep -P "$tool_pid")"
  hear
  assert_equal "$(answered)" 1
  assert_regex "$(told status)" 'running|failed'
  ask '{"tool":"exec","command":"echo next"}'
  assert_equal "$(told aggregated)" next
  close_tool
}

@test "a supervisor that is killed while idle does not hinder the next command" {
  open_tool
  ask '{"tool":"exec","command":"echo one"}'
  assert_equal "$(told status)" completed
  local spare
  spare=$(pgrep -P "$tool_pid")
  [ -n "$spare" ]
  kill -KILL "$spare"
  wait_until gone "$spare"
  ask '{"tool":"exec","command":"echo two"}'
  assert_equal "$(told aggregated)" two
  close_tool
}

@test "a request after a change to a command waits for it, also where they name it by different parts of its id" {
  open_tool
  start_in_background '{"tool":"exec","command":"trap \"\" TERM; while :; do sleep 0.1; done","background":true}'
  send "{\"tool\":\"process\",\"id\":1,\"action\":\"kill\",\"sessionId\":\"$id\"}"
  send "{\"tool\":\"process\",\"id\":2,\"action\":\"poll\",\"sessionId\":\"${id:0:8}\"}"
  hear_all 2
  assert_equal "$ids" '1 2 '
  heard_of 2
  assert_equal "$(told status)" killed
  close_tool
}

@test "a tool whose own directory is gone starts commands elsewhere all the same" {
  mkdir "$SANDBOX/gone"
  cd "$SANDBOX/gone" || return
  open_tool
  ask '{"tool":"process","action":"list"}'
  rmdir "$SANDBOX/gone"
  cd "$project" || return
  ask "{\"tool\":\"exec\",\"command\":\"pwd\",\"workdir\":\"$project\"}"
  assert_equal "$(told aggregated)" "$project"
  close_tool
}
