#!/usr/bin/env bats
# `outlive logs` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; launched.bash sets the others

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# A task `demo` whose output is $1 lines, `line 1` and so on.
many_lines() { launch demo --wait -- bash -c 'for ((i = 1; i <= $0; i++)); do echo "line $i"; done' "$1"; }

@test "by default it shows the last 50 lines" {
  many_lines 80
  run --separate-stderr outlive logs demo
  assert_success
  assert_equal "$stderr" ''
  assert_equal "${#lines[@]}" 50
  assert_equal "${lines[0]}" 'line 31'
  assert_equal "${lines[49]}" 'line 80'
}

@test "-n and --lines say how many; 0 is none, and more than there are is all" {
  many_lines 20
  assert_equal "$(outlive logs demo -n 2)" $'line 19\nline 20'
  assert_equal "$(outlive logs demo --lines 1)" 'line 20'
  assert_equal "$(outlive logs demo --lines=1)" 'line 20'
  assert_equal "$(outlive logs demo -n 0)" ''
  assert_equal "$(outlive logs demo -n 20 | wc -l)" 20
  assert_equal "$(outlive logs demo -n 999999 | wc -l)" 20
  run --separate-stderr outlive logs demo -n many
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
  run --separate-stderr outlive logs demo -n -3
  assert_failure 2
}

@test "a task that has said nothing yet has nothing" {
  claude_does <<<'await end'
  launch demo
  run --separate-stderr outlive logs demo
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
}

@test "a last line without its end is shown" {
  launch demo --wait -- printf 'one\ntwo'
  run outlive logs demo
  assert_output $'one\ntwo'
  assert_equal "$(outlive logs demo -n 1)" two
}

@test "blank lines count, and are shown" {
  launch demo --wait -- printf 'one\n\n\ntwo\n'
  cmp <(outlive logs demo -n 3) <(printf '\n\ntwo\n')
}

@test "-f shows what comes, each line once, and ends with the task" {
  claude_does <<'END'
begins
says 'the first word'
await more
says 'the second word'
await end
says 'the last word'
answers done
END
  launch demo
  wait_until grep -q 'first word' "$task/output.log"
  start follower "$OUTLIVE" logs demo -f
  wait_until grep -q 'first word' "$SANDBOX/follower.out"
  open_gate more
  wait_until grep -q 'second word' "$SANDBOX/follower.out"
  run ! gone "$follower_pid"
  open_gate end
  end_of follower
  assert_success
  for word in first second last; do assert_equal "$(grep -c "the $word word" <<<"$output")" 1; done
  assert_equal "$output" "$(<"$task/output.log")"
}

@test "-f begins with the last lines, as many as -n says" {
  launch demo -- bash -c 'printf "%s\n" one two three; until [ -e "$0" ]; do sleep 0.05; done; echo four' "$SANDBOX/more"
  wait_until grep -q three "$task/output.log"
  start follower "$OUTLIVE" logs demo -f -n 1
  wait_until grep -q three "$SANDBOX/follower.out"
  : >"$SANDBOX/more"
  end_of follower
  assert_success
  assert_output $'three\nfour'
}

@test "-f of a task that has ended shows it and ends" {
  many_lines 3
  run outlive logs demo -f
  assert_success
  assert_output $'line 1\nline 2\nline 3'
}

@test "-f shows a line that was begun before it came, whole" {
  launch demo -- bash -c 'printf "the begin"; until [ -e "$0" ]; do sleep 0.05; done; echo " and the end"' "$SANDBOX/more"
  wait_until grep -q begin "$task/output.log"
  start follower "$OUTLIVE" logs demo -f
  : >"$SANDBOX/more"
  end_of follower
  assert_success
  assert_output 'the begin and the end'
}

@test "-f goes on over a resume" {
  a_day_long
  launch demo
  agent_awaits end
  start follower "$OUTLIVE" logs demo -f
  kill -KILL "$(pid_of claude 1)"
  agent_awaits end 2
  wait_until grep -q 'call 2' "$SANDBOX/follower.out"
  open_gate end
  end_of follower
  assert_success
}

