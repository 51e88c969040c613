import { closeSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { awaited, nowMillis } from "../clock.ts"
import { type Measurement, summarize } from "../measurement.ts"
import { samplePairs } from "../pairs.ts"
import { besideEmpty } from "../starting.ts"
import { agentOf, agentTime, endAgent, makeTask, runTask, stopTask, type Task } from "../task.ts"
import { environment, outlive, pathOf, perlFilter, programsOf, run as runProgram, tmux } from "../workplace.ts"

const pairs = 15
const few = 10
const many = 200

/** A task's launch, by the documented recipe for the shell and by `outlive run`; and the table of many tasks. */
export const run = async (): Promise<ReadonlyArray<Measurement>> => {
  // Neither side should have to start the server.
  tmux("new-session", "-d", "-s", "keep", "sleep 1000")
  const returned = { other: new Array<number>(), outlive: new Array<number>() }
  const began = await samplePairs(
    pairs,
    (number) => launched(number, returned.other, byRecipe),
    (number) => launched(number, returned.outlive, byRun),
  )
  return [
    { quantity: "run to agent", unit: "ms", against: "recipe", ...began, ratioAtMost: 0.35 },
    {
      quantity: "run returns",
      unit: "ms",
      against: "recipe",
      other: summarize(returned.other),
      outlive: summarize(returned.outlive),
      outliveAtMost: 150,
    },
    { quantity: `status of ${few}`, ...(await statusOf(few)), ratioAtMost: 4 },
    { quantity: `status of ${many}`, ...(await statusOf(many)), outliveAtMost: 150 },
  ]
}

interface Launch {
  readonly task: Task
  readonly end: () => void
}

/** Milliseconds from the call to the agent's first instruction; notes how long the call itself took. */
const launched = async (number: number, returned: Array<number>, launch: () => Launch): Promise<number> => {
  const called = nowMillis()
  const { end, task } = launch()
  if (number >= 0) returned.push(nowMillis() - called)
  const began = await awaited(`the agent of ${task.name} began`, () => agentTime(task, "began"))
  await awaited(`the agent of ${task.name} is recorded`, () => agentOf(task))
  end()
  closeSync(task.gate)
  return began - called
}

/**
 * The commands of a launcher's script. As usual in tmux, the pane's shell is the user's own, a login shell: what is typed
 * waits until it has read its start-up files. These may set PATH anew, so PATH is typed with the command.
 */
const byRecipe = (): Launch => {
  const task = makeTask("script")
  const { monitor, wrapper } = programsOf("script")
  const log = join(task.directory, "monitor.log")
  const recipe = `
    umask 077
    tmux new-session -d -x 120 -y 30 -s ${task.name} -e TASK_TMPDIR=${task.directory} \\
      -e HOME='${process.env["HOME"] ?? "/"}' 'exec ${process.env["SHELL"] ?? "bash"} -l'
    tmux pipe-pane -t ${task.name} -O "perl -pe '${perlFilter.replaceAll("\\", "\\\\")}' >> ${task.directory}/output.log"
    tmux send-keys -t ${task.name} 'PATH=${environment["PATH"]} ${wrapper.join(" ")}' Enter
    nohup ${monitor.join(" ")} ${task.name} ${task.directory} > ${log} 2>&1 &
    echo $! > ${task.directory}/launched`
  runProgram("bash", "-c", recipe)
  return {
    task,
    end: () => {
      endAgent(task)
      runProgram("bash", "-c", `kill $(cat ${task.directory}/launched)`)
    },
  }
}

const byRun = (): Launch => {
  const task = runTask()
  return { task, end: () => stopTask(task) }
}

/** The table of ended tasks, each with all its files. */
const statusOf = (tasks: number) => {
  const home = pathOf(`home-of-${tasks}`)
  for (let number = 0; number < tasks; number++) {
    const directory = join(home, "tasks", `task-${number}`)
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeFileSync(join(directory, "manifest"), manifestOf(number, directory))
    for (const file of ["output.log", "events.jsonl", "done"]) writeFileSync(join(directory, file), "")
    for (const file of ["pid", "exit_code"]) writeFileSync(join(directory, file), "0\n")
  }
  return besideEmpty([outlive, "status"], { OUTLIVE_HOME: home })
}

const manifestOf = (number: number, directory: string): string =>
  Object.entries({
    task_name: `task-${number}`,
    model: "opus",
    project_dir: environment["HOME"],
    session_name: `claude-task-${number}`,
    tmpdir: directory,
    started_at: "2026-01-01T00:00:00Z",
    policy: "robust",
    agent: "claude",
    task_id: `id-${number}`,
    pid: "0",
    finished_at: "2026-01-01T00:10:00Z",
    exit_code: "0",
    status: "completed",
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join("")
