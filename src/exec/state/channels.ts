import { closeSync, constants, openSync, write, writeSync } from "node:fs"
import { join } from "node:path"

import { steadyMillis } from "../../os/clock.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { makeFifo } from "../../os/files/fifo.ts"

/*
 * The pipes between a command and its supervisor have names. A writer needs only the name, and another supervisor can
 * succeed one that was killed. The command has its stdout and stderr open for reading too. So printing does not kill it
 * while no supervisor reads: it waits once a pipe is full.
 */

export type OutputName = "stdout" | "stderr"

/** The pipe that takes input for the command. */
export const inputPath = (directory: string): string => join(directory, "input")

export const makePipe = (directory: string, name: OutputName | "input"): void => makeFifo(join(directory, name))

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants

/** The command's stdin and the supervisor's end of it. While the latter is open, the command's reads wait for input. */
export const openInput = (directory: string): { readonly forCommand: number; readonly forSupervisor: number } => {
  const path = inputPath(directory)
  // Opening one end waits for the other, so a third descriptor has both meanwhile. (fifo(7))
  const both = openSync(path, O_RDWR | O_NONBLOCK)
  try {
    return { forCommand: openSync(path, O_RDONLY), forSupervisor: openSync(path, O_WRONLY | O_NONBLOCK) }
  } finally {
    closeSync(both)
  }
}

/** The input that the supervisor types on the command's terminal; `close` ends it. */
export const openTypedInput = (
  directory: string,
): { readonly chunks: AsyncIterable<Uint8Array>; readonly close: () => void } => {
  const reading = openSync(inputPath(directory), O_RDONLY | O_NONBLOCK)
  const writing = openSync(inputPath(directory), O_WRONLY | O_NONBLOCK)
  return { chunks: chunksOf(reading), close: () => closeSync(writing) }
}

/** Everything that comes; the descriptor is closed at the end. */
async function* chunksOf(reading: number): AsyncGenerator<Uint8Array> {
  try {
    yield* Bun.file(reading).stream()
  } finally {
    closeSync(reading)
  }
}

/** The end of `input` to write to; `undefined` where no process reads from it. */
export const openForWriting = (directory: string): number | undefined => {
  try {
    return openSync(inputPath(directory), O_WRONLY | O_NONBLOCK)
  } catch (error) {
    if (["ENOENT", "ENXIO"].includes(errorCodeOf(error))) return undefined
    throw error
  }
}

/** A pipe from the command. */
export interface OutputPipe {
  /** What the command gets as its stdout, or stderr. */
  readonly forCommand: () => number
  /** Everything that comes, until the pipe is closed. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Waits until all that was written before this call has been handed on. */
  readonly drained: () => Promise<void>
  /** Ends `chunks`, once no process has the other end any more. */
  readonly close: () => void
}

/** Random bytes; too many for a command to print them by chance. */
const sealBytes = 24

/** Between two attempts to write to a pipe that is full. */
const retryMillis = 5

export const openOutputPipe = (directory: string, name: OutputName): OutputPipe => {
  const path = join(directory, name)
  const reading = openSync(path, O_RDONLY | O_NONBLOCK)
  // Keeps reading from ending while the command is being started, and takes the seal.
  const writing = openSync(path, O_WRONLY | O_NONBLOCK)
  let closed = false
  let seal: { readonly bytes: Buffer; readonly seen: () => void } | undefined
  let held: Uint8Array = new Uint8Array()

  /** The command's part of a chunk. Bytes that may begin the seal wait for the rest. */
  const withoutSeal = (chunk: Uint8Array): { readonly bytes: Uint8Array; readonly seen?: () => void } => {
    if (seal === undefined) return { bytes: chunk }
    const bytes = Buffer.concat([held, chunk])
    const at = bytes.indexOf(seal.bytes)
    if (at === -1) {
      const begun = lengthOfBeginning(bytes, seal.bytes)
      held = bytes.subarray(bytes.length - begun)
      return { bytes: bytes.subarray(0, bytes.length - begun) }
    }
    const { seen } = seal
    seal = undefined
    held = new Uint8Array()
    return { bytes: Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + sealBytes)]), seen }
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunksOf(reading)) {
      const { bytes, seen } = withoutSeal(chunk)
      if (bytes.length > 0) yield bytes
      // Only now has the reader handled what came before the seal.
      seen?.()
    }
  }

  const writeSeal = async (bytes: Uint8Array): Promise<void> => {
    for (;;) {
      try {
        // A write this short is whole or not at all. (pipe(7), PIPE_BUF)
        return void writeSync(writing, bytes)
      } catch (error) {
        if (errorCodeOf(error) !== "EAGAIN") throw error
        await Bun.sleep(retryMillis)
      }
    }
  }

  return {
    forCommand: () => openSync(path, O_RDWR),
    chunks: { [Symbol.asyncIterator]: chunks },
    drained: () =>
      new Promise((resolve, reject) => {
        const bytes = crypto.getRandomValues(Buffer.alloc(sealBytes))
        seal = { bytes, seen: resolve }
        writeSeal(bytes).catch(reject)
      }),
    close: () => {
      if (closed) return
      closed = true
      closeSync(writing)
    },
  }
}

/** How many of the last bytes are the beginning of `wanted`. */
const lengthOfBeginning = (bytes: Uint8Array, wanted: Uint8Array): number => {
  for (let length = Math.min(bytes.length, wanted.length - 1); length > 0; length--) {
    if (Buffer.compare(bytes.subarray(bytes.length - length), wanted.subarray(0, length)) === 0) return length
  }
  return 0
}

/** How long to wait for a reader that takes nothing. */
const patienceMillis = 3000

/** Writes to a non-blocking pipe, waits a limited time for its reader, and gives how many bytes were taken. */
export const writePatiently = async (descriptor: number, bytes: Uint8Array): Promise<number> => {
  let written = 0
  for (let until = steadyMillis() + patienceMillis; written < bytes.length && steadyMillis() < until;) {
    try {
      written += writeSync(descriptor, bytes, written)
      until = steadyMillis() + patienceMillis
    } catch (error) {
      const code = errorCodeOf(error)
      if (code === "EPIPE") return written
      if (code !== "EAGAIN") throw error
      await Bun.sleep(retryMillis)
    }
  }
  return written
}

/** Writes all bytes, and waits for room as long as it takes; gives the system's error code if a write failed. */
export const writeAll = async (descriptor: number, bytes: Uint8Array): Promise<string | undefined> => {
  for (let rest = bytes; rest.length > 0;) {
    const code = await new Promise<string | undefined>((resolve) => {
      write(descriptor, rest, 0, rest.length, null, (error, written) => {
        if (error === null) rest = rest.subarray(written)
        resolve(error?.code)
      })
    })
    if (code === "EAGAIN") await Bun.sleep(retryMillis)
    else if (code !== undefined) return code
  }
  return undefined
}
