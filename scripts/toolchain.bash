# Finds or installs what the project's scripts need: the locked Bun and the locked dependencies (in
# node_modules, never outside the project), tmux, shellcheck, perl. To be sourced by scripts in this
# directory; works with bash 3.2 and without GNU tools.
# shellcheck shell=bash

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
SCRIPT=scripts/$(basename "$0")

# The locked Bun, once require_dependencies has run.
BUN=$PROJECT/node_modules/.bin/bun

# Marks in node_modules: what is installed completely, and that an installation is under way.
installed_mark=$PROJECT/node_modules/.outlive-installed
installing_mark=$PROJECT/node_modules/.outlive-installing

# A symbolic link to the id of the process that sets the project up, so that only one does at a time;
# and the directory of a Bun that only serves to install the locked one. (*.tmp is not in git.)
setup_lock=$PROJECT/.setup-lock.tmp
borrowed_bun=$PROJECT/.setup-bun.tmp
setup_wait_seconds=600

# The oldest Bun that can install the locked one; package.json's engines says the same.
oldest_bun=1.2
oldest_tmux=2.6

# fail MESSAGE: prints it as this script's error on stderr; ends the script with 1.
fail() {
  printf '%s: %s\n' "$SCRIPT" "$1" >&2
  exit 1
}

# note MESSAGE: says on stderr what takes a while.
note() {
  printf '%s\n' "$1" >&2
}

