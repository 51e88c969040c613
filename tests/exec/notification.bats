#!/usr/bin/env bats
# How the end of a command in the background is told: once, and to whom the user wants.
# shellcheck disable=SC2030,SC2031 # every test is a process of its own
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

configure() {
  mkdir -p "$HOME/.config/outlive"
  printf '{"tools": {"exec": %s}}\n' "$1" >"$HOME/.config/outlive/config.json"
}

# A notifier that keeps what it was given, in a directory for each call.
notifier() {
  program notifier <<END
#!/bin/bash
n=1
until mkdir '$SANDBOX'/told.\$n 2>/dev/null; do n=\$((n + 1)); done
printf '%s\n' "\$@" >'$SANDBOX'/told.\$n/arguments
pwd -P >'$SANDBOX'/told.\$n/directory
cat >'$SANDBOX'/told.\$n/event.part
mv '$SANDBOX'/told.\$n/event.part '$SANDBOX'/told.\$n/event
END
}

was_told() { [ -e "$SANDBOX/calls/openclaw.${1:-1}/order" ]; }

# hear: the text of the one event that there was, when all is over; sets heard.
hear() {
  local words
  wait_until was_told
  nobody_tells
  assert_equal "$(calls_of openclaw)" 1
  eval "words=($(<"$SANDBOX/calls/openclaw.1/arguments"))"
  assert_equal "${words[*]:0:3} ${words[*]:4}" 'system event --text --mode now'
  heard=${words[3]}
}

# assert_told TEXT: this was told, and nothing else.
assert_told() {
  hear
  assert_equal "$heard" "$1"
}

# No process of this test is about to tell of an end, or is waiting for one.
nobody_tells() { wait_until nobody_lives_but_commands; }

nobody_lives_but_commands() {
  local pid
  for pid in $(sandbox_processes); do
    [[ "$(ps -o command= -p "$pid" 2>/dev/null)" != *exec-* ]] || return 1
  done
}

# A command that waits for its end to be asked for: by open_gate end.
waits_for_its_end() {
  mkfifo "$SANDBOX/gate.end"
  background -- "echo begun; read -r _ <>'$SANDBOX/gate.end'; $1"
  wait_until printed "$id" begun
}

@test "a command that ended well is told of" {
  background -- 'echo all is well'
  assert_told "Exec completed (${id:0:8}, code 0) :: all is well"
}

@test "a command that failed is told of, with its exit code" {
  background -- 'exit 3'
  assert_told "Exec failed (${id:0:8}, code 3)"
}

@test "a command that a signal ended is told of, with the signal" {
  background -- 'kill -KILL $$'
  assert_told "Exec failed (${id:0:8}, signal SIGKILL)"
}

@test "a command that was killed is told of as such" {
  background -- 'echo begun; exec sleep 1000'
  wait_until printed "$id" begun
  process kill "$id" >/dev/null
  assert_told "Exec killed (${id:0:8}, signal SIGTERM) :: begun"
}

@test "a command whose time was over is told of" {
  background --timeout 1 -- 'exec sleep 1000'
  hear
  assert_regex "$heard" "^Exec failed \(${id:0:8}, signal SIGTERM\)"
}

@test "a command on a terminal is told of" {
  background --pty -- 'echo one; echo two; exit 4'
  assert_told "Exec failed (${id:0:8}, code 4) :: one two"
}

@test "a command that went to the background is told of" {
  outlive exec --yield-ms 10 -- 'until [ -e go ]; do sleep 0.05; done; echo late' </dev/null >id
  : >go
  id=$(<id)
  assert_told "Exec completed (${id:0:8}, code 0) :: late"
}

@test "a command that a request has started is told of" {
  id=$(outlive tool <<<'{"tool":"exec","command":"echo asked for","background":true}' | json details.sessionId)
  assert_told "Exec completed (${id:0:8}, code 0) :: asked for"
}

@test "a command whose starter was killed is told of" {
  start exec "$OUTLIVE" exec -- "echo begun; until [ -e '$SANDBOX/go' ]; do sleep 0.1; done; exit 6"
  wait_until grep -q begun "$SANDBOX/exec.out"
  end_process "$exec_pid"
  : >"$SANDBOX/go"
  hear
  assert_regex "$heard" '^Exec failed \(.*, code 6\) :: begun$'
}

