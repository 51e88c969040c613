# shellcheck shell=bash
#
# What a lane leaves behind, as text: one fact a line, equal for all lanes that did the same. Part of lane.bash.
#
#   exit: PROGRAM CODE                    in the order in which they ended
#   stderr: PROGRAM                       it was called by itself, did not exit with 0, and said why on stderr
#   stdout: already completed
#   file: NAME MODE CONTENT               every file of the task directory
#   manifest: LINE                        in its order
#   monitor.log: …, monitor.trace: …      only what the protocol promises about them
#   output.log: LINE                      what agents said
#   typed: WORDS                          what was typed for the pane's shell to run
#   claude N ASPECT: …, openclaw N: ARGUMENTS
#   session: NAME                         what is left in tmux
#   note: TEXT                            what the scenario itself noted
#   left: PROGRAM N                       an agent or wrapper that still runs
#
# Process ids, times and the lane's own directory are replaced by names, such as <agent 1>, <time>, <lane>.

# shellcheck disable=SC2154 # the task directory is named in lane.bash
record() {
  settle
  {
    record_exits
    record_files
    record_manifest
    record_promised_lines
    record_typed
    record_calls
    record_sessions
    [ ! -f "$LANE/notes" ] || cat "$LANE/notes"
  } | normalise >"$LANE/recording"
}

# Gives the processes of the lane time to end.
settle() {
  local end=$((SECONDS + 20))
  while [ -n "$(left_running)" ] && [ "$SECONDS" -lt "$end" ]; do pause; done
}

left_running() {
  local call pid
  for call in "$LANE"/calls/*; do
    for pid in pid parent; do
      [ -s "$call/$pid" ] || continue
      gone "$(cat "$call/$pid")" && continue
      [ "$(cat "$call/$pid")" != "${monitor_pid:-}" ] || continue
      case $pid in
        pid) printf 'left: %s\n' "$(call_name "$call")" ;;
        parent) printf 'left: parent of %s\n' "$(call_name "$call")" ;;
      esac
    done
  done
}

call_name() {
  local name=${1##*/}
  printf '%s %s' "${name%.*}" "${name##*.}"
}

record_exits() {
  local started=0 ended=0 word rest
  if [ -f "$LANE/pane.log" ]; then
    while read -r word rest; do
      case $word in
        start) started=$((started + 1)) ;;
        exit)
          # The first prompt comes before the first command.
          [ "$started" -eq 0 ] || printf 'exit: wrapper %s\n' "$rest"
          ended=$started
          ;;
      esac
    done <"$LANE/pane.log"
    # The monitor has closed the pane, and the wrapper's exit code was lost with it.
    [ "$ended" -eq "$started" ] || printf 'exit: wrapper 0\n'
  fi
  [ -f "$LANE/exits" ] || return 0
  sed 's/^/exit: /' "$LANE/exits"
  for word in wrapper monitor; do
    [ ! -s "$LANE/$word.err" ] || grep -q "^$word 0\$" "$LANE/exits" || printf 'stderr: %s\n' "$word"
  done
  [ ! -f "$LANE/wrapper.out" ] || grep -o 'already completed' "$LANE/wrapper.out" | sed 's/^/stdout: /' || true
}

# shellcheck disable=SC2154
record_files() {
  local file name
  [ -d "$task" ] || return 0
  printf 'file: . %s\n' "$(mode "$task")"
  while IFS= read -r name; do
    name=${name#./}
    file=$task/$name
    printf 'file: %q %s ' "$name" "$(mode "$file")"
    if [ -d "$file" ]; then
      echo directory
    elif [ -p "$file" ]; then
      echo FIFO
    else
      case $name in
        manifest | monitor.log | monitor.trace | output.log) echo ;;
        pid | monitor.pid | exit_code) tr '\n' '$' <"$file" && echo ;;
        *) contents "$file" ;;
      esac
    fi
  done < <(cd "$task" && find . -mindepth 1 | LC_ALL=C sort)
}

mode() { stat -c %a "$1" 2>/dev/null || stat -f %Lp "$1"; }

# Short text as it is, anything else by its checksum and length.
contents() {
  local bytes
  bytes=$(wc -c <"$1")
  if [ "$bytes" -eq 0 ]; then
    echo empty
  elif [ "$bytes" -gt 200 ] || [ "$(LC_ALL=C tr -d ' -~\n' <"$1" | wc -c)" -gt 0 ]; then
    cksum <"$1"
  else
    printf '%q\n' "$(cat "$1" && printf .)" | sed "s/\\.\\('\\{0,1\\}\\)\$/\\1/"
  fi
}

record_manifest() {
  [ ! -f "$task/manifest" ] || sed 's/^/manifest: /' "$task/manifest"
}

