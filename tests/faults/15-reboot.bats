#!/usr/bin/env bats
# Row 15: after a reboot nothing of a task comes back.
# A reboot is here what it leaves: no process of the task or of tmux, and every file, the socket of tmux among them.
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # task.bash and launched.bash set them, and `start NAME` sets NAME_pid

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

assert_socket_is_left() {
  [ -S "$TMUX_TMPDIR/tmux-$(id -u)/default" ]
  run ! tmux list-sessions
}

script_task() {
  agent <<<'await end'
  task
  open_session
  type_line task "bash $(printf %q "$REFERENCE_DIR/wrapper.sh")"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  start script bash "$REFERENCE_DIR/monitor.sh" task "$task"
  wait_until test -s "$task/monitor.pid"
}

@test "row 15: the script's task is left as if it ran, and no process is left that could bring it back" {
  script_task
  kill_everything
  assert_socket_is_left
  manifest_has status=running
  [ ! -e "$task/resume" ]
  assert_equal "$(sandbox_processes)" ''
  assert_equal "$(calls_of claude)" 1
}

@test "row 15: the script's monitor, started again, gives the task up" {
  script_task
  kill_everything
  start again bash "$REFERENCE_DIR/monitor.sh" task "$task"
  end_of again
  assert_success
  manifest_has status=abandoned
  assert_equal "$(calls_of claude)" 1
}

# A task in the middle of its conversation.
task_in_conversation() {
  a_day_long
  launch demo
  wait_until works demo 1
  agent_awaits end
  conversation=$(argument_after --session-id 1)
  wait_until manifest_has "conversation=$conversation"
}

# assert_restores LINE ...: `restore` says exactly these.
assert_restores() {
  run -0 --separate-stderr outlive restore
  assert_equal "$output" "$(printf '%s\n' "$@")"
}

@test "row 15: the binary's restore brings a task back in its own conversation, and changes nothing when run again" {
  task_in_conversation
  kill_everything
  assert_socket_is_left
  wait_until is_now demo lost
  assert_equal "$(calls_of claude)" 1

  assert_restores 'demo: resumed'
  wait_until works demo 2
  assert_equal "$(argument_after --resume 2)" "$conversation"
  run ! argument_after --session-id 2
  assert_regex "$(<"$SANDBOX/calls/claude.2/stdin")" 'go on from there'
  assert_equal "$(<"$SANDBOX/calls/claude.2/directory")" "$(cd "$project" && pwd -P)"
  parts="$(wrapper_of) $(monitor_of) $(agents)"

  assert_restores 'demo: already running'
  wait_until works demo 2
  assert_equal "$(wrapper_of) $(monitor_of) $(agents)" "$parts"
  assert_equal "$(calls_of claude)" 2

  open_gate end
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" 'all done, by call 2'
  assert_restores 'demo: has ended, nothing to do'
  assert_equal "$(calls_of claude)" 2
}

@test "row 15: the binary's restore has the launcher's environment, not the boot's" {
  ANSWER=launcher task_in_conversation
  kill_everything
  wait_until is_now demo lost
  mkdir "$SANDBOX/root"
  env -i "HOME=$SANDBOX/root" PATH=/usr/bin:/bin "OUTLIVE_HOME=$OUTLIVE_HOME" "$OUTLIVE" restore </dev/null >"$SANDBOX/out" 2>&1
  assert_equal "$(<"$SANDBOX/out")" 'demo: resumed'
  wait_until works demo 2
  for name in ANSWER PATH HOME TMUX_TMPDIR; do
    assert_equal "$(grep "^$name=" "$SANDBOX/calls/claude.2/environment")" "$(grep "^$name=" "$SANDBOX/calls/claude.1/environment")"
  done
}

@test "row 15: the binary's restore is not misled by processes that have got the numbers of those before" {
  task_in_conversation
  kill_everything
  living_process
  for file in wrapper.lock monitor.lock; do
    sed -i "s/^[0-9]*/$living_pid/" "$task/$file"
  done
  echo "$living_pid" >"$task/pid"
  wait_until is_now demo lost
  assert_restores 'demo: resumed'
  wait_until works demo 2
  run ! gone "$living_pid"
}

