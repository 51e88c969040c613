import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { loadConfiguration } from "../../configurationFile.ts"
import type { FileError } from "../../os/files/fileError.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { pathOf, timestamp } from "../../protocol/taskDirectory.ts"
import type { Task } from "../state/task.ts"
import { isTold, statusIn } from "../state/taskStatus.ts"
import type { EndEvent } from "./endNotice.schema.ts"
import { notify, notifyThrough } from "./notification.ts"

/** The notification of an end, which only this process makes. */
export interface Announcement {
  /** Sends the notification; gives the outcome in a few words. */
  readonly make: Effect.Effect<string>
}

/**
 * Makes it this process's job to tell the orchestrator how the task ended; none if it has been told, or is not to be
 * told, as after a stop. The announcement needs the task's files no longer.
 */
export const takeAnnouncement = Effect.fn("takeAnnouncement")(function* (
  task: Task,
): Effect.fn.Return<Option.Option<Announcement>, ManifestFile.InvalidPair | FileError> {
  let event: EndEvent | undefined
  const now = timestamp(yield* Clock.currentTimeMillis)
  // Recorded before it is sent: better never than twice.
  yield* ManifestFile.update(pathOf(task.directory, "manifest"), [["notified_at", now]], (text) => {
    event = Manifest.valueOf(text, "notified_at") ? undefined : eventOf(task, text)
    return event === undefined
  })
  return Option.map(Option.fromNullable(event), (told) => ({ make: announce(task, told) }))
})

const announce = ({ projectDirectory }: Task, event: EndEvent): Effect.Effect<string> =>
  Effect.gen(function* () {
    // With an unusable configuration, the end is still told in the default way.
    const { notify: notifier } = yield* Effect.orElseSucceed(loadConfiguration, () => ({ notify: undefined }))
    if (notifier === undefined) return yield* notify(event.text, { directory: projectDirectory })
    return notifier.length === 0
      ? "turned off"
      : yield* notifyThrough(notifier, { directory: projectDirectory, event: { ...event } })
  })

/** The event of the end in the manifest; `undefined` if there is nothing to tell, as after a stop. */
const eventOf = (task: Task, manifest: Manifest.ManifestText): EndEvent | undefined => {
  const value = (key: string) => Manifest.valueOf(manifest, key) || undefined
  const status = statusIn(manifest)
  if (!isTold(status)) return undefined
  const exitCode = value("exit_code")
  return {
    event: status,
    text: textOf(task, status, exitCode),
    name: task.name,
    agent: task.agent.name,
    model: task.model ?? null,
    session: task.session.name,
    taskDir: task.directory,
    projectDir: task.projectDirectory,
    exitCode: exitCode === undefined ? null : Number(exitCode),
    abandonReason: value("abandon_reason") ?? null,
    retries: Number(value("retry_count") ?? 0),
    startedAt: value("started_at") ?? null,
    endedAt: value("finished_at") ?? value("abandoned_at") ?? null,
  }
}

const textOf = ({ agent, name, session }: Task, status: EndEvent["event"], exitCode: string | undefined): string => {
  switch (status) {
    case "completed":
      return `${agent.displayName} done: ${name}`
    case "failed":
      return `${agent.displayName} failed: ${name} (exit code ${exitCode ?? "unknown"})`
    case "abandoned":
      return `Task abandoned: ${session.name}`
  }
}
