#!/usr/bin/env bats
# `outlive exec --pty`: a command on a terminal of its own.
# shellcheck disable=SC1003,SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# prints_soon TEXT: the command has printed it, or does so.
prints_soon() { wait_until printed "$id" "$1"; }

# An interactive bash, without the user's start-up files.
shell() {
  background --pty -- 'exec env PS1="ready> " bash --noprofile --norc -i'
  prints_soon 'ready> '
}

# types LINE: and Enter.
types() { process send-keys "$id" --literal "$1" Enter >/dev/null; }

# A command that asks its terminal for the cursor's position, after each of these was printed on an empty screen; prints
# all answers, a line each.
position_after() {
  printf '%s\n' "$@" >"$SANDBOX/texts"
  program positions <<'END'
#!/bin/bash
stty -echo
while IFS= read -r text <&3; do
  printf '\ec%b\e[6n' "$text"
  IFS= read -r -s -d R -t 30 answer
  answers+=("${answer#$'\e['}")
done 3<"$1"
printf '%s\n' "${answers[@]}" >"$1.part"
mv "$1.part" "$1.answers"
END
  background --pty -- "exec positions '$SANDBOX/texts'"
  wait_until test -e "$SANDBOX/texts.answers"
  cat "$SANDBOX/texts.answers"
}

# ------------------------------------------------------------------------------------------------------ what it is like

@test "stdin, stdout and stderr are one terminal of 120 by 30, which is the program's own" {
  run outlive exec --pty -- 'stty size; tput cols; tput lines; tput colors; echo "$TERM"; echo heard >/dev/tty
    for n in 0 1 2; do test -t $n && echo "$n is"; done; test "$(tty)" = "$(tty <&2)" && echo one'
  assert_success
  assert_equal "${output//$'\r'/}" $'30 120\n120\n30\n256\nxterm-256color\nheard\n0 is\n1 is\n2 is\none'
}

@test "without it there is none" {
  run outlive exec -- 'test -t 0 || test -t 1 || test -t 2 || echo none; (: </dev/tty) 2>/dev/null || echo neither' </dev/null
  assert_output $'none\nneither'
}

@test "the size is that of the terminal, not what the caller's variables say of another" {
  COLUMNS=80 LINES=24 run outlive exec --pty -- 'tput cols; tput lines'
  assert_equal "${output//$'\r'/}" $'120\n30'
  run outlive exec --pty --env COLUMNS=70 -- 'tput cols'
  assert_equal "${output//$'\r'/}" 70
}

@test "the kind of terminal is the program's, not the caller's, unless it is asked for" {
  TERM=dumb run outlive exec --pty -- 'echo $TERM'
  assert_equal "${output//$'\r'/}" xterm-256color
  run outlive exec --pty --env TERM=vt100 -- 'echo $TERM'
  assert_equal "${output//$'\r'/}" vt100
}

@test "programs show their colours" {
  background --pty -- 'echo needle | grep --color=auto needle'
  wait_until has_ended "$id"
  assert_regex "$(details log "$id" output)" $'\e\\[[0-9;]*m.*needle'
  background -- 'echo needle | grep --color=auto needle'
  wait_until has_ended "$id"
  assert_equal "$(details log "$id" output)" needle
}

@test "typed text is echoed once, and edited by the terminal until Enter" {
  background --pty -- 'read -r line; echo "read <$line>"'
  process send-keys "$id" abx BSpace cé BSpace d Enter >/dev/null
  wait_until has_ended "$id"
  assert_regex "$(details log "$id" output)" 'read <abcd>'
  assert_equal "$(details log "$id" output | grep -c '^abx')" 1
}

@test "stdout and stderr come in their order; poll has the line ends of a terminal, log those of a text" {
  background --pty -- 'for n in 1 2 3 4 5; do echo "out $n"; echo "err $n" >&2; done'
  wait_until has_ended "$id"
  local poll log n expected=
  for n in 1 2 3 4 5; do expected+="out $n"$'\r\n'"err $n"$'\r\n'; done
  poll=$(process poll "$id" --json | json output; echo .)
  assert_equal "$poll" "$expected"$'\n.'
  log=$(process log "$id" --json | json output; echo .)
  assert_equal "$log" "${expected//$'\r'/}"$'\n.'
  assert_equal "$(details log "$id" totalLines)" 10
}

