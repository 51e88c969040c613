#!/usr/bin/env bats
# `outlive session start` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

# keep FILE: a program `keep` that writes its words to FILE, each with a zero byte, and its environment to FILE.env, without
# what belongs to the terminal, the mark of a session, and what a shell sets anew. It ends at once with KEEP_ENDS.
keep() {
  program keep <<END
#!/usr/bin/perl
use Cwd;
open my \$env, '>:raw', '$1.env';
print \$env map { "\$_=\$ENV{\$_}\0" } grep { !/^(TERM.*|TMUX.*|OUTLIVE_SESSION|KEEP_ENDS|PWD|_)\$/ } sort keys %ENV;
open my \$dir, '>:raw', '$1.dir';
print \$dir getcwd(), "\n", \$ENV{PWD}, "\n";
close \$_ for \$env, \$dir;
open my \$words, '>:raw', '$1.new';
print \$words map { "\$_\0" } @ARGV;
close \$words;
rename '$1.new', '$1';
sleep 1000 if !\$ENV{KEEP_ENDS};
END
}

# A refused `session start` has left nothing behind: no server, no file.
assert_nothing_made() {
  run ! tm list-sessions
  [ ! -e "$OUTLIVE_HOME" ] || [ -z "$(find "$OUTLIVE_HOME" -type f)" ]
}

@test "a program runs in a session of plain tmux, and its first output is seen" {
  begin web -- bash -c 'echo "it is up"; exec sleep 1000'
  tm has-session -t =web
  session wait web --ready 'is up'
  assert_equal "$(state web)" running
  wait_until eval '[ "$(ps -o comm= -p "$(program_of web)")" = sleep ]'
}

@test "a running session is left as it is, and that is no error" {
  begin web -- sleep 1000
  first=$(program_of web)
  begin web -- sleep 2000
  assert_output 'web is already running'
  begin web --if-absent -- sleep 3000
  assert_output 'web is already running'
  assert_equal "$(session start web --json -- sleep 4000 | json alreadyRunning)" true
  assert_equal "$(program_of web)" "$first"
  assert_equal "$(fact web command)" 'sleep 1000'
}

@test "an ended session is started anew" {
  begin web -- bash -c 'exit 3'
  session wait web --exit
  begin web -- sleep 1000
  assert_equal "$(state web)" running
  assert_equal "$(fact web exitCode)" null
  assert_equal "$(session list --json | json 'sessions#')" 1
}

# as_if_ended NAME: its host has recorded that its program ended with 3, and is still there.
as_if_ended() {
  local state
  state=$(files_of "$1")/state.json
  perl -MJSON::PP -0777 -i -pe '
    my $state = decode_json($_);
    $state->{phase} = { _tag => "Ended", cause => "itself", exit => { _tag => "Exited", code => 3 }, endedAt => "2026-01-02T03:04:05.000Z", problem => undef };
    $_ = encode_json($state)' "$state"
}

@test "start waits for an ended session whose pane has still to close" {
  begin web -- sleep 1000
  first=$(host_of web)
  as_if_ended web
  start closing bash -c 'sleep 1; exec tmux -S "$0" kill-session -t =web' "$socket"
  begin web -- sleep 2000
  assert_output --partial 'web is running'
  wait_until gone "$first"
  assert_equal "$(fact web command) $(state web)" 'sleep 2000 running'
}

@test "start ends an ended session whose pane does not close" {
  begin web -- sleep 1000
  first=$(program_of web)
  as_if_ended web
  begin web -- sleep 2000
  gone "$first"
  assert_equal "$(fact web command) $(state web)" 'sleep 2000 running'
}

@test "--replace ends the running session, and starts anew" {
  begin web --replace -- sleep 1000
  first=$(program_of web)
  begin web --replace -- sleep 2000
  gone "$first"
  assert_equal "$(state web)" running
  assert_equal "$(fact web command)" 'sleep 2000'
  [ "$(program_of web)" != "$first" ]
  assert_equal "$(tm list-sessions | grep -c .)" 1
}

