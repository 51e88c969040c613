import { accessSync, constants, existsSync, readFileSync } from "node:fs"

import { type Environment, ownEnvironment } from "./environment.ts"
import { currentDirectory, lookUpExecutable, searchPath } from "./executable.ts"
import { quoteForShell } from "./shell.ts"

/**
 * How a program is started so that it does not end with the control group of its starter. A service manager that stops a
 * group ends every process in it, in any session and under any parent. (docs/faults.md, row 14)
 */
export type WayOut =
  /** No service manager stops the group of this process, unless it stops the container or the system. */
  | { readonly _tag: "NotNeeded" }
  /**
   * `words` go before the program's own. They start the program in any case, with the same process id. If the system
   * refuses after all, it starts where it would have without them, so the caller has to check with `endsWithGroupOf`.
   * `group` is the one to leave.
   */
  | {
      readonly _tag: "Through"
      readonly words: ReadonlyArray<string>
      readonly means: "systemd-run" | "delegated group"
      readonly group: string
    }
  /** The system does not let it out of `group`: why, and what to do. Neither ends with a full stop. */
  | { readonly _tag: "None"; readonly group: string; readonly reason: string; readonly hint: string }

/** What the answer depends on; in a test, a table of files. */
export interface SystemView {
  readonly platform: NodeJS.Platform
  readonly userId: number
  readonly userName: string
  readonly environment: Environment
  /** The path of a program on PATH. */
  readonly programPath: (name: string) => string | undefined
  readonly readFile: (path: string) => string | undefined
  readonly exists: (path: string) => boolean
  /** Whether this user may write to the file, or make something in the directory. */
  readonly mayWrite: (path: string) => boolean
}

/** The way out of the control group of this process. It only looks: the words make what is needed. */
export const findWayOut = (view: SystemView = thisSystem()): WayOut => {
  const own = groupsOf("self", view)
  const toLeave = stoppableGroups(own, view)
  const group = toLeave[0]?.path
  if (group === undefined) return { _tag: "NotNeeded" }
  const scope = findServiceManager(own, view)
  if (scope._tag === "Words") return { _tag: "Through", words: scope.words, means: "systemd-run", group }
  const refuge = findDelegatedGroup(toLeave, view)
  if (refuge._tag === "Words") return { _tag: "Through", words: refuge.words, means: "delegated group", group }
  const { reason, hint } = scope._tag === "Refused" ? scope : refuge
  return { _tag: "None", group, reason, hint }
}

/**
 * Whether process `pid` ends when the control group of process `starter` is stopped.
 *
 * What counts is the group that a service manager knows and stops, not the ones above it: all services of a user end with
 * that user's service manager, and all processes with the system.
 */
export const endsWithGroupOf = (
  pid: number,
  starter: number | "self" = "self",
  view: SystemView = thisSystem(),
): boolean => {
  const groups = groupsOf(pid, view)
  return stoppableGroups(groupsOf(starter, view), view).some(({ hierarchy, path }) => {
    const other = groups.get(hierarchy)
    return other !== undefined && contains(path, other)
  })
}

/**
 * The hierarchies by which service managers stop what they started, as `/proc/PID/cgroup` names them: cgroup v2, which
 * has no name, and those that systemd and OpenRC keep beside the controllers of cgroup v1.
 */
const hierarchies = ["", "name=systemd", "name=openrc"] as const
type Hierarchy = (typeof hierarchies)[number]

/** The group of a process in each hierarchy that there is. (cgroups(7), /proc/pid/cgroup) */
type Groups = ReadonlyMap<Hierarchy, string>

interface Group {
  readonly hierarchy: Hierarchy
  readonly path: string
}

const groupsOf = (pid: number | "self", view: SystemView): Groups => {
  const text = view.platform === "linux" ? (view.readFile(`/proc/${pid}/cgroup`) ?? "") : ""
  const found = new Map([...text.matchAll(/^\d+:([^:\n]*):(\/.*)$/gm)].map(([, name, path]) => [name, path] as const))
  return new Map(
    hierarchies.flatMap((hierarchy) => {
      const path = found.get(hierarchy)
      return path === undefined ? [] : [[hierarchy, path] as const]
    }),
  )
}

/** The control group that outlive makes, and the slice that systemd makes for it: neither is stopped with a starter. */
const ownGroupName = "outlive"
const ownSlice = `${ownGroupName}.slice`

/** The groups with which a process in `groups` may be stopped. */
const stoppableGroups = (groups: Groups, view: SystemView): ReadonlyArray<Group> => {
  const init = groupsOf(1, view)
  return [...groups].flatMap(([hierarchy, path]) => {
    if (path.split("/").some((name) => name === ownGroupName || name === ownSlice)) return []
    // The group that init is in is the whole system or container. Where init is hidden, only the root is known to be.
    const isEverything = (group: string) => contains(group, init.get(hierarchy) ?? "/")
    const group = [unitOf(path), path].find((candidate) => !isEverything(candidate))
    return group === undefined ? [] : [{ hierarchy, path: group }]
  })
}

