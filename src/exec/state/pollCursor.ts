import { existsSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { steadyMillis } from "../../os/clock.ts"
import { namesIn } from "../../os/files/directory.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { isGone, type ProcessIdentity, unknownProcess } from "../../os/process/identity.ts"
import { ownerOf, takeOwned } from "./ownedFile.ts"

/*
 * A file's name says how much of a command's output has been handed out: `poll.N-C` is up to byte N, which is C
 * characters. A process that hands out more takes the file (ownedFile.ts), and gives it back under the new position. If
 * that process is killed first, the next one begins at the old position, since not all was handed out.
 */

/** A place in the output. The characters before it are noted, since they cannot be counted once they are gone. */
export interface Position {
  readonly bytes: number
  readonly characters: number
}

/** The right to hand out the output from `position` on. */
export interface Turn {
  readonly position: Position
  /** Ends the turn: the output up to `position` was handed out. */
  readonly finish: (position: Position) => void
}

/** Makes the file of a new command: nothing was handed out yet. */
export const beginPolling = (directory: string): void =>
  writeFileSync(join(directory, nameFor({ bytes: 0, characters: 0 })), "", { mode: privateFileMode })

const nameFor = ({ bytes, characters }: Position): string => `poll.${bytes}-${characters}`

/** How often, and for how long, to look whether another process has ended its turn. */
const retryMillis = 5
const patienceMillis = 5000

interface Entry {
  readonly name: string
  readonly position: Position
  /** The process that has taken it. */
  readonly taker: ProcessIdentity | undefined
}

/** `undefined` where the command was removed, or the file was being renamed while the directory was read. */
const entryIn = (directory: string): Entry | undefined => {
  const entries = namesIn(directory).flatMap((name) => entryOf(directory, name) ?? [])
  return entries.find(({ taker }) => taker?.unreadable === undefined) ?? entries[0]
}

/** A name that cannot be read is of a process unknown, and of no position: a later version may have written it. */
const entryOf = (directory: string, name: string): Entry | undefined => {
  if (!name.startsWith("poll.")) return undefined
  const [free, bytes, characters] = /^poll\.(\d+)-(\d+)(?=$|\.)/.exec(name) ?? []
  if (free === undefined) {
    return { name, position: { bytes: 0, characters: 0 }, taker: unknownProcess(join(directory, name)) }
  }
  const position = { bytes: Number(bytes), characters: Number(characters) }
  return { name, position, taker: ownerOf(directory, name, free) }
}

/** The path of the file, where its name says in words that cannot be read which process has taken it. */
export const unreadablePolling = (directory: string): string | undefined => entryIn(directory)?.taker?.unreadable

/** How many bytes were handed out so far. */
export const polledUpTo = (directory: string): number => entryIn(directory)?.position.bytes ?? 0

/** Waits for this process's turn; `undefined` if another does not end its own, or the command was removed. */
export const takeTurn = async (directory: string): Promise<Turn | undefined> => {
  for (const until = steadyMillis() + patienceMillis; steadyMillis() < until; await Bun.sleep(retryMillis)) {
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
      // Another process was first, or the command is gone: the next look tells.
    }
  }
  return undefined
}
