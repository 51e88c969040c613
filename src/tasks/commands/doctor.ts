import { accessSync, constants, existsSync, statSync } from "node:fs"
import { dirname } from "node:path"

import * as Effect from "effect/Effect"

import { loadConfiguration } from "../../configurationFile.ts"
import { configurationPath } from "../../home.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { endsWithGroupOf, findWayOut } from "../../os/process/controlGroup.ts"
import { ownEnvironment } from "../../os/process/environment.ts"
import { currentDirectory, lookUpExecutable, searchPath } from "../../os/process/executable.ts"
import { lengthFault } from "../../tmux/socket.ts"
import * as Tmux from "../../tmux/tmux.ts"
import { agents, defaultAgent } from "../agents/agents.ts"
import { settingsFrom } from "../monitor/settings.ts"
import { tasksHome } from "../state/home.ts"
import { TaskStore } from "../state/status.ts"
import { defaultSocket } from "../steps/session.ts"
import type { Finding } from "./doctor.schema.ts"

/** Checks everything that outlive needs. */
export const examine: Effect.Effect<ReadonlyArray<Finding>, never, TaskStore> = Effect.gen(function* () {
  const configuration = yield* Effect.either(loadConfiguration)
  const notify = configuration._tag === "Right" ? configuration.right.notify : undefined
  return [
    examineTmux(),
    ...examineServer(),
    ...examineAgents(),
    examineHome(),
    configuration._tag === "Right"
      ? ok("configuration", existsSync(configurationPath()) ? configurationPath() : "none, the defaults hold")
      : warning("configuration", `${configuration.left.path}: ${configuration.left.reason}`, "mend it or remove it"),
    examineSettings(),
    examineNotification(notify),
    examineControlGroup(),
    ...examineTasks(yield* TaskStore),
  ]
})

const ok = (what: string, found: string): Finding => ({ what, verdict: "ok", found, hint: null })
const note = (what: string, found: string, hint: string): Finding => ({ what, verdict: "note", found, hint })
const warning = (what: string, found: string, hint: string): Finding => ({ what, verdict: "warning", found, hint })
const error = (what: string, found: string, hint: string): Finding => ({ what, verdict: "error", found, hint })

const examineTmux = (): Finding => {
  const version = Tmux.version()
  if (version === undefined) return error("tmux", "not on PATH", "install it: apt install tmux, or brew install tmux")
  return Tmux.isRecentEnough(version)
    ? ok("tmux", version)
    : error(
        "tmux",
        `${version}, which is too old`,
        `install ${Tmux.oldestVersion} or newer: apt install tmux, or brew install tmux`,
      )
}

/** The tmux server that tasks are started in, or the socket of one that is gone. */
const examineServer = (): ReadonlyArray<Finding> => {
  const socket = defaultSocket(process.env)
  const directory = dirname(socket)
  const tooLong = lengthFault(socket)
  if (tooLong !== undefined) {
    const found = `${socket} has ${tooLong.bytes} bytes, and the system takes ${tooLong.mostBytes}`
    return [error("tmux socket", found, "set TMUX_TMPDIR to a shorter path")]
  }
  const status = look(directory)
  if (status === "refused") {
    return [error("tmux socket", `${directory} cannot be looked at`, "set TMUX_TMPDIR elsewhere")]
  }
  if (status !== undefined && (status.uid !== process.getuid?.() || (status.mode & 0o077) !== 0)) {
    return [
      error(
        "tmux socket",
        `others may use ${directory}`,
        `make it yours alone: chmod 700, or set TMUX_TMPDIR elsewhere`,
      ),
    ]
  }
  if (!existsSync(socket)) return [ok("tmux server", `none yet; the first task starts it at ${socket}`)]
  const server = Tmux.serverProcess(socket)
  return [
    server === undefined
      ? note("tmux socket", `${socket} is left from a server that is gone`, "nothing: the next task takes it over")
      : ok("tmux server", `process ${server} at ${socket}`),
  ]
}

const look = (path: string) => {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    // Usually another user's directory.
    return "refused"
  }
}

