import { describe, expect, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { Glob } from "bun"

import { taskFiles } from "../../../../src/protocol/taskDirectory.ts"
import { agentNamed, agents, commandAgent, defaultAgent, scriptAgent } from "../../../../src/tasks/agents/agents.ts"
import { assignment } from "./contract.ts"

const project = join(import.meta.dir, "../../../..")
const textOf = (path: string): string => readFileSync(join(project, path), "utf8")

describe("every agent", () => {
  test("is found by its name, which can be the first part of a session's", () => {
    for (const agent of agents) {
      expect(agentNamed(agent.name)).toBe(agent)
      expect(agent.name).toMatch(/^[a-z]+$/)
    }
    expect(new Set(agents.map(({ name }) => name)).size).toBe(agents.length)
    expect(agentNamed("")).toBeUndefined()
    expect(agentNamed("Claude")).toBeUndefined()
    expect([defaultAgent.name, scriptAgent.name, commandAgent.name]).toEqual(["claude", "claude", "command"])
  })

  test.each(agents.map((agent) => [agent.name, agent] as const))(
    "can skip permissions, and starts so: %s",
    (_, agent) => {
      expect(agent.permissionModes[0]).toBe("skip")
      expect(agent.installation).not.toBe("")
      expect(agent.idleShare).toBeGreaterThan(0)
      expect(agent.staleIntervals ?? 3).toBeGreaterThanOrEqual(3)
    },
  )

  test("gets no word of its prompt as a parameter", () => {
    for (const agent of agents) {
      for (const words of [agent.start(assignment, "id"), agent.resume(assignment, "id")]) {
        expect(words.some((word) => /interrupted/i.test(word))).toBe(false)
      }
    }
  })

  test("resumes a conversation by its id, or from a file of its own, or has none", () => {
    for (const agent of agents) {
      expect(agent.resume(assignment, "id").includes("id")).toBe(
        agent.conversations !== "none" && agent.files === undefined,
      )
      expect(agent.start(assignment, "id").includes("id")).toBe(agent.conversations === "chosen")
      expect(agent.events === undefined).toBe(agent.conversations === "none")
    }
  })

  test("keeps files beside those of the task, and not in their place", () => {
    const names = new Set<string>(taskFiles)
    for (const file of agents.flatMap(({ files }) => files ?? [])) {
      expect(file).toMatch(/^[a-z.]+$/)
      expect(names.has(file)).toBe(false)
    }
  })

  test.each(agents.map(({ name }) => name))("is tested and described where the others are: %s", (name) => {
    expect(existsSync(join(import.meta.dir, name, `${name}.test.ts`))).toBe(true)
    expect(textOf("docs/agents.md")).toMatch(new RegExp(`^\\| \`${name}\``, "m"))
  })
})

/** Short names can be a part of other words. */
const mentionsOf = (text: string, name: string): number =>
  text.match(new RegExp(name.length < 4 ? `\\b${name}\\b` : name, "gi"))?.length ?? 0

test("no agent is named in the source but in its own folder and in the list", async () => {
  const names = agents.filter((agent) => agent !== commandAgent).flatMap(({ displayName, name }) => [name, displayName])
  const found: Array<string> = []
  for await (const file of new Glob("src/**/*.ts").scan(project)) {
    if (file.startsWith("src/tasks/agents/") && (file.split("/").length > 4 || file.endsWith("/agents.ts"))) continue
    // A command that a help text shows as an example has to name something.
    const text = textOf(file).replaceAll(/^Example: .*$/gm, "")
    for (const name of names) if (mentionsOf(text, name) > 0) found.push(`${file} names ${name}`)
  }
  expect(found).toEqual([])
})
