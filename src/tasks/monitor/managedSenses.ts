import { readFileSync, writeFileSync } from "node:fs"

import * as Effect from "effect/Effect"

import { type LineReader, makeLineReader } from "../../os/files/lineReader.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { descendantsOf } from "../../os/process/processTable.ts"
import { type Claim, claimsAmong, readClaim } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { advance, noProgress } from "../agents/event.ts"
import type { Task } from "../state/task.ts"
import { isOwnEnd, statusIn } from "../state/taskStatus.ts"
import type { AgentLife, Glance, Observation } from "./machine.ts"
import { lookAtTask, type Senses, type SensesOf } from "./senses.ts"

/** The kernel counts processor time in ticks of 10 ms; less than two of them prove nothing. */
const leastCpuSeconds = 0.02

/** A question is followed by silence. */
const quietSeconds = 1

/**
 * The senses of a monitor of `outlive run`: it watches the wrapper, which always outlives its agent, and judges the agent
 * by all that it does, not only by what it prints. (docs/faults.md, row 3)
 */
export const makeManagedSenses = (task: Task, { processes, times, tmux }: SensesOf): Senses => {
  const { agent, directory, session } = task
  const { isHeld } = claimsAmong(processes)
  let wrapper: Claim | undefined
  /** The wrapper's process id in this PID namespace, as of the last glance; `undefined` where it cannot be seen. */
  let wrapperId: number | undefined
  const lifeSigns = makeLifeSigns(task, { processes, times })

  const wrapperIsHeld = () => wrapper !== undefined && isHeld(wrapper)

  /** Until a new wrapper has claimed the task, the marker of its launch and its session are there. */
  const lifeOfWrapper = (): AgentLife => {
    if (wrapperIsHeld()) return "alive"
    return TaskDirectory.has(directory, "resume") && tmux.hasSession(session) ? "not started" : "gone"
  }

  const glance = (): Glance => {
    const claimed = readClaim(directory, "wrapper.lock")
    if (claimed !== undefined) wrapper = claimed
    const judgement = wrapper === undefined ? undefined : processes.judge(wrapper)
    wrapperId = judgement?._tag === "Alive" ? judgement.pid : undefined
    const done = TaskDirectory.has(directory, "done") || (!wrapperIsHeld() && completeRecord(directory))
    return {
      now: times.now(),
      completion: done ? TaskDirectory.readLine(directory, "exit_code") || "unknown" : undefined,
      agent: lifeOfWrapper(),
      activeAt: lifeSigns.last(),
    }
  }

  return {
    now: times.now,
    glance,
    nothingHappened: () =>
      (wrapper === undefined || (wrapperId !== undefined && processes.isAlive(wrapperId))) &&
      !TaskDirectory.has(directory, "done"),
    lookAtPane: () => {
      lifeSigns.look()
      // An agent with events asks nothing in its pane, and what it quotes there proves nothing.
      if (agent.events !== undefined) return seen(glance(), undefined)
      const pane = tmux.viewPane(session)
      if (pane._tag === "SessionGone") return { _tag: "SessionGone", glance: glance() }
      // What looks like a question is one only while the agent is idle.
      const idle = times.now() - lifeSigns.lastDeed() > quietSeconds
      return seen(glance(), pane._tag === "Seen" && idle ? pane.text : undefined)
    },
    lookAtWrapper: Effect.sync(() => ({
      _tag: "WrapperSeen",
      now: times.now(),
      wrapper: { progress: wrapperIsHeld() ? "busy" : "gone", outlivesPane: false },
    })),
    lookAtTask: lookAtTask(directory),
  }
}

/**
 * Completes the record of a wrapper that was killed between its last two steps: the manifest has the end, and only `done`
 * is missing. Says whether it did.
 */
const completeRecord = (directory: string): boolean => {
  try {
    const manifest = Manifest.fromBytes(readFileSync(TaskDirectory.pathOf(directory, "manifest")))
    if (!isOwnEnd(statusIn(manifest))) return false
    writeFileSync(TaskDirectory.pathOf(directory, "done"), "", { mode: privateFileMode })
    return true
  } catch {
    // Nothing to complete, or no space for it.
    return false
  }
}

const seen = (glance: Glance, text: string | undefined): Observation => ({ _tag: "PaneSeen", glance, text })

/** When the agent last showed that it is alive, in seconds since the epoch by the steady clock. */
interface LifeSigns {
  readonly look: () => void
  /** When it last printed, or used the processor. */
  readonly lastDeed: () => number
  /** The same, or when it last waited for a process that it had started. */
  readonly last: () => number
}

const makeLifeSigns = ({ agent, directory }: Task, { processes, times }: Omit<SensesOf, "tmux">): LifeSigns => {
  const { now, secondsSince } = times
  let workedAt = 0
  let waitedAt = 0
  let usedBefore: ReadonlyMap<number, number> | undefined
  let lookedAt = 0
  const waitsForTool =
    agent.events === undefined || agent.tellsToolsLate === true ? always : makeToolWatch(directory, agent.events)

  const look = () => {
    const at = now()
    const pid = Number(TaskDirectory.readLine(directory, "pid") ?? "")
    if (!Number.isInteger(pid) || pid < 1) return
    const table = processes.list()
    const children = descendantsOf(pid, table)
    const own = table.filter((entry) => entry.group === pid || entry.pid === pid)
    const used = new Map([...own, ...children].map((entry) => [entry.pid, entry.cpuSeconds]))
    if (usedBefore !== undefined) {
      const spent = [...used].map(([id, seconds]) => seconds - (usedBefore?.get(id) ?? 0))
      const idle = Math.max(agent.idleShare * (at - lookedAt), leastCpuSeconds)
      if (spent.reduce((sum, seconds) => sum + seconds, 0) > idle) workedAt = at
    }
    if (children.length > 0 && waitsForTool()) waitedAt = at
    usedBefore = used
    lookedAt = at
  }

  const writtenAt = (file: TaskDirectory.TaskFile): number => {
    const written = TaskDirectory.writtenAt(directory, file)
    return written === undefined ? 0 : now() - secondsSince(written)
  }

  const lastDeed = () => Math.max(workedAt, writtenAt("events.jsonl"), writtenAt("output.log"), writtenAt("pid"))
  return { look, lastDeed, last: () => Math.max(lastDeed(), waitedAt) }
}

const always = (): boolean => true

/**
 * Whether the agent waits for a tool that it has called. Helpers that it keeps running all the time are no sign of life,
 * so its children only count while a call is open, or while it has not yet printed an event.
 */
const makeToolWatch = (directory: string, load: NonNullable<Task["agent"]["events"]>): (() => boolean) => {
  let progress = noProgress
  let reader: LineReader | undefined
  const open = async () => {
    const read = await load()
    reader = makeLineReader(TaskDirectory.pathOf(directory, "events.jsonl"), 0, (line) => {
      for (const event of read(line)) progress = advance(progress, event)
    })
  }
  void open()
  return () => {
    reader?.catchUp()
    return progress.events === 0 || progress.openCalls.size > 0
  }
}
