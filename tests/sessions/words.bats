#!/usr/bin/env bats
# The words of `outlive session`: which are errors, with which message, on which stream, and with which exit code.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
}

teardown() {
  session_end
}

commands='start list tail idle wait send type keys interrupt attach stop restore'

# called COMMAND: prints the words that complete the command for the session `web`.
called() {
  case $1 in
    start) echo 'web' ;;
    list | restore) ;;
    wait) echo 'web --exit' ;;
    send | type) echo 'web text' ;;
    keys) echo 'web C-c' ;;
    *) echo 'web' ;;
  esac
}

@test "--help of each command has an example that names it, on stdout" {
  for command in $commands; do
    run --separate-stderr session "$command" --help
    assert_success
    assert_equal "$stderr" ''
    assert_output --partial "Example: outlive session $command"
    assert_output --partial "outlive session $command --help"
    run --separate-stderr session "$command" -h
    assert_success
  done
  run --separate-stderr session --help
  assert_success
  for command in $commands; do assert_line --regexp "^  $command +"; done
  assert_output --partial 'Example: outlive session'
}

@test "the help starts nothing" {
  session start web --help
  session stop --all --yes --help
  [ ! -e "$socket" ]
  [ ! -e "$OUTLIVE_HOME" ]
}

@test "a word that is no command is an error that has the nearest one" {
  assert_usage strat web
  assert_regex "$stderr" 'strat.*start'
  assert_usage lits
  assert_regex "$stderr" 'lits.*list'
  assert_usage interupt web
  assert_regex "$stderr" 'interrupt'
  assert_usage qqqqqqqqqq
  assert_regex "$stderr" '--help'
}

@test "an unknown flag is an error that has the nearest one, never a name or a program" {
  while IFS='|' read -r given meant; do
    read -r -a words <<<"$given"
    assert_usage "${words[@]}"
    assert_regex "$stderr" "$meant"
  done <<'END'
start web --evn A=1 -- sleep 1000|--env
start --replce web -- sleep 1000|--replace
start web --history-limt 5|--history-limit
list --jsn|--json
tail web --follw|--follow
idle web --jsno|--json
wait web --redy x|--ready
wait web --exti|--exit
send --jsonn web text|--json
keys --soket x web C-c|--socket
interrupt web --jsn|--json
attach web --sockt x|--socket
stop web --garce 5|--grace
stop --al|--all
restore --jsn|--json
END
  [ ! -e "$socket" ]
}

@test "a word too many or too few is an error" {
  while read -r -a words; do assert_usage "${words[@]}"; done <<'END'
start
start web sleep 1000
list web
tail
tail web api
idle
idle web api
wait web
wait web --idle --exit
wait web --ready x --idle
wait --exit
send
type
keys
keys web
interrupt
interrupt web C-c
attach
stop
stop web api
stop --all web
restore web
start web --dir
start web --if-absent --replace
start web --max-restarts 3
END
  [ ! -e "$socket" ]
}

@test "a program is never taken for the name that is missing before it" {
  while read -r -a words; do
    assert_usage start "${words[@]}"
    assert_regex "$stderr" 'NAME is missing'
  done <<'END'
-- bash
-- bash -c true
--replace -- bash
--env A=1 -- bash
END
  [ ! -e "$socket" ]
}

