/** Runs benchmarks and prints what they found. Called by `scripts/bench`, which sets up what this needs. */
import { cpus, loadavg, release, totalmem, type } from "node:os"

import { capture } from "./benchmarks/capture.ts"
import { check } from "./benchmarks/check.ts"
import { exec } from "./benchmarks/exec.ts"
import { memory } from "./benchmarks/memory.ts"
import { noticed } from "./benchmarks/noticed.ts"
import { run as runBenchmark } from "./benchmarks/run.ts"
import { session } from "./benchmarks/session.ts"
import { started } from "./benchmarks/started.ts"
import { version } from "./benchmarks/version.ts"
import { BenchmarkFailed } from "./clock.ts"
import type { Measurement } from "./measurement.ts"
import { type Machine, renderJson, renderTable, type Results } from "./report.ts"
import { clearAway, outlive, run, setUp, tmux } from "./workplace.ts"

const benchmarks: Readonly<Record<string, () => Promise<ReadonlyArray<Measurement>>>> = {
  run: runBenchmark,
  session,
  exec,
  noticed,
  started,
  check,
  capture,
  version,
  memory,
}

const main = async ([format, ...names]: ReadonlyArray<string>): Promise<number> => {
  setUp()
  const found: Record<string, ReadonlyArray<Measurement>> = {}
  const results: Results = {
    date: `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    machine: machine(),
    versions: versions(),
    benchmarks: found,
  }
  for (const name of names) {
    tell(`measuring ${name} …`)
    found[name] = (await benchmarks[name]?.()) ?? []
  }
  tell("")
  const colours = process.stdout.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb"
  console.log(format === "json" ? renderJson(results) : renderTable(results, colours))
  return 0
}

const machine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? "unknown processor",
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  load: Number(loadavg()[0]?.toFixed(1)),
})

const versions = (): Readonly<Record<string, string>> => ({
  outlive: run(outlive, "--version").trim(),
  bun: Bun.version,
  tmux: tmux("-V").trim().replace("tmux ", ""),
  bash: run("bash", "-c", "printf %s ${BASH_VERSION%%[(]*}"),
})

/** Says on a terminal what takes a while, in place of the last such line. */
const tell = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

const end = (exitCode: number): never => {
  clearAway()
  process.exit(exitCode)
}

const fail = (error: unknown): never => {
  tell("")
  console.error(`scripts/bench: ${error instanceof BenchmarkFailed ? error.message : Bun.inspect(error)}`)
  return end(1)
}

process.on("SIGINT", () => end(130))
process.on("SIGTERM", () => end(143))
process.on("SIGHUP", () => end(129))
process.on("unhandledRejection", fail)

await main(process.argv.slice(2)).then(end, fail)
