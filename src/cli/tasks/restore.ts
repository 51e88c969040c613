import * as Effect from "effect/Effect"

import { ownPath } from "../../os/process/ownPath.ts"
import { answer } from "../../os/terminal/console.ts"
import { printError } from "../../os/terminal/print.ts"
import { type Restored, restoreTasks } from "../../tasks/commands/resume.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import { toLine } from "../../words.ts"
import { documentLine } from "../words/document.ts"
import { describe } from "../words/errors.ts"
import { execute } from "../words/execute.ts"
import type { RestoreDocument, RestoredTask } from "./documents.schema.ts"

export interface RestoreFlags {
  readonly json: boolean
  readonly unit: boolean
}

/** Brings back every task that should be running; exits with 1 if one could not be brought back. */
export const restore = ({ json, unit }: RestoreFlags): Promise<number> => {
  const command = Effect.gen(function* () {
    if (unit) {
      yield* answer(unitFile())
      return 0
    }
    const restored = yield* restoreTasks
    const warnings = new Set(restored.flatMap((task) => (task.action === "resumed" ? task.warnings : [])))
    for (const warning of warnings) printError(`outlive restore: ${warning}`)
    if (json) yield* answer(documentLine<RestoreDocument>({ tasks: restored.map(asDocument) }))
    else yield* answer(restored.length === 0 ? "There are no tasks.\n" : restored.map(asLine).join(""))
    return restored.some(({ action }) => action === "failed") ? 1 : 0
  })
  return execute("outlive restore", onThisSystem(command), { json })
}

const reasonOf = (task: Restored): string | null => ("error" in task ? toLine(describe(task.error)) : null)

const asDocument = (task: Restored): RestoredTask => ({
  name: task.name,
  action: task.action,
  reason: reasonOf(task),
  warnings: task.action === "resumed" ? task.warnings : [],
})

const asLine = (task: Restored): string =>
  `${task.name}: ${[actionsInWords[task.action], reasonOf(task)].filter((part) => part !== null).join(": ")}\n`

const actionsInWords: Readonly<Record<Restored["action"], string>> = {
  resumed: "resumed",
  "already running": "already running",
  ended: "has ended, nothing to do",
  elsewhere: "left alone",
  failed: "not brought back",
}

/** Variables that decide where tasks are, and where their tmux server is. */
const placeVariables = ["OUTLIVE_HOME", "XDG_STATE_HOME", "TMUX_TMPDIR", "PATH"]

/**
 * A unit for the user's service manager. The service ends when the tasks are started. systemd then leaves the tasks
 * alone, even those that could not leave the control group (`KillMode=process`).
 */
const unitFile = (): string => {
  const variables = placeVariables.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [`Environment=${systemdWord(`${name}=${value}`)}\n`]
  })
  return `# systemctl --user enable outlive-restore.service, and once: loginctl enable-linger
[Unit]
Description=Brings back the tasks of outlive

[Service]
Type=oneshot
RemainAfterExit=yes
KillMode=process
${variables.join("")}ExecStart=${systemdWord(ownPath())} restore

[Install]
WantedBy=default.target
`
}

/** Quotes the text, and escapes what systemd would replace: specifiers, but here no variables. (systemd.exec(5)) */
const systemdWord = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")}"`
