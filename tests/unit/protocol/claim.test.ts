import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { formatIdentity, identityOf } from "../../../src/os/process/identity.ts"
import { systemProcesses } from "../../../src/os/process/service.ts"
import { type Claim, claimsAmong, readClaim } from "../../../src/protocol/claim.ts"
import { busyMachineMillis, temporaryDirectories } from "../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

const { claim, claimedElsewhere, holderOf, release, removeOutOfSight } = claimsAmong(systemProcesses)

const started: Array<Bun.Subprocess> = []
afterEach(async () => {
  for (const child of started) child.kill("SIGKILL")
  await Promise.all(started.splice(0).map(({ exited }) => exited))
})

/** Another process that lives. */
const startOther = (): number => {
  const child = Bun.spawn(["sleep", "60"], { stdio: ["ignore", "ignore", "ignore"] })
  started.push(child)
  return child.pid
}

const file = "wrapper.lock"
const markOf = (pid: number): string => identityOf(pid).mark
const write = (directory: string, content: string) => writeFileSync(join(directory, file), content)

const claimIn = (directory: string): Promise<Claim | undefined> =>
  Effect.runPromise(Effect.map(claim(directory, file), Option.getOrUndefined))
const releaseIn = (directory: string): Promise<void> => Effect.runPromise(release(directory, file))

const own: Claim = identityOf(process.pid)

describe("a claim", () => {
  test("without a holder is this process's, under its number and its mark", async () => {
    const directory = freshDirectory()
    expect(holderOf(directory, file)).toBeUndefined()
    expect(await claimIn(directory)).toBeUndefined()
    expect(own.mark).not.toBe("")
    expect(holderOf(directory, file)).toEqual(own)
    expect(readFileSync(join(directory, file), "utf8")).toBe(formatIdentity(own))
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600)
  })

  test("can be made again by its holder", async () => {
    const directory = freshDirectory()
    await claimIn(directory)
    expect(await claimIn(directory)).toBeUndefined()
    expect(holderOf(directory, file)).toEqual(own)
  })

  test("that another living process holds stays its", async () => {
    const directory = freshDirectory()
    const pid = startOther()
    const other = { pid, mark: markOf(pid) }
    write(directory, `${other.pid} ${other.mark}\n`)
    expect(await claimIn(directory)).toEqual(other)
    expect(holderOf(directory, file)).toEqual(other)
  })

  test("of a process that has ended is taken", async () => {
    const directory = freshDirectory()
    const child = Bun.spawn(["sleep", "60"])
    const mark = markOf(child.pid)
    child.kill("SIGKILL")
    await child.exited
    write(directory, `${child.pid} ${mark}\n`)
    expect(readClaim(directory, file)).toEqual({ pid: child.pid, mark })
    expect(holderOf(directory, file)).toBeUndefined()
    expect(await claimIn(directory)).toBeUndefined()
    expect(holderOf(directory, file)).toEqual(own)
  })

  test.skipIf(process.platform !== "linux")(
    "of another host's process stays its, also where that has this process's id, until the task is begun anew",
    async () => {
      const directory = freshDirectory()
      const far = `${process.pid} 11111111-2222-3333-4444-555555555555:5 4026531836/4026531838/no-machine-here/far\n`
      write(directory, far)
      expect(holderOf(directory, file)).toBeUndefined()
      expect(claimedElsewhere(directory, file)).toEqual({ host: "far", pidNamespace: 4_026_531_836 })
      expect((await claimIn(directory))?.pid).toBe(process.pid)
      await releaseIn(directory)
      expect(readFileSync(join(directory, file), "utf8")).toBe(far)
      await Effect.runPromise(removeOutOfSight(directory))
      expect(await claimIn(directory)).toBeUndefined()
      await Effect.runPromise(removeOutOfSight(directory))
      expect(holderOf(directory, file)).toEqual(own)
    },
  )

  test("of an earlier process of the same number is taken", async () => {
    const directory = freshDirectory()
    const pid = startOther()
    write(directory, `${pid} ${markOf(process.pid)}\n`)
    expect(holderOf(directory, file)).toBeUndefined()
    expect(await claimIn(directory)).toBeUndefined()
    expect(holderOf(directory, file)).toEqual(own)
  })

  test("without a mark is held while a process of its number lives", async () => {
    const directory = freshDirectory()
    const pid = startOther()
    write(directory, `${pid}\n`)
    expect(await claimIn(directory)).toEqual({ pid, mark: "" })
  })

  test.each(["0 x\n", "-1 x\n", "abc\n", "99999999999 x\n", '{"later":1}\n'])(
    "that reads %j may be held by a process unknown, and its file is named, until the task is begun anew",
    async (content) => {
      const directory = freshDirectory()
      write(directory, content)
      const elsewhere = { host: null, pidNamespace: null, unreadable: join(directory, file) }
      expect(holderOf(directory, file)).toBeUndefined()
      expect(claimedElsewhere(directory, file)).toEqual(elsewhere)
      expect(await claimIn(directory)).toBeDefined()
      await releaseIn(directory)
      expect(readFileSync(join(directory, file), "utf8")).toBe(content)
      await Effect.runPromise(removeOutOfSight(directory))
      expect(await claimIn(directory)).toBeUndefined()
    },
  )

  test("that cannot be read may be held, too", async () => {
    const directory = freshDirectory()
    mkdirSync(join(directory, file))
    expect(claimedElsewhere(directory, file)).toMatchObject({ unreadable: join(directory, file) })
  })

  test.each(["", "\n", "\0\0\0\0", "12\0\0"])("that reads %j, as after a power cut, has no holder", async (content) => {
    const directory = freshDirectory()
    write(directory, content)
    expect(readClaim(directory, file)).toBeUndefined()
    expect(await claimIn(directory)).toBeUndefined()
    expect(holderOf(directory, file)).toEqual(own)
  })

  test("to be the monitor is another one", async () => {
    const directory = freshDirectory()
    await claimIn(directory)
    expect(holderOf(directory, "monitor.lock")).toBeUndefined()
  })
})

describe("a release", () => {
  test("takes this process's claim back", async () => {
    const directory = freshDirectory()
    await claimIn(directory)
    await releaseIn(directory)
    expect(existsSync(join(directory, file))).toBe(false)
  })

  test("leaves another one's alone", async () => {
    const directory = freshDirectory()
    const pid = startOther()
    write(directory, `${pid} ${markOf(pid)}\n`)
    await releaseIn(directory)
    expect(holderOf(directory, file)?.pid).toBe(pid)
  })

  test("of nothing is no error", async () => {
    await releaseIn(freshDirectory())
    await releaseIn(join(freshDirectory(), "gone"))
  })
})