@test "an invalid value is an error that says which values are valid" {
  while IFS='|' read -r given hint; do
    read -r -a words <<<"$given"
    assert_usage "${words[@]}"
    assert_regex "$stderr" "$hint"
  done <<'END'
start web --restart sometimes|on-failure
start web --restart alwyas|always
start web --env FOO -- true|NAME=VALUE
start web --env =x -- true|NAME=VALUE
start web --history-limit many|many
start web --history-limit -1|-1
start web --history-limit 1.5|1.5
start web --max-restarts few --restart always|few
tail web -n x|x
tail web --lines -3|-3
wait web --exit --timeout soon|90s
wait web --ready [|regular expression
stop web --grace 5x|90s
stop web --grace -1|90s
keys web Entre|Enter
keys web C-c Dwon|Down
keys web Esc|did you mean Escape
keys web return|did you mean Enter
keys web Backspace|did you mean BSpace
start web --history-limit 2147483647|write at most 999999999
tail web -n 100000000000|write at most 999999999
wait web --idle --exit|several were given
wait web|none was given
END
  [ ! -e "$socket" ]
}

@test "durations read 90, 90s, 5m, 2h and 7d" {
  begin web -- sleep 1000
  for grace in 90 90s 5m 2h 7d 0; do
    begin web -- sleep 1000
    run session stop web --grace "$grace"
    assert_success
  done
}

@test "an invalid name is an error that shows a valid spelling of it, in every command" {
  for command in $commands; do
    read -r -a words <<<"$(called "$command")"
    [ "${words[0]:-}" = web ] || continue
    words[0]='My Web_Server!'
    assert_usage "$command" "${words[@]}"
    assert_regex "$stderr" 'as in my-web-server'
    assert_regex "$stderr" '"My Web_Server!"'
  done
  [ ! -e "$socket" ]
}

@test "invalid names of all kinds, and their valid spelling" {
  while IFS='|' read -r given valid; do
    assert_usage start "$given"
    assert_regex "$stderr" "as in $valid\$"
    # The suggestion is valid.
    [[ $valid =~ ^[a-z0-9-]{1,64}$ ]]
  done <<END
Web|web
a b|a-b
web.1|web-1
web:0|web-0
=web|web
café|cafe
../etc|etc
web/2|web-2
$(printf 'a%.0s' {1..65})|$(printf 'a%.0s' {1..64})
END
  # Some names leave nothing to suggest, so any valid name will do.
  for given in '' '漢字' 'ß' '!!' $'two\nlines' '%1'; do
    assert_usage start "$given"
    assert_regex "$stderr" 'as in [a-z0-9-]+$'
  done
  [ ! -e "$socket" ]
}

@test "an unknown name is 3, with the nearest one, in every command that needs a name" {
  begin web -- sleep 1000
  begin old -- true
  session wait old --exit
  tm new-session -d -s builder 'exec sleep 1000'
  for command in tail idle wait send type keys interrupt stop; do
    read -r -a words <<<"$(called "$command")"
    for pair in wbe:web od:old biulder:builder; do
      words[0]=${pair%:*}
      run --separate-stderr session "$command" "${words[@]}" </dev/null
      assert_failure 3
      assert_output ''
      assert_equal "${#stderr_lines[@]}" 1
      assert_regex "$stderr" "\"${pair%:*}\".*did you mean ${pair#*:}\?"
    done
  done
  run --separate-stderr session tail something-else
  assert_failure 3
  assert_regex "$stderr" 'outlive session list'
  refute_regex "$stderr" 'did you mean'
}

@test "an ended session is not unknown: idle is 3, commands that need its program are 1" {
  begin old -- bash -c 'exit 4'
  session wait old --exit
  run --separate-stderr session idle old
  assert_failure 3
  for command in send type keys interrupt; do
    read -r -a words <<<"$(called "$command")"
    words[0]=old
    run --separate-stderr session "$command" "${words[@]}"
    assert_failure 1
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" 'old.*4.*outlive session start old -- CMD$'
  done
}

@test "a hint of a command has the socket that was given by flag, so that the command finds the session" {
  given=("--socket" "$SANDBOX/other place/sock")
  flag="--socket '$SANDBOX/other place/sock'"
  run session list "${given[@]}"
  assert_output --partial "outlive session start $flag NAME"
  begin web "${given[@]}" -- bash -c 'echo up; exec sleep 1000'
  isolation_reap "$(tmux -S "$SANDBOX/other place/sock" display-message -p '#{pid}')"
  assert_output --partial "outlive session tail $flag web, or tmux"
  # The hint's command works as printed.
  hint=${output#*see it with: outlive }
  wait_until eval "outlive ${hint%%, or*} | grep -qx up"
  run --separate-stderr session tail something-else "${given[@]}"
  assert_regex "$stderr" "see: outlive session list $flag\$"
  session stop web "${given[@]}"
  run --separate-stderr session send "${given[@]}" web text
  assert_regex "$stderr" "outlive session start $flag web -- CMD\$"
  assert_regex "$(session send "${given[@]}" --json web text | json error.hint)" "outlive session start $flag web"
}
