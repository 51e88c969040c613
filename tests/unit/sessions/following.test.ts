import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { appendFileSync, fstatSync, statSync } from "node:fs"

import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

import { followOutput } from "../../../src/sessions/commands/tail.ts"
import { type Awaited, waitFor } from "../../../src/sessions/commands/wait.ts"
import { findSession, type Session, type SessionName } from "../../../src/sessions/session.ts"
import { pathOf } from "../../../src/sessions/state/files.ts"
import { keep } from "../../../src/sessions/state/record.ts"
import { busyMachineMillis } from "../system.ts"
import { recordRunning, request, sessionHomes, socket } from "./home.ts"

setDefaultTimeout(busyMachineMillis)
sessionHomes()

const name = "web" as SessionName

/** Makes what is kept of a session that runs, and its log; gives the path of that. */
const beginSession = (): string => {
  const directory = keep(request(), {})
  recordRunning(directory)
  const log = pathOf(directory, "output.log")
  appendFileSync(log, "before\n")
  return log
}

const mostDescriptors = 256

/** Whether this process has the file open. */
const isOpen = (path: string): boolean => {
  const { dev, ino } = statSync(path)
  return Array.from({ length: mostDescriptors }, (_, descriptor) => descriptor).some((descriptor) => {
    try {
      const found = fstatSync(descriptor)
      return found.dev === dev && found.ino === ino
    } catch {
      // There is no such descriptor.
      return false
    }
  })
}

const untilOpen = (path: string) =>
  Effect.repeat(Effect.sleep(1), { until: () => isOpen(path) }).pipe(Effect.timeout(busyMachineMillis))

const untilHeard = (heard: ReadonlyArray<string>, count: number) =>
  Effect.repeat(Effect.sleep(1), { until: () => heard.length >= count }).pipe(Effect.timeout(busyMachineMillis))

describe("the follower of a session's log closes it", () => {
  test("when its listener wants no more", async () => {
    const log = beginSession()
    const heard: Array<string> = []
    await Effect.runPromise(
      Effect.gen(function* () {
        const session = yield* findSession(name, socket)
        const follower = yield* Effect.fork(followOutput(session, 0, (line) => heard.push(line) < 1))
        yield* untilOpen(log)
        appendFileSync(log, "one\ntwo\n")
        yield* Fiber.join(follower)
      }),
    )
    expect(heard).toEqual(["one"])
    expect(isOpen(log)).toBe(false)
  })

  test("when it is interrupted, and hears nothing more", async () => {
    const log = beginSession()
    const heard: Array<string> = []
    await Effect.runPromise(
      Effect.gen(function* () {
        const session = yield* findSession(name, socket)
        const follower = yield* Effect.fork(followOutput(session, 1, (line) => heard.push(line) > 0))
        yield* untilOpen(log)
        appendFileSync(log, "after\nbegun")
        yield* untilHeard(heard, 2)
        yield* Fiber.interrupt(follower)
      }),
    )
    expect(heard).toEqual(["before", "after"])
    expect(isOpen(log)).toBe(false)
  })

  test("when the session cannot be looked at any more", async () => {
    const log = beginSession()
    const session = await Effect.runPromise(findSession(name, socket))
    const unsafe: Session = { ...session, socket: `/${"long/".repeat(50)}sock` }
    const error = await Effect.runPromise(Effect.flip(followOutput(unsafe, 0, () => true)))
    expect(error._tag).toBe("BadSocket")
    expect(isOpen(log)).toBe(false)
  })

  test.each<readonly [string, Awaited]>([
    ["a line that came", { _tag: "Ready", pattern: /^before$/ }],
    ["a line that did not come in time", { _tag: "Ready", pattern: /never/ }],
    ["an end that did not come in time", { _tag: "Exit" }],
  ])("until it had waited for %s", async (_, awaited) => {
    const log = beginSession()
    await Effect.runPromise(waitFor(name, socket, awaited, 0.2))
    expect(isOpen(log)).toBe(false)
  })

  test("when the session goes on elsewhere", async () => {
    const first = beginSession()
    await Effect.runPromise(
      Effect.gen(function* () {
        const waiting = yield* Effect.fork(waitFor(name, socket, { _tag: "Ready", pattern: /^ready$/ }, 30))
        yield* untilOpen(first)
        const next = beginSession()
        yield* untilOpen(next)
        expect(isOpen(first)).toBe(false)
        appendFileSync(next, "ready\n")
        expect(yield* Fiber.join(waiting)).toMatchObject({ _tag: "Met", line: "ready" })
        expect(isOpen(next)).toBe(false)
      }),
    )
  })
})
