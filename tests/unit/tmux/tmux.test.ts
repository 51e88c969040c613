import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as Effect from "effect/Effect"

import { isAlive, signalProcess } from "../../../src/os/process/processes.ts"
import { quoteForShell } from "../../../src/os/process/shell.ts"
import * as Tmux from "../../../src/tmux/tmux.ts"
import { busyMachineMillis, temporaryDirectories } from "../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

test.each([
  ["2.6", true],
  ["2.5", false],
  ["1.8", false],
  ["1.9a", false],
  ["2.10", true],
  ["2.9a", true],
  ["3.0", true],
  ["3.3a", true],
  ["10.0", true],
  ["3", true],
  ["2", false],
  ["0.0", false],
  ["", false],
  ["x.y", false],
  ["next-3.4", true],
  ["next-2.5", false],
  ["master", true],
  ["next", true],
])("tmux %s is recent enough: %p", (version, isEnough) => {
  expect(Tmux.isRecentEnough(version)).toBe(isEnough)
})

test("the oldest version is recent enough", () => {
  expect(Tmux.isRecentEnough(Tmux.oldestVersion)).toBe(true)
})

test.each([
  [{ name: "claude-a.b", socket: "/s" }, ["tmux", "-S", "/s", "attach-session", "-t", "=claude-a_b:"]],
  [{ name: "a", socket: undefined }, ["tmux", "attach-session", "-t", "=a:"]],
])("%j is attached to by its exact name", (session, words) => {
  expect(Tmux.attachment(session)).toEqual(words)
})

/** A server of these tests alone. A socket's path has to be short. */
let home = ""
let socket = ""
beforeAll(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), "ou-"))
  socket = join(home, "of its own", "s")
})
afterAll(async () => {
  const server = Tmux.serverProcess(socket)
  if (server !== undefined) {
    signalProcess(server, "SIGTERM")
    await eventually(() => !isAlive(server))
  }
  rmSync(home, { recursive: true, force: true })
})

const environment = () => ({ PATH: process.env["PATH"] ?? "/usr/bin:/bin", TERM: "xterm", HOME: home })

/** Waits until the condition holds; the test's own time limit ends a wait in vain. */
const eventually = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await Bun.sleep(5)
}

const contentOf = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "")

let sessions = 0
const freshSession = (): Tmux.Session => ({ name: `unit-${++sessions}`, socket })

const start = (session: Tmux.Session, given: Partial<Tmux.NewSession>) =>
  Effect.runPromise(
    Effect.either(
      Tmux.startSession(session, {
        program: ["/bin/sleep", "60"],
        directory: home,
        pipe: "exec cat >/dev/null",
        environment: environment(),
        through: [],
        ...given,
      }),
    ),
  )

const odd = [
  "plain",
  "a b'c\"d",
  "a;",
  ";",
  "#{pid}",
  "#[bold]",
  "##",
  "#(touch run)",
  "%H%%",
  "$HOME `id`",
  "é🙂",
  "-n",
  "#,}",
]

