#!/usr/bin/env bats
# `outlive manifest get|set|show`: the manifest for shell scripts and users.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; task.bash sets the others

setup() {
  load ../support/task && task_begin
  task
  manifest=$task/manifest
}

teardown() {
  tiny_disk_ends
  isolation_end
}

get() { run --separate-stderr "$OUTLIVE" manifest get "$@"; }
set_keys() { run --separate-stderr "$OUTLIVE" manifest set "$@"; }
show() { run --separate-stderr "$OUTLIVE" manifest show "$@"; }

# assert_one_line EXIT_CODE PATTERN: the last `run` failed so, with one line on stderr that matches.
assert_one_line() {
  assert_failure "$1"
  assert_output ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" "$2"
}

# assert_json_error EXIT_CODE PATTERN: the same as one JSON document on stdout.
assert_json_error() {
  assert_failure "$1"
  assert_equal "$stderr" ''
  run perl -MJSON::PP -e 'local $/; my $e = decode_json(<STDIN>)->{error}; print join " | ", map { $e->{$_} // die "no $_" } qw(code message hint)' <<<"$output"
  assert_success
  assert_regex "$output" "$2"
}

mode_of() { perl -e 'printf "%o\n", (stat shift)[2] & 07777' "$1"; }

# runs_as NAME PID: whether the process is that program by now.
runs_as() { [[ $(ps -o comm= -p "$2") == *"$1" ]]; }

# unprivileged COMMAND ...: runs it as another user than root.
unprivileged() {
  [ "$(id -u)" -eq 0 ] || { run --separate-stderr "$@" && return; }
  chmod 755 "$SANDBOX" "$task"
  run perl -e '$( = $) = "65534 65534"; $< = $> = 65534; exec @ARGV; exit 77' "$OUTLIVE" --version
  [ "$status" -eq 0 ] || skip 'only root may run the binary where it lies'
  run --separate-stderr perl -e '$( = $) = "65534 65534"; $< = $> = 65534; exec @ARGV' "$@"
}

@test "get prints the value of a key, alone on its line" {
  get "$manifest" status
  assert_success
  assert_output running
  assert_equal "$stderr" ''
}

@test "get prints all that follows the first =" {
  printf 'equation= a = b \nempty=\n' >>"$manifest"
  get "$manifest" equation
  assert_output ' a = b '
  get "$manifest" empty
  assert_success
  assert_output ''
}

@test "get and show take the first line of a key that is there twice" {
  echo status=second >>"$manifest"
  get "$manifest" status
  assert_output running
  show "$manifest"
  assert_line status=running
  refute_line status=second
}

@test "get and show accept a last line without a newline, and lines that are no pairs" {
  printf '\n# a comment\nlast=line' >>"$manifest"
  get "$manifest" last
  assert_output line
  show "$manifest"
  assert_success
  assert_line last=line
  refute_line --partial comment
}

@test "a missing key is an error that names it" {
  get "$manifest" colour
  assert_one_line 1 '"colour"'
}

@test "a part of a key, or a pattern, is another key" {
  for key in statu tatus 'stat.s' '*' '' 'status=' 'running'; do
    get "$manifest" "$key"
    assert_failure 1
    assert_output ''
  done
}

@test "set replaces the lines of its keys by one at the end, and leaves the others in their places" {
  printf 'status=again\n\nunknown=kept\n' >>"$manifest"
  before=$(grep -v '^status=\|^pid=' "$manifest")
  set_keys "$manifest" status=paused pid=7 fresh=1
  assert_success
  assert_output ''
  assert_equal "$stderr" ''
  assert_equal "$(<"$manifest")" "$before"$'\nstatus=paused\npid=7\nfresh=1'
}

@test "set without pairs changes nothing" {
  before=$(everything)
  set_keys "$manifest"
  assert_success
  assert_equal "$(everything)" "$before"
}

@test "set takes an empty value, and one with =, blanks and shell syntax as it is" {
  set_keys "$manifest" 'empty=' 'equation= a = b ' 'syntax=$(touch pwned) `touch pwned` "*"' '_k9=--x'
  assert_success
  manifest_has empty=
  manifest_has 'equation= a = b '
  manifest_has 'syntax=$(touch pwned) `touch pwned` "*"'
  manifest_has '_k9=--x'
  [ ! -e pwned ]
}

@test "set refuses a value with a line break, and writes none of its pairs" {
  before=$(everything)
  set_keys "$manifest" status=paused $'note=two\nlines'
  assert_one_line 2 '"note".*line break'
  assert_equal "$(everything)" "$before"
}

