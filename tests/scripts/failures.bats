#!/usr/bin/env bats
# What bats says of a test that fails, with tests/support/quick.bash.
# shellcheck disable=SC2154 # `run` sets it

setup() {
  load ../support/isolation && isolation_begin
  load_assertions
}

teardown() { isolation_end; }

# failure: runs bats on a file that uses tests/support/isolation.bash, with a function and a test, on stdin.
failure() {
  {
    printf 'setup() {\n  load %q\n  isolation_begin\n  load_assertions\n}\n' "$CHECKOUT/tests/support/isolation"
    printf 'teardown() { isolation_end; }\n'
    cat
  } >"$SANDBOX/failing.bats"
  run env -u BATS_RUN_TMPDIR "$CHECKOUT/node_modules/.bin/bats" --tap "$SANDBOX/failing.bats"
  assert_failure 1
}

@test "it names the line of a command that failed, and the calls that led to it" {
  failure <<'END'
helper() {
  true
  [ 1 = 2 ]
}
@test "bad" {
  echo 'said before'
  helper
  true
}
END
  assert_line "# (from function \`helper' in file $SANDBOX/failing.bats, line 9,"
  assert_line "#  in test file $SANDBOX/failing.bats, line 13)"
  assert_line "#   \`helper' failed"
  assert_line '# said before'
}

@test "it names the line of an assertion that failed, and what it found" {
  failure <<'END'
@test "bad" {
  run echo one
  assert_output two
}
END
  assert_line "#  in test file $SANDBOX/failing.bats, line 9)"
  assert_line "#   \`assert_output two' failed"
  assert_line '# actual   : one'
}

@test "it names no wrong line for a test that ends by itself" {
  failure <<'END'
@test "bad" {
  echo 'said before'
  exit 3
}
END
  assert_line '# said before'
  refute_line --partial ', line '
}
