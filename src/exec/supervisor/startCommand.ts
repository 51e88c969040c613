import { wallMillis } from "../../os/clock.ts"
import { randomHex } from "../../os/randomHex.ts"
import { makePipe } from "../state/channels.ts"
import { beginPolling } from "../state/pollCursor.ts"
import { forget, makeDirectory, type Request, writeRequest } from "../state/record.ts"
import { ownSupervision } from "../state/supervisorOwner.ts"
import type { Supervised } from "./commandProcess.ts"
import type { Reader } from "./handOn.ts"
import { tagBeginning } from "./leftovers.ts"
import type { Order } from "./messages.ts"
import { startOnTerminal } from "./onTerminal.ts"
import { startWithPipes } from "./withPipes.ts"

/** A command that was started, and is looked after. */
export interface StartedCommand extends Supervised {
  readonly request: Request
  readonly directory: string
}

const standardOutput = 1
const standardError = 2

/**
 * Starts a command, and looks after it. Nothing is left of one that could not be started: throws `NotRun`, or why what is to be
 * kept of it could not be written.
 */
export const startCommand = (order: Order, handOnFailed: (reason: string) => void): StartedCommand => {
  const { directory, id } = makeDirectory()
  try {
    const { command, maxLogBytes, notification, pty, scope, timeoutSeconds, words } = order
    const request = writeRequest(directory, {
      ...{
        id,
        tag: `${tagBeginning(id)}${randomHex(tagBytes)}`,
        command,
        words,
        directory: order.directory,
        pty,
        scope,
        timeoutSeconds,
        maxLogBytes,
        notification,
      },
      startedAt: wallMillis(),
    })
    beginPolling(directory)
    ownSupervision(directory)
    makePipe(directory, "input")
    const start = pty ? startOnTerminal : startWithPipes
    return { directory, request, ...start(directory, request, order, readerFor(order, handOnFailed)) }
  } catch (error) {
    forget(directory)
    throw error
  }
}

/** As many random bytes as no two commands of any state directories share. */
const tagBytes = 8

/** Both go to stdout where they come through one pipe, or from a terminal. */
const readerFor = ({ output, pty }: Order, failed: (reason: string) => void): Reader | undefined =>
  output === "kept"
    ? undefined
    : { stdout: standardOutput, stderr: output === "handed on" || pty ? standardOutput : standardError, failed }
