import { readdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { privateFileMode } from "../../os/files/privateModes.ts"
import { identityOf, isProcess } from "../../os/process/processes.ts"

/*
 * Who looks after a command has a lease on it: the name of a file, `supervisor.PID.MARK`. A successor takes it over by a rename,
 * which one of several can do; one that is killed in the middle leaves the name of a process that is gone, to be taken anew.
 */

const nameOfThis = (): string => {
  const { mark, pid } = identityOf(process.pid)
  return `supervisor.${pid}.${mark}`
}

/** This process looks after a new command. */
export const takeLease = (directory: string): void =>
  writeFileSync(join(directory, nameOfThis()), "", { mode: privateFileMode })

/** Takes the place of a supervisor that is gone; says whether nobody else has it. */
export const takeOverLease = (directory: string): boolean => {
  try {
    const held = readdirSync(directory).find((name) => name.startsWith("supervisor."))
    const [, pid, mark = ""] = /^supervisor\.(\d+)\.(.*)$/.exec(held ?? "") ?? []
    if (held === undefined || isProcess(Number(pid), mark)) return false
    renameSync(join(directory, held), join(directory, nameOfThis()))
    return true
  } catch {
    // Somebody else was first, or the command was removed.
    return false
  }
}
