#!/usr/bin/env bats
# What users do with the pane of a task: modes, half a line, a second window, the end of the session.

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

resumed_and_completed() {
  recorded 'exit: monitor 0'
  recorded 'claude 2 arguments: --dangerously-skip-permissions -c --model claude-opus-4-6'
  recorded 'manifest: retry_count=1'
  recorded 'manifest: status=completed'
  not_recorded 'claude 3 *'
  not_recorded 'left: *'
}

@test "the binary's monitor resumes a task in a pane that was left in copy mode (row 31)" {
  scenario() {
    task
    work_watched
    own_tmux copy-mode -t "=$session:"
    crash
    be_resumed
  }
  run_lanes 'binary+binary shell+binary' scenario
  resumed_and_completed
  recorded_times 2 'typed: <wrapper>'
}

@test "what the script's monitor types into a pane in copy mode is lost (row 31)" {
  scenario() {
    task
    work_watched
    own_tmux copy-mode -t "=$session:"
    crash
    wait_until test -e "$task/resume"
    wait_until test ! -e "$task/pid"
    wait_until grep -q 'send-keys' "$LANE/tmux.calls"
    mark_done_and_signal TERM
    monitor_ended
  }
  lanes_differ_by '^monitor\.log:'
  run_lanes 'shell+shell binary+shell' scenario
  recorded_times 1 'typed: <wrapper>'
  recorded 'file: resume 600 empty'
  not_recorded 'claude 2 *'
}

@test "the binary's monitor discards what a user types while the resume comes (row 33)" {
  scenario() {
    task
    work_watched
    own_tmux send-keys -t "=$session:" -l -- "touch $LANE/typed "
    crash
    be_resumed
    [ ! -e "$LANE/typed" ]
  }
  run_lanes 'binary+binary shell+binary' scenario
  resumed_and_completed
  recorded_times 2 'typed: <wrapper>'
}

@test "what a user types while the script's resume comes is run with it (row 33)" {
  scenario() {
    task
    work_watched
    own_tmux send-keys -t "=$session:" -l -- "touch $LANE/typed "
    crash
    wait_until test -e "$LANE/typed"
    mark_done_and_signal TERM
    monitor_ended
  }
  lanes_differ_by '^(monitor\.log|typed):'
  run_lanes 'shell+shell binary+shell' scenario
  not_recorded 'claude 2 *'
}

@test "a task is resumed in the window that is current" {
  scenario() {
    task
    open_session
    own_tmux new-window -d -t "=$session:"
    wait_until two_prompts
    work_watched
    own_tmux select-window -t "=$session:1"
    crash
    be_resumed
  }
  two_prompts() { [ "$(grep -c '^exit' "$LANE/pane.log")" -eq 2 ]; }
  in_every_pairing scenario
  resumed_and_completed
  recorded_times 2 'typed: <wrapper>'
  recorded 'session: none'
}

# The binary puts the old id back where nothing could be typed, so that the next check tries again.
@test "a session that is ended while the resume is typed ends its task" {
  scenario() {
    task
    work_watched
    own_tmux set-option -g exit-empty off
    at_next_typing <<<"PATH=\${PATH#*:} tmux kill-session -t =$session"
    crash
    monitor_ended
  }
  lanes_differ_by '^file: pid '
  in_every_pairing scenario
  recorded 'exit: monitor 0'
  recorded 'manifest: status=abandoned'
  recorded 'manifest: retry_count=1'
  recorded 'file: resume 600 empty'
  recorded 'session: none'
  not_recorded 'claude 2 *'
  not_recorded 'file: monitor.pid *'
}

# type_before COMMAND: has the pane's shell run it, before the wrapper's.
type_before() {
  open_session
  own_tmux send-keys -t "=$session:" -l -- "$1"
  own_tmux send-keys -t "=$session:" Enter
}

@test "a task is resumed in a pane whose directory was removed" {
  scenario() {
    task
    mkdir "$LANE/worktree"
    type_before "cd $LANE/worktree"
    work_watched
    rmdir "$LANE/worktree"
    crash
    be_resumed
  }
  lanes_differ_by '^(typed|exit: wrapper)| environment: OLDPWD='
  in_every_pairing scenario
  resumed_and_completed
}

# A program that was killed may have left the terminal like this. A shell without a line editor does not set it anew.
@test "a task is resumed in a pane whose terminal hands on each key" {
  scenario() {
    task
    type_before 'exec env PS1=READY dash -i'
    wait_until pane_shows READY
    own_tmux send-keys -t "=$session:" -l -- 'stty -icanon -echo'
    own_tmux send-keys -t "=$session:" Enter
    tty=$(own_tmux display-message -p -t "=$session:" '#{pane_tty}')
    wait_until each_key
    work_watched
    crash
    be_resumed
  }
  each_key() { stty -a <"$tty" | grep -q -- -icanon; }
  command -v dash >/dev/null || skip "there is no dash"
  # bash does not hand PS1 on.
  lanes_differ_by '^(typed|exit: wrapper)|PS1='
  in_every_pairing scenario
  resumed_and_completed
}
