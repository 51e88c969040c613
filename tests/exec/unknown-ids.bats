#!/usr/bin/env bats
# What every action of `outlive process` says of an id that is none, of no id, and of the beginning of one.
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; exec.bash sets the others
# shellcheck disable=SC2030,SC2031 # every test is a shell of its own

setup() {
  load ../support/exec && exec_begin
}

teardown() {
  exec_end
}

# The actions that want an id, with what else each wants.
actions=(poll log 'write --data x' submit 'send-keys a' 'paste --text x' kill clear remove)

@test "an unknown id is refused by every action, in text and in JSON" {
  background -- 'exec sleep 1000'
  for words in "${actions[@]}"; do
    # shellcheck disable=SC2086 # they are words
    set -- $words
    assert_refused 'no command.*process list' process "$1" no-such "${@:2}"
    run --separate-stderr process "$1" no-such "${@:2}" --json
    assert_failure 1
    assert_equal "$stderr" ''
    one_line "$output"
    assert_equal "$(json error.code <<<"$output")" UnknownCommand
    assert_regex "$(json error.message <<<"$output")" 'no-such'
    assert_equal "$(json error.hint <<<"$output")" 'see process list'
  done
  # For any id, the error says separately what is wrong and what to do.
  run --separate-stderr process poll 'no; such' --json
  assert_regex "$(json error.message <<<"$output")" '"no; such" in the background'
  assert_equal "$(json error.hint <<<"$output")" 'see process list'
  is_status "$id" running
}

@test "no id leads out of where commands are kept, or breaks the line" {
  background -- 'exec sleep 1000'
  mkdir -p "$OUTLIVE_HOME/calm-reef"
  cp "$(files_of "$id")"/*.json "$OUTLIVE_HOME/calm-reef"
  before=$(cd "$OUTLIVE_HOME" && find . -type f -name '*.json' | sort)
  for hostile in ../calm-reef "$OUTLIVE_HOME/calm-reef" "$id/" "./$id" "../exec/$id" . .. / '' ' ' "$id "$'\n' $'a\nb' $'\e[31m' '*' "$(printf 'a%.0s' {1..5000})" \
    "$(tr '[:lower:]' '[:upper:]' <<<"$id")" --; do
    for words in poll 'write --data x' kill clear remove; do
      # shellcheck disable=SC2086 # they are words
      set -- $words
      run --separate-stderr process "$1" "${@:2}" -- "$hostile" </dev/null
      assert_failure 1
      assert_equal "$output" ''
      assert_equal "${#stderr_lines[@]}" 1
      run ! grep -q $'\e' <<<"$stderr"
    done
  done
  assert_equal "$(cd "$OUTLIVE_HOME" && find . -type f -name '*.json' | sort)" "$before"
  is_status "$id" running
  assert_equal "$(<"$OUTLIVE_HOME/calm-reef/request.json")" "$(<"$(files_of "$id")/request.json")"
}

@test "a missing id, and one too many, are usage errors" {
  background -- 'exec sleep 1000'
  for action in poll log write submit send-keys paste kill clear remove; do assert_usage process "$action"; done
  for action in poll log submit kill clear remove; do assert_usage process "$action" "$id" another; done
  assert_usage process list "$id"
  is_status "$id" running
}

@test "an unknown action is a usage error, and what is alike is suggested" {
  assert_usage process lst
  assert_regex "$stderr" 'list'
  assert_usage process kil calm-reef
  assert_regex "$stderr" 'kill'
  assert_usage process sendkeys calm-reef a
  assert_regex "$stderr" 'send-keys'
  assert_usage process frobnicate
  assert_usage process poll calm-reef --timout 3
  assert_regex "$stderr" 'timeout'
}

@test "the beginning of an id is enough for every action, and the answer has all of it" {
  background -- 'exec cat'
  local beginning=${id:0:8}
  for words in poll log 'write --data x' submit 'send-keys a' 'paste --text x' kill; do
    # shellcheck disable=SC2086 # they are words
    set -- $words
    assert_equal "$(process "$1" "$beginning" "${@:2}" --json </dev/null | json sessionId)" "$id"
  done
  assert_regex "$(process clear "$beginning")" "^$id is forgotten"
  background -- 'exec cat'
  assert_equal "$(process remove "${id:0:8}" --json | json sessionId)" "$id"
}
