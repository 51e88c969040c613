import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { allKept as allCommandsKept, CommandsUnreadable } from "../exec/state/record.ts"
import { faultsPath, keptFaults } from "../faults.ts"
import { answer } from "../os/terminal/console.ts"
import { panesOf } from "../sessions/session.ts"
import { allSockets, allStarts, isReadable } from "../sessions/state/record.ts"
import type { Finding } from "../tasks/commands/doctor.schema.ts"
import { examine } from "../tasks/commands/doctor.ts"
import { onThisSystem } from "../tasks/state/services.ts"
import { TaskStore } from "../tasks/state/status.ts"
import { checkSocket, chooseSocket } from "../tmux/socket.ts"
import { ownVersion } from "../version.ts"
import type { Description } from "../words.ts"
import type { DoctorDocument } from "./doctor.schema.ts"
import { defaultRetentionSeconds } from "./retention.ts"
import { dim, green, pad, red, yellow } from "./screen/terminal.ts"
import { countOf } from "./session/words.ts"
import { documentLine } from "./words/document.ts"
import { describe } from "./words/errors.ts"
import { execute } from "./words/execute.ts"

/** Says what outlive needs and does not find; exits with 1 if that keeps it from its main job. */
export const doctor = ({ json }: { readonly json: boolean }): Promise<number> => {
  const command = Effect.gen(function* () {
    const findings = [
      ...(yield* examine),
      yield* examineSessions,
      ...examineRecords(yield* TaskStore),
      examineFaults(yield* Clock.currentTimeMillis),
    ]
    const healthy = findings.every(({ verdict }) => verdict !== "error")
    yield* answer(json ? documentLine<DoctorDocument>({ ok: healthy, writer: ownVersion, findings }) : asText(findings))
    return healthy ? 0 : 1
  })
  return execute("outlive doctor", onThisSystem(command), { json })
}

/** Checks the socket of sessions, and the server behind it. */
const examineSessions: Effect.Effect<Finding> = Effect.suspend(() => {
  const what = "session socket"
  const socket = chooseSocket(undefined)
  return checkSocket(socket).pipe(
    Effect.zipRight(panesOf(socket)),
    Effect.map((panes): Finding => {
      const found = panes.length === 0 ? `nothing runs at ${socket}` : `${countOf(panes.length)} at ${socket}`
      return { what, verdict: "ok", found, hint: null }
    }),
    Effect.catchAll((error) => {
      const { hint, message } = describe(error)
      return Effect.succeed<Finding>({ what, verdict: "warning", found: message, hint })
    }),
  )
})

/** Checks whether this version can read all records of tasks, sessions and commands. */
const examineRecords = ({ allStatuses }: typeof TaskStore.Service): ReadonlyArray<Finding> => {
  const what = "records"
  const tasks = allStatuses()
  const unusable = [
    ...allSockets()
      .flatMap(allStarts)
      .flatMap((kept) => (isReadable(kept) ? [] : [{ subject: `session ${kept.name}`, why: kept.why }])),
    ...unusableCommands().map(({ id, why }) => ({ subject: `command ${id}`, why })),
  ]
  const older = [
    ...tasks.filter(({ status }) => status === "unknown").map(({ name }) => `task ${name}`),
    ...unusable.filter(({ why }) => why._tag === "NewerFormat").map(({ subject }) => subject),
  ]
  const damaged = unusable.flatMap(({ subject, why }): ReadonlyArray<Finding> =>
    why._tag === "DamagedRecord" ? [{ what: subject, verdict: "warning", ...foundAnd(describe(why)) }] : [],
  )
  if (older.length > 0) {
    const found = `outlive ${ownVersion} is older than what keeps ${older.join(", ")}`
    const hint =
      "use the newer outlive; each tells which one, as: outlive status, outlive session list, outlive process list"
    return [{ what, verdict: "warning", found, hint }, ...damaged]
  }
  // A damaged task has a finding among the tasks.
  if (damaged.length > 0 || tasks.some(({ status }) => status === "damaged")) return damaged
  return [{ what, verdict: "ok", found: `outlive ${ownVersion} reads all of them`, hint: null }]
}

const foundAnd = ({ hint, message }: Description): Pick<Finding, "found" | "hint"> => ({ found: message, hint })

/** The commands whose records cannot be used. Other programs report a directory that cannot be read. */
const unusableCommands = () => {
  try {
    return allCommandsKept().filter((kept) => kept._tag === "KeptUnusable")
  } catch (error) {
    if (error instanceof CommandsUnreadable) return []
    throw error
  }
}

const recentDays = defaultRetentionSeconds / 86_400

/** Defects of outlive's own programs, most of which have no terminal to tell of them. */
const examineFaults = (now: number): Finding => {
  const what = "faults"
  const recent = keptFaults().filter(({ at }) => now - Date.parse(at) < defaultRetentionSeconds * 1000)
  const last = recent.at(-1)
  if (last === undefined) return { what, verdict: "ok", found: `none in the last ${recentDays} days`, hint: null }
  const count = recent.length === 1 ? "1" : `${recent.length}, the last one`
  const found = `${count} in outlive ${last.program} at ${last.at}: ${last.message.split("\n")[0]}`
  return { what, verdict: "warning", found, hint: `please report what is in ${faultsPath()}, and remove it` }
}

const verdictColumns = 7

/** A name may be long, and all lines are as wide in front of what was found. */
const asText = (findings: ReadonlyArray<Finding>): string => {
  const whatColumns = Math.max(...findings.map(({ what }) => what.length))
  const indent = " ".repeat(verdictColumns + whatColumns + 4)
  return findings
    .map(({ found, hint, verdict, what }) => {
      const line = `${coloured(verdict, pad(verdict, verdictColumns))}  ${pad(what, whatColumns)}  ${found}\n`
      return hint === null ? line : `${line}${dim(`${indent}${hint}`)}\n`
    })
    .join("")
}

const coloured = (verdict: Finding["verdict"], text: string): string => {
  switch (verdict) {
    case "ok":
      return green(text)
    case "note":
      return text
    case "warning":
      return yellow(text)
    case "error":
      return red(text)
  }
}
