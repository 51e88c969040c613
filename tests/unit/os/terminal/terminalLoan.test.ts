import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"

import { busyMachineMillis } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const source = (path: string) => JSON.stringify(join(import.meta.dir, "../../../../src/os", path))

/** What the programs below begin with. */
const preparation = `
  import { openPosixSpawn } from ${source("process/posixSpawn.ts")}
  import { signalGroup } from ${source("process/processes.ts")}
  import { openTerminalGroups } from ${source("terminal/terminalGroup.ts")}
  import { openOwnTerminal } from ${source("terminal/terminalLoan.ts")}
  import { constants } from "node:os"
  const { SIGTSTP, SIGTTIN, SIGTTOU, SIGSTOP } = constants.signals
  const system = openPosixSpawn()
  const groups = openTerminalGroups()
  const say = (word) => process.stdout.write(word + "\\n")
  /** A process in a group of its own. */
  const newGroup = () => system.spawn("/bin/sleep", ["sleep", "600"],
    { group: 0, directory: "/", environment: {}, stdin: undefined, stdout: undefined, without: [] })
  const foreground = () => {
    const group = groups.foregroundOf(0)
    return group === groups.own ? "own" : group === job ? "job" : group === other ? "other" : String(group)
  }
  const stopped = (pid) => Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)]).stdout.toString().startsWith("T")
  const until = async (condition) => { while (!condition()) await Bun.sleep(5) }
  const end = (...pids) => { for (const pid of pids) signalGroup(pid, "SIGKILL") }
  const job = newGroup()
  let other = 0
`

/** What the program says that leads the session of a new terminal, in whose foreground it is. */
const saidInTerminal = async (program: string, prelude = 'exec "$@"'): Promise<ReadonlyArray<string>> => {
  let said = ""
  const words = [
    "/bin/sh",
    "-c",
    prelude,
    "sh",
    process.execPath,
    "-e",
    `${preparation}${program}; end(job); process.exit()`,
  ]
  const child = Bun.spawn(words, { terminal: { data: (_, bytes) => void (said += Buffer.from(bytes).toString()) } })
  await child.exited
  child.terminal?.close()
  return said.trim().split("\r\n")
}

describe("a terminal that is lent to a job", () => {
  test("has the job in its foreground until the end of the loan", async () => {
    const said = await saidInTerminal(`
      const loan = openOwnTerminal().lendTo(job)
      say(foreground())
      loan.end()
      say(foreground())`)
    expect(said).toEqual(["job", "own"])
  })

  test("is not taken from another group, until that has given it back", async () => {
    const said = await saidInTerminal(`
      other = newGroup()
      groups.setForeground(0, other)
      const loan = openOwnTerminal().lendTo(job)
      loan.renew()
      say(foreground())
      groups.setForeground(0, groups.own)
      loan.renew()
      say(foreground())
      groups.setForeground(0, other)
      loan.end()
      say(foreground())
      end(other)`)
    expect(said).toEqual(["other", "job", "other"])
  })

  test("is taken back from a group that is gone", async () => {
    const said = await saidInTerminal(`
      const loan = openOwnTerminal().lendTo(job)
      other = newGroup()
      groups.setForeground(0, other)
      end(other)
      await until(() => system.changeOf(other) !== undefined)
      loan.end()
      say(foreground())`)
    expect(said).toEqual(["own"])
  })

  test("does not stop a job that no shell would continue", async () => {
    const said = await saidInTerminal(`
      const loan = openOwnTerminal().lendTo(job)
      signalGroup(job, "SIGSTOP")
      await until(() => stopped(job))
      loan.jobStopped(SIGSTOP)
      say(stopped(job) ? "stopped" : "runs")
      loan.jobStopped(SIGTSTP)
      await until(() => !stopped(job))
      say(foreground())
      loan.end()`)
    expect(said).toEqual(["stopped", "job"])
  })

  test("lets a job that was stopped in the background go on, once it may have the terminal", async () => {
    const said = await saidInTerminal(`
      other = newGroup()
      groups.setForeground(0, other)
      const loan = openOwnTerminal().lendTo(job)
      signalGroup(job, "SIGSTOP")
      await until(() => stopped(job))
      loan.jobStopped(SIGTTIN)
      say(stopped(job) ? "stopped" : "runs")
      groups.setForeground(0, groups.own)
      loan.jobStopped(SIGTTOU)
      await until(() => !stopped(job))
      say(foreground())
      loan.end()
      end(other)`)
    expect(said).toEqual(["stopped", "job"])
  })
})

test("a process in the background of a script, which ignores INT and QUIT, has no terminal to lend", async () => {
  expect(await saidInTerminal(`say(String(openOwnTerminal()))`, `trap '' INT QUIT; exec "$@"`)).toEqual(["undefined"])
})

test("a process without a terminal has none to lend", () => {
  const program = `${preparation}say(String(openOwnTerminal())); end(job); process.exit()`
  const { stdout } = Bun.spawnSync([process.execPath, "-e", program], { detached: true })
  expect(stdout.toString()).toBe("undefined\n")
})
