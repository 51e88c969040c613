#!/usr/bin/env bash
# In place of the script of this name: runs `outlive monitor`. (README.md, In place of the scripts)
self=${BASH_SOURCE:-$0}
# Sourced, the script has functions, and runs nothing.
! { [ -n "${BASH_VERSION-}" ] && (return 0) 2>/dev/null; } || return 0
unset -f outlive
# bash has read the file of BASH_ENV, and a function that it defines there would be run by the script.
if [ -n "${BASH_VERSION-}" ]; then
  export OUTLIVE_BASH_ENV_READ=1
  export -f claude openclaw 2>/dev/null || :
fi
# The binary does not start in a directory that was removed.
[ -e "$(pwd -P 2>/dev/null)" ] || cd / || exit
for file in "$self" "$(readlink -f -- "$self" 2>/dev/null || echo "$self")"; do
  file=$(dirname -- "$file")/outlive
  ! { [ -f "$file" ] && [ -x "$file" ]; } || exec "$file" monitor "$@"
done
[ -z "$(command -v outlive)" ] || exec outlive monitor "$@"
printf '%s: found no executable outlive beside it, nor on PATH: put the binary or a link to it there\n' "$self" >&2
exit 127
