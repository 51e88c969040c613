#!/usr/bin/env bats
# `outlive session send` and `type` from outside: which session gets the text, with several senders, and when text is
# refused. (text.bats has the kinds of text)
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
  expected=$SANDBOX/expected
}

teardown() {
  session_end
}

# arrives NAME FORMAT: exactly this arrives there.
arrives() {
  # shellcheck disable=SC2059 # it is a format
  printf "$2" >"$expected"
  wait_until -t 30 recorded "$1" "$expected" || {
    od -c "$SANDBOX/$1.bytes" | tail -n 20
    return 1
  }
}

# Refused with this exit code, and words that match; on stderr in one line.
assert_refused() {
  assert_failure "$1"
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "$2"
}

# A session whose program has ended, in a pane that stays.
dead() {
  case $1 in
    ours) begin ours -- bash -c 'read -r _; exit 3' ;;
    theirs) tm new-session -d -s theirs 'read -r _; exit 3' 3>&- ;;
  esac
  tm set-option -w -t "=$1:" remain-on-exit on
  session send "$1" go
  wait_until eval '[ "$(tm display-message -p -t "='"$1"':" "#{pane_dead}")" = 1 ]'
}

# Eight senders at once; each sends three texts of 20 kB, one after the other.
eight_senders() {
  local sender turn pids=()
  for sender in 1 2 3 4 5 6 7 8; do
    for turn in 1 2 3; do
      SENDER=$sender TURN=$turn perl -e 'print "<$ENV{SENDER}.$ENV{TURN} ", $ENV{SENDER} x 20000, ">"' >"$SANDBOX/text.$sender.$turn"
    done
  done
  for sender in 1 2 3 4 5 6 7 8; do
    (for turn in 1 2 3; do session "$1" web <"$SANDBOX/text.$sender.$turn" || exit; done) 3>&- &
    pids+=("$!")
    isolation_reap "$!"
  done
  for sender in "${pids[@]}"; do wait "$sender"; done
}

# has_arrived BYTES NAME: whether so many bytes have.
has_arrived() { [ "$(wc -c <"$SANDBOX/$2.bytes")" -ge "$1" ]; }

# Each text is whole and followed by END, and the texts of one sender are in order.
assert_whole() {
  END=$1 perl -e '
    local $/;
    my $rest = <STDIN>;
    my (%turn, $count);
    while (length $rest) {
      $rest =~ s/^<(\d)\.(\d) // or die "no beginning of a text: ", substr($rest, 0, 40), "\n";
      my ($sender, $turn) = ($1, $2);
      die "$sender.$turn is out of order\n" if $turn != ++$turn{$sender};
      my $text = ($sender x 20000) . ">" . $ENV{END};
      die "$sender.$turn is not whole\n" if substr($rest, 0, length $text, "") ne $text;
      $count++;
    }
    die "$count texts\n" if $count != 24' <"$SANDBOX/web.bytes"
}

@test "send is the text, then Enter; type is the text" {
  record web
  session type web 'no enter, '
  session send web 'a line'
  session send web ''
  session send web $'two\nlines'
  arrives web 'no enter, a line\r\rtwo\nlines\r'
}

@test "nothing is printed; with --json it is one document" {
  record web
  run --separate-stderr session send web hi </dev/null
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
  run --separate-stderr session send --json web 'grüße' </dev/null
  assert_success
  assert_output '{"name":"web","bytes":7}'
  run --separate-stderr session type --json web <<<'from stdin'
  assert_success
  assert_output '{"name":"web","bytes":11}'
  arrives web 'hi\rgrüße\rfrom stdin\n'
}

@test "flags stand before the name: after it, everything is text" {
  record web
  OUTLIVE_SOCKET='' session type --socket "$socket" web 'a b' </dev/null
  OUTLIVE_SOCKET='' session type --socket="$socket" --json web --json </dev/null
  session send --json --socket "$socket" web --socket </dev/null
  arrives web 'a b--json--socket\r'
  assert_usage send --no-such-flag web text
  assert_usage send web several words
  assert_usage send
}

