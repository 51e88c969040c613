#!/usr/bin/env bats
# What `outlive exec` hands on: what its command prints, and what is for its stdin.
# shellcheck disable=SC2016 # what stands in single quotes is for the shell that exec starts
# shellcheck disable=SC2030,SC2031 # every test is a subshell
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines, exec.bash the others

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# in_exec WORD ...: `outlive exec WORD ...`, from /dev/null.
in_exec() { run --separate-stderr outlive exec "$@" </dev/null; }

# noise BYTES [SEED]: prints as many bytes, of all values, always the same.
noise() {
  # shellcheck disable=SC2016 # it is a program
  perl -e 'my ($left, $x) = @ARGV; binmode STDOUT;
    while ($left > 0) {
      my $block = "";
      for (1 .. 1024) { $x = ($x * 1103515245 + 12345) % 2147483648; $block .= pack "N", $x * 2 }
      print substr $block, 0, $left;
      $left -= length $block;
    }' "$1" "${2:-1}"
}

nothing_kept() { [ -z "$(ls -A "$OUTLIVE_HOME/exec")" ]; }

# has_text FILE TEXT: whether the file is exactly this text, and a newline.
has_text() { [ "$(cat "$1" && echo x)" = "$2"$'\nx' ]; }

# within_a_minute COMMAND ...: ends it and fails where it would hang.
within_a_minute() { timeout -k 1 60 "$@"; }

# ----------------------------------------------------------------------------------------------------------- output

@test "output comes through before the command ends, each on its stream, also half a line" {
  # One for each time: who opens one again may meet the last writer, who is just leaving.
  mkfifo go.1 go.2
  start exec "$OUTLIVE" exec -- 'echo out; echo err >&2; read -r _ <go.1; printf half; read -r _ <go.2; echo " whole"; printf over >&2'
  wait_until has_text "$SANDBOX/exec.out" out
  wait_until has_text "$SANDBOX/exec.err" err
  echo >go.1
  wait_until eval '[ "$(<"$SANDBOX/exec.out")" = "out"$'"'\n'"'half ]'
  run ! gone "$exec_pid"
  echo >go.2
  end_of exec
  assert_success
  assert_equal "$output" $'out\nhalf whole'
  assert_equal "$stderr" $'err\nover'
}

@test "where stdout and stderr are one stream the order is exact" {
  mixed='$| = 1; for (1 .. 3000) { print STDOUT "out $_\n"; print STDERR "err $_\n" }'
  perl -e "$mixed" >expected 2>&1
  "$OUTLIVE" exec -- perl -e "$mixed" </dev/null 2>&1 | cat >through-a-pipe
  cmp expected through-a-pipe
  "$OUTLIVE" exec -- perl -e "$mixed" </dev/null >into-a-file 2>&1
  cmp expected into-a-file
}

@test "each stream keeps its order where they are two" {
  "$OUTLIVE" exec -- 'for i in $(seq 2000); do echo "out $i"; echo "err $i" >&2; done' </dev/null >out 2>err
  cmp <(seq 2000 | sed 's/^/out /') out
  cmp <(seq 2000 | sed 's/^/err /') err
}

@test "5 MB of any bytes come through without a change, on both streams at once" {
  noise 5000000 >expected.out
  noise 5000000 2 >expected.err
  "$OUTLIVE" exec -- 'cat expected.out & cat expected.err >&2; wait' </dev/null 2>err | cat >out
  cmp expected.out out
  cmp expected.err err
}

@test "bytes that are no text come through: NUL, half a character, half an escape sequence" {
  printf 'a\0b\377\303' >expected
  printf '\033[3' >>expected
  "$OUTLIVE" exec -- 'cat expected' </dev/null >got
  cmp expected got
  "$OUTLIVE" exec -- 'for byte in "a" "\\0" "b" "\\377" "\\303" "\\033" "[" "3"; do printf "$byte"; done' </dev/null >got
  cmp expected got
}

@test "a reader that takes its time misses nothing" {
  noise 1000000 >expected
  mkfifo pipe
  start reader bash -c 'exec <pipe; read -r _ <go; cat >got; : >read'
  mkfifo go
  start exec bash -c '"$OUTLIVE" exec -- "echo >started; cat expected; echo over >&2" >pipe'
  wait_until test -e started
  echo >go
  end_of exec
  assert_success
  assert_equal "$stderr" over
  wait_until test -e "read"
  cmp expected got
}

