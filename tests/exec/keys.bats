#!/usr/bin/env bats
# What `outlive process send-keys`, `paste`, `submit` and `write` type on the terminal of a command.
# shellcheck disable=SC1003,SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others

setup() {
  load ../support/exec && exec_begin
  typed=$SANDBOX/typed
  expected=
}

teardown() {
  exec_end
}

# A program on a terminal that keeps what is typed there, byte for byte.
reader() {
  background --pty --env "TYPED=$typed" -- 'stty raw -echo; tty >"$TYPED.tty"; exec cat >"$TYPED"'
  wait_until test -e "$typed"
}

hex_of() { od -An -v -tx1 | tr -d ' \n'; }

typed_is() { [ "$(hex_of <"$typed")" = "$1" ]; }

# arrived BYTES: these have been typed, after those that were typed before.
arrived() { arrived_hex "$(printf %s "$1" | hex_of)"; }

arrived_hex() {
  expected+=$1
  wait_until -t 30 typed_is "$expected" || {
    printf 'expected %s\ntyped    %s\n' "$expected" "$(hex_of <"$typed")" >&2
    return 1
  }
}

# presses BYTES KEY ...: these keys are exactly these bytes.
presses() {
  process send-keys "$id" "${@:2}" >/dev/null
  arrived "$1"
}

# program_asks SEQUENCE: the program has written it to its terminal, which has read it once it answers what comes after.
program_asks() {
  printf '%s\e[5n' "$1" >"$(<"$typed.tty")"
  arrived $'\e[0n'
}

@test "keys that are a character are that character" {
  reader
  presses $'\r' Enter
  presses $'\t' Tab
  presses $'\e[Z' BTab
  presses $'\e' Escape
  presses ' ' Space
  presses $'\x7f' BSpace
  presses aZ9 a Z 9
  presses é漢🙂 é 漢 🙂
}

@test "keys for moving and editing are the sequences of a terminal" {
  reader
  presses $'\e[A\e[B\e[C\e[D' Up Down Right Left
  presses $'\e[H\e[F' Home End
  presses $'\e[5~\e[6~' PageUp PageDown
  presses $'\e[5~\e[6~' PPage NPage
  presses $'\e[2~\e[3~' Insert Delete
  presses $'\e[2~\e[3~' IC DC
}

@test "function keys are the sequences of a terminal" {
  reader
  presses $'\eOP\eOQ\eOR\eOS' F1 F2 F3 F4
  presses $'\e[15~\e[17~\e[18~\e[19~' F5 F6 F7 F8
  presses $'\e[20~\e[21~\e[23~\e[24~' F9 F10 F11 F12
}

@test "arrows, Home and End are in the other form while the program asks for it" {
  reader
  presses $'\e[A' Up
  program_asks $'\e[?1h'
  presses $'\eOA\eOB\eOC\eOD\eOH\eOF' Up Down Right Left Home End
  # What has modifiers has one form, and so have the others.
  presses $'\e[1;5A\e[5~\eOP' C-Up PageUp F1
  program_asks $'\e[?1l'
  presses $'\e[A\e[B\e[C\e[D\e[H\e[F' Up Down Right Left Home End
}

@test "the form of the arrows is heard among other modes, and forgotten by a reset" {
  reader
  program_asks $'\e[?25;1;2004h'
  presses $'\eOA' Up
  program_asks $'\e[?25;1l'
  presses $'\e[A' Up
  program_asks $'\e[?1h'
  presses $'\eOA' Up
  program_asks $'\ec'
  presses $'\e[A' Up
  program_asks $'\e[?1h'
  presses $'\eOA' Up
  # The soft reset, with which tput begins.
  program_asks $'\e[!p'
  presses $'\e[A' Up
}

@test "modes that are not that of the arrows leave them alone" {
  reader
  # Mode 1 of ECMA-48 is another one, and so are those that begin with 1.
  program_asks $'\e[1h\e[?12h\e[?1000h\e[?1049h\e[>1h\e=\e]0;[?1h\a'
  presses $'\e[A' Up
  program_asks $'\e[?1h\e[1l\e[?12l\e[?1000l\e[?1049l\e>'
  presses $'\eOA' Up
}

@test "control with a letter is its control character" {
  local letters=(a b c d e f g h i j k l m n o p q r s t u v w x y z)
  reader
  presses $'\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a' \
    "${letters[@]/#/C-}"
  presses $'\x03\x1a' C-C C-Z
  presses $'\x03\x04\x1a' ^C ^d ^Z
}

