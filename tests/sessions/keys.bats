#!/usr/bin/env bats
# `outlive session keys` and `interrupt` from outside.
# shellcheck disable=SC1003,SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
  expected=$SANDBOX/expected
}

teardown() {
  session_end
}

# presses BYTES KEY ...: a program gets exactly these bytes for these keys, after those that came before.
presses() {
  session keys web "${@:2}" </dev/null
  printf %s "$1" >>"$expected"
  arrived
}

arrived() {
  wait_until -t 30 recorded web "$expected" || {
    od -c "$SANDBOX/web.bytes" | tail -n 20
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

@test "keys are pressed by tmux's names for them" {
  record web
  presses $'\x03' C-c
  presses $'\e[A' Up
  presses $'\r' Enter
  presses $'\ex' M-x
  presses $'\e' Escape
  presses $'\e[15~' F5
  presses ' ' Space
  presses $'\t' Tab
  presses $'\e[Z' BTab
  presses $'\x7f' BSpace
  presses $'\e[1;5D' C-Left
  presses $'\e\x18' C-M-x
  presses $'\x04' '^D'
}

@test "several are pressed in their order" {
  record web
  presses $'ls\r\x03\e[A\e[Bx\x1b' l s Enter C-c Up Down x Escape
}

@test "case does not matter in a name" {
  record web
  presses $'\r\e[A\x03' enter UP c-c
}

@test "a single character is a key, also one that tmux or a shell would interpret" {
  record web
  presses 'aZ0' a Z 0
  presses 'é漢🙂' é 漢 🙂
  presses ';' ';'
  presses 'a;b;' a ';' b ';'
  presses '-' '-'
  presses '--a' - - a
  presses '\#%$~`"'"'"'{}*?!=^ ' '\' '#' '%' '$' '~' '`' '"' "'" '{' '}' '*' '?' '!' '=' '^' ' '
  presses $'\e;\e-' 'M-;' M--
}

@test "they give the same bytes as in plain tmux" {
  local names=(Up Down Left Right Home End PageUp PPage PgUp PageDown NPage PgDn Enter Escape Space Tab BTab BSpace DC IC
    F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 'KP/' 'KP*' KP- KP+ KP. KPEnter KP0 KP9 C-Up M-Up S-Up C-S-F5 C-M-a C-Space)
  record web
  record plain
  tm send-keys -t =plain: "${names[@]}" '.'
  session keys web "${names[@]}" '.'
  wait_until eval '[[ $(tail -c 1 "$SANDBOX/plain.bytes") == . ]]'
  cp "$SANDBOX/plain.bytes" "$expected"
  arrived
  # Neither has typed a name letter by letter.
  run ! grep -qaE 'Page|Home|Enter|Space|KP|Up' "$expected"
}

@test "what follows the name is a key, not a flag; after -- too" {
  record web
  presses '-' -- -
  presses 'x' -- x
  OUTLIVE_SOCKET='' session keys --socket "$socket" web y
  printf y >>"$expected"
  arrived
}

@test "a word that is no key is refused before anything is pressed, with the nearest name" {
  record web
  run --separate-stderr session keys web a Entr b
  assert_refused 2 '"Entr" is no key; did you mean Enter\?'
  run --separate-stderr session keys web C-c Esacpe
  assert_refused 2 '"Esacpe" is no key; did you mean Escape\?'
  run --separate-stderr session keys web x 'make test'
  assert_refused 2 '"make test" is no key; .*session type'
  run --separate-stderr session keys web x ''
  assert_refused 2 '"" is no key'
  run --separate-stderr session keys web x --json
  assert_refused 2 '"--json" is no key'
  run --separate-stderr session keys --json web x Entr
  assert_failure 2
  assert_equal "$stderr" ''
  one_line "$output"
  assert_equal "$(json error.code <<<"$output")" UsageError
  assert_regex "$(json error.hint <<<"$output")" Enter
  presses '.' .
}

@test "without a key it is a usage error" {
  record web
  assert_usage keys web
  assert_usage keys
  assert_usage keys --no-such-flag web x
  assert_usage interrupt
  assert_usage interrupt web x
  presses '.' .
}

@test "no key is typed as the letters of its name" {
  local key
  record web
  # tmux has no bytes for some of these. In any case the program must not get their letters.
  for key in S-a S-Enter S-Escape S-Space S-BSpace M-S-Tab C-S-Tab C-M-Enter S-KPEnter C-é M-é; do
    session keys web "$key" </dev/null 2>/dev/null || true
  done
  session keys web .
  wait_until eval '[[ $(tail -c 1 "$SANDBOX/web.bytes") == . ]]'
  run ! grep -qaE 'S-|C-|M-|Tab|Enter|Space' "$SANDBOX/web.bytes"
}

@test "nothing is printed; with --json it is one document" {
  record web
  run --separate-stderr session keys web a
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
  run --separate-stderr session keys --json web C-c ';' é
  assert_success
  assert_output '{"name":"web","keys":["C-c",";","é"]}'
  run --separate-stderr session interrupt web
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
  run --separate-stderr session interrupt web --json
  assert_success
  assert_output '{"name":"web","keys":["C-c"]}'
  printf 'a\x03;é\x03\x03' >"$expected"
  arrived
}

@test "interrupt ends a program that leaves its terminal as it is" {
  begin web -- sleep 1000
  session interrupt web
  wait_until is_state web failed
  assert_equal "$(fact web signal)" SIGINT
}

@test "interrupt is SIGINT to a program that goes on, as often as it is pressed" {
  begin web -- perl -e '$| = 1; $SIG{INT} = sub { print "interrupted ", ++$n, "\n" }; print "ready\n"; sleep 1 while 1'
  session wait web --ready ready --timeout 60s
  session interrupt web
  session wait web --ready 'interrupted 1' --timeout 60s
  session interrupt web
  session wait web --ready 'interrupted 2' --timeout 60s
  assert_equal "$(state web)" running
}

@test "interrupt in a shell ends what runs there, and not the shell" {
  begin web
  session wait web --idle --timeout 60s
  session send web 'sleep 1000; echo "it gave $?"'
  wait_until eval '[ "$(tm display-message -p -t =web: "#{pane_current_command}")" = sleep ]'
  session interrupt web
  session wait web --idle --timeout 60s
  session send web 'echo "the shell is $((1 + 1)) well"'
  session wait web --ready 'the shell is 2 well' --timeout 60s
}

@test "keys reach the program while a user looks at the history, the clock or other sessions" {
  record web
  tm copy-mode -t =web:
  presses $'\e[A' Up
  tm clock-mode -t =web:
  presses q q
  tm choose-tree -t =web:
  session interrupt web
  printf '\x03' >>"$expected"
  arrived
}

@test "an unknown session is exit 3, an ended one exit 1, an invalid name exit 2" {
  local words
  begin gone -- bash -c 'exit 3'
  wait_until is_state gone failed
  record web
  for words in 'keys NAME x' 'interrupt NAME'; do
    # shellcheck disable=SC2086 # they are words
    {
      run --separate-stderr session ${words/NAME/wob}
      assert_refused 3 'no session "wob".*did you mean web\?'
      run --separate-stderr session ${words/NAME/gone}
      assert_refused 1 'gone ended with exit code 3.*session start gone'
      run --separate-stderr session ${words/NAME/Web}
      assert_refused 2 'as in web$'
      run --separate-stderr session ${words/NAME/--json gone}
      assert_failure 1
      assert_equal "$(json error.code <<<"$output")" SessionEnded
      run --separate-stderr session ${words/NAME/--json wob}
      assert_failure 3
      assert_equal "$(json error.code <<<"$output")" UnknownSession
    }
  done
  presses '.' .
}

@test "keys go to the session of exactly this name" {
  record web-1
  run --separate-stderr session keys web x
  assert_refused 3 '"web"'
  record web
  session keys web a
  session keys web-1 b
  printf b >"$expected"
  wait_until recorded web-1 "$expected"
  printf a >"$expected"
  arrived
}

@test "a program that has ended in a pane that stays is an error, and the server survives" {
  local before words
  record web
  before=$(server)
  tm new-session -d -s theirs 'read -r _; exit 3' 3>&-
  tm set-option -w -t =theirs: remain-on-exit on
  session keys theirs Enter
  wait_until eval '[ "$(tm display-message -p -t =theirs: "#{pane_dead}")" = 1 ]'
  for words in 'keys theirs x' 'interrupt theirs'; do
    # shellcheck disable=SC2086 # they are words
    run --separate-stderr session $words
    assert_refused 1 theirs
  done
  assert_equal "$(server)" "$before"
  presses '.' .
}
