import { makePlainText } from "./plainText.ts"

/** `text` without control sequences: what a program prints may hold any. */
export const printable = (text: string): string => {
  const filter = makePlainText()
  return Buffer.concat([Buffer.from(filter.push(Buffer.from(text))), Buffer.from(filter.end())]).toString()
}
