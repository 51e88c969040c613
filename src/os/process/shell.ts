const needsNoQuotes = /^[A-Za-z0-9_@%+=:,./-]+$/

/** `text` as one word of a command for `sh -c`. */
export const quoteForCommand = (text: string): string =>
  needsNoQuotes.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/**
 * `text` as one word for a shell that it is typed into.
 *
 * Control characters are spelled out, since a terminal would act on them: a tab completes, a newline enters.
 */
export const quoteForShell = (text: string): string => {
  const control = /[\x00-\x1f\x7f]/
  if (!control.test(text)) return quoteForCommand(text)
  const spelled = text
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'")
    .replace(/[\x00-\x1f\x7f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`)
  return `$'${spelled}'`
}
