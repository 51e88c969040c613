#!/usr/bin/env bats
# `outlive process write`, `submit`, `send-keys` and `paste` from outside, for commands whose stdin is a pipe.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# records: a command that keeps its stdin, byte for byte, in the file `got`.
records() { background -- 'cat >got'; }

# has_got FILE: closes the stdin of what records, and compares.
has_got() {
  process write "$id" --eof >/dev/null
  wait_until has_ended "$id"
  cmp got "$1"
}

# accepts WORDS ...: `process WORDS` succeeds, with one line on stdout; nothing comes from the stdin of this shell.
accepts() {
  run --separate-stderr process "$@" </dev/null
  assert_success
  assert_equal "$stderr" ''
  one_line "$output"
}

# ------------------------------------------------------------------------------------------------------------------- write

@test "the text to write comes from a flag, a word, or stdin" {
  records
  accepts write "$id" --data 'flag '
  assert_regex "$output" '5 bytes'
  accepts write "$id" 'word '
  printf 'stdin ' | process write "$id"
  printf 'dash ' | process write "$id" -
  accepts write "$id" -- --word
  has_got <(printf 'flag word stdin dash --word')
}

@test "it is written as it is, without an added line's end" {
  records
  accepts write "$id" --data $' \t$HOME \\n `x` 漢字😀\n\n'
  accepts write "$id" --data -
  has_got <(printf '%s' $' \t$HOME \\n `x` 漢字😀\n\n-')
}

@test "bytes that are no text come through stdin as they are" {
  perl -e 'print map { chr } 0 .. 255; print "\xff\xfe\0end"' >bytes
  records
  process write "$id" <bytes
  has_got bytes
}

@test "a program answers to what is written" {
  background -- 'while read -r line; do echo "got: $line"; done; echo bye'
  accepts write "$id" --data $'one\n'
  wait_until printed "$id" 'got: one'
  accepts write "$id" --data $'two\nthr'
  wait_until printed "$id" 'got: two'
  run ! printed "$id" thr
  accepts write "$id" --data $'ee\n'
  wait_until printed "$id" 'got: three'
  is_status "$id" running
}

@test "writing nothing is no failure" {
  records
  accepts write "$id" --data ''
  assert_regex "$output" '0 bytes'
  accepts write "$id" ''
  accepts write "$id"
  is_status "$id" running
  has_got /dev/null
}

@test "--eof closes stdin, after what is written" {
  background -- 'cat; echo over'
  accepts write "$id" --data 'last words,' --eof
  wait_until has_ended "$id"
  assert_equal "$(details log "$id" output)" 'last words,over'
  assert_equal "$(fact "$id" status)" completed
}

@test "--eof goes with a word and with stdin" {
  records
  process write "$id" --eof - <<<stdin
  wait_until has_ended "$id"
  assert_equal "$(<got)" stdin
  records
  accepts write "$id" --eof word
  wait_until has_ended "$id"
  assert_equal "$(<got)" word
}

@test "--eof alone does not wait for stdin" {
  records
  # No process ever writes to this pipe.
  mkfifo pipe
  exec {pipe}<>pipe
  run process write "$id" --eof <&"$pipe"
  assert_success
  wait_until has_ended "$id"
  assert_equal "$(<got)" ''
}

@test "after --eof nothing more can be written, in this way or another" {
  background -- 'cat; exec sleep 1000'
  accepts write "$id" --eof
  assert_refused 'stdin .*closed' process write "$id" --data x
  assert_refused 'stdin .*closed' process submit "$id"
  assert_refused 'stdin .*closed' process send-keys "$id" a
  assert_refused 'stdin .*closed' process paste "$id" --text x
  assert_refused 'stdin .*closed' process write "$id" --eof
  is_status "$id" running
}

@test "a write is refused once the program has closed its stdin" {
  background -- 'exec 0<&-; echo ready; exec sleep 1000'
  wait_until printed "$id" ready
  assert_refused 'stdin .*closed' process write "$id" --data x
  run --separate-stderr process write "$id" --data x --json
  assert_failure 1
  assert_equal "$stderr" ''
  assert_equal "$(json error.code <<<"$output")" InputClosed
  assert_regex "$(json error.message <<<"$output")" 'closed'
}

@test "nothing can be written to a command that has ended" {
  background -- true
  wait_until has_ended "$id"
  for words in 'write --data x' 'write --eof' submit 'send-keys a' 'paste --text x'; do
    # shellcheck disable=SC2086 # they are words
    set -- $words
    assert_refused 'ended' process "$1" "$id" "${@:2}"
  done
}

@test "a text given twice is a usage error" {
  records
  assert_usage process write "$id" --data one two
  assert_usage process write "$id" one two
  run process write "$id" --data one two --json
  assert_failure 2
  assert_equal "$(json error.code <<<"$output")" UsageError
  has_got /dev/null
}

@test "1 MB arrives whole at a program that reads" {
  head -c 1000000 /dev/urandom >bytes
  background -- 'while IFS= read -r -n 1 byte; do break; done; cat >got'
  printf x | process write "$id"
  process write "$id" <bytes >said
  assert_regex "$(<said)" '1000000 bytes'
  has_got bytes
}

