import { mkdirSync, writeFileSync } from "node:fs"

import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { defaultScheduler, type Scheduler } from "effect/Scheduler"

import { formatIdentity, type ProcessIdentity } from "../../../src/os/process/identity.ts"
import { Processes } from "../../../src/os/process/service.ts"
import type { TerminationSignal } from "../../../src/os/process/signals.ts"
import { taskTag } from "../../../src/processTags.ts"
import { pathOf, type TaskFile } from "../../../src/protocol/taskDirectory.ts"
import type { TaskServices } from "../../../src/tasks/state/services.ts"
import { TaskStore, taskStoreAmong } from "../../../src/tasks/state/status.ts"
import { Tmux } from "../../../src/tmux/service.ts"
import { type Session, SessionNameTaken, type StartError } from "../../../src/tmux/tmux.ts"
import { makeFileDates } from "./fileDates.ts"
import { makeLeapingClock } from "./leapingClock.ts"
import { makeTurns, type Order } from "./turns.ts"

/*
 * A machine in which a test decides everything: which processes there are and how they answer signals, what tmux does, and
 * how time passes. Only the files are real. Time jumps from one moment for which something waits to the next, so a wait
 * of hours takes no time.
 */

/** A process of the world. */
interface Life {
  readonly mark: string
  readonly group: number
  /** The id of the task whose agent started it. */
  readonly taskId: string | undefined
  /** What it does instead of dying; KILL cannot be heard. */
  readonly hear: ((signal: NodeJS.Signals) => void) | undefined
  /** What happens when it dies. */
  readonly died: ((killedBy: NodeJS.Signals | undefined) => void) | undefined
}

export interface World {
  /** The process under test. */
  readonly ownPid: number
  /** What happened, in order: `TERM 1001`, `end claude-demo` … */
  readonly events: ReadonlyArray<string>
  /** Begins a process; gives its id. Without `hear` any signal but 0 ends it. */
  readonly begin: (life?: {
    readonly taskId?: string
    readonly group?: number
    readonly hear?: (signal: NodeJS.Signals) => void
    readonly died?: (killedBy: NodeJS.Signals | undefined) => void
  }) => number
  readonly die: (pid: number) => void
  readonly isAlive: (pid: number) => boolean
  /** Puts the process on another host: from here it cannot be judged any more. */
  readonly hide: (pid: number) => void
  /** The identity of a process that is, or was, in this world. */
  readonly identityOf: (pid: number) => ProcessIdentity
  /** Writes the claim of the process into the file. */
  readonly claim: (directory: string, file: "wrapper.lock" | "monitor.lock", pid: number) => void
  /** The sessions of tmux, each with its owner. */
  readonly sessions: Map<string, string | undefined>
  /** What tmux does when it is to start a session whose name is free; by default there is one afterwards. */
  onStart: (session: Session, directory: string) => Effect.Effect<void, StartError>
  /** Sends the process under test a signal. */
  readonly tell: (signal: TerminationSignal) => void
  /** What the pane of a session shows. */
  paneText: string
  /** Runs `later` after so many seconds of the world, if the test still runs by then. */
  readonly after: (seconds: number, later: () => void) => void
  /**
   * Runs the effect to its end; gives how it ended. A fiber that waits for nothing that can still happen in this world fails
   * the test.
   */
  readonly run: <A, E>(effect: Effect.Effect<A, E, TaskServices>) => Promise<Exit.Exit<A, E>>
  /**
   * The same for several at once, each in a process of its own, until all have ended or are killed.
   */
  readonly runTogether: <A, E>(
    order: Order,
    ...effects: ReadonlyArray<Effect.Effect<A, E, TaskServices>>
  ) => Promise<ReadonlyArray<Exit.Exit<A, E>>>
  /** Runs the effect in a process of its own, which is killed after so many turns; gives whether it had ended before. */
  readonly runKilled: <A, E>(order: Order, turns: number, effect: Effect.Effect<A, E, TaskServices>) => Promise<boolean>
  /** Begins to run the effect in the process, beside those that take turns. */
  readonly beginIn: <A, E>(pid: number, effect: Effect.Effect<A, E, TaskServices>) => void
  /** Seconds that have passed so far. */
  readonly elapsed: () => number
}

/** The ids of a world's processes begin here; none is an id of the real system's. */
const firstPid = 2 ** 30

const ownPid = firstPid

