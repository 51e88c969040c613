import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"

import { lastLines } from "../../os/files/lastLines.ts"
import { followLines } from "../../os/files/lineReader.ts"
import { answer } from "../../os/terminal/console.ts"
import { offerLine } from "../../os/terminal/print.ts"
import { pathOf } from "../../protocol/taskDirectory.ts"
import { waitFor } from "../../tasks/commands/wait.ts"
import { findTask } from "../../tasks/state/find.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import { printable } from "../../terminal/printable.ts"
import { awaitNoReader } from "../screen/awaitNoReader.ts"
import { NoEvents } from "../words/errors.ts"
import { execute } from "../words/execute.ts"

export interface LogsFlags {
  readonly lines?: number
  readonly follow: boolean
  readonly events: boolean
  readonly raw: boolean
}

const defaultLines = 50

/** Shows the last lines of the output. */
export const logs = ({ events, follow, lines = defaultLines, raw }: LogsFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const task = yield* findTask(given)
    if (events && task.agent.events === undefined) {
      return yield* new NoEvents({ name: task.name, agent: task.agent.name })
    }
    const path = pathOf(task.directory, events ? "events.jsonl" : "output.log")
    const shown = raw ? asItIs : printable
    const { begun, end, text } = lastLines(path, lines)
    yield* answer(shown(text))
    if (!follow) {
      yield* answer(shown(begun))
      return 0
    }
    const refused = yield* Deferred.make<void>()
    const print = (line: string) => {
      if (!offerLine(shown(line))) Deferred.unsafeDone(refused, Effect.void)
    }
    yield* Effect.acquireUseRelease(
      Effect.sync(() => followLines(path, end, print)),
      (reader) => {
        reader.catchUp()
        const over = waitFor([task.name], { any: false, timeoutSeconds: undefined })
        return Effect.raceAll([Effect.asVoid(over), Deferred.await(refused), awaitNoReader])
      },
      (reader) => Effect.sync(reader.end),
    )
    return 0
  })
  return execute("outlive logs", onThisSystem(command))
}

const asItIs = (text: string): string => text
