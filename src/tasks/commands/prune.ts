import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, rmdirSync, rmSync, statSync } from "node:fs"
import { basename, join } from "node:path"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { wallMillis } from "../../os/clock.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import * as Manifest from "../../protocol/manifest.ts"
import { pathOf, taskFiles } from "../../protocol/taskDirectory.ts"
import { agents } from "../agents/agents.ts"
import { newerFormatOf } from "../state/format.ts"
import { abandonedDrafts, endedDirectories, placeOf } from "../state/home.ts"
import type { TaskStore } from "../state/status.ts"
import { hasEnded, statusIn } from "../state/taskStatus.ts"
import type { PrunableTask } from "./prune.schema.ts"

/** An ended task; `place` is its entry in the home of all tasks, which may be a link to its directory. */
export type Prunable = PrunableTask & { readonly place: string }

/** A task's files could not be removed. */
export class NotRemoved extends Data.TaggedError("NotRemoved")<{ readonly path: string; readonly code: string }> {}

/** The tasks that ended at least this long ago, including those that were set aside for a new task of their name. */
export const prunable = (
  olderThanSeconds: number,
  { allStatuses }: typeof TaskStore.Service,
): ReadonlyArray<Prunable> => {
  const latest = wallMillis() - olderThanSeconds * 1000
  const current = allStatuses()
    .filter(
      (status) =>
        status.elsewhere === null &&
        hasEnded(status.status) &&
        (status.status !== "damaged" || !existsSync(status.taskDir)),
    )
    .map(({ endedAt, name, status, taskDir }) => {
      const place = placeOf(name)
      const changedAt = existsSync(taskDir) ? lastChange(taskDir) : madeAt(place)
      return { name, status, taskDir, place, endedAt: endedAt ?? changedAt }
    })
  const aside = endedDirectories().flatMap((place) => {
    const taskDir = existsSync(place) ? realpathSync(place) : place
    const manifest = manifestIn(taskDir)
    // Only the newer version that wrote the task knows how long to keep it.
    if (newerFormatOf(taskDir, manifest) !== undefined) return []
    return { name: basename(place), status: statusIn(manifest), taskDir, place, endedAt: lastChange(taskDir) }
  })
  return [...current, ...aside].filter(({ endedAt }) => Date.parse(endedAt) <= latest)
}

/** Removes the task's files, and the link to them if `--task-dir` put them elsewhere. */
export const removeTask = ({ place, taskDir }: Prunable): Effect.Effect<void, NotRemoved> =>
  Effect.try({
    try: () => {
      // The user's own directory may hold other files too.
      if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true) removeFilesOfTask(taskDir)
      rmSync(place, { recursive: true, force: true })
    },
    catch: (error) => new NotRemoved({ path: taskDir, code: errorCodeOf(error) }),
  })

const removeFilesOfTask = (directory: string): void => {
  if (!existsSync(directory)) return
  const files = [...taskFiles, ...agents.flatMap((agent) => agent.files ?? [])]
  for (const file of files) rmSync(join(directory, file), { force: true })
  if (readdirSync(directory).length === 0) rmdirSync(directory)
}

/** The files of a launch without a task are kept this long: it may still be going on. */
const draftSeconds = 3600

/** Removes the files of launches that were killed before they had a task. */
export const removeDrafts: Effect.Effect<void> = Effect.sync(() => {
  for (const draft of abandonedDrafts(draftSeconds)) rmSync(draft, { recursive: true, force: true })
})

const lastChange = (directory: string): string => {
  const file = statSync(pathOf(directory, "manifest"), { throwIfNoEntry: false })
  return new Date(file?.mtimeMs ?? 0).toISOString()
}

/** When the link was made: all that is left of a task whose files are gone. */
const madeAt = (link: string): string =>
  new Date(lstatSync(link, { throwIfNoEntry: false })?.mtimeMs ?? 0).toISOString()

const manifestIn = (directory: string): Manifest.ManifestText => {
  try {
    return Manifest.fromBytes(readFileSync(pathOf(directory, "manifest")))
  } catch {
    // Its files are gone; only the link to them is left.
    return Manifest.empty
  }
}
