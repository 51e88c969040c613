import { type Answer, askProgram, describeRunFailure, type RunFailure } from "../os/process/run.ts"
import { randomHex } from "../os/randomHex.ts"
import { asArgument, isAtLeast, serverOf, type Session, targetOf, timeoutSeconds } from "./client.ts"

/** What became of text or keys for a session. */
export type Typed =
  | { readonly _tag: "Typed" }
  /** tmux has no such session. */
  | { readonly _tag: "SessionGone" }
  | { readonly _tag: "Refused"; readonly said: string }

/**
 * Pastes `text` to the program in the session's active pane, byte for byte, then presses Enter if `enter` says so. What
 * another client types at the same time comes before or after all of it.
 *
 * `version` is the server's. Not with `send-keys`: an argument has room for 16 KB, and what looks like a key is translated.
 */
export const typeText = (session: Session, version: string, text: Uint8Array, enter: boolean): Typed => {
  const target = targetOf(session)
  if (text.length === 0) return enter ? pressKeys(session, version, ["Enter"]) : { _tag: "Typed" }
  const buffer = `outlive-${randomHex(6)}`
  // From 3.7 on tmux replaces control characters, unless it is told not to.
  const asItIs = isAtLeast(version, "3.7") ? ["-S"] : []
  const paste = [
    ...["paste-buffer", "-d", "-r", ...asItIs, "-b", buffer, "-t", target],
    ...(enter ? [";", "send-keys", "-t", target, "Enter"] : []),
  ]
  const commands = [
    ...["load-buffer", "-b", buffer, "-", ";"],
    ...[...requireLife(target), ";", ...leaveModes(target, version), ";"],
    ...paste,
  ]
  const typed = tell(session, commands, text)
  // The paste would have deleted the buffer.
  if (typed._tag !== "Typed") tell(session, ["delete-buffer", "-b", buffer])
  return typed
}

/** Presses keys, by tmux's names. */
export const pressKeys = (session: Session, version: string, keys: ReadonlyArray<string>): Typed => {
  const target = targetOf(session)
  return tell(session, [
    ...requireLife(target),
    ";",
    ...leaveModes(target, version),
    ";",
    "send-keys",
    "-t",
    target,
    "--",
    ...keys.map(asArgument),
  ])
}

/** A pane in a mode, as while the user looks at its history, keeps keys from its program. */
export const leaveModes = (target: string, version: string): ReadonlyArray<string> => [
  ...["if-shell", "-F", "-t", target, "#{pane_in_mode}"],
  isAtLeast(version, "3.1") ? `copy-mode -q -t '${target}'` : `send-keys -t '${target}' -X cancel`,
]

/**
 * Ends the commands with an error where the pane's program has ended: tmux would call keys for it a success, and before
 * 3.4 the server ends when text is pasted into such a pane.
 */
const requireLife = (target: string): ReadonlyArray<string> => [
  ...["if-shell", "-F", "-t", target, "#{pane_dead}", "has-session -t =outlive-has-no-such-session:"],
]

const tell = (session: Session, commands: ReadonlyArray<string>, input?: Uint8Array): Typed => {
  const words = [...serverOf(session), ...commands]
  return typedFrom(askProgram("tmux", words, timeoutSeconds, input === undefined ? {} : { input }))
}

const typedFrom = (answer: Answer | RunFailure): Typed => {
  if (typeof answer === "string") return { _tag: "Refused", said: describeRunFailure("tmux", answer) }
  if (answer.exitCode === 0) return { _tag: "Typed" }
  const said = answer.stderr.trim()
  return /can't find|no server running|No such file or directory|Connection refused/.test(said)
    ? { _tag: "SessionGone" }
    : { _tag: "Refused", said }
}
