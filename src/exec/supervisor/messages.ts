import type { Notification } from "../state/record.ts"

/** What whoever starts a command asks a supervisor for. */
export interface Order {
  readonly command: string
  /** The program and its words that run it. */
  readonly words: readonly [program: string, ...parameters: ReadonlyArray<string>]
  /** An absolute path. */
  readonly directory: string
  /** What differs from the supervisor's own environment; `null` takes a variable away. */
  readonly variables: Readonly<Record<string, string | null>>
  readonly pty: boolean
  readonly scope: string | null
  /** 0 is none. */
  readonly timeoutSeconds: number
  /** It is in the background from its beginning. */
  readonly background: boolean
  /** Its output is kept only, or handed on to the supervisor's stdout as well; or to stdout and stderr. */
  readonly output: "kept" | "handed on" | "handed on apart"
  /** Its stdin waits for what may be written to it; is the supervisor's own, handed on; or is at its end. */
  readonly input: "open" | "handed on" | "none"
  readonly maxLogBytes: number
  readonly notification: Notification
}

/** What a starter tells its supervisor. */
export type ToSupervisor =
  | { readonly _tag: "Run"; readonly order: Order }
  /** It goes on without the starter, which takes note of nothing more. */
  | { readonly _tag: "Background" }
  | { readonly _tag: "Signal"; readonly signal: NodeJS.Signals }
  /** Nobody reads what it prints: it is ended, as programs are that print into a closed pipe. */
  | { readonly _tag: "EndUnread" }
  /** The starter knows how it ended, and has removed what was kept of it. */
  | { readonly _tag: "Forget" }

/** What a supervisor tells its starter. */
export type FromSupervisor =
  | { readonly _tag: "Started"; readonly started: Started }
  /** The command could not be started; nothing is left of it. */
  | { readonly _tag: "NotStarted"; readonly why: WhyNotStarted }
  /** Its output cannot be handed on any more; `reason` is the system's name for why, or our words. */
  | { readonly _tag: "HandOnFailed"; readonly reason: string }
  | { readonly _tag: "Ended"; readonly ended: Ended }
  /** `endsLine`: what was handed on so far ends with a line, or is nothing. */
  | { readonly _tag: "Backgrounded"; readonly endsLine: boolean }

/** Why a command was not started; `code` is the system's name for it. */
export type WhyNotStarted =
  /** What is to be kept of it could not be written. */
  | { readonly step: "keep"; readonly code: string }
  /** The system does not run it. */
  | { readonly step: "start"; readonly code: string }
  /** Its supervisor was ended before it had begun. */
  | { readonly step: "supervise" }

/** A command that runs. */
export interface Started {
  readonly id: string
  readonly pid: number
  /** In milliseconds since the epoch. */
  readonly startedAt: number
}

/** A command that has ended. */
export interface Ended {
  readonly exitCode: number | null
  readonly exitSignal: string | null
  readonly timedOut: boolean
  readonly killed: boolean
  readonly durationMs: number
  /** Processes that it has started go on, and so it is kept. */
  readonly processesLeft: boolean
}
