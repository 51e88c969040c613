import { mkdirSync, symlinkSync } from "node:fs"
import { basename, join } from "node:path"

import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { wallMillis } from "../../os/clock.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { awaitWhile, currentSteadyMillis } from "../../os/patience.ts"
import { type Environment, ownEnvironment, readEnvironment } from "../../os/process/environment.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import type { Content } from "../../record/format.ts"
import { ownProgram, startLastingSession } from "../../tmux/lastingSession.ts"
import { type BadSocket, prepareSocket } from "../../tmux/socket.ts"
import * as Tmux from "../../tmux/tmux.ts"
import {
  findSession,
  isClosing,
  type LookError,
  requireHere,
  type Session,
  type SessionElsewhere,
  type SessionName,
  type UnknownSession,
} from "../session.ts"
import { isRunning } from "../sessionState.ts"
import { environmentToKeep } from "../state/environment.ts"
import { pathOf } from "../state/files.ts"
import {
  draftsOn,
  forget,
  forgetRemains,
  freshId,
  isHosted,
  keep,
  type Kept,
  readKept,
  type Request,
  startsUnder,
  whereElse,
} from "../state/record.ts"
import type { RestartPolicy } from "../state/restart.ts"
import { stopOrderIn } from "../state/stopOrder.ts"
import { clearAway, defaultGraceSeconds, stopSession } from "./stop.ts"
import { requireOutside, type WithinSession } from "./within.ts"

/** What `session start` is asked to do. */
export interface StartRequest {
  readonly name: SessionName
  readonly socket: string
  /** The program and its words. */
  readonly command: readonly [string, ...Array<string>]
  /** Its executable, an absolute path. */
  readonly executable: string
  /** The command as lists show it. */
  readonly shown: string
  /** An absolute path. */
  readonly directory: string
  /** Added to the caller's environment. */
  readonly variables: Environment
  /** Lines. */
  readonly historyLimit: number
  readonly restart: RestartPolicy
  readonly maxRestarts: number | undefined
  /** What to do with a running session of this name. */
  readonly existing: "keep" | "replace"
}

/** A session that was started; a short program may have ended by now. */
export interface Started {
  readonly session: Session
  /** It was running before, and was left as it is. */
  readonly already: boolean
  /** In words: what may end the session all the same. */
  readonly warnings: ReadonlyArray<string>
}

/** The records of a session could not be written. */
export class NotKept extends Data.TaggedError("NotKept")<{ readonly name: string; readonly code: string }> {}

/** The session was started, but its host did not begin to run. */
export class HostNotStarted extends Data.TaggedError("HostNotStarted")<{ readonly name: string }> {}

export type StartError =
  | BadSocket
  | HostNotStarted
  | NotKept
  | LookError
  | SessionElsewhere
  | Tmux.NoTmux
  | Tmux.StartError
  | UnknownSession
  | WithinSession

/** A host records its program within milliseconds; on a busy machine it may take this long. */
const startSeconds = 10

/** The state is looked for often, since the caller waits; tmux is asked seldom, since that costs more. */
const pollMillis = 2
const sessionLookSeconds = 0.25

/** How long after its grace period a program that is being ended may still be there, on a busy machine. */
const closingSeconds = 5

/** Starts a session, or leaves one of this name that runs as it is. tmux decides which of two callers starts it. */
export const startSession = (request: StartRequest): Effect.Effect<Started, StartError> =>
  Effect.gen(function* () {
    const { name, socket } = request
    yield* Tmux.requireTmux
    yield* prepareSocket(socket)
    const present = yield* findPresent(name, socket)
    if (present !== undefined && isRunning(present.view.state)) {
      // If tmux answers, the caller can use the session, even where its processes cannot be seen.
      if (present.pane === undefined) yield* requireHere(present)
      if (request.existing === "replace") {
        yield* requireOutside(present)
        yield* stopSession(present, defaultGraceSeconds)
      } else if (present.view.state !== "stopping") return { session: present, already: true, warnings: [] }
      else yield* awaitEnd(present)
    }
    // A pane that tmux keeps occupies the name, and a program that has survived its host would run beside the new one.
    if (present !== undefined && isLeftOver(present)) {
      yield* requireOutside(present)
      yield* clearAway(present, defaultGraceSeconds)
    }
    const begun = yield* Effect.either(begin(asKept(request, yield* Clock.currentTimeMillis), environmentFor(request)))
    if (begun._tag === "Left" && begun.left._tag === "SessionNameTaken") {
      const other = yield* findPresent(name, socket)
      const isThere = other !== undefined && isRunning(other.view.state) && other.view.state !== "stopping"
      if (isThere) return { session: other, already: true, warnings: [] }
      // Another session of this name has come and gone meanwhile.
      return yield* startSession(request)
    }
    const warnings = yield* begun
    return { session: yield* findSession(name, socket), already: false, warnings }
  })

/**
 * The session of this name, if there is one. While a session begins or closes, its files and tmux may disagree; a moment
 * later they agree.
 */
const findPresent = (name: SessionName, socket: string): Effect.Effect<Session | undefined, LookError> =>
  Effect.gen(function* () {
    for (const since = yield* currentSteadyMillis; ; yield* Effect.sleep(relookMillis)) {
      const session = yield* findSession(name, socket).pipe(
        Effect.catchTag("UnknownSession", () => Effect.succeed(undefined)),
      )
      if (session === undefined || (yield* currentSteadyMillis) - since >= patienceFor(session) * 1000) return session
    }
  })