@test "-f ends when it is interrupted" {
  a_day_long
  launch demo
  wait_until grep -q 'call 1' "$task/output.log"
  start follower "$OUTLIVE" logs demo -f
  wait_until grep -q 'call 1' "$SANDBOX/follower.out"
  kill -INT "$follower_pid"
  end_of follower
  assert_failure 130
  assert_equal "$(state_of demo)" running
}

@test "--events is the stream of the agent, a JSON object a line" {
  claude_does <<'END'
begins
says one
answers two
END
  launch demo --wait
  run outlive logs demo --events
  assert_success
  assert_equal "${#lines[@]}" 3
  assert_equal "$(json type <<<"${lines[0]}")" system
  assert_equal "$(outlive logs demo --events -n 1 | json result)" two
  cmp <(outlive logs demo --events) "$task/events.jsonl"
}

@test "--events of an agent without events is an error" {
  launch demo --wait -- echo hello
  run --separate-stderr outlive logs demo --events
  assert_failure 1
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'no events'
}

@test "control sequences are filtered, in what is shown and in the file" {
  claude_does <<'END'
begins
says $'before\e[31m red \e]0;title\a\e[2J after'
printf 'plain text with \033[5m blink\n'
answers ok
END
  launch demo --wait
  run outlive logs demo
  assert_output --partial before
  assert_output --partial after
  [[ $output != *$'\e'* && $output != *$'\a'* ]]
  run ! grep -q $'\e' "$task/output.log"
  # Another program may have written into the file.
  printf 'late \e[31mred\e[0m\n' >>"$task/output.log"
  run outlive logs demo -n 1
  assert_output 'late red'
}

@test "--raw shows it as it is" {
  launch demo --wait -- echo x
  printf 'late \e[31mred\e[0m\n' >>"$task/output.log"
  run outlive logs demo -n 1 --raw
  assert_output $'late \e[31mred\e[0m'
}

@test "bytes that are no UTF-8 do no harm" {
  launch demo --wait -- printf 'caf\351\n\377\376\n'
  run outlive logs demo
  assert_success
  assert_output --partial caf
}

@test "the last lines of a huge file come at once" {
  launch demo --wait -- echo x
  # 2 GiB, of which the disk has a few blocks.
  perl -e 'truncate shift, 2 << 30' "$task/output.log"
  printf '\nthe last but one\nthe last\n' >>"$task/output.log"
  start reader perl -e 'alarm 10; exec @ARGV' "$OUTLIVE" logs demo -n 2
  end_of reader
  assert_success
  assert_output $'the last but one\nthe last'
}

@test "a reader that has seen enough is no error" {
  many_lines 5000
  run --separate-stderr bash -c 'set -o pipefail; "$OUTLIVE" logs demo -n 5000 | head -n 1'
  assert_success
  assert_output 'line 1'
  assert_equal "$stderr" ''
}

@test "-f ends with its reader, and is no error" {
  launch demo -- sh -c 'echo first; while sleep 0.1; do echo more; done'
  run --separate-stderr perl -e 'alarm 10; exec @ARGV' bash -c 'set -o pipefail; "$OUTLIVE" logs demo -f | grep -m 1 more'
  assert_success
  assert_output more
  assert_equal "$stderr" ''
}

@test "-f ends with its reader while there is nothing to print" {
  launch demo -- sh -c 'echo first; sleep 1000'
  run --separate-stderr perl -e 'alarm 10; exec @ARGV' bash -c 'set -o pipefail; "$OUTLIVE" logs demo -f | grep -m 1 first'
  assert_success
  assert_output first
}

@test "without a name, with a wrong one and with two it is an error" {
  run --separate-stderr outlive logs
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
  run --separate-stderr outlive logs nobody
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  run --separate-stderr outlive logs a b
  assert_failure 2
  assert_equal "${#stderr_lines[@]}" 1
}
