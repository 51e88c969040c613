#!/usr/bin/env bats
# A task of `outlive run` outlives its starter, and each of its own parts.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
  a_watchful_day
}

teardown() {
  launched_end
}

# As a_day_long; besides, each call notes in $SANDBOX/overlap if another one lives when it begins.
a_watchful_day() {
  claude_does <<'END'
for other in "$lane"/calls/claude.*/pid; do
  pid=$(<"$other")
  case $pid:$(ps -o stat= -p "$pid") in "$$":* | *: | *:Z*) ;; *) echo "$$ beside $pid" >>"$lane/overlap" ;; esac
done
begins
says "call $call, resumed: $resumed"
await end
answers "all done, by call $call"
END
}

# The task ends as it should have without any of this, and is told of once.
assert_ends_well() {
  local calls
  calls=$(calls_of claude)
  open_gate end
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" "all done, by call $calls"
  wait_until test -e "$SANDBOX/calls/openclaw.1/order"
  wait_until put_away
  assert_equal "$(events_told)" 'system event --text Claude\ done:\ demo --mode now'
  wait_until -t 20 eval '! session_exists claude-demo'
  agent_number 0
  [ ! -e "$SANDBOX/overlap" ] || fail "two agents at once: $(<"$SANDBOX/overlap")"
}

# ------------------------------------------------------------------------------------------------------- who started it

@test "it goes on when the process group that started it is killed right after run returned" {
  start launcher bash -c '"$OUTLIVE" run --name demo --prompt x && kill -KILL 0'
  end_of launcher
  assert_failure 137
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
  assert_ends_well
}

@test "it goes on when its starter is killed with all descendants, one by one" {
  start launcher bash -c '"$OUTLIVE" run --name demo --prompt x; sleep 1000; :'
  wait_until test -s "$SANDBOX/launcher.out"
  wait_until pgrep -P "$launcher_pid"
  kill -KILL $(pgrep -P "$launcher_pid") "$launcher_pid"
  wait_until gone "$launcher_pid"
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
  assert_ends_well
}

@test "none of its processes has the starter's process group, session or terminal" {
  local pid
  launch demo
  wait_until works demo 1
  for pid in $(wrapper_of) $(monitor_of) $(agents) $(tmux display-message -p '#{pid}'); do
    [ "$(ps -o pgid= -p "$pid")" != "$(ps -o pgid= -p $$)" ]
    [ "$(ps -o sess= -p "$pid")" != "$(ps -o sess= -p $$)" ]
  done
  assert_equal "$(ps -o tty= -p "$(monitor_of)")" '?'
}

@test "run gives its caller's pipes back: their reader does not wait for the task" {
  start reader bash -c '"$OUTLIVE" run --name demo --prompt x 2>&1 | cat; echo read it all'
  end_of reader
  assert_success
  assert_output --partial 'read it all'
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
}

@test "it goes on when the terminal that it was started from closes" {
  # A terminal of its own, with an interactive shell: another tmux server.
  tmux -L terminal -f "$SANDBOX/tmux.conf" new-session -d -s desk -c "$project" 3>&-
  tmux -L terminal send-keys -t =desk: "'$OUTLIVE' run --name demo --prompt x" Enter
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
  tmux -L terminal list-sessions
  tmux -L terminal kill-server
  wait_until works demo 1
  assert_equal "$(calls_of claude)" 1
  assert_equal "$(value_of tmux_socket)" "$TMUX_TMPDIR/tmux-$(id -u)/default"
  assert_ends_well
}

@test "it goes on when a login that started it hangs up at once" {
  type -P script >/dev/null || skip 'there is no script(1)'
  script -qec "'$OUTLIVE' run --name demo --prompt x" /dev/null </dev/null >"$SANDBOX/typescript" 3>&-
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
  assert_equal "$(calls_of claude)" 1
  assert_ends_well
}

@test "it goes on when a shell with job control kills the job that started it" {
  bash -c 'set -m; { "$OUTLIVE" run --name demo --prompt x; sleep 1000; } & until [ -s "$1" ]; do sleep 0.1; done
    kill -KILL -- -$!; wait' -- "$SANDBOX/calls/claude.1/order" 3>&- || true
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
  assert_ends_well
}

@test "it can be started with next to no environment, as by cron" {
  local -a words=("HOME=$HOME" "PATH=$PATH" "OUTLIVE_HOME=$OUTLIVE_HOME" "TMUX_TMPDIR=$TMUX_TMPDIR" MONITOR_MAX_INTERVAL=1 MONITOR_DISPATCH_WAIT=1)
  cd /
  env -i "${words[@]}" "$OUTLIVE" run --name demo --prompt x </dev/null >"$SANDBOX/out" 2>&1
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
  end_process "$(agents)"
  wait_until works demo 2
  assert_ends_well
}

