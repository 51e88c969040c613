# shellcheck shell=bash
#
# Real agents, run by `outlive run` in a sandbox (launched.bash), with stand-ins of their APIs (stand-in.ts) on loopback.
#
#   setup()    { load support/real && real_begin AGENT; }
#   teardown() { launched_end; }
#
# real_begin skips the test where the agent is not installed (scripts/test e2e installs it). After it, besides what
# launched_begin gives: $agent, its program on PATH, an environment without anything of the user's, and nothing that
# could reach further than loopback.
#
# Arrange
#   model_says [-a API] JSON     starts the stand-in, called API (api), with these replies, and has the agent speak to it
#   tool NAME                    NAME.sh in the project: a script for the agent's shell that awaits a gate of that name
#                                (open_gate NAME) and would write $SANDBOX/NAME.finished at its end
# Act
#   start_agent NAME [WORD ...]  launches the task NAME; the prompt is on stdin
#   reaches_tool NAME [CALL]     waits until the script runs for the first (CALL) time, and sets tool_pid
#   reaches_turn N [API]         waits until the agent has put its Nth question
#   kill_process PID             kill -KILL, and waits until it is gone
# Look
#   turn N [API]                 prints the conversation as the agent sent it with its Nth question (stand-in.ts)
#   said_in_order N PATTERN ...  whether each (extended) PATTERN is on a line of the Nth question below that of the last
#   turns [API]                  prints how many questions there were
#   completes NAME               waits for its end, which has to be a good one, and for everything of it to be gone
#   fails_with CODE NAME         the same for an end with this exit code
#   answers NAME TEXT            `result NAME` prints exactly this
#   nothing_runs                 whether nothing of $task lives: no process that carries its mark, no wrapper, no monitor,
#                                no session

# shellcheck disable=SC2034 # the tests use what is set here
# shellcheck disable=SC2154 # launched.bash and `run` set the others

real_directory=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
real_agents=$real_directory/agents

real_begin() {
  agent=$1
  # Before a skip, too: the teardown comes from there.
  load ../support/launched
  load support/every-agent
  local installed=$real_agents/$agent/node_modules
  [ "$(uname)" = Linux ] || skip 'the tests with real agents look into /proc, which is on Linux only'
  [ ! -s "$installed/.outlive-failed" ] || skip "$agent could not be installed: $(<"$installed/.outlive-failed")"
  [ -x "$installed/.bin/$agent" ] || skip "$agent is not installed; scripts/test e2e installs it"
  forget_the_user
  launched_begin
  ln -sf "$installed/.bin/$agent" "$SANDBOX/bin/$agent"
  # What hangs is noticed after 3 intervals and the grace period.
  export MONITOR_BASE_INTERVAL=1 MONITOR_MAX_INTERVAL=2 MONITOR_DISPATCH_WAIT=1 MONITOR_GRACE_PERIOD=1
  # Whatever is not on loopback is nowhere.
  export HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9 NO_PROXY=127.0.0.1,localhost
  export npm_config_registry=http://127.0.0.1:9
}

# A key, a directory or a switch of somebody who uses these agents must neither be seen nor decide anything.
forget_the_user() {
  local name
  for name in $(compgen -e); do
    case $name in
    BATS_* | OUTLIVE | OUTLIVE_TEST_RUN | PATH | HOME | TMPDIR | TERM | LANG | LC_* | SHELL | USER | LOGNAME | PWD) ;;
    *) unset "$name" ;;
    esac
  done
}

# ---------------------------------------------------------------------------------------------------------- arrange

model_says() {
  local api=api
  if [ "$1" = -a ]; then
    api=$2
    shift 2
  fi
  mkdir -p "$SANDBOX/$api"
  printf '%s\n' "$1" >"$SANDBOX/$api/replies.json"
  if [ ! -s "$SANDBOX/$api/url" ]; then
    "$CHECKOUT/node_modules/.bin/bun" "$real_directory/support/$(stand_in_of "$agent").ts" \
      "$SANDBOX/$api/url" "$SANDBOX/$api" </dev/null >"$SANDBOX/$api/output" 2>&1 3>&- &
    isolation_reap "$!"
    wait_until test -s "$SANDBOX/$api/url"
  fi
  "speak_to_$agent" "$(<"$SANDBOX/$api/url")"
}

stand_in_of() {
  case $1 in
  claude | pi) echo messages-api ;;
  codex | opencode) echo responses-api ;;
  gemini) echo gemini-api ;;
  esac
}

# speak_to_AGENT URL: settings and environment of the agent, for a provider at URL; sets `model`, words for `outlive run`.