record_promised_lines() {
  # A monitor that the wrapper has signalled may or may not have looked by itself before: only moments decide.
  [ ! -f "$task/monitor.log" ] || grep -q '^monitor_signal=' "$task/manifest" ||
    sed -n 's/.*\(Task completed with exit code: [0-9a-z]*\).*/monitor.log: \1/p' "$task/monitor.log"
  [ ! -f "$task/monitor.trace" ] || record_trace <"$task/monitor.trace"
  [ ! -f "$task/output.log" ] || sed -n 's/^.*@agent-says@ \(.*\)$/output.log: agent: \1/p' "$task/output.log" | tr -d '\r'
}

# The protocol promises no more of an event than these words.
record_trace() {
  local line name
  while IFS= read -r line; do
    case $line in
      *'started session='*" tmpdir=$task"*)
        name=${line#*started session=}
        printf 'monitor.trace: started session=%s tmpdir=%s\n' "${name%%" tmpdir=$task"*}" "$task"
        ;;
      *'cleanup starting'*) echo 'monitor.trace: cleanup starting' ;;
      *'cleanup done'*) echo 'monitor.trace: cleanup done' ;;
    esac
  done
}

# The command of either wrapper, script or binary, is recorded as <wrapper>.
record_typed() {
  local word command
  local -a words
  [ -f "$LANE/pane.log" ] || return 0
  while read -r word command; do
    [ "$word" = start ] || continue
    words=()
    eval "words=($command)" 2>/dev/null
    ! runs_wrapper "${words[@]}" || command='<wrapper>'
    printf 'typed: %s\n' "$command"
  done <"$LANE/pane.log"
}

# runs_wrapper WORD ...: whether this command runs the wrapper, by any path.
runs_wrapper() {
  [ $# -eq 2 ] || return 1
  { [ "$1" = bash ] && [ "$2" -ef "$REFERENCE_DIR/wrapper.sh" ]; } || { [ "$1" -ef "$OUTLIVE" ] && [ "$2" = wrapper ]; }
}

record_calls() {
  local call name
  while read -r _ call; do
    name=$(call_name "$call")
    if [ "${name% *}" = openclaw ]; then
      printf '%s:%s\n' "$name" "$(cat "$call/arguments")"
      printf '%s directory: %q\n' "$name" "$(cat "$call/directory")"
      record_environment "$call" "$name"
      continue
    fi
    printf '%s arguments:%s\n' "$name" "$(cat "$call/arguments")"
    printf '%s directory: %q\n' "$name" "$(cat "$call/directory")"
    printf '%s umask: %s\n' "$name" "$(cat "$call/umask")"
    printf '%s output: %s\n' "$name" "$(cat "$call/output")"
    if [ -f "$call/stdin" ]; then
      printf '%s input: %s\n' "$name" "$(contents "$call/stdin")"
    else
      printf '%s input: %s\n' "$name" "$(cat "$call/input")"
    fi
    record_environment "$call" "$name"
  done < <(for call in "$LANE"/calls/*; do
    [ ! -s "$call/order" ] || printf '%s %s\n' "$(cat "$call/order")" "$call"
  done | sort)
}

# A shell's own variables, and those that tmux numbers, say nothing about the program that handed them on.
record_environment() {
  LC_ALL=C sort "$1/environment" | grep -Ev '^(_|SHLVL|TMUX|TMUX_PANE)=' | sed "s/^/$2 environment: /"
}

record_sessions() {
  local sessions
  sessions=$(own_tmux list-sessions -F '#{session_name}' 2>/dev/null) || sessions=none
  printf '%s\n' "${sessions:-none}" | sed 's/^/session: /'
  left_running
}

normalise() {
  local call name pid
  local -a known=()
  for call in "$LANE"/calls/claude.*; do
    [ -s "$call/pid" ] || continue
    pid=$(cat "$call/pid")
    name="<agent ${call##*.}>"
    known+=(-e "s/^manifest: pid=$pid\$/manifest: pid=$name/" -e "s/^\\(file: pid [0-9]*\\) $pid\\\$\$/\\1 $name/")
  done
  if [ -n "${monitor_pid:-}" ]; then
    known+=(-e "s/^\\(file: monitor.pid [0-9]*\\) $monitor_pid\\\$\$/\\1 <monitor>/")
    # The wrapper's signal and the monitor's own look at `done` may come in either order, and the monitor may end, and
    # remove its pid file, between any two steps of the wrapper.
    known+=(-e "s/^manifest: monitor_signal=\\(\\(signaled\\|monitor_not_live\\|kill_failed\\):$monitor_pid\\|monitor_pid_missing\\|monitor_pid_empty\\)\$/manifest: monitor_signal=<told, or gone>/")
  fi
  # If an agent could not be started, the protocol only says that `pid` has a number.
  sed "${known[@]}" \
    -e 's/^manifest: pid=[1-9][0-9]*$/manifest: pid=<pid>/' -e 's/^\(file: pid [0-9]*\) [1-9][0-9]*\$$/\1 <pid>/' \
    -e 's/[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z/<time>/g' \
    -e "s|$LANE|<lane>|g"
}
