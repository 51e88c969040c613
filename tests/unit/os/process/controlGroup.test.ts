import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"

import { errorCodeOf } from "../../../../src/os/files/errorCode.ts"
import * as ControlGroup from "../../../../src/os/process/controlGroup.ts"
import { isAlive } from "../../../../src/os/process/processes.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

/** A system as a table: the files with their text, `""` for sockets and directories; those that may be written to. */
interface Table {
  readonly user?: number
  readonly platform?: NodeJS.Platform
  readonly environment?: Record<string, string>
  readonly files: Record<string, string>
  readonly writable?: ReadonlyArray<string>
  readonly systemdRun?: string | undefined
}

const viewOf = (table: Table): ControlGroup.SystemView => ({
  platform: table.platform ?? "linux",
  userId: table.user ?? 1000,
  userName: table.user === 0 ? "root" : "claw",
  environment: table.environment ?? {},
  programPath: (name) => (name === "systemd-run" ? table.systemdRun : undefined),
  readFile: (path) => table.files[path],
  exists: (path) => path in table.files,
  mayWrite: (path) => table.writable?.includes(path) === true,
})

const decide = (table: Table) => ControlGroup.findWayOut(viewOf(table))

/** The words in one line, or the reason if there are none. */
const summary = (table: Table): string => {
  const way = decide(table)
  switch (way._tag) {
    case "NotNeeded":
      return "not needed"
    case "Through":
      return `${way.means} from ${way.group}`
    case "None":
      return `${way.group}: ${way.reason}; ${way.hint}`
  }
}

const mountedV2 = { "/proc/self/mountinfo": "41 31 0:38 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n" }

/** A host under systemd: this process is in `path`. */
const onHost = (path: string, init = "/init.scope") => ({
  "/proc/self/cgroup": `0::${path}\n`,
  "/proc/1/cgroup": `0::${init}\n`,
  ...mountedV2,
})
const systemd = { "/run/systemd/system": "", "/run/systemd/private": "" }
const userManager = { "/run/user/1000/systemd/private": "", "/run/user/1000/bus": "" }
const lingering = { "/var/lib/systemd/linger/claw": "" }

const service = "/system.slice/openclaw.service"
const userService = "/user.slice/user-1000.slice/user@1000.service/app.slice/openclaw.service"
const systemdRun = "/usr/bin/systemd-run"

describe("no way out is needed", () => {
  test.each<[string, Table]>([
    ["where there are no control groups", { platform: "darwin", files: {} }],
    ["where the system does not tell", { files: {} }],
    ["in the root group", { files: onHost("/", "/") }],
    ["in the root group, with init out of sight", { files: { "/proc/self/cgroup": "0::/\n" } }],
    ["in the root group of a container", { files: onHost("/", "/init.scope") }],
    ["in the group of a container's init", { files: onHost("/docker/4f2a", "/docker/4f2a") }],
    [
      "in a container's own scope",
      { files: onHost("/system.slice/docker-4f2a.scope", "/system.slice/docker-4f2a.scope") },
    ],
    ["in a group that outlive made", { files: onHost("/delegated/outlive") }],
    ["in a scope that was made for it", { files: onHost("/outlive.slice/run-u7.scope") }],
    ["in a group of controllers only", { files: { "/proc/self/cgroup": "4:memory:/process_api/d6\n0::/\n" } }],
  ])("%s", (_, table) => {
    expect(summary(table)).toBe("not needed")
  })
})