speak_to_claude() {
  export ANTHROPIC_BASE_URL=$1 ANTHROPIC_API_KEY=stand-in CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_AUTOUPDATER=1
  # As root it refuses --dangerously-skip-permissions elsewhere.
  export IS_SANDBOX=1
  model=(--model claude-sonnet-4-6)
}

speak_to_codex() {
  export CODEX_HOME=$SANDBOX/codex-home
  mkdir -p "$CODEX_HOME"
  cat >"$CODEX_HOME/config.toml" <<END
model = "stand-in"
model_provider = "standin"
[model_providers.standin]
name = "standin"
base_url = "$1/v1"
wire_api = "responses"
request_max_retries = 0
END
  model=()
}

speak_to_opencode() {
  export OPENCODE_DISABLE_MODELS_FETCH=1 OPENCODE_DISABLE_AUTOUPDATE=1
  OPENCODE_CONFIG_CONTENT=$(
    cat <<END
{
  "model": "standin/m1",
  "provider": {
    "standin": {
      "npm": "@ai-sdk/openai",
      "options": { "baseURL": "$1/v1", "apiKey": "stand-in" },
      "models": { "m1": {} }
    }
  }
}
END
  )
  export OPENCODE_CONFIG_CONTENT
  model=()
}

speak_to_gemini() {
  export GEMINI_API_KEY=stand-in GOOGLE_GEMINI_BASE_URL=$1
  mkdir -p "$HOME/.gemini"
  cat >"$HOME/.gemini/settings.json" <<'END'
{
  "security": { "auth": { "selectedType": "gemini-api-key" } },
  "privacy": { "usageStatisticsEnabled": false },
  "general": { "enableAutoUpdate": false, "enableAutoUpdateNotification": false, "maxAttempts": 1 }
}
END
  model=(--model gemini-2.5-pro)
}

speak_to_pi() {
  export PI_OFFLINE=1
  mkdir -p "$HOME/.pi/agent"
  cat >"$HOME/.pi/agent/models.json" <<END
{
  "providers": {
    "outlive": {
      "baseUrl": "$1",
      "api": "anthropic-messages",
      "apiKey": "stand-in",
      "models": [{ "id": "stand-in", "cost": { "input": 3, "output": 15, "cacheRead": 0.3, "cacheWrite": 3.75 } }]
    }
  }
}
END
  model=(--model outlive/stand-in)
}

tool() {
  mkfifo "$SANDBOX/gate.$1"
  # Agents refuse a `sleep` by its name; a pipe that nobody writes to waits as well. A killed shell has no last words.
  cat >"$project/$1.sh" <<END
echo "\$\$" >>"$SANDBOX/$1.pids"
read -r word <"$SANDBOX/gate.$1"
echo "$1 has \$word"
echo "\$word" >"$SANDBOX/$1.finished"
END
}

# -------------------------------------------------------------------------------------------------------------- act

start_agent() {
  local name=$1
  shift
  task=$OUTLIVE_HOME/tasks/$name
  run --separate-stderr outlive run --name "$name" --agent "$agent" "${model[@]}" "$@"
  assert_success
}

reaches_tool() {
  wait_until has_lines "$SANDBOX/$1.pids" "${2-1}"
  tool_pid=$(sed -n "${2:-1}p" "$SANDBOX/$1.pids")
}

has_lines() { [ -f "$1" ] && [ "$(wc -l <"$1")" -ge "$2" ]; }

reaches_turn() { wait_until test -e "$SANDBOX/${2:-api}/turns/$1"; }

kill_process() {
  kill -KILL "$1"
  wait_until gone "$1"
}

# ------------------------------------------------------------------------------------------------------------- look

turn() { cat "$SANDBOX/${2:-api}/turns/$1"; }

turns() { find "$SANDBOX/${1:-api}/turns" -name '[0-9]*' | wc -l; }

said_in_order() {
  local number=$1
  shift
  turn "$number" | perl -e '
    my @lines = <STDIN>;
    for my $pattern (@ARGV) {
      my $line;
      do {
        $line = shift @lines;
        defined $line or die "not said, or not below what stands before it: $pattern\n";
      } until $line =~ /$pattern/;
    }' -- "$@"
}

completes() {
  run --separate-stderr outlive wait "$1" --timeout 120s
  assert_success
  assert_equal "$(state_of "$1")" completed
  wait_until nothing_runs
}

fails_with() {
  run --separate-stderr outlive wait "$2" --timeout 120s
  assert_failure "$1"
  assert_equal "$(state_of "$2")" failed
  wait_until nothing_runs
}

answers() {
  run --separate-stderr outlive result "$1"
  assert_success
  assert_equal "$output$stderr" "$2"
}

nothing_runs() {
  [ -z "$(marked_processes)" ] && ! wrapper_of && ! monitor_of && ! session_exists "$(value_of session_name)"
}
