#!/usr/bin/env bats
# What `exec` and `process` print with --json, and what is told of an end, is what docs/schemas says, on one line.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr; tool.bash and exec.bash set the others

setup() {
  load ../support/tool && tool_begin
}

teardown() {
  tool_end
}

# assert_document SCHEMA WORDS...: `outlive WORDS --json` prints the document that the schema describes, with a text, and
# nothing on stderr; and that schema describes nothing that has one member more, or one less of those that are always there.
assert_document() {
  local schema=$1
  shift
  run --separate-stderr outlive "$@" </dev/null
  assert_equal "$stderr" ''
  one_line "$output"
  [ -n "$(json text <<<"$output")" ]
  assert_described "$schema" "$output"
}

# assert_error WORDS...: `outlive WORDS --json` prints the document of an error, and nothing on stderr.
assert_error() {
  run --separate-stderr outlive "$@" </dev/null
  assert_equal "$stderr" ''
  one_line "$output"
  check_lines error <<<"$output"
}

assert_described() {
  printf '%s\n' "$2" >"$SANDBOX/described"
  perl -MJSON::PP -e '
    my $document = decode_json($ARGV[0]);
    print encode_json({ %$document, surprise => 1 }), "\n";
    my %optional = map { $_ => 1 } qw(text exitSignal scope);
    for my $key (grep { !$optional{$_} } keys %$document) {
      my %less = %$document;
      delete $less{$key};
      print encode_json(\%less), "\n";
    }' "$2" >"$SANDBOX/changed"
  assert [ -s "$SANDBOX/changed" ]
  schema_lines every "$1" "$SANDBOX/described" none "$1" "$SANDBOX/changed"
}

background_json() {
  run --separate-stderr outlive exec --background --json "$@" </dev/null
  assert_described exec-running "$output"
  id=$(json sessionId <<<"$output")
}

@test "commands that end" {
  assert_document exec-ended exec --json -- echo hello
  assert_equal "$(json status <<<"$output") $(json aggregated <<<"$output")" 'completed hello'
  assert_document exec-ended exec --json -- 'echo no; exit 3'
  assert_equal "$(json status <<<"$output") $(json exitCode <<<"$output")" 'failed 3'
  assert_document exec-ended exec --json -- 'kill -KILL $$'
  assert_equal "$(json exitSignal <<<"$output") $(json exitCode <<<"$output")" 'SIGKILL null'
  assert_document exec-ended exec --json --timeout 0.2 -- sleep 1000
  assert_equal "$(json timedOut <<<"$output")" true
  assert_document exec-ended exec --json --pty -- tput cols
  assert_document exec-ended exec --json --workdir /no/such -- true
  assert_regex "$(json text <<<"$output")" Warning
  assert_document exec-ended exec --json -- 'sleep 1000 &'
  assert_equal "$(json processesLeft <<<"$output")" true
}

@test "commands that go on" {
  assert_document exec-running exec --json --background -- sleep 1000
  assert_document exec-running exec --json --yield-ms 10 -- sleep 1000
  assert_document exec-running exec --json --background --pty --workdir /no/such -- sleep 1000
}

@test "what is refused" {
  for words in 'exec --json --env PATH=x -- true' 'exec --json --elevated -- true' \
    'process poll --json nobody-here' 'process log --json nobody-here' 'process write --json nobody-here x' \
    'process send-keys --json nobody-here Enter' 'process submit --json nobody-here' \
    'process paste --json nobody-here x' 'process kill --json nobody-here' 'process clear --json nobody-here' \
    'process remove --json nobody-here'; do
    # shellcheck disable=SC2086 # they are words
    assert_error $words
    [ "$status" != 0 ]
  done
}

@test "words that are wrong" {
  for words in 'process poll --json' 'process pol --json calm-reef' 'exec --json' 'process poll --json --tmeout 1 x' \
    'process log --json calm-reef --limit many' 'exec --json --yield-ms soon -- true' 'exec --json --timeout -1 -- true'; do
    # shellcheck disable=SC2086 # they are words
    assert_error $words
    assert_failure 2
  done
}