/** The group of the systemd unit that `path` is in, which is stopped as a whole; `path` where it is in none. */
const unitOf = (path: string): string => /^.*\.(?:service|scope)(?=\/|$)/.exec(path)?.[0] ?? path

/** Whether `path` is `group` or below it. A path that leads up, as `/../x`, is outside the namespace's root. */
const contains = (group: string, path: string): boolean => {
  const above = group === "/" ? "" : group
  return path.startsWith(above) && /^(?:$|\/(?!\.\.(?:\/|$)))/.test(path.slice(above.length))
}

type Search =
  | { readonly _tag: "Words"; readonly words: ReadonlyArray<string> }
  | { readonly _tag: "Refused"; readonly reason: string; readonly hint: string }

/** systemd starts a program in a scope, a group of its own: for root the system's manager does, for others the user's. */
const findServiceManager = (own: Groups, view: SystemView): Search | { readonly _tag: "NoManager" } => {
  const manager = view.userId === 0 ? systemManager(view) : userManager(own, view)
  if (manager._tag !== "Answers") return manager
  const systemdRun = view.programPath("systemd-run")
  return systemdRun === undefined
    ? { _tag: "Refused", reason: "systemd-run is not on PATH", hint: "add its directory to PATH" }
    : { _tag: "Words", words: scopeWords(systemdRun, manager) }
}

type Manager =
  /** `directory` is the XDG_RUNTIME_DIR that leads to it, where it is not set. */
  | { readonly _tag: "Answers"; readonly flags: ReadonlyArray<string>; readonly directory: string | undefined }
  | { readonly _tag: "NoManager" }
  | { readonly _tag: "Refused"; readonly reason: string; readonly hint: string }

const systemIsSystemd = (view: SystemView): boolean => view.exists("/run/systemd/system")

const systemManager = (view: SystemView): Manager =>
  systemIsSystemd(view) && ["/run/systemd/private", "/run/dbus/system_bus_socket"].some(view.exists)
    ? { _tag: "Answers", flags: [], directory: undefined }
    : { _tag: "NoManager" }

const userManager = (own: Groups, view: SystemView): Manager => {
  const { userId, userName } = view
  const hint = `run loginctl enable-linger ${userName}`
  const set = view.environment["XDG_RUNTIME_DIR"]
  // systemd, too, takes an empty variable for one that is not set.
  const directory = set === undefined || set === "" ? `/run/user/${userId}` : set
  if (!["systemd/private", "bus"].some((socket) => view.exists(`${directory}/${socket}`))) {
    if (!systemIsSystemd(view)) return { _tag: "NoManager" }
    return { _tag: "Refused", reason: `no service manager answers user ${userName}`, hint }
  }
  // Without lingering the manager ends with the user's last session, and its scopes with it. A process in a system service
  // or in a session would lose by that; a process below the manager ends with it anyway.
  const isBelow = [...own.values()].some((path) => path.split("/").includes(`user@${userId}.service`))
  if (!isBelow && !view.exists(`/var/lib/systemd/linger/${userName}`)) {
    const reason = `the service manager of user ${userName} ends with the last session, and what it started with it`
    return { _tag: "Refused", reason, hint }
  }
  return { _tag: "Answers", flags: ["--user"], directory: directory === set ? undefined : directory }
}

/**
 * An empty scope is tried first, since systemd-run does not start the program where it gets no scope. The attempt also
 * shows whether systemd-run knows the flag that keeps it from replacing `$NAME` in the program's words; old ones neither
 * know it nor need it. The default description would be those words, in the journal and for every user to see.
 */
const scopeWords = (systemdRun: string, { flags, directory }: Manager & { _tag: "Answers" }): ReadonlyArray<string> => {
  const options = ["--scope", "--quiet", "--collect", `--slice=${ownSlice}`, `--description=${ownGroupName}`]
  const run = [systemdRun, ...flags, ...options].map(quoteForShell).join(" ")
  const [enter, leave, inside] =
    directory === undefined
      ? ["", "", ""]
      : [
          `export XDG_RUNTIME_DIR=${quoteForShell(directory)}; `,
          "unset XDG_RUNTIME_DIR; ",
          `/bin/sh -c 'unset XDG_RUNTIME_DIR; exec "$@"' sh `,
        ]
  const attempt = `if ${run} $keep -- /bin/sh -c : >/dev/null 2>&1; then exec ${run} $keep -- ${inside}"$@"; fi`
  const script = `${enter}for keep in --expand-environment=no ''; do ${attempt}; done; ${leave}exec "$@"`
  return ["/bin/sh", "-c", script, "sh"]
}

