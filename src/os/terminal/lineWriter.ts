import { write } from "node:fs"

/** Writes to a terminal that may be slow, or stopped by Ctrl-S, without ever waiting for it. */
export interface LineWriter {
  readonly line: (text: string) => void
  /** The same of bytes that need not be lines. */
  readonly bytes: (content: Uint8Array) => void
  /** How many bytes the terminal has still to take. */
  readonly pendingBytes: () => number
  /** Waits until all is written, for `seconds` at most; says whether it is. */
  readonly flushed: (seconds: number) => Promise<boolean>
}

/** Between two attempts to write to a terminal that is full and does not block. */
const retryMillis = 20

export const makeLineWriter = (descriptor: number): LineWriter => {
  let pending: Array<Buffer> = []
  let pendingBytes = 0
  let writing = false
  let broken = false
  let onIdle: (() => void) | undefined

  const idle = () => {
    writing = false
    onIdle?.()
  }

  const writeRest = (rest: Buffer): void => {
    write(descriptor, rest, 0, rest.length, null, (error, written) => {
      // The terminal is gone. What is shown here is on record elsewhere.
      if (error !== null && error.code !== "EAGAIN") {
        broken = true
        pending = []
        return idle()
      }
      const left = rest.subarray(error === null ? written : 0)
      if (error !== null) setTimeout(() => writeRest(left), retryMillis)
      else if (left.length > 0) writeRest(left)
      else {
        pendingBytes = pending.reduce((sum, { length }) => sum + length, 0)
        writeNext()
      }
    })
  }

  const writeNext = (): void => {
    if (pending.length === 0) return idle()
    writing = true
    const chunk = Buffer.concat(pending)
    pending = []
    writeRest(chunk)
  }

  const bytes = (content: Uint8Array): void => {
    if (broken) return
    pending.push(Buffer.from(content))
    pendingBytes += content.length
    if (!writing) writeNext()
  }

  return {
    line: (text) => bytes(Buffer.from(`${text}\n`)),
    bytes,
    pendingBytes: () => pendingBytes,
    flushed: (seconds) =>
      new Promise((resolve) => {
        if (!writing) return resolve(true)
        const timer = setTimeout(() => resolve(false), seconds * 1000)
        onIdle = () => {
          clearTimeout(timer)
          resolve(true)
        }
      }),
  }
}
