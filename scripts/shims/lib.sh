# shellcheck shell=sh
# shellcheck disable=SC3028,SC3043 # bash has BASH_SOURCE, and every shell that is meant has `local`
#
# In place of the script of this name, to be sourced: the two functions of the manifest, on the binary. (README.md, In
# place of the scripts) Sets no option, and no variable but OUTLIVE_SHIMS.

# This file, beside which the binary is looked for; in a shell that does not tell a sourced file's path, its caller.
OUTLIVE_SHIMS=${BASH_SOURCE:-$0}
case $OUTLIVE_SHIMS in /*) ;; *) OUTLIVE_SHIMS=$PWD/$OUTLIVE_SHIMS ;; esac

# manifest_read KEY FILE: prints the value of KEY; nothing where FILE or KEY is missing, which is no error. Returns 127
# where there is no binary, and 1 where it does not work.
manifest_read() {
  local program
  program=$(outlive_program) || return
  (outlive_starts_here || cd / && exec "$program" manifest get -- "$2" "$1") 2>/dev/null || [ "$?" -eq 1 ]
}

# manifest_set FILE [KEY VALUE ...]: sets the keys in one step, under the manifest's lock, and makes a FILE that is not
# there. Returns 1 with a line on stderr, and writes nothing, where a key or a value cannot be a line.
manifest_set() {
  local file left program
  file=$1
  shift
  left=$#
  while [ "$left" -gt 0 ]; do
    case $1 in
      *=*)
        printf 'manifest_set: %s is no key: a key has no =\n' "$1" >&2
        return 1
        ;;
    esac
    if [ "$left" -eq 1 ]; then
      printf 'manifest_set: key %s has no value: give keys and values in pairs\n' "$1" >&2
      return 1
    fi
    set -- "$@" "$1=$2"
    shift 2
    left=$((left - 2))
  done
  [ $# -gt 0 ] || return 0
  program=$(outlive_program) || return
  (outlive_starts_here || cd / && exec "$program" manifest set -- "$file" "$@") || return 1
}

# outlive_starts_here: whether the binary starts in the current directory, which must not have been removed.
outlive_starts_here() { [ -e "$(pwd -P 2>/dev/null)" ]; }

# outlive_program: prints the path of the binary. Returns 127, and says so, where there is none.
outlive_program() (
  unset -f outlive
  for file in "$OUTLIVE_SHIMS" "$(readlink -f -- "$OUTLIVE_SHIMS" 2>/dev/null || echo "$OUTLIVE_SHIMS")"; do
    file=$(dirname -- "$file")/outlive
    ! { [ -f "$file" ] && [ -x "$file" ]; } || {
      printf '%s\n' "$file"
      exit
    }
  done
  command -v outlive || {
    printf '%s: found no executable outlive beside it, nor on PATH: put the binary or a link to it there\n' "$OUTLIVE_SHIMS" >&2
    exit 127
  }
)