# version_at_least VERSION OLDEST: compares major.minor; true for a version without numbers (a build
# from a development branch). Prints nothing.
version_at_least() {
  local oldest=$2
  [[ $1 =~ ([0-9]+)\.([0-9]+) ]] || return 0
  [ $((10#${BASH_REMATCH[1]} * 1000 + 10#${BASH_REMATCH[2]})) -ge $((${oldest%%.*} * 1000 + ${oldest#*.})) ]
}

# locked_bun_version: prints the version of Bun that package.json has in devDependencies.
locked_bun_version() {
  sed -n '/"devDependencies"/,/}/s/^ *"bun": *"\([^"]*\)".*/\1/p' "$PROJECT/package.json"
}

# wanted_dependencies: prints a line that changes whenever other dependencies are needed.
wanted_dependencies() {
  printf '%s %s\n' "$(uname -sm)" "$(cat "$PROJECT/package.json" "$PROJECT/bun.lock" | cksum)"
}

# dependencies_installed: whether node_modules is complete and what is wanted now. Prints nothing.
dependencies_installed() {
  [ -x "$BUN" ] && [ ! -e "$installing_mark" ] && [ -f "$installed_mark" ] &&
    [ "$(cat "$installed_mark")" = "$(wanted_dependencies)" ]
}

# require_dependencies: installs the locked Bun and dependencies in node_modules, if they are missing;
# ends the script if that fails. Says on stderr only what it has to install.
require_dependencies() {
  if ! dependencies_installed; then
    # A subshell, so that its EXIT trap always gives the lock back.
    (
      trap 'exit 130' INT
      trap 'exit 143' TERM
      take_setup_lock
      trap 'rm -rf "$borrowed_bun"; rm -f "$setup_lock"' EXIT
      # Another process may have installed them while this one waited for the lock.
      dependencies_installed || install_dependencies
    ) || exit
  fi
}

# take_setup_lock: waits until no other process of this machine sets the project up. Prints only that
# it waits; ends the (sub)shell if that takes too long.
take_setup_lock() {
  local holder waited=0
  # The target does not exist: the link only holds a process id, and is made in one step.
  until ln -s "process-$$" "$setup_lock" 2>/dev/null; do
    holder=$(readlink "$setup_lock" 2>/dev/null) || continue
    if ! kill -0 "${holder#process-}" 2>/dev/null; then
      # The holder is dead. Only one process can rename the link; if it has got a newer link, it puts that back.
      if mv "$setup_lock" "$setup_lock.$$.tmp" 2>/dev/null; then
        if [ "$(readlink "$setup_lock.$$.tmp")" = "$holder" ]; then
          rm -f "$setup_lock.$$.tmp"
        else
          mv "$setup_lock.$$.tmp" "$setup_lock"
        fi
      fi
      continue
    fi
    [ "$waited" -gt 0 ] || note "waiting for process ${holder#process-}, which is setting up the project"
    waited=$((waited + 1))
    [ "$waited" -lt "$setup_wait_seconds" ] ||
      fail "process ${holder#process-} has been setting up for $setup_wait_seconds s; if it does not, remove $setup_lock"
    sleep 1
  done
}

# install_dependencies: installs what bun.lock names with the first Bun that can: the one in
# node_modules, the one on PATH, one from npm. Says what it does; ends the (sub)shell on failure.
install_dependencies() {
  local version
  version=$(locked_bun_version)
  [ -n "$version" ] || fail 'package.json names no version of bun in devDependencies'
  # To Bun each file of an interrupted installation looks complete: begin anew.
  if [ -e "$installing_mark" ]; then rm -rf "$PROJECT/node_modules"; fi

  if install_with "$BUN" || install_with "$(command -v bun)" ||
    { borrow_bun "$version" && install_with "$borrowed_bun/node_modules/.bin/bun"; }; then
    [ "$("$BUN" --version 2>&1)" = "$version" ] || fail "node_modules/.bin/bun is not bun $version after the installation"
    wanted_dependencies >"$installing_mark"
    mv "$installing_mark" "$installed_mark"
    return
  fi
  if [ -z "$(command -v bun)" ] && [ -z "$(command -v npm)" ]; then
    fail "needs bun $oldest_bun or newer, or npm, on PATH to install bun $version and the dependencies: install one of them"
  fi
  fail 'the dependencies could not be installed; what the installer said is above'
}

# install_with BUN: installs the dependencies with that program. False if it is missing, too old, or
# fails; its output is then on stderr.
install_with() {
  local bun=$1 version said
  [ -n "$bun" ] && [ -x "$bun" ] && version=$("$bun" --version 2>/dev/null) || return 1
  version_at_least "$version" "$oldest_bun" || return 1
  note "installing the dependencies with bun $version"
  mkdir -p "$PROJECT/node_modules"
  : >"$installing_mark"
  rm -f "$installed_mark"
  said=$(cd "$PROJECT" && "$bun" install --frozen-lockfile 2>&1 </dev/null) && [ -x "$BUN" ] && return
  printf '%s\n' "$said" >&2
  return 1
}

# borrow_bun VERSION: installs that version of Bun with npm, in a directory of the project that is
# removed after the set-up. False if npm is missing or fails; its output is then on stderr.
borrow_bun() {
  local said
  [ -n "$(command -v npm)" ] || return 1
  note "installing bun $1 with npm"
  rm -rf "$borrowed_bun"
  mkdir "$borrowed_bun"
  # A package.json of its own, so that npm does not take the project's.
  printf '{ "private": true }\n' >"$borrowed_bun/package.json"
  if ! said=$(npm install --prefix "$borrowed_bun" --no-save --no-package-lock --no-audit --no-fund \
    --loglevel=error "bun@$1" 2>&1 </dev/null); then
    printf '%s\n' "$said" >&2
    return 1
  fi
}

# apt_install PACKAGE: installs it as root on Debian or the like; false elsewhere, or if it fails.
apt_install() {
  [ "$(id -u)" = 0 ] && [ -n "$(command -v apt-get)" ] || return 1
  note "installing $1 with apt-get"
  apt_get install "$1" || { apt_get update && apt_get install "$1"; } || {
    note "apt-get could not install $1"
    return 1
  }
}

# apt_get ARGUMENT…: runs apt-get without questions and without output; waits for another apt-get to end.
apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 "$@" >/dev/null 2>&1 </dev/null
}

# install_command PACKAGE: prints the command that installs it on this system.
install_command() {
  local manager
  for manager in 'brew install' 'apt-get install' 'dnf install' 'pacman -S' 'apk add' 'zypper install' 'pkg install'; do
    [ -n "$(command -v "${manager%% *}")" ] || continue
    case $manager in brew*) ;; *) [ "$(id -u)" = 0 ] || manager="sudo $manager" ;; esac
    printf '%s %s\n' "$manager" "$1"
    return
  done
  printf 'install the package %s\n' "$1"
}

# tmux_version: prints the version of tmux, as "3.3a"; false if there is no tmux.
tmux_version() {
  local version
  version=$(tmux -V 2>/dev/null) && printf '%s\n' "${version#tmux }"
}

# require_tmux: checks for a tmux that is new enough, or installs one; ends the script if it cannot.
require_tmux() {
  local version
  if version=$(tmux_version) && version_at_least "$version" "$oldest_tmux"; then return; fi
  if apt_install tmux && version=$(tmux_version) && version_at_least "$version" "$oldest_tmux"; then return; fi
  fail "needs tmux $oldest_tmux or newer${version:+ (found $version)}: $(install_command tmux)"
}

# have_program PROGRAM: whether it is on PATH; if not, tries to install the package of that name.
have_program() {
  [ -n "$(command -v "$1")" ] || { apt_install "$1" && [ -n "$(command -v "$1")" ]; }
}

# require_program PROGRAM: the same, and ends the script if it is not on PATH then.
require_program() {
  have_program "$1" || fail "needs $1: $(install_command "$1")"
}
