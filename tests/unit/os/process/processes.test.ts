import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Processes from "../../../../src/os/process/processes.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

const onLinux = process.platform === "linux"

/** The processes that a test started. */
const started: Array<Bun.Subprocess> = []
afterEach(async () => {
  for (const child of started) Processes.signalGroup(child.pid, "SIGKILL")
  await Promise.all(started.splice(0).map(({ exited }) => exited))
})

/** Starts a shell that leads a group of its own; gives it, and its first line of output. */
const startShell = async (script: string): Promise<readonly [Bun.Subprocess, string]> => {
  const child = Bun.spawn(["bash", "-c", script], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
    detached: true,
  })
  started.push(child)
  const reader = child.stdout.getReader()
  let text = ""
  while (!text.includes("\n")) {
    const { value, done } = await reader.read()
    if (done) break
    text += Buffer.from(value).toString()
  }
  reader.releaseLock()
  return [child, text.trim()]
}

const endedProcess = async (): Promise<number> => {
  const child = Bun.spawn(["true"])
  await child.exited
  return child.pid
}

/** Waits for what must become true; the test's own time limit ends a wait in vain. */
const eventually = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await Bun.sleep(2)
}

describe("a process is alive", () => {
  test("while it runs", async () => {
    const [child] = await startShell("echo ready; exec sleep 60")
    expect(Processes.isAlive(child.pid)).toBe(true)
    expect(Processes.isAlive(process.pid)).toBe(true)
  })

  test("no longer when it has ended", async () => {
    expect(Processes.isAlive(await endedProcess())).toBe(false)
  })

  test.if(onLinux)("no longer when its parent does not wait for it after its end", async () => {
    // It ends when its parent is no shell any more, but a program that does not wait for it.
    const child = 'while [ "$(cat /proc/$$/comm)" = bash ]; do :; done'
    const [, zombie] = await startShell(`${child} & echo $!; exec sleep 60`)
    const pid = Number(zombie)
    await eventually(() => !Processes.isAlive(pid))
    expect(readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(" Z ")
  })

  test.each([0, -1, -process.pid])("never under the number %d", (pid) => {
    expect(Processes.isAlive(pid)).toBe(false)
  })
})

const nowSeconds = () => Date.now() / 1000

describe("a process is the recorded one", () => {
  const facts = Processes.inspectProcess(process.pid)
  if (facts === undefined) throw new Error("the system tells nothing of this process")

  test("when it began before the record, or seems to have begun a little later", () => {
    expect(Processes.beganBefore(facts, facts.startedAt + 60)).toBe(true)
    expect(Processes.beganBefore(facts, facts.startedAt - 9)).toBe(true)
  })

  test("not when it began after the record", () => {
    expect(Processes.beganBefore(facts, facts.startedAt - 11)).toBe(false)
  })
})

describe("the facts of a process", () => {
  test("tell when it began, and its group", async () => {
    const before = nowSeconds()
    const [child] = await startShell("echo ready; exec sleep 60")
    const facts = Processes.inspectProcess(child.pid)
    expect(facts?.group).toBe(child.pid)
    expect(Math.abs((facts?.startedAt ?? 0) - before)).toBeLessThan(60)
  })

  test("tell that it has no terminal", async () => {
    const [child] = await startShell("echo ready; exec sleep 60")
    expect(Processes.inspectProcess(child.pid)?.foregroundGroup).toBe(-1)
  })

  test("do not suffer from a name with spaces and parentheses", async () => {
    const program = join(freshDirectory(), ") S 1 (x")
    writeFileSync(program, "#!/bin/bash\necho ready\nread -r line </dev/fd/0 || sleep 60\n")
    chmodSync(program, 0o700)
    const child = Bun.spawn([program], { stdin: "pipe", stdout: "pipe", detached: true })
    started.push(child)
    await child.stdout.getReader().read()
    expect(Processes.inspectProcess(child.pid)?.group).toBe(child.pid)
    expect(Processes.isAlive(child.pid)).toBe(true)
  })

  test("are none when it has ended", async () => {
    expect(Processes.inspectProcess(await endedProcess())).toBeUndefined()
  })
})

describe.if(onLinux)("a process outlives its terminal", () => {
  test.each([
    ["when it ignores SIGHUP", "trap '' HUP; echo ready; exec sleep 60", true],
    ["when it handles SIGHUP", "trap : HUP; echo ready; sleep 60 & wait", true],
    ["not otherwise", "echo ready; exec sleep 60", false],
    ["not when it only ignores another signal", "trap '' TERM INT; echo ready; exec sleep 60", false],
  ])("%s", async (_, script, outlives) => {
    const [child] = await startShell(`trap - HUP; ${script}`)
    expect(Processes.outlivesItsTerminal(child.pid)).toBe(outlives)
  })

  test("not when it has ended", async () => {
    expect(Processes.outlivesItsTerminal(await endedProcess())).toBe(false)
  })
})

describe("a signal", () => {
  test("reaches the process", async () => {
    const [child] = await startShell("trap 'exit 7' USR1; echo ready; sleep 60 & wait")
    expect(Processes.signalProcess(child.pid, "SIGUSR1")).toBe(true)
    expect(await child.exited).toBe(7)
  })

  test("reaches every process of the group", async () => {
    const [child, inner] = await startShell("sleep 60 & echo $!; wait")
    expect(Processes.groupExists(child.pid)).toBe(true)
    expect(Processes.signalGroup(child.pid, "SIGKILL")).toBe(true)
    await child.exited
    await eventually(() => !Processes.isAlive(Number(inner)))
    expect(Processes.isAlive(child.pid)).toBe(false)
  })

  test("reaches no process where there is none", async () => {
    const ended = await endedProcess()
    expect(Processes.signalProcess(ended, "SIGTERM")).toBe(false)
    expect(Processes.signalGroup(ended, "SIGTERM")).toBe(false)
    expect(Processes.groupExists(ended)).toBe(false)
  })

  test("is never sent to a number that means many", () => {
    expect(Processes.signalProcess(0, "SIGWINCH")).toBe(false)
    expect(Processes.signalProcess(-process.pid, "SIGWINCH")).toBe(false)
    for (const group of [1, 0, -1]) {
      expect(Processes.signalGroup(group, "SIGWINCH")).toBe(false)
      expect(Processes.groupExists(group)).toBe(false)
    }
  })
})
