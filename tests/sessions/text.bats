#!/usr/bin/env bats
# What `outlive session type` and `send` hand to a program: every byte of any text, and nothing else.
# shellcheck disable=SC1003,SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
  expected=$SANDBOX/expected
  : >"$expected"
}

teardown() {
  session_end
}

# Each word is typed as an argument, and has to arrive after those before it.
types() {
  local text
  for text in "$@"; do
    session type web "$text" </dev/null
    printf %s "$text" >>"$expected"
  done
}

# characters CODE ...: prints the characters of these code points, in any locale.
characters() { perl -e 'print map { utf8::encode(my $text = chr hex); $text } @ARGV' "$@"; }

# What is on stdin is typed from stdin.
types_input() {
  cat >"$SANDBOX/input"
  session type web <"$SANDBOX/input"
  cat "$SANDBOX/input" >>"$expected"
}

# Shows the difference where there is one: the end of what came, and of what should have.
arrived() {
  wait_until -t 30 recorded web "$expected" || {
    cmp "$expected" "$SANDBOX/web.bytes" || true
    tail -c 200 "$expected" | od -c | tail -n 14
    tail -c 200 "$SANDBOX/web.bytes" | od -c | tail -n 14
    return 1
  }
}

@test "any Unicode text arrives" {
  record web
  types plain 'grüße, naïve' '漢字かな交じり' 'שלום עולם' 'مرحبا بالعالم' '👩‍👩‍👧‍👦🏽🇩🇪'
  # Combining marks; directions; no width; a mark of the byte order; line ends; no characters, private ones, unassigned ones.
  types "$(characters 65 301 61 308 323)" "$(characters 202e 61 202c)" "$(characters 61 200b 200d ad)" \
    "$(characters feff 61)" "$(characters feff)" "$(characters 61 feff)" "$(characters 85 2028 2029)" \
    "$(characters fffd fffe ffff 1fffe)" "$(characters e000 f8ff f0000 10ffff)" "$(characters 378 a00)" "$(characters a0 20 3000)"
  arrived
}

@test "any Unicode text arrives in any locale" {
  export LC_ALL=C LANG=C
  record web
  types 'grüße 漢字 🙂' "$(characters feff)"
  types_input <<<'grüße 漢字 🙂'
  LC_ALL=no_SUCH.locale types 'grüße' 2>/dev/null
  arrived
}

@test "control characters arrive as the bytes that they are" {
  local code all=''
  record web
  for code in 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 7f; do
    printf -v code %b "\\x$code"
    all+=$code
  done
  types "$all" $'\e[31mred\e[0m' $'\e[200~\e[201~' $'\e' $'\r' $'\b\b'
  arrived
}

@test "lines arrive as lines, however they end, and nothing is added after the last" {
  record web
  types $'one\ntwo\nthree' $'\n' $'\n\n\n' $'dos\r\nmac\r' $'ends with one\n' $'\ttab\t' '   ' ' trailing  '
  types_input <<<$'one\n\n  two\n'
  arrived
}

@test "what begins with a dash is text, and what looks like a flag too" {
  record web
  types -x --help --json -h -- --socket --socket=x --no-such-flag - --- '-- x' '--json x' -l -t -X
  arrived
}

@test "-- alone is text like any other" {
  record web
  types -- a -- --
  arrived
}

@test "-- between the name and the text is no part of the text" {
  record web
  session type web -- -x </dev/null
  session type web -- --json </dev/null
  session type -- web --help </dev/null
  printf %s '-x--json--help' >"$expected"
  arrived
}

@test "what tmux or a shell would read as something else is text" {
  record web
  types ';' ';;' 'a;' 'a;;' '\;' 'a\;' ';a' ' ; ' 'kill-server ;' '; kill-server' \
    C-c Enter Up M-x '^C' Escape Space F5 BSpace 0x41 \
    '#{session_name}' "#(touch $SANDBOX/touched)" '##' '#' '#[fg=red]' '#S' '#,' '#}' \
    %1 %% %H:%M '%if' '%endif' '$HOME' '${HOME}' "\$(touch $SANDBOX/touched)" "\`touch $SANDBOX/touched\`" '~' '~root' \
    "'" '"' "'\"'\"" '\' '\\' '\n' '\e' '\101' '*' '?' '[a-z]' '{a,b}' '!' '!!' '&' '|' '>x' '<x' '@1' '$1' '=web' ':' '=' '{' '}' '%'
  arrived
  [ ! -e "$SANDBOX/touched" ]
}

@test "an empty text types nothing" {
  record web
  types '' a '' b ''
  types_input </dev/null
  arrived
}

@test "bytes that are not UTF-8 arrive from stdin" {
  record web
  printf '\xff\xfe|\xc3\x28|\xc3|\xed\xa0\x80|\xf4\x90\x80\x80|\xc0\x80|\x80\x80|\xe2\x82' | types_input
  perl -e 'print map { chr } 0 .. 255' | types_input
  perl -e 'print map { chr } reverse 0 .. 255' | types_input
  arrived
}

@test "bytes that are not UTF-8 arrive as an argument too" {
  record web
  types $'\xff' $'a\xc3(' $'\xed\xa0\x80' $'-\xfe' ' the end'
  arrived
}

@test "NUL arrives from stdin" {
  record web
  printf '\0' | types_input
  printf 'a\0b\0\0c\0' | types_input
  arrived
}