# -------------------------------------------------------------------------------------------------------------- signals

@test "Ctrl-C interrupts what a shell runs, and not the shell" {
  shell
  types 'sh -c "trap \"\" TERM; echo be\"\"gun; exec sleep 1000"'
  prints_soon begun
  process send-keys "$id" C-c >/dev/null
  types 'echo "gave $?"'
  prints_soon 'gave 130'
  types 'echo $((40 + 2))'
  prints_soon 42
  is_status "$id" running
}

@test "Ctrl-Z stops what a shell runs, which goes on when it is told to" {
  shell
  types 'sh -c "echo be\"\"gun; read x; echo \"went <\$x>\""'
  prints_soon begun
  process send-keys "$id" C-z >/dev/null
  prints_soon Stopped
  types 'fg'
  # The shell has let go of the terminal once it names what goes on: typed, stopped, and now.
  wait_until eval '[ "$(process log "$id" --json | json output | grep -cF "read x")" -ge 3 ]'
  types on
  prints_soon 'went <on>'
}

@test "Ctrl-D ends a shell, and so the command" {
  shell
  types '(exit 7)'
  process send-keys "$id" C-d >/dev/null
  wait_until is_status "$id" failed
  assert_equal "$(fact "$id" exitCode)" 7
}

@test "a program that Ctrl-C or Ctrl-Backslash ends has ended by that signal" {
  local key
  for key in C-c:SIGINT 'C-\:SIGQUIT'; do
    background --pty -- 'ulimit -c 0; echo begun; exec sleep 1000'
    prints_soon begun
    # Until then it is bash, which ignores QUIT.
    wait_until eval '[ "$(ps -o comm= -p "$(command_of "$id")")" = sleep ]'
    process send-keys "$id" "${key%:*}" >/dev/null
    wait_until is_status "$id" failed
    assert_equal "$(fact "$id" exitSignal)" "${key#*:}"
  done
}

@test "a kill ends its whole tree, also a process with its own session that ignores TERM" {
  background --pty -- 'perl -e "use POSIX; POSIX::setsid(); \$SIG{\$_} = q(IGNORE) for qw(HUP TERM INT); print qq(deaf\n); sleep 1000" &
    sleep 1000 & trap "" HUP TERM; echo "$! begun"; wait; wait'
  prints_soon begun
  prints_soon deaf
  local pid pids
  pids=$(processes_with "OUTLIVE_EXEC=$id")
  [ "$(grep -c . <<<"$pids")" -ge 3 ]
  assert_equal "$(process kill "$id" --json | json status)" killed
  for pid in $pids; do wait_until gone "$pid"; done
}

@test "a process that ignores the hang-up outlives the command on its terminal, is reported, and can be ended" {
  background --pty -- '(trap "" HUP; : >deaf; exec sleep 1000) & echo "left $!"; until [ -e deaf ]; do sleep 0.02; done; exit 3'
  wait_until has_ended "$id"
  wait_until is_status "$id" failed
  assert_equal "$(fact "$id" exitCode)" 3
  local left
  left=$(details log "$id" output | sed -n 's/^left //p')
  run ! gone "$left"
  assert_equal "$(process list --json | json sessions.0.processesLeft)" true
  process remove "$id"
  wait_until gone "$left"
}

@test "a program that ignores the hang-up goes on when its supervisor is killed, and can be ended" {
  background --pty -- 'trap "" HUP; echo begun; while :; do sleep 0.1; done'
  prints_soon begun
  local command
  command=$(command_of "$id")
  end_process "$(supervisor_of "$id")"
  assert_equal "$(fact "$id" status)" running
  run ! gone "$command"
  # There is no terminal any more to type on.
  assert_refused 'closed' process write "$id" --data x
  assert_equal "$(process kill "$id" --json | json status)" killed
  wait_until gone "$command"
}

