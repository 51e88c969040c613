# shellcheck shell=bash
#
# What wrapper.sh and monitor.sh share: the manifest, the model names, and files that are never seen half written.
# Sourced, never run. Sets no option and no trap, so that it does not change the shell of the script that sources it.

# The manifest's lock is waited for this often, this many seconds each.
LOCK_WAITS=50
LOCK_WAIT_SECONDS=0.1

# model_id NAME: prints what the agent's --model takes for NAME. This is the one table of short names.
model_id() {
  case $1 in
    opus) printf '%s\n' claude-opus-4-6 ;;
    sonnet) printf '%s\n' claude-sonnet-4-6 ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# utc_now: prints the time as the manifest writes it.
utc_now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# manifest_read KEY FILE: prints the value of the first line that has KEY, a pattern of grep; nothing where no line has it.
# Returns what the last program returns, so under pipefail 1 where no line has it.
manifest_read() {
  local key=$1 file=$2
  grep -e "^$key=" "$file" 2>/dev/null | head -n 1 | cut -d = -f 2-
}

# manifest_set FILE KEY VALUE [KEY VALUE ...]: replaces the lines of these keys by new ones at the end, and makes FILE if
# need be. A word without a partner is left out. Returns 0 whatever happens.
# fault 18: a key is a pattern, and a value may be several lines.
# fault 39: grep drops the lines that have bytes of no text.
# fault 19: FILE is replaced even if its new content could not be written.
manifest_set() {
  local file=$1 patterns='' waits=0 temporary
  local -a lines=()
  shift
  [ $# -ge 2 ] || return 0
  while [ $# -ge 2 ]; do
    patterns+="${patterns:+|}^$1="
    lines+=("$1=$2")
    shift 2
  done

  # fault 6: a process that is killed inside the lock leaves it, and from then on every update waits to the end.
  until mkdir "$file.lock" 2>/dev/null || [ $((waits += 1)) -gt "$LOCK_WAITS" ]; do
    sleep "$LOCK_WAIT_SECONDS"
  done
  temporary=$(mktemp "$file.XXXXXX" 2>/dev/null) || temporary=$file.tmp.$$
  {
    grep -v -E -e "$patterns" "$file" 2>/dev/null
    printf '%s\n' "${lines[@]}"
  } >"$temporary"
  mv "$temporary" "$file"
  # fault 20: the lock may be another process's by now.
  rmdir "$file.lock" 2>/dev/null
  return 0
}

# write_line FILE VALUE: makes FILE with VALUE as its one line; readers see the old file or the whole new one.
write_line() { printf '%s\n' "$2" >"$1.tmp" && mv "$1.tmp" "$1"; }
