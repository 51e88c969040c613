import { constants } from "node:os"

import { wallMillis } from "../os/clock.ts"
import { judge, type ProcessIdentity } from "../os/process/identity.ts"
import { describeUnusable, unusableFacts } from "../record/unusable.ts"
import type { Pane } from "../tmux/panes.ts"
import { toLine } from "../words.ts"
import { type Kept, type KeptUnusable, whereElse } from "./state/record.ts"
import type { Exit } from "./state/restart.ts"
import { stopOrderIn } from "./state/stopOrder.ts"
import type { SessionView } from "./view.schema.ts"

/** A session that was not started by `session start`, as tmux has it. */
export const viewOfForeign = (socket: string, pane: Pane): SessionView => ({
  name: pane.session,
  state: !pane.isDead ? "running" : pane.exitCode === 0 ? "exited" : "failed",
  socket,
  command: pane.startCommand === "" ? pane.program : unquoted(pane.startCommand),
  directory: null,
  pid: pane.isDead ? null : pane.processId,
  since: new Date(pane.createdAt * 1000).toISOString(),
  exitCode: pane.exitCode ?? null,
  signal: pane.signal === undefined ? null : nameOfSignal(pane.signal),
  restarts: 0,
  lastLine: null,
  own: false,
  writer: null,
  problem: null,
  elsewhere: null,
})

/** A session whose records cannot be used. */
export const viewOfUnusable = ({ name, socket, why }: KeptUnusable): SessionView => ({
  ...{ name, socket, command: "", directory: null, pid: null, since: null },
  ...{ exitCode: null, signal: null, restarts: 0, lastLine: null, own: true, elsewhere: null },
  ...unusableFacts(why),
  problem: toLine(describeUnusable(why)),
})

/** The view of a session that has just left tmux: it was stopped, or its end was not seen. */
export const withoutTrace = (before: SessionView, state: "lost" | "stopped"): SessionView => ({
  ...before,
  state,
  pid: null,
  since: new Date(wallMillis()).toISOString(),
  problem: null,
  elsewhere: null,
})

const nameOfSignal = (number: number): string =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? String(number)

/** tmux shows a start command in quotes. */
const unquoted = (command: string): string => /^"([^"\\]*)"$/.exec(command)?.[1] ?? command

/** The id of a living process in this PID namespace: its record has that of the namespace in which it was written. */
const idHere = (identity: ProcessIdentity): number | null => {
  const judgement = judge(identity)
  return judgement._tag === "Alive" ? judgement.pid : null
}

/** A session of `session start`; `hosted` says whether its host is there. */
export const viewOf = (kept: Kept, hosted: boolean, pane: Pane | undefined): SessionView => {
  const { request, state } = kept
  const elsewhere = whereElse(kept) ?? null
  const common = {
    name: request.name,
    socket: request.socket,
    command: request.shown,
    directory: request.directory,
    restarts: state?.restarts ?? 0,
    lastLine: null,
    own: true,
    writer: request.writer,
    elsewhere,
  }
  const none = { pid: null, exitCode: null, signal: null, problem: null }
  if (state === undefined) {
    return pane === undefined
      ? { ...common, ...none, state: "lost", since: request.startedAt, problem: "it never came to run" }
      : { ...common, ...none, state: "starting", since: request.startedAt }
  }
  const { phase } = state
  switch (phase._tag) {
    case "Running": {
      const running = { ...common, ...none, since: phase.since }
      if (elsewhere !== null) {
        return { ...running, state: stopOrderIn(kept.directory) === undefined ? "running" : "stopping" }
      }
      // The host has the program as a child, so its record is right.
      if (hosted) {
        const isStopping = pane === undefined || stopOrderIn(kept.directory) !== undefined
        return { ...running, pid: idHere(phase.program), state: isStopping ? "stopping" : "running" }
      }
      const pid = idHere(phase.program)
      const program = pid === null ? "" : `; its program still runs, as process ${pid}`
      return {
        ...running,
        pid,
        state: "lost",
        problem: `what watched it was killed, or the machine went down${program}`,
      }
    }
    case "Waiting": {
      const waiting = { ...common, ...none, ...exitFacts(phase.exit), since: phase.endedAt }
      return hosted || elsewhere !== null
        ? { ...waiting, state: "restarting" }
        : { ...waiting, state: "lost", problem: "it was to be started again when what watched it was killed" }
    }
    case "Ended": {
      const ended = { ...common, ...none, ...exitFacts(phase.exit), since: phase.endedAt, problem: phase.problem }
      switch (phase.cause) {
        case "stopped":
          return { ...ended, state: "stopped" }
        case "closed":
          return { ...ended, state: "stopped", problem: "its tmux session was ended" }
        case "shutdown":
          return { ...ended, state: "stopped", problem: "the machine or its tmux server was shut down" }
        case "gave up":
          return {
            ...ended,
            state: "failed",
            problem: phase.problem ?? gaveUpAfter(state.restarts),
          }
        case "itself":
          return { ...ended, state: ended.exitCode === 0 ? "exited" : "failed" }
      }
    }
  }
}

const gaveUpAfter = (restarts: number): string => {
  if (restarts === 0) return "it was not to be started again"
  return `it was started again ${restarts === 1 ? "once" : `${restarts} times`}`
}

const exitFacts = (exit: Exit | null): { readonly exitCode: number | null; readonly signal: string | null } => ({
  exitCode: exit?._tag === "Exited" ? exit.code : null,
  signal: exit?._tag === "Killed" ? exit.signal : null,
})