@test "eight at once: each text of type arrives whole" {
  record web
  eight_senders type
  wait_until has_arrived $((24 * 20006)) web
  assert_whole ''
}

@test "eight at once: each text of send arrives whole, and its Enter with it" {
  record web
  eight_senders send
  wait_until has_arrived $((24 * 20007)) web
  assert_whole $'\r'
}

@test "text goes to the session of exactly this name" {
  record web
  record web-1
  session type web a
  session type web-1 b
  arrives web a
  arrives web-1 b
  run --separate-stderr session type we c
  assert_refused 3 '"we".*did you mean web\?'
  end_process "$(program_of web)"
  wait_until is_state web failed
  run --separate-stderr session type web d
  assert_refused 1 '^outlive session type: web '
  session type web-1 e
  arrives web-1 be
}

@test "an unknown session is exit 3, and an invalid name exit 2" {
  run --separate-stderr session send web text
  assert_refused 3 'no session "web"'
  record web
  run --separate-stderr session send nobody text
  assert_refused 3 'no session "nobody".*session list'
  run --separate-stderr session send Web text
  assert_refused 2 'as in web$'
  run --separate-stderr session type --json wob text
  assert_failure 3
  assert_equal "$stderr" ''
  one_line "$output"
  assert_equal "$(json error.code <<<"$output")" UnknownSession
  assert_regex "$(json error.hint <<<"$output")" web
  session type web .
  arrives web .
}

@test "an ended session is exit 1, with how it ended" {
  begin web -- bash -c 'exit 3'
  wait_until is_state web failed
  for command in send type; do
    run --separate-stderr session "$command" web text
    assert_refused 1 'web ended with exit code 3.*outlive session start web'
    run --separate-stderr session "$command" --json web text
    assert_failure 1
    assert_equal "$stderr" ''
    assert_equal "$(json error.code <<<"$output")" SessionEnded
  done
}

@test "a program that has ended in a pane that stays is an error, and the server survives" {
  local whose before
  record web
  before=$(server)
  for whose in ours theirs; do
    dead "$whose"
    run --separate-stderr session send "$whose" text
    assert_refused 1 "$whose"
    run --separate-stderr session type "$whose" text
    assert_refused 1 "$whose"
    run --separate-stderr session type "$whose" </dev/null
    assert_refused 1 "$whose"
  done
  assert_equal "$(server)" "$before"
  run tm list-buffers
  assert_output ''
  session type web text
  arrives web text
}

@test "without a text and with a terminal on stdin it is a usage error" {
  record web
  run script -qec "'$OUTLIVE' session send web" /dev/null </dev/null
  assert_failure 2
  assert_output --partial 'there is no text: stdin is a terminal'
  run script -qec "'$OUTLIVE' session type --json web" /dev/null </dev/null
  assert_failure 2
  assert_equal "$(json error.code <<<"$output")" UsageError
  run script -qec "'$OUTLIVE' session type web text" /dev/null </dev/null
  assert_success
  arrives web text
}

@test "text reaches the program while a user looks at the history" {
  record web
  tm copy-mode -t =web:
  session type web 'one '
  tm copy-mode -t =web:
  session send web two
  arrives web 'one two\r'
}

@test "text reaches the program while a user looks at the clock, or chooses another session" {
  record web
  tm clock-mode -t =web:
  session send web one
  tm choose-tree -t =web:
  session send web two
  tm copy-mode -t =web:
  tm clock-mode -t =web:
  session send web three
  arrives web 'one\rtwo\rthree\r'
}

@test "with a text as argument stdin is not read" {
  local line
  record web
  while read -r line; do session send web "$line"; done <<<$'1\n2\n3'
  arrives web '1\r2\r3\r'
}

@test "stdin that cannot be read is an error, and nothing arrives" {
  record web
  run --separate-stderr session send web </
  assert_refused 1 'EISDIR'
  run --separate-stderr session type --json web </
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" InputFailed
  session type web .
  arrives web .
}
