import type { Brand } from "effect/Brand"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { isName, similarName } from "../names.ts"
import { lastLineOf, linesToLookAt } from "../os/files/lastLines.ts"
import type { Elsewhere } from "../os/process/identity.ts"
import type { Unusable } from "../record/unusable.ts"
import { listPanes, type Pane, readScreens } from "../tmux/panes.ts"
import { type BadSocket, checkSocket } from "../tmux/socket.ts"
import { NoTmux } from "../tmux/tmux.ts"
import { lastLogLines } from "./state/logFile.ts"
import {
  allKept,
  isHosted,
  isReadable,
  type Kept,
  keptAs,
  keptUnder,
  type KeptUnusable,
  readKept,
} from "./state/record.ts"
import type { SessionView } from "./view.schema.ts"
import { viewOf, viewOfForeign, viewOfUnusable } from "./view.ts"

/** The name of a session. (names.ts) */
export type SessionName = string & Brand<"SessionName">

/** The given text cannot be a session's name; `suggestion` is a similar one that can. */
export class InvalidSessionName extends Data.TaggedError("InvalidSessionName")<{
  readonly given: string
  readonly suggestion: string | undefined
}> {}

/** The given text as a name. */
export const parseSessionName = (given: string): Effect.Effect<SessionName, InvalidSessionName> =>
  isName(given)
    ? Effect.succeed(given as SessionName)
    : Effect.fail(new InvalidSessionName({ given, suggestion: similarName(given) }))

/** The tmux server on the socket cannot be used; `said` is tmux's message. */
export class ServerUnusable extends Data.TaggedError("ServerUnusable")<{
  readonly socket: string
  readonly said: string
}> {}

/** Why tmux cannot be asked for its sessions. */
export type AskError = BadSocket | NoTmux | ServerUnusable

/** Why the state of a session is unknown. */
export type LookError = AskError | Unusable

/** There is no session of this name; `known` are the names of all sessions. */
export class UnknownSession extends Data.TaggedError("UnknownSession")<{
  readonly name: string
  readonly socket: string
  readonly known: ReadonlyArray<string>
}> {}

/** The session has ended, so nothing can be done with its program. */
export class SessionEnded extends Data.TaggedError("SessionEnded")<{
  readonly name: string
  readonly session: SessionView
}> {}

/** The session is in another container or on another host, and the action needs its processes. */
export class SessionElsewhere extends Data.TaggedError("SessionElsewhere")<{
  readonly name: string
  readonly elsewhere: Elsewhere
}> {}

/** A session: what tmux has of it, and what outlive keeps of it. */
export interface Session {
  readonly name: SessionName
  readonly socket: string
  readonly view: SessionView
  /** Its pane, if tmux has the session. */
  readonly pane: Pane | undefined
  /** What is kept of it, if `session start` started it. */
  readonly kept: Kept | undefined
}

/**
 * The directory with the complete log of the session; `undefined` if there is none: `session start` did not start it,
 * or another program has taken the pane's pipe.
 */
export const logOf = ({ kept, pane }: Session): string | undefined => {
  const isHosts = pane !== undefined && pane.processId === kept?.state?.host.pid
  return isHosts && !pane.isPiped ? undefined : kept?.directory
}

/** The given text as a name; also any name that tmux has for a session of another program. */
export const parseNameOfAny = (
  given: string,
  socket: string,
): Effect.Effect<SessionName, InvalidSessionName | AskError> =>
  isName(given)
    ? parseSessionName(given)
    : Effect.flatMap(panesOf(socket), (panes) =>
        panes.some(({ session }) => session === given) && !given.includes("'")
          ? Effect.succeed(given as SessionName)
          : parseSessionName(given),
      )

/** The session of this name, also one that another program started. */
export const findSession = (name: SessionName, socket: string): Effect.Effect<Session, LookError | UnknownSession> =>
  Effect.suspend(() => {
    // Read before tmux is asked: a start whose record is there already is not just beginning if tmux has no session.
    const latest = keptUnder(socket, name)
    return Effect.flatMap(panesOf(socket), (panes): Effect.Effect<Session, LookError | UnknownSession> => {
      const pane = panes.find((other) => other.session === name)
      const candidate = pane === undefined ? latest : keptAs(socket, pane.owner, name)
      if (candidate !== undefined && !isReadable(candidate)) return Effect.fail(candidate.why)
      const session = sessionFrom(name, socket, pane, isUnderOtherName(candidate, panes, name) ? undefined : candidate)
      // It may have been started again since its files were read.
      const isStale = session?.view.state === "lost" && idOf(keptUnder(socket, name)) !== idOf(latest)
      if (isStale) return findSession(name, socket)
      if (session !== undefined) return Effect.succeed(session)
      const ended = allKept(socket).filter((kept) => !isUnderOtherName(kept, panes, startNameOf(kept)))
      const known = new Set([...panes.map((other) => other.session), ...ended.map(startNameOf)])
      return Effect.fail(new UnknownSession({ name, socket, known: [...known] }))
    })
  })

/** Whether its program is known to have ended, and its host is about to leave the pane. */
export const isClosing = ({ kept, pane }: Session): boolean =>
  pane?.isDead === false && kept?.state?.phase._tag === "Ended" && kept.state.host.pid === pane.processId

/** The session, if a program runs in it that can be typed to. */
export const findRunning = (
  name: SessionName,
  socket: string,
): Effect.Effect<Session & { readonly pane: Pane }, LookError | SessionElsewhere | SessionEnded | UnknownSession> =>
  Effect.gen(function* () {
    const session = yield* findSession(name, socket)
    const { pane, view } = session
    // tmux shows and types without a process id, so a pane is enough.
    if (pane === undefined) yield* requireHere(session)
    if (pane === undefined || pane.isDead || isClosing(session)) return yield* new SessionEnded({ name, session: view })
    return { ...session, pane }
  })

