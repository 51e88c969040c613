import { basename } from "node:path"

import { judge } from "../../os/process/identity.ts"
import { inspectProcess, wordsOf } from "../../os/process/processes.ts"
import { lineModeOf } from "../../os/terminal/lineMode.ts"
import { unreadInput } from "../../os/terminal/unreadInput.ts"
import { type Pane, readRow } from "../../tmux/panes.ts"
import type { Session } from "../session.ts"

/** Programs that read commands from users. */
const shells = new Set([
  ...["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "csh", "tcsh", "nu", "xonsh", "elvish", "pwsh"],
])

/** Shells that may leave the editing of the line to the terminal. */
const plainShells = new Set(["sh", "dash", "ash", "ksh"])

/** The last characters of a prompt; the rest of it is anything. */
const promptEnd = /[$#%>❯›»λ➜]\s*$/u

/**
 * Whether the session's shell waits for a command: it is in the foreground of its pane, and shows a prompt.
 *
 * A shell that runs a loop or `read` in itself is in the foreground too. Most shells edit the line at their prompt: only
 * then do they turn off the terminal's line mode and echo. For the plain ones the text before the cursor tells.
 */
export const isIdle = (session: Session & { readonly pane: Pane }): boolean => {
  const { kept, pane } = session
  const phase = kept?.state?.phase
  const judgement = phase?._tag === "Running" ? judge(phase.program) : undefined
  const shell = judgement?._tag === "Alive" ? judgement.pid : pane.processId
  const [program = "", ...words] = wordsOf(shell)
  const name = basename(program).replace(/^-/, "")
  if (!shells.has(name) || words.some(isScript)) return false
  const facts = inspectProcess(shell)
  if (facts === undefined || facts.foregroundGroup !== facts.group) return false
  // The shell has still to read what was typed.
  if (unreadInput(pane.terminal) > 0) return false
  const beforeCursor = readRow(session, pane.cursor.row).slice(0, pane.cursor.column)
  if (beforeCursor.trim() === "") return false
  const { echoes, isLineByLine } = lineModeOf(pane.terminal)
  return (!isLineByLine && !echoes) || (isLineByLine && plainShells.has(name) && promptEnd.test(beforeCursor))
}

/** A shell that was given a command or a script reads no commands from users. A file of settings is no script. */
const isScript = (word: string, index: number, words: ReadonlyArray<string>): boolean =>
  /^-[a-z]*c$/.test(word) ||
  (!/^[-+]/.test(word) && !/^(?:--(?:rcfile|init-file)|[-+][oO])$/.test(words[index - 1] ?? ""))