@test "the notification has the output's last 400 characters at most, on one line" {
  background -- 'seq 1 1000; printf "  many\n\n\twords  \n"'
  local tail
  hear
  one_line "$heard"
  tail=${heard#* :: }
  [ "${#tail}" -le 400 ]
  [ "${#tail}" -gt 300 ]
  assert_regex "$tail" ' 999 1000 many words$'
}

@test "characters are counted, not bytes, and none is cut" {
  background -- 'perl -e "print qq(\xf0\x9f\x99\x82) x 1000"'
  hear
  assert_regex "$heard" ' :: (🙂)+$'
  run perl -CSA -e 'print length $ARGV[0] =~ s/.* :: //r' -- "$heard"
  [ "$output" -le 400 ]
  [ "$output" -ge 200 ]
}

@test "output that is no text does not keep an end from being told" {
  background -- 'printf "zero \0 and \377 end"; exit 1'
  hear
  one_line "$heard"
  assert_regex "$heard" "^Exec failed \(${id:0:8}, code 1\) :: zero .* end"
}

@test "an empty success is not told of, unless that is configured" {
  local first
  background -- true
  first=$id
  configure '{"notifyOnExitEmptySuccess": true}'
  background -- true
  assert_told "Exec completed (${id:0:8}, code 0)"
  wait_until is_status "$first" completed
}

@test "a command in the foreground is not told of" {
  outlive exec -- 'echo well'
  run outlive exec -- 'exit 3'
  run outlive exec --pty -- 'echo well'
  run outlive exec --json -- 'echo well'
  run outlive exec --timeout 1 -- 'exec sleep 1000'
  run outlive tool <<<'{"tool":"exec","command":"echo well"}'
  nobody_tells
  # A control.
  background -- 'echo in the background'
  hear
  assert_regex "$heard" 'in the background$'
}

@test "notifyOnExit false turns it off" {
  configure '{"notifyOnExit": false, "notifyOnExitEmptySuccess": true}'
  background -- 'echo well'
  wait_until has_ended "$id"
  background -- 'exit 3'
  wait_until has_ended "$id"
  configure '{"notifyOnExit": false, "notifyCommand": "touch was-told"}'
  background -- 'exit 3'
  wait_until has_ended "$id"
  nobody_tells
  assert_equal "$(calls_of openclaw)" 0
  [ ! -e was-told ]
}

@test "the configuration of its start holds for a command" {
  waits_for_its_end 'exit 3'
  configure '{"notifyOnExit": false}'
  open_gate end
  assert_told "Exec failed (${id:0:8}, code 3) :: begun"
}

@test "notifyCommand gets the event as JSON on its stdin, and openclaw is left alone" {
  notifier
  configure '{"notifyCommand": ["notifier", "first word", "--flag"]}'
  background --scope mine -- 'echo said; exit 5'
  wait_until test -e "$SANDBOX/told.1/event"
  nobody_tells
  assert_equal "$(<"$SANDBOX/told.1/arguments")" $'first word\n--flag'
  assert_equal "$(<"$SANDBOX/told.1/directory")" "$(pwd -P)"
  local event
  event=$(<"$SANDBOX/told.1/event")
  one_line "$event"
  assert_equal "$(json event <<<"$event")" exec.failed
  assert_equal "$(json sessionId <<<"$event")" "$id"
  assert_equal "$(json text <<<"$event")" "Exec failed (${id:0:8}, code 5) :: said"
  assert_equal "$(json command <<<"$event")" 'echo said; exit 5'
  assert_equal "$(json cwd <<<"$event")" "$project"
  assert_equal "$(json scope <<<"$event")" mine
  assert_equal "$(json exitCode <<<"$event")" 5
  assert_equal "$(json timedOut <<<"$event")" false
  assert_equal "$(json tail <<<"$event")" said
  [ "$(json endedAt <<<"$event")" -ge "$(json startedAt <<<"$event")" ]
  assert_equal "$(calls_of openclaw)" 0
  [ ! -e "$SANDBOX/told.2" ]
}

@test "an event of a command that was killed has its signal" {
  notifier
  configure '{"notifyCommand": ["notifier"]}'
  background -- 'exec sleep 1000'
  process kill "$id" >/dev/null
  wait_until test -e "$SANDBOX/told.1/event"
  assert_equal "$(json event <"$SANDBOX/told.1/event")" exec.killed
  assert_equal "$(json exitSignal <"$SANDBOX/told.1/event")" SIGTERM
  assert_equal "$(json exitCode <"$SANDBOX/told.1/event")" null
}

@test "notifyCommand can be a line for the shell" {
  notifier
  configure '{"notifyCommand": "cat | notifier \"$((40 + 2))\" shell"}'
  background -- 'echo said'
  wait_until test -e "$SANDBOX/told.1/event"
  assert_equal "$(<"$SANDBOX/told.1/arguments")" $'42\nshell'
  assert_equal "$(json sessionId <"$SANDBOX/told.1/event")" "$id"
}

@test "without openclaw a command ends as well" {
  rm "$SANDBOX/bin/openclaw"
  background -- 'exit 3'
  wait_until is_status "$id" failed
  nobody_tells
  configure '{"notifyCommand": ["no-such-notifier"]}'
  background -- 'exit 4'
  wait_until is_status "$id" failed
  nobody_tells
  assert_equal "$(fact "$id" exitCode)" 4
}

@test "a notifier that fails, or reads nothing, does not hold up the command" {
  event_tool <<<'exit 5'
  background -- 'echo said'
  hear
  assert_regex "$heard" 'said$'
  is_status "$id" completed
  configure '{"notifyCommand": "exec <&-; exit 1"}'
  background -- 'seq 1 100000'
  wait_until is_status "$id" completed
  nobody_tells
}

@test "a notifier that hangs does not hold up the command, and is ended in time" {
  event_tool <<<'await never'
  background -- 'echo said'
  wait_until was_told
  is_status "$id" completed
  assert_regex "$(process poll "$id")" 'said'
  process clear "$id"
  wait_until gone "$(pid_of openclaw 1)"
  nobody_tells
}

@test "a notifier has the environment of the command, and none of outlive's own variables" {
  KEPT=yes background -- 'echo said'
  hear
  grep -qx KEPT=yes "$SANDBOX/calls/openclaw.1/environment"
  run ! grep -E '^(OUTLIVE_EXEC|OUTLIVE_APART|OPENCLAW_SHELL|BUN_)' "$SANDBOX/calls/openclaw.1/environment"
}

@test "a command whose directory is gone is told of" {
  mkdir "$SANDBOX/short-lived"
  background --workdir "$SANDBOX/short-lived" -- 'rmdir "$PWD"; echo gone; exit 3'
  assert_told "Exec failed (${id:0:8}, code 3) :: gone"
}

@test "a command is told of once when its supervisor was killed and another has followed" {
  waits_for_its_end 'echo ended; exit 3'
  end_process "$(supervisor_of "$id")"
  # Several see at once that it needs another.
  for _ in 1 2 3 4; do process list >/dev/null 3>&- & done
  wait
  open_gate end
  hear
  # Only its parent could have heard how it ended.
  assert_regex "$heard" "^Exec (failed|completed) \(${id:0:8}, .*\) :: begun ended$"
}

@test "a command is told of once however often it is looked at" {
  background -- 'echo said'
  wait_until was_told
  for _ in 1 2 3; do
    process list >/dev/null
    process poll "$id" >/dev/null
    process log "$id" >/dev/null
  done
  hear
}

@test "each of several commands is told of" {
  local ids=() n
  for n in 1 2 3 4 5; do
    background -- "exit $n"
    ids+=("$id")
  done
  wait_until was_told 5
  nobody_tells
  assert_equal "$(calls_of openclaw)" 5
  for n in 1 2 3 4 5; do
    grep -qF "(${ids[n - 1]:0:8}\\,\\ code\\ $n\\)" <(events_told | sed 's/Exec\\ failed\\ \\(/(/')
  done
}

@test "the documentation names a test for each setting, which there is" {
  local documentation=$CHECKOUT/docs/exec.md file name setting
  grep -o '`[a-z-]*\.bats: [^`]*`' "$documentation" | tr -d '`' | sort -u >references
  [ "$(grep -c . references)" -ge 10 ]
  while IFS= read -r reference; do
    file=$BATS_TEST_DIRNAME/${reference%%: *} name=${reference#*: }
    grep -qxF "@test \"$name\" {" "$file" || {
      echo "there is no test \"$name\" in $file"
      return 1
    }
  done <references
  for setting in tools.exec.{backgroundMs,timeoutSec,maxOutputChars,maxLogBytes,cleanupMs,allowBackground,sandbox} \
    tools.exec.{notifyOnExit,notifyOnExitEmptySuccess,notifyCommand} tools.elevated.enabled PI_BASH_YIELD_MS \
    PI_BASH_MAX_OUTPUT_CHARS OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS PI_BASH_JOB_TTL_MS OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS; do
    grep -F "\`$setting\`" "$documentation" | grep -q '^|.*`[a-z-]*\.bats: [^`]*`' || {
      echo "no row for $setting names a test"
      return 1
    }
  done
}
