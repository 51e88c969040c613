import { join } from "node:path"

import { isAlive as isProcessAlive } from "../../os/process/processes.ts"
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

/** What became of a command that a supervisor was asked to run. */
export type Outcome =
  | { readonly _tag: "Ended"; readonly started: Started; readonly ended: Ended }
  | {
      readonly _tag: "Running"
      readonly started: Started
      readonly endsLine: boolean
      /** Why its starter hears no more of it, if not by its own wish. */
      readonly unheard?: "supervisor killed" | { readonly notUnderstood: string }
    }
  /** Nothing is left of the command. */
  | { readonly _tag: "NotStarted"; readonly why: WhyNotStarted }

/** A supervisor that this process has started and gives orders to. */
export interface SupervisorClient {
  /**
   * Has the supervisor run a command, and waits until it has ended or is in the background. It goes there after
   * `yieldMillis`; `undefined` is never. `handOnFailed` hears why the supervisor's stdout or stderr take no more.
   */
  readonly run: (
    order: Order,
    yieldMillis: number | undefined,
    handOnFailed?: (reason: string) => void,
  ) => Promise<Outcome>
  /** Whether the supervisor lives, and can be asked for a command. */
  readonly isAlive: () => boolean
  /** Sends the running command to the background at once. */
  readonly toBackground: () => void
  /** Ends the command, since its output has no reader. */
  readonly endUnread: () => void
  /** Passes a signal on to the command. */
  readonly passOn: (signal: NodeJS.Signals) => void
  /** Removes what is kept of a command that has ended; then the supervisor can be asked for another. */
  readonly forget: () => void
  /** In words: what may still end the command when its starter ends. */
  readonly warning: string | undefined
  /** Lets go of the supervisor: what runs is in the background now. */
  readonly release: () => void
}

/** Which standard streams a supervisor inherits from this process. */
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
    // This process's directory may be gone.
    cwd: "/",
    stdio: [input ? "inherit" : "ignore", output ? "inherit" : "ignore", output ? "inherit" : "ignore"],
    detached: true,
    ipc: (message) => heard?.(decodeFromSupervisor(message)),
    // A supervisor of another Bun version may not read the other format, "advanced".
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
      // The supervisor was killed; `onExit` is about to be called.
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
              : { _tag: "Running", started, endsLine: true, unheard: "supervisor killed" },
          )
        }
        if (received._tag !== "Decoded") {
          // The supervisor may run the command, but this process does not understand what it says.
          const supervisor = (received._tag === "NewerFormat" ? received.writer : undefined) ?? "another version"
          return settle(
            started === undefined
              ? { _tag: "NotStarted", why: { step: "understand", supervisor } }
              : { _tag: "Running", started, endsLine: true, unheard: { notUnderstood: supervisor } },
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
    // `onExit` comes a moment later than the death.
    isAlive: () => isAlive && isProcessAlive(child.pid),
    warning:
      wayOut._tag === "None"
        ? `Warning: the command ends when the control group ${wayOut.group} is stopped as a whole: ${wayOut.reason}; ${wayOut.hint}`
        : undefined,
    toBackground: () => tell({ _tag: "Background" }),
    endUnread: () => tell({ _tag: "EndUnread" }),
    passOn: (signal) => tell({ _tag: "Signal", signal }),
    forget: () => {
      // Removed here already: this process may end before the message is delivered.
      if (latest !== undefined) forget(join(execHome(), latest.id))
      tell({ _tag: "Forget" })
    },
    release: () => {
      child.disconnect()
      child.unref()
    },
  }
}