@test "a program that heeds the hang-up ends when its supervisor is killed, and is reported" {
  background --pty -- 'echo begun; exec sleep 1000'
  prints_soon begun
  local command
  command=$(command_of "$id")
  end_process "$(supervisor_of "$id")"
  wait_until gone "$command"
  wait_until is_status "$id" failed
  # It stays so, also while another supervisor writes it down.
  for _ in 1 2 3 4 5; do is_status "$id" failed; done
  assert_equal "$(fact "$id" exitCode)" null
  assert_regex "$(details log "$id" output)" begun
}

# -------------------------------------------------------------------------------------------------------------- answers

@test "the position of the cursor is told as it is" {
  local case texts=() positions=() line
  line=$(printf '%0120d' 0)
  for case in '1;1=' '1;4=abc' '2;3=abc\nde' '1;2=abc\ra' '1;9=a\t' '1;17=a\tb\t' '1;2=abc\b\b' '1;1=\b' \
    '5;10=\e[5;10H' '30;120=\e[999;999H' '1;1=\e[0;0H' '5;1=\e[5H' '1;5=\e[;5H' '3;4=\e[3;4f' \
    '8;13=\e[10;10H\e[2A\e[3C' '12;6=\e[10;10H\e[2B\e[4D' '1;1=\e[3;3H\e[9A\e[9D' '12;1=\e[10;10H\e[2E' \
    '8;1=\e[10;10H\e[2F' '10;7=\e[10;10H\e[7G' '7;10=\e[10;10H\e[7d' \
    "1;120=$line" "2;2=${line}x" "2;1=$line\\n" "1;119=$line\\b" "1;120=$line\\e[K" "30;3=\\e[30;119Habcd" \
    '30;1=\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n' \
    '5;5=\e[5;5H\e7\e[9;9H\e8' '5;5=\e[5;5H\e[s\e[9;9H\e[u' '5;5=\e[5;5H\e[?1049h\e[20;20H\e[?1049l' \
    '5;5=\e[5;5H\e[2J' '5;5=\e[5;5H\e[K\e[1P\e[3X\e[2@' '1;3=\e[1;31mab\e[0m' '1;3=\e]0;title\aab' '1;3=\e]0;title\e\\ab' \
    '1;3=\eP+q544e\e\\ab' '1;3=\e(Bab' '1;1=\e[3;5r' '10;3=\e[5;10r\e[10;1H\n\n\nab' '5;4=\e[5;10r\e[5;4H\eM' '4;5=\e[5;5H\eM' \
    '6;5=\e[5;5H\eD' '6;1=\e[5;5H\eE' '1;5=漢字' '1;3=🙂' '1;2=é' '1;2=e\xcc\x81' '2;3=\e[1;120H漢' \
    '1;6=ab\e[3b' '1;17=\e[1;20H\e[Z' '1;25=\e[1;2H\e[3I' '1;120=\e[1;118H\t\t' '5;7=\e[5\e[5;7H'; do
    positions+=("${case%%=*}") texts+=("${case#*=}")
  done
  local expected
  expected=$(for case in "${!texts[@]}"; do printf '%s after %s\n' "${positions[case]}" "${texts[case]}"; done)
  run position_after "${texts[@]}"
  assert_success
  assert_equal "$(for case in "${!texts[@]}"; do printf '%s after %s\n' "${lines[case]}" "${texts[case]}"; done)" "$expected"
}

