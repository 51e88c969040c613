import type { Brand } from "effect/Brand"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"

import { isName } from "../../names.ts"
import type { FileError } from "../../os/files/fileError.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { has, pathOf } from "../../protocol/taskDirectory.ts"
import type { NewerFormat } from "../../record/newerFormat.ts"
import type * as Tmux from "../../tmux/tmux.ts"
import { type Agent } from "../agents/agent.ts"
import { agentNamed } from "../agents/agents.ts"
import { newerFormatOf } from "./format.ts"
import { type ManifestStatus, statusIn } from "./taskStatus.ts"

/** The name of a task. (names.ts) */
export type TaskName = string & Brand<"TaskName">

/** The given text as a name; none if it cannot be one. */
export const taskNameOf = (given: string): Option.Option<TaskName> =>
  isName(given) ? Option.some(given as TaskName) : Option.none()

/** When a task goes on after its agent's end: `crash` is a death by a signal, `failure` any end but success. */
export type ResumeOn = "crash" | "failure" | "never"

/** What the manifest of `outlive run` says of a task; its other files say what becomes of it. */
export interface Task {
  readonly directory: string
  readonly name: TaskName
  /** The value of the variable `taskTag` in every process that the task's agent starts. */
  readonly id: string
  readonly agent: Agent
  /** As the user named it; `undefined` leaves the choice to the agent. */
  readonly model: string | undefined
  readonly projectDirectory: string
  readonly session: Tmux.Session
  /** The id of the conversation; `undefined` until the agent has told it. */
  readonly conversation: string | undefined
  /** The same, once the agent has begun it and can go back to it. */
  readonly conversationBegun: string | undefined
  /** The agent no longer knows the conversation that it had begun. */
  readonly conversationForgotten: boolean
  /** How many bytes of events there were when a user last resumed it: they say nothing about its present end. */
  readonly eventsBefore: number
  readonly permissions: string
  readonly resumeOn: ResumeOn
  /** `undefined` leaves it to the monitor's environment. */
  readonly maxResumes: number | undefined
  /** Resumes so far. */
  readonly resumes: number
  /** Seconds since the epoch. */
  readonly deadlineAt: number
  /** Seconds from a launch to its deadline. */
  readonly deadlineSeconds: number | undefined
  /** The words after `--`. */
  readonly command: ReadonlyArray<string>
  readonly status: ManifestStatus
  /** When a user stopped it, in seconds since the epoch; `stopGraceSeconds` is how long its agent was given. */
  readonly stoppedAt: number | undefined
  readonly stopGraceSeconds: number
}

/** The default for how long a task may take. (docs/protocol.md, Settings) */
export const defaultDeadlineSeconds = 18_000

/** The value of `policy` in the manifest of a task that `outlive run` has made. */
export const managedPolicy = "robust"

/** The directory holds no task of `outlive run`, or one with a damaged manifest. */
export class NoTask extends Data.TaggedError("NoTask")<{ readonly directory: string; readonly reason: string }> {}

/** Whether the manifest is one of `outlive run`. */
export const isManaged = (manifest: Manifest.ManifestText): boolean =>
  Manifest.valueOf(manifest, "policy") === managedPolicy

/** Whether `outlive run` has made the directory, which may have lost its manifest: the scripts keep no environment. */
export const isMadeByRun = (directory: string): boolean => has(directory, "environment")

/** The task that the manifest of `directory` describes. */
export const taskOf = (
  directory: string,
  manifest: Manifest.ManifestText,
): Either.Either<Task, NewerFormat | NoTask> => {
  const value = (key: string) => Manifest.valueOf(manifest, key) || undefined
  const missing = (key: string) => Either.left(new NoTask({ directory, reason: `its manifest has no usable ${key}` }))
  const newer = newerFormatOf(directory, manifest)
  if (newer !== undefined) return Either.left(newer)
  if (!isManaged(manifest)) return Either.left(new NoTask({ directory, reason: "it was not made by outlive run" }))
  const name = Option.getOrUndefined(taskNameOf(value("task_name") ?? ""))
  if (name === undefined) return missing("task_name")
  const agent = agentNamed(value("agent") ?? "")
  if (agent === undefined) return missing("agent")
  const id = value("task_id")
  if (id === undefined) return missing("task_id")
  const projectDirectory = value("project_dir")
  if (projectDirectory === undefined) return missing("project_dir")
  const sessionName = value("session_name")
  if (sessionName === undefined) return missing("session_name")
  const command = wordsOf(value("command") ?? "[]")
  if (command === undefined) return missing("command")
  return Either.right({
    directory,
    name,
    id,
    agent,
    model: value("model"),
    projectDirectory,
    session: { name: sessionName, socket: value("tmux_socket"), owner: id },
    conversation: value("session_id"),
    conversationBegun: value("conversation"),
    conversationForgotten: Manifest.valueOf(manifest, "conversation") === "",
    eventsBefore: wholeNumber(value("events_before")) ?? 0,
    permissions: value("permissions") ?? "skip",
    resumeOn: resumeOnOf(value("resume_on")) ?? "crash",
    maxResumes: wholeNumber(value("max_retries")),
    resumes: wholeNumber(value("retry_count")) ?? 0,
    deadlineAt: Date.parse(value("deadline_at") ?? "") / 1000 || Number.POSITIVE_INFINITY,
    deadlineSeconds: wholeNumber(value("deadline_seconds")),
    command,
    status: statusIn(manifest),
    stoppedAt: Date.parse(value("stopped_at") ?? "") / 1000 || undefined,
    stopGraceSeconds: Number(value("stop_grace") ?? 0) || 0,
  })
}

/** Reads the task in `directory`. */
export const readTask = (directory: string): Effect.Effect<Task, NewerFormat | NoTask | FileError> =>
  Effect.flatMap(ManifestFile.read(pathOf(directory, "manifest")), (manifest) =>
    Option.match(manifest, {
      onNone: () => Effect.fail(new NoTask({ directory, reason: "it has no manifest" })),
      onSome: (text) => taskOf(directory, text),
    }),
  )

/** The word as a value of `--resume-on`. */
export const resumeOnOf = (word: string | undefined): ResumeOn | undefined =>
  word === "crash" || word === "failure" || word === "never" ? word : undefined

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined

/** Words are kept as a JSON array: a manifest's value has no line breaks. */
const wordsOf = (text: string): ReadonlyArray<string> | undefined => {
  try {
    const words: unknown = JSON.parse(text)
    return Array.isArray(words) && words.every((word) => typeof word === "string") ? words : undefined
  } catch {
    // Not JSON; the caller says which key is wrong.
    return undefined
  }
}
