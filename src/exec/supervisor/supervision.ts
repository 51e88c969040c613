import { closeSync } from "node:fs"

import { identityOf, judge, type ProcessIdentity } from "../../os/process/identity.ts"
import type { Orphans } from "../../os/process/orphans.ts"
import { signalGroup } from "../../os/process/processes.ts"
import { endProcesses, processesIn } from "../../os/process/processTree.ts"
import type { TerminalFlow } from "../../os/terminal/terminalFlow.ts"
import { apartMark, execMark } from "../../processTags.ts"
import type { Content } from "../../record/format.ts"
import { type OutputPipe, writeAll } from "../state/channels.ts"
import { hasMarker } from "../state/markers.ts"
import { openOutput } from "../state/outputWriter.ts"
import { type End, type Request, type State, writeState } from "../state/record.ts"

/** How the process of a command ended; nothing of it is known where it was not the supervisor's child. */
export interface Exit {
  readonly code: number | null
  readonly signal: string | null
  /** Where nobody saw it: why, and when it was last heard of. */
  readonly unseen?: Pick<End, "unseen" | "endedAt">
}

/** What a supervisor has of the command that it looks after. */
export interface Command {
  readonly directory: string
  readonly request: Request
  readonly process: ProcessIdentity
  /** What an earlier supervisor has written down of it. */
  readonly before?: State
  readonly exited: Promise<Exit>
  /** Its output, where that comes through pipes. */
  readonly pipes: ReadonlyArray<OutputPipe>
  /** The supervisor's end of its stdin, where that is a pipe. */
  readonly stdin: number | undefined
  /** Its terminal, where it has one. */
  readonly terminal: TerminalFlow | undefined
  /** Processes that have lost their parents. */
  readonly orphans: Orphans | undefined
}

/** A command that is looked after. */
export interface Supervision {
  /** Takes what the command has printed on its terminal. */
  readonly printed: (chunk: Uint8Array) => void
  /** Goes on without a starter. */
  readonly toBackground: () => void
  readonly closeInput: () => void
  readonly setCursorKeys: (application: boolean) => void
  /** Ends the command with all that it has started. */
  readonly end: (signals: ReadonlyArray<NodeJS.Signals>) => Promise<void>
  /** Sends a signal that its starter got; nothing that the command has started goes on after it then. */
  readonly passOn: (signal: NodeJS.Signals) => void
  /** How it ended, once all its output has been taken. */
  readonly ended: Promise<{ readonly end: End; readonly processesLeft: boolean }>
  /** No process is left of it. */
  readonly gone: Promise<void>
  readonly isBackground: () => boolean
  /** What it has printed so far ends with a line, or is nothing. */
  readonly endsLine: () => boolean
}

/** What the command gets between TERM and KILL. */
export const graceSeconds = 3

/** The longest time that a timer takes. */
const longestTimerMillis = 2 ** 31 - 1

/** On systems that do not tell when an orphan ends, and between two attempts to write the state to a full disk. */
const retryMillis = 2000

/** Who reads the output of a command that was ended has so long to take the rest. */
const readerGraceMillis = 1000

/** So much of a terminal's output may wait for its reader before whoever prints there has to wait, and until it goes on. */
const enoughWaitingBytes = 1 << 20
const fewWaitingBytes = 1 << 18

/** Where nobody can be made to wait, no more than this is kept for the reader. */
const mostWaitingBytes = 8 << 20

/** Every chunk is memory of its own: after so many bytes it is given back. */
const bytesBetweenCollections = 4 << 20

/** Where the output goes besides the disk: the descriptors for stdout and stderr, and whom it concerns when they take no more. */
export interface HandOn {
  readonly stdout: number
  readonly stderr: number
  /** `reason` is the system's name for why, or our words; nothing more is handed on. */
  readonly failed: (reason: string) => void
}

