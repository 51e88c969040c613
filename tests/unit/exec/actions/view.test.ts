import { describe, expect, test } from "bun:test"
import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import {
  conditionOf,
  describeEnd,
  describeRest,
  describeWait,
  type EndDetails,
  endDetails,
  endOf,
  runningFacts,
  viewOf,
} from "../../../../src/exec/actions/view.ts"
import { settingsFrom } from "../../../../src/exec/start/settings.ts"
import { openOutput } from "../../../../src/exec/state/outputWriter.ts"
import { type End, type Kept, type Request, type State, writeState } from "../../../../src/exec/state/record.ts"
import { outputPath } from "../../../../src/exec/state/segments.ts"
import { makeFifo } from "../../../../src/os/files/fifo.ts"
import { identityOf } from "../../../../src/os/process/identity.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

const settings = settingsFrom({}, { exec: {}, elevated: { enabled: false } })

const ended = (how: Partial<End> = {}): End => ({
  ...{ exitCode: 0, exitSignal: null, timedOut: false, killed: false, endedAt: 5000, knownAt: 5000, unseen: null },
  ...how,
})

/** A process that there is not. */
const nobody = { pid: process.pid, mark: "another boot:1" }

const command = (state: Partial<State> = {}, request: Partial<Request> = {}): Kept => {
  const directory = freshDirectory()
  const kept: Kept = {
    _tag: "Kept",
    directory,
    request: {
      ...{ id: "red-fox", command: "npm run build", words: ["/bin/sh", "-c", "npm run build"], directory: "/tmp" },
      ...{ pty: false, scope: null, startedAt: 1000, timeoutSeconds: 0, maxLogBytes: 1000 },
      notification: { through: null, ofEmptySuccess: false },
      ...request,
    } as Request,
    state: {
      ...{ supervisor: identityOf(process.pid), command: identityOf(process.pid), background: true, stdin: false },
      ...{ applicationCursorKeys: false, end: null, processesLeft: false, lostBytes: 0 },
      ...state,
    } as State,
  }
  writeState(directory, kept.state)
  return kept
}

const print = ({ directory }: Kept, text: string): void => {
  const writer = openOutput(directory, 1000)
  writer.append(Buffer.from(text))
  writer.close()
}

describe("the status", () => {
  test.each([
    ["running", undefined],
    ["completed", {}],
    ["failed", { exitCode: 1 }],
    ["failed", { exitCode: 255 }],
    ["failed", { exitCode: null, exitSignal: "SIGSEGV" }],
    ["failed", { timedOut: true }],
    ["failed", { timedOut: true, exitCode: null, exitSignal: "SIGTERM" }],
    ["failed", { exitCode: null, unseen: "restart" }],
    ["killed", { killed: true }],
    ["killed", { killed: true, exitCode: null, exitSignal: "SIGTERM" }],
    ["killed", { killed: true, timedOut: true, exitCode: 143 }],
    ["killed", { killed: true, exitCode: null, unseen: "supervisor killed" }],
  ] as ReadonlyArray<[string, Partial<End> | undefined]>)("is %s after %j", (status, how) => {
    const end = how === undefined ? undefined : ended(how)
    expect(conditionOf(command(), end, settings).status as string).toBe(status)
  })
})

