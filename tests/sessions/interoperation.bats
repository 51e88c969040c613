#!/usr/bin/env bats
# Sessions of plain tmux, and what every command of `outlive session` does with them.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
  # Plain tmux does not make the directory of a socket.
  mkdir -m 700 "${socket%/*}"
  printf 'set -g default-command "exec bash --rcfile ~/.bashrc -i"\n' >"$HOME/.tmux.conf"
}

teardown() {
  session_end
}

# own [COMMAND]: a session `own` that tmux has made.
own() { tm new-session -d -s own -x 100 -y 30 "$@"; }

# A terminal: the pane of another tmux server.
at_desk() {
  tmux -L terminal -f /dev/null new-session -d -x 100 -y 30 -s desk "$1; echo exit code: \$?; exec sleep 1000" 3>&-
}

desk_shows() { tmux -L terminal capture-pane -p -t =desk: | grep -qF -- "$1"; }

@test "a session of plain tmux is listed" {
  own 'sleep 1000'
  assert_equal "$(fact own state)" running
  assert_equal "$(fact own command)" 'sleep 1000'
  assert_equal "$(fact own pid)" "$(tm display-message -p -t =own: '#{pane_pid}')"
  tm kill-session -t =own
  run ! state own
}

@test "its last lines are shown, those that have left the screen too" {
  own 'seq 1 200; printf "\033[32mgreen\033[0m\n"; sleep 1000'
  session wait own --ready green
  assert_equal "$(session tail own -n 101 | head -n 2 | tr '\n' ' ')" '101 102 '
  assert_equal "$(session tail own -n 1)" green
  assert_equal "$(session tail own | grep -c .)" 30
}

@test "its output is followed, each line once, until it is ended" {
  own 'echo first; while read -r line; do echo "heard $line"; done'
  session wait own --ready first
  start follower "$OUTLIVE" session tail own -f
  wait_until grep -q first "$SANDBOX/follower.out"
  tm send-keys -t =own: -l -- 'later'
  tm send-keys -t =own: Enter
  wait_until -t 20 grep -q 'heard later' "$SANDBOX/follower.out"
  tm kill-session -t =own
  end_of follower
  assert_success
  assert_output $'first\nlater\nheard later'
}

@test "idle and running are told apart" {
  own
  wait_until session idle own
  run session idle own
  assert_output IDLE
  tm send-keys -t =own: 'sleep 1000' Enter
  wait_until eval '[ "$(tm display-message -p -t =own: "#{pane_current_command}")" = sleep ]'
  run session idle own
  assert_failure 1
  assert_output RUNNING
  tm kill-session -t =own
  run session idle own
  assert_failure 3
}

@test "a line of it is waited for, whether it came before or comes later" {
  own 'echo "it is up"; seq 1 100; read -r line; echo "then $line"; sleep 1000'
  run session wait own --ready 'is up'
  assert_success
  assert_output 'it is up'
  start waiter "$OUTLIVE" session wait own --ready '^then (.*)' --timeout 60
  tm send-keys -t =own: -l -- 'so'
  tm send-keys -t =own: Enter
  end_of waiter
  assert_success
  assert_output 'then so'
  run session wait own --ready 'never' --timeout 0.3
  assert_failure 124
}

@test "its prompt is waited for, and its end" {
  own
  session wait own --idle
  mkfifo "$SANDBOX/gate"
  tm send-keys -t =own: "read -r _ <'$SANDBOX/gate'; exit" Enter
  looks_are_noted
  start waiter "$OUTLIVE" session wait own --exit --timeout 60
  wait_until has_looked "$waiter_pid"
  echo go >"$SANDBOX/gate"
  end_of waiter
  assert_success
  run ! tm has-session -t =own
}

@test "text is sent to it and typed into it, as it is" {
  own "stty raw -echo; echo ready; exec cat >'$SANDBOX/bytes'"
  session wait own --ready ready
  session send own '-l C-c #{pid} ünï;'
  session type own 'Enter'
  session type own ';'
  printf '%s' $'-l C-c #{pid} ünï;\rEnter;' >"$SANDBOX/expected"
  wait_until cmp -s "$SANDBOX/bytes" "$SANDBOX/expected"
}

@test "keys are pressed in it" {
  own "stty raw -echo; echo ready; exec cat >'$SANDBOX/bytes'"
  session wait own --ready ready
  session keys own C-c Up a Enter
  printf '\003\033[Aa\r' >"$SANDBOX/expected"
  wait_until cmp -s "$SANDBOX/bytes" "$SANDBOX/expected"
}