@test "a reader that takes its time of a pipe that does not block its writers misses nothing either" {
  noise 1000000 | od -An -tx1 >expected
  for flags in '' --pty; do
    rm -f got started
    run perl -MFcntl -e '
      pipe my $from, my $to or die;
      fcntl $to, F_SETFL, O_WRONLY | O_NONBLOCK or die;
      my $pid = fork // die;
      if (!$pid) { open STDOUT, ">&", $to; close $_ for $to, $from; exec @ARGV }
      close $to;
      until (-e "started") { select undef, undef, undef, 0.05 }
      select undef, undef, undef, 0.5;
      open my $file, ">", "got";
      while (sysread $from, my $chunk, 65536) { $chunk =~ tr/\r//d; print $file $chunk }
      close $file;
      waitpid $pid, 0;
      exit $? >> 8' "$OUTLIVE" exec ${flags:+"$flags"} -- 'echo >started; cat expected; exit 5' </dev/null
    assert_equal "$flags $status" "$flags 5"
    cmp expected got
  done
}

@test "output is appended where stdout is a file that is appended to" {
  echo first >log
  "$OUTLIVE" exec -- 'echo second; echo third >&2' </dev/null >>log 2>&1
  assert_equal "$(<log)" $'first\nsecond\nthird'
}

@test "a socket for stdin, stdout and stderr does as well as pipes" {
  noise 300000 >expected
  run perl -MSocket -e '
    socketpair my $in, my $into, AF_UNIX, SOCK_STREAM, 0 or die;
    socketpair my $out, my $from, AF_UNIX, SOCK_STREAM, 0 or die;
    my $pid = fork // die;
    if (!$pid) { open STDIN, "<&", $in; open STDOUT, ">&", $out; close $_ for $in, $out, $into, $from; exec @ARGV }
    close $_ for $in, $out;
    if (!fork) { open my $file, "<", "expected"; local $/; print $into scalar <$file>; exit }
    close $into;
    open my $file, ">", "got";
    while (sysread $from, my $chunk, 65536) { print $file $chunk }
    close $file;
    waitpid $pid, 0;
    exit $? >> 8' "$OUTLIVE" exec -- 'cat; exit 5'
  assert_failure 5
  cmp expected got
}

@test "an output that cannot be written is told, and is no success" {
  [ -c /dev/full ] || skip 'this system has no /dev/full'
  run ! bash -c '"$OUTLIVE" exec -- echo out </dev/null >/dev/full'
  assert_equal "${#lines[@]}" 1
}

@test "a stdout that is closed is no reason to fail; stderr still comes through" {
  "$OUTLIVE" exec -- 'echo >ran; echo err >&2; exit 4' </dev/null >&- 2>err || code=$?
  assert_equal "$code $(<err)" '4 err'
  [ -e ran ]
  run -3 bash -c '"$OUTLIVE" exec -- "echo out; exit 3" </dev/null 2>&-'
  assert_equal "$output" out
  run -3 bash -c '"$OUTLIVE" exec -- "echo >also; exit 3" <&- >&- 2>&-'
  [ -e also ]
  nothing_kept
}

# ------------------------------------------------------------------------------------------- a reader that has seen enough

@test "behind head it stops cleanly: an endless command, and one that prints little by little" {
  for command in yes 'yes >&2' 'while :; do echo line; sleep 0.05; done'; do
    : >codes
    within_a_minute bash -c '{ "$OUTLIVE" exec -- "echo \$\$ >pid; $1" </dev/null 2>&1; echo $? >codes; } | head -n 1 >got' bash "$command"
    wait_until test -s codes
    [ -s got ]
    [ "$(<codes)" -ne 0 ]
    wait_until gone "$(<pid)"
    wait_until nothing_kept
  done
}

@test "behind head its exit code is that of a program without a reader" {
  within_a_minute bash -c '{ "$OUTLIVE" exec -- yes </dev/null; echo $? >codes; } | head -n 1 >got'
  assert_equal "$(<got) $(<codes)" "y $((128 + $(kill -l PIPE)))"
}

@test "behind head a command that ignores SIGPIPE is killed, with its children" {
  within_a_minute bash -c '{ "$OUTLIVE" exec -- '\''trap "" PIPE TERM
    sleep 1000 & echo $! >child; echo $$ >pid
    while :; do echo line 2>/dev/null || :; done'\'' </dev/null; : >ended; } | head -n 1 >got'
  [ -s got ] && [ -e ended ]
  wait_until gone "$(<pid)"
  wait_until gone "$(<child)"
  wait_until nothing_kept
}

@test "a process that takes a moment to end is not reported as left: behind head, and after a timeout" {
  local slowly='bash -c '\''trap "sleep 0.5; exit" TERM; while :; do sleep 0.05; done'\'' & '
  within_a_minute bash -c '{ "$OUTLIVE" exec -- "$1 exec yes" </dev/null 2>err; echo $? >codes; } | head -n 1 >got' bash "$slowly"
  run ! grep 'still run' err
  nothing_kept
  run --separate-stderr outlive exec --timeout 1 -- "$slowly exec sleep 1000" </dev/null
  assert_failure 124
  run ! grep 'still run' <<<"$stderr"
  nothing_kept
}

@test "a reader who leaves after the last line changes nothing" {
  run bash -c 'set -o pipefail; "$OUTLIVE" exec -- "seq 3" </dev/null | head -n 3'
  assert_success
  assert_equal "$output" $'1\n2\n3'
}

# ------------------------------------------------------------------------------------------------------------ input

@test "a pipe's content is the command's stdin, and ends" {
  assert_equal "$(printf 'a\nb' | within_a_minute "$OUTLIVE" exec -- 'cat; echo " over"')" $'a\nb over'
  assert_equal "$(: | within_a_minute "$OUTLIVE" exec -- 'cat; echo over')" over
}

