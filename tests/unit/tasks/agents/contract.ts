import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import type { Agent, Assignment, EventReader, Verdict } from "../../../../src/tasks/agents/agent.ts"
import { advance, noProgress, type Progress } from "../../../../src/tasks/agents/event.ts"

/** A task for an agent, with a model and all permissions. */
export const assignment: Assignment = { model: "m", permissions: "skip", command: [], directory: "/task" }

/** The same without a model. */
export const plain: Assignment = { ...assignment, model: undefined }

/** The id of the conversation that an agent is given. */
export const id = "c0ffee"

export const hopeful = (exitCode: number): Verdict => ({ exitCode, hopeless: false })
export const hopeless = (exitCode: number): Verdict => ({ exitCode, hopeless: true })

/** What reads the agent's events, loaded as the program loads it. */
export const readerOf = async ({ events, name }: Agent): Promise<EventReader> => {
  if (events === undefined) throw new Error(`${name} has no events`)
  return events()
}

/** What the agent makes of an exit code after it has printed these lines. */
export const judgeOf =
  (agent: Agent, read: EventReader = () => []) =>
  (exitCode: number, lines: ReadonlyArray<string>): Verdict =>
    agent.judge?.(exitCode, progressAfter(read, lines)) ?? { exitCode, hopeless: false }

const progressAfter = (read: EventReader, lines: ReadonlyArray<string>): Progress =>
  lines.flatMap(read).reduce(advance, noProgress)

/** What an agent has really printed. */
export interface Samples {
  /** A run that uses a tool and answers. */
  readonly toolCall: ReadonlyArray<string>
  /** A run whose API gives no answer. */
  readonly refused: ReadonlyArray<string>
  /** A run that was killed while a tool ran; none for an agent that reports a tool only after it has returned. */
  readonly killedInTool?: ReadonlyArray<string>
  readonly [run: string]: ReadonlyArray<string> | undefined
}

/** Tests what holds for the events of every agent. `answer` is the one that ends `samples.toolCall`. */
export const readsAsEveryAgent = (read: EventReader, samples: Samples, answer: string): void => {
  const all = Object.values(samples).flatMap((run) => run ?? [])
  const { killedInTool } = samples

  describe("of its runs,", () => {
    test("one that has answered has named its conversation and has no tool call open", () => {
      const done = progressAfter(read, samples.toolCall)
      expect(done).toMatchObject({ replied: true, answer: { failed: false, text: answer } })
      expect(done.conversation).toBeString()
      expect(done.openCalls.size).toBe(0)
    })

    test("one that the API refuses has a conversation in which the model has not replied", () => {
      const refused = progressAfter(read, samples.refused)
      expect(refused).toMatchObject({ replied: false, answer: { failed: true } })
      expect(refused.conversation).toBeString()
    })

    if (killedInTool !== undefined) {
      test("one that was killed while a tool ran has that call open", () => {
        const killed = progressAfter(read, killedInTool)
        expect(killed.openCalls.size).toBe(1)
        expect(killed).toMatchObject({ replied: true, answer: undefined })
      })
    }
  })

  describe("whatever it prints,", () => {
    const runs = { numRuns: 500, seed: 1 }

    test("half a line says nothing", () => {
      const cut = FastCheck.constantFrom(...all).chain((line) =>
        FastCheck.nat(line.length - 1).map((length) => line.slice(0, length)),
      )
      FastCheck.assert(
        FastCheck.property(cut, (line) => expect(read(line)).toEqual([])),
        runs,
      )
    })

    test("a line that is none of its events says nothing", () => {
      const junk = [
        ...["", " ", "{", "{}", "[]", "null", "{null}", '"type"'],
        ...['{"type":null}', '{"type":"new"}', "npm warn x"],
      ]
      for (const line of junk) expect(read(line)).toEqual([])
      FastCheck.assert(
        FastCheck.property(FastCheck.oneof(FastCheck.string(), FastCheck.json()), (line) => {
          expect(read(line)).toEqual([])
        }),
        runs,
      )
    })

    test("a value of another kind anywhere in a line is no reason to throw", () => {
      const spoilt = FastCheck.tuple(FastCheck.constantFrom(...all), FastCheck.nat(30), FastCheck.jsonValue()).map(
        ([line, at, value]) => {
          let seen = 0
          return JSON.stringify(JSON.parse(line, (_, part: unknown) => (seen++ === at ? value : part)))
        },
      )
      FastCheck.assert(
        FastCheck.property(spoilt, (line) => expect(Array.isArray(read(line))).toBe(true)),
        { ...runs, numRuns: 2000 },
      )
    })

    test("a huge line is read, and a huge piece of junk is not", () => {
      const text = "x".repeat(3_000_000)
      expect(read(`{"type":"new","text":"${text}"}`)).toEqual([])
      expect(read(`{"type":"${text}`)).toEqual([])
      const long = all.find((line) => line.includes('"command":"echo')) ?? all[0] ?? ""
      const grown = long.replace("echo", `echo ${text}`)
      expect(JSON.stringify(read(grown)).length).toBeGreaterThanOrEqual(JSON.stringify(read(long)).length)
    })
  })
}
