/** Lines of a log that were asked for. */
export interface LogWindow {
  /** The first line, counted from 0. */
  readonly first: number
  /** The line after the last. */
  readonly end: number
  /** Neither `offset` nor `limit` was given, and there are more lines. */
  readonly isTail: boolean
}

/** How many lines are shown by default. */
export const tailLines = 200

/**
 * Which of `total` lines to show. Neither `offset` nor `limit`: the last 200. `offset` alone: from there to the end.
 * `limit` alone: the last `limit` lines. Both: `limit` lines from `offset`. Fractions are cut off; below 0 is 0.
 */
export const logWindow = (total: number, offset: number | undefined, limit: number | undefined): LogWindow => {
  const from = asCount(offset)
  const most = asCount(limit)
  const wanted = most ?? (from === undefined ? tailLines : Number.POSITIVE_INFINITY)
  const first = Math.min(from ?? Math.max(total - wanted, 0), total)
  return {
    first,
    end: Math.min(first + wanted, total),
    isTail: from === undefined && most === undefined && total > tailLines,
  }
}

const asCount = (given: number | undefined): number | undefined =>
  given === undefined || !Number.isFinite(given) ? undefined : Math.max(Math.floor(given), 0)
