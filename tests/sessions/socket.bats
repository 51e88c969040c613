#!/usr/bin/env bats
# The socket of `outlive session`: which one, whose, and what may be on it.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# Every kind of command refuses, in one line that has all WORDS and says what to do, with exit 1, and makes nothing.
assert_refused() {
  local command word commands=('start web -- sleep 1000' list 'tail web' 'idle web' 'send web hello' 'stop web' 'stop --all --yes')
  for command in "${commands[@]}"; do
    # shellcheck disable=SC2086 # they are words
    run --separate-stderr session $command </dev/null
    [ "$status" = 1 ] || fail "$command: exit $status, $output $stderr"
    assert_equal "$output" ''
    assert_equal "${#stderr_lines[@]}" 1
    for word in "$@"; do assert_regex "$stderr" "$word"; done
  done
  # shellcheck disable=SC2086
  run --separate-stderr session list --json
  assert_failure 1
  assert_equal "$stderr" ''
  [ -n "$(json error.hint <<<"$output")" ]
  [ -z "$(find "$OUTLIVE_HOME" -name session.json 2>/dev/null)" ]
}

# Puts the program on stdin on PATH as tmux; the real one is $real in it.
stand_in() {
  {
    printf '#!/usr/bin/env bash\nreal=%q\n' "$(command -v tmux)"
    cat
  } >"$SANDBOX/stand-in"
  chmod +x "$SANDBOX/stand-in"
  mv "$SANDBOX/stand-in" "$SANDBOX/bin/tmux"
}

@test "its directory is made for this user alone" {
  umask 000
  begin web -- sleep 1000
  assert_equal "$(stat -c %a "$SANDBOX/s" 2>/dev/null || stat -f %Lp "$SANDBOX/s")" 700
}

@test "a list makes nothing" {
  run -0 session list
  assert_output --partial 'no sessions'
  [ ! -e "$SANDBOX/s" ]
  [ ! -e "$OUTLIVE_HOME" ]
}

@test "a socket without a server is replaced, and its sessions no longer count as running" {
  begin web -- sleep 1000
  end_process "$(server)"
  session wait web --exit
  [ -S "$socket" ]
  assert_equal "$(session list --json | json sessions.0.state)" stopped
  begin other -- sleep 1000
  tm has-session -t =other
}

@test "a socket of a program that is long gone is replaced" {
  mkdir -m 700 "$SANDBOX/s"
  perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => shift, Listen => 1)' "$socket"
  [ -S "$socket" ]
  run -0 session list
  assert_output --partial 'no sessions'
  run --separate-stderr session tail web
  assert_failure 3
  begin web -- sleep 1000
  tm has-session -t =web
}

@test "a server without sessions gives an empty list" {
  mkdir -m 700 "$SANDBOX/s"
  tm start-server ';' set-option -g exit-empty off 3>&-
  run -0 session list
  assert_output --partial 'no sessions'
  begin web -- sleep 1000
  assert_equal "$(state web)" running
  session stop web
  run -0 session stop --all --yes
  run ! tm list-sessions
}

@test "a path that is too long is an error that says what to do" {
  OUTLIVE_SOCKET=$SANDBOX/$(printf 'x%.0s' {1..120})/sock assert_refused 'bytes' '--socket'
  # ä has two bytes: what counts is not letters.
  OUTLIVE_SOCKET=$SANDBOX/$(printf 'ä%.0s' {1..50}) assert_refused 'bytes'
  run ! ls "$SANDBOX"/x*
}

@test "the longest path that the system takes works" {
  longest=107
  [ "$(uname)" = Linux ] || longest=103
  OUTLIVE_SOCKET=$SANDBOX/s/$(printf "%$((longest - ${#SANDBOX} - 3))s" '' | tr ' ' x)
  assert_equal "${#OUTLIVE_SOCKET}" "$longest"
  begin web -- sleep 1000
  tmux -S "$OUTLIVE_SOCKET" has-session -t =web
  assert_equal "$(state web)" running
  run session list --socket "${OUTLIVE_SOCKET}y"
  assert_failure 1
}

@test "the directory of another user is refused" {
  [ "$(id -u)" = 0 ] || skip 'only root can give a directory away'
  mkdir -m 700 "$SANDBOX/s"
  chown 65534 "$SANDBOX/s"
  assert_refused 'belongs to' '--socket'
}

@test "the socket of another user is refused" {
  [ "$(id -u)" = 0 ] || skip 'only root can give a socket away'
  begin web -- sleep 1000
  chown 65534 "$socket"
  for command in list 'start other' 'send web hello'; do
    # shellcheck disable=SC2086
    run --separate-stderr session $command </dev/null
    assert_failure 1
    assert_regex "$stderr" 'belongs to'
  done
}

@test "a directory that others may write into is refused" {
  mkdir "$SANDBOX/s"
  for mode in 777 775 722; do
    chmod "$mode" "$SANDBOX/s"
    assert_refused "$mode" 'chmod 700'
  done
  # One like /tmp has to stay as it is.
  chmod 1777 "$SANDBOX/s"
  assert_refused 1777 "directory of your own.*$SANDBOX/s/outlive-$(id -u)/sock"
  run --separate-stderr session list
  refute_regex "$stderr" chmod
  chmod 755 "$SANDBOX/s"
  begin web -- sleep 1000
}

@test "a directory that is a link, or a file, is refused" {
  mkdir -m 700 "$SANDBOX/real"
  ln -s real "$SANDBOX/s"
  assert_refused 'is a link'
  OUTLIVE_SOCKET=$SANDBOX/s//sock assert_refused 'is a link'
  rm "$SANDBOX/s"
  ln -s nowhere "$SANDBOX/s"
  assert_refused 'is a link'
  rm "$SANDBOX/s"
  : >"$SANDBOX/s"
  assert_refused 'no directory'
  [ -z "$(ls "$SANDBOX/real")" ]
}

