import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import * as Manifest from "../../protocol/manifest.ts"
import { readRecordedProcess, type RecordedProcess } from "../../protocol/recordedProcess.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { isWrapper } from "../../protocol/taskPrograms.ts"
import type { PaneView, Session } from "../../tmux/tmux.ts"
import type { AgentLife, Glance } from "./machine.ts"
import { lookAtTask, readManifest, type Senses, type SensesOf } from "./senses.ts"

/** The senses of a monitor of the scripts' policy: it watches the agent. */
export const makeScriptSenses = (session: Session, directory: string, { processes, times, tmux }: SensesOf): Senses => {
  const { inspect, isAlive, outlivesItsTerminal, wordsOf } = processes
  const { now, secondsSince } = times
  let agent: RecordedProcess = { _tag: "Unrecorded" }
  /** The parent of the last agent, when it was first seen: its wrapper. */
  let wrapper: { readonly pid: number; readonly terminal: string } | undefined
  /** The process that the pane was started with, its shell as a rule; `undefined` until tmux was asked. */
  let paneProcess: number | undefined

  const glance = (): Glance => {
    const before = agent
    agent = readRecordedProcess(processes, directory, "pid", before)
    if (agent._tag === "Alive" && (before._tag !== "Alive" || before.pid !== agent.pid)) {
      wrapper = wrapperOf(agent, inspect)
    }
    const written = TaskDirectory.writtenAt(directory, "output.log")
    return {
      now: now(),
      completion: TaskDirectory.has(directory, "done")
        ? TaskDirectory.readLine(directory, "exit_code") || "unknown"
        : undefined,
      agent: lifeOf(agent),
      activeAt: written === undefined ? undefined : now() - secondsSince(written),
    }
  }

  const viewPane = (): PaneView => {
    const pane = tmux.viewPane(session)
    if (pane._tag === "Seen") paneProcess = pane.processId
    return pane
  }

  /** The wrapper that still runs in the pane of a complete task; `undefined` once it is gone, or its session is. */
  const wrapperLeft = (): number | "unknown" | undefined => {
    if (paneProcess === undefined && viewPane()._tag === "Unreadable") return "unknown"
    const pane = paneProcess === undefined ? undefined : inspect(paneProcess)
    if (pane === undefined) return undefined
    if (wrapper?.terminal === pane.terminal) return isAlive(wrapper.pid) ? wrapper.pid : undefined
    // The agent ended before any look, so its parent is unknown. A shell with job control puts the wrapper's
    // group into the foreground, and takes the foreground back when the wrapper ends.
    if (pane.foregroundGroup !== pane.group) return pane.foregroundGroup
    // Without such a shell the wrapper is the pane's own process.
    return paneProcess !== undefined && isWrapper(wordsOf(paneProcess)) ? paneProcess : undefined
  }

  return {
    now,
    glance,
    nothingHappened: () => (agent._tag !== "Alive" || isAlive(agent.pid)) && !TaskDirectory.has(directory, "done"),
    lookAtPane: () => {
      const pane = viewPane()
      return pane._tag === "SessionGone"
        ? { _tag: "SessionGone", glance: glance() }
        : { _tag: "PaneSeen", glance: glance(), text: pane._tag === "Seen" ? pane.text : undefined }
    },
    lookAtWrapper: Effect.map(readManifest(directory), (manifest) => {
      const left = wrapperLeft()
      const signedOff = Option.exists(manifest, (text) => Manifest.valueOf(text, "monitor_signal") !== undefined)
      return {
        _tag: "WrapperSeen",
        now: now(),
        wrapper: {
          progress: left === undefined ? "gone" : signedOff ? "signed off" : "busy",
          outlivesPane: typeof left === "number" && outlivesItsTerminal(left),
        },
      }
    }),
    lookAtTask: lookAtTask(directory),
  }
}

const wrapperOf = (
  { facts }: RecordedProcess & { readonly _tag: "Alive" },
  inspect: SensesOf["processes"]["inspect"],
) => {
  const parent = facts === undefined ? undefined : inspect(facts.parent)
  return facts === undefined || parent === undefined ? undefined : { pid: facts.parent, terminal: parent.terminal }
}

const lifeOf = (agent: RecordedProcess): AgentLife => {
  switch (agent._tag) {
    case "Unrecorded":
      return "not started"
    case "Alive":
      return "alive"
    case "Blank":
    case "Gone":
      return "gone"
  }
}
