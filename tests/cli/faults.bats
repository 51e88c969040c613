#!/usr/bin/env bats
# What becomes of defects of outlive itself: each is written to a log, `doctor` tells of it, and `prune` removes it.
# A defect is an error that a module throws which Bun loads before the program (`BUN_OPTIONS`).
# shellcheck disable=SC2154 # `run` sets stderr

setup() {
  load ../support/session && session_begin
  export SHELL=/bin/bash
  faults=$OUTLIVE_HOME/faults.log
  # The program $FAULTY has a defect: it throws, or leaves a promise that fails, while it waits for something; or, with
  # DEFECT=breaks, it throws as soon as it takes a part of some bytes.
  cat >"$SANDBOX/defect.js" <<'END'
const fail = () => {
  if (process.listenerCount("uncaughtException") === 0) return void setTimeout(fail, 1)
  const defect = new Error("a defect")
  if (process.env.DEFECT === "rejects") void Promise.reject(defect)
  else throw defect
}
const breakBytes = () => {
  Uint8Array.prototype.subarray = () => {
    throw new Error("a defect")
  }
}
if (process.argv[2] === process.env.FAULTY) process.env.DEFECT === "breaks" ? breakBytes() : setTimeout(fail, 1)
END
  export BUN_OPTIONS="--preload $SANDBOX/defect.js"
}

teardown() {
  session_end
}

# of_last KEY: prints a member of the last defect that is kept.
of_last() { tail -n 1 "$faults" | json "$1"; }

# has_fault PROGRAM: the last defect that is kept is one of this program.
has_fault() { [ -s "$faults" ] && [[ "$(of_last program) " == "$1 "* ]]; }

# faulty_in_tmux PROGRAM: starts a tmux server; each process of the program that it starts has a defect.
faulty_in_tmux() {
  mkdir -m 700 "$SANDBOX/s"
  FAULTY=$1 tm new-session -d -s first 'sleep 1000'
}

# mode_of FILE: prints its permissions, as 600.
mode_of() { stat -c %a "$1" 2>/dev/null || stat -f %Lp "$1"; }

@test "a supervisor that has a defect ends at once with 70, and says so in one line" {
  for DEFECT in throws rejects; do
    export DEFECT
    rm -f "$faults"
    FAULTY=exec-supervisor run --separate-stderr timeout -s KILL 60 "$OUTLIVE" exec-supervisor
    assert_failure 70
    assert_output ''
    assert_equal "$stderr" 'outlive: outlive has a fault: Error: a defect; please report it'
    assert_equal "$(wc -l <"$faults" | tr -d ' ')" 1
  done
}

@test "a defect is kept with its time, version, program, process and place, for its user alone" {
  FAULTY=exec-supervisor run "$OUTLIVE" exec-supervisor
  assert_regex "$(of_last at)" '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$'
  assert_equal "$(of_last version)" "$("$OUTLIVE" --version)"
  assert_equal "$(of_last program)" exec-supervisor
  assert_regex "$(of_last pid)" '^[1-9][0-9]*$'
  assert_equal "$(of_last message)" 'Error: a defect'
  assert_regex "$(of_last stack)" 'defect\.js:3'
  assert_equal "$(mode_of "$faults")" 600
  assert_equal "$(mode_of "$OUTLIVE_HOME")" 700
}

@test "no word that may be a secret is kept" {
  FAULTY='exec' run "$OUTLIVE" exec --env TOKEN=secret-1 -- sleep secret-2
  FAULTY='exec' run "$OUTLIVE" exec 'sleep 1000; echo secret-3'
  run ! grep secret "$faults"
  assert_equal "$(of_last program)" exec
  assert_equal "$(wc -l <"$faults" | tr -d ' ')" 2
}

@test "a supervisor without a starter has a log to tell of its defect" {
  FAULTY=exec-supervisor outlive exec --background -- sleep 1000 || true
  wait_until has_fault exec-supervisor
}

@test "so has the announcement of an end" {
  FAULTY=exec-announcement outlive exec --background -- echo x
  wait_until has_fault exec-announcement
}

@test "so has the host of a session" {
  faulty_in_tmux session-host
  session start web -- sleep 1000 || true
  wait_until has_fault session-host
}

@test "so has the log of a session" {
  DEFECT=breaks faulty_in_tmux session-log
  session start web -- sh -c 'echo x; sleep 1000'
  wait_until has_fault session-log
}

# assert_fatal PROGRAM [WORD …]: a defect ends the program with 70. What it has started may keep whatever that prints to.
assert_fatal() {
  local exit_code=0
  TASK_TMPDIR=$task FAULTY=$1 timeout -s KILL 60 "$OUTLIVE" "$@" >"$SANDBOX/out" 2>&1 || exit_code=$?
  assert_equal "$exit_code" 70
  has_fault "$1"
}

@test "so have the wrapper and the monitor of a task" {
  agent <<<'sleep 600'
  task
  open_session
  assert_fatal wrapper
  assert_fatal monitor task "$task"
}

@test "doctor tells of what was in the last seven days, and where it is kept" {
  run -0 outlive doctor
  assert_line --regexp '^ok +faults +none in the last 7 days'
  FAULTY=exec-supervisor run "$OUTLIVE" exec-supervisor
  run outlive doctor
  assert_line --regexp '^warning +faults +1 in outlive exec-supervisor at [^ ]+: Error: a defect$'
  assert_line --partial "$faults"
  FAULTY=exec-supervisor run "$OUTLIVE" exec-supervisor
  run outlive doctor --json
  assert_regex "$(json findings <<<"$output")" '2, the last one in outlive exec-supervisor'
  perl -pi -e 's/"at":"\d+/"at":"2001/' "$faults"
  run -0 outlive doctor
  assert_line --regexp '^ok +faults +none in the last 7 days'
}

@test "prune removes the log when its last entry is old enough, and says so" {
  FAULTY=exec-supervisor run "$OUTLIVE" exec-supervisor
  run -0 outlive prune
  assert_output 'There is nothing to remove.'
  run -0 outlive prune --older-than 0 --dry-run
  assert_output --partial "faults in $faults: would be removed"
  [ -s "$faults" ]
  run -0 --separate-stderr outlive prune --older-than 0 --json
  assert_equal "$(json faults.0.path <<<"$output")" "$faults"
  [ ! -e "$faults" ]
}

@test "where no log can be written, the program ends all the same, and says the same" {
  mkdir -p "$SANDBOX/file" && : >"$SANDBOX/file/home"
  FAULTY=exec-supervisor OUTLIVE_HOME=$SANDBOX/file/home run --separate-stderr "$OUTLIVE" exec-supervisor
  assert_failure 70
  assert_equal "$stderr" 'outlive: outlive has a fault: Error: a defect; please report it'
}