@test "a file or a link in place of the socket is refused and left alone" {
  mkdir -m 700 "$SANDBOX/s"
  echo precious >"$socket"
  assert_refused 'no socket'
  assert_equal "$(<"$socket")" precious
  mv "$socket" "$SANDBOX/precious"
  ln -s ../precious "$socket"
  assert_refused 'a link'
  [ -L "$socket" ]
}

@test "a directory in place of the socket is reported as a directory" {
  mkdir -m 700 "$SANDBOX/s" "$socket"
  assert_refused 'is a directory, and no socket'
}

@test "an empty socket path is a usage error, not the default socket" {
  for command in list 'stop --all --yes' restore; do
    # shellcheck disable=SC2086 # they are words
    assert_usage $command --socket ''
    assert_regex "$stderr" 'socket "".*path'
    # shellcheck disable=SC2086 # they are words
    assert_usage $command --socket=
  done
}

@test "a directory without permission is an error that says so" {
  as_other=()
  if [ "$(id -u)" = 0 ]; then
    command -v setpriv >/dev/null || skip 'root may do everything, and there is no setpriv'
    as_other=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    chmod 711 "$SANDBOX"
    mkdir -m 777 "$SANDBOX/state"
  fi
  mkdir -m 500 "$SANDBOX/closed"
  [ "$(id -u)" != 0 ] || chown 65534 "$SANDBOX/closed"
  "${as_other[@]}" "$OUTLIVE" --version >/dev/null 2>&1 || skip 'another user cannot run the program here'
  for place in "$SANDBOX/closed/sock" "$SANDBOX/closed/s/sock"; do
    run --separate-stderr "${as_other[@]}" "$OUTLIVE" session start web --socket "$place" -- sleep 1000
    assert_failure 1
    assert_equal "$output" ''
    assert_equal "${#stderr_lines[@]}" 1
  done
  # Older versions of tmux do not say why the other one fails.
  assert_regex "$stderr" 'ermission denied'
}

@test "--socket comes before OUTLIVE_SOCKET, and both may be relative" {
  begin web -- sleep 1000
  begin web --socket "$SANDBOX/t/sock" -- sleep 2000
  assert_output --partial 'is running'
  assert_equal "$(session list --socket "$SANDBOX/t/sock" --json | json sessions.0.command)" 'sleep 2000'
  assert_equal "$(session list --json | json sessions.0.command)" 'sleep 1000'
  mkdir -m 700 "$SANDBOX/u"
  cd "$SANDBOX/u"
  begin relative --socket sock -- sleep 3000
  tmux -S "$SANDBOX/u/sock" has-session -t =relative
  cd "$SANDBOX"
  assert_equal "$(session list --socket ./u/../u/sock --json | json sessions.0.name)" relative
  OUTLIVE_SOCKET=u/sock run -0 session stop relative
  assert_equal "$(state web)" running
}

@test "a missing tmux is an error that says how to install it" {
  mkdir "$SANDBOX/few"
  for program in sh bash sleep env; do ln -s "$(command -v "$program")" "$SANDBOX/few/$program"; done
  for command in 'start web -- sleep 1000' list 'idle web'; do
    # shellcheck disable=SC2086
    run --separate-stderr env PATH="$SANDBOX/few" "$OUTLIVE" session $command
    assert_failure 1
    assert_equal "$output" ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" 'apt install tmux'
  done
  [ ! -e "$OUTLIVE_HOME/sessions" ]
}

@test "a tmux that is too old is an error that names the version that is needed" {
  stand_in <<<'[ "$1" != -V ] || { echo "tmux 2.5"; exit; }; exec "$real" "$@"'
  run --separate-stderr session start web -- sleep 1000
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" '2\.5'
  assert_regex "$stderr" '2\.6.*apt install tmux.*brew install tmux'
  run ! tm has-session
  for version in 'tmux 2.6' 'tmux next-3.6' 'tmux 3.5a' 'tmux 10.0' 'tmux master' 'tmux next'; do
    stand_in <<<"[ \"\$1\" != -V ] || { echo '$version'; exit; }; exec $(command -v -p tmux) \"\$@\""
    begin web --replace -- sleep 1000
  done
}

@test "a server that this version's client cannot speak with is an error, never taken for no server" {
  for said in 'protocol version mismatch (client 8, server 7):1' 'server version is too old for client:0' \
    'server exited unexpectedly:1' 'lost server:1' 'error connecting to /somewhere (Permission denied):1'; do
    stand_in <<<"[ \"\$1\" != -V ] || exec \"\$real\" -V; echo $(printf %q "${said%:*}") >&2; exit ${said##*:}"
    assert_refused "${said%%[(:]*}" 'cannot be used'
    rm "$SANDBOX/bin/tmux"
  done
}

@test "a server that does not answer is an error, in time" {
  stand_in <<<'[ "$1" != -V ] || exec "$real" -V; exec sleep 1000'
  for command in 'start web -- sleep 1000' list 'send web hello'; do
    # shellcheck disable=SC2086
    run --separate-stderr timeout 40 "$OUTLIVE" session $command </dev/null
    assert_failure 1
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" 'cannot be used: tmux did not answer in time'
  done
}

@test "a stopped server is an error, and works when it goes on" {
  begin web -- sleep 1000
  tmux_server=$(server)
  kill -STOP "$tmux_server"
  run --separate-stderr timeout 40 "$OUTLIVE" session list
  kill -CONT "$tmux_server"
  assert_failure 1
  assert_equal "${#stderr_lines[@]}" 1
  assert_equal "$(state web)" running
}
