import { openLibc } from "../process/libc.ts"

/** What poll(2) says of a pipe, a socket or a terminal whose other end is closed. (poll.h) */
const errorOrHangup = 0x08 | 0x10

/** Whether stdout may still have a reader. Not every system tells that the reader is gone. */
export const makeReaderLook = (): (() => boolean) => {
  const libc = openLibc({ poll: { args: ["ptr", "u64", "int"], returns: "int" } })
  return () => {
    // struct pollfd: the descriptor, the events that are asked for, none, and those that are there.
    const look = new Int16Array([1, 0, 0, 0])
    return libc === undefined || libc.poll(look, 1, 0) < 1 || ((look[3] ?? 0) & errorOrHangup) === 0
  }
}
