import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { processesTagged } from "../../../../src/os/process/processTable.ts"
import { systemProcesses } from "../../../../src/os/process/service.ts"
import { timestamp } from "../../../../src/protocol/taskDirectory.ts"
import { directoryOf, taskStoreAmong } from "../../../../src/tasks/state/status.ts"
import { hasEnded, isRunning } from "../../../../src/tasks/state/taskStatus.ts"
import { ownVersion } from "../../../../src/version.ts"
import { busyMachineMillis } from "../../system.ts"
import { outliveHomes, writeClaim } from "../home.ts"

setDefaultTimeout(busyMachineMillis)

const { freshDirectory, home, makeLinkedTask, makeTask, placeOf, startOther } = outliveHomes()

const { allStatuses, statusOf } = taskStoreAmong(systemProcesses, Date.now)

/** A moment so many seconds ago. */
const ago = (seconds: number): string => timestamp(Date.now() - seconds * 1000)

const endedProcess = async (): Promise<number> => {
  const child = Bun.spawn(["true"])
  await child.exited
  return child.pid
}

describe("a task runs", () => {
  test("while its wrapper does, with its agent", () => {
    const directory = makeTask("demo", { started_at: ago(100) })
    writeClaim(directory, "wrapper.lock", startOther())
    const agent = startOther()
    writeFileSync(join(directory, "pid"), `${agent}\n`)
    const status = statusOf("demo")
    expect(status).toMatchObject({
      name: "demo",
      status: "running",
      agent: "claude",
      model: "opus",
      taskDir: directory,
      projectDir: "/work",
      session: "claude-demo",
      socket: "/tmp/none/default",
      sessionId: "c0ffee",
      pid: agent,
      endedAt: null,
      exitCode: null,
      retries: 0,
      problem: null,
      hint: null,
    })
    expect(status.seconds).toBeWithin(99, 130)
    expect([isRunning(status.status), hasEnded(status.status)]).toEqual([true, false])
  })

  test.each(["running", "crashed", "hung"])("while its wrapper does, whatever was last written: %s", (written) => {
    writeClaim(makeTask("demo", { status: written }), "wrapper.lock", startOther())
    expect(statusOf("demo").status).toBe("running")
  })

  test("without a number for an agent that has ended", async () => {
    const directory = makeTask("demo")
    writeClaim(directory, "wrapper.lock", startOther())
    expect(statusOf("demo").pid).toBeNull()
    writeFileSync(join(directory, "pid"), `${await endedProcess()}\n`)
    expect(statusOf("demo").pid).toBeNull()
  })

  test.each([
    ["running", "crashed", "the agent died; it is being brought back"],
    ["crashed", "crashed", "the agent died; it is being brought back"],
    ["hung", "hung", "the agent hung; it is being brought back"],
  ] as const)("again soon while its monitor does; %s is shown as %s", (written, state, problem) => {
    writeClaim(makeTask("demo", { status: written, retry_count: "2" }), "monitor.lock", startOther())
    const status = statusOf("demo")
    expect(status).toMatchObject({ status: state, problem, hint: null, retries: 2 })
    expect(isRunning(status.status)).toBe(true)
  })

  test("soon while it is being started", () => {
    makeTask("demo", { started_at: ago(1) })
    const status = statusOf("demo")
    expect(status).toMatchObject({ status: "starting", problem: null })
    expect(isRunning(status.status)).toBe(true)
  })
})

describe("a task that was begun long ago", () => {
  test("is being started when it was just resumed", () => {
    makeTask("demo", { started_at: ago(5000), resumed_at: ago(1) })
    expect(statusOf("demo")).toMatchObject({ status: "starting" })
  })

  test("is being started although the wrapper that it had is dead", async () => {
    const directory = makeTask("demo", { started_at: ago(5000), resumed_at: ago(1) })
    writeClaim(directory, "wrapper.lock", await endedProcess())
    utimesSync(join(directory, "wrapper.lock"), Date.now() / 1000 - 100, Date.now() / 1000 - 100)
    expect(statusOf("demo")).toMatchObject({ status: "starting" })
  })

  test("is lost when its resume came to nothing", () => {
    makeTask("demo", { started_at: ago(5000), resumed_at: ago(60) })
    expect(statusOf("demo")).toMatchObject({ status: "lost" })
  })
})

