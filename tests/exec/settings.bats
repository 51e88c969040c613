#!/usr/bin/env bats
# The settings of `outlive exec` and `outlive process`: flags, variables, the configuration file, and their bounds.
# shellcheck disable=SC2030,SC2031 # every test is a process of its own
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# configure JSON: what "exec" below "tools" has in the configuration.
configure() { write_configuration "{\"tools\": {\"exec\": $1}}"; }

write_configuration() {
  mkdir -p "$HOME/.config/outlive"
  printf '%s\n' "$1" >"$HOME/.config/outlive/config.json"
}

# yields FLAG ...: the command goes to the background, where it would otherwise end after a while.
yields() {
  run --separate-stderr outlive exec "$@" -- 'sleep 9; echo waited for' </dev/null
  assert_success
  assert_regex "$output" '^[a-z]+-[a-z]+(-[0-9]+)?$'
  is_status "$output" running
  process remove "$output" >/dev/null
}

# waits FLAG ...: the command is waited for.
waits() {
  run --separate-stderr outlive exec "$@" -- 'sleep 1; echo waited for' </dev/null
  assert_success
  assert_equal "$output" 'waited for'
}

# prints COMMAND: what the command has printed is kept, and it has ended.
prints() {
  background -- "$1"
  wait_until has_ended "$id"
}

# ended_before SECONDS: a command that ended so long ago.
ended_before() {
  prints true
  # The process that tells of an end also forgets old commands.
  wait_until nothing_lives
  SECONDS_AGO=$1 perl -pi -e 's/"(?:endedAt|knownAt)":\K\d+/(time - $ENV{SECONDS_AGO}) * 1000/e' "$(files_of "$id")/state.json"
}

is_kept() {
  process poll "$id" >/dev/null
  fact "$id" status >/dev/null
}

is_forgotten() {
  run ! process poll "$id" 2>/dev/null
  run ! process log "$id" 2>/dev/null
  run ! fact "$id" status
  [ ! -e "$(files_of "$id")" ]
}

# idle_for SECONDS: a command that could read, and has printed nothing for so long.
idle_for() {
  background -- 'echo begun; read -r line'
  wait_until printed "$id" begun
  SECONDS_AGO=$1 perl -e 'utime((time - $ENV{SECONDS_AGO}) x 2, @ARGV)' "$(files_of "$id")"/output.0
}

# ------------------------------------------------------------------------------------------- to the background, and not

@test "backgroundMs says when a command goes to the background" {
  configure '{"backgroundMs": 20}'
  yields
}

@test "PI_BASH_YIELD_MS comes before backgroundMs" {
  configure '{"backgroundMs": 120000}'
  PI_BASH_YIELD_MS=20 yields
  configure '{"backgroundMs": 20}'
  PI_BASH_YIELD_MS=120000 waits
}

@test "the flag for it comes before both" {
  configure '{"backgroundMs": 120000}'
  PI_BASH_YIELD_MS=120000 yields --yield-ms 20
  PI_BASH_YIELD_MS=120000 yields --background
  configure '{"backgroundMs": 20}'
  PI_BASH_YIELD_MS=20 waits --yield-ms 120000
}

@test "a value below the least counts as the least" {
  PI_BASH_YIELD_MS=0 yields
  yields --yield-ms 0
  configure '{"backgroundMs": 0}'
  yields
}

@test "a request says it as the flag does" {
  configure '{"backgroundMs": 20}'
  run outlive tool <<'END'
{"tool":"exec","command":"sleep 1; echo waited for","yieldMs":60000}
{"tool":"exec","command":"sleep 1000"}
{"tool":"exec","command":"sleep 1000","yieldMs":5}
END
  assert_equal "$(json details.aggregated <<<"${lines[0]}")" 'waited for'
  assert_equal "$(json details.status <<<"${lines[1]}")" running
  assert_equal "$(json details.status <<<"${lines[2]}")" running
}

@test "allowBackground false keeps every command in the foreground, and warns if the background was asked for" {
  configure '{"allowBackground": false, "backgroundMs": 10}'
  waits
  assert_equal "$stderr" ''
  waits --background
  assert_regex "$stderr" 'nothing goes to the background'
  waits --yield-ms 10
  assert_regex "$stderr" 'nothing goes to the background'
  run outlive tool <<<'{"tool":"exec","command":"sleep 1; echo waited for","background":true}'
  assert_equal "$(json details.aggregated <<<"$output")" 'waited for'
  assert_equal "$(process list --json | json sessions#)" 0
}

