import type { Environment } from "../../os/process/environment.ts"
import type { AgentEvent, Progress } from "./event.ts"

/**
 * All that outlive knows of one kind of coding agent: how it is started, how its conversation is resumed, how its output
 * is read, and what is peculiar to it. The rest of the program asks here, and names no particular agent.
 *
 * The agent gets its prompt on stdin, never as an argument, where every user of the system could read it.
 */
export interface Agent {
  /** The value of `--agent`, and the first part of the names of its tmux sessions: lower-case letters only. */
  readonly name: string
  /** Its name in a notification. */
  readonly displayName: string
  /** The program, looked up on PATH; `undefined` where the first of the task's own words is the program. */
  readonly executable: string | undefined
  /** The command that installs it, for a user who does not have it. */
  readonly installation: string
  /** The values of `--permissions`. With `skip`, the first, it asks for no approval; the others are the agent's own. */
  readonly permissionModes: ReadonlyArray<string>
  /**
   * Where the id of a conversation comes from: `chosen` takes the id that it is given, `told` makes its own and prints it
   * in its events, `none` has no conversation, so a resume is a fresh start.
   */
  readonly conversations: "chosen" | "told" | "none"
  /** The arguments of a first run. An agent whose conversations are `chosen` is to use the id `conversation`. */
  readonly start: (assignment: Assignment, conversation: string) => ReadonlyArray<string>
  /** The arguments of a run that resumes `conversation` with a prompt. */
  readonly resume: (assignment: Assignment, conversation: string) => ReadonlyArray<string>
  /**
   * Loads the reader of its event stream, which needs Effect's Schema: a program that reads no events must not load that.
   * `undefined` where the agent prints plain text: then it prints into the pane, and all that it prints is its answer.
   */
  readonly events: (() => Promise<EventReader>) | undefined
  /** What the end of a run means, where its exit code alone does not tell. */
  readonly judge?: (exitCode: number, progress: Progress) => Verdict
  /** Waiting for an answer that does not come, it uses less than this share of a processor; working, it uses more. */
  readonly idleShare: number
  /**
   * After how many check intervals without a sign of life it may hang, where that is not the usual 3. An agent that prints
   * nothing while a long answer arrives needs more.
   */
  readonly staleIntervals?: number
  /** It reports a tool call only after the tool has returned. Until then its child processes are the only sign of one. */
  readonly tellsToolsLate?: boolean
  /** Variables that it needs in addition to the user's. */
  readonly environment?: Environment
  /**
   * Short names for models, each with the name that `--model` of the agent takes. They hold for every agent, since several
   * run the same models; where two agents differ, each has its own.
   */
  readonly models?: Readonly<Record<string, string>>
  /** The names of files that it keeps in the task's directory. `prune` removes them with the task. */
  readonly files?: ReadonlyArray<string>
  /** Why it may refuse to work for this user although its program is installed. `doctor` prints it. */
  readonly caveat?: (user: User) => Caveat | undefined
}

/** What an agent has to know of a task to be started. */
export interface Assignment {
  /** The agent's own name for it; `undefined` leaves the choice to the agent. */
  readonly model: string | undefined
  /** One of the agent's `permissionModes`. */
  readonly permissions: string
  /** The words after `--`; empty for every agent that has a program of its own. */
  readonly command: ReadonlyArray<string>
  /** The directory of the task, for an agent that is told where to keep its conversation. */
  readonly directory: string
}

/** Reads one line of an agent's event stream. A line that it does not know holds no event. */
export type EventReader = (line: string) => ReadonlyArray<AgentEvent>

/** What the end of an agent means for its task. */
export interface Verdict {
  /** The exit code that the task gets. */
  readonly exitCode: number
  /** Another run would end the same way: the model does not exist, the key is not accepted. */
  readonly hopeless: boolean
}

/** The user for whom an agent would work. */
export interface User {
  readonly isRoot: boolean
  readonly environment: Environment
}

/** Why an agent may refuse to work, and what to do. */
export interface Caveat {
  readonly found: string
  readonly hint: string
}

/** An agent that can run in place of the shell scripts' own. (docs/protocol.md, Wrapper) */
export interface ScriptAgent extends Agent {
  readonly executable: string
  /** The arguments that the scripts give it. */
  readonly scriptParameters: (mode: "first" | "resume", model: string) => ReadonlyArray<string>
}

/** What an agent reads on stdin when its conversation is resumed, unless the user has said something else. */
export const continuationPrompt =
  "You were interrupted. Whatever you had started has been ended. Look at what is already done, and go on from there.\n"