@test "1 MB arrives whole at a program that takes its time" {
  head -c 1000000 /dev/urandom >bytes
  background -- 'perl -e "while (sysread STDIN, my \$bytes, 20000) { syswrite STDOUT, \$bytes; select undef, undef, undef, 0.01 }" >got'
  process write "$id" <bytes
  has_got bytes
}

@test "text that is written before a program reads waits for it" {
  background -- 'until [ -e cue ]; do sleep 0.02; done; cat >got'
  accepts write "$id" --data 'early '
  accepts write "$id" --data 'birds'
  : >cue
  has_got <(printf 'early birds')
}

@test "a write does not wait for ever for a program that does not read, and says how much was taken" {
  head -c 1000000 /dev/urandom >bytes
  background -- 'until [ -e cue ]; do sleep 0.02; done; cat >got'
  run --separate-stderr process write "$id" <bytes
  assert_failure 1
  assert_equal "$output" ''
  assert_regex "$stderr" 'taken [0-9]+ of 1000000 bytes'
  [[ $stderr =~ taken\ ([0-9]+)\ of ]]
  taken=${BASH_REMATCH[1]}
  [ "$taken" -lt 1000000 ]
  is_status "$id" running
  # The rest can be written later, as it says.
  : >cue
  tail -c "+$((taken + 1))" bytes | process write "$id"
  has_got bytes
}

@test "writers who write at once do not cut each other's lines" {
  records
  text=$(printf 'x%.0s' {1..1000})
  writes() {
    local number
    for number in $(seq 1 15); do process write "$id" --data "$1 $number $text"$'\n' >/dev/null; done
  }
  for writer in a b c; do writes "$writer" 3>&- & done
  wait
  for writer in a b c; do for number in $(seq 1 15); do echo "$writer $number $text"; done; done >wanted
  process write "$id" --eof
  wait_until has_ended "$id"
  diff <(sort wanted) <(sort got)
  # And each one's are in their order.
  diff <(grep '^a' wanted) <(grep '^a' got)
}

@test "--json says what was written" {
  records
  run --separate-stderr process write "$id" --data x --json
  assert_success
  one_line "$output"
  assert_equal "$(json status <<<"$output") $(json sessionId <<<"$output") $(json name <<<"$output")" "running $id cat"
  assert_regex "$(json text <<<"$output")" '1 byte '
}

@test "a command that has gone to the background by itself can be written to" {
  mkfifo pipe
  exec {pipe}<>pipe
  for input in /dev/null pipe; do
    run --separate-stderr outlive exec --yield-ms 10 -- 'cat >got' <"$input"
    assert_success
    id=$output
    accepts write "$id" --data 'from outside'
    has_got <(printf 'from outside')
  done
}

# ------------------------------------------------------------------------------------------- keys, where there is no terminal

@test "Enter is the end of a line" {
  background -- 'read -r line && echo "got: $line"; read -r line && echo "then: $line"'
  process write "$id" --data hello
  accepts submit "$id"
  wait_until printed "$id" 'got: hello'
  accepts send-keys "$id" there Enter
  wait_until has_ended "$id"
  wait_until printed "$id" 'then: there'
}

@test "keys are the bytes that a terminal sends" {
  records
  accepts send-keys "$id" C-c Up M-x Tab Escape F1 Space
  accepts send-keys "$id" --keys C-d --keys a
  has_got <(printf '\003\033[A\033x\t\033\033OP \004a')
}

@test "literal text comes first, then bytes, then keys" {
  records
  accepts send-keys "$id" Tab --hex ff --literal 'Enter ' --hex 0x00
  has_got <(printf 'Enter \377\000\t')
}

@test "an unknown key is refused, and nothing is typed" {
  records
  assert_refused 'no key' process send-keys "$id" a C-Nonsense
  assert_refused 'no byte' process send-keys "$id" --hex 1b --hex zz
  assert_refused 'no keys' process send-keys "$id"
  run --separate-stderr process send-keys "$id" C-Nonsense --json
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" InvalidKey
  has_got /dev/null
}

@test "a paste is marked as one piece, unless --no-bracketed is given" {
  records
  accepts paste "$id" --text $'one\ntwo'
  accepts paste "$id" --no-bracketed --text $'three\n'
  accepts paste "$id" word
  process paste "$id" <<<stdin
  has_got <(printf '\033[200~one\ntwo\033[201~three\n\033[200~word\033[201~\033[200~stdin\n\033[201~')
}

@test "a text cannot end its paste by itself" {
  records
  accepts paste "$id" --text $'one\e[201~rm -rf\n'
  printf '\033[200~onerm -rf\n\033[201~' >wanted
  has_got wanted
}

@test "a text cannot end its paste by parts either" {
  records
  accepts paste "$id" --text $'one\e[20\e[201~1~two'
  process write "$id" --eof
  wait_until has_ended "$id"
  assert_equal "$(grep -o $'\e\[201~' got | wc -l | tr -d ' ')" 1
}

@test "an empty text cannot be pasted" {
  records
  assert_refused 'nothing to paste' process paste "$id" --text ''
  assert_refused 'nothing to paste' process paste "$id"
  has_got /dev/null
}