export const makeWorld = (): World => {
  const living = new Map<number, Life>()
  const marks = new Map<number, string>()
  const hidden = new Set<number>()
  const events: Array<string> = []
  const handlers = new Map<string, (signal: TerminationSignal) => void>()
  const clock = makeLeapingClock(Date.now())
  const beganAt = clock.unsafeCurrentTimeMillis()
  const dates = makeFileDates(() => clock.unsafeCurrentTimeMillis())
  let nextPid = firstPid + 1
  const sessions = new Map<string, string | undefined>()

  const birth = (pid: number, life: Omit<Life, "mark">): number => {
    const mark = `world:${pid}`
    marks.set(pid, mark)
    living.set(pid, { mark, ...life })
    return pid
  }
  /** One of outlive's own processes, in which an effect runs. */
  const birthOfOwn = (pid: number): number =>
    birth(pid, {
      group: pid,
      taskId: undefined,
      hear: (sent) => handlers.get(`${sent} ${pid}`)?.(sent as TerminationSignal),
      died: undefined,
    })
  birthOfOwn(ownPid)

  const isAlive = (pid: number) => living.has(pid)
  const identityOf = (pid: number): ProcessIdentity => ({ pid, mark: marks.get(pid) ?? "" })

  const die = (pid: number, killedBy?: NodeJS.Signals) => {
    const life = living.get(pid)
    living.delete(pid)
    life?.died?.(killedBy)
  }

  const signal = (pid: number, sent: NodeJS.Signals): boolean => {
    const life = living.get(pid)
    if (life === undefined) return false
    events.push(`${sent.replace("SIG", "")} ${pid}`)
    if (sent === "SIGKILL" || life.hear === undefined) die(pid, sent)
    else life.hear(sent)
    return true
  }

  const groupOf = (group: number) => [...living].filter(([, life]) => life.group === group).map(([pid]) => pid)
  const taggedBy = (taskId: string) => [...living].filter(([, life]) => life.taskId === taskId).map(([pid]) => pid)

  const processesSeenBy = (self: number): typeof Processes.Service => ({
    ownPid: self,
    identityOf,
    judge: ({ mark, pid }) => {
      if (hidden.has(pid)) return { _tag: "Elsewhere", host: "another", pidNamespace: null }
      return living.get(pid)?.mark === mark ? { _tag: "Alive", pid } : { _tag: "Gone" }
    },
    isOutOfSight: () => false,
    isAlive,
    inspect: (pid) => {
      const life = living.get(pid)
      return life === undefined
        ? undefined
        : {
            startMark: life.mark,
            parent: ownPid,
            startedAt: beganAt / 1000,
            group: life.group,
            terminal: "0",
            foregroundGroup: -1,
          }
    },
    outlivesItsTerminal: () => false,
    wordsOf: () => [],
    list: () => [...living].map(([pid, { group }]) => ({ pid, parent: ownPid, group, zombie: false, cpuSeconds: 0 })),
    tagged: (name) => {
      const found = new Map<string, ReadonlyArray<number>>()
      for (const { taskId } of name === taskTag ? living.values() : []) {
        if (taskId !== undefined) found.set(taskId, taggedBy(taskId))
      }
      return found
    },
    signal,
    signalGroup: (group, sent) => groupOf(group).map((pid) => signal(pid, sent)).length > 0,
    groupExists: (group) => groupOf(group).length > 0,
    end: ({ tag }, graceSeconds) =>
      Effect.gen(function* () {
        const found = taggedBy(tag?.value ?? "")
        for (const pid of found) signal(pid, "SIGTERM")
        for (let left = graceSeconds * 1000; left > 0 && found.some(isAlive); left -= 20) yield* Effect.sleep(20)
        for (const pid of taggedBy(tag?.value ?? "")) signal(pid, "SIGKILL")
        return found.length
      }),
    listen: (signals, heard) => {
      for (const one of signals) handlers.set(`${one} ${self}`, heard)
    },
  })

  const isOwn = ({ name, owner }: Session) =>
    sessions.has(name) && (owner === undefined || sessions.get(name) === owner)

  const tmux: typeof Tmux.Service = {
    requireTmux: Effect.void,
    startSession: (session, { directory }) =>
      Effect.suspend(() => {
        events.push(`start ${session.name}`)
        if (sessions.has(session.name)) return Effect.fail(new SessionNameTaken({ session, said: "duplicate session" }))
        return Effect.as(world.onStart(session, directory), [])
      }),
    hasSession: isOwn,
    viewPane: (session) =>
      isOwn(session) ? { _tag: "Seen", text: world.paneText, processId: ownPid } : { _tag: "SessionGone" },
    paneDirectory: () => "/",
    typeLine: (session, text) =>
      Effect.sync(() => {
        events.push(`type ${text}`)
        return isOwn(session)
      }),
    endSession: (session) =>
      Effect.sync(() => {
        events.push(`end ${session.name}`)
        return isOwn(session) && sessions.delete(session.name)
      }),
  }

  /** Begins to run the effect in the process. */
  const fork = <A, E>(
    pid: number,
    effect: Effect.Effect<A, E, TaskServices>,
    scheduler: Scheduler = defaultScheduler,
  ) => {
    const processes = processesSeenBy(pid)
    return effect.pipe(
      Effect.provideService(
        TaskStore,
        taskStoreAmong(processes, () => clock.unsafeCurrentTimeMillis()),
      ),
      Effect.provideService(Tmux, tmux),
      Effect.provideService(Processes, processes),
      Effect.withClock(clock),
      (provided) => Effect.runFork(provided, { scheduler: dates.after(scheduler) }),
    )
  }

  /** Lets time pass until the condition holds. `go` lets processes go on, and gives whether any could. */
  const untilItHolds = async (condition: () => boolean, go: () => boolean = () => false): Promise<void> => {
    for (let leaps = 0; ; leaps++) {
      do await settle()
      while (go())
      if (condition()) return
      dates.settle()
      if (leaps < mostLeaps && clock.leap()) continue
      throw new Error(`it waits for ever, after ${events.join(", ")}`)
    }
  }

  const world: World = {
    ownPid,
    events,
    begin: ({ died, group, hear, taskId } = {}) => {
      const pid = nextPid++
      return birth(pid, { group: group ?? pid, taskId, hear, died })
    },
    die,
    isAlive,
    hide: (pid) => void hidden.add(pid),
    identityOf,
    claim: (directory, file, pid) => writeFileSync(pathOf(directory, file), formatIdentity(identityOf(pid))),
    sessions,
    onStart: ({ name, owner }) => Effect.sync(() => void sessions.set(name, owner)),
    tell: (sent) => handlers.get(`${sent} ${ownPid}`)?.(sent),
    paneText: "",
    after: (seconds, later) =>
      void Effect.runFork(Effect.zipRight(clock.sleep(Duration.seconds(seconds)), Effect.sync(later))),
    elapsed: () => (clock.unsafeCurrentTimeMillis() - beganAt) / 1000,
    beginIn: (pid, effect) => void fork(pid, effect),
    run: async (effect) => {
      const fiber = fork(ownPid, effect)
      await untilItHolds(() => fiber.unsafePoll() !== null)
      return exitOf(fiber)
    },
    runTogether: async (order, ...effects) => {
      const turns = makeTurns(order)
      const own = effects.map((effect) => {
        const pid = birthOfOwn(nextPid++)
        const fiber = fork(
          pid,
          effect,
          turns.enter(() => isAlive(pid)),
        )
        fiber.addObserver(() => die(pid))
        return { pid, fiber }
      })
      await untilItHolds(() => own.every(({ pid }) => !isAlive(pid)), turns.go)
      return own.map(({ fiber }) => exitOf(fiber))
    },
    runKilled: async (order, afterTurns, effect) => {
      const turns = makeTurns(order)
      const pid = birthOfOwn(nextPid++)
      let left = afterTurns
      const scheduler = turns.enter(
        () => isAlive(pid),
        () => {
          if (left-- === 0) die(pid, "SIGKILL")
        },
      )
      const fiber = fork(pid, effect, scheduler)
      fiber.addObserver(() => die(pid))
      await untilItHolds(() => !isAlive(pid), turns.go)
      return fiber.unsafePoll() !== null
    },
  }
  return world
}

/** What waits for longer waits for ever: more than a day of a monitor's looks. */
const mostLeaps = 100_000

/** How a fiber has ended; one that has not was killed. */
const exitOf = <A, E>(fiber: Fiber.RuntimeFiber<A, E>): Exit.Exit<A, E> => fiber.unsafePoll() ?? Exit.die("killed")

/** Lets everything go on that does not wait for time: fibers, and what they read of files. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Writes a file of the task. */
export const writeTaskFile = (directory: string, file: TaskFile, content: string): void => {
  mkdirSync(directory, { recursive: true })
  writeFileSync(pathOf(directory, file), content)
}

/** The value of an effect that succeeded. */
export const valueOf = <A, E>(exit: Exit.Exit<A, E>): A =>
  Exit.getOrElse(exit, (cause) => {
    throw new Error(`it failed: ${JSON.stringify(cause)}`)
  })
