#!/usr/bin/env bats

# shellcheck disable=SC2016 # a program for another shell

load ../support/parity

# A script that did not get the lock in five seconds goes on without it, which on a busy machine is soon. That is not what
# this is about, so the mkdir of its PATH is a patient one: of 50 attempts each waits for two seconds. (A script that calls
# /bin/mkdir by that name does not get it.)
patient_mkdir() {
  cat >"$SANDBOX/bin/mkdir" <<END
#!$(type -P perl)
my @names = grep { \$_ ne '--' } @ARGV;
if (@names == 1 and \$names[0] =~ /[.]lock\$/) {
  for (1 .. 100) {
    exit 0 if mkdir \$names[0];
    select undef, undef, undef, 0.02;
  }
}
exec '$(type -P mkdir)', @ARGV;
END
  chmod +x "$SANDBOX/bin/mkdir"
}

@test "sixteen writers of one manifest, half of them scripts, lose nothing" {
  manifest=$SANDBOX/manifest
  printf 'task_name=demo\nfuture = kept\nstatus=running\n' >"$manifest"

  patient_mkdir
  writer_script() {
    bash -c '. "$1/lib.sh"; n=0
      while [ "$n" -lt 30 ]; do
        n=$((n + 1))
        manifest_set "$2" "script_$3" "$n" shared "script_$3" "script_$3_$((n % 5))" "$n" || exit
      done' writer "$REFERENCE_DIR" "$manifest" "$1"
  }
  # Hundreds of processes that are over before its compiler has paid off cost a third less without it.
  writer_binary() {
    local n=0
    export BUN_JSC_useJIT=0
    while [ "$n" -lt 30 ]; do
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
        printf '%s\n' "${form}_$number=30"
        for n in 26 27 28 29 30; do printf '%s\n' "${form}_${number}_$((n % 5))=$n"; done
      done
    done
  } | LC_ALL=C sort >"$SANDBOX/expected"
  diff "$SANDBOX/expected" <(grep -v '^shared=' "$manifest" | LC_ALL=C sort)
  [ "$(grep -cE '^shared=(script|binary)_[1-8]$' "$manifest")" -eq 1 ]
  [ "$(find "$SANDBOX" -maxdepth 1 -name 'manifest*')" = "$manifest" ] # no lock, no temporary file
}
