import { appendFileSync, chmodSync, existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { claims } from "../../../src/protocol/claim.ts"
import type * as Manifest from "../../../src/protocol/manifest.ts"
import * as ManifestFile from "../../../src/protocol/manifestFile.ts"
import { pathOf, remove } from "../../../src/protocol/taskDirectory.ts"
import { readTask } from "../../../src/tasks/state/task.ts"
import { isFinal } from "../../../src/tasks/state/taskStatus.ts"
import type { World } from "./world.ts"
import { writeTaskFile } from "./world.ts"

/** How the wrapper that a world's tmux starts behaves; times are seconds after the start of its session. */
export interface Wrapper {
  /** When its agent begins. */
  readonly agentAfter?: number | "never"
  /** When it ends without an agent, and its last line. */
  readonly endsAfter?: number
  readonly says?: string
  /** How long its agent takes to end after a TERM; `never` waits for the KILL. */
  readonly agentPatience?: number | "never"
}

/** The processes of a launch; `agent` is there once it has begun. */
export interface Launch {
  readonly directory: string
  readonly wrapper: number
  agent?: number
}

/**
 * Has the world's tmux start wrappers that do what real ones do, as far as other processes can see: claim the task unless
 * it is over or another wrapper has it, start the agent, record it, and end after it; with them goes the session. Gives the
 * launches, as they come.
 */
export const launchWrappers = (
  world: World,
  behaviour: Wrapper | ((launch: number) => Wrapper) = {},
): Array<Launch> => {
  const launches: Array<Launch> = []
  world.onStart = (session, directory) =>
    Effect.sync(() => {
      const of = typeof behaviour === "function" ? behaviour(launches.length) : behaviour
      const { agentAfter = 0, agentPatience = 0, endsAfter, says = "" } = of
      world.sessions.set(session.name, session.owner)
      const wrapper: number = world.begin({
        hear: () => {},
        died: () => {
          if (world.sessions.get(session.name) === session.owner) world.sessions.delete(session.name)
        },
      })
      const launch: Launch = { directory, wrapper }
      launches.push(launch)
      const startAgent = () => {
        if (!world.isAlive(wrapper) || !existsSync(pathOf(directory, "manifest"))) return
        const agent: number = world.begin({
          ...(session.owner === undefined ? {} : { taskId: session.owner }),
          hear: (signal) => {
            if (signal !== "SIGTERM" || agentPatience === "never") return
            if (agentPatience === 0) return world.die(agent)
            world.after(agentPatience, () => world.die(agent))
          },
          died: () => world.die(wrapper),
        })
        launch.agent = agent
        Effect.runSync(remove(directory, "resume"))
        writeTaskFile(directory, "pid", `${agent}\n`)
      }
      if (endsAfter !== undefined) {
        world.after(endsAfter, () => {
          appendFileSync(pathOf(directory, "output.log"), `${says}\n`)
          world.die(wrapper)
        })
      }
      world.beginIn(
        wrapper,
        Effect.match(claimForWrapper(directory), {
          onFailure: () => world.die(wrapper),
          onSuccess: () => {
            if (agentAfter === 0) startAgent()
            else if (agentAfter !== "never") world.after(agentAfter, startAgent)
          },
        }),
      )
    })
  return launches
}

/** What a wrapper does first; it fails where the task is over, or another wrapper has it. (managedJob.ts) */
const claimForWrapper = (directory: string) =>
  ManifestFile.locked(
    pathOf(directory, "manifest"),
    Effect.gen(function* () {
      const { status } = yield* readTask(directory)
      if (isFinal(status)) return yield* Effect.fail("over")
      const { claim } = yield* claims
      if (Option.isSome(yield* claim(directory, "wrapper.lock"))) return yield* Effect.fail("held")
    }),
  )

/** The agent of a launch that has one. */
export const agentOf = (launch: Launch | undefined): number => {
  if (launch?.agent === undefined) throw new Error("there is no agent")
  return launch.agent
}

/** The processes of the launches that are still there. */
export const aliveOf = (world: World, launches: ReadonlyArray<Launch>): ReadonlyArray<number> =>
  launches.flatMap(({ agent, wrapper }) => [wrapper, ...(agent === undefined ? [] : [agent])]).filter(world.isAlive)

/** Makes a directory with executables of these names, for a PATH. */
export const withPrograms = (directory: string, ...names: ReadonlyArray<string>): string => {
  for (const name of names) {
    writeFileSync(join(directory, name), "#!/bin/sh\n")
    chmodSync(join(directory, name), 0o755)
  }
  return directory
}

/** Changes keys of the task's manifest. */
export const changeManifest = (directory: string, ...pairs: ReadonlyArray<Manifest.Pair>): void =>
  Effect.runSync(ManifestFile.update(pathOf(directory, "manifest"), pairs))
