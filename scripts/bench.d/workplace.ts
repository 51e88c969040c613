/**
 * A place of its own for a run of the benchmarks: a directory, a tmux server, stand-ins for the agent and for the tool that
 * notifies, and copies of the measured programs, so that a build meanwhile changes nothing.
 */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { basename, join } from "node:path"

import { BenchmarkFailed } from "./clock.ts"

/** The two sides of a comparison of whole programs. */
export type Side = "script" | "binary"
export const sides: ReadonlyArray<Side> = ["script", "binary"]

/** The commands of a side. */
export interface Programs {
  readonly wrapper: ReadonlyArray<string>
  readonly monitor: ReadonlyArray<string>
  /** The filter between a pane and `output.log`, as a line of shell. */
  readonly capture: string
}

/** The filter that the scripts are documented with. */
export const perlFilter = "s/\\x1b\\[[0-9;]*[mGKHfABCDJsu]//g; s/\\x1b\\][^\\x07]*\\x07//g; s/\\x1b\\(B//g; s/\\r//g"

/** Short, since tmux puts its socket below it. None of its characters is special to a shell. */
const root = mkdtempSync("/tmp/outlive-bench-")

const requiredVariable = (name: string): string => {
  const value = process.env[name]
  if (value === undefined || value === "") throw new BenchmarkFailed(`${name} is not set; call scripts/bench`)
  return value
}

/** Where a benchmark may put files. */
export const pathOf = (...names: ReadonlyArray<string>): string => join(root, ...names)

export const outlive = pathOf("outlive")

export const programsOf = (side: Side): Programs =>
  side === "script"
    ? {
        wrapper: ["bash", pathOf("scripts", "wrapper.sh")],
        monitor: ["bash", pathOf("scripts", "monitor.sh")],
        capture: `perl -pe '${perlFilter}'`,
      }
    : { wrapper: [outlive, "wrapper"], monitor: [outlive, "monitor"], capture: `${outlive} capture` }

/** Of the user's environment only PATH and the locale. */
export const environment: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["LANG", "LC_ALL", "LC_CTYPE"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  ),
  PATH: `${pathOf("bin")}:${process.env["PATH"] ?? ""}`,
  HOME: pathOf("home"),
  TMPDIR: root,
  TMUX_TMPDIR: pathOf("tmux"),
  OUTLIVE_HOME: pathOf("state"),
  SHELL: "/bin/sh",
  TERM: "xterm-256color",
}

/**
 * The agent: writes down when it began, prints a coloured line a second, and when its gate has a line for it, writes down
 * the time and ends. It starts no program on the way, and also ends when this process is gone.
 */
const agent = (bash: string) => `#!${bash}
LC_ALL=C
now() {
  if [ -n "\${EPOCHREALTIME:-}" ]; then printf '%s\\n' "$EPOCHREALTIME"; else perl -MTime::HiRes=time -e 'printf "%.6f\\n", time'; fi
}
now >began
exec 3<>gate
step=0
until read -r -t 1 -u 3; do
  kill -0 ${process.pid} 2>/dev/null || exit 1
  step=$((step + 1))
  printf '\\033[32m[%d]\\033[0m \\033[1mworking\\033[0m on it\\n' "$step"
done
now >ended
`

/** A shell without the user's start-up files, which could set PATH anew. */
const tmuxConfiguration = `set -g default-command "exec env PS1='$ ' bash --noprofile --norc"
set -g status off
`

/** Sets the place up. To be called once, before anything else but `clearAway`. */
export const setUp = (): void => {
  for (const name of ["bin", "home", "scripts", "tasks", "tmux"]) mkdirSync(pathOf(name), { mode: 0o700 })
  copyFileSync(requiredVariable("OUTLIVE"), outlive)
  const scripts = requiredVariable("REFERENCE_DIR")
  for (const file of readdirSync(scripts).filter((name) => name.endsWith(".sh"))) {
    copyFileSync(join(scripts, file), pathOf("scripts", file))
  }
  const bash = Bun.which("bash") ?? "/bin/bash"
  writeFileSync(pathOf("bin", "claude"), agent(bash))
  writeFileSync(pathOf("bin", "openclaw"), "#!/bin/sh\n")
  for (const program of ["claude", "openclaw"]) chmodSync(pathOf("bin", program), 0o755)
  writeFileSync(pathOf("tmux.conf"), tmuxConfiguration)
}

