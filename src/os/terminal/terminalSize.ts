import { isatty, WriteStream } from "node:tty"

/** The size of the terminal that stdout is; `undefined` where it is none, or does not tell. */
export const sizeOfTerminal = (): { readonly columns: number; readonly rows: number } | undefined => {
  if (!isatty(1)) return undefined
  const { columns, rows } = new WriteStream(1)
  return columns > 0 && rows > 0 ? { columns, rows } : undefined
}
