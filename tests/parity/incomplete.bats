#!/usr/bin/env bats

# Tasks whose manifests lack what the wrapper reads, or hold more than it should.
# Scenarios are called by the lanes (tests/support), whose variables they use.
# shellcheck disable=SC2317,SC2154,SC2016

load ../support/parity

@test "without a model the agent gets an empty one" {
  scenario() {
    task
    task_file manifest <<<"project_dir=$project"
    complete_watched
  }
  in_every_pairing scenario
  recorded "claude 1 arguments: --dangerously-skip-permissions -p --model '' -"
  recorded 'manifest: status=completed'
  recorded 'openclaw 1: system event --text Claude\ done:\  --mode now'
}

works_where_it_was_started() {
  task
  printf '%s\n' model=opus "$@" | task_file manifest
  complete_watched
}

@test "without a project_dir the agent works where its wrapper was started" {
  in_every_pairing works_where_it_was_started
  recorded 'claude 1 directory: <lane>'
  recorded 'manifest: exit_code=0'
}

@test "with an empty project_dir the agent works where its wrapper was started" {
  in_every_pairing works_where_it_was_started project_dir=
  recorded 'claude 1 directory: <lane>'
  recorded 'manifest: exit_code=0'
}

@test "without a manifest the task is run all the same, and gets one" {
  scenario() {
    task
    rm "$task/manifest"
    complete_watched
  }
  in_every_pairing scenario
  recorded "claude 1 arguments: --dangerously-skip-permissions -p --model '' -"
  recorded 'manifest: pid=<agent 1>'
  recorded 'manifest: status=completed'
  recorded 'exit: monitor 0'
}

@test "an agent without a manifest that crashed is resumed" {
  scenario() {
    task
    rm "$task/manifest"
    work_watched
    crash
    be_resumed
  }
  in_every_pairing scenario
  recorded "claude 2 arguments: --dangerously-skip-permissions -c --model ''"
  recorded 'manifest: retry_count=1'
  recorded 'manifest: status=completed'
}

@test "a manifest with line ends of DOS keeps them: the model has one, too" {
  scenario() {
    task
    printf 'task_name=demo\r\nmodel=opus\r\nproject_dir=%s\nstatus=running\r\n' "$project" | task_file manifest
    run_wrapper
  }
  in_both_forms scenario
  recorded "claude 1 arguments: --dangerously-skip-permissions -p --model \$'opus\\r' -"
  recorded 'manifest: status=completed'
}

@test "the wrapper ignores what it is called with" {
  scenario() {
    task
    wrapper_command() {
      case $WRAPPER in
        shell) printf 'bash %q further words' "$REFERENCE_DIR/wrapper.sh" ;;
        binary) printf '%q wrapper further words' "$OUTLIVE" ;;
      esac
    }
    run_wrapper
  }
  in_both_forms scenario
  recorded 'exit: wrapper 0'
  recorded 'manifest: status=completed'
}

@test "a directory named resume is no order to resume" {
  scenario() {
    task
    mkdir "$task/resume"
    run_wrapper
  }
  in_both_forms scenario
  recorded 'claude 1 arguments: --dangerously-skip-permissions -p --model claude-opus-4-6 -'
  recorded 'manifest: status=completed'
}
