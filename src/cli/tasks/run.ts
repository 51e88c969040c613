import { readFileSync } from "node:fs"
import { resolve } from "node:path"

import * as Effect from "effect/Effect"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { ownEnvironment } from "../../os/process/environment.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { answer } from "../../os/terminal/console.ts"
import { printError } from "../../os/terminal/print.ts"
import type { Agent } from "../../tasks/agents/agent.ts"
import { agentNamed, agents, commandAgent, defaultAgent } from "../../tasks/agents/agents.ts"
import { type RunningTask, type RunRequest, runTask } from "../../tasks/commands/run.ts"
import { type InvalidTaskName, parseTaskName } from "../../tasks/state/find.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import type { ResumeOn } from "../../tasks/state/task.ts"
import { quote } from "../../words.ts"
import { documentLine } from "../words/document.ts"
import { type InputFailed, UsageError } from "../words/errors.ts"
import { execute } from "../words/execute.ts"
import { suggestion } from "../words/nearest.ts"
import { misplacedWord } from "../words/programWords.ts"
import { readStandardInput } from "../words/standardInput.ts"
import { readVariable } from "../words/variable.ts"
import type { RunDocument } from "./documents.schema.ts"
import { wait } from "./wait.ts"

export interface RunFlags {
  readonly name: string
  readonly agent?: string
  readonly model?: string
  readonly dir?: string
  readonly prompt?: string
  readonly promptFile?: string
  readonly env?: ReadonlyArray<string>
  readonly maxRetries?: number
  readonly deadline?: number
  readonly resumeOn: ResumeOn
  readonly permissions?: string
  readonly taskDir?: string
  readonly ifAbsent: boolean
  readonly replace: boolean
  readonly wait: boolean
  readonly follow: boolean
  readonly json: boolean
}

/** Starts a task. */
export const run = async (flags: RunFlags, ...words: Array<string>): Promise<number> => {
  const waits = flags.wait || flags.follow
  const command = Effect.gen(function* () {
    const started = yield* runTask(yield* readRequest(flags, words))
    for (const warning of started.warnings) printError(`outlive run: ${warning}`)
    if (!waits) yield* answer(flags.json ? asJson(started) : asLine(started))
    return 0
  })
  const exitCode = await execute("outlive run", onThisSystem(command), { json: flags.json })
  if (exitCode !== 0 || !waits) return exitCode
  return becomeWait(flags)
}

/** The arguments of this process may hold the prompt, for all to see. So it does not wait itself: it becomes `wait`. */
const becomeWait = ({ follow, json, name }: RunFlags): Promise<number> => {
  const flags = [...(follow ? ["--follow"] : []), ...(json ? ["--json"] : [])]
  try {
    process.execve?.(ownPath(), [process.argv0, "wait", name, ...flags], ownEnvironment())
  } catch {
    // A system without exec: this process waits itself.
  }
  return wait({ any: false, follow, json }, name)
}

const readRequest = (
  flags: RunFlags,
  words: ReadonlyArray<string>,
): Effect.Effect<RunRequest, InputFailed | InvalidTaskName | UsageError> =>
  Effect.gen(function* () {
    const name = yield* parseTaskName(flags.name)
    const agent = yield* readAgent(flags, words)
    if (flags.ifAbsent && flags.replace) {
      return yield* new UsageError({
        message: "--if-absent and --replace exclude each other",
        hint: "give one of them",
      })
    }
    for (const [flag, path] of [
      ["--dir", flags.dir],
      ["--task-dir", flags.taskDir],
    ] as const) {
      // An empty path would mean the current directory, but comes from a variable that is not set.
      if (path === "") return yield* new UsageError({ message: `${flag} is empty`, hint: "give a directory" })
    }
    const permissions = flags.permissions ?? "skip"
    if (!agent.permissionModes.includes(permissions)) {
      return yield* new UsageError({
        message: `--permissions ${quote(permissions)} is no mode of the agent ${agent.name}`,
        hint: suggestion(permissions, agent.permissionModes),
      })
    }
    return {
      name,
      agent,
      model: flags.model || undefined,
      projectDirectory: resolve(flags.dir ?? "."),
      prompt: yield* readPrompt(flags, agent),
      variables: Object.fromEntries(yield* Effect.forEach(flags.env ?? [], readVariable)),
      maxRetries: flags.maxRetries,
      deadlineSeconds: flags.deadline,
      resumeOn: flags.resumeOn,
      permissions,
      taskDirectory: flags.taskDir === undefined ? undefined : resolve(flags.taskDir),
      existing: flags.replace ? "replace" : flags.ifAbsent ? "keep" : "refuse",
      command: words,
    }
  })

