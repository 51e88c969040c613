import { afterAll, beforeEach } from "bun:test"
import { writeFileSync } from "node:fs"
import { join } from "node:path"

import { identityOf } from "../../../src/os/process/identity.ts"
import * as Record from "../../../src/sessions/state/record.ts"
import { ownVersion } from "../../../src/version.ts"
import { temporaryDirectories } from "../system.ts"

/** A socket without a server. */
export const socket = "/tmp/some/sock"

/** What a record of this version says of itself. */
export const stamp = { version: 1, writer: ownVersion }

export const request = (fields: Partial<Record.Request> = {}): Record.Request => ({
  ...stamp,
  id: Record.freshId(),
  name: "web",
  socket,
  command: ["sleep", "1000"],
  executable: "/bin/sleep",
  shown: "sleep 1000",
  directory: "/",
  historyLimit: 10_000,
  restart: "no",
  maxRestarts: null,
  restarts: 0,
  startedAt: "2026-01-02T03:04:05.000Z",
  ...fields,
})

/** The process that runs the tests. */
export const thisProcess = identityOf(process.pid)

/** The state of a session whose host lives. */
export const running: Record.State = {
  ...stamp,
  host: thisProcess,
  restarts: 0,
  phase: { _tag: "Running", program: thisProcess, since: "2026-01-02T03:04:05.000Z" },
}

/** Writes down that the session in `directory` runs. */
export const recordRunning = (directory: string): void =>
  writeFileSync(join(directory, "state.json"), JSON.stringify(running))

/** Gives the test file that calls this a home of outlive for each test, which is not there yet, and no other. */
export const sessionHomes = () => {
  const freshDirectory = temporaryDirectories()
  const before = process.env["OUTLIVE_HOME"]
  let home = ""
  beforeEach(() => {
    home = join(freshDirectory(), "home")
    process.env["OUTLIVE_HOME"] = home
  })
  afterAll(() => {
    if (before === undefined) delete process.env["OUTLIVE_HOME"]
    else process.env["OUTLIVE_HOME"] = before
  })
  return { freshDirectory, home: () => home }
}
