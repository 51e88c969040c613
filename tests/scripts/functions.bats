#!/usr/bin/env bats
# The functions of scripts/lib.sh and scripts/monitor.sh that other scripts and tests call.
# shellcheck disable=SC2016 # what stands in single quotes is for another shell
# shellcheck disable=SC2034,SC2317 # the functions read the variables, and call the stand-ins
# shellcheck disable=SC2154 # isolation.bash and `run` set them

setup() {
  load ../support/isolation
  bats_require_minimum_version 1.5.0
  load_assertions
  isolation_begin
  cd "$SANDBOX" || return
  TASK_TMPDIR=$SANDBOX/task
  SESSION=of-the-test
  WRAPPER_PATH=/nowhere/wrapper.sh
  MONITOR_MAX_RETRIES=3 MONITOR_DISPATCH_WAIT=0 RETRY_COUNT=0 TOTAL_RETRY_COUNT=0
  mkdir "$TASK_TMPDIR"
  manifest=$TASK_TMPDIR/manifest
  printf 'task_name=demo\nstatus=running\n' >"$manifest"
  # What the functions call is noted, one call a line.
  tmux() { printf 'tmux%s\n' "$(printf ' %q' "$@")" >>"$SANDBOX/calls"; }
  openclaw() { printf 'openclaw%s\n' "$(printf ' %q' "$@")" >>"$SANDBOX/calls"; }
  # shellcheck source=/dev/null
  . "$REFERENCE_DIR/monitor.sh"
  set +u +o pipefail
}

teardown() { isolation_end; }

@test "sourced, the monitor defines its functions and does nothing else" {
  run bash -c 'cd / && . "$1/monitor.sh" && for name in get_mtime compute_interval classify_pane_state _classify_pane_text \
    dispatch_resume cleanup main _log manifest_read manifest_set; do declare -F "$name"; done' source "$REFERENCE_DIR"
  assert_success
  assert_equal "${#lines[@]}" 10
  [ ! -e "$SANDBOX/calls" ]
}

@test "sourced by a path without a slash, too" {
  run bash -c 'cd "$1" && PATH=$PATH:. && . monitor.sh && declare -F manifest_set' source "$REFERENCE_DIR"
  assert_output manifest_set
}

@test "both scripts find their own directory through a name in another one" {
  mkdir "$SANDBOX/my skill" "$SANDBOX/my skill/scripts"
  cp "$REFERENCE_DIR"/{lib,wrapper,monitor}.sh "$SANDBOX/my skill/scripts"
  touch "$TASK_TMPDIR/done"
  cd /
  TASK_TMPDIR=$TASK_TMPDIR run bash "$SANDBOX/my skill/scripts/wrapper.sh"
  assert_success
  assert_output --partial 'already completed'
  run bash "$SANDBOX/my skill/scripts/monitor.sh" of-the-test "$SANDBOX/nothing"
  assert_failure 1
  assert_output --partial 'not a directory'
}

@test "manifest_read: the first line with the key, all behind the first =" {
  printf 'a=1\nab=2\na=3\nempty=\nlong=x = y=z \ndos=1\r\n' >"$manifest"
  assert_equal "$(manifest_read a "$manifest")" 1
  assert_equal "$(manifest_read empty "$manifest")" ''
  assert_equal "$(manifest_read long "$manifest")" 'x = y=z '
  assert_equal "$(manifest_read dos "$manifest")" $'1\r'
  assert_equal "$(manifest_read 'a.' "$manifest")" 2
}

@test "manifest_read: an absent key or file prints nothing, and is an error only under pipefail" {
  run manifest_read absent "$manifest"
  assert_success
  assert_output ''
  run manifest_read status "$SANDBOX/nothing"
  assert_success
  assert_output ''
  set -o pipefail
  run manifest_read absent "$manifest"
  assert_failure 1
}

@test "manifest_set: new lines at the end in their order, and other lines in their places" {
  printf 'a=1\n\n# b\nb=2\na=3\nab=4' >"$manifest"
  run manifest_set "$manifest" b two a one new ''
  assert_success
  assert_output ''
  assert_equal "$(cat "$manifest")" $'\n# b\nab=4\nb=two\na=one\nnew='
  assert_equal "$(cd "$TASK_TMPDIR" && echo *)" manifest
}

@test "manifest_set: makes a file that is not there, does nothing without a pair, and leaves out half of one" {
  run manifest_set "$SANDBOX/new" a 1 b
  assert_success
  assert_equal "$(cat "$SANDBOX/new")" a=1
  run manifest_set "$SANDBOX/none"
  assert_success
  run manifest_set "$SANDBOX/none" a
  assert_success
  [ ! -e "$SANDBOX/none" ]
}

@test "manifest_set: the empty key is written" {
  manifest_set "$manifest" '' value
  assert_equal "$(tail -n 1 "$manifest")" =value
  manifest_has status=running
}
manifest_has() { grep -qxF "$1" "$manifest"; }

@test "get_mtime: seconds since the epoch, 0 for what is not there" {
  touch -d '2026-01-02 03:04:05 UTC' "$manifest" 2>/dev/null || touch -t 202601020304.05 "$manifest"
  assert_equal "$(get_mtime "$manifest")" "$(perl -e 'print +(stat shift)[9]' "$manifest")"
  assert_equal "$(get_mtime "$SANDBOX/nothing")" 0
}

