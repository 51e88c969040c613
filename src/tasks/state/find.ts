import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { similarName } from "../../names.ts"
import type { FileError } from "../../os/files/fileError.ts"
import type { NewerFormat } from "../../record/newerFormat.ts"
import { type HomeUnreadable, isTaken, requireHome, taskNames } from "./home.ts"
import { directoryOf } from "./status.ts"
import { type NoTask, readTask, type Task, type TaskName, taskNameOf } from "./task.ts"

/** The given text cannot be a task's name; `suggestion` is a similar one that can. */
export class InvalidTaskName extends Data.TaggedError("InvalidTaskName")<{
  readonly given: string
  readonly suggestion: string | undefined
}> {}

/** There is no task of this name; `known` are the names of all tasks. */
export class UnknownTask extends Data.TaggedError("UnknownTask")<{
  readonly name: string
  readonly known: ReadonlyArray<string>
}> {}

/** The given text as a name. */
export const parseTaskName = (given: string): Effect.Effect<TaskName, InvalidTaskName> =>
  Option.match(taskNameOf(given), {
    onNone: () => Effect.fail(new InvalidTaskName({ given, suggestion: similarName(given) })),
    onSome: Effect.succeed,
  })

/** The name of a task that exists. */
export const findName = (given: string): Effect.Effect<TaskName, HomeUnreadable | InvalidTaskName | UnknownTask> =>
  Effect.flatMap(Effect.zipRight(requireHome, parseTaskName(given)), (name) =>
    isTaken(name) ? Effect.succeed(name) : Effect.fail(new UnknownTask({ name, known: taskNames() })),
  )

/** The same, unless a newer version of outlive wrote its manifest; a damaged manifest is no error. */
export const findReadableName = (
  given: string,
): Effect.Effect<TaskName, HomeUnreadable | InvalidTaskName | NewerFormat | UnknownTask> =>
  Effect.tap(findName(given), (name) =>
    Effect.catchTags(readTask(directoryOf(name)), { NoTask: () => Effect.void, FileError: () => Effect.void }),
  )

/** The task of this name. */
export const findTask = (
  given: string,
): Effect.Effect<Task, HomeUnreadable | InvalidTaskName | NewerFormat | NoTask | FileError | UnknownTask> =>
  Effect.flatMap(findName(given), (name) => readTask(directoryOf(name)))
