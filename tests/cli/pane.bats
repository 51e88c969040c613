#!/usr/bin/env bats
# `outlive pane classify`: the last lines of a pane on stdin, one word on stdout.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; task.bash sets the others

setup() {
  load ../support/task && task_begin
}

teardown() {
  isolation_end
}

# assert_classified WORD TEXT
assert_classified() {
  run --separate-stderr "$OUTLIVE" pane classify <<<"$2"
  assert_success
  assert_output "$1"
  assert_equal "$stderr" ''
}

@test "a question at the end of a line waits for input" {
  assert_classified waiting_for_input 'Overwrite the file? (y/n)'
  assert_classified waiting_for_input 'Overwrite the file? [Y/n]   '
  assert_classified waiting_for_input $'Overwrite the file? [y/N]\t\r'
  assert_classified waiting_for_input '(Y/N)'
}

@test "a question of trust waits for input, wherever it stands in its line and in any case" {
  assert_classified waiting_for_input 'Do you trust the files in this folder?'
  assert_classified waiting_for_input '│ DO YOU TRUST THE FILES │'
  assert_classified waiting_for_input 'first: Trust the authors of this'
}

@test "a question counts only in the last five lines, and blank lines after them do not count" {
  assert_classified waiting_for_input $'go on? (y/n)\n2\n3\n4\n5\n\n   \n\n\n\n\n'
  assert_classified unknown $'go on? (y/n)\n2\n3\n4\n5\n6'
  assert_classified unknown $'do you trust the files\n2\n3\n4\n5\n6'
}

@test "words about a question are no question" {
  assert_classified unknown 'it asks (y/n) before it goes on'
  assert_classified unknown 'go on? y/n'
  assert_classified unknown 'go on? (y/n):'
  assert_classified unknown 'go on? (yes/no)'
  assert_classified unknown 'go on? (y/n]'
}

@test "the output of a crash is a crash, anywhere in the text, in its exact case" {
  assert_classified crash_text $'panic: oh\n2\n3\n4\n5\n6\n7'
  assert_classified crash_text "thread 'main' panicked at src/main.rs"
  assert_classified crash_text 'Segmentation fault (core dumped)'
  assert_classified crash_text 'Aborted (core dumped)'
  assert_classified unknown 'Panic: nobody'
  assert_classified unknown 'segmentation fault'
}

@test "an offer of a new version is a nag, anywhere and in any case" {
  assert_classified upgrade_nag $'A New Version Available\n2\n3\n4\n5\n6\n7'
  assert_classified upgrade_nag 'UPDATE AVAILABLE!'
  assert_classified unknown 'available update'
}

@test "a question goes before a crash, and a crash before a nag" {
  assert_classified waiting_for_input $'panic: oh\nupdate available\ngo on? (y/n)'
  assert_classified crash_text $'update available\npanic: oh'
}

@test "an empty pane is unknown" {
  assert_classified unknown ''
  assert_classified unknown $'\n \n\t\n'
  run "$OUTLIVE" pane classify </dev/null
  assert_success
  assert_output unknown
}

@test "bytes that are not text do no harm" {
  run --separate-stderr bash -c 'printf "\377\376\000\033[31m\200\ngo on? (y/n)\n" | "$OUTLIVE" pane classify'
  assert_success
  assert_output waiting_for_input
  assert_equal "$stderr" ''
}

@test "a very long pane is looked through to its beginning" {
  { echo 'panic: oh'; yes 'all is well' | head -n 200000; } >long
  run "$OUTLIVE" pane classify <long
  assert_success
  assert_output crash_text
}

@test "a line of a million blanks takes no longer than another" {
  perl -e 'print "go on? ", " " x 1_000_000, "y\n"' >blanks
  run timeout 30 "$OUTLIVE" pane classify <blanks
  assert_success
  assert_output unknown
  perl -e 'print "go on? (y/n)", " " x 1_000_000, "\n"' >blanks
  run timeout 30 "$OUTLIVE" pane classify <blanks
  assert_success
  assert_output waiting_for_input
}

@test "it takes no arguments" {
  run --separate-stderr "$OUTLIVE" pane classify pane.txt </dev/null
  assert_failure 2
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
}
