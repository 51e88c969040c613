#!/usr/bin/env bats
# `outlive process log` from outside.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# logs [FLAG ...]: prints the lines of $id as a command has them, with no more than they have.
logs() { process log "$id" "$@"; }

# facts [FLAG ...]: prints firstLine, lines and totalLines.
facts() {
  local answer
  answer=$(process log "$id" --json "$@")
  echo "$(json firstLine <<<"$answer") $(json lines <<<"$answer") $(json totalLines <<<"$answer")"
}

# output_of [FLAG ...]: the output in the JSON, byte for byte, into the file `output`.
output_of() {
  process log "$id" --json "$@" | perl -MJSON::PP -e 'local $/; binmode STDOUT, ":utf8"; print decode_json(<STDIN>)->{output}' >output
}

# configure JSON: the configuration file of the user.
configure() {
  mkdir -p "$HOME/.config/outlive"
  printf '%s\n' "$1" >"$HOME/.config/outlive/config.json"
}

# ---------------------------------------------------------------------------------------------------- what is not asked for

@test "the last 200 lines, and how to see the others" {
  finished -- 'seq 1 250'
  run --separate-stderr logs
  assert_success
  assert_equal "$stderr" ''
  assert_equal "$(sed '$d' <<<"$output")" "$(seq 51 250)"
  hint=$(tail -n 1 <<<"$output")
  for word in 200 250 offset limit; do assert_regex "$hint" "$word"; done
  assert_equal "$(facts)" '50 200 250'
  output_of
  diff <(seq 51 250) output
  assert_equal "$(details log "$id" text)" "$(seq 51 250)"$'\n'"$hint"
}

@test "exactly 200 lines are all of them, and need no hint" {
  finished -- 'seq 1 200'
  run logs
  assert_output "$(seq 1 200)"
  assert_equal "$(facts)" '0 200 200'
}

@test "of 201 lines the first is left out, and the answer says so" {
  finished -- 'seq 1 201'
  run logs
  assert_equal "$(sed '$d' <<<"$output")" "$(seq 2 201)"
  assert_regex "$(tail -n 1 <<<"$output")" '200 of 201 '
  assert_equal "$(facts)" '1 200 201'
}

@test "200 lines and a last one without its end are 201" {
  finished -- 'seq 1 200; printf end'
  assert_equal "$(facts)" '1 200 201'
  output_of
  diff <(seq 2 200 && printf end) output
}

@test "a request with offset or limit gets no hint, however much is left out" {
  finished -- 'seq 1 1000'
  for flags in '--limit 200' '--offset 800' '--offset 0 --limit 200' '--limit 201'; do
    # shellcheck disable=SC2086 # they are words
    run ! grep -q page <(logs $flags)
  done
}

@test "it has every fact, of its kind, of a command that runs and of one that has ended" {
  kinds() { process log "$id" --json | perl -MJSON::PP -e 'local $/; print JSON::PP->new->canonical->utf8->encode(decode_json(<STDIN>)), "\n"'; }
  finished -- 'echo over; exit 3'
  assert_equal "$(kinds)" "{\"exitCode\":3,\"firstLine\":0,\"lines\":1,\"name\":\"echo over\",\"output\":\"over\\n\",\"sessionId\":\"$id\",\
\"status\":\"failed\",\"text\":\"over\n\",\"timedOut\":false,\"total\":1,\"totalChars\":5,\"totalLines\":1,\"truncated\":false}"
  background -- 'echo begun; exec sleep 1000'
  wait_until printed "$id" begun
  assert_regex "$(kinds)" "^\\{\"firstLine\":0,\"idleMs\":[0-9]+,\"lastOutputAt\":[0-9]{13},\"lines\":1,\"name\":\"echo begun\",\"output\":\"begun\\\\n\",\
\"sessionId\":\"$id\",\"status\":\"running\",\"stdinWritable\":true,\"text\":\"begun\\\\n\",\"total\":1,\"totalChars\":6,\"totalLines\":1,\"truncated\":false,\
\"waitingForInput\":false\\}\$"
}

