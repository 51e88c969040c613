#!/usr/bin/env bats
# `outlive session restore` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# stays NAME [FLAG ...]: a program that runs, and counts its runs in $SANDBOX/NAME.runs.
stays() {
  local name=$1
  shift
  begin "$name" "$@" -- bash -c 'echo $$ >>"$0"; echo up; exec sleep 1000' "$SANDBOX/$name.runs"
  session wait "$name" --ready '^up$'
}

runs_of() { grep -c . "$SANDBOX/$1.runs"; }
ran() { [ "$(runs_of "$1")" = "$2" ]; }

@test "without sessions there is nothing to do" {
  run --separate-stderr session restore
  assert_success
  one_line "$output"
  assert_equal "$(session restore --json | json 'sessions#')" 0
  [ ! -e "$SANDBOX/s" ]
}

@test "after a reboot the sessions with --restart always run again, and no others" {
  stays web --restart always
  stays tunnel --restart always
  stays once
  stays failing --restart on-failure
  begin over --restart always --max-restarts 0 -- bash -c 'exit 1'
  session wait over --exit
  reboot
  for name in web tunnel once failing; do assert_equal "$(state "$name")" lost; done
  run --separate-stderr session restore
  assert_success
  assert_equal "$stderr" ''
  assert_equal "$(sort <<<"$output")" $'tunnel: started again\nweb: started again'
  for name in web tunnel; do
    session wait "$name" --ready '^up$'
    assert_equal "$(state "$name") $(runs_of "$name")" 'running 2'
  done
  assert_equal "$(state once) $(state failing) $(state over)" 'lost lost failed'
  assert_equal "$(runs_of once) $(runs_of failing)" '1 1'
  assert_equal "$(tm list-sessions -F '#{session_name}' | sort | tr '\n' ' ')" 'tunnel web '
}

@test "it comes back as it was: words, directory, environment, policy" {
  mkdir "$SANDBOX/else where"
  export INHERITED=$'two\nlines' SANDBOX_FILE=$SANDBOX/told
  begin web --restart always --dir "$SANDBOX/else where" --env GIVEN=1 -- \
    bash -c 'printf "%q\n" "$0" "$@" "$PWD" "$INHERITED" "$GIVEN" >>"$SANDBOX_FILE"; echo up; exec sleep 1000' \
    'a;' '#{pid}' '' $'line\nbreak' '$HOME'
  session wait web --ready '^up$'
  command=$(fact web command)
  unset INHERITED SANDBOX_FILE
  reboot
  mv "$SANDBOX/told" "$SANDBOX/before"
  session restore
  session wait web --ready '^up$'
  cmp "$SANDBOX/before" "$SANDBOX/told"
  assert_equal "$(fact web command)" "$command"
  kill -KILL "$(program_of web)"
  wait_until eval '[ "$(fact web restarts)" = 1 ] && is_state web running'
}

@test "run twice it does nothing more" {
  stays web --restart always
  reboot
  session restore
  session wait web --ready '^up$'
  program=$(program_of web)
  run -0 session restore
  assert_output 'web: already running'
  assert_equal "$(runs_of web) $(program_of web)" "2 $program"
  session stop web
  run -0 session restore
  one_line "$output"
  assert_equal "$(state web) $(runs_of web)" 'stopped 2'
}

@test "two restores at the same moment bring a session back once, and neither fails" {
  for ((round = 0; round < 5; round++)); do
    stays web --restart always
    reboot
    start one "$OUTLIVE" session restore
    start two "$OUTLIVE" session restore
    end_of one
    assert_success
    end_of two
    assert_success
    session wait web --ready '^up$'
    assert_equal "$(state web)" running
    living=0
    while read -r pid; do gone "$pid" || living=$((living + 1)); done <"$SANDBOX/web.runs"
    assert_equal "$living" 1
    session stop web
    assert_equal "$(state web)" stopped
  done
}

@test "a restore and a start at the same moment bring a session back once" {
  stays web --restart always
  reboot
  start one "$OUTLIVE" session restore
  start two "$OUTLIVE" session start web --restart always -- bash -c 'echo $$ >>"$0"; echo up; exec sleep 1000' "$SANDBOX/web.runs"
  end_of one
  assert_success
  end_of two
  assert_success
  session wait web --ready '^up$'
  living=0
  while read -r pid; do gone "$pid" || living=$((living + 1)); done <"$SANDBOX/web.runs"
  assert_equal "$living" 1
}