/** Looks after a command until no process is left of it. */
export const superviseCommand = (command: Command, handOn: HandOn | undefined, background: boolean): Supervision => {
  const { directory, request } = command
  const output = openOutput(directory, request.maxLogBytes)
  let state: Content<State> = {
    ...command.before,
    supervisor: identityOf(process.pid),
    command: command.process,
    background,
    stdin: request.pty || command.stdin !== undefined,
    applicationCursorKeys: false,
    end: null,
    processesLeft: false,
    lostBytes: 0,
  }
  let retry: ReturnType<typeof setTimeout> | undefined
  const record = (change: Partial<State>) => {
    state = { ...state, ...change, lostBytes: output.lostBytes() }
    clearTimeout(retry)
    // Somebody may make room; the command is not to suffer for it.
    if (!writeState(directory, state)) retry = setTimeout(() => record({}), retryMillis)
  }
  record({})

  // ------------------------------------------------------------------------------------------------------- output

  let handsOn = handOn
  const { promise: readerAbandoned, resolve: abandonReader } = Promise.withResolvers<undefined>()
  const stopHandingOn = () => {
    handsOn = undefined
    abandonReader(undefined)
    goOn()
  }

  const handOnFailed = (reason: string) => {
    const { failed } = handsOn ?? {}
    stopHandingOn()
    failed?.(reason)
  }

  /** Waits for a reader who takes its time, but not once nobody wants it to. */
  const write = async (descriptor: number, chunk: Uint8Array): Promise<void> => {
    const failure = await Promise.race([writeAll(descriptor, chunk), readerAbandoned])
    if (failure !== undefined) handOnFailed(failure)
  }

  /** What a terminal has printed, and its reader has still to take. */
  let waiting: Promise<void> = Promise.resolve()
  let waitingBytes = 0
  let isSuspended = false
  const goOn = () => {
    if (isSuspended) command.terminal?.resume()
    isSuspended = false
  }

  const handOnAfter = async (before: Promise<void>, chunk: Uint8Array): Promise<void> => {
    await before
    if (handsOn !== undefined) await write(handsOn.stdout, chunk)
    waitingBytes -= chunk.length
    if (waitingBytes < fewWaitingBytes) goOn()
  }

  let uncollected = 0
  const take = async (pipe: OutputPipe, index: number): Promise<void> => {
    for await (const chunk of pipe.chunks) {
      keep(chunk)
      uncollected += chunk.length
      if (uncollected >= bytesBetweenCollections) {
        Bun.gc(true)
        uncollected = 0
      }
      const target = index === 0 ? handsOn?.stdout : handsOn?.stderr
      // A reader who takes its time makes the command wait, as any pipe does.
      if (target !== undefined) await write(target, chunk)
    }
  }
  for (const [index, pipe] of command.pipes.entries()) void take(pipe, index)

  /** Takes what the command has printed; that something of it is lost is known soon. */
  const keep = (chunk: Uint8Array) => {
    output.append(chunk)
    if (output.lostBytes() > 0 && state.lostBytes === 0) record({})
  }

  // ---------------------------------------------------------------------------------------------------------- end

  /** Until what is being ended has ended: the command itself may be the first of it. */
  let ending: Promise<unknown> = Promise.resolve()
  const end = async (signals: ReadonlyArray<NodeJS.Signals>): Promise<void> => {
    const ended = endProcesses(treeOf(request.id, command.process, process.pid), graceSeconds, signals)
    ending = Promise.all([ending, ended])
    await ended
  }

  let timedOut = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const awaitTimeout = (until: number) => {
    const left = until - Date.now()
    timer = setTimeout(
      () => {
        if (left > longestTimerMillis) return awaitTimeout(until)
        timedOut = true
        void end(["SIGTERM"])
      },
      Math.min(Math.max(left, 0), longestTimerMillis),
    )
  }
  if (request.timeoutSeconds > 0) awaitTimeout(request.startedAt + request.timeoutSeconds * 1000)

  let endsAfterwards = false
  const closeInput = () => {
    if (command.stdin !== undefined) closeSync(command.stdin)
    record({ stdin: false })
  }

  const watchEnd = async () => {
    const exit = await command.exited
    clearTimeout(timer)
    // Who has ended it does not wait for what somebody else may never read.
    if (timedOut || endsAfterwards) setTimeout(stopHandingOn, readerGraceMillis).unref()
    const knownAt = Date.now()
    await Promise.all([...command.pipes.map((pipe) => pipe.drained()), waiting])
    if (endsAfterwards) await end(["SIGTERM"])
    await ending
    const processesLeft = command.orphans?.collect() !== false && anyLeft(command)
    const killed = hasMarker(directory, "kill")
    const how: End = {
      ...{ exitCode: exit.code, exitSignal: exit.signal, timedOut, killed, knownAt },
      ...(exit.unseen ?? { endedAt: knownAt, unseen: null }),
    }
    if (state.stdin && command.stdin !== undefined) closeSync(command.stdin)
    record({ end: how, processesLeft, stdin: false })
    return { end: how, processesLeft }
  }
  const ended = watchEnd()

  const watchRest = async () => {
    if ((await ended).processesLeft) {
      await noneLeft(command)
      await Promise.all(command.pipes.map((pipe) => pipe.drained()))
      record({ processesLeft: false })
    }
    process.off("SIGCHLD", collectOrphans)
    for (const pipe of command.pipes) pipe.close()
    clearTimeout(retry)
    output.close()
  }

  const collectOrphans = () => void command.orphans?.collect()
  process.on("SIGCHLD", collectOrphans)

  return {
    printed: (chunk) => {
      keep(chunk)
      if (handsOn === undefined) return
      waitingBytes += chunk.length
      if (waitingBytes > enoughWaitingBytes && !isSuspended) isSuspended = command.terminal?.suspend() === true
      if (waitingBytes > mostWaitingBytes) return handOnFailed("its reader was too slow")
      waiting = handOnAfter(waiting, chunk)
    },
    toBackground: () => {
      stopHandingOn()
      // A signal was its starter's affair.
      endsAfterwards = false
      if (!state.background) record({ background: true })
    },
    closeInput: () => {
      if (state.stdin) closeInput()
    },
    setCursorKeys: (application) => {
      if (application !== state.applicationCursorKeys) record({ applicationCursorKeys: application })
    },
    end,
    passOn: (signal) => {
      if (state.end !== null) return
      endsAfterwards = true
      signalGroup(command.process.pid, signal)
    },
    ended,
    gone: watchRest(),
    isBackground: () => state.background,
    endsLine: () => output.endsLine(),
  }
}