@test "set refuses an invalid key, and writes none of its pairs" {
  before=$(everything)
  for key in 9lives a-b 'a b' 'a.b' ä '' ' a' $'a\n'; do
    set_keys "$manifest" status=paused "$key=1"
    assert_one_line 2 'is no manifest key'
  done
  assert_equal "$(everything)" "$before"
}

@test "a word without = is a usage error that says what a pair is" {
  before=$(everything)
  set_keys "$manifest" status=paused paused
  assert_one_line 2 '"paused".*KEY=VALUE'
  assert_equal "$(everything)" "$before"
}

@test "a missing file is an error that names it" {
  get "$SANDBOX/nothing" status
  assert_one_line 1 "\"$SANDBOX/nothing\""
  show "$SANDBOX/nothing"
  assert_one_line 1 "\"$SANDBOX/nothing\""
  show --json "$SANDBOX/nothing"
  assert_json_error 1 "$SANDBOX/nothing"
}

@test "set in a missing directory is an error that names it, and makes nothing" {
  set_keys "$SANDBOX/nowhere/manifest" a=1
  assert_one_line 1 "$SANDBOX/nowhere/manifest"
  [ ! -e nowhere ]
}

@test "a directory is no manifest" {
  before=$(find . | sort)
  for words in "get $task status" "show $task" "set $task a=1"; do
    # shellcheck disable=SC2086
    run --separate-stderr "$OUTLIVE" manifest $words
    assert_one_line 1 "\"$task\" is a directory"
  done
  assert_equal "$(find . | sort)" "$before"
  show "$task" --json
  assert_json_error 1 'is a directory'
}

@test "a path through a file is an error that names it" {
  get "$manifest/manifest" status
  assert_one_line 1 "$manifest/manifest"
}

@test "a manifest that may not be read is an error that says so" {
  unprivileged "$OUTLIVE" manifest get "$manifest" status
  if [ "$(id -u)" -ne 0 ]; then
    chmod 000 "$manifest"
    get "$manifest" status
  fi
  assert_one_line 1 "\"$manifest\".*permission denied"
}

@test "a manifest in a directory that may not be changed is an error that says so, and stays as it was" {
  before=$(<"$manifest")
  [ "$(id -u)" -eq 0 ] || chmod 500 "$task"
  unprivileged "$OUTLIVE" manifest set "$manifest" a=1
  chmod 700 "$task"
  assert_one_line 1 "$manifest.*permission denied"
  assert_equal "$(<"$manifest")" "$before"
}

@test "a read-only file system is an error that says so" {
  tiny_disk disk
  cp "$manifest" disk
  mount -o remount,ro disk
  set_keys disk/manifest a=1
  assert_one_line 1 'disk/manifest.*read-only'
  get disk/manifest status
  assert_output running
}

@test "a full file system is an error that says so, and the manifest stays as it was" {
  tiny_disk disk
  cp "$manifest" disk
  fill_disk disk
  set_keys disk/manifest a=1
  assert_one_line 1 'disk/manifest.*no space left'
  cmp "$manifest" disk/manifest
  assert_equal "$(cd disk && echo *)" 'ballast manifest'
}

@test "show prints every key in its order" {
  show "$manifest"
  assert_success
  assert_output "$(<"$manifest")"
}

@test "show --json prints one object of strings, in the order of the file" {
  printf 'quoted=a "b" \\ \t é 😀\nempty=\n12=number\n' >>"$manifest"
  show --json "$manifest"
  assert_success
  assert_equal "$stderr" ''
  assert_equal "${#lines[@]}" 1
  run perl -MJSON::PP -e 'local $/; my $m = decode_json(<STDIN>); binmode STDOUT, ":utf8"; print "$_=$m->{$_}\n" for qw(status pid quoted empty 12)' <<<"$output"
  assert_output $'status=running\npid=0\nquoted=a "b" \\ \t é 😀\nempty=\n12=number'
}

@test "show --json takes keys that JavaScript knows as ordinary keys" {
  printf '__proto__=a\nconstructor=b\ntoString=c\n' >>"$manifest"
  show --json "$manifest"
  run perl -MJSON::PP -e 'local $/; my $m = decode_json(<STDIN>); print "$_=$m->{$_}\n" for qw(__proto__ constructor toString)' <<<"$output"
  assert_output $'__proto__=a\nconstructor=b\ntoString=c'
}

@test "with --json a usage error is a JSON document too" {
  show --json
  assert_json_error 2 FILE
  show --json "$manifest" more
  assert_json_error 2 more
}