describe("a task is lost", () => {
  test("when no process has claimed it in time", () => {
    makeTask("demo", { started_at: ago(60) })
    const status = statusOf("demo")
    expect(status).toMatchObject({
      status: "lost",
      seconds: null,
      problem: "nobody runs or watches it any more",
      hint: "bring it back with: outlive restore",
    })
    expect([isRunning(status.status), hasEnded(status.status)]).toEqual([false, false])
  })

  test.each(["running", "crashed", "hung"])("when those that had claimed it are dead: %s", async (written) => {
    const directory = makeTask("demo", { started_at: ago(1), status: written })
    const dead = await endedProcess()
    writeClaim(directory, "wrapper.lock", dead)
    writeClaim(directory, "monitor.lock", dead)
    expect(statusOf("demo").status).toBe("lost")
  })

  test("when another process has the number of its wrapper", () => {
    const directory = makeTask("demo")
    writeFileSync(join(directory, "wrapper.lock"), `${startOther()} another-boot:1\n`)
    expect(statusOf("demo").status).toBe("lost")
  })

  test("when its start time is unknown", () => {
    makeTask("demo", { started_at: undefined })
    expect(statusOf("demo")).toMatchObject({ status: "lost", startedAt: null, seconds: null })
  })

  test("and its processes that still run are told of", async () => {
    const id = crypto.randomUUID()
    makeTask("demo", { task_id: id })
    startOther({ OUTLIVE_TASK: id })
    // In the middle of its exec it shows no environment.
    while (processesTagged({ name: "OUTLIVE_TASK", value: id }).length === 0) await Bun.sleep(2)
    expect(statusOf("demo").problem).toContain("1 of its processes still run")
  })
})

describe("a task has ended", () => {
  const started_at = "2026-11-21T06:00:00Z"

  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    [
      "completed",
      { finished_at: "2026-11-21T06:01:40Z", exit_code: "0" },
      { endedAt: "2026-11-21T06:01:40Z", seconds: 100, exitCode: 0, problem: null, hint: null },
    ],
    [
      "failed",
      { finished_at: "2026-11-21T06:00:01Z", exit_code: "3" },
      {
        seconds: 1,
        exitCode: 3,
        problem: "the agent ended with exit code 3",
        hint: "see: outlive logs demo; go on with: outlive resume demo",
      },
    ],
    [
      "stopped",
      { stopped_at: "2026-11-21T06:00:05Z" },
      { endedAt: "2026-11-21T06:00:05Z", seconds: 5, exitCode: null, problem: null, hint: null },
    ],
    [
      "abandoned",
      { abandoned_at: "2026-11-21T07:00:00Z", abandon_reason: "deadline" },
      { seconds: 3600, problem: "its deadline was reached", hint: "go on with: outlive resume demo" },
    ],
    [
      "abandoned",
      { abandoned_at: "2026-11-21T07:00:00Z", abandon_reason: "waiting_for_input" },
      { problem: "the agent waits for an answer that nobody gives" },
    ],
    [
      "abandoned",
      { abandoned_at: "2026-11-21T07:00:00Z", abandon_reason: "max_retries_exceeded", retry_count: "4" },
      { retries: 3, problem: "the agent was brought back 3 times, and died or hung again" },
    ],
    [
      "abandoned",
      { abandoned_at: "2026-11-21T07:00:00Z", abandon_reason: "max_retries_exceeded", retry_count: "2" },
      { retries: 1, problem: "the agent was brought back once, and died or hung again" },
    ],
    [
      "abandoned",
      { abandoned_at: "2026-11-21T07:00:00Z", abandon_reason: "max_retries_exceeded", retry_count: "1" },
      { problem: "the agent died or hung, and was not to be brought back" },
    ],
    ["abandoned", { abandoned_at: "2026-11-21T07:00:00Z" }, { problem: "it was given up" }],
    ["abandoned", { abandon_reason: "other" }, { endedAt: null, problem: "it was given up: other" }],
  ])("and is %s: %j", (status, values, shown) => {
    const directory = makeTask("demo", { started_at, status, ...values })
    // Its wrapper may still be on its way out, and its monitor in any case.
    if (status === "completed" || status === "failed") writeClaim(directory, "wrapper.lock", startOther())
    writeClaim(directory, "monitor.lock", startOther())
    const found = statusOf("demo")
    expect(found).toMatchObject({ status, pid: null, ...shown })
    expect([isRunning(found.status), hasEnded(found.status)]).toEqual([false, true])
  })

  test.each(["stopped", "abandoned"])("only once its wrapper has gone, where it is %s", (status) => {
    const directory = makeTask("demo", { status, stopped_at: ago(1), abandoned_at: ago(1) })
    writeClaim(directory, "wrapper.lock", startOther())
    const found = statusOf("demo")
    expect(found.status).toBe("stopping")
    expect(hasEnded(found.status)).toBe(false)
  })

  test("no longer when it was resumed, which leaves the keys of its end empty", () => {
    const ends = { finished_at: "", exit_code: "", abandoned_at: "", stopped_at: "" }
    writeClaim(makeTask("demo", { ...ends }), "wrapper.lock", startOther())
    expect(statusOf("demo")).toMatchObject({ status: "running", endedAt: null, exitCode: null })
  })

  test("only where its status says so", () => {
    const ends = { finished_at: "2026-11-21T06:01:40Z", exit_code: "0" }
    writeClaim(makeTask("demo", ends), "wrapper.lock", startOther())
    expect(statusOf("demo")).toMatchObject({ status: "running", endedAt: null, exitCode: null })
  })
})

