import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"

import { reportOf } from "../../../../src/cli/words/execErrors.ts"
import { type Asker, type ExecRequest, type Plan, planFor } from "../../../../src/exec/start/plan.ts"
import { type Settings, settingsFrom } from "../../../../src/exec/start/settings.ts"
import { toLine } from "../../../../src/words.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

const variables = ["SHELL", "PATH"] as const
let original: ReadonlyArray<string | undefined> = []
beforeEach(() => {
  original = variables.map((name) => process.env[name])
  process.env["SHELL"] = "/bin/sh"
})
afterEach(() => {
  for (const [index, name] of variables.entries()) {
    const value = original[index]
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
})

const settings: Settings = settingsFrom({}, { exec: {}, elevated: { enabled: false } })
const asker: Asker = { scope: undefined, sync: false, output: "kept", hasInput: false }

const planned = (request: Partial<ExecRequest>, changed: Partial<Settings> = {}, by: Partial<Asker> = {}): Plan =>
  planFor({ command: "true", ...request }, { ...settings, ...changed }, { ...asker, ...by })

/** Why a request is not carried out, in a line after the tag of the error. */
const refused = (...given: Parameters<typeof planned>): string => {
  try {
    planned(...given)
    return ""
  } catch (error) {
    const report = reportOf(error)
    return `${report.code}: ${toLine(report)}`
  }
}

/** A directory with programs of these names. */
const programs = (...names: ReadonlyArray<string>): string => {
  const directory = freshDirectory()
  for (const name of names) {
    writeFileSync(join(directory, name), "#!/bin/sh\n")
    chmodSync(join(directory, name), 0o755)
  }
  return directory
}

test("a command is carried out by the user's shell, here, with the settings' times, into the background later", () => {
  const made = planned({ command: "ls -l" }, { yieldMillis: 77, timeoutSeconds: 5, maxLogBytes: 1000 })
  expect(made).toMatchObject({ warnings: [], yieldMillis: 77 })
  expect(made.order).toMatchObject({
    ...{ command: "ls -l", words: ["/bin/sh", "-c", "ls -l"], directory: process.cwd(), pty: false, timeoutSeconds: 5 },
    ...{ scope: null, background: false, output: "kept", input: "open", maxLogBytes: 1000 },
    notification: settings.notification,
  })
})

test("the order has what was asked for", () => {
  const directory = freshDirectory()
  const { order } = planned(
    { pty: true, workdir: directory, env: { A: "1", "b c": "=\n" }, timeout: 2.5 },
    {},
    { scope: "s", output: "handed on apart", hasInput: true },
  )
  expect(order).toMatchObject({
    ...{ pty: true, directory, timeoutSeconds: 2.5, scope: "s", output: "handed on apart", input: "handed on" },
    variables: { A: "1", "b c": "=\n" },
  })
})

describe("is refused, with what to do", () => {
  test.each([
    ["no command", { command: "" }, /^NoCommand: .*no command/],
    ["a blank command", { command: " \n\t " }, /^NoCommand: .*no command/],
    ["a command with a zero byte", { command: "a\0b" }, /^InvalidCommand: .*zero byte/],
    ["PATH", { env: { PATH: "/x" } }, /^ProtectedVariable: .*PATH.*which programs/],
    ["LD_PRELOAD", { env: { LD_PRELOAD: "/x" } }, /^ProtectedVariable: .*LD_PRELOAD.*which programs/],
    ["LD_LIBRARY_PATH", { env: { A: "1", LD_LIBRARY_PATH: "" } }, /^ProtectedVariable: .*LD_LIBRARY_PATH/],
    ["LD_", { env: { LD_: "" } }, /^ProtectedVariable: .*LD_/],
    ["DYLD_INSERT_LIBRARIES", { env: { DYLD_INSERT_LIBRARIES: "" } }, /^ProtectedVariable: .*DYLD_/],
    ["a variable without a name", { env: { "": "x" } }, /^InvalidVariable: "".*variable/],
    ["a name with =", { env: { "A=B": "x" } }, /^InvalidVariable: .*A=B.*without =/],
    ["a name with a zero byte", { env: { "A\0": "x" } }, /^InvalidVariable: .*zero bytes/],
    ["a value with a zero byte", { env: { A: "x\0y" } }, /^InvalidVariable: "A".*zero bytes/],
    ["a timeout below 0", { timeout: -1 }, /^InvalidTimeout: .*timeout -1 .*0 for none/],
    ["a timeout that is no number", { timeout: Number.NaN }, /^InvalidTimeout: .*timeout NaN/],
    ["elevated", { elevated: true }, /^ElevationNotAllowed: elevated.*"enabled": true/],
  ] as ReadonlyArray<[string, Partial<ExecRequest>, RegExp]>)("%s", (_, request, reason) => {
    expect(refused(request)).toMatch(reason)
  })

  test("a sandbox that cannot be run", () => {
    process.env["PATH"] = freshDirectory()
    expect(refused({}, { sandbox: ["no-such-sandbox"] })).toMatch(/^NoSandbox: .*no-such-sandbox.*sandbox"/)
  })
})

test.each(["PATHX", "XPATH", "Path", "MY_LD_PRELOAD", "LDX", "ld_preload", "DYLDX", "HOME", "SHELL", "IFS", "é"])(
  "the variable %s may be set",
  (name) => {
    expect(planned({ env: { [name]: "x" } }).order.variables).toMatchObject({ [name]: "x" })
  },
)

test("a command may have several lines, quotes, and what only looks blank", () => {
  for (const command of ["a\nb", "echo 'x\"y'", "\u200b", "é\ud800"]) {
    expect(planned({ command }).order.words.at(-1)).toBe(command)
  }
})

test.each([0, 0.001, 1e9, Number.MAX_SAFE_INTEGER])("the timeout may be %p", (timeout) => {
  expect(planned({ timeout }).order.timeoutSeconds).toBe(timeout)
})

describe("goes to the background", () => {
  test.each([
    [{}, {}, {}, 10_000, false],
    [{}, { yieldMillis: 55 }, {}, 55, false],
    [{ yieldMs: 500 }, {}, {}, 500, false],
    [{ yieldMs: 0 }, {}, {}, 10, false],
    [{ yieldMs: -5 }, {}, {}, 10, false],
    [{ yieldMs: 10 }, {}, {}, 10, false],
    [{ yieldMs: 120_000 }, {}, {}, 120_000, false],
    [{ yieldMs: 120_001 }, {}, {}, 120_000, false],
    [{ yieldMs: Number.NaN }, { yieldMillis: 55 }, {}, 55, false],
    [{ yieldMs: Number.POSITIVE_INFINITY }, { yieldMillis: 55 }, {}, 55, false],
    [{ background: true }, {}, {}, 0, true],
    [{ background: true, yieldMs: 500 }, {}, {}, 0, true],
    [{ background: false, yieldMs: 500 }, {}, {}, 500, false],
    [{}, {}, { sync: true }, undefined, false],
    [{ yieldMs: 500 }, {}, { sync: true }, undefined, false],
    [{ background: true }, {}, { sync: true }, undefined, false],
    [{}, { allowBackground: false }, {}, undefined, false],
    [{ background: true, yieldMs: 10 }, { allowBackground: false }, {}, undefined, false],
  ] as ReadonlyArray<[Partial<ExecRequest>, Partial<Settings>, Partial<Asker>, number | undefined, boolean]>)(
    "%j with %j, %j: after %p ms",
    (request, changed, by, yieldMillis, background) => {
      const made = planned(request, changed, by)
      expect(made.yieldMillis).toBe(yieldMillis)
      expect(made.order.background).toBe(background)
    },
  )

  test("never where that is not allowed, with a warning only if it was asked for", () => {
    for (const [changed, by] of [
      [{ allowBackground: false }, {}],
      [{}, { sync: true }],
    ] as const) {
      expect(planned({}, changed, by).warnings).toEqual([])
      for (const request of [{ background: true }, { yieldMs: 500 }]) {
        expect(planned(request, changed, by).warnings).toEqual([expect.stringMatching(/^Warning: .*background/)])
      }
    }
  })
})

describe("a command's input", () => {
  test.each([
    ["open", {}, {}],
    ["handed on", {}, { hasInput: true }],
    ["handed on", {}, { hasInput: true, sync: true }],
    ["none", {}, { sync: true }],
    ["none", { allowBackground: false }, {}],
  ] as ReadonlyArray<[string, Partial<Settings>, Partial<Asker>]>)("is %s with %j, %j", (input, changed, by) => {
    expect(planned({}, changed, by).order.input as string).toBe(input)
  })
})

test.each(["-l", "--version", "+x", "-"])("the shell does not take the command %j for a flag of its own", (command) => {
  const { order } = planned({ command })
  expect(order.command).toBe(command)
  expect(order.words.at(-1)).toBe(` ${command}`)
})

describe("the working directory", () => {
  test.each([undefined, "", "."])("is the current one for %p", (workdir) => {
    expect(planned({ workdir })).toMatchObject({ warnings: [], order: { directory: process.cwd() } })
  })

  test("may be absolute, or be seen from the current one", () => {
    const directory = freshDirectory()
    expect(planned({ workdir: directory }).order.directory).toBe(directory)
    expect(planned({ workdir: "tests/.." }).order.directory).toBe(process.cwd())
  })

  test("may be in the home directory", () => {
    expect(planned({ workdir: "~" }).order.directory).toBe(homedir())
    expect(planned({ workdir: "~/" }).order.directory).toMatch(homedir())
  })

  test("is the current one if there is no such directory, with a warning", () => {
    const file = join(freshDirectory(), "file")
    writeFileSync(file, "")
    for (const workdir of ["/no/such/directory", file, "~nobody", "\0", "a\nb"]) {
      const { order, warnings } = planned({ workdir })
      expect(order.directory).toBe(process.cwd())
      expect(warnings).toEqual([expect.stringMatching(/^Warning: workdir ".*" cannot be used.* is used instead$/)])
    }
  })

  test("may have any name", () => {
    const directory = join(freshDirectory(), "a 'b' \"c\" $d é")
    mkdirSync(directory)
    expect(planned({ workdir: directory })).toMatchObject({ warnings: [], order: { directory } })
  })
})

/** The shell of a command where SHELL is this. */
const shellWith = (shell: string | undefined): string => {
  if (shell === undefined) delete process.env["SHELL"]
  else process.env["SHELL"] = shell
  return planned({}).order.words[0]
}

describe("the shell", () => {
  test("is SHELL's, as a path or a name", () => {
    const directory = programs("zsh", "sh")
    process.env["PATH"] = directory
    expect(shellWith(join(directory, "zsh"))).toBe(join(directory, "zsh"))
    expect(shellWith("zsh")).toBe(join(directory, "zsh"))
  })

  test("is bash in the place of fish, and else sh", () => {
    const both = programs("fish", "bash", "sh")
    const one = programs("fish", "sh")
    process.env["PATH"] = both
    expect(shellWith(join(both, "fish"))).toBe(join(both, "bash"))
    process.env["PATH"] = one
    expect(shellWith("fish")).toBe(join(one, "sh"))
  })

  test.each(["nologin", "false", "true"])("is sh in the place of %s", (name) => {
    const directory = programs(name, "sh", "bash")
    process.env["PATH"] = directory
    expect(shellWith(join(directory, name))).toBe(join(directory, "sh"))
  })

  test.each([undefined, "", "/no/such/shell"])("is sh where SHELL is %p", (shell) => {
    const directory = programs("sh", "bash")
    process.env["PATH"] = directory
    expect(shellWith(shell)).toBe(join(directory, "sh"))
  })

  test("is /bin/sh where PATH has none", () => {
    process.env["PATH"] = freshDirectory()
    expect(shellWith("fish")).toBe("/bin/sh")
  })
})

describe("the sandbox", () => {
  test("comes before the shell", () => {
    const directory = programs("box")
    process.env["PATH"] = directory
    expect(planned({ command: "ls" }, { sandbox: ["box", "--in", "a b"] }).order.words).toEqual([
      join(directory, "box"),
      "--in",
      "a b",
      "/bin/sh",
      "-c",
      "ls",
    ] as never)
  })

  test("is left out by an elevated command, where that is allowed", () => {
    const directory = programs("box")
    process.env["PATH"] = directory
    const changed = { sandbox: ["box"], allowElevated: true }
    expect(planned({ elevated: true }, changed).order.words[0]).toBe("/bin/sh")
    expect(planned({ elevated: false }, changed).order.words[0]).toBe(join(directory, "box"))
    expect(refused({ elevated: true }, { ...changed, allowElevated: false })).toMatch(/elevated/)
  })

  test("may be missing for an elevated command", () => {
    process.env["PATH"] = freshDirectory()
    expect(planned({ elevated: true }, { sandbox: ["box"], allowElevated: true }).order.words[0]).toBe("/bin/sh")
  })
})
