import { statSync } from "node:fs"
import { basename, resolve } from "node:path"

import * as Effect from "effect/Effect"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { lookUpExecutable, searchPath } from "../../os/process/executable.ts"
import { quoteForShell } from "../../os/process/shell.ts"
import { answer } from "../../os/terminal/console.ts"
import { printError } from "../../os/terminal/print.ts"
import { type Started, startSession } from "../../sessions/commands/start.ts"
import { parseSessionName } from "../../sessions/session.ts"
import type { RestartPolicy } from "../../sessions/state/restart.ts"
import { chooseSocket } from "../../tmux/socket.ts"
import { quote } from "../../words.ts"
import { documentLine } from "../words/document.ts"
import { UsageError } from "../words/errors.ts"
import { lacksName, misplacedWord } from "../words/programWords.ts"
import { readVariable } from "../words/variable.ts"
import type { StartDocument } from "./documents.schema.ts"
import { execute, type SessionFlags, withSocket } from "./execute.ts"

export interface StartFlags extends SessionFlags {
  readonly dir?: string
  readonly env?: ReadonlyArray<string>
  readonly historyLimit?: number
  readonly restart: RestartPolicy
  readonly maxRestarts?: number
  readonly ifAbsent: boolean
  readonly replace: boolean
}

const defaultHistoryLimit = 10_000

/** Starts a session. A session that runs already is left as it is, without an error. */
export const start = (flags: StartFlags, given: string, ...words: ReadonlyArray<string>): Promise<number> => {
  const command = Effect.gen(function* () {
    if (lacksName([given, ...words])) {
      return yield* wrong("NAME is missing", "give it before --, as in: outlive session start web -- npm run dev")
    }
    const name = yield* parseSessionName(given)
    if (flags.ifAbsent && flags.replace) {
      return yield* wrong("--if-absent and --replace exclude each other", "give one of them")
    }
    if (flags.maxRestarts !== undefined && flags.restart === "no") {
      return yield* wrong("--max-restarts without --restart restarts nothing", "add --restart on-failure or always")
    }
    const directory = yield* readDirectory(flags.dir ?? ".")
    const variables = Object.fromEntries(yield* Effect.forEach(flags.env ?? [], readVariable))
    const program = yield* readProgram(words, directory, variables["PATH"] ?? searchPath())
    const started = yield* startSession({
      ...program,
      name,
      socket: chooseSocket(flags.socket),
      directory,
      variables,
      historyLimit: flags.historyLimit ?? defaultHistoryLimit,
      restart: flags.restart,
      maxRestarts: flags.maxRestarts,
      existing: flags.replace ? "replace" : "keep",
    })
    for (const warning of started.warnings) printError(`outlive session start: ${warning}`)
    yield* answer(flags.json ? asJson(started) : withSocket(flags, asLine(started)))
    return 0
  })
  return execute("start", command, flags)
}

const wrong = (message: string, hint: string) => Effect.fail(new UsageError({ message, hint }))

const readDirectory = (given: string): Effect.Effect<string, UsageError> =>
  Effect.suspend(() => {
    const path = resolve(given)
    const refused = (reason: string) =>
      wrong(`the directory ${quote(given)} cannot be worked in: ${reason}`, "give another with --dir")
    try {
      return statSync(path).isDirectory() ? Effect.succeed(path) : refused("it is no directory")
    } catch (error) {
      return refused(errorCodeOf(error) === "ENOENT" ? "it does not exist" : errorCodeOf(error))
    }
  })

/** Several words are run as they are. A single word with spaces is a line for the shell; no words mean the shell itself. */
const readProgram = (words: ReadonlyArray<string>, directory: string, path: string) =>
  Effect.gen(function* () {
    const misplaced = misplacedWord(words)
    if (misplaced !== undefined) {
      return yield* wrong(
        `${quote(misplaced)} stands where flags do`,
        "give the program after --, as in: outlive session start web -- npm run dev",
      )
    }
    const [first, ...others] = words
    const shell = process.env["SHELL"] || "/bin/sh"
    const isLine = first !== undefined && others.length === 0 && /\s/.test(first)
    const command: readonly [string, ...Array<string>] =
      first === undefined ? [shell] : isLine ? [shell, "-c", first] : [first, ...others]
    if (command[0] === "") return yield* wrong("the program has no name", "give one after --")
    const found = lookUpExecutable(command[0], path, directory)
    if (found._tag !== "Found") {
      const what = found._tag === "NotFound" ? "is not on PATH" : "may not be run"
      return yield* wrong(`the program ${quote(command[0])} ${what}`, "check how it is written, or install it")
    }
    const shown = first === undefined ? basename(shell) : isLine ? first : command.map(quoteForShell).join(" ")
    return { command, executable: found.path, shown }
  })

const asLine = ({ already, session: { name, socket, view } }: Started): string =>
  already
    ? `${name} is already running\n`
    : view.state === "running" || view.state === "starting"
      ? `${name} is running; see it with: outlive session tail ${name}, or tmux -S ${quoteForShell(socket)} attach -t ${name}\n`
      : `${name} was started, and is ${view.state}; see: outlive session tail ${name}\n`

const asJson = ({ already, session, warnings }: Started): string =>
  documentLine<StartDocument>({ ...session.view, alreadyRunning: already, warnings })
