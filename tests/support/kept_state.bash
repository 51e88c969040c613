# shellcheck shell=bash disable=SC2016 # single quotes keep the text for the program that gets it
#
# State that an earlier version has written (tests/data/state), in a sandbox (exec.bash), for the program under test to read.
#
#   setup()    { load ../support/kept_state && kept_state_begin; }
#   teardown() { launched_end; }
#
#   lay_state VERSION            puts that version's state into OUTLIVE_HOME, with the modes and times it had, and the files
#                                beside it into $elsewhere and $scripts
#   expected KIND                prints the facts of that state, with ` | ` between them: KIND is `tasks`, `sessions` or
#                                `commands` (tests/data/state/VERSION/expected)
#   seen KIND                    prints the same facts as the program under test sees them
#   assert_all KIND ...          asserts that both are the same
#   nothing_left                 whether it is on record that the processes that the command `left` had left running are gone
#   ends_are_new                 makes the commands of exec end just now: outlive forgets them half an hour after their end
#   deadlines_are_far            puts the deadlines of the tasks far ahead
#   every_record                 prints the paths of all JSON records in OUTLIVE_HOME, a line each
#   every_manifest               prints the paths of all manifests there and in $scripts
#   add_members MEMBERS FILE ... adds members to the JSON objects in the files, `"a":1,"b":2`
#   add_lines LINES FILE ...     adds lines at the beginning of the files
#   move_here                    rewrites the state as if it had been made here, with $SANDBOX in place of $made_at
#   session COMMAND ...          `outlive session`
#   command_named NAME           prints the id of the command of exec that begins with `: NAME;`
#   session_directory NAME       prints the directory of the session
#   table KEY ...                prints a line for each object in the array on stdin (JSON, or an object with one array): its
#                                members, with ` | ` between them

kept_state_begin() {
  load ../support/exec
  exec_begin
  # shellcheck disable=SC2034 # they are for the tests
  elsewhere=$SANDBOX/elsewhere scripts=$SANDBOX/scripts
  # The place where the state was made; nothing is there now. (tests/data/state/make)
  # shellcheck disable=SC2034
  made_at=/tmp/outlive-kept-state
  export OUTLIVE_SOCKET=/tmp/outlive-kept-state/s/sock
}

lay_state() {
  kept=$CHECKOUT/tests/data/state/$1
  rm -rf "${OUTLIVE_HOME:?}"
  perl -MTime::HiRes=utime -MFile::Copy=copy -MPOSIX=mkfifo -e '
    my ($from, $home, $sandbox) = @ARGV;
    open my $listing, "<", "$from/listing" or die "$from/listing: $!";
    my @entries = map { /^(\d+) ([\d.]+) (\w+) ([^\t\n]+)(?:\t(.*))?$/ ? [$1, $2, $3, $4, $5] : die "what is: $_" } <$listing>;
    my $place = sub { my $path = $_[0]; $path =~ s/^outlive(?=\/|$)/$home/ or $path = "$sandbox/$path"; $path };
    for (@entries) {
      my ($mode, $time, $type, $path, $target) = @$_;
      my $to = $place->($path);
      if ($type eq "directory") { -d $to or mkdir $to or die "$to: $!" }
      elsif ($type eq "pipe") { mkfifo($to, 0600) or die "$to: $!" }
      elsif ($type eq "link") { symlink $target, $to or die "$to: $!" }
      else { copy("$from/$path", $to) or die "$from/$path: $!" }
    }
    # Writing a file changes the time of its directory, so times are set last, and from the inside out.
    for (reverse grep { $_->[2] ne "link" } @entries) {
      my ($mode, $time, undef, $path) = @$_;
      my $to = $place->($path);
      chmod oct $mode, $to or die "$to: $!";
      utime $time, $time, $to or die "$to: $!";
    }' "$kept" "$OUTLIVE_HOME" "$SANDBOX"
}

expected() { grep -v '^#' "$kept/expected/$1"; }

seen() {
  local -a keys
  IFS=' ' read -ra keys <<<"$(sed -n '1s/^# //p' "$kept/expected/$1")"
  case $1 in
  tasks) outlive status --json | table "${keys[@]}" ;;
  sessions) session list --json | table "${keys[@]}" ;;
  # In the order of the names that the commands begin with; a command may have several lines.
  commands) process list --json | table "${keys[@]}" | sed -n 's/^: \([a-z-]*\); [^|]*|/\1 |/p' | LC_ALL=C sort ;;
  esac
}

