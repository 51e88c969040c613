#!/usr/bin/env bats
# `outlive tool`, line by line: what each request is answered.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # tool.bash sets answer, id and the others

setup() {
  load ../support/tool && tool_begin
}

teardown() {
  tool_end
}

# poll_tells KEY VALUE: whether a poll of $id tells that.
poll_tells() {
  ask '{"tool":"process","action":"poll","sessionId":"'"$id"'"}'
  [ "$(told "$1")" = "$2" ]
}

# log_shows TEXT: whether TEXT is in the log of $id.
log_shows() {
  ask '{"tool":"process","action":"log","sessionId":"'"$id"'"}'
  [[ "$(told output)" == *"$1"* ]]
}

# -------------------------------------------------------------------------------------------------------------- exec

@test "a command that ends is answered with all that it has printed, and how it ended" {
  open_tool
  ask '{"tool":"exec","command":"echo out; echo err >&2; echo \"$OPENCLAW_SHELL\""}'
  assert_equal "$(said)" $'out\nerr\nexec'
  assert_equal "$(told aggregated)" $'out\nerr\nexec'
  assert_equal "$(told status) $(told exitCode) $(told timedOut) $(told cwd)" "completed 0 false $project"
  [ "$(told durationMs)" -ge 0 ]
  run ! told sessionId
  ask '{"tool":"exec","command":"true"}'
  assert_equal "$(said)" '(no output)'
  assert_equal "$(told aggregated)" ''
  ask '{"tool":"process","action":"list"}'
  assert_equal "$(told sessions)" '[]'
  close_tool
}

@test "a command that fails is answered with how" {
  open_tool
  ask '{"tool":"exec","command":"echo no; exit 3"}'
  assert_equal "$(told status) $(told exitCode) $(told timedOut) $(told aggregated)" 'failed 3 false no'
  assert_regex "$(said)" $'^no\n.*code 3'
  ask '{"tool":"exec","command":"kill -KILL $$"}'
  assert_equal "$(told status) $(told exitCode) $(told exitSignal) $(told timedOut)" 'failed null SIGKILL false'
  assert_regex "$(said)" SIGKILL
  ask '{"tool":"exec","command":"echo begun; exec sleep 1000","timeout":5}'
  assert_equal "$(told status) $(told timedOut) $(told exitSignal) $(told aggregated)" 'failed true SIGTERM begun'
  assert_regex "$(said)" 'timed out after 5 s'
  ask '{"tool":"exec","command":"no-such-program"}'
  assert_equal "$(told status) $(told exitCode)" 'failed 127'
  close_tool
}

@test "a command gets the directory, the variables and the terminal that are asked for" {
  mkdir "$SANDBOX/elsewhere"
  open_tool
  ask '{"tool":"exec","command":"pwd; echo \"$ONE $TWO\"","workdir":"'"$SANDBOX"'/elsewhere","env":{"ONE":"a b","TWO":"é\n\"$x\""}}'
  assert_equal "$(told aggregated)" "$SANDBOX/elsewhere"$'\na b é\n"$x"'
  assert_equal "$(told cwd)" "$SANDBOX/elsewhere"
  ask '{"tool":"exec","command":"stty size; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo yes","pty":true}'
  assert_equal "$(told aggregated | tr -d '\r')" $'30 120\nyes'
  ask '{"tool":"exec","command":"[ -t 1 ] || echo none","pty":false,"elevated":false,"background":false}'
  assert_equal "$(told aggregated)" none
  close_tool
}

@test "a directory that does not exist is a warning, and the current one is used" {
  open_tool
  ask '{"tool":"exec","command":"pwd","workdir":"/no/such"}'
  assert_equal "$(told status) $(told cwd) $(told aggregated)" "completed $project $project"
  assert_regex "$(said)" '^Warning.*/no/such'
  start_in_background '{"tool":"exec","command":"sleep 1000","workdir":"/no/such","background":true}'
  assert_equal "$(told cwd)" "$project"
  assert_regex "$(said)" '^Warning.*/no/such'
  close_tool
}

@test "an invalid request to run a command is refused, and nothing runs" {
  open_tool
  for name in PATH LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES; do
    ask_wrong '{"tool":"exec","command":"touch ran","env":{"'"$name"'":"x"}}' "$name" ProtectedVariable
  done
  ask_wrong '{"tool":"exec","command":"touch ran","env":{"A=B":"x"}}' 'A=B' InvalidVariable
  ask_wrong '{"tool":"exec","command":"touch ran","env":{"A":"x\u0000"}}' 'zero'
  ask_wrong '{"tool":"exec","command":"touch ran","timeout":-1}' 'timeout -1' InvalidTimeout
  ask_wrong '{"tool":"exec","command":"touch ran\u0000"}' 'zero byte' InvalidCommand
  ask_wrong '{"tool":"exec","command":" "}' 'no command' NoCommand
  ask '{"tool":"exec","command":"touch ran","elevated":true}'
  assert_refused_here 'tools.*elevated.*enabled' ElevationNotAllowed
  [ ! -e ran ]
  close_tool
}

