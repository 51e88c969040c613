#!/usr/bin/env bats
# What `outlive exec` makes of its words, its flags and its environment, and how it ends.
# shellcheck disable=SC2016,SC2088 # what stands in single quotes is for the shell that exec starts, and so is a tilde
# shellcheck disable=SC2030,SC2031 # every test is a subshell
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines, exec.bash the others

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# words WORD ...: prints each between < and >.
words() {
  program words <<'END'
#!/bin/sh
printf '<%s>\n' "$@"
END
}

# in_exec [-CODE] WORD ...: `outlive exec WORD ...`, from /dev/null; a shell's 127 has to be expected.
in_exec() {
  local expected=()
  [[ $1 != -[0-9]* ]] || { expected=("$1") && shift; }
  run --separate-stderr ${expected[@]+"${expected[@]}"} outlive exec "$@" </dev/null
}

configure() {
  mkdir -p "$HOME/.config/outlive"
  cat >"$HOME/.config/outlive/config.json"
}

# shape: the members of the object on stdin, each with its type, by name.
shape() {
  perl -MJSON::PP -MB -e '
    local $/;
    my $object = JSON::PP->new->utf8->decode(scalar <STDIN>);
    my $type = sub {
      my ($value) = @_;
      return "null" if !defined $value;
      return "boolean" if JSON::PP::is_bool($value);
      return ref $value if ref $value;
      return B::svref_2object(\$value)->FLAGS & B::SVf_POK ? "string" : "number";
    };
    print join(" ", map { "$_:" . $type->($object->{$_}) } sort keys %$object), "\n"'
}

# ------------------------------------------------------------------------------------------------------ how it ends

@test "the exit code is the command's" {
  for code in 0 1 2 3 42 70 124 125 126 128 129 143 200 254 255; do
    in_exec -- "exit $code"
    assert_equal "$status:$output:$stderr" "$code::"
  done
  in_exec -127 -- 'exit 127'
  assert_equal "$output:$stderr" :
}

@test "a command that a signal ended gives 128 and the signal's number" {
  for signal in HUP INT QUIT KILL USR1 SEGV PIPE TERM; do
    in_exec -- "ulimit -c 0; exec perl -e 'kill shift, \$\$; sleep 60' $signal"
    assert_equal "$signal:$status:$output:$stderr" "$signal:$((128 + $(kill -l "$signal")))::"
  done
}

@test "the shell reports a program that is not there, and one that is no program" {
  in_exec -127 -- no-such-program-here x
  assert_regex "$stderr" 'no-such-program-here'
  echo 'echo' >"$project/plain"
  in_exec -- ./plain
  assert_failure 126
  assert_regex "$stderr" 'plain'
}

@test "nothing is kept of a command that has ended in the foreground" {
  in_exec -- 'echo out; exit 3'
  assert_failure 3
  assert_equal "$(ls -A "$OUTLIVE_HOME/exec")" ''
  assert_equal "$(process list --json | json 'sessions#')" 0
}

# ------------------------------------------------------------------------------------------------------------ words

@test "one word is a line for the shell" {
  in_exec -- 'echo "$((20 + 1))" | tr 1 2; cd / && pwd'
  assert_success
  assert_equal "$output" $'22\n/'
  in_exec 'x=1; echo "$x$x"; exit 4'
  assert_failure 4
  assert_equal "$output" 11
}

