import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { printLine } from "../../os/terminal/print.ts"
import { claims } from "../../protocol/claim.ts"
import { locked } from "../../protocol/manifestFile.ts"
import { has, pathOf, timestamp } from "../../protocol/taskDirectory.ts"
import { readTask, type Task } from "../state/task.ts"
import { endAgent, endSession, recordStatus } from "../steps/ending.ts"
import { type Announcement, takeAnnouncement } from "../steps/endNotice.ts"
import { awaitAgent, bringBack, describeStartError } from "../steps/launch.ts"
import type { Actions } from "./actions.ts"
import type { Observation } from "./machine.ts"
import { persist, signOff, trace } from "./notes.ts"

/** How long an agent that hangs, or whose task is given up, may take to end by itself. */
const graceSeconds = 5

/** Whether the new wrapper has found that its agent can no longer be started. */
const wasGivenUp = ({ directory }: Task): Effect.Effect<boolean> =>
  readTask(directory).pipe(
    Effect.map(({ status }) => status === "abandoned"),
    // The wrapper has not recorded it.
    Effect.orElseSucceed(() => false),
  )

/** The acts of a monitor of `outlive run`. */
export const makeManagedActions = (task: Task): Actions => ({
  resume: ({ retryCount, status }) =>
    Effect.gen(function* () {
      const now = timestamp(yield* Clock.currentTimeMillis)
      const retries = ["retry_count", String(retryCount)] as const
      const goesOn = yield* Effect.orElseSucceed(
        recordStatus(task.directory, status, retries, ["last_checked_at", now]),
        // An agent is brought back on a full disk too.
        () => true,
      )
      if (!goesOn) return Option.some<Observation>({ _tag: "TaskOver" })
      yield* endAgent(task, graceSeconds)
      yield* bringBack(task).pipe(
        Effect.zipRight(trace(task.directory, "a new session was started")),
        // A start that is slow, on a busy machine, is no crash.
        Effect.zipRight(Effect.ignore(awaitAgent(task))),
        // The next check finds no wrapper, and tries again.
        Effect.catchAll((error) => trace(task.directory, `no session could be started: ${describeStartError(error)}`)),
      )
      return (yield* wasGivenUp(task)) ? Option.some<Observation>({ _tag: "TaskOver" }) : Option.none<Observation>()
    }),
  // The state machine asks for this only under the scripts' policy. (Policy.tellsEnds)
  notifyAbandoned: Effect.void,
  // An agent that has completed its task ends by itself.
  closeDown: Effect.gen(function* () {
    if (!has(task.directory, "done")) yield* endAgent(task, graceSeconds)
    yield* endSession(task)
  }),
  notifyEnd: Effect.gen(function* () {
    const announcement = yield* Effect.catchAll(takeAnnouncement(task), () =>
      Effect.as(trace(task.directory, "the end of the task cannot be told"), Option.none<Announcement>()),
    )
    const { removeLeft } = yield* claims
    yield* persist("wrapper.lock", locked(pathOf(task.directory, "manifest"), removeLeft(task.directory)))
    // After the sign-off the directory may be another task's: a `run` that takes the name again waits for it.
    yield* signOff(task.directory)
    if (Option.isSome(announcement)) printLine(`notification: ${yield* announcement.value.make}`)
  }),
})
