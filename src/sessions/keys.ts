/** The names that tmux has for keys, in the spelling of its manual. (tmux(1), KEY BINDINGS) */
export const keyNames: ReadonlyArray<string> = [
  ...["Up", "Down", "Left", "Right", "Home", "End", "PageUp", "PPage", "PgUp", "PageDown", "NPage", "PgDn"],
  ...["Enter", "Escape", "Space", "Tab", "BTab", "BSpace", "DC", "Delete", "IC", "Insert"],
  ...["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12"],
  ...[
    "KP/",
    "KP*",
    "KP-",
    "KP+",
    "KP.",
    "KPEnter",
    "KP0",
    "KP1",
    "KP2",
    "KP3",
    "KP4",
    "KP5",
    "KP6",
    "KP7",
    "KP8",
    "KP9",
  ],
]

const known = new Set(keyNames.map((name) => name.toLowerCase()))

/** The modifiers before a key: `C-`, `M-`, `S-`, each once, in any order; `^` is `C-`. */
const modifiers = /^(?:\^|(?:[CMS]-){1,3})(?=.)/i

/**
 * Whether tmux reads `word` as one key: a name, or a character, with or without modifiers. It types any other word letter
 * by letter.
 */
export const isKey = (word: string): boolean => {
  const key = word.replace(modifiers, "")
  return [...key].length === 1 || known.has(key.toLowerCase())
}
