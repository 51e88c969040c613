import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"

import { adoptOrphans } from "../../../../src/os/process/orphans.ts"
import { isAlive, signalProcess } from "../../../../src/os/process/processes.ts"
import { busyMachineMillis } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const started: Array<Bun.Subprocess> = []
const told: Array<number> = []
afterEach(async () => {
  for (const pid of told.splice(0)) signalProcess(pid, "SIGKILL")
  for (const child of started) signalProcess(child.pid, "SIGKILL")
  await Promise.all(started.splice(0).map(({ exited }) => exited))
})

/** A process that adopts in place of this one. It reports what happens, and looks when it is told to. */
const adopter = (script: string) => {
  const module = join(import.meta.dir, "../../../../src/os/process/orphans.ts")
  const preparation = `
    import { adoptOrphans } from ${JSON.stringify(module)}
    import { spawn } from "node:child_process"
    const say = (word) => process.stdout.write(word + "\\n")
    const until = async (holds) => { while (!holds()) await Bun.sleep(5) }
    const stateOf = async (pid) => {
      try { return /\\) (.)/.exec(await Bun.file("/proc/" + pid + "/stat").text())?.[1] } catch { return "gone" }
    }
    let child
    const orphans = adoptOrphans(() => (child?.exitCode === null && child?.signalCode === null ? child.pid : undefined))
    // Reports the id of a process that has lost its parent, and is in another group and session than the child.
    const daemon = async (seconds) => {
      child = Bun.spawn(["sh", "-c", "perl -MPOSIX -e 'fork && exit; setsid; fork && exit; print qq($$\\\\n); close STDOUT; sleep " + seconds + "' & wait"], { stdio: ["ignore", "pipe", "inherit"] })
      const pid = Number(await new Response(child.stdout).text())
      await child.exited
      return pid
    }
  `
  const process_ = Bun.spawn([process.execPath, "-e", preparation + script], { stdio: ["pipe", "pipe", "inherit"] })
  started.push(process_)
  return process_
}

const linesOf = async (child: Bun.Subprocess<"pipe", "pipe", "inherit">): Promise<ReadonlyArray<string>> => {
  const lines = (await new Response(child.stdout).text()).trim().split("\n")
  for (const line of lines) if (/^pid \d+$/.test(line)) told.push(Number(line.slice(4)))
  return lines.filter((line) => !line.startsWith("pid "))
}

const isLinux = process.platform === "linux"

test.skipIf(isLinux)("on other systems than Linux no process adopts", () => {
  expect(adoptOrphans(() => undefined)).toBeUndefined()
})

describe.skipIf(!isLinux || Bun.which("perl") === null)("a process that adopts", () => {
  test("has none if it has started nothing", async () => {
    const child = adopter(`say(String(orphans.collect()))`)
    expect(await linesOf(child)).toEqual(["false"])
  })

  test("knows of a daemon that its child has left, until that has ended, and leaves no zombie", async () => {
    const child = adopter(`
      const pid = await daemon(600)
      say("pid " + pid)
      // Its parent closes its pipe before it hands its child over.
      const parentOf = (text) => /PPid:\\s+(\\d+)/.exec(text)?.[1]
      await until(() => parentOf(require("fs").readFileSync("/proc/" + pid + "/status", "utf8")) === String(process.pid))
      say("true")
      say(String(orphans.collect()))
      process.kill(pid, "SIGKILL")
      await until(() => !orphans.collect())
      say(await stateOf(pid))
    `)
    expect(await linesOf(child)).toEqual(["true", "true", "gone"])
    expect(told.some(isAlive)).toBe(false)
  })

  test("does not take the end of its own child from the runtime", async () => {
    const child = adopter(`
      child = Bun.spawn(["sh", "-c", "exit 7"], { stdio: ["ignore", "ignore", "inherit"] })
      let isLooking = true
      const ended = child.exited.then((code) => { isLooking = false; return code })
      while (isLooking) { orphans.collect(); await Bun.sleep(0) }
      say(String(await ended))
      say(String(orphans.collect()))
    `)
    expect(await linesOf(child)).toEqual(["7", "false"])
  })

  test("collects many at once", async () => {
    const child = adopter(`
      child = Bun.spawn(["sh", "-c", "for n in 1 2 3 4 5 6 7 8 9; do perl -MPOSIX -e 'fork && exit; setsid; fork && exit; exit 3'; done"], { stdio: ["ignore", "ignore", "inherit"] })
      await child.exited
      await until(() => !orphans.collect())
      say("none")
    `)
    expect(await linesOf(child)).toEqual(["none"])
  })
})