# ------------------------------------------------------------------------------------------------------------ time limit

@test "timeoutSec ends a command, and the flag comes before it" {
  configure '{"timeoutSec": 1}'
  run outlive exec -- 'exec sleep 1000'
  assert_failure 124
  run outlive exec --timeout 60 -- 'sleep 2; echo well'
  assert_success
  assert_output well
  run outlive exec --timeout 0 -- 'sleep 2; echo well'
  assert_success
  run outlive tool <<<'{"tool":"exec","command":"exec sleep 1000"}'
  assert_equal "$(json details.timedOut <<<"$output")" true
}

@test "without timeoutSec it is half an hour, and with 0 none" {
  background -- 'sleep 1000'
  assert_equal "$(json timeoutSeconds <"$(files_of "$id")/request.json")" 1800
  configure '{"timeoutSec": 0}'
  background -- 'sleep 2; echo well'
  wait_until is_status "$id" completed
}

# --------------------------------------------------------------------------------------------------------------- output

@test "maxOutputChars is the most that is handed out, and the newest is handed out" {
  configure '{"maxOutputChars": 100}'
  prints 'seq 1 1000; printf the-end'
  local handed_out
  handed_out=$(details log "$id" output)
  assert_equal "${#handed_out}" 100
  assert_regex "$handed_out" $'\n999\n1000\nthe-end$'
  assert_regex "$(process log "$id")" 'the last 100 characters'
  handed_out=$(details poll "$id" aggregated)
  assert_equal "${#handed_out}" 100
  handed_out=$(outlive exec --json -- 'seq 1 1000; printf the-end' | json aggregated)
  assert_equal "${#handed_out}" 100
  assert_regex "$handed_out" 'the-end$'
}

@test "PI_BASH_MAX_OUTPUT_CHARS comes before maxOutputChars" {
  configure '{"maxOutputChars": 100}'
  prints 'seq 1 1000; printf the-end'
  local handed_out
  handed_out=$(PI_BASH_MAX_OUTPUT_CHARS=33 details log "$id" output)
  assert_equal "${#handed_out}" 33
  handed_out=$(PI_BASH_MAX_OUTPUT_CHARS=200 details log "$id" output)
  assert_equal "${#handed_out}" 200
  handed_out=$(PI_BASH_MAX_OUTPUT_CHARS=33 outlive exec --json -- 'seq 1 1000; printf the-end' | json aggregated)
  assert_equal "${#handed_out}" 33
}

@test "without maxOutputChars it is 200000, in characters and not in bytes" {
  prints 'perl -e "print qq(\xc3\xa9) x 300000"'
  local handed_out
  handed_out=$(details poll "$id" aggregated)
  assert_equal "$(printf %s "$handed_out" | wc -c | tr -d ' ')" 400000
}

@test "in the foreground all output comes through, whatever maxOutputChars says" {
  configure '{"maxOutputChars": 10, "maxLogBytes": 10}'
  run outlive exec -- 'seq 1 1000'
  assert_equal "$output" "$(seq 1 1000)"
}

@test "maxLogBytes is the most that is kept, and the newest is kept" {
  configure '{"maxLogBytes": 2000}'
  prints 'seq 1 10000; printf the-end'
  [ "$(cat "$(files_of "$id")"/output.* | wc -c)" -le 2000 ]
  [ "$(cat "$(files_of "$id")"/output.* | wc -c)" -ge 1000 ]
  assert_equal "$(details log "$id" totalLines)" 10001
  assert_equal "$(details log "$id" truncated)" true
  assert_regex "$(details log "$id" output)" $'9999\n10000\nthe-end$'
  assert_regex "$(process log "$id" --offset 0)" 'no longer kept'
  assert_regex "$(details poll "$id" output)" 'the-end$'
}

@test "OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS is the most of one poll, which says what it leaves out" {
  local handed_out
  prints 'seq 1 1000; printf the-end'
  export OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS=100
  run process poll "$id" --json
  handed_out=$(json output <<<"$output")
  assert_equal "${#handed_out}" 100
  assert_regex "$handed_out" 'the-end$'
  # The rest was left out, and is not handed out later.
  assert_equal "$(details poll "$id" output)" ''
  prints 'seq 1 1000; printf the-end'
  run process poll "$id"
  assert_regex "$output" '3800 characters .*left out'
}