@test "a word too few, a flag and a command that are not known are usage errors in one line" {
  local words
  for words in get "get $manifest" set show "get $manifest a b" "show $manifest b" "set --force $manifest a=1" \
    "get --raw $manifest a" "gte $manifest a"; do
    # shellcheck disable=SC2086
    run --separate-stderr "$OUTLIVE" manifest $words
    assert_one_line 2 '^outlive.*;'
  done
  show --jsn "$manifest"
  assert_one_line 2 '--json'
}

@test "after -- words that begin with a dash are words" {
  cp "$manifest" ./--json
  get -- --json status
  assert_success
  assert_output running
}

@test "a value of a megabyte is read whole, and survives an update of another key" {
  perl -e 'print "big=", "0123456789abcdef" x 65536, "\n"' >big
  cat big >>"$manifest"
  "$OUTLIVE" manifest get "$manifest" big >value
  cmp value <(cut -c5- big)
  set_keys "$manifest" status=paused
  assert_success
  grep '^big=' "$manifest" | cmp - big
  "$OUTLIVE" manifest show --json "$manifest" >json
  [ "$(wc -c <json)" -gt 1048576 ]
}

@test "a value as long as an argument may be is set" {
  value=$(perl -e 'print "v" x 131000')
  set_keys "$manifest" "long=$value"
  assert_success
  manifest_has "long=$value"
}

@test "nothing is lost if stdout does not block and its reader is slow" {
  perl -e 'print "big=", "0123456789abcdef" x 65536, "\n"' >>"$manifest"
  run perl - "$OUTLIVE" "$manifest" <<'PERL'
    use strict;
    use warnings;
    use Fcntl;
    pipe(my $from_get, my $output) or die;
    fcntl($output, F_SETFL, fcntl($output, F_GETFL, 0) | O_NONBLOCK) or die;
    my $get = fork // die;
    if ($get == 0) {
      open STDOUT, '>&', $output or die;
      exec $ARGV[0], 'manifest', 'get', $ARGV[1], 'big' or die;
    }
    close $output;
    # It has filled the pipe, and waits; or it has given up, which shows as an end of file after a full pipe.
    1 until select(my $ready = "\1" x (fileno($from_get) / 8 + 1), undef, undef, 1);
    my $read = '';
    1 while sysread $from_get, $read, 4096, length $read;
    waitpid $get, 0;
    printf "status %d, %d bytes\n", $?, length $read;
PERL
  assert_output 'status 0, 1048577 bytes'
}

@test "of many updates at once none is lost" {
  local number
  for number in {1..24}; do start "set$number" "$OUTLIVE" manifest set "$manifest" "key$number=$number" "last=$number"; done
  for number in {1..24}; do
    end_of "set$number"
    assert_success
    manifest_has "key$number=$number"
  done
  assert_equal "$(grep -c '^last=' "$manifest")" 1
  assert_equal "$(cd "$task" && echo manifest*)" manifest
}

@test "bytes that are not UTF-8 survive an update" {
  printf 'raw=\377\200caf\351\000\001\r\n\376 no pair\r\n' >>"$manifest"
  cp "$manifest" before
  set_keys "$manifest" later=1
  assert_success
  cmp "$manifest" <(cat before && echo later=1)
}

@test "get prints a value's bytes as they are" {
  printf 'raw=\377\200caf\351\000\001\r\n' >>"$manifest"
  "$OUTLIVE" manifest get "$manifest" raw >value
  cmp value <(printf '\377\200caf\351\000\001\r\n')
}

@test "an updated manifest is its owner's alone, with any umask and any mode before" {
  chmod 644 "$manifest"
  (umask 000 && "$OUTLIVE" manifest set "$manifest" a=1)
  assert_equal "$(mode_of "$manifest")" 600
}

@test "a file whose name has blanks, quotes and a line break is just a file" {
  name="$SANDBOX/it's a \"name\""$'\n* $HOME'
  cp "$manifest" "$name"
  set_keys "$name" a=1
  assert_success
  get "$name" a
  assert_output 1
  get "$name" colour
  assert_one_line 1 'colour'
}

@test "a killed update leaves the manifest whole, and the next one goes through" {
  mkdir "$manifest.lock"
  start waiting "$OUTLIVE" manifest set "$manifest" a=1
  # Until then the process is still the program that starts it.
  wait_until runs_as outlive "$waiting_pid"
  before=$(<"$manifest")
  kill -KILL "$waiting_pid"
  end_of waiting
  assert_equal "$(<"$manifest")" "$before"
  touch -t 202001010000 "$manifest.lock"
  set_keys "$manifest" a=2
  assert_success
  manifest_has a=2
}