@test "compute_interval: doubled for every retry, at most the maximum and the time that is left" {
  local base retries max remaining expected
  while read -r base retries max remaining expected; do
    assert_equal "$base $retries $max $remaining: $(compute_interval "$base" "$retries" "$max" "$remaining")" \
      "$base $retries $max $remaining: $expected"
  done <<'END'
30 0 300 18000 30
30 1 300 18000 60
30 3 300 18000 240
30 4 300 18000 300
30 0 10 18000 10
30 0 300 7 7
30 2 300 0 120
30 2 300 -5 120
1+1 2 300 18000 8
30 63 300 18000 0
END
}

@test "_classify_pane_text: what a pane is up to" {
  local expected text
  while IFS='|' read -r expected text; do
    assert_equal "$text: $(_classify_pane_text "$(printf %b "$text")")" "$text: $expected"
  done <<'END'
unknown|
unknown|all is well
waiting_for_input|Overwrite? (y/n)
waiting_for_input|Overwrite? [Y/n]  
waiting_for_input|DO YOU TRUST THE FILES in here?
waiting_for_input|Do you Trust the Authors?
unknown|answer (y/n) and go on
unknown|(y/n)\n1\n2\n3\n4\n5
waiting_for_input|(y/N)\n1\n2\n3\n4
waiting_for_input|panic: Overwrite? (y/n)
crash_text|panic: nil\n1\n2\n3\n4\n5\n6
crash_text|thread 'main' panicked at src/main.rs
crash_text|Segmentation fault
crash_text|(core dumped)
unknown|segmentation fault
crash_text|update available\npanic: nil
upgrade_nag|A New Version Available: 2
upgrade_nag|Update available
END
}

@test "classify_pane_state: the last lines of the session's pane, unknown where there is none" {
  tmux() {
    printf 'tmux%s\n' "$(printf ' %q' "$@")" >>"$SANDBOX/calls"
    printf 'Overwrite? (y/n)\n\n\n'
  }
  assert_equal "$(classify_pane_state of-the-test)" waiting_for_input
  assert_equal "$(cat "$SANDBOX/calls")" 'tmux capture-pane -t of-the-test -p -S -30'
  tmux() { return 1; }
  assert_equal "$(classify_pane_state of-the-test)" unknown
}

@test "dispatch_resume: counts, records, and types the wrapper's command" {
  WRAPPER_PATH="$SANDBOX/my skill/wrapper.sh"
  RETRY_COUNT=1 TOTAL_RETRY_COUNT=2
  echo 42 >"$TASK_TMPDIR/pid"
  dispatch_resume 'It died.' crashed >"$SANDBOX/out"
  assert_equal "$RETRY_COUNT $TOTAL_RETRY_COUNT" '2 3'
  grep -qF 'It died.' "$SANDBOX/out"
  [ -f "$TASK_TMPDIR/resume" ]
  [ ! -e "$TASK_TMPDIR/pid" ]
  manifest_has status=crashed
  manifest_has retry_count=3
  grep -qE '^last_checked_at=.*Z$' "$manifest"
  assert_equal "$(cat "$SANDBOX/calls")" "tmux send-keys -t of-the-test $(printf %q "bash $(printf %q "$WRAPPER_PATH")") Enter"
}

@test "dispatch_resume: without a manifest makes none" {
  rm "$manifest"
  dispatch_resume 'It hangs.' hung
  [ ! -e "$manifest" ]
  [ -f "$TASK_TMPDIR/resume" ]
}

@test "dispatch_resume: gives up with 1 when the budget is used up" {
  TOTAL_RETRY_COUNT=3
  run dispatch_resume 'It died.' crashed
  assert_failure 1
  manifest_has status=abandoned
  manifest_has abandon_reason=max_retries_exceeded
  manifest_has retry_count=4
  [ ! -e "$TASK_TMPDIR/resume" ]
  [ ! -e "$SANDBOX/calls" ]
}

@test "cleanup: abandons an unfinished task, notifies, and closes the session" {
  echo 42 >"$TASK_TMPDIR/monitor.pid"
  cleanup
  manifest_has status=abandoned
  assert_equal "$(cat "$SANDBOX/calls")" 'openclaw system event --text Task\ abandoned:\ of-the-test --mode now
tmux pipe-pane -t of-the-test
tmux kill-session -t of-the-test'
  assert_equal "$(cd "$TASK_TMPDIR" && echo *)" 'manifest monitor.trace'
}

@test "cleanup: leaves a complete task as it is, and tells of one that was abandoned before" {
  touch "$TASK_TMPDIR/done"
  cp "$manifest" before
  cleanup
  cmp before "$manifest"
  run ! grep openclaw "$SANDBOX/calls"
  rm "$TASK_TMPDIR/done"
  printf 'status=abandoned\nabandoned_at=then\n' >"$manifest"
  cleanup
  assert_equal "$(cat "$manifest")" $'status=abandoned\nabandoned_at=then'
  grep -q openclaw "$SANDBOX/calls"
}

@test "_log: prints the line, and appends it to monitor.trace" {
  run _log 'what happened'
  assert_success
  assert_regex "$output" '^\[monitor [0-9]{2}:[0-9]{2}:[0-9]{2} pid=[0-9]+\] what happened$'
  assert_equal "$(cat "$TASK_TMPDIR/monitor.trace")" "$output"
  TASK_TMPDIR=$SANDBOX/nothing run _log 'what happened'
  assert_success
}

@test "cleanup: a tmux and a notifier that fail do not stop it, also under errexit" {
  tmux() { return 1; }
  openclaw() { return 1; }
  set -e
  cleanup >said
  grep -q 'cleanup done$' said
}