describe("a task is damaged", () => {
  test("without a manifest", () => {
    mkdirSync(placeOf("demo"), { recursive: true })
    const status = statusOf("demo")
    expect(status).toMatchObject({
      name: "demo",
      status: "damaged",
      agent: null,
      taskDir: placeOf("demo"),
      problem: "its manifest cannot be read",
      hint: `look into ${placeOf("demo")}; remove it when it is of no use`,
    })
    expect(isRunning(status.status)).toBe(false)
  })

  test("where its place is a file", () => {
    mkdirSync(join(home(), "tasks"))
    writeFileSync(placeOf("demo"), "")
    expect(statusOf("demo").status).toBe("damaged")
  })

  test.each(["agent", "task_id", "project_dir", "session_name"])("without %s", (key) => {
    makeTask("demo", { [key]: undefined })
    expect(statusOf("demo")).toMatchObject({ status: "damaged", problem: `its manifest has no usable ${key}` })
  })

  test("with a status that this version does not know", () => {
    makeTask("demo", { status: "sleeping" })
    expect(statusOf("demo")).toMatchObject({
      status: "damaged",
      agent: "claude",
      problem: "its manifest says status=sleeping, which this version of outlive does not know",
      hint: `see: outlive manifest show ${join(placeOf("demo"), "manifest")}`,
    })
  })

  test("without a status", () => {
    makeTask("demo", { status: undefined })
    expect(statusOf("demo")).toMatchObject({ status: "damaged", problem: "its manifest has no status" })
  })

  test("where a link leads to a directory that is gone", () => {
    const directory = makeLinkedTask("demo", { status: "completed" })
    expect(statusOf("demo")).toMatchObject({ status: "completed", taskDir: directory })
    rmSync(directory, { recursive: true })
    expect(directoryOf("demo")).toBe(directory)
    expect(statusOf("demo")).toMatchObject({ status: "damaged", taskDir: directory })
  })
})

describe("all tasks", () => {
  test("are none before the first task", () => {
    expect(allStatuses()).toEqual([])
  })

  test("are there by name, without those that are still being made", () => {
    makeTask("b", { status: "stopped" })
    makeTask("a", { status: "completed" })
    makeLinkedTask("c", { status: "failed" })
    mkdirSync(placeOf(".d.123"))
    symlinkSync(join(freshDirectory(), "gone"), placeOf("e"))
    expect(allStatuses().map(({ name, status }) => [name, status])).toEqual([
      ["a", "completed"],
      ["b", "stopped"],
      ["c", "failed"],
      ["e", "damaged"],
    ])
  })
})

test("the last sign of the agent is what was written last", () => {
  const directory = makeTask("demo", { status: "stopped" })
  expect(statusOf("demo").secondsSinceOutput).toBeNull()
  writeFileSync(join(directory, "output.log"), "")
  expect(statusOf("demo").secondsSinceOutput).toBeWithin(0, 30)
})

