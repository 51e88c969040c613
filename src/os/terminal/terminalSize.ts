import { isTerminal, nodeTty } from "./isTerminal.ts"

/** The size of the terminal that stdout is; `undefined` where stdout is none, or the terminal does not tell. */
export const sizeOfTerminal = (): { readonly columns: number; readonly rows: number } | undefined => {
  if (!isTerminal(1)) return undefined
  const { columns, rows } = new (nodeTty().WriteStream)(1)
  return columns > 0 && rows > 0 ? { columns, rows } : undefined
}
