/** As much of what somebody gave is shown in an answer. */
const longestQuote = 80

/** Printable, on one line, and not too long, whatever was given. */
export const quoteShortly = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`
}
