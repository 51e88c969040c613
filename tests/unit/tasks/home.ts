import { afterAll, afterEach, beforeAll, beforeEach, spyOn } from "bun:test"
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { formatIdentity, identityOf } from "../../../src/os/process/identity.ts"
import * as print from "../../../src/os/terminal/print.ts"
import * as Manifest from "../../../src/protocol/manifest.ts"
import { temporaryDirectories } from "../system.ts"

/** The keys of a task's manifest, as `outlive run` writes them, with other values for some; `undefined` leaves one out. */
export const manifestWith = (values: Readonly<Record<string, string | undefined>> = {}): Manifest.ManifestText =>
  Manifest.upsert(
    Manifest.empty,
    Object.entries({
      task_name: "demo",
      model: "opus",
      project_dir: "/work",
      session_name: "claude-demo",
      pid: "0",
      started_at: "2026-11-21T06:00:00Z",
      status: "running",
      policy: "robust",
      agent: "claude",
      task_id: "3f6f2f3e-0000-4000-8000-000000000000",
      session_id: "c0ffee",
      tmux_socket: "/tmp/none/default",
      permissions: "skip",
      resume_on: "crash",
      deadline_at: "2026-11-21T11:00:00Z",
      ...values,
    }).flatMap(([key, value]): ReadonlyArray<Manifest.Pair> => (value === undefined ? [] : [[key, value]])),
  )

/** Makes a directory with a task's manifest. */
const make = (directory: string, values: Readonly<Record<string, string | undefined>>) => {
  mkdirSync(directory, { recursive: true })
  const manifest = join(directory, "manifest")
  writeFileSync(manifest, Manifest.toBytes(manifestWith(values)))
  // What has just changed may still be handed over.
  const aWhileAgo = Date.now() / 1000 - 60
  utimesSync(manifest, aWhileAgo, aWhileAgo)
  return directory
}

/** Gives the test file that calls this a home of outlive for each test, and no other. */
export const outliveHomes = () => {
  const freshDirectory = temporaryDirectories()
  const before = process.env["OUTLIVE_HOME"]
  let home = ""
  const freshHome = () => {
    home = freshDirectory()
    process.env["OUTLIVE_HOME"] = home
  }
  beforeEach(freshHome)
  const children: Array<Bun.Subprocess> = []
  afterEach(async () => {
    for (const child of children) child.kill("SIGKILL")
    await Promise.all(children.splice(0).map(({ exited }) => exited))
  })
  afterAll(() => {
    if (before === undefined) delete process.env["OUTLIVE_HOME"]
    else process.env["OUTLIVE_HOME"] = before
  })

  const placeOf = (name: string) => join(home, "tasks", name)

  return {
    freshDirectory,
    /** Begins anew, within a test. */
    freshHome,
    home: () => home,
    placeOf,
    /** Makes a task in its place; gives its directory. */
    makeTask: (name: string, values: Readonly<Record<string, string | undefined>> = {}) =>
      make(placeOf(name), { task_name: name, ...values }),
    /** Makes a task in a directory elsewhere, with a link in its place; gives the directory. */
    makeLinkedTask: (name: string, values: Readonly<Record<string, string | undefined>> = {}) => {
      const directory = make(join(freshDirectory(), "elsewhere"), { task_name: name, ...values })
      mkdirSync(join(home, "tasks"), { recursive: true })
      symlinkSync(directory, placeOf(name))
      return directory
    },
    /** Makes the files of an ended task that was set aside. */
    makeAside: (entry: string, values: Readonly<Record<string, string | undefined>> = {}) =>
      make(join(home, "ended", entry), values),
    /** Another process that lives, with these variables. */
    startOther: (variables: Readonly<Record<string, string>> = {}) => {
      const child = Bun.spawn(["sleep", "60"], {
        env: { ...process.env, ...variables },
        stdio: ["ignore", "ignore", "ignore"],
      })
      children.push(child)
      return child.pid
    },
  }
}

/** Hides the user's programs, configuration and settings from the test file that calls this: no notifier of theirs runs. */
export const hideUser = (): void => {
  const freshDirectory = temporaryDirectories()
  const before = { ...process.env }
  beforeAll(() => {
    Object.assign(process.env, { PATH: freshDirectory(), XDG_CONFIG_HOME: freshDirectory() })
    for (const name of Object.keys(process.env)) if (name.startsWith("MONITOR_")) delete process.env[name]
  })
  afterAll(() => {
    if (before["XDG_CONFIG_HOME"] === undefined) delete process.env["XDG_CONFIG_HOME"]
    Object.assign(process.env, before)
  })
}

/** Keeps the programs of the test file that calls this from printing; gives what they have said on stderr. */
export const silence = (): ReadonlyArray<string> => {
  const said: Array<string> = []
  beforeEach(() => {
    said.length = 0
    spyOn(print, "printLine").mockImplementation(() => {})
    spyOn(print, "printError").mockImplementation((line) => void said.push(line))
  })
  afterEach(() => {
    spyOn(print, "printLine").mockRestore()
    spyOn(print, "printError").mockRestore()
  })
  return said
}

/** Claims it for a process. */
export const writeClaim = (directory: string, file: "wrapper.lock" | "monitor.lock", pid: number): void =>
  writeFileSync(join(directory, file), formatIdentity({ ...identityOf(pid), mark: identityOf(pid).mark || "gone" }))
