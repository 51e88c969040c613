import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { isAlive, signalGroup, signalProcess } from "../../../../src/os/process/processes.ts"
import { endProcesses, processesIn, type Tree } from "../../../../src/os/process/processTree.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

/** A process that a test started, and what it has reported. */
const started: Array<Bun.Subprocess> = []
const told: Array<number> = []
afterEach(async () => {
  for (const child of started) signalGroup(child.pid, "SIGKILL")
  for (const pid of told.splice(0)) signalProcess(pid, "SIGKILL")
  await Promise.all(started.splice(0).map(({ exited }) => exited))
})

let marks = 0
const freshTag = () => ({ name: "OUTLIVE_UNIT_TEST", value: `${process.pid}-${marks++}` })

const eventually = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await Bun.sleep(2)
}

interface Run {
  readonly child: Bun.Subprocess
  /** The ids that it has written to `$out`, once there are so many. */
  readonly numbers: (count: number) => Promise<ReadonlyArray<number>>
  readonly words: () => string
}

/** Starts a script in a group of its own, with the tag in its environment; it tells what it does in `$out`. */
const run = (script: string, tag?: NonNullable<Tree["tag"]>): Run => {
  const out = join(freshDirectory(), "out")
  const child = Bun.spawn(["bash", "-c", script], {
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
    env: { ...process.env, out, ...(tag === undefined ? {} : { [tag.name]: tag.value }) },
  })
  started.push(child)
  const words = () => (existsSync(out) ? readFileSync(out, "utf8") : "")
  const numbers = async (count: number) => {
    await eventually(() => words().split("\n").length > count)
    const found = words().trim().split("\n").map(Number)
    told.push(...found)
    return found
  }
  return { child, numbers, words }
}

/** Makes a daemon, without the parent, the group and the session of its starter. */
const daemon = (setup = "") =>
  `perl -MPOSIX -e '${setup} fork && exit; setsid; fork && exit; open my $f, ">>", $ENV{out}; syswrite $f, "$$\\n"; sleep 600'`

/** Reports its id after its exec, since it shows no environment in the middle of that. */
const staying = `exec perl -e 'open my $f, ">>", $ENV{out}; syswrite $f, "$$\\n"; sleep 600'`

describe("a tree has", () => {
  test("the processes with its tag, also without their parents", async () => {
    const tag = freshTag()
    const { child, numbers } = run(`${daemon()}; ${staying}`, tag)
    const found = (await numbers(2)).toSorted()
    expect(found).toContain(child.pid)
    // The parents of the daemon may still be on their way out.
    await eventually(() => processesIn({ tag }).length === 2)
    expect(processesIn({ tag }).toSorted()).toEqual(found)
    expect(processesIn({ tag: { ...tag, value: `${tag.value}0` } })).toEqual([])
    expect(processesIn({ tag: { ...tag, value: tag.value.slice(0, -1) } })).toEqual([])
  })

  test("its roots, and all that descends from them, with another environment too", async () => {
    const { child, numbers } = run(
      `(env -i out="$out" bash -c 'echo $$ >>"$out"; sleep 600; :') & echo $$ >>"$out"; wait`,
    )
    const found = await numbers(2)
    await eventually(() => processesIn({ roots: [child.pid] }).length >= 3)
    for (const pid of found) expect(processesIn({ roots: [child.pid] })).toContain(pid)
  })

  test("neither this process nor one that has ended", async () => {
    const tag = freshTag()
    const { child, numbers } = run(staying, tag)
    await numbers(1)
    expect(processesIn({ roots: [process.pid] })).not.toContain(process.pid)
    child.kill("SIGKILL")
    await child.exited
    expect(processesIn({ tag, roots: [child.pid] })).toEqual([])
  })

  test("nothing without tag and roots", () => {
    expect(processesIn({})).toEqual([])
    expect(processesIn({ roots: [] })).toEqual([])
  })
})

describe("to end a tree", () => {
  test("that does not exist is nothing", async () => {
    expect(await endProcesses({ tag: freshTag() }, 600)).toBe(0)
  })

  test("is to ask first, with each of the signals", async () => {
    const tag = freshTag()
    const { child, numbers, words } = run(
      `perl -e '$SIG{HUP} = sub { $hup = 1 }; $SIG{TERM} = sub { $term = 1 }; open my $f, ">>", $ENV{out}; syswrite $f, "$$\\n"; select undef, undef, undef, 0.01 until $hup && $term; syswrite $f, "both\\n"'`,
      tag,
    )
    await numbers(1)
    expect(await endProcesses({ tag }, 600, ["SIGHUP", "SIGTERM"])).toBeGreaterThanOrEqual(1)
    expect(words()).toEndWith("both\n")
    await child.exited
    expect(processesIn({ tag })).toEqual([])
  })

  test("is to kill the processes that ignore the signals, daemons too, and not before the grace is over", async () => {
    const tag = freshTag()
    const { numbers } = run(
      `${daemon("$SIG{TERM} = q(IGNORE);")}; trap "" TERM; echo $$ >>"$out"; while :; do sleep 600; done`,
      tag,
    )
    const found = await numbers(2)
    const began = performance.now()
    await endProcesses({ tag }, 0.5)
    expect(performance.now() - began).toBeGreaterThanOrEqual(490)
    expect(found.some(isAlive)).toBe(false)
    expect(processesIn({ tag })).toEqual([])
  })

  test("is to kill the processes that it starts meanwhile", async () => {
    const tag = freshTag()
    const { numbers } = run(
      `trap '${daemon("$SIG{TERM} = q(IGNORE);").replaceAll("'", `'"'"'`)}; exit' TERM; echo $$ >>"$out"; while :; do sleep 0.02; done`,
      tag,
    )
    await numbers(1)
    await endProcesses({ tag }, 0.5)
    expect(processesIn({ tag })).toEqual([])
  })

  test("that is stopped is to wake it for the signals", async () => {
    const tag = freshTag()
    const { child, numbers } = run(staying, tag)
    await numbers(1)
    child.kill("SIGSTOP")
    await endProcesses({ tag }, 600)
    await child.exited
    expect(child.signalCode).toBe("SIGTERM")
  })

  test("is to leave all others alone", async () => {
    const [tag, other] = [freshTag(), freshTag()]
    const ended = run(staying, tag)
    const stays = run(staying, other)
    await Promise.all([ended.numbers(1), stays.numbers(1)])
    await endProcesses({ tag }, 600)
    expect(isAlive(ended.child.pid)).toBe(false)
    expect(isAlive(stays.child.pid)).toBe(true)
  })
})
