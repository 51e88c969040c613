#!/usr/bin/env bats
# Where scripts/toolchain.bash gets what the project needs from.
# shellcheck disable=SC2154,SC2016 # what mini_project.bash and bats set; shell programs in quotes

setup() {
  load mini_project.bash
  make_mini_project
}

# set_up: what every script does first.
set_up() {
  "$BASH" -c 'set -euo pipefail; source "$mini/scripts/toolchain.bash"; "$@"' scripts/any "$@"
}

@test "a bun on PATH installs the locked dependencies" {
  pretend_bun 1.2.0
  run set_up require_dependencies
  assert_success
  assert_equal "$(called '^bun install --frozen-lockfile$')" 1
  assert [ -x "$mini/node_modules/.bin/bun" ]
}

@test "what is installed is not installed again" {
  pretend_bun 1.4.5
  set_up require_dependencies
  run set_up require_dependencies
  assert_success
  assert_output ''
  assert_equal "$(called install)" 1
}

@test "a change of package.json or of bun.lock is installed, by the bun in node_modules" {
  pretend_bun 1.4.5
  set_up require_dependencies
  rm "$bin/bun"
  echo >>"$mini/package.json"
  run set_up require_dependencies
  assert_success
  echo >>"$mini/bun.lock"
  run set_up require_dependencies
  assert_success
  assert_equal "$(called '^bun install --frozen-lockfile$')" 3
}

@test "a bun on PATH that is too old is passed over for the one from npm" {
  pretend_bun 1.1.45
  pretend npm <<'END'
mkdir -p "$3/node_modules/.bin"
sed 's/echo 1.1.45 ;;/echo 1.4.5 ;;/' "$bin/bun" >"$3/node_modules/.bin/bun"
chmod +x "$3/node_modules/.bin/bun"
END
  run set_up require_dependencies
  assert_success
  assert_equal "$(called '^npm install .*bun@1.4.5$')" 1
  assert_equal "$(called '^bun install --frozen-lockfile$')" 1
}

@test "without a bun, npm installs the version that package.json names, into the project only for the set-up" {
  pretend_bun 1.4.5
  mv "$bin/bun" "$BATS_TEST_TMPDIR/bun"
  pretend npm <<END
mkdir -p "\$3/node_modules/.bin"
cp "$BATS_TEST_TMPDIR/bun" "\$3/node_modules/.bin/bun"
END
  pretend_poor_path
  run set_up require_dependencies
  assert_success
  assert_equal "$(called "^npm install --prefix $mini/.* bun@1.4.5\$")" 1
  assert_equal "$(cd "$mini" && printf "%s " .[!.]* *)" ".ci bun.lock node_modules package.json scripts src tests tsconfig.json "
}

@test "without bun and npm, one line says what to install" {
  rm "$bin/npm"
  pretend_poor_path
  run set_up require_dependencies
  assert_failure 1
  assert_output 'scripts/any: needs bun 1.2 or newer, or npm, on PATH to install bun 1.4.5 and the dependencies: install one of them'
}

@test "a failed installation shows what the installer said, and is tried again" {
  pretend_bun 1.4.5
  cp "$bin/bun" "$BATS_TEST_TMPDIR/good"
  pretend bun <<'END'
case $1 in --version) echo 1.4.5 ;; *) echo 'the disk is full' >&2; mkdir -p node_modules/half; exit 1 ;; esac
END
  pretend_poor_path
  run set_up require_dependencies
  assert_failure 1
  assert_line 'the disk is full'
  cp "$BATS_TEST_TMPDIR/good" "$bin/bun"
  run set_up require_dependencies
  assert_success
  assert [ ! -e "$mini/node_modules/half" ]
}

@test "an installation that was killed is not taken for a finished one" {
  pretend_bun 1.4.5
  sed "s/^install)/install) mkdir -p node_modules\/half; kill -KILL 0 ;;\nnever)/" "$bin/bun" >"$bin/killed"
  mv "$bin/bun" "$bin/good" && mv "$bin/killed" "$bin/bun" && chmod +x "$bin/bun"
  # In a process group of its own, which the installer kills.
  run perl -e 'setpgrp; exec @ARGV' "$BASH" -c "source $mini/scripts/toolchain.bash; require_dependencies"
  assert_failure 137
  assert [ -e "$mini/node_modules/half" ]
  mv "$bin/good" "$bin/bun"
  run set_up require_dependencies
  assert_success
  assert [ ! -e "$mini/node_modules/half" ]
}

@test "of two at once, the second waits and finds it done" {
  pretend_bun 1.4.5
  sed -i.bak 's/^install)/install) until [ -e "$bin\/go" ]; do sleep 0.02; done/' "$bin/bun"
  set_up require_dependencies 2>"$BATS_TEST_TMPDIR/first" &
  first=$!
  wait_until grep -q install "$calls"
  set_up require_dependencies 2>"$BATS_TEST_TMPDIR/second" &
  second=$!
  wait_until grep -q waiting "$BATS_TEST_TMPDIR/second"
  touch "$bin/go"
  wait "$first"
  wait "$second"
  assert_equal "$(called install)" 1
}

@test "the lock of a dead process does not stop anybody" {
  pretend_bun 1.4.5
  true &
  dead=$!
  wait "$dead"
  ln -s "process-$dead" "$mini/.setup-lock.tmp"
  run set_up require_dependencies
  assert_success
  assert [ ! -L "$mini/.setup-lock.tmp" ]
}

@test "tmux 2.6 and newer will do" {
  for version in 2.6 2.10 3.3a next-3.4 master; do
    pretend tmux <<<"echo tmux $version"
    run set_up require_tmux
    assert_success
    assert_output ''
  done
}

@test "root on Debian gets tmux installed, after an update where the list of packages is old" {
  pretend id <<<'echo 0'
  pretend apt-get <<'END'
case "$*" in
*update) touch "$bin/updated" ;;
*'install tmux') [ -e "$bin/updated" ] || exit 100; printf '#!/bin/sh\necho tmux 3.3a\n' >"$bin/tmux"; chmod +x "$bin/tmux" ;;
esac
END
  pretend_poor_path
  run set_up require_tmux
  assert_success
  assert_output 'installing tmux with apt-get'
}

@test "others are told the one command that installs tmux" {
  pretend id <<<'echo 1000'
  pretend tmux <<<'echo tmux 2.5'
  pretend apt-get </dev/null
  pretend_poor_path
  run set_up require_tmux
  assert_failure 1
  assert_output 'scripts/any: needs tmux 2.6 or newer (found 2.5): sudo apt-get install tmux'
  assert_equal "$(called apt-get)" 0
}
