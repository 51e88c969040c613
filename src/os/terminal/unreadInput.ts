import { closeSync, constants, openSync } from "node:fs"

import { openLibc } from "../process/libc.ts"

/** What ioctl(2) is asked for. (asm-generic/ioctls.h) */
const FIONREAD = 0x541b

/**
 * How many bytes were typed at the terminal device and are still unread; 0 where that cannot be told, as on macOS, whose
 * `ioctl` takes its parameters in a way that the runtime does not know.
 */
export const unreadInput = (terminal: string): number => {
  if (process.platform !== "linux") return 0
  libc ??= openIoctl()
  if (libc === undefined) return 0
  try {
    const device = openSync(terminal, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
    try {
      const count = new Int32Array(1)
      return libc.ioctl(device, FIONREAD, count) === 0 ? (count[0] ?? 0) : 0
    } finally {
      closeSync(device)
    }
  } catch {
    // The terminal is gone, or another user's.
    return 0
  }
}

let libc: ReturnType<typeof openIoctl>

const openIoctl = () => openLibc({ ioctl: { args: ["int", "u64", "ptr"], returns: "int" } })
