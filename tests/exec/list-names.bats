#!/usr/bin/env bats
# The names and the ids of commands, as `outlive process list` shows them.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # exec.bash sets them
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# members KEY: prints that member of every command on stdin, a line each.
members() { KEY=$1 perl -MJSON::PP -e 'local $/; binmode STDOUT, ":utf8"; print map { ($_->{$ENV{KEY}} // "none") . "\n" } @{ decode_json(<STDIN>)->{sessions} }'; }

# names_are: every line of stdin is a command and the name it is to have, with ` => ` between; \n is a line's end.
names_are() {
  local line
  while IFS= read -r line; do
    command=${line% => *}
    background -- "${command//\\n/$'\n'}"
    printf '%s => %s\n' "$command" "$(fact "$id" name || echo 'no name')"
    printf '%s\n' "$line" >>"$SANDBOX/wanted"
  done >"$SANDBOX/found"
  diff "$SANDBOX/wanted" "$SANDBOX/found"
}

@test "the name is the verb and its first target" {
  names_are <<'END'
npm run build => npm run
true => true
echo one two three => echo one
./scripts/build.sh fast => ./scripts/build.sh fast
/usr/bin/env node server.js => /usr/bin/env node
  echo   indented => echo indented
END
}

@test "flags are no target, unless there is nothing else" {
  names_are <<'END'
ls -l --color /tmp => ls /tmp
tail -f -n 3 log => tail 3
ls -la => ls -la
ls -l -a => ls -l
END
}

@test "quotes are no part of a name" {
  names_are <<'END'
echo "two words" more => echo two words
echo 'single $quoted' => echo single $quoted
"echo" hello => echo hello
echo a"b c"d => echo ab cd
echo two\ words => echo two words
echo "a \"quoted\" word" => echo a "quoted" word
echo "" second => echo second
echo "not ended => echo "not
END
}

@test "variables before a command are no part of its name" {
  names_are <<'END'
FOO=1 npm run build => npm run
A=1 B="two words" C='x y' echo hello => echo hello
echo A=1 => echo A=1
END
}

@test "a name ends where the first command does" {
  names_are <<'END'
echo one | grep one => echo one
echo|cat => echo
echo one; echo two => echo one
echo one && echo two => echo one
echo >out one => echo
echo 2>/dev/null => echo
true&true => true
echo one\necho two => echo one
\n\necho late => echo late
echo "a;b|c&d" => echo a;b|c&d
END
}

@test "a continued line is one line" {
  names_are <<'END'
npm \\n  run build => npm run
END
}

@test "a backslash that the shell keeps within quotes stays" {
  names_are <<'END'
printf "%s\t" x => printf %s\t
END
}

@test "a long target keeps its two ends" {
  long=/very/long/$(printf 'path/%.0s' {1..30})file.txt
  background -- "ls $long"
  name=$(fact "$id" name)
  assert_regex "$name" '^ls /very/long/path.*….*/file\.txt$'
  [ "${#name}" -le 51 ]
  background -- "ls $(printf '😀%.0s' {1..60})"
  assert_regex "$(fact "$id" name)" '^ls 😀+…😀+$'
}

@test "a target over several lines is one line in the list" {
  background -- $'echo "one\n\ttwo\nthree"'
  assert_equal "$(fact "$id" name)" 'echo one two three'
  assert_equal "$(process list | grep -c "^$id ")" 1
}

@test "a command without words is its own name" {
  background -- '>made'
  assert_equal "$(fact "$id" name)" '>made'
}

@test "words are quoted for the shell, and named as they are" {
  background -- echo 'two words' '$HOME' "it's"
  wait_until has_ended "$id"
  assert_equal "$(fact "$id" name)" 'echo two words'
  assert_equal "$(details log "$id" output)" "two words \$HOME it's"
}

# --------------------------------------------------------------------------------------------------------------------- ids

@test "200 that are started side by side have ids of their own, short and readable" {
  seq 200 | xargs -P 8 -I{} "$OUTLIVE" exec --background -- 'echo {}' >"$SANDBOX/ids"
  assert_equal "$(wc -l <"$SANDBOX/ids" | tr -d ' ')" 200
  assert_equal "$(sort -u "$SANDBOX/ids" | wc -l | tr -d ' ')" 200
  run ! grep -vE '^[a-z]+-[a-z]+(-[0-9]{1,3})?$' "$SANDBOX/ids"
  run ! grep -E '.{25}' "$SANDBOX/ids"
  assert_equal "$(process list --json | members sessionId | sort)" "$(sort "$SANDBOX/ids")"
  wait_until eval '[ "$(process list --json | members status | sort -u)" = completed ]'
  assert_equal "$(process list --json | members tail | sed '/^$/d' | sort -n)" "$(seq 200)"
}
