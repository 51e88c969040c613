/** What a shell takes for the end of a command: `|`, `;`, `&`, a line's end. */
const commandEnd = /^(?:[|;&\n]|\d*[<>])/

/** A long target keeps its two ends. */
const longestTarget = 48

/**
 * A short name for a command, to know it by in a list: its verb, and the first word after it that is no flag, as `npm run`
 * for `npm run build`. `undefined` for a command that has no words.
 */
export const commandName = (command: string): string | undefined => {
  const [verb, ...others] = firstCommand(command)
  if (verb === undefined) return undefined
  const target = others.find((word) => !word.startsWith("-")) ?? others[0]
  return target === undefined ? verb : `${verb} ${shorten(target)}`
}

/** The words of the first command, without their quotes; variables that are set for it are no words of it. */
const firstCommand = (command: string): ReadonlyArray<string> => {
  const words: Array<string> = []
  let rest = command.trimStart()
  while (rest !== "" && !commandEnd.test(rest)) {
    const [word = ""] = /^(?:[^\s"'|;&<>\\]|\\[^]|"(?:\\[^]|[^"\\])*"|'[^']*'|["'\\])+/.exec(rest) ?? []
    rest = rest.slice(word.length).replace(/^[^\S\n]+/, "")
    const isAssignment = words.length === 0 && /^[A-Za-z_]\w*=/.test(word)
    if (!isAssignment) words.push(withoutQuotes(word))
  }
  return words.filter((word) => word !== "")
}

const withoutQuotes = (word: string): string =>
  word.replace(
    /"((?:\\[^]|[^"\\])*)"|'([^']*)'|\\([^])/g,
    (_, double?: string, single?: string, escaped?: string) =>
      single ?? escaped ?? double?.replace(/\\([^])/g, "$1") ?? "",
  )

const shorten = (target: string): string => {
  const characters = [...target.replaceAll(/\s+/g, " ")]
  if (characters.length <= longestTarget) return characters.join("")
  const half = Math.floor((longestTarget - 1) / 2)
  return [...characters.slice(0, half), "…", ...characters.slice(-half)].join("")
}