@test "row 15: the binary's restore brings back a task that went down before its agent had replied, with its prompt" {
  claude_does <<'END'
[ "$call" = 1 ] || begins
await end
answers "done by call $call"
END
  launch demo --prompt 'the work of this test'
  agent_awaits end
  kill_everything
  wait_until is_now demo lost
  assert_restores 'demo: resumed'
  agent_awaits end 2
  assert_equal "$(<"$SANDBOX/calls/claude.2/stdin")" 'the work of this test'
  [ "$(argument_after --session-id 2)" != "$(argument_after --session-id 1)" ]
}

@test "row 15: the binary's restore leaves alone what had ended or was stopped" {
  claude_does <<'END'
begins
says hello
[ -n "${AT_ONCE:-}" ] || await end
answers done
END
  launch done-before --env AT_ONCE=yes --wait
  launch stopped
  agent_awaits end 2
  outlive stop stopped --grace 0
  launch lost
  agent_awaits end 3
  kill_everything
  wait_until is_now lost lost
  assert_restores 'done-before: has ended, nothing to do' 'lost: resumed' 'stopped: has ended, nothing to do'
  agent_awaits end 4
  assert_equal "$(calls_of claude)" 4
  assert_equal "$(argument_after --resume 4)" "$(argument_after --session-id 3)"
  agent_number 1
}

@test "row 15: a restore that begins twice at once brings one agent back" {
  task_in_conversation
  kill_everything
  wait_until is_now demo lost
  start one "$OUTLIVE" restore
  start two "$OUTLIVE" restore
  end_of one
  assert_success
  end_of two
  assert_success
  assert_equal "$(sort "$SANDBOX/one.out" "$SANDBOX/two.out")" $'demo: already running\ndemo: resumed'
  wait_until works demo 2
  assert_equal "$(calls_of claude)" 2
}

# -------------------------------------------------------------------------------------------------------- the unit

@test "row 15: the binary prints a unit that calls restore when the user's services start" {
  unit=$SANDBOX/outlive-restore.service
  outlive restore --unit >"$unit"
  grep -qx 'Type=oneshot' "$unit"
  grep -qx 'WantedBy=default.target' "$unit"
  grep -qxF "ExecStart=\"$OUTLIVE\" restore" "$unit"
  grep -qxF "Environment=\"OUTLIVE_HOME=$OUTLIVE_HOME\"" "$unit"
  grep -qxF "Environment=\"TMUX_TMPDIR=$TMUX_TMPDIR\"" "$unit"
  assert_equal "$(calls_of claude)" 0
}

# As much of systemd as the unit needs: its variables and its program, and nothing else. A dollar is nothing special in
# either. (systemd.exec(5), systemd.service(5))
start_unit() {
  perl -e '
    my (@words, @variables);
    for (<STDIN>) {
      next unless /^(ExecStart|Environment)=(.*)$/;
      my ($key, @found) = ($1, $2 =~ /"((?:[^"\\]|\\.)*)"|(\S+)/g);
      @found = grep { defined } @found;
      s/\\(.)/$1/g, s/%%/%/g for @found;
      $key eq "ExecStart" ? (@words = @found) : push @variables, @found;
    }
    exec "env", "-i", "HOME=$ENV{HOME}", @variables, @words;' <"$1"
}

@test "row 15: what the unit says brings a task back, with any character in the paths" {
  export OUTLIVE_HOME="$SANDBOX/a \"state\" of 100% \$HOME"
  task_in_conversation
  outlive restore --unit >"$SANDBOX/outlive-restore.service"
  kill_everything
  wait_until is_now demo lost
  run -0 --separate-stderr start_unit "$SANDBOX/outlive-restore.service"
  assert_output 'demo: resumed'
  wait_until works demo 2
  assert_equal "$(argument_after --resume 2)" "$conversation"
}

@test "row 15: systemd takes the unit, with every word of it" {
  type -P systemd-analyze || skip 'there is no systemd-analyze here'
  export OUTLIVE_HOME="$SANDBOX/a \"state\" of 100% \$HOME"
  outlive restore --unit >"$SANDBOX/outlive-restore.service"
  mkdir -m 700 "$SANDBOX/run"
  run -0 env "XDG_RUNTIME_DIR=$SANDBOX/run" systemd-analyze verify --user "$SANDBOX/outlive-restore.service"
  assert_output ''
}
