#!/usr/bin/env bats
# Sessions on a full disk, of programs that resist their end, with hostile words and directories, and with two starters.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others
# shellcheck disable=SC2030,SC2031 # a test is a process of its own

setup() {
  load ../support/session && session_begin
}

teardown() {
  tiny_disk_ends
  session_end
}

# Directories whose names tmux or a shell would run, or take for formats, flags or ends of lines.
hostile_names=('#(touch touched)' '$(touch touched)' '`touch touched`' $'a\nb' '-leading' 'a;' '#{pid} %1 %%' "it's" 'x"y' 'a\b' ' a ' 'ä🙂' '~' '=web')

# No command in a name was run, here or anywhere else in the sandbox.
assert_untouched() { assert_equal "$(find "$SANDBOX" "$HOME" -name 'touched*')" ''; }

nothing_half_done() { [ -z "$(find "$OUTLIVE_HOME/sessions" -mindepth 2 2>/dev/null)" ]; }

@test "a start on a full disk is refused in one line, and leaves nothing behind" {
  tiny_disk "$OUTLIVE_HOME"
  fill_disk "$OUTLIVE_HOME"
  run --separate-stderr session start web -- sleep 1000
  assert_failure 1
  assert_equal "$output" ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'no space left'
  nothing_half_done
  run ! tm has-session -t =web
  rm "$OUTLIVE_HOME/ballast"
  begin web -- sleep 1000
  assert_equal "$(state web)" running
}

