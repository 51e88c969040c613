import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { randomUUID } from "node:crypto"

import { isAlive, signalProcess } from "../../../../src/os/process/processes.ts"
import {
  descendantsOf,
  listProcesses,
  type ProcessEntry,
  processesTagged,
  secondsOfClock,
} from "../../../../src/os/process/processTable.ts"
import { busyMachineMillis } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

/** The processes that a test started, or that those started. */
const started = new Set<number>()
afterEach(async () => {
  for (const pid of started) signalProcess(pid, "SIGKILL")
  while ([...started].some(isAlive)) await Bun.sleep(2)
  started.clear()
})

/** Starts a shell script with these variables; gives its process and the numbers in its first line. */
const start = async (script: string, variables: Readonly<Record<string, string>> = {}) => {
  const child = Bun.spawn(["bash", "-c", script], {
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "ignore"],
  })
  started.add(child.pid)
  let text = ""
  const reader = child.stdout.getReader()
  while (!text.includes("\n")) {
    const { done, value } = await reader.read()
    if (done) break
    text += Buffer.from(value).toString()
  }
  const pids = text.trim().split(" ").map(Number)
  for (const pid of pids) if (pid > 1) started.add(pid)
  return { child, pids }
}

const entryOf = (pid: number): ProcessEntry | undefined => listProcesses().find((entry) => entry.pid === pid)

describe("the table of processes", () => {
  test("has this one, with its parent and its time", () => {
    const own = entryOf(process.pid)
    expect(own).toMatchObject({ pid: process.pid, parent: process.ppid, zombie: false })
    expect(own?.cpuSeconds).toBeGreaterThan(0)
    expect(own?.group).toBeGreaterThan(0)
  })

  test("has each process once", () => {
    const pids = listProcesses().map(({ pid }) => pid)
    expect(new Set(pids).size).toBe(pids.length)
  })

  test("knows a process that has ended, and that its parent has not collected", async () => {
    const { pids } = await start(
      // The parent collects no child once it is another program.
      `bash -c 'until read -r name </proc/$PPID/comm && [ "$name" = sleep ]; do :; done; echo $$ $PPID' & exec sleep 60`,
    )
    const [ended = 0, parent = 0] = pids
    while (entryOf(ended)?.zombie !== true) await Bun.sleep(2)
    expect(descendantsOf(parent, listProcesses())).toEqual([])
  })
})

const entry = (pid: number, parent: number, zombie = false): ProcessEntry => ({
  pid,
  parent,
  group: pid,
  zombie,
  cpuSeconds: 0,
})

/** Those that descend from it, by their numbers. */
const pidsOf = (ancestor: number, ...entries: ReadonlyArray<ProcessEntry>) =>
  descendantsOf(ancestor, entries)
    .map(({ pid }) => pid)
    .toSorted((one, other) => one - other)

describe("descendants", () => {
  test("are children and their children, listed in any order", () => {
    const family = [entry(1, 0), entry(10, 1), entry(11, 10), entry(12, 11), entry(20, 1), entry(13, 10)]
    expect(pidsOf(10, ...family)).toEqual([11, 12, 13])
    expect(pidsOf(10, ...family.toReversed())).toEqual([11, 12, 13])
    expect(pidsOf(12, ...family)).toEqual([])
    expect(pidsOf(99, ...family)).toEqual([])
  })

  test("leave out those that have ended", () => {
    expect(pidsOf(10, entry(11, 10, true), entry(12, 10))).toEqual([12])
  })

  test("end where parents go in a circle", () => {
    expect(pidsOf(10, entry(10, 11), entry(11, 10))).toEqual([11])
  })

  test("of a real process are those that live", async () => {
    const { child, pids } = await start("sleep 60 & (sleep 61 & echo $! $BASHPID; wait) & wait")
    const [grandchild = 0, between = 0] = pids
    const found = descendantsOf(child.pid, listProcesses()).map(({ pid }) => pid)
    for (const pid of found) started.add(pid)
    expect(found).toContain(grandchild)
    expect(found).toContain(between)
    expect(found).toHaveLength(3)
  })
})

