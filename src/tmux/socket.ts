import { lstatSync, mkdirSync, realpathSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { errorCodeOf } from "../os/files/errorCode.ts"
import { privateDirectoryMode } from "../os/files/privateModes.ts"

/** The socket of OpenClaw's tmux server, which its skills and recipes name as well. */
export const defaultSocket = "/tmp/openclaw-tmux/openclaw.sock"

/**
 * The socket that the flag names, or OUTLIVE_SOCKET, or the default. The path is absolute, and links above its directory
 * are resolved: the records of a session are found by this path.
 */
export const chooseSocket = (given: string | undefined): string => {
  const socket = resolve(given ?? (process.env["OUTLIVE_SOCKET"] || defaultSocket))
  const directory = dirname(socket)
  try {
    // The directory itself is not resolved: `checkSocket` refuses a link.
    return join(realpathSync(dirname(directory)), basename(directory), basename(socket))
  } catch {
    // It is not there yet.
    return socket
  }
}

/** A socket that must not be used, or cannot. */
export class BadSocket extends Data.TaggedError("BadSocket")<{
  readonly socket: string
  readonly fault: SocketFault
}> {}

/** What is wrong with a socket or its directory. */
export type SocketFault =
  | { readonly _tag: "TooLong"; readonly bytes: number; readonly mostBytes: number }
  /** The directory is a link, or no directory. */
  | { readonly _tag: "NoDirectory"; readonly directory: string; readonly isLink: boolean }
  | { readonly _tag: "OtherOwner"; readonly path: string; readonly owner: number }
  /** Others may write into the directory; `mode` are its permission bits. */
  | { readonly _tag: "Writable"; readonly directory: string; readonly mode: number }
  | { readonly _tag: "NotASocket"; readonly found: "directory" | "file" | "link" }
  | { readonly _tag: "Refused"; readonly path: string; readonly code: string }

/** The longest path of a socket, in bytes, without the zero at its end. (unix(7), sun_path; macOS: sys/un.h) */
const mostBytes = process.platform === "linux" ? 107 : 103

/**
 * Checks that no other user controls this socket: the owner of its directory owns every session. A missing directory is no
 * fault.
 */
export const checkSocket = (socket: string): Effect.Effect<void, BadSocket> => check(socket, false)

/** The same, and makes the directory where it is missing, for this user alone. */
export const prepareSocket = (socket: string): Effect.Effect<void, BadSocket> => check(socket, true)

const check = (socket: string, make: boolean): Effect.Effect<void, BadSocket> =>
  Effect.suspend(() => {
    const fault = lengthFault(socket) ?? (make ? makeDirectory(dirname(socket)) : undefined) ?? fileFault(socket)
    return fault === undefined ? Effect.void : Effect.fail(new BadSocket({ socket, fault }))
  })

/** Whether the system has room for the path. */
export const lengthFault = (socket: string): (SocketFault & { readonly _tag: "TooLong" }) | undefined => {
  const bytes = Buffer.byteLength(socket)
  return bytes > mostBytes ? { _tag: "TooLong", bytes, mostBytes } : undefined
}

const makeDirectory = (directory: string): SocketFault | undefined => {
  try {
    mkdirSync(directory, { recursive: true, mode: privateDirectoryMode })
    return undefined
  } catch (error) {
    const code = errorCodeOf(error)
    // `fileFault` says what is there instead.
    return code === "EEXIST" ? undefined : { _tag: "Refused", path: directory, code }
  }
}

const groupWritable = 0o020
const otherWritable = 0o002

const fileFault = (socket: string): SocketFault | undefined => {
  const directory = dirname(socket)
  try {
    const found = lstatSync(directory, { throwIfNoEntry: false })
    if (found === undefined) return undefined
    if (!found.isDirectory()) return { _tag: "NoDirectory", directory, isLink: found.isSymbolicLink() }
    if (found.uid !== process.getuid?.()) return { _tag: "OtherOwner", path: directory, owner: found.uid }
    const mode = found.mode & 0o7777
    if ((mode & (groupWritable | otherWritable)) !== 0) return { _tag: "Writable", directory, mode }
    const file = lstatSync(socket, { throwIfNoEntry: false })
    if (file === undefined) return undefined
    if (!file.isSocket()) {
      return { _tag: "NotASocket", found: file.isSymbolicLink() ? "link" : file.isDirectory() ? "directory" : "file" }
    }
    return file.uid === process.getuid?.() ? undefined : { _tag: "OtherOwner", path: socket, owner: file.uid }
  } catch (error) {
    return { _tag: "Refused", path: socket, code: errorCodeOf(error) }
  }
}
