import type { Environment } from "../../os/process/environment.ts"
import type { AgentEvent, Progress } from "./event.ts"

/** What an adapter needs to know of a task to start its agent. */
export interface Assignment {
  /** As the agent calls it; `undefined` leaves the choice to the agent. */
  readonly model: string | undefined
  /** A mode of `permissionModes`. */
  readonly permissions: string
  /** The words after `--`; empty for every agent but `command`. */
  readonly command: ReadonlyArray<string>
  /** The directory of the task, for an agent that keeps its conversation where it is told. */
  readonly directory: string
}

/**
 * How one kind of agent is started, how its conversation is taken up again, and how its output is read.
 *
 * The prompt comes on the agent's stdin, never as an argument, where every user of the system could read it.
 */
export interface Agent {
  /** What `--agent` calls it, and the first part of its sessions' names. */
  readonly name: string
  /** What a notification calls it. */
  readonly displayName: string
  /** Looked up on PATH; `undefined` where the task's own words name it. */
  readonly executable: string | undefined
  /** How to get it, for whoever does not have it. */
  readonly installation: string
  /** `skip` asks nobody for anything; what the others mean is the agent's affair. */
  readonly permissionModes: ReadonlyArray<string>
  /**
   * Who names a conversation: `chosen` takes the id that it is given, `told` says its own in its events, `none` has no
   * conversation to go back to.
   */
  readonly conversations: "chosen" | "told" | "none"
  /** The words of a first run; `conversation` is its id where the agent takes one. */
  readonly start: (assignment: Assignment, conversation: string) => ReadonlyArray<string>
  /** The words that take the conversation up again, with a prompt to go on. */
  readonly resume: (assignment: Assignment, conversation: string) => ReadonlyArray<string>
  /**
   * Loads what reads a line of its event stream. `undefined` where the agent prints for people: then its output is the
   * pane's, and all of it is its answer.
   */
  readonly events: (() => Promise<EventReader>) | undefined
  /** What an end means, where the exit code alone does not tell. */
  readonly judge?: (exitCode: number, progress: Progress) => Verdict
  /** It uses less of a processor than this share while it waits for an answer that does not come, and more at work. */
  readonly idleShare: number
  /**
   * After how many intervals without a sign of life it may hang, where that is not the usual 3: an agent that prints
   * nothing while a long answer comes in needs more patience.
   */
  readonly staleIntervals?: number
  /** It tells of a tool call only when that has returned: until then its children are the only sign of one. */
  readonly tellsToolsLate?: boolean
  /** Variables that it needs besides the user's. */
  readonly environment?: Environment
}

/** What the end of an agent means for its task. */
export interface Verdict {
  readonly exitCode: number
  /** Another run would end the same way: an unknown model, a key that is not accepted. */
  readonly hopeless: boolean
}

/** Reads a line of an agent's event stream: what it says, and nothing for what it does not know. */
export type EventReader = (line: string) => ReadonlyArray<AgentEvent>

/** What an agent is told, on its stdin, when its conversation is taken up again. */
export const continuationPrompt =
  "You were interrupted. Whatever you had started has been ended. Look at what is already done, and go on from there.\n"
