/** Keys that tmux presses with any modifiers. (tmux(1), KEY BINDINGS) */
const freeKeys = [
  ...["Up", "Down", "Left", "Right", "Home", "End", "PageUp", "PPage", "PgUp", "PageDown", "NPage", "PgDn"],
  ...["DC", "Delete", "IC", "Insert"],
  ...["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12"],
]

/** Keys that are a character. `M-` puts an escape before it; most terminals do not know them with other modifiers. */
const characterKeys = ["Enter", "Escape", "Space", "Tab", "BTab", "BSpace"]

/** Keys of the number pad. */
const padKeys = [
  ...["KP/", "KP*", "KP-", "KP+", "KP.", "KPEnter", "KP0", "KP1", "KP2", "KP3", "KP4", "KP5", "KP6", "KP7", "KP8"],
  "KP9",
]

/** The names that tmux has for keys. */
export const keyNames: ReadonlyArray<string> = [...freeKeys, ...characterKeys, ...padKeys]

const lowerCased = (names: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(names.map((name) => name.toLowerCase()))

const free = lowerCased(freeKeys)
const character = lowerCased(characterKeys)
const pad = lowerCased(padKeys)

/** The modifiers before a key: `C-`, `M-`, `S-`, in any order; `^` is `C-`. */
const modifiers = /^(?:\^|(?:[CMS]-){1,3})(?=.)/i

/** Common names of keys, in small letters, and tmux's names for the same keys. */
const otherNames: Readonly<Record<string, string>> = {
  esc: "Escape",
  return: "Enter",
  ret: "Enter",
  backspace: "BSpace",
  bs: "BSpace",
  del: "Delete",
  ins: "Insert",
  spc: "Space",
  pgdown: "PageDown",
}

/** tmux's name for a key by its common name; `undefined` where the word is none. */
export const tmuxNameOf = (word: string): string | undefined => otherNames[word.toLowerCase()]

/** The word as tmux knows it: `S-Tab` is `BTab` there. */
export const asTmuxNamesIt = (word: string): string => (/^S-Tab$/i.test(word) ? "BTab" : word)

/**
 * Whether tmux presses `word` as one key: a name or a character, with modifiers that exist for it. Any other word tmux
 * types letter by letter, or ignores.
 */
export const isKey = (word: string): boolean => {
  const name = asTmuxNamesIt(word)
  const [prefix = ""] = modifiers.exec(name) ?? []
  const key = name.slice(prefix.length).toLowerCase()
  const withControl = /C-|\^/i.test(prefix)
  const withShift = /S-/i.test(prefix)
  if (free.has(key)) return true
  if (pad.has(key)) return !withControl && !withShift
  if (character.has(key)) return !withShift && (!withControl || key === "space")
  // Shift makes another character, and control goes only with these.
  return [...key].length === 1 && !withShift && (!withControl || /^[a-z@[\\\]^_?/26-]$/.test(key))
}
