import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"

import { isAlive } from "../../../../src/os/process/processes.ts"
import { askProgram, runProgram } from "../../../../src/os/process/run.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()
const timeoutSeconds = 60

let directory: string
let path: string | undefined
beforeEach(() => {
  directory = freshDirectory()
  path = process.env["PATH"]
  process.env["PATH"] = `${directory}:${path}`
})
afterEach(() => {
  if (path === undefined) delete process.env["PATH"]
  else process.env["PATH"] = path
})

/** Writes an executable of that name, which is first on PATH. */
const write = (name: string, content: string, mode = 0o700) => {
  writeFileSync(join(directory, name), content)
  chmodSync(join(directory, name), mode)
}

/** Waits until the condition holds; the test's own time limit ends a wait in vain. */
const eventually = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await Bun.sleep(2)
}

const run = (...parameters: ReadonlyArray<string>) =>
  Effect.runPromise(Effect.either(runProgram("program", parameters, { timeoutSeconds })))

describe("a program that is run", () => {
  test("gets its parameters as they are, and gives its exit code", async () => {
    write("program", `#!/bin/bash\nprintf '%s|' "$@" >'${directory}/got'; exit 3\n`)
    expect(await run("a b", "", "$HOME", "é\n")).toMatchObject({ _tag: "Right", right: 3 })
    expect(readFileSync(join(directory, "got"), "utf8")).toBe("a b||$HOME|é\n|")
  })

  test("gives 128 and the number of the signal that ended it", async () => {
    write("program", "#!/bin/bash\nkill -HUP $$\n")
    expect(await run()).toMatchObject({ _tag: "Right", right: 129 })
  })

  test("is over although it has left something behind", async () => {
    write("program", `#!/bin/bash\nsleep 60 & echo $! >'${directory}/inner'\n`)
    expect(await run()).toMatchObject({ _tag: "Right", right: 0 })
    const inner = Number(readFileSync(join(directory, "inner"), "utf8"))
    expect(isAlive(inner)).toBe(true)
    process.kill(inner, "SIGKILL")
  })

  test("may be a script that does not name its shell", async () => {
    write("program", "exit 3\n")
    expect(await run()).toMatchObject({ _tag: "Right", right: 3 })
  })

  test("fails where there is none", async () => {
    expect(await run()).toMatchObject({ _tag: "Left", left: "not found" })
  })

  test("is found if it is installed later", async () => {
    expect(await run()).toMatchObject({ _tag: "Left", left: "not found" })
    write("program", "#!/bin/bash\n")
    expect(await run()).toMatchObject({ _tag: "Right", right: 0 })
  })

  test("fails where it may not be run", async () => {
    write("program", "#!/bin/bash\n", 0o600)
    expect(await run()).toMatchObject({ _tag: "Left", left: "not executable" })
  })

  test("fails where the system cannot run it", async () => {
    write("program", "#!/no/such/interpreter\n")
    expect(await run()).toMatchObject({ _tag: "Left", left: "not executable" })
  })

  test("for too long is ended, with what it has started", async () => {
    const inner = join(directory, "inner")
    write("program", `#!/bin/bash\nsleep 60 & echo $! >'${inner}.tmp'; mv '${inner}.tmp' '${inner}'; wait\n`)
    const outcome = await Effect.runPromise(
      Effect.gen(function* () {
        const running = yield* Effect.fork(Effect.either(runProgram("program", [], { timeoutSeconds: 10 })))
        yield* Effect.promise(() => eventually(() => existsSync(inner)))
        yield* TestClock.adjust(10_000)
        return yield* Fiber.join(running)
      }).pipe(Effect.provide(TestContext.TestContext)),
    )
    expect(outcome).toMatchObject({ _tag: "Left", left: "timed out" })
    const innerProcess = Number(readFileSync(inner, "utf8"))
    await eventually(() => !isAlive(innerProcess))
  })

  test("is in a session of its own", async () => {
    write("program", `#!/bin/bash\nps -o sid= -p $$ >'${directory}/session'; echo $$ >>'${directory}/session'\n`)
    await run()
    const [session, own] = readFileSync(join(directory, "session"), "utf8").trim().split(/\s+/)
    expect(session).toBe(own as string)
  })
})

const ask = (...parameters: ReadonlyArray<string>) => askProgram("program", parameters, timeoutSeconds)

describe("a program that is asked", () => {
  test("gets its parameters as they are, and gives its exit code and what it printed", () => {
    write("program", '#!/bin/bash\nprintf "%s|" "$@"; echo oops >&2; exit 3\n')
    expect(ask("a b", "", "$HOME", "é\n")).toEqual({ exitCode: 3, stdout: "a b||$HOME|é\n|", stderr: "oops\n" })
  })

  test("may print more than a pipe holds", () => {
    write("program", "#!/bin/bash\nhead -c 300000 /dev/zero | tr '\\0' b\n")
    expect(ask()).toEqual({ exitCode: 0, stdout: "b".repeat(300_000), stderr: "" })
  })

  test("gets the variables that it is given, and no others", () => {
    write("program", '#!/bin/bash\necho "$GIVEN|${HOME-unset}"\n')
    expect(askProgram("program", [], timeoutSeconds, { environment: { GIVEN: "a=b" } })).toMatchObject({
      stdout: "a=b|unset\n",
    })
  })

  test("has an empty standard input", () => {
    write("program", "#!/bin/bash\ncat\n")
    expect(ask()).toEqual({ exitCode: 0, stdout: "", stderr: "" })
  })

  test("fails where there is none, or it may not be run", () => {
    expect(ask()).toBe("not found")
    write("program", "#!/bin/bash\n", 0o600)
    expect(ask()).toBe("not executable")
  })

  test("for too long is ended", () => {
    write("program", "#!/bin/bash\nexec sleep 60\n")
    expect(askProgram("program", [], 0.05)).toBe("timed out")
  })
})
