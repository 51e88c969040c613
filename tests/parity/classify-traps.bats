#!/usr/bin/env bats
#
# Texts that only look as if they told something. A text that means nothing leaves the last state in the manifest, so each
# follows one that means something else than it could be taken for.

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity
load ../support/watched_pane

# means_nothing_after STATE TEXT: TEXT is no reason to leave STATE.
means_nothing_after() {
  show "$2"
  checked
  note "after $1 and '${2//$'\n'/\\n}': $(grep '^pane_state=' "$task/manifest")"
}

@test "a choice in the middle of a line, in prose, or six lines up asks nothing" {
  scenario() {
    watch_pane
    means crash_text 'panic: out of cheese'
    means_nothing_after crash_text 'The script asks "Overwrite? (y/n)" and then stops.'
    means_nothing_after crash_text $'Overwrite? (y/n)\n2\n3\n4\n5\n6'
    means_nothing_after crash_text $'do you trust the files?\n2\n3\n4\n5\n6'
    means_nothing_after crash_text $'(y/n]\n(yes/no)\n(y/n'
    end_watch
  }
  in_both_forms scenario
  recorded 'manifest: pane_state=crash_text'
  recorded_times 4 'note: after crash_text and *: pane_state=crash_text'
}

@test "words that only look like a crash or an offer mean nothing" {
  scenario() {
    watch_pane
    means upgrade_nag 'update available'
    means_nothing_after upgrade_nag $'PANIC: shouted\nPanicked At\nsegmentation fault\nCore Dumped\nno panic'
    means crash_text 'panic: out of cheese'
    means_nothing_after crash_text $'new versions are available\nupdates available\nupdate is available'
    end_watch
  }
  in_both_forms scenario
  recorded_times 1 'note: after upgrade_nag and *: pane_state=upgrade_nag'
  recorded_times 1 'note: after crash_text and *: pane_state=crash_text'
}

@test "the state stays on record when the pane shows nothing special again, and after the end" {
  scenario() {
    task
    agent <<'END'
echo 'Update available! Run the installer.'
await go
END
    launch
    start_monitor
    manifest_has pane_state=upgrade_nag
    show 'working'
    checked
    note "$(grep '^pane_state=' "$task/manifest")"
    open_gate go
    monitor_ended
  }
  in_every_pairing scenario
  recorded 'note: pane_state=upgrade_nag'
  recorded 'manifest: pane_state=upgrade_nag'
  recorded 'manifest: status=completed'
}
