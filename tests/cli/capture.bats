#!/usr/bin/env bats
# `outlive capture` from outside: standard input to standard output as plain text.
# shellcheck disable=SC2016 # the inner bash expands what stands in single quotes
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # bats sets stderr and stderr_lines

bats_require_minimum_version 1.5.0

setup() {
  load ../support/isolation
  load_assertions
  isolation_begin
  export OUTLIVE
  cd "$SANDBOX" || return
}

teardown() {
  # Waited for in silence, since bash reports each of its processes that is killed.
  if [[ -n ${capture_pid:-} ]]; then { kill -KILL "$capture_pid"; wait "$capture_pid"; } 2>/dev/null || true; fi
  isolation_end
}

# Starts `capture` between two fifos; sets capture_pid, and the descriptors to_capture and from_capture.
start_between_fifos() {
  mkfifo in out
  "$OUTLIVE" capture <in >out 3>&- &
  capture_pid=$!
  exec {to_capture}>in {from_capture}<out
}

# Prints the next line of the running capture, or fails when none comes.
next_line() {
  local line
  read -r -t 30 -u "$from_capture" line
  printf '%s\n' "$line"
}

@test "text comes out, control sequences do not" {
  run --separate-stderr bash -c 'printf "\033[1;32m✓\033[0m caf\303\251\tdone\r\n\033]0;title\007next\r\n" | "$OUTLIVE" capture'
  assert_success
  assert_output $'✓ café\tdone\nnext'
  assert_equal "$stderr" ''
}

@test "an empty input gives an empty output" {
  run --separate-stderr "$OUTLIVE" capture </dev/null
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
}

@test "a chunk comes out at once, while its writer still runs" {
  start_between_fifos
  printf '\033[31mfirst\033[0m\n' >&"$to_capture"
  assert_equal "$(next_line)" first
  printf 'second, in ' >&"$to_capture"
  printf 'two parts\n' >&"$to_capture"
  assert_equal "$(next_line)" 'second, in two parts'
}

@test "a part of a line comes out at once" {
  start_between_fifos
  printf 'no line feed' >&"$to_capture"
  run head -c 12 <&"$from_capture"
  assert_output 'no line feed'
}

@test "what came before a deadly signal is in the output" {
  mkfifo in
  "$OUTLIVE" capture <in >log 3>&- &
  capture_pid=$!
  exec {to_capture}>in
  printf 'before\n' >&"$to_capture"
  wait_until test -s log
  kill -TERM "$capture_pid"
  run wait "$capture_pid"
  assert_equal "$(<log)" before
}

@test "TERM ends it as it ends any filter" {
  start_between_fifos
  printf 'ready\n' >&"$to_capture"
  next_line
  kill -TERM "$capture_pid"
  local status=0
  wait "$capture_pid" || status=$?
  assert_equal "$status" 143
}

@test "it stops without a word, like cat, when its reader is gone" {
  run --separate-stderr bash -c 'yes | "$OUTLIVE" capture | head -1; exit "${PIPESTATUS[1]}"'
  assert_equal "$status" 141
  assert_output y
  assert_equal "$stderr" ''
}

@test "a line of five million characters passes" {
  head -c 5000000 /dev/zero | tr '\0' a >line
  "$OUTLIVE" capture <line >output
  cmp line output
}

@test "binary junk becomes text in UTF-8 without control characters" {
  perl -e 'srand 1; print map { chr int rand 256 } 1 .. 1_000_000' >junk
  "$OUTLIVE" capture <junk >output
  [[ -s output ]]
  iconv -f UTF-8 -t UTF-8 output >checked
  run perl -CSD -ne 'if (/[^\P{Cc}\n\t]/) { print "line $.\n"; exit 1 }' output
  assert_success
}

@test "a character that the input's end cuts off becomes U+FFFD; a sequence shows nothing" {
  run bash -c 'printf "a\342\234" | "$OUTLIVE" capture'
  assert_success
  assert_output $'a\357\277\275'
  run bash -c 'printf "a\033[3" | "$OUTLIVE" capture'
  assert_success
  assert_output a
}