# ------------------------------------------------------------------------------------------------------- offset and limit

# windows_are: every line of stdin is `FLAGS => FIRST COUNT`, which lines of 1 to 10 these flags show.
windows_are() {
  local flags wanted first count
  while IFS= read -r line; do
    flags=${line% => *} wanted=${line#* => }
    read -r first count <<<"$wanted"
    # shellcheck disable=SC2086 # they are words
    printf '%s => %s\n' "$flags" "$(facts $flags)"
    # shellcheck disable=SC2086
    output_of $flags
    cat output
    { printf '%s => %s %s 10\n' "$flags" "$first" "$count" && seq $((first + 1)) $((first + count)); } >>wanted
  done >found
  diff wanted found
}

@test "offset alone: from there to the end" {
  finished -- 'seq 1 10'
  windows_are <<'END'
--offset 0 => 0 10
--offset 3 => 3 7
--offset 9 => 9 1
END
}

@test "limit alone: the last lines" {
  finished -- 'seq 1 10'
  windows_are <<'END'
--limit 3 => 7 3
--limit 1 => 9 1
--limit 10 => 0 10
--limit 11 => 0 10
--limit 999999999 => 0 10
END
}

@test "offset and limit: that many lines from there" {
  finished -- 'seq 1 10'
  windows_are <<'END'
--offset 0 --limit 1 => 0 1
--offset 2 --limit 3 => 2 3
--limit 3 --offset 2 => 2 3
--offset 8 --limit 5 => 8 2
--offset 0 --limit 10 => 0 10
END
}

@test "beyond the end there are no lines, and that is no failure" {
  finished -- 'seq 1 10'
  windows_are <<'END'
--offset 10 => 10 0
--offset 11 => 10 0
--offset 999999999 => 10 0
--offset 10 --limit 5 => 10 0
END
  run --separate-stderr logs --offset 10
  assert_success
  assert_output --partial 'no such lines'
}

@test "0 lines are none" {
  finished -- 'seq 1 10'
  windows_are <<'END'
--limit 0 => 10 0
--offset 0 --limit 0 => 0 0
--offset 5 --limit 0 => 5 0
END
}

@test "a negative number is 0" {
  finished -- 'seq 1 10'
  windows_are <<'END'
--offset=-5 => 0 10
--offset=-5 --limit 2 => 0 2
--offset -1 --limit 2 => 0 2
--limit=-3 => 10 0
--offset 4 --limit=-3 => 4 0
--offset=-0.5 --limit 1 => 0 1
END
}

@test "fractions are cut off" {
  finished -- 'seq 1 10'
  windows_are <<'END'
--offset 2.9 => 2 8
--limit 2.9 => 8 2
--offset 1.2 --limit 1.999 => 1 1
--limit 0.5 => 10 0
END
}

@test "a value that is no number is a usage error" {
  finished -- 'seq 1 10'
  for flag in --offset --limit; do
    for value in x '' 1e3 0x10 NaN Infinity '1 2'; do assert_usage process log "$id" "$flag" "$value"; done
    assert_usage process log "$id" "$flag"
  done
}

@test "pages of any length put together are the whole" {
  finished -- 'for i in $(seq 1 100); do printf "%*s|\n" $((i % 7)) $i; done; printf end'
  output_of --offset 0
  cp output whole
  assert_equal "$(wc -l <whole | tr -d ' ')" 100
  for page in 1 7 50 100; do
    : >pages
    for ((offset = 0; offset <= 100; offset += page)); do
      [ "$page" -gt 1 ] || [ $((offset % 20)) = 0 ] || continue
      output_of --offset "$offset" --limit "$page"
      cat output >>pages
    done
    if [ "$page" -gt 1 ]; then diff whole pages; else diff <(awk 'NR % 20 == 1' whole) <(awk 1 pages); fi
  done
}

@test "lines are found far within a long output" {
  # Line 50,000 is some 3 MB away from the beginning, and from the end.
  finished -- 'seq -f "line %.0f, which is as long as a line of a log often comes to be" 1 100000'
  for first in 0 4095 12345 49999 99998; do
    output_of --offset "$first" --limit 2
    diff <(seq -f 'line %.0f, which is as long as a line of a log often comes to be' $((first + 1)) $((first + 2))) output
  done
  assert_equal "$(facts --offset 99990)" '99990 10 100000'
  output_of --limit 3
  diff <(seq -f 'line %.0f, which is as long as a line of a log often comes to be' 99998 100000) output
}

# ---------------------------------------------------------------------------------------------------------- kinds of output

@test "a last line without its end is a line, and gets none" {
  finished -- 'printf "one\ntwo"'
  assert_equal "$(facts)" '0 2 2'
  output_of
  diff <(printf 'one\ntwo') output
  run logs
  assert_output $'one\ntwo'
}

@test "no output is said to be none, while it runs and afterwards" {
  finished -- true
  run logs
  assert_success
  assert_output --partial 'no output'
  assert_equal "$(facts)" '0 0 0'
  assert_equal "$(details log "$id" output)" ''
  background -- 'sleep 1000'
  assert_regex "$(logs)" 'no output yet'
}

@test "empty lines are lines" {
  finished -- 'printf "\n\n\n"'
  assert_equal "$(facts)" '0 3 3'
  output_of --limit 2
  diff <(printf '\n\n') output
}

@test "empty lines are shown, wherever they are" {
  finished -- 'printf "\n\none\n\n\n"'
  logs >shown
  diff <(printf '\n\none\n\n\n') shown
}

@test "one empty line is not the same as no lines" {
  finished -- 'printf "\n"'
  run ! grep -q 'no ' <(logs)
}

@test "lines that end as on Windows are lines like any other" {
  finished -- 'printf "one\r\ntwo\r\nthree\r\n"'
  assert_equal "$(facts --offset 1)" '1 2 3'
  output_of --offset 1 --limit 1
  diff <(printf 'two\n') output
  run logs
  assert_output $'one\ntwo\nthree'
}

@test "a carriage return within a line stays" {
  finished -- 'printf "10%%\r20%%\r\nover\n"'
  assert_equal "$(facts)" '0 2 2'
  output_of
  diff <(printf '10%%\r20%%\nover\n') output
}

@test "a very long line is one line" {
  finished -- 'head -c 150000 /dev/zero | tr "\0" x; echo; echo last'
  assert_equal "$(facts)" '0 2 2'
  output_of --offset 0 --limit 1
  assert_equal "$(wc -c <output | tr -d ' ')" 150001
}

@test "characters of several bytes are whole, and counted once" {
  finished -- 'printf "漢字 äöü 😀\n"'
  output_of
  diff <(echo '漢字 äöü 😀') output
  assert_equal "$(details log "$id" totalChars)" 9
}

@test "an unfinished character is shown only once it is complete" {
  mkfifo go
  background -- 'printf "x\303"; read -r _ <go; printf "\251\303"'
  wait_until eval '[ $(($(wc -c <"$(files_of "$id")/output.0"))) = 2 ]'
  assert_equal "$(logs)$(process list --json | json sessions.0.tail)" xx
  echo >go
  wait_until has_ended "$id"
  # What never came is told as missing.
  assert_equal "$(logs)$(process list --json | json sessions.0.tail)" 'xé�xé�'
}

@test "bytes that are no text are shown as such" {
  finished -- 'perl -e "print map { chr } 0 .. 255; print qq(\nafter\n)"'
  run --separate-stderr process log "$id" --json
  assert_success
  one_line "$output"
  text=$(json output <<<"$output")
  assert_regex "$text" 'ABC'
  assert_regex "$text" $'\xef\xbf\xbd'
  assert_regex "$text" 'after'
  # 0 and 10 to 127 are text, and 10 ends a line.
  assert_equal "$(facts)" '0 3 3'
}

# -------------------------------------------------------------------------------------------------------------------- caps

@test "no more characters than allowed are handed out, the last ones, and it is said" {
  finished -- 'seq 1 1000'
  export PI_BASH_MAX_OUTPUT_CHARS=50
  output_of --offset 0
  diff <(seq 1 1000 | tail -c 50) output
  assert_regex "$(logs --offset 0)" 'last 50 char'
  # What fits is not cut.
  output_of --offset 0 --limit 10
  diff <(seq 1 10) output
  run ! grep -q char <(logs --offset 0 --limit 10)
}

@test "a cap does not cut a character" {
  finished -- 'for i in $(seq 100); do printf 😀; done'
  export PI_BASH_MAX_OUTPUT_CHARS=51
  output_of
  assert_regex "$(<output)" '^😀{25,51}$'
}

@test "the configuration has the cap too, and the environment goes before it" {
  finished -- 'seq 1 1000'
  configure '{"tools": {"exec": {"maxOutputChars": 20}}}'
  output_of
  diff <(seq 1 1000 | tail -c 20) output
  PI_BASH_MAX_OUTPUT_CHARS=10 output_of
  diff <(seq 1 1000 | tail -c 10) output
}

@test "by default 200,000 characters are handed out" {
  finished -- 'head -c 250000 /dev/zero | tr "\0" x'
  output_of
  assert_equal "$(wc -c <output | tr -d ' ')" 200000
  assert_equal "$(details log "$id" totalChars)" 250000
}

@test "lines that the disk no longer has are told of, and the others keep their numbers" {
  configure '{"tools": {"exec": {"maxLogBytes": 100000}}}'
  finished -- 'seq -f "line %06.0f" 1 50000'
  assert_equal "$(details log "$id" truncated)" true
  assert_equal "$(details log "$id" totalLines)" 50000
  output_of --offset 49990 --limit 2
  diff <(printf 'line 049991\nline 049992\n') output
  # A line that is there in part is not shown.
  output_of --offset 0
  diff <(seq -f 'line %06.0f' 1 50000 | tail -n "$(wc -l <output)") output
  gone=$((50000 - $(wc -l <output)))
  assert_equal "$(facts --offset 0)" "$gone $((50000 - gone)) 50000"
  logs --offset 0 >shown
  assert_equal "$(grep -c "first $gone lines are no longer kept" shown)" 1
  assert_equal "$(grep -c 'no longer kept' <(logs --offset "$gone"))" 0
  [ "$(cat "$(files_of "$id")"/output.* | wc -c)" -le 100000 ]
}

# ------------------------------------------------------------------------------------------------------- beside everything

@test "a log takes nothing from a poll, and a poll nothing from a log" {
  finished -- 'seq 1 10'
  output_of
  assert_equal "$(details poll "$id" output)" "$(seq 1 10)"
  output_of
  diff <(seq 1 10) output
  assert_equal "$(details poll "$id" output)" ''
}

@test "a log of a command that prints grows, and never shrinks" {
  background -- 'i=0; until [ -e end ]; do i=$((i + 1)); echo $i; sleep 0.01; done'
  before=0
  for _ in 1 2 3 4 5; do
    # Less than 200 lines may be shown, so the number of all is looked at.
    wait_until eval '[ "$(details log "$id" totalLines)" -gt "$before" ]'
    before=$(details log "$id" totalLines)
    output_of --offset 0
    diff <(seq 1 "$(wc -l <output)") output
    [ "$(wc -l <output)" -ge "$before" ]
  done
  : >end
  wait_until has_ended "$id"
}

@test "stdout and stderr are in the order in which they were written" {
  finished -- 'for i in $(seq 1 500); do echo "out $i"; echo "err $i" >&2; done'
  output_of --offset 0
  diff <(for i in $(seq 1 500); do printf 'out %s\nerr %s\n' "$i" "$i"; done) output
}
