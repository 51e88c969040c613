import { afterAll, beforeAll } from "bun:test"
import { mkdtempSync, realpathSync, rmSync } from "node:fs"
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
