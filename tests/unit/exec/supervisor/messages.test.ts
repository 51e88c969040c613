import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"

import { startSupervisor } from "../../../../src/exec/start/client.ts"
import {
  decodeFromSupervisor,
  decodeToSupervisor,
  encodeFromSupervisor,
  encodeToSupervisor,
  type Order,
} from "../../../../src/exec/supervisor/messages.ts"
import { ownVersion } from "../../../../src/version.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

const order: Order = {
  ...{ command: "true", words: ["/bin/sh", "-c", "true"], directory: "/", variables: { A: "b", C: null } },
  ...{
    pty: false,
    scope: null,
    timeoutSeconds: 0,
    background: false,
    output: "kept",
    input: "none",
    maxLogBytes: 1000,
  },
  notification: { through: null, ofEmptySuccess: false },
}

describe("messages between a starter and a supervisor", () => {
  test("are read as they were sent", () => {
    for (const message of [
      { _tag: "Run", order } as const,
      { _tag: "Background" } as const,
      { _tag: "Signal", signal: "SIGTERM" } as const,
      { _tag: "EndUnread" } as const,
      { _tag: "Forget" } as const,
    ]) {
      const sent = JSON.parse(JSON.stringify(encodeToSupervisor(message)))
      expect(decodeToSupervisor(sent)).toMatchObject({ _tag: "Decoded", value: message })
    }
    const started = { _tag: "Started", started: { id: "red-fox", pid: 1, startedAt: 2 } } as const
    expect(decodeFromSupervisor(encodeFromSupervisor(started))).toMatchObject({ _tag: "Decoded", value: started })
  })

  test("may come from 0.1.0, which did not say so, and have fields of later versions", () => {
    expect(decodeToSupervisor({ _tag: "Run", order: { ...order, later: 1 }, later: 1 })).toMatchObject({
      _tag: "Decoded",
      value: { version: 1, writer: "0.1.0", order: { later: 1 }, later: 1 },
    })
  })

  test.each([[{}], [{ _tag: "Run" }], [{ _tag: "Run", order: {} }], [{ _tag: "Other" }], ["Run"], [null]])(
    "are none where they are %j",
    (message) => {
      expect(decodeToSupervisor(message)).toEqual({ _tag: "Unreadable" })
    },
  )
})

/** What a supervisor answers to a message. */
const answerTo = async (message: unknown): Promise<unknown> => {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  const main = join(import.meta.dir, "../../../../src/main.ts")
  const supervisor = Bun.spawn([process.execPath, main, "exec-supervisor"], {
    env: { ...process.env, OUTLIVE_HOME: freshDirectory() },
    stdio: ["ignore", "ignore", "ignore"],
    ipc: resolve,
    serialization: "json",
  })
  supervisor.send(message)
  const answer = await promise
  supervisor.disconnect()
  await supervisor.exited
  return answer
}

/** A supervisor that says these, one after the other, and stays. */
const saying = (...messages: ReadonlyArray<unknown>) => ({
  words: [
    process.execPath,
    "-e",
    `process.on("message", () => { for (const message of ${JSON.stringify(messages)}) process.send(message) })
     process.on("disconnect", () => process.exit(0))`,
  ],
  environment: process.env,
  wayOut: { _tag: "NotNeeded" } as const,
})

describe("a supervisor", () => {
  test("says so where it does not understand an order", async () => {
    const why = { step: "understand", supervisor: ownVersion }
    for (const message of [{ ...encodeToSupervisor({ _tag: "Run", order }), version: 2 }, { _tag: "RunAll" }]) {
      expect(await answerTo(message)).toMatchObject({ _tag: "NotStarted", version: 1, writer: ownVersion, why })
    }
  })

  test("understands what 0.1.0 asks for", async () => {
    expect(await answerTo({ _tag: "Run", order })).toMatchObject({ _tag: "Started" })
  })
})

describe("a starter whose supervisor is of another version", () => {
  const streams = { input: false, output: false }
  const started = { _tag: "Started", started: { id: "red-fox", pid: 1, startedAt: 2 } }

  test("is told by which, and does not wait", async () => {
    for (const [message, version] of [
      [{ version: 2, writer: "9.9.9", anything: "else" }, "9.9.9"],
      [{ _tag: "Other" }, "another version"],
    ] as const) {
      const supervisor = startSupervisor(streams, saying(message))
      expect(await supervisor.run(order, undefined)).toEqual({
        _tag: "NotStarted",
        why: { step: "understand", supervisor: version },
      })
      supervisor.release()
    }
  })

  test("leaves a command to it that it has started", async () => {
    const supervisor = startSupervisor(streams, saying(started, { version: 2 }))
    expect(await supervisor.run(order, undefined)).toMatchObject({
      _tag: "Running",
      started: { id: "red-fox" },
      unheard: { notUnderstood: "another version" },
    })
    supervisor.release()
  })
})
