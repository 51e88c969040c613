import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { beginPolling, polledUpTo, takeTurn, unreadablePolling } from "../../../../src/exec/state/pollCursor.ts"
import { elsewhereVariable, formatIdentityName, identityOf } from "../../../../src/os/process/identity.ts"
import { signalProcess } from "../../../../src/os/process/processes.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

const started: Array<Bun.Subprocess> = []
afterEach(async () => {
  for (const child of started) signalProcess(child.pid, "SIGKILL")
  await Promise.all(started.splice(0).map(({ exited }) => exited))
})

const polling = (): string => {
  const directory = freshDirectory()
  beginPolling(directory)
  return directory
}

const at = (bytes: number) => ({ bytes, characters: bytes })

const turnIn = async (directory: string) => {
  const turn = await takeTurn(directory)
  if (turn === undefined) throw new Error("there is no turn")
  return turn
}

/** A process that does something with the module, in a language of its own. */
const elsewhere = (script: string, ...parameters: ReadonlyArray<string>) => {
  const module = join(import.meta.dir, "../../../../src/exec/state/pollCursor.ts")
  const child = Bun.spawn(
    [process.execPath, "-e", `import { takeTurn } from ${JSON.stringify(module)}\n${script}`, ...parameters],
    { stdio: ["ignore", "pipe", "inherit"] },
  )
  started.push(child)
  return child
}

test("nothing was handed out at the beginning", async () => {
  const directory = polling()
  expect(polledUpTo(directory)).toBe(0)
  expect((await turnIn(directory)).position).toEqual(at(0))
})

test("the next turn begins where the last one ended", async () => {
  const directory = polling()
  for (const position of [0, 5, 5, 1_000_000, Number.MAX_SAFE_INTEGER]) {
    const turn = await turnIn(directory)
    turn.finish(at(position))
    expect(polledUpTo(directory)).toBe(position)
    expect((await turnIn(directory)).position).toEqual(at(position))
    // Given back as it was.
    const [name = ""] = readdirSync(directory)
    renameSync(join(directory, name), join(directory, `poll.${position}-${position}`))
  }
})

test("how far it is handed out is known while another process has the turn", async () => {
  const directory = polling()
  const first = await turnIn(directory)
  first.finish(at(7))
  await turnIn(directory)
  expect(polledUpTo(directory)).toBe(7)
})

test("its note is its owner's alone", () => {
  const umask = process.umask(0)
  try {
    expect(statSync(join(polling(), "poll.0-0")).mode & 0o777).toBe(0o600)
  } finally {
    process.umask(umask)
  }
})

test("a second process waits for the first", async () => {
  const directory = polling()
  const first = await turnIn(directory)
  let isTaken = false
  const second = turnIn(directory).then((turn) => {
    isTaken = true
    return turn
  })
  await Bun.sleep(30)
  expect(isTaken).toBe(false)
  first.finish(at(3))
  expect((await second).position).toEqual(at(3))
})

test("a process that does not end its turn is not waited for for ever", async () => {
  const directory = polling()
  await turnIn(directory)
  expect(await takeTurn(directory)).toBeUndefined()
})

describe("the turn of a process that is gone", () => {
  test("is taken over, from where it began", async () => {
    const directory = polling()
    ;(await turnIn(directory)).finish(at(42))
    const child = elsewhere("await takeTurn(process.argv.at(-1)); process.kill(process.pid, 'SIGKILL')", directory)
    await child.exited
    expect(readdirSync(directory)).toEqual([expect.stringMatching(/^poll\.42-42\.\d+\..+$/)])
    expect(polledUpTo(directory)).toBe(42)
    const turn = await turnIn(directory)
    expect(turn.position).toEqual(at(42))
    turn.finish(at(50))
    expect(readdirSync(directory)).toEqual(["poll.50-50"])
  })

  test("is taken over where another process has its number now", async () => {
    const directory = freshDirectory()
    writeFileSync(join(directory, `poll.9-9.${process.ppid}.not-its-mark`), "")
    expect((await turnIn(directory)).position).toEqual(at(9))
  })

  test.skipIf(process.platform !== "linux")("is not taken over where that cannot be seen from here", async () => {
    const directory = freshDirectory()
    const mark = "11111111-2222-3333-4444-555555555555:5"
    const place = "4026531836/4026531838/no-machine-here/far"
    writeFileSync(join(directory, `poll.9-9.7.${mark}`), `7 ${mark} ${place}\n`)
    let isTaken = false
    void takeTurn(directory).then((turn) => (isTaken = turn !== undefined))
    await Bun.sleep(30)
    expect(isTaken).toBe(false)
    rmSync(directory, { recursive: true })
  })

  test("is not taken over where it is not gone", async () => {
    const directory = freshDirectory()
    writeFileSync(join(directory, `poll.9-9.${formatIdentityName(identityOf(process.pid))}`), "")
    let isTaken = false
    void takeTurn(directory).then((turn) => (isTaken = turn !== undefined))
    await Bun.sleep(30)
    expect(isTaken).toBe(false)
    rmSync(directory, { recursive: true })
  })
})

