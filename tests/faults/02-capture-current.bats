#!/usr/bin/env bats
# Row 2: perl block-buffers what it writes to a file, so the log of a running agent is empty.

setup() {
  load ../support/isolation
  load_assertions
  isolation_begin
  export OUTLIVE
  cd "$SANDBOX" || return
  mkfifo pane
}

teardown() {
  # Waited for in silence: bash tells of every process of its own that is killed.
  if [[ -n ${filter_pid:-} ]]; then { kill -KILL "$filter_pid"; wait "$filter_pid"; } 2>/dev/null || true; fi
  isolation_end
}

# Runs the filter given from the fifo `pane` to `output.log`; sets filter_pid, and pane to a descriptor to write to.
start_filter() {
  "$@" <pane >output.log 3>&- &
  filter_pid=$!
  exec {pane}>pane
}

# The filter of the documented recipe.
start_perl_filter() {
  start_filter perl -pe 's/\x1b\[[0-9;]*[mGKHfABCDJsu]//g; s/\x1b\][^\x07]*\x07//g; s/\x1b\(B//g; s/\r//g'
}

write_eight_lines() {
  local number
  for number in {1..8}; do printf '\033[32mline %d\033[0m\r\n' "$number" >&"$pane"; done
}

eight_lines() {
  printf 'line %d\n' {1..8}
}

# Whether the filter has taken everything from the pane and sleeps in its next read.
filter_waits() {
  is_drained && [[ $(ps -o stat= -p "$filter_pid") == S* ]]
}

# Whether nothing is left to read in the fifo, whose reading end it opens without reading.
is_drained() {
  perl -e 'open my $pane, "<", "pane" or die; vec(my $ready, fileno $pane, 1) = 1; exit(select($ready, undef, undef, 0) != 0)'
}

# Whether `output.log` is the eight lines.
log_is_current() {
  cmp -s output.log <(eight_lines)
}

@test "row 2: the log of the perl filter is empty while the agent runs, and gets its lines only at the end" {
  start_perl_filter
  write_eight_lines
  wait_until filter_waits
  assert_equal "$(<output.log)" ''

  exec {pane}>&-
  wait "$filter_pid"
  assert_equal "$(<output.log)" "$(eight_lines)"
}

@test "row 2: a perl filter that is killed never writes what it has read" {
  start_perl_filter
  write_eight_lines
  wait_until filter_waits

  kill -TERM "$filter_pid"
  run wait "$filter_pid"
  assert_equal "$(<output.log)" ''
}

@test "row 2: the log of the binary is current while the agent runs, and stays so when it is killed" {
  start_filter "$OUTLIVE" capture
  write_eight_lines
  wait_until log_is_current

  kill -KILL "$filter_pid"
  run wait "$filter_pid"
  assert_equal "$(<output.log)" "$(eight_lines)"
}
