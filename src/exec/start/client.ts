import { join } from "node:path"

import type { Content, Decoded } from "../../record/format.ts"
import { execHome, forget } from "../state/record.ts"
import {
  decodeFromSupervisor,
  encodeToSupervisor,
  type Ended,
  type FromSupervisor,
  type Order,
  type Started,
  type ToSupervisor,
  type WhyNotStarted,
} from "../supervisor/messages.ts"
import { supervisorCommand } from "./supervisorCommand.ts"

/** How a command goes on that a supervisor was asked for. */
export type Outcome =
  | { readonly _tag: "Ended"; readonly started: Started; readonly ended: Ended }
  | { readonly _tag: "Running"; readonly started: Started; readonly endsLine: boolean }
  /** Nothing is left of it. */
  | { readonly _tag: "NotStarted"; readonly why: WhyNotStarted }

/** A supervisor that this process has started, and gives orders. */
export interface SupervisorClient {
  /**
   * Has a command run, and waits until it has ended, or is in the background, where it goes after `yieldMillis`;
   * `undefined` is never. `handOnFailed` hears why the supervisor's stdout or stderr take no more of its output.
   */
  readonly run: (
    order: Order,
    yieldMillis: number | undefined,
    handOnFailed?: (reason: string) => void,
  ) => Promise<Outcome>
  /** Whether it is there, and can be asked for a command. */
  readonly isAlive: () => boolean
  /** Has a command that runs go to the background at once. */
  readonly toBackground: () => void
  /** Ends a command whose output nobody reads. */
  readonly endUnread: () => void
  /** Passes a signal on to the command. */
  readonly passOn: (signal: NodeJS.Signals) => void
  /** Removes what is kept of a command that has ended; then the supervisor can be asked for another. */
  readonly forget: () => void
  /** What may end the command all the same when its starter ends, in words. */
  readonly warning: string | undefined
  /** Lets go of the supervisor: what runs is in the background now. */
  readonly release: () => void
}

/** What a supervisor has of this process's standard streams. */
export interface Streams {
  readonly input: boolean
  readonly output: boolean
}

/** Starts a supervisor: in a session of its own, and away from the control group of this process where that is possible. */
export const startSupervisor = (
  { input, output }: Streams,
  { environment, wayOut, words } = supervisorCommand([]),
): SupervisorClient => {
  let heard: ((message: Decoded<FromSupervisor> | "gone") => void) | undefined
  let latest: Started | undefined
  let isAlive = true
  const child = Bun.spawn([...words], {
    env: environment,
    // That of this process may be gone.
    cwd: "/",
    stdio: [input ? "inherit" : "ignore", output ? "inherit" : "ignore", output ? "inherit" : "ignore"],
    detached: true,
    ipc: (message) => heard?.(decodeFromSupervisor(message)),
    // That of another version of the runtime may not read its other format.
    serialization: "json",
    onExit: () => {
      isAlive = false
      heard?.("gone")
    },
  })
  const tell = (message: Content<ToSupervisor>) => {
    try {
      child.send(encodeToSupervisor(message))
    } catch {
      // It was killed, and this process is about to hear of that.
    }
  }

  const run: SupervisorClient["run"] = (order, yieldMillis, handOnFailed) =>
    new Promise((resolve) => {
      let started: Started | undefined
      let timer: ReturnType<typeof setTimeout> | undefined
      const settle = (outcome: Outcome) => {
        clearTimeout(timer)
        resolve(outcome)
      }
      heard = (received) => {
        if (received === "gone") {
          return settle(
            started === undefined
              ? { _tag: "NotStarted", why: { step: "supervise" } }
              : { _tag: "Running", started, endsLine: true },
          )
        }
        if (received._tag !== "Decoded") {
          // It may do what it was asked for, but cannot tell.
          const supervisor = (received._tag === "NewerFormat" ? received.writer : undefined) ?? "another version"
          return settle(
            started === undefined
              ? { _tag: "NotStarted", why: { step: "understand", supervisor } }
              : { _tag: "Running", started, endsLine: true },
          )
        }
        const message = received.value
        switch (message._tag) {
          case "Started":
            started = latest = message.started
            if (order.background) return settle({ _tag: "Running", started, endsLine: true })
            if (yieldMillis !== undefined) timer = setTimeout(() => tell({ _tag: "Background" }), yieldMillis)
            return
          case "NotStarted":
            return settle(message)
          case "HandOnFailed":
            return handOnFailed?.(message.reason)
          case "Ended":
            if (started !== undefined) settle({ _tag: "Ended", started, ended: message.ended })
            return
          case "Backgrounded":
            if (started !== undefined) settle({ _tag: "Running", started, endsLine: message.endsLine })
        }
      }
      if (isAlive) tell({ _tag: "Run", order })
      else heard("gone")
    })

  return {
    run,
    isAlive: () => isAlive,
    warning:
      wayOut._tag === "None"
        ? `Warning: the command ends when the control group ${wayOut.group} is stopped as a whole: ${wayOut.reason}; ${wayOut.hint}`
        : undefined,
    toBackground: () => tell({ _tag: "Background" }),
    endUnread: () => tell({ _tag: "EndUnread" }),
    passOn: (signal) => tell({ _tag: "Signal", signal }),
    forget: () => {
      // Here and now: what is told may never be heard, where this process ends next.
      if (latest !== undefined) forget(join(execHome(), latest.id))
      tell({ _tag: "Forget" })
    },
    release: () => {
      child.disconnect()
      child.unref()
    },
  }
}
