#!/usr/bin/env bats
# The tests of sessions, whole, with other versions of tmux than the one on PATH: those that tests/e2e/tmux/install could get.

setup() {
  load ../../node_modules/bats-support/load
  checkout=$(cd "${BATS_TEST_DIRNAME}/../.." && pwd)
}

# passes VERSION FILE...: the files of tests/sessions pass with that tmux first on PATH.
passes() {
  local version=$1 file
  local not_with_3_1c=()
  [ "$version" != 3.1c ] || not_with_3_1c=(--negative-filter 'wide characters that did not fit')
  local bin=$checkout/tests/e2e/tmux/$version/bin
  shift
  [ -x "$bin/tmux" ] || skip "tmux $version is not installed; scripts/test e2e installs it"
  for file in "$@"; do
    # Nothing of the bats around it.
    # Before 3.3 tmux fills a row with a blank where a wide character did not fit, and keeps that when it joins rows.
    env -i PATH="$bin:$PATH" HOME="$HOME" TMPDIR="${TMPDIR:-/tmp}" LANG="${LANG:-C.UTF-8}" ${OUTLIVE:+OUTLIVE="$OUTLIVE"} \
      "$checkout/node_modules/.bin/bats" --tap ${not_with_3_1c[@]+"${not_with_3_1c[@]}"} "$checkout/tests/sessions/$file.bats" >"$BATS_TEST_TMPDIR/tap" 3>&- ||
      fail "$(grep -A12 '^not ok' "$BATS_TEST_TMPDIR/tap")"
  done
}

@test "3.1c: text and keys" { passes 3.1c send text keys; }
@test "3.1c: what is shown and waited for" { passes 3.1c tail ready idle wait; }
@test "3.1c: ends and restarts" { passes 3.1c start stop ends restart restore; }
@test "3.1c: beside plain tmux" { passes 3.1c interoperation recipes names list; }

@test "3.5a: text and keys" { passes 3.5a send text keys; }
@test "3.5a: what is shown and waited for" { passes 3.5a tail ready idle wait; }
@test "3.5a: ends and restarts" { passes 3.5a start stop ends restart restore; }
@test "3.5a: beside plain tmux" { passes 3.5a interoperation recipes names list; }