@test "a start on a disk with room for a part leaves nothing half done" {
  tiny_disk "$OUTLIVE_HOME"
  # Pages of 4 KiB: room for less and less of what a start writes.
  for ((pages = 8; pages >= 0; pages--)); do
    fill_disk "$OUTLIVE_HOME"
    truncate -s -$((pages * 4096)) "$OUTLIVE_HOME/ballast"
    run --separate-stderr timeout 8 "$OUTLIVE" session start web -- sleep 1000
    [ "$status" != 124 ] || fail "with $pages pages it takes for ever"
    if [ "$status" = 0 ]; then
      assert_equal "$(state web)" running
      session stop web --grace 1s
      wait_until eval '! tm has-session -t =web 2>/dev/null'
    else
      assert_equal "${#stderr_lines[@]}" 1
      run ! tm has-session -t =web
      nothing_half_done
    fi
    # The writer of the log may just have begun.
    wait_until rm -rf "${OUTLIVE_HOME:?}"/*
  done
}

@test "a disk that gets full does not trouble the program, and older records are not lost" {
  tiny_disk "$OUTLIVE_HOME"
  record web
  session send web 'before'
  begin tells -- bash -c 'echo first; while read -r word; do echo "$word"; done'
  wait_until grep -qsx first "$(files_of tells)/output.log"
  fill_disk "$OUTLIVE_HOME"
  session send web 'after'
  printf 'before\rafter\r' >"$SANDBOX/wanted"
  wait_until recorded web "$SANDBOX/wanted"
  session send tells second
  wait_until eval 'tm capture-pane -p -t =tells: | grep -q second'
  assert_equal "$(state web) $(state tells)" 'running running'
  program=$(program_of web)
  run -0 session stop web --grace 1s
  gone "$program"
  run ! tm has-session -t =web
  assert_equal "$(session tail tells -n 1)" second
  rm "$OUTLIVE_HOME/ballast"
  session send tells third
  session stop tells
  assert_equal "$(state tells)" stopped
  assert_regex "$(session tail tells)" '^first'
}

@test "how a program ended on a full disk is known once there is room" {
  tiny_disk "$OUTLIVE_HOME"
  begin web -- bash -c 'echo up; until [ -e "$0" ]; do sleep 0.1; done; exit 5' "$SANDBOX/go"
  session wait web --ready '^up$'
  cat /dev/zero >"$OUTLIVE_HOME/ballast" 2>/dev/null || true
  : >"$SANDBOX/go"
  wait_until eval '! is_state web running || ! tm has-session -t =web 2>/dev/null'
  rm "$OUTLIVE_HOME/ballast"
  wait_until -t 15 eval '[ "$(fact web state) $(fact web exitCode)" = "failed 5" ]'
}

@test "a home that cannot be written into is an error that says so" {
  : >"$SANDBOX/file"
  for home in "$SANDBOX/file" "$SANDBOX/file/below" /proc/outlive; do
    [ "$home" != /proc/outlive ] || [ "$(uname)" = Linux ] || continue
    OUTLIVE_HOME=$home run --separate-stderr session start web -- sleep 1000
    assert_failure 1
    assert_equal "$output" ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" 'OUTLIVE_HOME'
    run ! tm has-session -t =web
  done
}

# twice NAME: two starts of NAME at the same moment, both of which succeed; their programs note themselves in $SANDBOX/NAME.
twice() {
  local starter words=''
  for starter in one two; do
    start "$starter" "$OUTLIVE" session start "$1" -- bash -c 'echo $$ >>"$0"; exec sleep 1000' "$SANDBOX/$1"
  done
  for starter in one two; do
    end_of "$starter"
    assert_success
    words+=$output$'\n'
  done
  [[ $words == *"$1 is running"* && $words == *"$1 is already running"* ]] || fail "they say: $words"
}

@test "of two starts of one name at the same moment one starts, and one says that it runs already, 50 times" {
  begin other -- sleep 1000
  for ((round = 1; round <= 50; round++)); do
    twice "web-$round"
    wait_until test -s "$SANDBOX/web-$round"
    tm kill-session -t "=web-$round"
  done
  for ((round = 1; round <= 50; round++)); do assert_equal "$(grep -c . "$SANDBOX/web-$round")" 1; done
}

@test "of two starts at the same moment that have to make the server as well one starts" {
  for ((round = 1; round <= 10; round++)); do
    twice web
    wait_until eval '[ "$(grep -c . "$SANDBOX/web" 2>/dev/null)" = "$round" ]'
    session stop --all --yes
    assert_equal "$(grep -c . "$SANDBOX/web")" "$round"
  done
}

# Whether nothing of the sandbox has these arguments.
nothing_runs() {
  local pid processes
  processes=$(sandbox_processes)
  for pid in $processes; do [ "$(ps -o args= -p "$pid")" != "$1" ] || return 1; done
}

@test "a program that ignores TERM and HUP is killed when its grace is over" {
  begin web -- bash -c 'trap "" TERM HUP INT; echo up; while :; do sleep 1000; done'
  session wait web --ready '^up$'
  program=$(program_of web)
  run -0 session stop web --grace 1s
  gone "$program"
  assert_equal "$(fact web state) $(fact web signal)" 'stopped SIGKILL'
}

@test "daemons that a program leaves behind are ended with it, those that do not listen as well" {
  begin web -- bash -c '
    perl -MPOSIX -e "fork && exit; setsid; fork && exit; open my \$f, q(>>), shift; syswrite \$f, qq(\$\$\n); sleep 1000" "$0" </dev/null >/dev/null 2>&1
    perl -MPOSIX -e "\$SIG{\$_} = q(IGNORE) for qw(HUP TERM); fork && exit; setsid; open my \$f, q(>>), shift; syswrite \$f, qq(\$\$\n); sleep 1000" "$0" </dev/null >/dev/null 2>&1
    sleep 1000' "$SANDBOX/daemons"
  wait_until eval '[ "$(grep -c . "$SANDBOX/daemons" 2>/dev/null)" = 2 ]'
  session stop web --grace 1s
  while read -r pid; do gone "$pid"; done <"$SANDBOX/daemons"
  nothing_runs 'sleep 1000'
}

@test "a program that starts others all the time is ended" {
  begin web -- bash -c 'trap "" TERM HUP; echo up; while :; do (trap "" TERM HUP; setsid sleep 30 & ) ; sleep 0.05; done'
  session wait web --ready '^up$'
  run -0 timeout 60 "$OUTLIVE" session stop web --grace 1s
  wait_until eval '! tm has-session -t =web 2>/dev/null'
  nothing_runs 'sleep 30'
}

@test "hostile words of a program arrive as they are, and no shell or tmux reads them" {
  begin web -- perl -e 'open my $f, ">", shift; print $f join "\0", @ARGV; close $f; print "up\n"; $| = 1; sleep 1000' \
    "$SANDBOX/words" "${hostile_names[@]}" '' ';' 'a b' '#{session_name}' '%%' '\;' $'\t\e[31m' '--' '-x'
  wait_until test -s "$SANDBOX/words"
  printf '%s\0' "${hostile_names[@]}" '' ';' 'a b' '#{session_name}' '%%' '\;' $'\t\e[31m' '--' '-x' | perl -0pe 's/\0\z// if eof' >"$SANDBOX/wanted"
  cmp "$SANDBOX/words" "$SANDBOX/wanted"
  one_line "$(session list | sed -n 2p)"
  [[ "$(session list)" != *$'\e'* ]]
  assert_equal "$(session list --json | json 'sessions#')" 1
  assert_untouched
}

@test "an executable and its directory may have any name" {
  for name in "${hostile_names[@]}"; do
    mkdir -p -- "$SANDBOX/bin2/$name"
    printf '#!/bin/sh\npwd -P >"%s"; echo up; exec sleep 1000\n' "$SANDBOX/where" >"$SANDBOX/bin2/$name/$name"
    chmod +x -- "$SANDBOX/bin2/$name/$name"
    begin web --replace --dir="$SANDBOX/bin2/$name" -- "$SANDBOX/bin2/$name/$name" "a word: one alone with spaces is a line for the shell"
    session wait web --ready '^up$'
    assert_equal "$(<"$SANDBOX/where")" "$SANDBOX/bin2/$name"
    assert_equal "$(fact web directory)" "$SANDBOX/bin2/$name"
    assert_equal "$(fact web state)" running
  done
  assert_untouched
}

@test "OUTLIVE_HOME may have any name" {
  for name in "${hostile_names[@]}"; do
    export OUTLIVE_HOME=$SANDBOX/homes/$name
    begin web -- bash -c 'echo up; exec sleep 1000'
    session wait web --ready '^up$'
    tm kill-session -t =web
    session wait web --exit
    assert_equal "$(session tail web)" up
    assert_equal "$(state web)" stopped
  done
  assert_untouched
}

@test "the socket's directory may have any name" {
  for name in "${hostile_names[@]}"; do
    export OUTLIVE_SOCKET=$SANDBOX/$name/s
    begin web -- sleep 1000
    assert_equal "$(session list --json | json sessions.0.state)" running
    tmux -S "$OUTLIVE_SOCKET" has-session -t =web
    session stop --all --yes
    [ ! -e "$OUTLIVE_SOCKET" ]
  done
  assert_untouched
}

nobody_in_group() { [ -z "$(ps -A -o pgid=,stat= | awk -v group="$1" '$1 == group && $2 !~ /^Z/')" ]; }

@test "a start that is killed at any moment leaves a session that runs or none, and the next start works" {
  for ((round = 0; round < 25; round++)); do
    start starter "$OUTLIVE" session start web -- bash -c 'echo $$ >>"$0"; exec sleep 1000' "$SANDBOX/pids"
    perl -e 'select undef, undef, undef, rand(0.12)'
    kill -KILL "$starter_pid" 2>/dev/null || true
    # The tmux that it has started goes on, and may still be doing what it was told.
    wait_until nobody_in_group "$starter_pid"
    wait_until eval '[ "$(state web 2>/dev/null || echo none)" != starting ]'
    assert_equal "$(tm list-sessions -F '#{session_name}' 2>/dev/null | grep -c . || true)" \
      "$([ "$(state web 2>/dev/null)" = running ] && echo 1 || echo 0)"
    begin web -- bash -c 'echo $$ >>"$0"; exec sleep 1000' "$SANDBOX/pids"
    wait_until is_state web running
    living=0
    wait_until test -s "$SANDBOX/pids"
    while read -r pid; do gone "$pid" || living=$((living + 1)); done <"$SANDBOX/pids"
    [ "$living" -le 1 ]
    session stop web
    assert_equal "$(state web)" stopped
    rm -f "$SANDBOX/pids"
  done
  # The next start removes an unfinished start, once that is too old to go on.
  wait_until starts_alone
}

starts_alone() {
  session start web --replace -- sleep 1000 >/dev/null
  assert_equal "$(state web)" running
  [ "$(find "$OUTLIVE_HOME/sessions" -mindepth 2 -maxdepth 2 | grep -c .)" = 1 ]
}

@test "what a killed removal has left is no session, and is removed by the next start, or by prune" {
  local left
  begin web -- sleep 1000
  left=$(dirname "$(find "$OUTLIVE_HOME/sessions" -mindepth 2 -maxdepth 2)")/.gone.web.000000000-00000000.aaaaaa
  mkdir -p "$left/host"
  : >"$left/state.json"
  assert_equal "$(session list --json | json 'sessions#')" 1
  session start other -- sleep 1000
  [ ! -e "$left" ]
  mkdir -p "$left/host"
  outlive prune --dry-run
  [ -e "$left" ]
  outlive prune
  [ ! -e "$left" ]
  assert_equal "$(session list --json | json 'sessions#')" 2
}

@test "the files of a start that is killed as it begins are removed by a later start, or by prune" {
  begin web -- sleep 1000
  local home left
  home=$(dirname "$(find "$OUTLIVE_HOME/sessions" -mindepth 2 -maxdepth 2)")
  # An id begins with the time, in base 36; nothing was written yet.
  for left in web.000000000-00000000 web.000000000-00000001 other.000000000-00000000 "web.what is it"; do mkdir "$home/$left"; done
  : >"$home/web.000000000-00000001/session.json"
  session stop web
  begin web -- sleep 1000
  [ ! -e "$home/web.000000000-00000000" ]
  [ ! -e "$home/web.000000000-00000001" ]
  [ -e "$home/other.000000000-00000000" ]
  assert_equal "$(session list --json | json 'sessions#')" 1
  outlive prune --older-than 1d
  [ ! -e "$home/other.000000000-00000000" ]
  # Other files are left alone.
  rmdir "$home/web.what is it"
  assert_equal "$(find "$home" -mindepth 1 -maxdepth 1 | grep -c .)" 1
  assert_equal "$(state web)" running
}
