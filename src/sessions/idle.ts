import { basename } from "node:path"

import { isInLineMode } from "../os/lineMode.ts"
import { inspectProcess } from "../os/processes.ts"
import { type Pane, readRow } from "../tmux/panes.ts"
import type { Session } from "./session.ts"

/** Programs that read commands from people. */
const shells = new Set([
  ...["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "csh", "tcsh", "nu", "xonsh", "elvish", "pwsh"],
])

/** Those that never edit the line themselves, but leave that to the terminal. */
const plainShells = new Set(["sh", "dash", "ash", "ksh"])

/** The last characters of a prompt; the rest of it is anything. */
const promptEnd = /[$#%>❯›»λ➜]\s*$/u

/**
 * Whether the session's shell waits for a command: it is in the foreground of its pane, and shows a prompt.
 *
 * A shell that runs something in itself, as a loop or `read`, is in the foreground too. Most edit the line that is typed at
 * their prompt, and take the terminal out of its line mode for that and only then; of those that do not, the text before
 * the cursor tells.
 */
export const isIdle = (session: Session & { readonly pane: Pane }): boolean => {
  const { kept, pane } = session
  const program = basename(pane.program).replace(/^-/, "")
  if (!shells.has(program)) return false
  const phase = kept?.state?.phase
  const shell = inspectProcess(phase?._tag === "Running" ? phase.program.pid : pane.processId)
  if (shell === undefined || shell.foregroundGroup !== shell.group) return false
  const beforeCursor = readRow(session, pane.cursor.row).slice(0, pane.cursor.column)
  if (beforeCursor.trim() === "") return false
  return !isInLineMode(pane.terminal) || (plainShells.has(program) && promptEnd.test(beforeCursor))
}
