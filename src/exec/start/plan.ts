import { statSync } from "node:fs"
import { homedir } from "node:os"
import { basename, resolve } from "node:path"

import { currentDirectory, lookUpExecutable, searchPath } from "../../os/process/executable.ts"
import { collectionTimer } from "../../os/process/quiet.ts"
import { apartTag } from "../../processTags.ts"
import { quote } from "../../words.ts"
import {
  ElevationNotAllowed,
  InvalidCommand,
  InvalidTimeout,
  InvalidVariable,
  NoCommand,
  NoSandbox,
  NoShell,
  type PlanError,
  ProtectedVariable,
} from "../errors.ts"
import type { Order } from "../supervisor/messages.ts"
import type { ExecToolRequest } from "../toolRequest.schema.ts"
import { type Settings, within, yieldBounds } from "./settings.ts"

/** A request to run a command. */
export type ExecRequest = Omit<ExecToolRequest, "tool" | "id">

/** How a request is to be carried out. */
export interface Plan {
  readonly order: Order
  /** When it goes to the background; `undefined` is never. */
  readonly yieldMillis: number | undefined
  /** What is done differently from the request. */
  readonly warnings: ReadonlyArray<string>
}

/** The caller, and what becomes of the output while it waits. */
export interface Asker extends Pick<Order, "output"> {
  readonly scope: string | undefined
  readonly sync: boolean
  /** The caller's stdin is to be handed on to the command. */
  readonly hasInput: boolean
}

/** The plan for a request. Throws `PlanError`. */
export const planFor = (request: ExecRequest, settings: Settings, asker: Asker): Plan => {
  const { background = false, command, elevated = false, env = {}, pty = false } = request
  if (command.trim() === "") throw new NoCommand()
  if (command.includes("\0")) throw new InvalidCommand()
  const refused = Object.entries(env).find(([name, value]) => !isSettable(name) || value.includes("\0"))
  if (refused !== undefined) throw whyNotSettable(refused[0])
  const timeoutSeconds = request.timeout ?? settings.timeoutSeconds
  if (!(timeoutSeconds >= 0 && Number.isFinite(timeoutSeconds))) {
    throw new InvalidTimeout({ seconds: timeoutSeconds })
  }
  if (elevated && !settings.allowElevated) throw new ElevationNotAllowed()
  const words = wordsFor(command, elevated ? [] : settings.sandbox)
  const warnings: Array<string> = []
  const neverYields = asker.sync || !settings.allowBackground
  if (neverYields && (background || request.yieldMs !== undefined)) {
    warnings.push("Warning: nothing goes to the background here; the command is waited for")
  }
  const isBackground = background && !neverYields
  const fallback = currentDirectory()
  const wanted = request.workdir === undefined || request.workdir === "" ? fallback : asPath(request.workdir)
  const directory = isDirectory(wanted) ? wanted : fallback
  if (directory !== wanted) {
    warnings.push(
      `Warning: workdir ${quote(wanted)} cannot be used, since there is no such directory; ${quote(directory)} is used instead`,
    )
  }
  return {
    warnings,
    yieldMillis: neverYields ? undefined : background ? 0 : yieldMillisFor(request.yieldMs, settings),
    order: {
      ...{ command, words, directory, pty, timeoutSeconds },
      variables: { [collectionTimer]: process.env[collectionTimer] ?? null, [apartTag]: null, ...env },
      scope: asker.scope ?? null,
      background: isBackground,
      output: isBackground ? "kept" : asker.output,
      // `process write` reaches only commands in the background.
      input: asker.hasInput && !isBackground ? "handed on" : neverYields ? "none" : "open",
      maxLogBytes: settings.maxLogBytes,
      notification: settings.notification,
    },
  }
}

const yieldMillisFor = (asked: number | undefined, { yieldMillis }: Settings): number =>
  asked === undefined || !Number.isFinite(asked) ? yieldMillis : within(yieldBounds, asked)

/** Such a variable could put another program in place of the one that is called, or have it load foreign code. */
const isProtected = (variable: string): boolean => /^(?:PATH$|LD_|DYLD_)/.test(variable)

const isSettable = (variable: string): boolean => /^[^=\0]+$/.test(variable) && !isProtected(variable)

const whyNotSettable = (variable: string): PlanError =>
  isProtected(variable) ? new ProtectedVariable({ variable }) : new InvalidVariable({ variable })

/** The sandbox, if any, and the shell with the command. */
const wordsFor = (command: string, sandbox: ReadonlyArray<string>): Order["words"] => {
  const shell = findShell()
  if (shell === undefined) throw new NoShell()
  const [name, ...before] = sandbox
  // The shell would take a command that begins as a flag for its own flag.
  const script = /^[-+]/.test(command) ? ` ${command}` : command
  if (name === undefined) return [shell, "-c", script]
  const program = lookUpExecutable(name, searchPath(), currentDirectory())
  if (program._tag !== "Found") throw new NoSandbox({ program: name })
  return [program.path, ...before, shell, "-c", script]
}

/** Shells that do not run commands written for `sh`, and what accounts without a shell have in its place. */
const unsuitable = new Set(["fish", "nologin", "false", "true"])

const findShell = (): string | undefined => {
  const wanted = process.env["SHELL"]
  const names = wanted === undefined || wanted === "" || unsuitable.has(basename(wanted)) ? [] : [wanted]
  const others = basename(wanted ?? "") === "fish" ? ["bash", "sh"] : ["sh"]
  for (const name of [...names, ...others, "/bin/sh"]) {
    const program = lookUpExecutable(name, searchPath(), currentDirectory())
    if (program._tag === "Found") return program.path
  }
  return undefined
}

const asPath = (workdir: string): string =>
  /^~(?=\/|$)/.test(workdir) ? homedir() + workdir.slice(1) : resolve(currentDirectory(), workdir)

const isDirectory = (path: string): boolean => {
  try {
    return statSync(path).isDirectory()
  } catch {
    // Not there, or not readable.
    return false
  }
}