@test "control with a sign is the control character that ASCII has for it" {
  reader
  presses $'\e\x1c\x1d\x1e\x1f\x7f' 'C-[' 'C-\' 'C-]' C-^ C-_ C-?
  process send-keys "$id" C-Space C-@ >/dev/null
  arrived_hex 0000
}

@test "alt is an escape before the key" {
  reader
  presses $'\ex\eX\e1\e.' M-x M-X M-1 M-.
  presses $'\e\r\e\t\e\x7f\e ' M-Enter M-Tab M-BSpace M-Space
  presses $'\e\x18\e\x18' M-C-x C-M-x
  presses $'\e-' M--
}

@test "shift, alt and control are a number in the sequence of a key" {
  reader
  presses $'\e[1;2A\e[1;3A\e[1;5A' S-Up M-Up C-Up
  presses $'\e[1;5D\e[1;7C\e[1;6B\e[1;8D' C-Left M-C-Right C-S-Down C-M-S-Left
  presses $'\e[1;5H\e[1;2F' C-Home S-End
  presses $'\e[5;5~\e[3;2~\e[2;3~' C-PageUp S-Delete M-Insert
  presses $'\e[1;2P\e[1;5S\e[15;5~\e[24;2~' S-F1 C-F4 C-F5 S-F12
  presses $'\e[ZA' S-Tab S-a
}

@test "case does not matter in a name" {
  reader
  presses $'\r\e[A\x03\e[5~\eOP' enter UP c-c pageup f1
}

@test "a word that is no key is typed as it is" {
  reader
  presses ':wq' :wq
  presses $'make test\r' 'make test' Enter
  presses 'Entr' Entr
  presses 'F13' F13
  presses 'Ünïcödé 漢字 🙂' 'Ünïcödé 漢字 🙂'
  presses '$HOME `x` \n;"' '$HOME `x` \n;"'
}

@test "a key that no terminal has is refused, and nothing of the others is typed" {
  local key
  reader
  for key in C-Enter S-Enter C-é C-Tab M-Foo C-Foo C-1x S-Escape; do
    assert_refused "$key" process send-keys "$id" --literal x --hex 79 z "$key" a
  done
  presses . .
}

@test "bytes are given as hexadecimal digits" {
  reader
  process send-keys "$id" --hex 1b --hex 5B --hex 0x41 --hex d >/dev/null
  arrived $'\e[A\r'
  process send-keys "$id" --hex 00 --hex ff --hex 0xC3 >/dev/null
  arrived_hex 00ffc3
  for given in zz 100 '' 0x '1 ' g1 -1; do
    assert_refused 'is no byte' process send-keys "$id" --hex 41 --hex="$given" z
  done
  arrived ''
}

@test "literal text is typed as it is, also the name of a key" {
  reader
  process send-keys "$id" --literal Enter >/dev/null
  arrived Enter
  process send-keys "$id" --literal $'C-c\n\tx\e[A' >/dev/null
  arrived $'C-c\n\tx\e[A'
  process send-keys "$id" --literal=--keys >/dev/null
  arrived --keys
}

@test "literal text comes first, then bytes, then keys" {
  reader
  process send-keys "$id" Down --keys Up --hex 42 --keys x --literal 'first ' Enter >/dev/null
  arrived $'first B\e[Ax\e[B\r'
}

@test "without a key it is refused, and without a command a usage error" {
  reader
  assert_refused 'no keys' process send-keys "$id"
  assert_refused 'no keys' process send-keys "$id" --literal ''
  assert_usage process send-keys
  assert_usage process submit
  assert_usage process paste
  assert_usage process submit "$id" again
  assert_usage process send-keys --no-such-flag "$id" x
  arrived ''
}

@test "a pasted text comes between the sequences that say so" {
  reader
  process paste "$id" --text $'one\ntwo\n' >/dev/null
  arrived $'\e[200~one\ntwo\n\e[201~'
  process paste "$id" 'Ünï 漢 🙂' >/dev/null
  arrived $'\e[200~Ünï 漢 🙂\e[201~'
  printf 'from\tstdin\r\n' | process paste "$id" >/dev/null
  arrived $'\e[200~from\tstdin\r\n\e[201~'
}

@test "a pasted text is typed as it is where that is asked for" {
  reader
  process paste "$id" --no-bracketed --text $'one\ntwo' >/dev/null
  arrived $'one\ntwo'
  printf 'three\n' | process paste --no-bracketed "$id" - >/dev/null
  arrived $'three\n'
}