describe("the way out leads through systemd-run", () => {
  const all = { ...systemd, ...userManager, ...lingering }
  test.each<[string, Table, string]>([
    ["from a system service, for a user who lingers", { files: { ...onHost(service), ...all }, systemdRun }, service],
    [
      "from a user service, without lingering",
      { files: { ...onHost(userService), ...systemd, ...userManager }, systemdRun },
      userService,
    ],
    [
      "from a group below the unit",
      { files: { ...onHost(`${service}/agents`), ...all }, systemdRun, writable: ["/sys/fs/cgroup/system.slice"] },
      service,
    ],
    ["as root", { user: 0, files: { ...onHost(service), ...systemd }, systemdRun }, service],
    [
      "as root with cgroup v1, where only systemd's own hierarchy tells",
      { user: 0, files: { "/proc/self/cgroup": `9:name=systemd:${service}\n2:cpu:/\n`, ...systemd }, systemdRun },
      service,
    ],
    [
      "from a service that sees its own group as the root, and init outside of it",
      { user: 0, files: { ...onHost("/", "/../../init.scope"), ...systemd }, systemdRun },
      "/",
    ],
    [
      "where the runtime directory is another one",
      {
        files: { ...onHost(service), ...systemd, ...lingering, "/tmp/run/bus": "" },
        environment: { XDG_RUNTIME_DIR: "/tmp/run" },
        systemdRun,
      },
      service,
    ],
  ])("%s", (_, table, group) => {
    expect(summary(table)).toBe(`systemd-run from ${group}`)
  })
})

describe("there is no way out", () => {
  const linger = "run loginctl enable-linger claw"
  const outside = "start the tmux server from outside"
  const delegate = "or delegate the group above it to user claw"
  test.each<[string, Table, string]>([
    [
      "without a manager of the user",
      { files: { ...onHost(service), ...systemd }, systemdRun },
      `${service}: no service manager answers user claw; ${linger}`,
    ],
    [
      "with one that ends with the last session",
      { files: { ...onHost(service), ...systemd, ...userManager }, systemdRun },
      `${service}: the service manager of user claw ends with the last session, and what it started with it; ${linger}`,
    ],
    [
      "with another user's runtime directory",
      {
        files: { ...onHost(service), ...systemd, ...userManager, ...lingering },
        environment: { XDG_RUNTIME_DIR: "/run/user/0" },
        systemdRun,
      },
      `${service}: no service manager answers user claw; ${linger}`,
    ],
    [
      "without systemd-run",
      { files: { ...onHost(service), ...systemd, ...userManager, ...lingering } },
      `${service}: systemd-run is not on PATH; add its directory to PATH`,
    ],
    [
      "for a user without systemd",
      { files: onHost("/openclaw") },
      `/openclaw: user claw may not make a control group outside it; ${outside} /openclaw, ${delegate}`,
    ],
    [
      "for a user to whom only the unit itself was delegated",
      {
        files: onHost(`${service}/agents`),
        writable: [service, `${service}/cgroup.procs`].map((path) => `/sys/fs/cgroup${path}`),
      },
      `${service}: user claw may not make a control group outside it; ${outside} ${service}, ${delegate}`,
    ],
    [
      "where the processes above may not be written",
      { files: onHost("/D/service"), writable: ["/sys/fs/cgroup/D"] },
      `/D/service: user claw may not make a control group outside it; ${outside} /D/service, ${delegate}`,
    ],
    [
      "where the groups above are for threads",
      {
        files: { ...onHost("/D/service"), "/sys/fs/cgroup/D/cgroup.type": "domain threaded\n" },
        writable: ["/sys/fs/cgroup/D", "/sys/fs/cgroup/D/cgroup.procs"],
      },
      `/D/service: user claw may not make a control group outside it; ${outside} /D/service, ${delegate}`,
    ],
    [
      "where the group outlive is another user's",
      {
        files: { ...onHost("/D/service"), "/sys/fs/cgroup/D/outlive": "" },
        writable: ["/sys/fs/cgroup/D", "/sys/fs/cgroup/D/cgroup.procs"],
      },
      `/D/service: user claw may not make a control group outside it; ${outside} /D/service, ${delegate}`,
    ],
    [
      "where control groups are read-only",
      {
        user: 0,
        files: {
          ...onHost("/docker/4f2a/job", "/docker/4f2a"),
          "/proc/self/mountinfo": "41 31 0:38 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n",
        },
      },
      `/docker/4f2a/job: control groups are mounted read-only; ${outside} /docker/4f2a/job`,
    ],
    [
      "where none are mounted",
      { user: 0, files: { ...onHost("/job"), "/proc/self/mountinfo": "" } },
      `/job: no file system of control groups that shows it is mounted; ${outside} /job`,
    ],
    [
      "where those that are mounted are from elsewhere",
      {
        user: 0,
        files: { ...onHost("/job"), "/proc/self/mountinfo": "57 47 0:38 /../.. /sys/fs/cgroup rw - cgroup2 none rw\n" },
      },
      `/job: no file system of control groups that shows it is mounted; ${outside} /job`,
    ],
  ])("%s", (_, table, said) => {
    expect(summary(table)).toBe(said)
  })
})

