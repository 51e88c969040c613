import { askProgram } from "../process/run.ts"

/** How long stty may take; a terminal may block it. */
const sttySeconds = 2

/** What a terminal does with keys by itself. */
export interface LineMode {
  /** It hands on whole lines, and edits them; otherwise a program gets every key. */
  readonly isLineByLine: boolean
  /** It shows what is typed. */
  readonly echoes: boolean
}

/** The mode of the terminal device; a terminal's default mode where it cannot be asked. */
export const lineModeOf = (terminal: string): LineMode => {
  const answer = askProgram("sh", ["-c", 'stty -a <"$1"', "sh", terminal], sttySeconds)
  const settings = typeof answer === "string" ? "" : answer.stdout
  return { isLineByLine: !/(^|\s)-icanon\b/.test(settings), echoes: !/(^|\s)-echo\b/.test(settings) }
}
