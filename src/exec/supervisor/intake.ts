import type { OutputPipe } from "../state/channels.ts"
import { openOutput } from "../state/outputWriter.ts"
import type { HandOn } from "./handOn.ts"

/** Takes what a command prints: keeps it on the disk, and hands it on. */
export interface Intake {
  /** Takes the output of the pipes from now on. The command waits for a reader that takes its time. */
  readonly takeFrom: (pipes: ReadonlyArray<OutputPipe>) => void
  /** Takes what the command has printed on its terminal. */
  readonly printed: (chunk: Uint8Array) => void
  /** How many bytes the disk had no room for. */
  readonly lostBytes: () => number
  /** What has come so far ends with a line, or is nothing. */
  readonly endsLine: () => boolean
  readonly close: () => void
}

/** Every chunk is memory of its own: after so many bytes it is given back. */
const bytesBetweenCollections = 4 << 20

/** Keeps at most `mostBytes` in `directory`; `onLoss` hears of the first byte that the disk has no room for. */
export const openIntake = (directory: string, mostBytes: number, handOn: HandOn, onLoss: () => void): Intake => {
  const output = openOutput(directory, mostBytes)
  let uncollectedBytes = 0

  const keep = (chunk: Uint8Array) => {
    const lostBefore = output.lostBytes()
    output.append(chunk)
    if (lostBefore === 0 && output.lostBytes() > 0) onLoss()
  }

  const take = async (pipe: OutputPipe, stream: "stdout" | "stderr"): Promise<void> => {
    for await (const chunk of pipe.chunks) {
      keep(chunk)
      uncollectedBytes += chunk.length
      if (uncollectedBytes >= bytesBetweenCollections) {
        Bun.gc(true)
        uncollectedBytes = 0
      }
      await handOn.write(stream, chunk)
    }
  }

  return {
    takeFrom: (pipes) => {
      for (const [index, pipe] of pipes.entries()) void take(pipe, index === 0 ? "stdout" : "stderr")
    },
    printed: (chunk) => {
      keep(chunk)
      handOn.queue(chunk)
    },
    lostBytes: output.lostBytes,
    endsLine: output.endsLine,
    close: output.close,
  }
}