@test "several words are a program and its words, as they are" {
  words
  # shellcheck disable=SC1003 # a backslash is one of them
  given=('a b' '' '$HOME' '*' '~' "it's" '"' '\' '`id`' $'x\ny' $'\t' '#' ';' '&&' '>file' '!' '{a,b}' 'ümläut' '' '-n' '=' "''")
  in_exec -- words "${given[@]}"
  assert_success
  assert_equal "$output" "$("$SANDBOX/bin/words" "${given[@]}")"
  [ ! -e file ]
}

@test "a program whose name has a blank runs" {
  words
  mv "$SANDBOX/bin/words" "$SANDBOX/bin/two words"
  in_exec -- 'two words' x
  assert_success
  assert_equal "$output" '<x>'
}

@test "all words after -- are the command's, even those that look like flags" {
  words
  in_exec -- words --json --timeout 5 -- --background -x
  assert_success
  assert_equal "$output" $'<--json>\n<--timeout>\n<5>\n<-->\n<--background>\n<-x>'
}

@test "without -- the words of a command are those that are no flags" {
  words
  in_exec words a 'b c'
  assert_success
  assert_equal "$output" $'<a>\n<b c>'
  in_exec words -- -x
  assert_success
  assert_equal "$output" '<-x>'
}

@test "a command that begins with a dash is no flag of the shell" {
  for command in -x --help; do
    in_exec -127 -- "$command"
    assert_equal "$command:$status:$output" "$command:127:"
    assert_regex "$stderr" 'not found'
  done
  printf '#!/bin/sh\necho dashed "$@"\n' >"$SANDBOX/bin/-dashed"
  chmod +x "$SANDBOX/bin/-dashed"
  in_exec -- -dashed x
  assert_success
  assert_equal "$output" 'dashed x'
}

@test "no command is wrong usage, also one of blanks alone" {
  assert_usage exec
  assert_usage exec --
  assert_usage exec ''
  assert_usage exec -- $' \t\n '
  assert_usage exec --background --
}

@test "an unknown flag and an invalid value are wrong usage, and nothing runs" {
  assert_usage exec --no-such-flag -- touch ran
  assert_regex "$stderr" 'no-such-flag'
  assert_usage exec touch -c ran
  assert_usage exec --yield-ms soon -- touch ran
  assert_usage exec --yield-ms -5 -- touch ran
  assert_usage exec --yield-ms 1.5 -- touch ran
  assert_usage exec --timeout soon -- touch ran
  assert_usage exec --timeout -1 -- touch ran
  assert_usage exec --timeout 5x -- touch ran
  assert_usage exec --timeout
  [ ! -e ran ]
}

# ------------------------------------------------------------------------------------------------------------ shell

# few NAME ...: $SANDBOX/few has programs of these names, each of which says its name and its first word.
few() {
  local name
  mkdir -p "$SANDBOX/few"
  for name in "$@"; do
    printf '#!/bin/sh\necho "%s:$1"\n' "$name" >"$SANDBOX/few/$name"
    chmod +x "$SANDBOX/few/$name"
  done
}

# shell_for SHELL: prints what runs a command then, with a PATH of $SANDBOX/few alone; `-` is no SHELL at all.
shell_for() {
  if [ "$1" = - ]; then env -u SHELL PATH="$SANDBOX/few" "$OUTLIVE" exec -- 'echo real'; else
    SHELL=$1 PATH=$SANDBOX/few "$OUTLIVE" exec -- 'echo real'
  fi </dev/null
}

@test "SHELL runs the command" {
  few mine sh bash
  assert_equal "$(shell_for "$SANDBOX/few/mine")" mine:-c
  assert_equal "$(shell_for mine)" mine:-c
}

@test "a relative SHELL is seen from the current directory" {
  few mine
  mkdir -p "$project/shells"
  mv "$SANDBOX/few/mine" "$project/shells/"
  assert_equal "$(shell_for shells/mine)" mine:-c
  assert_equal "$(shell_for ./shells/mine)" mine:-c
}

@test "instead of fish it is bash, or else sh" {
  few fish bash sh
  assert_equal "$(shell_for "$SANDBOX/few/fish")" bash:-c
  rm "$SANDBOX/few/bash"
  assert_equal "$(shell_for "$SANDBOX/few/fish")" sh:-c
  rm "$SANDBOX/few/sh"
  assert_equal "$(shell_for "$SANDBOX/few/fish")" real
}

@test "without a SHELL that runs commands it is sh" {
  few sh bash nologin false mine
  chmod -x "$SANDBOX/few/mine"
  for shell in - '' "$SANDBOX/few/nologin" "$SANDBOX/few/false" /no/such/shell "$SANDBOX/few/mine" "$SANDBOX/few"; do
    assert_equal "$shell $(shell_for "$shell")" "$shell sh:-c"
  done
}

# ------------------------------------------------------------------------------------------------------ environment

@test "the command has its caller's environment, and three variables more" {
  export WITH_LINES=$'one\ntwo' EMPTY='' OPENCLAW_SHELL=other OUTLIVE_SCOPE=a-scope
  env -u OPENCLAW_SHELL /bin/bash -c 'env | sort' </dev/null >expected 3>&-
  "$OUTLIVE" exec -- 'env | sort' </dev/null >got
  run diff expected got
  assert_equal "$(grep '^[<>]' <<<"$output" | sed 's/=[a-z]*-[a-z]*$/=ID/; s/TAG=[a-z]*-[a-z]*\.[0-9a-f]\{16\}$/TAG=ID.RANDOM/')" \
    $'> OPENCLAW_SHELL=exec\n> OUTLIVE_EXEC=ID\n> OUTLIVE_EXEC_TAG=ID.RANDOM'
}

@test "the same holds in the background, on a terminal and with --json" {
  "$OUTLIVE" exec -- 'env | cut -d = -f 1 | sort' </dev/null >expected
  background -- 'env | cut -d = -f 1 | sort >background; mv background got'
  wait_until test -e got
  diff expected got
  "$OUTLIVE" exec --json -- 'env | cut -d = -f 1 | sort >with-json' </dev/null >answer
  diff expected with-json
  "$OUTLIVE" exec --pty -- 'env | cut -d = -f 1 | sort >on-terminal' </dev/null
  diff <(grep -vx TERM expected) <(grep -vx TERM on-terminal)
}

@test "Bun variables that the user has set stay set, and no others appear" {
  BUN_GC_TIMER_DISABLE=7 in_exec -- 'echo "$BUN_GC_TIMER_DISABLE"'
  assert_equal "$output" 7
  BUN_GC_TIMER_DISABLE='' in_exec -- 'echo "${BUN_GC_TIMER_DISABLE-unset}"'
  assert_equal "$output" ''
  in_exec -- 'echo "${BUN_GC_TIMER_DISABLE-unset}"'
  assert_equal "$output" unset
}

@test "a command within a command has an id of its own" {
  in_exec -- 'echo "$OUTLIVE_EXEC"; "$OUTLIVE" exec -- "echo \$OUTLIVE_EXEC"; echo "$OUTLIVE_EXEC"'
  assert_success
  assert_equal "${#lines[@]}" 3
  assert_equal "${lines[0]}" "${lines[2]}"
  [ "${lines[0]}" != "${lines[1]}" ]
}

@test "OUTLIVE_ELSEWHERE is a word of the caller's, which a command does not inherit" {
  OUTLIVE_ELSEWHERE=gone in_exec -- 'echo "${OUTLIVE_ELSEWHERE-unset}"'
  assert_equal "$output" unset
  export OUTLIVE_ELSEWHERE=gone
  background -- 'echo "it is ${OUTLIVE_ELSEWHERE-unset}"'
  wait_until printed "$id" 'it is unset'
}

@test "OUTLIVE_EXEC is the command's id" {
  background -- 'echo "me: $OUTLIVE_EXEC"'
  wait_until printed "$id" "me: $id"
}

@test "--env adds variables, the last of a name counts" {
  words
  EXISTING=old in_exec --env A=1 --env B='x  y' --env C= --env D=a=b --env A=2 --env EXISTING=new --env E=$'1\n2' --env PATHS=p \
    --env path=p -- 'words "$A" "$B" "${C-unset}" "$D" "$EXISTING" "$E" "$PATHS" "$path"'
  assert_success
  assert_equal "$output" $'<2>\n<x  y>\n<>\n<a=b>\n<new>\n<1\n2>\n<p>\n<p>'
}

@test "--env takes nothing that decides which programs run" {
  for name in PATH LD_PRELOAD LD_LIBRARY_PATH LD_X DYLD_INSERT_LIBRARIES DYLD_X; do
    assert_usage exec --env GOOD=1 --env "$name=/x" -- touch ran
    assert_regex "$stderr" "$name"
  done
  [ ! -e ran ]
}

@test "--env takes only variables" {
  for wrong in A '' =b = 'A B'; do
    assert_usage exec --env "$wrong" -- touch ran
  done
  [ ! -e ran ]
}

@test "--env cannot disown a command: OUTLIVE_EXEC, its tag and OPENCLAW_SHELL are exec's" {
  in_exec --env OUTLIVE_EXEC=mine --env OUTLIVE_EXEC_TAG=mine --env OPENCLAW_SHELL=mine -- \
    'echo "$OUTLIVE_EXEC $OUTLIVE_EXEC_TAG $OPENCLAW_SHELL"'
  assert_success
  assert_regex "$output" '^[a-z]+-[a-z]+ [a-z]+-[a-z]+\.[0-9a-f]{16} exec$'
}

# ---------------------------------------------------------------------------------------------------------- workdir

@test "the command runs where it was called" {
  in_exec -- 'pwd -P; echo "$PWD"'
  assert_success
  assert_equal "$output" "$(pwd -P)"$'\n'"$(pwd -P)"
}

@test "--workdir is where it runs: absolute, relative, below the home" {
  mkdir -p "$project/a b/c" "$HOME/below"
  here=$(pwd -P)
  for pair in "$here/a b|$here/a b" "a b/c|$here/a b/c" "./a b/..|$here" ".|$here" "|$here" "~|$HOME" "~/below|$HOME/below"; do
    in_exec --workdir "${pair%|*}" -- 'pwd -P; echo "$PWD"'
    assert_equal "${pair%|*}: $status $stderr $output" "${pair%|*}: 0  $(cd "${pair#*|}" && pwd -P)"$'\n'"${pair#*|}"
  done
}

@test "a --workdir that is no directory is told, and the current one used instead" {
  : >"$project/file"
  for wrong in "$SANDBOX/missing" missing file file/below '~no-such-user' $'two\nlines'; do
    in_exec --workdir "$wrong" -- 'pwd -P; exit 3'
    assert_equal "$wrong: $status $output" "$wrong: 3 $(pwd -P)"
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" '^Warning: workdir'
  done
}

# ----------------------------------------------------------------------------------------------- sandbox, elevation

# sandbox: a program that notes its words and runs them.
sandbox() {
  program box <<'END'
#!/bin/sh
printf '%s\n' "$@" >"$HOME/boxed"
shift
exec "$@"
END
}

@test "a configured sandbox runs the shell that runs the command" {
  sandbox
  configure <<<'{"tools": {"exec": {"sandbox": ["box", "--tight"]}}}'
  in_exec -- 'echo "in the box"; exit 6'
  assert_failure 6
  assert_equal "$output" 'in the box'
  assert_equal "$(<"$HOME/boxed")" $'--tight\n/bin/bash\n-c\necho "in the box"; exit 6'
}

@test "a sandbox that cannot be run is told, and nothing runs without it" {
  configure <<<'{"tools": {"exec": {"sandbox": ["no-such-box"]}}}'
  in_exec -- touch ran
  [ "$status" -ne 0 ]
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'no-such-box'
  [ ! -e ran ]
}

@test "--elevated is refused, with the setting that would allow it" {
  sandbox
  assert_usage exec --elevated -- touch ran
  assert_regex "$stderr" '"elevated": \{"enabled": true\}'
  configure <<<'{"tools": {"exec": {"sandbox": ["box", "--tight"]}, "elevated": {"enabled": false}}}'
  assert_usage exec --elevated -- touch ran
  assert_regex "$stderr" elevated
  [ ! -e ran ] && [ ! -e "$HOME/boxed" ]
}

@test "a program that the system does not run is told with its place, and not as a fault of where commands are kept" {
  mkdir -p "$SANDBOX/box"
  printf '#!/nowhere/at all\n' >"$SANDBOX/bin/box"
  chmod +x "$SANDBOX/bin/box"
  configure <<<'{"tools": {"exec": {"sandbox": ["box"]}}}'
  for mode in '' --background --pty; do
    # shellcheck disable=SC2086 # it is a word, or none
    assert_refused "does not run \"$SANDBOX/bin/box\" in \"$project\" \(ENOENT\)" exec $mode -- true
  done
  [ -z "$(find "$OUTLIVE_HOME/exec" -mindepth 1)" ]
}

@test "a death by a signal of real time is one by a signal, with its number" {
  in_exec -- 'kill -34 $$'
  assert_failure 162
  in_exec --json -- 'kill -34 $$'
  assert_equal "$(value exitSignal)" SIG34
}

@test "an id that could not be printed on stdout is told on stderr, and the exit code says so" {
  run --separate-stderr bash -c '"$OUTLIVE" exec --background -- "exec sleep 1000" >/dev/full'
  assert_failure 1
  assert_regex "$stderr" 'was started, and that could not be written: ENOSPC'
  run --separate-stderr bash -c '"$OUTLIVE" exec --json -- true >/dev/full'
  assert_failure 1
  assert_regex "$stderr" 'ENOSPC'
}

@test "--elevated runs outside the sandbox where the configuration allows it; without it, inside" {
  sandbox
  configure <<<'{"tools": {"exec": {"sandbox": ["box", "--tight"]}, "elevated": {"enabled": true}}}'
  in_exec --elevated -- 'echo free; exit 2'
  assert_failure 2
  assert_equal "$output" free
  [ ! -e "$HOME/boxed" ]
  in_exec -- true
  assert_success
  [ -e "$HOME/boxed" ]
}

@test "a configuration that cannot be read is told in a line, and nothing runs" {
  for text in '{' '{"tools": {"exec": {"timeoutSec": "long"}}}' '{"tools": {"exec": {"sandbox": "box"}}}'; do
    configure <<<"$text"
    in_exec -- touch ran
    assert_equal "$text $status $output" "$text 1 "
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" 'config.json'
  done
  [ ! -e ran ]
}

# ------------------------------------------------------------------------------------------------------------- json

# assert_shape MEMBERS: $output is one line with an object of exactly these, by name.
assert_shape() {
  assert_equal "${#lines[@]}" 1
  assert_equal "$(shape <<<"$output")" "$1"
}

value() { json "$1" <<<"$output"; }

ended_shape='aggregated:string cwd:string durationMs:number exitCode:number status:string text:string timedOut:boolean'
signalled_shape='aggregated:string cwd:string durationMs:number exitCode:null exitSignal:string status:string text:string timedOut:boolean'

@test "--json tells of a command that ended well" {
  in_exec --json -- 'printf "one\ntwo\n"; echo three >&2'
  assert_success
  assert_equal "$stderr" ''
  assert_shape "$ended_shape"
  assert_equal "$(value status) $(value exitCode) $(value timedOut)" 'completed 0 false'
  assert_equal "$(value aggregated)" $'one\ntwo\nthree'
  assert_equal "$(value text)" $'one\ntwo\nthree'
  assert_equal "$(value cwd)" "$(pwd -P)"
}

@test "--json tells of a command that failed, and exits as it did" {
  in_exec --json -- 'echo so far; exit 7'
  assert_failure 7
  assert_shape "$ended_shape"
  assert_equal "$(value status) $(value exitCode) $(value timedOut) $(value aggregated)" 'failed 7 false so far'
  assert_regex "$(value text)" $'so far\n.*code 7'
}

@test "--json tells of a command that a signal ended" {
  in_exec --json -- 'kill -USR1 $$'
  assert_failure $((128 + $(kill -l USR1)))
  assert_shape "$signalled_shape"
  assert_equal "$(value status) $(value exitCode) $(value exitSignal) $(value timedOut)" 'failed null SIGUSR1 false'
  assert_regex "$(value text)" 'SIGUSR1'
}

@test "--json tells of a command without output" {
  in_exec --json -- true
  assert_success
  assert_equal "$(value aggregated)" ''
  assert_regex "$(value text)" 'no output'
}

@test "--json tells of a command that timed out, and exits with 124" {
  in_exec --json --timeout 5 -- 'echo before; exec sleep 1000'
  assert_failure 124
  assert_equal "$stderr" ''
  assert_shape "$signalled_shape"
  assert_equal "$(value status) $(value exitSignal) $(value timedOut) $(value aggregated)" 'failed SIGTERM true before'
  assert_regex "$(value text)" 'timed out'
}

@test "--json tells of a command that goes on in the background" {
  for flags in --background '--yield-ms 10'; do
    # shellcheck disable=SC2086 # they are words
    in_exec --json $flags -- 'exec sleep 1000'
    assert_success
    assert_equal "$stderr" ''
    assert_shape 'cwd:string pid:number sessionId:string startedAt:number status:string tail:string text:string'
    id=$(value sessionId)
    assert_equal "$(value status) $(value cwd) $(value tail)" "running $(pwd -P) "
    assert_equal "$(value pid)" "$(command_of "$id")"
    assert_equal "$(fact "$id" pid) $(fact "$id" startedAt)" "$(value pid) $(value startedAt)"
    assert_regex "$(value text)" "$id"
  done
}

@test "--json has a warning in its text, in the foreground and the background" {
  in_exec --json --workdir missing -- 'echo out'
  assert_success
  assert_equal "$stderr" ''
  assert_regex "$(value text)" '^Warning: workdir .*out'
  assert_equal "$(value aggregated)" out
  in_exec --json --background --workdir missing -- 'echo out'
  assert_success
  assert_regex "$(value text)" '^Warning: workdir'
}

@test "--json tells on stdout what was refused, with the exit code it has without" {
  in_exec --json --elevated -- touch ran
  assert_failure 2
  assert_equal "$stderr" ''
  assert_equal "$(value error.code)" ElevationNotAllowed
  assert_regex "$(value error.message)" elevated
  in_exec --json --env PATH=/x -- touch ran
  assert_failure 2
  assert_equal "$(value error.code)" ProtectedVariable
  assert_regex "$(value error.message)" PATH
  in_exec --json -- ''
  assert_failure 2
  assert_equal "$(value error.code)" NoCommand
  in_exec --json --no-such-flag -- touch ran
  assert_failure 2
  assert_equal "$stderr" ''
  assert_equal "${#lines[@]}" 1
  assert_equal "$(value error.code)" UsageError
  assert_regex "$(value error.message)" 'no-such-flag'
  in_exec --json --env wrong -- touch ran
  assert_failure 2
  assert_equal "$(value error.code)" UsageError
  assert_regex "$(value error.message)" '"wrong"'
  [ ! -e ran ]
}

@test "--json stays JSON whatever the command prints" {
  in_exec --json -- "printf 'a\\000b\\377\\033[31m\"\\\\\\303'"
  assert_success
  assert_equal "${#lines[@]}" 1
  assert_equal "$(value aggregated | od -An -tx1)" "$(printf 'a\0b\xef\xbf\xbd\e[31m"\\\xef\xbf\xbd\n' | od -An -tx1)"
}

@test "--json has the last of a long output" {
  PI_BASH_MAX_OUTPUT_CHARS=20 in_exec --json -- 'seq 1000'
  assert_success
  assert_equal "$(value aggregated)" "$(seq 1000 | tail -c 20)"
}
