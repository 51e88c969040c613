import { mkdirSync } from "node:fs"

import { nowMillis } from "../clock.ts"
import type { Measurement } from "../measurement.ts"
import { samplePairs } from "../pairs.ts"
import { besideEmpty, runMillis } from "../starting.ts"
import { outlive, pathOf, run, start, tmux } from "../workplace.ts"

const pairs = 20
const sessions = 100

/** Between two looks of a recipe that waits for a line. */
const recipeLookSeconds = 0.5

/** The commands over sessions, each against what a recipe of plain tmux does in its place. */
export const session = async (): Promise<ReadonlyArray<Measurement>> => {
  mkdirSync(pathOf("sessions"), { mode: 0o700 })
  onSocket("new-session", "-d", "-s", "keep", "sleep 1000")
  run(outlive, "session", "start", "--socket", socket, "typed", "--", "cat")
  const few = await besideEmpty([outlive, "session", "list", "--socket", socket])
  const measured: Array<Measurement> = [
    { quantity: "list of 2", ...few, ratioAtMost: 4 },
    { quantity: "session start", unit: "ms", against: "recipe", ...(await starts()), outliveAtMost: 100 },
    { quantity: "session send", unit: "ms", against: "recipe", ...(await sends()), outliveAtMost: 60 },
    { quantity: "wait notices", unit: "ms", against: "recipe", ...(await notices()), outliveAtMost: 100 },
  ]
  for (let number = 0; number < sessions; number++) {
    run(outlive, "session", "start", "--socket", socket, `many-${number}`, "--", "cat")
  }
  const lists = await samplePairs(
    pairs,
    () => runMillis(["tmux", "-S", socket, "list-sessions"]),
    () => runMillis([outlive, "session", "list", "--socket", socket]),
  )
  onSocket("kill-server")
  return [...measured, { quantity: `list of ${sessions}`, unit: "ms", against: "recipe", ...lists, outliveAtMost: 120 }]
}

const socket = pathOf("sessions", "sock")

const onSocket = (...words: ReadonlyArray<string>): string => tmux("-S", socket, ...words)

/** The time until the command returns. The recipe looks whether the session exists, and makes it. */
const starts = () =>
  samplePairs(
    pairs,
    async (number) => {
      const name = `recipe-${number + 1}`
      const recipe = `tmux -S ${socket} has-session -t =${name} 2>/dev/null || tmux -S ${socket} new-session -d -s ${name} cat`
      return ended(name, await runMillis(["sh", "-c", recipe]))
    },
    async (number) => {
      const name = `started-${number + 1}`
      return ended(name, await runMillis([outlive, "session", "start", "--socket", socket, name, "--", "cat"]))
    },
  )

const ended = (name: string, millis: number): number => {
  onSocket("kill-session", "-t", `=${name}`)
  return millis
}

const sends = () =>
  samplePairs(
    pairs,
    () =>
      runMillis([
        "sh",
        "-c",
        `tmux -S ${socket} send-keys -t =typed: -l -- hello && tmux -S ${socket} send-keys -t =typed: Enter`,
      ]),
    () => runMillis([outlive, "session", "send", "--socket", socket, "typed", "hello"]),
  )

/** From the moment a line is written to the end of a wait for it. The recipe looks at the pane twice a second. */
const notices = () =>
  samplePairs(
    pairs,
    (number) =>
      noticed(number, (pattern) => [
        ...["sh", "-c"],
        `until tmux -S ${socket} capture-pane -p -t =typed: | grep -q ${pattern}; do sleep ${recipeLookSeconds}; done`,
      ]),
    (number) =>
      noticed(number + 1000, (pattern) => [
        outlive,
        "session",
        "wait",
        "--socket",
        socket,
        "typed",
        "--ready",
        pattern,
      ]),
  )

const noticed = async (number: number, waiting: (pattern: string) => ReadonlyArray<string>): Promise<number> => {
  const word = `word-${number + 1}-end`
  const waiter = start(waiting(word))
  // Long enough that the wait has begun, and spread evenly over a recipe's sleep.
  await Bun.sleep(300 + (((number + 7) * 37) % (recipeLookSeconds * 1000)))
  const written = nowMillis()
  onSocket("send-keys", "-t", "=typed:", "-l", "--", `${word}\n`)
  await waiter.exited
  return nowMillis() - written
}
