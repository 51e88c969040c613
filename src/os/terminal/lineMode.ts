import { askProgram } from "../process/run.ts"

/** How long stty may take; a terminal may block it. */
const sttySeconds = 2

/** What a terminal does with keys by itself. */
export interface LineMode {
  /** It hands on whole lines, and edits them; otherwise a program gets every key. */
  readonly isLineByLine: boolean
  /** It shows what is typed. */
  readonly echoes: boolean
  /**
   * Somebody edits the line that is typed: the terminal, or the program, which then takes Enter or the keys of signals in its
   * own way. A shell without an editor does neither, in a terminal that some program has left in another mode.
   */
  readonly isEdited: boolean
}

/** The mode of the terminal device; a terminal's default mode where it cannot be asked. */
export const lineModeOf = (terminal: string): LineMode => {
  const answer = askProgram("sh", ["-c", 'stty -a <"$1"', "sh", terminal], sttySeconds)
  const settings = typeof answer === "string" ? "" : answer.stdout
  const has = (setting: string) => new RegExp(`(^|\\s)${setting}(;|\\s|$)`, "m").test(settings)
  const isLineByLine = !has("-icanon")
  return {
    isLineByLine,
    echoes: !has("-echo"),
    isEdited: isLineByLine || has("-icrnl") || has("-isig") || has("inlcr"),
  }
}