@test "it sleeps where neither its input nor its output blocks, and loses nothing" {
  run perl - "$OUTLIVE" <<'PERL'
    use strict;
    use warnings;
    use Fcntl;
    pipe(my $input, my $to_capture) or die;
    pipe(my $from_capture, my $output) or die;
    for my $stream ($input, $output) {
      fcntl($stream, F_SETFL, fcntl($stream, F_GETFL, 0) | O_NONBLOCK) or die;
    }

    my $capture = fork // die;
    if ($capture == 0) {
      open STDIN, '<&', $input or die;
      open STDOUT, '>&', $output or die;
      close $_ for $to_capture, $from_capture;
      exec $ARGV[0], 'capture' or die;
    }
    close $input;

    # Whether capture sleeps, or has ended.
    sub rests { `ps -o stat= -p $capture` =~ /^[SZ]/ }
    # Whether the output has no room.
    sub full { vec(my $ready, fileno $output, 1) = 1; select(undef, $ready, undef, 0) == 0 }
    sub wait_until {
      my ($what, $is_so) = @_;
      my $deadline = time + 60;
      until ($is_so->()) {
        if (time > $deadline) { kill 'KILL', $capture; die "never so: $what\n" }
        select(undef, undef, undef, 0.02);
      }
    }

    syswrite $to_capture, "begin\n" or die;
    sysread $from_capture, my $read, 6 or die;
    wait_until('it sleeps while nothing comes', \&rests);

    my $text = join '', map { "line $_\n" } 1 .. 100_000;
    my $writer = fork // die;
    if ($writer == 0) {
      close $_ for $from_capture, $output;
      local $SIG{PIPE} = 'IGNORE';
      print $to_capture $text =~ s/\n/\r\n/gr; # what is written is shorter than what is read, so that a write fits in part
      exit 0;
    }
    close $to_capture;
    wait_until('it sleeps while its output is full', sub { full() && rests() });

    close $output;
    $read .= do { local $/; <$from_capture> };
    waitpid $writer, 0;
    waitpid $capture, 0;
    print $? == 0 && $read eq "begin\n$text" ? "same\n" : sprintf "status %d, %d of %d bytes\n", $?, length $read, 6 + length $text;
PERL
  assert_output same
}

@test "a closed input is an empty one" {
  run --separate-stderr bash -c '"$OUTLIVE" capture <&-'
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
}

# Asserts that the last `run` failed with one line on standard error: what was given, what is wrong, what to do.
assert_one_line_about() {
  assert_failure 1
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "^outlive capture: $1"
}

@test "an input that is a directory is named in one line" {
  run --separate-stderr "$OUTLIVE" capture </
  assert_one_line_about 'cannot read standard input.*it is a directory; give a file'
}

@test "an input that is not open for reading is named in one line" {
  run --separate-stderr bash -c '"$OUTLIVE" capture 0>file'
  assert_one_line_about 'cannot read standard input.*it is not open for reading; open it'
}

@test "an output that is not open for writing is named in one line" {
  run --separate-stderr bash -c 'printf text | "$OUTLIVE" capture 1</dev/null'
  assert_one_line_about 'cannot write standard output.*it is not open for writing; open it'
}

@test "a full disk is named in one line" {
  [[ -c /dev/full ]] || skip 'this system has no /dev/full to stand for a full disk'
  run --separate-stderr bash -c 'printf text | "$OUTLIVE" capture >/dev/full'
  assert_one_line_about 'cannot write standard output.*no space left on the device; free some'
}

@test "a file that may not grow keeps what fits, and is named in one line" {
  head -c 100000 /dev/zero | tr '\0' a >text
  run --separate-stderr bash -c 'trap "" XFSZ; ulimit -f 1; "$OUTLIVE" capture <text >log'
  assert_one_line_about 'cannot write standard output.*the file is as large as it may be; raise'
  [[ -s log ]]
  cmp log <(head -c "$(wc -c <log)" text)
}
