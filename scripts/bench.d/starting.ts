import { mkdirSync, writeFileSync } from "node:fs"

import { BenchmarkFailed } from "./clock.ts"
import { environment, pathOf, run } from "./workplace.ts"

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

/** Milliseconds from the call of a program with empty input to its end. */
export const runMillis = (command: ReadonlyArray<string>): number => {
  const began = performance.now()
  const { exitCode } = Bun.spawnSync([...command], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    env: environment,
  })
  const millis = performance.now() - began
  if (exitCode !== 0) throw new BenchmarkFailed(`${command.join(" ")} ended with ${exitCode}`)
  return millis
}
