import { writeSync } from "node:fs"

import { isTerminal } from "../../os/terminal/isTerminal.ts"
import { sizeOfTerminal } from "../../os/terminal/terminalSize.ts"

/** Whether stdout is a terminal that shows colours, and the user allows them. (https://no-color.org) */
const hasColours = (): boolean =>
  isTerminal(1) && !process.env["NO_COLOR"] && (process.env["TERM"] ?? "dumb") !== "dumb"

const styled =
  (code: number) =>
  (text: string): string =>
    hasColours() ? `\x1b[${code}m${text}\x1b[0m` : text

export const bold = styled(1)
export const dim = styled(2)
export const red = styled(31)
export const green = styled(32)
export const yellow = styled(33)

/** Writes the text to the terminal as it is, without a line end. */
export const writeTerminal = (text: string): void => {
  try {
    writeSync(1, text)
  } catch {
    // The terminal is gone, and its reader with it.
  }
}

/** The columns of the terminal; 80 where stdout is none. */
export const terminalColumns = (): number => sizeOfTerminal()?.columns ?? 80

/** The columns of a table: those of the terminal, or no limit where a program reads it. */
export const tableColumns = (): number => (isTerminal(1) ? terminalColumns() : Number.POSITIVE_INFINITY)

/** `text` in at most so many columns, with dots where it is cut. */
export const fit = (text: string, columns: number): string => {
  if (Bun.stringWidth(text) <= columns) return text
  let cut = ""
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (Bun.stringWidth(cut + segment) > Math.max(columns - 3, 0)) break
    cut += segment
  }
  return `${cut}${".".repeat(Math.max(Math.min(columns, 3), 0))}`
}

/** `text` with spaces up to so many columns. */
export const pad = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(columns - Bun.stringWidth(text), 0))