@test "nothing in a pasted text ends it early" {
  reader
  process paste "$id" --text $'a\e[201~b\e[201~\r' >/dev/null
  arrived $'\e[200~ab\r\e[201~'
  # What is left when one is taken out may be another.
  process paste "$id" --text $'a\e[20\e[201~1~b' >/dev/null
  wait_until -t 30 eval '[[ "$(hex_of <"$typed")" == *"$(printf "b\e[201~" | hex_of)" ]]'
  assert_equal "$(grep -ao $'\e\[201~' "$typed" | grep -c .)" 2
}

@test "nothing to paste is refused" {
  reader
  assert_refused 'nothing to paste' process paste "$id"
  assert_refused 'nothing to paste' process paste "$id" --text ''
  arrived ''
}

@test "a long text is pasted whole" {
  local text
  reader
  text=$(seq 1 30000)
  printf %s "$text" | process paste "$id" >/dev/null
  printf '\e[200~%s\e[201~' "$text" >"$SANDBOX/text"
  wait_until cmp -s "$SANDBOX/text" "$typed"
}

@test "submit is Enter" {
  reader
  process submit "$id" >/dev/null
  arrived $'\r'
}

@test "written text arrives byte for byte, without an added line's end" {
  reader
  process write "$id" --data $'a\r\nb\tc' >/dev/null
  arrived $'a\r\nb\tc'
  process write "$id" word >/dev/null
  arrived word
  printf '\0\377\303\001' | process write "$id" >/dev/null
  arrived_hex 00ffc301
}

@test "the end of the input is Ctrl-D on a terminal: twice in the middle of a line, which the first hands over" {
  reader
  process write "$id" --data $'last\n' --eof >/dev/null
  arrived $'last\n\x04'
  # The terminal is not closed by that.
  process write "$id" --eof >/dev/null
  arrived $'\x04'
  process write "$id" --data more --eof >/dev/null
  arrived $'more\x04\x04'
}

@test "requests of programs are typed as those of the command line" {
  reader
  run outlive tool <<END
{"tool":"process","action":"send-keys","sessionId":"$id","keys":["Up","C-c","word"],"hex":["42"],"literal":"Enter"}
{"tool":"process","action":"submit","sessionId":"$id"}
{"tool":"process","action":"paste","sessionId":"$id","text":"one\ntwo"}
{"tool":"process","action":"paste","sessionId":"$id","text":"three","bracketed":false}
{"tool":"process","action":"write","sessionId":"$id","data":"last\n","eof":true}
{"tool":"process","action":"send-keys","sessionId":"$id","keys":["a","C-Enter"]}
END
  assert_success
  assert_equal "${#lines[@]}" 6
  for line in "${lines[@]:0:5}"; do assert_equal "$(json details.status <<<"$line")" running; done
  assert_equal "$(json details.status <<<"${lines[5]}")" failed
  assert_regex "$(json content.0.text <<<"${lines[5]}")" C-Enter
  arrived $'EnterB\e[A\x03word\r\e[200~one\ntwo\e[201~threelast\n\x04'
}

@test "the answer says what was typed" {
  reader
  assert_regex "$(process send-keys "$id" a Up)" '^4 bytes'
  assert_regex "$(process paste "$id" aé)" '^2 characters'
  assert_regex "$(process submit "$id")" 'Enter'
  assert_equal "$(process send-keys "$id" a --json | json status)" running
  assert_equal "$(process send-keys "$id" a --json | json sessionId)" "$id"
}

@test "on a pipe Enter is a line's end, and the rest as on a terminal" {
  background --env "TYPED=$typed" -- 'exec cat >"$TYPED"'
  wait_until test -e "$typed"
  presses $'one\n' one Enter
  process submit "$id" >/dev/null
  arrived $'\n'
  presses $'\e[A\x03' Up C-c
  process paste "$id" --no-bracketed $'two\n' >/dev/null
  arrived $'two\n'
}

@test "a command that has ended, is forgotten, or never was takes no key" {
  local action
  background --pty -- true
  wait_until has_ended "$id"
  for action in 'send-keys ID x' 'submit ID' 'paste ID x' 'write ID x'; do
    # shellcheck disable=SC2086 # they are words
    {
      assert_refused 'has ended' process ${action/ID/"$id"}
      assert_refused 'no command "nobody"' process ${action/ID/nobody}
    }
  done
}
