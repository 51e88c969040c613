#!/usr/bin/env bats

# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016,SC2030,SC2031

load ../support/parity

@test "the order of the manifest's keys does not matter, and unknown keys stay where they are" {
  scenario() {
    task
    task_file manifest <<END
future=1
status=running

model=sonnet
  indented = kept
pid=0
# not a pair
project_dir=$project
task_name=demo
last=line
END
    run_wrapper
  }
  in_both_forms scenario
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-sonnet-4-6 -'
  recorded 'manifest:   indented = kept'
  recorded 'manifest: # not a pair'
  recorded 'manifest: '
  recorded 'manifest: future=1'
  recorded_times 1 'manifest: status=*'
}

@test "of a key that is there twice, the first line is read, and an update leaves one" {
  scenario() {
    task
    task_file manifest <<END
model=sonnet
model=opus
project_dir=$project
project_dir=/nowhere
task_name=first
task_name=second
status=one
pid=1
status=two
pid=2
exit_code=9
END
    run_wrapper
  }
  in_both_forms scenario
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-sonnet-4-6 -'
  recorded 'openclaw 1: system event --text Claude\ done:\ first --mode now'
  recorded_times 2 'manifest: model=*'
  recorded_times 1 'manifest: status=*'
  recorded_times 1 'manifest: pid=*'
  recorded_times 1 'manifest: exit_code=*'
}

@test "a value is everything after the first =, spaces and all" {
  scenario() {
    project="$LANE/a=b c=d"
    task 'task_name= a = b  $HOME * "quoted" ' 'note==='
    run_wrapper
    [ "$(cat "$LANE/calls/claude.1/directory")" = "$project" ]
  }
  in_both_forms scenario
  recorded 'openclaw 1: system event --text Claude\ done:\ \ a\ =\ b\ \ \$HOME\ \*\ \"quoted\"\  --mode now'
  recorded 'manifest: note==='
  recorded 'manifest: status=completed'
}

@test "a key that only begins like another, or is longer, is another key" {
  scenario() {
    task 'pid_of_launcher=5' 'my_status=kept' 'statusquo=kept'
    run_wrapper
  }
  in_both_forms scenario
  recorded 'manifest: pid_of_launcher=5'
  recorded 'manifest: my_status=kept'
  recorded 'manifest: statusquo=kept'
  recorded 'manifest: status=completed'
}

@test "a manifest without a newline at its end loses nothing" {
  scenario() {
    task
    printf 'project_dir=%s\ntask_name=demo\nstatus=running\nmodel=opus' "$project" | task_file manifest
    run_wrapper
  }
  in_both_forms scenario
  recorded 'manifest: model=opus'
  recorded 'manifest: status=completed'
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-opus-4-6 -'
}

@test "a manifest without a task_name, or with an empty one, is no obstacle" {
  scenario() {
    task
    task_file manifest <<END
model=opus
project_dir=$project
task_name=
END
    run_wrapper
  }
  in_both_forms scenario
  recorded 'manifest: status=completed'
  recorded 'openclaw 1: system event --text Claude\ done:\  --mode now'
}

# set FILE KEY VALUE ...: an update in the form that the lane is about.
set_in_form() {
  local file=$1
  local -a pairs=()
  shift
  if [ "$WRAPPER" = shell ]; then
    bash -c '. "$1/lib.sh" && shift && manifest_set "$@"' set "$REFERENCE_DIR" "$file" "$@"
  else
    while [ $# -gt 0 ]; do
      pairs+=("$1=$2")
      shift 2
    done
    "$OUTLIVE" manifest set "$file" "${pairs[@]}"
  fi
}

get_in_form() {
  if [ "$WRAPPER" = shell ]; then
    bash -c '. "$1/lib.sh" && manifest_read "$2" "$3"' get "$REFERENCE_DIR" "$1" "$2"
  else
    "$OUTLIVE" manifest get "$2" "$1"
  fi
}

@test "an update replaces the lines of its keys by new ones at the end, and a value can be read back" {
  scenario() {
    task
    set_in_form "$task/manifest" status paused brand_new 'a = b' model '' pid 7
    note "status is $(get_in_form status "$task/manifest")"
    note "brand_new is $(get_in_form brand_new "$task/manifest")"
    note "model is '$(get_in_form model "$task/manifest")'"
    note "absent: '$(get_in_form absent "$task/manifest" 2>"$LANE/absent.err")'"
  }
  in_both_forms scenario
  recorded 'note: status is paused'
  recorded 'note: brand_new is a = b'
  recorded "note: model is ''"
  recorded "note: absent: ''"
  recorded_times 8 'manifest: [a-z]*=*[!x]'
}

@test "a key or a value that cannot be a line is refused, and nothing is written (the binary alone)" {
  scenario() {
    local key
    task
    cp "$task/manifest" "$LANE/before"
    for key in '' 1st with-dash 'with space' 'new
line' ä; do
      if set_in_form "$task/manifest" good 1 "$key" value 2>"$LANE/err"; then
        note "accepted the key '$key'"
      fi
      [ -s "$LANE/err" ]
    done
    if set_in_form "$task/manifest" good 1 key $'two\nlines' 2>"$LANE/err"; then
      note 'accepted a value with a newline'
    fi
    [ -s "$LANE/err" ]
    cmp "$LANE/before" "$task/manifest"
    note unchanged
  }
  in_binary_form scenario
  recorded 'note: unchanged'
  recorded_times 1 'note: *'
  recorded_times 2 'file: [!.]*' # the prompt and the manifest: no lock, no temporary file
}
