#!/usr/bin/env bats
# Commands of `outlive exec` that print a lot, are many or long, have no room or no right to be kept, or lose what is kept of them.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash and tool.bash set the others

setup() {
  load ../support/tool && tool_begin
  export STOP=$SANDBOX/stop
}

teardown() {
  tiny_disk_ends
  tool_end
}

configure() {
  mkdir -p "$HOME/.config/outlive"
  printf '%s\n' "$1" >"$HOME/.config/outlive/config.json"
}

nothing_kept() { [ -z "$(find "$OUTLIVE_HOME" -mindepth 2 2>/dev/null)" ]; }

# as_other COMMAND ...: runs it as a user who is not root.
as_other() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }

needs_another_user() {
  [ "$(id -u)" = 0 ] || skip 'only root can become somebody else'
  command -v setpriv >/dev/null || skip 'there is no setpriv'
}

# ------------------------------------------------------------------------------------------------------- a lot of output

memory_of() { awk '/^Private_Dirty:/ { print $2 }' "/proc/$1/smaps_rollup" 2>/dev/null; }

kibibytes_kept() { du -sk "$(files_of "$id")" | cut -f 1; }

@test "300 MB of output need neither memory nor more of the disk than is set" {
  local kibibytes kept
  [ -r "/proc/$$/smaps_rollup" ] || skip 'this system does not say how much memory is a process'\''s own'
  configure '{"tools": {"exec": {"maxLogBytes": 1048576}}}'
  background -- 'yes 0123456789abcdef | head -c 300000000; echo; echo the newest; until [ -e "$STOP" ]; do sleep 0.1; done'
  supervisor=$(supervisor_of "$id")
  until printed "$id" 'the newest'; do
    kibibytes=$(memory_of "$supervisor")
    [ "$kibibytes" -lt 60000 ] || fail "the supervisor has $kibibytes KiB"
    kept=$(kibibytes_kept)
    [ "$kept" -le 1400 ] || fail "$kept KiB are kept"
  done
  [ "$(memory_of "$supervisor")" -lt 60000 ]
  [ "$(kibibytes_kept)" -le 1400 ]
  # Most of it is still there, and what is not is said.
  [ "$(kibibytes_kept)" -ge 500 ]
  assert_regex "$(process log "$id" --limit 2)" '0123456789?a?b?c?d?e?f?'
  assert_equal "$(process log "$id" --limit 1 --json | json output)" 'the newest'
  assert_equal "$(details log "$id" truncated)" true
  assert_equal "$(details log "$id" totalChars)" 300000012
  run -0 --separate-stderr process poll "$id"
  assert_regex "$output" 'the newest'
  assert_regex "$output" 'characters before this were left out'
  [ "${#output}" -lt 31000 ]
  assert_equal "$(details poll "$id" output)" ''
  : >"$STOP"
  wait_until is_status "$id" completed
}

@test "a limit of a few bytes is kept to" {
  configure '{"tools": {"exec": {"maxLogBytes": 100}}}'
  background -- 'seq 100000'
  wait_until has_ended "$id"
  [ "$(cat "$(files_of "$id")"/output.* | wc -c)" -le 100 ]
  assert_regex "$(details log "$id" output)" '99999.100000'
  assert_equal "$(details log "$id" total)" 100000
}

@test "a line without an end is no line more than it is" {
  configure '{"tools": {"exec": {"maxLogBytes": 65536}}}'
  background -- 'head -c 20000000 /dev/zero | tr "\0" x; echo; echo end'
  wait_until has_ended "$id"
  assert_equal "$(details log "$id" total)" 2
  assert_regex "$(process log "$id" | tail -c 100)" 'xxx.end'
  [ "$(cat "$(files_of "$id")"/output.* | wc -c)" -le 65536 ]
}

# ---------------------------------------------------------------------------------------------------------------- many