@test "the list" {
  assert_document process-list process list --json
  background_json --scope red -- 'echo hello; exec sleep 1000'
  background_json --pty -- cat
  background_json -- 'exit 3'
  wait_until has_ended "$id"
  background_json -- '>&2 >/dev/null'
  wait_until has_ended "$id"
  background_json -- sleep 1000
  process kill "$id"
  outlive exec --json -- 'sleep 1000 &'
  assert_document process-list process list --json
  assert_equal "$(json 'sessions#' <<<"$output")" 6
  perl -MJSON::PP -e '
    my $list = decode_json($ARGV[0]);
    for my $index (0 .. $#{$list->{sessions}}) {
      my $session = $list->{sessions}[$index];
      for my $changed (
        { %$session, surprise => 1 }, { %$session, status => "ended" }, { %$session, sessionId => "../x" },
        { %$session, runtimeMs => "5" },
        (map { my %less = %$session; delete $less{$_}; \%less } grep { !/^(scope|exitSignal)$/ } keys %$session),
      ) {
        print encode_json({ %$list, sessions => [$changed] }), "\n";
      }
    }' "$output" | check_strictness process-list
}

@test "polls and logs of a command that runs, and of one that has ended" {
  background_json -- 'echo hello; exec cat'
  wait_until printed "$id" hello
  assert_document process-poll process poll --json "$id"
  assert_document process-poll process poll --json --timeout 10 "$id"
  assert_document process-log process log --json "$id"
  assert_document process-log process log --json --offset 5 --limit 5 "$id"
  assert_document process-kill process kill --json "$id"
  assert_equal "$(json status <<<"$output")" killed
  assert_document process-poll process poll --json "$id"
  assert_document process-log process log --json "$id"
  assert_error process kill --json "$id"
  background_json -- 'seq 300; exit 3'
  wait_until has_ended "$id"
  OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=10 assert_document process-poll process poll --json "$id"
  [ "$(json omittedCharacters <<<"$output")" -gt 0 ]
  assert_document process-log process log --json "$id"
}

@test "a command whose supervisor was killed" {
  background_json -- 'echo here; exec sleep 1000'
  wait_until printed "$id" here
  command=$(command_of "$id")
  end_process "$(supervisor_of "$id")"
  assert_document process-poll process poll --json "$id"
  assert_equal "$(json status <<<"$output")" running
  end_process "$command"
  wait_until is_status "$id" failed
  assert_document process-list process list --json
  assert_document process-poll process poll --json "$id"
  assert_equal "$(json exitCode <<<"$output")" null
  assert_document process-log process log --json "$id"
  assert_document process-forgotten process clear --json "$id"
}

@test "what is typed, and what is forgotten" {
  background_json --pty -- 'stty raw -echo; exec cat'
  assert_document process-typed process write --json "$id" x
  assert_document process-typed process send-keys --json "$id" Up C-x
  assert_document process-typed process submit --json "$id"
  assert_document process-typed process paste --json "$id" text
  assert_error process send-keys --json "$id" C-Entre
  assert_error process clear --json "$id"
  assert_document process-forgotten process remove --json "$id"
  background_json -- true
  wait_until has_ended "$id"
  assert_error process write --json "$id" x
  assert_document process-forgotten process clear --json "$id"
}

@test "the event of an end" {
  mkdir -p "$HOME/.config/outlive"
  printf '{"tools":{"exec":{"notifyOnExitEmptySuccess":true,"notifyCommand":["tee","%s"]}}}' "$SANDBOX/event" \
    >"$HOME/.config/outlive/config.json"
  background -- true
  assert_event exec.completed
  background --scope red -- 'echo "a  b"; exit 3'
  assert_event exec.failed
  assert_equal "$(json scope <<<"$event") $(json tail <<<"$event") $(json exitCode <<<"$event")" 'red a b 3'
  background -- 'echo begun; exec sleep 1000'
  wait_until printed "$id" begun
  process kill "$id"
  assert_event exec.killed
  assert_equal "$(json exitSignal <<<"$event")" SIGTERM
}

# assert_event NAME: it is told, of $id.
assert_event() {
  wait_until eval 'event=$(cat "$SANDBOX/event" 2>/dev/null) && json event <<<"$event" >/dev/null 2>&1'
  rm "$SANDBOX/event"
  assert_equal "$(json event <<<"$event") $(json sessionId <<<"$event")" "$1 $id"
  one_line "$event"
  assert_described exec-event "$event"
}