@test "what runs in it is interrupted" {
  own
  session wait own --idle
  tm send-keys -t =own: 'sleep 1000' Enter
  wait_until eval '[ "$(tm display-message -p -t =own: "#{pane_current_command}")" = sleep ]'
  session interrupt own
  session wait own --idle
}

@test "text and keys reach it while a user looks at its history" {
  own "stty raw -echo; seq 1 100; echo ready; exec cat >'$SANDBOX/bytes'"
  session wait own --ready ready
  tm copy-mode -t =own:
  session type own abc
  tm copy-mode -t =own:
  session keys own q
  wait_until eval '[ "$(<"$SANDBOX/bytes")" = abcq ]'
}

@test "it is attached to, and left" {
  own 'echo "I am here"; sleep 1000'
  at_desk "'$OUTLIVE' session attach own"
  wait_until desk_shows 'I am here'
  wait_until eval '[ "$(tm list-clients -t =own | grep -c .)" = 1 ]'
  tm detach-client -s =own
  wait_until desk_shows 'exit code: 0'
  tm has-session -t =own
}

@test "start leaves it as it is, and --replace makes it anew" {
  own 'exec sleep 1000'
  pid=$(program_of own)
  begin own -- sleep 2000
  assert_output 'own is already running'
  assert_equal "$(program_of own)" "$pid"
  begin own --replace -- sleep 2000
  gone "$pid"
  assert_equal "$(fact own own)" true
  assert_equal "$(fact own command)" 'sleep 2000'
}

@test "it is stopped" {
  own 'exec sleep 1000'
  pid=$(program_of own)
  run session stop own
  assert_success
  gone "$pid"
  run ! tm has-session -t =own
}

@test "restore has nothing to do with it" {
  own 'exec sleep 1000'
  pid=$(program_of own)
  session restore
  assert_equal "$(program_of own)" "$pid"
  tm kill-session -t =own
  session restore
  run ! tm has-session -t =own
}

@test "one of a name that a session has had before is another session" {
  begin web -- bash -c 'echo old; exit 3'
  session wait web --exit
  tm new-session -d -s web 'echo new; exec sleep 1000'
  assert_equal "$(session list --json | json 'sessions#')" 1
  assert_equal "$(state web)" running
  assert_equal "$(fact web exitCode)" null
  assert_equal "$(program_of web)" "$(tm display-message -p -t =web: '#{pane_pid}')"
  assert_equal "$(session wait web --ready .)" new
  run ! session wait web --ready old --timeout 0.3
  tm kill-session -t =web
  run session tail web
  refute_output --partial new
}

@test "a program of it that has ended, and whose pane is kept, has ended" {
  own 'read -r _; exit 3'
  tm set-option -w -t =own: remain-on-exit on
  tm send-keys -t =own: Enter
  wait_until eval '[ "$(tm display-message -p -t =own: "#{pane_dead}")" = 1 ]'
  run ! is_state own running
  assert_equal "$(fact own pid)" null
  run session wait own --exit
  assert_success
  run session send own hello
  assert_failure
  begin own -- sleep 1000
  assert_equal "$(fact own command)" 'sleep 1000'
}

@test "names that outlive would refuse are listed and stopped, and do not disturb other sessions" {
  names=('Upper Case' 'under_score' 'ünï 漢字' "it's" '#1' 'a$b;c' '-dash' '"quoted"' '%1' '=web' '@2' '~' '*')
  for name in "${names[@]}"; do tm new-session -d -s "$name" "echo said by this; exec sleep 1000"; done
  begin web -- bash -c 'echo mine; exec sleep 1000'
  run --separate-stderr session list
  assert_success
  assert_equal "$stderr" ''
  wait_until eval '[ "$(session list | grep -c "  said by this")" = ${#names[@]} ]'
  for name in 'Upper Case' under_score "it's" '-dash' '*'; do assert_equal "$(state "$name")" running; done
  session list --json | grep -qF '"name":"ünï 漢字","state":"running"'
  assert_equal "$(session list --json | json 'sessions#')" $((${#names[@]} + 1))
  session wait web --ready '^mine$'
  assert_equal "$(session tail web)" mine
  session stop web
  assert_equal "$(tm list-sessions | grep -c .)" "${#names[@]}"
  for name in 'Upper Case' '#1' '-dash' '"quoted"' '%1' '=web' '*'; do session stop -- "$name"; done
  assert_equal "$(tm list-sessions | grep -c .)" $((${#names[@]} - 7))
}