type Descriptors = Pick<
  Bun.Spawn.SpawnOptions<Bun.Spawn.Readable, number | "ignore", number | "ignore">,
  "stdin" | "stdout" | "stderr"
>

/** The running processes. Each leads a group of its own, so that what it has started can be ended with it. */
const running = new Set<Bun.Subprocess>()

/** Starts a program in this place. `clearAway` ends it if it still runs. */
export const start = (
  command: ReadonlyArray<string>,
  { variables = {}, ...descriptors }: Descriptors & { readonly variables?: Readonly<Record<string, string>> } = {},
): Bun.Subprocess => {
  const child = Bun.spawn([...command], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    ...descriptors,
    cwd: root,
    env: { ...environment, ...variables },
    detached: true,
  })
  running.add(child)
  void child.exited.then(() => running.delete(child))
  return child
}

/** Runs a program to its end and gives what it printed; throws if it fails. Blocks. */
export const run = (...command: ReadonlyArray<string>): string => {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], { cwd: root, env: environment })
  if (exitCode === 0) return stdout.toString()
  throw new BenchmarkFailed(`${command.join(" ")} failed: ${stderr.toString().trim() || `exit code ${exitCode}`}`)
}

/** Runs a command of the tmux server of this place. */
export const tmux = (...command: ReadonlyArray<string>): string => run("tmux", "-f", pathOf("tmux.conf"), ...command)

/** Whether there is a session of exactly this name. */
export const hasSession = (name: string): boolean =>
  Bun.spawnSync(["tmux", "has-session", "-t", `=${name}`], { env: environment, stderr: "ignore" }).exitCode === 0

/** How long processes that were ended may take to be gone. */
const endPatienceMillis = 2000

/** Ends what still runs in this place, and removes the place. */
export const clearAway = (): void => {
  for (const child of running) signal(-child.pid)
  const known = [...processesOfTmux(), ...agents()]
  Bun.spawnSync(["tmux", "kill-server"], { env: environment, stderr: "ignore" })
  for (const pid of agents()) signal(pid)
  const patience = performance.now() + endPatienceMillis
  while (known.some(isOurs) && performance.now() < patience) Bun.sleepSync(20)
  for (const pid of known.filter(isOurs)) signal(pid)
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
}

const processesOfTmux = (): ReadonlyArray<number> => {
  const panes = Bun.spawnSync(["tmux", "list-panes", "-a", "-F", "#{pane_pid}"], { env: environment, stderr: "ignore" })
  return panes.stdout.toString().split("\n").filter(Boolean).map(Number)
}

/** The agents in the `pid` files of the tasks, without ids that are another process's by now. */
const agents = (): ReadonlyArray<number> => {
  const files = [...new Bun.Glob("tasks/*/pid").scanSync(root), ...new Bun.Glob("state/tasks/*/pid").scanSync(root)]
  return files.map((file) => Number(readFileSync(pathOf(file), "utf8"))).filter(isOurs)
}

/** Whether the process lives and was started here: by its environment on Linux, by its arguments elsewhere. */
const isOurs = (pid: number): boolean => {
  if (!(pid > 1)) return false
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8")
        .split("\0")
        .includes(`HOME=${pathOf("home")}`)
    } catch {
      // Gone meanwhile.
      return false
    }
  }
  return Bun.spawnSync(["ps", "-o", "args=", "-p", String(pid)])
    .stdout.toString()
    .includes(basename(root))
}

const signal = (target: number): void => {
  try {
    process.kill(target, "SIGKILL")
  } catch {
    // The process has ended by itself.
  }
}