@test "without OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS it is 30000" {
  local handed_out
  prints 'perl -e "print q(a) x 40000, q(b) x 10"'
  run process poll "$id" --json
  assert_equal "$(json omittedCharacters <<<"$output")" 10010
  handed_out=$(json output <<<"$output")
  assert_equal "${#handed_out}" 30000
  assert_regex "$handed_out" '^a+b{10}$'
}

# ------------------------------------------------------------------------------------------------- how long it is kept

@test "without cleanupMs what has ended is forgotten after half an hour" {
  ended_before 1740
  is_kept
  ended_before 1860
  is_forgotten
}

@test "cleanupMs says after how long what has ended is forgotten" {
  configure '{"cleanupMs": 7200000}'
  ended_before 7140
  is_kept
  ended_before 7260
  is_forgotten
}

@test "PI_BASH_JOB_TTL_MS comes before cleanupMs" {
  configure '{"cleanupMs": 7200000}'
  export PI_BASH_JOB_TTL_MS=300000
  ended_before 240
  is_kept
  ended_before 360
  is_forgotten
}

@test "nothing is forgotten within a minute, and nothing kept for more than three hours" {
  export PI_BASH_JOB_TTL_MS=1
  ended_before 0
  is_kept
  ended_before 70
  is_forgotten
  export PI_BASH_JOB_TTL_MS=999999999999
  ended_before 10740
  is_kept
  ended_before 10860
  is_forgotten
  unset PI_BASH_JOB_TTL_MS
  configure '{"cleanupMs": 0}'
  ended_before 0
  is_kept
  configure '{"cleanupMs": 999999999999}'
  ended_before 10860
  is_forgotten
}

@test "a running command is never forgotten" {
  background -- 'sleep 1000'
  perl -pi -e 's/"startedAt":\K\d+/1000/' "$(files_of "$id")/request.json"
  PI_BASH_JOB_TTL_MS=1 is_kept
}

# ------------------------------------------------------------------------------------------------------------ waits for

@test "without OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS a command waits for input after 15 s" {
  idle_for 12
  assert_equal "$(details poll "$id" waitingForInput)" false
  assert_equal "$(process list --json | json sessions.0.waitingForInput)" false
  idle_for 17
  assert_equal "$(details poll "$id" waitingForInput)" true
  assert_equal "$(process list --json | json sessions.0.waitingForInput)" true
  assert_regex "$(process log "$id")" 'wait for input'
}

@test "OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS says after how long a command waits for input" {
  idle_for 50
  assert_equal "$(OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=10000 details poll "$id" waitingForInput)" true
  assert_equal "$(OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=600000 details poll "$id" waitingForInput)" false
  assert_equal "$(OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=600000 details log "$id" waitingForInput)" false
  assert_equal "$(OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=0 details poll "$id" waitingForInput)" true
}

# -------------------------------------------------------------------------------------------------------------- sandbox

# A sandbox that says that it is one.
sandbox() {
  program box <<'END'
#!/bin/bash
echo "in a box, $1"
shift
exec "$@"
END
}

@test "every command runs in the sandbox" {
  sandbox
  configure '{"sandbox": ["box", "a word"]}'
  run outlive exec -- 'echo "well: $0"; exit 3'
  assert_failure 3
  assert_output $'in a box, a word\nwell: /bin/bash'
  run outlive tool <<<'{"tool":"exec","command":"echo well"}'
  assert_equal "$(json details.aggregated <<<"$output")" $'in a box, a word\nwell'
  background -- 'echo well'
  wait_until printed "$id" $'in a box, a word\nwell'
  run outlive exec --pty -- 'test -t 1 && echo terminal'
  assert_equal "${output//$'\r'/}" $'in a box, a word\nterminal'
}

@test "with a sandbox that is not there nothing runs" {
  configure '{"sandbox": ["no-such-box"]}'
  run --separate-stderr outlive exec -- 'touch was-run'
  assert_failure
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'no-such-box.*tools'
  [ ! -e was-run ]
}

@test "elevated is refused, saying which setting allows it, unless the configuration does" {
  sandbox
  configure '{"sandbox": ["box", "x"]}'
  run --separate-stderr outlive exec --elevated -- 'touch was-run'
  assert_failure
  assert_equal "$output" ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" '"tools": \{"elevated": \{"enabled": true\}\}'
  run outlive tool <<<'{"tool":"exec","command":"touch was-run","elevated":true}'
  assert_equal "$(json details.status <<<"$output")" failed
  assert_regex "$(json content.0.text <<<"$output")" elevated
  [ ! -e was-run ]
  write_configuration '{"tools": {"exec": {"sandbox": ["box", "x"]}, "elevated": {"enabled": true}}}'
  run outlive exec --elevated -- 'echo well'
  assert_output well
  run outlive exec -- 'echo well'
  assert_output $'in a box, x\nwell'
  write_configuration '{"tools": {"elevated": {"enabled": false}}}'
  run outlive exec --elevated -- 'echo well'
  assert_failure
}

