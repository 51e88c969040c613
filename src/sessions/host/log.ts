import { readSync, rmSync, writeFileSync } from "node:fs"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { openRotatingFile } from "../../os/files/rotatingFile.ts"
import { formatIdentity, identityOf } from "../../os/process/identity.ts"
import { pathOf } from "../state/files.ts"
import { makeLogText } from "./logText.ts"

/** At least so much of the newest output is kept, and at most twice as much. */
const mostBytes = 8 << 20

/** As much as a pipe holds on Linux. */
const chunkBytes = 65_536

/** `outlive session-log DIRECTORY`: keeps what comes on stdin, until that ends. It starts without Effect. */
export const log = async (directory: string): Promise<number> => {
  const filter = makeLogText()
  const file = openRotatingFile(pathOf(directory, "output.log"), mostBytes)
  const chunk = new Uint8Array(chunkBytes)
  sign(directory)
  for (;;) {
    const length = readInput(chunk)
    if (length === 0) break
    if (length === wouldBlock) {
      for await (const late of Bun.stdin.stream()) file.append(filter.push(late))
      break
    }
    file.append(filter.push(chunk.subarray(0, length)))
  }
  file.append(filter.end())
  file.close()
  rmSync(pathOf(directory, "logging"), { force: true })
  return 0
}

/** Tells a command that waits for the rest of the log which process writes it. */
const sign = (directory: string): void => {
  try {
    writeFileSync(pathOf(directory, "logging"), formatIdentity(identityOf(process.pid)), { flag: "r+" })
  } catch {
    // A full disk, or a directory that was removed.
  }
}

const wouldBlock = -1

const readInput = (chunk: Uint8Array): number => {
  for (;;) {
    try {
      return readSync(0, chunk)
    } catch (error) {
      const code = errorCodeOf(error)
      if (code === "EAGAIN") return wouldBlock
      if (code !== "EINTR") return 0
    }
  }
}
