import * as Effect from "effect/Effect"

import { askProgram, runProgram } from "../os/run.ts"

/** A tmux session's name. Every command aims at exactly this session, never at one whose name begins with it. */
export type SessionName = string

/** What tmux answered about the pane of a session. */
export type PaneView =
  | { readonly _tag: "SessionGone" }
  /** tmux did not answer in time, or could not read the pane. */
  | { readonly _tag: "Unreadable" }
  | { readonly _tag: "Seen"; readonly text: string; readonly processId: number }

/** tmux answers at once; one that does not within this time is stuck, and its client is ended. */
const timeoutSeconds = 10

/** The same for a look, which holds everything else up. */
const lookTimeoutSeconds = 2

/** History lines above the visible ones that a look at a pane includes. (docs/protocol.md, Monitor) */
const historyLines = 30

/**
 * The session's active pane, its last lines and the process that runs in it, with one run of tmux.
 *
 * Without a session, without a server and without a tmux on PATH the session is gone. A client that could not be
 * started, was killed or took too long says nothing about it.
 */
export const viewPane = (session: SessionName): PaneView => {
  const target = targetOf(session)
  const exists = ["has-session", "-t", target]
  const tellProcess = ["display-message", "-p", "-t", target, "#{pane_pid}"]
  const capture = ["capture-pane", "-p", "-t", target, "-S", `-${historyLines}`]
  const answer = askProgram("tmux", [...exists, ";", ...tellProcess, ";", ...capture], lookTimeoutSeconds)
  if (typeof answer === "string") return { _tag: answer === "not found" ? "SessionGone" : "Unreadable" }
  const firstLine = /^(\d+)\n/.exec(answer.stdout)
  if (firstLine === null) return { _tag: "SessionGone" }
  if (answer.exitCode !== 0) return { _tag: "Unreadable" }
  return { _tag: "Seen", text: answer.stdout.slice(firstLine[0].length), processId: Number(firstLine[1]) }
}

/** Types `text` into the session's pane, then Enter; says whether tmux took it. */
export const typeLine = (session: SessionName, text: string): Effect.Effect<boolean> => {
  const type = ["send-keys", "-t", targetOf(session)]
  return succeeds([...type, "-l", "--", text, ";", ...type, "Enter"])
}

/** Turns the pipe of the session's pane off and ends the session; says whether there was one. */
export const endSession = (session: SessionName): Effect.Effect<boolean> =>
  succeeds(["pipe-pane", "-t", targetOf(session), ";", "kill-session", "-t", targetOf(session)])

/**
 * `=` asks for the exact name, and the colon says that it is a session's, which older versions want for panes.
 * tmux keeps a session `a.b` under the name `a_b`, since the dot separates windows from panes in a target.
 */
const targetOf = (session: SessionName): string => `=${session.replaceAll(".", "_")}:`

/** Runs tmux commands, with `;` between them, in one client, and says whether none failed; one that does ends them. */
const succeeds = (commands: ReadonlyArray<string>): Effect.Effect<boolean> =>
  runProgram("tmux", commands, { timeoutSeconds }).pipe(
    Effect.map((exitCode) => exitCode === 0),
    Effect.orElseSucceed(() => false),
  )
