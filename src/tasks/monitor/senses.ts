import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { inspectProcess, isAlive, outlivesItsTerminal } from "../../os/processes.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { readRecordedProcess, type RecordedProcess } from "../../protocol/recordedProcess.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import * as Tmux from "../../tmux/tmux.ts"
import type { AgentLife, Glance, Observation } from "./machine.ts"

/** What a monitor can see. */
export interface Senses {
  /** Looks at the task directory and at the agent. */
  readonly glance: () => Glance
  /** Whether the agent of the last glance is still there and `done` is not, for the price of a few system calls. */
  readonly nothingHappened: () => boolean
  readonly lookAtPane: () => Observation
  readonly lookAtWrapper: Effect.Effect<Observation, PlatformError, FileSystem.FileSystem>
  readonly lookAtTask: Effect.Effect<Observation, PlatformError, FileSystem.FileSystem>
}

export const makeSenses = (session: Tmux.SessionName, directory: string): Senses => {
  let agent: RecordedProcess = { _tag: "Unrecorded" }
  /** The process that the pane was started with, its shell as a rule; `undefined` until tmux was asked. */
  let paneProcess: number | undefined

  const glance = (): Glance => {
    agent = readRecordedProcess(directory, "pid")
    return {
      now: nowSeconds(),
      completion: TaskDirectory.has(directory, "done")
        ? TaskDirectory.readLine(directory, "exit_code") || "unknown"
        : undefined,
      agent: lifeOf(agent),
      outputWrittenAt: TaskDirectory.writtenAt(directory, "output.log"),
    }
  }

  const viewPane = (): Tmux.PaneView => {
    const pane = Tmux.viewPane(session)
    if (pane._tag === "Seen") paneProcess = pane.processId
    return pane
  }

  const readManifest = ManifestFile.read(TaskDirectory.pathOf(directory, "manifest"))

  return {
    glance,
    nothingHappened: () => (agent._tag !== "Alive" || isAlive(agent.pid)) && !TaskDirectory.has(directory, "done"),
    lookAtPane: () => {
      const pane = viewPane()
      return pane._tag === "SessionGone"
        ? { _tag: "SessionGone", glance: glance() }
        : { _tag: "PaneSeen", glance: glance(), text: pane._tag === "Seen" ? pane.text : undefined }
    },
    lookAtWrapper: Effect.gen(function* () {
      if (paneProcess === undefined) viewPane()
      const shell = paneProcess === undefined ? undefined : inspectProcess(paneProcess)
      // A shell with job control puts what it runs into the foreground of the terminal, and comes back itself.
      const gone = shell === undefined || shell.foregroundGroup === shell.group
      const signedOff = Option.exists(
        yield* readManifest,
        (text) => Manifest.valueOf(text, "monitor_signal") !== undefined,
      )
      return {
        _tag: "WrapperSeen",
        now: nowSeconds(),
        wrapper: {
          progress: gone ? "gone" : signedOff ? "signed off" : "busy",
          outlivesPane: !gone && outlivesItsTerminal(shell.foregroundGroup),
        },
      }
    }),
    lookAtTask: Effect.map(readManifest, (manifest) => ({
      _tag: "TaskSeen",
      done: TaskDirectory.has(directory, "done"),
      status: Option.getOrUndefined(Option.map(manifest, (text) => Manifest.valueOf(text, "status") ?? "")),
    })),
  }
}

/** The wall clock, which deadlines and the times of files go by. */
export const nowSeconds = (): number => Date.now() / 1000

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
