import { describe, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { Glob } from "bun"

const project = join(import.meta.dir, "../..")

/** The paths below the project's folders that a text names in backticks; NAME stands for any name. */
const pathsIn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/`((?:src|tests|scripts|docs)\/[\w./{},*-]*)`/g)].map(([, path = ""]) => path.replace(/\/$/, ""))

const exists = (path: string): boolean => {
  const pattern = new Glob(path.replaceAll("NAME", "*"))
  return !pattern.scanSync({ cwd: project, onlyFiles: false }).next().done
}

describe.each(["CONTRIBUTING.md", "docs/agents.md", "docs/architecture.md"])("the files that %s names", (document) => {
  const paths = pathsIn(readFileSync(join(project, document), "utf8"))

  test("are there", () => {
    expect(paths).not.toBeEmpty()
    expect(paths.filter((path) => !exists(path))).toEqual([])
  })
})

test("a file that is not there is noticed", () => {
  expect(pathsIn("see `src/main.ts` and `src/gone/`")).toEqual(["src/main.ts", "src/gone"])
  expect([exists("src/main.ts"), exists("src/gone"), exists("src/{cli,tasks}/*.ts")]).toEqual([true, false, true])
})