assert_all() {
  local kind
  for kind in "$@"; do
    if [ "$kind" = commands ]; then
      # This starts a successor of the command's supervisor, which looks for the processes left.
      process list >/dev/null
      wait_until nothing_left
    fi
    assert_equal "$(seen "$kind")" "$(expected "$kind")"
  done
}

nothing_left() { [ "$(json processesLeft <"$(files_of "$(command_named left)")/state.json")" = false ]; }

ends_are_new() {
  in_place 's/"knownAt":\d+/sprintf q("knownAt":%d), 1000 * time/e' "$OUTLIVE_HOME"/exec/*/state.json
}

deadlines_are_far() {
  in_place 's/^deadline_at=.*/deadline_at=2999-01-01T00:00:00Z/' "$OUTLIVE_HOME"/tasks/*/manifest
}

every_record() { find "$OUTLIVE_HOME" -type f -name '*.json' ! -empty | LC_ALL=C sort; }

every_manifest() { find "$OUTLIVE_HOME" "$scripts" -type f -name manifest | LC_ALL=C sort; }

add_members() {
  local members=$1
  shift
  # A file that only reserves room for a record has none yet, and stays as it is.
  MEMBERS=$members in_place 's/^\{(?=(.))/"{$ENV{MEMBERS}" . ($1 eq "}" ? "" : ",")/e' "$@"
}

add_lines() {
  local lines=$1
  shift
  ADDED=$lines in_place '$_ = "$ENV{ADDED}\n$_" if $. == 1' "$@"
}

# in_place PROGRAM FILE ...: edits the files with Perl, line by line; they keep their modes and times.
in_place() {
  perl -MTime::HiRes=stat,utime -e '
    my $edit = eval "sub { " . shift() . " }" or die $@;
    for my $file (@ARGV) {
      my @status = stat $file or die "$file: $!";
      my $text = "";
      open my $old, "<", $file or die "$file: $!";
      while (<$old>) { $edit->(); $text .= $_ }
      close $old;
      open my $new, ">", $file or die "$file: $!";
      print {$new} $text or die "$file: $!";
      close $new or die "$file: $!";
      utime $status[8], $status[9], $file or die "$file: $!";
    }' "$@"
}

# The sandbox has the same layout as $made_at.
move_here() {
  local file files=()
  while IFS= read -r -d '' file; do files+=("$file"); done < <(grep -rlZF "$made_at" "$OUTLIVE_HOME" "$elsewhere" "$scripts" \
    --include=manifest --include=environment --include='*.json')
  HERE=$SANDBOX TMUX_NAME=tmux-$(id -u) \
    in_place 's{/tmp/outlive-kept-state}{$ENV{HERE}}g; s{/tmux/tmux-0/}{/tmux/$ENV{TMUX_NAME}/}g' "${files[@]}"
  # The name of a directory is the path of a socket, with % for its slashes.
  for file in "$OUTLIVE_HOME"/sessions/*; do
    mv "$file" "${file%/*}/${SANDBOX//\//%}${file##*outlive-kept-state}"
  done
  ln -sfn "$elsewhere" "$OUTLIVE_HOME/tasks/elsewhere"
  export OUTLIVE_SOCKET=$SANDBOX/s/sock
}

session() { "$OUTLIVE" session "$@"; }

command_named() {
  local file
  file=$(grep -lF "\"command\":\": $1; " "$OUTLIVE_HOME"/exec/*/request.json) || return 1
  file=${file%/*}
  printf '%s\n' "${file##*/}"
}

session_directory() { printf '%s\n' "$OUTLIVE_HOME"/sessions/*/"$1".*; }

table() { perl -MJSON::PP -e '
  local $/;
  binmode STDOUT, ":utf8";
  my $value = JSON::PP->new->utf8->decode(scalar <STDIN>);
  ($value) = grep { ref $_ eq "ARRAY" } values %$value if ref $value eq "HASH";
  for my $object (@$value) {
    print join(" | ", map { my $v = $object->{$_}; !defined $v ? "-" : JSON::PP::is_bool($v) ? ($v ? "yes" : "no") : $v } @ARGV), "\n";
  }' "$@"; }
