import { expect, test } from "bun:test"
import { readdirSync } from "node:fs"
import { join } from "node:path"

import { commands } from "../../../src/cli/exec/routes.ts"
import { scripts } from "../../../src/cli/scripts/routes.ts"
import { sessions } from "../../../src/cli/session/routes.ts"
import { tasks } from "../../../src/cli/tasks/routes.ts"

const published = readdirSync(join(import.meta.dir, "../../../docs/schemas")).map((file) => file.replace(/\.json$/, ""))

/** What is no answer of one command: errors, events, what `outlive tool` reads and writes, and parts of other documents. */
const besides = ["elsewhere", "error", "event", "exec-event", "exec-refused", "session", "tool-answer", "tool-request"]

interface Route {
  readonly getAllEntries?: () => ReadonlyArray<{
    readonly name: { readonly original: string }
    readonly target: unknown
  }>
  readonly parameters?: { readonly flags?: { readonly json?: { readonly brief: string } } }
}

/** Every command with a `--json`, and the documents that its help names. */
const documentsOf = (
  name: string,
  { getAllEntries, parameters }: Route,
): ReadonlyArray<[string, ReadonlyArray<string>]> => {
  if (getAllEntries !== undefined) {
    return getAllEntries().flatMap((entry) => documentsOf(`${name} ${entry.name.original}`, entry.target as Route))
  }
  const flag = parameters?.flags?.json
  if (flag === undefined) return []
  return [[name, /\(docs\/schemas: (.*)\)$/.exec(flag.brief)?.[1]?.split(", ") ?? []]]
}

const named = Object.entries({ ...tasks, ...sessions, ...commands, ...scripts }).flatMap(([name, route]) =>
  documentsOf(name, route as Route),
)

test("commands with --json are found", () => {
  const names = named.map(([name]) => name)
  expect(names).toContainValues(["status", "session list", "exec", "process poll", "manifest show"])
})

test.each(named)("%s --json names documents that are published", (_, documents) => {
  expect(documents).not.toBeEmpty()
  expect(documents.filter((document) => !published.includes(document))).toEqual([])
})

test("every document that is published is named by a command, or is no answer of one", () => {
  const all = new Set([...named.flatMap(([, documents]) => documents), ...besides])
  expect(published.toSorted()).toEqual([...all].toSorted())
})
