#!/usr/bin/env bats
# scripts/shims: the binary in the place of the scripts, also while a task runs.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2086 # a shell and its options
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # task.bash sets them, and `start NAME` sets NAME_pid

setup() {
  load ../support/task && task_begin
  skill="$SANDBOX/a skill/scripts"
  mkdir -p "$skill"
}

teardown() {
  isolation_end
}

shims_in() { cp "$CHECKOUT"/scripts/shims/*.sh "$1"; }

# says_who DIRECTORY: puts an `outlive` there that says which one it is, and how it was called.
says_who() {
  mkdir -p "$1"
  printf '#!/bin/sh\nprintf "%%s\\n" "$(cd "${0%%/*}" && pwd) runs $*"\n' >"$1/outlive"
  chmod +x "$1/outlive"
}

# ---------------------------------------------------------------------------------------------------- the binary found

@test "a shim runs the outlive beside it rather than that on PATH" {
  shims_in "$skill"
  says_who "$SANDBOX/bin"
  run bash "$skill/wrapper.sh"
  assert_output "$SANDBOX/bin runs wrapper"
  says_who "$skill"
  run bash "$skill/wrapper.sh"
  assert_output "$skill runs wrapper"
  run bash "$skill/monitor.sh" 'a session' /task
  assert_output "$skill runs monitor a session /task"
}

@test "a shim works by every path, in every shell, and from every directory" {
  shims_in "$skill"
  says_who "$skill"
  cd "$skill"
  local shell
  for shell in bash sh 'bash -u' 'bash -eu' 'sh -eu'; do
    run $shell wrapper.sh
    assert_output "$skill runs wrapper"
    run $shell ./monitor.sh s /task
    assert_output "$skill runs monitor s /task"
  done
  run --separate-stderr bash -x wrapper.sh
  assert_output "$skill runs wrapper"
  run ./wrapper.sh
  assert_output "$skill runs wrapper"
  # By its name, bash finds it on PATH.
  cd "$SANDBOX"
  PATH=$skill:$PATH run bash wrapper.sh
  assert_output "$skill runs wrapper"
  cd "$SANDBOX/a skill"
  run bash scripts/wrapper.sh
  assert_output "$skill runs wrapper"
}

@test "a shim that is called through a link runs the outlive beside the link, else beside itself" {
  shims_in "$skill"
  says_who "$skill"
  mkdir linked
  ln -s "$skill"/*.sh linked
  run bash linked/wrapper.sh
  assert_output "$skill runs wrapper"
  says_who "$SANDBOX/linked"
  run bash linked/wrapper.sh
  assert_output "$SANDBOX/linked runs wrapper"
}

@test "without a binary each shim says so in one line, and ends with 127" {
  shims_in "$skill"
  local call program
  mkdir few
  for program in bash sh dirname readlink; do ln -s "$(type -P "$program")" few; done
  for call in 'bash "$skill/wrapper.sh"' 'sh "$skill/monitor.sh" s /task' '. "$skill/lib.sh"; manifest_read status "$task/manifest"' \
    '. "$skill/lib.sh"; manifest_set "$task/manifest" status done'; do
    run -127 --separate-stderr env skill="$skill" task="$task" PATH="$SANDBOX/few" bash -c "$call"
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_regex "$stderr" '/scripts/(wrapper|monitor|lib)\.sh: found no executable outlive beside it, nor on PATH'
  done
  # A copy without its mode is none, nor is a directory.
  : >"$skill/outlive"
  run -127 --separate-stderr env PATH="$SANDBOX/few" bash "$skill/wrapper.sh"
  assert_equal "${#stderr_lines[@]}" 1
  rm "$skill/outlive"
  mkdir "$skill/outlive"
  run -127 --separate-stderr env PATH="$SANDBOX/few" bash "$skill/monitor.sh"
  assert_equal "${#stderr_lines[@]}" 1
}

@test "a shim works in a directory that was removed, where the binary does not start" {
  shims_in "$skill"
  ln -s "$OUTLIVE" bin/outlive
  task
  local shell
  for shell in bash sh; do
    mkdir gone
    run --separate-stderr $shell -c '
      cd gone && rmdir ../gone
      . "$1/lib.sh"
      manifest_set "$2/manifest" status waiting
      manifest_read status "$2/manifest"' read "$skill" "$task"
    assert_success
    assert_output waiting
  done
  mkdir gone
  TASK_TMPDIR=$task run bash -c 'cd gone && rmdir ../gone; bash "$1/wrapper.sh"' run "$skill"
  assert_success
  manifest_has status=completed
  mkdir gone
  run bash -c 'cd gone && rmdir ../gone; bash "$1/monitor.sh" task "$2"' run "$skill" "$task"
  assert_success
  assert_output --partial 'Task completed with exit code: 0'
}

@test "the file of BASH_ENV is read once, and its functions are handed on" {
  shims_in "$skill"
  ln -s "$OUTLIVE" bin/outlive
  task
  agent <<<'printf "%s\n" "$WORD" "$*" >given'
  cat >bash.env <<'END'
printf '%s\n' "${0##*/}" >>"$SANDBOX/readers"
export WORD=set
[ "${0##*/}" = claude ] || claude() { command claude --more "$@"; }
END
  export SANDBOX
  BASH_ENV=$SANDBOX/bash.env TASK_TMPDIR=$task run bash "$skill/wrapper.sh"
  assert_success
  assert_equal "$(head -n 1 "$project/given")" set
  assert_regex "$(tail -n 1 "$project/given")" '^--more --dangerously'
  assert_equal "$(grep -cx wrapper.sh readers)" 1
  # The one that runs the function, in the place of the wrapper that would.
  assert_equal "$(grep -cx claude readers)" 2
  run ! grep -x bash readers
}