@test "a file's content is the command's stdin, from where it was read up to" {
  printf 'one\ntwo\nthree\n' >file
  assert_equal "$(within_a_minute "$OUTLIVE" exec -- 'cat; echo over' <file)" $'one\ntwo\nthree\nover'
  : >empty
  assert_equal "$(within_a_minute "$OUTLIVE" exec -- 'cat; echo over' <empty)" over
  assert_equal "$({ read -r _ && within_a_minute "$OUTLIVE" exec -- cat; } <file)" $'two\nthree'
}

@test "5 MB of any bytes reach the command without a change" {
  noise 5000000 >expected
  within_a_minute "$OUTLIVE" exec -- cat <expected >from-a-file
  cmp expected from-a-file
  # shellcheck disable=SC2002 # it is the pipe that matters
  cat expected | within_a_minute "$OUTLIVE" exec -- cat >from-a-pipe
  cmp expected from-a-pipe
}

@test "input is handed on as it comes" {
  mkfifo in
  exec {in}<>in
  start exec bash -c 'exec "$OUTLIVE" exec -- "while read -r line; do echo got \$line; [ \$line != last ] || exit 3; done" <in'
  echo first >&"$in"
  wait_until has_text "$SANDBOX/exec.out" 'got first'
  echo last >&"$in"
  end_of exec
  assert_failure 3
  assert_equal "$output" $'got first\ngot last'
  exec {in}>&-
}

@test "input that the command does not read hinders nothing" {
  run -4 bash -c 'yes | timeout -k 1 60 "$OUTLIVE" exec -- "exit 4"'
  run bash -c 'yes | timeout -k 1 60 "$OUTLIVE" exec -- head -n 2'
  assert_output $'y\ny'
  # The writer stays: its end is not waited for.
  mkfifo in
  exec {in}<>in
  run -5 within_a_minute "$OUTLIVE" exec -- 'exit 5' <in
  exec {in}>&-
}

@test "with /dev/null or a closed stdin there is no input: the command's stdin stays open" {
  for from in '</dev/null' '<&-'; do
    id=$(eval '"$OUTLIVE" exec --yield-ms 500 -- "cat; echo over" 2>err '"$from")
    is_status "$id" running
    process write "$id" --data 'from outside, ' --eof
    wait_until printed "$id" 'from outside, over'
  done
}

@test "with --json the input is handed on too" {
  run bash -c 'printf "a\nb" | timeout -k 1 60 "$OUTLIVE" exec --json -- "cat; exit 2"'
  assert_failure 2
  assert_equal "$(json aggregated <<<"$output")" $'a\nb'
}

# --------------------------------------------------------------------------------------------------------- terminal

@test "with --pty the command has a terminal, 30 rows by 120 columns" {
  in_exec --pty -- 'tty; stty size; echo "$TERM"; for i in 0 1 2; do [ -t $i ] || echo "$i is none"; done'
  assert_success
  assert_equal "$stderr" ''
  assert_equal "${#lines[@]}" 3
  assert_regex "${lines[0]}" $'^/dev/.*\r$'
  assert_equal "${lines[1]}" $'30 120\r'
  assert_equal "${lines[2]}" $'xterm-256color\r'
}

@test "with --pty the exit code is the command's" {
  for code in 0 1 7 255; do
    in_exec --pty -- "echo out; exit $code"
    assert_equal "$status $output" "$code out"$'\r'
  done
  in_exec --pty -- 'kill -KILL $$'
  assert_failure 137
  in_exec --pty --json -- 'echo out; exit 7'
  assert_failure 7
  assert_equal "$(json exitCode <<<"$output") $(json aggregated <<<"$output")" $'7 out\r'
  nothing_kept
}

@test "with --pty both streams come through stdout, as they are written, before the end" {
  mkfifo go
  start exec "$OUTLIVE" exec --pty -- 'echo out; echo err >&2; read -r _ <go; echo over'
  wait_until has_text "$SANDBOX/exec.out" $'out\r\nerr\r'
  echo >go
  end_of exec
  assert_success
  assert_equal "$output" $'out\r\nerr\r\nover\r'
  assert_equal "$stderr" ''
}

@test "with --pty the last of a flood is there" {
  in_exec --pty -- 'seq 20000'
  assert_success
  assert_equal "$(tr -d '\r' <<<"$output")" "$(seq 20000)"
}

@test "with --pty the input is typed, and its end too" {
  run bash -c 'printf "a\nb\n" | timeout -k 1 60 "$OUTLIVE" exec --pty -- "stty -echo; cat; echo over"'
  assert_success
  assert_regex "$output" $'b\r\nover\r$'
}

@test "with --pty behind head it stops cleanly" {
  within_a_minute bash -c '{ "$OUTLIVE" exec --pty -- "echo \$\$ >pid; yes" </dev/null; : >ended; } | head -n 1 >got'
  [ -e ended ]
  assert_equal "$(<got)" $'y\r'
  wait_until gone "$(<pid)"
  wait_until nothing_kept
}
