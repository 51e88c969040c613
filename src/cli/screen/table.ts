import { printable } from "../../terminal/printable.ts"
import { bold, fit, pad } from "./terminal.ts"

/** A column of a table. */
export interface Column<Row> {
  readonly title: string
  /** The column's greatest width. */
  readonly most: number
  /** On a narrow terminal, columns with a number get narrower: the highest first, down to `least`. */
  readonly givesWay?: number
  /** The least width that is of use; 5 by default. */
  readonly least?: number
  /** If that is not enough, columns with a number are left out: the highest first. */
  readonly leftOut?: number
  readonly of: (row: Row) => string
  readonly style?: (row: Row, cell: string) => string
}

const gap = 2

/** The default of `least`. */
const leastWidth = 5

/** A table that fits `width` columns, with the lines of `remarksOf` below each row. */
export const tableOf = <Row>(
  all: ReadonlyArray<Column<Row>>,
  rows: ReadonlyArray<Row>,
  remarksOf: (row: Row, width: number) => ReadonlyArray<string>,
  width: number,
): string => {
  const columns = columnsFor(all, rows, width)
  const cells = rows.map((row) => columns.map(({ of }) => printable(of(row))))
  const widths = columns.map((column) => widthOf(column, rows))
  const yielding = [...columns.entries()].filter(([, { givesWay }]) => givesWay !== undefined)
  const inOrder = yielding.toSorted(([, one], [, other]) => (other.givesWay ?? 0) - (one.givesWay ?? 0))
  const narrow = (index: number, least: number) => {
    const current = widths[index] ?? 0
    widths[index] = Math.max(Math.min(current, current - (sumOf(widths) - width)), Math.min(current, least))
  }
  for (const [index, column] of inOrder) narrow(index, column.least ?? leastWidth)
  // On so narrow a terminal the cells are of little use, but no row may run over into the next.
  for (const [index] of inOrder) narrow(index, 1)
  const line = (texts: ReadonlyArray<string>, style: (cell: string, index: number) => string) =>
    texts
      .map((text, index) => style(pad(fit(text, widths[index] ?? 0), widths[index] ?? 0), index))
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

/** As wide as its widest cell, and at most `most`. */
const widthOf = <Row>({ most, of, title }: Column<Row>, rows: ReadonlyArray<Row>): number =>
  Math.min(most, Math.max(title.length, ...rows.map((row) => Bun.stringWidth(printable(of(row))))))

/** The width of these columns together, with the gaps. */
const sumOf = (widths: ReadonlyArray<number>): number => widths.reduce((sum, width) => sum + width + gap, -gap)

/** The columns that fit once those that give way are at their least width. */
const columnsFor = <Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: ReadonlyArray<Row>,
  width: number,
): ReadonlyArray<Column<Row>> => {
  const leastOf = (column: Column<Row>) => {
    const full = widthOf(column, rows)
    return column.givesWay === undefined ? full : Math.min(full, column.least ?? leastWidth)
  }
  const dispensable = columns.filter(({ leftOut }) => leftOut !== undefined)
  const first = dispensable.toSorted((one, other) => (other.leftOut ?? 0) - (one.leftOut ?? 0))[0]
  if (first === undefined || sumOf(columns.map(leastOf)) <= width) return columns
  return columnsFor(
    columns.filter((column) => column !== first),
    rows,
    width,
  )
}
