#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

# What each of these has in common: a word on stderr, and neither tmux nor the task directory is touched.
refused_with() {
  recorded "exit: monitor $1"
  recorded 'stderr: monitor'
  recorded 'note: calls of tmux: 0'
  not_recorded "exit: monitor [!$1]"
  not_recorded 'file: monitor*'
  not_recorded 'openclaw *'
  not_recorded 'manifest: abandoned_at=*'
}

note_tmux() { note "calls of tmux: $(tmux_calls)"; }

@test "the monitor needs a session and a task directory" {
  scenario() {
    task
    run_monitor
    run_monitor task
    run_monitor '' "$task"
    run_monitor task ''
    note_tmux
  }
  in_both_forms scenario
  refused_with 1
  recorded_times 4 'exit: monitor 1'
}

@test "a session name of other characters than letters, digits, dot, _ and - never reaches tmux" {
  scenario() {
    local name
    task
    for name in 'a b' 'a:b' '=a' '$(touch pwned)' 'a/b' 'a*' 'ä' 'a;b' "a'b"; do
      run_monitor "$name" "$task"
    done
    note_tmux
    note "made: $(find "$LANE" -name pwned)"
  }
  in_both_forms scenario
  refused_with 1
  recorded_times 9 'exit: monitor 1'
  recorded 'note: made: '
}

@test "a session name is judged as a whole, not line by line (the binary alone)" {
  scenario() {
    task
    run_monitor $'task\nother' "$task"
    run_monitor $'task\n' "$task"
    run_monitor $'\ntask' "$task"
    note_tmux
  }
  in_binary_form scenario
  refused_with 1
  recorded_times 3 'exit: monitor 1'
}

@test "every character that a session name may have is accepted" {
  scenario() {
    task
    run_monitor 'AZaz09._-' "$task"
  }
  in_both_forms scenario
  recorded 'exit: monitor 0' # there is no such session
  recorded 'manifest: status=abandoned'
  recorded 'openclaw 1: system event --text Task\ abandoned:\ AZaz09._- --mode now'
}

@test "a task directory that is not there, or is a file, is refused" {
  scenario() {
    : >"$LANE/file"
    run_monitor task "$LANE/nothing"
    run_monitor task "$LANE/file"
    note_tmux
    [ ! -e "$LANE/nothing" ]
    [ ! -s "$LANE/file" ]
  }
  in_both_forms scenario
  refused_with 1
  recorded_times 2 'exit: monitor 1'
}

@test "a setting that is not a whole number is refused before anything is touched (the binary alone)" {
  scenario() {
    local name
    task
    for name in BASE_INTERVAL MAX_INTERVAL DEADLINE GRACE_PERIOD MAX_RETRIES DISPATCH_WAIT WAITING_POLLS; do
      export "MONITOR_$name=soon"
      run_monitor task "$task"
      unset "MONITOR_$name"
    done
    note_tmux
  }
  in_binary_form scenario
  refused_with 2
  recorded_times 7 'exit: monitor 2'
}

@test "a whole number has no sign, no fraction, no unit, no exponent and no space (the binary alone)" {
  scenario() {
    local value
    task
    for value in -1 +1 1.5 30s 1e3 0x10 ' 1' '1 ' '1 2' 'a[$(touch pwned)]'; do
      export "MONITOR_DEADLINE=$value"
      run_monitor task "$task"
    done
    note_tmux
    note "made: $(find "$LANE" -name pwned)"
  }
  in_binary_form scenario
  refused_with 2
  recorded_times 10 'exit: monitor 2'
  recorded 'note: made: '
}

@test "a setting is judged as a whole, not line by line (the binary alone)" {
  scenario() {
    task
    export MONITOR_DEADLINE=$'1\n2'
    run_monitor task "$task"
    note_tmux
  }
  in_binary_form scenario
  refused_with 2
}

@test "a session may have a name that looks like a flag" {
  scenario() {
    task
    run_monitor -h "$task"
  }
  in_both_forms scenario
  recorded 'exit: monitor 0' # there is no such session
  recorded 'openclaw 1: system event --text Task\ abandoned:\ -h --mode now'
}

@test "further words are ignored" {
  scenario() {
    task
    run_monitor task "$task" further --help
  }
  in_both_forms scenario
  recorded 'exit: monitor 0' # there is no such session
  recorded 'manifest: status=abandoned'
}