describe("a session", () => {
  test("that is started makes the directory of its socket, runs the program and can be ended", async () => {
    const session = freshSession()
    expect(Tmux.hasSession(session)).toBe(false)
    expect(await start(session, {})).toMatchObject({ _tag: "Right" })
    expect(statSync(join(home, "of its own")).mode & 0o777).toBe(0o700)
    expect(Tmux.hasSession(session)).toBe(true)
    const view = Tmux.viewPane(session)
    expect(view).toMatchObject({ _tag: "Seen", processId: expect.any(Number) })
    expect(isAlive(Tmux.serverProcess(socket) ?? 0)).toBe(true)
    expect(await Effect.runPromise(Tmux.endSession(session))).toBe(true)
    expect(Tmux.hasSession(session)).toBe(false)
    expect(Tmux.viewPane(session)).toEqual({ _tag: "SessionGone" })
    expect(await Effect.runPromise(Tmux.endSession(session))).toBe(false)
  })

  test("is not taken for one whose name begins alike", async () => {
    const session = freshSession()
    await start({ ...session, name: `${session.name}-longer` }, {})
    expect(Tmux.hasSession(session)).toBe(false)
    expect(Tmux.viewPane(session)).toEqual({ _tag: "SessionGone" })
    expect(await Effect.runPromise(Tmux.endSession(session))).toBe(false)
    expect(Tmux.hasSession({ ...session, name: `${session.name}-longer` })).toBe(true)
  })

  test("with an owner is seen and ended only with that owner", async () => {
    const session = freshSession()
    const own = { ...session, owner: "3f6f2f3e-0000" }
    const other = { ...session, owner: "3f6f2f3e" }
    await start(own, {})
    expect([own, other, session].map(Tmux.hasSession)).toEqual([true, false, true])
    await Effect.runPromise(Tmux.endSession(other))
    expect(Tmux.hasSession(own)).toBe(true)
    await Effect.runPromise(Tmux.endSession(own))
    expect(Tmux.hasSession(session)).toBe(false)
  })

  test("of plain tmux has no owner", async () => {
    const session = freshSession()
    await start(session, {})
    expect(Tmux.hasSession({ ...session, owner: "3f6f2f3e" })).toBe(false)
    await Effect.runPromise(Tmux.endSession({ ...session, owner: "3f6f2f3e" }))
    expect(Tmux.hasSession(session)).toBe(true)
  })

  test("cannot be started where its socket cannot be", async () => {
    const refused = await start({ name: "unit", socket: join("/proc/self/status", "s") }, {})
    expect(refused).toMatchObject({ _tag: "Left", left: { said: expect.stringContaining("there can be no socket") } })
  })

  test("of a name that is taken is refused, in tmux's own words", async () => {
    const session = freshSession()
    await start(session, {})
    expect(await start(session, {})).toMatchObject({
      _tag: "Left",
      left: { _tag: "SessionNameTaken", said: expect.stringContaining("duplicate session") },
    })
  })

  test("cannot be started without a tmux", async () => {
    const refused = await start(freshSession(), { through: [join(home, "no such program")] })
    expect(refused).toMatchObject({ _tag: "Left", left: { _tag: "SessionRefused" } })
  })

  test("gets its parameters as they are", async () => {
    const said = join(freshDirectory(), "said")
    await start(freshSession(), {
      program: [
        "/bin/sh",
        "-c",
        'printf "%s\\0" "$@" >"$0.new"; mv "$0.new" "$0"; exec sleep 60',
        said,
        ...odd,
        "end;",
      ],
    })
    await eventually(() => existsSync(said))
    expect(readFileSync(said, "utf8").split("\0").slice(0, -1)).toEqual([...odd, "end;"])
  })

  test.each(odd)("begins in the directory %p, and its pipe finds the way there", async (name) => {
    const directory = join(freshDirectory(), name)
    mkdirSync(directory)
    const output = join(directory, "output")
    await start(freshSession(), {
      directory,
      program: ["/bin/sh", "-c", "pwd >here.new; mv here.new here; echo shown; exec sleep 60"],
      pipe: `exec cat >>${Tmux.quoteForTmux(output)}`,
    })
    await eventually(() => contentOf(output).includes("shown"))
    expect(contentOf(join(directory, "here")).trimEnd()).toBe(directory)
    expect(existsSync(join(directory, "run")) || existsSync(join(home, "run"))).toBe(false)
  })

  test("has a pipe that gets all from the first byte on", async () => {
    const output = join(freshDirectory(), "output")
    await start(freshSession(), {
      program: ["/bin/sh", "-c", "echo first; echo last"],
      pipe: `exec cat >>${Tmux.quoteForTmux(output)}`,
    })
    await eventually(() => contentOf(output).includes("last"))
    expect(contentOf(output)).toStartWith("first")
  })

  test("goes when its program has ended, with any options of the user's", async () => {
    const session = freshSession()
    await start(freshSession(), {})
    Bun.spawnSync(["tmux", "-S", socket, "set-option", "-wg", "remain-on-exit", "on"])
    Bun.spawnSync(["tmux", "-S", socket, "set-option", "-g", "destroy-unattached", "on"])
    expect(await start(session, { program: ["/bin/sh", "-c", "read line"] })).toMatchObject({ _tag: "Right" })
    expect(Tmux.hasSession(session)).toBe(true)
    expect(await Effect.runPromise(Tmux.typeLine(session, "a"))).toBe(true)
    await eventually(() => !Tmux.hasSession(session))
  })

  test("shows what is typed into it as it is", async () => {
    const session = freshSession()
    const heard = join(freshDirectory(), "heard")
    await start(session, {
      program: ["/bin/sh", "-c", `IFS= read -r line; printf %s "$line" >${quoteForShell(heard)}`],
    })
    expect(await Effect.runPromise(Tmux.typeLine(session, "-l 'b' $c #{pid} Enter"))).toBe(true)
    await eventually(() => contentOf(heard) !== "")
    expect(contentOf(heard)).toBe("-l 'b' $c #{pid} Enter")
  })
})

test("a server that is not there has no process and no sessions", () => {
  const nowhere = join(home, "none")
  expect(Tmux.serverProcess(nowhere)).toBeUndefined()
  expect(Tmux.hasSession({ name: "a", socket: nowhere })).toBe(false)
  expect(Tmux.viewPane({ name: "a", socket: nowhere })).toEqual({ _tag: "SessionGone" })
})
