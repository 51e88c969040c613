# shellcheck shell=bash
#
# For the tests in tests/parity: runs a scenario, a function written in the words of lane.bash, with the script and with the
# binary, and compares what each leaves behind (recording.bash).
#
#   in_every_pairing SCENARIO [ARGUMENT ...]   both programs in both forms: four lanes at once
#   in_both_forms SCENARIO [ARGUMENT ...]      two lanes, for a program that is called alone
#   in_shell_form, in_binary_form SCENARIO     one lane, for what only one of them can do
#   recorded LINE                              every lane's recording has this line
#   recorded_by_monitor FORM LINE              the recordings with that form of monitor have this line
#   not_recorded PATTERN                       no lane's recording has a line that matches the bash pattern
#   recorded_times N PATTERN                   every lane's recording has exactly N lines that match
#   lanes_differ_by PATTERN                    to be called before: leaves lines that match out of the comparison
#
# A test fails if a lane differs from shell+shell, and shows the difference, or if an expected line is missing.

# shellcheck source-path=SCRIPTDIR source=isolation.bash
. "${BASH_SOURCE[0]%/*}/isolation.bash"

setup() {
  isolation_begin
  LEFT_OUT=
}

teardown() {
  lanes_end
  isolation_end
}

# Ends what is left in the lanes, and removes them: the test goes on with others.
lanes_end() {
  local lane
  for lane in "$SANDBOX"/*+*; do
    [ -d "$lane" ] || continue
    isolation_leave "$lane"
    wait_until -t 5 rm -rf "$lane" 2>/dev/null
  done
}

in_every_pairing() { run_lanes "shell+shell binary+binary shell+binary binary+shell" "$@"; }
in_both_forms() { run_lanes "shell+shell binary+binary" "$@"; }
in_binary_form() { run_lanes "binary+binary" "$@"; }
in_shell_form() { run_lanes "shell+shell" "$@"; }

lanes_differ_by() { LEFT_OUT=$1; }

run_lanes() {
  local pairing failed=no
  local -a lanes=() running=()
  read -r -a lanes <<<"$1"
  shift
  write_lane_program "$@"
  for pairing in "${lanes[@]}"; do
    start_lane "$pairing" &
    running+=($!)
  done
  for pairing in "${lanes[@]}"; do
    wait "${running[0]}" || {
      failed=yes
      printf '%s (wrapper+monitor) did not get through the scenario:\n' "$pairing"
      cat "$SANDBOX/$pairing/log"
      describe_lane "$SANDBOX/$pairing"
    }
    running=("${running[@]:1}")
  done
  [ "$failed" = no ] || return 1
  for pairing in "${lanes[@]:1}"; do
    diff -u <(comparable "${lanes[0]}") <(comparable "$pairing") >"$SANDBOX/difference" || {
      failed=yes
      printf '%s (wrapper+monitor) differs from %s:\n' "$pairing" "${lanes[0]}"
      tail -n +3 "$SANDBOX/difference"
    }
  done
  [ "$failed" = no ]
}

# The scenario is a function of the test's file, and may use others of that file: the lanes get them all.
write_lane_program() {
  local name
  {
    printf '. %q\n' "$CHECKOUT/tests/support/isolation.bash" "$CHECKOUT/tests/support/lane.bash" \
      "$CHECKOUT/tests/support/recording.bash"
    while read -r _ _ name; do
      case $name in
        bats_* | test_* | setup* | teardown* | lanes_end | run | load | load_* | assert* | refute* | fail | batslib_*) ;;
        isolation_* | wait_until | pause | run_lanes | start_lane | in_* | recorded* | not_recorded) ;;
        *) declare -f "$name" ;;
      esac
    done < <(declare -F)
    printf 'lane_begin\n'
    printf '%q ' "$@"
    printf '\nrecord\n'
  } >"$SANDBOX/scenario"
}

# The agent of a killed wrapper goes to the process that adopts orphans. Its end does not show until that process reaps it,
# which the first process of a container may never do. So the lane adopts its own (prctl PR_SET_CHILD_SUBREAPER, on Linux).
# shellcheck disable=SC2016
adopt_orphans='use POSIX; my $prctl = {x86_64 => 157, aarch64 => 167}->{(uname)[4]};
  syscall($prctl, 36, 1, 0, 0, 0) if $^O eq "linux" && $prctl; exec @ARGV'

start_lane() {
  local lane=$SANDBOX/$1
  mkdir "$lane"
  env -i PATH="$PATH" LANG=C.UTF-8 TERM=xterm OUTLIVE="$OUTLIVE" REFERENCE_DIR="$REFERENCE_DIR" \
    LANE="$lane" WRAPPER="${1%+*}" MONITOR="${1#*+}" \
    perl -e "$adopt_orphans" "$BASH" --noprofile --norc "$SANDBOX/scenario" >"$lane/log" 2>&1 </dev/null 3>&- 4>&-
}

comparable() {
  if [ -n "$LEFT_OUT" ]; then
    grep -Ev -- "$LEFT_OUT" "$SANDBOX/$1/recording"
  else
    cat "$SANDBOX/$1/recording"
  fi
}

# Prints the records of a lane that failed.
describe_lane() {
  local file
  for file in "$1"/task/manifest "$1"/task/monitor.log "$1"/task/monitor.trace "$1"/pane.log "$1"/*.err; do
    [ ! -s "$file" ] || sed "s|^|  ${file#"$1/"}: |" "$file"
  done
  [ ! -d "$1/task" ] || find "$1/task" "$1/calls" | sed 's/^/  /'
}

recorded() {
  local lane
  for lane in "$SANDBOX"/*+*; do
    grep -qxF -- "$1" "$lane/recording" || show_recording "$lane" "has no line: $1" || return 1
  done
}

recorded_by_monitor() {
  local lane
  for lane in "$SANDBOX"/*+"$1"; do
    grep -qxF -- "$2" "$lane/recording" || show_recording "$lane" "has no line: $2" || return 1
  done
}

not_recorded() {
  local lane line
  for lane in "$SANDBOX"/*+*; do
    while IFS= read -r line; do
      # shellcheck disable=SC2053
      [[ $line != $1 ]] || show_recording "$lane" "has the line: $line" || return 1
    done <"$lane/recording"
  done
}

recorded_times() {
  local lane line count
  for lane in "$SANDBOX"/*+*; do
    count=0
    while IFS= read -r line; do
      # shellcheck disable=SC2053
      [[ $line != $2 ]] || count=$((count + 1))
    done <"$lane/recording"
    [ "$count" -eq "$1" ] || show_recording "$lane" "has $count lines, not $1, like: $2" || return 1
  done
}

show_recording() {
  printf '%s %s\n' "${1##*/}" "$2"
  sed 's/^/  /' "$1/recording"
  return 1
}