# --------------------------------------------------------------------------------------------------------- wrong values

# says_what_is_wrong PATTERN CODE: each door says it in one line, and does nothing.
says_what_is_wrong() {
  local words
  for words in 'exec -- touch was-run' 'exec --background -- touch was-run' 'process list' 'process poll nobody'; do
    # shellcheck disable=SC2086 # they are words
    assert_refused "$1" $words
  done
  run outlive exec --json -- touch was-run
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" "$2"
  assert_regex "$(json error.message <<<"$output"); $(json error.hint <<<"$output")" "$1"
  run outlive tool <<<'{"tool":"exec","command":"touch was-run"}'
  one_line "$output"
  assert_equal "$(json details.status <<<"$output") $(json details.error.code <<<"$output")" "failed $2"
  assert_regex "$(json content.0.text <<<"$output")" "$1"
  [ ! -e was-run ]
}

@test "a variable that is no whole number is refused by its name" {
  local name
  for name in PI_BASH_YIELD_MS PI_BASH_MAX_OUTPUT_CHARS OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS PI_BASH_JOB_TTL_MS \
    OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS; do
    export "$name=ten"
    says_what_is_wrong "$name=\"ten\"" InvalidSetting
    unset "$name"
  done
}

@test "a value that only resembles a whole number is refused" {
  local value
  for value in -5 1.5 10s ' ' 1e3 0x10 $'1\n2' 99999999999999999999; do
    PI_BASH_YIELD_MS=$value assert_refused PI_BASH_YIELD_MS exec -- true
  done
}

@test "an empty variable counts as unset" {
  PI_BASH_YIELD_MS='' PI_BASH_MAX_OUTPUT_CHARS='' OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS='' PI_BASH_JOB_TTL_MS='' \
    OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS='' waits
}

@test "a value in the configuration that cannot be used is refused by its key" {
  local pair key
  for pair in backgroundMs:-1 backgroundMs:'"20"' timeoutSec:-1 timeoutSec:null maxOutputChars:0 maxOutputChars:'"many"' \
    maxLogBytes:0 maxLogBytes:-5 cleanupMs:-1 cleanupMs:true allowBackground:'"no"' notifyOnExit:1 \
    notifyOnExitEmptySuccess:'"yes"' notifyCommand:'[]' notifyCommand:'""' notifyCommand:'[1]' sandbox:'"box"' sandbox:'{}'; do
    key=${pair%%:*}
    configure "{\"$key\": ${pair#*:}}"
    assert_refused "config.json.*exec\.$key" exec -- touch was-run
  done
  [ ! -e was-run ]
  says_what_is_wrong 'exec\.sandbox' ConfigurationInvalid
}

@test "an unknown key in the configuration is refused by its name" {
  configure '{"backgroundMS": 20}'
  says_what_is_wrong backgroundMS ConfigurationInvalid
  write_configuration '{"tools": {"exce": {}}}'
  assert_refused exce exec -- true
  write_configuration '{"tools": {"elevated": {"enabled": true, "ask": "off"}}}'
  assert_refused ask exec -- true
  write_configuration '{"tool": {}}'
  assert_refused '"?tool"?' exec -- true
}

@test "a configuration that is no JSON, or no file, is refused by its path" {
  local text
  for text in '{"tools": ' '' '[]' 'null' '"text"' '{"tools": []}'; do
    write_configuration "$text"
    assert_refused 'config\.json' exec -- true
  done
  rm "$HOME/.config/outlive/config.json"
  mkdir "$HOME/.config/outlive/config.json"
  says_what_is_wrong 'config\.json' ConfigurationInvalid
}

@test "the configuration is where XDG_CONFIG_HOME says, and nowhere else" {
  configure '{"backgroundMs": "nonsense"}'
  export XDG_CONFIG_HOME=$SANDBOX/configuration
  waits
  mkdir -p "$XDG_CONFIG_HOME/outlive"
  printf '{"tools": {"exec": {"backgroundMs": 20}}}' >"$XDG_CONFIG_HOME/outlive/config.json"
  yields
  # An empty one is none.
  XDG_CONFIG_HOME='' assert_refused backgroundMs exec -- true
}
