/** What a shell takes for the end of a command: `|`, `;`, `&`, a line's end. */
const commandEnd = /^(?:[|;&\n]|\d*[<>])/

/** A long word keeps its two ends. */
const longestWord = 48

/**
 * A command's short name in a list: its verb and the first word after it that is no flag, as `npm run` for
 * `npm run build`. A command without words is its own name.
 */
export const commandName = (command: string): string => {
  const [verb, ...others] = firstCommand(command)
  if (verb === undefined) return shorten(command)
  const target = others.find((word) => !word.startsWith("-")) ?? others[0]
  return [verb, ...(target === undefined ? [] : [target])].map(shorten).join(" ")
}

/** The words of the first command, unquoted; the assignments before it are left out. */
const firstCommand = (command: string): ReadonlyArray<string> => {
  const words: Array<string> = []
  // A backslash at a line's end continues it.
  let rest = command.replaceAll("\\\n", " ").trimStart()
  while (rest !== "" && !commandEnd.test(rest)) {
    const [word = ""] = /^(?:[^\s"'|;&<>\\]|\\[^]|"(?:\\[^]|[^"\\])*"|'[^']*'|["'\\])+/.exec(rest) ?? []
    rest = rest.slice(word.length).replace(/^[^\S\n]+/, "")
    const isAssignment = words.length === 0 && /^[A-Za-z_]\w*=/.test(word)
    if (!isAssignment) words.push(withoutQuotes(word))
  }
  return words.filter((word) => shorten(word) !== "")
}

const withoutQuotes = (word: string): string =>
  word.replace(
    /"((?:\\[^]|[^"\\])*)"|'([^']*)'|\\([^])/g,
    (_, double?: string, single?: string, escaped?: string) =>
      single ?? escaped ?? double?.replace(/\\(["$\\`])/g, "$1") ?? "",
  )

/** On one line, and not too long. */
const shorten = (word: string): string => {
  const characters = [...word.replaceAll(/[\s\p{Cc}]+/gu, " ").trim()]
  if (characters.length <= longestWord) return characters.join("")
  const half = Math.floor((longestWord - 1) / 2)
  return [...characters.slice(0, half), "…", ...characters.slice(-half)].join("")
}
