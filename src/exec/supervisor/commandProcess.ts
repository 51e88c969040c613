import { wallMillis } from "../../os/clock.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { adoptOrphans, type Orphans } from "../../os/process/orphans.ts"
import { nameOfSignal } from "../../os/process/signals.ts"
import { apartTag, execId, execTag } from "../../processTags.ts"
import type { Request } from "../state/record.ts"
import type { Exit } from "./machine.ts"
import type { Order } from "./messages.ts"
import type { Supervision } from "./supervision.ts"

/** The process of a command, and what looks after it. */
export interface Supervised {
  readonly pid: number
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

/** The process that `spawn` gives. Throws `NotRun`. */
export const orNotRun = <A>(spawn: () => A): A => {
  try {
    return spawn()
  } catch (error) {
    throw new NotRun(errorCodeOf(error))
  }
}

/** The environment of a command; `terminal` has the variables that its terminal asks for. */
export const environmentFor = (
  { directory, variables }: Order,
  { id, tag }: Request,
  terminal: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> => ({
  ...process.env,
  [apartTag]: undefined,
  PWD: directory,
  ...terminal,
  ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? undefined])),
  OPENCLAW_SHELL: "exec",
  [execId]: id,
  [execTag]: tag,
})

/** How a child of this process ended; `afterwards` is waited for before that counts as known. */
export const exitOf = async (child: Bun.Subprocess, afterwards?: () => Promise<void>): Promise<Exit> => {
  await child.exited
  await afterwards?.()
  const knownAt = wallMillis()
  return child.signalCode === null
    ? { code: child.exitCode, signal: null, knownAt }
    : { code: null, signal: nameOfSignal(child.signalCode), knownAt }
}

let adopted: Orphans | undefined
let ownChild: () => Bun.Subprocess | undefined = () => undefined

/** The orphans of this process, which are adopted once, beside the child that the runtime collects. */
export const orphansBeside = (child: () => Bun.Subprocess): Orphans | undefined => {
  ownChild = child
  return (adopted ??= adoptOrphans(() => {
    const own = ownChild()
    return own === undefined || own.exitCode !== null || own.signalCode !== null ? undefined : own.pid
  }))
}
