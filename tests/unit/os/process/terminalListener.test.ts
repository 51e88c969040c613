import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { constants } from "node:os"

import { openPosixSpawn, type PosixSpawn } from "../../../../src/os/process/posixSpawn.ts"
import { groupExists, signalGroup, signalProcess } from "../../../../src/os/process/processes.ts"
import type { TerminalSignal } from "../../../../src/os/process/signals.ts"
import { listenToTerminal, type TerminalListener } from "../../../../src/os/process/terminalListener.ts"
import { busyMachineMillis } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const { SIGTSTP: stopped } = constants.signals

/** All that listeners have heard; numbers are signals that have stopped them. */
const heard: Array<TerminalSignal | number> = []
const listeners: Array<TerminalListener> = []

const note = (signal: TerminalSignal | number): void => void heard.push(signal)

/** A listener, and the processes that were started for it. */
const listening = (): { readonly listener: TerminalListener; readonly started: ReadonlyArray<number> } => {
  const system = openPosixSpawn()
  if (system === undefined) throw new Error("there is no C library")
  const started: Array<number> = []
  const spawn: PosixSpawn["spawn"] = (...program) => {
    const pid = system.spawn(...program)
    started.push(pid)
    return pid
  }
  const listener = listenToTerminal({ ...system, spawn }, { signalled: note, stopped: note })
  if (listener === undefined) throw new Error("there is no listener")
  listeners.push(listener)
  return { listener, started }
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await Bun.sleep(5)
}

/** A job that has joined the group; `end` ends it. */
const joins = (group: number): { readonly end: () => void } => {
  const system = openPosixSpawn()
  if (system === undefined) throw new Error("there is no C library")
  const where = { group, directory: "/", environment: {}, stdin: undefined, stdout: undefined, without: [] }
  const pid = system.spawn("/bin/sleep", ["sleep", "600"], where)
  return {
    end: () => {
      signalProcess(pid, "SIGKILL")
      while (system.changeOf(pid) === undefined) Bun.sleepSync(1)
    },
  }
}

afterEach(async () => {
  for (const listener of listeners.splice(0)) {
    listener.dismiss()
    await until(listener.look)
  }
  heard.length = 0
})

describe("what listens to the terminal", () => {
  test("leads a group, which ends with it", async () => {
    const { listener, started } = listening()
    expect(started).toEqual([listener.group])
    expect(listener.look()).toBe(false)
    listener.dismiss()
    await until(listener.look)
    expect(groupExists(listener.group)).toBe(false)
    expect(heard).toEqual([])
  })

  test.each(["SIGINT", "SIGQUIT", "SIGHUP"] as const)("hears a %s for its group, and is gone then", async (signal) => {
    const { listener, started } = listening()
    signalGroup(listener.group, signal)
    await until(listener.look)
    expect(heard).toEqual([signal])
    expect(started.length).toBe(1)
    // Then this does nothing.
    listener.dismiss()
    expect(listener.look()).toBe(true)
  })

  test.each(["SIGTERM", "SIGKILL", "SIGUSR1"] as const)("has a successor in its group after a %s", async (signal) => {
    const { listener, started } = listening()
    // A job has joined the group, and keeps it.
    const job = joins(listener.group)
    signalProcess(started[0] ?? 0, signal)
    await until(() => (listener.look(), started.length === 2))
    expect(heard).toEqual([])
    signalProcess(started[1] ?? 0, "SIGINT")
    await until(listener.look)
    expect(heard).toEqual(["SIGINT"])
    job.end()
  })

  test("hears that the terminal has stopped its group, and goes on with it", async () => {
    const { listener } = listening()
    signalGroup(listener.group, "SIGTSTP")
    await until(() => (listener.look(), heard.length > 0))
    expect(heard).toEqual([stopped])
    signalGroup(listener.group, "SIGCONT")
    signalGroup(listener.group, "SIGINT")
    await until(listener.look)
    expect(heard).toEqual([stopped, "SIGINT"])
  })

  test("goes also when it is stopped", async () => {
    const { listener } = listening()
    signalGroup(listener.group, "SIGSTOP")
    await until(() => (listener.look(), heard.length > 0))
    listener.dismiss()
    await until(listener.look)
  })

  test("goes when the process that has started it is gone", async () => {
    const module = JSON.stringify(`${import.meta.dir}/../../../../src/os/process`)
    const program = `
      const { openPosixSpawn } = await import(${module} + "/posixSpawn.ts")
      const { listenToTerminal } = await import(${module} + "/terminalListener.ts")
      console.log(listenToTerminal(openPosixSpawn(), { signalled() {}, stopped() {} }).group)
      process.kill(process.pid, "SIGKILL")
    `
    const child = Bun.spawn([process.execPath, "-e", program], { stderr: "inherit" })
    const group = Number(await new Response(child.stdout).text())
    expect(group).toBeGreaterThan(1)
    await until(() => !groupExists(group))
  })
})
