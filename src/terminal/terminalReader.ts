/** What a program asks its terminal, and what it changes in the keys that the terminal sends. */
export interface TerminalEvents {
  /** The terminal types these characters, as an answer. */
  readonly answer: (text: string) => void
  /** Whether arrow keys are sent in their application form (DECCKM). */
  readonly cursorKeys: (application: boolean) => void
}

/** Reads what a program writes to a terminal without a screen, as far as the program can ask about it. */
export interface TerminalReader {
  /** Takes the next chunk; its borders do not matter. */
  readonly push: (chunk: Uint8Array) => void
}

interface Cursor {
  readonly row: number
  readonly column: number
}

const home: Cursor = { row: 1, column: 1 }
const tabWidth = 8

const usualTabStops = (columns: number): ReadonlySet<number> =>
  new Set(Array.from({ length: Math.floor((columns - 1) / tabWidth) }, (_, index) => (index + 1) * tabWidth + 1))

/** Sequences are shorter than this. */
const mostParameters = 64

/**
 * A terminal of this size that tracks its cursor, so that requests for the position get the true answer. It follows text,
 * line ends, wrapping, and the sequences that move the cursor. Margins count only where the screen scrolls.
 *
 * Answered are the requests for the cursor's position (DSR 6), for the status (DSR 5) and for the kind of terminal (DA), a
 * VT102 as most are. (ECMA-48; https://invisible-island.net/xterm/ctlseqs/ctlseqs.html)
 */