@test "a function named outlive does not stand for the binary" {
  shims_in "$skill"
  says_who "$SANDBOX/bin"
  outlive() { echo a function; }
  export -f outlive
  run bash "$skill/wrapper.sh"
  assert_output "$SANDBOX/bin runs wrapper"
}

@test "a shim's signals are the binary's, and so is its exit code" {
  shims_in "$skill"
  ln -s "$OUTLIVE" bin/outlive
  run --separate-stderr env -u TASK_TMPDIR bash "$skill/wrapper.sh"
  assert_failure 1
  assert_regex "$stderr" '^wrapper: TASK_TMPDIR'
  run --separate-stderr env MONITOR_DEADLINE=x bash "$skill/monitor.sh" s "$SANDBOX"
  assert_failure 2
  task
  agent <<<'await end'
  start wrapper env TASK_TMPDIR="$task" bash "$skill/wrapper.sh"
  agent_awaits end
  wait_until manifest_has "pid=$(pid_of claude 1)"
  kill -TERM "$wrapper_pid"
  end_of wrapper
  assert_failure 143
}

@test "sourced, wrapper.sh runs the task and the caller goes on; monitor.sh runs nothing" {
  shims_in "$skill"
  ln -s "$OUTLIVE" bin/outlive
  task
  task_file resume </dev/null
  # A caller that has not exported the variable: a script that is sourced sees it all the same.
  run bash -uc 'TASK_TMPDIR=$1; . "$2/wrapper.sh"; echo "goes on: $?, $-"' caller "$task" "$skill"
  assert_success
  assert_line --regexp '^goes on: 0, [^e]*$'
  [ ! -e "$task/resume" ]
  manifest_has status=completed
  run bash -uc '. "$1/monitor.sh"; echo "goes on: $?"' caller "$skill"
  assert_output 'goes on: 0'
}

# The new version says that it was run.
new_version() {
  mkdir -p "${1%/*}"
  printf '#!/usr/bin/env bash\necho "$*" >>%q/new.runs\nexec -a "$0" %q "$@"\n' "$SANDBOX" "$OUTLIVE" >"$1"
  chmod +x "$1"
}
renamed_over() {
  new_version opt/new
  mv opt/new opt/outlive
}
removed_first() {
  rm opt/outlive
  new_version opt/outlive
}
kept_aside() {
  mv opt/outlive opt/outlive.old
  new_version opt/outlive
  rm opt/outlive.old
}
in_another_directory() {
  new_version opt2/outlive
  ln -sfn "$SANDBOX/opt2/outlive" bin/outlive
  rm -r opt
}

# resumed_after_upgrade UPGRADE MONITOR ...: the words that start the monitor
resumed_after_upgrade() {
  local upgrade=$1
  shift
  shims_in "$skill"
  mkdir opt
  cp "$OUTLIVE" opt/outlive
  ln -s "$SANDBOX/opt/outlive" bin/outlive
  ln -s outlive bin/monitor
  task
  living_process
  task_file pid <<<"$living_pid"
  agent <<<'await end'
  open_session
  start monitor env MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1 "$@" task "$task"
  wait_until test -s "$task/monitor.pid"
  kill -STOP "$monitor_pid"
  "$upgrade"
  kill -KILL "$living_pid"
  kill -CONT "$monitor_pid"
  agent_awaits end
  assert_equal "$(<new.runs)" wrapper
  open_gate end
  end_of monitor
  assert_success
  manifest_has retry_count=1
  manifest_has status=completed
}
for upgrade in renamed_over removed_first kept_aside in_another_directory; do
  bats_test_function --description "a monitor that a shim has started resumes its task with the upgraded binary: ${upgrade//_/ }" \
    -- resumed_after_upgrade "$upgrade" bash "a skill/scripts/monitor.sh"