const readAgent = (flags: RunFlags, words: ReadonlyArray<string>): Effect.Effect<Agent, UsageError> => {
  const misplaced = misplacedWord(words)
  if (misplaced !== undefined) {
    return wrong(`${quote(misplaced)} is no flag`, "give the prompt with --prompt or on stdin, a program after --")
  }
  if (words.length > 0 && (flags.agent ?? commandAgent.name) !== commandAgent.name) {
    return wrong(
      `the agent ${quote(flags.agent ?? "")} takes no words after --`,
      "leave them out, or leave --agent out",
    )
  }
  if (words.length > 0) return Effect.succeed(commandAgent)
  const agent = flags.agent === undefined ? defaultAgent : agentNamed(flags.agent)
  if (agent === undefined) {
    const given = flags.agent ?? ""
    return wrong(
      `${quote(given)} is no agent`,
      suggestion(
        given,
        agents.map(({ name }) => name),
      ),
    )
  }
  return agent === commandAgent
    ? wrong("the agent command has no words to run", "give them after --, as in: outlive run --name build -- make")
    : Effect.succeed(agent)
}

const wrong = (message: string, hint: string) => Effect.fail(new UsageError({ message, hint }))

const readPrompt = (
  { prompt, promptFile }: RunFlags,
  agent: Agent,
): Effect.Effect<Uint8Array | undefined, InputFailed | UsageError> =>
  Effect.gen(function* () {
    if (prompt !== undefined && promptFile !== undefined) {
      return yield* new UsageError({
        message: "--prompt and --prompt-file exclude each other",
        hint: "give one of them",
      })
    }
    // A program needs no prompt, and stdin may be a pipe that no process ever writes to or closes.
    if (prompt === undefined && promptFile === undefined && agent === commandAgent) return undefined
    const bytes =
      prompt !== undefined
        ? Buffer.from(prompt)
        : yield* promptFile === undefined || promptFile === "-"
            ? readStandardInput(noPrompt)
            : readPromptFile(promptFile)
    if (bytes.length === 0 || Buffer.from(bytes).toString("latin1").trim() === "") {
      return yield* new UsageError({ message: "the prompt is empty", hint: "say what the agent is to do" })
    }
    return bytes
  })

const noPrompt = {
  message: "there is no prompt: stdin is a terminal",
  hint: "give it with --prompt or --prompt-file, or pipe it in",
}

const readPromptFile = (path: string): Effect.Effect<Uint8Array, UsageError> =>
  Effect.try({
    try: () => readFileSync(path),
    catch: (error) =>
      new UsageError({
        message: `--prompt-file ${quote(path)} cannot be read: ${errorCodeOf(error)}`,
        hint: "give a file with the prompt",
      }),
  })

const asLine = ({ already, status }: RunningTask): string => {
  if (status.status === "stopped") return `${status.name} was stopped while it started\n`
  return already
    ? `${status.name} is already running (session ${status.session})\n`
    : `${status.name} is running: session ${status.session}, see outlive logs ${status.name} -f\n`
}

const asJson = ({ already, status, warnings }: RunningTask): string =>
  documentLine<RunDocument>({
    name: status.name,
    status: status.status,
    session: status.session,
    taskDir: status.taskDir,
    agent: status.agent,
    model: status.model,
    projectDir: status.projectDir,
    sessionId: status.sessionId,
    pid: status.pid,
    startedAt: status.startedAt,
    socket: status.socket,
    alreadyRunning: already,
    warnings,
  })
