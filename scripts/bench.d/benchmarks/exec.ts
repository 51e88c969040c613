import { existsSync, readFileSync } from "node:fs"

import { awaited, BenchmarkFailed } from "../clock.ts"
import { type Measurement, summarize, type Summary } from "../measurement.ts"
import { samplePairs } from "../pairs.ts"
import { cpuMillis, privateMegabytes } from "../processFigures.ts"
import { besideEmpty, runMillis } from "../starting.ts"
import { environment, outlive, pathOf, run } from "../workplace.ts"

const pairs = 20
const kept = 50
const requests = 200

/** By then a supervisor has settled; then it is watched for `watchedSeconds`. */
const settledAfterSeconds = 3
const watchedSeconds = 5

/** `exec`, `process` and `tool`, against a shell that does the same without a supervisor. */
export const exec = async (): Promise<ReadonlyArray<Measurement>> => {
  const first = run(outlive, "exec", "--background", "--", "exec sleep 600").trim()
  const measured: Array<Measurement> = [
    { quantity: "exec start", ...(await besideEmpty([outlive, "exec", "--", "true"])), ratioAtMost: 4 },
    { quantity: "list of 1", ...(await besideEmpty([outlive, "process", "list"])), ratioAtMost: 2.3 },
    { quantity: "poll of 1", ...(await besideEmpty([outlive, "process", "poll", first])), ratioAtMost: 2.3 },
    { ...besideRecipe, ...(await foreground()), quantity: "exec true", outliveAtMost: 60 },
    { ...besideRecipe, ...(await background()), quantity: "to background", outliveAtMost: 80 },
  ]
  for (let number = 0; number < kept; number++) run(outlive, "exec", "--background", "--", "echo", "one of many")
  const id = run(outlive, "exec", "--background", "--", "seq 1000; exec sleep 600").trim()
  const printed = pathOf("state", "exec", id, "output.0")
  await awaited("the command has printed", () => (existsSync(printed) ? true : undefined))
  for (const action of ["poll", "list", "log"] as const) {
    const words = action === "list" ? ["list"] : [action, id]
    const taken = await samplePairs(
      pairs,
      () => runMillis(["cat", printed]),
      () => runMillis([outlive, "process", ...words]),
    )
    measured.push({ ...besideRecipe, ...taken, quantity: `${action} of ${kept}`, outliveAtMost: 60 })
  }
  measured.push(...(await throughTool(id)))
  if (process.platform === "linux") measured.push(...(await supervisor()))
  else measured.push({ quantity: "supervisor", reason: "private memory is only told by Linux" })
  for (const command of idsOf(run(outlive, "process", "list", "--json"))) run(outlive, "process", "remove", command)
  return measured
}

const besideRecipe = { unit: "ms", against: "recipe" } as const

const idsOf = (list: string): ReadonlyArray<string> =>
  JSON.parse(list).sessions.map(({ sessionId }: { readonly sessionId: string }) => sessionId)

const foreground = () =>
  samplePairs(
    pairs,
    () => runMillis(["sh", "-c", "true"]),
    () => runMillis([outlive, "exec", "--", "true"]),
  )

const background = () =>
  samplePairs(
    pairs,
    () => runMillis(["sh", "-c", "true & :"]),
    () => runMillis([outlive, "exec", "--background", "--", "true"]),
  )

/** What a request to the tool takes: a command's lines, and a command, compared with `sh` running the same one. */
const throughTool = async (id: string): Promise<ReadonlyArray<Measurement>> => {
  const tool = Bun.spawn([outlive, "tool"], { stdin: "pipe", stdout: "pipe", stderr: "ignore", env: environment })
  const answers = linesOf(tool.stdout)
  const ask = async (request: object): Promise<number> => {
    const began = performance.now()
    tool.stdin.write(`${JSON.stringify(request)}\n`)
    await tool.stdin.flush()
    const { done } = await answers.next()
    if (done === true) throw new BenchmarkFailed("outlive tool has ended early")
    return performance.now() - began
  }
  const samplesOf = async (request: object): Promise<Summary> => {
    await ask(request)
    const samples: Array<number> = []
    for (let number = 0; number < requests; number++) samples.push(await ask(request))
    return summarize(samples)
  }
  const log = await samplesOf({ tool: "process", action: "log", sessionId: id })
  const poll = await samplesOf({ tool: "process", action: "poll", sessionId: id })
  const command = await samplesOf({ tool: "exec", command: "true" })
  const shell = summarize(Array.from({ length: requests }, () => runMillis(["sh", "-c", "true"])))
  tool.stdin.end()
  await tool.exited
  return [
    { ...besideRecipe, quantity: "tool: log", other: shell, outlive: log, outliveAtMost: 5 },
    { ...besideRecipe, quantity: "tool: poll", other: shell, outlive: poll, outliveAtMost: 5 },
    {
      ...besideRecipe,
      quantity: "tool: exec",
      other: shell,
      outlive: command,
      outliveAtMost: Math.round((shell.median + 5) * 10) / 10,
    },
  ]
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let begun = ""
  for await (const chunk of stream) {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split("\n")
    begun = lines.pop() ?? ""
    yield* lines
  }
}

/** The cost of an idle supervisor. Two run at the same time, so that the pages they share are not counted. */
const supervisor = async (): Promise<ReadonlyArray<Measurement>> => {
  const ids = [1, 2].map(() => run(outlive, "exec", "--background", "--", "exec sleep 600").trim())
  const pids = ids.map((id): number => {
    const state = JSON.parse(readFileSync(pathOf("state", "exec", id, "state.json"), "utf8"))
    return state.supervisor.pid
  })
  await Bun.sleep(settledAfterSeconds * 1000)
  const before = pids.map(cpuMillis)
  const memory = summarize(pids.map(privateMegabytes))
  await Bun.sleep(watchedSeconds * 1000)
  const cpu = summarize(pids.map((pid, index) => cpuMillis(pid) - (before[index] ?? 0)))
  const shell = Bun.spawn(["sh", "-c", "read -r line"], { stdin: "pipe", env: environment })
  await Bun.sleep(100)
  const other = summarize([privateMegabytes(shell.pid)])
  shell.stdin.end()
  await shell.exited
  return [
    { quantity: "its memory", unit: "MB", against: "recipe", other, outlive: memory, outliveAtMost: 12 },
    {
      quantity: "its CPU",
      unit: "ms",
      against: "recipe",
      other: summarize([0]),
      outlive: cpu,
      outliveAtMost: 0,
    },
  ]
}
