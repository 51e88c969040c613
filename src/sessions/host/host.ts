import { readFileSync } from "node:fs"
import { dirname } from "node:path"

import { wallMillis } from "../../os/clock.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { fromBytes, ownEnvironment } from "../../os/process/environment.ts"
import { identityOf, type ProcessIdentity } from "../../os/process/identity.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { endProcesses } from "../../os/process/processTree.ts"
import { exitCodeOfSignal } from "../../os/process/signals.ts"
import { spawnProgram } from "../../os/process/spawn.ts"
import { makeLineWriter } from "../../os/terminal/lineWriter.ts"
import { printError } from "../../os/terminal/print.ts"
import { sessionTag } from "../../processTags.ts"
import type { Content } from "../../record/format.ts"
import { describeUnusable, type Unusable } from "../../record/unusable.ts"
import { quote, toLine } from "../../words.ts"
import type { StartAgainError } from "../commands/start.ts"
import { environmentOfProgram } from "../state/environment.ts"
import { pathOf } from "../state/files.ts"
import { readRequest, type Request, type State, writeState } from "../state/record.ts"
import { type Exit, sequelOf } from "../state/restart.ts"
import { announceRestart, announceRun } from "../state/runs.ts"
import { stopOrderIn } from "../state/stopOrder.ts"
import { type EndCause, listenForOrders } from "./orders.ts"

/*
 * The program of a session's pane. It starts the session's own program on the same terminal and in the same process
 * group, so that keys, resizes and signals of the terminal reach that program as if it were alone. The host is the
 * program's parent, and stays when the terminal goes, so it always learns how the program ended.
 *
 * It is in memory for as long as the session is, so it starts without Effect, and loads what stops and starts other
 * sessions only when it has to.
 */

/** How long a program whose session was closed gets between TERM and KILL. */
const usualGraceSeconds = 5

/** Between two attempts to write the state to a full disk. */
const retryMillis = 2000

/** How long to wait for a terminal that takes no output, as after Ctrl-S. */
const lastWordsSeconds = 1

/**
 * Runs the session that is kept in `directory` to its end, and gives the exit code of its program. `describe` words why the
 * session could not go on in another one.
 */
export const host = async (
  directory: string,
  describe: (error: StartAgainError) => Promise<string>,
): Promise<number> => {
  // The tmux server that started this host does not know the OUTLIVE_HOME of the session's starter.
  process.env["OUTLIVE_HOME"] = dirname(dirname(dirname(directory)))
  const read = readRequest(directory)
  if (read._tag !== "Decoded") {
    printError(`outlive session-host: ${whyNotHosted(read, directory)}`)
    return exitCodeNotHosted
  }
  const request = read.value
  const record = makeRecorder(directory)
  const terminal = makeLineWriter(1)
  const orders = listenForOrders(directory)
  let restarts = request.restarts
  if (stopOrderIn(directory) !== undefined) {
    // The order came before this process could listen.
    const endedAt = iso(wallMillis())
    record({ restarts, phase: { _tag: "Ended", cause: "stopped", exit: null, endedAt, problem: null } })
    return 0
  }

  for (let run = 1; ; run++) {
    const program = startProgram(directory, request)
    const since = wallMillis()
    if (program.process !== undefined) {
      record({ restarts, phase: { _tag: "Running", program: program.process, since: iso(since) } })
    }
    await Promise.race([program.exit, orders.stop.given, orders.hangUp.given])
    if (orders.stop.value !== undefined || orders.hangUp.value !== undefined) {
      await endProgram(request, orders.stop.value?.graceSeconds ?? usualGraceSeconds)
    }
    const exit = await program.exit
    const endedAt = wallMillis()
    const end = async (cause: EndCause): Promise<number> => {
      const problem = program.problem ?? null
      record({ restarts, phase: { _tag: "Ended", cause, exit, endedAt: iso(endedAt), problem } })
      await terminal.flushed(lastWordsSeconds)
      return exitCodeFor(exit)
    }

    const told = await orders.end()
    if (told !== undefined && told !== "server lost") return end(told)
    const settings = { policy: request.restart, most: request.maxRestarts ?? undefined }
    const sequel = sequelOf(settings, restarts, exit, (endedAt - since) / 1000)
    if (sequel._tag === "Rest") return end(told === undefined ? "itself" : "closed")
    if (sequel._tag === "GiveUp") return end("gave up")

    restarts = sequel.restarts
    const until = endedAt + sequel.afterSeconds * 1000
    record({ restarts, phase: { _tag: "Waiting", until: iso(until), exit, endedAt: iso(endedAt) } })
    terminal.line(announceRestart(request.name, exit, sequel.afterSeconds, program.problem))
    await Promise.race([Bun.sleep(until - wallMillis()), orders.stop.given])
    const toldMeanwhile = await orders.end()
    if (toldMeanwhile === "server lost") {
      const { startAnew, stopAnew } = await import("./otherSession.ts")
      const refusal = await startAnew(directory, { ...request, restarts })
      if (refusal !== undefined) {
        program.problem = await describe(refusal)
        return end("gave up")
      }
      // A stop that came meanwhile has reached only this host, so it is passed on.
      if (orders.stop.value !== undefined) await stopAnew(request, orders.stop.value.graceSeconds)
      return exitCodeFor(exit)
    }
    if (toldMeanwhile !== undefined) return end(toldMeanwhile)
    takeTerminalBack()
    terminal.line(announceRun(run + 1))
    // The program's output has to come after this line.
    await terminal.flushed(lastWordsSeconds)
  }
}

