import { printable } from "../terminal/printable.ts"
import { bold, fit, pad } from "./terminal.ts"

/** A column of a table. */
export interface Column<Row> {
  readonly title: string
  /** The widest that it gets. */
  readonly most: number
  /** Where the terminal is narrow, those with a number give way: the highest first. */
  readonly givesWay?: number
  /** It gives way as a whole: a part of it would say something else. */
  readonly isWhole?: boolean
  readonly of: (row: Row) => string
  readonly style?: (row: Row, cell: string) => string
}

const gap = 2

/** A column that gives way is left as wide as this. */
const leastWidth = 5

/** A table for people that fits `width` columns, with what `remarksOf` has to say below each row. */
export const tableOf = <Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: ReadonlyArray<Row>,
  remarksOf: (row: Row, width: number) => ReadonlyArray<string>,
  width: number,
): string => {
  const cells = rows.map((row) => columns.map(({ of }) => printable(of(row))))
  const wanted = columns.map(({ most, title }, index) =>
    Math.min(most, Math.max(title.length, ...cells.map((row) => Bun.stringWidth(row[index] ?? "")))),
  )
  const widths = narrowed(columns, wanted, width)
  const line = (texts: ReadonlyArray<string>, style: (cell: string, index: number) => string) =>
    texts
      .flatMap((text, index) => {
        const columnWidth = widths[index] ?? 0
        return columnWidth === 0 ? [] : [style(pad(fit(text, columnWidth), columnWidth), index)]
      })
      .join(" ".repeat(gap))
      .trimEnd()
  const heading = bold(
    line(
      columns.map(({ title }) => title),
      (cell) => cell,
    ),
  )
  const body = rows.flatMap((row, number) => [
    line(cells[number] ?? [], (cell, index) => columns[index]?.style?.(row, cell) ?? cell),
    ...remarksOf(row, width),
  ])
  return [heading, ...body, ""].join("\n")
}

/** The widths of columns that give way until they fit `width`; 0 for one that is left out. */
const narrowed = <Row>(
  columns: ReadonlyArray<Column<Row>>,
  wanted: ReadonlyArray<number>,
  width: number,
): ReadonlyArray<number> => {
  const widths = [...wanted]
  const over = () => widths.reduce((sum, column) => sum + (column === 0 ? 0 : column + gap), -gap) - width
  const yielding = [...columns.entries()]
    .filter(([, { givesWay }]) => givesWay !== undefined)
    .toSorted(([, one], [, other]) => (other.givesWay ?? 0) - (one.givesWay ?? 0))
  for (const [index, { isWhole = false }] of yielding) {
    const current = widths[index] ?? 0
    const narrower = Math.max(Math.min(current, current - over()), Math.min(current, leastWidth))
    widths[index] = isWhole && over() > 0 ? 0 : narrower
  }
  // One that was left out may have made more room than was needed.
  for (const [index] of yielding) {
    const current = widths[index] ?? 0
    if (current > 0) widths[index] = Math.min(wanted[index] ?? 0, Math.max(current, current - over()))
  }
  return widths
}
