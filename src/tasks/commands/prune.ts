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
import { allStatuses } from "../state/status.ts"
import { hasEnded, statusIn } from "../state/taskStatus.ts"
import type { PrunableTask } from "./prune.schema.ts"

/** An ended task; `place` is the entry of its name, which may be a link to its directory. */
export type Prunable = PrunableTask & { readonly place: string }

/** A task's files could not be removed. */
export class NotRemoved extends Data.TaggedError("NotRemoved")<{ readonly path: string; readonly code: string }> {}

/** The tasks that ended at least so long ago, those among them that were set aside for a new one of their name. */
export const prunable = (olderThanSeconds: number): ReadonlyArray<Prunable> => {
  const latest = wallMillis() - olderThanSeconds * 1000
  const current = allStatuses()
    .filter((status) => hasEnded(status.status) && (status.status !== "damaged" || !existsSync(status.taskDir)))
    .map(({ endedAt, name, status, taskDir }) => {
      const place = placeOf(name)
      const changedAt = existsSync(taskDir) ? lastChange(taskDir) : madeAt(place)
      return { name, status, taskDir, place, endedAt: endedAt ?? changedAt }
    })
  const aside = endedDirectories().flatMap((place) => {
    const taskDir = existsSync(place) ? realpathSync(place) : place
    const manifest = manifestIn(taskDir)
    // What it is to be kept for is known by the version that wrote it.
    if (newerFormatOf(taskDir, manifest) !== undefined) return []
    return { name: basename(place), status: statusIn(manifest), taskDir, place, endedAt: lastChange(taskDir) }
  })
  return [...current, ...aside].filter(({ endedAt }) => Date.parse(endedAt) <= latest)
}

/** Removes the task's files, and the link to them where they are elsewhere. */
export const removeTask = ({ place, taskDir }: Prunable): Effect.Effect<void, NotRemoved> =>
  Effect.try({
    try: () => {
      // A directory of the user's may hold more than the task.
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

/** What launches that were killed have left is of no use after this time. */
const draftSeconds = 3600

/** Removes what launches have left that were killed before they had a task. */
export const removeDrafts: Effect.Effect<void> = Effect.sync(() => {
  for (const draft of abandonedDrafts(draftSeconds)) rmSync(draft, { recursive: true, force: true })
})

const lastChange = (directory: string): string => {
  const file = statSync(pathOf(directory, "manifest"), { throwIfNoEntry: false })
  return new Date(file?.mtimeMs ?? 0).toISOString()
}

/** Of a task whose files are gone, all that is left is the link to them. */
const madeAt = (link: string): string =>
  new Date(lstatSync(link, { throwIfNoEntry: false })?.mtimeMs ?? 0).toISOString()

const manifestIn = (directory: string): Manifest.ManifestText => {
  try {
    return Manifest.fromBytes(readFileSync(pathOf(directory, "manifest")))
  } catch {
    // Its files are gone; what is left is a link to them.
    return Manifest.empty
  }
}