/** The groups that the words enter. */
const entered = (table: Table) => {
  const way = decide(table)
  if (way._tag !== "Through" || way.means !== "delegated group") throw new Error(Bun.inspect(way))
  return [...(way.words[2] ?? "").matchAll(/>(\S+)\/cgroup\.procs/g)].map(([, directory]) => directory)
}

/** These directories, and the lists of their processes. */
const writable = (...directories: ReadonlyArray<string>) => directories.flatMap((it) => [it, `${it}/cgroup.procs`])

describe("the way out leads through a delegated group", () => {
  test("as far out as it can", () => {
    expect(entered({ files: onHost("/a/b/c"), writable: writable("/sys/fs/cgroup/a", "/sys/fs/cgroup/a/b") })).toEqual([
      "/sys/fs/cgroup/a/outlive",
    ])
  })

  test("that is there already", () => {
    expect(
      entered({
        files: { ...onHost("/D/service"), "/sys/fs/cgroup/D/outlive": "" },
        writable: ["/sys/fs/cgroup/D/cgroup.procs", "/sys/fs/cgroup/D/outlive/cgroup.procs"],
      }),
    ).toEqual(["/sys/fs/cgroup/D/outlive"])
  })

  test("where the mount shows only a part, at a path with a space", () => {
    expect(
      decide({
        files: {
          ...onHost("/docker/4f2a/job", "/docker/4f2a"),
          "/proc/self/mountinfo": "9 8 0:38 /docker/4f2a /my\\040groups rw - cgroup2 cgroup rw\n",
        },
        writable: writable("/my groups"),
      }),
    ).toMatchObject({
      words: ["/bin/sh", "-c", expect.stringContaining("echo $$ >'/my groups/outlive'/cgroup.procs"), "sh"],
    })
  })

  test("in each hierarchy by which it may be stopped", () => {
    const table = {
      files: {
        "/proc/self/cgroup": "9:name=openrc:/openclaw\n2:cpu:/x\n0::/openrc.openclaw\n",
        "/proc/1/cgroup": "9:name=openrc:/\n2:cpu:/\n0::/\n",
        "/proc/self/mountinfo":
          "40 31 0:37 / /sys/fs/cgroup/openrc rw - cgroup openrc rw,xattr,name=openrc\n" +
          "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 none rw\n",
      },
    }
    const openrc = "/sys/fs/cgroup/openrc"
    const unified = "/sys/fs/cgroup/unified"
    expect(entered({ ...table, writable: [openrc, ...writable(unified)] })).toEqual([
      "/sys/fs/cgroup/unified/outlive",
      "/sys/fs/cgroup/openrc/outlive",
    ])
    expect(summary({ ...table, writable: writable(unified) })).toStartWith("/openrc.openclaw: user claw may not")
  })

  test("where systemd does not help", () => {
    const files = { ...onHost("/D/service"), ...systemd }
    expect(entered({ files, writable: writable("/sys/fs/cgroup/D"), systemdRun })).toEqual(["/sys/fs/cgroup/D/outlive"])
  })
})

