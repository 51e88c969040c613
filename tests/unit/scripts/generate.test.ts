import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { generate, leftOver, project } from "../../../scripts/generate.d/generate.ts"

test("what is generated from the schemas is up to date; otherwise: scripts/generate", async () => {
  const files = await generate()
  expect(files.size).toBeGreaterThan(0)
  for (const [path, text] of files) expect([path, readFileSync(join(project, path), "utf8")]).toEqual([path, text])
  expect(leftOver(files)).toEqual([])
})
