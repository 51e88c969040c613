import * as Effect from "effect/Effect"

import { listenTo } from "./signalHandlers.ts"
import type { TerminationSignal } from "./signals.ts"

/** The same as `listenTo`, as an effect. */
export const listen = (
  signals: ReadonlyArray<TerminationSignal>,
  heard: (signal: TerminationSignal) => void,
): Effect.Effect<void> => Effect.sync(() => listenTo(signals, heard))
