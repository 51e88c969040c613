# A project that is small enough to install and build in no time: this project's scripts, around a Bun that only
# pretends. For the tests of the scripts.
# shellcheck shell=bash

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
load ../support/quick
load_assertions

# make_mini_project: makes the project in $mini, with nothing installed, and a directory $bin, the first of PATH, for
# programs that pretend. $calls gets a line for every call of one. Prints nothing.
make_mini_project() {
  untraced
  mini=$BATS_TEST_TMPDIR/mini
  bin=$BATS_TEST_TMPDIR/bin
  calls=$BATS_TEST_TMPDIR/calls
  export bin calls mini
  mkdir -p "$mini/src" "$mini/tests" "$mini/.ci" "$bin"
  mkdir "$mini/scripts"
  cp "$ROOT/scripts/"{build,test,toolchain.bash} "$mini/scripts/"
  printf '{\n  "version": "7.8.9",\n  "engines": {\n    "bun": ">=1.2"\n  },\n  "devDependencies": {\n    "bun": "1.4.5"\n  }\n}\n' >"$mini/package.json"
  echo '{}' | tee "$mini/bun.lock" >"$mini/tsconfig.json"
  echo 'the program' >"$mini/src/main.ts"
  : >"$calls"
  # No test installs anything real.
  pretend npm <<<"exit 1"
  PATH=$bin:$PATH
  unset OUTLIVE
}

# pretend PROGRAM: makes a program of that name in $bin, with the shell commands on stdin, that first records its call.
pretend() {
  {
    # shellcheck disable=SC2016 # for the program, not for here
    printf '#!%s\necho "%s $*" >>"$calls"\n' "$BASH" "$1"
    cat
  } >"$bin/$1"
  chmod +x "$bin/$1"
}

# pretend_bun VERSION: makes a Bun of that version in $bin. It installs a Bun of version 1.4.5 that builds by writing
# "built" to the output, and finds nothing to complain about.
pretend_bun() {
  pretend bun <<END
case \$1 in
--version) echo $1 ;;
install)
  mkdir -p node_modules/.bin
  sed 's/echo $1 ;;/echo 1.4.5 ;;/' "\$0" >node_modules/.bin/bun.new
  chmod +x node_modules/.bin/bun.new
  mv node_modules/.bin/bun.new node_modules/.bin/bun
  ln -sf "$ROOT/node_modules/bats/bin/bats" node_modules/.bin/bats
  ;;
build)
  while [ "\$1" != --outfile ]; do shift; done
  if [ -n "\${BUILD_EDITS:-}" ]; then
    until [ "\$BUILD_EDITS" -nt "\${2%/*}/started" ]; do echo edited >"\$BUILD_EDITS"; done
  fi
  if [ -n "\${BUILD_FAILS:-}" ]; then echo 'half' >"\$2"; echo 'main.ts:1: it is wrong' >&2; exit 1; fi
  printf '#!/bin/sh\necho built\n' >"\$2"
  chmod +x "\$2"
  ;;
fmt) if [ -n "\${FORMAT_FAILS:-}" ]; then echo 'src/main.ts is not formatted'; exit 1; fi ;;
esac
END
}

# pretend_poor_path: reduces PATH to $bin and links to the standard programs that the scripts need, so that there is no
# bun, npm, tmux, shellcheck or apt-get but those that pretend.
pretend_poor_path() {
  local program
  for program in awk bash basename cat chmod cksum cp cut date dirname env find getconf grep head id ln ls mkdir mkfifo mktemp \
    mv nice perl ps readlink rm sed sleep sort tail tee touch tr uname uniq wc xargs; do
    [ -e "$bin/$program" ] || ln -s "$(command -v "$program")" "$bin/$program"
  done
  PATH=$bin
}

# edit FILE: changes it, so that it is newer than the binary. Prints nothing.
edit() {
  until [ "$1" -nt "$mini/dist/outlive" ]; do echo changed >"$1"; done
}

# is_running PID: whether that process runs; one that has ended and that nobody has waited for does not. Prints nothing.
is_running() {
  case $(ps -o stat= -p "$1") in '' | Z*) return 1 ;; esac
}

# called PATTERN: prints how many recorded calls match.
called() {
  grep -c -- "$1" "$calls" || true
}

# wait_until COMMAND…: waits until it succeeds; false after half a minute.
wait_until() {
  local tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || return 1
    sleep 0.05
  done
}