@test "a request that arrives in two parts is read as one" {
  program cut <<'END'
#!/usr/bin/perl
$| = 1;
for (split //, "\xe6\xbc\xa2\e[3;7H\xf0\x9f\x99\x82\e]0;title\e\\\e[6n") { print; select undef, undef, undef, 0.02 }
system "stty raw -echo";
sysread STDIN, my $answer, 100;
system "stty sane";
$answer =~ s/\e//;
print "answer $answer\n";
END
  run outlive exec --pty -- 'stty -echo; exec cut' </dev/null
  assert_regex "$output" 'answer \[3;9R'
}

@test "the status and the kind of terminal are told" {
  run outlive exec --pty -- 'stty -echo
    for request in "\033[5n" "\033[0c" "\033[c"; do
      printf "$request"; read -r -s -t 30 -d "${request: -1}" answer; echo "<${answer#?}>"
    done' </dev/null
  assert_success
  assert_equal "$(tr -d '\r\033' <<<"$output" | grep -o '<.*>')" $'<[0>\n<[?6>\n<[?6>'
}

@test "a request is answered in the foreground, in the background, and after a move there" {
  local ask='stty -echo; printf "\033[4;2H\033[6n"; read -r -s -t 60 -d R answer; echo "at ${answer#?}"'
  run outlive exec --pty -- "$ask"
  assert_regex "$output" 'at \[4;2'
  background --pty -- "$ask"
  prints_soon 'at [4;2'
  outlive exec --pty --yield-ms 10 -- "stty -echo; read -r line; $ask" </dev/null >"$SANDBOX/out"
  local later
  later=$(tail -n 1 "$SANDBOX/out")
  process submit "$later" >/dev/null
  wait_until printed "$later" 'at [4;2'
}

# ------------------------------------------------------------------------------------------------------------- programs

@test "vim opens, edits and saves a file" {
  command -v vim >/dev/null || skip 'there is no vim here'
  printf 'one\nthree\n' >text
  background --pty --env "OUT=$SANDBOX/ready" -- 'exec vim -N -u NONE -i NONE -n --cmd "au VimEnter * call writefile([], \$OUT)" text'
  wait_until test -e "$SANDBOX/ready"
  # It has asked for the other form of the arrows, and gets them so.
  process send-keys "$id" Down Home i Z Escape Up A ' more' Escape >/dev/null
  process send-keys "$id" o Escape >/dev/null
  process send-keys "$id" i >/dev/null
  process paste "$id" $'two\n  pasted as it is\n\tand this' >/dev/null
  process send-keys "$id" Escape :wq Enter >/dev/null
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" exitCode)" 0
  assert_equal "$(<text)" $'one more\ntwo\n  pasted as it is\n\tand this\nZthree'
}

@test "a REPL evaluates the lines that are written and submitted to it" {
  python3 -c '' 2>/dev/null || skip 'there is no python here'
  background --pty -- 'exec python3 -q'
  prints_soon '>>> '
  process write "$id" --data 'print(6 * 7 * 1000)' >/dev/null
  process submit "$id" >/dev/null
  prints_soon 42000
  process write "$id" --data $'import sys; print(sys.stdin.isatty(), sys.stdout.isatty())\r' >/dev/null
  prints_soon 'True True'
  # Up is the line before.
  process send-keys "$id" Up Up BSpace --literal '' >/dev/null
  process send-keys "$id" ', "again")' Enter >/dev/null
  prints_soon '42000 again'
  process write "$id" --eof >/dev/null
  wait_until is_status "$id" completed
}

@test "a pager pages with its keys" {
  command -v less >/dev/null || skip 'there is no less here'
  seq -f 'line %g.' 300 >text
  background --pty --env LESS= -- 'exec less text'
  prints_soon 'line 29.'
  run ! printed "$id" 'line 30.'
  process send-keys "$id" Space >/dev/null
  prints_soon 'line 58.'
  process send-keys "$id" PageDown >/dev/null
  prints_soon 'line 87.'
  process send-keys "$id" /290 Enter >/dev/null
  prints_soon 'line 291.'
  process send-keys "$id" q >/dev/null
  wait_until is_status "$id" completed
}

# --------------------------------------------------------------------------------------------------------------- output

@test "much output is kept whole" {
  background --pty -- 'seq -f "%019g" 1000000'
  wait_until -t 240 has_ended "$id"
  assert_equal "$(details log "$id" totalLines)" 1000000
  assert_equal "$(details log "$id" totalChars)" 21000000
  assert_equal "$(cat "$(files_of "$id")"/output.* | cksum)" "$(seq -f "%019g" 1000000 | sed 's/$/\r/' | cksum)"
}

@test "a reader who polls all the time misses nothing and gets nothing twice" {
  background --pty -- 'for n in $(seq 1 40); do seq -f "$n.%g" 50; sleep 0.02; done'
  : >polled
  until has_ended "$id"; do process poll "$id" --json | json output >>polled; done
  process poll "$id" --json | json output >>polled
  for n in $(seq 1 40); do seq -f "$n.%g" 50; done >expected
  cmp <(tr -d '\r' <polled | grep .) expected
}

# ----------------------------------------------------------------------------------------------------------- foreground

@test "in the foreground its output comes through as it is, and the exit code is its own" {
  run --separate-stderr outlive exec --pty -- 'printf "a\n\033[1mb\033[0m\n"; echo c >&2; exit 5'
  assert_failure 5
  assert_equal "$output" $'a\r\n\e[1mb\e[0m\r\nc\r'
  assert_equal "$stderr" ''
}

@test "in the foreground much output comes whole to a slow reader" {
  outlive exec --sync --pty -- 'seq 1 300000' | { wait_until -t 1 false 2>/dev/null || true; cksum; } >sum
  assert_equal "$(<sum)" "$(seq 1 300000 | sed 's/$/\r/' | cksum)"
}

@test "in the foreground what is handed in is typed, and its end ends it" {
  run outlive exec --pty -- 'stty -echo; cat; echo done' < <(printf 'one\ntwo\n')
  assert_success
  assert_equal "$(tr -d '\r' <<<"$output" | tail -n 3)" $'one\ntwo\ndone'
}

@test "an input whose last line has no end is at its end all the same" {
  run outlive exec --pty --timeout 20 -- 'stty -echo; cat >got; echo done' < <(printf 'one\ntwo')
  assert_success
  assert_equal "$(<got)" $'one\ntwo'
}

@test "an input whose last line has no end is at its end all the same, in the background" {
  background --pty -- 'stty -echo; cat >got; echo done'
  process write "$id" --data 'one' --eof >/dev/null
  wait_until -t 10 has_ended "$id"
  assert_equal "$(<got)" one
}

@test "in the foreground it stops when its reader is gone" {
  outlive exec --pty -- 'echo first; echo $$ >pid; while :; do echo more; done' </dev/null | head -n 1 >got
  assert_equal "$(<got)" $'first\r'
  wait_until gone "$(<pid)"
}

@test "in the foreground a signal ends it with its tree" {
  start exec "$OUTLIVE" exec --pty -- 'sleep 1000 & echo $! >child; echo $$ >pid; wait'
  wait_until test -s pid
  kill -TERM "$exec_pid"
  end_of exec
  [ "$status" != 0 ]
  wait_until gone "$(<pid)"
  wait_until gone "$(<child)"
}

@test "in the foreground it ends when its time is over" {
  run --separate-stderr outlive exec --pty --timeout 4 -- 'echo begun; exec sleep 1000'
  assert_failure 124
  assert_equal "$output" $'begun\r'
  assert_regex "$stderr" 'timed out'
}

@test "in the foreground a reader who takes its time gets all of it, and the command waits for it" {
  outlive exec --sync --pty -- 'seq 1500000' </dev/null | { sleep 1; tr -d '\r' | cksum; } >got
  assert_equal "$(<got)" "$(seq 1500000 | cksum)"
  assert_equal "${PIPESTATUS[0]}" 0
}

@test "input typed for a command that has ended meanwhile does no harm" {
  seq 300000 >much
  for _ in 1 2 3 4 5; do
    run --separate-stderr outlive exec --pty -- 'stty -echo; exit 3' <much
    assert_failure 3
    assert_equal "$stderr" ''
  done
}

@test "it goes from the foreground to the background, and on there" {
  outlive exec --pty --yield-ms 500 -- 'echo before; read -r line; echo "after $line"' </dev/null >got
  local later
  later=$(tail -n 1 got)
  is_status "$later" running
  wait_until printed "$later" before
  process send-keys "$later" word Enter >/dev/null
  wait_until is_status "$later" completed
  assert_equal "$(details log "$later" output)" $'before\nword\nafter word'
}

@test "a terminal can be asked for in a request" {
  run outlive tool <<<'{"tool":"exec","command":"stty size; exit 2","pty":true}'
  assert_equal "$(json details.aggregated <<<"$output")" $'30 120\r'
  assert_equal "$(json details.exitCode <<<"$output")" 2
  assert_equal "$(json details.status <<<"$output")" failed
}
