import { readdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"

import { apartMark, execMark } from "../marks.ts"
import { findWayOut } from "../os/controlGroup.ts"
import { ownPath } from "../os/ownPath.ts"
import { collectionTimer } from "../os/quiet.ts"
import { allKept, execHome, forget, isCommandAlive, isSupervised, type Kept, readKept } from "./record.ts"
import type { Settings } from "./settings.ts"
import { endOf } from "./view.ts"

/** A start that has not come to write down what it starts after so long has been killed. */
const draftMillis = 60_000

/** Whose commands are looked at: those of a scope, or all. */
export type Scope = string | undefined

/** The command of this id, where it is in the background, in the scope, and has not been forgotten. */
export const findCommand = (id: string, scope: Scope, settings: Settings): Kept | undefined => {
  const kept = readKept(id)
  if (kept === undefined || !isListed(kept, scope) || isExpired(kept, settings)) return undefined
  follow(kept)
  return kept
}

/** All commands in the background that are in the scope, the newest first. Forgets those whose time is over. */
export const listCommands = (scope: Scope, settings: Settings): ReadonlyArray<Kept> => {
  const kept = allKept()
  for (const command of kept) {
    if (isExpired(command, settings)) forget(command.directory)
    else follow(command)
  }
  removeDrafts(new Set(kept.map(({ request }) => request.id)))
  return kept
    .filter((command) => isListed(command, scope) && !isExpired(command, settings))
    .toSorted((one, other) => other.request.startedAt - one.request.startedAt)
}

/** One that is in the foreground is its starter's, unless its supervisor was killed. */
const isListed = (kept: Kept, scope: Scope): boolean =>
  (scope === undefined || kept.request.scope === scope) && (kept.state.background || !isSupervised(kept))

const isExpired = (kept: Kept, { keepMillis }: Settings): boolean => {
  const end = endOf(kept)
  return end !== undefined && !kept.state.processesLeft && Date.now() - end.endedAt > keepMillis
}

/** Sees to it that a command which goes on has a supervisor. */
const follow = (kept: Kept): void => {
  if (kept.state.end !== null || isSupervised(kept) || !isCommandAlive(kept)) return
  const wayOut = findWayOut()
  Bun.spawn([...(wayOut._tag === "Through" ? wayOut.words : []), ownPath(), "exec-supervisor", kept.request.id], {
    env: { ...process.env, [collectionTimer]: "1", [apartMark]: "1", [execMark]: undefined },
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  }).unref()
}

const removeDrafts = (known: ReadonlySet<string>): void => {
  for (const name of namesIn(execHome())) {
    const path = join(execHome(), name)
    const changedAt = known.has(name) ? undefined : statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (changedAt !== undefined && Date.now() - changedAt > draftMillis) rmSync(path, { recursive: true, force: true })
  }
}

const namesIn = (home: string): ReadonlyArray<string> => {
  try {
    return readdirSync(home)
  } catch {
    // Nothing was kept yet.
    return []
  }
}
