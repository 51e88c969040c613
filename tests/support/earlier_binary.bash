# shellcheck shell=bash
#
# The binary of an earlier commit, for tests in which two versions meet.
#
#   earlier_binary COMMIT        sets EARLIER to the path of a binary of COMMIT's sources, with the dependencies that it has
#                                locked. Built once, and kept in node_modules/.cache. An EARLIER that is given from outside
#                                stays. Skips the test where there is no such commit, as in a shallow clone or without git.

earlier_binary() {
  local commit=$1 root cache build said
  root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
  cache=$root/node_modules/.cache/outlive-earlier
  [ -z "${EARLIER:-}" ] || return 0
  EARLIER=$cache/$commit-$(uname -sm | tr ' ' -)
  export EARLIER
  [ ! -x "$EARLIER" ] || return 0
  command -v git >/dev/null || skip "there is no git, which has the sources of $commit"
  # Two tests that want it at once build in directories of their own; the name is taken in one step.
  mkdir -p "$cache"
  build=$(mktemp -d "$cache/build.XXXXXX")
  if ! said=$(build_earlier "$root" "$commit" "$build" 2>&1); then
    rm -rf "$build"
    if [[ $said == *'no such commit' ]]; then skip "git has no commit $commit here: it is a shallow clone, or no clone at all"; fi
    printf 'the binary of %s was not built: %s\n' "$commit" "$said" >&2
    return 1
  fi
  mv -f "$build/dist/outlive" "$EARLIER"
  rm -rf "$build"
}

# build_earlier ROOT COMMIT DIRECTORY: builds DIRECTORY/dist/outlive. Prints what went wrong.
build_earlier() {
  git -C "$1" cat-file -e "$2^{commit}" 2>/dev/null || {
    echo 'no such commit'
    return 1
  }
  git -C "$1" archive "$2" | tar -xf - -C "$3" || return 1
  # The same dependencies need not be installed twice; others are installed beside the sources.
  if cmp -s "$1/bun.lock" "$3/bun.lock" && cmp -s "$1/package.json" "$3/package.json"; then
    ln -s "$1/node_modules" "$3/node_modules"
  fi
  PATH=$1/node_modules/.bin:$PATH "$3/scripts/build" && [ -x "$3/dist/outlive" ]
}
