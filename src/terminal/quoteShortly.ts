/** The longest quote of a given value, in characters. */
const longestQuote = 80

/** The value as JSON: printable, on one line, and cut where it is long. */
export const quoteShortly = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`
}