@test "a megabyte arrives from stdin, in order" {
  record web
  # No two parts are alike, so that a lost, repeated or exchanged block is noticed.
  perl -e 'my $n = 0; my $s = ""; $s .= sprintf "%08x\n", $n++ * 2654435761 % 4294967296 while length $s < 1 << 20; print substr $s, 0, 1 << 20' | types_input
  types 'and what comes after it'
  arrived
}

@test "a megabyte without a line break arrives in a raw terminal" {
  record web
  perl -e 'my $n = 0; my $s = ""; $s .= sprintf "%x.", $n++ while length $s < 1 << 20; print substr $s, 0, 1 << 20' | types_input
  arrived
}

@test "an argument may be as long as the system allows" {
  record web
  types "$(perl -e 'print join " ", 1 .. 20000')"
  arrived
}

@test "a program that wants pasted text marked gets the text alone" {
  begin web -- bash -c 'stty raw -echo; printf "\033[?2004hready"; exec cat >"$0"' "$SANDBOX/web.bytes"
  session wait web --ready ready --timeout 60s
  types 'as it is' $'two\nlines'
  arrived
}

@test "tmux's paste buffers are as they were" {
  record web
  tm set-buffer -b mine 'kept'
  types text 'more text'
  session send web 'a line'
  run tm list-buffers -F '#{buffer_name}'
  assert_output mine
  assert_equal "$(tm show-buffer -b mine)" kept
}

@test "a program that reads lines gets them" {
  record web -i
  types_input <<<$'one\ntwo'
  session send web 'and a line'
  printf 'and a line\n' >>"$expected"
  arrived
}

@test "a line that is too long for a program that reads lines is refused, and nothing of it arrives" {
  record web -i
  perl -e 'print "short\n", "x" x 4096, "\nshort\n"' >"$SANDBOX/long"
  for command in send type; do
    run --separate-stderr session "$command" web <"$SANDBOX/long"
    assert_failure 1
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" '4096 bytes.* 4095 '
  done
  run --separate-stderr session type --json web "$(perl -e 'print "\xc3\xa9" x 2048')"
  assert_failure 1
  assert_equal "$(json error.code <<<"$output")" LineTooLong
  types $'.\n'
  arrived
}

@test "the longest line that the terminal takes arrives" {
  record web -i
  perl -e 'print "y" x 4095, "\n", "z" x 4095, "\n"' | types_input
  perl -e 'print "x" x 4095' | tee -a "$expected" | session send web
  echo >>"$expected"
  arrived
}

@test "long texts of shorter lines arrive whole, though the program does not read yet, and then slowly" {
  local text
  begin web -- perl -e '
    my ($bytes, $gate) = @ARGV;
    select undef, undef, undef, 0.02 until -e $gate;
    open my $file, ">", $bytes;
    while (sysread STDIN, my $line, 4096) { syswrite $file, $line; select undef, undef, undef, 0.001 }' \
    "$SANDBOX/web.bytes" "$SANDBOX/gate"
  for text in 1 2 3 4 5; do
    perl -e 'printf "%d.%d %s\n", $ARGV[0], $_, "x" x ($_ % 900) for 1 .. 200' "$text" | types_input
  done
  : >"$SANDBOX/gate"
  arrived
}

@test "random texts arrive, one after the other" {
  local seed=${SEED:-20261}
  echo "seed: $seed"
  record web
  # A third each: type with an argument, send with an argument, type from stdin, which may have any byte.
  perl - "$seed" "$OUTLIVE" "$expected" <<'END'
use strict;
my ($seed, $outlive, $expected) = @ARGV;
srand $seed;
open my $record, ">>", $expected or die;
binmode $record;
my @alphabet = (
  qw(a Z 0 - -- --json --help -x ; ;; \\; \\ \\\\ ' " ` $ $HOME ${x} $(id) #{pid} #(id) ## # % %1 %H ~ ^C C-c Enter Up ! * ? { } [ ] < > & | = : @ /),
  " ", "  ", "\t", "\n", "\r", "\r\n", "\e", "\e[A", "\e[200~", "\e[201~", (map { chr } 1 .. 31, 127),
  (map { my $code = $_; utf8::encode(my $text = chr $code); $text }
    0xe9, 0x301, 0x378, 0x5d0, 0x627, 0x85, 0xa0, 0x200b, 0x200d, 0x202e, 0x2028, 0x6f22, 0xe000, 0xfeff, 0xfffd, 0x1f642, 0x1f469, 0x1f3fd, 0x10ffff),
);
my @bytes = (@alphabet, "\0", "\0\0", "\xff", "\xfe", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "x" x 5000);
for my $round (0 .. 41) {
  my $way = $round % 3;
  my $from = $way == 2 ? \@bytes : \@alphabet;
  my $text = join "", map { $from->[rand @$from] } 1 .. int rand 60;
  print $record $text, $way == 1 ? "\r" : "";
  if ($way == 2) {
    open my $input, "|-", $outlive, qw(session type web) or die;
    binmode $input;
    print $input $text;
    close $input or die "round $round: type ended with $?";
  } else {
    my $command = $way == 1 ? "send" : "type";
    system($outlive, "session", $command, "web", $text) == 0 or die "round $round: $command ended with $?";
  }
}
END
  arrived
}