describe("a process", () => {
  const groups = {
    "/proc/self/cgroup": `0::${service}/agents\n`,
    "/proc/10/cgroup": `0::${service}\n`,
    "/proc/11/cgroup": "0::/system.slice/openclaw.service.d\n",
    "/proc/12/cgroup": "0::/outlive.slice/run-u7.scope\n",
    "/proc/13/cgroup": "0::/\n",
    "/proc/1/cgroup": "0::/init.scope\n",
  }
  const view = viewOf({ files: groups })

  test.each([
    [10, true, "in the same unit"],
    [11, false, "in one of a longer name"],
    [12, false, "in a scope of its own"],
    [13, false, "in the root group"],
    [99, false, "that is none"],
  ])("%d ends with its starter's group: %p, %s", (pid, ends) => {
    expect(ControlGroup.endsWithGroupOf(pid, "self", view)).toBe(ends)
  })

  test("does not end with a starter whose group is never stopped", () => {
    expect(ControlGroup.endsWithGroupOf(12, 12, view)).toBe(false)
    expect(ControlGroup.endsWithGroupOf(13, 13, view)).toBe(false)
  })
})

/** Runs the words for this system with a systemd-run of ours; gives what was printed. */
const runScope = (fake: string, table: Partial<Table>, program: ReadonlyArray<string>, runtimeDirectory?: string) => {
  const directory = freshDirectory()
  const systemdRunPath = join(directory, "systemd-run")
  writeFileSync(systemdRunPath, `#!/bin/sh\n${fake}\n`)
  chmodSync(systemdRunPath, 0o755)
  const files = { ...onHost(service), ...systemd, ...userManager, ...lingering }
  const way = decide({ files, systemdRun: systemdRunPath, ...table })
  if (way._tag !== "Through") throw new Error(Bun.inspect(way))
  const env = {
    PATH: process.env["PATH"] ?? "",
    LOG: join(directory, "log"),
    ...(runtimeDirectory === undefined ? {} : { XDG_RUNTIME_DIR: runtimeDirectory }),
  }
  const { exitCode, stdout, stderr } = Bun.spawnSync([...way.words, ...program], { env, stdin: "ignore" })
  const log = Bun.spawnSync(["cat", env.LOG], { stderr: "ignore" }).stdout.toString()
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString(), log }
}

describe("the words for systemd-run", () => {
  /** Does the part of systemd-run that matters here, and writes down how it was called. */
  const works = 'echo "$XDG_RUNTIME_DIR $*" >>"$LOG"; while [ "$1" != -- ]; do shift; done; shift; exec "$@"'
  const program = [
    "/bin/sh",
    "-c",
    'printf "%s|" "${XDG_RUNTIME_DIR-unset}" "$@"; exit 7',
    "sh",
    "a  b",
    "$HOME",
    "--",
    "'",
  ]
  const options = "--scope --quiet --collect --slice=outlive.slice --description=outlive"

  test("start the program with its own words, its exit code and its environment", () => {
    const { exitCode, stdout, log } = runScope(works, {}, program)
    expect(stdout).toBe("unset|a  b|$HOME|--|'|")
    expect(exitCode).toBe(7)
    expect(log).toStartWith(`/run/user/1000 --user ${options} --expand-environment=no -- /bin/sh -c :\n`)
    expect(log.split("/run/user/1000 --user ")).toHaveLength(3)
  })

  test("leave a runtime directory as it is", () => {
    const environment = { XDG_RUNTIME_DIR: "/run/user/1000" }
    const { stdout } = runScope(works, { environment }, program, "/run/user/1000")
    expect(stdout).toBe("/run/user/1000|a  b|$HOME|--|'|")
  })

  test("ask the system's manager for root", () => {
    const { stdout, log } = runScope(works, { user: 0 }, program)
    expect(stdout).toBe("unset|a  b|$HOME|--|'|")
    expect(log).toStartWith(` ${options} --expand-environment=no -- /bin/sh -c :\n`)
  })

  test("do without the flag that an old systemd-run does not know", () => {
    const { exitCode, stdout, log } = runScope(`case "$*" in *--expand*) exit 1; esac; ${works}`, {}, program)
    expect(stdout).toBe("unset|a  b|$HOME|--|'|")
    expect(exitCode).toBe(7)
    expect(log).not.toContain("--expand-environment")
  })

  test("start the program all the same where systemd-run fails, once", () => {
    const fails = "echo refused; echo refused >&2; exit 1"
    expect(runScope(fails, {}, program)).toMatchObject({ exitCode: 7, stdout: "unset|a  b|$HOME|--|'|", stderr: "" })
  })
})

