import { closeSync, fstatSync, openSync, read } from "node:fs"

import { openLibc } from "../process/libc.ts"

/**
 * Closes stdin, stdout and stderr, so that whoever is at their other ends is not kept waiting, and has `/dev/null` in their
 * places: no other file is to get one of their numbers.
 */
export const letGoOfStandardStreams = (): void => {
  const libc = openLibc({ dup2: { args: ["int", "int"], returns: "int" } })
  const nothing = openSync("/dev/null", "r+")
  for (const descriptor of [0, 1, 2]) {
    if (libc !== undefined) libc.dup2(nothing, descriptor)
    else {
      // The system gives a file the lowest number that is free.
      closeSync(descriptor)
      openSync("/dev/null", "r+")
    }
  }
  closeSync(nothing)
}

/** What comes on stdin, from where whoever had it before has stopped reading. */
export interface StandardInput {
  /** The next bytes; `undefined` at the end. */
  readonly read: () => Promise<Uint8Array | undefined>
  readonly cancel: () => Promise<void>
}

const chunkBytes = 65_536

export const openStandardInput = (): StandardInput => {
  // The runtime reads a file from its beginning, whoever has read from it.
  if (fstatSync(0).isFile()) return { read: readOn, cancel: () => Promise.resolve() }
  const reader = Bun.stdin.stream().getReader()
  return { read: async () => (await reader.read()).value, cancel: () => reader.cancel() }
}

const readOn = (): Promise<Uint8Array | undefined> =>
  new Promise((resolve) => {
    const chunk = new Uint8Array(chunkBytes)
    read(0, chunk, 0, chunkBytes, null, (error, length) => {
      resolve(error !== null || length === 0 ? undefined : chunk.subarray(0, length))
    })
  })