@test "elevated runs where the configuration allows it" {
  mkdir -p "$HOME/.config/outlive"
  printf '{"tools":{"elevated":{"enabled":true},"exec":{"sandbox":["env","INSIDE=1"]}}}' >"$HOME/.config/outlive/config.json"
  open_tool
  ask '{"tool":"exec","command":"echo \"[$INSIDE]\""}'
  assert_equal "$(told aggregated)" '[1]'
  ask '{"tool":"exec","command":"echo \"[$INSIDE]\"","elevated":true}'
  assert_equal "$(told aggregated)" '[]'
  close_tool
}

@test "an unusable configuration is refused, and a mended one holds from then on" {
  mkdir -p "$HOME/.config/outlive"
  echo '{"tools":' >"$HOME/.config/outlive/config.json"
  open_tool
  ask '{"tool":"exec","command":"true"}'
  assert_refused_here 'config.json' ConfigurationInvalid
  ask '{"tool":"process","action":"list"}'
  assert_refused_here 'config.json' ConfigurationInvalid
  echo '{"tools":{"exec":{"allowBackground":false}}}' >"$HOME/.config/outlive/config.json"
  ask '{"tool":"exec","command":"sleep 0.1; echo waited","background":true,"yieldMs":10}'
  assert_equal "$(told status) $(told aggregated)" 'completed waited'
  assert_regex "$(said)" '^Warning'
  close_tool
}

@test "a command goes to the background at once, or after its time, under an id" {
  open_tool
  start_in_background '{"tool":"exec","command":"exec sleep 1000","background":true}'
  assert_equal "$(told cwd)" "$project"
  wait_until eval '[ "$(ps -o comm= -p "$(told pid)")" = sleep ]'
  [ "$(told startedAt)" -gt 1700000000000 ]
  assert_regex "$(said)" "$id.*$(told pid)"
  assert_equal "$(told tail)" ''
  first=$id
  start_in_background '{"tool":"exec","command":"echo begun; exec sleep 1000","yieldMs":10}'
  [ "$id" != "$first" ]
  wait_until log_shows begun
  ask '{"tool":"exec","command":"sleep 0.2; echo ended","yieldMs":120000}'
  assert_equal "$(told status) $(told aggregated)" 'completed ended'
  close_tool
}

@test "a command that leaves processes behind is kept, and says so" {
  open_tool
  ask '{"tool":"exec","command":"sleep 1000 & echo $!"}'
  assert_equal "$(told status) $(told processesLeft)" 'completed true'
  local left kept
  left=$(told aggregated)
  kept=$(told sessionId)
  assert_regex "$(said)" "still run.*$kept"
  ask '{"tool":"process","action":"list"}'
  assert_equal "$(told sessions.0.sessionId) $(told sessions.0.processesLeft)" "$kept true"
  ask '{"tool":"process","action":"poll","sessionId":"'"$kept"'"}'
  assert_equal "$(told processesLeft)" true
  assert_regex "$(said)" 'still run'
  ask '{"tool":"process","action":"clear","sessionId":"'"$kept"'"}'
  assert_refused_here 'still run' ProcessesLeft
  ask '{"tool":"process","action":"remove","sessionId":"'"$kept"'"}'
  assert_equal "$(told status)" completed
  gone "$left"
  close_tool
}

# ----------------------------------------------------------------------------------------------------------- process

@test "the list has what runs and what has ended, the newest first" {
  open_tool
  start_in_background '{"tool":"exec","command":"npm() { echo built; exit 3; }; npm run build","background":true}'
  ended=$id
  wait_until poll_tells status failed
  start_in_background '{"tool":"exec","command":"sleep 1000","background":true}'
  ask '{"tool":"process","action":"list"}'
  assert_equal "$(told 'sessions#')" 2
  assert_equal "$(told sessions.0.sessionId) $(told sessions.0.status) $(told sessions.0.name)" "$id running sleep 1000"
  assert_equal "$(told sessions.0.cwd) $(told sessions.0.tail) $(told sessions.0.waitingForInput)" "$project  false"
  assert_equal "$(told sessions.1.sessionId) $(told sessions.1.status) $(told sessions.1.exitCode)" "$ended failed 3"
  assert_equal "$(told sessions.1.tail)" built
  assert_regex "$(said)" "^$id running .*"$'\n'"$ended failed .*code 3"
  close_tool
}

