#!/usr/bin/env bash
# In place of the script of this name: runs `outlive wrapper`. (README.md, In place of the scripts)
self=${BASH_SOURCE:-$0}
# Sourced, it must not end the caller, so it runs beside it.
[ "$self" = "$0" ] || { TASK_TMPDIR=${TASK_TMPDIR-} bash "$self" && return || return; }
unset -f outlive
for file in "$self" "$(readlink -f "$self" 2>/dev/null || echo "$self")"; do
  case $file in /*) ;; *) file=./$file ;; esac
  [ ! -f "${file%/*}/outlive" ] || exec "${file%/*}/outlive" wrapper "$@"
done
[ -z "$(command -v outlive)" ] || exec outlive wrapper "$@"
printf '%s: found no outlive beside it, nor on PATH: put the binary or a link to it there\n' "$self" >&2
exit 127
