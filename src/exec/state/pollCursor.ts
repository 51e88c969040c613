import { existsSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { namesIn } from "../../os/files/directory.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { isGone, type ProcessIdentity } from "../../os/process/identity.ts"
import { ownerOf, takeOwned } from "./ownedFile.ts"

/*
 * How much of a command's output has been handed out is the name of a file: `poll.N-C` is up to byte N, which is C characters.
 * A process that hands out more takes the file (ownedFile.ts), and gives it back with how far it is then. What a process took
 * that is gone is taken anew: nothing of it was handed out, or not all.
 */

/** A place in the output. How many characters came before it cannot be counted any more once those are gone. */
export interface Position {
  readonly bytes: number
  readonly characters: number
}

/** The right to hand out the output from `position` on. */
export interface Turn {
  readonly position: Position
  /** The output up to a position was handed out. */
  readonly finish: (position: Position) => void
}

/** Nothing was handed out yet. */
export const beginPolling = (directory: string): void =>
  writeFileSync(join(directory, nameFor({ bytes: 0, characters: 0 })), "", { mode: privateFileMode })

const nameFor = ({ bytes, characters }: Position): string => `poll.${bytes}-${characters}`

/** How often somebody who hands out more is asked whether it is done, and for how long. */
const retryMillis = 5
const patienceMillis = 5000

interface Entry {
  readonly name: string
  readonly position: Position
  /** Who has taken it. */
  readonly taker: ProcessIdentity | undefined
}

/** `undefined` where the command was removed, or the file was being renamed while the directory was read. */
const entryIn = (directory: string): Entry | undefined =>
  namesIn(directory).flatMap((name) => {
    const [free, bytes, characters] = /^poll\.(\d+)-(\d+)(?=$|\.\d+\.)/.exec(name) ?? []
    if (free === undefined) return []
    const position = { bytes: Number(bytes), characters: Number(characters) }
    return [{ name, position, taker: ownerOf(directory, name, free) }]
  })[0]

/** How many bytes were handed out so far. */
export const polledUpTo = (directory: string): number => entryIn(directory)?.position.bytes ?? 0

/** Waits for one's turn to hand out more; `undefined` where somebody does not come to an end, or the command was removed. */
export const takeTurn = async (directory: string): Promise<Turn | undefined> => {
  for (const until = performance.now() + patienceMillis; performance.now() < until; await Bun.sleep(retryMillis)) {
    try {
      const entry = entryIn(directory)
      if (entry === undefined) {
        if (existsSync(directory)) continue
        return undefined
      }
      if (entry.taker !== undefined && !isGone(entry.taker)) continue
      const taken = takeOwned(directory, entry.name, nameFor(entry.position))
      return {
        position: entry.position,
        finish: (position) => {
          try {
            renameSync(taken, join(directory, nameFor(position)))
          } catch {
            // The command was removed meanwhile.
          }
        },
      }
    } catch {
      // Somebody else was first, or it is gone: the next look tells.
    }
  }
  return undefined
}