describe("a turn whose process is named in words that cannot be read", () => {
  test.each(["poll.9-9.later", "poll.9-9.", "poll.x", "poll.5.mark", "poll.9-9x"])(
    "%j is not taken over",
    async (name) => {
      const directory = freshDirectory()
      writeFileSync(join(directory, name), "")
      expect(unreadablePolling(directory)).toBe(join(directory, name))
      let isTaken = false
      void takeTurn(directory).then((turn) => (isTaken = turn !== undefined))
      await Bun.sleep(30)
      expect(isTaken).toBe(false)
      expect(readdirSync(directory)).toEqual([name])
      rmSync(directory, { recursive: true })
    },
  )

  test("does not count beside the file that can be read", async () => {
    const directory = polling()
    writeFileSync(join(directory, "poll.0-0.later"), "")
    expect(unreadablePolling(directory)).toBeUndefined()
    expect((await turnIn(directory)).position).toEqual(at(0))
  })

  test("is taken over where the user says that it is gone", async () => {
    for (const [name, bytes] of [
      ["poll.9-9.later", 9],
      ["poll.x", 0],
    ] as const) {
      const directory = freshDirectory()
      writeFileSync(join(directory, name), "")
      process.env[elsewhereVariable] = "gone"
      try {
        const turn = await turnIn(directory)
        expect(turn.position).toEqual(at(bytes))
        turn.finish(turn.position)
      } finally {
        delete process.env[elsewhereVariable]
      }
      expect(readdirSync(directory)).toEqual([`poll.${bytes}-${bytes}`])
    }
  })
})

describe("of a command that was removed", () => {
  test("no process gets a turn", async () => {
    expect(await takeTurn(join(freshDirectory(), "gone"))).toBeUndefined()
  })

  test("a turn can still be ended", async () => {
    const directory = polling()
    const turn = await turnIn(directory)
    rmSync(directory, { recursive: true })
    expect(() => turn.finish(at(5))).not.toThrow()
  })
})

/** Hands out the numbers up to `end`, a few at a time, and gives those that it got. */
const share = async (directory: string, end: number, most: number): Promise<ReadonlyArray<number>> => {
  const got: Array<number> = []
  for (;;) {
    const turn = await takeTurn(directory)
    if (turn === undefined) continue
    const upTo = Math.min(turn.position.bytes + most, end)
    for (let number = turn.position.bytes; number < upTo; number++) got.push(number)
    turn.finish(at(upTo))
    if (upTo === end) return got
    await Bun.sleep(0)
  }
}

const ascending = (numbers: ReadonlyArray<number>) => numbers.toSorted((one, other) => one - other)

test("many that share in one process get everything, and nothing twice", async () => {
  const directory = polling()
  const end = 400
  const shares = await Promise.all(Array.from({ length: 20 }, (_, index) => share(directory, end, 1 + (index % 5))))
  expect(ascending(shares.flat())).toEqual(Array.from({ length: end }, (_, index) => index))
})

test("many processes that share get everything and nothing twice, and none is sent away", async () => {
  const directory = polling()
  const end = 600
  const script = `
    const [directory, end] = [process.argv.at(-2), Number(process.argv.at(-1))]
    for (;;) {
      const turn = await takeTurn(directory)
      if (turn === undefined) { console.log("none"); continue }
      if (turn.position.bytes < end) console.log(turn.position.bytes)
      turn.finish({ bytes: Math.min(turn.position.bytes + 1, end), characters: 0 })
      if (turn.position.bytes >= end) break
    }`
  const children = Array.from({ length: 4 }, () => elsewhere(script, directory, String(end)))
  const outputs = await Promise.all(children.map((child) => new Response(child.stdout).text()))
  const lines = outputs.flatMap((output) => output.trim().split("\n")).filter(Boolean)
  expect(lines.filter((line) => line === "none")).toEqual([])
  expect(ascending(lines.map(Number))).toEqual(Array.from({ length: end }, (_, index) => index))
})
