/** Tasks, launched the documented way, with an agent that ends when it is told to. */
import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"

import { awaited, BenchmarkFailed } from "./clock.ts"
import { outlive, pathOf, programsOf, run, type Side, start, tmux } from "./workplace.ts"

export interface Task {
  readonly side: Side
  /** The name of its tmux session as well. */
  readonly name: string
  readonly directory: string
  readonly projectDirectory: string
  /** The agent's gate, a named pipe. Kept open as long as the task is in use, so that neither end waits in open(2). */
  readonly gate: number
}

let tasks = 0

/** The directory of a task as a launcher leaves it. */
export const makeTask = (side: Side): Task => {
  const name = `${side}-${++tasks}`
  const directory = pathOf("tasks", name)
  const { gate, projectDirectory } = makeProject(name)
  mkdirSync(directory, { mode: 0o700 })
  writeFileSync(join(directory, "prompt"), "Work.\n", { mode: 0o600 })
  const manifest = {
    task_name: name,
    model: "opus",
    project_dir: projectDirectory,
    session_name: name,
    pid: "0",
    tmpdir: directory,
    started_at: "2026-01-01T00:00:00Z",
    status: "running",
  }
  const lines = Object.entries(manifest).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(join(directory, "manifest"), lines.join(""), { mode: 0o600 })
  return { side, name, directory, projectDirectory, gate }
}

/** The directory that an agent works in, with its gate. */
const makeProject = (name: string): Pick<Task, "gate" | "projectDirectory"> => {
  const projectDirectory = pathOf("tasks", `${name}-project`)
  mkdirSync(projectDirectory)
  run("mkfifo", join(projectDirectory, "gate"))
  return { projectDirectory, gate: openSync(join(projectDirectory, "gate"), constants.O_RDWR | constants.O_NONBLOCK) }
}

/** Starts the task in a tmux session and waits until its agent is recorded. */
export const launch = async (side: Side): Promise<Task> => {
  const task = makeTask(side)
  const { wrapper, capture } = programsOf(side)
  tmux("new-session", "-d", "-x", "120", "-y", "30", "-s", task.name, "-e", `TASK_TMPDIR=${task.directory}`)
  tmux("pipe-pane", "-t", `=${task.name}:`, "-O", `${capture} >> ${join(task.directory, "output.log")}`)
  tmux("send-keys", "-t", `=${task.name}:`, wrapper.join(" "), "Enter")
  await awaited(`the agent of ${task.name} is recorded`, () => agentOf(task))
  return task
}

/** Starts the monitor of a task. It needs no terminal, and goes on without one. */
export const monitor = (
  task: Task,
  settings: Readonly<Record<string, string>> = {},
  prefix: ReadonlyArray<string> = [],
): Bun.Subprocess => {
  const log = openSync(join(task.directory, "monitor.log"), "a", 0o600)
  try {
    return start([...prefix, "nohup", ...programsOf(task.side).monitor, task.name, task.directory], {
      variables: settings,
      stdout: log,
      stderr: log,
    })
  } finally {
    closeSync(log)
  }
}

/** Starts a task with `outlive run`. */
export const runTask = (): Task => {
  const name = `run-${++tasks}`
  const directory = join(pathOf("state"), "tasks", name)
  const { gate, projectDirectory } = makeProject(name)
  run(outlive, "run", "--name", name, "--dir", projectDirectory, "--prompt", "Work.")
  return { side: "binary", name, directory, projectDirectory, gate }
}

export const stopTask = ({ name }: Task): void => void run(outlive, "stop", name, "--grace", "0")

/** Lets the agent end now, or as soon as it has begun. */
export const endAgent = ({ gate }: Task): void => void writeSync(gate, "\n")

/** The exit code of a monitor that has reached its deadline. */
export const gaveUp = 1

/** Waits for the end of the monitor, which must have that exit code, and closes the task's gate. */
export const awaitMonitor = async (task: Task, process: Bun.Subprocess, expectedExitCode = 0): Promise<void> => {
  const exitCode = await process.exited
  closeSync(task.gate)
  if (exitCode === expectedExitCode) return
  const said = readFileSync(join(task.directory, "monitor.log"), "utf8").trim()
  throw new BenchmarkFailed(`the monitor of ${task.name} ended with ${exitCode}: ${said}`)
}

/** The agent's process id; `undefined` until it is recorded. */
export const agentOf = (task: Task): number | undefined => numberIn(join(task.directory, "pid"))

/** When the agent began, or ended, in milliseconds since the epoch; `undefined` until it has. */
export const agentTime = (task: Task, what: "began" | "ended"): number | undefined => {
  const seconds = numberIn(join(task.projectDirectory, what))
  return seconds === undefined ? undefined : seconds * 1000
}

/** The number on the only line of a file; `undefined` until the line is complete. */
const numberIn = (path: string): number | undefined => {
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, "utf8")
  return text.endsWith("\n") ? Number(text) : undefined
}