/** The exit code where `session.json` cannot be read; the pane says why, as long as it is there. */
const exitCodeNotHosted = 1

const whyNotHosted = (read: Unusable | { readonly _tag: "Absent" }, directory: string): string =>
  read._tag === "Absent"
    ? `${quote(pathOf(directory, "session.json"))} is missing; start the session anew`
    : toLine(describeUnusable(read))

const iso = (epochMillis: number): string => new Date(epochMillis).toISOString()

/** As a shell gives it. */
const exitCodeFor = (exit: Exit): number =>
  exit._tag === "Exited" ? exit.code : exitCodeOfSignal(exit.signal as NodeJS.Signals)

/** Writes the state, and tries again until it is written. */
const makeRecorder = (directory: string): ((state: Omit<Content<State>, "host">) => void) => {
  const self = identityOf(process.pid)
  let retry: ReturnType<typeof setTimeout> | undefined
  return function record(state) {
    clearTimeout(retry)
    // The disk may get room again. Meanwhile the program runs on.
    if (!writeState(directory, { host: self, ...state })) retry = setTimeout(() => record(state), retryMillis)
  }
}

// -------------------------------------------------------------------------------------------------------------- program

interface Program {
  /** `undefined` where it could not be started. */
  readonly process: ProcessIdentity | undefined
  readonly exit: Promise<Exit>
  /** Why it could not be started, in words. */
  problem?: string | undefined
}

const startProgram = (
  directory: string,
  { command, directory: workingDirectory, executable, id }: Request,
): Program => {
  const [name, ...parameters] = command
  try {
    const kept = fromBytes(readFileSync(pathOf(directory, "environment")))
    const env = { ...environmentOfProgram(kept, ownEnvironment(), id), PWD: workingDirectory }
    const child = spawnProgram(name, executable, parameters, {
      cwd: workingDirectory,
      env,
      stdio: ["inherit", "inherit", "inherit"],
    })
    return {
      process: identityOf(child.pid),
      exit: child.exited.then((): Exit =>
        child.signalCode === null
          ? { _tag: "Exited", code: child.exitCode ?? 1 }
          : { _tag: "Killed", signal: String(child.signalCode) },
      ),
    }
  } catch (error) {
    const problem = `${executable} cannot be started in ${workingDirectory}: ${errorCodeOf(error)}`
    return { process: undefined, exit: Promise.resolve({ _tag: "Exited", code: exitCodeNotRun }), problem }
  }
}

/** The exit code that a shell gives for a program that exists but cannot be run. */
const exitCodeNotRun = 126

/** Ends the program with all that it started: HUP and TERM, then KILL. */
const endProgram = async ({ id }: Request, graceSeconds: number): Promise<void> => {
  await endProcesses({ tag: { name: sessionTag, value: id } }, graceSeconds, ["SIGHUP", "SIGTERM"])
}

/** A killed program leaves its modes set on the terminal, and maybe a group of its own in the foreground. */
const takeTerminalBack = (): void => {
  // Calling the C library needs the just-in-time compiler, which this process runs without.
  const { BUN_JSC_useJIT: _, ...env } = process.env
  for (const words of [
    [ownPath(), "session-terminal"],
    ["stty", "sane"],
  ]) {
    try {
      Bun.spawnSync(words, { env, stdio: ["inherit", "ignore", "ignore"] })
    } catch {
      // A terminal in odd modes is no reason not to run.
    }
  }
}