describe("processes that are marked", () => {
  const mark = "OUTLIVE_UNIT_MARK"

  /** In the middle of its exec a process shows no environment, and before it that of the shell. */
  const untilItSleeps = async (pid: number, id: string): Promise<void> => {
    const name = () =>
      Bun.spawnSync(["ps", "-o", "comm=", "-p", String(pid)])
        .stdout.toString()
        .trim()
    while (!name().endsWith("sleep") || processesTagged({ name: mark, value: id }).length === 0) await Bun.sleep(2)
  }

  test("are found after they have left parent, group and session", async () => {
    const id = randomUUID()
    const script = "setsid bash -c '(setsid bash -c \"echo \\$\\$; exec sleep 60\") & exit' & wait"
    const { child, pids } = await start(script, { [mark]: id })
    await child.exited
    const [orphan = 0] = pids
    await untilItSleeps(orphan, id)
    expect(isAlive(orphan)).toBe(true)
    expect(processesTagged({ name: mark, value: id })).toEqual([orphan])
    expect(descendantsOf(child.pid, listProcesses())).toEqual([])
  })

  test("are those with this very name and value", async () => {
    const id = randomUUID()
    const { child } = await start("echo $$; exec sleep 60", { [mark]: id, [`X${mark}`]: "other", A: `${mark}=in A` })
    await untilItSleeps(child.pid, id)
    expect(processesTagged({ name: mark, value: id })).toEqual([child.pid])
    expect(processesTagged({ name: mark, value: id.slice(0, -1) })).toEqual([])
    expect(processesTagged({ name: mark.slice(1), value: id })).toEqual([])
    expect(processesTagged({ name: mark, value: "other" })).toEqual([])
    expect(processesTagged({ name: mark, value: "in A" })).toEqual([])
  })

  test("are found beside a variable whose end looks the same", async () => {
    const id = randomUUID()
    const { child } = await start("echo $$; exec env -i A$MARKED $MARKED sleep 60", { MARKED: `${mark}=${id}` })
    while (processesTagged({ name: mark, value: id }).length === 0) await Bun.sleep(2)
    expect(processesTagged({ name: mark, value: id })).toEqual([child.pid])
  })

  test("are those with which another variable fits", async () => {
    const id = randomUUID()
    const { child } = await start("echo $$; exec sleep 60", { [mark]: id, [`${mark}_2`]: "a=b" })
    await untilItSleeps(child.pid, id)
    const beside = (name: string, wanted: string | undefined) =>
      processesTagged({ name: mark, value: id, beside: { name, fits: (value) => value === wanted } })
    expect(beside(`${mark}_2`, "a=b")).toEqual([child.pid])
    expect(beside(`${mark}_2`, "a")).toEqual([])
    expect(beside(`${mark}_2`, undefined)).toEqual([])
    expect(beside(`${mark}_3`, undefined)).toEqual([child.pid])
  })

  test("are gone with the processes", async () => {
    const id = randomUUID()
    const { child } = await start("echo $$; exec sleep 60", { [mark]: id })
    child.kill("SIGKILL")
    await child.exited
    expect(processesTagged({ name: mark, value: id })).toEqual([])
  })
})

test.each([
  ["0:00", 0],
  ["0:00.05", 0.05],
  ["1:02.50", 62.5],
  ["61:00", 3660],
  ["00:00:01", 1],
  ["02:03:04", 7384],
  ["1-00:00:00", 86_400],
  ["2-03:04:05", 183_845],
  ["", 0],
  ["-", 0],
  ["nonsense", 0],
])("ps's time %p is %d seconds", (text, seconds) => {
  expect(secondsOfClock(text)).toBeCloseTo(seconds, 6)
})