@test "two starts at the same moment in a home that is not there yet both succeed" {
  local round one
  for ((round = 0; round < 5; round++)); do
    export OUTLIVE_HOME=$SANDBOX/home.$round/below
    start first "$OUTLIVE" exec --background -- 'sleep 1000'
    start second "$OUTLIVE" exec --background -- 'sleep 1000'
    end_of first
    assert_success
    one=$output
    end_of second
    assert_success
    [ "$output" != "$one" ]
    is_status "$one" running
    is_status "$output" running
  done
}

@test "a hundred commands at once run, are listed and ended, each under an id of its own" {
  local number ids
  for ((number = 0; number < 100; number++)); do
    printf '{"tool":"exec","id":%d,"command":"echo %d; exec sleep 1000","background":true}\n' "$number" "$number"
  done >"$SANDBOX/hundred"
  "$OUTLIVE" tool <"$SANDBOX/hundred" >"$SANDBOX/started"
  check_lines tool-answer <"$SANDBOX/started"
  assert_equal "$(grep -c '"status":"running"' "$SANDBOX/started")" 100
  assert_equal "$(process list --json | json 'sessions#')" 100
  ids=$(perl -MJSON::PP -ne 'print decode_json($_)->{details}{sessionId}, "\n"' "$SANDBOX/started" | sort -u)
  assert_equal "$(grep -c . <<<"$ids")" 100
  number=$(perl -MJSON::PP -ne '$a = decode_json($_); print $a->{id} if $. == 50' "$SANDBOX/started")
  id=$(perl -MJSON::PP -ne '$a = decode_json($_); print $a->{details}{sessionId} if $. == 50' "$SANDBOX/started")
  wait_until printed "$id" "$number"
  for id in $ids; do printf '{"tool":"process","action":"remove","sessionId":"%s"}\n' "$id"; done |
    "$OUTLIVE" tool >"$SANDBOX/removed"
  assert_equal "$(grep -c '"status":"completed"' "$SANDBOX/removed")" 100
  wait_until nothing_lives
  nothing_kept
}

# ------------------------------------------------------------------------------------------------------ no room, no right

@test "on a full disk a start is refused in one line, and leaves nothing behind" {
  tiny_disk "$OUTLIVE_HOME"
  mkdir "$OUTLIVE_HOME/exec"
  fill_disk "$OUTLIVE_HOME"
  assert_refused 'no space left' exec -- 'echo run'
  assert_refused 'no space left' exec --background -- 'echo run'
  assert_refused 'no space left' exec --pty -- 'echo run'
  nothing_kept
  open_tool
  ask '{"tool":"exec","command":"echo run"}'
  assert_refused_here 'no space left' CommandNotKept
  rm "$OUTLIVE_HOME/ballast"
  ask '{"tool":"exec","command":"echo run"}'
  assert_equal "$(told status)" completed
  close_tool
  assert_equal "$(outlive exec -- 'echo run')" run
  nothing_kept
}

@test "on a disk with room for a part a command runs and is told of, or is refused and leaves nothing" {
  local pages
  tiny_disk "$OUTLIVE_HOME"
  for ((pages = 6; pages >= 0; pages--)); do
    fill_disk "$OUTLIVE_HOME"
    truncate -s "-$((pages * 4096))" "$OUTLIVE_HOME/ballast"
    run --separate-stderr timeout 60 "$OUTLIVE" exec --background -- 'echo out; exit 5' </dev/null
    if [ "$status" = 0 ]; then
      id=$output
      wait_until has_ended "$id"
      assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'failed 5'
      process clear "$id"
    else
      assert_failure 1
      assert_equal "${#stderr_lines[@]}" 1
    fi
    nothing_kept
    rm "$OUTLIVE_HOME/ballast"
  done
}

