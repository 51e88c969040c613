#!/usr/bin/env bats
# A new agent is a folder in src/tasks/agents and an entry in agents.ts: everything else knows it from there. The binary
# under test is built from the source with one more agent, `parrot`.
# shellcheck disable=SC2154 # `run` sets stderr; launched.bash sets the others

setup_file() {
  local checkout=${BATS_TEST_DIRNAME%/tests/*} source=$BATS_FILE_TMPDIR/project
  mkdir -p "$source"
  mkdir "$source/docs"
  cp -R "$checkout"/{src,scripts,package.json,bun.lock,tsconfig.json} "$source"
  cp -R "$checkout/docs/schemas" "$source/docs"
  ln -s "$checkout/node_modules" "$source/node_modules"
  mkdir "$source/src/tasks/agents/parrot"
  cat >"$source/src/tasks/agents/parrot/agent.ts" <<'END'
import { join } from "node:path"

import type { Agent, Assignment } from "../agent.ts"

const memory = "parrot.memory"

export const parrot: Agent = {
  name: "parrot",
  displayName: "Parrot",
  executable: "parrot",
  installation: "go to the tropics",
  permissionModes: ["skip", "caged"],
  conversations: "told",
  start: (assignment) => ["begin", ...common(assignment)],
  resume: (assignment, conversation) => ["again", conversation, ...common(assignment)],
  events: async () => (await import("./events.ts")).readEvent,
  judge: (exitCode) => ({ exitCode, hopeless: exitCode === 9 }),
  idleShare: 0.01,
  environment: { PARROT_PERCH: "high" },
  models: { green: "amazona-aestiva" },
  files: [memory],
  caveat: ({ environment }) =>
    environment["PARROT_CAGE"] === undefined ? { found: "may fly away", hint: "set PARROT_CAGE" } : undefined,
}

const common = ({ directory, model, permissions }: Assignment): ReadonlyArray<string> => [
  join(directory, memory),
  permissions,
  ...(model === undefined ? [] : [model]),
]
END
  cat >"$source/src/tasks/agents/parrot/events.schema.ts" <<'END'
import * as Schema from "effect/Schema"

export const Line = Schema.Union(
  Schema.Struct({ hatched: Schema.String }),
  Schema.Struct({ squawk: Schema.String }),
  Schema.Struct({ asleep: Schema.Boolean }),
)
export type Line = typeof Line.Type

export const records = { Line }
END
  cat >"$source/src/tasks/agents/parrot/events.ts" <<'END'
import type { EventReader } from "../agent.ts"
import { unknownFacts } from "../event.ts"
import { readerOf } from "../reading.ts"
import { isLine } from "./events.validators.ts"

export const readEvent: EventReader = readerOf(isLine, (line) => {
  if ("hatched" in line) return [{ _tag: "Began", conversation: line.hatched, model: undefined }]
  if ("squawk" in line) return [{ _tag: "Said", text: line.squawk, continues: false }]
  return [{ _tag: "Answered", failed: !line.asleep, text: undefined, ...unknownFacts }]
})
END
  perl -pi -e 's/^(export const agents\b.*), command\]/$1, parrot, command]/; $. == 1 and print "import { parrot } from \"./parrot/agent.ts\"\n"' \
    "$source/src/tasks/agents/agents.ts"
  "$source/scripts/generate"
  "$source/scripts/build"
  export OUTLIVE=$source/dist/outlive
}

setup() {
  load ../support/launched && launched_begin
}

teardown() {
  launched_end
}

# A parrot that puts its arguments on record, squawks, dies once, and answers when it is called again.
parrot_lives() {
  program parrot <<END
#!$BASH
cat >>'$SANDBOX/heard'
printf '%s|' "\$PARROT_PERCH" "\$@" >>'$SANDBOX/parrot.calls'
echo >>'$SANDBOX/parrot.calls'
for word in "\$@"; do case \$word in */parrot.memory) echo nuts >>"\$word" ;; esac; done
echo '{"hatched":"polly"}'
echo '{"squawk":"hello"}'
[ "\$1" = again ] || kill -KILL \$\$
echo '{"squawk":"pretty bird"}'
echo '{"asleep":true}'
END
}

@test "help and usage errors know it" {
  run outlive run --help
  assert_line --partial 'AGENT: claude (default), codex, opencode, gemini, pi or parrot'
  run outlive run --name demo --agent parot --prompt x
  assert_failure 2
  assert_output --partial 'did you mean parrot?'
  run outlive run --name demo --agent parrot --permissions plan --prompt x
  assert_failure 2
  assert_output --partial 'there are skip, caged'
}

@test "without its program, it says how to get it" {
  run outlive doctor
  assert_line --regexp '^note +agent parrot +not on PATH'
  assert_line --partial 'go to the tropics'
  run outlive run --name demo --agent parrot --prompt x
  assert_failure 1
  assert_output --partial 'go to the tropics'
}

@test "doctor finds it, and tells what may keep it from working" {
  parrot_lives
  run outlive doctor
  assert_line --regexp "^ok +agent parrot +$SANDBOX/bin/parrot"
  assert_line --regexp '^note +agent parrot +may fly away'
  assert_line --partial 'set PARROT_CAGE'
  PARROT_CAGE=golden run outlive doctor
  refute_output --partial 'may fly away'
}

@test "it is started, resumed in its conversation, shown and removed with its files" {
  parrot_lives
  mkdir "$SANDBOX/mine"
  launch demo --agent parrot --model green --permissions caged --task-dir "$SANDBOX/mine/task"
  task=$SANDBOX/mine/task
  wait_for demo
  assert_success
  assert_equal "$(<"$SANDBOX/parrot.calls")" "high|begin|$task/parrot.memory|caged|amazona-aestiva|
high|again|polly|$task/parrot.memory|caged|amazona-aestiva|"
  assert_equal "$(outlive result demo)" 'pretty bird'
  run outlive status demo
  assert_output --partial parrot
  assert_equal "$(value_of session_name)" parrot-demo
  run outlive logs demo
  assert_line '[conversation polly]'
  assert_line hello
  wait_until put_away
  assert_regex "$(events_told)" 'Parrot'
  [ -e "$task/parrot.memory" ]
  outlive prune --older-than 0
  [ ! -e "$task" ]
}

@test "an agent is not started again after an error that it calls hopeless" {
  program parrot <<<$'#!/bin/sh\nexit 9'
  launch demo --agent parrot --resume-on failure
  wait_for demo
  assert_failure 9
  assert_equal "$(value_of retry_count)" ''
}