describe("a task whose manifest a newer version has written", () => {
  const newer = { format: "2", writer: "9.9.9", status: "completed" }

  test("is unknown, neither running nor ended, and hides no other", () => {
    const directory = makeTask("demo", newer)
    makeTask("other", { status: "completed" })
    const [demo, other] = allStatuses()
    expect(demo).toMatchObject({ name: "demo", status: "unknown", taskDir: directory, writer: "9.9.9" })
    expect(demo?.problem).toBe(
      `"${directory}/manifest" was written by the newer outlive 9.9.9, whose format is 2; this is outlive ${ownVersion}, which reads formats up to 1`,
    )
    expect(demo?.hint).toBe("use outlive 9.9.9 or newer")
    expect(demo !== undefined && [isRunning(demo.status), hasEnded(demo.status)]).toEqual([false, false])
    expect(other).toMatchObject({ name: "other", status: "completed", writer: "0.1.0" })
  })
})

test("a task tells the version that launched it", () => {
  makeTask("demo", { format: "1", writer: "0.2.0" })
  expect(statusOf("demo").writer).toBe("0.2.0")
})

describe("a task whose wrapper and monitor cannot be seen from here", () => {
  const place = "4026531000/4026531001/machine/other-host"
  const inSight = taskStoreAmong(
    {
      ...systemProcesses,
      judge: (identity) =>
        identity.place === place
          ? { _tag: "Elsewhere", host: "other-host", pidNamespace: 4026531000 }
          : systemProcesses.judge(identity),
    },
    Date.now,
  )
  const claimElsewhere = (directory: string, file: "wrapper.lock" | "monitor.lock") =>
    writeFileSync(join(directory, file), `100 boot:1 ${place}\n`)
  const elsewhere = { host: "other-host", pidNamespace: 4026531000 }

  test.each(["stopped", "abandoned"])("is being ended there, a moment after it was %s", (status) => {
    const directory = makeTask("demo", { status, [`${status}_at`]: ago(0), stop_grace: "30" })
    claimElsewhere(directory, "wrapper.lock")
    utimesSync(join(directory, "manifest"), new Date(), new Date())
    expect(inSight.statusOf("demo")).toMatchObject({ status: "stopping", elsewhere })
  })

  test("has been ended once its end is told", () => {
    const directory = makeTask("demo", { status: "abandoned", abandoned_at: ago(0), notified_at: ago(0) })
    claimElsewhere(directory, "wrapper.lock")
    claimElsewhere(directory, "monitor.lock")
    utimesSync(join(directory, "manifest"), new Date(), new Date())
    expect(inSight.statusOf("demo")).toMatchObject({ status: "abandoned", elsewhere: null })
  })

  test("has been ended by then once the time for it is over, since a wrapper leaves its claim", () => {
    const directory = makeTask("demo", { status: "stopped", stopped_at: ago(100), stop_grace: "30" })
    claimElsewhere(directory, "wrapper.lock")
    claimElsewhere(directory, "monitor.lock")
    const aWhileAgo = new Date(Date.now() - 100_000)
    utimesSync(join(directory, "manifest"), aWhileAgo, aWhileAgo)
    expect(inSight.statusOf("demo")).toMatchObject({ status: "stopped", elsewhere: null })
  })

  test("is still being stopped while its agent has its grace", () => {
    const directory = makeTask("demo", { status: "stopped", stopped_at: ago(100), stop_grace: "300" })
    claimElsewhere(directory, "monitor.lock")
    const aWhileAgo = new Date(Date.now() - 100_000)
    utimesSync(join(directory, "manifest"), aWhileAgo, aWhileAgo)
    expect(inSight.statusOf("demo")).toMatchObject({ status: "stopping", elsewhere })
  })

  test("is complete, and put away there, while its monitor has the claim", () => {
    const directory = makeTask("demo", { status: "completed", finished_at: ago(0) })
    claimElsewhere(directory, "wrapper.lock")
    utimesSync(join(directory, "manifest"), new Date(), new Date())
    expect(inSight.statusOf("demo")).toMatchObject({ status: "completed", elsewhere: null })
    claimElsewhere(directory, "monitor.lock")
    expect(inSight.statusOf("demo")).toMatchObject({ status: "completed", elsewhere })
  })
})
