import type { TerminalFlow } from "../../os/terminal/terminalFlow.ts"
import { writeAll } from "../state/channels.ts"

/** Where the output goes besides the disk: the descriptors for stdout and stderr, and who is told when they take no more. */
export interface Reader {
  readonly stdout: number
  readonly stderr: number
  /** `reason` is the system's name for why, or our words; nothing more is handed on. */
  readonly failed: (reason: string) => void
}

/** Hands the output of a command on, as long as that is wanted and possible. */
export interface HandOn {
  /** Waits until the reader has taken the chunk, or is left. So the command waits too, as with any pipe. */
  readonly write: (stream: "stdout" | "stderr", chunk: Uint8Array) => Promise<void>
  /** The same for what a terminal has printed, which cannot be left there: the chunk waits here for its reader. */
  readonly queue: (chunk: Uint8Array) => void
  /** Waits until all that was queued so far has been taken. */
  readonly queued: () => Promise<void>
  /** Leaves the reader: nothing more is handed on, and nothing waits for it. */
  readonly stop: () => void
}

/** So much of a terminal's output may wait for its reader before the command has to wait, and until it goes on. */
const enoughWaitingBytes = 1 << 20
const fewWaitingBytes = 1 << 18

/** Where nothing can be made to wait, no more than this is kept for the reader. */
const mostWaitingBytes = 8 << 20

export const handOnTo = (first: Reader | undefined, terminal: TerminalFlow | undefined): HandOn => {
  let reader = first
  /** Gives up the writes that a reader keeps waiting. A promise for all of them would remember each for as long as it lives. */
  const giveUp = new Set<() => void>()
  let waiting: Promise<void> = Promise.resolve()
  let waitingBytes = 0
  let isSuspended = false

  const goOn = () => {
    if (isSuspended) terminal?.resume()
    isSuspended = false
  }

  const stop = () => {
    reader = undefined
    for (const each of giveUp) each()
    goOn()
  }

  const fail = (reason: string) => {
    const failed = reader?.failed
    stop()
    failed?.(reason)
  }

  const write: HandOn["write"] = async (stream, chunk) => {
    if (reader === undefined) return
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    const abandon = () => resolve(undefined)
    giveUp.add(abandon)
    void writeAll(reader[stream], chunk).then(resolve)
    const failure = await promise
    giveUp.delete(abandon)
    if (failure !== undefined) fail(failure)
  }

  const writeAfter = async (before: Promise<void>, chunk: Uint8Array): Promise<void> => {
    await before
    await write("stdout", chunk)
    waitingBytes -= chunk.length
    if (waitingBytes < fewWaitingBytes) goOn()
  }

  const queue = (chunk: Uint8Array) => {
    if (reader === undefined) return
    waitingBytes += chunk.length
    if (waitingBytes > enoughWaitingBytes && !isSuspended) isSuspended = terminal?.suspend() === true
    if (waitingBytes > mostWaitingBytes) return fail("its reader was too slow")
    waiting = writeAfter(waiting, chunk)
  }

  return { write, queue, queued: () => waiting, stop }
}
