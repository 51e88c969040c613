import { closeSync } from "node:fs"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { identityOf } from "../../os/process/identity.ts"
import { adoptOrphans, type Orphans } from "../../os/process/orphans.ts"
import { nameOfSignal } from "../../os/process/signals.ts"
import { spawnProgram } from "../../os/process/spawn.ts"
import { openStandardInput } from "../../os/terminal/standardStreams.ts"
import { flowOfTerminal } from "../../os/terminal/terminalFlow.ts"
import { apartMark, execMark } from "../../processTags.ts"
import { endOfInput } from "../../terminal/keyBytes.ts"
import { makeTerminalReader } from "../../terminal/terminalReader.ts"
import { makePipe, openInput, openOutputPipe, openTypedInput, writeAll } from "../state/channels.ts"
import { beginPolling } from "../state/pollCursor.ts"
import { forget, makeDirectory, type Request, writeRequest } from "../state/record.ts"
import { ownSupervision } from "../state/supervisorOwner.ts"
import type { Order } from "./messages.ts"
import { type Exit, type HandOn, superviseCommand, type Supervision } from "./supervision.ts"

/** What a terminal that nobody looks at is like. */
const columns = 120
const rows = 30
const terminalName = "xterm-256color"

const standardOutput = 1
const standardError = 2

/** A command that was started, and is looked after. */
export interface Running {
  readonly request: Request
  readonly pid: number
  readonly directory: string
  readonly supervision: Supervision
  /** Hands the stdin of this process on no more, where it does. */
  readonly stopInput: (() => Promise<void>) | undefined
}

/** The system does not run the command; `code` is its name for why. */
export class NotRun extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/**
 * Starts a command, and looks after it. Nothing is left of one that could not be started: throws `NotRun`, or why what is to be
 * kept of it could not be written.
 */
export const startCommand = (order: Order, handOnFailed: (reason: string) => void): Running => {
  const { directory, id } = makeDirectory()
  try {
    const { command, maxLogBytes, notification, pty, scope, timeoutSeconds, words } = order
    const request = writeRequest(directory, {
      ...{ id, command, words, directory: order.directory, pty, scope, timeoutSeconds, maxLogBytes, notification },
      startedAt: Date.now(),
    })
    beginPolling(directory)
    ownSupervision(directory)
    makePipe(directory, "input")
    const start = pty ? startOnTerminal : startWithPipes
    return start(directory, request, order, handOnFor(order, handOnFailed))
  } catch (error) {
    forget(directory)
    throw error
  }
}

const environmentFor = ({ directory, variables }: Order, { id, pty }: Request): Record<string, string | undefined> => ({
  ...process.env,
  [apartMark]: undefined,
  PWD: directory,
  // The size is the terminal's, and not that of the caller's.
  ...(pty ? { TERM: terminalName, COLUMNS: undefined, LINES: undefined } : {}),
  ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? undefined])),
  OPENCLAW_SHELL: "exec",
  [execMark]: id,
})

/** Both go to stdout where they come through one pipe, or from a terminal. */
const handOnFor = ({ output, pty }: Order, failed: (reason: string) => void): HandOn | undefined =>
  output === "kept"
    ? undefined
    : { stdout: standardOutput, stderr: output === "handed on" || pty ? standardOutput : standardError, failed }

const startWithPipes = (directory: string, request: Request, order: Order, handOn: HandOn | undefined): Running => {
  const isApart = order.output === "handed on apart"
  makePipe(directory, "stdout")
  if (isApart) makePipe(directory, "stderr")
  const pipes = (isApart ? (["stdout", "stderr"] as const) : (["stdout"] as const)).map((name) =>
    openOutputPipe(directory, name),
  )
  const input = openInput(directory)
  const [stdout, stderr = stdout] = pipes
  const forCommand = [input.forCommand, stdout?.forCommand() ?? 0, stderr?.forCommand() ?? 0] as const
  const [program, ...parameters] = order.words
  const orphans = orphansBeside(() => child)
  const child = orNotRun(() =>
    spawnProgram(program, program, parameters, {
      cwd: request.directory,
      env: environmentFor(order, request),
      stdio: [...forCommand],
      // A session and a group of its own: what is sent to either reaches nothing else.
      detached: true,
    }),
  )
  for (const descriptor of forCommand) closeSync(descriptor)
  const supervision = superviseCommand(
    {
      ...{ directory, request, pipes, orphans, stdin: input.forSupervisor, terminal: undefined },
      process: identityOf(child.pid),
      exited: exitOf(child),
    },
    handOn,
    order.background,
  )
  if (order.input === "none") supervision.closeInput()
  const stopInput =
    order.input === "handed on"
      ? handInputOn({ write: (chunk) => writeAll(input.forSupervisor, chunk), end: supervision.closeInput })
      : undefined
  return { request, directory, supervision, stopInput, pid: child.pid }
}