@test "a disk that gets full does not trouble a command, and how it ended is told" {
  tiny_disk "$OUTLIVE_HOME"
  background -- 'echo first; until [ -e "$STOP" ]; do sleep 0.05; done; seq 20000; echo on >"$STOP"; exit 5'
  wait_until printed "$id" first
  fill_disk "$OUTLIVE_HOME"
  is_status "$id" running
  : >"$STOP"
  wait_until test -s "$STOP"
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" status) $(fact "$id" exitCode)" 'failed 5'
  assert_regex "$(process log "$id" --offset 0 --limit 1)" first
  run -0 process poll "$id"
  assert_regex "$output" 'code 5'
  run -0 process remove "$id"
}

@test "output is kept again once there is room" {
  tiny_disk "$OUTLIVE_HOME"
  background -- 'echo first; until [ -e "$STOP" ]; do sleep 0.05; done; seq 20000; echo on >"$STOP"; until [ ! -e "$STOP" ]; do sleep 0.05; done; echo last'
  wait_until printed "$id" first
  fill_disk "$OUTLIVE_HOME"
  : >"$STOP"
  wait_until test -s "$STOP"
  rm "$OUTLIVE_HOME/ballast" "$STOP"
  wait_until is_status "$id" completed
  assert_regex "$(details log "$id" output)" 'last'
}

@test "a command can be killed on a full disk" {
  tiny_disk "$OUTLIVE_HOME"
  background -- 'echo first; exec sleep 1000'
  wait_until printed "$id" first
  command=$(command_of "$id")
  fill_disk "$OUTLIVE_HOME"
  run -0 process kill "$id"
  gone "$command"
  is_status "$id" killed
}

@test "a home that cannot be written into is told of in one line" {
  : >"$SANDBOX/file"
  for OUTLIVE_HOME in "$SANDBOX/file" "$SANDBOX/file/below" /proc/outlive; do
    [ "$OUTLIVE_HOME" != /proc/outlive ] || [ "$(uname)" = Linux ] || continue
    assert_refused 'OUTLIVE_HOME' exec -- 'echo run'
    assert_refused 'OUTLIVE_HOME' exec --background -- 'echo run'
  done
}

@test "a home without permission is told of in one line" {
  needs_another_user
  mkdir -m 755 "$OUTLIVE_HOME"
  chmod 755 "$SANDBOX" "$HOME"
  cd /
  as_other test -x "$OUTLIVE" || skip "another user may not run $OUTLIVE"
  run --separate-stderr as_other "$OUTLIVE" exec -- 'echo run' </dev/null
  assert_failure 1
  assert_equal "$output" ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'OUTLIVE_HOME'
}

@test "no other user can read what is kept, with any umask" {
  umask 000
  background -- 'echo secret; exec sleep 1000'
  wait_until printed "$id" secret
  process write "$id" $'more\n'
  process poll "$id" >/dev/null
  background --pty -- 'echo secret; exec sleep 1000'
  wait_until printed "$id" secret
  end_process "$(supervisor_of "$id")"
  process list >/dev/null
  assert_equal "$(find "$OUTLIVE_HOME/exec" -type d ! -perm 700)" ''
  assert_equal "$(find "$OUTLIVE_HOME/exec" ! -type d ! -perm 600)" ''
  if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$SANDBOX" "$OUTLIVE_HOME"
    run ! as_other ls "$OUTLIVE_HOME/exec"
    run ! as_other cat "$(files_of "$id")/output.0"
  fi
}

@test "another user's home shows nothing, and is not taken for one without commands" {
  needs_another_user
  background -- 'exec sleep 1000'
  cd /
  chmod 755 "$SANDBOX" "$HOME"
  as_other test -x "$OUTLIVE" || skip "another user may not run $OUTLIVE"
  run --separate-stderr as_other "$OUTLIVE" process list </dev/null
  assert_failure 1
  assert_regex "$stderr" 'cannot be looked at|ermission'
  is_status "$id" running
}

# ----------------------------------------------------------------------------------------------------- it is taken away

ticks_of() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }

# assert_idle PID: in two seconds it takes no half of one.
assert_idle() {
  local before round
  before=$(ticks_of "$1")
  for ((round = 0; round < 40; round++)); do pause; done
  [ $(($(ticks_of "$1") - before)) -lt 50 ] || fail "it took $(($(ticks_of "$1") - before)) ticks"
}

@test "a command goes on when what is kept of it is removed, and nothing spins or is left" {
  [ -e "/proc/$$/stat" ] || skip 'this system does not say what a process takes'
  background -- 'echo up; until [ -e "$STOP" ]; do echo more; sleep 0.1; done; echo done >"$STOP"'
  wait_until printed "$id" more
  supervisor=$(supervisor_of "$id")
  wait_until rm -rf "$OUTLIVE_HOME"
  assert_idle "$supervisor"
  run ! gone "$supervisor"
  run -0 process list
  : >"$STOP"
  wait_until test -s "$STOP"
  wait_until gone "$supervisor"
  # The process that tells of an end outlives the supervisor.
  wait_until nothing_lives
}

@test "a command in the foreground does too, and ends as it would have" {
  start caller "$OUTLIVE" exec -- 'echo up; until [ -e "$STOP" ]; do sleep 0.05; done; echo last; exit 5'
  wait_until grep -q up "$SANDBOX/caller.out"
  wait_until rm -rf "$OUTLIVE_HOME"
  : >"$STOP"
  end_of caller
  assert_failure 5
  assert_output $'up\nlast'
  wait_until nothing_lives
}

@test "a supervisor whose files were removed still ends its command, when it is told to and in time" {
  background -- 'setsid sleep 1000 & sleep 1000'
  supervisor=$(supervisor_of "$id")
  background --timeout 3 -- 'setsid sleep 1000 & sleep 1000'
  wait_until rm -rf "$OUTLIVE_HOME"
  kill -TERM "$supervisor"
  wait_until -t 20 gone "$supervisor"
  wait_until nothing_lives
}

@test "files that belong to no command do no harm" {
  background -- 'exec sleep 1000'
  mkdir -p "$OUTLIVE_HOME/exec/not-one" "$OUTLIVE_HOME/exec/empty-one" "$OUTLIVE_HOME/exec/"$'line\nbreak'
  echo '{' >"$OUTLIVE_HOME/exec/not-one/state.json"
  echo 'null' >"$OUTLIVE_HOME/exec/not-one/request.json"
  : >"$OUTLIVE_HOME/exec/plain-file"
  assert_equal "$(process list --json | json 'sessions#')" 2
  assert_equal "$(fact not-one status)" damaged
  assert_refused 'not-one/state.json" is damaged' process poll not-one
  assert_refused 'no command' process poll plain-file
  assert_refused 'no command' process remove ../exec
  assert_refused 'no command' process remove .
  is_status "$id" running
}

@test "a state that says nothing is no reason to end anything" {
  background -- 'exec sleep 1000'
  command=$(command_of "$id")
  living_process
  echo '{"supervisor":{},"command":{},"end":null}' >"$(files_of "$id")/state.json"
  run process list
  run process kill "$id"
  run ! gone "$living_pid"
  run ! gone "$$"
  kill -KILL "$command"
}

# -------------------------------------------------------------------------------------------------------- long and hostile

# request LENGTH: a request for a command that prints how long it is.
request() { perl -e 'printf qq({"tool":"exec","command":"echo %s | wc -c"}\n), "x" x $ARGV[0]' "$1"; }

@test "a long command runs; one that is too long for the system is refused, with what to do" {
  open_tool
  ask "$(request 100000)"
  assert_equal "$(told aggregated)" 100001
  for length in 200000 3000000; do
    ask "$(request "$length")"
    case $(told status) in
    completed) assert_equal "$(told aggregated)" "$((length + 1))" ;;
    *) assert_refused_here 'too long.*file' CommandNotRun ;;
    esac
  done
  ask '{"tool":"exec","command":"echo on"}'
  assert_equal "$(told aggregated)" on
  close_tool
  nothing_kept
  wait_until nothing_lives
}

