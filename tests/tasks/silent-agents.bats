#!/usr/bin/env bats
# What the monitor of a task of `outlive run` makes of an agent's silence, and when it gives one up.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

traced() { grep -qF -- "$1" "$task/monitor.trace"; }

# ----------------------------------------------------------------------------------------------------- hang or no hang

# A task `control` with an agent that really hangs serves as a clock: by the time it has been ended three times, an
# agent that was silent from before its start would have been ended too.
three_hangs_pass() {
  local here=$task
  program hangs <<'END'
#!/usr/bin/env perl
open my $f, '>>', $ENV{RUNS}; syswrite $f, "run\n"; sleep 1000;
END
  RUNS=$SANDBOX/runs launch control --max-retries 9 -- hangs
  wait_until -t 120 eval '[ "$(grep -c run "$SANDBOX/runs")" -ge 4 ]'
  outlive stop control --grace 0
  task=$here
}

@test "an agent that is silent and busy does not hang" {
  little_patience
  claude_does <<'END'
begins
says 'I think'
until [ -e "$lane/enough" ]; do :; done
answers 'thought it over'
END
  launch demo
  three_hangs_pass
  assert_equal "$(calls_of claude)" 1
  run ! traced hung
  : >"$SANDBOX/enough"
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" 'thought it over'
}

@test "an agent that is silent while a tool runs that it has called does not hang" {
  little_patience
  claude_does <<'END'
begins
calls Bash t1 'make everything'
perl -e 'sleep 1 until -e $ARGV[0]' "$lane/enough"
returns t1
answers 'made everything'
END
  launch demo
  three_hangs_pass
  assert_equal "$(calls_of claude)" 1
  : >"$SANDBOX/enough"
  wait_for demo
  assert_success
}

@test "a command that waits for its child does not hang" {
  little_patience
  launch demo -- bash -c 'perl -e "sleep 1 until -e \$ARGV[0]" "$0"; echo made' "$SANDBOX/enough"
  three_hangs_pass
  assert_equal "$(outlive status demo --json | json retries)" 0
  : >"$SANDBOX/enough"
  wait_for demo
  assert_success
  assert_equal "$(outlive result demo)" made
}

@test "an agent that is silent from its start, and blocked, hangs: it is ended and brought back" {
  little_patience
  claude_does <<'END'
begins
says "call $call"
[ "$call" -gt 1 ] || await never
answers "all done, by call $call"
END
  launch demo
  agent_awaits never
  first=$(pid_of claude 1)
  assert_resumed
  gone "$first"
  traced 'hung resume=1'
}

@test "a helper that the agent keeps running is no sign of life" {
  little_patience
  claude_does <<'END'
begins
says "call $call"
if [ "$call" = 1 ]; then
  perl -e 'sleep 1000' </dev/null >/dev/null 2>&1 &
  echo $! >"$lane/helper"
  await never
fi
answers "all done, by call $call"
END
  launch demo
  assert_resumed
  gone "$(<"$SANDBOX/helper")"
}

@test "an agent that is stopped hangs, and is ended although it does not hear of it" {
  little_patience
  claude_does <<'END'
trap '' TERM
begins
says "call $call"
[ "$call" -gt 1 ] || kill -STOP $$
answers "all done, by call $call"
END
  launch demo
  assert_resumed
  gone "$(pid_of claude 1)"
}

# ------------------------------------------------------------------------------------------------- deadline, questions

@test "at the deadline the agent is ended, and the task is abandoned for it" {
  a_day_long
  launch demo --deadline 3
  wait_for demo
  assert_failure 125
  assert_equal "$(state_of demo)" abandoned
  manifest_has abandon_reason=deadline
  assert_regex "$(outlive status demo --json | json problem)" deadline
  wait_until agent_number 0
  wait_until put_away
  run ! session_exists claude-demo
  assert_equal "$(calls_of claude)" 1
}

@test "a command that asks a question is given up, since no user is there to answer" {
  program asks <<'END'
#!/usr/bin/env perl
$| = 1;
print "Overwrite everything? (y/n) ";
sleep 1000;
END
  launch demo -- asks
  wait_for demo
  assert_failure 125
  manifest_has abandon_reason=waiting_for_input
  assert_regex "$(outlive status demo --json | json problem)" 'waits for an answer'
  wait_until put_away
  assert_equal "$(marked_processes)" ''
}

@test "an agent that quotes a question is not taken for waiting" {
  claude_does <<'END'
begins
says 'The script asks: Overwrite everything? (y/n)'
await end
answers 'all done, by call 1'
END
  program counts <<'END'
#!/usr/bin/env perl
$| = 1; print "Sure? [y/n]"; sleep 1000;
END
  launch demo
  agent_awaits end
  # A control: one that asks in truth, and is given up for it.
  outlive run --name control -- counts
  run -125 outlive wait control --timeout 60
  assert_equal "$(state_of demo)" running
  open_gate end
  wait_for demo
  assert_success
}