@test "a command that is silent for long is marked as waiting for input" {
  export OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS=1
  open_tool
  start_in_background '{"tool":"exec","command":"cat","background":true}'
  wait_until poll_tells waitingForInput true
  assert_regex "$(said)" 'wait for input'
  ask '{"tool":"process","action":"list"}'
  assert_regex "$(said)" 'waits for input'
  assert_equal "$(told sessions.0.waitingForInput)" true
  close_tool
}

@test "a poll tells what is new, once, and then how it ended" {
  open_tool
  start_in_background '{"tool":"exec","command":"echo one; read -r line; echo \"two $line\" >&2; exit 4","background":true}'
  ask '{"tool":"process","action":"poll","sessionId":"'"$id"'","timeout":30000}'
  assert_equal "$(told status) $(told output) $(told aggregated)" 'running one one'
  ask '{"tool":"process","action":"poll","sessionId":"'"$id"'"}'
  assert_equal "$(told status) $(told output) $(told aggregated)" 'running  one'
  assert_regex "$(said)" 'no new output.*still running'
  ask '{"tool":"process","action":"poll","sessionId":"'"$id"'","timeout":1}'
  assert_equal "$(told status) $(told output)" 'running '
  ask '{"tool":"process","action":"write","sessionId":"'"$id"'","data":"é\n"}'
  assert_equal "$(told status) $(told sessionId)" "running $id"
  wait_until poll_tells status failed
  assert_equal "$(told exitCode) $(told timedOut)" '4 false'
  assert_equal "$(told aggregated)" $'one\ntwo é'
  assert_regex "$(said)" 'code 4'
  ask '{"tool":"process","action":"poll","sessionId":"'"$id"'","timeout":30000}'
  assert_equal "$(told status) $(told output)" 'failed '
  close_tool
}

@test "a log is the last 200 lines, or those that are asked for" {
  open_tool
  start_in_background '{"tool":"exec","command":"seq 300","background":true}'
  wait_until poll_tells status completed
  ask '{"tool":"process","action":"log","sessionId":"'"$id"'"}'
  assert_equal "$(told output)" "$(seq 101 300)"
  assert_equal "$(told totalLines) $(told total) $(told firstLine) $(told lines) $(told totalChars)" '300 300 100 200 1092'
  assert_regex "$(said)" 'last 200 of 300 lines.*offset.*limit'
  ask '{"tool":"process","action":"log","sessionId":"'"$id"'","offset":298}'
  assert_equal "$(told output)" $'299\n300'
  ask '{"tool":"process","action":"log","sessionId":"'"$id"'","limit":2}'
  assert_equal "$(told output)" $'299\n300'
  ask '{"tool":"process","action":"log","sessionId":"'"$id"'","offset":9,"limit":2}'
  assert_equal "$(told output)" $'10\n11'
  ask '{"tool":"process","action":"log","sessionId":"'"$id"'","offset":-5,"limit":1.9}'
  assert_equal "$(told output)" 1
  ask '{"tool":"process","action":"log","sessionId":"'"$id"'","offset":300}'
  assert_equal "$(told output) $(told lines) $(told status)" ' 0 completed'
  assert_regex "$(said)" 'no such lines'
  close_tool
}

@test "written text reaches a command's stdin, and eof closes it" {
  open_tool
  start_in_background '{"tool":"exec","command":"cat; echo end","background":true}'
  ask '{"tool":"process","action":"write","sessionId":"'"$id"'","data":"one\n"}'
  assert_regex "$(said)" '4 bytes'
  ask '{"tool":"process","action":"submit","sessionId":"'"$id"'"}'
  ask '{"tool":"process","action":"paste","sessionId":"'"$id"'","text":"two\n","bracketed":false}'
  ask '{"tool":"process","action":"send-keys","sessionId":"'"$id"'","literal":"thr","hex":["65","0x65"],"keys":["Enter"]}'
  ask '{"tool":"process","action":"write","sessionId":"'"$id"'","eof":true}'
  wait_until poll_tells status completed
  assert_equal "$(told aggregated)" $'one\n\ntwo\nthree\nend'
  for request in '"write","data":"x"' '"submit"' '"paste","text":"x"' '"send-keys","keys":["a"]' '"write","eof":true'; do
    ask '{"tool":"process","sessionId":"'"$id"'","action":'"$request"'}'
    assert_refused_here 'has ended' CommandEnded
  done
  close_tool
}

@test "a stdin that was closed is refused, and says so" {
  open_tool
  start_in_background '{"tool":"exec","command":"cat; exec sleep 1000","background":true}'
  ask '{"tool":"process","action":"write","sessionId":"'"$id"'","data":"x","eof":true}'
  ask '{"tool":"process","action":"write","sessionId":"'"$id"'","data":"y"}'
  assert_refused_here 'closed' InputClosed
  close_tool
}