@test "a large environment arrives; one that is too large is refused in one line" {
  local number
  for ((number = 0; number < 10; number++)); do export "LARGE_$number=$(perl -e 'print "y" x 100000')"; done
  assert_equal "$(outlive exec -- 'printf %s "$LARGE_0$LARGE_1$LARGE_2$LARGE_3$LARGE_4$LARGE_5$LARGE_6$LARGE_7$LARGE_8$LARGE_9" | wc -c')" 1000000
  open_tool
  ask "$(perl -e 'printf qq({"tool":"exec","command":"echo run","env":{"HUGE":"%s"}}\n), "z" x 3000000')"
  assert_refused_here 'too long|too large' CommandNotRun
  ask '{"tool":"exec","command":"echo on"}'
  assert_equal "$(told aggregated)" on
  close_tool
  nothing_kept
}

hostile=($'echo one\necho two' $'printf "%s" "a\'b\\"c"' "echo 'it'\\''s'" $'echo "tab\there"' $'printf "\\033[31mred\\033[0m\\007"; : \e[31m' 'echo ä🙂' ': $(echo `echo x`) ; #{pid} %1 %%' $'# nothing\n\n' ' echo padded ')

@test "a command of any text arrives as it is, and a list stays a list" {
  local command
  for command in "${hostile[@]}"; do
    background -- "$command"
    assert_equal "$(fact "$id" command)" "$(printf %s "$command")"
    wait_until has_ended "$id"
    assert_equal "$(process log "$id" --json | json output)" "$(bash -c "$command")"
  done
  one_line "$(process list --json)"
  assert_equal "$(process list --json | json 'sessions#')" "${#hostile[@]}"
  # A line or two for each, and one above; nothing that a terminal would act upon.
  run -0 process list
  [ "$(wc -l <<<"$output")" -le $((2 * ${#hostile[@]} + 1)) ]
  [[ "$output" != *$'\e'* && "$output" != *$'\a'* ]]
}

@test "bytes that are no text, in a command and in what it prints, break no answer" {
  background -- $'printf "caf\351 \\377\\376"; echo \303'
  wait_until has_ended "$id"
  for action in list "poll $id" "log $id"; do
    # shellcheck disable=SC2086 # two words
    process $action --json >"$SANDBOX/answer"
    one_line "$(<"$SANDBOX/answer")"
    perl -MEncode -e 'local $/; decode("UTF-8", <STDIN>, Encode::FB_CROAK)' <"$SANDBOX/answer"
    json . <"$SANDBOX/answer" >/dev/null
  done
  is_status "$id" completed
  # What it has printed is handed on byte for byte.
  assert_equal "$(outlive exec -- 'printf "\377\376\0x\303"' | od -An -tx1 | tr -d ' ')" fffe0078c3
}

@test "directories may have any name" {
  local name
  for name in 'a b' $'a\nb' "it's" 'x"y' '$(touch touched)' '-leading' '~' '=web' ' ' 'ä🙂'; do
    mkdir -p -- "$SANDBOX/dirs/$name"
    background --workdir "$SANDBOX/dirs/$name" -- 'pwd; exec sleep 1000'
    wait_until printed "$id" "$SANDBOX/dirs/$name"
    assert_equal "$(fact "$id" cwd)" "$SANDBOX/dirs/$name"
    OUTLIVE_HOME="$SANDBOX/dirs/$name/home" outlive exec --background -- 'exec sleep 1000' >"$SANDBOX/inner"
    OUTLIVE_HOME="$SANDBOX/dirs/$name/home" process remove "$(<"$SANDBOX/inner")"
    process remove "$id"
  done
  assert_equal "$(find "$SANDBOX" -name 'touched*')" ''
}
