import { basename } from "node:path"

import { inspectProcess, wordsOf } from "../../os/process/processes.ts"
import { lineModeOf } from "../../os/terminal/lineMode.ts"
import { unreadInput } from "../../os/terminal/unreadInput.ts"
import { type Pane, readRow } from "../../tmux/panes.ts"
import type { Session } from "../session.ts"

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
 * their prompt: they take the terminal out of its line mode for that, and echo keys themselves, and only then; of those
 * that do not, the text before the cursor tells.
 */
export const isIdle = (session: Session & { readonly pane: Pane }): boolean => {
  const { kept, pane } = session
  const phase = kept?.state?.phase
  const shell = phase?._tag === "Running" ? phase.program.pid : pane.processId
  const [program = "", ...words] = wordsOf(shell)
  const name = basename(program).replace(/^-/, "")
  if (!shells.has(name) || words.some(isScript)) return false
  const facts = inspectProcess(shell)
  if (facts === undefined || facts.foregroundGroup !== facts.group) return false
  // Somebody has typed what it has still to read.
  if (unreadInput(pane.terminal) > 0) return false
  const beforeCursor = readRow(session, pane.cursor.row).slice(0, pane.cursor.column)
  if (beforeCursor.trim() === "") return false
  const { echoes, isLineByLine } = lineModeOf(pane.terminal)
  return (!isLineByLine && !echoes) || (isLineByLine && plainShells.has(name) && promptEnd.test(beforeCursor))
}

/** A shell that was given a command or a file reads no commands from people; but for a file of settings. */
const isScript = (word: string, index: number, words: ReadonlyArray<string>): boolean =>
  /^-[a-z]*c$/.test(word) ||
  (!/^[-+]/.test(word) && !/^(?:--(?:rcfile|init-file)|[-+][oO])$/.test(words[index - 1] ?? ""))