@test "it can be started with every standard stream closed, and with its signals ignored" {
  (trap '' HUP INT TERM QUIT; exec "$OUTLIVE" run --name demo --prompt x <&- >&- 2>&- 3>&-)
  task=$OUTLIVE_HOME/tasks/demo
  wait_until works demo 1
  assert_ends_well
}

@test "a task that is started by another task's agent is none of its processes" {
  claude_does <<'END'
if [ "$TEST_TASK" = outer ]; then
  TEST_TASK=inner "$OUTLIVE" run --name inner --prompt x
  begins
  says started
  await never
fi
begins
says inner
await end
answers 'all done, by call 2'
END
  launch outer
  agent_awaits never
  agent_awaits end 2
  outlive stop outer --grace 0
  assert_equal "$(state_of inner)" running
  agent_number 1
  open_gate end
  wait_for inner
  assert_success
}

# ---------------------------------------------------------------------------------------------------------- its own parts

# part NAME: prints the process id of a part of the task.
part() {
  case $1 in
  agent) agents ;;
  wrapper) wrapper_of ;;
  monitor) monitor_of ;;
  server) tmux display-message -p '#{pid}' ;;
  esac
}

comes_back_or_is_lost() { is_now demo lost || works demo; }

# assert_survives PART ...: the task goes on after a kill -KILL of each of these, at once, in this order.
assert_survives() {
  local name calls
  local -a pids=()
  launch demo
  wait_until works demo 1
  agent_awaits end
  conversation=$(argument_after --session-id 1)
  for name in "$@"; do pids+=("$(part "$name")"); done
  for name in "${pids[@]}"; do kill -KILL "$name" 2>/dev/null || true; done
  for name in "${pids[@]}"; do wait_until gone "$name"; done
  # Without its pane the first agent ends one way or another.
  case " $* " in *' server '*) wait_until gone "$(pid_of claude 1)" ;; esac
  # A task whose wrapper and monitor are both gone has no process left to bring it back.
  wait_until comes_back_or_is_lost
  if is_now demo lost; then
    echo "lost after $*"
    may_be_lost "$@" || fail "lost after $*, though one of wrapper and monitor was left"
    assert_regex "$(outlive status demo --json | json hint)" 'outlive restore'
    assert_regex "$(outlive status)" 'outlive restore'
    run --separate-stderr outlive restore
    assert_success
    assert_output --partial 'demo: resumed'
    wait_until works demo
  fi
  # It stays so.
  calls=$(calls_of claude)
  run -0 --separate-stderr outlive restore
  assert_output 'demo: already running'
  wait_until works demo "$calls"
  assert_equal "$(calls_of claude)" "$calls"
  for ((; calls > 1; calls--)); do assert_equal "$(argument_after --resume "$calls")" "$conversation"; done
  assert_ends_well
}

# A wrapper that loses its pane or its agent ends. If the monitor is killed after that, or before a new one was started,
# no process is left.
may_be_lost() {
  case " $* " in *' monitor '*) ;; *) return 1 ;; esac
  [ "$*" != 'agent monitor' ] || return 0
  case " $* " in *' wrapper '* | *' server '*) ;; *) return 1 ;; esac
}

@test "the agent is killed" {
  assert_survives agent
  assert_equal "$(calls_of claude)" 2
}
@test "the wrapper is killed" { assert_survives wrapper; }
@test "the monitor is killed" {
  assert_survives monitor
  assert_equal "$(calls_of claude)" 1
}
@test "the tmux server is killed" { assert_survives server; }
@test "agent and wrapper are killed" { assert_survives agent wrapper; }
@test "wrapper and agent are killed" { assert_survives wrapper agent; }
@test "agent and monitor are killed" { assert_survives agent monitor; }
@test "monitor and agent are killed" { assert_survives monitor agent; }
@test "agent and tmux server are killed" { assert_survives agent server; }
@test "tmux server and agent are killed" { assert_survives server agent; }
@test "wrapper and monitor are killed" { assert_survives wrapper monitor; }
@test "monitor and wrapper are killed" { assert_survives monitor wrapper; }
@test "wrapper and tmux server are killed" { assert_survives wrapper server; }
@test "tmux server and wrapper are killed" { assert_survives server wrapper; }
@test "monitor and tmux server are killed" { assert_survives monitor server; }
@test "tmux server and monitor are killed" { assert_survives server monitor; }
@test "all four are killed, as at a reboot" { assert_survives monitor wrapper agent server; }