export const makeTerminalReader = (columns: number, rows: number, events: TerminalEvents): TerminalReader => {
  const decoder = new TextDecoder()
  let cursor = home
  /** The saved cursor of the usual screen, and of the other one, which full-screen programs use. */
  const saved = { usual: home, other: home }
  let screen: keyof typeof saved = "usual"
  let tabStops = usualTabStops(columns)
  let wrapping = true
  let lastShown = 0
  let region = { top: 1, bottom: rows }
  /** The last column was written to, and the next character goes to the next line. */
  let wraps = false
  let state: "text" | "escape" | "intermediate" | "control" | "string" | "string escape" = "text"
  let parameters = ""

  const moveTo = (row: number, column: number) => {
    cursor = { row: Math.min(Math.max(row, 1), rows), column: Math.min(Math.max(column, 1), columns) }
    wraps = false
  }

  const nextLine = (column: number) => {
    const atBottom = cursor.row === region.bottom || cursor.row === rows
    cursor = { row: atBottom ? cursor.row : cursor.row + 1, column }
    wraps = false
  }

  const show = (width: number) => {
    if (width === 0) return
    if (wraps || cursor.column + width - 1 > columns) nextLine(1)
    lastShown = width
    const next = cursor.column + width
    wraps = wrapping && next > columns
    cursor = { ...cursor, column: Math.min(next, columns) }
  }

  /** DECSTR: resets the modes; the cursor stays. */
  const softReset = () => {
    saved[screen] = home
    region = { top: 1, bottom: rows }
    wrapping = true
    events.cursorKeys(false)
  }

  const reset = () => {
    softReset()
    cursor = home
    wraps = false
    tabStops = usualTabStops(columns)
  }

  const control = (character: string) => {
    if (character !== "\x1b") lastShown = 0
    switch (character) {
      case "\r":
        return moveTo(cursor.row, 1)
      case "\n":
      case "\v":
      case "\f":
        return nextLine(cursor.column)
      case "\b":
        return moveTo(cursor.row, cursor.column - 1)
      case "\t":
        return moveTo(cursor.row, [...tabStops].find((stop) => stop > cursor.column) ?? columns)
      case "\x1b":
        state = "escape"
    }
  }

  const escape = (character: string) => {
    state = "text"
    switch (character) {
      case "[":
        state = "control"
        parameters = ""
        return
      case "]":
      case "P":
      case "X":
      case "^":
      case "_":
      case "k":
        state = "string"
        return
      case "7":
        saved[screen] = cursor
        return
      case "8":
        return moveTo(saved[screen].row, saved[screen].column)
      case "H":
        tabStops = new Set([...tabStops, cursor.column].toSorted((one, other) => one - other))
        return
      case "D":
        return nextLine(cursor.column)
      case "E":
        return nextLine(1)
      case "M":
        return moveTo(cursor.row - (cursor.row === region.top ? 0 : 1), cursor.column)
      case "c":
        return reset()
      default:
        if (character >= " " && character <= "/") state = "intermediate"
    }
  }

  const privateMode = (modes: ReadonlyArray<string>, on: boolean) => {
    for (const mode of modes) {
      if (mode === "1") events.cursorKeys(on)
      if (mode === "7") wrapping = on
      // The cursor comes back with the usual screen.
      if (mode === "1049" && !on) screen = "usual"
      if (mode === "1048" || mode === "1049") {
        if (on) saved[screen] = cursor
        else moveTo(saved[screen].row, saved[screen].column)
      }
      if (mode === "1049" && on) screen = "other"
    }
  }

  const sequence = (final: string) => {
    // Only what came directly before can be repeated.
    const repeated = lastShown
    lastShown = 0
    if (parameters.startsWith("?")) {
      if (final === "h" || final === "l") privateMode(parameters.slice(1).split(";"), final === "h")
      return
    }
    if (parameters === "!" && final === "p") return softReset()
    if (/[<=> -/]/.test(parameters)) return
    const numbers = parameters.split(";").map((text) => (text === "" ? undefined : Number(text)))
    const [first, second] = numbers
    // A count of nothing is a count of one.
    const count = first || 1
    switch (final) {
      case "A":
        return moveTo(cursor.row - count, cursor.column)
      case "B":
      case "e":
        return moveTo(cursor.row + count, cursor.column)
      case "C":
      case "a":
        return moveTo(cursor.row, cursor.column + count)
      case "D":
        return moveTo(cursor.row, cursor.column - count)
      case "E":
        return moveTo(cursor.row + count, 1)
      case "F":
        return moveTo(cursor.row - count, 1)
      case "G":
      case "`":
        return moveTo(cursor.row, count)
      case "H":
      case "f":
        return moveTo(count, second || 1)
      case "I":
        for (let tab = 0; tab < Math.min(count, columns); tab++) control("\t")
        return
      case "L":
      case "M":
        return moveTo(cursor.row, 1)
      case "Z":
        for (let tab = 0; tab < Math.min(count, columns); tab++) {
          moveTo(cursor.row, [...tabStops].findLast((stop) => stop < cursor.column) ?? 1)
        }
        return
      case "b":
        for (let shown = 0; shown < Math.min(count, columns * rows); shown++) show(repeated)
        lastShown = 0
        return
      case "g":
        tabStops = first === 3 ? new Set() : new Set([...tabStops].filter((stop) => stop !== cursor.column))
        return
      case "d":
        return moveTo(count, cursor.column)
      case "r": {
        const bottom = Math.min(second || rows, rows)
        if (count >= bottom) return
        region = { top: count, bottom }
        return moveTo(1, 1)
      }
      case "s":
        saved[screen] = cursor
        return
      case "u":
        return moveTo(saved[screen].row, saved[screen].column)
      case "c":
        return events.answer("\x1b[?6c")
      case "n":
        if (first === 5) events.answer("\x1b[0n")
        if (first === 6) events.answer(`\x1b[${cursor.row};${cursor.column}R`)
    }
  }

  const take = (character: string) => {
    // CAN and SUB abort any sequence.
    if (character === "\x18" || character === "\x1a") {
      state = "text"
      return
    }
    switch (state) {
      case "text":
        if (character < " " || character === "\x7f") control(character)
        else show(character < "\x7f" ? 1 : Bun.stringWidth(character))
        return
      case "escape":
        return character === "\x1b" ? undefined : escape(character)
      case "intermediate":
        if (character < " " || character > "/") state = "text"
        return
      case "control":
        if (character >= "@" && character <= "~") {
          state = "text"
          sequence(character)
        } else if (character === "\x1b") state = "escape"
        else if (character < " ") control(character)
        else if (parameters.length < mostParameters) parameters += character
        // Too long for a sequence.
        else state = "text"
        return
      case "string":
        if (character === "\x07") state = "text"
        else if (character === "\x1b") state = "string escape"
        return
      case "string escape":
        state = "text"
        if (character !== "\\") escape(character)
    }
  }

  return {
    push: (chunk) => {
      for (const character of decoder.decode(chunk, { stream: true })) take(character)
    },
  }
}
