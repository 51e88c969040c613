# shellcheck shell=bash
#
# Containers, and other hosts, that share the files of a test; made of namespaces.
#
#   setup() { load ../support/exec && exec_begin; load ../support/namespaces && namespaces_begin; }
#
# After namespaces_begin, which skips the test where this user may not make namespaces:
#
#   container NAME           makes a PID namespace that lives until `container_ends NAME`, or until the test ends
#   within NAME COMMAND ...  runs it there
#   container_ends NAME      ends it, and with it all its processes
#   in_container COMMAND ... runs it in a PID namespace of its own, which ends with it
#   on_other_host COMMAND ...  runs it with another boot id and machine id, and with the host name `far`
#   validate SCHEMA          whether the JSON document on stdin matches this schema of docs/schemas

namespaces_begin() {
  unshare --pid --fork --mount-proc --uts true 2>/dev/null || skip 'this user may not make namespaces'
  printf '11111111-2222-3333-4444-555555555555\n' >"$SANDBOX/boot_id"
  printf '00112233445566778899aabbccddeeff\n' >"$SANDBOX/machine-id"
}

container() {
  local outside
  # shellcheck disable=SC2016 # it is a program
  unshare --pid --fork --kill-child --mount-proc bash -c 'echo ready >"$1"; while :; do sleep 1000; done' - "$SANDBOX/$1.ready" \
    </dev/null >/dev/null 2>&1 3>&- &
  outside=$!
  isolation_reap "$outside"
  wait_until test -s "$SANDBOX/$1.ready"
  pgrep -P "$outside" >"$SANDBOX/$1.init"
}

within() {
  local init
  init=$(<"$SANDBOX/$1.init")
  shift
  nsenter --target "$init" --pid --mount --wd="$PWD" -- "$@"
}

container_ends() {
  local init
  init=$(<"$SANDBOX/$1.init")
  kill -KILL "$init"
  wait_until eval "[ ! -e /proc/$init ]"
}

in_container() { unshare --pid --fork --mount-proc "$@"; }

# shellcheck disable=SC2016 # it is a program
on_other_host() {
  unshare --uts --mount bash -c '
    hostname far
    mount --bind "$1/boot_id" /proc/sys/kernel/random/boot_id
    [ ! -e /etc/machine-id ] || mount --bind "$1/machine-id" /etc/machine-id
    shift
    exec "$@"' - "$SANDBOX" "$@"
}

validate() { "$CHECKOUT/node_modules/.bin/bun" "$CHECKOUT/tests/support/validate.ts" "$1"; }
