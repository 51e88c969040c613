import { closeSync, openSync, writeSync } from "node:fs"

import { BenchmarkFailed } from "../clock.ts"
import type { Measurement } from "../measurement.ts"
import { samplePairs } from "../pairs.ts"
import { emptyBinary, runMillis } from "../starting.ts"
import { outlive, pathOf, perlFilter, start } from "../workplace.ts"

const startPairs = 50
const throughputPairs = 5
const megabytes = 100

/** The start of the filter, and its time for a large output of an agent. */
export const capture = async (): Promise<ReadonlyArray<Measurement>> => [
  { quantity: "capture start", unit: "ms", against: "empty", ...(await starts()), ratioAtMost: 1.5 },
  { quantity: `capture ${megabytes} MB`, unit: "ms", against: "perl", ...(await throughput()), ratioAtMost: 0.5 },
]

const starts = () => {
  const empty = emptyBinary()
  return samplePairs(
    startPairs,
    () => runMillis([empty]),
    () => runMillis([outlive, "capture"]),
  )
}

const throughput = async () => {
  const input = pathOf("output")
  writeOutput(input)
  const perl = ["perl", "-pe", perlFilter]
  const binary = [outlive, "capture"]
  await requireEqualText(input, perl, binary)
  return samplePairs(
    throughputPairs,
    () => filterMillis(perl, input, "/dev/null"),
    () => filterMillis(binary, input, "/dev/null"),
  )
}

const filterMillis = async (command: ReadonlyArray<string>, input: string, output: string): Promise<number> => {
  const descriptors = [openSync(input, "r"), openSync(output, "w")] as const
  const began = performance.now()
  const exitCode = await start(command, { stdin: descriptors[0], stdout: descriptors[1] }).exited
  const millis = performance.now() - began
  descriptors.forEach(closeSync)
  if (exitCode !== 0) throw new BenchmarkFailed(`${command[0]} ended with ${exitCode}`)
  return millis
}

/** Both filters must do the same work to be comparable. */
const requireEqualText = async (input: string, ...commands: ReadonlyArray<ReadonlyArray<string>>): Promise<void> => {
  const outputs = commands.map((_, number) => pathOf(`output.${number}`))
  for (const [number, command] of commands.entries()) await filterMillis(command, input, outputs[number] ?? "")
  if ((await start(["cmp", "-s", ...outputs]).exited) !== 0) {
    throw new BenchmarkFailed("the two filters do not make the same text of the same output")
  }
}

/** Writes what an agent's terminal gets: coloured lines, some redrawn, and window titles. The same in every run. */
const writeOutput = (path: string): void => {
  const lines = Array.from({ length: 2000 }, (_, number) => lineOfOutput(number))
  const block = Buffer.from(lines.join("\r\n") + "\r\n")
  const file = openSync(path, "w")
  for (let written = 0; written < megabytes * 1e6;) written += writeSync(file, block)
  closeSync(file)
}

const lineOfOutput = (number: number): string => {
  const words = "reading the tests before src/protocol/manifest.ts is changed and running them again after that".split(
    " ",
  )
  const text = Array.from({ length: 4 + (number % 11) }, (_, word) => words[(number * 7 + word) % words.length]).join(
    " ",
  )
  switch (number % 8) {
    case 0:
      return `\x1b]0;✳ step ${number}\x07\x1b[1m⏺ ${text}\x1b[0m`
    case 1:
      return `\x1b[32m+ ${text}\x1b[39m`
    case 2:
      return `\x1b[38;5;${number % 256}m⎿\x1b[0m  ${text}`
    case 3:
      return `\x1b[2K\x1b[1G\x1b[36m${number}/2000\x1b[0m ${text}`
    default:
      return `  ${text} … ${text}`
  }
}