/** Where groups can be made below the root of cgroup v2. */
const findRoot = (): string | undefined => {
  if (process.platform !== "linux") return undefined
  const point = /^\S+ \S+ \S+ \/ (\S+) .* - cgroup2 /m.exec(readFileSync("/proc/self/mountinfo", "utf8"))?.[1]
  if (point === undefined || process.geteuid?.() !== 0) return undefined
  try {
    accessSync(join(point, "cgroup.procs"), constants.W_OK)
    return point
  } catch {
    // Read-only, as in most containers.
    return undefined
  }
}
const root = findRoot() ?? ""
const whyNot =
  root === ""
    ? " (skipped: control groups of v2 cannot be made here)"
    : existsSync("/run/systemd/system")
      ? " (skipped: the control groups here are systemd's)"
      : ""

const processesOf = (group: string) =>
  readFileSync(join(group, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number)

/** Waits until the condition holds; the test's own time limit ends a wait in vain. */
const eventually = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await Bun.sleep(5)
}

const removes = (group: string): boolean => {
  try {
    rmdirSync(group)
    return true
  } catch (error) {
    if (errorCodeOf(error) === "EBUSY") return false
    throw error
  }
}

/** What an orchestrator does: finds the way out, starts a program through it, and lives on. */
const orchestrator = (words: string) =>
  `import * as ControlGroup from ${JSON.stringify(join(import.meta.dir, "../../../../src/os/process/controlGroup.ts"))}
   const way = ControlGroup.findWayOut()
   const words = ${words}
   const child = Bun.spawn([...words, "sleep", "60"], { stdio: ["ignore", "ignore", "ignore"] })
   while (require("fs").readFileSync("/proc/" + child.pid + "/comm", "utf8") !== "sleep\\n") await Bun.sleep(2)
   const group = /^0::(.*)$/m.exec(require("fs").readFileSync("/proc/" + child.pid + "/cgroup", "utf8"))[1]
   console.log(JSON.stringify({ way, pid: child.pid, group, ends: ControlGroup.endsWithGroupOf(child.pid) }))
   await Bun.sleep(60_000)`

/** Stops the group as a service manager does, and says whether process `pid` is still there. */
const survives = async (group: string, { child, pid }: { child: Bun.Subprocess; pid: number }): Promise<boolean> => {
  writeFileSync(join(group, "cgroup.kill"), "1")
  await child.exited
  await eventually(() => processesOf(group).length === 0)
  return isAlive(pid)
}

