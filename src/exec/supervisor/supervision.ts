import { closeSync } from "node:fs"

import { identityOf, type ProcessIdentity } from "../../os/process/identity.ts"
import type { Orphans } from "../../os/process/orphans.ts"
import { signalGroup } from "../../os/process/processes.ts"
import { endProcesses } from "../../os/process/processTree.ts"
import type { TerminalFlow } from "../../os/terminal/terminalFlow.ts"
import type { OutputPipe } from "../state/channels.ts"
import { hasMarker } from "../state/markers.ts"
import type { End, Request, State } from "../state/record.ts"
import { handOnTo, type Reader } from "./handOn.ts"
import { openIntake } from "./intake.ts"
import { anyLeft, graceSeconds, noneLeft, treeOf } from "./leftovers.ts"
import { type Action, type Exit, initial, type Observation, type State as Phase, step } from "./machine.ts"
import { keepState } from "./stateWriter.ts"
import { callAt } from "./timeLimit.ts"

/** What a supervisor has of the command that it looks after. */
export interface Command {
  readonly directory: string
  readonly request: Request
  readonly process: ProcessIdentity
  /** What an earlier supervisor has written down of it. */
  readonly before?: State
  readonly exited: Promise<Exit>
  /** Its output, where that comes through pipes. */
  readonly pipes: ReadonlyArray<OutputPipe>
  /** The supervisor's end of its stdin, where that is a pipe. */
  readonly stdin: number | undefined
  /** Its terminal, where it has one. */
  readonly terminal: TerminalFlow | undefined
  /** Processes that have lost their parents. */
  readonly orphans: Orphans | undefined
}

/** A command that is looked after. */
export interface Supervision {
  /** Takes what the command has printed on its terminal. */
  readonly printed: (chunk: Uint8Array) => void
  /** Goes on without a starter. */
  readonly toBackground: () => void
  readonly closeInput: () => void
  readonly setCursorKeys: (application: boolean) => void
  /** Ends the command with all that it has started. */
  readonly end: (signals: ReadonlyArray<NodeJS.Signals>) => void
  /** Sends a signal that its starter got; nothing that the command has started goes on after it then. */
  readonly passOn: (signal: NodeJS.Signals) => void
  /** How it ended, once all its output has been taken. */
  readonly ended: Promise<{ readonly end: End; readonly processesLeft: boolean }>
  /** No process is left of it. */
  readonly gone: Promise<void>
  readonly isBackground: () => boolean
  /** What it has printed so far ends with a line, or is nothing. */
  readonly endsLine: () => boolean
}

/** The reader of a command that was ended has so long to take the rest. */
const readerGraceMillis = 1000

/** Looks after a command until no process is left of it: carries out what the machine says, and tells it what happens. */
export const superviseCommand = (command: Command, reader: Reader | undefined, background: boolean): Supervision => {
  const { directory, request } = command
  const leaving = { request, process: command.process, orphans: command.orphans }
  const { promise: ended, resolve: hasEnded } = Promise.withResolvers<Awaited<Supervision["ended"]>>()
  const { promise: gone, resolve: isGone } = Promise.withResolvers<void>()

  /** What a supervisor that was killed had lost of the output. */
  const lostBefore = command.before?.lostBytes ?? 0
  const handOn = handOnTo(reader, command.terminal)
  const intake = openIntake(directory, request.maxLogBytes, handOn, () => kept.record({}))
  const kept = keepState(
    directory,
    {
      ...command.before,
      supervisor: identityOf(process.pid),
      command: command.process,
      background,
      stdin: request.pty || command.stdin !== undefined,
      applicationCursorKeys: false,
      end: null,
      processesLeft: false,
      lostBytes: lostBefore,
    },
    () => lostBefore + intake.lostBytes(),
  )

  let phase: Phase = initial
  const observe = (observation: Observation): void => {
    const [next, actions] = step(phase, observation)
    phase = next
    for (const action of actions) act(action)
  }

  const act = (action: Action): void => {
    switch (action._tag) {
      case "StopTimer":
        return stopTimer()
      case "EndProcesses": {
        const tree = treeOf(request, command.process, process.pid)
        return observeAfter(endProcesses(tree, graceSeconds, action.signals), { _tag: "ProcessesEnded" })
      }
      case "PassOn":
        return void signalGroup(command.process.pid, action.signal)
      case "LeaveReader":
        return action.when === "now" ? handOn.stop() : void setTimeout(handOn.stop, readerGraceMillis).unref()
      case "RecordBackground":
        return kept.current().background ? undefined : kept.record({ background: true })
      case "Drain":
        return observeAfter(Promise.all([...command.pipes.map((pipe) => pipe.drained()), handOn.queued()]), {
          _tag: "Drained",
        })
      case "Look":
        return observe({ _tag: "Looked", processesLeft: anyLeft(leaving) })
      case "RecordEnd":
        return recordEnd(action)
      case "AwaitRest":
        return observeAfter(noneLeft(leaving), { _tag: "RestEnded" })
      case "RecordRestEnded":
        return kept.record({ processesLeft: false })
      case "Release":
        return release()
    }
  }

  const observeAfter = (done: Promise<unknown>, observation: Observation): void =>
    void done.then(() => observe(observation))

  const recordEnd = ({ exit, processesLeft, timedOut }: Action & { _tag: "RecordEnd" }) => {
    const { code, knownAt, signal, unseen } = exit
    const end: End = {
      ...{ exitCode: code, exitSignal: signal, timedOut, killed: hasMarker(directory, "kill"), knownAt },
      ...(unseen ?? { endedAt: knownAt, unseen: null }),
    }
    closeStdin()
    kept.record({ end, processesLeft, stdin: false })
    hasEnded({ end, processesLeft })
  }

  const closeStdin = () => {
    if (kept.current().stdin && command.stdin !== undefined) closeSync(command.stdin)
  }

  const release = () => {
    process.off("SIGCHLD", collectOrphans)
    for (const pipe of command.pipes) pipe.close()
    kept.stop()
    intake.close()
    isGone()
  }

  const collectOrphans = () => void command.orphans?.collect()
  process.on("SIGCHLD", collectOrphans)
  intake.takeFrom(command.pipes)
  const stopTimer =
    request.timeoutSeconds > 0
      ? callAt(request.startedAt + request.timeoutSeconds * 1000, () => observe({ _tag: "TimeIsOver" }))
      : () => {}
  void command.exited.then((exit) => observe({ _tag: "Exited", exit }))

  return {
    printed: intake.printed,
    toBackground: () => observe({ _tag: "Backgrounded" }),
    closeInput: () => {
      if (!kept.current().stdin) return
      closeStdin()
      kept.record({ stdin: false })
    },
    setCursorKeys: (application) => {
      if (application !== kept.current().applicationCursorKeys) kept.record({ applicationCursorKeys: application })
    },
    end: (signals) => observe({ _tag: "EndAsked", signals }),
    passOn: (signal) => observe({ _tag: "Interrupted", signal }),
    ended,
    gone,
    isBackground: () => kept.current().background,
    endsLine: intake.endsLine,
  }
}
