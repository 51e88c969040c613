import { identityOf } from "../../os/process/identity.ts"
import { flowOfTerminal } from "../../os/terminal/terminalFlow.ts"
import { endOfInput } from "../../terminal/keyBytes.ts"
import { makeTerminalReader } from "../../terminal/terminalReader.ts"
import { openTypedInput } from "../state/channels.ts"
import type { Request } from "../state/record.ts"
import { environmentFor, exitOf, orNotRun, orphansBeside, type Supervised } from "./commandProcess.ts"
import type { Reader } from "./handOn.ts"
import { handInputOn } from "./inputHandOn.ts"
import type { Order } from "./messages.ts"
import { superviseCommand, type Supervision } from "./supervision.ts"

/** The terminal of a command has no user to fit it to. */
const columns = 120
const rows = 30
const terminalName = "xterm-256color"

/** The size is the terminal's, and not that of the caller's. */
const terminalVariables = { TERM: terminalName, COLUMNS: undefined, LINES: undefined }

/** A terminal whose session has lost its leader hangs up at once. */
const terminalGraceMillis = 500

/** Starts a command on a terminal of its own, and looks after it. Throws `NotRun`. */
export const startOnTerminal = (
  directory: string,
  request: Request,
  order: Order,
  handedTo: Reader | undefined,
): Supervised => {
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
      env: environmentFor(order, request, terminalVariables),
      terminal: {
        ...{ cols: columns, rows, name: terminalName },
        data: (_, chunk) => take(new Uint8Array(chunk)),
        exit: () => hangUp(),
      },
    }),
  )
  // What it has printed is there once its terminal is gone, which a process that it left may keep.
  const closeTerminal = async () => {
    await Promise.race([hungUp, Bun.sleep(terminalGraceMillis)])
    typed.close()
    child.terminal?.close()
  }
  supervision = superviseCommand(
    {
      ...{ directory, request, pipes: [], orphans, stdin: undefined, terminal: flowOfTerminal(child.pid) },
      process: identityOf(child.pid),
      exited: exitOf(child, closeTerminal),
    },
    handedTo,
    order.background,
  )
  // The command may end, and its terminal with it, while another process still types.
  const enter = (text: string | Uint8Array) => {
    if (child.terminal?.closed === false) child.terminal.write(text)
  }
  for (const chunk of early) take(chunk)
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
  return { pid: child.pid, supervision, stopInput }
}

const typeOn = async (enter: (chunk: Uint8Array) => void, typed: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const chunk of typed) enter(chunk)
}
