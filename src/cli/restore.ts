import * as Effect from "effect/Effect"

import { answer } from "../os/console.ts"
import { type Restored, restoreTasks } from "../tasks/resume.ts"
import { execute } from "./execute.ts"

export interface RestoreFlags {
  readonly json: boolean
  readonly unit: boolean
}

/** Brings back what should be running; exits with 1 where something could not be brought back. */
export const restore = ({ json, unit }: RestoreFlags): Promise<number> => {
  const command = Effect.gen(function* () {
    if (unit) {
      yield* answer(unitFile())
      return 0
    }
    const restored = yield* restoreTasks
    if (json) yield* answer(`${JSON.stringify({ tasks: restored })}\n`)
    else yield* answer(restored.length === 0 ? "There are no tasks.\n" : restored.map(asLine).join(""))
    return restored.some(({ action }) => action === "failed") ? 1 : 0
  })
  return execute("outlive restore", command, { json })
}

const asLine = ({ action, name, reason }: Restored): string =>
  `${name}: ${action}${reason === null ? "" : `: ${reason}`}\n`

/** Variables that decide where tasks are, and where their tmux server is. */
const placeVariables = ["OUTLIVE_HOME", "XDG_STATE_HOME", "TMUX_TMPDIR", "PATH"]

/**
 * A unit for the user's service manager. The service is over when the tasks are started, and what it has started is left
 * alone (`KillMode=none` for those that could not leave its control group).
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
KillMode=none
${variables.join("")}ExecStart=${systemdWord(process.execPath)} restore

[Install]
WantedBy=default.target
`
}

/** In quotes, and without the specifiers and variables that systemd would fill in. (systemd.syntax(7), systemd.service(5)) */
const systemdWord = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%").replaceAll("$", "$$$$")}"`
