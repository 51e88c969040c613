import { rmSync, statSync } from "node:fs"
import { join } from "node:path"

import { steadyMillis, wallMillis } from "../../os/clock.ts"
import { goneBeginning } from "../../os/files/removal.ts"
import { elsewhereVariable, isGone } from "../../os/process/identity.ts"
import { signalProcess } from "../../os/process/processes.ts"
import { processesTagged } from "../../os/process/processTable.ts"
import type { Settings } from "../start/settings.ts"
import { supervisorCommand } from "../start/supervisorCommand.ts"
import { isId, shortId } from "../state/ids.ts"
import {
  allKept,
  execHome,
  forget,
  hasState,
  isCommandAlive,
  isOver,
  isReadable,
  isSupervised,
  type Kept,
  type KeptUnusable,
  lookUp,
  namesInHome,
  readKept,
  readRequest,
  whereElse,
} from "../state/record.ts"
import { tagOf } from "../supervisor/leftovers.ts"
import type { PrunableCommand } from "./prune.schema.ts"

/** A start that has recorded no state after this long was killed. */
const draftMillis = 60_000

/** Whose commands are looked at: those of a scope, or all. */
export type Scope = string | undefined

/** The command of this id, if it is in the background and in the scope, and its time is not over. */
export const findCommand = async (id: string, scope: Scope, settings: Settings): Promise<Kept | undefined> => {
  const kept = readKept(id) ?? readKept(fullId(id) ?? "")
  // Throws if the directory cannot be read: "no such command" would be a guess then.
  if (kept === undefined) namesInHome()
  if (kept === undefined || !isListed(kept, scope) || isExpired(kept, settings)) return undefined
  return follow(kept)
}

/** The only id that begins so; as many characters as a notification shows are enough. */
const fullId = (beginning: string): string | undefined => {
  if (beginning.length < shortId) return undefined
  const meant = namesInHome().filter((name) => isId(name) && name.startsWith(beginning))
  return meant.length === 1 ? meant[0] : undefined
}

/**
 * The commands in the background that are in the scope, the newest first. Those with unusable records are listed only
 * without a scope, since their own scopes cannot be read. Forgets the commands whose time is over.
 */
export const listCommands = async (
  scope: Scope,
  settings: Settings,
): Promise<{ readonly commands: ReadonlyArray<Kept>; readonly unusable: ReadonlyArray<KeptUnusable> }> => {
  const all = forgetExpired(settings)
  const followed = await Promise.all(all.filter(isReadable).map(follow))
  return {
    commands: followed
      .filter((command) => isListed(command, scope))
      .toSorted((one, other) => other.request.startedAt - one.request.startedAt),
    unusable: scope === undefined ? all.filter((each) => each._tag === "KeptUnusable") : [],
  }
}

/** Forgets the commands whose time is over, and what killed starts have left; gives the other commands. */
export const forgetExpired = (settings: Settings): ReadonlyArray<Kept | KeptUnusable> => {
  const kept = allKept()
  const known = new Set(kept.map((each) => (isReadable(each) ? each.request.id : each.id)))
  for (const name of namesInHome()) if (!known.has(name)) removeDraft(name)
  return kept.filter((command) => {
    const isDue = isReadable(command) && isExpired(command, settings)
    if (isDue) forget(command.directory)
    return !isDue
  })
}

/**
 * The same for a supervisor at its end, beside hundreds that are kept: it reads only what nothing was written to for as long
 * as commands are kept.
 */
export const forgetLongExpired = (settings: Settings): void => {
  for (const name of namesInHome()) {
    const changedAt = statSync(join(execHome(), name), { throwIfNoEntry: false })?.mtimeMs
    if (changedAt === undefined || wallMillis() - changedAt <= settings.keepMillis) continue
    const kept = lookUp(name)
    if (kept === undefined) removeDraft(name)
    else if (isReadable(kept) && isExpired(kept, settings)) forget(kept.directory)
  }
}

/** The commands that ended at least so long ago. */
export const prunableCommands = (olderThanSeconds: number): ReadonlyArray<PrunableCommand> =>
  allKept()
    .filter(isReadable)
    .flatMap(({ directory, request, state: { end, processesLeft } }) =>
      end !== null && !processesLeft && wallMillis() - end.knownAt >= olderThanSeconds * 1000
        ? [{ id: request.id, directory, endedAt: new Date(end.endedAt).toISOString() }]
        : [],
    )

/** A command in the foreground belongs to its starter, unless its supervisor was killed. */
const isListed = (kept: Kept, scope: Scope): boolean =>
  (scope === undefined || kept.request.scope === scope) && (kept.state.background || isGone(kept.state.supervisor))

/** The time to keep a command begins when its end is recorded: an end that is not recorded yet is still news. */
const isExpired = ({ state: { end, processesLeft } }: Kept, { keepMillis }: Settings): boolean =>
  end !== null && !processesLeft && wallMillis() - end.knownAt > keepMillis

/** A successor takes some 20 ms; one that needs longer than this cannot do its work. */
const successorMillis = 3000

/**
 * Gives a command whose supervisor was killed another one, unless it runs elsewhere. If the command is gone too, waits
 * until the successor has taken all its output and recorded its end.
 */
const follow = async (kept: Kept): Promise<Kept> => {
  const { end } = kept.state
  if (isSupervised(kept) || isOver(kept) || whereElse(kept) !== undefined) return kept
  const { environment, words } = supervisorCommand([kept.request.id])
  Bun.spawn([...words], {
    // It judges what runs elsewhere as this process does.
    env: { ...environment, [elsewhereVariable]: process.env[elsewhereVariable] },
    cwd: "/",
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  }).unref()
  if (end !== null) return kept
  return awaitKept(kept, (now) => now.state.end !== null || (isCommandAlive(now) && isSupervised(now)), successorMillis)
}

/** How long to wait for a supervisor's record. */
export const supervisorMillis = 10_000

/** Waits until `isSo`, until the command is removed, or until the time is over; gives what was kept last. */
export const awaitKept = async (kept: Kept, isSo: (kept: Kept) => boolean, millis: number): Promise<Kept> => {
  let now = kept
  for (const until = steadyMillis() + millis; steadyMillis() < until && !isSo(now); await Bun.sleep(5)) {
    const read = readKept(kept.request.id)
    if (read === undefined) return now
    now = read
  }
  return now
}

/**
 * Removes what killed starts and killed removals have left. No caller has the id of such a command, so it is ended if
 * it still runs.
 */
const removeDraft = (name: string): void => {
  const path = join(execHome(), name)
  if (!isLeft(path, name)) return
  const request = readRequest(path)
  // The request is written before the command is started.
  if (request._tag === "Decoded") {
    for (const pid of processesTagged(tagOf(request.value))) signalProcess(pid, "SIGKILL")
  }
  rmSync(path, { recursive: true, force: true })
}

const isLeft = (path: string, name: string): boolean => {
  const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (changedAt === undefined || wallMillis() - changedAt <= draftMillis) return false
  return name.startsWith(goneBeginning) || (isId(name) && !hasState(path))
}