describe("the end is told", () => {
  test.each([
    [{}, /^It exited with code 0\.$/],
    [{ exitCode: 3 }, /^It exited with code 3\.$/],
    [{ exitCode: null, exitSignal: "SIGHUP" }, /^It was ended by signal SIGHUP\.$/],
    [{ timedOut: true, exitCode: null, exitSignal: "SIGTERM" }, /timed out after 90 seconds.*SIGTERM\.$/],
    [{ timedOut: true, exitCode: 0 }, /timed out.*code 0\.$/],
    [{ killed: true, exitCode: null, exitSignal: "SIGKILL" }, /was killed.*SIGKILL\.$/],
    [{ killed: true, exitCode: 7 }, /was killed.*code 7\.$/],
    [{ killed: true, timedOut: true, exitCode: 7 }, /was killed/],
    [{ exitCode: null, unseen: "restart" }, /has ended; nobody saw how.*machine was restarted\.$/],
    [{ exitCode: null, unseen: "supervisor killed" }, /has ended; nobody saw how.*supervisor was killed\.$/],
    [{ exitCode: null, unseen: "supervisor killed", killed: true }, /was killed.*nobody saw how/],
  ] as ReadonlyArray<[Partial<End>, RegExp]>)("%j", (how, sentence) => {
    const told = describeEnd(command({}, { timeoutSeconds: 90 }), ended(how))
    expect(told).toMatch(sentence)
    expect(told).not.toMatch(/null|undefined|\n/)
  })

  test.each([
    [1, /1 second,/],
    [0.5, /0\.5 seconds,/],
    [2, /2 seconds,/],
  ])("with a timeout of %p seconds", (timeoutSeconds, words) => {
    expect(describeEnd(command({}, { timeoutSeconds }), ended({ timedOut: true }))).toMatch(words)
  })

  test("with what is left of it, and how to end that", () => {
    expect(describeRest(command())).toBe("")
    expect(describeRest(command({ processesLeft: true }))).toMatch(/still run.*remove red-fox/)
  })

  test.each([
    [{}, { exitCode: 0, timedOut: false }],
    [
      { exitCode: null, exitSignal: "SIGTERM", timedOut: true },
      { exitCode: null, exitSignal: "SIGTERM", timedOut: true },
    ],
  ] as ReadonlyArray<[Partial<End>, EndDetails]>)("in facts: %j", (how, facts) => {
    expect(endDetails(ended(how))).toEqual(facts)
  })
})

describe("a command has ended", () => {
  test("as its supervisor has written it down", () => {
    const end = ended({ exitCode: 3 })
    expect(endOf(command({ end }))).toEqual(end)
  })

  test("not while it, or its supervisor, is there", () => {
    expect(endOf(command())).toBeUndefined()
    expect(endOf(command({ supervisor: nobody }))).toBeUndefined()
    expect(endOf(command({ command: nobody }))).toBeUndefined()
  })

  test("where both are gone, though no supervisor saw it", () => {
    const kept = command({ supervisor: nobody, command: nobody })
    print(kept, "last words")
    utimesSync(outputPath(kept.directory, 0), 2_000_000_000, 2_000_000_000)
    expect(endOf(kept)).toMatchObject({
      exitCode: null,
      exitSignal: null,
      timedOut: false,
      killed: false,
      endedAt: 2_000_000_000_000,
    })
    expect(conditionOf(kept, endOf(kept), settings).status).toBe("failed")
  })

  test("with the restart of the machine, where the system tells of it", () => {
    const kept = command({ supervisor: nobody, command: nobody })
    expect(endOf(kept)?.unseen).toBe(process.platform === "linux" ? "restart" : "supervisor killed")
    const { mark } = identityOf(process.pid)
    const sameBoot = { pid: process.pid, mark: `${mark.slice(0, mark.lastIndexOf(":") + 1)}1` }
    expect(endOf(command({ supervisor: sameBoot, command: sameBoot }))?.unseen).toBe("supervisor killed")
  })

  test("as it was asked for, where another process was ending it", () => {
    const kept = command({ supervisor: nobody, command: nobody })
    writeFileSync(join(kept.directory, "kill"), "")
    expect(endOf(kept)?.killed).toBe(true)
    expect(conditionOf(kept, endOf(kept), settings).status).toBe("killed")
  })
})

/** One that has printed something so long ago. */
const idle = (millis: number, state: Partial<State> = { stdin: true }, isRead = true): Kept => {
  const kept = command(state)
  print(kept, "name? ")
  const seconds = (Date.now() - millis) / 1000
  utimesSync(outputPath(kept.directory, 0), seconds, seconds)
  if (isRead) makeFifo(join(kept.directory, "input"))
  return kept
}