done
# Its name says that it is the monitor, so the wrapper is not to be started by it.
bats_test_function --description "a monitor that a link of its name has started resumes its task with the upgraded binary" \
  -- resumed_after_upgrade in_another_directory monitor

# The test's own claude and openclaw must not run: a function goes before them.
@test "the functions claude and openclaw of the caller run in place of the programs" {
  local how
  shims_in "$skill"
  ln -s "$OUTLIVE" bin/outlive
  claude() { printf '%s <%s>\n' "$*" "$(cat)" >"$SANDBOX/claude.called" && return 7; }
  openclaw() { printf '%s\n' "$*" >"$SANDBOX/openclaw.called"; }
  export SANDBOX
  export -f claude openclaw
  for how in 'bash "$1/wrapper.sh"' '. "$1/wrapper.sh"' 'export -nf claude openclaw; . "$1/wrapper.sh"'; do
    rm -rf "$task" ./*.called
    task
    TASK_TMPDIR=$task run bash -c "$how" caller "$skill"
    assert_success
    manifest_has exit_code=7
    assert_equal "$(<claude.called)" '--dangerously-skip-permissions -p --model claude-opus-4-6 - <do the work>'
    assert_equal "$(<openclaw.called)" 'system event --text Claude done: demo --mode now'
    [ ! -e "$SANDBOX/calls/claude.1" ]
    [ ! -e "$SANDBOX/calls/openclaw.1" ]
  done
}

@test "sourced in a function, in a shell with -eu, wrapper.sh ends neither of them" {
  shims_in "$skill"
  ln -s "$OUTLIVE" bin/outlive
  task
  task_file 'done' </dev/null
  TASK_TMPDIR=$task run bash -euc 'f() { . "$1/wrapper.sh" && echo "in f"; }; f "$1"; echo after' caller "$skill"
  assert_success
  assert_line 'in f'
  assert_line after
  run bash -uc '. "$1/wrapper.sh"; echo "after $?"' caller "$skill"
  assert_line 'after 1'
}

# ------------------------------------------------------------------------------------------------------------- lib.sh

@test "lib.sh reads and sets a manifest in bash and sh, also with set -eu" {
  shims_in "$skill"
  ln -s "$OUTLIVE" bin/outlive
  local shell
  for shell in 'bash -eu' 'bash -euo pipefail' 'sh -eu'; do
    printf 'a=1\nb=x = y\na=2\n' >manifest
    run --separate-stderr $shell -c '. "$1/lib.sh"
      cd /
      manifest_read a "$2"; manifest_read b "$2"
      manifest_read none "$2"; manifest_read a /nowhere
      manifest_set "$2"
      manifest_set "$2" c "v = w" d ""
      manifest_read c "$2"' caller "$skill" "$SANDBOX/manifest"
    assert_success
    assert_output $'1\nx = y\nv = w'
    assert_equal "$stderr" ''
    assert_equal "$(<manifest)" $'a=1\nb=x = y\na=2\nc=v = w\nd='
  done
}

@test "lib.sh makes a manifest that is not there, and sourcing it by a relative path is enough" {
  shims_in "$skill"
  ln -s "$OUTLIVE" "$skill/outlive"
  cd "$skill"
  run bash -c '. ./lib.sh; cd "$1"; manifest_set manifest status running; manifest_read status manifest' caller "$SANDBOX"
  assert_success
  assert_output running
}

@test "lib.sh refuses what cannot be a line, and writes nothing" {
  shims_in "$skill"
  ln -s "$OUTLIVE" bin/outlive
  printf 'a=1\n' >manifest
  local words
  for words in 'a=b c' 'b 1 c' '"" 1' "b 'two
lines'"; do
    run --separate-stderr bash -c ". \"\$1/lib.sh\"; manifest_set manifest $words" caller "$skill"
    assert_failure 1
    assert_output ''
    assert_equal "${#stderr_lines[@]}" 1
    assert_equal "$(<manifest)" 'a=1'
  done
}

# ------------------------------------------------------------------------------------- replacing the three files by rename

# The order counts: a shim needs no lib.sh, and a script needs that of the scripts.
in_order() { if [ "$1" = scripts ]; then echo lib wrapper monitor; else echo wrapper monitor lib; fi; }
directory_of() { if [ "$1" = scripts ]; then echo "$REFERENCE_DIR"; else echo "$CHECKOUT/scripts/shims"; fi; }

# put scripts|shims [NAME ...]: these files (default: all three) take the place of those of the skill, each by a rename.
put() {
  local name from kind=$1
  from=$(directory_of "$kind")
  shift
  # shellcheck disable=SC2046 # words
  [ $# -gt 0 ] || set -- $(in_order "$kind")
  for name; do
    cp "$from/$name.sh" "$skill/.$name.new"
    mv "$skill/.$name.new" "$skill/$name.sh"
  done
}

# A crash, a resume and a clean end, with the files BEFORE replaced by AFTER at STAGE.
replaced_at() {
  local stage=$1 before=$2 after=$3
  export MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1
  ln -s "$OUTLIVE" bin/outlive
  task
  agent <<<'await "go$call"'
  [ "$stage" = never ] || put "$before"
  open_session
  [ "$stage" != start ] || put "$after"
  type_line task "bash $(printf %q "$skill/wrapper.sh")"
  agent_awaits go1
  wait_until manifest_has "pid=$(pid_of claude 1)"
  start monitor bash "$skill/monitor.sh" task "$task"
  wait_until test -s "$task/monitor.pid"
  [ "$stage" != working ] || put "$after"
  kill -STOP "$monitor_pid"
  kill -KILL "$(<"$SANDBOX/calls/claude.1/parent")"
  kill -KILL "$(pid_of claude 1)" || true
  wait_until gone "$(pid_of claude 1)"
  [ "$stage" != dead ] || put "$after"
  kill -CONT "$monitor_pid"
  agent_awaits go2 2
  wait_until manifest_has "pid=$(pid_of claude 2)"
  [ "$stage" != resumed ] || put "$after"
  kill -STOP "$monitor_pid"
  open_gate go2
  wait_until test -e "$task/done"
  [ "$stage" != complete ] || put "$after"
  kill -CONT "$monitor_pid"
  end_of monitor
  assert_success
  manifest_has status=completed
  manifest_has retry_count=1
  assert_equal "$(<"$SANDBOX/calls/claude.2/arguments")" ' --dangerously-skip-permissions -c --model claude-opus-4-6'
  wait_until test -s "$SANDBOX/calls/openclaw.1/order"
  run ! session_exists task
  [ ! -e "$SANDBOX/calls/openclaw.2" ]
  [ ! -e "$SANDBOX/calls/claude.3" ]
  [ ! -e "$task/monitor.pid" ]
}

for stage in start working dead resumed complete; do
  bats_test_function --description "scripts are replaced by shims: stage $stage" \
    -- replaced_at "$stage" scripts shims
  bats_test_function --description "shims are replaced by scripts: stage $stage" \
    -- replaced_at "$stage" shims scripts
done

# ------------------------------------------------------------------------------------------- while they are being replaced

# mixed KIND COUNT: a task is crashed, resumed and completed by a skill of which only COUNT of the three files are KIND yet.
mixed() {
  local kind=$1 count=$2 other=scripts
  local -a names
  [ "$kind" = shims ] || other=shims
  read -r -a names <<<"$(in_order "$kind")"
  put "$other"
  put "$kind" "${names[@]:0:count}"
  replaced_at never "" ""
}
for count in 1 2; do
  bats_test_function --description "a task goes through while only $count of the scripts are replaced by shims" -- mixed shims "$count"
  bats_test_function --description "a task goes through while only $count of the shims are replaced by scripts" -- mixed scripts "$count"
done

# ------------------------------------------------------------------------------------------------- the ways of replacing

# A script that runs holds its file open: it must go on reading what it began with.
@test "mv, install, tar, git checkout and cp after rm give a file that runs a new one, and leave the old one as it is" {
  local way
  git -c init.defaultBranch=main init -q repository
  printf 'new\n' >repository/file
  git -C repository add file
  git -C repository -c user.name=t -c user.email=t@example.com commit -qm new
  mkdir new
  printf 'new\n' >new/file
  tar cf new.tar -C new file
  for way in 'cp ../new/file next && mv next file' 'install ../new/file file' 'tar xf ../new.tar' 'git checkout -q -- file' \
    'rm file && cp ../new/file file'; do
    printf 'old\n' >repository/old
    mv repository/old repository/file
    run bash -c "cd repository && exec 5<file && { $way; } && cat file - <&5" 5>&-
    assert_output $'new\nold'
  done
}

@test "shims that run may be overwritten by cp, too" {
  export MONITOR_BASE_INTERVAL=1 MONITOR_DISPATCH_WAIT=1
  ln -s "$OUTLIVE" bin/outlive
  put shims
  task
  agent <<<'await "go$call"'
  open_session
  type_line task "bash $(printf %q "$skill/wrapper.sh")"
  agent_awaits go1
  wait_until manifest_has "pid=$(pid_of claude 1)"
  start monitor bash "$skill/monitor.sh" task "$task"
  wait_until test -s "$task/monitor.pid"
  cp "$REFERENCE_DIR"/{lib,wrapper,monitor}.sh "$skill"
  open_gate go1
  end_of monitor
  assert_success
  manifest_has status=completed
  [ ! -e "$SANDBOX/calls/claude.2" ]
}
