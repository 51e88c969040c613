import { mkdirSync, writeFileSync } from "node:fs"

import { BenchmarkFailed } from "./clock.ts"
import { samplePairs } from "./pairs.ts"
import { environment, pathOf, run } from "./workplace.ts"

const pairs = 20

/** Added to the environment of this place. */
type Variables = Readonly<Record<string, string>>

let built: string | undefined

/** The path of a binary that does nothing, compiled as `scripts/build` compiles outlive: no start can cost less. */
export const emptyBinary = (): string => {
  if (built !== undefined) return built
  mkdirSync(pathOf("empty"))
  writeFileSync(pathOf("empty", "main.ts"), "export {}\n")
  const path = pathOf("empty", "empty")
  const flags = ["--compile", "--minify", "--bytecode", "--splitting", "--format=esm"]
  const quick = ["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig", "--compile-jit-policy=100"]
  run(process.execPath, "build", ...flags, ...quick, "--outfile", path, pathOf("empty", "main.ts"))
  return (built = path)
}

/** Calls of a command of outlive, each beside one of the binary that does nothing, until both have ended. */
export const besideEmpty = async (words: ReadonlyArray<string>, variables: Variables = {}) => {
  const empty = emptyBinary()
  const taken = await samplePairs(
    pairs,
    () => runMillis([empty]),
    () => runMillis(words, variables),
  )
  return { unit: "ms", against: "empty", ...taken } as const
}

/** Milliseconds from the call of a program with empty input to its end. */
export const runMillis = (command: ReadonlyArray<string>, variables: Variables = {}): number => {
  const began = performance.now()
  const { exitCode } = Bun.spawnSync([...command], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    env: { ...environment, ...variables },
  })
  const millis = performance.now() - began
  if (exitCode !== 0) throw new BenchmarkFailed(`${command.join(" ")} ended with ${exitCode}`)
  return millis
}
