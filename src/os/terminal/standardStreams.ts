import { closeSync, fstatSync, openSync, read } from "node:fs"

import { openLibc } from "../process/libc.ts"

/**
 * Closes stdin, stdout and stderr, so that processes at their other ends need not wait. `/dev/null` takes their places, so
 * that no other file gets one of their numbers.
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

/** stdin, from where the process that had it before has stopped reading. */
export interface StandardInput {
  /** The next bytes; `undefined` at the end. */
  readonly read: () => Promise<Uint8Array | undefined>
  readonly cancel: () => Promise<void>
}

const chunkBytes = 65_536

export const openStandardInput = (): StandardInput => {
  // The runtime reads a file from its beginning, even if another process has read a part of it.
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
