import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { Processes } from "../../os/process/service.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { Tmux } from "../../tmux/service.ts"
import { statusIn } from "../state/taskStatus.ts"
import type { Glance, Observation } from "./machine.ts"

/** What a monitor can see. */
export interface Senses extends Pick<Times, "now"> {
  /** Looks at the task directory and at the agent. */
  readonly glance: () => Glance
  /** Whether the agent of the last glance is still there and `done` is not, for the price of a few system calls. */
  readonly nothingHappened: () => boolean
  readonly lookAtPane: () => Observation
  readonly lookAtWrapper: Effect.Effect<Observation>
  readonly lookAtTask: Effect.Effect<Observation>
}

/** Whether the task is complete, and what its manifest says. */
export const lookAtTask = (directory: string): Effect.Effect<Observation> =>
  Effect.map(readManifest(directory), (manifest) => ({
    _tag: "TaskSeen",
    done: TaskDirectory.has(directory, "done"),
    status: Option.getOrUndefined(Option.map(manifest, statusIn)),
  }))

/** The manifest; for a monitor, one that cannot be read does not exist. */
export const readManifest = (directory: string) =>
  Effect.orElseSucceed(
    ManifestFile.read(TaskDirectory.pathOf(directory, "manifest")),
    Option.none<Manifest.ManifestText>,
  )

/** What senses are made of. They are plain functions, since a monitor looks all day. */
export interface SensesOf {
  readonly processes: typeof Processes.Service
  readonly tmux: typeof Tmux.Service
  readonly times: Times
}

/** The present ones. */
export const sensesOf: Effect.Effect<SensesOf, never, Processes | Tmux> = Effect.gen(function* () {
  return { processes: yield* Processes, tmux: yield* Tmux, times: timesOf(yield* Effect.clock) }
})

/**
 * `now`: seconds since the epoch, by the clock that cannot jump. `secondsSince`: the age of something that the wall clock has
 * dated, such as a file.
 */
export interface Times {
  readonly now: () => number
  readonly secondsSince: (wallSeconds: number) => number
}

/** By the clock of the effect that makes the senses. */
const timesOf = (clock: Clock.Clock): Times => ({
  now: () => Number(clock.unsafeCurrentTimeNanos()) / 1e9,
  secondsSince: (wallSeconds) => clock.unsafeCurrentTimeMillis() / 1000 - wallSeconds,
})
