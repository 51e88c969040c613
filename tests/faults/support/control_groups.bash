# shellcheck shell=bash
#
# Control groups for a test, real ones: they are made below the root of cgroup v2, and can be ended whole. On top of
# launched.bash:
#
#   setup()    { load ../support/launched && load support/control_groups && launched_begin && control_groups_begin; }
#   teardown() { launched_end; control_groups_end; }
#
# A test is skipped where they cannot be made. Of the tests that use this file one at a time runs: they share the group
# `outlive`, which the last one takes away.
#
#   make_group NAME              a group of the test; sets group to its directory
#   delegate GROUP               gives it to the user nobody, as a service manager gives one to a user
#   run_in GROUP [as nobody]     from now on `outlive`, `launch` and the like begin there, and as that user
#   run_nowhere                  they begin where the test is, as root
#   end_group GROUP              kills every process in it, as a service manager does, and waits until they are gone
#   group_of PID                 prints the path of its group
#   $groups                      where the root of all groups is
#   "${through[@]}" COMMAND      runs any other command as `run_in` says

control_groups_begin() {
  groups=$(root_of_groups)
  through=()
  made_groups=()
  one_at_a_time
  [ -n "$groups" ] || skip 'there is no control group v2 here whose root is mounted'
  [ "$(id -u)" = 0 ] || skip 'only root can make a control group below the root'
  make_group probe || skip 'this machine does not let root make a control group'
  [ -e "$group/cgroup.kill" ] || skip 'this kernel cannot end a control group as a whole'
  outlive_was_there=no
  [ ! -d "$groups/outlive" ] || outlive_was_there=yes
}

control_groups_end() {
  local made
  through=()
  for made in ${made_groups[@]+"${made_groups[@]}"}; do
    echo 1 >"$made/cgroup.kill" || true
    wait_until -t 10 remove_group "$made" || true
  done
  # Other programs use this group too; it stays while one has a process in it.
  [ "${outlive_was_there:-yes}" = yes ] || wait_until -t 5 remove_empty_group "$groups/outlive" || true
  next_at_a_time
}

root_of_groups() {
  [ "$(uname)" = Linux ] || return 0
  awk '$4 == "/" && / - cgroup2 / { print $5; exit }' /proc/self/mountinfo
}

# A link says by its target who has the turn.
turn=/tmp/outlive-test-control-groups.$(id -u)
one_at_a_time() { wait_until -t 300 take_turn; }
take_turn() {
  local holder
  ln -s "$$" "$turn" 2>/dev/null && return 0
  holder=$(readlink "$turn") || return 1
  kill -0 "$holder" 2>/dev/null || rm -f "$turn"
  return 1
}
next_at_a_time() { [ "$(readlink "$turn")" != "$$" ] || rm -f "$turn"; }

# What was just ended holds on to its group for a moment.
remove_group() {
  [ -d "$1" ] || return 0
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
}
remove_empty_group() { [ ! -d "$1" ] || [ -s "$1/cgroup.procs" ] || [ -n "$(cat "$1/cgroup.procs")" ] || rmdir "$1" 2>/dev/null; }

make_group() {
  group=$groups/outlive-test-$$-$1
  mkdir "$group" 2>/dev/null || return 1
  made_groups+=("$group")
}

delegate() { chown nobody "$1" "$1/cgroup.procs" "$1/cgroup.subtree_control" "$1/cgroup.threads"; }

# shellcheck disable=SC2016
run_in() {
  through=(sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$1")
  if [ "${2:-} ${3:-}" = 'as nobody' ]; then
    chown -R nobody "$SANDBOX"
    through+=(perl -e '
      my ($user, $group) = (getpwnam "nobody")[2, 3];
      ($(, $)) = ($group, "$group $group");
      ($<, $>) = ($user, $user);
      $> == $user or die;
      exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!";')
    "${through[@]}" test -x "$OUTLIVE" || skip "the user nobody may not run $OUTLIVE"
  fi
}

run_nowhere() { through=(); }

outlive() { ${through[@]+"${through[@]}"} "$OUTLIVE" "$@"; }

end_group() {
  echo 1 >"$1/cgroup.kill"
  wait_until group_is_empty "$1"
}
group_is_empty() { [ -z "$(cat "$1/cgroup.procs")" ]; }

group_of() { sed -n 's/^0:://p' "/proc/$1/cgroup"; }

# assert_outside GROUP: no process of this test is in it, or in one below it.
assert_outside() {
  local pid name=${1#"$groups"}
  for pid in $(sandbox_processes); do
    case $(group_of "$pid") in
    "$name" | "$name"/*) fail "$(ps -o pid=,args= -p "$pid") is in $name" ;;
    esac
  done
}