@test "a stopped session stays stopped: by stop, by stop --all and by plain tmux" {
  for name in one two three four; do stays "$name" --restart always; done
  session stop one
  tm kill-session -t =two
  session wait two --exit
  session stop --all --yes
  reboot
  run -0 session restore
  one_line "$output"
  for name in one two three four; do assert_equal "$(state "$name") $(runs_of "$name")" 'stopped 1'; done
}

@test "a session that waited for its next run comes back" {
  begin web --restart always -- bash -c 'echo $$ >>"$0"; [ -e "$1" ] || exit 1; echo up; exec sleep 1000' "$SANDBOX/web.runs" "$SANDBOX/go"
  wait_until is_state web restarting
  reboot
  before=$(runs_of web)
  : >"$SANDBOX/go"
  assert_equal "$(state web)" lost
  session restore
  session wait web --ready '^up$'
  ran web $((before + 1))
}

@test "TERM to all processes, as at a shutdown, does not keep a session from being restored" {
  stays web --restart always
  tmux_server=$(server)
  host=$(host_of web)
  kill -TERM "$host" "$(program_of web)" "$tmux_server"
  wait_until gone "$host"
  reboot
  session restore
  session wait web --ready '^up$'
  ran web 2
}

@test "a shutdown is known by its TERM, also if that arrives after the end of the server and the program" {
  stays web --restart always
  tmux_server=$(server)
  host=$(host_of web)
  program=$(program_of web)
  kill -STOP "$host"
  kill -TERM "$program" "$tmux_server"
  wait_until gone "$tmux_server"
  kill -TERM "$host"
  kill -CONT "$host"
  wait_until gone "$host"
  assert_equal "$(fact web state)" stopped
  ran web 1
}

@test "the sessions of every socket come back, and with --socket those of one" {
  stays web --restart always
  OUTLIVE_SOCKET=$SANDBOX/s/other stays web2 --restart always
  reboot
  run -0 session restore --socket "$SANDBOX/s/other"
  assert_output 'web2: started again'
  run -0 env -u OUTLIVE_SOCKET "$OUTLIVE" session restore
  assert_equal "$(sort <<<"$output")" $'web2: already running\nweb: started again'
  wait_until ran web 2
  wait_until ran web2 2
}

@test "with OUTLIVE_SOCKET the sessions of that socket come back, and with an empty one those of all" {
  stays web --restart always
  OUTLIVE_SOCKET=$SANDBOX/s/other stays web2 --restart always
  reboot
  run -0 session restore
  assert_output 'web: started again'
  OUTLIVE_SOCKET='' run -0 session restore
  assert_equal "$(sort <<<"$output")" $'web2: started again\nweb: already running'
}

@test "a session that cannot be brought back is reported, the rest comes back, and the exit code is 1" {
  OUTLIVE_SOCKET=$SANDBOX/open/sock stays one --restart always
  stays two --restart always
  reboot
  chmod 777 "$SANDBOX/open"
  run --separate-stderr env -u OUTLIVE_SOCKET "$OUTLIVE" session restore
  assert_failure 1
  assert_line --partial 'one: not brought back: others may write into'
  reason=$(env -u OUTLIVE_SOCKET "$OUTLIVE" session restore --json | json sessions.0.reason)
  assert_line "one: not brought back: $reason"
  assert_line 'two: started again'
  session wait two --ready '^up$'
  ran one 1
  chmod 700 "$SANDBOX/open"
  run -0 session restore --socket "$SANDBOX/open/sock"
  wait_until ran one 2
}

@test "a directory that is there later is waited for" {
  mkdir "$SANDBOX/mounted"
  stays web --restart always --dir "$SANDBOX/mounted"
  reboot
  rmdir "$SANDBOX/mounted"
  session restore
  wait_until eval '[[ "$(fact web lastLine)" = *"$SANDBOX/mounted"* ]]'
  is_state web restarting
  mkdir "$SANDBOX/mounted"
  wait_until ran web 2
  wait_until is_state web running
}

@test "--json has the action for each session" {
  stays web --restart always
  reboot
  run --separate-stderr session restore --json
  assert_success
  one_line "$output"
  assert_equal "$(json sessions.0.name <<<"$output") $(json sessions.0.action <<<"$output")" 'web started'
  assert_equal "$(session restore --json | json sessions.0.action)" 'already running'
}

@test "arguments are an error" {
  assert_usage restore web
}

@test "a server in a directory that others may write into is not asked" {
  stays web --restart always
  reboot
  mkdir -m 777 "$SANDBOX/s"
  chmod 777 "$SANDBOX/s"
  tm new-session -d -s web 'sleep 1000' 3>&-
  run --separate-stderr session restore
  assert_failure 1
  assert_line --partial 'web: not brought back: '
  assert_equal "$(tm list-sessions -F '#{session_name}')" web
}