@test "one after the other is killed, each when the one before has come back" {
  local name call=1
  launch demo --max-retries 100
  for name in agent monitor wrapper monitor server monitor agent; do
    wait_until works demo "$call"
    end_process "$(part "$name")"
    if [ "$name" = monitor ]; then
      wait_until monitor_of
    else
      wait_until test -e "$SANDBOX/calls/claude.$((call + 1))/order"
      call=$((call + 1))
    fi
  done
  wait_until works demo "$call"
  assert_ends_well
}

@test "a session that a user kills comes back" {
  launch demo
  wait_until works demo 1
  tmux kill-session -t =claude-demo
  wait_until works demo 2
  session_exists claude-demo
  assert_ends_well
}

@test "a monitor that is told to go is replaced, and the task is left as it is" {
  local first
  launch demo
  wait_until works demo 1
  first=$(monitor_of)
  kill -TERM "$first"
  wait_until gone "$first"
  wait_until works demo 1
  assert_equal "$(calls_of claude)" 1
  assert_ends_well
}

@test "a second wrapper gives way, with a word" {
  launch demo
  wait_until works demo 1
  TASK_TMPDIR=$task run --separate-stderr outlive wrapper
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "already run by process $(wrapper_of)"
  wait_until works demo 1
  assert_equal "$(calls_of claude)" 1
}

@test "a monitor that was started for an earlier task of this name gives way, however late it begins" {
  launch demo
  wait_until works demo 1
  end_process "$(monitor_of)"
  start late env OUTLIVE_MONITORED_TASK=of-another-task "$OUTLIVE" monitor claude-demo "$task"
  end_of late
  assert_success
  assert_output --partial 'nothing to do'
  wait_until works demo 1
  assert_ends_well
}

@test "a second monitor gives way" {
  local first
  launch demo
  wait_until works demo 1
  first=$(monitor_of)
  run -0 outlive monitor claude-demo "$task"
  assert_equal "$(monitor_of)" "$first"
  wait_until works demo 1
}

# -------------------------------------------------------------------------------------------- what a dead agent left running

# An agent whose first call leaves processes behind that no group, session or parent tells, and that is killed then; the
# second call notes which of them it still finds.
messy_agent() {
  claude_does <<END
begins
if [ "\$call" = 1 ]; then
  says 'I start a server'
  # A session of its own; one that was forked twice; one that does not listen.
  for trap in '' '' '\$SIG{TERM} = "IGNORE";'; do
    perl -e 'use POSIX; '"\$trap"' fork && exit; setsid; fork && exit; open my \$f, ">>", shift; syswrite \$f, "\$\$\\n"; sleep 1000' "\$lane/left" </dev/null >/dev/null 2>&1
  done
  perl -e 'use POSIX; setsid; open my \$f, ">>", shift; syswrite \$f, "\$\$\\n"; sleep 1000' "\$lane/left" </dev/null >/dev/null 2>&1 &
  await mess
fi
for pid in \$(cat "\$lane/left"); do
  case \$(ps -o stat= -p "\$pid") in '' | Z*) ;; *) echo "\$pid" >>"\$lane/still" ;; esac
done
says 'I go on'
await end
answers "all done, by call \$call"
END
}

left_behind() { [ "$(grep -c . "$SANDBOX/left")" = 4 ]; }

assert_nothing_was_left() {
  local pid
  [ ! -e "$SANDBOX/still" ] || fail "the second agent found $(<"$SANDBOX/still")"
  for pid in $(<"$SANDBOX/left"); do gone "$pid"; done
}

@test "what a killed agent has left running is ended before the next one begins" {
  messy_agent
  launch demo
  agent_awaits mess
  wait_until left_behind
  kill -KILL "$(pid_of claude 1)"
  wait_until works demo 2
  agent_awaits end 2
  assert_nothing_was_left
}

@test "leftovers are also ended when wrapper, monitor and agent are killed, and restore brings the task back" {
  messy_agent
  launch demo
  agent_awaits mess
  wait_until left_behind
  wait_until monitor_of
  kill -KILL "$(wrapper_of)" "$(monitor_of)" "$(pid_of claude 1)"
  wait_until is_now demo lost
  assert_regex "$(outlive status demo --json | json problem)" '4 of its processes still run'
  outlive restore
  wait_until works demo 2
  agent_awaits end 2
  assert_nothing_was_left
}

@test "stop ends them too" {
  messy_agent
  launch demo
  agent_awaits mess
  wait_until left_behind
  outlive stop demo --grace 1
  assert_nothing_was_left
  assert_equal "$(marked_processes)" ''
}
