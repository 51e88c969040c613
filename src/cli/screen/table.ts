import { printable } from "../../terminal/printable.ts"
import { bold, fit, pad } from "./terminal.ts"

/** A column of a table. */
export interface Column<Row> {
  readonly title: string
  /** The widest that it gets. */
  readonly most: number
  /** Where the terminal is narrow, those with a number give way: the highest first, down to `least`. */
  readonly givesWay?: number
  /** The narrowest that it is of use; 5 where nobody says. */
  readonly least?: number
  /** Where that is not enough, those with a number are left out: the highest first. */
  readonly leftOut?: number
  readonly of: (row: Row) => string
  readonly style?: (row: Row, cell: string) => string
}

const gap = 2

/** A column that gives way is left as wide as this, where it does not say otherwise. */
const leastWidth = 5

/** A table for people that fits `width` columns, with what `remarksOf` has to say below each row. */
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
  // A terminal so narrow is of little use, but no row runs over into the next.
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

/** As wide as what is in it, and no wider than it may be. */
const widthOf = <Row>({ most, of, title }: Column<Row>, rows: ReadonlyArray<Row>): number =>
  Math.min(most, Math.max(title.length, ...rows.map((row) => Bun.stringWidth(printable(of(row))))))

/** How wide columns of these widths are together. */
const sumOf = (widths: ReadonlyArray<number>): number => widths.reduce((sum, width) => sum + width + gap, -gap)

/** Those that there is room for, once those that give way have. */
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
