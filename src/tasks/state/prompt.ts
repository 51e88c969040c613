import { readFileSync } from "node:fs"

import * as Effect from "effect/Effect"

import { writeAtomically } from "../../os/files/atomicFile.ts"
import { type FileError, onFile } from "../../os/files/fileError.ts"
import { pathOf, remove } from "../../protocol/taskDirectory.ts"
import { continuationPrompt } from "../agents/agent.ts"

/** Adds to the first prompt, which an agent without a conversation begins with. */
export const addToPrompt = (directory: string, text: Uint8Array): Effect.Effect<void, FileError> =>
  onFile(pathOf(directory, "prompt"), (path) => {
    const first = readFileSync(path)
    writeAtomically(path, Buffer.concat([first, Buffer.from("\n\n"), text]))
  })

/** Adds to the first prompt what the user said for a conversation that is gone, if no agent has read it. */
export const keepUnreadWords = (directory: string): Effect.Effect<void, FileError> =>
  Effect.gen(function* () {
    const unread = contentOf(pathOf(directory, "continuation"))
    if (unread === undefined) return
    if (unread.toString() !== continuationPrompt) yield* addToPrompt(directory, unread)
    yield* remove(directory, "continuation")
  })

const contentOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path)
  } catch {
    // Nothing was said.
    return undefined
  }
}
