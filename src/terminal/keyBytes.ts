const ESC = "\x1b"

type Table<Value> = Readonly<Record<string, Value>>

/** The table's value for a word, which may be any text, `toString` too. */
const look = <Value>(table: Table<Value>, word: string): Value | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined

/** Keys that send a character, or a few. Alt puts an escape before them; with control they do not exist. */
const characters: Table<string> = {
  enter: "\r",
  return: "\r",
  tab: "\t",
  btab: `${ESC}[Z`,
  escape: ESC,
  esc: ESC,
  space: " ",
  bspace: "\x7f",
  backspace: "\x7f",
}

/** Keys that end in a letter: `CSI A`, with modifiers `CSI 1;M A`, and `SS3 A` where a program has asked for that. */
const cursorKeys: Table<string> = {
  up: "A",
  down: "B",
  right: "C",
  left: "D",
  home: "H",
  end: "F",
}

/** The first four function keys: `SS3 P`, with modifiers `CSI 1;M P`. */
const firstFunctionKeys: Table<string> = { f1: "P", f2: "Q", f3: "R", f4: "S" }

/** Keys with a number: `CSI N ~`, with modifiers `CSI N;M ~`. */
const numberedKeys: Table<number> = {
  ...{ insert: 2, ic: 2, delete: 3, del: 3, dc: 3 },
  ...{ pageup: 5, pgup: 5, ppage: 5, pagedown: 6, pgdn: 6, npage: 6 },
  ...{ f5: 15, f6: 17, f7: 18, f8: 19, f9: 20, f10: 21, f11: 23, f12: 24 },
}

/** Keys of the number pad, where it sends what is printed on it. */
const padKeys: Table<string> = {
  ...{ "kp/": "/", "kp*": "*", "kp-": "-", "kp+": "+", "kp.": ".", kpenter: "\r" },
  ...Object.fromEntries([..."0123456789"].map((digit) => [`kp${digit}`, digit])),
}

/** `C-`, `M-` and `S-` in any order; `^` is `C-`. */
const prefix = /^(?:\^|(?:[CMS]-)+)(?=.)/i

/** The characters that a key sends, or why it cannot be sent; `key` is its name without modifiers. */
export type Key =
  | { readonly _tag: "Bytes"; readonly text: string }
  | { readonly _tag: "NoKey"; readonly key: string; readonly fault: KeyFault }

/** Terminals send this key without modifiers only; no key has this name; or control does not go with this character. */
export type KeyFault = "sent alone" | "unknown" | "without control"

const bytes = (text: string): Key => ({ _tag: "Bytes", text })

const noKey = (key: string, fault: KeyFault): Key => ({ _tag: "NoKey", key, fault })

/**
 * What a terminal sends for a key. Names are tmux's and the common ones; modifiers are written `C-c`, `M-x`, `S-Up`. A word
 * that names no key and has no modifiers is typed as it is.
 *
 * `applicationCursorKeys`: the program has asked for the other form of the arrow keys (DECCKM).
 * (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, "PC-Style Function Keys")
 */
export const keyBytes = (word: string, applicationCursorKeys: boolean): Key => {
  const [modifiers = ""] = prefix.exec(word) ?? []
  const name = word.slice(modifiers.length)
  const key = name.toLowerCase()
  const control = /c-|\^/i.test(modifiers)
  const alt = /m-/i.test(modifiers)
  const shift = /s-/i.test(modifiers)
  // How terminals number modifiers in a sequence.
  const number = 1 + (shift ? 1 : 0) + (alt ? 2 : 0) + (control ? 4 : 0)
  const withAlt = (text: string): Key => bytes(alt ? ESC + text : text)

  if (key === "tab" && shift) return withAlt(`${ESC}[Z`)
  if (key === "space" && control) return withAlt("\0")
  const character = look(characters, key) ?? look(padKeys, key)
  if (character !== undefined) {
    return control || (shift && key !== "btab") ? noKey(name, "sent alone") : withAlt(character)
  }
  const letter = look(cursorKeys, key)
  if (letter !== undefined) {
    if (number > 1) return bytes(`${ESC}[1;${number}${letter}`)
    return bytes(`${ESC}${applicationCursorKeys ? "O" : "["}${letter}`)
  }
  const function4 = look(firstFunctionKeys, key)
  if (function4 !== undefined) return bytes(number > 1 ? `${ESC}[1;${number}${function4}` : `${ESC}O${function4}`)
  const numbered = look(numberedKeys, key)
  if (numbered !== undefined) return bytes(`${ESC}[${numbered}${number > 1 ? `;${number}` : ""}~`)

  if ([...name].length === 1) {
    const shifted = shift ? name.toUpperCase() : name
    if (!control) return withAlt(shifted)
    const controlled = controlCharacter(name)
    return controlled === undefined ? noKey(name, "without control") : withAlt(controlled)
  }
  return modifiers === "" ? bytes(word) : noKey(name, "unknown")
}

/** `C-a` to `C-z`, and the few others that ASCII has. */
const controlCharacter = (name: string): string | undefined => {
  if (name === "?") return "\x7f"
  const code = name.toUpperCase().charCodeAt(0)
  return code >= 64 && code <= 95 ? String.fromCharCode(code - 64) : undefined
}

/** A byte in hexadecimal digits, one or two, with or without `0x`. */
export const hexByte = (given: string): number | undefined =>
  /^(?:0x)?[0-9a-f]{1,2}$/i.test(given) ? Number.parseInt(given.replace(/^0x/i, ""), 16) : undefined

/** Pasted text as a terminal sends it. `bracketed`: the program has asked for marks around it. */
export const pasteBytes = (text: string, bracketed: boolean): string => {
  if (!bracketed) return text
  const end = `${ESC}[201~`
  // An end mark in the text would end the paste early. Removing one may form another.
  let inside = text
  while (inside.includes(end)) inside = inside.replaceAll(end, "")
  return `${ESC}[200~${inside}${end}`
}

/**
 * The keys that end the input of a program that reads lines, after this last byte: one Ctrl-D at the start of a line, two
 * elsewhere, since the first only hands on the unfinished line.
 */
export const endOfInput = (lastByte: number | undefined): string =>
  lastByte === undefined || lastByte === 10 || lastByte === 13 ? "\x04" : "\x04\x04"