@test "--replace from inside the session is refused, since the caller would end before it could start the new one" {
  begin web -- bash -c '"$0" session start web --replace -- sleep 2000 >"$HOME/said" 2>&1; echo "ended with $?"; exec sleep 1000' "$OUTLIVE"
  session wait web --ready '^ended with 1$'
  assert_regex "$(<"$HOME/said")" 'the session web itself.*; .*outside'
  assert_equal "$(state web)" running
  # It may replace another session.
  begin api -- sleep 1000
  begin outer -- bash -c '"$0" session start api --replace -- sleep 2000; echo "ended with $?"; exec sleep 1000' "$OUTLIVE"
  session wait outer --ready '^ended with 0$'
  assert_equal "$(fact api command)" 'sleep 2000'
}

@test "several words arrive in the program as they are" {
  words=('a b' '' '$HOME' "it's" '"' ';' 'x;' '\;' '*' '#{pid}' '#(id)' '%1' '%H' $'two\nlines' $'\t' 'ünï 👩‍💻' '--json' '--' '-n' '\n' '~')
  keep "$SANDBOX/words"
  begin web -- keep "${words[@]}"
  wait_until test -e "$SANDBOX/words"
  cmp "$SANDBOX/words" <(printf '%s\0' "${words[@]}")
}

@test "a single word with spaces is a line for the shell" {
  begin web -- 'a=$((6 * 7)); echo "so: $a" | cat >"$HOME/it is"; exec sleep 1000'
  wait_until grep -qx 'so: 42' "$HOME/it is"
  assert_equal "$(fact web command)" 'a=$((6 * 7)); echo "so: $a" | cat >"$HOME/it is"; exec sleep 1000'
}

@test "that shell is the user's" {
  keep "$SANDBOX/words"
  SHELL=$SANDBOX/bin/keep begin web -- 'one line; #{pid} "x"'
  wait_until test -e "$SANDBOX/words"
  cmp "$SANDBOX/words" <(printf '%s\0' -c 'one line; #{pid} "x"')
}

@test "a single word is a program, also where its path has what a shell would read" {
  keep "$SANDBOX/words"
  mkdir "$SANDBOX/#{pid};x"
  mv "$SANDBOX/bin/keep" "$SANDBOX/#{pid};x/kéep\$1"
  begin web -- "$SANDBOX/#{pid};x/kéep\$1"
  wait_until test -e "$SANDBOX/words"
  [ ! -s "$SANDBOX/words" ]
}

@test "without a program it is the user's shell, which waits for commands" {
  begin web
  session wait web --idle
  assert_equal "$(ps -o comm= -p "$(program_of web)")" bash
  session send web 'echo "$((6 * 7)) of $SHELL"'
  session wait web --ready '^42 of /bin/bash'
  tm has-session -t =web
}

@test "without a SHELL it is sh" {
  run env -u SHELL "$OUTLIVE" session start web
  assert_success
  assert_equal "$(fact web command)" sh
  session wait web --idle
}

@test "it runs in the caller's directory, or in the one that --dir says" {
  keep "$SANDBOX/words"
  odd="$project/#{pid} %H #(id) 'é;"
  mkdir "$odd" "$project/sub"
  here() { wait_until test -e "$SANDBOX/words" && head -n 1 "$SANDBOX/words.dir" && rm "$SANDBOX/words"; }
  begin web -- keep
  assert_equal "$(here)" "$project"
  begin api --dir sub -- keep
  assert_equal "$(here)" "$project/sub"
  # As a shell would have it.
  assert_equal "$(tail -n 1 "$SANDBOX/words.dir")" "$project/sub"
  begin odd --dir "$odd" -- keep
  assert_equal "$(here)" "$odd"
  assert_equal "$(fact odd directory)" "$odd"
}

@test "a program that is named by a path is looked for from --dir" {
  keep "$SANDBOX/words"
  mkdir sub
  mv "$SANDBOX/bin/keep" sub/keep
  begin web --dir sub -- ./keep
  wait_until test -e "$SANDBOX/words"
}

@test "a program is looked for on the caller's PATH, and on that of --env" {
  keep "$SANDBOX/words"
  begin first -- sleep 1000
  mkdir "$SANDBOX/other" "$SANDBOX/other/keep" "$SANDBOX/third"
  mv "$SANDBOX/bin/keep" "$SANDBOX/third/keep"
  PATH=$SANDBOX/other:$PATH:$SANDBOX/third begin web -- keep
  wait_until test -e "$SANDBOX/words"
  rm "$SANDBOX/words"
  begin api --env "PATH=$PATH:$SANDBOX/third" -- keep
  wait_until test -e "$SANDBOX/words"
}

