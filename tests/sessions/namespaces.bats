#!/usr/bin/env bats
# A session in another PID namespace, or on another host, is shown as such where it cannot be seen, and left alone there.
# shellcheck disable=SC2016 # what stands in single quotes is for the program that gets it
# shellcheck disable=SC2030,SC2031 # every test is a subshell of its own
# shellcheck disable=SC2154 # `run` sets stderr and stderr_lines; session.bash sets the others

setup() {
  load ../support/session && session_begin
  load ../support/namespaces && namespaces_begin
}

teardown() { session_end; }

# aside COMMAND ...: runs it where no tmux server of this test can be reached, as in a container with a /tmp of its own.
aside() { unshare --mount bash -c 'mount -t tmpfs none "$1" && chmod 700 "$1" && shift && exec "$@"' - "${socket%/*}" "$@"; }

listed() { json "sessions.0.$1"; }

assert_elsewhere() {
  assert_failure 1
  assert_equal "$output" ''
  assert_equal "${#stderr_lines[@]}" 1
  assert_regex "$stderr" 'the session web runs in another container or on another host \(.*\), and can only be acted on there'
}

@test "a list in a container shows a session of the host as one that runs elsewhere" {
  local way listing
  begin web --restart always -- bash -c 'echo ready; exec sleep 1000'
  for way in in_container on_other_host; do
    listing=$("$way" bash -c '"$@"' - "$OUTLIVE" session list --json)
    assert_equal "$(listed state <<<"$listing")" running
    assert_equal "$(listed elsewhere.host <<<"$listing")" "$(hostname)"
    assert_equal "$(listed pid <<<"$listing")" null
    validate sessions <<<"$listing"
    listing=$(aside unshare --pid --fork --mount-proc "$OUTLIVE" session list --json)
    assert_equal "$(listed state <<<"$listing")" running
  done
  assert_regex "$(in_container "$OUTLIVE" session list)" 'it runs in another container or on another host'
  assert_equal "$(fact web elsewhere)" null
}

@test "in a container nothing is done to the processes of a session of the host" {
  begin web --restart always -- sleep 1000
  local before words
  before=$(program_of web)
  for words in 'stop web' 'stop --all --yes' 'start web --replace -- sleep 1' 'idle web' 'wait web --idle'; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr in_container "$OUTLIVE" session $words
    assert_elsewhere
  done
  assert_equal "$(program_of web)" "$before"
  assert_equal "$(state web)" running
  kill -0 "$before"
}

@test "in a container that cannot reach its server, a session of the host is neither started anew nor typed into" {
  begin web --restart always -- sleep 1000
  local before words
  before=$(program_of web)
  for words in 'start web -- sleep 1' 'send web x' 'attach web'; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr aside unshare --pid --fork --mount-proc "$OUTLIVE" session $words
    assert_elsewhere
  done
  run aside unshare --pid --fork --mount-proc "$OUTLIVE" session restore --json
  assert_success
  assert_equal "$(listed action <<<"$output")" elsewhere
  validate session-restore <<<"$output"
  run aside unshare --pid --fork --mount-proc "$OUTLIVE" prune --older-than 0 --json
  assert_equal "$(json sessions.# <<<"$output")" 0
  assert_equal "$(program_of web)" "$before"
}

@test "in a container that reaches its server, a session of the host can be read and typed into" {
  record typed
  in_container "$OUTLIVE" session send typed hello
  printf 'hello\r' >expected
  wait_until recorded typed expected
  run in_container "$OUTLIVE" session start typed -- sleep 1
  assert_success
}

@test "the host sees a session in a container, and ends it" {
  container one
  within one "$OUTLIVE" session start web -- sleep 1000
  assert_equal "$(state web)" running
  assert_equal "$(fact web elsewhere)" null
  session stop web
  assert_equal "$(state web)" stopped
}

@test "a session that ended with another container counts as running until the user says that it is gone, and then can be restored" {
  container one
  container two
  within one "$OUTLIVE" session start web --restart always -- sleep 1000
  container_ends one
  run within two "$OUTLIVE" session restore
  assert_output --partial 'web: the session web runs in another container'
  OUTLIVE_ELSEWHERE=gone within two "$OUTLIVE" session restore
  assert_equal "$(within two "$OUTLIVE" session list --json | listed state)" running
  assert_equal "$(within two "$OUTLIVE" session list --json | listed elsewhere)" null
}

@test "stopping a plain tmux session in a container ends no process of the host with the same id" {
  container one
  mkdir -p "${socket%/*}"
  chmod 700 "${socket%/*}"
  # The same id as a process of the host: the container counts up to it.
  sleep 1000 3>&- &
  local other=$! inside
  isolation_reap "$other"
  within one bash -c 'echo "$1" >/proc/sys/kernel/ns_last_pid' - "$((other - 2))" || skip 'no process ids can be chosen'
  within one tmux -S "$socket" new-session -d -s plain 'exec sleep 1000'
  inside=$(tm list-panes -a -F '#{pane_pid}')
  [ "$inside" -ge "$other" ] || skip 'the container counts otherwise'
  if [ "$inside" != "$other" ]; then
    within one tmux -S "$socket" kill-server
    within one bash -c 'echo "$1" >/proc/sys/kernel/ns_last_pid' - "$((other - 2 - inside + other))"
    within one tmux -S "$socket" new-session -d -s plain 'exec sleep 1000'
    inside=$(tm list-panes -a -F '#{pane_pid}')
    [ "$inside" = "$other" ] || skip 'the container counts otherwise'
  fi
  session stop plain
  kill -0 "$other"
}

@test "the host shows the program of a session in a container under the id that it has here" {
  container one
  within one "$OUTLIVE" session start web -- sleep 1000
  local pid
  pid=$(fact web pid)
  assert_equal "$(tr '\0' ' ' <"/proc/$pid/cmdline")" 'sleep 1000 '
  [ "$pid" != "$(awk '/^NSpid:/ { print $NF }' "/proc/$pid/status")" ]
}
