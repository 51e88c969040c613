import { makePlainText } from "./plainText.ts"

/** What of `text` may be shown on a terminal: programs print whatever they read. */
export const printable = (text: string): string => {
  const filter = makePlainText()
  return Buffer.concat([Buffer.from(filter.push(Buffer.from(text))), Buffer.from(filter.end())]).toString()
}