/** What tells the processes of a command from all others: its mark, itself, and what is below its supervisor. */
export const treeOf = (id: string, command: ProcessIdentity, supervisor: number | undefined) => {
  const root = judge(command)
  return {
    mark: { name: execMark, value: id },
    roots: root._tag === "Alive" ? [root.pid] : [],
    ...(supervisor === undefined ? {} : { below: [supervisor], apart: apartMark }),
  }
}

/**
 * Whether a process of the command lives. What forks and ends while it is looked for is seen by a second look, where there are
 * orphans to be looked for.
 */
const anyLeft = (command: Command): boolean =>
  isAnySeen(command) || (command.orphans !== undefined && isAnySeen(command))

/** What outlive itself has set free, and is below this one, is none of the command's. */
const isAnySeen = ({ orphans, process: own, request }: Command): boolean =>
  processesIn(treeOf(request.id, own, orphans === undefined ? undefined : process.pid)).length > 0

/** Linux tells of every orphan's end; elsewhere it has to be looked for. */
const noneLeft = async (command: Command): Promise<void> => {
  for (let ended = nextOrphan(command); anyLeft(command); ended = nextOrphan(command)) await ended
}

const nextOrphan = ({ orphans }: Command): Promise<unknown> => {
  if (orphans === undefined) return Bun.sleep(retryMillis)
  const { promise, resolve } = Promise.withResolvers<void>()
  process.once("SIGCHLD", () => {
    orphans.collect()
    resolve()
  })
  return promise
}