/** Without systemd: a group of our own outside `toLeave`, which the program enters before it begins. */
const findDelegatedGroup = (toLeave: ReadonlyArray<Group>, view: SystemView): Search => {
  const mounts = parseMounts(view.readFile("/proc/self/mountinfo") ?? "")
  const moves: Array<string> = []
  for (const group of toLeave) {
    const hint = `start the tmux server from outside ${group.path}`
    const visible = mounts.filter(({ hierarchy, root }) => hierarchy === group.hierarchy && contains(root, group.path))
    if (visible.length === 0)
      return { _tag: "Refused", reason: "no file system of control groups that shows it is mounted", hint }
    const writable = visible.filter(({ readOnly }) => !readOnly)
    if (writable.length === 0) return { _tag: "Refused", reason: "control groups are mounted read-only", hint }
    const place = writable
      .flatMap((mount) => outerDirectories(mount, group.path))
      .find((it) => isRefuge(it, group, view))
    if (place === undefined) {
      const reason = `user ${view.userName} may not make a control group outside it`
      return { _tag: "Refused", reason, hint: `${hint}, or delegate the group above it to user ${view.userName}` }
    }
    const refuge = quoteForShell(`${place}/${ownGroupName}`)
    moves.push(`{ [ -d ${refuge} ] || mkdir -m 755 ${refuge}; echo $$ >${refuge}/cgroup.procs; } 2>/dev/null; `)
  }
  return { _tag: "Words", words: ["/bin/sh", "-c", `${moves.join("")}exec "$@"`, "sh"] }
}

/** A file system of control groups; `root` is the group that is seen at `point`. */
interface Mount {
  readonly hierarchy: Hierarchy
  readonly root: string
  readonly point: string
  readonly readOnly: boolean
}

/** Reads `/proc/self/mountinfo`. (proc_pid_mountinfo(5)) */
const parseMounts = (text: string): ReadonlyArray<Mount> =>
  text.split("\n").flatMap((line) => {
    const [mount = "", fileSystem = ""] = line.split(" - ")
    const [, , , root = "", point = "", options = ""] = mount.split(" ").map(unescape)
    const [type, , superOptions = ""] = fileSystem.split(" ")
    const named = superOptions.split(",")
    const hierarchy =
      type === "cgroup2" ? "" : type === "cgroup" ? hierarchies.find((name) => named.includes(name)) : undefined
    if (hierarchy === undefined) return []
    return [{ hierarchy, root, point, readOnly: options.split(",").includes("ro") || named.includes("ro") }]
  })

/** Spaces and the like are written as `\040` there. */
const unescape = (word: string): string =>
  word.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** The directories of the groups above `path`, from the top: the further out, the fewer groups to end with. */
const outerDirectories = ({ root, point }: Mount, path: string): ReadonlyArray<string> => {
  const names = (path === root ? "" : path.slice(root === "/" ? 1 : root.length + 1)).split("/").filter(Boolean)
  return names.map((_, depth) => [point, ...names.slice(0, depth)].join("/"))
}

/**
 * Whether a process of this user can leave a group below `directory` for one that is made there.
 *
 * cgroup v2 asks for write access to the processes of the destination and to those of the nearest group above both. A
 * group whose type is not `domain` is one for threads, which takes no process.
 * (https://docs.kernel.org/admin-guide/cgroup-v2.html, Delegation Containment)
 */
const isRefuge = (directory: string, { hierarchy }: Group, view: SystemView): boolean => {
  const refuge = `${directory}/${ownGroupName}`
  const isMade = view.exists(refuge)
  // Neither the root group nor cgroup v1 has a type.
  const type = view.readFile(`${isMade ? refuge : directory}/cgroup.type`)?.trim() ?? "domain"
  return (
    type === "domain" &&
    view.mayWrite(isMade ? `${refuge}/cgroup.procs` : directory) &&
    (hierarchy !== "" || view.mayWrite(`${directory}/cgroup.procs`))
  )
}

const readIfPossible = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    // The file is missing, or hidden from this user.
    return undefined
  }
}

/** Bun's `userInfo` takes the name from the environment, which may be another user's, or have none. */
const nameOfUser = (id: number): string => {
  const users = readIfPossible("/etc/passwd") ?? ""
  const name = users.split("\n").find((line) => line.split(":")[2] === String(id))
  return name?.split(":")[0] ?? process.env["LOGNAME"] ?? process.env["USER"] ?? String(id)
}

const thisSystem = (): SystemView => ({
  platform: process.platform,
  userId: process.geteuid?.() ?? 0,
  userName: nameOfUser(process.geteuid?.() ?? 0),
  environment: ownEnvironment(),
  programPath: (name) => {
    const program = lookUpExecutable(name, searchPath(), currentDirectory())
    return program._tag === "Found" ? program.path : undefined
  },
  readFile: readIfPossible,
  exists: existsSync,
  mayWrite: (path) => {
    try {
      accessSync(path, constants.W_OK)
      return true
    } catch {
      // The file is missing, another user's, or on a read-only file system.
      return false
    }
  },
})
