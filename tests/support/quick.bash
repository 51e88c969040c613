# shellcheck shell=bash
#
# Makes bats tests cheap: bats itself took half of the processor time of a small test.
#
#   load_assertions     loads bats-support and bats-assert; their own `load` starts two processes for each of 17 files
#   untraced            for a setup: from now on bats does not note every command before it runs, only the place of a
#                       failure. If a test ends by `exit`, without a failed command, its report has no place. A file that
#                       is loaded by a setup calls it first, since to note its commands takes longer than to run them

quick_libraries=${BASH_SOURCE[0]%/*}/../../node_modules

load_assertions() {
  local file
  for file in "$quick_libraries"/{bats-support,bats-assert}/src/*.bash; do
    # shellcheck disable=SC1090 # all of them
    source "$file"
  done
}

untraced() {
  trap - DEBUG
  # Forgets the places of the commands before this one.
  # shellcheck disable=SC2034
  BATS_DEBUG_LAST_STACK_TRACE=() BATS_DEBUG_LASTLAST_STACK_TRACE=()
  # bats calls it in its ERR trap.
  # shellcheck disable=SC2317
  bats::on_failure() {
    bats_capture_stack_trace
    # The first place is the trap's own.
    BATS_DEBUG_LAST_STACK_TRACE=("${BATS_DEBUG_LAST_STACK_TRACE[@]:1}")
  }
}