/** Reads from the command's input while it is looked at. */
const facts = async (kept: Kept, inputWaitMillis = 15_000) => {
  const reader = Bun.spawn(
    ["sh", "-c", 'exec 3<>"$1" && echo open && exec sleep 600', "sh", join(kept.directory, "input")],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  )
  try {
    for await (const chunk of reader.stdout) if (chunk.length > 0) break
    return runningFacts(kept, { ...settings, inputWaitMillis })
  } finally {
    reader.kill("SIGKILL")
    await reader.exited
  }
}

describe("a command waits for input", () => {
  test("where its stdin is open and it has printed nothing for long", async () => {
    const found = await facts(idle(60_000))
    expect(found).toMatchObject({ stdinWritable: true, waitingForInput: true })
    expect(found.idleMs).toBeGreaterThanOrEqual(60_000)
    expect(describeWait(found)).toMatch(/printed nothing for 1 min.*may wait for input.*write/)
  })

  test("not where it has printed something a while ago only", async () => {
    const found = await facts(idle(60_000), 3_600_000)
    expect(found).toMatchObject({ stdinWritable: true, waitingForInput: false })
    expect(describeWait(found)).toBe("")
  })

  test("not where its stdin was closed", async () => {
    expect(await facts(idle(60_000, { stdin: false }))).toMatchObject({ stdinWritable: false, waitingForInput: false })
  })

  test("not where no process reads it, or it is gone", () => {
    expect(runningFacts(idle(60_000), settings)).toMatchObject({ stdinWritable: false, waitingForInput: false })
    expect(runningFacts(idle(60_000, { stdin: true }, false), settings)).toMatchObject({
      stdinWritable: false,
      waitingForInput: false,
    })
  })

  test("since its start, where it has printed nothing at all", () => {
    expect(runningFacts(command({}, { startedAt: 1000 }), settings).lastOutputAt).toBe(1000)
  })

  test("and never has a negative idle time, even if the clock is set", () => {
    expect(runningFacts(idle(-3_600_000), settings).idleMs).toBe(0)
  })
})

describe("in a list", () => {
  test("a running command has its status and its process", () => {
    const kept = command({}, { scope: "s", startedAt: Date.now() - 5000 })
    print(kept, "working\n")
    const view = viewOf(kept, settings)
    expect(view).toMatchObject({
      ...{
        sessionId: "red-fox",
        status: "running",
        cwd: "/tmp",
        command: "npm run build",
        name: "npm run",
        scope: "s",
      },
      ...{ tail: "working\n", truncated: false, processesLeft: false, pid: process.pid, stdinWritable: false },
    })
    expect(view["runtimeMs"]).toBeGreaterThanOrEqual(5000)
    expect(view).not.toHaveProperty("exitCode")
    expect(view).not.toHaveProperty("endedAt")
  })

  test("an ended command has how it ended, and no process", () => {
    const view = viewOf(command({ end: ended({ exitCode: 2, endedAt: 4500 }) }), settings)
    expect(view).toMatchObject({
      status: "failed",
      exitCode: 2,
      timedOut: false,
      endedAt: 4500,
      runtimeMs: 3500,
      tail: "",
    })
    for (const fact of ["pid", "idleMs", "stdinWritable", "exitSignal", "scope"]) expect(view).not.toHaveProperty(fact)
  })

  test("the time that it ran is never below nothing", () => {
    expect(viewOf(command({ end: ended({ endedAt: 10 }) }, { startedAt: 1000 }), settings)["runtimeMs"]).toBe(0)
  })

  test("a view says if the beginning of the output is no longer kept, and has a short tail", () => {
    const kept = command()
    print(kept, "x".repeat(5000))
    expect(viewOf(kept, settings)).toMatchObject({ truncated: true })
    const long = command()
    mkdirSync(long.directory, { recursive: true })
    const writer = openOutput(long.directory, 1_000_000)
    writer.append(Buffer.from(`${"x".repeat(100_000)}end`))
    writer.close()
    const { tail, truncated } = viewOf(long, settings)
    expect(truncated).toBe(false)
    expect(String(tail).endsWith("end")).toBe(true)
    expect(String(tail).length).toBeLessThanOrEqual(2000)
  })
})
