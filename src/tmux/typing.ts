import { type Answer, askProgram, describeRunFailure, type RunFailure } from "../os/process/run.ts"
import { randomHex } from "../os/randomHex.ts"
import { asArgument, isAtLeast, serverOf, type Session, targetOf, timeoutSeconds } from "./client.ts"

/** What tmux made of something that was to be typed. */
export type Typed =
  | { readonly _tag: "Typed" }
  /** It has no such session. */
  | { readonly _tag: "SessionGone" }
  | { readonly _tag: "Refused"; readonly said: string }

/**
 * Hands `text` to the program in the session's active pane, byte for byte, as if it had been pasted; then Enter, where
 * that is wanted. Whoever types at the same time comes before or after all of it.
 *
 * `version` is the server's. Not with `send-keys`: an argument has room for 16 KB, and what looks like a key is translated.
 */
export const typeText = (session: Session, version: string, text: Uint8Array, enter: boolean): Typed => {
  const target = targetOf(session)
  if (text.length === 0) return enter ? pressKeys(session, version, ["Enter"]) : { _tag: "Typed" }
  const buffer = `outlive-${randomHex(6)}`
  // Later versions make what they think harmless of control characters, unless they are told not to.
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
  // Its buffer is no longer of use to anybody.
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

/** Somebody who looks at the pane's history, or at a clock, keeps keys from its program. */
const leaveModes = (target: string, version: string): ReadonlyArray<string> => [
  ...["if-shell", "-F", "-t", target, "#{pane_in_mode}"],
  isAtLeast(version, "3.1") ? `copy-mode -q -t '${target}'` : `send-keys -t '${target}' -X cancel`,
]

/**
 * Ends the commands with an error where the pane's program has ended: tmux calls keys for it a success, and pasting into
 * such a pane takes servers before 3.4 along.
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