describe.skipIf(whyNot !== "")(`with real control groups${whyNot}`, () => {
  const nobody = 65534
  /** The groups that a test made, outermost first. */
  const made: Array<string> = []
  const makeGroup = (path: string): string => {
    mkdirSync(path)
    made.push(path)
    return path
  }
  const topGroup = join(root, `outlive-test-${process.pid}`)
  const sharedGroup = join(root, "outlive")
  /** Programs that a test moved out of its groups. */
  const outside: Array<number> = []
  afterEach(async () => {
    for (const pid of outside) if (isAlive(pid)) process.kill(pid, "SIGKILL")
    await eventually(() => !outside.some(isAlive))
    outside.length = 0
    for (const group of made.splice(0).toReversed()) {
      writeFileSync(join(group, "cgroup.kill"), "1")
      // Not as long as a process in it is ending, even if it is not listed any more.
      await eventually(() => removes(group))
    }
    // Made by the words, and shared: other processes may be in it.
    await eventually(() => !existsSync(sharedGroup) || processesOf(sharedGroup).length > 0 || removes(sharedGroup))
  })

  /** Runs it in `group`, as `user`; gives what it printed. */
  const orchestrate = async (
    group: string,
    { user = 0, words = 'way._tag === "Through" ? way.words : []' }: { user?: number; words?: string } = {},
  ) => {
    const become = user === 0 ? "" : `setpriv --reuid ${user} --regid ${user} --clear-groups `
    const child = Bun.spawn(
      [
        "sh",
        "-c",
        `echo $$ >"$0"/cgroup.procs && exec ${become}"$@"`,
        group,
        process.execPath,
        "-e",
        orchestrator(words),
      ],
      { stdin: "ignore", stdout: "pipe", stderr: "inherit", cwd: "/" },
    )
    const { value } = await child.stdout.getReader().read()
    const told = JSON.parse(Buffer.from(value ?? []).toString()) as {
      readonly way: ControlGroup.WayOut
      readonly pid: number
      readonly group: string
      readonly ends: boolean
    }
    outside.push(told.pid)
    return { child, ...told }
  }

  test("a program ends with its starter's group", async () => {
    const group = makeGroup(topGroup)
    const run = await orchestrate(group, { words: "[]" })
    expect(run.ends).toBe(true)
    expect(run.group).toBe(`/outlive-test-${process.pid}`)
    expect(await survives(group, run)).toBe(false)
  })

  test("a process that is started through the words lives on", async () => {
    const group = makeGroup(topGroup)
    const run = await orchestrate(group)
    expect(run.way).toMatchObject({
      _tag: "Through",
      means: "delegated group",
      group: run.way._tag === "Through" && `/outlive-test-${process.pid}`,
    })
    expect(run.group).toBe("/outlive")
    expect(run.ends).toBe(false)
    expect(await survives(group, run)).toBe(true)
  })

  test("it leaves the groups above as well", async () => {
    const group = makeGroup(topGroup)
    const run = await orchestrate(makeGroup(join(group, "inner")))
    expect(run.group).toBe("/outlive")
    expect(await survives(group, run)).toBe(true)
  })

  test("it starts where it is when the group has no room, and that can be seen", async () => {
    const top = makeGroup(topGroup)
    const delegated = makeGroup(join(top, "D"))
    const group = makeGroup(join(delegated, "service"))
    for (const path of ["", "cgroup.procs"]) chownSync(join(delegated, path), nobody, nobody)
    writeFileSync(join(delegated, "cgroup.max.descendants"), "1")
    const run = await orchestrate(group, { user: nobody })
    expect(run.way._tag).toBe("Through")
    expect(run.ends).toBe(true)
    expect(await survives(group, run)).toBe(false)
  })

  test("another user is told that there is none", async () => {
    const group = makeGroup(topGroup)
    const run = await orchestrate(group, { user: nobody })
    expect(run.way).toMatchObject({
      _tag: "None",
      group: `/outlive-test-${process.pid}`,
      reason: expect.stringMatching(/^user \S+ may not make a control group outside it$/),
    })
    expect(run.ends).toBe(true)
    expect(await survives(group, run)).toBe(false)
  })

  test("another user leaves a group for one beside it, where that is delegated", async () => {
    const top = makeGroup(topGroup)
    const delegated = makeGroup(join(top, "D"))
    const group = makeGroup(join(delegated, "service"))
    for (const path of ["", "cgroup.procs"]) chownSync(join(delegated, path), nobody, nobody)
    made.push(join(delegated, "outlive"))
    const run = await orchestrate(group, { user: nobody })
    expect(run.way).toMatchObject({ _tag: "Through", means: "delegated group" })
    expect(run.group).toBe(`/outlive-test-${process.pid}/D/outlive`)
    expect(run.ends).toBe(false)
    expect(await survives(group, run)).toBe(true)
  })

  test("what is started from there needs no way out", async () => {
    const top = makeGroup(topGroup)
    const run = await orchestrate(makeGroup(join(top, "outlive")))
    expect(run.way).toEqual({ _tag: "NotNeeded" })
    expect(run.ends).toBe(false)
  })
})
