import { afterAll, beforeAll } from "bun:test"
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** How long a test may take that waits for the system, when the machine does much else. No test needs it otherwise. */
export const busyMachineMillis = 30_000

/** Gives a maker of empty directories to the test file that calls this; they go when its tests are over. */
export const temporaryDirectories = (): (() => string) => {
  let root = ""
  beforeAll(() => {
    root = mkdtempSync(join(realpathSync(tmpdir()), "outlive-unit-"))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return () => mkdtempSync(join(root, "test-"))
}

/** The state that each version of outlive has written, in a directory of the version's name. (tests/data/state/make) */
export const keptStates = join(import.meta.dir, "../data/state")

export const keptVersions: ReadonlyArray<string> = readdirSync(keptStates).filter((entry) => entry !== "make")