/** Checks that the processes of the session can be seen from here. */
export const requireHere = ({ name, view: { elsewhere } }: Session): Effect.Effect<void, SessionElsewhere> =>
  elsewhere === null ? Effect.void : Effect.fail(new SessionElsewhere({ name, elsewhere }))

/** All sessions, by name: the running ones, also those of other programs, and the ended ones that are kept. */
export const allSessions = (socket: string): Effect.Effect<ReadonlyArray<SessionView>, AskError> =>
  Effect.suspend(() => {
    const all = allKept(socket)
    return Effect.flatMap(panesOf(socket), (panes) => {
      const views = viewsOf(socket, all, panes)
      const isStale = views.some(({ state }) => state === "lost") && idsOf(allKept(socket)) !== idsOf(all)
      return isStale ? allSessions(socket) : Effect.succeed(views)
    })
  })

const idOf = (kept: Kept | KeptUnusable | undefined): string | undefined =>
  kept === undefined ? undefined : isReadable(kept) ? kept.request.id : kept.id

const startNameOf = (kept: Kept | KeptUnusable): string => (isReadable(kept) ? kept.request.name : kept.name)

const idsOf = (all: ReadonlyArray<Kept | KeptUnusable>): string => all.map(idOf).join(" ")

const viewsOf = (
  socket: string,
  all: ReadonlyArray<Kept | KeptUnusable>,
  panes: ReadonlyArray<Pane>,
): ReadonlyArray<SessionView> => {
  const keptByName = new Map(all.map((kept) => [startNameOf(kept), kept]))
  const keptById = new Map(all.map((kept) => [idOf(kept), kept]))
  const paneByName = new Map(panes.map((pane) => [pane.session, pane]))
  const names = [...new Set([...keptByName.keys(), ...paneByName.keys()])].toSorted()
  const sessions = names.flatMap((name) => {
    const pane = paneByName.get(name)
    const kept =
      pane === undefined ? keptByName.get(name) : (keptById.get(pane.owner) ?? keptAs(socket, pane.owner, name))
    const candidate = isUnderOtherName(kept, panes, name) ? undefined : kept
    if (candidate !== undefined && !isReadable(candidate)) {
      return { name, view: viewOfUnusable({ ...candidate, name }), kept: undefined }
    }
    return sessionFrom(name as SessionName, socket, pane, candidate) ?? []
  })
  const foreign = sessions.filter(({ view }) => !view.own).map(({ name }) => name as SessionName)
  const screens = new Map<string | undefined, string>(
    readScreens(socket, foreign).map((screen, index) => [foreign[index], screen]),
  )
  return sessions.map(({ kept, name, view }) =>
    withLastLine(view, kept === undefined ? lastLineOf(screens.get(name) ?? "") : lastLogged(kept)),
  )
}

/** The panes of all sessions; none where no server listens on the socket. An unsafe socket is not asked. */
export const panesOf = (socket: string): Effect.Effect<ReadonlyArray<Pane>, AskError> =>
  Effect.zipRight(checkSocket(socket), ask(socket))

const ask = (socket: string): Effect.Effect<ReadonlyArray<Pane>, NoTmux | ServerUnusable> =>
  Effect.suspend((): Effect.Effect<ReadonlyArray<Pane>, NoTmux | ServerUnusable> => {
    const listing = listPanes(socket)
    switch (listing._tag) {
      case "NoServer":
        return Effect.succeed([])
      case "Listed":
        return Effect.succeed(listing.panes)
      case "NoTmux":
        return Effect.fail(new NoTmux({ version: undefined }))
      case "Unusable":
        return Effect.fail(new ServerUnusable({ socket, said: listing.said }))
    }
  })

/** Whether the session has another name in tmux now. */
const isUnderOtherName = (kept: Kept | KeptUnusable | undefined, panes: ReadonlyArray<Pane>, name: string): boolean =>
  panes.some(({ owner, session }) => owner === idOf(kept) && session !== name)

/** `candidate` is what is kept of the session with the pane; if tmux has no pane, of the last session of this name. */
const sessionFrom = (
  name: SessionName,
  socket: string,
  pane: Pane | undefined,
  candidate: Kept | undefined,
): Session | undefined => {
  const wasHosted = candidate !== undefined && isHosted(candidate)
  // A host records the end of its program before it exits, so what was read while it lived may be out of date.
  const isKnown = candidate === undefined || wasHosted || candidate.state?.phase._tag === "Ended"
  const kept = isKnown ? candidate : (readKept(candidate.directory) ?? candidate)
  // A host that has just begun was not in the first read.
  const hosted = wasHosted || (kept !== undefined && kept !== candidate && isHosted(kept))
  // A pane that a user opened in the session goes on after its program.
  const isOver = kept?.state?.phase._tag === "Ended"
  const isOthers = isOver && pane !== undefined && !pane.isDead && pane.processId !== kept?.state?.host.pid
  if (kept !== undefined && !isOthers)
    return { name, socket, pane, kept, view: { ...viewOf(kept, hosted, pane), name } }
  return pane === undefined ? undefined : { name, socket, pane, kept: undefined, view: viewOfForeign(socket, pane) }
}

const withLastLine = (view: SessionView, lastLine: string): SessionView => ({ ...view, lastLine: lastLine || null })

const lastLogged = ({ directory }: Kept): string => {
  const { begun, text } = lastLogLines(directory, linesToLookAt)
  return lastLineOf(text + begun)
}
