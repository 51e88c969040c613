import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"

import { listenTo } from "../../../../src/os/process/signalHandlers.ts"
import { exitCodeOfSignal, signalsInMask, type TerminationSignal } from "../../../../src/os/process/signals.ts"
import { busyMachineMillis } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

describe("the exit code of a signal", () => {
  test.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGQUIT", 131],
    ["SIGKILL", 137],
    ["SIGTERM", 143],
    [6, 134],
    [15, 143],
  ] as const)("%p is %d", (signal, exitCode) => {
    expect(exitCodeOfSignal(signal)).toBe(exitCode)
  })
})

describe("the signals in a mask", () => {
  test.each([
    ["0", []],
    ["0000000000000000", []],
    ["1", [1]],
    ["0000000000004003", [1, 2, 15]],
    ["8000000000000000", [64]],
    ["ffffffffffffffff", Array.from({ length: 64 }, (_, index) => index + 1)],
    ["AbC", [3, 4, 5, 6, 8, 10, 12]],
  ])("%s are listed", (mask, signals) => {
    expect([...signalsInMask(mask)]).toEqual(signals)
  })
})

const handlers = join(import.meta.dir, "../../../../src/os/process/signalHandlers.ts")

/** What a program of its own, started by a shell after `prelude`, hears of SIGHUP and SIGTERM. */
const heardAfter = async (prelude: string): Promise<string> => {
  const program = `
    import { listenTo } from ${JSON.stringify(handlers)}
    const heard = []
    listenTo(["SIGHUP", "SIGTERM"], (signal) => heard.push(signal))
    process.kill(process.pid, "SIGHUP")
    process.kill(process.pid, "SIGTERM")
    while (!heard.includes("SIGTERM")) await Bun.sleep(1)
    console.log(heard.join())
    process.exit()
  `
  const shell = Bun.spawn(["bash", "-c", `${prelude}; exec "$0" -e "$1"`, process.execPath, program], {
    cwd: import.meta.dir,
    stderr: "inherit",
  })
  return (await shell.stdout.text()).trim()
}

describe("a program that listens", () => {
  test("hears the signals it asked for, and goes on to", async () => {
    const heard: Array<TerminationSignal> = []
    const before = process.listeners("SIGTERM")
    let arrived: (() => void) | undefined
    listenTo(["SIGTERM"], (signal) => {
      heard.push(signal)
      arrived?.()
    })
    for (const _ of [1, 2]) {
      const arrival = new Promise<void>((resolve) => (arrived = resolve))
      process.kill(process.pid, "SIGTERM")
      await arrival
    }
    expect(heard).toEqual(["SIGTERM", "SIGTERM"])
    for (const listener of process.listeners("SIGTERM")) {
      if (!before.includes(listener)) process.off("SIGTERM", listener)
    }
  })

  test("hears SIGHUP, but not where it was ignored when the program began", async () => {
    const [usual, underNohup] = await Promise.all([heardAfter("true"), heardAfter("trap '' HUP")])
    expect({ usual, underNohup }).toEqual({ usual: "SIGHUP,SIGTERM", underNohup: "SIGTERM" })
  })
})

/** How a program of its own, that hears the signal, is seen to end. */
const endOf = async (signal: TerminationSignal) => {
  const program = `
    import { endWith } from ${JSON.stringify(handlers.replace("signalHandlers", "programEnd"))}
    import { listenTo } from ${JSON.stringify(handlers)}
    listenTo([${JSON.stringify(signal)}], () => {})
    await endWith({ signal: ${JSON.stringify(signal)}, ofGroup: false })
  `
  const child = Bun.spawn([process.execPath, "-e", program], { cwd: import.meta.dir })
  await child.exited
  return { exitCode: child.exitCode, signal: child.signalCode }
}

describe("a program that ends with a signal", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("dies of it: %s", async (signal) => {
    expect(await endOf(signal)).toEqual({ exitCode: null, signal })
  })

  test("leaves no core file after SIGQUIT", async () => {
    expect(await endOf("SIGQUIT")).toEqual({ exitCode: 131, signal: null })
  })
})
