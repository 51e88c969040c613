#!/usr/bin/env bats
# Row 9: the perl filter knows few control sequences and leaves the others in the log.

setup() {
  load ../support/isolation
  load_assertions
  isolation_begin
  export OUTLIVE
  cd "$SANDBOX" || return
}

teardown() {
  isolation_end
}

# The filter of the documented recipe.
perl_filter() {
  perl -pe 's/\x1b\[[0-9;]*[mGKHfABCDJsu]//g; s/\x1b\][^\x07]*\x07//g; s/\x1b\(B//g; s/\r//g'
}

# Prints what an agent's prompt, spinner and link look like to the terminal.
agent_output() {
  printf '\033[?2004h\033[?25l\033]0;✳ agent\033\\\033[38:2::255:0:0m✓ ready\033[0m\r\n'
  printf '\033P+q544e\033\\\033_Gi=1;AAAA\033\\\033)0\033=\033[>4;1mwork\033[2 q\033[1;5r done\007\r\n'
  printf '\033]8;;https://agent.example\033\\a link\033]8;;\033\\ caf\303\251\033[?25h\033[?2004l\r\n'
}

# Prints what of it is text.
agent_text() {
  printf '✓ ready\nwork done\na link café\n'
}

@test "row 9: the perl filter leaves the switch of bracketed paste in the log" {
  run perl_filter <<<$'\033[?2004hready\033[?2004l'
  assert_output $'\033[?2004hready\033[?2004l'
}

@test "row 9: the binary leaves nothing but text" {
  run "$OUTLIVE" capture <<<$'\033[?2004hready\033[?2004l'
  assert_output ready

  agent_output | "$OUTLIVE" capture >output.log
  assert_equal "$(<output.log)" "$(agent_text)"
}

@test "row 9: the binary leaves nothing but text when every byte comes alone" {
  agent_output >agent.out
  # Writes a byte only when the one before has been read: the reading end, kept open here, tells.
  perl - "$OUTLIVE" >output.log <<'PERL'
    use strict;
    use warnings;
    open my $output, '<:raw', 'agent.out' or die;
    pipe(my $input, my $to_capture) or die;
    my $capture = fork // die;
    if ($capture == 0) {
      open STDIN, '<&', $input or die;
      close $to_capture;
      exec $ARGV[0], 'capture' or die;
    }
    while (read $output, my $byte, 1) {
      syswrite $to_capture, $byte or die;
      while (1) {
        vec(my $ready, fileno $input, 1) = 1;
        last if select($ready, undef, undef, 0) == 0;
        select(undef, undef, undef, 0.001);
      }
    }
    close $to_capture;
    waitpid $capture, 0;
    exit($? != 0);
PERL
  assert_equal "$(<output.log)" "$(agent_text)"
}

@test "row 9: the binary leaves nothing but text behind a pane of tmux" {
  agent_output >agent.out
  mkfifo begin
  tmux -f /dev/null new-session -d -s agent 'read -r _ <begin; cat agent.out; echo end; exec sleep 1000'
  # shellcheck disable=SC2016 # the shell that tmux starts expands it
  tmux pipe-pane -O -t '=agent:' 'exec "$OUTLIVE" capture >>output.log'
  echo go >begin

  wait_until grep -q '^end' output.log
  assert_equal "$(<output.log)" "$(agent_text)"$'\nend'
}
