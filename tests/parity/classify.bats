#!/usr/bin/env bats
#
# What the monitor makes of a pane's text. Each text follows one of another meaning, so that the manifest has to change.

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity
load ../support/watched_pane

@test "choices at the end of a line, and questions of trust, wait for input; the words of runtimes tell a crash" {
  scenario() {
    watch_pane
    means waiting_for_input 'Overwrite? (y/n)'
    means crash_text 'panic: runtime error'
    means waiting_for_input 'Overwrite? [y/n]'
    means crash_text "thread 'main' panicked at src/main.rs:1"
    means waiting_for_input 'Overwrite? (Y/n)'
    means crash_text 'Segmentation fault'
    means waiting_for_input 'Overwrite? [y/N]'
    means crash_text 'Aborted (core dumped)'
    means waiting_for_input 'Overwrite? (Y/N)   '
    means crash_text $'panic: early\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12'
    means waiting_for_input 'do you trust the files in this folder?'
    means crash_text 'dispanic: inside of a word'
    means waiting_for_input 'DO YOU TRUST THE FILES here'
    means crash_text 'panic:'
    means waiting_for_input 'Who says that you Trust the Authors of this?'
    means crash_text 'panic:'
    means waiting_for_input $'Overwrite? (y/n)\ntwo\nthree\nfour\nfive'
    means crash_text 'panic:'
    means waiting_for_input $'Overwrite? (y/n)\n\n\n\n\n\n\n'
    end_watch
  }
  in_both_forms scenario
  recorded 'manifest: pane_state=waiting_for_input'
  recorded 'exit: monitor 0'
}

@test "an offer to upgrade is one in any case" {
  scenario() {
    watch_pane
    means upgrade_nag 'A new version available: 2.0'
    means crash_text 'panic:'
    means upgrade_nag 'NEW VERSION AVAILABLE'
    means crash_text 'panic:'
    means upgrade_nag 'update available!'
    means crash_text 'panic:'
    means upgrade_nag $'Update Available\n2\n3\n4\n5\n6\n7\n8'
    end_watch
  }
  in_both_forms scenario
  recorded 'manifest: pane_state=upgrade_nag'
  recorded 'exit: monitor 0'
}

@test "a question goes before a crash, and a crash before an offer" {
  scenario() {
    watch_pane
    means upgrade_nag 'update available'
    means waiting_for_input $'panic: out of cheese\nupdate available\nRetry? (y/n)'
    means crash_text $'update available\npanic: out of cheese\ndone'
    end_watch
  }
  in_both_forms scenario
  recorded 'manifest: pane_state=crash_text'
}