const relookMillis = 25

const patienceFor = (session: Session): number =>
  isBeginning(session) ? beginningSeconds : isClosing(session) ? closingSeconds : 0

/** Its files may exist before tmux has it. It then looks as if it were being stopped, but there is no order to stop it. */
const isBeginning = ({ kept, view }: Session): boolean =>
  view.state === "stopping" && kept !== undefined && stopOrderIn(kept.directory) === undefined

const beginningSeconds = 0.25

/** Why a session that has lost its server was not started again. */
export type StartAgainError = BadSocket | HostNotStarted | NotKept | Tmux.SessionRefused

/**
 * Starts a session that has lost its server again: in a new tmux session, with the environment that is kept in
 * `directory`. If another process has done so already, nothing is left to do.
 */
export const startAgain = (directory: string, request: Request): Effect.Effect<void, StartAgainError> =>
  prepareSocket(request.socket).pipe(
    Effect.zipRight(
      begin(
        { ...request, id: freshId() },
        readEnvironment(pathOf(directory, "environment")) ?? environmentToKeep(ownEnvironment()),
      ),
    ),
    Effect.asVoid,
    Effect.catchTag("SessionNameTaken", () => Effect.void),
  )

/** Whether an ended session has left something that has to go before another of its name can begin. */
export const isLeftOver = (session: Session): boolean =>
  session.pane?.isDead === true ||
  isClosing(session) ||
  (session.view.state === "lost" && session.kept?.state !== undefined)

/** Waits until a session that is being stopped is gone. */
const awaitEnd = ({ kept }: Session): Effect.Effect<void> => {
  if (kept === undefined) return Effect.void
  const graceSeconds = stopOrderIn(kept.directory)?.graceSeconds ?? defaultGraceSeconds
  return awaitWhile(() => isHosted(kept), graceSeconds + closingSeconds)
}

const environmentFor = ({ variables }: StartRequest): Environment => ({
  ...environmentToKeep(ownEnvironment()),
  ...variables,
})

const asKept = (request: StartRequest, now: number): Content<Request> => ({
  id: freshId(),
  name: request.name,
  socket: request.socket,
  command: request.command,
  executable: request.executable,
  shown: request.shown,
  directory: request.directory,
  historyLimit: request.historyLimit,
  restart: request.restart,
  maxRestarts: request.maxRestarts ?? null,
  restarts: 0,
  startedAt: new Date(now).toISOString(),
})

/** Records what is to run, starts its host in a new session, and waits until the host has started the program. */
const begin = (
  request: Content<Request>,
  environment: Environment,
): Effect.Effect<ReadonlyArray<string>, HostNotStarted | NotKept | Tmux.StartError> =>
  Effect.gen(function* () {
    const { historyLimit, id, name, socket } = request
    const directory = yield* Effect.try({
      try: () => keep(request, environment),
      catch: (error) => new NotKept({ name, code: errorCodeOf(error) }),
    })
    const session: Tmux.Session = { name, socket, owner: id }
    const warnings = yield* startLastingSession(
      session,
      {
        program: ownProgram([nameForTmux(directory, request), "session-host", directory], { BUN_JSC_useJIT: "0" }),
        directory: "/",
        pipe: `exec ${ownProgram([ownPath(), "session-log", directory]).map(Tmux.quoteForTmux).join(" ")}`,
        historyLimit,
      },
      `the session ${name}`,
    ).pipe(Effect.tapError(() => Effect.sync(() => forget(directory))))
    const hasBegun = () => readKept(directory)?.state !== undefined
    const until = (yield* currentSteadyMillis) + startSeconds * 1000
    let isThere = true
    while (isThere && !hasBegun() && (yield* currentSteadyMillis) < until) {
      yield* awaitWhile(() => !hasBegun(), sessionLookSeconds, pollMillis)
      isThere = hasBegun() || Tmux.hasSession(session)
    }
    // A session that has begun and ended since the last look is no failure.
    if (!isThere && !hasBegun()) {
      forget(directory)
      return yield* new HostNotStarted({ name })
    }
    for (const other of startsUnder(socket, name)) {
      if (other.request.id < id && isOver(other)) forget(other.directory)
    }
    for (const draft of draftsOn(socket)) {
      if (draft.name === name && isAbandoned(draft.begunAt)) forget(draft.directory)
    }
    forgetRemains(socket)
    return warnings
  })

/** A start without a state may be another caller's, which is about to find that the session runs already. */
const isOver = (kept: Kept): boolean =>
  kept.state === undefined
    ? isAbandoned(Date.parse(kept.request.startedAt))
    : !isHosted(kept) && whereElse(kept) === undefined

const isAbandoned = (begunAt: number): boolean => wallMillis() - begunAt > startSeconds * 1000

/**
 * The path by which tmux starts the host: a link to this program with the name of the session's program. On Linux tmux
 * shows the name of the foreground group's leader as the pane's program, and scripts look for `bash` there.
 */
const nameForTmux = (directory: string, { command }: Content<Request>): string => {
  const link = join(pathOf(directory, "host"), basename(command[0]))
  mkdirSync(pathOf(directory, "host"), { mode: 0o700 })
  symlinkSync(ownPath(), link)
  return link
}