@test "a terminal gets keys, and pasted text between brackets" {
  open_tool
  start_in_background '{"tool":"exec","command":"stty raw -echo; echo ready; head -c 3 | od -An -tx1; head -c 13 | od -An -c; stty sane; echo sane; exec sleep 1000","background":true,"pty":true}'
  wait_until log_shows ready
  ask '{"tool":"process","action":"send-keys","sessionId":"'"$id"'","keys":["Up"]}'
  assert_equal "$(told status)" running
  wait_until log_shows '1b 5b 41'
  ask '{"tool":"process","action":"paste","sessionId":"'"$id"'","text":"x"}'
  wait_until log_shows '033   [   2   0   0   ~   x 033   [   2   0   1   ~'
  wait_until log_shows sane
  ask '{"tool":"process","action":"send-keys","sessionId":"'"$id"'","keys":["C-c"]}'
  wait_until poll_tells status failed
  assert_equal "$(told exitSignal)" SIGINT
  close_tool
}

@test "unknown keys are refused" {
  open_tool
  start_in_background '{"tool":"exec","command":"cat","background":true}'
  ask '{"tool":"process","action":"send-keys","sessionId":"'"$id"'","keys":["C-Entre"]}'
  assert_refused_here Entre InvalidKey
  ask_wrong '{"tool":"process","action":"send-keys","sessionId":"'"$id"'","hex":["xyz"]}' xyz InvalidByte
  ask_wrong '{"tool":"process","action":"send-keys","sessionId":"'"$id"'"}' 'no keys' NothingToType
  ask_wrong '{"tool":"process","action":"paste","sessionId":"'"$id"'"}' 'nothing to paste' NothingToType
  log_shows ''
  assert_equal "$(told output)" ''
  close_tool
}

@test "kill ends the whole tree; clear and remove forget" {
  open_tool
  start_in_background '{"tool":"exec","command":"sleep 1000 & echo $!; echo started; wait","background":true}'
  wait_until log_shows started
  child=$(told output | head -n 1)
  ask '{"tool":"process","action":"clear","sessionId":"'"$id"'"}'
  assert_refused_here 'still runs' CommandRunning
  ask '{"tool":"process","action":"kill","sessionId":"'"$id"'"}'
  assert_equal "$(told status) $(told sessionId) $(told timedOut)" "killed $id false"
  gone "$child"
  ask '{"tool":"process","action":"kill","sessionId":"'"$id"'"}'
  assert_refused_here 'ended already' CommandEnded
  poll_tells status killed
  ask '{"tool":"process","action":"clear","sessionId":"'"$id"'"}'
  assert_equal "$(told status) $(told sessionId)" "completed $id"
  ask '{"tool":"process","action":"clear","sessionId":"'"$id"'"}'
  assert_refused_here "no command.*$id"
  start_in_background '{"tool":"exec","command":"exec sleep 1000","background":true}'
  pid=$(told pid)
  ask '{"tool":"process","action":"remove","sessionId":"'"$id"'"}'
  assert_equal "$(told status) $(told sessionId)" "completed $id"
  gone "$pid"
  ask '{"tool":"process","action":"list"}'
  assert_equal "$(told sessions)" '[]'
  close_tool
}

@test "every action refuses an unknown id" {
  open_tool
  for request in '"poll"' '"log"' '"write","data":"x"' '"send-keys","keys":["a"]' '"submit"' '"paste","text":"x"' '"kill"' \
    '"clear"' '"remove"'; do
    ask '{"tool":"process","sessionId":"nobody-here","action":'"$request"'}'
    assert_refused_here 'no command "nobody-here".*process list' UnknownCommand
    ask '{"tool":"process","sessionId":"../../etc","action":'"$request"'}'
    assert_refused_here 'no command'
  done
  close_tool
}

@test "a scope sees only its own" {
  open_tool --scope red
  start_in_background '{"tool":"exec","command":"sleep 1000","background":true}'
  ask '{"tool":"process","action":"list"}'
  assert_equal "$(told sessions.0.sessionId) $(told sessions.0.scope)" "$id red"
  close_tool
  export OUTLIVE_SCOPE=blue
  open_tool
  ask '{"tool":"process","action":"list"}'
  assert_equal "$(told sessions)" '[]'
  for request in '"poll"' '"log"' '"write","data":"x"' '"kill"' '"remove"'; do
    ask '{"tool":"process","sessionId":"'"$id"'","action":'"$request"'}'
    assert_refused_here "no command"
  done
  close_tool
  open_tool --scope red
  poll_tells status running
  close_tool
  unset OUTLIVE_SCOPE
  open_tool
  poll_tells status running
  close_tool
}