const examineAgents = (): ReadonlyArray<Finding> => {
  const looked = agents.flatMap((agent) => {
    if (agent.executable === undefined) return []
    return [{ agent, found: lookUpExecutable(agent.executable, searchPath(), currentDirectory()) }]
  })
  const findings = looked.map(({ agent: { installation, name }, found }): Finding => {
    switch (found._tag) {
      case "Found":
        return ok(`agent ${name}`, found.path)
      case "NotExecutable":
        return warning(`agent ${name}`, `${found.path} may not be run`, "chmod +x it")
      case "NotFound":
        return note(`agent ${name}`, "not on PATH", installation)
    }
  })
  const installed = looked.filter(({ found }) => found._tag === "Found").map(({ agent }) => agent)
  if (installed.length === 0) return [error("agents", "none is on PATH", defaultAgent.installation), ...findings]
  const user = { isRoot: process.getuid?.() === 0, environment: ownEnvironment() }
  const caveats = installed.flatMap(({ caveat, name }) => {
    const found = caveat?.(user)
    return found === undefined ? [] : [note(`agent ${name}`, found.found, found.hint)]
  })
  return [...findings, ...caveats]
}

/** The nearest existing directory of the path has to be writable. */
const examineHome = (): Finding => {
  const home = tasksHome()
  let nearest = home
  while (!existsSync(nearest)) nearest = dirname(nearest)
  try {
    if (!statSync(nearest).isDirectory()) {
      return error("task directories", `${nearest} is not a directory`, "set OUTLIVE_HOME elsewhere")
    }
    accessSync(nearest, constants.W_OK | constants.X_OK)
  } catch (cause) {
    return error(
      "task directories",
      `${nearest} cannot be written: ${errorCodeOf(cause)}`,
      "set OUTLIVE_HOME elsewhere",
    )
  }
  const kept = dirname(home)
  if (existsSync(kept) && (statSync(kept).mode & 0o022) !== 0) {
    return warning("task directories", `others may write into ${kept}`, `look at who did, then: chmod 700 ${kept}`)
  }
  if (nearest !== home) return ok("task directories", `${home}, which the first task makes`)
  return (statSync(home).mode & 0o077) === 0
    ? ok("task directories", home)
    : warning("task directories", `others may look into ${home}`, `chmod 700 ${home}`)
}

const examineSettings = (): Finding => {
  const settings = settingsFrom(process.env)
  return settings._tag === "Right"
    ? ok("monitor settings", `a check every ${settings.right.baseIntervalSeconds} s`)
    : error("monitor settings", `${settings.left.variable} is no whole number`, "set one, or unset it")
}

const examineNotification = (notify: ReadonlyArray<string> | undefined): Finding => {
  const [program = "openclaw"] = notify ?? []
  if (notify !== undefined && notify.length === 0) return ok("notification", "turned off")
  return lookUpExecutable(program, searchPath(), currentDirectory())._tag === "Found"
    ? ok("notification", program)
    : note(
        "notification",
        `${program} is not on PATH`,
        `nobody is told of ends; set "notify" in ${configurationPath()}`,
      )
}

const examineControlGroup = (): Finding => {
  const wayOut = findWayOut()
  const server = wayOut._tag === "NotNeeded" ? undefined : Tmux.serverProcess(defaultSocket(process.env))
  if (server !== undefined && endsWithGroupOf(server)) {
    return warning(
      "control group",
      "the tmux server ends with the group of this shell",
      "end the server, and start a task again",
    )
  }
  switch (wayOut._tag) {
    case "NotNeeded":
      return ok("control group", "nothing stops tasks as a group")
    case "Through":
      return ok("control group", `tasks leave ${wayOut.group} through ${wayOut.means}`)
    case "None":
      return warning("control group", `tasks end with ${wayOut.group}: ${wayOut.reason}`, wayOut.hint)
  }
}

const examineTasks = ({ allStatuses }: typeof TaskStore.Service): ReadonlyArray<Finding> =>
  allStatuses()
    .filter(({ status }) => status === "lost" || status === "damaged")
    .map(({ hint, name, problem, status }) => warning(`task ${name}`, `${status}: ${problem ?? ""}`, hint ?? ""))