const startOnTerminal = (directory: string, request: Request, order: Order, handOn: HandOn | undefined): Running => {
  const typed = openTypedInput(directory)
  let supervision: Supervision | undefined
  const early: Array<Uint8Array> = []
  const reader = makeTerminalReader(columns, rows, {
    answer: (text) => enter(text),
    cursorKeys: (application) => supervision?.setCursorKeys(application),
  })
  const take = (chunk: Uint8Array) => {
    if (supervision === undefined) return void early.push(chunk)
    supervision.printed(chunk)
    reader.push(chunk)
  }
  const { promise: hungUp, resolve: hangUp } = Promise.withResolvers<void>()
  const orphans = orphansBeside(() => child)
  const child = orNotRun(() =>
    Bun.spawn([...order.words], {
      cwd: request.directory,
      env: environmentFor(order, request),
      terminal: {
        ...{ cols: columns, rows, name: terminalName },
        data: (_, chunk) => take(new Uint8Array(chunk)),
        exit: () => hangUp(),
      },
    }),
  )
  supervision = superviseCommand(
    {
      ...{ directory, request, pipes: [], orphans, stdin: undefined, terminal: flowOfTerminal(child.pid) },
      process: identityOf(child.pid),
      // What it has printed is there once its terminal is gone, which a process that it left may keep.
      exited: exitOf(child).then(async (exit) => {
        await Promise.race([hungUp, Bun.sleep(terminalGraceMillis)])
        typed.close()
        child.terminal?.close()
        return exit
      }),
    },
    handOn,
    order.background,
  )
  for (const chunk of early) take(chunk)
  // The command may end, and its terminal with it, while somebody still types.
  const enter = (text: string | Uint8Array) => {
    if (child.terminal?.closed === false) child.terminal.write(text)
  }
  void typeOn(enter, typed.chunks)
  let lastTyped: number | undefined
  const type = async (chunk: Uint8Array) => {
    lastTyped = chunk.at(-1)
    enter(chunk)
    return undefined
  }
  const end = () => enter(endOfInput(lastTyped))
  if (order.input === "none") end()
  const stopInput = order.input === "handed on" ? handInputOn({ write: type, end }) : undefined
  return { request, directory, supervision, stopInput, pid: child.pid }
}

const orNotRun = <A>(spawn: () => A): A => {
  try {
    return spawn()
  } catch (error) {
    throw new NotRun(errorCodeOf(error))
  }
}

/** A terminal whose session has lost its leader hangs up at once. */
const terminalGraceMillis = 500

const typeOn = async (enter: (chunk: Uint8Array) => void, typed: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const chunk of typed) enter(chunk)
}

/** The command's input, for what this process has on its own stdin. */
interface Input {
  /** Gives what went wrong, and is asked no more then. */
  readonly write: (chunk: Uint8Array) => Promise<string | undefined>
  readonly end: () => void
}

/** Hands the stdin of this process on, with its end, until somebody wants that no more. */
const handInputOn = (input: Input): (() => Promise<void>) => {
  const reader = openStandardInput()
  let isWanted = true
  const handOn = async () => {
    for (;;) {
      const chunk = await reader.read()
      if (!isWanted) return
      if (chunk === undefined) return input.end()
      if ((await input.write(chunk)) !== undefined) return
    }
  }
  void handOn()
  return async () => {
    isWanted = false
    await reader.cancel()
  }
}

const exitOf = async (child: Bun.Subprocess): Promise<Exit> => {
  await child.exited
  return child.signalCode === null
    ? { code: child.exitCode, signal: null }
    : { code: null, signal: nameOfSignal(child.signalCode) }
}

let adopted: Orphans | undefined
let ownChild: () => Bun.Subprocess | undefined = () => undefined

/** The orphans of this process, which are adopted once, beside the child that the runtime collects. */
const orphansBeside = (child: () => Bun.Subprocess): Orphans | undefined => {
  ownChild = child
  return (adopted ??= adoptOrphans(() => {
    const own = ownChild()
    return own === undefined || own.exitCode !== null || own.signalCode !== null ? undefined : own.pid
  }))
}
