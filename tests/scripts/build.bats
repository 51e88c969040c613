#!/usr/bin/env bats
# scripts/build: what it builds, and what it leaves alone.
# shellcheck disable=SC2154,SC2016 # what mini_project.bash and bats set; shell programs in quotes

bats_require_minimum_version 1.5.0

setup() {
  load mini_project.bash
  make_mini_project
  pretend_bun 1.4.5
}

@test "builds dist/outlive, and nothing else is left" {
  run --separate-stderr "$mini/scripts/build"
  assert_success
  assert_output 'built dist/outlive 7.8.9'
  assert_equal "$("$mini/dist/outlive")" built
  assert_equal "$(ls -A "$mini/dist")" outlive
}

@test "tells the program its version, and to read no .env or bunfig.toml of where it is started" {
  "$mini/scripts/build"
  run cat "$calls"
  assert_output --partial -- '--define process.env.OUTLIVE_VERSION="7.8.9"'
  assert_output --partial -- '--no-compile-autoload-dotenv --no-compile-autoload-bunfig'
}

@test "builds again only if something that goes into it has changed" {
  "$mini/scripts/build"
  run --separate-stderr "$mini/scripts/build"
  assert_output 'dist/outlive is up to date'
  edit "$mini/src/main.ts"
  run --separate-stderr "$mini/scripts/build"
  assert_output 'built dist/outlive 7.8.9'
  assert_equal "$(called 'bun build')" 2
}

@test "builds again when a file was removed" {
  touch "$mini/src/other.ts"
  "$mini/scripts/build"
  rm "$mini/src/other.ts"
  until [ "$mini/src" -nt "$mini/dist/outlive" ]; do touch "$mini/src/other.ts" && rm "$mini/src/other.ts"; done
  run --separate-stderr "$mini/scripts/build"
  assert_output 'built dist/outlive 7.8.9'
}

@test "a file that is edited during the build is built the next time" {
  BUILD_EDITS=$mini/src/main.ts "$mini/scripts/build"
  run --separate-stderr "$mini/scripts/build"
  assert_output 'built dist/outlive 7.8.9'
}

@test "a build that fails shows why, and leaves the binary of before as it was" {
  "$mini/scripts/build"
  edit "$mini/src/main.ts"
  BUILD_FAILS=1 run "$mini/scripts/build"
  assert_failure 1
  assert_line 'main.ts:1: it is wrong'
  assert_line 'scripts/build: dist/outlive was not built; what the compiler said is above'
  assert_equal "$("$mini/dist/outlive")" built
  assert_equal "$(ls -A "$mini/dist")" outlive
}

@test "a binary that runs is not written to: the new one takes its name" {
  "$mini/scripts/build"
  ln "$mini/dist/outlive" "$BATS_TEST_TMPDIR/running"
  echo '# the old one' >>"$BATS_TEST_TMPDIR/running"
  edit "$mini/src/main.ts"
  "$mini/scripts/build"
  assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/running")" '# the old one'
  refute [ "$BATS_TEST_TMPDIR/running" -ef "$mini/dist/outlive" ]
}

@test "takes no arguments" {
  run "$mini/scripts/build" fast
  assert_failure 2
  assert_output 'scripts/build: takes no arguments; found fast'
}