@test "a program that cannot be started is an error, and leaves nothing behind" {
  printf 'echo\n' >"$SANDBOX/bin/unready"
  while read -r -a words; do
    run --separate-stderr session start web "${words[@]}"
    [ "$status" != 0 ]
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_nothing_made
  done <<<"--dir $SANDBOX/nowhere -- sleep 1000
--dir $SANDBOX/bin/unready -- sleep 1000
-- no-such-program
-- ./no-such-program
-- unready
-- $SANDBOX/bin/unready
-- $project"
  run --separate-stderr session start web -- ''
  assert_failure
  assert_nothing_made
  run --separate-stderr session start web -- no-such-program
  assert_regex "$stderr" 'no-such-program'
  run --separate-stderr session start web --dir "$SANDBOX/nowhere" -- sleep 1000
  assert_regex "$stderr" "$SANDBOX/nowhere"
}

@test "the caller's environment arrives, with any content" {
  keep "$SANDBOX/words"
  odd() {
    env EMPTY='' EQUALS='a=b=' LINES_OF=$'one\ntwo\n' 'a.b=dots' 'ünï=ö 👩‍💻' 'FORMAT=#{pid} #(id) %H $HOME' \
      'BASH_FUNC_greet%%=() { echo hello; }' LONG="$(printf '%070000d' 0)" ESCAPE=$'\e[31m\a' "$@"
  }
  odd KEEP_ENDS=yes keep
  mv "$SANDBOX/words.env" "$SANDBOX/expected"
  rm "$SANDBOX/words"
  run odd "$OUTLIVE" session start web -- keep
  assert_success
  wait_until test -e "$SANDBOX/words"
  cmp "$SANDBOX/words.env" "$SANDBOX/expected"
}

@test "a value that is not UTF-8 costs no other variable" {
  keep "$SANDBOX/words"
  LATIN=$'caf\351' OTHER=$'ü\n' begin web -- keep
  wait_until test -e "$SANDBOX/words"
  perl -0 -ne 'print if /^OTHER=/; print "there is LATIN\0" if /^LATIN=caf/' "$SANDBOX/words.env" >"$SANDBOX/some"
  cmp "$SANDBOX/some" <(printf '%s\0' 'there is LATIN' $'OTHER=ü\n')
}

@test "it is the environment of this start, not what the server has from an earlier one" {
  keep "$SANDBOX/words"
  FIRST=1 BOTH=1 begin first -- sleep 1000
  BOTH=2 begin web -- keep
  wait_until test -e "$SANDBOX/words"
  tr '\0' '\n' <"$SANDBOX/words.env" >"$SANDBOX/lines"
  grep -qx BOTH=2 "$SANDBOX/lines"
  run ! grep -q ^FIRST= "$SANDBOX/lines"
}

@test "--env adds to it, and comes before it" {
  keep "$SANDBOX/words"
  ABC=caller OTHER=caller begin web --env ABC=1 --env 'DEF=x=y z' --env GHI= --env $'JKL=two\nlines' --env ABC=2 -- keep
  wait_until test -e "$SANDBOX/words"
  perl -0 -ne 'print if /^(ABC|DEF|GHI|JKL|OTHER)=/' "$SANDBOX/words.env" >"$SANDBOX/some"
  cmp "$SANDBOX/some" <(printf '%s\0' ABC=2 'DEF=x=y z' GHI= $'JKL=two\nlines' OTHER=caller)
}

@test "inside, plain tmux speaks to the server of the session" {
  begin web -- bash -c 'tmux display-message -p "I am #{session_name} on #{socket_path}"; exec sleep 1000'
  session wait web --ready "^I am web on $socket$"
}

@test "--env TERM comes before what the pane would set" {
  begin web --env TERM=dumb -- bash -c 'echo "TERM is $TERM"; exec sleep 1000'
  session wait web --ready '^TERM is dumb$'
}

@test "a socket is the same one through any link to it" {
  begin web -- sleep 1000
  ln -s "$SANDBOX" "$SANDBOX/link"
  assert_equal "$(session list --socket "$SANDBOX/link/s/sock" --json | json sessions.0.own)" true
  run session start web --socket "$SANDBOX/link/s/sock" -- sleep 2000
  assert_output 'web is already running'
}
