import * as Effect from "effect/Effect"

import { runNotifier, throughOpenclaw } from "../../notifier.ts"
import { collectionTimer } from "../../os/process/quiet.ts"
import { apartTag } from "../../processTags.ts"
import { printable } from "../../terminal/printable.ts"
import { endDetails, endOf, statusOf } from "../actions/view.ts"
import type { ExecEvent } from "../event.schema.ts"
import { shortId } from "../state/ids.ts"
import { lastText } from "../state/output.ts"
import { isReadable, lookUp } from "../state/record.ts"
import { isNews } from "./news.ts"

/** How much of the output is told. */
const tailCharacters = 400

/**
 * Tells that a command in the background has ended, through `openclaw system event` or a command of the user's, which gets
 * the event as JSON on its stdin (docs/schemas, exec-event). A notifier that fails changes nothing.
 */
export const announceEnd = async (id: string): Promise<number> => {
  // These variables are a supervisor's, and not the notifier's.
  for (const name of [apartTag, collectionTimer]) delete process.env[name]
  await tell(id)
  return 0
}

const tell = async (id: string): Promise<void> => {
  const kept = lookUp(id)
  // After a downgrade the record of a running command may be of a newer version, which is then left alone.
  if (kept === undefined || !isReadable(kept)) return
  const end = endOf(kept)
  if (end === undefined) return
  const { directory, request } = kept
  const { through } = request.notification
  if (through === null || !isNews(directory, request.notification, end)) return
  const status = statusOf(end)
  const tail = asOneLine(lastText(directory, tailCharacters, false))
  const how = end.exitSignal === null ? `code ${end.exitCode ?? "unknown"}` : `signal ${end.exitSignal}`
  const text = `Exec ${status} (${id.slice(0, shortId)}, ${how})${tail === "" ? "" : ` :: ${tail}`}`
  const event: ExecEvent = {
    event: `exec.${status}`,
    text,
    sessionId: id,
    command: request.command,
    cwd: request.directory,
    scope: request.scope,
    startedAt: request.startedAt,
    endedAt: end.endedAt,
    ...endDetails(end),
    tail,
  }
  const notification =
    through === "openclaw"
      ? runNotifier(throughOpenclaw(text), { directory: request.directory })
      : runNotifier(through, { directory: request.directory, event })
  await Effect.runPromise(Effect.ignore(notification))
}

/** Printable text on one line, for an argument. */
const asOneLine = (text: string): string => printable(text).replaceAll(/\s+/g, " ").trim()
