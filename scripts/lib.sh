# shellcheck shell=bash
#
# What wrapper.sh and monitor.sh share: the manifest, the model names, and files that are never seen half written.
# Sourced, never run. Sets no option and no trap, so that it does not change the shell of the script that sources it.

# The manifest's lock is tried this often, this many seconds apart.
LOCK_ATTEMPTS=50
LOCK_STEP_SECONDS=0.1

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

# manifest_read KEY FILE: prints the value of the first line that has KEY. Returns 1 when none has it.
manifest_read() {
  local line
  [ -f "$2" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      "$1="*)
        printf '%s\n' "${line#*=}"
        return 0
        ;;
    esac
  done <"$2"
  return 1
}

# manifest_set FILE KEY VALUE [KEY VALUE ...]: replaces the lines of these keys by new ones at the end, as one change.
# Returns 1 with a line on stderr, and writes nothing, when a key or a value cannot be a line or FILE is not there.
manifest_set() {
  local file=$1 locked status
  shift
  [ $# -gt 0 ] || return 0
  manifest_check_pairs "$@" || return 1
  if [ ! -f "$file" ]; then
    printf 'manifest_set: no manifest at %s: create it before updating it\n' "$file" >&2
    return 1
  fi

  locked=no
  manifest_lock "$file" && locked=yes
  manifest_rewrite "$file" "$@"
  status=$?
  # A lock that was not taken belongs to another process.
  [ "$locked" = no ] || rmdir "$file.lock" 2>/dev/null
  return "$status"
}

# manifest_check_pairs KEY VALUE ...: returns 1, and says why on stderr, when these cannot be manifest lines.
manifest_check_pairs() {
  local LC_ALL=C # letters mean ASCII letters, whatever the locale
  while [ $# -gt 0 ]; do
    case $1 in
      '' | [!A-Za-z_]* | *[!A-Za-z0-9_]*)
        printf 'manifest_set: bad key %q: use letters, digits and _, not beginning with a digit\n' "$1" >&2
        return 1
        ;;
    esac
    if [ $# -lt 2 ]; then
      printf 'manifest_set: key %s has no value: give keys and values in pairs\n' "$1" >&2
      return 1
    fi
    case $2 in
      *$'\n'*)
        printf 'manifest_set: the value of %s has a newline: keep it on one line\n' "$1" >&2
        return 1
        ;;
    esac
    shift 2
  done
}

# manifest_lock FILE: takes the lock of FILE. Returns 1 when another process held it all along.
# fault 6: a process that is killed inside the lock leaves it, and from then on every update waits for all attempts.
manifest_lock() {
  local attempt=0
  until mkdir "$1.lock" 2>/dev/null; do
    attempt=$((attempt + 1))
    [ "$attempt" -lt "$LOCK_ATTEMPTS" ] || return 1
    sleep "$LOCK_STEP_SECONDS"
  done
}

# manifest_rewrite FILE KEY VALUE ...: does the update, by a temporary file of its own beside FILE. Returns 1 when
# that cannot be written; FILE is then as it was.
manifest_rewrite() {
  local file=$1 temporary
  shift
  temporary=$(mktemp "$file.XXXXXX") || return 1 # mktemp makes it 0600
  if manifest_merged "$file" "$@" >"$temporary" && mv -f "$temporary" "$file"; then
    return 0
  fi
  rm -f "$temporary"
  return 1
}

# manifest_merged FILE KEY VALUE ...: prints the lines of FILE without those of the keys, then a line for each pair.
manifest_merged() {
  local file=$1 line argument keep is_key
  shift
  while IFS= read -r line || [ -n "$line" ]; do
    keep=yes
    is_key=yes
    for argument in "$@"; do
      if [ "$is_key" = yes ]; then
        case $line in "$argument="*) keep=no ;; esac
        is_key=no
      else
        is_key=yes
      fi
    done
    [ "$keep" = no ] || printf '%s\n' "$line" || return 1
  done <"$file" || return 1
  while [ $# -gt 0 ]; do
    printf '%s=%s\n' "$1" "$2" || return 1
    shift 2
  done
}

# write_state FILE VALUE: makes FILE, 0600, with VALUE as its one line; readers see the old file or the whole new one.
# In a subshell, so that the umask of the caller, which the agent inherits, stays as it is.
write_state() (
  umask 077
  rm -f "$1.tmp"
  printf '%s\n' "$2" >"$1.tmp" && mv -f "$1.tmp" "$1"
)

# write_mark FILE: makes FILE, 0600 and empty; its presence is the message.
write_mark() (
  umask 077
  : >"$1"
)

# is_pid VALUE: true when VALUE is a process id that may be signalled on its own; 0 and -1 mean whole groups to kill.
is_pid() {
  case $1 in
    '' | 0* | *[!0-9]*) return 1 ;;
  esac
}
