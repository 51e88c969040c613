import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

import { identityOf, isOutOfSight, judge, type Judgement, type ProcessIdentity } from "./identity.ts"
import {
  groupExists,
  inspectProcess,
  isAlive,
  outlivesItsTerminal,
  type ProcessFacts,
  signalGroup,
  signalProcess,
  wordsOf,
} from "./processes.ts"
import { allProcessesTagged, listProcesses, type ProcessEntry } from "./processTable.ts"
import { endProcesses, type Tree } from "./processTree.ts"
import { listenTo } from "./signalHandlers.ts"
import type { TerminationSignal } from "./signals.ts"

/**
 * The processes that this one sees and signals, as a service: a test puts its own in their place, and decides when they
 * die. All but `end` are plain functions, since a monitor looks all day.
 */
export class Processes extends Context.Tag("outlive/Processes")<
  Processes,
  {
    /** The id of this process. */
    readonly ownPid: number
    readonly identityOf: (pid: number) => ProcessIdentity
    readonly judge: (identity: ProcessIdentity) => Judgement
    readonly isOutOfSight: (identity: ProcessIdentity) => boolean
    readonly isAlive: (pid: number) => boolean
    readonly inspect: (pid: number) => ProcessFacts | undefined
    readonly outlivesItsTerminal: (pid: number) => boolean
    /** The words that it was started with. */
    readonly wordsOf: (pid: number) => ReadonlyArray<string>
    readonly list: () => ReadonlyArray<ProcessEntry>
    /** The living processes that have the variable `name`, by its values. */
    readonly tagged: (name: string) => ReadonlyMap<string, ReadonlyArray<number>>
    /** Gives whether that was possible; so do the next two. */
    readonly signal: (pid: number, signal: NodeJS.Signals) => boolean
    readonly signalGroup: (group: number, signal: NodeJS.Signals) => boolean
    readonly groupExists: (group: number) => boolean
    /** Ends a tree: TERM, and KILL after the grace period. Gives how many there were. */
    readonly end: (tree: Tree, graceSeconds: number) => Effect.Effect<number>
    /** Hears the signals from now on, instead of being ended by them. */
    readonly listen: (signals: ReadonlyArray<TerminationSignal>, heard: (signal: TerminationSignal) => void) => void
  }
>() {}

/** The processes of this system. */
export const systemProcesses: typeof Processes.Service = {
  ownPid: process.pid,
  identityOf,
  judge,
  isOutOfSight,
  isAlive,
  inspect: inspectProcess,
  outlivesItsTerminal,
  wordsOf,
  list: listProcesses,
  tagged: allProcessesTagged,
  signal: signalProcess,
  signalGroup,
  groupExists,
  end: (tree, graceSeconds) => Effect.promise((aborted) => endProcesses(tree, graceSeconds, undefined, aborted)),
  listen: listenTo,
}
