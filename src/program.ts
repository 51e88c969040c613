/** A link named `wrapper` or `monitor`, with or without `.sh`, is that program; otherwise the first word says. */
export const programOf = (
  calledAs: string,
  words: ReadonlyArray<string>,
): readonly [name: string | undefined, parameters: ReadonlyArray<string>] => {
  const linkName = calledAs.slice(calledAs.lastIndexOf("/") + 1).replace(/\.sh$/, "")
  return linkName === "wrapper" || linkName === "monitor" ? [linkName, words] : [words[0], words.slice(1)]
}
