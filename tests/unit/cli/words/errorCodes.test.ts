import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const project = join(import.meta.dir, "../../../..")

/** The tags of all errors that leave the file in which they are made. */
const tags = [...new Bun.Glob("src/**/*.ts").scanSync(project)].flatMap((file) =>
  [
    ...readFileSync(join(project, file), "utf8").matchAll(
      /^export class \w+ extends (?:Data\.)?TaggedError\("(\w+)"\)/gm,
    ),
  ].map(([, tag = ""]) => tag),
)

test("no two errors have the same code", () => {
  expect(tags.toSorted()).toEqual([...new Set(tags)].toSorted())
})

test("docs/errors.md lists every code, each once", () => {
  const page = readFileSync(join(project, "docs/errors.md"), "utf8")
  const listed = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, code = ""]) => code)
  expect(listed.toSorted()).toEqual([...tags, "InternalFault"].toSorted())
})
