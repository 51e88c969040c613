# shellcheck shell=bash
#
# What makes a test of bats cheap: half of the processor time of a small test were bats' own ways.
#
#   load_assertions     loads bats-support and bats-assert; their own `load` starts two processes for each of 17 files
#   untraced            for a setup: from now on bats does not note every command before it runs, only the place of a
#                       failure; a test that ends without a failed command, by `exit`, is reported without its place

quick_libraries=$(cd "${BASH_SOURCE[0]%/*}/../../node_modules" && pwd)

load_assertions() {
  local file
  for file in "$quick_libraries"/{bats-support,bats-assert}/src/*.bash; do
    # shellcheck disable=SC1090 # all of them
    source "$file"
  done
}

untraced() {
  trap - DEBUG
  # The places of the commands before this one.
  # shellcheck disable=SC2034
  BATS_DEBUG_LAST_STACK_TRACE=() BATS_DEBUG_LASTLAST_STACK_TRACE=()
  # bats calls it in its ERR trap.
  # shellcheck disable=SC2317
  bats::on_failure() {
    bats_capture_stack_trace
    # The first is the trap's own.
    BATS_DEBUG_LAST_STACK_TRACE=("${BATS_DEBUG_LAST_STACK_TRACE[@]:1}")
  }
}
