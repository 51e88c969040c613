#!/usr/bin/env bats

# shellcheck disable=SC2016 # a program for another shell

load ../support/parity

@test "sixteen writers of one manifest, half of them scripts, lose nothing" {
  manifest=$SANDBOX/manifest
  printf 'task_name=demo\nfuture = kept\nstatus=running\n' >"$manifest"

  # A script that did not get the lock in five seconds goes on without it, which on a busy machine is soon. That is not what
  # this is about, so its mkdir is a patient one.
  writer_script() {
    bash -c '. "$1/lib.sh"; n=0
      mkdir() {
        local looks=0
        until command mkdir "$@"; do
          looks=$((looks + 1))
          [ "$looks" -lt 20 ] || return 1
          sleep 0.1
        done
      }
      while [ "$n" -lt 200 ]; do
        n=$((n + 1))
        manifest_set "$2" "script_$3" "$n" shared "script_$3" "script_$3_$((n % 5))" "$n" || exit
      done' writer "$REFERENCE_DIR" "$manifest" "$1"
  }
  writer_binary() {
    local n=0
    while [ "$n" -lt 200 ]; do
      n=$((n + 1))
      "$OUTLIVE" manifest set "$manifest" "binary_$1=$n" "shared=binary_$1" "binary_$1_$((n % 5))=$n" || return
    done
  }

  writers=()
  for number in 1 2 3 4 5 6 7 8; do
    writer_script "$number" 3>&- 4>&- &
    writers+=($!)
    writer_binary "$number" 3>&- 4>&- &
    writers+=($!)
  done
  for writer in "${writers[@]}"; do
    wait "$writer"
  done

  {
    printf 'task_name=demo\nfuture = kept\nstatus=running\n'
    for form in script binary; do
      for number in 1 2 3 4 5 6 7 8; do
        printf '%s\n' "${form}_$number=200"
        for n in 196 197 198 199 200; do printf '%s\n' "${form}_${number}_$((n % 5))=$n"; done
      done
    done
  } | LC_ALL=C sort >"$SANDBOX/expected"
  diff "$SANDBOX/expected" <(grep -v '^shared=' "$manifest" | LC_ALL=C sort)
  [ "$(grep -cE '^shared=(script|binary)_[1-8]$' "$manifest")" -eq 1 ]
  [ "$(find "$SANDBOX" -maxdepth 1 -name 'manifest*')" = "$manifest" ] # no lock, no temporary file
}
